//! The catalogue of measures: every quantity that a replication reports, declared once.
//!
//! The doc line of a measure is its definition; `docs/measures.md` repeats it, and a test holds the two together.
//! To add a measure, declare it here, compute it in `tally/report.rs` and list it in `docs/measures.md`.

/// The theme under which measures are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Theme {
    Access,
    Retention,
    InTreatment,
    Exits,
    After,
    Services,
    Interventions,
    Components,
    Domains,
    Money,
}

/// Whether a measure is also reported for each level of the `report_by` attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// For all clients together and for each group.
    Grouped,
    /// For the whole system only.
    Whole,
}

macro_rules! catalogue {
    ($($variant:ident, $name:literal, $unit:literal, $theme:ident, $reach:ident, $subject:literal: #[doc = $doc:literal])*) => {
        /// A defined quantity that a replication reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Measure {
            $(#[doc = $doc] $variant,)*
        }

        impl Measure {
            /// All measures, in the order in which they are listed.
            pub const ALL: &'static [Measure] = &[$(Measure::$variant,)*];

            /// Name in the results.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Measure::$variant => $name,)* }
            }

            /// Unit of the value.
            #[must_use]
            pub fn unit(self) -> &'static str {
                match self { $(Measure::$variant => $unit,)* }
            }

            /// Theme under which it is listed.
            #[must_use]
            pub fn theme(self) -> Theme {
                match self { $(Measure::$variant => Theme::$theme,)* }
            }

            /// Whether it is reported by group.
            #[must_use]
            pub fn reach(self) -> Reach {
                match self { $(Measure::$variant => Reach::$reach,)* }
            }

            /// What it is reported of: the kinds of subject.
            #[must_use]
            pub fn subjects(self) -> &'static str {
                match self { $(Measure::$variant => $subject,)* }
            }

            /// Its definition: meaning, population and time window.
            #[must_use]
            pub fn definition(self) -> &'static str {
                match self { $(Measure::$variant => $doc.trim_ascii(),)* }
            }
        }
    };
}

