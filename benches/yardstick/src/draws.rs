//! Random draws of both workloads: a small fast generator and ziggurats.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};

/// One stream of draws.
pub(crate) struct Draws(SmallRng);

impl Draws {
    /// A stream for one replication.
    pub(crate) fn new(seed: u64) -> Self {
        Self(SmallRng::seed_from_u64(seed))
    }

    /// Exponential with mean 1.
    #[inline]
    pub(crate) fn exponential(&mut self) -> f64 {
        self.0.sample(Exp1)
    }

    /// Normal with mean 0 and standard deviation 1.
    #[inline]
    pub(crate) fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// True with the given probability.
    #[inline]
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }
}
