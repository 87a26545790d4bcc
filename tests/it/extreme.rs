//! The ends of the range: nobody comes, no place, endless places, everyone leaves, everyone dies, a list of none.

use crate::trace::{Trace, model};

fn queue(route: &str, service: &str, more: &str) -> String {
    format!(
        r#"
        [run]
        horizon = "60d"
        [routes.door]
        {route}
        enters = "care"
        [services.ward]
        {service}
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = {{ exponential = {{ mean = "5d" }} }}
        then = "done"
        [exits.done]
        reason = "completed"
        {more}
        "#
    )
}

fn count(text: &str, word: &str) -> usize {
    Trace::of(&model(text), 1).only(&[word]).len()
}

#[test]
fn nobody_comes_and_nothing_happens() {
    let model = model(&queue("per_day = 0.0", "places = 1", ""));
    assert!(Trace::of(&model, 1).lines.is_empty());
}

#[test]
fn with_no_place_everyone_waits_to_the_end() {
    let text = queue("per_day = 1.0", "places = 0", "");
    assert_eq!(count(&text, "served"), 0);
    assert_eq!(count(&text, "still waiting"), count(&text, "came"));
    assert!(count(&text, "came") > 30);
}

#[test]
fn with_endless_places_nobody_waits() {
    let text = queue("per_day = 1.0", "places = \"endless\"", "");
    assert_eq!(count(&text, "joined"), 0);
    assert_eq!(count(&text, "started"), count(&text, "came"));
}

#[test]
fn with_a_list_of_none_everyone_without_a_place_is_turned_away() {
    let gone = "[exits.gone]\nreason = \"no_suitable_treatment\"";
    let text =
        queue("per_day = 1.0", "places = 1\nwaiting_list_limit = 0\notherwise = \"gone\"", gone);
    assert_eq!(count(&text, "joined"), 0);
    assert_eq!(count(&text, "started") + count(&text, "turned"), count(&text, "came"));
    assert!(count(&text, "turned") > 10);
}

/// Everyone gives up at once: nobody is ever on the list at the end.
#[test]
fn with_no_patience_nobody_is_left_waiting() {
    let more = r#"
        [exits.gone]
        reason = "did_not_engage"
        [risks.patience]
        while = "waiting"
        hazard = { mean = "1min" }
        then = "gone"
    "#;
    let text = queue("per_day = 1.0", "places = 1", more);
    assert_eq!(count(&text, "still waiting"), 0);
    assert!(count(&text, "gave up") > 10);
}

/// Everybody dies a day after they came, in treatment, waiting or after an exit, and nothing happens to anyone after that.
#[test]
fn death_ends_everything() {
    let more = r#"
        [exits.died]
        final = true
        [risks.death]
        while = "always"
        hazard = { fixed = "1d" }
        then = "died"
    "#;
    let text = queue("at = [\"0d\", \"0d\", \"3d\"]", "places = 1", more);
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    let died: Vec<f64> = trace
        .lines
        .iter()
        .filter(|line| line.text.starts_with("exited died"))
        .map(|line| line.at)
        .collect();
    assert_eq!(died, [1.0, 1.0, 4.0]);
    for (index, line) in trace.lines.iter().enumerate() {
        if line.text == "left" {
            assert!(trace.lines[index + 1..].iter().all(|later| later.who != line.who));
        }
    }
    assert_eq!(trace.only(&["left"]).len(), 3);
}

/// Clients come back again and again, without end, and each return is a new episode.
#[test]
fn everyone_comes_back() {
    let more = r#"
        [risks.back]
        while = "after_exit"
        hazard = { fixed = "1d" }
        then = "care"
    "#;
    let text = queue("at = [\"0d\"]", "places = 1", more);
    let model = model(&text);
    let trace = Trace::of(&model, 1);
    let again = trace.only(&["referred again"]).len();
    assert!(again > 2);
    let exits = trace.only(&["exited done"]).len();
    assert!(exits == again || exits == again + 1, "{exits} exits and {again} returns");
    assert_eq!(trace.only(&["came"]).len(), 1);
}
