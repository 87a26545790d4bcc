//! Arrivals whose rate changes, and servers for everyone: the number present and those who leave.

use super::comparison::Comparison;
use super::formulas::cyclic::{Rate, Weights};
use super::formulas::laws::Law;
use super::formulas::queues::mt_infinite;
use super::gauge::model;
use super::listening::listen;
use super::suite::Effort;
use crate::trace::run;
use rayon::prelude::*;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// Looks at the number present at given instants.
struct Looks {
    instants: Vec<f64>,
    /// The number at each instant that has passed.
    seen: Vec<f64>,
    present: f64,
}

impl Looks {
    fn pass(&mut self, at: f64) {
        while self.instants.get(self.seen.len()).is_some_and(|instant| *instant < at) {
            self.seen.push(self.present);
        }
    }
}

impl Recorder for Looks {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        self.pass(at.0);
        match happening {
            Happening::Started { .. } => self.present += 1.0,
            Happening::Ended { .. } => self.present -= 1.0,
            _ => {}
        }
    }

    fn finish(&mut self, at: Days) {
        self.pass(at.0);
    }
}

/// The number present at each of some instants (days), in each of some replications.
pub(crate) fn present_at(model: &Model, instants: &[f64], replications: u32) -> Vec<Vec<f64>> {
    let one = |replication| {
        let mut looks = Looks { instants: instants.to_vec(), seen: Vec::new(), present: 0.0 };
        run(model, replication, &mut looks);
        assert_eq!(looks.seen.len(), instants.len());
        looks.seen
    };
    (1..=replications).into_par_iter().map(one).collect()
}

pub(crate) fn hours_of_the_day(effort: Effort) -> Vec<Comparison> {
    let model = model("mt_infinite.toml", &[]);
    let (warm_up, days) = (model.run.warm_up.0, model.run.horizon.0 as usize);
    // Every three hours of every day after the warm-up; a value is the mean over the days of one replication.
    let instants: Vec<f64> = (0..8 * days).map(|look| warm_up + look as f64 / 8.0).collect();
    let seen = present_at(&model, &instants, effort.replications(100));
    let pieces = [(6.0, 200.0), (6.0, 400.0), (6.0, 600.0), (6.0, 400.0)];
    let at = |look: usize| {
        let hour = 3.0 * look as f64;
        let mean = |seen: &Vec<f64>| seen[look..].iter().step_by(8).sum::<f64>() / days as f64;
        let values: Vec<f64> = seen.iter().map(mean).collect();
        Comparison::sample(format!("present at {hour} h"), mt_infinite(&pieces, 5.0, hour), &values)
    };
    (0..8).map(at).collect()
}

/// How long each of seven kinds of stay lasts: as the scenario says it, and as the truth has it. All have a mean of
/// about 60 days.
const STAYS: [(&str, &str, Law); 7] = [
    ("exponential", "{ exponential = { mean = \"60d\" } }", Law::Exponential { mean: 60.0 }),
    ("gamma", "{ gamma = { shape = 2, scale = \"30d\" } }", Law::Erlang { stages: 2, mean: 60.0 }),
    (
        "weibull",
        "{ weibull = { shape = 0.7, scale = \"50d\" } }",
        Law::Weibull { shape: 0.7, scale: 50.0 },
    ),
    (
        "lognormal",
        "{ lognormal = { median = \"40d\", sigma = 0.9 } }",
        Law::Lognormal { median: 40.0, sigma: 0.9 },
    ),
    ("constant", "\"60d\"", Law::Fixed(60.0)),
    (
        "uniform",
        "{ uniform = { low = \"20d\", high = \"100d\" } }",
        Law::Uniform { low: 20.0, high: 100.0 },
    ),
    (
        "triangular",
        "{ triangular = { low = \"10d\", mode = \"40d\", high = \"130d\" } }",
        Law::Triangular { low: 10.0, mode: 40.0, high: 130.0 },
    ),
];

/// A route to each kind of stay, all with the same rate.
fn stays(run: &str, rate: &str, kinds: &[(&str, &str, Law)]) -> Model {
    let part = |(name, stays, _): &(&str, &str, Law)| {
        format!(
            r#"
            [routes.by_{name}]
            {rate}
            enters = "{name}"
            [interventions.{name}]
            component = "delivery"
            tier = 2
            duration = {stays}
            then = "done"
            "#
        )
    };
    let parts: String = kinds.iter().map(part).collect();
    crate::trace::model(&format!(
        "[run]\n{run}\n{parts}\n[exits.done]\nreason = \"completed\"\nfinal = true"
    ))
}

/// Who is present in each intervention at each of some instants, and who has left it between the last two.
#[derive(Debug, Default)]
struct Seen {
    /// By instant, then intervention.
    present: Vec<Vec<f64>>,
    left: Vec<f64>,
}

fn see(model: &Model, instants: &[f64], replications: u32) -> Vec<Seen> {
    let kinds = model.system().interventions.len();
    let between = [instants[instants.len() - 2], instants[instants.len() - 1]];
    listen(model, replications, |seen: &mut Seen, at, _, happening| {
        seen.present.resize(instants.len(), Vec::new());
        seen.present.iter_mut().for_each(|present| present.resize(kinds, 0.0));
        seen.left.resize(kinds, 0.0);
        let (kind, by) = match happening {
            Happening::Started { intervention, .. } => (intervention.index(), 1.0),
            Happening::Ended { intervention, .. } => (intervention.index(), -1.0),
            _ => return,
        };
        for (present, instant) in seen.present.iter_mut().zip(instants) {
            present[kind] += if at <= *instant { by } else { 0.0 };
        }
        if by < 0.0 && between[0] < at && at <= between[1] {
            seen.left[kind] += 1.0;
        }
    })
}

