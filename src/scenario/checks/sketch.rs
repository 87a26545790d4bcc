//! Small models for the tests of the checks, built by hand.

use super::{Journeys, check};
use crate::model::{
    Action, Arrivals, Attribute, Capacity, CarePlan, Case, Cases, ClockSpec, Component, Condition,
    DurationCase, Era, Exit, ExitId, FactId, Facts, Intervention, InterventionId, Keyworker, Model,
    Phase, Ratio, Reason, Route, Run, Service, ServiceId, Setting, ShareCase, Support, SupportId,
    System, Target, Targets, WhileWaiting,
};
use crate::random::{Distribution, Hazard, Purpose, RateCurve};
use crate::scenario::problem::{Problem, Severity};
use crate::units::{Days, PerDay};

/// A model in the making.
pub(super) struct Sketch {
    pub(super) system: System,
    next_fact: u8,
}

/// All findings of a model, a line each.
pub(super) fn messages(findings: &[Problem]) -> String {
    let lines = findings.iter().map(|finding| {
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{word}: {}: {}\n", finding.path, finding.message)
    });
    lines.collect()
}

/// All findings of a sketch, a line each.
pub(super) fn told(sketch: &Sketch) -> String {
    messages(&check(&sketch.model()))
}

/// Asserts that the sketch is told these words at this path.
pub(super) fn found(sketch: &Sketch, path: &str, words: &str) {
    let findings = check(&sketch.model());
    assert!(
        findings.iter().any(|it| it.path == path && it.message.contains(words)),
        "no finding at {path} says {words:?}:\n{}",
        messages(&findings)
    );
}

impl Sketch {
    /// One counter, where clients queue and then go home.
    pub(super) fn queue() -> Sketch {
        let mut sketch = Sketch::empty("arrivals");
        let service = sketch.service("counter", 1);
        sketch.exit("served", Reason::Completed);
        sketch.add("counter", 1).service = Some(service);
        sketch.goes("counter", &["served"]);
        sketch.enters("counter");
        sketch
    }

    /// Triage, assessment, prescribing and aftercare, with drop-out and re-presentation.
    pub(super) fn treatment_system() -> Sketch {
        let mut sketch = Sketch::empty("self_referral");
        sketch.attribute("housing", &[("settled", 0.7), ("insecure", 0.3), ("none", 0.0)]);
        let prescribing = sketch.service("prescribing", 40);
        sketch.exit("completed", Reason::Completed);
        sketch.exit("dropped_out", Reason::DroppedOut);
        sketch.add("triage", 2);
        let assessment = sketch.add("assessment", 3);
        assessment.component = Component::Engagement;
        assessment.opens_care_plan = true;
        let intervention = sketch.add("prescribing", 3);
        intervention.service = Some(prescribing);
        intervention.substitute_prescribing = true;
        sketch.add("aftercare", 2).component = Component::Completion;
        sketch.lasts("triage", 0.0);
        sketch.lasts("assessment", 0.0);
        sketch.enters("triage");
        sketch.goes("triage", &["assessment"]);
        sketch.goes("assessment", &["prescribing"]);
        sketch.goes("prescribing", &["completed"]);
        sketch.goes("aftercare", &["community"]);
        sketch.system.exits[0].then = Some(sketch.cases(&["aftercare"]));
        sketch.risk("drop_out", "in_treatment", "dropped_out");
        sketch.risk("re_presentation", "after_exit", "triage");
        let insecure = sketch.level("housing", 1);
        sketch.clock("drop_out").ratios =
            vec![Ratio { when: Condition::new(vec![Facts::of(&[insecure])]), ratio: 1.5 }];
        sketch
    }

    fn empty(route: &str) -> Sketch {
        let purpose = Purpose::new("sketch", "route");
        let care_plan = CarePlan { service: None, keyworker: Keyworker::First };
        let system = System {
            attributes: vec![],
            routes: vec![Route {
                name: route.to_owned(),
                key: 1,
                arrivals: Arrivals::At(vec![Days::ZERO]),
                enters: Cases { cases: vec![], purpose },
                shares: vec![],
                purpose,
            }],
            services: vec![],
            interventions: vec![],
            exits: vec![],
            care_plan,
            supports: vec![],
            clocks: vec![],
            utilities: vec![],
        };
        let mut sketch = Sketch { system, next_fact: FactId::FIRST_FREE };
        sketch.attribute("route", &[(route, 1.0)]);
        sketch.system.attributes[0].shares.clear();
        sketch
    }

