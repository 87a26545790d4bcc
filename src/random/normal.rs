//! The standard normal distribution: its quantile, its tails to any depth, and the truncated normal.

use super::Stream;
use super::parameter::{Parameter, ParameterError, duration, positive};
use crate::units::Days;
use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

/// Half the logarithm of 2 pi.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// Coefficients of a rational function, constant term first.
type Rational = ([f64; 8], [f64; 8]);

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);
const TAIL: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);
const FAR_TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

fn rational((numerator, denominator): &Rational, x: f64) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient);
    horner(numerator) / horner(denominator)
}

/// The standard normal quantile of a probability in (0, 1), to about one part in 10^16.
///
/// Algorithm AS 241, routine PPND16: Wichura, "The percentage points of the normal distribution",
/// Applied Statistics 37 (1988) 477-484.
#[inline]
pub(super) fn quantile(probability: f64) -> f64 {
    let q = probability - 0.5;
    if q.abs() <= 0.425 {
        return q * rational(&CENTRE, 0.180_625 - q * q);
    }
    let tail = if q < 0.0 { probability } else { 1.0 - probability };
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 { rational(&TAIL, r - 1.6) } else { rational(&FAR_TAIL, r - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// The standard normal distribution function; precise in the lower tail.
pub(super) fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The standard normal density.
fn density(z: f64) -> f64 {
    libm::exp(log_density(z))
}

/// The logarithm of the standard normal density.
pub(crate) fn log_density(z: f64) -> f64 {
    -0.5 * z * z - HALF_LN_TAU
}

/// Minus the logarithm of the probability of more than `z`: the normal's gathered hazard, to full
/// relative precision in both tails.
pub(crate) fn gathered(z: f64) -> f64 {
    if z <= 0.0 {
        -libm::log1p(-below(z))
    } else if z <= 30.0 {
        -libm::log(below(-z))
    } else {
        // Asymptotic series, Abramowitz and Stegun (1964), 26.2.12: relative error 2e-12 / 450 at 30.
        let w = 1.0 / (z * z);
        let series = w * (-1.0 + w * (3.0 + w * (-15.0 + w * 105.0)));
        0.5 * z * z + HALF_LN_TAU + libm::log(z) - libm::log1p(series)
    }
}

/// The inverse of [`gathered`] for a positive hazard.
pub(super) fn at_gathered(hazard: f64) -> f64 {
    if hazard <= LN_2 {
        return quantile(-libm::expm1(-hazard));
    }
    if hazard <= 450.0 {
        return -quantile(libm::exp(-hazard));
    }
    if hazard > 1e300 {
        return f64::INFINITY;
    }
    // The survival underflows soon: Newton's method on a function that is all but quadratic.
    let mut z = libm::sqrt(2.0 * (hazard - HALF_LN_TAU - 0.5 * libm::log(2.0 * hazard)));
    for _ in 0..4 {
        z -= (gathered(z) - hazard) / (z + 1.0 / z);
    }
    z
}

/// A normal distribution of durations, cut to `low..=high` and scaled up again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TruncatedNormal {
    mean: f64,
    sd: f64,
    low: f64,
    high: f64,
    /// Probability outside on the side where the draws begin, and probability inside.
    from: f64,
    inside: f64,
    /// +1 where draws begin at `low`, -1 where they begin at `high`: always the thinner tail.
    sign: f64,
}

impl TruncatedNormal {
    /// Mean and standard deviation are those before truncation; `high` may be never.
    pub(super) fn new(
        mean: Days,
        sd: Days,
        low: Days,
        high: Days,
    ) -> Result<TruncatedNormal, ParameterError> {
        let low = duration("low", low)?;
        let sd = positive("sd", sd)?;
        if high != Days::NEVER {
            Parameter::days("high", high).above(low)?;
        }
        let mean_days = Parameter::days("mean", mean).within(-1e9..=1e9)?;
        let (a, b) = ((low - mean_days) / sd, (high.0 - mean_days) / sd);
        let (sign, from, upto) =
            if a > 0.0 { (-1.0, below(-b), below(-a)) } else { (1.0, below(a), below(b)) };
        Parameter::days("mean", mean).check(upto - from >= 1e-6, || {
            "such that at least a millionth of the normal distribution lies between `low` and `high`"
                .to_owned()
        })?;
        let inside = upto - from;
        Ok(TruncatedNormal { mean: mean_days, sd, low, high: high.0, from, inside, sign })
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> f64 {
        let uniform = stream.uniform();
        let upwards = if self.sign > 0.0 { uniform } else { 1.0 - uniform };
        // Rounding of `from + inside` must not reach 1, where the quantile is infinite.
        let z = quantile((self.from + upwards * self.inside).min(1.0 - f64::EPSILON / 2.0));
        (self.mean + self.sd * self.sign * z).clamp(self.low, self.high)
    }

    /// One that is longer than this, which is below the upper limit. What gathers to the whole lies between what has
    /// gathered by the two ends, in proportion to what lies beyond each.
    pub(super) fn beyond(&self, passed: f64, uniform: f64) -> f64 {
        let least = passed.max(self.low);
        let at = |x: f64| gathered((x - self.mean) / self.sd);
        let already = at(least);
        let end = if self.high.is_finite() { libm::exp(already - at(self.high)) } else { 0.0 };
        let share = (1.0 - uniform) + uniform * end;
        let z = at_gathered(already - libm::log(share));
        (self.mean + self.sd * z).clamp(least, self.high)
    }

    /// The upper limit.
    pub(super) fn longest(&self) -> f64 {
        self.high
    }

    fn limits(&self) -> (f64, f64) {
        ((self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd)
    }

    /// Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1 (1994), (13.134): with
    /// a and b the limits in standard deviations, m = (f(a) - f(b)) / (F(b) - F(a)),
    /// mean + sd m and sd^2 (1 + (a f(a) - b f(b)) / (F(b) - F(a)) - m^2).
    pub(super) fn mean_and_variance(&self) -> (f64, f64) {
        let (a, b) = self.limits();
        if b - a < 1e-3 {
            // All but uniform, and the formula below would only subtract equals.
            let width = self.high - self.low;
            return (self.low + 0.5 * width, width * width / 12.0);
        }
        let weighted = |z: f64| if z.is_finite() { z * density(z) } else { 0.0 };
        let m = (density(a) - density(b)) / self.inside;
        let spread = 1.0 + (weighted(a) - weighted(b)) / self.inside - m * m;
        let mean = (self.mean + self.sd * m).clamp(self.low, self.high);
        (mean, self.sd * self.sd * spread.max(0.0))
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x >= self.high {
            return 1.0;
        }
        if x < self.low {
            return 0.0;
        }
        let share = (below(self.sign * (x - self.mean) / self.sd) - self.from) / self.inside;
        (if self.sign > 0.0 { share } else { 1.0 - share }).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_quantile_gives_wichuras_own_check_values() {
        // AS 241, table of test values.
        assert!((quantile(0.25) + 0.674_489_750_196_081_7).abs() < 1e-15);
        assert!((quantile(0.001) + 3.090_232_306_167_813_5).abs() < 1e-14);
        assert!((quantile(1e-20) + 9.262_340_089_798_408).abs() < 1e-14);
    }

    #[test]
    fn the_gathered_hazard_is_right_where_the_survival_underflows() {
        // log Q(40) = -804.608442, by the continued fraction of Mills' ratio (Abramowitz and Stegun 26.2.14).
        let fraction = (1..200).rev().fold(40.0, |rest, k| 40.0 + f64::from(k) / rest);
        let expected = 800.0 + HALF_LN_TAU + libm::log(fraction);
        assert!((gathered(40.0) / expected - 1.0).abs() < 1e-14);
        assert!((expected - 804.608_442).abs() < 1e-6);
        // The two branches meet.
        let step = gathered(30.0 + 1e-9) - gathered(30.0);
        assert!((step - 30.0e-9).abs() < 1e-9, "{step}");
    }

    proptest! {
        #[test]
        fn gathered_hazard_and_its_inverse_undo_each_other(exponent in -250.0..15.0f64) {
            let hazard = libm::pow(10.0, exponent);
            let back = gathered(at_gathered(hazard));
            prop_assert!((back / hazard - 1.0).abs() < 1e-12, "{hazard} {back}");
        }

        #[test]
        fn the_quantile_inverts_the_distribution_function(exponent in -300.0..-0.31f64) {
            let p = libm::pow(10.0, exponent);
            prop_assert!((below(quantile(p)) / p - 1.0).abs() < 1e-12);
        }
    }
}
