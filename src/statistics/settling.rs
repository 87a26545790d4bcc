//! How much of a series is still on its way from where it began: MSER-5 of K. P. White, "An effective truncation heuristic for bias
//! reduction in simulation output", Simulation 69 (1997) 323-334, in batches of five as in K. P. White, M. J. Cobb and
//! S. C. Spratt, "A comparison of five steady-state truncation heuristics for simulation", Winter Simulation Conference 2000.

use super::Sum;

/// Observations in a batch.
const BATCH: usize = 5;
/// Fewest batches of which anything can be told.
const FEWEST: usize = 10;

/// What MSER-5 says of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settling {
    /// The rest of the series is best without so many observations at its beginning: a multiple of five, none where it had
    /// settled from the first.
    After(usize),
    /// It would take more than half of it away: the series is too short to tell.
    NotYet,
}

/// How many observations at the beginning of a series are to be left out, so that the standard error of the mean of the
/// rest (as if its batches were independent) is the least. What is over at the end after whole batches counts for nothing.
///
/// No more than half is looked at: near the end few batches are left, and their standard error is small by chance. Where it
/// still falls at the half (it is least in the last tenth before it), more than half would have to go.
#[must_use]
pub fn mser_5(series: &[f64]) -> Settling {
    let batches: Vec<f64> =
        series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let n = batches.len();
    // From the end: mean and squared deviations of what is left.
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut best = (f64::INFINITY, n);
    for (first, &batch) in batches.iter().enumerate().rev() {
        let left = (n - first) as f64;
        let before = batch - mean;
        mean += before / left;
        squares += before * (batch - mean);
        let error = squares / (left * left);
        // Of several that are as good the one that leaves out least.
        if 2 * first <= n && error <= best.0 {
            best = (error, first);
        }
    }
    let is_at_the_half = 20 * best.1 >= 9 * n;
    if n < FEWEST || is_at_the_half { Settling::NotYet } else { Settling::After(BATCH * best.1) }
}

/// The moving average of P. D. Welch, "The statistical analysis of simulation results" (1983), over so many observations on
/// either side; near the beginning over as many as there are on both. It ends where there are no more of them beyond.
#[must_use]
pub fn moving_average(series: &[f64], either_side: usize) -> Vec<f64> {
    let averages = (0..series.len().saturating_sub(either_side)).map(|at| {
        let reach = at.min(either_side);
        let window = &series[at - reach..=at + reach];
        window.iter().copied().collect::<Sum>().value() / window.len() as f64
    });
    averages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise between -1 and 1 that repeats itself after a long time: Weyl's sequence of the golden section.
    fn noise(at: usize) -> f64 {
        2.0 * (at as f64 * 0.618_033_988_749_895).fract() - 1.0
    }

    #[test]
    fn what_has_settled_from_the_first_is_kept_whole() {
        assert_eq!(mser_5(&[3.0; 100]), Settling::After(0));
        let series: Vec<f64> = (0..500).map(|at| 50.0 + noise(at)).collect();
        let Settling::After(left_out) = mser_5(&series) else { panic!("settled") };
        assert!(left_out <= 50, "{left_out}");
    }

    /// All of it, and no more than three batches of what follows.
    #[test]
    fn a_step_is_left_out() {
        for step in [50, 120, 200] {
            let series: Vec<f64> =
                (0..500).map(|at| noise(at) + if at < step { 20.0 } else { 0.0 }).collect();
            let Settling::After(left_out) = mser_5(&series) else { panic!("settled") };
            assert!((step..=step + 3 * BATCH).contains(&left_out), "{step}: {left_out}");
        }
    }

    /// 100 exp(-t / 20) comes below the noise, whose standard deviation is 0.58, after about 100.
    #[test]
    fn a_decay_is_left_out_until_it_is_lost_in_the_noise() {
        let series: Vec<f64> =
            (0..1000).map(|at| noise(at) + 100.0 * libm::exp(-(at as f64) / 20.0)).collect();
        let Settling::After(left_out) = mser_5(&series) else { panic!("settled") };
        assert!((60..=160).contains(&left_out), "{left_out}");
    }

    #[test]
    fn one_that_goes_on_growing_or_is_short_has_not_settled() {
        let series: Vec<f64> = (0..500).map(|at| at as f64).collect();
        assert_eq!(mser_5(&series), Settling::NotYet);
        assert_eq!(mser_5(&[1.0; 49]), Settling::NotYet);
        assert_eq!(mser_5(&[]), Settling::NotYet);
    }

    /// By hand: 1, (1 + 2 + 6) / 3, (1 + 2 + 6 + 3 + 8) / 5, (2 + 6 + 3 + 8 + 1) / 5.
    #[test]
    fn a_moving_average_narrows_towards_the_beginning_and_stops_before_the_end() {
        let series = [1.0, 2.0, 6.0, 3.0, 8.0, 1.0];
        assert_eq!(moving_average(&series, 2), [1.0, 3.0, 4.0, 4.0]);
        assert_eq!(moving_average(&series, 0), series);
        assert!(moving_average(&series, 6).is_empty());
    }
}
