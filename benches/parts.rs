//! The engine's parts by themselves: calendar, waiting list, risk clocks, keyed draws.
//!
//! Throughput is given in operations a second: entries fired and set again, clients who leave a list and join it, clocks
//! started and twice changed, numbers drawn.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use throughcare::engine::parts::{CalendarExercise, ListExercise, run_clocks};
use throughcare::random::{Distribution, Draws, Hazard, Purpose, Who};
use throughcare::units::{Days, PerDay};

const TIMES: u32 = 10_000;

fn calendar(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("calendar");
    group.throughput(Throughput::Elements(u64::from(TIMES)));
    for owners in [20, 5_000, 1_000_000] {
        let mut calendar = CalendarExercise::new(owners);
        group.bench_function(BenchmarkId::from_parameter(owners), |bencher| {
            bencher.iter(|| calendar.hold(TIMES, owners));
        });
    }
    group.finish();
}

fn waiting_list(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("waiting list");
    group.throughput(Throughput::Elements(2 * u64::from(TIMES)));
    for clients in [10, 1_000, 100_000] {
        let mut list = ListExercise::new(clients);
        group.bench_function(BenchmarkId::from_parameter(clients), |bencher| {
            bencher.iter(|| list.come_and_go(TIMES));
        });
    }
    group.finish();
}

fn risk_clocks(criterion: &mut Criterion) {
    let hazards = [
        ("constant", Hazard::constant(PerDay(0.01))),
        ("Weibull", Hazard::weibull(0.7, Days(200.0))),
        ("Gompertz", Hazard::gompertz(PerDay(0.001), 0.05)),
    ];
    let mut group = criterion.benchmark_group("risk clocks");
    group.throughput(Throughput::Elements(u64::from(TIMES)));
    for (name, hazard) in hazards {
        let Ok(hazard) = hazard else { unreachable!("the parameters are valid") };
        group.bench_function(name, |bencher| {
            bencher.iter(|| run_clocks(black_box(&hazard), TIMES));
        });
    }
    group.finish();
}

fn keyed_draws(criterion: &mut Criterion) {
    let draws = Draws::new(1, 1);
    let who = |number| Who { group: 7, number };
    let mut group = criterion.benchmark_group("keyed draws");
    group.throughput(Throughput::Elements(u64::from(TIMES)));
    group.bench_function("uniform", |bencher| {
        bencher.iter(|| -> f64 { (0..TIMES).map(|i| draws.uniform(who(i), Purpose(9), 0)).sum() });
    });
    let distributions = [
        ("exponential", Distribution::exponential(Days(10.0))),
        ("Weibull", Distribution::weibull(0.8, Days(200.0))),
        ("lognormal", Distribution::lognormal_mean_sd(Days(7.0), Days(3.5))),
        ("gamma", Distribution::gamma(2.5, Days(10.0))),
    ];
    for (name, distribution) in distributions {
        let Ok(distribution) = distribution else { unreachable!("the parameters are valid") };
        group.bench_function(name, |bencher| {
            bencher.iter(|| -> f64 {
                let draw = |i| distribution.draw(&mut draws.stream(who(i), Purpose(9), 0)).0;
                (0..TIMES).map(draw).sum()
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = calendar, waiting_list, risk_clocks, keyed_draws
}
criterion_main!(benches);
