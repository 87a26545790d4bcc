//! Two Weibull risks that compete, each with a ratio that changes at one moment of the spell: survival
//! in closed form, and the share each risk has taken by adaptive quadrature.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

/// A Weibull risk, H(t) = (t / scale)^shape, whose hazard is multiplied by a ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangingRisk {
    pub(crate) shape: f64,
    pub(crate) scale: f64,
    /// Ratio before the change, and from it on.
    pub(crate) ratios: [f64; 2],
}

/// A spell under two risks, whose ratios change at one age.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spell {
    pub(crate) risks: [ChangingRisk; 2],
    pub(crate) change: f64,
}

impl ChangingRisk {
    fn baseline(&self, age: f64) -> f64 {
        (age / self.scale).powf(self.shape)
    }

    fn age_at(&self, baseline: f64) -> f64 {
        self.scale * baseline.powf(1.0 / self.shape)
    }

    fn gathered(&self, age: f64, change: f64) -> f64 {
        let before = self.baseline(age.min(change));
        let after = self.baseline(age.max(change)) - self.baseline(change);
        self.ratios[0] * before + self.ratios[1] * after
    }
}

impl Spell {
    /// Share still in the spell: S(t) = exp(-sum of the hazards gathered).
    pub(crate) fn survival(&self, age: f64) -> f64 {
        (-self.risks.iter().map(|risk| risk.gathered(age, self.change)).sum::<f64>()).exp()
    }

    /// Share taken by a risk by an age: the cumulative incidence, the integral of its hazard times the
    /// survival (Kalbfleisch and Prentice 1980, chapter 8), here over its own baseline H instead of
    /// age, so that a hazard without bound at age zero does no harm.
    pub(crate) fn taken(&self, risk: usize, age: f64) -> f64 {
        let own = self.risks[risk];
        let left = |baseline: f64| self.survival(own.age_at(baseline));
        let (at_change, end) = (own.baseline(self.change), own.baseline(age));
        let before = integral(&left, 0.0, at_change.min(end), 1e-12);
        let after = integral(&left, at_change, at_change.max(end), 1e-12);
        own.ratios[0] * before + own.ratios[1] * after
    }
}

/// The integral of a continuous function by Simpson's rule, halving until both halves agree with the
/// whole to fifteen times the tolerance (Lyness 1969).
pub(crate) fn integral(f: &dyn Fn(f64) -> f64, from: f64, to: f64, tolerance: f64) -> f64 {
    let middle = 0.5 * (from + to);
    let ends = [f(from), f(middle), f(to)];
    halve(f, [from, to], ends, simpson([from, to], ends), tolerance, 40)
}

fn simpson([from, to]: [f64; 2], [a, b, c]: [f64; 3]) -> f64 {
    (to - from) / 6.0 * (a + 4.0 * b + c)
}

fn halve(
    f: &dyn Fn(f64) -> f64,
    [from, to]: [f64; 2],
    [a, b, c]: [f64; 3],
    whole: f64,
    tolerance: f64,
    depth: u32,
) -> f64 {
    let middle = 0.5 * (from + to);
    let left = [a, f(0.5 * (from + middle)), b];
    let right = [b, f(0.5 * (middle + to)), c];
    let (first, second) = (simpson([from, middle], left), simpson([middle, to], right));
    let off = first + second - whole;
    if depth == 0 || off.abs() <= 15.0 * tolerance {
        return first + second + off / 15.0;
    }
    halve(f, [from, middle], left, first, 0.5 * tolerance, depth - 1)
        + halve(f, [middle, to], right, second, 0.5 * tolerance, depth - 1)
}

/// A falling and a rising risk; at 30 days the first doubles and the second halves.
fn example() -> Spell {
    Spell {
        risks: [
            ChangingRisk { shape: 0.6, scale: 90.0, ratios: [1.0, 2.0] },
            ChangingRisk { shape: 1.7, scale: 70.0, ratios: [1.0, 0.5] },
        ],
        change: 30.0,
    }
}

#[test]
fn quadrature_gives_integrals_known_in_closed_form() {
    let third = integral(&|x| x * x, 0.0, 1.0, 1e-12);
    assert!((third - 1.0 / 3.0).abs() < 1e-12);
    let two = integral(&f64::sin, 0.0, std::f64::consts::PI, 1e-12);
    assert!((two - 2.0).abs() < 1e-10);
    // A root at the end: 2/3.
    assert!((integral(&f64::sqrt, 0.0, 1.0, 1e-12) - 2.0 / 3.0).abs() < 1e-9);
}

#[test]
fn those_taken_by_either_risk_and_those_left_are_everyone() {
    let spell = example();
    for age in [0.5, 10.0, 30.0, 31.0, 60.0, 365.0] {
        let all = spell.taken(0, age) + spell.taken(1, age) + spell.survival(age);
        assert!((all - 1.0).abs() < 1e-9, "{age}: {all}");
    }
}

#[test]
fn constant_hazards_share_the_losses_in_their_proportion() {
    // 0.01 and 0.03 a day, then 0.04 and 0.02 from day 20: by hand, piece by piece.
    let risk = |mean, ratios| ChangingRisk { shape: 1.0, scale: mean, ratios };
    let spell = Spell { risks: [risk(100.0, [1.0, 4.0]), risk(50.0, [1.5, 1.0])], change: 20.0 };
    let left = (-0.04 * 20.0f64).exp();
    assert!((spell.survival(50.0) - left * (-0.06 * 30.0f64).exp()).abs() < 1e-12);
    let first = 0.25 * (1.0 - left) + 2.0 / 3.0 * left * (1.0 - (-0.06 * 30.0f64).exp());
    assert!((spell.taken(0, 50.0) - first).abs() < 1e-9);
}

#[test]
fn the_change_matters_only_after_it_came() {
    let spell = example();
    let mut unchanged = spell;
    unchanged.risks.iter_mut().for_each(|risk| risk.ratios[1] = risk.ratios[0]);
    assert!((spell.taken(0, 30.0) - unchanged.taken(0, 30.0)).abs() < 1e-12);
    assert!(spell.taken(0, 90.0) > unchanged.taken(0, 90.0) + 0.01);
}
