//! Every form against its closed form, against an independent sampler, and at the ends of its ranges.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::*;
use crate::random::gamma::gamma_cdf;
use crate::random::{Draws, Purpose, Who};
use proptest::prelude::*;
use rand_distr::Distribution as Sampler;

const DRAWS: u32 = 200_000;
/// False alarm of one comparison with five standard errors: 6e-7.
const STANDARD_ERRORS: f64 = 5.0;
/// Kolmogorov's limit for a false alarm of 1e-6: sqrt(-ln(1e-6 / 2) / 2).
const KOLMOGOROV: f64 = 2.694;

fn draws(distribution: &Distribution, purpose: u32) -> Vec<f64> {
    let luck = Draws::new(2006, 1);
    let draw = |number| {
        let mut stream = luck.stream(Who { group: 1, number }, Purpose(purpose), 0);
        distribution.draw(&mut stream).0
    };
    let mut sample: Vec<f64> = (0..DRAWS).map(draw).collect();
    sample.sort_by(f64::total_cmp);
    sample
}

/// Every form, each in shapes that draw by different branches.
fn every_form() -> Vec<(&'static str, Distribution)> {
    let d = Days;
    let list = [
        ("uniform", Distribution::uniform(d(2.0), d(9.0))),
        ("triangular", Distribution::triangular(d(1.0), d(2.0), d(9.0))),
        ("triangular from its mode", Distribution::triangular(d(1.0), d(1.0), d(9.0))),
        ("exponential", Distribution::exponential(d(12.0))),
        ("exponential by median", Distribution::exponential_median(d(12.0))),
        ("erlang", Distribution::erlang(3, d(12.0))),
        ("gamma", Distribution::gamma(2.5, d(4.0))),
        ("gamma of small shape", Distribution::gamma_shape_mean(0.4, d(30.0))),
        ("gamma by sd", Distribution::gamma_mean_sd(d(14.0), d(6.0))),
        ("weibull", Distribution::weibull(0.7, d(80.0))),
        ("weibull by mean", Distribution::weibull_shape_mean(2.0, d(80.0))),
        ("weibull by median", Distribution::weibull_shape_median(1.4, d(20.0))),
        ("weibull by sd", Distribution::weibull_mean_sd(d(14.0), d(6.0))),
        ("weibull by p90", Distribution::weibull_median_p90(d(10.0), d(30.0))),
        ("lognormal", Distribution::lognormal_mean_sd(d(14.0), d(6.0))),
        ("lognormal by p90", Distribution::lognormal_median_p90(d(10.0), d(20.0))),
        ("lognormal by sigma", Distribution::lognormal_median_sigma(d(10.0), 0.5)),
        ("normal", Distribution::normal(d(14.0), d(6.0), d(0.0), Days::NEVER)),
        ("normal, both ends cut", Distribution::normal(d(14.0), d(6.0), d(10.0), d(30.0))),
        ("normal, only its tail", Distribution::normal(d(-14.0), d(6.0), d(1.0), Days::NEVER)),
        ("beta", Distribution::beta(d(2.0), d(8.0), 2.0, 5.0)),
        ("beta of small shapes", Distribution::beta(d(2.0), d(8.0), 0.5, 0.5)),
        ("beta by sd", Distribution::beta_mean_sd(d(0.0), d(10.0), d(3.0), d(2.0))),
        ("pert", Distribution::pert(d(1.0), d(4.0), d(12.0), 4.0)),
    ];
    let forms = list.into_iter().map(|(name, form)| (name, form.unwrap()));
    let quantiles = [(d(1.0), 0.0), (d(10.0), 0.5), (d(40.0), 1.0)];
    forms.chain([("quantiles", Distribution::quantiles(&quantiles).unwrap())]).collect()
}

#[test]
fn draws_of_every_form_have_its_mean_and_variance() {
    // The standard error of a sample variance is sqrt((m4 - m2^2) / n), with m4 the fourth central moment.
    let n = f64::from(DRAWS);
    for (purpose, (name, form)) in every_form().into_iter().enumerate() {
        let sample = draws(&form, purpose as u32);
        let (mean, variance) = (form.mean().0, form.variance());
        let observed = sample.iter().sum::<f64>() / n;
        let z = (observed - mean) / (variance / n).sqrt();
        assert!(z.abs() < STANDARD_ERRORS, "{name}: mean {observed}, expected {mean}, z {z}");
        let central = |power| sample.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
        let (m2, m4) = (central(2), central(4));
        let z = (m2 - variance) / ((m4 - m2 * m2) / n).sqrt();
        assert!(z.abs() < STANDARD_ERRORS, "{name}: variance {m2}, expected {variance}, z {z}");
    }
}

