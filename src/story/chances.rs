//! Chances of what may happen next, from the risks that run.

use super::holding::holding;
use super::words::{Pace, percent};
use crate::model::{Action, ClockSpec, Facts, System, Target};
use crate::names::{capital, readable};
use crate::random::Hazard;
use crate::records::RunningRisk;
use crate::units::Days;

/// Most risks that are named beside one another.
const MOST_NAMED: usize = 5;

/// The chance that a running risk fires within a span, were it alone and nothing else to change:
/// 1 - exp(-ratio (H(age + span) - H(age))), H being the cumulative baseline hazard. \[1\]
///
/// Half a year into a constant hazard with a mean of ten years that is doubled, the chance within 4 weeks is
/// 1 - exp(-2 x 28 / 3652.5), or 1.5%.
#[must_use]
pub fn chance_within(hazard: &Hazard, age: Days, ratio: f64, span: Days) -> f64 {
    let (before, after) = (hazard.gathered(age), hazard.gathered(age + span));
    if ratio <= 0.0 {
        0.0
    } else if after.is_infinite() {
        1.0
    } else {
        -libm::expm1(-ratio * (after - before).max(0.0))
    }
}

/// Which risks are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Those that would take the client somewhere else.
    ThatMove,
    /// Every one.
    All,
}

fn moves(spec: &ClockSpec) -> bool {
    matches!(spec.action, Action::Risk { then: Some(_), .. })
}

/// Whether a risk can end in an exit for good; it is named however unlikely it is.
fn is_final(system: &System, spec: &ClockSpec) -> bool {
    let Action::Risk { then: Some(then), .. } = &spec.action else { return false };
    let mut targets = then.cases.iter().flat_map(|case| &case.to).map(|(_, target)| *target);
    targets.all(|target| matches!(target, Target::Exit(exit) if system.exit(exit).is_final))
}

/// The risks with their chances over the span of the scenario's pace, likeliest first: `drop out 3.1%, death 0.05%`.
pub(super) fn chances(
    system: &System,
    pace: Pace,
    running: impl Iterator<Item = RunningRisk>,
    told: Told,
) -> Option<String> {
    let mut all: Vec<(f64, &ClockSpec)> = running
        .map(|risk| (risk, &system.clocks[risk.risk.index()]))
        .filter(|(_, spec)| told == Told::All || moves(spec))
        .map(|(risk, spec)| (chance_within(&spec.hazard, risk.age, risk.ratio, pace.span), spec))
        .filter(|(chance, _)| *chance > 0.0)
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<String> = all
        .iter()
        .enumerate()
        .filter(|(rank, (_, spec))| *rank < MOST_NAMED || is_final(system, spec))
        .map(|(_, (chance, spec))| format!("{} {}", readable(&spec.name), percent(*chance)))
        .collect();
    if named.is_empty() {
        return None;
    }
    let others = match all.len() - named.len() {
        0 => String::new(),
        1 => ", and one other that was less likely".to_owned(),
        more => format!(", and {more} others that were less likely"),
    };
    Some(named.join(", ") + &others)
}

/// How likely it was that this risk would befall the client, and what made it so.
pub(super) fn own_chance(system: &System, pace: Pace, facts: &Facts, risk: RunningRisk) -> String {
    let spec = &system.clocks[risk.risk.index()];
    let chance = chance_within(&spec.hazard, risk.age, risk.ratio, pace.span);
    let because = because(system, spec, facts);
    if spec.hazard.certain_at().is_some_and(|at| at <= risk.age) {
        return "This was bound to happen by then.".to_owned();
    }
    format!(
        "As things stood, the chance of this within {} was {}{because}.",
        pace.words(),
        percent(chance)
    )
}

/// The ratios that hold: `; raised by … (× 5); lowered by …`.
fn because(system: &System, spec: &ClockSpec, facts: &Facts) -> String {
    let factor = |above: bool| -> Vec<String> {
        spec.ratios
            .iter()
            .filter(|ratio| ratio.when.holds(facts))
            .filter(|ratio| if above { ratio.ratio > 1.0 } else { ratio.ratio < 1.0 })
            .map(|ratio| format!("{} (× {})", holding(system, &ratio.when, facts), ratio.ratio))
            .collect()
    };
    let mut text = String::new();
    for (word, factors) in [("raised by", factor(true)), ("lowered by", factor(false))] {
        if !factors.is_empty() {
            text.push_str(&format!("; {word} {}", factors.join(", ")));
        }
    }
    text
}

/// The name of a risk at the head of a sentence.
pub(super) fn risk_name(system: &System, risk: RunningRisk) -> String {
    capital(&readable(&system.clocks[risk.risk.index()].name))
}
