//! How likely what was seen is under a hazard, with ratios that people share.

use super::family::{Form, Terms};
use super::newton::Ground;
use super::sample::Sample;

/// What times and covariates are divided by while a fit is looked for.
#[derive(Clone, Copy)]
pub(super) struct Scales<'a> {
    /// \[days\]
    pub(super) unit: f64,
    pub(super) spreads: &'a [f64],
}

/// The root mean square of each covariate; 1 where all are zero.
pub(super) fn spreads(sample: &Sample) -> Vec<f64> {
    let people = sample.observations.len() as f64;
    (0..sample.ratios())
        .map(|place| {
            let squares = sample.observations.iter().map(|person| person.covariates[place]);
            let mean = squares.map(|value| value * value).sum::<f64>() / people;
            if mean > 0.0 { libm::sqrt(mean) } else { 1.0 }
        })
        .collect()
}

/// The log-likelihood of everybody, with its derivatives.
pub(super) fn likelihood(
    sample: &Sample,
    form: &Form,
    at: &[f64],
    scales: Scales<'_>,
    terms: &mut Terms,
) -> Ground {
    let (all, width) = (at.len(), form.width());
    let baselines = sample.strata * width;
    let mut ground = Ground { height: 0.0, slope: vec![0.0; all], bend: vec![0.0; all * all] };
    let mut x = vec![0.0; scales.spreads.len()];
    for person in &sample.observations {
        let first = person.stratum * width;
        form.terms(&at[first..first + width], person.time / scales.unit, scales.unit, terms);
        let mut log_ratio = 0.0;
        for (place, value) in person.covariates.iter().enumerate() {
            x[place] = value / scales.spreads[place];
            log_ratio += x[place] * at[baselines + place];
        }
        let ratio = libm::exp(log_ratio);
        let gathered = terms.gathered.value * ratio;
        let left = if person.left { 1.0 } else { 0.0 };
        ground.height -= gathered;
        if person.left {
            ground.height += terms.log_hazard.value + log_ratio;
        }
        for i in 0..width {
            let by = left * terms.log_hazard.slope[i] - terms.gathered.slope[i] * ratio;
            ground.slope[first + i] += by;
            for j in 0..width {
                let place = i * width + j;
                ground.bend[(first + i) * all + first + j] +=
                    left * terms.log_hazard.bend[place] - terms.gathered.bend[place] * ratio;
            }
            for (j, x) in x.iter().enumerate() {
                let both = terms.gathered.slope[i] * ratio * x;
                ground.bend[(first + i) * all + baselines + j] -= both;
                ground.bend[(baselines + j) * all + first + i] -= both;
            }
        }
        for (i, xi) in x.iter().enumerate() {
            ground.slope[baselines + i] += (left - gathered) * xi;
            for (j, xj) in x.iter().enumerate() {
                ground.bend[(baselines + i) * all + baselines + j] -= gathered * xi * xj;
            }
        }
    }
    if ground.height.is_nan() {
        ground.height = f64::NEG_INFINITY;
    }
    ground
}
