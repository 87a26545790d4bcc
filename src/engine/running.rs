//! The clocks that run, of all clients, in little memory: a client of a large system has some ten of them.

use super::blocks::{Block, Blocks};
use super::clock_set::ClockSet;
use super::clocks::{Clock, Gathered};

/// Which clocks of one client run, and where they are kept.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Running {
    clocks: ClockSet,
    /// Those of them that have changed.
    changed: ClockSet,
    cells: Block,
}

impl Running {
    /// The clocks that run.
    #[inline]
    pub(super) fn clocks(&self) -> ClockSet {
        self.clocks
    }

    /// The cell at which a clock begins or would begin.
    #[inline]
    fn place(&self, clock: usize) -> usize {
        CLOCK * self.clocks.below(clock)
    }

    /// The cell before which what it has gathered ends or would end.
    #[inline]
    fn end_of_gathered(&self, clock: usize) -> usize {
        self.cells.len() - GATHERED * self.changed.below(clock)
    }
}

/// Where a clock was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    clock: usize,
    begins: usize,
    /// Where what it has gathered ends or would end.
    end: usize,
}

/// Cells of a clock.
const CLOCK: usize = 2;
/// Cells of what one has gathered.
const GATHERED: usize = 3;

/// The clocks of all clients. A client's block holds the clocks that run, in the order of their numbers, and from its end
/// backwards, in the same order, what those have gathered that have changed.
#[derive(Debug)]
pub(super) struct RunningClocks(Blocks<f64, 4>);

impl RunningClocks {
    pub(super) fn new() -> RunningClocks {
        RunningClocks(Blocks::new())
    }

    /// Memory taken. \[bytes\]
    #[inline]
    pub(super) fn bytes(&self) -> usize {
        self.0.room() * size_of::<f64>()
    }

    /// A clock that does not run yet starts.
    pub(super) fn start(&mut self, of: &mut Running, clock: usize, started: Clock) {
        let place = of.place(clock);
        let cells = self.0.insert(&mut of.cells, place, CLOCK);
        [cells[0], cells[1]] = started.to_cells();
        of.clocks.insert(clock);
    }

    /// A clock that runs stops.
    pub(super) fn stop(&mut self, of: &mut Running, clock: usize) {
        if of.changed.contains(clock) {
            let end = of.end_of_gathered(clock);
            self.0.remove(&mut of.cells, end - GATHERED, GATHERED);
            of.changed.remove(clock);
        }
        let place = of.place(clock);
        self.0.remove(&mut of.cells, place, CLOCK);
        of.clocks.remove(clock);
    }

    /// A clock that runs: where it is, how it stands, and what it has gathered if it has changed.
    #[inline]
    pub(super) fn find(&mut self, of: &Running, clock: usize) -> (Place, Clock, Option<Gathered>) {
        let place = Place { clock, begins: of.place(clock), end: of.end_of_gathered(clock) };
        let cells = self.0.of_mut(of.cells);
        let running = Clock::of_cells([cells[place.begins], cells[place.begins + 1]]);
        let gathered = of.changed.contains(clock).then(|| {
            let cells = &cells[place.end - GATHERED..place.end];
            Gathered::of_cells([cells[0], cells[1], cells[2]])
        });
        (place, running, gathered)
    }

    /// The clock that was found here has changed.
    #[inline]
    pub(super) fn change(&mut self, of: &mut Running, at: Place, to: Clock, gathered: Gathered) {
        let cells = self.0.of_mut(of.cells);
        cells[at.begins..at.begins + CLOCK].copy_from_slice(&to.to_cells());
        if of.changed.contains(at.clock) {
            cells[at.end - GATHERED..at.end].copy_from_slice(&gathered.to_cells());
        } else {
            let cells = self.0.insert(&mut of.cells, at.end, GATHERED);
            [cells[0], cells[1], cells[2]] = gathered.to_cells();
            of.changed.insert(at.clock);
        }
    }

    /// The clocks that run, in the order of their numbers.
    #[inline]
    pub(super) fn all<'a>(&'a mut self, of: &Running) -> impl Iterator<Item = Clock> + use<'a> {
        let cells: &[f64] = if of.clocks.is_empty() { &[] } else { self.0.of_mut(of.cells) };
        let gathered = GATHERED * of.changed.len();
        let (pairs, _) = cells[..cells.len() - gathered].as_chunks::<CLOCK>();
        pairs.iter().map(|cells| Clock::of_cells(*cells))
    }

    /// A client leaves.
    #[inline]
    pub(super) fn forget(&mut self, of: &mut Running) {
        self.0.give_back(&mut of.cells);
    }

    /// Where clocks that have stopped have left much room between those that run, it is closed up; `all`: of all clients.
    #[inline]
    pub(super) fn tidy<'a>(&mut self, all: impl Iterator<Item = &'a mut Running>) {
        if self.0.has_gaps() {
            self.0.close_up(all.map(|running| &mut running.cells));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Hazard;
    use crate::units::{Days, PerDay};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Clocks of two clients start, change and stop as they would in a map.
        #[test]
        fn each_clock_keeps_what_it_has_gathered(
            steps in prop::collection::vec((0usize..2, 0usize..128, 0u8..4), 1..300)
        ) {
            let hazard = Hazard::constant(PerDay(1.0)).unwrap();
            let mut clocks = RunningClocks::new();
            let mut running = [Running::default(); 2];
            let mut expected: [BTreeMap<usize, (Clock, Option<Gathered>)>; 2] = Default::default();
            for (number, (client, clock, what)) in steps.into_iter().enumerate() {
                let (running, expected) = (&mut running[client], &mut expected[client]);
                let (now, threshold) = (Days(number as f64), 1.0 + number as f64);
                match expected.get_mut(&clock) {
                    None => {
                        let started = Clock::start(now, &hazard, threshold, 2.0);
                        clocks.start(running, clock, started);
                        expected.insert(clock, (started, None));
                    }
                    Some(_) if what == 0 => {
                        clocks.stop(running, clock);
                        expected.remove(&clock);
                    }
                    Some((known, gathered)) => {
                        let mut g = gathered.unwrap_or(Gathered::nothing_of(threshold, 2.0));
                        known.change_ratio(&mut g, now, &hazard, f64::from(what));
                        *gathered = Some(g);
                        let (place, ..) = clocks.find(running, clock);
                        clocks.change(running, place, *known, g);
                    }
                }
                prop_assert!(running.clocks().iter().eq(expected.keys().copied()));
                for (&clock, &known) in expected.iter() {
                    let (_, found, gathered) = clocks.find(running, clock);
                    prop_assert_eq!((found, gathered), known);
                }
                prop_assert!(clocks.all(running).eq(expected.values().map(|&(known, _)| known)));
            }
        }
    }
}
