//! What happens again and again: referrals, risks that recur, supports that are offered again.

use super::comparison::Comparison;
use super::formulas::laws::Law;
use super::formulas::renewal::{alternating, covering, erlang_count, mean_count};
use super::listening::{at_once, listen, risk};
use super::suite::Effort;
use crate::trace::model;
use throughcare::records::Happening;

/// Two routes by stages, counted apart and together.
pub(crate) fn referrals(effort: Effort) -> Vec<Comparison> {
    let model = model(
        r#"
        [run]
        horizon = "61d"
        seed = 1962
        [routes.pairs]
        every = { gamma = { shape = 2, scale = "2d" } }
        enters = "care"
        [routes.fours]
        every = { erlang = { stages = 4, mean = "3d" } }
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "1h"
        then = "done"
        [exits.done]
        reason = "completed"
        final = true
        "#,
    );
    let instants = [2.0, 10.0, 60.0];
    let heard = listen(
        &model,
        effort.replications(60_000),
        |kept: &mut [[f64; 3]; 2], at, _, happening| {
            if let Happening::Came { route } = happening {
                for (count, instant) in kept[route.index()].iter_mut().zip(instants) {
                    *count += f64::from(at <= instant);
                }
            }
        },
    );
    let count = |route: usize, instant| match route {
        0 => erlang_count(2, 4.0, instant),
        _ => erlang_count(4, 3.0, instant),
    };
    let mut all = Vec::new();
    for (look, instant) in instants.into_iter().enumerate() {
        for (route, name) in ["pairs", "fours"].into_iter().enumerate() {
            let values: Vec<f64> = heard.iter().map(|kept| kept[route][look]).collect();
            let [mean, _] = count(route, instant);
            all.push(Comparison::sample(format!("{name} by day {instant}"), mean, &values));
        }
        let [first, second] = [count(0, instant), count(1, instant)];
        let both = first[0] + second[0];
        let squares = |kept: &[[f64; 3]; 2]| {
            let off = kept[0][look] + kept[1][look] - both;
            off * off
        };
        let values: Vec<f64> = heard.iter().map(squares).collect();
        let what = format!("variance of both together by day {instant}");
        all.push(Comparison::sample(what, first[1] + second[1], &values));
    }
    all
}

/// What is heard of a client whom one risk befalls again and again, looked at on some days.
#[derive(Debug, Clone, Copy, Default)]
struct Recurring {
    counts: [f64; 3],
    /// The last time before the last day, and the first after it.
    around: [f64; 2],
}

/// A Weibull and a lognormal risk that recur.
pub(crate) fn risks_that_recur(effort: Effort) -> Vec<Comparison> {
    let clients = 1000;
    let model = model(&format!(
        r#"
        [run]
        horizon = "3y"
        seed = 1964
        [routes.door]
        at = [{}]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "100y"
        then = "done"
        [risks.even]
        while = {{ during = "care" }}
        hazard = {{ weibull = {{ shape = 1.8, scale = "30d" }} }}
        recurs = true
        [risks.uneven]
        while = {{ during = "care" }}
        hazard = {{ lognormal = {{ median = "20d", sigma = 0.5 }} }}
        recurs = true
        [exits.done]
        reason = "completed"
        "#,
        at_once(clients)
    ));
    let days = [12.0, 45.0, 400.0];
    let risks = ["even", "uneven"].map(|name| risk(&model, name));
    let laws =
        [Law::Weibull { shape: 1.8, scale: 30.0 }, Law::Lognormal { median: 20.0, sigma: 0.5 }];
    type Kept = Vec<[Recurring; 2]>;
    let heard =
        listen(&model, effort.replications(60), |kept: &mut Kept, at, client, happening| {
            let number = client.who.number as usize;
            if kept.len() <= number {
                kept.resize(number + 1, Default::default());
            }
            let Happening::Befell { risk } = happening else { return };
            let it = &mut kept[number][usize::from(risk.index() == risks[1])];
            for (count, day) in it.counts.iter_mut().zip(days) {
                *count += f64::from(at <= day);
            }
            if at <= days[2] {
                it.around[0] = at;
            } else if it.around[1] == 0.0 {
                it.around[1] = at;
            }
        });
    let clients: Vec<[Recurring; 2]> = heard.into_iter().flatten().collect();
    let mut all = Vec::new();
    for (risk, name) in ["even", "uneven"].into_iter().enumerate() {
        let law = laws[risk];
        let mut add = |what: String, truth: f64, value: &dyn Fn(&Recurring) -> f64| {
            let values: Vec<f64> = clients.iter().map(|client| value(&client[risk])).collect();
            all.push(Comparison::sample(what, truth, &values));
        };
        for (look, day) in days.into_iter().enumerate() {
            let truth = mean_count(law, day, 3000);
            add(format!("{name}: times by day {day}"), truth, &|it| it.counts[look]);
        }
        add(format!("{name}: days between the two around day 400"), covering(law), &|it| {
            it.around[1] - it.around[0]
        });
        add(format!("{name}: days since the last on day 400"), 0.5 * covering(law), &|it| {
            days[2] - it.around[0]
        });
    }
    all
}

/// A support that is offered again ten days after it ended.
pub(crate) fn a_support_that_comes_again(effort: Effort) -> Vec<Comparison> {
    let model = model(&format!(
        r#"
        [run]
        horizon = "201d"
        seed = 1965
        [routes.door]
        at = [{}]
        enters = "care"
        [interventions.care]
        component = "delivery"
        tier = 2
        duration = "100y"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        duration = {{ erlang = {{ stages = 3, mean = "12d" }} }}
        [supports.group]
        while = "always"
        delay = "10d"
        repeats = true
        [exits.done]
        reason = "completed"
        "#,
        at_once(1000)
    ));
    let group = super::listening::intervention(&model, "group");
    let days = [25.0, 33.0, 50.0, 200.0];
    type Kept = Vec<[[f64; 4]; 2]>;
    let heard =
        listen(&model, effort.replications(100), |kept: &mut Kept, at, client, happening| {
            let number = client.who.number as usize;
            if kept.len() <= number {
                kept.resize(number + 1, Default::default());
            }
            let counts = match happening {
                Happening::Started { intervention, .. } if intervention.index() == group => {
                    &mut kept[number][0]
                }
                Happening::Ended { intervention, .. } if intervention.index() == group => {
                    &mut kept[number][1]
                }
                _ => return,
            };
            counts.iter_mut().zip(days).for_each(|(count, day)| *count += f64::from(at <= day));
        });
    let clients: Vec<[[f64; 4]; 2]> = heard.into_iter().flatten().collect();
    let mut all = Vec::new();
    for (look, day) in days.into_iter().enumerate() {
        let [begun, ended] = alternating(10.0, 3, 12.0, day);
        let running = clients.iter().filter(|it| it[0][look] > it[1][look]).count();
        let what = format!("in the group on day {day}");
        all.push(Comparison::share(what, begun - ended, running, clients.len()));
        let values: Vec<f64> = clients.iter().map(|it| it[0][look]).collect();
        all.push(Comparison::sample(format!("times begun by day {day}"), begun, &values));
    }
    all
}
