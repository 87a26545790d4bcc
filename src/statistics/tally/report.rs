//! The report of a replication: from counts to the value of every measure.

use super::Tally;
use super::capacity::{ServiceTally, any_cost};
use super::group::GroupTally;
use super::rows::{Row, Rows, ratio, share};
use super::survival;
use super::timeline::{Sampled, Series, series};
use crate::model::{Capacity, ExitId, InterventionId, Model, Reason, ServiceId};
use crate::statistics::Measure::*;
use crate::statistics::subject::{ExitKind, Key, Period, REASONS, Stage, Subject, label, payers};
use crate::statistics::waits::{WaitCounts, Waits};
use crate::units::Days;

/// What one replication of a model comes to, in the order of the model's [`Sheet`].
#[derive(Debug, Clone)]
pub struct ReplicationResult {
    /// The value of each key; none where there is nothing to say.
    pub values: Vec<Option<f64>>,
    /// What can be counted of all waits, for each of the sheet's subjects of waits.
    pub waits: Vec<WaitCounts>,
    /// For each instant of the timeline the value of each series.
    pub samples: Vec<f64>,
}

impl ReplicationResult {
    /// All of it but waits: the values, then the samples by instant and series.
    pub fn row(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.values.iter().copied().chain(self.samples.iter().copied().map(Some))
    }
}

/// Whose waits are kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitsOf {
    /// `all`, or `attribute=level`.
    pub group: String,
    /// A service, or `referral_to_treatment`.
    pub subject: String,
}

/// What a model's replications report, and in which order.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// One for each value.
    pub keys: Vec<Key>,
    /// One for each collection of waits.
    pub waits: Vec<WaitsOf>,
    /// The instants of the timeline.
    pub instants: Vec<Sampled>,
    /// The series of the timeline.
    pub series: Vec<Series>,
}

impl Sheet {
    /// The sheet of a model.
    #[must_use]
    pub fn of(model: &Model) -> Sheet {
        let tally = Tally::new(model);
        let group_of = |group: usize| tally.labels.label(group).to_owned();
        let rows = tally.rows();
        let keys = rows.iter().map(|row| Key {
            group: group_of(row.group),
            subject: label(model, row.subject),
            measure: row.measure,
        });
        let waits = (0..tally.labels.len()).flat_map(|group| {
            tally.subjects_of_waits().map(move |subject| (group, subject)).collect::<Vec<_>>()
        });
        Sheet {
            keys: keys.collect(),
            waits: waits
                .map(|(group, subject)| WaitsOf {
                    group: group_of(group),
                    subject: label(model, subject),
                })
                .collect(),
            instants: Sampled::all(model),
            series: series(model),
        }
    }
}

impl Sheet {
    /// What most is asked about: clients in treatment, planned exits, the wait from referral to treatment, and who is
    /// retained; where nobody is treated under a care plan, the wait at each service.
    pub fn main(&self) -> impl Iterator<Item = &Key> {
        let treats = self.keys.iter().any(|key| key.measure == InTreatment);
        self.keys.iter().filter(move |key| {
            let is_wait = key.measure == WaitMean;
            key.group == "all"
                && match treats {
                    true if is_wait => key.subject == "referral_to_treatment",
                    true => matches!(key.measure, InTreatment | PlannedExits | Effective),
                    false => is_wait,
                }
                && (is_wait || key.subject == "all")
        })
    }
}

