//! The fits against other programs and published figures.
//!
//! Where a test names lifelines, the figures are those of lifelines 0.30.3 (Davidson-Pilon 2019, Journal of Open Source
//! Software 4:1317) on the same file; where it names autograd, those of the log-likelihood written out in Python, its
//! gradient and Hessian by autograd 1.9.1, its maximum by the BFGS method of SciPy 1.17.1.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses the standard library's mathematics"
)]

use super::{plain, sample};
use throughcare::survival::{Family, Fit, Form, KaplanMeier, Sample, fit};

fn fitted(sample: &Sample, family: Family) -> Fit {
    fit(sample, &Form::Family(family)).unwrap()
}

fn close(what: &str, ours: f64, theirs: f64, within: f64) {
    println!("{what}: {ours} against {theirs}");
    assert!((ours - theirs).abs() <= within, "{what}: {ours} against {theirs}");
}

#[test]
fn the_file_has_the_published_totals() {
    let all = plain(None);
    assert_eq!((all.observations.len(), all.events(), all.person_time()), (238, 150, 95_812.0));
    for (clinic, people, left, days) in [(1, 163, 122, 59_558.0), (2, 75, 28, 36_254.0)] {
        let of = plain(Some(clinic));
        assert_eq!((of.observations.len(), of.events(), of.person_time()), (people, left, days));
    }
}

#[test]
fn the_curve_and_its_band_are_those_of_lifelines() {
    let curve = KaplanMeier::of(&plain(None));
    for (days, survival, low, high) in [
        (30.0, 0.970_264_969_284, 0.938_641_25, 0.985_713_09),
        (90.0, 0.901_394_746_211, 0.855_329_58, 0.933_360_07),
        (180.0, 0.793_505_598_207, 0.734_749_89, 0.840_662_13),
        (365.0, 0.606_064_749_065, 0.537_916_7, 0.667_355_39),
        (730.0, 0.316_285_573_068, 0.246_831_93, 0.387_859_85),
        (900.0, 0.136_201_864_856, 0.074_827_57, 0.215_878_58),
    ] {
        let step = curve.at(days);
        close(&format!("S({days})"), step.survival, survival, 1e-11);
        close(&format!("low({days})"), step.low, low, 1e-8);
        close(&format!("high({days})"), step.high, high, 1e-8);
    }
    assert_eq!(curve.median(), Some(504.0));
}

/// Each: estimate and standard error of both parameters as lifelines has them (mean; scale and shape; median by its
/// logarithm and sigma; scale and shape), and the log-likelihood.
#[test]
fn hazards_of_everybody_and_of_each_clinic_are_those_of_lifelines() {
    let check = |clinic, family, parameters: &[(usize, f64, f64)], log_likelihood| {
        let fit = fitted(&plain(clinic), family);
        let what = format!("{family:?} of {clinic:?}");
        for &(place, estimate, error) in parameters {
            let ours = fit.parameters(0)[place].value;
            // To a thousandth of the standard error; theirs stops a little before the top.
            close(&what, ours.estimate, estimate, 1e-3 * error);
            close(&what, ours.error, error, 2e-3 * error);
        }
        close(&what, fit.log_likelihood(), log_likelihood, 1e-5);
    };
    use Family::{Exponential, LogLogistic, Lognormal, Weibull};
    check(None, Exponential, &[(0, 638.746_680, 52.153_449)], -1_118.926_188);
    check(
        None,
        Weibull,
        &[(1, 617.171_962, 41.405_045), (0, 1.226_419, 0.084_731)],
        -1_114.919_493,
    );
    // The median is exp(6.059714), its error 0.088138 of it.
    check(
        None,
        Lognormal,
        &[(0, 428.252_938, 37.745_334), (1, 1.210_278, 0.072_630)],
        -1_123.696_571,
    );
    check(
        None,
        LogLogistic,
        &[(1, 443.829_232, 35.295_988), (0, 1.506_482, 0.103_492)],
        -1_120.006_325,
    );
    check(
        Some(1),
        Weibull,
        &[(1, 490.075_720, 31.750_521), (0, 1.401_152, 0.104_720)],
        -868.428_227,
    );
    check(
        Some(2),
        Weibull,
        &[(1, 1_413.766_243, 365.514_099), (0, 0.899_290, 0.152_634)],
        -228.446_737,
    );
    check(Some(2), Lognormal, &[(1, 1.745_311, 0.260_267)], -227.646_058);
    check(Some(2), LogLogistic, &[(0, 1.033_901, 0.170_816)], -227.981_813);
    check(Some(1), Exponential, &[(0, 488.180_372, 44.197_778)], -877.263_553);
}

