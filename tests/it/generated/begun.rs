//! Who is there at the start of a generated scenario.

use super::cast::Cast;
use super::choices::Choices;
use super::spans::duration;
use serde_json::{Map, Value, json};

/// Groups, in a file.
pub(crate) const PEOPLE: (&str, &str) =
    ("people.csv", "clients,exit,since,treated\n2,gone,30,\n1,completed,1w,true\n");

/// Less than anything lasts. \[days\]
const A_WHILE: f64 = 0.04;

pub(super) fn initial(cast: &Cast, c: &mut Choices<'_>, all: &Value) -> Value {
    let mut initial = json!({});
    if cast.with_files && c.is(50) {
        initial["file"] = json!(PEOPLE.0);
    }
    match (&all["run"]["warm_up"], &all["run"]["start"]) {
        (warm_up, _) if warm_up.is_string() && c.is(50) => initial["at"] = warm_up.clone(),
        (_, start) if start.is_string() && c.is(50) => initial["at"] = start.clone(),
        _ => {}
    }
    let mut groups = Map::new();
    for name in ["there_already", "waiting_there", "gone_before", "inside"] {
        if c.is(60)
            && let Some(group) = group(cast, c, all, name)
        {
            groups.insert(name.into(), group);
        }
    }
    if !groups.is_empty() {
        initial["groups"] = Value::Object(groups);
    }
    for name in &cast.routes {
        let route = &all["routes"][*name];
        if !route["every"].is_null() && c.is(60) {
            initial["routes"][*name]["since"] = duration(c, A_WHILE);
        }
        if !route["responds_to"].is_null() && c.is(80) {
            initial["routes"][*name]["wait"] = duration(c, 20.0);
            initial["routes"][*name]["heard"] = duration(c, 4.0);
        }
    }
    initial
}

fn group(cast: &Cast, c: &mut Choices<'_>, all: &Value, name: &str) -> Option<Value> {
    let mut group = json!({ "clients": c.below(5) });
    let treatment = c.one(&cast.treatments);
    let service_of = |name: &str| all["interventions"][name]["service"].is_string();
    match name {
        "there_already" => {
            group["intervention"] = json!(treatment);
            spent(c, &mut group);
            if cast.has_care_plan {
                group["in_treatment"] = duration(c, 30.0);
                plan(c, all, &mut group);
            }
            supports(cast, c, all, &mut group);
            if service_of(treatment) && c.is(40) {
                let others =
                    cast.treatments.iter().filter(|it| **it != treatment && service_of(it));
                if let Some(next) = others.into_iter().next() {
                    (group["waiting_for"], group["waited"]) = (json!(next), duration(c, 0.01));
                }
            }
        }
        "waiting_there" => {
            let waited = cast.journey().into_iter().find(|name| service_of(name))?;
            (group["waiting_for"], group["waited"]) = (json!(waited), duration(c, 5.0));
            if c.is(60) {
                (group["position"], group["missed"]) = (json!(c.between(1, 9)), json!(c.below(2)));
            }
            if all["care_plan"]["service"].is_string() && c.is(40) {
                let waits = json!({ "waited": duration(c, 2.0), "after": "triage" });
                group = json!({ "clients": 2, "keyworker": waits });
            }
        }
        "gone_before" => {
            (group["exit"], group["since"]) = (json!("gone"), duration(c, 20.0));
            if c.is(50) {
                group["in_treatment"] = duration(c, 90.0);
                group["journey"] = duration(c, 200.0);
            }
            if all["run"]["follow_up"].is_string() {
                group["ages"] = json!({ "follow_up": duration(c, 10.0) });
            }
        }
        _ => inside(cast, c, all, &mut group)?,
    }
    known(cast, c, all, &mut group);
    Some(group)
}

