//! Spells that risks compete for: ratios that change, clocks that start again.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::comparison::Comparison;
use super::formulas::chains::{Chain, mean};
use super::formulas::competing::{
    ChangingRisk, Fate, Ratios, Spell, TwoStates, fates, fates_by_end,
};
use super::formulas::laws::Law;
use super::listening::{at_once, listen, risk};
use super::suite::Effort;
use crate::trace::model;
use throughcare::model::Model;
use throughcare::records::Happening;

/// Days of a year.
pub(super) const YEAR: f64 = 365.25;

/// Two Weibull risks compete from the start of a spell; on day 30 a support starts that halves the one and doubles
/// the other.
pub(crate) fn two_weibull_risks(effort: Effort) -> Vec<Comparison> {
    let (at_once, replications) = (4_000, effort.replications(200));
    let text = format!(
        r#"
        [run]
        horizon = "2y"
        [routes.door]
        at = [{}]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "10y"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = "10y"
        [supports.group]
        while = "always"
        delay = "30d"
        [risks.first]
        while = {{ during = "care" }}
        hazard = {{ weibull = {{ shape = 0.6, scale = "90d" }} }}
        ratios = [{{ during = "group", ratio = 0.5 }}]
        then = "gone"
        [risks.second]
        while = {{ during = "care" }}
        hazard = {{ weibull = {{ shape = 1.8, scale = "200d" }} }}
        ratios = [{{ during = "group", ratio = 2.0 }}]
        then = "gone"
        [exits.done]
        reason = "completed"
        [exits.gone]
        reason = "dropped_out"
        final = true
        "#,
        vec!["\"0d\""; at_once].join(", ")
    );
    let ages = ages(&model(&text), &["first", "second"], replications);
    let spell = Spell {
        risks: [
            ChangingRisk { shape: 0.6, scale: 90.0, ratios: [1.0, 0.5] },
            ChangingRisk { shape: 1.8, scale: 200.0, ratios: [1.0, 2.0] },
        ],
        change: 30.0,
    };
    let clients = at_once * replications as usize;
    let mut all = Vec::new();
    for age in [15.0, 30.0, 60.0, 120.0, 300.0] {
        for (risk, ages) in ages.iter().enumerate() {
            let hits = ages.iter().filter(|at| **at <= age).count();
            let what = format!("taken by risk {} within {age} d", risk + 1);
            all.push(Comparison::share(what, spell.taken(risk, age), hits, clients));
        }
    }
    all
}

/// One intervention without end for so many clients at once, and what is said besides; `gone` is an exit for good.
fn care(clients: usize, horizon: &str, more: &str) -> Model {
    care_in("", clients, horizon, more)
}

/// The same with a line of the intervention.
fn care_in(line: &str, clients: usize, horizon: &str, more: &str) -> Model {
    model(&format!(
        r#"
        [run]
        horizon = "{horizon}"
        seed = 1980
        [routes.door]
        at = [{}]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        {line}
        duration = "1000y"
        then = "gone"
        [exits.gone]
        reason = "dropped_out"
        final = true
        {more}
        "#,
        at_once(clients)
    ))
}

/// A support from `delay` days on for the days stated, to which a risk may answer; `more` for its table.
fn group(name: &str, delay: f64, lasts: &str, more: &str) -> String {
    format!(
        r#"
        [interventions.{name}]
        component = "delivery"
        tier = 2
        duration = {lasts}
        [supports.{name}]
        while = "always"
        delay = "{delay}d"
        {more}
        "#
    )
}

/// A risk of this hazard while in care, with lines besides.
fn risk_of(name: &str, hazard: &str, more: &str) -> String {
    format!(
        "[risks.{name}]\nwhile = {{ during = \"care\" }}\nhazard = {hazard}\n{more}\nthen = \"gone\"\n"
    )
}

/// The ages at which each risk of these names befell clients, whoever they were.
pub(super) fn ages(model: &Model, names: &[&str], replications: u32) -> Vec<Vec<f64>> {
    let risks: Vec<usize> = names.iter().map(|name| risk(model, name)).collect();
    let heard = listen(model, replications, |kept: &mut Vec<(usize, f64)>, at, _, happening| {
        if let Happening::Befell { risk } = happening
            && let Some(index) = risks.iter().position(|it| *it == risk.index())
        {
            kept.push((index, at));
        }
    });
    let mut ages = vec![Vec::new(); names.len()];
    heard.into_iter().flatten().for_each(|(index, at)| ages[index].push(at));
    ages
}