    /// The model of what is sketched.
    pub(super) fn model(&self) -> Model {
        Model {
            initial: None,
            title: "A sketch".to_owned(),
            question: None,
            run: Run {
                start: None,
                warm_up: Days(365.0),
                finds_warm_up: false,
                horizon: Days(730.0),
                replications: 10,
                seed: 1,
            },
            eras: vec![Era { from: Days::ZERO, system: self.system.clone() }],
            report_by: vec![],
            domains: vec![],
            targets: Targets {
                waiting_time: Days(21.0),
                retention: Days(84.0),
                returns: Days(182.0),
                in_treatment: None,
                retained: None,
                planned_exits: None,
                at_exit: vec![],
            },
            currency: None,
            sources: vec![],
        }
    }

    /// A fact that nothing else uses.
    pub(super) fn new_fact(&mut self) -> FactId {
        self.next_fact += 1;
        FactId(self.next_fact - 1)
    }

    fn attribute(&mut self, name: &str, levels: &[(&str, f64)]) {
        let facts: Vec<FactId> = levels.iter().map(|_| self.new_fact()).collect();
        let mut upto = 0.0;
        let shares = levels.iter().zip(0..).map(|((_, share), level)| {
            upto += share;
            (upto, level)
        });
        self.system.attributes.push(Attribute {
            name: name.to_owned(),
            levels: levels.iter().map(|(level, _)| (*level).to_owned()).collect(),
            first: facts[0],
            mask: Facts::of(&facts),
            shares: vec![ShareCase { when: Condition::ALWAYS, shares: shares.collect() }],
            purpose: Purpose::new("attribute", name),
        });
    }

    /// The fact of a level.
    pub(super) fn level(&self, attribute: &str, level: u8) -> FactId {
        let found = self.system.attributes.iter().find(|it| it.name == attribute).unwrap();
        FactId(found.first.0 + level)
    }

    /// A new service with places.
    pub(super) fn service(&mut self, name: &str, places: u32) -> ServiceId {
        self.with_capacity(name, Capacity::Places { places, staff: None, rota: None })
    }

    /// A new service with appointments.
    pub(super) fn appointments(&mut self, name: &str) -> ServiceId {
        let slots = RateCurve::constant(PerDay(1.0)).unwrap();
        self.with_capacity(name, Capacity::Appointments(slots))
    }

    fn with_capacity(&mut self, name: &str, capacity: Capacity) -> ServiceId {
        self.system.services.push(Service {
            name: name.to_owned(),
            capacity,
            priority: vec![],
            ring_fenced: vec![],
            limit: None,
            missed: None,
            turnover: None,
            kept_in_custody: Days::ZERO,
            crowding: vec![],
            waiting_for: None,
            cost: None,
        });
        ServiceId(self.system.services.len() as u16 - 1)
    }

    /// Those who find the service full go elsewhere.
    pub(super) fn limit(&mut self, service: &str, otherwise: &str) {
        let target = self.target(otherwise);
        let service = self.system.services.iter_mut().find(|it| it.name == service).unwrap();
        service.limit = Some((10, target));
    }

    fn exit(&mut self, name: &str, reason: Reason) {
        self.system.exits.push(Exit {
            name: name.to_owned(),
            planned: reason == Reason::Completed,
            reason,
            effects: vec![],
            then: None,
            is_final: false,
        });
    }

    /// The number of an exit.
    pub(super) fn exit_id(&self, name: &str) -> ExitId {
        ExitId(self.system.exits.iter().position(|it| it.name == name).unwrap() as u16)
    }

    /// A new intervention of twelve weeks, open access, that does not say what comes next.
    pub(super) fn add(&mut self, name: &str, tier: u8) -> &mut Intervention {
        self.system.interventions.push(Intervention {
            name: name.to_owned(),
            component: Component::Delivery,
            tier,
            setting: Setting::Community,
            kind: None,
            service: None,
            durations: vec![],
            substitute_prescribing: false,
            opens_care_plan: false,
            keeps_care_plan: false,
            closes_as: None,
            while_waiting: WhileWaiting::Leave,
            then: None,
            on_start: vec![],
            on_completion: vec![],
            during: None,
            after: vec![],
            after_completing: vec![],
            cost: None,
            purpose: Purpose::new("intervention", name),
        });
        self.lasts(name, 84.0);
        self.the(name)
    }

