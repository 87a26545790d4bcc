//! The state of a replication at an instant, in the form in which one can begin with it.

use super::clients::Client;
use super::outcome::{Conditions, RunEnding};
use super::replication::Replication;
use super::strands::{NO_PLACE, NO_STRAND, State, Strand, StrandId};
use super::watch::{Seen, Watch};
use crate::model::{
    Action, Arrivals, AttributeId, Awaiting, ClockId, EndedPast, FactId, Facts, Group, Initial,
    Intervention, InterventionId, KeptPlace, KeyworkerPast, Model, Phase, Receiving, RouteId,
    RoutePast, Seat, SupportHow, SupportPast, System,
};
use crate::random::Distribution;
use crate::records::Strand as StrandKind;
use crate::units::Days;
use std::collections::BTreeMap;

/// The name of the group of clients of a snapshot, and of the rows of a file.
const NAME: &str = Group::OF_FILE;

/// Runs one replication to an instant and tells how it stands, before anything happens in that instant.
///
/// # Errors
/// With how the replication ended, where it did not come so far.
pub fn snapshot(model: &Model, conditions: Conditions<'_>, at: Days) -> Result<Initial, RunEnding> {
    let mut watch = Watch::new(model.system());
    let mut replication = Replication::new(model, conditions, &mut watch);
    match replication.run_until(at).0 {
        RunEnding::Horizon => Ok(replication.state()),
        ending => Err(ending),
    }
}

impl Replication<'_, Watch<'_>> {
    fn state(&mut self) -> Initial {
        let mut slots: Vec<u32> = self.clients.slots().collect();
        slots.sort_by_key(|&slot| self.clients[slot].sequence);
        let lines = self.lines();
        let nothing = Seen::default();
        let groups = (0u32..).zip(slots).map(|(number, slot)| {
            let seen = self.recorder.seen(slot).unwrap_or(&nothing).clone();
            Group { first: number, ..self.client_state(slot, &seen, &lines) }
        });
        let groups = groups.collect();
        Initial { at: self.now, groups, routes: self.route_states() }
    }

    /// Everybody's place in line.
    fn lines(&self) -> BTreeMap<StrandId, u32> {
        let lists = self.services.iter().map(|service| service.list.all(&self.strands));
        lists.flat_map(|list| list.into_iter().zip(0..)).collect()
    }

    fn route_states(&self) -> Vec<RoutePast> {
        let routes = self.routes.iter().zip(&self.system.routes);
        let past = routes.map(|(state, route)| match &route.arrivals {
            Arrivals::Poisson(_, Some(_)) => RoutePast {
                since: None,
                wait: Some(state.wait),
                heard: Some(self.now - state.heard),
            },
            Arrivals::Renewal(_) => {
                RoutePast { since: Some(self.now - state.since), ..RoutePast::default() }
            }
            Arrivals::Poisson(_, None) | Arrivals::At(_) => RoutePast::default(),
        });
        past.collect()
    }

    fn client_state(&mut self, slot: u32, seen: &Seen, lines: &BTreeMap<StrandId, u32>) -> Group {
        let (system, now) = (self.system, self.now);
        let client = self.clients[slot].clone();
        let ago = |since: Days| time(now - since);
        let is_open = client.episode_open;
        let left = seen.left.filter(|_| !is_open).map(|(exit, at)| (exit, ago(at)));
        let levels = (1..system.attributes.len()).map(|number| {
            let id = AttributeId(number as u16);
            (id, vec![(1.0, system.level(&client.facts, id))])
        });
        let attributes = (1..system.attributes.len()).map(|number| AttributeId(number as u16));
        let at_referral = attributes
            .filter(|by| self.model.report_by.contains(by))
            .map(|by| (by, system.level(&seen.at_referral, by)))
            .filter(|&(by, level)| level != system.level(&client.facts, by));
        let opened = if is_open {
            client.care_plan_open.then_some(client.planned)
        } else {
            seen.opened.filter(|_| left.is_some())
        };
        let journey = seen.journey.filter(|began| opened.is_some_and(|opened| *began < opened));
        let in_custody = seen.in_custody.filter(|_| client.phase == Phase::InCustody);
        let (receives, awaits) = self.main_state(&client, lines);
        let (ages, fired, forgets) = self.clock_states(slot);
        Group {
            name: NAME.to_owned(),
            key: Group::key_of(NAME),
            first: 0,
            clients: 1,
            routes: vec![(1.0, RouteId(u16::from(system.level(&client.facts, System::ROUTE))))],
            at_referral: at_referral.collect(),
            treated: seen.treated,
            journey: journey.map(ago),
            levels: levels.collect(),
            episodes: client.episode,
            referred: Some(ago(if is_open { client.referred } else { seen.referred })),
            in_treatment: opened.map(ago),
            left,
            in_custody: in_custody.map(ago),
            receives,
            awaits,
            keyworker: self.keyworker_state(&client, lines),
            supports: self.support_states(slot, lines),
            kept: self.kept_states(slot),
            ended: self.ended_states(slot, seen, &forgets),
            ages,
            fired,
        }
    }

