//! Risks that compete for a spell: survival, and the share each risk has taken. For two Weibull risks whose ratios
//! change once by adaptive quadrature; for any laws and any changes on a grid; for ratios that follow a client who moves
//! between two states by differential equations.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::laws::Law;

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

/// A risk of any law, and what its hazard is multiplied by: ratios that hold from an age on, 1 before the first.
#[derive(Debug, Clone)]
pub(crate) struct Ratios {
    pub(crate) law: Law,
    pub(crate) ratios: Vec<(f64, f64)>,
}

impl Ratios {
    pub(crate) fn none(law: Law) -> Ratios {
        Ratios { law, ratios: Vec::new() }
    }

    fn at(&self, age: f64) -> f64 {
        let holding = self.ratios.iter().rev().find(|(from, _)| *from <= age);
        holding.map_or(1.0, |(_, ratio)| *ratio)
    }
}

/// What has become of a spell by an age.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fate {
    pub(crate) age: f64,
    /// Share taken by each risk.
    pub(crate) taken: Vec<f64>,
    /// Share still in the spell.
    pub(crate) left: f64,
    /// Mean time in the spell so far.
    pub(crate) spent: f64,
}

/// Ages of a grid that is finest at the start, where hazards without bound may be, with all ages in it at which
/// something changes.
fn grid(cells: usize, end: f64, ages: impl Iterator<Item = f64>) -> Vec<f64> {
    let fine = (0..=cells).map(|n| end * (n as f64 / cells as f64).powi(4));
    let mut all: Vec<f64> = fine.chain(ages.filter(|age| 0.0 < *age && *age < end)).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// The fate of a spell at each of some ages, in ascending order. In each cell of a grid every risk takes its part of those
/// lost in proportion to the hazard it gathers there, which is exact where hazards keep their proportion and wrong by
/// the square of the cell otherwise (cumulative incidence: Kalbfleisch and Prentice 1980, chapter 8).
pub(crate) fn fates(risks: &[Ratios], ages: &[f64], cells: usize) -> Vec<Fate> {
    let turns = risks.iter().flat_map(|risk| {
        risk.ratios.iter().map(|(from, _)| *from).chain(risk.law.turns()).collect::<Vec<f64>>()
    });
    let end = ages.last().copied().unwrap_or(0.0);
    let grid = grid(cells, end, turns.chain(ages.iter().copied()));
    let mut fate = Fate { age: 0.0, taken: vec![0.0; risks.len()], left: 1.0, spent: 0.0 };
    let mut gathered: Vec<f64> = risks.iter().map(|risk| risk.law.gathered(0.0)).collect();
    let mut fates = Vec::new();
    for cell in grid.windows(2) {
        let (length, middle) = (cell[1] - cell[0], 0.5 * (cell[0] + cell[1]));
        let mut shares: Vec<f64> = Vec::new();
        for (risk, before) in risks.iter().zip(&mut gathered) {
            let after = risk.law.gathered(cell[1]);
            let (ratio, more) = (risk.at(middle), after - *before);
            shares.push(if ratio > 0.0 && more > 0.0 { ratio * more } else { 0.0 });
            *before = after;
        }
        let finite = shares.iter().filter(|share| share.is_finite());
        let all: f64 = finite.sum();
        let lost = fate.left * -(-all).exp_m1();
        fate.spent += if all > 1e-9 { lost / all * length } else { fate.left * length };
        if all > 0.0 {
            let parts = fate.taken.iter_mut().zip(&shares).filter(|(_, share)| share.is_finite());
            parts.for_each(|(taken, share)| *taken += lost * share / all);
        }
        fate.left -= lost;
        // A risk that is certain at the end of the cell takes whoever is left.
        if let Some(certain) = shares.iter().position(|share| *share == f64::INFINITY) {
            fate.taken[certain] += fate.left;
            fate.left = 0.0;
        }
        fate.age = cell[1];
        if ages.contains(&cell[1]) {
            fates.push(fate.clone());
        }
    }
    fates
}

/// The mean fate over the age at which something ends, of a law of which none lasts longer than `most`: in so many
/// equal steps of age, each weighed by its probability and taken at its middle.
pub(crate) fn fates_by_end(
    law: Law,
    most: f64,
    steps: usize,
    fates: impl Fn(f64) -> Vec<Fate>,
) -> Vec<Fate> {
    let mut mean: Vec<Fate> = Vec::new();
    for step in 0..steps {
        let [from, to] = [step, step + 1].map(|n| most * n as f64 / steps as f64);
        let weight = law.survival(from) - law.survival(to);
        for (index, this) in fates(0.5 * (from + to)).into_iter().enumerate() {
            if step == 0 {
                mean.push(Fate {
                    age: this.age,
                    taken: vec![0.0; this.taken.len()],
                    left: 0.0,
                    spent: 0.0,
                });
            }
            let mean = &mut mean[index];
            mean.taken.iter_mut().zip(&this.taken).for_each(|(mean, this)| *mean += weight * this);
            mean.left += weight * this.left;
            mean.spent += weight * this.spent;
        }
    }
    mean
}

/// A client who moves between two states at constant rates while risks run, each with a ratio in each state.
#[derive(Debug, Clone)]
pub(crate) struct TwoStates {
    /// Rate at which the first state is left, and the second. Clients begin in the first.
    pub(crate) moves: [f64; 2],
    /// Law and ratio in each state of each risk.
    pub(crate) risks: Vec<(Law, [f64; 2])>,
}

impl TwoStates {
    /// Change of those in each state and of those taken by each risk, per unit of time.
    fn slope(&self, age: f64, now: &[f64]) -> Vec<f64> {
        let [out, back] = self.moves;
        let flow = out * now[0] - back * now[1];
        let mut slope = vec![-flow, flow];
        for (law, ratios) in &self.risks {
            let hazard = law.hazard(age);
            let lost = [hazard * ratios[0] * now[0], hazard * ratios[1] * now[1]];
            slope[0] -= lost[0];
            slope[1] -= lost[1];
            slope.push(lost[0] + lost[1]);
        }
        slope
    }

    /// Those left in each state and those taken by each risk at an age: the fourth-order method of Runge and Kutta.
    pub(crate) fn at(&self, age: f64, steps: usize) -> Vec<f64> {
        let mut now = vec![0.0; 2 + self.risks.len()];
        now[0] = 1.0;
        let step = age / steps as f64;
        let moved = |now: &[f64], slope: &[f64], by: f64| -> Vec<f64> {
            now.iter().zip(slope).map(|(now, slope)| now + by * slope).collect()
        };
        for n in 0..steps {
            let at = n as f64 * step;
            let first = self.slope(at, &now);
            let second = self.slope(at + 0.5 * step, &moved(&now, &first, 0.5 * step));
            let third = self.slope(at + 0.5 * step, &moved(&now, &second, 0.5 * step));
            let fourth = self.slope(at + step, &moved(&now, &third, step));
            for (index, now) in now.iter_mut().enumerate() {
                let slope = first[index] + 2.0 * (second[index] + third[index]) + fourth[index];
                *now += step / 6.0 * slope;
            }
        }
        now
    }
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

#[test]
fn the_grid_gives_what_adaptive_quadrature_gives() {
    let spell = example();
    let risks = spell.risks.map(|risk| Ratios {
        law: Law::Weibull { shape: risk.shape, scale: risk.scale },
        ratios: vec![(0.0, risk.ratios[0]), (spell.change, risk.ratios[1])],
    });
    for fate in fates(&risks, &[10.0, 30.0, 60.0, 365.0], 4000) {
        assert!((fate.left - spell.survival(fate.age)).abs() < 1e-9);
        for risk in 0..2 {
            let off = fate.taken[risk] - spell.taken(risk, fate.age);
            assert!(off.abs() < 1e-6, "{}: {off}", fate.age);
        }
        let spent = integral(&|age| spell.survival(age), 0.0, fate.age, 1e-9);
        assert!((fate.spent - spent).abs() < 1e-5 * spent, "{}: {spent}", fate.age);
    }
}

#[test]
fn whoever_is_left_goes_at_an_age_that_is_certain() {
    // Half gone by day 20 at a constant hazard, the rest on day 20; nothing from an age that is cut off.
    let half = Law::Exponential { mean: 20.0 / 2f64.ln() };
    let fate = &fates(&[Ratios::none(half), Ratios::none(Law::Fixed(20.0))], &[30.0], 100)[0];
    assert!((fate.taken[0] - 0.5).abs() < 1e-9 && (fate.taken[1] - 0.5).abs() < 1e-9);
    assert!(fate.left == 0.0 && (fate.spent - 0.5 * 20.0 / 2f64.ln()).abs() < 1e-9);
    // A fixed end on day 20 after all: each end is one.
    let by_end = fates_by_end(Law::Uniform { low: 0.0, high: 20.0 }, 20.0, 200, |end| {
        fates(&[Ratios { law: half, ratios: vec![(end, 0.0)] }], &[30.0], 100)
    });
    // Mean over ends d of exp(-a d), a = ln 2 / 20: 1/2 / ln 2.
    assert!((by_end[0].left - 0.5 / 2f64.ln()).abs() < 1e-6, "{by_end:?}");
}

#[test]
fn moving_between_states_that_differ_in_nothing_changes_nothing() {
    let (first, second) =
        (Law::Weibull { shape: 1.7, scale: 60.0 }, Law::LogLogistic { shape: 2.0, scale: 90.0 });
    let moving =
        TwoStates { moves: [0.1, 0.02], risks: vec![(first, [1.0; 2]), (second, [1.0; 2])] };
    let still = &fates(&[Ratios::none(first), Ratios::none(second)], &[80.0], 4000)[0];
    let found = moving.at(80.0, 2000);
    assert!((found[0] + found[1] - still.left).abs() < 1e-7);
    assert!((found[2] - still.taken[0]).abs() < 1e-6 && (found[3] - still.taken[1]).abs() < 1e-6);
}

#[test]
fn moving_to_a_state_without_risk_keeps_those_who_got_there() {
    // Out at 0.1, taken at 0.3 while there: a quarter get away.
    let law = Law::Exponential { mean: 1.0 / 0.3 };
    let found = TwoStates { moves: [0.1, 0.0], risks: vec![(law, [1.0, 0.0])] }.at(200.0, 4000);
    assert!((found[1] - 0.25).abs() < 1e-9 && (found[2] - 0.75).abs() < 1e-9);
}
