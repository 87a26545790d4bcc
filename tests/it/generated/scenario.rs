//! A whole generated scenario: its parts, how it is run, what is reported, aimed at, paid, changed and extended.

use super::cast::{Cast, Room};
use super::choices::Choices;
use super::spans::{duration, hazard, lasting};
use super::text::{Layout, text};
use super::{begun, delivered, parts};
use serde_json::{Map, Value, json};

/// A scenario, sound or meant to be.
pub(crate) fn scenario(c: &mut Choices<'_>, with_files: bool) -> Value {
    let cast = Cast::choose(c, with_files);
    let mut all = json!({});
    if c.is(40) {
        all["title"] = json!("A generated scenario");
        all["question"] = json!("Do the books add up?");
    }
    if c.is(40) {
        let mut names: Vec<&str> = cast.attributes.iter().map(|(name, _)| *name).collect();
        names.push("route");
        all["report_by"] = json!(c.some(&names));
    }
    all["run"] = run(&cast, c);
    all["attributes"] = parts::attributes(&cast, c);
    all["routes"] = parts::routes(&cast, c);
    all["services"] = parts::services(&cast, c);
    all["interventions"] = delivered::interventions(&cast, c);
    if cast.has_care_plan && c.is(80) {
        all["care_plan"] = care_plan(&cast, c);
    }
    all["supports"] = delivered::supports(&cast, c);
    all["risks"] = delivered::risks(&cast, c);
    all["exits"] = delivered::exits(&cast, c);
    judged(&cast, c, &mut all);
    if c.is(40) {
        let changes: Vec<Value> = (0..c.between(1, 3)).map(|_| change(&cast, c, &all)).collect();
        all["changes"] = json!(changes);
    }
    if c.is(40) {
        all["initial"] = begun::initial(&cast, c, &all);
    } else if c.is(10) {
        all["run"]["warm_up"] = json!("auto");
    }
    all
}

fn run(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut run = json!({ "horizon": format!("{}d", c.between(30, 200)) });
    if cast.has_start {
        run["start"] = json!(c.one(&["2006-04-01", "2020-02-29", "1999-12-31"]));
    }
    if c.is(40) {
        run["warm_up"] = duration(c, 20.0);
    }
    if c.is(40) {
        run["replications"] = json!(c.between(1, 4));
        run["seed"] = json!(c.below(1_000_000));
    }
    if c.is(40) {
        run["follow_up"] = duration(c, 50.0);
    }
    run
}

fn care_plan(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut plan = json!({});
    let places = |(_, room): &&(&str, Room)| *room != Room::Appointments;
    let services: Vec<&str> = cast.services.iter().filter(places).map(|(name, _)| *name).collect();
    if !services.is_empty() {
        plan["service"] = json!(c.one(&services));
    }
    if c.is(70) {
        plan["keyworker"] = json!(c.one(&["first", "alongside"]));
    }
    plan
}

