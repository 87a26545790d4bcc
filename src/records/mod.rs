//! What a replication reports while it runs: the seam between the engine and the statistics.
//!
//! The engine calls [`Recorder::record`] at every happening and knows nothing of what becomes of it.
//! A recorder that ignores a happening costs nothing: the call is compiled into the engine for each recorder.

mod why;

pub use why::{Reply, RunningRisk, Why};

use crate::model::{AttributeId, ClockId, ExitId, Facts, InterventionId, RouteId, ServiceId};
use crate::random::Who;
use crate::units::Days;

/// Listens to one replication.
pub trait Recorder {
    /// Time has come to this instant: called once an event, before anything is reported of it, and once when the
    /// replication ends. What is reported after it is of this instant.
    #[inline]
    fn time(&mut self, at: Days) {
        let _ = at;
    }

    /// Something happened to a client.
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening);

    /// All that follows for a client from what has just happened has followed: these are the facts that hold from now
    /// on, and `changed` those of which this is new since the call before (all that hold, in the first). Called once or
    /// more at each instant at which facts of the client change.
    #[inline]
    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        let _ = (at, client, changed);
    }

    /// The number of places of a service is (from now on) this; called for every service with places when the run
    /// begins, and whenever it changes. `None`: no limit.
    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        let _ = (at, service, places);
    }

    /// A slot of an appointment service came up while somebody was waiting.
    fn appointment(&mut self, at: Days, service: ServiceId) {
        let _ = (at, service);
    }

    /// Whether this recorder is to be told, of this client, why things happen. Where nobody asks nothing is worked out.
    #[inline]
    fn asks_why(&self, who: Who) -> bool {
        let _ = who;
        false
    }

    /// What lies behind what happens to a client for whom the recorder [asks](Recorder::asks_why).
    fn why(&mut self, at: Days, client: Client<'_>, why: Why<'_>) {
        let _ = (at, client, why);
    }

    /// The replication has come to its end (or was stopped) at this instant.
    fn finish(&mut self, at: Days) {
        let _ = at;
    }
}

/// The client to whom something happened.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Where the engine keeps the client: below the most clients ever present at once, and given to another
    /// client after [`Happening::Left`]. A recorder keeps what it knows of clients by this.
    pub slot: u32,
    /// Who it is: route key and number within the route.
    pub who: Who,
    /// The number of the episode, from 1; 0 before the first.
    pub episode: u32,
    /// All that is true of the client just after the happening.
    pub facts: &'a Facts,
}

/// On which strand something runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strand {
    /// The main strand of the journey.
    Main,
    /// The keyworker's place of the care plan.
    Keyworker,
    /// A support alongside.
    Support,
}

/// How an intervention ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// It ran its full course.
    Completed,
    /// A risk, custody or the end of the care plan cut it short.
    CutShort,
}

