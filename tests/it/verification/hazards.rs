//! Every form of hazard by itself, and that one draw says nothing of another.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::comparison::Comparison;
use super::formulas::laws::Law;
use super::listening::{at_once, intervention, listen, risk};
use super::spells::{YEAR, ages};
use super::suite::Effort;
use crate::trace::model;
use throughcare::model::AttributeId;
use throughcare::records::Happening;

/// Every form of hazard by itself: as the scenario says it, and as the truth has it.
const FORMS: [(&str, Law); 14] = [
    ("{ mean = \"80d\" }", Law::Exponential { mean: 80.0 }),
    // -ln(3/4) in 84 days.
    ("{ probability = 0.25, by = \"12w\" }", Law::Exponential { mean: 291.988_997_729_7 }),
    ("{ weibull = { shape = 0.6, scale = \"90d\" } }", Law::Weibull { shape: 0.6, scale: 90.0 }),
    // (ln 2)^(1/2) = 0.832554611.
    (
        "{ weibull = { shape = 2.0, median = \"60d\" } }",
        Law::Weibull { shape: 2.0, scale: 72.067_344_527 },
    ),
    (
        "{ gompertz = { per_year = 0.5, growth_per_year = 2.0 } }",
        Law::Gompertz { rate: 0.5 / YEAR, growth: 2.0 / YEAR },
    ),
    (
        "{ gompertz = { per_year = 3.0, growth_per_year = -2.0 } }",
        Law::Gompertz { rate: 3.0 / YEAR, growth: -2.0 / YEAR },
    ),
    (
        "{ lognormal = { median = \"50d\", sigma = 1.1 } }",
        Law::Lognormal { median: 50.0, sigma: 1.1 },
    ),
    (
        "{ log_logistic = { shape = 1.4, scale = \"70d\" } }",
        Law::LogLogistic { shape: 1.4, scale: 70.0 },
    ),
    (
        "{ steps = [{ until = \"4w\", per_day = 0.012 }, { until = \"20w\", per_day = 0.002 }] }",
        Law::Steps(&[(28.0, 0.012), (140.0, 0.002)]),
    ),
    (
        "{ steps = [{ until = \"4w\", per_day = 0.002 }, { per_day = 0.008 }] }",
        Law::Steps(&[(28.0, 0.002), (f64::INFINITY, 0.008)]),
    ),
    (
        "{ survival = [[\"0d\", 1.0], [\"30d\", 0.7], [\"90d\", 0.65], [\"200d\", 0.2]] }",
        Law::Points(&[(30.0, 0.7), (90.0, 0.65), (200.0, 0.2)]),
    ),
    ("{ survival = [[\"30d\", 0.7], [\"90d\", 0.0]] }", Law::Points(&[(30.0, 0.7), (90.0, 0.0)])),
    (
        "{ weibull = { shape = 1.5, scale = \"60d\" }, until = \"50d\" }",
        Law::Cut { shape: 1.5, scale: 60.0, until: 50.0 },
    ),
    ("{ fixed = \"6w\" }", Law::Fixed(42.0)),
];

/// The largest distance between the share taken by an age and the law's, times the root of the number, by Kolmogorov; it is
/// larger than sqrt(-ln(level / 2) / 2) with at most the probability of the level, and less for laws that are not
/// continuous.
fn distance(law: Law, ages: &mut [f64], clients: usize) -> f64 {
    ages.sort_by(f64::total_cmp);
    let n = clients as f64;
    let mut most = 0.0f64;
    for (index, age) in ages.iter().enumerate() {
        // Of those at one age, the first tells of what is before it and the last of what is at it.
        if index == 0 || ages[index - 1] < *age {
            let before = 1.0 - law.survival(age * (1.0 - 1e-12) - 1e-12);
            most = most.max(before - index as f64 / n);
        }
        if ages.get(index + 1).is_none_or(|next| next > age) {
            most = most.max((index + 1) as f64 / n - (1.0 - law.survival(*age)));
        }
    }
    // Who is never befallen.
    most.max((1.0 - law.survival(1e5) - ages.len() as f64 / n).abs()) * n.sqrt()
}

