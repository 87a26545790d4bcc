//! Keeps everything that happens to one client, and why.

use crate::model::AttributeId;
use crate::model::{ClockId, Condition, Facts, SupportId, Target};
use crate::random::Who;
use crate::records::{Client, Happening, Recorder, Reply, RunningRisk, Why};
use crate::units::Days;

/// All that happened to one client in one replication, and what lay behind it.
#[derive(Debug, Clone)]
pub struct Journey {
    who: Who,
    pub(super) entries: Vec<Entry>,
    /// When the replication ended.
    pub(super) end: Days,
}

/// One thing of a journey.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) at: Days,
    pub(super) episode: u32,
    /// All that was true of the client then.
    pub(super) facts: Facts,
    pub(super) what: What,
}

/// What is kept: happenings, and what lay behind them (see [`Why`]).
#[derive(Debug, Clone)]
pub(super) enum What {
    Happened(Happening),
    Chose(Choice),
    Drew { attribute: AttributeId, shares: Vec<(f64, u8)>, level: u8 },
    Offered { support: SupportId, answer: Reply },
    Behind { ahead: u32 },
    Fires { risk: ClockId, running: Vec<RunningRisk> },
    Runs { running: Vec<RunningRisk> },
}

/// Where the client could have gone, and where they went.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The case that applied.
    pub(super) when: Condition,
    /// Targets with their shares (not cumulative) in file order; none of them zero.
    pub(super) to: Vec<(f64, Target)>,
    pub(super) target: Target,
    /// All that was true of the client then.
    pub(super) facts: Facts,
}

impl Journey {
    /// The journey of this client, to be recorded.
    #[must_use]
    pub fn of(who: Who) -> Journey {
        Journey { who, entries: Vec::new(), end: Days::ZERO }
    }

    /// Whose journey it is.
    #[must_use]
    pub fn who(&self) -> Who {
        self.who
    }

    /// Whether the client never came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Everything that happened, in order.
    pub fn happenings(&self) -> impl Iterator<Item = (Days, Happening)> + '_ {
        self.entries.iter().filter_map(|entry| match entry.what {
            What::Happened(happening) => Some((entry.at, happening)),
            _ => None,
        })
    }

    fn keep(&mut self, at: Days, client: Client<'_>, what: What) {
        self.entries.push(Entry { at, episode: client.episode, facts: *client.facts, what });
    }
}

/// Each item with its own share, from cumulative shares; those without a share are left out.
pub(super) fn own_shares<T: Copy>(cumulative: &[(f64, T)]) -> Vec<(f64, T)> {
    let mut before = 0.0;
    let mut own = Vec::new();
    for &(upto, item) in cumulative {
        if upto - before > 1e-9 {
            own.push((upto - before, item));
        }
        before = upto;
    }
    own
}

impl Recorder for Journey {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        if client.who == self.who {
            self.keep(at, client, What::Happened(happening));
        }
    }

    fn asks_why(&self, who: Who) -> bool {
        who == self.who
    }

    fn why(&mut self, at: Days, client: Client<'_>, why: Why<'_>) {
        let what = match why {
            Why::Chose { case, target } => What::Chose(Choice {
                when: case.when.clone(),
                to: own_shares(&case.to),
                target,
                facts: *client.facts,
            }),
            Why::Drew { attribute, shares, level } => {
                What::Drew { attribute, shares: own_shares(shares), level }
            }
            Why::Offered { support, answer } => What::Offered { support, answer },
            Why::Behind { ahead, .. } => What::Behind { ahead },
            Why::Fires { risk, running } => What::Fires { risk, running: running.to_vec() },
            Why::Runs { running } => What::Runs { running: running.to_vec() },
        };
        self.keep(at, client, what);
    }

    fn finish(&mut self, at: Days) {
        self.end = at;
    }
}
