//! The named parts of a generated scenario to which clients come: attributes, routes, services.

use super::cast::{Cast, EXITS, Room};
use super::choices::Choices;
use super::spans::{duration, lasting, rate};
use serde_json::{Map, Value, json};

fn profile(c: &mut Choices<'_>) -> Value {
    let cycle = c.one(&["1w", "1d", "1y", "10d"]);
    let weights: Vec<usize> =
        (0..c.between(1, 7)).map(|n| c.below(4) + usize::from(n == 0)).collect();
    let one = json!({ "cycle": cycle, "weights": weights });
    if c.is(30) { json!([one, { "cycle": "2w", "weights": [1, 2] }]) } else { one }
}

/// Cases, of which the last states no condition; or one thing for all.
pub(super) fn cases(
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

pub(super) fn effects(cast: &Cast, c: &mut Choices<'_>) -> Option<Value> {
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
