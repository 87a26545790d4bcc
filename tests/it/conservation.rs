//! What goes in comes out or is inside: clients, places, waits and interventions, in the shipped scenarios and in
//! generated ones.

use crate::trace::{model, run};
use proptest::prelude::*;
use std::collections::BTreeMap;
use throughcare::model::{Model, Phase, ServiceId};
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::units::Days;

/// A recorder that keeps books, and fails at the first entry that does not add up.
pub(crate) struct Auditor<'m> {
    model: &'m Model,
    now: Days,
    came: u64,
    left: u64,
    /// Waits not yet ended, by client slot, service and strand.
    waiting: BTreeMap<(u32, ServiceId, Strand), u32>,
    /// Interventions running, by client slot and strand.
    running: BTreeMap<(u32, u16, Strand), u32>,
    /// Places taken, by service and number.
    taken: BTreeMap<(ServiceId, u32), u32>,
    occupied: BTreeMap<ServiceId, u32>,
    capacity: BTreeMap<ServiceId, Option<u32>>,
    in_treatment: BTreeMap<u32, ()>,
    episode_open: BTreeMap<u32, ()>,
    still_waiting: usize,
    highest_slot: u32,
    finished: bool,
}

impl<'m> Auditor<'m> {
    fn new(model: &'m Model) -> Auditor<'m> {
        Auditor {
            model,
            now: Days::ZERO,
            came: 0,
            left: 0,
            waiting: BTreeMap::new(),
            running: BTreeMap::new(),
            taken: BTreeMap::new(),
            occupied: BTreeMap::new(),
            capacity: BTreeMap::new(),
            in_treatment: BTreeMap::new(),
            episode_open: BTreeMap::new(),
            still_waiting: 0,
            highest_slot: 0,
            finished: false,
        }
    }

    /// Audits one replication.
    pub(crate) fn audit(model: &Model, replication: u32) {
        let mut auditor = Auditor::new(model);
        let outcome = run(model, replication, &mut auditor);
        assert!(auditor.finished);
        assert_eq!(auditor.came, outcome.clients);
        assert!(auditor.left <= auditor.came);
        assert!(outcome.most_present as u64 >= auditor.came - auditor.left);
        assert!(
            (auditor.highest_slot as usize) < outcome.most_present.max(1),
            "memory is for clients present, not for clients seen"
        );
        assert_eq!(
            auditor.still_waiting,
            auditor.waiting.len(),
            "every open wait is reported at the end"
        );
    }

    fn ends_wait(&mut self, slot: u32, service: ServiceId, strand: Strand, waited: Days) {
        assert!(waited >= Days::ZERO && waited <= self.now, "a wait of {waited:?}");
        let ended = self.waiting.remove(&(slot, service, strand));
        assert!(ended.is_some() || waited == Days::ZERO, "a wait ends that did not begin");
    }

    fn on_place(&mut self, client: Client<'_>, happening: Happening) {
        match happening {
            Happening::PlaceTaken { service, place } => {
                let occupied = self.occupied.entry(service).or_default();
                *occupied += 1;
                if let Some(Some(places)) = self.capacity.get(&service) {
                    assert!(*occupied <= *places, "{occupied} of {places} places are taken");
                    let before = self.taken.insert((service, place), client.slot);
                    assert_eq!(before, None, "a place is one client's at a time");
                }
            }
            Happening::PlaceFreed { service, place, held } => {
                assert!(held >= Days::ZERO);
                *self.occupied.entry(service).or_default() -= 1;
                if let Some(Some(_)) = self.capacity.get(&service) {
                    let holder = self.taken.remove(&(service, place));
                    assert_eq!(holder, Some(client.slot), "a place is given back by who has it");
                }
            }
            _ => {}
        }
    }
}

impl Recorder for Auditor<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        assert!(at >= self.now, "time never runs back");
        self.now = at;
        let phases = Phase::ALL.iter().filter(|phase| client.facts.contains(phase.fact())).count();
        assert_eq!(phases, 1, "a client is in one phase at {at:?}: {happening:?}");
        for attribute in &self.model.system().attributes {
            let levels = (*client.facts & attribute.mask).iter().count();
            assert_eq!(levels, 1, "a client is at one level of {}", attribute.name);
        }
        let slot = client.slot;
        self.highest_slot = self.highest_slot.max(slot);
        match happening {
            Happening::Came { .. } => self.came += 1,
            Happening::Left => {
                self.left += 1;
                assert!(self.waiting.keys().all(|key| key.0 != slot), "nobody leaves from a list");
                assert!(self.running.keys().all(|key| key.0 != slot), "what ran has ended");
            }
            Happening::Referred { .. } => assert!(self.episode_open.insert(slot, ()).is_none()),
            Happening::Exited { lasted, .. } => {
                assert_eq!(self.episode_open.remove(&slot).is_some(), lasted.is_some());
            }
            Happening::Joined { service, strand, .. } => {
                let before = self.waiting.insert((slot, service, strand), 0);
                assert!(before.is_none() || strand == Strand::Support, "one wait on a strand");
            }
            Happening::Served { service, strand, waited, .. }
            | Happening::GaveUp { service, strand, waited } => {
                self.ends_wait(slot, service, strand, waited);
            }
            Happening::StillWaiting { waited, .. } => {
                assert!(waited >= Days::ZERO);
                self.still_waiting += 1;
            }
            Happening::Started { intervention, strand } => {
                let before = self.running.insert((slot, intervention.0, strand), 0);
                assert_eq!(before, None, "an intervention runs once on a strand");
            }
            Happening::Ended { intervention, strand, lasted, .. } => {
                assert!(lasted >= Days::ZERO);
                assert!(self.running.remove(&(slot, intervention.0, strand)).is_some());
            }
            Happening::CarePlanOpened => assert!(self.in_treatment.insert(slot, ()).is_none()),
            Happening::CarePlanClosed { lasted } => {
                assert!(lasted >= Days::ZERO);
                assert!(self.in_treatment.remove(&slot).is_some());
            }
            _ => self.on_place(client, happening),
        }
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        assert!(at >= self.now);
        self.capacity.insert(service, places);
    }

    fn finish(&mut self, at: Days) {
        assert_eq!(at, self.model.run.end());
        self.finished = true;
    }
}