/// The mean number present at each instant, its variance over its mean, those who leave between the last two instants,
/// and that they are not correlated with those present at the end.
fn endless(
    model: &Model,
    rate: &Rate,
    kinds: &[(&str, &str, Law)],
    instants: &[f64],
    replications: u32,
) -> Vec<Comparison> {
    let seen = see(model, instants, replications);
    let last = instants.len() - 1;
    let mut all = Vec::new();
    let mut together = vec![0.0; seen.len()];
    for (kind, (name, _, law)) in kinds.iter().enumerate() {
        let truths: Vec<f64> = instants.iter().map(|at| rate.present(*law, *at)).collect();
        for (look, (at, truth)) in instants.iter().zip(&truths).enumerate() {
            let values: Vec<f64> = seen.iter().map(|seen| seen.present[look][kind]).collect();
            all.push(Comparison::sample(format!("{name}: present on day {at}"), *truth, &values));
        }
        let spread = |seen: &Seen| {
            let one = |(present, truth): (&Vec<f64>, &f64)| {
                (present[kind] - truth) * (present[kind] - truth) / truth
            };
            seen.present.iter().zip(&truths).map(one).sum::<f64>() / instants.len() as f64
        };
        let spread: Vec<f64> = seen.iter().map(spread).collect();
        all.push(Comparison::sample(format!("{name}: variance / mean of those"), 1.0, &spread));
        let leave = rate.leave(*law, [instants[last - 1], instants[last]]);
        let values: Vec<f64> = seen.iter().map(|seen| seen.left[kind]).collect();
        let what = format!("{name}: leave between the last two days");
        all.push(Comparison::sample(what, leave, &values));
        for (sum, seen) in together.iter_mut().zip(&seen) {
            let off = (seen.present[last][kind] - truths[last]) * (seen.left[kind] - leave);
            *sum += off / (truths[last] * leave).sqrt() / kinds.len() as f64;
        }
    }
    let what = "correlation of those who left with those present, all kinds";
    all.push(Comparison::sample(what, 0.0, &together));
    all
}

/// Weights of the months.
const MONTHS: [f64; 12] = [1.4, 1.2, 0.6, 1.5, 0.3, 1.0, 2.0, 0.2, 1.0, 1.1, 0.9, 0.8];

pub(crate) fn months_of_the_year(effort: Effort) -> Vec<Comparison> {
    // Time zero is 10 March, 68 days after the beginning of a year.
    let run = "start = 2001-03-10\nhorizon = \"301d\"\nseed = 1";
    let rate = format!("per_day = 2\nprofile = {{ cycle = \"1y\", weights = {MONTHS:?} }}");
    let model = stays(run, &rate, &STAYS);
    let rate = Rate::cyclic(2.0, &[Weights::months(MONTHS, 68.0)], 301.0);
    endless(&model, &rate, &STAYS, &[40.0, 150.0, 300.0], effort.replications(1500))
}

pub(crate) fn days_of_the_week(effort: Effort) -> Vec<Comparison> {
    let week = [1.0, 2.0, 1.0, 1.5, 1.0, 0.1, 0.0];
    let stays_of = [
        (
            "short",
            "{ lognormal = { median = \"1d\", sigma = 0.8 } }",
            Law::Lognormal { median: 1.0, sigma: 0.8 },
        ),
        ("weekly", "\"7d\"", Law::Fixed(7.0)),
        (
            "long",
            "{ weibull = { shape = 1.5, scale = \"12d\" } }",
            Law::Weibull { shape: 1.5, scale: 12.0 },
        ),
    ];
    // Time zero is a Saturday, 68 days after the beginning of a year.
    let run = "start = 2001-03-10\nhorizon = \"41d\"\nseed = 2";
    let rate = format!(
        "per_day = 10\nprofile = [{{ cycle = \"1w\", weights = {week:?} }}, {{ cycle = \"1y\", weights = {MONTHS:?} }}]"
    );
    let model = stays(run, &rate, &stays_of);
    let cycles = [Weights::week(week, 5.0), Weights::months(MONTHS, 68.0)];
    let rate = Rate::cyclic(10.0, &cycles, 41.0);
    endless(&model, &rate, &stays_of, &[10.5, 26.5, 40.5], effort.replications(2500))
}

/// Rates that dated changes set: 2 a day, from day 30 on 6, from day 75.5 on 1.
pub(crate) fn a_rate_with_a_date(effort: Effort) -> Vec<Comparison> {
    let kinds = &STAYS[2..4];
    let changes: String = [("30d", 6.0), ("75d 12h", 1.0)]
        .map(|(at, rate)| {
            let set =
                kinds.iter().map(|(name, ..)| format!("\"routes.by_{name}.per_day\" = {rate}"));
            let set: Vec<String> = set.collect();
            format!("[[changes]]\nat = \"{at}\"\nset = {{ {} }}\n", set.join(", "))
        })
        .concat();
    let run = format!("horizon = \"121d\"\nseed = 3\n{changes}");
    let model = stays(&run, "per_day = 2", kinds);
    let rate = Rate::of(&[(0.0, 2.0), (30.0, 6.0), (75.5, 1.0)]);
    endless(&model, &rate, kinds, &[45.0, 75.5, 120.0], effort.replications(2400))
}
