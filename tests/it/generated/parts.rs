//! The named parts of a generated scenario: attributes, routes, services, interventions, supports, risks, exits.

use super::cast::{Cast, EXITS, Room};
use super::choices::Choices;
use super::spans::{duration, hazard, lasting, rate};
use serde_json::{Map, Value, json};

fn profile(c: &mut Choices<'_>) -> Value {
    let cycle = c.one(&["1w", "1d", "1y", "10d"]);
    let weights: Vec<usize> =
        (0..c.between(1, 7)).map(|n| c.below(4) + usize::from(n == 0)).collect();
    let one = json!({ "cycle": cycle, "weights": weights });
    if c.is(30) { json!([one, { "cycle": "2w", "weights": [1, 2] }]) } else { one }
}

/// Cases, of which the last states no condition; or one thing for all.
fn cases(
    cast: &Cast,
    c: &mut Choices<'_>,
    key: &str,
    mut one: impl FnMut(&mut Choices<'_>) -> Value,
) -> Value {
    if !c.is(30) {
        return one(c);
    }
    let mut list = Vec::new();
    for _ in 0..c.between(1, 2) {
        let mut case = json!({});
        cast.condition(c, &mut case);
        if case.as_object().is_some_and(Map::is_empty) {
            case["when"] = cast.when(c);
        }
        case[key] = one(c);
        list.push(case);
    }
    list.push(json!({ key: one(c) }));
    json!(list)
}

fn effects(cast: &Cast, c: &mut Choices<'_>) -> Option<Value> {
    let mut effect = json!({ "set": cast.set(c)? });
    if c.is(50) {
        cast.condition(c, &mut effect);
    }
    Some(json!([effect]))
}

pub(crate) fn attributes(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    let mut above: Vec<(&str, Vec<&str>)> = vec![("route", cast.routes.clone())];
    for (name, levels) in &cast.attributes {
        let mut attribute = json!({ "shares": Cast::shares(c, levels) });
        if c.is(30) {
            let (asked, of) = c.of(&above).clone();
            let when = json!({ asked: Cast::names(c, &of) });
            attribute["given"] = json!([{ "when": when, "shares": Cast::shares(c, levels) }]);
        }
        all.insert((*name).into(), attribute);
        above.push((name, levels.clone()));
    }
    Value::Object(all)
}

pub(crate) fn routes(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    let journey = cast.journey();
    for name in &cast.routes {
        let mut route = json!({});
        match c.below(6) {
            0 => route["every"] = lasting(c, 4.0, cast.with_files),
            1 => {
                let instants: Vec<Value> = (0..c.between(0, 8))
                    .map(|_| {
                        let day = c.below(100) as f64;
                        duration(c, day)
                    })
                    .collect();
                route["at"] = json!(instants);
            }
            _ => {
                let a_day = c.hundredths(0, 90);
                let (key, value) = rate(c, a_day, "");
                route[key] = value;
                if c.is(30) {
                    route["profile"] = profile(c);
                }
                if !cast.services.is_empty() && c.is(25) {
                    let service = c.of(&cast.services).0;
                    let mut response = json!({
                        "service": service,
                        "elasticity": c.hundredths(0, 200) - 1.0,
                        "reference": duration(c, 14.0),
                    });
                    if c.is(50) {
                        response["memory"] = duration(c, 40.0);
                    }
                    route["responds_to"] = response;
                }
            }
        }
        route["enters"] = cases(cast, c, "to", |c| Cast::target(c, &journey));
        if !cast.attributes.is_empty() && c.is(30) {
            let (attribute, levels) = c.of(&cast.attributes).clone();
            route["shares"] = json!({ attribute: Cast::shares(c, &levels) });
        }
        all.insert((*name).into(), route);
    }
    Value::Object(all)
}

/// Where those go who are not served: somewhere that needs no place.
fn elsewhere(c: &mut Choices<'_>) -> Value {
    json!(c.one(&EXITS))
}

pub(crate) fn services(cast: &Cast, c: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    for (name, room) in &cast.services {
        let mut service = json!({});
        match *room {
            Room::Places(places) => {
                service["places"] = json!(places);
                if c.is(30) {
                    let cycle = c.one(&["1d", "1w", "30d"]);
                    let open: Vec<usize> =
                        (0..c.between(1, 7)).map(|_| c.below(places + 2)).collect();
                    service["rota"] = json!({ "cycle": cycle, "places": open });
                }
                if c.is(40) {
                    let fenced = c.below(places + 1);
                    let mut fences = vec![json!({ "places": fenced, "for": cast.when(c) })];
                    if c.is(30) {
                        fences.push(json!({ "places": places - fenced, "for": cast.when(c) }));
                    }
                    service["ring_fenced"] = json!(fences);
                }
            }
            Room::Staff(staff) => {
                service["staff"] = json!(staff);
                service["caseload"] = json!(c.below(9));
                if c.is(60) {
                    service["turnover_per_year"] = json!(c.hundredths(0, 1000));
                    if let Some(effects) = effects(cast, c) {
                        service["on_change"] = effects;
                    }
                }
            }
            Room::Appointments => {
                let a_day = c.hundredths(0, 200);
                let (key, value) = rate(c, a_day, "appointments_");
                service[key] = value;
                if c.is(30) {
                    service["profile"] = profile(c);
                }
                if c.is(50) {
                    service["did_not_attend"] = json!(c.hundredths(0, 95));
                    if c.is(60) {
                        service["after_missed"] = json!(c.between(1, 3));
                        service["missed_then"] = elsewhere(c);
                    }
                }
            }
            Room::Endless => service["places"] = json!("endless"),
        }
        if c.is(40) {
            service["priority"] = json!([cast.when(c), cast.when(c)]);
        }
        if *room != Room::Endless && c.is(40) {
            service["waiting_list_limit"] = json!(c.below(4));
            service["otherwise"] = elsewhere(c);
        }
        if c.is(40) {
            service["kept_in_custody"] = duration(c, 6.0);
        }
        all.insert((*name).into(), service);
    }
    Value::Object(all)
}

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
