//! Random draws, named after what they are for. Times of the journey are in weeks.

use crate::{MEAN_SERVICE, REFERRALS_PER_WEEK};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};

/// A lognormal whose standard deviation is half its mean: sigma² = ln 1.25, and mu = ln mean - sigma² / 2.
const SIGMA: f64 = 0.472_380_727_077_439_2;
const HALF_VARIANCE: f64 = 0.111_571_775_657_104_88;
const LN_13: f64 = 2.564_949_357_461_537;

/// One stream of draws.
pub struct Draws(SmallRng);

impl Default for Draws {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Draws {
    /// A stream for one replication.
    pub fn new(seed: u64) -> Self {
        Self(SmallRng::seed_from_u64(seed))
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        mean * self.0.sample::<f64, _>(Exp1)
    }

    fn lognormal(&mut self, mu: f64) -> f64 {
        #[expect(
            clippy::disallowed_methods,
            reason = "nothing here need have the same bytes elsewhere"
        )]
        (mu + SIGMA * self.0.sample::<f64, _>(StandardNormal)).exp()
    }

    fn happens(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// Until the next referral.
    pub fn referral(&mut self) -> f64 {
        self.exponential(1.0 / REFERRALS_PER_WEEK)
    }

    /// Until giving up the wait for triage.
    pub fn triage_patience(&mut self) -> f64 {
        self.exponential(6.0)
    }

    /// A triage.
    pub fn triage(&mut self) -> f64 {
        self.lognormal(-HALF_VARIANCE)
    }

    /// Until giving up the wait for a keyworker.
    pub fn keyworking_patience(&mut self) -> f64 {
        self.exponential(8.0)
    }

    /// The full course of a delivery: Weibull with shape 0.8.
    pub fn course(&mut self) -> f64 {
        let unit: f64 = self.0.sample(Exp1);
        30.0 * unit * unit.sqrt().sqrt()
    }

    /// Until dropping out, of delivery or of the wait for detoxification after it.
    pub fn drop_out(&mut self) -> f64 {
        self.exponential(40.0)
    }

    /// Whether detoxification follows.
    pub fn goes_to_detox(&mut self) -> bool {
        self.happens(0.15)
    }

    /// A detoxification.
    pub fn detox(&mut self) -> f64 {
        self.lognormal(std::f64::consts::LN_2 - HALF_VARIANCE)
    }

    /// A stay in rehabilitation.
    pub fn rehab(&mut self) -> f64 {
        self.lognormal(LN_13 - HALF_VARIANCE)
    }

    /// Until relapse, after completing and 12 weeks of aftercare, where it comes within the 52 weeks that count.
    pub fn relapse(&mut self) -> Option<f64> {
        Some(self.exponential(100.0)).filter(|weeks| *weeks < 52.0).map(|weeks| 12.0 + weeks)
    }

    /// Until the next referral after a relapse, of those who come back.
    pub fn return_from_relapse(&mut self) -> Option<f64> {
        self.happens(0.6).then(|| self.exponential(10.0))
    }

    /// Until the next referral after dropping out, of those who come back.
    pub fn return_from_dropping_out(&mut self) -> Option<f64> {
        self.happens(0.5).then(|| self.exponential(26.0))
    }

    /// Until the plain queue's next customer.
    pub fn arrival(&mut self) -> f64 {
        self.exponential(1.0)
    }

    /// A service of the plain queue.
    pub fn service(&mut self) -> f64 {
        self.exponential(MEAN_SERVICE)
    }
}