/// The books of the embedded baseline add up.
#[test]
fn the_baseline_conserves_clients_places_and_waits() {
    let model = model(throughcare::scenario::BASELINE);
    for replication in 1..=2 {
        Auditor::audit(&model, replication);
    }
}

/// So do those of the urgent treatment centre, of whose thousands of patients few are present at once.
#[test]
fn the_urgent_treatment_centre_conserves_patients() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/urgent_treatment_centre.toml");
    let scenario = throughcare::scenario::read_file(path.as_ref(), &[]).unwrap();
    assert!(scenario.warnings.is_empty(), "{:?}", scenario.warnings);
    Auditor::audit(&scenario.model, 1);
    let outcome = run(&scenario.model, 1, &mut ());
    assert!(outcome.clients > 5_000 && outcome.most_present < 200, "{outcome:?}");
}

/// A small system with everything in it, its figures drawn.
fn anything() -> impl Strategy<Value = String> {
    let figures =
        (0u32..6, 0u32..4, 1u32..40, 0u32..3, 1u32..30, 0u32..10, 0u32..5, 0u32..2, 1u32..30);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (figures, flags).prop_map(|(figures, flags)| {
        let (beds, keyworkers, stay, limit, patience, share, relapse, fence, sentence) = figures;
        let (stays, first, keeps, outlasts, crowded) = flags;
        let share = f64::from(share) / 10.0;
        let rest = 1.0 - share;
        let fence = fence.min(beds);
        let while_waiting = if stays { "stay" } else { "leave" };
        let keyworker = if first { "first" } else { "alongside" };
        let above = if crowded { 0.5 } else { 0.95 };
        format!(
            r#"
            [run]
            horizon = "300d"
            follow_up = "120d"
            [attributes.need]
            shares = {{ low = {rest}, high = {share} }}
            [routes.door]
            per_day = 0.7
            enters = "assessment"
            [routes.court]
            every = {{ gamma = {{ mean = "3d", sd = "2d" }} }}
            enters = {{ advice = 0.5, assessment = 0.5 }}
            [services.clinic]
            appointments_per_day = 1
            did_not_attend = {share}
            after_missed = 2
            missed_then = "gone"
            priority = [{{ need = "high" }}]
            [services.keyworking]
            staff = {keyworkers}
            caseload = 8
            turnover_per_year = 3.0
            on_change = [{{ set = {{ need = "high" }} }}]
            kept_in_custody = "4d"
            [services.beds]
            places = {beds}
            ring_fenced = [{{ places = {fence}, for = {{ route = "court" }} }}]
            waiting_list_limit = {limit}
            otherwise = "counselling"
            kept_in_custody = "2d"
            [care_plan]
            service = "keyworking"
            keyworker = "{keyworker}"
            [interventions.advice]
            component = "engagement"
            tier = 2
            duration = "1d"
            closes_as = "gone"
            then = {{ assessment = 0.5, gone = 0.5 }}
            [interventions.assessment]
            component = "engagement"
            tier = 3
            service = "clinic"
            duration = "0d"
            opens_care_plan = true
            then = {{ counselling = 0.7, detox = 0.3 }}
            [interventions.counselling]
            component = "delivery"
            tier = 3
            duration = {{ lognormal = {{ mean = "{stay}d", sd = "10d" }} }}
            then = {{ detox = {share}, completed = {rest} }}
            [interventions.detox]
            component = "delivery"
            tier = 4
            service = "beds"
            while_waiting = "{while_waiting}"
            duration = {{ weibull = {{ shape = 2.0, mean = "9d" }} }}
            then = {{ counselling = 0.3, completed = 0.7 }}
            [interventions.group]
            component = "community_integration"
            tier = 2
            duration = "15d"
            [interventions.aftercare]
            component = "completion"
            tier = 2
            duration = "20d"
            then = "community"
            [interventions.prison]
            component = "delivery"
            tier = 3
            setting = "prison"
            duration = {{ exponential = {{ mean = "{sentence}d" }} }}
            keeps_care_plan = {keeps}
            closes_as = "to_prison"
            then = {{ counselling = 0.5, community = 0.5 }}
            [supports.group]
            delay = "3d"
            take_up = 0.6
            outlasts = {outlasts}
            repeats = true
            [risks.patience]
            while = "waiting"
            hazard = {{ mean = "{patience}d" }}
            then = {{ gone = 0.8, advice = 0.2 }}
            [risks.drop_out]
            while = "in_treatment"
            hazard = {{ weibull = {{ shape = 0.7, scale = "60d" }} }}
            ratios = [
              {{ during = "group", ratio = 0.5 }},
              {{ in_service = "keyworking", above_occupancy = {above}, ratio = 2.0 }},
              {{ after = "detox", within = "5d", ratio = 3.0 }},
            ]
            then = "gone"
            [risks.custody]
            while = "in_community"
            hazard = {{ mean = "80d" }}
            then = "prison"
            [risks.death]
            while = "always"
            hazard = {{ mean = "900d" }}
            then = "died"
            [risks.back]
            while = "after_exit"
            hazard = {{ mean = "{relapse}0d" }}
            then = "assessment"
            [exits.completed]
            planned = true
            then = {{ aftercare = 0.6, community = 0.4 }}
            [exits.gone]
            reason = "dropped_out"
            [exits.to_prison]
            reason = "prison"
            [exits.died]
            final = true
            "#,
            relapse = relapse + 1,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    /// The books add up whatever the figures.
    #[test]
    fn generated_systems_conserve_clients_places_and_waits(text in anything(), replication in 1u32..1000) {
        Auditor::audit(&model(&text), replication);
    }
}