impl Tally<'_> {
    /// What the replication comes to.
    #[must_use]
    pub fn into_result(self) -> ReplicationResult {
        let values = self.rows().into_iter().map(|row| row.value).collect();
        let treats = self.has_structured_treatment();
        let groups = std::iter::once(self.everybody).chain(self.parts);
        let waits = groups.flat_map(|group| {
            let treatment = treats.then_some(group.to_treatment);
            group.services.into_iter().map(|at| at.waits).chain(treatment).map(Waits::into_counts)
        });
        ReplicationResult { values, waits: waits.collect(), samples: self.sampler.into_values() }
    }

    /// The counts of a group; the first is everybody.
    pub(super) fn group(&self, group: usize) -> &GroupTally {
        group.checked_sub(1).map_or(&self.everybody, |part| &self.parts[part])
    }

    fn has_care_plans(&self) -> bool {
        self.system.interventions.iter().any(|item| item.opens_care_plan)
    }

    fn has_structured_treatment(&self) -> bool {
        let care_plans = self.has_care_plans();
        care_plans && self.system.interventions.iter().any(|item| item.is_structured())
    }

    /// The subjects of waits of one group, in the order in which its waits are given.
    fn subjects_of_waits(&self) -> impl Iterator<Item = Subject> {
        let services = self.services.len() as u16;
        let treatment = self.has_structured_treatment().then_some(Subject::ReferralToTreatment);
        (0..services).map(|id| Subject::Service(ServiceId(id))).chain(treatment)
    }

    /// Every value, in an order that depends on the model alone.
    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let years = self.window.length().years();
        for index in 0..self.labels.len() {
            let group = self.group(index);
            let mut out = Rows { group: index, years, rows: &mut rows };
            self.access(group, &mut out);
            self.steps_reached(index, &mut out);
            if self.has_structured_treatment() {
                self.steps_lost(index, &mut out);
            }
            if self.has_care_plans() {
                self.retention(group, &mut out);
                self.in_treatment(group, &mut out);
            }
            self.exits(group, &mut out);
            self.after(group, &mut out);
            if self.has_care_plans() {
                self.befell_after_exits(index, &mut out);
            }
            self.components(group, &mut out);
            self.domains.values(index, |measure, at, value| out.add(measure, at, value));
            if let Some(lived) = self.quality.lived(index) {
                out.average(Qalys, Subject::All, lived.weighed());
                out.all(UtilityMean, lived.mean());
            }
            if index == 0 {
                self.capacities(&mut out);
                self.money(group, &mut out);
            }
        }
        rows
    }

    fn access(&self, group: &GroupTally, out: &mut Rows<'_>) {
        out.yearly(Referrals, Subject::All, group.new_clients + group.re_presentations);
        out.yearly(NewClients, Subject::All, group.new_clients);
        out.yearly(RePresentations, Subject::All, group.re_presentations);
        out.all(ReachedFirst, share(group.reached_first, group.settled));
        if self.has_care_plans() {
            out.yearly(CarePlansOpened, Subject::All, group.care_plans_opened);
            out.all(ReachedCarePlan, share(group.reached_care_plan, group.settled));
        }
        if self.has_structured_treatment() {
            out.yearly(StructuredStarts, Subject::All, group.structured_starts);
            out.all(ReachedStructured, share(group.reached_structured, group.settled));
            out.waits(Subject::ReferralToTreatment, &group.to_treatment);
        }
        for (index, at) in group.services.iter().enumerate() {
            let id = ServiceId(index as u16);
            let service = self.system.service(id);
            let subject = Subject::Service(id);
            out.waits(subject, &at.waits);
            out.still_waiting(subject, &at.still_waiting);
            let asked = at.waits.number() + at.gave_up + at.turned_away;
            if service.limit.is_some() {
                out.yearly(TurnedAway, subject, at.turned_away);
                out.add(TurnedAwayShare, subject, share(at.turned_away, asked));
            }
            out.yearly(GaveUp, subject, at.gave_up);
            out.add(GaveUpShare, subject, share(at.gave_up, asked));
            if service.missed.is_some() {
                out.yearly(Missed, subject, at.missed);
                out.add(MissedShare, subject, share(at.missed, at.missed + at.waits.number()));
            }
        }
    }

    fn retention(&self, group: &GroupTally, out: &mut Rows<'_>) {
        let cohort = group.retention_cohort;
        let effective = group.retained + group.planned_early;
        out.all(RetentionCohort, Some(cohort as f64));
        out.all(Retained, share(group.retained, cohort));
        out.all(Effective, share(effective, cohort));
        out.all(EarlyUnplanned, share(cohort - effective, cohort));
        for reason in self.reasons() {
            let count = group.reasons_early[reason as usize];
            out.add(EarlyExits, Subject::Reason(reason), share(count, cohort));
        }
        for (weeks, share) in survival::WEEKS.into_iter().zip(group.survival.shares()) {
            if survival::mark(weeks) <= self.window.length() {
                out.add(StillInTreatment, Subject::Weeks(weeks), share);
            }
        }
        group.journeys.report(out);
    }

    fn in_treatment(&self, group: &GroupTally, out: &mut Rows<'_>) {
        let all: f64 = group.at_once_days().sum();
        for (number, days) in (0..).zip(group.at_once_days()) {
            out.add(InterventionsAtOnce, Subject::AtOnce(number), ratio(days, all));
        }
        if self.keyworkers_leave() {
            let years = Days(group.treatment_days()).years();
            out.all(KeyworkerChanges, ratio(group.keyworker_changes as f64, years));
        }
        out.average(InTreatment, Subject::All, group.treatment_days());
        out.all(InTreatmentAtEnd, Some(group.in_treatment_at_end as f64));
        out.all(DistinctInTreatment, self.distinct(group));
    }

    fn keyworkers_leave(&self) -> bool {
        self.model.eras.iter().any(|era| {
            let service = era.system.care_plan.service;
            service.is_some_and(|service| era.system.service(service).turnover.is_some())
        })
    }

    fn distinct(&self, group: &GroupTally) -> Option<f64> {
        ratio(group.distinct_by_year as f64, self.window.length().years().floor())
    }

    /// The reasons that an exit of the scenario has.
    fn reasons(&self) -> impl Iterator<Item = Reason> {
        let exits = &self.system.exits;
        REASONS.into_iter().filter(|&reason| exits.iter().any(|exit| exit.reason == reason))
    }

    fn exits(&self, group: &GroupTally, out: &mut Rows<'_>) {
        out.average(OnWaitingLists, Subject::All, group.waiting_days());
        for (index, &count) in group.exits.iter().enumerate() {
            out.yearly(Exits, Subject::Exit(ExitId(index as u16)), count);
        }
        let all = group.exits.iter().sum();
        out.yearly(Exits, Subject::All, all);
        for reason in self.reasons() {
            let count = group.exits_with(self.system, |exit| exit.reason == reason);
            out.yearly(ExitsByReason, Subject::Reason(reason), count);
        }
        let planned = group.planned(self.system);
        out.yearly(PlannedExits, Subject::All, planned);
        let of_all = share(planned, all);
        let of_treated = group.treatment_exits.share();
        out.all(PlannedShare, if self.has_care_plans() { of_treated } else { of_all });
        if self.has_care_plans() {
            out.all(CarePlanDays, group.care_plans_closed.mean());
        }
        out.all(EpisodeDays, ratio(group.episode_days.value(), all as f64));
    }

    fn after(&self, group: &GroupTally, out: &mut Rows<'_>) {
        if self.has_care_plans() {
            for (kind, after) in [ExitKind::All, ExitKind::Planned, ExitKind::Unplanned]
                .into_iter()
                .zip(&group.afterwards)
            {
                let subject = Subject::Kind(kind);
                out.add(BackWithin6Months, subject, after.back_in_half_a_year.share());
                out.add(BackWithin12Months, subject, after.back_in_a_year.share());
                out.add(DiedWithin12Months, subject, after.died_in_a_year.share());
            }
            let followed = self.window.length() - self.model.targets.returns;
            let lasting = (group.completions.all - group.completions.some) as f64;
            let successful = ratio(lasting, followed.years());
            out.all(Successful, successful);
            let distinct = self.distinct(group);
            let of_all = successful.zip(distinct).and_then(|(some, all)| ratio(some, all));
            out.all(SuccessfulShare, of_all);
        }
        for (index, &id) in self.risks.iter().enumerate() {
            out.yearly(RiskFirings, Subject::Risk(id), group.risks[index]);
            let exposed = group.exposure_days[self.exposure.of_risk(index)];
            let years = Days(exposed.value()).years();
            out.add(RiskRate, Subject::Risk(id), ratio(group.risks[index] as f64, years));
        }
        if self.system.exits.iter().any(|exit| exit.reason == Reason::Died) {
            deaths(group, out);
        }
        let prison = |setting| setting == crate::model::Setting::Prison;
        if self.system.interventions.iter().any(|item| prison(item.setting)) {
            out.yearly(Custody, Subject::All, group.custody);
            out.all(Continuity, group.continuity.share());
        }
    }

    fn components(&self, group: &GroupTally, out: &mut Rows<'_>) {
        let used = self.system.interventions.iter();
        let used = used.fold(0, |mask, item| mask | 1u8 << item.component as u8);
        let days = |mask: u8| group.component_days(mask);
        let all: f64 = (0..16).map(days).sum();
        for mask in (0..16).filter(|mask| mask & !used == 0) {
            out.add(ComponentTime, Subject::Components(mask), ratio(days(mask), all));
        }
    }

    fn capacities(&self, out: &mut Rows<'_>) {
        let system = self.system;
        for (index, (tally, service)) in self.services.iter().zip(&system.services).enumerate() {
            let subject = Subject::Service(ServiceId(index as u16));
            out.yearly(Served, subject, self.everybody.services[index].waits.number());
            out.average(WaitingMean, subject, tally.waiting.area());
            out.add(WaitingMost, subject, Some(tally.waiting.most()));
            if matches!(service.capacity, Capacity::Appointments(_)) {
                out.yearly(AppointmentsUsed, subject, tally.slots_used);
                out.add(AppointmentsOffered, subject, ratio(tally.slots_offered, out.years));
                let used = ratio(tally.slots_used as f64, tally.slots_offered);
                out.add(Utilisation, subject, used);
            } else {
                places(tally, subject, out);
            }
        }
        for (index, tally) in self.interventions.iter().enumerate() {
            let subject = Subject::Intervention(InterventionId(index as u16));
            out.average(Running, subject, tally.running.area());
            out.yearly(Starts, subject, tally.starts);
            out.add(LengthMean, subject, tally.lengths.mean());
            out.add(CompletedShare, subject, share(tally.completed, tally.lengths.number));
        }
        self.what_came_next(out);
    }

    fn money(&self, group: &GroupTally, out: &mut Rows<'_>) {
        let model: &Model = self.model;
        let systems = || model.eras.iter().map(|era| &era.system);
        let (mut all, mut is_priced) = (0.0, false);
        let mut by_payer = vec![0.0; payers(model).len()];
        let mut bill = |payer: Option<&String>, cost: f64| {
            (all, is_priced) = (all + cost, true);
            if let Some(index) = payer.and_then(|name| payers(model).iter().position(|p| p == name))
            {
                by_payer[index] += cost;
            }
        };
        for (index, tally) in self.services.iter().enumerate() {
            if any_cost(systems().map(|system| &system.services[index].cost)) {
                let cost = &model.system().services[index].cost;
                bill(cost.as_ref().and_then(|cost| cost.payer.as_ref()), tally.cost);
                let subject = Subject::Service(ServiceId(index as u16));
                out.add(ServiceCost, subject, ratio(tally.cost, out.years));
            }
        }
        for (index, tally) in self.interventions.iter().enumerate() {
            if any_cost(systems().map(|system| &system.interventions[index].cost)) {
                let cost = &model.system().interventions[index].cost;
                bill(cost.as_ref().and_then(|cost| cost.payer.as_ref()), tally.cost);
                let subject = Subject::Intervention(InterventionId(index as u16));
                out.add(InterventionCost, subject, ratio(tally.cost, out.years));
            }
        }
        if is_priced {
            out.all(Cost, ratio(all, out.years));
            out.all(CostPerPlannedExit, ratio(all, group.planned(self.system) as f64));
            if self.has_care_plans() {
                let distinct = self.distinct(group).unwrap_or(0.0);
                out.all(CostPerClient, ratio(all, out.years).and_then(|all| ratio(all, distinct)));
            }
        }
        for (index, cost) in by_payer.into_iter().enumerate() {
            out.add(PayerCost, Subject::Payer(index as u16), ratio(cost, out.years));
        }
    }
}