/// What can happen to a client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Happening {
    /// First heard of: the client enters the simulation. Comes before their first `Referred`.
    Came {
        /// By this route.
        route: RouteId,
    },
    /// What is known, where a replication begins with clients, of treatment that they had before and that does not go on.
    KnownBefore {
        /// Structured treatment has started in this episode.
        treated: bool,
        /// When the journey began of which the care plan is a part, where that is before the care plan.
        journey: Option<Days>,
    },
    /// An episode opens.
    Referred {
        /// Whether the client has had an episode before.
        again: bool,
    },
    /// Joins a waiting list (only when not served at once).
    Joined {
        /// Of this service.
        service: ServiceId,
        /// For this intervention; none for the keyworker's place.
        intervention: Option<InterventionId>,
        /// On this strand.
        strand: Strand,
    },
    /// A place or an appointment is had; at once (waited zero) or from the list.
    Served {
        /// By this service.
        service: ServiceId,
        /// For this intervention; none for the keyworker's place.
        intervention: Option<InterventionId>,
        /// On this strand.
        strand: Strand,
        /// Since joining the list.
        waited: Days,
    },
    /// Leaves the waiting list without having been served.
    GaveUp {
        /// Of this service.
        service: ServiceId,
        /// On this strand.
        strand: Strand,
        /// Since joining the list.
        waited: Days,
    },
    /// The list was full.
    TurnedAway {
        /// Of this service.
        service: ServiceId,
        /// On this strand.
        strand: Strand,
    },
    /// Did not attend an appointment.
    Missed {
        /// Of this service.
        service: ServiceId,
        /// On this strand.
        strand: Strand,
    },
    /// Still on the list when the replication ended.
    StillWaiting {
        /// Of this service.
        service: ServiceId,
        /// On this strand.
        strand: Strand,
        /// Since joining the list.
        waited: Days,
    },
    /// Occupies a place from now on.
    PlaceTaken {
        /// Of this service.
        service: ServiceId,
        /// Its number.
        place: u32,
    },
    /// Gives a place back.
    PlaceFreed {
        /// Of this service.
        service: ServiceId,
        /// Its number.
        place: u32,
        /// Since it was taken.
        held: Days,
    },
    /// An intervention starts.
    Started {
        /// Which.
        intervention: InterventionId,
        /// On this strand.
        strand: Strand,
    },
    /// An intervention ends.
    Ended {
        /// Which.
        intervention: InterventionId,
        /// On this strand.
        strand: Strand,
        /// Since it started.
        lasted: Days,
        /// How it ended.
        how: Ending,
    },
    /// The care plan opens: the client is in treatment.
    CarePlanOpened,
    /// The care plan closes.
    CarePlanClosed {
        /// Since it opened.
        lasted: Days,
    },
    /// A risk fires.
    Befell {
        /// Which.
        risk: ClockId,
    },
    /// An attribute changes.
    Changed {
        /// Which.
        attribute: AttributeId,
        /// Level before.
        from: u8,
        /// Level now.
        to: u8,
    },
    /// The client's keyworker leaves and is replaced.
    KeyworkerLeft {
        /// In this service.
        service: ServiceId,
        /// The place.
        place: u32,
    },
    /// Goes into custody.
    TakenIntoCustody,
    /// Comes out of custody.
    Released,
    /// An exit: how an open episode ends. Where no episode is open (death after an exit) `lasted` is none.
    Exited {
        /// Which.
        exit: ExitId,
        /// Since the episode opened.
        lasted: Option<Days>,
    },
    /// The client leaves the simulation: gone for good, no longer followed, or nothing can happen any more.
    Left,
}

impl Recorder for () {
    fn record(&mut self, _: Days, _: Client<'_>, _: Happening) {}
}

/// Two recorders that listen to the same replication.
impl<A: Recorder, B: Recorder> Recorder for (A, B) {
    #[inline]
    fn time(&mut self, at: Days) {
        self.0.time(at);
        self.1.time(at);
    }

    #[inline]
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.0.record(at, client, happening);
        self.1.record(at, client, happening);
    }

    #[inline]
    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        self.0.settled(at, client, changed);
        self.1.settled(at, client, changed);
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.0.capacity(at, service, places);
        self.1.capacity(at, service, places);
    }

    fn appointment(&mut self, at: Days, service: ServiceId) {
        self.0.appointment(at, service);
        self.1.appointment(at, service);
    }

    #[inline]
    fn asks_why(&self, who: Who) -> bool {
        self.0.asks_why(who) || self.1.asks_why(who)
    }

    fn why(&mut self, at: Days, client: Client<'_>, why: Why<'_>) {
        if self.0.asks_why(client.who) {
            self.0.why(at, client, why);
        }
        if self.1.asks_why(client.who) {
            self.1.why(at, client, why);
        }
    }

    fn finish(&mut self, at: Days) {
        self.0.finish(at);
        self.1.finish(at);
    }
}
