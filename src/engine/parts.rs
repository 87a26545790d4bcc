//! Parts of the engine by themselves, for `benches/parts.rs` to time: not part of what the library offers.

use super::calendar::{Calendar, Kind, Rank};
use super::clocks::{Clock, Gathered};
use super::strands::Strands;
use super::waiting::WaitingList;
use crate::model::InterventionId;
use crate::random::Hazard;
use crate::records::Strand;
use crate::units::Days;

/// Numbers from (0, 1) that cost next to nothing: Knuth's MMIX generator, its top 32 bits.
struct Cheap(u64);

impl Cheap {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 32) as f64 + 0.5) / f64::from(u32::MAX)
    }
}

/// A calendar with an entry for each of so many owners.
#[derive(Debug)]
pub struct CalendarExercise(Calendar);

impl CalendarExercise {
    /// With entries at random in the first `owners` days.
    #[must_use]
    pub fn new(owners: u32) -> CalendarExercise {
        let (mut calendar, mut random) = (Calendar::default(), Cheap(1));
        for owner in 0..owners {
            let at = Days(random.next() * f64::from(owners));
            calendar.set(owner, at, Rank::new(Kind::End, u64::from(owner)));
        }
        CalendarExercise(calendar)
    }

    /// So many times the first entry fires and its owner's next is set, on average `owners` days later.
    pub fn hold(&mut self, times: u32, owners: u32) -> Option<Days> {
        let mut random = Cheap(2);
        for _ in 0..times {
            let (at, owner) = self.0.first()?;
            let next = at + Days(2.0 * random.next() * f64::from(owners));
            self.0.set(owner, next, Rank::new(Kind::End, u64::from(owner)));
        }
        self.0.first().map(|(at, _)| at)
    }
}

/// A waiting list of three classes.
#[derive(Debug)]
pub struct ListExercise {
    strands: Strands,
    list: WaitingList,
    waiting: Vec<u32>,
}

impl ListExercise {
    /// With so many clients on it.
    #[must_use]
    pub fn new(clients: u32) -> ListExercise {
        let mut strands = Strands::default();
        let mut list = WaitingList::new(3);
        let waiting = (0..clients).map(|client| {
            let id = strands.add(client, Strand::Main, InterventionId(0), None);
            strands[id].class = (client % 3) as u8;
            list.join(&mut strands, id);
            id
        });
        let waiting = waiting.collect();
        ListExercise { strands, list, waiting }
    }

    /// So many times somebody anywhere gives up and comes back, and the first is served and comes back.
    pub fn come_and_go(&mut self, times: u32) -> u32 {
        let mut random = Cheap(3);
        for _ in 0..times {
            let anybody = self.waiting[(random.next() * self.waiting.len() as f64) as usize];
            self.list.leave(&mut self.strands, anybody);
            self.list.join(&mut self.strands, anybody);
            if let Some(first) = self.list.first() {
                self.list.leave(&mut self.strands, first);
                self.list.join(&mut self.strands, first);
            }
        }
        self.list.len()
    }
}

/// So many times a clock starts, and its ratio changes twice before it fires. The sum of when they would fire.
#[must_use]
pub fn run_clocks(hazard: &Hazard, times: u32) -> f64 {
    let mut random = Cheap(4);
    (0..times)
        .map(|time| {
            let now = Days(f64::from(time));
            let threshold = 1.0 + random.next();
            let mut clock = Clock::start(now, hazard, threshold, 1.0);
            let mut gathered = Gathered::nothing_of(threshold, 1.0);
            clock.change_ratio(&mut gathered, now + Days(1.0), hazard, 1.3);
            clock.change_ratio(&mut gathered, now + Days(2.0), hazard, 0.7);
            clock.fires.0
        })
        .sum()
}