    fn main_state(
        &self,
        client: &Client,
        lines: &BTreeMap<StrandId, u32>,
    ) -> (Option<Receiving>, Option<Awaiting>) {
        let receives = |id: StrandId| {
            let runs = matches!(self.strands[id].state, State::Running | State::Staying);
            runs.then(|| self.receiving(client, id))
        };
        let waits = |id: StrandId| {
            let waits = id != NO_STRAND && self.strands[id].state == State::Waiting;
            waits.then(|| self.awaiting(id, lines))
        };
        let receives = Some(client.main).filter(|&id| id != NO_STRAND).and_then(receives);
        (receives, waits(client.main).or_else(|| waits(client.pending)))
    }

    fn receiving(&self, client: &Client, id: StrandId) -> Receiving {
        let strand = &self.strands[id];
        Receiving {
            intervention: strand.intervention,
            spent: time(self.now - strand.started),
            case: self.case_of(client, strand),
            seat: seat(strand),
        }
    }

    /// The case of its duration by which a strand that runs was drawn, where it is not the one that applies now: the one that
    /// gives the same duration by the same luck.
    fn case_of(&self, client: &Client, strand: &Strand) -> Option<usize> {
        let intervention =
            self.model.system_begun_at(strand.started).intervention(strand.intervention);
        let named = || self.draws.named(client.who, intervention.purpose, strand.occurrence);
        let begins = self.model.begins();
        let is_it = |case: &crate::model::DurationCase| {
            let ends = if strand.started < begins {
                let rest = case.duration.rest_after(begins - strand.started, named());
                rest.map(|rest| begins + rest)
            } else {
                Some(strand.started + case.duration.draw(named()))
            };
            ends.is_some_and(|ends| (ends - strand.ends).0.abs() <= 1e-9 * (1.0 + ends.0.abs()))
        };
        let cases = &intervention.durations;
        let applies = cases.iter().position(|case| case.when.holds(&client.facts));
        if applies.is_some_and(|case| is_it(&cases[case])) {
            return None;
        }
        cases.iter().position(is_it)
    }

    fn awaiting(&self, id: StrandId, lines: &BTreeMap<StrandId, u32>) -> Awaiting {
        let strand = &self.strands[id];
        Awaiting {
            intervention: strand.intervention,
            waited: time(self.now - strand.since),
            missed: strand.missed,
            position: lines.get(&id).copied(),
        }
    }

    fn keyworker_state(&self, client: &Client, lines: &BTreeMap<StrandId, u32>) -> KeyworkerPast {
        if client.keyworker == NO_STRAND {
            return KeyworkerPast::None;
        }
        let strand = &self.strands[client.keyworker];
        match strand.state {
            State::Waiting => KeyworkerPast::Awaited(self.awaiting(client.keyworker, lines)),
            State::Kept => KeyworkerPast::None,
            _ => KeyworkerPast::Had(Some(time(self.now - strand.since)), seat(strand)),
        }
    }

