//! Checks on the compiled model: what no single number can show to be wrong.
//!
//! The reader has already refused whatever is wrong with one value. Here the parts are looked at
//! together: can a client come here, does anything ever end, are the rules of the source kept. Errors
//! are models that cannot mean what they say; warnings are parts that do nothing, or may mislead.
//! `docs/checks.md` lists them all. In reading order: what can hold, for what clients can wait, where they can go, and a
//! file for each family of checks.

mod possible;
mod waiting;
mod journeys;
mod reached;
mod care_plan;
mod custody;
mod known;
mod loops;
mod blocking;
mod risks;
mod spans;
mod outcomes;
mod initial;
#[cfg(test)]
mod sketch;

use super::problem::Problem;
use crate::model::{Era, Model};
use journeys::Journeys;

/// Everything found wrong with a model, each once.
///
/// What a client can ever reach is judged over the whole run, because a client may meet several
/// eras; everything else era by era, and a finding that only a later era shows says since when.
pub(super) fn check(model: &Model) -> Vec<Problem> {
    let journeys = Journeys::of(model);
    let mut findings = reached::check(model, &journeys);
    findings.extend(risks::check(model, &journeys));
    findings.extend(spans::check(model, &journeys));
    findings.extend(outcomes::check(model, &journeys));
    findings.extend(initial::check(model));
    let mut seen: Vec<Problem> = Vec::new();
    for era in &model.eras {
        for finding in check_era(era, &journeys) {
            if seen.contains(&finding) {
                continue;
            }
            seen.push(finding.clone());
            findings.push(Problem { message: finding.message + &since(model, era), ..finding });
        }
    }
    findings
}

/// What can be said of one era alone.
fn check_era(era: &Era, journeys: &Journeys) -> Vec<Problem> {
    let system = &era.system;
    let mut findings = care_plan::check(system, journeys);
    findings.extend(custody::check(system, journeys));
    findings.extend(reached::check_exits(system));
    findings.extend(loops::check(system, journeys));
    findings.extend(blocking::check(system, journeys));
    findings
}

/// Since when a later era holds; empty for the first.
fn since(model: &Model, era: &Era) -> String {
    if era.from.0 <= 0.0 {
        return String::new();
    }
    let whole_days = jiff::Span::new().try_days(era.from.0 as i64).ok();
    let date =
        model.run.start.zip(whole_days).and_then(|(start, days)| start.checked_add(days).ok());
    match date {
        Some(date) => format!(", since the change at {date}"),
        None => format!(", since the change at {}d", era.from.0),
    }
}

#[cfg(test)]
mod tests {
    use super::sketch::{Sketch, messages};
    use super::*;
    use crate::units::Days;

    #[test]
    fn a_sound_model_gives_no_findings() {
        assert_eq!(check(&Sketch::treatment_system().model()), []);
    }

    #[test]
    fn a_textbook_queue_gives_no_findings() {
        assert_eq!(check(&Sketch::queue().model()), []);
    }

    #[test]
    fn a_finding_of_every_era_is_told_once_and_of_a_later_one_with_its_date() {
        let mut wrong = Sketch::treatment_system();
        wrong.the("prescribing").tier = 2;
        wrong.the("prescribing").closes_as = Some(crate::model::ExitId(0));
        let mut both = wrong.model();
        both.eras.push(Era { from: Days(365.0), system: wrong.model().eras[0].system.clone() });
        let told = messages(&check(&both));
        assert_eq!(told.matches("substitute prescribing").count(), 1, "{told}");
        assert!(!told.contains("since"), "{told}");

        let mut later = Sketch::treatment_system().model();
        later.run.start = Some(jiff::civil::date(2006, 4, 1));
        later.eras.push(Era { from: Days(365.0), system: wrong.model().eras[0].system.clone() });
        let told = messages(&check(&later));
        assert!(told.contains("since the change at 2007-04-01"), "{told}");
    }
}
