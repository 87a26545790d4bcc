//! Where a client went, and where else they might have gone.

use super::holding::holding;
use super::journey::Choice;
use super::words::in_100;
use crate::model::{AttributeId, Reason, System, Target};
use crate::names::readable;

/// A target by its name.
pub(super) fn name(system: &System, target: Target) -> String {
    match target {
        Target::Intervention(id) => readable(&system.intervention(id).name),
        Target::Exit(id) => readable(&system.exit(id).name),
        Target::Community => "nothing further".to_owned(),
    }
}

/// The choice as what a client does: `goes on to triage (85 in 100 do; 15 in 100: advice and information)`.
pub(super) fn words(system: &System, choice: &Choice) -> String {
    let target = name(system, choice.target);
    let does = match choice.target {
        Target::Exit(id) if system.exit(id).reason == Reason::Died => "dies".to_owned(),
        Target::Exit(_) => format!("leaves: {target}"),
        Target::Community => "goes on with nothing further".to_owned(),
        _ => format!("goes on to {target}"),
    };
    let held = holding(system, &choice.when, &choice.facts);
    let own = choice.to.iter().find(|(_, to)| *to == choice.target);
    let others: Vec<String> = choice
        .to
        .iter()
        .filter(|(_, to)| *to != choice.target)
        .map(|(share, to)| format!("{}: {}", in_100(*share), name(system, *to)))
        .collect();
    let given = if held.is_empty() { String::new() } else { format!("given that {held}, ") };
    match own {
        Some((share, _)) if !others.is_empty() => {
            format!("{does} ({given}{} do; {})", in_100(*share), others.join(", "))
        }
        _ if !held.is_empty() => format!("{does} ({given}all do)"),
        _ => does,
    }
}

/// A level drawn of an attribute: `housing is now settled, was insecure (60 in 100; 40 in 100: insecure)`.
pub(super) fn level(
    system: &System,
    attribute: AttributeId,
    from: Option<u8>,
    to: u8,
    shares: &[(f64, u8)],
) -> String {
    let of = &system.attributes[attribute.index()];
    let level = |level: u8| readable(&of.levels[usize::from(level)]);
    let mut text = match from {
        Some(from) => {
            format!("{} is now {}, was {}", readable(&of.name), level(to), level(from))
        }
        None => format!("{} stays {}", readable(&of.name), level(to)),
    };
    let own = shares.iter().find(|(_, drawn)| *drawn == to);
    let others: Vec<String> = shares
        .iter()
        .filter(|(_, drawn)| *drawn != to)
        .map(|(share, drawn)| format!("{}: {}", in_100(*share), level(*drawn)))
        .collect();
    if let Some((share, _)) = own.filter(|_| !others.is_empty()) {
        text.push_str(&format!(" ({} do; {})", in_100(*share), others.join(", ")));
    }
    text
}
