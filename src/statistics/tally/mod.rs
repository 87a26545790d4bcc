//! One replication's measures, kept while it runs in memory that does not grow with time or with clients seen.
//!
//! In reading order: what is counted, and how it is put on the sheet; parts of a client's way that are followed by
//! themselves; what is known of a client, what is counted for a group of clients, what is counted for a service
//! or an intervention, the listening itself, how episodes end, levels of the outcome domains, quality of life, and the
//! report at the end.

mod counts;
mod rows;
mod steps;
mod next;
mod survival;
mod journeys;
mod befell;
mod life;
mod client;
mod group;
mod capacity;
mod listen;
mod outcomes;
mod domains;
mod utility;
mod timeline;
mod report;

pub use report::{ReplicationResult, Sheet, WaitsOf};
pub use timeline::{Sampled, Series};

use super::subject::Groups;
use super::window::Window;
use crate::model::{Action, ClockId, Condition, Facts, Model};
use crate::units::Days;
use capacity::{InterventionTally, ServiceTally};
use client::ClientState;
use domains::Domains;
use group::GroupTally;
use timeline::Sampler;
use utility::Quality;

/// A recorder that keeps one replication's measures.
#[derive(Debug)]
pub struct Tally<'m> {
    model: &'m Model,
    window: Window,
    labels: Groups,
    risks: Vec<(ClockId, Condition)>,
    /// Position of each clock among the risks.
    risk_of: Vec<Option<usize>>,
    /// Positions of those that a client can meet after an exit.
    risks_after_exit: Vec<usize>,
    /// The facts that the risks' states are about.
    asked: Facts,
    clients: Vec<ClientState>,
    /// Groups of each client, `labels.per_client()` for each slot.
    members: Vec<u16>,
    /// Groups of each client when their treatment journey began, in the same way.
    travellers: Vec<u16>,
    groups: Vec<GroupTally>,
    services: Vec<ServiceTally>,
    interventions: Vec<InterventionTally>,
    /// What came after each intervention of the main strand.
    followed: Vec<next::Followed>,
    in_treatment: f64,
    /// Whether clients are followed for a limited time only.
    follow_up_ends: bool,
    domains: Domains,
    quality: Quality,
    sampler: Sampler,
    era: usize,
    /// The next sample or era, whichever comes first.
    next_stop: Days,
    billed_to: Days,
}

impl<'m> Tally<'m> {
    /// A tally of nothing yet.
    #[must_use]
    pub fn new(model: &'m Model) -> Tally<'m> {
        let system = model.system();
        let labels = Groups::of(model);
        let mut risks = Vec::new();
        let mut risk_of = vec![None; system.clocks.len()];
        for (index, clock) in system.clocks.iter().enumerate() {
            // Exposure is kept as bits of a u128; the engine's clocks have the same bound.
            if matches!(clock.action, Action::Risk { .. }) && risks.len() < 128 {
                risk_of[index] = Some(risks.len());
                risks.push((ClockId(index as u16), clock.spell.clone()));
            }
        }
        let asked = risks.iter().fold(Facts::NONE, |all, (_, spell)| all | spell.asks());
        let risks_after_exit = (0..risks.len())
            .filter(|&index| befell::can_follow_an_exit(model, risks[index].0))
            .collect();
        Tally {
            model,
            window: Window::of(&model.run),
            follow_up_ends: system.clocks.iter().any(|it| it.action == Action::EndFollowUp),
            domains: Domains::of(model, labels.len()),
            quality: Quality::of(model, labels.len()),
            groups: vec![GroupTally::new(model, risks.len()); labels.len()],
            labels,
            risks,
            risk_of,
            risks_after_exit,
            asked,
            clients: Vec::new(),
            members: Vec::new(),
            travellers: Vec::new(),
            services: vec![ServiceTally::default(); system.services.len()],
            interventions: vec![InterventionTally::default(); system.interventions.len()],
            followed: vec![next::Followed::default(); system.interventions.len()],
            in_treatment: 0.0,
            sampler: Sampler::new(model),
            era: 0,
            next_stop: Days::ZERO,
            billed_to: Days::ZERO,
        }
    }
}

/// A list of groups, indexed: does something for each group a client belongs to.
macro_rules! for_groups {
    ($tally:expr, $slot:expr, |$group:ident| $body:expr) => {{
        for &member in &$tally.members[$tally.labels.of_slot($slot)] {
            let $group = &mut $tally.groups[usize::from(member)];
            $body;
        }
    }};
}
use for_groups;
