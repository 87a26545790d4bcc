//! Some go before others: the waits of each class, and the law that priority makes no waits and saves none.

use super::{Length, MINUTES, simulated};
use crate::verification::comparison::Comparison;
use crate::verification::formulas::queues as formulas;
use crate::verification::gauge::{Gauged, model};
use crate::verification::suite::Effort;

/// The mean wait of each class in minutes, by replication.
pub(super) fn waits(gauged: &Gauged<'_>, classes: &[&str]) -> Vec<Vec<f64>> {
    let of = |class: &&str| gauged.of_route(class, "counter", |it| it.wait * MINUTES);
    classes.iter().map(of).collect()
}

fn against(about: &str, classes: &[&str], truth: &[f64], waits: &[Vec<f64>]) -> Vec<Comparison> {
    let each = classes.iter().zip(truth).zip(waits);
    let one = |((class, truth), waits): ((&&str, &f64), &Vec<f64>)| {
        Comparison::sample(format!("{about}Wq of {class} (min)"), *truth, waits)
    };
    each.map(one).collect()
}

/// Kleinrock's conservation law (1965): the sum over classes of load x wait is the same in whichever order they are served.
fn conserved(about: &str, loads: &[f64], truth: f64, waits: &[Vec<f64>]) -> Comparison {
    let sum = |replication: usize| -> f64 {
        loads.iter().zip(waits).map(|(load, waits)| load * waits[replication]).sum()
    };
    let sums: Vec<f64> = (0..waits[0].len()).map(sum).collect();
    Comparison::sample(format!("{about}sum of load x Wq (min)"), truth, &sums)
}

pub(crate) fn two_classes(effort: Effort) -> Vec<Comparison> {
    let sets = ["run.horizon=40d".to_owned()];
    let model = model("priority.toml", &sets);
    let gauged = Gauged::of(&model, effort.replications(30));
    let truth = formulas::cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)]);
    let classes = ["first_class", "second_class"];
    against("", &classes, &truth, &waits(&gauged, &classes))
}

const CLASSES: [&str; 3] = ["first_class", "second_class", "third_class"];

/// Three classes with services of their own, at loads of 0.7 and 0.9.
pub(crate) fn three_classes(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (times, seed) in [(1.0, 1955), (9.0 / 7.0, 1956)] {
        let rates = [0.3, 0.25, 0.15].map(|rate| rate * times);
        let length = Length::of(if times > 1.0 { 2.5e6 } else { 1.5e6 }, 0.7 * times, 5000.0);
        let model = simulated("priority_three.toml", length, seed, &at_rates(rates));
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let (means, squares) = ([0.5, 1.0, 2.0], [1.25, 1.0, 8.0]);
        let classes: Vec<(f64, f64, f64)> =
            (0..3).map(|class| (rates[class], means[class], squares[class])).collect();
        let about = format!("load {:.1}: ", 0.7 * times);
        let found = waits(&gauged, &CLASSES);
        all.extend(against(&about, &CLASSES, &formulas::cobham(&classes), &found));
        let loads = [0, 1, 2].map(|class| rates[class] * means[class]);
        let load: f64 = loads.iter().sum();
        let residual: f64 =
            rates.iter().zip(squares).map(|(rate, square)| rate * square / 2.0).sum();
        all.push(conserved(&about, &loads, load * residual / (1.0 - load), &found));
    }
    all
}

/// Three classes of the same service at three servers, at loads of 0.8 and 0.9.
pub(crate) fn three_classes_at_three_servers(effort: Effort) -> Vec<Comparison> {
    let mut all = Vec::new();
    for (load, seed) in [(0.8, 1985), (0.9, 1986)] {
        let rates = [0.2, 0.3, 0.5].map(|share| share * 3.0 * load);
        let mut sets = at_rates(rates);
        sets.push("services.counter.places=3".to_owned());
        sets.push(
            "interventions.serving.duration={ exponential = { mean = \"1min\" } }".to_owned(),
        );
        let length = Length::of(1.5e6, 3.0 * load, 1500.0);
        let model = simulated("priority_three.toml", length, seed, &sets);
        let gauged = Gauged::of(&model, effort.replications(length.replications));
        let about = format!("load {load}: ");
        let found = waits(&gauged, &CLASSES);
        all.extend(against(&about, &CLASSES, &formulas::cobham_servers(&rates, 1.0, 3), &found));
        let truth = 3.0 * load * formulas::mmc(3.0 * load, 1.0, 3).wait;
        all.push(conserved(&about, &rates, truth, &found));
    }
    all
}

fn at_rates(rates: [f64; 3]) -> Vec<String> {
    let set = |(class, rate): (&str, f64)| format!("routes.{class}.per_minute={rate}");
    CLASSES.into_iter().zip(rates).map(set).collect()
}
