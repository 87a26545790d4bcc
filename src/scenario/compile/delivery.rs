//! What is delivered: interventions, exits, the care plan, and what each costs.

use super::work::Work;
use crate::model::{
    CarePlan, Exit, ExitId, Intervention, Keyworker, Reason, ServiceId, Setting, System,
    WhileWaiting,
};
use crate::scenario::decode::Decode;
use crate::scenario::leaf::Named;
use crate::scenario::problem::{At, KeyPath, Problems};
use crate::scenario::tree::{Node, Value};
use crate::scenario::written;

impl Work<'_> {
    /// All interventions.
    pub(super) fn interventions(&mut self) -> Option<Vec<Intervention>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("interventions");
        let all: Vec<Option<Intervention>> = written
            .interventions
            .entries()
            .iter()
            .map(|(name, it)| self.intervention(name, it.as_ref()?, &section.key(name)))
            .collect();
        all.into_iter().collect()
    }

    fn intervention(
        &mut self,
        name: &str,
        written: &written::Intervention,
        path: &KeyPath<'_>,
    ) -> Option<Intervention> {
        let setting = written.setting.unwrap_or(Setting::Community);
        let service = self.optional_service(written.service.as_deref(), &path.key("service"));
        let at = path.key("closes_as");
        let closes_as = match &written.closes_as {
            Some(exit) => self.names.exit(exit, &at, &mut self.problems).map(|id| Some(ExitId(id))),
            None => Some(None),
        };
        let durations = written.duration.read(|it| self.durations(it, &path.key("duration")));
        let then = match &written.then {
            Some(then) => self.cases(then, &path.key("then")).map(Some),
            None => Some(None),
        };
        let on_start = self.effects(&written.on_start, &path.key("on_start"));
        let on_completion = self.effects(&written.on_completion, &path.key("on_completion"));
        let tier = written.tier.0.and_then(|tier| {
            let known = u8::try_from(tier).ok().filter(|tier| (1..=4).contains(tier));
            self.require(known.is_some(), || {
                path.key("tier").error(format!("a tier is 1, 2, 3 or 4, and {tier} is not"))
            });
            known
        });
        self.check_prison(written, setting, path);
        Some(Intervention {
            name: name.to_owned(),
            component: written.component.0?,
            tier: tier?,
            setting,
            kind: written.kind.clone(),
            service: service?,
            durations: durations?,
            substitute_prescribing: written.substitute_prescribing,
            opens_care_plan: written.opens_care_plan,
            keeps_care_plan: written.keeps_care_plan,
            closes_as: closes_as?,
            while_waiting: written.while_waiting.unwrap_or(WhileWaiting::Leave),
            then: then?,
            on_start: on_start?,
            on_completion: on_completion?,
            during: None,
            after: Vec::new(),
            after_completing: Vec::new(),
            cost: None,
            purpose: self.purpose("duration", name),
        })
    }

    fn check_prison(
        &mut self,
        written: &written::Intervention,
        setting: Setting,
        path: &KeyPath<'_>,
    ) {
        if setting == Setting::Prison && written.closes_as.is_none() {
            let problem = path.key("closes_as").error(
                "this does not say as which exit an episode ends in prison when the care plan is not kept",
            );
            self.problems.add(problem.hint("name an exit, such as one with reason = \"prison\""));
        }
        let is_elsewhere = setting != Setting::Prison && self.was_read(&path.key("setting"));
        if is_elsewhere && written.keeps_care_plan {
            let problem = path
                .key("keeps_care_plan")
                .error("only prison treatment keeps the care plan; elsewhere it stays open anyway");
            self.problems.add(problem.hint("take it away"));
        }
    }

    fn optional_service(
        &mut self,
        name: Option<&str>,
        path: &KeyPath<'_>,
    ) -> Option<Option<ServiceId>> {
        match name {
            Some(name) => {
                self.names.service(name, path, &mut self.problems).map(|id| Some(ServiceId(id)))
            }
            None => Some(None),
        }
    }

    /// All exits.
    pub(super) fn exits(&mut self) -> Option<Vec<Exit>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("exits");
        let all: Vec<Option<Exit>> = written
            .exits
            .entries()
            .iter()
            .map(|(name, exit)| self.exit(name, exit.as_ref()?, &section.key(name)))
            .collect();
        all.into_iter().collect()
    }

    fn exit(&mut self, name: &str, written: &written::Exit, path: &KeyPath<'_>) -> Option<Exit> {
        let effects = self.plain_effect(written.sets.as_ref(), &path.key("sets"));
        let then = match &written.then {
            Some(then) => self.after_exit(then, &path.key("then")).map(Some),
            None => Some(None),
        };
        if written.is_final && written.then.is_some() {
            let problem = path.key("then").error("nothing follows a final exit");
            self.problems.add(problem.hint("take `then` or `final` away"));
        }
        Some(Exit {
            name: name.to_owned(),
            planned: written.planned,
            reason: written.reason.unwrap_or_else(|| reason_of(name)),
            effects: effects?,
            then: then?,
            is_final: written.is_final,
        })
    }

    /// What follows an exit, which is never another exit.
    fn after_exit(
        &mut self,
        written: &written::Cases,
        path: &KeyPath<'_>,
    ) -> Option<crate::model::Cases> {
        let cases = self.cases(written, path)?;
        let exit = cases.cases.iter().flat_map(|case| &case.to).find_map(|(_, to)| match to {
            crate::model::Target::Exit(id) => Some(*id),
            _ => None,
        });
        if let Some(exit) = exit {
            let name = self.names.exits.names().get(exit.index()).cloned().unwrap_or_default();
            let problem = path.error(format!("one exit cannot lead to another, `{name}`"));
            return self.refuse(problem.hint("name an intervention, or \"community\""));
        }
        Some(cases)
    }

    /// The care plan.
    pub(super) fn care_plan(&mut self) -> Option<CarePlan> {
        let path = KeyPath::ROOT.key("care_plan");
        let written = self.written.care_plan.as_ref();
        let name = written.and_then(|plan| plan.service.as_deref());
        let service = self.optional_service(name, &path.key("service"))?;
        let keyworker = written.and_then(|plan| plan.keyworker).unwrap_or(Keyworker::First);
        Some(CarePlan { service, keyworker })
    }

    /// Writes costs into what they are of.
    pub(super) fn costs(&mut self, system: Option<&mut System>) {
        let Some(costs) = &self.written.costs else { return };
        let path = KeyPath::ROOT.key("costs");
        self.check_costs(&costs.services, &path.key("services"));
        self.check_costs(&costs.interventions, &path.key("interventions"));
        let mut services = Vec::new();
        for (_, name, cost) in costs.services.known() {
            let path = path.key("services");
            services.push((self.names.service(name, &path.key(name), &mut self.problems), cost));
        }
        let mut interventions = Vec::new();
        for (_, name, cost) in costs.interventions.known() {
            let path = path.key("interventions");
            let id = self.names.intervention(name, &path.key(name), &mut self.problems);
            interventions.push((id, cost));
        }
        let Some(system) = system else { return };
        for (id, cost) in services {
            if let Some(service) = id.and_then(|id| system.services.get_mut(usize::from(id))) {
                service.cost = Some(cost.meant());
            }
        }
        for (id, cost) in interventions {
            if let Some(it) = id.and_then(|id| system.interventions.get_mut(usize::from(id))) {
                it.cost = Some(cost.meant());
            }
        }
    }

    fn check_costs(&mut self, costs: &Named<written::Costing>, path: &KeyPath<'_>) {
        for (_, name, cost) in costs.known() {
            let path = path.key(name);
            for (key, figure) in [
                ("per_place_year", cost.per_place_year),
                ("per_occupied_day", cost.per_occupied_day),
                ("per_appointment", cost.per_appointment),
                ("per_start", cost.per_start),
            ] {
                if let Some(figure) = figure.filter(|figure| !(0.0..=1e15).contains(figure)) {
                    let message = format!("a cost lies between 0 and 1e15, and {figure} does not");
                    self.problems.add(path.key(key).error(message));
                }
            }
        }
    }
}

/// The discharge reason that an exit's name is, or else `other`.
fn reason_of(name: &str) -> Reason {
    let node = Node { value: Value::Text(name.to_owned()), at: At { file: 0, start: 0, end: 0 } };
    Reason::decode(&node, &KeyPath::ROOT, &mut Problems::default()).unwrap_or(Reason::Other)
}
