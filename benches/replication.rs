//! One replication: of the scenarios that engines are timed on, and of three sizes (a partnership, which is the embedded
//! baseline, for seven years; a region for one; England for a quarter of one); with nothing recorded, and with every
//! measure of the summary.
//!
//! An event is a calendar entry that fires. Throughput is given in events a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::engine::{Conditions, simulate};
use throughcare::model::Model;
use throughcare::scenario::{self, Setting};
use throughcare::statistics::Tally;

fn bench_scenario(name: &str, horizon: Option<&str>) -> Model {
    let path = Path::new("scenarios/bench").join(name).with_extension("toml");
    let settings: Vec<String> =
        horizon.map(|time| format!("run.horizon={time}")).into_iter().collect();
    match scenario::read_with(Some(&path), &Setting::all(&settings)) {
        Ok(scenario) => scenario.model,
        Err(_) => unreachable!("the scenarios for timing are tested to be valid"),
    }
}

fn baseline() -> Model {
    match scenario::read_text("baseline", scenario::BASELINE, &[]) {
        Ok(scenario) => scenario.model,
        Err(_) => unreachable!("the embedded baseline is tested to be valid"),
    }
}

fn replication(criterion: &mut Criterion) {
    let models = [
        ("journey", bench_scenario("journey", None)),
        ("mmc", bench_scenario("mmc", None)),
        ("partnership", baseline()),
        ("region", bench_scenario("region", Some("1y"))),
        ("england", bench_scenario("england", Some("13w"))),
    ];
    for (name, model) in &models {
        let stop = AtomicBool::new(false);
        let conditions = Conditions { replication: 1, without: None, endless: false, stop: &stop };
        let outcome = simulate(model, conditions, &mut ());
        let mut group = criterion.benchmark_group(format!("{name} replication"));
        group.throughput(Throughput::Elements(outcome.events));
        group.bench_function("engine alone", |bencher| {
            bencher.iter(|| simulate(black_box(model), conditions, &mut ()));
        });
        group.bench_function("with every measure", |bencher| {
            bencher.iter(|| {
                let mut tally = Tally::new(model);
                simulate(black_box(model), conditions, &mut tally);
                tally
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = replication
}
criterion_main!(benches);