#[test]
fn draws_of_every_form_follow_its_distribution_function() {
    let n = f64::from(DRAWS);
    for (purpose, (name, form)) in every_form().into_iter().enumerate() {
        let sample = draws(&form, 100 + purpose as u32);
        let distance = sample.iter().enumerate().fold(0.0f64, |most, (index, &x)| {
            let (share, below) = (form.cdf(Days(x)), index as f64 / n);
            most.max((share - below).abs()).max((below + 1.0 / n - share).abs())
        });
        assert!(distance * n.sqrt() < KOLMOGOROV, "{name}: {}", distance * n.sqrt());
    }
}

#[test]
fn listed_values_come_as_often_as_their_weights_say() {
    // Binomial standard error of a share of 0.75 in 200 000 draws: 0.00097.
    let listed = Distribution::empirical(&[(Days(5.0), 1.0), (Days(2.0), 3.0)]).unwrap();
    let sample = draws(&listed, 77);
    let share = sample.iter().filter(|x| **x == 2.0).count() as f64 / f64::from(DRAWS);
    assert!((share - 0.75).abs() < 5.0 * 0.00097);
    assert!(sample.iter().all(|x| *x == 2.0 || *x == 5.0));
}

/// The largest distance between the distribution functions of two samples of equal size.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    let n = one.len() as f64;
    let share = |sample: &[f64], x: f64| sample.partition_point(|y| *y <= x) as f64 / n;
    let points = one.iter().chain(other);
    points.fold(0.0f64, |most, &x| most.max((share(one, x) - share(other, x)).abs()))
}

#[test]
fn an_independent_crate_draws_the_same_distributions() {
    // Two-sample Kolmogorov-Smirnov: sqrt(n / 2) times the distance, false alarm 1e-6.
    fn check<S: Sampler<f64>>(ours: &Distribution, purpose: u32, theirs: S) {
        let mut stream = Draws::new(77, 5).stream(Who { group: 2, number: 0 }, Purpose(purpose), 0);
        let mut other: Vec<f64> = (0..DRAWS).map(|_| theirs.sample(&mut stream)).collect();
        other.sort_by(f64::total_cmp);
        let statistic = distance(&draws(ours, purpose), &other) * (f64::from(DRAWS) / 2.0).sqrt();
        assert!(statistic < KOLMOGOROV, "{purpose}: {statistic}");
    }
    let gamma = |shape, scale| rand_distr::Gamma::new(shape, scale).unwrap();
    check(&Distribution::gamma(2.5, Days(4.0)).unwrap(), 301, gamma(2.5, 4.0));
    check(&Distribution::gamma(0.3, Days(4.0)).unwrap(), 302, gamma(0.3, 4.0));
    check(&Distribution::erlang(4, Days(8.0)).unwrap(), 303, gamma(4.0, 2.0));
    let beta = rand_distr::Beta::new(2.0, 5.0).unwrap();
    check(&Distribution::beta(Days(0.0), Days(1.0), 2.0, 5.0).unwrap(), 304, beta);
    let lognormal = rand_distr::LogNormal::new(10f64.ln(), 0.5).unwrap();
    check(&Distribution::lognormal_median_sigma(Days(10.0), 0.5).unwrap(), 305, lognormal);
    let weibull = rand_distr::Weibull::new(80.0, 0.7).unwrap();
    check(&Distribution::weibull(0.7, Days(80.0)).unwrap(), 306, weibull);
    let pert = rand_distr::Pert::new(1.0, 12.0).with_mode(4.0).unwrap();
    check(&Distribution::pert(Days(1.0), Days(4.0), Days(12.0), 4.0).unwrap(), 307, pert);
    let triangular = rand_distr::Triangular::new(1.0, 9.0, 2.0).unwrap();
    let ours = Distribution::triangular(Days(1.0), Days(2.0), Days(9.0)).unwrap();
    check(&ours, 308, triangular);
}