pub(crate) fn every_form(effort: Effort) -> Vec<Comparison> {
    let clients = 1_500;
    let part = |(index, (hazard, _)): (usize, &(&str, Law))| {
        format!(
            r#"
            [routes.by_{index}]
            at = [{}]
            enters = "care_{index}"
            [interventions.care_{index}]
            component = "delivery"
            tier = 2
            duration = "1000y"
            then = "gone"
            [risks.risk_{index}]
            while = {{ during = "care_{index}" }}
            hazard = {hazard}
            then = "gone"
            "#,
            at_once(clients)
        )
    };
    let parts: String = FORMS.iter().enumerate().map(part).collect();
    let text = format!(
        "[run]\nhorizon = \"99990d\"\nseed = 1933\n{parts}\n[exits.gone]\nreason = \"dropped_out\"\nfinal = true"
    );
    let model = model(&text);
    let names: Vec<String> = (0..FORMS.len()).map(|index| format!("risk_{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let replications = effort.replications(20);
    let all = clients * replications as usize;
    let mut heard = ages(&model, &names, replications);
    let compare = |((said, law), ages): (&(&str, Law), &mut Vec<f64>)| {
        let what = format!("Kolmogorov's distance of {}", said.replace('"', ""));
        Comparison::distance(what, distance(*law, ages, all), all)
    };
    FORMS.iter().zip(&mut heard).map(compare).collect()
}

#[test]
fn kolmogorovs_distance_by_hand() {
    // Two of five on day 1, when one is to have gone.
    let law = Law::Uniform { low: 0.0, high: 5.0 };
    let found = distance(law, &mut [1.0, 1.0, 2.0, 3.0, 5.0], 5) / 5f64.sqrt();
    assert!((found - 0.2).abs() < 1e-9, "{found}");
    // All at the age that is certain; then one of them never.
    assert!(distance(Law::Fixed(42.0), &mut [42.0; 5], 5) < 1e-9);
    assert!((distance(Law::Fixed(42.0), &mut [42.0; 4], 5) / 5f64.sqrt() - 0.2).abs() < 1e-9);
}

/// What was drawn for one client, each as a number between 0 and 1 that is evenly spread.
#[derive(Debug, Clone, Copy, Default)]
struct Luck {
    first_stay: f64,
    second_stay: f64,
    one_risk: f64,
    other_risk: f64,
    choice: f64,
    attribute: f64,
    /// When the client came.
    came: f64,
}

/// Draws for one client, for neighbours and in neighbouring replications, as durations, risks, choices, attributes and
/// arrivals: none is correlated with another.
pub(crate) fn draws_are_strangers(effort: Effort) -> Vec<Comparison> {
    let model = model(
        r#"
        [run]
        horizon = "6000d"
        seed = 1988
        [attributes.coin]
        shares = { heads = 0.5, tails = 0.5 }
        [routes.door]
        per_day = 0.35
        profile = { cycle = "6000d", weights = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
        enters = "first"
        [interventions.first]
        component = "delivery"
        tier = 2
        duration = { exponential = { mean = "10d" } }
        then = { second = 0.5, third = 0.5 }
        [interventions.second]
        component = "delivery"
        tier = 2
        duration = { lognormal = { median = "10d", sigma = 1.0 } }
        then = "last"
        [interventions.third]
        component = "delivery"
        tier = 2
        duration = { lognormal = { median = "10d", sigma = 1.0 } }
        then = "last"
        [interventions.last]
        component = "delivery"
        tier = 2
        duration = "1000y"
        then = "done"
        [risks.one]
        while = "always"
        hazard = { weibull = { shape = 1.5, scale = "50d" } }
        [risks.other]
        while = "always"
        hazard = { mean = "50d" }
        [exits.done]
        reason = "completed"
        "#,
    );
    let stays = ["first", "second", "third"].map(|name| intervention(&model, name));
    let risks = ["one", "other"].map(|name| risk(&model, name));
    let system = model.system();
    let coin = system.attributes.iter().position(|it| it.name == "coin").expect("a coin");
    let coin = AttributeId(coin as u16);
    let heard =
        listen(&model, effort.replications(160), |kept: &mut Vec<Luck>, at, client, happening| {
            let number = client.who.number as usize;
            if let Happening::Came { .. } = happening {
                let attribute = f64::from(system.level(client.facts, coin));
                kept.push(Luck { came: at, attribute, ..Luck::default() });
            }
            let luck = &mut kept[number];
            let gone = |law: Law, lasted: f64| 1.0 - law.survival(lasted);
            let lognormal = Law::Lognormal { median: 10.0, sigma: 1.0 };
            match happening {
                Happening::Ended { intervention, lasted, .. }
                    if intervention.index() == stays[0] =>
                {
                    luck.first_stay = gone(Law::Exponential { mean: 10.0 }, lasted.0);
                }
                Happening::Ended { intervention, lasted, .. }
                    if stays.contains(&intervention.index()) =>
                {
                    luck.second_stay = gone(lognormal, lasted.0);
                    luck.choice = f64::from(intervention.index() == stays[2]);
                }
                Happening::Befell { risk } if risk.index() == risks[0] => {
                    luck.one_risk = gone(Law::Weibull { shape: 1.5, scale: 50.0 }, at - luck.came);
                }
                Happening::Befell { .. } => {
                    luck.other_risk = gone(Law::Exponential { mean: 50.0 }, at - luck.came);
                }
                _ => {}
            }
        });
    // To mean 0 and variance 1: evenly spread on (0, 1), or 0 and 1 as often.
    let even = |u: f64| 12f64.sqrt() * (u - 0.5);
    let coin = |u: f64| 2.0 * u - 1.0;
    type Pair<'a> = &'a dyn Fn(&Luck, &Luck) -> f64;
    let mut all = Vec::new();
    let mut add = |what: &str, pair: Pair<'_>, apart: usize| {
        let one = |kept: &Vec<Luck>| {
            let pairs = kept.iter().zip(&kept[apart..]);
            pairs.map(|(this, next)| pair(this, next)).sum::<f64>() / (kept.len() - apart) as f64
        };
        let values: Vec<f64> = heard.iter().map(one).collect();
        all.push(Comparison::sample(format!("correlation of {what}"), 0.0, &values));
    };
    add("two stays", &|it, _| even(it.first_stay) * even(it.second_stay), 0);
    add("a stay and a risk", &|it, _| even(it.first_stay) * even(it.one_risk), 0);
    add("two risks", &|it, _| even(it.one_risk) * even(it.other_risk), 0);
    add("a stay and what is next", &|it, _| even(it.first_stay) * coin(it.choice), 0);
    add("an attribute and a risk", &|it, _| coin(it.attribute) * even(it.one_risk), 0);
    add("an attribute and what is next", &|it, _| coin(it.attribute) * coin(it.choice), 0);
    add("stays of neighbours", &|it, next| even(it.first_stay) * even(next.first_stay), 1);
    add("risks of neighbours", &|it, next| even(it.one_risk) * even(next.one_risk), 1);
    add("attributes of neighbours", &|it, next| coin(it.attribute) * coin(next.attribute), 1);
    // 0.35 a day on average over 20 parts, all of them in the first: 7 a day for 300 days.
    let between = |from: &Luck, to: &Luck| even(1.0 - (-7.0 * (to.came - from.came)).exp());
    let gaps = |kept: &Vec<Luck>| {
        let gaps: Vec<f64> = kept.windows(2).map(|pair| between(&pair[0], &pair[1])).collect();
        let products = gaps.windows(2).map(|pair| pair[0] * pair[1]);
        products.sum::<f64>() / (gaps.len() - 1) as f64
    };
    let values: Vec<f64> = heard.iter().map(gaps).collect();
    all.push(Comparison::sample("correlation of times between arrivals", 0.0, &values));
    let replications = |pair: &[Vec<Luck>]| {
        let both = pair[0].iter().zip(&pair[1]);
        let number = pair[0].len().min(pair[1].len()) as f64;
        both.map(|(this, next)| even(this.one_risk) * even(next.one_risk)).sum::<f64>() / number
    };
    let values: Vec<f64> = heard.chunks_exact(2).map(replications).collect();
    all.push(Comparison::sample("correlation of replications", 0.0, &values));
    all
}
