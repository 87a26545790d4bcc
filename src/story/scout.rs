//! Looks over the clients of a replication, to find one whose journey is worth reading.

use crate::model::{ExitId, Facts, InterventionId, Phase, RouteId};
use crate::random::Who;
use crate::records::{Client, Happening, Recorder};
use crate::units::Days;
use std::cmp::Reverse;

/// A client in outline.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Who it is.
    pub who: Who,
    /// By which route they came.
    pub route: RouteId,
    /// When.
    pub came: Days,
    /// How many episodes there were.
    pub episodes: u32,
    /// How many things happened to them.
    pub happenings: u32,
    /// The last exit.
    pub exit: Option<ExitId>,
    /// Where the client stood last.
    pub phase: Phase,
    /// The different interventions received, in order of their first start.
    pub received: Vec<InterventionId>,
}

/// A story of more happenings than this is long.
const LONG: u32 = 60;

/// A recorder that sketches the first clients who come from an instant on and of whom certain facts hold on coming.
#[derive(Debug, Clone)]
pub struct Scout {
    from: Days,
    most: usize,
    wanted: Facts,
    sketches: Vec<Sketch>,
    /// The sketch of the client in each slot, where there is one.
    slots: Vec<Option<usize>>,
    came: Vec<u32>,
}

impl Scout {
    /// Sketches at most so many clients who come at `from` or later and of whom all the `wanted` facts hold.
    #[must_use]
    pub fn new(from: Days, most: usize, wanted: Facts) -> Scout {
        Scout { from, most, wanted, sketches: Vec::new(), slots: Vec::new(), came: Vec::new() }
    }

    /// The clients sketched, in the order in which they came.
    #[must_use]
    pub fn sketches(&self) -> &[Sketch] {
        &self.sketches
    }

    /// How many clients came by a route in the whole replication.
    #[must_use]
    pub fn came_by(&self, route: RouteId) -> u32 {
        self.came.get(route.index()).copied().unwrap_or(0)
    }

    /// The client who received the most different interventions among those to whom at most 60 things happened (among
    /// all, where there is none such); of several, the one to whom fewest things happened; of these, whoever came first.
    #[must_use]
    pub fn worth_reading(&self) -> Option<&Sketch> {
        self.sketches.iter().min_by_key(|sketch| {
            (sketch.happenings > LONG, Reverse(sketch.received.len()), sketch.happenings)
        })
    }

    fn on_coming(&mut self, at: Days, client: Client<'_>, route: RouteId) {
        if self.came.len() <= route.index() {
            self.came.resize(route.index() + 1, 0);
        }
        self.came[route.index()] += 1;
        if at < self.from
            || self.sketches.len() >= self.most
            || (*client.facts & self.wanted) != self.wanted
        {
            return;
        }
        let slot = client.slot as usize;
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, None);
        }
        self.slots[slot] = Some(self.sketches.len());
        self.sketches.push(Sketch {
            who: client.who,
            route,
            came: at,
            episodes: 0,
            happenings: 0,
            exit: None,
            phase: Phase::AfterExit,
            received: Vec::new(),
        });
    }
}

impl Recorder for Scout {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        if let Happening::Came { route } = happening {
            self.on_coming(at, client, route);
        }
        let Some(place) = self.slots.get_mut(client.slot as usize) else { return };
        let Some(sketch) = place.map(|index| &mut self.sketches[index]) else { return };
        sketch.happenings += 1;
        sketch.episodes = client.episode;
        let stands = Phase::ALL.into_iter().find(|phase| client.facts.contains(phase.fact()));
        sketch.phase = stands.unwrap_or(sketch.phase);
        match happening {
            Happening::Started { intervention, .. } if !sketch.received.contains(&intervention) => {
                sketch.received.push(intervention);
            }
            Happening::Exited { exit, .. } => sketch.exit = Some(exit),
            Happening::Left => *place = None,
            _ => {}
        }
    }
}
