//! Every way a client can go: which interventions and exits can be reached, with the care plan open
//! or not, and which facts can ever hold.
//!
//! Errs towards "can": conditions are looked at one by one, a share of zero still counts as a way
//! (parts are switched off like that), and so does a risk without any hazard.

use super::possible::{can_hold, phases, without};
use super::waiting::{self, Plan, Stays, phase};
use crate::model::{
    Action, Capacity, Cases, ClockSpec, Effect, ExitId, FactId, Facts, Intervention,
    InterventionId, LevelDraw, Model, Phase, RouteId, ServiceId, Setting, System, Target,
};

/// Where a client came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Route(RouteId),
    /// Another visit, by its position.
    Visit(usize),
}

/// A place that the main strand can reach, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    /// Where; the community is life outside treatment.
    pub(super) at: Target,
    /// What is open on arriving there.
    pub(super) plan: Plan,
    origin: Origin,
}

/// Where clients can go in the whole of a run.
#[derive(Debug, Clone)]
pub(super) struct Journeys {
    /// Every fact that can ever hold of a client.
    pub(super) facts: Facts,
    visits: Vec<Visit>,
    supports: Vec<InterventionId>,
    closings: Vec<ExitId>,
}

impl Journeys {
    /// Follows every way through every era.
    pub(super) fn of(model: &Model) -> Journeys {
        let mut facts = Facts::of(&[Phase::Engaging.fact()]);
        let stays: Vec<Stays> = model.eras.iter().map(|era| Stays::of(&era.system)).collect();
        loop {
            let found = Search::under(model, &stays, facts).journeys;
            if found.facts == facts {
                return found;
            }
            facts = found.facts;
        }
    }

    /// Every place the main strand can reach, those reached in fewer steps first.
    pub(super) fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// Whether the main strand can reach the intervention.
    pub(super) fn on_main_strand(&self, id: InterventionId) -> bool {
        self.visits.iter().any(|visit| visit.at == Target::Intervention(id))
    }

    /// Whether the intervention can run, on the main strand or as a support.
    pub(super) fn runs(&self, id: InterventionId) -> bool {
        self.on_main_strand(id) || self.supports.contains(&id)
    }

    /// Whether an episode can end with this exit.
    pub(super) fn ends_with(&self, id: ExitId) -> bool {
        self.closings.contains(&id) || self.visits.iter().any(|it| it.at == Target::Exit(id))
    }

    /// Where a client came from to a visit, unless by a route.
    pub(super) fn before(&self, visit: &Visit) -> Option<Target> {
        match visit.origin {
            Origin::Visit(at) => Some(self.visits[at].at),
            Origin::Route(_) => None,
        }
    }

    /// The shortest way to a visit: `self_referral -> triage -> detox`.
    pub(super) fn way(&self, visit: &Visit, system: &System) -> String {
        let mut names = vec![name_of(visit.at, system)];
        let mut origin = visit.origin;
        loop {
            match origin {
                Origin::Visit(at) => {
                    names.push(name_of(self.visits[at].at, system));
                    origin = self.visits[at].origin;
                }
                Origin::Route(route) => {
                    names.push(&system.route(route).name);
                    break;
                }
            }
        }
        names.reverse();
        names.join(" -> ")
    }
}

/// The name of a target in the scenario.
pub(super) fn name_of(target: Target, system: &System) -> &str {
    match target {
        Target::Intervention(id) => &system.intervention(id).name,
        Target::Exit(id) => &system.exit(id).name,
        Target::Community => "community",
    }
}

/// The targets of a case and whether each has a share above zero, from cumulative shares.
pub(super) fn with_shares<T: Copy>(items: &[(f64, T)]) -> impl Iterator<Item = (T, bool)> {
    let before = std::iter::once(0.0).chain(items.iter().map(|(upto, _)| *upto));
    items.iter().zip(before).map(|((upto, item), before)| (*item, *upto > before))
}

/// Whether clients can be waiting for a service.
fn is_finite(capacity: &Capacity) -> bool {
    !matches!(capacity, Capacity::Endless)
}

/// One search of everything that can be reached while only some facts can hold.
struct Search<'a> {
    model: &'a Model,
    /// What can hold.
    under: Facts,
    journeys: Journeys,
}