/// The share taken by each risk by each age.
fn taken(names: &[&str], ages: &[Vec<f64>], truth: &[Fate], clients: usize) -> Vec<Comparison> {
    let mut all = Vec::new();
    for fate in truth {
        for (risk, name) in names.iter().enumerate() {
            let hits = ages[risk].iter().filter(|at| **at <= fate.age).count();
            let what = format!("taken by {name} within {} d", fate.age);
            all.push(Comparison::share(what, fate.taken[risk], hits, clients));
        }
    }
    all
}

const CLIENTS: usize = 4_000;

/// Three risks of different families, two of them with ratios that change four times.
pub(crate) fn three_families(effort: Effort) -> Vec<Comparison> {
    let text = [
        group("early", 10.0, "\"30d\"", ""),
        group("late", 25.0, "\"60d\"", ""),
        risk_of(
            "falling",
            "{ weibull = { shape = 0.6, scale = \"200d\" } }",
            "ratios = [{ during = \"early\", ratio = 0.3 }, { during = \"late\", ratio = 2.5 }]",
        ),
        risk_of(
            "rising",
            "{ gompertz = { per_year = 0.4, growth_per_year = 3.0 } }",
            "ratios = [{ during = \"late\", ratio = 3.0 }, { after = \"early\", within = \"2w\", ratio = 2.0 }]",
        ),
        risk_of("humped", "{ lognormal = { median = \"150d\", sigma = 0.8 } }", ""),
    ];
    let model = care(CLIENTS, "2y", &text.concat());
    let replications = effort.replications(240);
    let names = ["falling", "rising", "humped"];
    let heard = ages(&model, &names, replications);
    let rate = 0.4 / YEAR;
    let risks = [
        Ratios {
            law: Law::Weibull { shape: 0.6, scale: 200.0 },
            ratios: vec![(10.0, 0.3), (25.0, 0.75), (40.0, 2.5), (85.0, 1.0)],
        },
        Ratios {
            law: Law::Gompertz { rate, growth: 3.0 / YEAR },
            ratios: vec![(25.0, 3.0), (40.0, 6.0), (54.0, 3.0), (85.0, 1.0)],
        },
        Ratios::none(Law::Lognormal { median: 150.0, sigma: 0.8 }),
    ];
    let truth = fates(&risks, &[20.0, 50.0, 120.0, 300.0], 20_000);
    taken(&names, &heard, &truth, CLIENTS * replications as usize)
}

/// A support of random length protects; when it has ended, three weeks are worse.
pub(crate) fn a_change_at_a_random_time(effort: Effort) -> Vec<Comparison> {
    let text = [
        group("group", 0.0, "{ weibull = { shape = 1.4, scale = \"30d\" } }", ""),
        risk_of(
            "relapse",
            "{ weibull = { shape = 1.5, scale = \"120d\" } }",
            "ratios = [{ during = \"group\", ratio = 0.4 }, { after = \"group\", within = \"3w\", ratio = 2.5 }]",
        ),
        risk_of("moving", "{ log_logistic = { shape = 1.3, median = \"200d\" } }", ""),
    ];
    let model = care(CLIENTS, "1y", &text.concat());
    let replications = effort.replications(200);
    let names = ["relapse", "moving"];
    let heard = ages(&model, &names, replications);
    // 1 in 10^9 lasts longer than 265 days.
    let length = Law::Weibull { shape: 1.4, scale: 30.0 };
    let truth = fates_by_end(length, 265.0, 1000, |end| {
        let relapse = Ratios {
            law: Law::Weibull { shape: 1.5, scale: 120.0 },
            ratios: vec![(0.0, 0.4), (end, 2.5), (end + 21.0, 1.0)],
        };
        let moving = Ratios::none(Law::LogLogistic { shape: 1.3, scale: 200.0 });
        fates(&[relapse, moving], &[15.0, 40.0, 90.0, 200.0], 500)
    });
    taken(&names, &heard, &truth, CLIENTS * replications as usize)
}

