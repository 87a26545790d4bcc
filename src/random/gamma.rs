//! Gamma draws and the incomplete gamma and beta functions.
//!
//! The draws are written here rather than taken from a crate, because a crate's mathematics may change
//! with the features that other crates switch on, and with it the bits of every draw.

use super::Stream;
use super::normal::{below, quantile};

/// A gamma distribution of scale 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct UnitGamma {
    /// \[1\]
    pub(super) shape: f64,
    /// Marsaglia and Tsang's d and c.
    d: f64,
    c: f64,
}

impl UnitGamma {
    pub(super) fn new(shape: f64) -> UnitGamma {
        let raised = if shape < 1.0 { shape + 1.0 } else { shape };
        let d = raised - 1.0 / 3.0;
        UnitGamma { shape, d, c: 1.0 / libm::sqrt(9.0 * d) }
    }

    /// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM Transactions on
    /// Mathematical Software 26 (2000) 363-372: d v, v = (1 + c z)^3, accepted with a probability above
    /// 0.95; a shape below 1 is raised by 1 and the draw multiplied by u^(1 / shape).
    pub(super) fn draw(&self, stream: &mut Stream) -> f64 {
        let raised = loop {
            let z = quantile(stream.uniform());
            let root = 1.0 + self.c * z;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = stream.uniform();
            let squeeze = 1.0 - 0.0331 * (z * z) * (z * z);
            if u < squeeze || libm::log(u) < 0.5 * z * z + self.d * (1.0 - v + libm::log(v)) {
                break self.d * v;
            }
        };
        if self.shape < 1.0 {
            raised * libm::pow(stream.uniform(), 1.0 / self.shape)
        } else {
            raised
        }
    }
}

/// The regularised lower incomplete gamma function P(shape, x). It judges draws and makes none.
pub(super) fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    if shape > 1e5 {
        // Wilson and Hilferty (1931): the cube root is normal, here to better than 1e-7.
        let ninth = 1.0 / (9.0 * shape);
        return below((libm::cbrt(x / shape) - 1.0 + ninth) / libm::sqrt(ninth));
    }
    statrs::function::gamma::gamma_lr(shape, x)
}

/// The regularised incomplete beta function I(a, b; x). It judges draws and makes none.
pub(super) fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        statrs::function::beta::beta_reg(a, b, x)
    }
}