#[test]
fn the_stated_parameters_come_back() {
    let moments = |d: Distribution| (d.mean().0, d.variance().sqrt());
    let near = |(a, b): (f64, f64)| (a - 14.0).abs() < 1e-9 && (b - 6.0).abs() < 1e-8;
    let (mean, sd) = (Days(14.0), Days(6.0));
    assert!(near(moments(Distribution::gamma_mean_sd(mean, sd).unwrap())));
    assert!(near(moments(Distribution::weibull_mean_sd(mean, sd).unwrap())));
    assert!(near(moments(Distribution::lognormal_mean_sd(mean, sd).unwrap())));
    assert!(near(moments(Distribution::beta_mean_sd(Days(0.0), Days(40.0), mean, sd).unwrap())));
    for fit in [Distribution::weibull_median_p90, Distribution::lognormal_median_p90] {
        let fitted = fit(Days(10.0), Days(25.0)).unwrap();
        assert!((fitted.cdf(Days(10.0)) - 0.5).abs() < 1e-12);
        assert!((fitted.cdf(Days(25.0)) - 0.9).abs() < 1e-12);
    }
    // (1 + 4 x 4 + 12) / 6.
    let pert = Distribution::pert(Days(1.0), Days(4.0), Days(12.0), 4.0).unwrap();
    assert!((pert.mean().0 - 29.0 / 6.0).abs() < 1e-12);
}

/// Mean and variance as textbooks have them, from the parameters as they were given.
#[test]
fn every_form_has_the_mean_and_variance_of_its_parameters() {
    let d = Days;
    let check = |form: Refusable, mean: f64, variance: f64| {
        let form = form.unwrap();
        assert!((form.mean().0 / mean - 1.0).abs() < 1e-8, "{form:?}: mean {}", form.mean().0);
        let found = form.variance();
        assert!((found / variance - 1.0).abs() < 1e-8, "{form:?}: variance {found}");
    };
    check(Distribution::uniform(d(2.0), d(9.0)), 5.5, 49.0 / 12.0);
    check(Distribution::triangular(d(1.0), d(2.0), d(9.0)), 4.0, (86.0 - 29.0) / 18.0);
    check(Distribution::exponential(d(12.0)), 12.0, 144.0);
    let mean = 12.0 / 2f64.ln();
    check(Distribution::exponential_median(d(12.0)), mean, mean * mean);
    check(Distribution::erlang(3, d(12.0)), 12.0, 48.0);
    check(Distribution::gamma(2.5, d(4.0)), 10.0, 40.0);
    check(Distribution::gamma_shape_mean(0.4, d(30.0)), 30.0, 2250.0);
    check(Distribution::weibull(0.5, d(8.0)), 16.0, 64.0 * 20.0);
    let root_of_pi = std::f64::consts::PI.sqrt();
    check(
        Distribution::weibull_shape_mean(2.0, d(root_of_pi)),
        root_of_pi,
        4.0 - root_of_pi.powi(2),
    );
    check(Distribution::weibull_mean_sd(d(10.0), d(1000.0)), 10.0, 1e6);
    let (mean, spread) = (10.0 * 0.125f64.exp(), 0.25f64.exp() - 1.0);
    check(Distribution::lognormal_median_sigma(d(10.0), 0.5), mean, mean * mean * spread);
    check(
        Distribution::beta(d(2.0), d(8.0), 2.0, 5.0),
        2.0 + 12.0 / 7.0,
        36.0 * 10.0 / (49.0 * 8.0),
    );
    check(Distribution::beta_mean_sd(d(4.0), d(10.0), d(6.0), d(1.2)), 6.0, 1.44);
    check(
        Distribution::pert(d(1.0), d(4.0), d(12.0), 4.0),
        29.0 / 6.0,
        (23.0 / 6.0) * (43.0 / 6.0) / 7.0,
    );
    // Half a normal distribution, and one so wide that between its limits it is all but uniform.
    let half = (2.0 / std::f64::consts::PI).sqrt();
    check(
        Distribution::normal(d(0.0), d(6.0), d(0.0), Days::NEVER),
        6.0 * half,
        36.0 * (1.0 - half * half),
    );
    // Its mean is lower than the middle by 2 (middle - mean) width^2 / (24 sd^2) or so: 3e-8.
    check(Distribution::normal(d(2.0), d(2e4), d(3.0), d(9.0)), 6.0, 3.0);
}