impl<'a> Search<'a> {
    fn under(model: &'a Model, stays: &[Stays], under: Facts) -> Search<'a> {
        let journeys =
            Journeys { facts: under, visits: vec![], supports: vec![], closings: vec![] };
        let mut search = Search { model, under, journeys };
        for system in search.systems() {
            search.begin(system);
        }
        let mut next = 0;
        while let Some(&visit) = search.journeys.visits.get(next) {
            for (system, stays) in search.systems().zip(stays) {
                search.leave(next, visit, system);
                search.befall(next, visit, system, stays);
            }
            next += 1;
        }
        for system in search.systems() {
            search.alongside(system);
        }
        search
    }

    fn systems(&self) -> impl Iterator<Item = &'a System> + use<'a> {
        self.model.eras.iter().map(|era| &era.system)
    }

    /// New clients: their attributes, and where they begin.
    fn begin(&mut self, system: &'a System) {
        for (index, route) in system.routes.iter().enumerate() {
            let route_levels = &system.attributes[System::ROUTE.index()];
            self.insert(FactId(route_levels.first.0.saturating_add(index as u8)));
            for (attribute, shares) in &route.shares {
                self.levels(&system.attributes[attribute.index()].first, shares);
            }
            let origin = Origin::Route(RouteId(index as u16));
            self.follow(&route.enters, self.under, Plan::Nothing, origin, system);
        }
        for attribute in &system.attributes {
            for case in &attribute.shares {
                if can_hold(&case.when, self.under, system) {
                    self.levels(&attribute.first, &case.shares);
                }
            }
        }
    }

    /// Where a client goes from a visit when it has run its course, or cannot begin.
    fn leave(&mut self, index: usize, visit: Visit, system: &'a System) {
        let origin = Origin::Visit(index);
        match visit.at {
            Target::Intervention(id) => {
                let intervention = system.intervention(id);
                self.start(intervention, visit.plan);
                self.refused(intervention.service, visit.plan, origin, system);
                let mut plan = visit.plan;
                if intervention.opens_care_plan {
                    self.insert(Phase::InTreatment.fact());
                    self.refused(system.care_plan.service, plan, origin, system);
                    plan = Plan::Open;
                }
                self.effects(&intervention.on_start, system);
                self.effects(&intervention.on_completion, system);
                if let Some(then) = &intervention.then {
                    self.follow(then, self.under, plan, origin, system);
                }
            }
            Target::Exit(id) => {
                let exit = system.exit(id);
                self.closed_with(id, system);
                match &exit.then {
                    _ if exit.is_final => {}
                    Some(then) => self.follow(then, self.under, Plan::Nothing, origin, system),
                    None => self.enter(Target::Community, Plan::Nothing, origin, system),
                }
            }
            Target::Community => self.insert(phase(visit.plan).fact()),
        }
    }

    /// The facts of an intervention that is entered, whether or not it runs its course.
    fn start(&mut self, intervention: &Intervention, plan: Plan) {
        if intervention.setting == Setting::Prison {
            self.insert(Phase::InCustody.fact());
        } else {
            self.insert(phase(plan).fact());
        }
        self.running(intervention);
    }

    fn running(&mut self, intervention: &Intervention) {
        let after = intervention.after.iter().chain(&intervention.after_completing);
        for &fact in after.chain(&intervention.during) {
            self.insert(fact);
        }
    }

    /// Where those go who are turned away from a service or miss too many appointments.
    fn refused(
        &mut self,
        service: Option<ServiceId>,
        plan: Plan,
        origin: Origin,
        system: &'a System,
    ) {
        let Some(id) = service else { return };
        let service = system.service(id);
        if is_finite(&service.capacity) {
            self.insert(FactId::WAITING);
            service.waiting_for.into_iter().for_each(|fact| self.insert(fact));
        }
        for target in waiting::refused(id, system) {
            self.enter(target, plan, origin, system);
        }
    }

    /// What risks do to a client who is there.
    fn befall(&mut self, index: usize, visit: Visit, system: &'a System, stays: &Stays) {
        let is_risk = |clock: &ClockSpec| matches!(clock.action, Action::Risk { .. });
        if matches!(visit.at, Target::Exit(_)) || !system.clocks.iter().any(is_risk) {
            return;
        }
        let facts = self.facts_at(visit, system);
        for (facts, plan) in waiting::standings(facts, visit.at, visit.plan, system, stays) {
            for clock in &system.clocks {
                let Action::Risk { effects, then } = &clock.action else { continue };
                if !can_hold(&clock.spell, facts, system) {
                    continue;
                }
                self.effects(effects, system);
                if let Some(then) = then {
                    self.follow(then, facts, plan, Origin::Visit(index), system);
                }
            }
        }
    }

    /// The facts that can hold of a client at a visit.
    fn facts_at(&self, visit: Visit, system: &System) -> Facts {
        let prison = |id| system.intervention(id).setting == Setting::Prison;
        let state = match visit.at {
            Target::Intervention(id) if prison(id) => Phase::InCustody,
            _ => phase(visit.plan),
        };
        let mut facts = without(self.under, phases());
        facts.insert(state.fact());
        for (index, intervention) in system.interventions.iter().enumerate() {
            let Some(running) = intervention.during else { continue };
            let id = InterventionId(index as u16);
            let alongside = system.supports.iter().any(|support| support.intervention == id);
            if visit.at != Target::Intervention(id) && !alongside {
                facts.remove(running);
            }
        }
        facts
    }

    /// What runs beside the main strand, and how loaded services become.
    fn alongside(&mut self, system: &'a System) {
        for clock in &system.clocks {
            let Action::Offer(support) = clock.action else { continue };
            if !can_hold(&clock.spell, self.under, system) {
                continue;
            }
            let id = system.supports[usize::from(support.0)].intervention;
            let intervention = system.intervention(id);
            self.running(intervention);
            self.effects(&intervention.on_start, system);
            self.effects(&intervention.on_completion, system);
            if !self.journeys.supports.contains(&id) {
                self.journeys.supports.push(id);
            }
        }
        for (index, service) in system.services.iter().enumerate() {
            let id = Some(ServiceId(index as u16));
            let used = |(number, it): (usize, &Intervention)| {
                it.service == id && self.journeys.runs(InterventionId(number as u16))
            };
            if system.care_plan.service == id || system.interventions.iter().enumerate().any(used) {
                service.crowding.iter().for_each(|it| self.insert(it.fact));
                if let Some(turnover) = &service.turnover {
                    self.effects(&turnover.effects, system);
                }
            }
        }
    }

    fn follow(
        &mut self,
        cases: &Cases,
        facts: Facts,
        plan: Plan,
        origin: Origin,
        system: &'a System,
    ) {
        for case in &cases.cases {
            if can_hold(&case.when, facts, system) {
                for &(_, target) in &case.to {
                    self.enter(target, plan, origin, system);
                }
            }
        }
    }

    /// Goes somewhere, which may open or close an episode on the way in.
    fn enter(&mut self, at: Target, plan: Plan, origin: Origin, system: &System) {
        let plan = match at {
            Target::Intervention(id) => self.standing_in(system.intervention(id), plan),
            Target::Exit(_) => Plan::Nothing,
            Target::Community => plan,
        };
        if !self.journeys.visits.iter().any(|visit| visit.at == at && visit.plan == plan) {
            self.journeys.visits.push(Visit { at, plan, origin });
        }
    }

    /// What is open once a client with this standing has entered an intervention.
    fn standing_in(&mut self, intervention: &Intervention, plan: Plan) -> Plan {
        let prison = intervention.setting == Setting::Prison;
        let closes = match plan {
            Plan::Nothing => {
                let begins = !prison && intervention.component.begins_an_episode();
                return if begins { Plan::Episode } else { Plan::Nothing };
            }
            Plan::Episode => prison,
            Plan::Open if prison => !intervention.keeps_care_plan,
            Plan::Open => !intervention.is_structured() && intervention.closes_as.is_some(),
        };
        if !closes {
            return plan;
        }
        if let Some(exit) = intervention.closes_as {
            self.close(exit);
        }
        Plan::Nothing
    }

    fn close(&mut self, exit: ExitId) {
        if !self.journeys.closings.contains(&exit) {
            self.journeys.closings.push(exit);
            for system in self.systems() {
                self.closed_with(exit, system);
            }
        }
    }

    /// What follows from an exit for the client's facts.
    fn closed_with(&mut self, exit: ExitId, system: &System) {
        let exit = system.exit(exit);
        self.effects(&exit.effects, system);
        if !exit.is_final {
            self.insert(Phase::AfterExit.fact());
        }
    }

    fn effects(&mut self, effects: &[Effect], system: &System) {
        let under = self.under;
        for effect in effects.iter().filter(|it| can_hold(&it.when, under, system)) {
            for set in &effect.sets {
                let first = system.attributes[set.attribute.index()].first;
                match &set.to {
                    LevelDraw::Level(level) => self.insert(FactId(first.0 + level)),
                    LevelDraw::Shares(_, shares) => self.levels(&first, shares),
                }
            }
        }
    }

    fn levels(&mut self, first: &FactId, shares: &[(f64, u8)]) {
        for (level, _) in with_shares(shares).filter(|(_, above_zero)| *above_zero) {
            self.insert(FactId(first.0 + level));
        }
    }

    fn insert(&mut self, fact: FactId) {
        self.journeys.facts.insert(fact);
    }
}
