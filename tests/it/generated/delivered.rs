//! What clients of a generated scenario receive, what befalls them, and how they leave: interventions, supports, risks, exits.

use super::cast::{Cast, EXITS};
use super::choices::Choices;
use super::parts::{cases, effects};
use super::spans::{duration, hazard, lasting};
use serde_json::{Map, Value, json};

/// What everything that can run has.
fn intervention(
    cast: &Cast,
    c: &mut Choices<'_>,
    component: &str,
    tier: usize,
    days: f64,
) -> Value {
    let mut made = json!({ "component": component, "tier": tier });
    if c.is(30) {
        made["setting"] = json!(c.one(&[
            "community",
            "primary_care",
            "outreach",
            "specialist_unit",
            "psychiatric_ward",
            "onsite_unit",
            "residential",
            "supported_accommodation",
        ]));
    }
    if c.is(20) {
        made["kind"] = json!("a kind | \"of\" programme");
    }
    if !cast.services.is_empty() && c.is(60) {
        made["service"] = json!(c.of(&cast.services).0);
    }
    made["duration"] = cases(cast, c, "is", |c| lasting(c, days, cast.with_files));
    for key in ["on_start", "on_completion"] {
        if let Some(effects) = c.is(25).then(|| effects(cast, c)).flatten() {
            made[key] = effects;
        }
    }
    if c.is(40) {
        made["while_waiting"] = json!(c.one(&["stay", "leave"]));
    }
    made
}

pub(crate) fn interventions(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    let mut onwards: Vec<&str> = cast.treatments.clone();
    onwards.extend(EXITS);
    let after_care = |c: &mut Choices<'_>| {
        let mut all = onwards.clone();
        all.extend(cast.has_prison.then_some("prison_wing"));
        all.extend(c.is(15).then_some("community"));
        all.extend(cast.has_advice.then_some("advice"));
        all
    };
    if cast.has_advice {
        let mut advice = intervention(cast, c, "engagement", 2, 2.0);
        advice["closes_as"] = json!("gone");
        let mut to = EXITS.to_vec();
        to.extend(cast.has_care_plan.then_some("triage"));
        advice["then"] = cases(cast, c, "to", |c| Cast::target(c, &to));
        all.insert("advice".into(), advice);
    }
    if cast.has_care_plan {
        let mut triage = intervention(cast, c, "engagement", 3, 1.0);
        triage["opens_care_plan"] = json!(true);
        triage["then"] = cases(cast, c, "to", |c| Cast::target(c, &onwards));
        all.insert("triage".into(), triage);
    }
    for name in &cast.treatments {
        let component = if *name == "day_care" { "community_integration" } else { "delivery" };
        let tier = c.between(3, 4);
        let mut treatment = intervention(cast, c, component, tier, 15.0);
        if *name == "prescribing" {
            treatment["substitute_prescribing"] = json!(true);
        }
        let to = after_care(c);
        treatment["then"] = cases(cast, c, "to", |c| Cast::target(c, &to));
        all.insert((*name).into(), treatment);
    }
    if cast.has_aftercare {
        let mut aftercare = intervention(cast, c, "completion", 2, 10.0);
        aftercare["then"] = json!("community");
        if c.is(30) {
            aftercare["then"] = cases(cast, c, "to", |c| Cast::target(c, &["community", "gone"]));
        }
        all.insert("aftercare".into(), aftercare);
    }
    for name in &cast.supports {
        let component = c.one(&["community_integration", "completion", "delivery"]);
        let tier = c.between(1, 3);
        all.insert((*name).into(), intervention(cast, c, component, tier, 8.0));
    }
    if cast.has_prison {
        let mut prison = intervention(cast, c, "delivery", 3, 12.0);
        prison["setting"] = json!("prison");
        prison["closes_as"] = json!("to_prison");
        if c.is(60) {
            prison["keeps_care_plan"] = json!(c.is(80));
        }
        let mut to = onwards.clone();
        to.push("community");
        prison["then"] = cases(cast, c, "to", |c| Cast::target(c, &to));
        all.insert("prison_wing".into(), prison);
    }
    Value::Object(all)
}

