//! Going on after a dated change has altered how long things last: what was begun lasts as it did when it was begun.

use super::agreement::agree;
use super::{begun_with, state};
use crate::trace::{Trace, model};
use throughcare::units::Days;

/// With nothing left to luck, what happens after an instant is the same whether the replication ran on or began with the
/// state of that instant.
fn the_same_from(text: &str, instants: &[f64]) {
    let model = model(text);
    for &instant in instants {
        let begun = begun_with(&model, state(&model, 1, Days(instant)));
        let after = |trace: Trace<'_>| {
            let lines = trace.lines.into_iter().filter(|line| line.at > instant);
            let mut lines: Vec<String> =
                lines.map(|line| format!("{:.6} {}", line.at, words(&line.text))).collect();
            lines.sort();
            lines
        };
        let (on, from) = (after(Trace::of(&model, 1)), after(Trace::of(&begun, 1)));
        assert!(on.len() > 20, "{instant}: {on:#?}");
        let differ: Vec<_> = on.iter().zip(&from).filter(|(on, from)| on != from).collect();
        assert!(on.len() == from.len() && differ.is_empty(), "{instant}: {differ:#?}");
    }
}

/// Numbers to six places: times that have passed are taken apart and put together again. For how long a place was had in all is
/// not known of one that is kept.
fn words(text: &str) -> String {
    let text = if text.starts_with("freed") { text.split(" after").next().unwrap() } else { text };
    let rounded = |word: &str| match word.parse::<f64>() {
        Ok(number) => format!("{number:.6}"),
        Err(_) => word.to_owned(),
    };
    text.split(' ').map(rounded).collect::<Vec<_>>().join(" ")
}

/// A bed for five days each; from day 100 on fifty beds, for so long.
fn grows(first: &str, then: &str, every: &str) -> String {
    format!(
        "
        run = {{ warm_up = \"110d\", horizon = \"120d\" }}
        routes.door = {{ {every}, enters = \"stay\" }}
        services.beds = {{ places = 1 }}
        exits.out = {{ planned = true, reason = \"completed\" }}
        [interventions.stay]
        component = \"delivery\"
        tier = 3
        service = \"beds\"
        duration = {first}
        then = \"out\"
        [[changes]]
        at = \"100d\"
        set = {{ \"services.beds.places\" = 50, \"interventions.stay.duration\" = {then} }}
        "
    )
}

/// Whoever is served by the beds that a change adds begins at the very instant of the change, and stays as after it.
#[test]
fn those_whom_a_change_gives_a_bed_stay_as_after_it() {
    let text = grows("\"5d\"", "\"60d\"", "every = \"2d\"");
    the_same_from(&text, &[98.0, 100.0, 101.0, 110.0, 159.0]);
    let all =
        ["{ uniform = { low = \"4d\", high = \"6d\" } }", "{ exponential = { mean = \"5d\" } }"];
    let later =
        ["{ uniform = { low = \"20d\", high = \"90d\" } }", "{ exponential = { mean = \"60d\" } }"];
    for (first, then) in all.iter().zip(later) {
        agree(then, &crate::trace::model(&grows(first, then, "per_day = 0.5")), 300);
    }
}

/// A keyworker's place is kept for so many days of custody; from day 100 on for so many others.
fn keeps(first: &str, then: &str) -> String {
    format!(
        "
        run = {{ horizon = \"200d\" }}
        routes.door = {{ every = \"3d\", enters = \"assessment\" }}
        services.keyworking = {{ staff = 2, caseload = 5, kept_in_custody = \"{first}\" }}
        care_plan = {{ service = \"keyworking\" }}
        exits.out = {{ planned = true, reason = \"completed\" }}
        exits.to_prison = {{ reason = \"prison\" }}
        [interventions.assessment]
        component = \"engagement\"
        tier = 3
        duration = \"1d\"
        opens_care_plan = true
        then = \"counselling\"
        [interventions.counselling]
        component = \"delivery\"
        tier = 3
        duration = \"10d\"
        then = \"prison\"
        [interventions.prison]
        component = \"delivery\"
        tier = 3
        setting = \"prison\"
        duration = \"40d\"
        keeps_care_plan = true
        closes_as = \"to_prison\"
        then = \"out\"
        [[changes]]
        at = \"100d\"
        set = {{ \"services.keyworking.kept_in_custody\" = \"{then}\" }}
        "
    )
}

#[test]
fn places_kept_before_a_change_are_kept_as_before_it() {
    for (first, then) in [("20d", "4d"), ("4d", "20d"), ("20d", "0d"), ("0d", "20d")] {
        the_same_from(&keeps(first, then), &[97.5, 100.0, 103.5, 110.5]);
    }
}
