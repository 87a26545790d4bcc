//! Rates against their integral by hand, their inverse, and arrivals counted part by part.

use super::*;
use crate::random::{Draws, Purpose, Who};
use proptest::prelude::*;

fn day(weights: &[f64]) -> Cycle {
    Cycle::equal_parts(Days(1.0), Days::ZERO, weights).unwrap()
}

fn two_a_day(cycles: Vec<Cycle>) -> RateCurve {
    RateCurve::new(PerDay(2.0), cycles).unwrap()
}

#[test]
fn a_constant_rate_is_a_straight_line() {
    let curve = two_a_day(vec![]);
    assert_eq!(curve.at(Days(5.0)), PerDay(2.0));
    assert_eq!(curve.expected(Days(1.0), Days(4.0)), 6.0);
    assert_eq!(curve.instant_after(Days(1.0), 6.0), Days(4.0));
}

#[test]
fn a_part_without_weight_is_skipped_and_reached_only_when_it_ends() {
    let curve = two_a_day(vec![day(&[1.0, 0.0, 0.0, 1.0])]);
    assert_eq!(curve.at(Days(0.5)), PerDay(0.0));
    // One is expected by 0.25, and not before; more only after 0.75.
    assert_eq!(curve.instant_after(Days(0.0), 1.0), Days(0.25));
    assert!((curve.instant_after(Days(0.3), 0.4).0 - 0.85).abs() < 1e-15);
    assert_eq!(curve.instant_after(Days(0.0), 20.0), Days(10.0));
    let morning = two_a_day(vec![day(&[1.0, 0.0])]);
    assert_eq!(morning.instant_after(Days(0.0), 20.0), Days(9.5));
}

#[test]
fn what_is_reached_as_a_part_ends_is_not_put_off_over_parts_without_weight() {
    // Five working days of uneven length in weight: the last of each week's comes as Friday ends.
    for weights in [[5.0, 4.0, 4.0, 4.0, 3.0, 0.0, 0.0], [0.1, 0.7, 0.3, 0.9, 1.1, 0.0, 0.0]] {
        let week = Cycle::equal_parts(Days::WEEK, Days::ZERO, &weights).unwrap();
        for a_week in [35.0, 34.0, 7.0, 1.0] {
            let curve = RateCurve::new(PerDay(a_week / 7.0), vec![week.clone()]).unwrap();
            for number in 1..1500 {
                let friday = 7.0 * f64::from(number) - 2.0;
                let last = curve.instant_after(Days::ZERO, f64::from(number) * a_week);
                assert!((last.0 - friday).abs() < 1e-6, "{a_week} {number}: {last:?}");
            }
        }
    }
    // Ten in a day of which all are in two stretches: the fifth comes as the first ends.
    let curve = RateCurve::new(PerDay(10.0), vec![day(&[0.7, 0.3, 0.0, 0.1, 0.9, 0.0])]).unwrap();
    for number in 0..3000 {
        let fifth = curve.instant_after(Days::ZERO, 10.0 * f64::from(number) + 5.0);
        assert!((fifth.0 - f64::from(number) - 1.0 / 3.0).abs() < 1e-6, "{number}: {fifth:?}");
    }
}

#[test]
fn months_have_their_own_lengths() {
    // All referrals in March, which begins 59.25 days into the year; time zero is 1 February.
    let mut weights = [0.0; 12];
    weights[2] = 1.0;
    let months = Cycle::months(Days(31.0), &weights).unwrap();
    let curve = RateCurve::new(PerDay(1.0), vec![months]).unwrap();
    assert_eq!(curve.at(Days(28.0)), PerDay(0.0));
    assert!((curve.at(Days(29.0)).0 - 365.25 / 31.0).abs() < 1e-12);
    assert!((curve.expected(Days(0.0), Days(59.25)) - 365.25).abs() < 1e-9);
    assert!((curve.expected(Days(0.0), Days::YEAR) - 365.25).abs() < 1e-9);
}

