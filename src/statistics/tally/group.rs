//! What is counted for everybody together and again for each group of clients.

use crate::model::{Model, Reason};
use crate::statistics::Sum;
use crate::statistics::subject::REASONS;
use crate::statistics::waits::Waits;

/// Counts of a population and of those of it to whom something happened.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cohort {
    pub(super) all: u64,
    pub(super) some: u64,
}

impl Cohort {
    /// The share; none of nobody.
    pub(super) fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.some as f64 / self.all as f64)
    }
}

/// Lengths of things that ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lengths {
    pub(super) number: u64,
    pub(super) days: Sum,
}

impl Lengths {
    pub(super) fn add(&mut self, days: f64) {
        self.number += 1;
        self.days.add(days);
    }

    pub(super) fn mean(self) -> Option<f64> {
        (self.number > 0).then(|| self.days.value() / self.number as f64)
    }
}

/// What clients of a group did at the waiting list of one service.
#[derive(Debug, Clone, Default)]
pub(super) struct AtService {
    pub(super) waits: Waits,
    pub(super) still_waiting: Lengths,
    pub(super) turned_away: u64,
    pub(super) gave_up: u64,
    pub(super) missed: u64,
}

/// What became of exits from treatment of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Afterwards {
    pub(super) back_in_half_a_year: Cohort,
    pub(super) back_in_a_year: Cohort,
    pub(super) died_in_a_year: Cohort,
}

/// One group's counts.
#[derive(Debug, Clone)]
pub(super) struct GroupTally {
    pub(super) new_clients: u64,
    pub(super) re_presentations: u64,
    pub(super) care_plans_opened: u64,
    pub(super) structured_starts: u64,
    /// Episodes that have reached structured treatment or ended, and how far they came.
    pub(super) settled: u64,
    pub(super) reached_first: u64,
    pub(super) reached_care_plan: u64,
    pub(super) reached_structured: u64,
    pub(super) to_treatment: Waits,
    pub(super) services: Vec<AtService>,
    pub(super) retention_cohort: u64,
    pub(super) retained: u64,
    pub(super) planned_early: u64,
    pub(super) treatment_days: Sum,
    pub(super) waiting_days: Sum,
    pub(super) in_treatment_at_end: u64,
    pub(super) distinct_by_year: u64,
    pub(super) exits: Vec<u64>,
    pub(super) reasons: [u64; REASONS.len()],
    pub(super) planned: u64,
    /// Episodes ended in which a care plan had opened, and those of them that ended planned.
    pub(super) treatment_exits: Cohort,
    pub(super) care_plans_closed: Lengths,
    pub(super) episodes: Lengths,
    /// Exits of all kinds, planned, unplanned.
    pub(super) afterwards: [Afterwards; 3],
    /// Planned exits with enough follow-up, and those of them who came back.
    pub(super) completions: Cohort,
    pub(super) risks: Vec<u64>,
    pub(super) exposure_days: Vec<Sum>,
    pub(super) deaths: [u64; 5],
    pub(super) period_days: [Sum; 5],
    pub(super) custody: u64,
    pub(super) continuity: Cohort,
    pub(super) component_days: [Sum; 16],
}

impl GroupTally {
    pub(super) fn new(model: &Model, risks: usize) -> GroupTally {
        let system = model.system();
        GroupTally {
            new_clients: 0,
            re_presentations: 0,
            care_plans_opened: 0,
            structured_starts: 0,
            settled: 0,
            reached_first: 0,
            reached_care_plan: 0,
            reached_structured: 0,
            to_treatment: Waits::default(),
            services: vec![AtService::default(); system.services.len()],
            retention_cohort: 0,
            retained: 0,
            planned_early: 0,
            treatment_days: Sum::default(),
            waiting_days: Sum::default(),
            in_treatment_at_end: 0,
            distinct_by_year: 0,
            exits: vec![0; system.exits.len()],
            reasons: [0; REASONS.len()],
            planned: 0,
            treatment_exits: Cohort::default(),
            care_plans_closed: Lengths::default(),
            episodes: Lengths::default(),
            afterwards: [Afterwards::default(); 3],
            completions: Cohort::default(),
            risks: vec![0; risks],
            exposure_days: vec![Sum::default(); risks],
            deaths: [0; 5],
            period_days: [Sum::default(); 5],
            custody: 0,
            continuity: Cohort::default(),
            component_days: [Sum::default(); 16],
        }
    }

    pub(super) fn count_reason(&mut self, reason: Reason) {
        self.reasons[reason as usize] += 1;
    }

    /// Exits of this kind and of all kinds.
    pub(super) fn afterwards(&mut self, planned: bool, mut each: impl FnMut(&mut Afterwards)) {
        each(&mut self.afterwards[0]);
        each(&mut self.afterwards[if planned { 1 } else { 2 }]);
    }
}
