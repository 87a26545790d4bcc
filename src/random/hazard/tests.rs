//! Every form against its survival function, its inverse, and at the ends of its ranges.

use super::*;
use crate::random::{Draws, Purpose, Who};
use proptest::prelude::*;

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

#[test]
fn every_form_has_the_survival_its_parameters_state() {
    let d = Days;
    let share_by = |h: Hazard, age: f64| -libm::expm1(-h.gathered(d(age)));
    let checks = [
        ("rate", Hazard::constant(PerDay(0.1)), 10.0, 1.0 - (-1f64).exp()),
        ("mean", Hazard::constant_mean(d(20.0)), 20.0, 1.0 - (-1f64).exp()),
        ("median", Hazard::constant_median(d(20.0)), 20.0, 0.5),
        ("by", Hazard::constant_probability(0.25, d(84.0)), 84.0, 0.25),
        ("weibull", Hazard::weibull(2.0, d(10.0)), 20.0, 1.0 - (-4f64).exp()),
        ("weibull median", Hazard::weibull_shape_median(0.6, d(10.0)), 10.0, 0.5),
        ("weibull by", Hazard::weibull_shape_probability(0.6, 0.3, d(7.0)), 7.0, 0.3),
        ("weibull p90", Hazard::weibull_median_p90(d(9.0), d(50.0)), 50.0, 0.9),
        ("two", Hazard::weibull_two_points([0.25, 0.43], [d(84.0), d(365.25)]), 365.25, 0.43),
        ("two", Hazard::weibull_two_points([0.25, 0.43], [d(84.0), d(365.25)]), 84.0, 0.25),
        ("lognormal", Hazard::lognormal_median_p90(d(9.0), d(50.0)), 50.0, 0.9),
        ("lognormal sigma", Hazard::lognormal_median_sigma(d(9.0), 0.7), 9.0, 0.5),
        ("log-logistic", Hazard::log_logistic(2.0, d(10.0)), 20.0, 0.8),
        ("log-logistic median", Hazard::log_logistic_shape_median(3.0, d(10.0)), 10.0, 0.5),
        ("log-logistic p90", Hazard::log_logistic_median_p90(d(9.0), d(50.0)), 50.0, 0.9),
        ("survival", Hazard::survival(&[(d(0.0), 1.0), (d(10.0), 0.81)]), 5.0, 0.1),
    ];
    for (name, hazard, age, share) in checks {
        let got = share_by(hazard.unwrap(), age);
        assert!(near(got, share, 1e-12), "{name}: {got}, expected {share}");
    }
}

#[test]
fn times_to_the_event_have_the_stated_mean() {
    // 200 000 thresholds; five standard errors of the mean.
    let forms = [
        (Hazard::weibull_shape_mean(0.6, Days(30.0)), 30.0),
        (Hazard::weibull_shape_mean(3.0, Days(30.0)), 30.0),
        (Hazard::lognormal_mean_sd(Days(30.0), Days(20.0)), 30.0),
        (Hazard::constant_mean(Days(30.0)), 30.0),
        // Log-logistic of shape 4: mean = scale (pi / 4) / sin(pi / 4).
        (Hazard::log_logistic(4.0, Days(30.0)), 30.0 * std::f64::consts::FRAC_PI_4 * 2f64.sqrt()),
    ];
    let luck = Draws::new(4, 1);
    for (purpose, (hazard, mean)) in forms.into_iter().enumerate() {
        let hazard = hazard.unwrap();
        let ages: Vec<f64> = (0..200_000)
            .map(|number| {
                let who = Who { group: 1, number };
                hazard.age_at(luck.exponential(who, Purpose(purpose as u32), 0)).0
            })
            .collect();
        let n = ages.len() as f64;
        let observed = ages.iter().sum::<f64>() / n;
        let variance = ages.iter().map(|age| (age - observed).powi(2)).sum::<f64>() / n;
        let z = (observed - mean) / (variance / n).sqrt();
        assert!(z.abs() < 5.0, "{hazard:?}: {observed}, expected {mean}");
    }
}

#[test]
fn a_gompertz_hazard_that_fades_may_never_fire() {
    // 0.5 a year falling by half of e each year: all there is comes to 0.5 / 0.5 = 1.
    let hazard = Hazard::gompertz(PerDay(0.5 / 365.25), -0.5).unwrap();
    assert!(near(hazard.total(), 1.0, 1e-12));
    assert_eq!(hazard.age_at(1.0001), Days::NEVER);
    assert!(near(hazard.age_at(1.0 - (-1f64).exp()).years(), 2.0, 1e-12));
    // Growing: 0.5 (e^1 - 1) / 1 in the first year.
    let growing = Hazard::gompertz(PerDay(0.5 / 365.25), 1.0).unwrap();
    assert!(near(growing.gathered(Days::YEAR), 0.5 * (1f64.exp() - 1.0), 1e-12));
}

