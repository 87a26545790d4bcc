//! The whole model: what is run, in which eras, and what is said about it.

use super::{AttributeId, Group, Initial, System};
use crate::units::Days;

/// A treatment system over time, with everything needed to run and report it.
#[derive(Debug, Clone)]
pub struct Model {
    /// What the scenario is called.
    pub title: String,
    /// What it is asked.
    pub question: Option<String>,
    /// How it is run.
    pub run: Run,
    /// The system from each dated change on; the first era begins at time zero. Never empty, dates increase.
    pub eras: Vec<Era>,
    /// Who is there at the start; none: nobody.
    pub initial: Option<Initial>,
    /// Attributes by which measures are also reported.
    pub report_by: Vec<AttributeId>,
    /// The outcome domains; an attribute is in one at most.
    pub domains: Vec<Domain>,
    /// What is aimed at.
    pub targets: Targets,
    /// Currency of all costs, such as `GBP 2006/07`.
    pub currency: Option<String>,
    /// Where numbers come from.
    pub sources: Vec<SourceNote>,
}

/// An outcome domain: something that treatment is meant to change for the better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Name in the scenario.
    pub name: String,
    /// The attributes by which it is measured.
    pub attributes: Vec<AttributeId>,
}

/// The system from an instant on.
#[derive(Debug, Clone)]
pub struct Era {
    /// From when.
    pub from: Days,
    /// The system.
    pub system: System,
}

/// How a scenario is run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Calendar date of time zero.
    pub start: Option<jiff::civil::Date>,
    /// Simulated before anything is measured.
    pub warm_up: Days,
    /// Whether the warm-up is yet to be found (it is 0 until then).
    pub finds_warm_up: bool,
    /// Measured time after the warm-up.
    pub horizon: Days,
    /// Independent replications.
    pub replications: u32,
    /// Seed of all randomness.
    pub seed: u64,
}

impl Model {
    /// The instant at which a replication begins.
    #[must_use]
    pub fn begins(&self) -> Days {
        self.initial.as_ref().map_or(Days::ZERO, |initial| initial.at)
    }

    /// The system just before whatever happens at an instant: a change at that very instant is still to come.
    #[must_use]
    pub fn system_at(&self, at: Days) -> &System {
        let later = self.eras.iter().skip(1).rev().find(|era| era.from < at);
        later.map_or(self.system(), |era| &era.system)
    }

    /// The system under which a stay began that began at an instant: after a change at that very instant, but for the instant
    /// at which a replication begins. Instants within rounding of a change are at it.
    #[must_use]
    pub fn system_begun_at(&self, at: Days) -> &System {
        let begins = self.begins();
        let slack = 1e-9 * (1.0 + begins.0.abs());
        let is_before = |from: Days| from.0 <= at.0 + slack && (at > begins || from < begins);
        let later = self.eras.iter().skip(1).rev().find(|era| is_before(era.from));
        later.map_or(self.system(), |era| &era.system)
    }

    /// By what clients come, as they are called: the routes, then the groups of those who are there at the start.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        let routes = self.system().routes.iter().map(|route| route.name.clone());
        let groups = self.keyed_groups().map(|group| format!("initial.{}", group.name));
        routes.chain(groups).collect()
    }

    /// The keys of the clients of these, in the same order.
    #[must_use]
    pub fn origin_keys(&self) -> Vec<u32> {
        let routes = self.system().routes.iter().map(|route| route.key);
        routes.chain(self.group_keys()).collect()
    }

    /// The keys of those who are there at the start.
    #[must_use]
    pub fn group_keys(&self) -> Vec<u32> {
        self.keyed_groups().map(|group| group.key).collect()
    }

    /// The first group of each key: the rows of a file, which come last, share theirs.
    fn keyed_groups(&self) -> impl Iterator<Item = &Group> {
        let groups = self.initial.as_ref().map_or(&[][..], |initial| &initial.groups);
        let is_first = |index: usize| index == 0 || groups[index - 1].key != groups[index].key;
        groups.iter().enumerate().filter(move |(index, _)| is_first(*index)).map(|(_, group)| group)
    }
}

impl Run {
    /// The instant at which a replication ends.
    #[must_use]
    pub fn end(&self) -> Days {
        self.warm_up + self.horizon
    }

    /// The calendar date of an instant, where the scenario has a start.
    #[must_use]
    pub fn date(&self, at: Days) -> Option<jiff::civil::Date> {
        let whole = jiff::Span::new().try_days(at.0.floor() as i64).ok()?;
        self.start?.checked_add(whole).ok()
    }
}

/// What the system is measured against.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// Longest wait.
    pub waiting_time: Days,
    /// How long a client should be retained.
    pub retention: Days,
    /// A completion is successful when the client has not come back for so long.
    pub returns: Days,
    /// Different people in treatment in a year.
    pub in_treatment: Option<f64>,
    /// Share of clients retained for [`Targets::retention`].
    pub retained: Option<f64>,
    /// Planned exits in a year.
    pub planned_exits: Option<f64>,
    /// How well clients should be off when they leave treatment.
    pub at_exit: Vec<LevelTarget>,
}

/// So large a share of leavers should be at a level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelTarget {
    /// Of this attribute, which measures an outcome domain.
    pub attribute: AttributeId,
    /// The level.
    pub level: u8,
    /// The share.
    pub share: f64,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNote {
    /// Path in the scenario.
    pub path: String,
    /// The source, or the assumption.
    pub note: String,
    /// Whether it is an assumption.
    pub is_assumption: bool,
}

impl Model {
    /// Asserts that the model can be run: every index is in range, every last case states no condition,
    /// cumulative shares end at 1, and no fact stands for two things.
    ///
    /// # Panics
    /// Where that is not so, which is a mistake in what built the model.
    pub fn assert_consistent(&self) {
        assert!(!self.eras.is_empty(), "a model has at least one era");
        assert!(self.eras[0].from == Days::ZERO, "the first era begins at time zero");
        assert!(
            self.eras.windows(2).all(|pair| pair[0].from < pair[1].from),
            "eras follow one another"
        );
        for era in &self.eras {
            super::consistent::assert_system(&era.system);
        }
        let attributes = self.system().attributes.len();
        assert!(
            self.report_by.iter().all(|by| by.index() < attributes),
            "measures are reported by attributes that exist"
        );
        let in_domains: Vec<AttributeId> = self.measured_attributes().collect();
        assert!(
            in_domains.iter().enumerate().all(|(place, one)| {
                one.index() < attributes && !in_domains[..place].contains(one)
            }),
            "domains are measured by attributes that exist, each in one domain"
        );
        assert!(
            self.targets.at_exit.iter().all(|aim| {
                let levels = &self.system().attributes[aim.attribute.index()].levels;
                in_domains.contains(&aim.attribute) && usize::from(aim.level) < levels.len()
            }),
            "levels aimed at are those of outcome domains"
        );
    }

    /// Every attribute of an outcome domain, in order.
    pub fn measured_attributes(&self) -> impl Iterator<Item = AttributeId> {
        self.domains.iter().flat_map(|domain| domain.attributes.iter().copied())
    }

    /// The outcome domain that is measured by this attribute.
    #[must_use]
    pub fn domain_of(&self, attribute: AttributeId) -> Option<&Domain> {
        self.domains.iter().find(|domain| domain.attributes.contains(&attribute))
    }

    /// The system at time zero; names and structure are the same in every era.
    #[must_use]
    pub fn system(&self) -> &System {
        &self.eras[0].system
    }
}