/// Mood goes down and up at random, and both risks answer to it.
pub(crate) fn a_mood_that_comes_and_goes(effort: Effort) -> Vec<Comparison> {
    let mood = r#"
        [attributes.mood]
        shares = { bright = 1.0, low = 0.0 }
        [risks.darkens]
        while = { during = "care" }
        when = { mood = "bright" }
        hazard = { mean = "25d" }
        sets = { mood = "low" }
        [risks.brightens]
        while = { during = "care" }
        when = { mood = "low" }
        hazard = { per_day = 0.1 }
        sets = { mood = "bright" }
        "#;
    let ratios =
        |ratio: f64| format!("ratios = [{{ when = {{ mood = \"low\" }}, ratio = {ratio} }}]");
    let text = [
        mood.to_owned(),
        risk_of("relapse", "{ weibull = { shape = 1.7, scale = \"150d\" } }", &ratios(4.0)),
        risk_of("moving", "{ log_logistic = { shape = 2.0, median = \"150d\" } }", &ratios(0.25)),
    ];
    let model = care(CLIENTS, "1y", &text.concat());
    let replications = effort.replications(150);
    let names = ["relapse", "moving"];
    let heard = ages(&model, &names, replications);
    let moving = TwoStates {
        moves: [1.0 / 25.0, 0.1],
        risks: vec![
            (Law::Weibull { shape: 1.7, scale: 150.0 }, [1.0, 4.0]),
            (Law::LogLogistic { shape: 2.0, scale: 150.0 }, [1.0, 0.25]),
        ],
    };
    let fate = |age: f64| {
        let at = moving.at(age, 4000);
        Fate { age, taken: at[2..].to_vec(), left: at[0] + at[1], spent: f64::NAN }
    };
    let truth = [30.0, 60.0, 120.0, 240.0].map(fate);
    taken(&names, &heard, &truth, CLIENTS * replications as usize)
}

/// Ten days in a group, five days without, again and again. One risk runs only during the group, and each time its clock
/// starts anew; the clock of the other runs on, but its ratio is 0 during the group.
pub(crate) fn a_clock_that_starts_again(effort: Effort) -> Vec<Comparison> {
    let text = [
        group("group", 5.0, "\"10d\"", "repeats = true"),
        risk_of("anew", "{ weibull = { shape = 2.0, scale = \"40d\" } }", "during = \"group\""),
        risk_of(
            "on",
            "{ weibull = { shape = 2.0, scale = \"150d\" } }",
            "ratios = [{ during = \"group\", ratio = 0.0 }]",
        ),
    ];
    let model = care(CLIENTS, "1y", &text.concat());
    let replications = effort.replications(150);
    let names = ["anew", "on"];
    let heard = ages(&model, &names, replications);
    // Within a spell of either the other has nothing: they take turns, so that survival is a product.
    let (mut left, mut from) = (1.0f64, [0.0; 2]);
    let mut truth = Vec::new();
    for turn in 0..12 {
        let begins = 15.0 * f64::from(turn);
        let off = ((begins + 5.0) / 150.0f64).powi(2) - (begins / 150.0).powi(2);
        from[1] += left * -(-off).exp_m1();
        left *= (-off).exp();
        let during = (10.0f64 / 40.0).powi(2);
        from[0] += left * -(-during).exp_m1();
        left *= (-during).exp();
        if [1, 3, 7, 11].contains(&turn) {
            truth.push(Fate { age: begins + 15.0, taken: from.to_vec(), left, spent: f64::NAN });
        }
    }
    taken(&names, &heard, &truth, CLIENTS * replications as usize)
}

/// Five clients in a ward of five places, who leave three times as soon while more than half of the places are taken: the
/// hazard is the same function of time for all, and on its scale those present are a death process.
pub(crate) fn a_crowded_ward(effort: Effort) -> Vec<Comparison> {
    let hazard = "{ weibull = { shape = 1.6, scale = \"60d\" } }";
    let crowded = "ratios = [{ in_service = \"ward\", above_occupancy = 0.5, ratio = 3.0 }]";
    let text = format!("[services.ward]\nplaces = 5\n{}", risk_of("leaving", hazard, crowded));
    let model = care_in("service = \"ward\"", 5, "1y", &text);
    let heard =
        listen(&model, effort.replications(80_000), |kept: &mut Vec<f64>, at, _, happening| {
            if let Happening::Befell { .. } = happening {
                kept.push(at);
            }
        });
    let chain = Chain::leaving(&[0.0, 1.0, 1.0, 3.0, 3.0, 3.0]);
    let law = Law::Weibull { shape: 1.6, scale: 60.0 };
    let at = |age: f64| {
        let [then, _] = chain.at(5, law.gathered(age));
        let values: Vec<f64> = heard
            .iter()
            .map(|gone| 5.0 - gone.iter().filter(|at| **at <= age).count() as f64)
            .collect();
        Comparison::sample(format!("present on day {age}"), mean(&then, |n| n), &values)
    };
    [10.0, 20.0, 35.0, 60.0].map(at).to_vec()
}

#[test]
fn a_clock_that_would_start_anew_where_it_runs_on_is_told_apart() {
    let run_on = fates(&[Ratios::none(Law::Weibull { shape: 2.0, scale: 40.0 })], &[30.0], 1000);
    let anew = 1.0 - (-2.0 * (15.0f64 / 40.0).powi(2)).exp();
    assert!((run_on[0].taken[0] - anew).abs() > 0.1);
}
