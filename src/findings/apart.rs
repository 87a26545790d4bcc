//! A word of warning where what is compared is not measured over the same days.

use crate::model::Run;
use crate::units::Days;

/// What is the matter where a scenario is measured over other days than the first; none where all are over the same.
#[must_use]
pub fn other_days(runs: &[(&str, &Run)]) -> Option<String> {
    let (first, others) = runs.split_first()?;
    let other = others.iter().find(|(_, run)| days(run) != days(first.1))?;
    let [one, two] = [first, other].map(|(name, run)| {
        let (from, to) = days(run);
        format!("{name} from {from} to {to}")
    });
    Some(format!(
        "the scenarios are not measured over the same days ({one}; {two}), so that differences between them are those of the \
         days as well; give all the same run.start, run.warm_up and run.horizon"
    ))
}

/// The first and the last day that are measured; where there is no calendar, counted from 1.
fn days(run: &Run) -> (String, String) {
    let day = |number: f64| {
        let date = run.date(Days(number));
        date.map_or_else(|| format!("day {}", number + 1.0), |date| date.to_string())
    };
    let first = run.warm_up.0.floor();
    (day(first), day((run.end().0.ceil() - 1.0).max(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;

    fn run(text: &str) -> Run {
        let text = format!(
            "run = {{ {text} }}\nroutes.door = {{ per_day = 1.0, enters = \"advice\" }}\n\
             interventions.advice = {{ component = \"engagement\", tier = 2, duration = \"1d\", then = \"out\" }}\n\
             exits.out = {{ planned = true, reason = \"completed\" }}\n"
        );
        read_text("a", &text, &[]).unwrap_or_else(|why| panic!("{why}")).model.run
    }

    #[test]
    fn other_days_are_told_and_the_same_days_are_not() {
        let town = run("start = 2006-04-01, warm_up = \"365d\", horizon = \"730d\"");
        let same = run("start = 2007-04-01, warm_up = \"0d\", horizon = \"730d\"");
        let later = run("start = 2009-04-01, warm_up = \"0d\", horizon = \"730d\"");
        assert_eq!(other_days(&[("town", &town), ("same", &same)]), None);
        assert_eq!(other_days(&[("town", &town)]), None);
        let told = other_days(&[("town", &town), ("same", &same), ("later", &later)]).unwrap();
        let words = "town from 2007-04-01 to 2009-03-30; later from 2009-04-01 to 2011-03-31";
        assert!(told.contains(words), "{told}");
        let undated = run("horizon = \"90d\"");
        let told = other_days(&[("town", &town), ("short", &undated)]).unwrap();
        assert!(told.contains("short from day 1 to day 90"), "{told}");
    }
}
