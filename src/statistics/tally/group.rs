//! What is counted for everybody together and again for each group of clients.

use super::befell::Befell;
use super::client::ClientState;
use super::counts::{Cohort, Lengths};
use super::journeys::Journeys;
use super::steps::Steps;
use super::survival::Survival;
use crate::model::{Exit, Model, System};
use crate::statistics::Sum;
use crate::statistics::subject::{AT_ONCE, REASONS, Stage};
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

/// What a client's time counts towards, a bit each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Towards(u32);

impl Towards {
    const TREATMENT: usize = 0;
    const WAITING: usize = 1;
    const AT_ONCE: usize = 2;
    const COMPONENTS: usize = Towards::AT_ONCE + AT_ONCE.len();
    /// Combinations of the four components.
    const ALL: usize = Towards::COMPONENTS + 16;

    /// What the time of a client counts towards who is like this.
    #[inline]
    pub(super) fn of(client: &ClientState) -> Towards {
        let mut towards = 0;
        if client.life.care_plan().is_some() {
            towards |= 1 << Towards::TREATMENT;
            if !client.life.in_custody() {
                towards |= 1 << (Towards::AT_ONCE + client.at_once().min(AT_ONCE.len() - 1));
            }
        }
        if !client.lists.is_empty() {
            towards |= 1 << Towards::WAITING;
        }
        let components = client.components();
        if client.episode_open || components != 0 {
            towards |= 1 << (Towards::COMPONENTS + components);
        }
        Towards(towards)
    }
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
    /// Days by what they count towards.
    days: [Sum; Towards::ALL],
    pub(super) keyworker_changes: u64,
    pub(super) in_treatment_at_end: u64,
    pub(super) distinct_by_year: u64,
    pub(super) exits: Vec<u64>,
    /// Episodes ended in which a care plan had opened, and those of them that ended planned.
    pub(super) treatment_exits: Cohort,
    pub(super) care_plans_closed: Lengths,
    /// Days from referral to exit, of all that are counted as exits.
    pub(super) episode_days: Sum,
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
            days: [Sum::default(); Towards::ALL],
            keyworker_changes: 0,
            in_treatment_at_end: 0,
            distinct_by_year: 0,
            exits: vec![0; system.exits.len()],
            treatment_exits: Cohort::default(),
            care_plans_closed: Lengths::default(),
            episode_days: Sum::default(),
            afterwards: [Afterwards::default(); 3],
            completions: Cohort::default(),
            befell: vec![Befell::default(); risks],
            risks: vec![0; risks],
            exposure_days: vec![Sum::default(); states],
            deaths: [0; Stage::ALL.len()],
            stage_days: [Sum::default(); Stage::ALL.len()],
            custody: 0,
            continuity: Cohort::default(),
        }
    }

    /// Counts time, the part of it that falls into the last stage, and the states of risks in which it is spent.
    #[inline(always)]
    pub(super) fn count_time(
        &mut self,
        time: f64,
        (stage, lately): (Stage, f64),
        towards: Towards,
        states: impl IntoIterator<Item = usize>,
    ) {
        self.stage_days[stage as usize].add(lately);
        let mut rest = towards.0;
        while rest != 0 {
            self.days[rest.trailing_zeros() as usize].add(time);
            rest &= rest - 1;
        }
        for state in states {
            self.exposure_days[state].add(time);
        }
    }

    /// Days with a care plan open.
    pub(super) fn treatment_days(&self) -> f64 {
        self.days[Towards::TREATMENT].value()
    }

    /// Days on a waiting list.
    pub(super) fn waiting_days(&self) -> f64 {
        self.days[Towards::WAITING].value()
    }

    /// Days in treatment and not in custody, by how many interventions run at once (the last: so many or more).
    pub(super) fn at_once_days(&self) -> impl Iterator<Item = f64> + '_ {
        self.days[Towards::AT_ONCE..Towards::COMPONENTS].iter().map(Sum::value)
    }

    /// Days with these components of the journey.
    pub(super) fn component_days(&self, components: u8) -> f64 {
        self.days[Towards::COMPONENTS + usize::from(components)].value()
    }

    /// Exits of the system for which this holds.
    pub(super) fn exits_with(&self, system: &System, holds: impl Fn(&Exit) -> bool) -> u64 {
        let counted = self.exits.iter().zip(&system.exits);
        counted.filter(|(_, exit)| holds(exit)).map(|(count, _)| count).sum()
    }

    /// Planned exits.
    pub(super) fn planned(&self, system: &System) -> u64 {
        self.exits_with(system, |exit| exit.planned)
    }

    /// Exits of this kind and of all kinds.
    pub(super) fn afterwards(&mut self, planned: bool, mut each: impl FnMut(&mut Afterwards)) {
        each(&mut self.afterwards[0]);
        each(&mut self.afterwards[if planned { 1 } else { 2 }]);
    }
}
