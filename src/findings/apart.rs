//! A word of warning where what is compared is not measured over the same days.

use super::figures::length;
use crate::model::Run;
use crate::units::Days;

/// What is the matter where a scenario is measured over other days than the first; none where all are over the same.
#[must_use]
pub fn other_days(runs: &[(&str, &Run)]) -> Option<String> {
    let (first, others) = runs.split_first()?;
    let other = others.iter().find(|(_, run)| !are_alike(run, first.1))?;
    let [days, lengths] = [days, lengths].map(|words| [first, other].map(|it| words(it.1)));
    let is_told_by_days = days[0] != days[1] && [first, other].iter().all(|it| in_days(it.1));
    let told = if is_told_by_days { days } else { lengths };
    let [one, two] = [(first.0, &told[0]), (other.0, &told[1])];
    Some(format!(
        "the scenarios are not measured over the same days ({} {}; {} {}), so that differences between them are those of the \
         days as well; give all the same run.start, run.warm_up and run.horizon",
        one.0, one.1, two.0, two.1
    ))
}

/// Whether two runs are measured over the same time: on the calendar where both have one, within a hundredth of what is
/// measured and within a day.
fn are_alike(one: &Run, other: &Run) -> bool {
    let apart = match (one.start, other.start) {
        (None, None) => 0.0,
        (Some(one), Some(other)) => f64::from((one - other).get_days()),
        _ => return false,
    };
    let most = (0.01 * one.horizon.0.min(other.horizon.0)).min(0.999);
    [(one.warm_up, other.warm_up), (one.end(), other.end())]
        .iter()
        .all(|(one, other)| (one.0 - other.0 + apart).abs() <= most)
}

/// Whether days tell what is measured: there is a calendar, or it is of whole days.
fn in_days(run: &Run) -> bool {
    run.start.is_some() || [run.warm_up, run.horizon].iter().all(|it| it.0.fract() == 0.0)
}

/// The first and the last day that are measured; where there is no calendar, counted from 1.
fn days(run: &Run) -> String {
    let day = |number: f64| {
        let date = run.date(Days(number));
        date.map_or_else(|| format!("day {}", number + 1.0), |date| date.to_string())
    };
    let first = run.warm_up.0.floor();
    format!("from {} to {}", day(first), day((run.end().0.ceil() - 1.0).max(first)))
}

/// How long is measured, and after what.
fn lengths(run: &Run) -> String {
    let start = run.start.map_or_else(String::new, |start| format!(" from {start}"));
    match run.warm_up {
        Days::ZERO => format!("for {}{start} without a warm-up", length(run.horizon)),
        warm_up => {
            format!("for {}{start} after a warm-up of {}", length(run.horizon), length(warm_up))
        }
    }
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
        // Only one of them has a calendar.
        assert!(told.contains("short from day 1 to day 90"), "{told}");
    }

    #[test]
    fn hours_are_told_as_hours() {
        let [short, long] =
            ["warm_up = \"1h\", horizon = \"8h\"", "warm_up = \"3h\", horizon = \"20h\""].map(run);
        let told = other_days(&[("short", &short), ("long", &long)]).unwrap();
        let words = "short for 8 hours after a warm-up of 1 hour; long for 20 hours after a warm-up of 3 hours";
        assert!(told.contains(words), "{told}");
        assert_eq!(other_days(&[("short", &short), ("other", &short)]), None);
        let days = run("horizon = \"2d\"");
        let told = other_days(&[("short", &short), ("days", &days)]).unwrap();
        assert!(told.contains("days for 2 days without a warm-up"), "{told}");
        // A quarter of a day of years is nothing.
        let years = run("start = 2006-04-01, warm_up = \"1y\", horizon = \"730d\"");
        let later = run("start = 2007-04-01, horizon = \"730d\"");
        assert_eq!(other_days(&[("years", &years), ("later", &later)]), None);
    }
}