#[test]
fn a_gompertz_hazard_and_a_lognormal_one_with_a_ratio_are_those_of_autograd() {
    let gompertz = fitted(&plain(None), Family::Gompertz);
    let [rate, growth] = [0, 1].map(|place| gompertz.parameters(0)[place].value);
    // Theirs are for a year of 365 days.
    let year = 365.25 / 365.0;
    close("ln rate", (rate.estimate / year).ln(), -0.901_540_69, 1e-5);
    close("growth", growth.estimate / year, 0.393_664_28, 1e-5);
    close("its error", growth.error / year, 0.126_575_69, 1e-5);
    close("ln L", gompertz.log_likelihood(), -1_114.318_614_4, 1e-6);
    let lognormal = fitted(&sample(1, |_| 0, |person| vec![person.prison]), Family::Lognormal);
    let [median, sigma] = [0, 1].map(|place| lognormal.parameters(0)[place].value);
    close("ln median", (median.estimate / 365.0).ln(), 0.264_779_6, 1e-5);
    close("ln sigma", sigma.estimate.ln(), 0.210_097_07, 1e-5);
    let (log, error) = lognormal.log_ratio(0);
    close("ln ratio", log, 0.220_800_13, 1e-5);
    close("its error", error, 0.165_510_97, 1e-5);
    close("ln L", lognormal.log_likelihood(), -1_122.812_757_9, 1e-6);
}

/// With one shape, proportional hazards and accelerated time are the same model: ln ratio = -shape x coefficient.
#[test]
fn one_shape_with_ratios_is_the_accelerated_time_of_lifelines() {
    let by = |person: &super::Person| vec![person.clinic as f64, person.prison, person.dose];
    let fit = fitted(&sample(1, |_| 0, by), Family::Weibull);
    let shape = fit.parameters(0)[0].value.estimate;
    close("ln shape", shape.ln(), 0.314_952, 2e-4);
    for (number, coefficient) in [(0, 0.709_041), (1, -0.229_467), (2, 0.024_425)] {
        close(
            "coefficient",
            -fit.log_ratio(number).0 / shape,
            coefficient,
            1e-3 * coefficient.abs(),
        );
    }
    close("ln L", fit.log_likelihood(), -1_084.476_518, 1e-5);
}

fn by_clinic() -> Fit {
    let sample = sample(2, |person| person.clinic - 1, |person| vec![person.prison, person.dose]);
    fitted(&sample, Family::Weibull)
}

#[test]
fn shapes_by_clinic_with_common_ratios_are_those_of_autograd() {
    let fit = by_clinic();
    let logs = |stratum: usize, place: usize| {
        let value = fit.parameters(stratum)[place].value;
        (value.estimate.ln(), value.error / value.estimate)
    };
    // (scale where there is no prison and no dose, of clinic 1 and 2), (shape of each).
    let found =
        [logs(0, 1), logs(1, 1), logs(0, 0), logs(1, 0), fit.log_ratio(0), fit.log_ratio(1)];
    let theirs = [
        (4.935_811_63, 0.256_091_9),
        (5.167_996_22, 0.461_049_49),
        (0.407_656_99, 0.073_284_58),
        (-0.041_796_9, 0.164_380_76),
        (0.343_867_94, 0.166_363_32),
        (-0.033_691_08, 0.006_298_39),
    ];
    for ((ours, error), (estimate, its)) in found.into_iter().zip(theirs) {
        close("parameter", ours, estimate, 1e-4 * its);
        close("its error", error, its, 1e-4 * its);
    }
    close("ln L", fit.log_likelihood(), -1_080.959_517_9, 1e-6);
}

/// The regression of Cox with the same strata assumes nothing about the hazard in them. Kleinbaum and Klein (2012, Survival
/// Analysis: A Self-Learning Text, chapter 5) publish prison 0.389 (0.169) and dose -0.035 (0.006), as lifelines has them.
#[test]
fn the_ratios_lie_within_one_standard_error_of_those_published_by_cox_regression() {
    let fit = by_clinic();
    for (number, published, error) in [(0, 0.389_604, 0.168_930), (1, -0.035_115, 0.006_465)] {
        let (log, its) = fit.log_ratio(number);
        close("ln ratio", log, published, error);
        close("its error", its, error, 0.05 * error);
    }
}

#[test]
fn two_halves_of_the_people_tell_of_the_same_ratios() {
    // Every other row: two independent halves, whose estimates differ by less than 3.29 of their common error.
    let all = sample(2, |person| person.clinic - 1, |person| vec![person.prison, person.dose]);
    let half = |odd: usize| {
        let rows = all.observations.iter().enumerate();
        let such = rows.filter(|(row, _)| row % 2 == odd).map(|(_, person)| person.clone());
        fitted(&Sample { observations: such.collect(), strata: 2 }, Family::Weibull)
    };
    let (even, odd) = (half(0), half(1));
    for number in 0..2 {
        let ((a, ea), (b, eb)) = (even.log_ratio(number), odd.log_ratio(number));
        assert!((a - b).abs() < 3.29 * ea.hypot(eb), "{a} ± {ea} and {b} ± {eb}");
    }
}