catalogue! {
    Referrals, "referrals_per_year", "per year", Access, Grouped, "all":
        /// Episodes opened in the window.
    NewClients, "new_clients_per_year", "per year", Access, Grouped, "all":
        /// Episodes opened in the window that are the client's first.
    RePresentations, "re_presentations_per_year", "per year", Access, Grouped, "all":
        /// Episodes opened in the window by clients who had one before.
    CarePlansOpened, "care_plans_opened_per_year", "per year", Access, Grouped, "all":
        /// Care plans opened in the window.
    StructuredStarts, "structured_starts_per_year", "per year", Access, Grouped, "all":
        /// Episodes whose first structured treatment (an intervention of tier 3 or 4, not of the engagement component, not in prison) starts in the window.
    ReachedFirst, "reached_first_intervention_share", "share", Access, Grouped, "all":
        /// Of episodes opened in the window that have since reached structured treatment or ended: share in which any intervention started.
    ReachedCarePlan, "reached_care_plan_share", "share", Access, Grouped, "all":
        /// Of episodes opened in the window that have since reached structured treatment or ended: share in which the care plan opened.
    ReachedStructured, "reached_structured_treatment_share", "share", Access, Grouped, "all":
        /// Of episodes opened in the window that have since reached structured treatment or ended: share that reached structured treatment.
    ReachedIntervention, "reached_intervention_share", "share", Access, Grouped, "intervention":
        /// Of the same episodes: share in which this intervention of the engagement component (not in prison) started on the main strand before structured treatment. The funnel of a route is read in the group `route=…`.
    LostBeforeTreatment, "lost_before_treatment_share", "share", Access, Grouped, "step":
        /// Of the same episodes: share that ended before structured treatment, by the step they had come to: `waiting_for_` and a service, where the client last waited for it (on the main strand, or for the keyworker's place before the care plan) or was turned away, and has started nothing since; otherwise the intervention of the main strand that was running or had run last; `referral` where none had started. With `reached_structured_treatment_share` the steps sum to 1.
    WaitMean, "wait_days_mean", "days", Access, Grouped, "service, referral_to_treatment":
        /// Mean wait of those served in the window, on any strand, from joining the list (nothing for those served at once); for `referral_to_treatment` from the opening of the episode to its first structured treatment.
    WaitMedian, "wait_days_median", "days", Access, Grouped, "service, referral_to_treatment":
        /// Median of the same waits, within one part in a hundred.
    WaitP90, "wait_days_p90", "days", Access, Grouped, "service, referral_to_treatment":
        /// 90th centile of the same waits, within one part in a hundred.
    WaitWithinTarget, "wait_within_target_share", "share", Access, Grouped, "service, referral_to_treatment":
        /// Share of the same waits no longer than `targets.waiting_time`.
    WaitNumber, "waits_completed", "waits", Access, Grouped, "service, referral_to_treatment":
        /// Number of the same waits.
    StillWaitingMean, "still_waiting_days_mean", "days", Access, Grouped, "service":
        /// Mean time waited so far by those on the list at the end of the run.
    StillWaitingMedian, "still_waiting_days_median", "days", Access, Grouped, "service":
        /// Median time waited so far by those on the list at the end of the run, within one part in a hundred.
    StillWaitingP90, "still_waiting_days_p90", "days", Access, Grouped, "service":
        /// 90th centile of the time waited so far by those on the list at the end of the run, within one part in a hundred.
    StillWaitingOverTarget, "still_waiting_over_target_share", "share", Access, Grouped, "service":
        /// Share of those on the list at the end of the run who have already waited longer than `targets.waiting_time`.
    StillWaiting, "still_waiting_at_end", "clients", Access, Grouped, "service":
        /// Number on the list at the end of the run.
    TurnedAway, "turned_away_per_year", "per year", Access, Grouped, "service":
        /// Turned away in the window because the list was full.
    TurnedAwayShare, "turned_away_share", "share", Access, Grouped, "service":
        /// Turned away, of all in the window who were served, gave up or were turned away.
    GaveUp, "gave_up_per_year", "per year", Access, Grouped, "service":
        /// Left the list in the window without having been served, for whatever reason.
    GaveUpShare, "gave_up_share", "share", Access, Grouped, "service":
        /// Left the list unserved, of all in the window who were served, gave up or were turned away.
    Missed, "missed_appointments_per_year", "per year", Access, Grouped, "service":
        /// Appointments not attended in the window.
    MissedShare, "missed_appointments_share", "share", Access, Grouped, "service":
        /// Appointments not attended, of appointments given in the window (kept or not).

    RetentionCohort, "retention_cohort", "care plans", Retention, Grouped, "all":
        /// Care plans opened in the window at least `targets.retention` before its end: the population of the three shares that follow.
    Retained, "retained_share", "share", Retention, Grouped, "all":
        /// Of that population: care plan still open after `targets.retention`.
    Effective, "effective_treatment_share", "share", Retention, Grouped, "all":
        /// Of that population: care plan still open after `targets.retention`, or closed before with a planned exit.
    EarlyUnplanned, "early_unplanned_exit_share", "share", Retention, Grouped, "all":
        /// Of that population: care plan closed before `targets.retention` without a planned exit.
    EarlyExits, "early_exits_by_reason_share", "share", Retention, Grouped, "discharge reason":
        /// Of that population: care plan closed before `targets.retention`, by discharge reason.
    StillInTreatment, "still_in_treatment_share", "share", Retention, Grouped, "time since the care plan opened":
        /// Share of care plans opened in the window that are still open so long after: a life table with complete follow-up, the product over the intervals between the times listed of the share still open at the end of those open at the beginning, each among care plans opened so early that the interval lies within the window. Missing from the first interval of which nothing is known.
    ContinuousHalfYear, "continuous_treatment_6_months_share", "share", Retention, Grouped, "all":
        /// Of treatment journeys that begin in the window at least half a year and 3 weeks before its end: share that still go on after half a year. A journey begins when a care plan opens and none was open in the 3 weeks before; it goes on through gaps of at most 3 weeks between one care plan and the next. Its group is that of its first day.
    ContinuousYear, "continuous_treatment_12_months_share", "share", Retention, Grouped, "all":
        /// Of treatment journeys that begin in the window at least a year and 3 weeks before its end: share that still go on after a year.
    JourneyDays, "treatment_journey_days_mean", "days", Retention, Grouped, "all":
        /// Mean length of treatment journeys that ended in the window, from the opening of the first care plan to the closing of the last; counted when the 3 weeks after it are over.

    InTreatment, "in_treatment_mean", "clients", InTreatment, Grouped, "all":
        /// Open care plans, averaged over the time of the window.
    InTreatmentAtEnd, "in_treatment_at_end", "clients", InTreatment, Grouped, "all":
        /// Open care plans at the end of the run.
    DistinctInTreatment, "in_treatment_distinct_per_year", "clients", InTreatment, Grouped, "all":
        /// Different clients with a care plan open at any time of a year: mean over the whole years of the window, missing when there is none.
    InterventionsAtOnce, "interventions_at_once_share", "share", InTreatment, Grouped, "number of interventions":
        /// Share of client time in the window with the care plan open and the client not in custody in which so many interventions are running at once, on all strands.
    KeyworkerChanges, "keyworker_changes_per_person_year", "per person-year", InTreatment, Grouped, "all":
        /// How often in the window a client's keyworker left and was replaced, per year of client time with the care plan open.
    OnWaitingLists, "on_waiting_lists_mean", "clients", InTreatment, Grouped, "all":
        /// Different clients on one or more waiting lists, averaged over the time of the window.

    Exits, "exits_per_year", "per year", Exits, Grouped, "exit, all":
        /// Episodes ended in the window, by exit.
    ExitsByReason, "exits_by_reason_per_year", "per year", Exits, Grouped, "discharge reason":
        /// Episodes ended in the window, by NDTMS discharge reason.
    PlannedExits, "planned_exits_per_year", "per year", Exits, Grouped, "all":
        /// Episodes ended in the window by a planned exit.
    PlannedShare, "planned_exit_share", "share", Exits, Grouped, "all":
        /// Planned exits, of episodes ended in the window in which a care plan had opened (of all episodes, where the scenario has no care plans).
    CarePlanDays, "care_plan_days_mean", "days", Exits, Grouped, "all":
        /// Mean length of care plans closed in the window.
    EpisodeDays, "episode_days_mean", "days", Exits, Grouped, "all":
        /// Mean length of episodes ended in the window, from referral to exit.

    BackWithin6Months, "back_within_6_months_share", "share", After, Grouped, "all, planned, unplanned":
        /// Exits (not by death) from episodes with a care plan, in the window at least half a year before its end: share with a new episode within half a year.
    BackWithin12Months, "back_within_12_months_share", "share", After, Grouped, "all, planned, unplanned":
        /// Exits (not by death) from episodes with a care plan, in the window at least a year before its end: share with a new episode within a year.
    DiedWithin12Months, "died_within_12_months_share", "share", After, Grouped, "all, planned, unplanned":
        /// Of the same exits as for a year: share who died within the year without a new episode before.
    BefellWithin6Months, "befell_within_6_months_share", "share", After, Grouped, "risk":
        /// Of the same exits as for half a year: share after which the risk befell the client within half a year, before any new episode; for risks that a client can meet after an exit.
    BefellWithin12Months, "befell_within_12_months_share", "share", After, Grouped, "risk":
        /// Of the same exits as for a year: share after which the risk befell the client within a year, before any new episode; for the same risks.
    Successful, "successful_completions_per_year", "per year", After, Grouped, "all":
        /// Planned exits from episodes with a care plan, in the window at least `targets.returns` before its end, with no new episode within `targets.returns`; per year of that part of the window.
    SuccessfulShare, "successful_completion_share", "share", After, Grouped, "all":
        /// Successful completions per year, of the different clients in treatment per year.
    RiskFirings, "risk_firings_per_year", "per year", After, Grouped, "risk":
        /// How often the risk befell a client in the window.
    RiskRate, "risk_firings_per_person_year", "per person-year", After, Grouped, "risk":
        /// How often the risk befell a client in the window, per year of client time in the state in which the risk applies.
    Deaths, "deaths_per_year", "per year", After, Grouped, "period of life, all":
        /// Deaths (exits with the reason `died`) in the window, by the first of these that applies at death: in custody; within 4 weeks of release; in treatment; within 4 weeks of an exit; otherwise. The three in the middle are also given in parts: the first two weeks (since the release, the opening of the care plan, the exit) and the rest. An exit is one from an episode with a care plan.
    DeathRate, "deaths_per_100_person_years", "per 100 person-years", After, Grouped, "period of life, all":
        /// The same deaths per 100 years of client time in that period or part, for clients who are followed.
    Custody, "custody_entries_per_year", "per year", After, Grouped, "all":
        /// Entries into custody in the window.
    Continuity, "continuity_on_release_share", "share", After, Grouped, "all":
        /// Of releases in the window at least 3 weeks before its end: share followed within 3 weeks by a start of structured treatment in the community.

    Places, "places_mean", "places", Services, Whole, "service":
        /// Places open, averaged over the time of the window; missing where there is no limit.
    Occupied, "occupied_mean", "places", Services, Whole, "service":
        /// Places occupied, averaged over the time of the window.
    Utilisation, "occupied_share", "share", Services, Whole, "service":
        /// Places occupied, of places open, over the time of the window; above 1 while a reduced service drains. For appointments: slots used, of slots offered.
    TimeFull, "time_full_share", "share", Services, Whole, "service":
        /// Share of the time with any place open in which all places open are occupied.
    WaitingMean, "waiting_mean", "clients", Services, Whole, "service":
        /// Length of the waiting list, averaged over the time of the window.
    WaitingMost, "waiting_most", "clients", Services, Whole, "service":
        /// The longest the waiting list was for any length of time in the window.
    Served, "served_per_year", "per year", Services, Whole, "service":
        /// Places or appointments had in the window.
    AppointmentsUsed, "appointments_used_per_year", "per year", Services, Whole, "service":
        /// Appointment slots in the window that came up while somebody was waiting, kept or not.
    AppointmentsOffered, "appointments_offered_per_year", "per year", Services, Whole, "service":
        /// Appointment slots offered in the window.

    Running, "running_mean", "clients", Interventions, Whole, "intervention":
        /// Clients receiving the intervention, on any strand, averaged over the time of the window.
    Starts, "starts_per_year", "per year", Interventions, Whole, "intervention":
        /// Starts of the intervention in the window.
    LengthMean, "length_days_mean", "days", Interventions, Whole, "intervention":
        /// Mean length of the interventions that ended in the window, however they ended.
    CompletedShare, "completed_share", "share", Interventions, Whole, "intervention":
        /// Of the interventions that ended in the window: share that ran their full course.
    NextYearly, "next_per_year", "per year", Interventions, Whole, "intervention and what came next":
        /// Starts of another intervention of the main strand, and exits, in the window, by the intervention of that strand before: starts of structured treatment (tier 3 or 4, not in prison), of another intervention, of prison; planned exits, unplanned exits, deaths. A wait between the two is passed over; where nothing further came, what a client comes to another day is not counted.
    NextShare, "next_share", "share", Interventions, Whole, "intervention and what came next":
        /// Share of all that came next (`next_per_year`) after this intervention that was of this kind.

    ComponentTime, "component_time_share", "share", Components, Grouped, "combination of components":
        /// Share of client time in the window, with an episode open or an intervention running, in which just these components of the treatment journey are running.

    LevelAtStart, "level_at_start_share", "share", Domains, Grouped, "level":
        /// Of care plans opened in the window: share whose client was at the level then.
    LevelAtReview, "level_at_review_share", "share", Domains, Whole, "level at a review":
        /// Of care plans opened in the window that are followed for so many weeks before its end and are still open after them (in the community or in custody): share whose client is at the level then.
    LevelAtExit, "level_at_exit_share", "share", Domains, Grouped, "level":
        /// Exits (not by death) in the window from episodes with a care plan: share whose client was at the level when the care plan closed, which is before the exit's own `sets`, and after those of the risk or the intervention that led to it.
    LevelAfterExit, "level_6_months_after_exit_share", "share", Domains, Whole, "level":
        /// Of the same exits, at least half a year before the end of the window, whose client half a year later is alive and followed (or had left the simulation because nothing could happen any more): share at the level then, wherever the client is.

    Cost, "cost_per_year", "currency per year", Money, Whole, "all":
        /// Cost of all services and interventions in the window.
    ServiceCost, "service_cost_per_year", "currency per year", Money, Whole, "service":
        /// Cost of the service in the window: its places (occupied or not), occupied days, appointment slots offered and clients served, at the prices of their time.
    InterventionCost, "intervention_cost_per_year", "currency per year", Money, Whole, "intervention":
        /// Cost of the intervention in the window: its days and its starts, at the prices of their time.
    PayerCost, "payer_cost_per_year", "currency per year", Money, Whole, "payer":
        /// The part of the cost in the window that falls to this payer.
    CostPerPlannedExit, "cost_per_planned_exit", "currency", Money, Whole, "all":
        /// All cost in the window over planned exits in the window.
    CostPerClient, "cost_per_client", "currency", Money, Whole, "all":
        /// All cost in the window per year, over the different clients in treatment per year.
    Qalys, "qalys_per_year", "QALYs per year", Money, Grouped, "all":
        /// Client time in the window weighed by `utilities`, in quality-adjusted life years, per year of the window: of all clients from their first referral until they die, leave for good or are no longer followed, in treatment or out of it; not discounted.
    UtilityMean, "utility_mean", "utility", Money, Grouped, "all":
        /// Mean utility over the same client time.
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(theme: Theme) -> String {
        let rows = Measure::ALL.iter().filter(|measure| measure.theme() == theme).map(|measure| {
            let groups = if measure.reach() == Reach::Grouped { "yes" } else { "no" };
            format!(
                "| `{}` | {} | {} | {groups} | {} |\n",
                measure.name(),
                measure.unit(),
                measure.subjects(),
                measure.definition()
            )
        });
        let head = "| measure | unit | of | by group | definition |\n|---|---|---|---|---|\n";
        std::iter::once(head.to_owned()).chain(rows).collect()
    }

    #[test]
    fn the_page_on_measures_repeats_every_definition() {
        let page = include_str!("../../docs/measures.md");
        for theme in [
            Theme::Access,
            Theme::Retention,
            Theme::InTreatment,
            Theme::Exits,
            Theme::After,
            Theme::Services,
            Theme::Interventions,
            Theme::Components,
            Theme::Domains,
            Theme::Money,
        ] {
            let table = table(theme);
            assert!(page.contains(&table), "docs/measures.md should have this table:\n{table}");
        }
    }

    #[test]
    fn no_two_measures_share_a_name() {
        let mut names: Vec<_> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Measure::ALL.len());
    }
}
