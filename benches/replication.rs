//! One replication of the embedded baseline: with nothing recorded, and with every measure of the summary.
//!
//! An event is a calendar entry that fires. Throughput is given in events and in clients per second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use throughcare::engine::{Conditions, simulate};
use throughcare::scenario;
use throughcare::statistics::Tally;

fn baseline(criterion: &mut Criterion) {
    let Ok(scenario) = scenario::read_text("baseline", scenario::BASELINE, &[]) else {
        unreachable!("the embedded baseline is tested to be valid")
    };
    let model = scenario.model;
    let stop = AtomicBool::new(false);
    let conditions = Conditions { replication: 1, without: None, endless: false, stop: &stop };
    let outcome = simulate(&model, conditions, &mut ());
    for (unit, count) in [("events", outcome.events), ("clients", outcome.clients)] {
        let mut group = criterion.benchmark_group(format!("baseline replication, {unit}"));
        group.throughput(Throughput::Elements(count));
        group.bench_function("engine alone", |bencher| {
            bencher.iter(|| simulate(black_box(&model), conditions, &mut ()));
        });
        group.bench_function("with every measure", |bencher| {
            bencher.iter(|| {
                let mut tally = Tally::new(&model);
                simulate(black_box(&model), conditions, &mut tally);
                tally
            });
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = baseline
}
criterion_main!(benches);