#[test]
fn a_beta_by_mean_and_sd_lies_between_its_limits_and_has_shapes_that_can_be_drawn() {
    let beta = |mean, sd| Distribution::beta_mean_sd(Days(2.0), Days(12.0), Days(mean), Days(sd));
    assert!(beta(7.0, 2.0).is_ok());
    for mean in [1.0, 2.0, 12.0, 13.0] {
        assert!(beta(mean, 0.1).is_err(), "a mean of {mean}");
    }
    // Shapes of 0.05 and 5.1, and the other way round: sum = 0.01 x 0.99 / 0.04^2 - 1.
    assert!(beta(2.1, 0.4).is_err());
    assert!(beta(11.9, 0.4).is_err());
}

/// Where the mean of a gamma distribution is a million standard deviations and more from 0, its function is another formula:
/// against the first two terms of Edgeworth's series, whose next is of the order of 1 / shape.
#[test]
fn a_gamma_of_very_large_shape_is_normal_but_for_its_skewness() {
    let shape = 4e5f64;
    for z in [-2.0, -0.5, 0.0, 1.0, 2.5f64] {
        let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
        let normal = 0.5 * libm::erfc(-z / 2f64.sqrt());
        let expected = normal - density * (z * z - 1.0) / (3.0 * shape.sqrt());
        let found = gamma_cdf(shape, shape + z * shape.sqrt());
        assert!((found - expected).abs() < 3.0 / shape, "{z}: {found}, expected {expected}");
    }
}

/// What [`Distribution::draw`] promises of every form but four.
#[test]
fn a_draw_is_the_quantile_of_the_next_uniform() {
    let others = ["erlang", "gamma", "beta", "pert"];
    let forms = every_form();
    let forms = forms.iter().filter(|(name, _)| !others.iter().any(|it| name.starts_with(it)));
    for (name, form) in forms {
        for number in 0..200 {
            let stream = Draws::new(3, 1).stream(Who { group: 1, number }, Purpose(1), 0);
            let drawn = form.draw(&mut stream.clone());
            let uniform = stream.clone().uniform();
            let found = form.cdf(drawn);
            assert!((found - uniform).abs() < 1e-9, "{name}: {uniform} gives {drawn:?}, {found}");
        }
    }
}

#[test]
fn only_what_can_never_take_time_is_zero() {
    assert!(Distribution::fixed(Days::ZERO).unwrap().is_zero());
    assert!(!Distribution::fixed(Days(1e-5)).unwrap().is_zero());
    assert!(Distribution::empirical(&[(Days::ZERO, 1.0)]).unwrap().is_zero());
    assert!(!Distribution::empirical(&[(Days::ZERO, 1.0), (Days(1.0), 1.0)]).unwrap().is_zero());
    assert!(Distribution::quantiles(&[(Days::ZERO, 1.0), (Days(4.0), 1.0)]).unwrap().is_zero());
    assert!(!Distribution::exponential(Days(1e-3)).unwrap().is_zero());
}

/// Numbers of every kind: ordinary, tiny, huge, negative, not finite.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-9.0..9.0f64).prop_map(|x| libm::pow(10.0, x)),
        2 => -5.0..200.0f64,
        1 => proptest::num::f64::ANY,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, 5e-324, -1e308, 1e9, 1e-9,
        ]),
    ]
}