pub(crate) fn supports(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    for name in &cast.supports {
        let mut support = json!({});
        cast.condition(c, &mut support);
        if c.is(70) {
            support["delay"] = duration(c, 3.0);
        }
        if c.is(60) {
            support["take_up"] = json!(c.hundredths(0, 100));
        }
        for key in ["outlasts", "repeats"] {
            if c.is(40) {
                support[key] = json!(c.is(80));
            }
        }
        all.insert((*name).into(), support);
    }
    Value::Object(all)
}

pub(crate) fn risks(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    let names = ["drop_out", "relapse", "custody", "death", "back", "cold_feet"];
    let mut anywhere = cast.treatments.clone();
    anywhere.extend(["gone", "completed"]);
    anywhere.extend(cast.has_advice.then_some("advice"));
    for name in &names[..c.below(7)] {
        let (state, about, then): (&str, f64, Option<Value>) = match *name {
            "drop_out" => ("in_episode", 40.0, Some(json!("gone"))),
            "custody" if cast.has_prison => ("in_community", 80.0, Some(json!("prison_wing"))),
            "death" => ("always", 300.0, Some(json!("died"))),
            "back" => (
                "after_exit",
                60.0,
                Some(cases(cast, c, "to", |c| Cast::target(c, &cast.journey()))),
            ),
            "cold_feet" => {
                ("waiting", 10.0, Some(cases(cast, c, "to", |c| Cast::target(c, &anywhere))))
            }
            _ => ("in_treatment", 30.0, None),
        };
        let mut risk = json!({ "while": state });
        if c.is(25) {
            risk["while"] =
                json!(c.some(&["engaging", "in_treatment", "after_exit", "in_custody"]));
        } else if c.is(25) {
            let all = cast.interventions();
            risk["while"] = match c.below(3) {
                1 if !cast.services.is_empty() => {
                    let names: Vec<&str> = cast.services.iter().map(|(name, _)| *name).collect();
                    json!({ "waiting_for": Cast::names(c, &names) })
                }
                2 => json!({ "after": Cast::names(c, &all) }),
                _ => json!({ "during": Cast::names(c, &all) }),
            };
        }
        if c.is(40) {
            cast.further_condition(c, &mut risk);
        }
        risk["hazard"] = hazard(c, about, cast.with_files);
        if c.is(50) {
            let mut ratios = Vec::new();
            for _ in 0..c.between(1, 3) {
                let mut ratio = json!({});
                cast.condition(c, &mut ratio);
                ratio["ratio"] = json!(c.hundredths(0, 300));
                ratios.push(ratio);
            }
            risk["ratios"] = json!(ratios);
        }
        if let Some(set) = c.is(40).then(|| cast.set(c)).flatten() {
            risk["sets"] = set;
        }
        if let Some(then) = then {
            risk["then"] = then;
        }
        if c.is(25) {
            risk["recurs"] = json!(c.is(80));
        }
        all.insert((*name).into(), risk);
    }
    Value::Object(all)
}

pub(crate) fn exits(cast: &Cast, c: &mut Choices<'_>) -> Value {
    const REASONS: [&str; 16] = [
        "completed_drug_free",
        "completed_occasional_user",
        "completed",
        "transferred",
        "transferred_in_custody",
        "referred_on",
        "dropped_out",
        "prison",
        "declined",
        "withdrawn",
        "moved_away",
        "died",
        "no_suitable_treatment",
        "not_known",
        "other",
        "did_not_engage",
    ];
    let mut all = Map::new();
    for name in EXITS {
        let mut exit = json!({});
        if name == "completed" {
            exit["planned"] = json!(true);
        }
        if name != "died" && (name != "completed" || c.is(50)) {
            exit["reason"] = json!(c.one(&REASONS));
        }
        if exit["reason"].is_null() {
            exit.as_object_mut().map(|exit| exit.remove("reason"));
        }
        if let Some(set) = c.is(30).then(|| cast.set(c)).flatten() {
            exit["sets"] = set;
        }
        if name == "died" {
            exit["final"] = json!(true);
        } else if cast.has_aftercare && (name == "completed" || c.is(30)) {
            exit["then"] = cases(cast, c, "to", |c| Cast::target(c, &["aftercare", "community"]));
        }
        all.insert(name.into(), exit);
    }
    Value::Object(all)
}