    fn support_states(&self, slot: u32, lines: &BTreeMap<StrandId, u32>) -> Vec<SupportPast> {
        let client = &self.clients[slot];
        let all = self.strands_of(slot).filter(|&id| self.strands[id].kind == StrandKind::Support);
        let states = all.filter_map(|id| {
            let intervention = self.strands[id].intervention;
            let of = |support: &crate::model::Support| support.intervention == intervention;
            let number = self.system.supports.iter().position(of)?;
            let how = match self.strands[id].state {
                State::Waiting => SupportHow::Waits(self.awaiting(id, lines)),
                _ => SupportHow::Runs(self.receiving(client, id)),
            };
            let support = crate::model::SupportId(number as u16);
            Some(SupportPast { support, share: 1.0, how })
        });
        let mut states: Vec<SupportPast> = states.collect();
        // Those offered at one instant are offered in the order of the scenario.
        states.sort_by_key(|past| past.support);
        states
    }

    fn kept_states(&self, slot: u32) -> Vec<KeptPlace> {
        let kept = self.strands_of(slot).filter(|&id| self.strands[id].state == State::Kept);
        let states = kept.filter_map(|id| {
            let strand = &self.strands[id];
            let service = strand.service?;
            let is_keyworkers = strand.kind == StrandKind::Keyworker;
            Some(KeptPlace {
                intervention: (!is_keyworkers).then_some(strand.intervention),
                service,
                ago: time(self.now - strand.started),
                seat: seat(strand),
            })
        });
        states.collect()
    }

    /// What has ended and is asked about.
    fn ended_states(&self, slot: u32, seen: &Seen, forgets: &[(FactId, Days)]) -> Vec<EndedPast> {
        let facts = self.clients[slot].facts;
        let interventions = (0u16..).zip(&self.system.interventions);
        let states = interventions.filter_map(|(number, intervention)| {
            let id = InterventionId(number);
            let runs = |strand: StrandId| {
                let strand = &self.strands[strand];
                strand.intervention == id
                    && strand.kind != StrandKind::Keyworker
                    && matches!(strand.state, State::Running | State::Staying)
            };
            if !intervention.is_asked_about() || self.strands_of(slot).any(runs) {
                return None;
            }
            let known = seen.ended.iter().find(|(ended, ..)| *ended == id);
            let (ago, completed) = match known {
                Some(&(_, at, completed)) => (self.now - at, completed),
                None => self.ended_before(intervention, &facts, forgets)?,
            };
            Some(EndedPast { intervention: id, ago: time(ago), completed })
        });
        states.collect()
    }

    /// How long ago an intervention ended, and whether completed, that had ended when the replication began: as far as
    /// anything depends on it.
    fn ended_before(
        &self,
        intervention: &Intervention,
        facts: &Facts,
        forgets: &[(FactId, Days)],
    ) -> Option<(Days, bool)> {
        let all = || intervention.after.iter().chain(&intervention.after_completing);
        if !all().any(|&fact| facts.contains(fact)) {
            return None;
        }
        let completed = intervention.after_completing.iter().any(|&fact| facts.contains(fact));
        let running = forgets.iter().find(|(fact, _)| all().any(|other| other == fact));
        let begins = self.now - self.model.begins();
        let over = self.system.clocks.iter().filter_map(|clock| match clock.action {
            Action::Forget(fact) if all().any(|&other| other == fact) => clock.hazard.certain_at(),
            _ => None,
        });
        Some((running.map_or_else(|| over.fold(begins, Days::max), |(_, age)| *age), completed))
    }

    /// Ages of the clocks that run, those that have fired, and ages of those that end what is held for a limited time.
    fn clock_states(&mut self, slot: u32) -> ClockStates {
        let (system, now) = (self.system, self.now);
        let (client, clocks) = self.clients.with_clocks(slot);
        let (mut ages, mut forgets) = (Vec::new(), Vec::new());
        for (index, clock) in client.running.clocks().iter().zip(clocks) {
            match system.clocks[index].action {
                Action::Forget(fact) => forgets.push((fact, clock.age(now))),
                _ => ages.push((ClockId(index as u16), clock.age(now))),
            }
        }
        let fired = client.fired.iter().map(|index| ClockId(index as u16));
        (ages, fired.collect(), forgets)
    }
}

type ClockStates = (Vec<(ClockId, Days)>, Vec<ClockId>, Vec<(FactId, Days)>);

/// A time that is certain.
fn time(passed: Days) -> Distribution {
    Distribution::certain(passed)
}

fn seat(strand: &Strand) -> Seat {
    let place = (strand.has_place && strand.place != NO_PLACE).then_some(strand.place);
    Seat { place, ring_fence: strand.fence }
}