/// By what the system is judged: domains, targets, quality of life, costs; and where numbers come from.
fn judged(cast: &Cast, c: &mut Choices<'_>, all: &mut Value) {
    let attributes = &cast.attributes;
    if !attributes.is_empty() && c.is(40) {
        let mut domains = Map::new();
        for (number, (name, _)) in c.some(attributes).iter().enumerate() {
            let value = if c.is(50) { json!(name) } else { json!([name]) };
            domains.insert(format!("domain_{number}"), value);
        }
        all["domains"] = Value::Object(domains);
    }
    if c.is(40) {
        let mut targets = json!({});
        for key in ["waiting_time", "retention", "returns"] {
            if c.is(50) {
                targets[key] = duration(c, 20.0);
            }
        }
        if c.is(40) {
            targets["in_treatment"] = json!(c.between(1, 50));
            targets["retained"] = json!(c.hundredths(0, 100));
            targets["planned_exits"] = json!(c.between(1, 50));
        }
        if let Some(domain) = all["domains"]["domain_0"].as_str() {
            let levels = attributes.iter().find(|(name, _)| *name == domain);
            let level = levels.map_or("low", |(_, levels)| c.one(levels));
            targets["at_exit"] = json!({ domain: { level: c.hundredths(0, 100) } });
        }
        all["targets"] = targets;
    }
    if all["domains"].is_null() {
        all.as_object_mut().map(|all| all.remove("domains"));
    }
    if c.is(40) {
        let mut costs = json!({ "currency": "GBP 2006/07" });
        let figures = ["per_place_year", "per_occupied_day", "per_appointment", "per_start"];
        for (section, names) in [
            ("services", cast.services.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
            ("interventions", cast.interventions()),
        ] {
            for name in names {
                if c.is(40) {
                    let mut costing = json!({ c.one(&figures): c.between(0, 1000) });
                    if section == "interventions" {
                        costing = json!({ "per_start": c.between(0, 1000) });
                    }
                    if c.is(40) {
                        costing["payer"] = json!("the town");
                    }
                    costs[section][name] = costing;
                }
            }
        }
        all["costs"] = costs;
    }
    if c.is(40) {
        let mut utilities = Vec::new();
        for _ in 0..c.below(3) {
            let mut case = json!({});
            cast.condition(c, &mut case);
            if case.as_object().is_some_and(Map::is_empty) {
                case["when"] = cast.when(c);
            }
            case["utility"] = json!(c.hundredths(0, 200) - 1.0);
            utilities.push(case);
        }
        utilities.push(json!({ "utility": c.hundredths(0, 100) }));
        all["utilities"] = json!(utilities);
    }
    if c.is(40) {
        all["sources"] = json!({
            "run.horizon": "assumption: long enough",
            "interventions": "Author 2001: all of it. Assumption: most of it",
        });
    }
}

/// A dated change of something that is there.
fn change(cast: &Cast, c: &mut Choices<'_>, all: &Value) -> Value {
    let mut set = Map::new();
    for _ in 0..c.between(1, 2) {
        let (path, value) = changed(cast, c, all);
        set.insert(path, value);
    }
    let day = c.below(150) as f64;
    let at = if cast.has_start && c.is(30) { json!("2020-04-01") } else { duration(c, day) };
    json!({ "at": at, "set": set })
}

fn changed(cast: &Cast, c: &mut Choices<'_>, all: &Value) -> (String, Value) {
    let treatment = c.one(&cast.treatments);
    match c.below(6) {
        0 | 1 if !cast.services.is_empty() => {
            let (name, room) = *c.of(&cast.services);
            match room {
                // No fewer than are set aside.
                Room::Places(places) => {
                    (format!("services.{name}.places"), json!(places + c.below(5)))
                }
                Room::Staff(_) if c.is(50) => {
                    (format!("services.{name}.caseload"), json!(c.below(6)))
                }
                Room::Staff(_) => (format!("services.{name}.staff"), json!(c.below(6))),
                Room::Appointments => {
                    let old = all["services"][name].as_object().and_then(|service| {
                        service.keys().find(|key| key.starts_with("appointments_")).cloned()
                    });
                    let key = old.unwrap_or_else(|| "appointments_per_day".into());
                    let each = all["services"][name][&key].as_f64().unwrap_or(1.0);
                    (format!("services.{name}.{key}"), json!(each * c.hundredths(0, 300)))
                }
                Room::Endless => (format!("services.{name}.priority"), json!([cast.when(c)])),
            }
        }
        2 => {
            let risks = all["risks"].as_object().into_iter().flatten();
            let risks: Vec<&String> = risks.map(|(name, _)| name).collect();
            match risks.is_empty() {
                true => (format!("interventions.{treatment}.kind"), json!("changed")),
                false => (format!("risks.{}.hazard", c.of(&risks)), hazard(c, 40.0, false)),
            }
        }
        3 => {
            let route = c.one(&cast.routes);
            let keys = all["routes"][route].as_object().into_iter().flatten();
            let rate = keys.map(|(key, _)| key).find(|key| key.starts_with("per_"));
            match rate {
                Some(key) => {
                    let each = all["routes"][route][key].as_f64().unwrap_or(1.0);
                    (format!("routes.{route}.{key}"), json!(each * c.hundredths(0, 300)))
                }
                None => (format!("routes.{route}.enters"), json!(treatment)),
            }
        }
        4 => (format!("interventions.{treatment}.duration"), lasting(c, 20.0, false)),
        _ => {
            let to = ["completed", "gone"];
            (format!("interventions.{treatment}.then"), Cast::shares(c, &to))
        }
    }
}

/// The same scenario as a base and an option that extends it: some keys of named things stand in the option alone, and
/// the base has something beside that the option leaves out.
pub(crate) fn layered(c: &mut Choices<'_>, whole: &Value) -> (String, String) {
    let (mut base, mut option) = (whole.clone(), json!({ "extends": "base.toml" }));
    for section in ["services", "interventions", "risks", "routes", "exits"] {
        let Some(things) = whole[section].as_object() else { continue };
        for (name, thing) in things {
            for (key, value) in thing.as_object().into_iter().flatten() {
                if c.is(15) {
                    option[section][name][key] = value.clone();
                    if let Some(below) = base[section][name].as_object_mut() {
                        below.remove(key);
                    }
                }
            }
        }
    }
    if c.is(60) {
        let first = whole["interventions"].as_object().and_then(|all| all.keys().next()).cloned();
        let path = format!("interventions.{}.left_out", first.clone().unwrap_or_default());
        base["interventions"][first.unwrap_or_default()]["left_out"] = json!(1);
        option["unset"] = json!([path]);
    }
    (text(&base, Layout::Sections), text(&option, Layout::Lines))
}
