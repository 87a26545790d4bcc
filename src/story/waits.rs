//! Waiting lists, places and appointments in words.

use super::words::{duration, in_100};
use crate::model::{Capacity, InterventionId, Service, ServiceId, System, Target};
use crate::names::readable;
use crate::records::Strand;
use crate::units::Days;

fn is_by_appointment(service: &Service) -> bool {
    matches!(service.capacity, Capacity::Appointments(_))
}

/// What is waited for: `an appointment at triage clinic`, `a place in counselling`, `a keyworker (keyworking)`.
fn wanted(system: &System, service: ServiceId, strand: Strand) -> String {
    let service = system.service(service);
    let name = readable(&service.name);
    match strand {
        Strand::Keyworker => format!("a keyworker's place ({name})"),
        _ if is_by_appointment(service) => format!("an appointment at {name}"),
        _ => format!("a place in {name}"),
    }
}

pub(super) fn joins(
    system: &System,
    service: ServiceId,
    intervention: Option<InterventionId>,
    strand: Strand,
    ahead: u32,
) -> String {
    let what = match intervention {
        Some(id) => format!(" for {}", readable(&system.intervention(id).name)),
        None => String::new(),
    };
    let ahead = match ahead {
        0 => "nobody is ahead".to_owned(),
        1 => "1 person is ahead".to_owned(),
        people => format!("{people} people are ahead"),
    };
    format!("Waits for {}{what}: {ahead}", wanted(system, service, strand))
}

/// A place is had; `waited` is none where there was no list to join.
pub(super) fn served(
    system: &System,
    service: ServiceId,
    strand: Strand,
    waited: Option<Days>,
) -> String {
    let part = system.service(service);
    let name = readable(&part.name);
    match (strand, waited) {
        (Strand::Keyworker, Some(waited)) => {
            format!("Gets {} after {}", wanted(system, service, strand), duration(waited))
        }
        (Strand::Keyworker, None) => {
            format!("Gets {} at once", wanted(system, service, strand))
        }
        (_, Some(waited)) if is_by_appointment(part) => {
            format!("Is seen at {name} after {}", duration(waited))
        }
        (_, Some(waited)) => format!("Gets a place in {name} after {}", duration(waited)),
        (_, None) => format!("There is room in {name}"),
    }
}

pub(super) fn gives_up(
    system: &System,
    service: ServiceId,
    strand: Strand,
    waited: Days,
) -> String {
    let wanted = wanted(system, service, strand);
    format!("The wait for {wanted} ends after {} without it.", duration(waited))
}

/// An appointment was missed; the last that is offered, or not.
pub(super) fn misses(system: &System, service: ServiceId, is_last: IsLast) -> String {
    let service = system.service(service);
    let share = service.missed.as_ref().map_or(0.0, |missed| missed.share);
    let most = service.missed.as_ref().and_then(|missed| missed.gives_up);
    let then = match (is_last, most) {
        (IsLast::Yes, Some((most, _))) if most > 1 => {
            format!("; after {most} missed no other is offered")
        }
        (IsLast::Yes, _) => "; no other is offered".to_owned(),
        (IsLast::No, _) => ", and goes to the back of the list".to_owned(),
    };
    let name = readable(&service.name);
    format!("Misses an appointment at {name} ({} are missed){then}.", in_100(share))
}

/// Whether a missed appointment was the last that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IsLast {
    Yes,
    No,
}

pub(super) fn turned_away(system: &System, service: ServiceId, strand: Strand) -> String {
    let part = system.service(service);
    let list = match part.limit {
        Some((0, _)) => "nobody may wait for it".to_owned(),
        Some((1, _)) => "one person waits already, and no more may".to_owned(),
        Some((most, _)) => format!("{most} wait already, and no more may"),
        None => "its list is full".to_owned(),
    };
    let instead = match part.limit {
        Some((_, target)) if strand != Strand::Support => {
            format!("; such clients go on to {}", super::choices::name(system, target))
        }
        _ => String::new(),
    };
    let instead = match part.limit {
        Some((_, Target::Exit(_))) => String::new(),
        _ => instead,
    };
    format!("Is turned away from {}: {list}{instead}.", readable(&part.name))
}