    /// The intervention of this name.
    pub(super) fn the(&mut self, name: &str) -> &mut Intervention {
        self.system.interventions.iter_mut().find(|it| it.name == name).unwrap()
    }

    /// Sets how many days an intervention lasts.
    pub(super) fn lasts(&mut self, name: &str, days: f64) {
        let duration = Distribution::fixed(Days(days)).unwrap();
        self.the(name).durations = vec![DurationCase { when: Condition::ALWAYS, duration }];
    }

    /// Sets where an intervention leads, with equal shares.
    pub(super) fn goes(&mut self, name: &str, to: &[&str]) {
        self.the(name).then = Some(self.cases(to));
    }

    fn enters(&mut self, name: &str) {
        self.system.routes[0].enters = self.cases(&[name]);
    }

    fn cases(&self, to: &[&str]) -> Cases {
        let share = |at: usize| (at + 1) as f64 / to.len() as f64;
        let to = to.iter().enumerate().map(|(at, name)| (share(at), self.target(name)));
        let case = Case { when: Condition::ALWAYS, to: to.collect() };
        Cases { cases: vec![case], purpose: Purpose::new("sketch", "then") }
    }

    /// The intervention or exit of this name, or the community.
    pub(super) fn target(&self, name: &str) -> Target {
        let intervention = self.system.interventions.iter().position(|it| it.name == name);
        match intervention {
            _ if name == "community" => Target::Community,
            Some(at) => Target::Intervention(InterventionId(at as u16)),
            None => Target::Exit(self.exit_id(name)),
        }
    }

    /// A new prison intervention that ends the episode as `dropped_out`.
    pub(super) fn prison(&mut self, name: &str, keeps_care_plan: bool, then: &[&str]) {
        let exit = self.exit_id("dropped_out");
        let intervention = self.add(name, 3);
        intervention.setting = Setting::Prison;
        intervention.keeps_care_plan = keeps_care_plan;
        intervention.closes_as = Some(exit);
        if then.iter().all(|next| self.system.interventions.iter().any(|it| it.name == *next)) {
            self.goes(name, then);
        }
    }

    /// A new risk that leads somewhere.
    pub(super) fn risk(&mut self, name: &str, state: &str, target: &str) {
        let then = Some(self.cases(&[target]));
        self.add_clock(name, state, Action::Risk { effects: vec![], then });
    }

    /// Changes where a risk leads.
    pub(super) fn risk_leads(&mut self, name: &str, target: &str) {
        let then = Some(self.cases(&[target]));
        self.clock(name).action = Action::Risk { effects: vec![], then };
    }

    /// A support, with an intervention of its own unless there is one of this name.
    pub(super) fn support(&mut self, name: &str, state: &str) {
        if self.system.interventions.iter().all(|it| it.name != name) {
            self.add(name, 2);
        }
        let Target::Intervention(intervention) = self.target(name) else { unreachable!() };
        let purpose = Purpose::new("support", name);
        let lasts_while = Condition::ALWAYS;
        self.system.supports.push(Support { intervention, lasts_while, take_up: 1.0, purpose });
        let id = SupportId(self.system.supports.len() as u16 - 1);
        self.add_clock(name, state, Action::Offer(id));
    }

    fn add_clock(&mut self, name: &str, state: &str, action: Action) {
        let phase = match state {
            "engaging" => Some(Phase::Engaging),
            "in_treatment" => Some(Phase::InTreatment),
            "after_exit" => Some(Phase::AfterExit),
            "in_custody" => Some(Phase::InCustody),
            _ => None,
        };
        let groups = phase.into_iter().map(|it| Facts::of(&[it.fact()]));
        let hazard = match action {
            Action::Offer(_) => Hazard::fixed(Days::ZERO),
            _ => Hazard::constant_mean(Days::YEAR),
        };
        self.system.clocks.push(ClockSpec {
            name: name.to_owned(),
            spell: Condition::new(groups.collect()),
            hazard: hazard.unwrap(),
            ratios: vec![],
            recurs: false,
            action,
            purpose: Purpose::new("risk", name),
        });
    }

    /// The clock of this name.
    pub(super) fn clock(&mut self, name: &str) -> &mut ClockSpec {
        self.system.clocks.iter_mut().find(|it| it.name == name).unwrap()
    }

    /// Whether any client can ever be in this phase.
    pub(super) fn phase_can_hold(&self, phase: Phase) -> bool {
        Journeys::of(&self.model()).facts.contains(phase.fact())
    }
}