/// Whatever can be built from four numbers and a count.
fn all_of(a: f64, b: f64, c: f64, e: f64, count: u32) -> Vec<Distribution> {
    let d = Days;
    [
        Distribution::fixed(d(a)),
        Distribution::uniform(d(a), d(b)),
        Distribution::triangular(d(a), d(b), d(c)),
        Distribution::exponential(d(a)),
        Distribution::exponential_median(d(a)),
        Distribution::erlang(count, d(a)),
        Distribution::gamma(a, d(b)),
        Distribution::gamma_shape_mean(a, d(b)),
        Distribution::gamma_mean_sd(d(a), d(b)),
        Distribution::weibull(a, d(b)),
        Distribution::weibull_shape_mean(a, d(b)),
        Distribution::weibull_shape_median(a, d(b)),
        Distribution::weibull_mean_sd(d(a), d(b)),
        Distribution::weibull_median_p90(d(a), d(b)),
        Distribution::lognormal_mean_sd(d(a), d(b)),
        Distribution::lognormal_median_p90(d(a), d(b)),
        Distribution::lognormal_median_sigma(d(a), b),
        Distribution::normal(d(a), d(b), d(c), d(e)),
        Distribution::normal(d(a), d(b), d(0.0), Days::NEVER),
        Distribution::beta(d(a), d(b), c, e),
        Distribution::beta_mean_sd(d(a), d(b), d(c), d(e)),
        Distribution::pert(d(a), d(b), d(c), e),
        Distribution::empirical(&[(d(a), b), (d(c), e)]),
        Distribution::quantiles(&[(d(a), 0.2), (d(b), c), (d(e), 1.0)]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_can_be_built_draws_finite_durations_and_has_finite_moments(
        a in any_number(), b in any_number(), c in any_number(), e in any_number(),
        count in any::<u32>(), number in any::<u32>(),
    ) {
        for built in all_of(a, b, c, e, count) {
            let mut stream = Draws::new(1, 1).stream(Who { group: 1, number }, Purpose(1), 0);
            for _ in 0..8 {
                let drawn = built.draw(&mut stream).0;
                prop_assert!(drawn.is_finite() && drawn >= 0.0, "{built:?} draws {drawn}");
                let share = built.cdf(Days(drawn));
                prop_assert!((0.0..=1.0).contains(&share), "{built:?} at {drawn}: {share}");
            }
            prop_assert!(built.mean().0.is_finite() && built.mean().0 >= 0.0, "{built:?}");
            prop_assert!(built.variance().is_finite() && built.variance() >= 0.0, "{built:?}");
        }
    }

    #[test]
    fn the_distribution_function_rises_from_nought_to_one(
        form in 0..25usize, a in 0.0..100.0f64, b in 0.0..100.0f64,
    ) {
        let form = &every_form()[form].1;
        let (early, late) = (form.cdf(Days(a.min(b))), form.cdf(Days(a.max(b))));
        prop_assert!(early <= late && (0.0..=1.0).contains(&early) && late <= 1.0);
        prop_assert_eq!(form.cdf(Days(-1.0)), 0.0);
        prop_assert!((form.cdf(Days(1e9)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_same_luck_lasts_longer_where_the_distribution_is_longer(
        number in any::<u32>(), factor in 1.0..5.0f64,
    ) {
        let scaled = |s: f64| [
            Distribution::exponential(Days(s)),
            Distribution::weibull(0.7, Days(s)),
            Distribution::lognormal_median_sigma(Days(s), 0.8),
            Distribution::gamma(2.0, Days(s)),
            Distribution::normal(Days(3.0 * s), Days(1.0), Days::ZERO, Days(100.0)),
            Distribution::triangular(Days::ZERO, Days(s), Days(10.0)),
        ].map(Result::unwrap);
        let draw = |d: &Distribution| {
            d.draw(&mut Draws::new(1, 1).stream(Who { group: 1, number }, Purpose(1), 0)).0
        };
        for (short, long) in scaled(1.0).iter().zip(&scaled(factor)) {
            prop_assert!(draw(short) <= draw(long), "{short:?} {long:?}");
        }
    }
}

#[test]
fn the_logarithm_of_the_rest_has_the_bits_of_log1p() {
    // Uniforms are odd numbers of 2^-53: from end to end, each of the first and last, and all about where the two part.
    let step = libm::exp2(-53.0);
    let throughout = (0..300_000u64).map(|i| i * 30_023_999_000);
    let ends = (0..20_000u64).chain((1 << 53) - 20_000..1 << 53);
    let parting = (0x3FD2_BEC3_u64 << 32..0x3FD2_BEC6 << 32).step_by(100_001);
    let parting = parting.map(|bits| (f64::from_bits(bits) / step) as u64);
    for number in throughout.chain(ends).chain(parting) {
        let uniform = (number | 1) as f64 * step;
        let (rest, expected) = (log_of_rest(uniform), libm::log1p(-uniform));
        assert_eq!(rest.to_bits(), expected.to_bits(), "{uniform}");
    }
}