#[test]
fn cycles_multiply_and_meet_again() {
    // A day of 3 and 1, a week whose first day counts half of the others; 21 noons and nights by hand.
    let week = Cycle::equal_parts(Days::WEEK, Days(6.0), &[0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let curve = two_a_day(vec![day(&[3.0, 1.0]), week.unwrap()]);
    let scale = 7.0 / 6.5;
    // Day zero is the seventh of the week, day one the first.
    assert!((curve.at(Days(0.25)).0 - 2.0 * 1.5 * scale).abs() < 1e-12);
    assert!((curve.at(Days(1.75)).0 - 2.0 * 0.5 * 0.5 * scale).abs() < 1e-12);
    assert!(
        (curve.expected(Days(0.0), Days(2.5)) - 2.0 * scale * (1.0 + 0.5 + 0.75)).abs() < 1e-12
    );
    assert!((curve.expected(Days(3.0), Days(703.0)) - 1400.0).abs() < 1e-9);
}

#[test]
fn days_weeks_and_years_merge_into_twenty_eight_years() {
    let hours: Vec<f64> = (1..=24).map(f64::from).collect();
    let week = Cycle::equal_parts(Days::WEEK, Days(3.0), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    let year = Cycle::months(Days(90.0), &std::array::from_fn(|month| 1.0 + month as f64));
    let cycles = vec![day(&hours), week.unwrap(), year.unwrap()];
    let curve = two_a_day(cycles.clone());
    for step in 0..5000 {
        let instant = Days(f64::from(step) * 7.123 + 0.001);
        let product: f64 = cycles.iter().map(|cycle| cycle.weight_at(instant)).product();
        assert!((curve.at(instant).0 - 2.0 * product).abs() < 1e-9, "{instant:?}");
    }
}

#[test]
fn cycles_that_never_meet_are_refused() {
    let odd = Cycle::equal_parts(Days(std::f64::consts::E), Days::ZERO, &[1.0, 2.0]).unwrap();
    let error = RateCurve::new(PerDay(1.0), vec![day(&[1.0, 2.0]), odd]).unwrap_err();
    assert_eq!((error.parameter, error.index), ("cycle", Some(1)));
}

#[test]
fn a_rate_that_is_nought_for_good_never_arrives() {
    let none = RateCurve::constant(PerDay(0.0)).unwrap();
    assert_eq!(none.instant_after(Days(3.0), 1e-300), Days::NEVER);
    assert_eq!(none.expected(Days(0.0), Days::NEVER), 0.0);
    // Two cycles that never have weight at once.
    let never = two_a_day(vec![day(&[1.0, 0.0]), day(&[0.0, 1.0])]);
    assert_eq!(never.instant_after(Days(0.0), 1.0), Days::NEVER);
    assert_eq!(never.expected(Days(0.0), Days(100.0)), 0.0);
    let tiny = RateCurve::new(PerDay(1e-300), vec![day(&[1.0, 3.0])]).unwrap();
    assert!((tiny.instant_after(Days(0.0), 1.0).0 / 1e300 - 1.0).abs() < 1e-12);
}

#[test]
fn what_is_no_cycle_is_refused() {
    let refused =
        |weights: &[f64]| Cycle::equal_parts(Days(1.0), Days::ZERO, weights).unwrap_err().index;
    assert_eq!(refused(&[]), None);
    assert_eq!(refused(&[0.0, 0.0]), None);
    assert_eq!(refused(&[1.0, -1.0]), Some(1));
    assert_eq!(refused(&[f64::NAN]), Some(0));
    assert!(Cycle::equal_parts(Days(0.0), Days::ZERO, &[1.0]).is_err());
    assert!(Cycle::equal_parts(Days(1.0), Days::NEVER, &[1.0]).is_err());
    assert!(Cycle::parts(Days::ZERO, &[(Days(0.0), 1.0)]).is_err());
    assert!(RateCurve::constant(PerDay(f64::NAN)).is_err());
}

#[test]
fn arrivals_fall_into_each_part_as_often_as_the_integral_says() {
    // A Poisson process over 20 000 days; each part's count against its expectation, five sd.
    let weights = [1.0, 5.0, 0.0, 2.0];
    let parts = [(Days(0.1), 1.0), (Days(0.4), 5.0), (Days(0.2), 0.0), (Days(0.3), 2.0)];
    let cycle = Cycle::parts(Days::ZERO, &parts).unwrap();
    let curve = two_a_day(vec![cycle]);
    let (luck, who) = (Draws::new(8, 1), Who { group: 1, number: 0 });
    let (mut now, mut counts, mut occurrence) = (Days::ZERO, [0.0; 4], 0);
    loop {
        now = curve.instant_after(now, luck.exponential(who, Purpose(1), occurrence));
        if now > Days(20_000.0) {
            break;
        }
        occurrence += 1;
        let age = now.0.fract();
        counts[[0.1, 0.5, 0.7].partition_point(|end| *end <= age)] += 1.0;
    }
    let mean = 0.1 + 0.4 * 5.0 + 0.3 * 2.0;
    for ((count, weight), (length, _)) in counts.into_iter().zip(weights).zip(parts) {
        let expected = 20_000.0 * 2.0 * length.0 * weight / mean;
        assert!((count - expected).abs() <= 5.0 * expected.sqrt(), "{count} {expected}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn expected_number_and_instant_undo_each_other(
        from in 0.0..1e4f64, count in 1e-6..1e4f64, mean in 1e-3..1e3f64, period in 0.01..400.0f64,
        offset in -500.0..500.0f64, weights in prop::collection::vec(0.0..9.0f64, 1..30),
    ) {
        let Ok(cycle) = Cycle::equal_parts(Days(period), Days(offset), &weights) else {
            return Ok(());
        };
        let curve = RateCurve::new(PerDay(mean), vec![cycle]).unwrap();
        let instant = curve.instant_after(Days(from), count);
        prop_assert!(instant.0 >= from);
        let back = curve.expected(Days(from), instant);
        // An instant is known to some 1e-12 days, at a rate of up to thirty times the mean.
        let tolerance = 1e-9 * count + 1e-15 * instant.0 * mean * 30.0 * 10.0;
        prop_assert!((back - count).abs() <= tolerance, "{count} {back} {instant:?}");
    }

}

proptest! {
    // Few, as some of these cycles merge into a million parts.
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_can_be_built_never_gives_nan_nor_hangs(
        from in proptest::num::f64::ANY, count in proptest::num::f64::ANY,
        mean in proptest::num::f64::POSITIVE, period in proptest::num::f64::POSITIVE,
        other in -9.0..9.0f64, weights in prop::collection::vec(proptest::num::f64::POSITIVE, 1..4),
    ) {
        let small: Vec<f64> = weights.iter().map(|w| w.min(1e3)).collect();
        let periods = [period, libm::pow(10.0, other), 1.0, 7.0];
        let cycles: Vec<Cycle> = periods
            .iter()
            .flat_map(|p| Cycle::equal_parts(Days(*p), Days(other), &small))
            .collect();
        for mean in [mean, 1.0, 1e-9, 1e9] {
            for cycles in [cycles.clone(), cycles.iter().take(1).cloned().collect()] {
                let Ok(curve) = RateCurve::new(PerDay(mean), cycles) else { continue };
                prop_assert!(!curve.at(Days(from)).0.is_nan());
                prop_assert!(curve.expected(Days(from), Days(count)) >= 0.0);
                let from = if from.is_nan() { 0.0 } else { from };
                prop_assert!(curve.instant_after(Days(from), count) >= Days(from));
            }
        }
    }
}
