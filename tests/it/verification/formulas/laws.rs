//! How long things last: survival functions and moments of the laws that the checks simulate, by statrs and the
//! standard library. Times are in any one unit.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{gamma, gamma_ur};
use std::f64::consts::SQRT_2;

/// The law of a duration, or of the time until a risk fires.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Law {
    Fixed(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Exponential {
        mean: f64,
    },
    /// The sum of so many exponential stages.
    Erlang {
        stages: u32,
        mean: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Lognormal {
        median: f64,
        sigma: f64,
    },
    /// Hazard rate exp(growth t).
    Gompertz {
        rate: f64,
        growth: f64,
    },
    LogLogistic {
        shape: f64,
        scale: f64,
    },
    /// A hazard that is constant up to each age, and nothing after the last.
    Steps(&'static [(f64, f64)]),
    /// Points of a survival function that falls exponentially between them; those who are left at the last stay, or
    /// all go where it is 0.
    Points(&'static [(f64, f64)]),
    /// No hazard from an age on.
    Cut {
        shape: f64,
        scale: f64,
        until: f64,
    },
}

/// The lognormal law of this median and 90th centile: sigma = ln(p90 / median) / z(0.9).
pub(crate) fn lognormal_p90(median: f64, p90: f64) -> Law {
    Law::Lognormal { median, sigma: (p90 / median).ln() / normal_quantile(0.9) }
}

/// The normal quantile: z(p) = -sqrt(2) erfc^-1(2 p).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p)
}

impl Law {
    /// The share that lasts longer.
    pub(crate) fn survival(&self, age: f64) -> f64 {
        if age < 0.0 {
            return 1.0;
        }
        match *self {
            Law::Fixed(certain) => f64::from(age < certain),
            Law::Uniform { low, high } => ((high - age) / (high - low)).clamp(0.0, 1.0),
            Law::Triangular { low, mode, high } => {
                if age <= mode {
                    let risen = (age - low).max(0.0);
                    1.0 - risen * risen / ((high - low) * (mode - low))
                } else {
                    let left = (high - age).max(0.0);
                    left * left / ((high - low) * (high - mode))
                }
            }
            Law::Erlang { stages, mean } if age > 0.0 => {
                gamma_ur(f64::from(stages), f64::from(stages) * age / mean)
            }
            Law::Erlang { .. } => 1.0,
            Law::Lognormal { .. } if age == 0.0 => 1.0,
            Law::Lognormal { median, sigma } => 0.5 * erfc((age / median).ln() / sigma / SQRT_2),
            _ => (-self.gathered(age)).exp(),
        }
    }

    /// The hazard gathered by an age, -ln S.
    pub(crate) fn gathered(&self, age: f64) -> f64 {
        match *self {
            Law::Exponential { mean } => age / mean,
            Law::Weibull { shape, scale } => (age / scale).powf(shape),
            Law::Gompertz { rate, growth } => rate * (growth * age).exp_m1() / growth,
            Law::LogLogistic { shape, scale } => (age / scale).powf(shape).ln_1p(),
            Law::Cut { shape, scale, until } => (age.min(until) / scale).powf(shape),
            Law::Steps(steps) => {
                let froms = std::iter::once(0.0).chain(steps.iter().map(|(until, _)| *until));
                let piece = |(from, (until, rate)): (f64, &(f64, f64))| {
                    rate * (age.min(*until) - from).max(0.0)
                };
                froms.zip(steps).map(piece).sum()
            }
            Law::Points(points) => {
                let mut from = (0.0, 1.0f64);
                for &(at, left) in points {
                    if age < at {
                        let whole = if left > 0.0 { (from.1 / left).ln() } else { 0.0 };
                        return -from.1.ln() + whole * (age - from.0) / (at - from.0);
                    }
                    from = (at, left);
                }
                -from.1.ln()
            }
            _ => -self.survival(age).ln(),
        }
    }

    /// The hazard at an age, of the laws that have one in closed form.
    pub(crate) fn hazard(&self, age: f64) -> f64 {
        match *self {
            Law::Exponential { mean } => 1.0 / mean,
            Law::Weibull { shape, scale } => shape / scale * (age / scale).powf(shape - 1.0),
            Law::Gompertz { rate, growth } => rate * (growth * age).exp(),
            Law::LogLogistic { shape, scale } => {
                let risen = (age / scale).powf(shape);
                shape / scale * (age / scale).powf(shape - 1.0) / (1.0 + risen)
            }
            _ => f64::NAN,
        }
    }

    /// Ages at which the survival function turns sharply.
    pub(crate) fn turns(&self) -> Vec<f64> {
        match *self {
            Law::Fixed(age) => vec![age],
            Law::Uniform { low, high } => vec![low, high],
            Law::Triangular { low, mode, high } => vec![low, mode, high],
            Law::Cut { until, .. } => vec![until],
            Law::Steps(points) | Law::Points(points) => points.iter().map(|it| it.0).collect(),
            _ => Vec::new(),
        }
    }

    /// Mean and mean square, in closed form.
    pub(crate) fn moments(&self) -> [f64; 2] {
        match *self {
            Law::Fixed(length) => [length, length * length],
            Law::Uniform { low, high } => {
                [0.5 * (low + high), (low * low + low * high + high * high) / 3.0]
            }
            Law::Triangular { low: a, mode: c, high: b } => {
                let mean = (a + b + c) / 3.0;
                let variance = (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0;
                [mean, variance + mean * mean]
            }
            Law::Exponential { mean } => [mean, 2.0 * mean * mean],
            Law::Erlang { stages, mean } => [mean, mean * mean * (1.0 + 1.0 / f64::from(stages))],
            Law::Weibull { shape, scale } => {
                [scale * gamma(1.0 + 1.0 / shape), scale * scale * gamma(1.0 + 2.0 / shape)]
            }
            Law::Lognormal { median, sigma } => [
                median * (0.5 * sigma * sigma).exp(),
                median * median * (2.0 * sigma * sigma).exp(),
            ],
            _ => [f64::NAN; 2],
        }
    }

    pub(crate) fn mean(&self) -> f64 {
        self.moments()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::super::competing::integral;
    use super::*;

    const DURATIONS: [Law; 7] = [
        Law::Fixed(30.0),
        Law::Uniform { low: 10.0, high: 50.0 },
        Law::Triangular { low: 5.0, mode: 20.0, high: 65.0 },
        Law::Exponential { mean: 30.0 },
        Law::Erlang { stages: 3, mean: 30.0 },
        Law::Weibull { shape: 0.7, scale: 25.0 },
        Law::Lognormal { median: 20.0, sigma: 0.9 },
    ];

    /// E\[X\] is the integral of S, and E\[X^2\] that of 2 t S.
    #[test]
    fn the_moments_are_those_of_the_survival_function() {
        for law in DURATIONS {
            // Next to nothing is left of any beyond 60,000.
            let mut ends =
                [&[0.0, 100.0, 300.0, 1200.0, 6000.0, 60000.0], &law.turns()[..]].concat();
            ends.sort_by(f64::total_cmp);
            let over = |f: &dyn Fn(f64) -> f64| -> f64 {
                ends.windows(2).map(|ends| integral(f, ends[0], ends[1], 1e-9)).sum()
            };
            let [mean, square] = law.moments();
            let found = over(&|t| law.survival(t));
            assert!((found / mean - 1.0).abs() < 1e-6, "{law:?}: {found} for {mean}");
            let found = over(&|t| 2.0 * t * law.survival(t));
            assert!((found / square - 1.0).abs() < 1e-6, "{law:?}: {found} for {square}");
        }
    }

    #[test]
    fn a_hazard_is_what_gathers() {
        let laws = [
            Law::Exponential { mean: 40.0 },
            Law::Weibull { shape: 1.7, scale: 30.0 },
            Law::Gompertz { rate: 0.01, growth: -0.02 },
            Law::LogLogistic { shape: 2.0, scale: 50.0 },
        ];
        for law in laws {
            let gathered = integral(&|t| law.hazard(t), 0.0, 70.0, 1e-12);
            assert!((gathered - law.gathered(70.0)).abs() < 1e-9, "{law:?}");
        }
    }

    #[test]
    fn survival_by_hand() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(Law::Triangular { low: 0.0, mode: 1.0, high: 3.0 }.survival(1.0), 2.0 / 3.0));
        // Two stages of rate 0.1: exp(-x) (1 + x) at x = 2.
        let two = Law::Erlang { stages: 2, mean: 20.0 };
        assert!(near(two.survival(20.0), 3.0 * (-2f64).exp()));
        assert!(near(Law::Lognormal { median: 20.0, sigma: 0.9 }.survival(20.0), 0.5));
        assert!((lognormal_p90(20.0, 60.0).survival(60.0) - 0.1).abs() < 1e-9);
        assert!(near(Law::LogLogistic { shape: 2.0, scale: 50.0 }.survival(100.0), 0.2));
        let steps = Law::Steps(&[(10.0, 0.02), (30.0, 0.01)]);
        assert!(near(steps.gathered(20.0), 0.3) && near(steps.gathered(99.0), 0.4));
        let points = Law::Points(&[(10.0, 0.81), (20.0, 0.5)]);
        assert!(near(points.survival(5.0), 0.9) && near(points.survival(99.0), 0.5));
        let all = Law::Points(&[(10.0, 0.81), (20.0, 0.0)]);
        assert!(near(all.survival(19.9), 0.81) && all.survival(20.0) == 0.0);
        let cut = Law::Cut { shape: 2.0, scale: 10.0, until: 5.0 };
        assert!(near(cut.gathered(4.0), 0.16) && near(cut.gathered(50.0), 0.25));
        // The normal distribution leaves a tenth beyond 1.2815516.
        assert!((normal_quantile(0.9) - 1.281_551_6).abs() < 1e-6);
    }
}