#[test]
fn steps_gather_piece_by_piece_and_stop_without_an_open_one() {
    let steps = [(Days(4.0), PerDay(0.5)), (Days(10.0), PerDay(0.0)), (Days(20.0), PerDay(0.1))];
    let hazard = Hazard::steps(&steps).unwrap();
    let gathered = [0.0, 2.0, 4.0, 7.0, 10.0, 15.0, 20.0, 90.0].map(|t| hazard.gathered(Days(t)));
    assert_eq!(gathered, [0.0, 1.0, 2.0, 2.0, 2.0, 2.5, 3.0, 3.0]);
    // The earliest age: before the flat piece.
    assert_eq!([1.0, 2.0, 2.5, 3.0].map(|h| hazard.age_at(h).0), [2.0, 4.0, 15.0, 20.0]);
    assert_eq!(hazard.age_at(3.1), Days::NEVER);
    let open = Hazard::steps(&[(Days(4.0), PerDay(0.5)), (Days::NEVER, PerDay(0.25))]).unwrap();
    assert_eq!(open.age_at(3.0), Days(8.0));
    assert_eq!(open.total(), f64::INFINITY);
}

#[test]
fn a_survival_curve_that_ends_at_nought_takes_whoever_is_left_at_its_end() {
    let curve = Hazard::survival(&[(Days(10.0), 0.5), (Days(20.0), 0.0)]).unwrap();
    assert!(near(curve.age_at(0.5 * LN_2).0, 5.0, 1e-12));
    assert!(near(curve.gathered(Days(19.9)), LN_2, 1e-12));
    assert_eq!(curve.gathered(Days(20.0)), f64::INFINITY);
    assert_eq!((curve.age_at(0.7), curve.age_at(700.0)), (Days(20.0), Days(20.0)));
    assert_eq!((curve.certain_at(), curve.is_certain()), (Some(Days(20.0)), false));
    let cut = curve.until(Days(20.0)).unwrap();
    assert!(near(cut.total(), LN_2, 1e-12));
    assert_eq!((cut.age_at(0.7), cut.certain_at()), (Days::NEVER, None));
}

#[test]
fn a_fixed_hazard_is_certain_at_its_age_and_nothing_before() {
    let fixed = Hazard::fixed(Days(42.0)).unwrap();
    assert!(fixed.is_certain());
    assert_eq!((fixed.gathered(Days(41.9)), fixed.gathered(Days(42.0))), (0.0, f64::INFINITY));
    for hazard in [1e-300, 1.0, 1e300, f64::INFINITY] {
        assert_eq!(fixed.age_at(hazard), Days(42.0));
    }
    let cut = fixed.until(Days(42.0)).unwrap();
    assert_eq!((cut.is_certain(), cut.age_at(1e-9)), (false, Days::NEVER));
}

#[test]
fn nothing_gathers_from_the_cut_off_on() {
    let cut = Hazard::constant(PerDay(0.1)).unwrap().until(Days(20.0)).unwrap();
    assert_eq!((cut.gathered(Days(20.0)), cut.gathered(Days::NEVER)), (2.0, 2.0));
    assert_eq!((cut.age_at(1.0), cut.age_at(2.0)), (Days(10.0), Days(20.0)));
    assert_eq!((cut.age_at(2.1), cut.total()), (Days::NEVER, 2.0));
    assert_eq!(Hazard::never().age_at(1e-300), Days::NEVER);
    assert_eq!(Hazard::never().gathered(Days::NEVER), 0.0);
}

#[test]
fn what_is_no_hazard_is_refused_with_its_place() {
    let place = |refused: Refusable| {
        let error = refused.unwrap_err();
        (error.parameter, error.index)
    };
    let d = Days;
    assert_eq!(place(Hazard::constant(PerDay(-1.0))), ("rate", None));
    assert_eq!(place(Hazard::constant_probability(1.0, d(5.0))), ("probability", None));
    assert_eq!(place(Hazard::gompertz(PerDay(1.0), f64::NAN)), ("growth_per_year", None));
    assert_eq!(place(Hazard::steps(&[])), ("steps", None));
    let backwards = [(d(4.0), PerDay(1.0)), (d(3.0), PerDay(1.0))];
    assert_eq!(place(Hazard::steps(&backwards)), ("until", Some(1)));
    assert_eq!(place(Hazard::survival(&[(d(0.0), 0.9)])), ("survival", Some(0)));
    let rising = [(d(0.0), 1.0), (d(1.0), 0.5), (d(2.0), 0.6)];
    assert_eq!(place(Hazard::survival(&rising)), ("survival", Some(2)));
    let after_nought = [(d(1.0), 0.0), (d(2.0), 0.0)];
    assert_eq!(place(Hazard::survival(&after_nought)), ("survival", Some(0)));
    assert_eq!(place(Hazard::never().until(d(0.0))), ("until", None));
}

