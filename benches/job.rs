//! The 1,000-replication job: a small scenario, on one thread and on two, with every measure of the summary.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::{Plan, Progress};
use throughcare::scenario;

fn job(criterion: &mut Criterion) {
    let read = scenario::read_with(Some(Path::new("scenarios/teaching/1_load_85.toml")), &[]);
    let Ok(scenario) = read else {
        unreachable!("the scenarios of the lessons are tested to be valid")
    };
    let mut model = scenario.model;
    model.run.replications = 1000;
    let stop = AtomicBool::new(false);
    let mut group = criterion.benchmark_group("1,000 replications");
    for threads in [1, 2] {
        let plan = Plan {
            scenarios: vec![("job", &model)],
            threads: Some(threads),
            stop: &stop,
            progress: &|_: Progress| (),
        };
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| plan.run());
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = job
}
criterion_main!(benches);
