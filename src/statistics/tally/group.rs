//! What is counted for everybody together and again for each group of clients.

use super::befell::Befell;
use super::counts::{Cohort, Lengths};
use super::journeys::Journeys;
use super::steps::Steps;
use super::survival::Survival;
use crate::model::{Model, Reason};
use crate::statistics::Sum;
use crate::statistics::subject::{REASONS, Stage};
use crate::statistics::waits::Waits;

/// What clients of a group did at the waiting list of one service.
#[derive(Debug, Clone, Default)]
pub(super) struct AtService {
    pub(super) waits: Waits,
    pub(super) still_waiting: Waits,
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
    pub(super) steps: Steps,
    pub(super) to_treatment: Waits,
    pub(super) services: Vec<AtService>,
    pub(super) retention_cohort: u64,
    pub(super) retained: u64,
    pub(super) planned_early: u64,
    /// Exits before the end of the retention period.
    pub(super) reasons_early: [u64; REASONS.len()],
    pub(super) survival: Survival,
    pub(super) journeys: Journeys,
    pub(super) treatment_days: Sum,
    /// Days in treatment and not in custody, by how many interventions run at once (the last: so many or more).
    pub(super) at_once_days: [Sum; 5],
    pub(super) keyworker_changes: u64,
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
    pub(super) befell: Vec<Befell>,
    pub(super) risks: Vec<u64>,
    /// By state in which risks apply.
    pub(super) exposure_days: Vec<Sum>,
    pub(super) deaths: [u64; Stage::ALL.len()],
    pub(super) stage_days: [Sum; Stage::ALL.len()],
    pub(super) custody: u64,
    pub(super) continuity: Cohort,
    pub(super) component_days: [Sum; 16],
}

impl GroupTally {
    pub(super) fn new(model: &Model, risks: usize, states: usize) -> GroupTally {
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
            steps: Steps::new(model),
            to_treatment: Waits::default(),
            services: vec![AtService::default(); system.services.len()],
            retention_cohort: 0,
            retained: 0,
            planned_early: 0,
            reasons_early: [0; REASONS.len()],
            survival: Survival::default(),
            journeys: Journeys::default(),
            treatment_days: Sum::default(),
            at_once_days: [Sum::default(); 5],
            keyworker_changes: 0,
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
            befell: vec![Befell::default(); risks],
            risks: vec![0; risks],
            exposure_days: vec![Sum::default(); states],
            deaths: [0; Stage::ALL.len()],
            stage_days: [Sum::default(); Stage::ALL.len()],
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