fn deaths(group: &GroupTally, out: &mut Rows<'_>) {
    let mut report = |subject, stages: &[Stage]| {
        let deaths = stages.iter().map(|&stage| group.deaths[stage as usize]).sum();
        let days: f64 = stages.iter().map(|&stage| group.stage_days[stage as usize].value()).sum();
        out.yearly(Deaths, subject, deaths);
        out.add(DeathRate, subject, ratio(100.0 * deaths as f64, Days(days).years()));
    };
    for period in Period::ALL {
        let stages: Vec<Stage> =
            Stage::ALL.into_iter().filter(|stage| stage.period() == period).collect();
        report(Subject::Period(period), &stages);
        for stage in stages.into_iter().filter(|stage| stage.is_part()) {
            report(Subject::Stage(stage), &[stage]);
        }
    }
    report(Subject::All, &Stage::ALL);
}

fn places(tally: &ServiceTally, subject: Subject, out: &mut Rows<'_>) {
    let limited = (!tally.is_endless).then_some(());
    let days = out.years * Days::YEAR.0;
    out.add(Places, subject, limited.and_then(|()| ratio(tally.places.area(), days)));
    out.average(Occupied, subject, tally.occupied.area());
    let used = limited.and_then(|()| ratio(tally.occupied.area(), tally.places.area()));
    out.add(Utilisation, subject, used);
    out.add(TimeFull, subject, limited.and_then(|()| ratio(tally.full.area(), tally.open.area())));
}
