//! Where the pieces of a piecewise constant hazard begin.

use crate::survival::Sample;

/// Pieces have at least so many who left in each stratum.
const LEFT_IN_PIECE: usize = 10;
/// Most pieces.
const MOST_PIECES: usize = 6;

/// Ages at which pieces begin after the first: quantiles of those at which people left, as far as enough of every stratum
/// left in each piece.
pub(super) fn cuts(sample: &Sample) -> Vec<f64> {
    let leavers = |stratum: usize| sample.of(stratum).filter(|person| person.left);
    let fewest = (0..sample.strata).map(|stratum| leavers(stratum).count()).min().unwrap_or(0);
    let pieces = (fewest / LEFT_IN_PIECE).clamp(1, MOST_PIECES);
    let mut times: Vec<f64> = (0..sample.strata).flat_map(leavers).map(|it| it.time).collect();
    times.sort_by(f64::total_cmp);
    let is_full = |from: f64, to: f64| {
        let within =
            |stratum| leavers(stratum).filter(|it| from < it.time && it.time <= to).count();
        (0..sample.strata).all(|stratum| within(stratum) >= LEFT_IN_PIECE)
    };
    let mut cuts = Vec::new();
    let mut last = 0.0;
    for piece in 1..pieces {
        let cut = times[times.len() * piece / pieces - 1];
        if is_full(last, cut) && is_full(cut, f64::INFINITY) {
            cuts.push(cut);
            last = cut;
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strata of people who left on the days given, each with one who stayed.
    fn strata(days: &[&[f64]]) -> Sample {
        let mut observations = Vec::new();
        for (stratum, days) in days.iter().enumerate() {
            let times: Vec<(f64, bool)> = days.iter().map(|day| (*day, true)).collect();
            let people = Sample::plain(&[&times[..], &[(1000.0, false)]].concat());
            let here = |mut person: crate::survival::Observation| {
                person.stratum = stratum;
                person
            };
            observations.extend(people.observations.into_iter().map(here));
        }
        Sample { observations, strata: days.len() }
    }

    fn days(from: u32, to: u32) -> Vec<f64> {
        (from..=to).map(f64::from).collect()
    }

    #[test]
    fn every_piece_has_ten_who_left_in_each_group_and_not_in_all_together() {
        let all = days(1, 100);
        assert_eq!(cuts(&strata(&[&all])), [16.0, 33.0, 50.0, 66.0, 83.0]);
        // Nineteen cannot be twice ten, however many of the others left.
        assert_eq!(cuts(&strata(&[&all, &days(1, 19)])), Vec::<f64>::new());
        assert_eq!(cuts(&strata(&[&all, &days(41, 60)])), [50.0]);
        // Twenty who left before half of all had: no cut leaves ten of them on its right.
        assert_eq!(cuts(&strata(&[&all, &days(1, 20)])), Vec::<f64>::new());
    }

    #[test]
    fn those_who_left_on_one_day_are_in_one_piece() {
        assert_eq!(cuts(&strata(&[&[7.0; 50]])), Vec::<f64>::new());
        let tied = [&[7.0; 40][..], &days(8, 20)].concat();
        assert_eq!(cuts(&strata(&[&tied])), [7.0]);
    }
}
