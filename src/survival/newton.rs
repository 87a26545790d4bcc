//! The top of a hill: Newton's method, held back where the hill is not yet round.

/// A height, its slope and how it bends (row by row).
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    pub(super) height: f64,
    pub(super) slope: Vec<f64>,
    pub(super) bend: Vec<f64>,
}

/// The top, and the inverse of how the ground bends away from it: the covariance of estimates, where the height is a
/// log-likelihood.
#[derive(Debug, Clone)]
pub(super) struct Top {
    pub(super) at: Vec<f64>,
    pub(super) height: f64,
    /// Row by row.
    pub(super) covariance: Vec<f64>,
}

/// Why no top was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoTop {
    /// It rises for ever along this parameter.
    Endless(usize),
    /// It is level along a direction in which this parameter takes part.
    Level(usize),
    /// Too many steps.
    Steps,
}

const MOST_STEPS: usize = 500;
/// Where parameters are of order 1, or of 100 if all happened in the hundredth part of a time, one that comes so far is on its
/// way to infinity.
const FARTHEST: f64 = 400.0;
/// One whose estimate is so uncertain is on the same way, where rounding hides that it still rises.
const WIDEST: f64 = 1e3;

/// Climbs from a place. Each step solves (-bend + damping) step = slope; it is shortened until it gains height.
pub(super) fn climb(
    start: Vec<f64>,
    mut ground: impl FnMut(&[f64]) -> Ground,
) -> Result<Top, NoTop> {
    let n = start.len();
    let mut at = start;
    let mut here = ground(&at);
    for _ in 0..MOST_STEPS {
        let factor = damped(&here.bend, n).ok_or(NoTop::Steps)?;
        let step = solve(&factor, n, &here.slope);
        let gain: f64 = step.iter().zip(&here.slope).map(|(step, slope)| step * slope).sum();
        // Twice the height still to be gained; what is below the rounding of the height is nothing.
        if gain <= 1e-13 * (1.0 + here.height.abs()) {
            return top(at, &here);
        }
        let longest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        let mut length = (2.0 / longest).min(1.0);
        let next = loop {
            let there: Vec<f64> =
                at.iter().zip(&step).map(|(at, step)| at + length * step).collect();
            let found = ground(&there);
            if found.height > here.height && found.bend.iter().all(|bend| bend.is_finite()) {
                break Some((there, found));
            }
            length *= 0.5;
            if length < 1e-12 {
                break None;
            }
        };
        let Some((there, found)) = next else {
            // No step gains anything: rounding hides what is left.
            return if gain < 1e-6 { top(at, &here) } else { Err(NoTop::Steps) };
        };
        (at, here) = (there, found);
        if let Some(far) = at.iter().position(|value| value.abs() > FARTHEST) {
            return Err(NoTop::Endless(far));
        }
    }
    Err(NoTop::Steps)
}

/// A place from which nothing rises, unless it is level there.
fn top(at: Vec<f64>, here: &Ground) -> Result<Top, NoTop> {
    let n = at.len();
    let covariance = inverse(&here.bend, n)?;
    match (0..n).find(|i| covariance[i * n + i] > WIDEST * WIDEST) {
        Some(endless) => Err(NoTop::Endless(endless)),
        None => Ok(Top { at, height: here.height, covariance }),
    }
}

/// The Cholesky factor of -bend, with as much added to its diagonal as makes it one of a round hill.
fn damped(bend: &[f64], n: usize) -> Option<Vec<f64>> {
    let largest = (0..n).map(|i| bend[i * n + i].abs()).fold(1e-300, f64::max);
    let mut added = 0.0;
    for _ in 0..60 {
        let matrix: Vec<f64> = (0..n * n)
            .map(|place| -bend[place] + if place / n == place % n { added } else { 0.0 })
            .collect();
        if let Ok(factor) = cholesky(&matrix, n) {
            return Some(factor);
        }
        added = if added == 0.0 { largest * 1e-10 } else { added * 4.0 };
    }
    None
}

/// Lower triangle L with L L' the matrix, or the row at which it is not positive definite.
fn cholesky(matrix: &[f64], n: usize) -> Result<Vec<f64>, usize> {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
            let rest = matrix[i * n + j] - inner;
            if i == j {
                // What rounding leaves of zero is zero.
                if rest.is_nan() || rest <= matrix[i * n + i].abs() * 1e-12 {
                    return Err(i);
                }
                l[i * n + i] = libm::sqrt(rest);
            } else {
                l[i * n + j] = rest / l[j * n + j];
            }
        }
    }
    Ok(l)
}

fn solve(l: &[f64], n: usize, right: &[f64]) -> Vec<f64> {
    let mut x = right.to_vec();
    for i in 0..n {
        let inner: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
        x[i] = (x[i] - inner) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let inner: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
        x[i] = (x[i] - inner) / l[i * n + i];
    }
    x
}

/// The inverse of -bend.
fn inverse(bend: &[f64], n: usize) -> Result<Vec<f64>, NoTop> {
    let information: Vec<f64> = bend.iter().map(|bend| -bend).collect();
    let factor = cholesky(&information, n).map_err(NoTop::Level)?;
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut unit = vec![0.0; n];
        unit[column] = 1.0;
        for (row, value) in solve(&factor, n, &unit).into_iter().enumerate() {
            inverse[row * n + column] = value;
        }
    }
    Ok(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_round_hill_is_found_in_one_step_with_its_covariance() {
        // -(x - 1)^2 - (x - 1) (y + 2) - (y + 2)^2: the bends -2, -1, -2; inverse of [[2, 1], [1, 2]] is [[2, -1], [-1, 2]] / 3.
        let top = climb(vec![0.0, 0.0], |p| {
            let (x, y) = (p[0] - 1.0, p[1] + 2.0);
            Ground {
                height: -x * x - x * y - y * y,
                slope: vec![-2.0 * x - y, -x - 2.0 * y],
                bend: vec![-2.0, -1.0, -1.0, -2.0],
            }
        })
        .unwrap();
        assert!((top.at[0] - 1.0).abs() < 1e-9 && (top.at[1] + 2.0).abs() < 1e-9);
        for (ours, truth) in top.covariance.iter().zip([2.0, -1.0, -1.0, 2.0]) {
            assert!((ours - truth / 3.0).abs() < 1e-12);
        }
    }

    #[test]
    fn it_climbs_where_the_ground_bends_upwards_at_first() {
        // -x^4 + 8 x^2 from near its dip at 0: tops at -2 and 2.
        let top = climb(vec![0.1], |p| {
            let x = p[0];
            Ground {
                height: 8.0 * x * x - x * x * x * x,
                slope: vec![16.0 * x - 4.0 * x * x * x],
                bend: vec![16.0 - 12.0 * x * x],
            }
        })
        .unwrap();
        assert!((top.at[0] - 2.0).abs() < 1e-6, "{top:?}");
    }

    #[test]
    fn a_slope_without_a_top_and_a_level_ridge_are_told_apart() {
        let endless = climb(vec![0.0], |p| {
            let share = 1.0 / (1.0 + libm::exp(-p[0]));
            Ground {
                height: -libm::log1p(libm::exp(-p[0])),
                slope: vec![1.0 - share],
                bend: vec![-share * (1.0 - share)],
            }
        });
        assert_eq!(endless.unwrap_err(), NoTop::Endless(0));
        let ridge = climb(vec![0.3, 0.1], |p| {
            let x = p[0] + p[1];
            Ground { height: -x * x, slope: vec![-2.0 * x; 2], bend: vec![-2.0; 4] }
        });
        assert_eq!(ridge.unwrap_err(), NoTop::Level(1));
    }
}
