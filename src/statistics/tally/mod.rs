//! One replication's measures, kept while it runs in memory that does not grow with time or with clients seen.
//!
//! In reading order: what is counted, and how it is put on the sheet; parts of a client's way that are followed by
//! themselves; what is known of a client, what is counted for a group of clients, what is counted for a service
//! or an intervention, the listening itself, time and what it counts towards, how episodes end, levels of the outcome
//! domains, quality of life, and the report at the end.

mod counts;
mod rows;
mod perhaps;
mod steps;
mod next;
mod survival;
mod journeys;
mod befell;
mod life;
mod marks;
mod kept;
mod exposure;
mod client;
mod group;
mod capacity;
mod listen;
mod time;
mod outcomes;
mod domains;
mod utility;
mod timeline;
mod report;

pub use report::{ReplicationResult, Sheet, WaitsOf};
pub use timeline::{Sampled, Series};

use super::subject::Groups;
use super::window::{Moment, Window};
use crate::model::{Action, ClockId, Model, System};
use crate::units::Days;
use capacity::{InterventionTally, ServiceTally};
use client::ClientState;
use domains::Domains;
use exposure::Exposure;
use group::GroupTally;
use marks::Marks;
use timeline::Sampler;
use utility::Quality;

/// No slot.
const NOBODY: u32 = u32::MAX;

/// A recorder that keeps one replication's measures.
#[derive(Debug)]
pub struct Tally<'m> {
    model: &'m Model,
    /// The system at time zero: names and structure are the same in every era.
    system: &'m System,
    window: Window,
    labels: Groups,
    /// The latest instant that was heard of.
    now: Moment,
    /// The slot of the client whose time is counted up to that instant.
    heard: u32,
    risks: Vec<ClockId>,
    /// Position of each clock among the risks.
    risk_of: Vec<Option<usize>>,
    /// Positions of those that a client can meet after an exit.
    risks_after_exit: Vec<usize>,
    exposure: Exposure,
    clients: Vec<ClientState>,
    /// Risks, by their positions, that have befallen each client since the latest exit from treatment.
    befallen: Marks,
    /// Groups besides everybody of each client, by their positions among the parts: `labels.per_client()` for each slot.
    members: Vec<u8>,
    /// Groups of each client when their treatment journey began, in the same way.
    travellers: Vec<u8>,
    everybody: GroupTally,
    /// The groups besides everybody.
    parts: Vec<GroupTally>,
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
        let (mut risks, mut spells) = (Vec::new(), Vec::new());
        let mut risk_of = vec![None; system.clocks.len()];
        for (index, clock) in system.clocks.iter().enumerate() {
            if matches!(clock.action, Action::Risk { .. }) && risks.len() < exposure::MOST {
                risk_of[index] = Some(risks.len());
                risks.push(ClockId(index as u16));
                spells.push(&clock.spell);
            }
        }
        let exposure = Exposure::to(spells);
        let risks_after_exit = (0..risks.len())
            .filter(|&index| befell::can_follow_an_exit(model, risks[index]))
            .collect();
        let window = Window::of(&model.run);
        let everybody = GroupTally::new(model, risks.len(), exposure.len());
        Tally {
            model,
            system,
            // Before anything was heard of.
            now: window.moment(Days(f64::NEG_INFINITY)),
            heard: NOBODY,
            window,
            follow_up_ends: system.clocks.iter().any(|it| it.action == Action::EndFollowUp),
            domains: Domains::of(model, labels.len()),
            quality: Quality::of(model, labels.len()),
            parts: vec![everybody.clone(); labels.len() - 1],
            everybody,
            labels,
            befallen: Marks::below(risks.len()),
            risks,
            risk_of,
            risks_after_exit,
            exposure,
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

    /// The same with a timeline of these instants.
    #[must_use]
    pub fn sampling(self, instants: Vec<Sampled>) -> Tally<'m> {
        Tally { sampler: self.sampler.at(instants), ..self }
    }
}

/// Does something for each group a client belongs to.
macro_rules! for_groups {
    ($tally:expr, $slot:expr, |$group:ident| $body:expr) => {{
        {
            let $group = &mut $tally.everybody;
            $body;
        }
        for &part in members_of(&$tally.members, &$tally.labels, $slot) {
            let $group = &mut $tally.parts[usize::from(part)];
            $body;
        }
    }};
}
use for_groups;

/// The groups of a client besides everybody.
#[inline]
fn members_of<'a>(members: &'a [u8], labels: &Groups, slot: u32) -> &'a [u8] {
    if labels.per_client() == 0 { &[] } else { &members[labels.of_slot(slot)] }
}