/// Numbers of every kind: ordinary, tiny, huge, negative, not finite.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-9.0..9.0f64).prop_map(|x| libm::pow(10.0, x)),
        2 => -5.0..200.0f64,
        1 => proptest::num::f64::ANY,
        1 => prop::sample::select(vec![
            0.0, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, 5e-324, -1e308,
        ]),
    ]
}

/// Whatever can be built from three numbers, with and without a cut-off.
fn all_of(a: f64, b: f64, c: f64) -> Vec<Hazard> {
    let d = Days;
    let built: Vec<Hazard> = [
        Hazard::constant(PerDay(a)),
        Hazard::constant_mean(d(a)),
        Hazard::constant_probability(a, d(b)),
        Hazard::weibull(a, d(b)),
        Hazard::weibull_shape_mean(a, d(b)),
        Hazard::weibull_shape_probability(a, b, d(c)),
        Hazard::weibull_median_p90(d(a), d(b)),
        Hazard::weibull_two_points([a, 0.9], [d(b), d(c)]),
        Hazard::gompertz(PerDay(a), b),
        Hazard::gompertz(PerDay(a), -b),
        Hazard::lognormal_mean_sd(d(a), d(b)),
        Hazard::lognormal_median_p90(d(a), d(b)),
        Hazard::lognormal_median_sigma(d(a), b),
        Hazard::log_logistic(a, d(b)),
        Hazard::log_logistic_median_p90(d(a), d(b)),
        Hazard::steps(&[(d(a), PerDay(b)), (d(c), PerDay(a))]),
        Hazard::steps(&[(d(a), PerDay(b)), (Days::NEVER, PerDay(c))]),
        Hazard::survival(&[(d(a), 0.7), (d(b), c)]),
        Hazard::survival(&[(d(a), 0.7), (d(b), 0.0)]),
        Hazard::fixed(d(a)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let cut = built.clone().into_iter().flat_map(|hazard| hazard.until(d(c)));
    let cut: Vec<Hazard> = cut.collect();
    built.into_iter().chain(cut).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn whatever_can_be_built_never_gives_nan_nor_runs_backwards(
        a in any_number(), b in any_number(), c in any_number(),
        x in any_number(), y in any_number(),
    ) {
        for hazard in all_of(a, b, c) {
            let (early, late) = if x < y { (x, y) } else { (y, x) };
            let (before, after) = (hazard.gathered(Days(early)), hazard.gathered(Days(late)));
            prop_assert!(before >= 0.0 && after >= 0.0, "{hazard:?}");
            prop_assert!(!(early <= late) || before <= after * (1.0 + 1e-12), "{hazard:?} {early} {late}");
            prop_assert!(after <= hazard.total() * (1.0 + 1e-12) , "{hazard:?}");
            let (sooner, later) = (hazard.age_at(early).0, hazard.age_at(late).0);
            prop_assert!(sooner >= 0.0 && later >= 0.0, "{hazard:?}");
            prop_assert!(
                !(early <= late) || sooner <= later * (1.0 + 1e-12), "{hazard:?} {early} {late}"
            );
            let certain = hazard.certain_at().unwrap_or(Days::NEVER);
            if late.is_finite() && late < certain.0 {
                prop_assert!(after.is_finite(), "{hazard:?} at {late}");
            }
        }
    }

    #[test]
    fn gathered_hazard_and_age_undo_each_other(
        shape in 0.2..8.0f64, log_scale in -3.0..5.0f64, log_hazard in -9.0..2.5f64,
        growth in -1.0..1.0f64, sigma in 0.05..3.0f64,
    ) {
        let scale = Days(libm::pow(10.0, log_scale));
        let hazard = libm::pow(10.0, log_hazard);
        let forms = [
            Hazard::constant_mean(scale),
            Hazard::weibull(shape, scale),
            Hazard::gompertz(PerDay(1.0 / scale.0), growth),
            Hazard::lognormal_median_sigma(scale, sigma),
            Hazard::log_logistic(shape, scale),
            Hazard::steps(&[(scale, PerDay(0.1)), (Days::NEVER, PerDay(1.0 / scale.0))]),
        ];
        for form in forms.map(Result::unwrap) {
            let age = form.age_at(hazard);
            if !age.is_finite() || age.0 < 1e-300 {
                continue;
            }
            let back = form.gathered(age);
            prop_assert!(near(back, hazard, 1e-11), "{form:?}: {hazard} {back}");
            if hazard < 0.9 * form.total() {
                let again = form.age_at(back);
                prop_assert!(near(again.0, age.0, 1e-11), "{form:?}: {age:?} {again:?}");
            }
        }
    }
}