fn spent(c: &mut Choices<'_>, standing: &mut Value) {
    let high = duration(c, A_WHILE);
    standing["spent"] =
        if c.is(50) { json!({ "uniform": { "low": "0d", "high": high } }) } else { high };
    if c.is(40) {
        standing["duration_case"] = json!(0);
    }
    if c.is(40) {
        (standing["place"], standing["ring_fence"]) = (json!(c.between(1, 9)), json!(1));
    }
}

fn plan(c: &mut Choices<'_>, all: &Value, group: &mut Value) {
    if !all["care_plan"]["service"].is_string() {
        return;
    }
    match c.below(4) {
        0 => group["keyworker"] = json!("none"),
        1 => {
            let (position, missed) = (c.between(1, 9), c.below(2));
            let waited = duration(c, 3.0);
            group["keyworker"] =
                json!({ "waited": waited, "position": position, "missed": missed });
        }
        2 => {
            group["keyworker"] = json!({});
            spent(c, &mut group["keyworker"]);
        }
        _ => {}
    }
}

fn supports(cast: &Cast, c: &mut Choices<'_>, all: &Value, group: &mut Value) {
    for name in &cast.supports {
        if all["supports"][*name]["outlasts"] != true || c.is(40) {
            continue;
        }
        let mut past = json!({ "share": c.hundredths(0, 100) });
        if all["interventions"][*name]["service"].is_string() && c.is(50) {
            past["waited"] = duration(c, 3.0);
            (past["position"], past["missed"]) = (json!(c.between(1, 9)), json!(c.below(2)));
        } else {
            spent(c, &mut past);
        }
        group["supports"][*name] = past;
    }
}

/// In custody: with the care plan kept, or after an exit.
fn inside(cast: &Cast, c: &mut Choices<'_>, all: &Value, group: &mut Value) -> Option<()> {
    if !cast.has_prison {
        return None;
    }
    group["intervention"] = json!("prison_wing");
    spent(c, group);
    if c.is(50) {
        group["in_custody"] = duration(c, 3.0);
    }
    if all["interventions"]["prison_wing"]["keeps_care_plan"] == true && cast.has_care_plan {
        group["in_treatment"] = duration(c, 60.0);
        let kept =
            |c: &mut Choices<'_>| json!({ "ago": duration(c, 2.0), "place": 3, "ring_fence": 1 });
        let held =
            cast.treatments.iter().find(|it| all["interventions"][**it]["service"].is_string());
        if let Some(held) = held {
            group["kept"][*held] = kept(c);
        }
        if all["care_plan"]["service"].is_string() {
            group["kept_keyworker"] = kept(c);
        }
    } else {
        (group["exit"], group["since"]) = (json!("to_prison"), duration(c, 4.0));
    }
    Some(())
}

/// Whatever else can be known of anybody.
fn known(cast: &Cast, c: &mut Choices<'_>, all: &Value, group: &mut Value) {
    if c.is(50) {
        group["route"] = Cast::target(c, &cast.routes);
    }
    if let Some(set) = c.is(60).then(|| cast.set(c)).flatten() {
        group["attributes"] = set;
    }
    if let Some((name, levels)) = cast.attributes.first().filter(|_| c.is(40)) {
        group["at_referral"] = json!({ *name: c.one(levels) });
    }
    if c.is(40) {
        group["episodes"] = json!(c.between(1, 3));
        group["treated"] = json!(c.is(80));
        group["referred"] = duration(c, 100.0);
    }
    if c.is(40) {
        let ended = c.one(&cast.interventions());
        group["ended"] = json!({ ended: { "ago": duration(c, 9.0), "completed": c.is(50) } });
    }
    let named = |section: &str| {
        let all = all[section].as_object().into_iter().flatten();
        all.map(|(name, _)| name.clone()).collect::<Vec<String>>()
    };
    for (section, ages, past) in [("risks", "ages", "fired"), ("supports", "offers", "offered")] {
        let names = named(section);
        if names.is_empty() || c.is(50) {
            continue;
        }
        let (one, other) = (c.of(&names).clone(), c.of(&names).clone());
        group[ages][one] = duration(c, 8.0);
        group[past] = json!([other]);
    }
}
