//! What varies in cycles: rates and rotas, and where in a cycle time zero is.

use super::draws::refused;
use super::work::Work;
use crate::random::{Cycle, RateCurve};
use crate::scenario::leaf::Rate;
use crate::scenario::problem::KeyPath;
use crate::scenario::written::Profiles;
use crate::units::Days;

/// How far into a cycle time zero is: days begin at midnight, weeks on Monday, years on 1 January; other
/// cycles, and all where no date is known, at time zero.
pub(super) fn offset(period: Days, start: Option<jiff::civil::Date>) -> Days {
    let Some(start) = start else { return Days::ZERO };
    let whole = if period == Days::WEEK {
        f64::from(start.weekday().to_monday_zero_offset())
    } else if period == Days::YEAR {
        f64::from(start.day_of_year() - 1)
    } else {
        0.0
    };
    Days(whole)
}

impl Work<'_> {
    /// The calendar date of time zero.
    pub(super) fn start(&self) -> Option<jiff::civil::Date> {
        Some(self.written.run.0.as_ref()?.start?.0)
    }

    /// A rate that may vary in cycles; `path` is that of the table it stands in.
    pub(super) fn rate_curve(
        &mut self,
        rate: Rate,
        profiles: Option<&Profiles>,
        path: &KeyPath<'_>,
    ) -> Option<RateCurve> {
        let mut cycles = Some(Vec::new());
        let profile_path = path.key("profile");
        if let Some(profiles) = profiles {
            let start = self.start();
            profiles.each(&profile_path, |profile, path| {
                let period = profile.cycle.0;
                let offset = offset(period, start);
                let months: Option<&[f64; 12]> = profile.weights.as_slice().try_into().ok();
                let made = match months {
                    Some(months) if period == Days::YEAR && start.is_some() => {
                        Cycle::months(offset, months)
                    }
                    _ => Cycle::equal_parts(period, offset, &profile.weights),
                };
                match (made, &mut cycles) {
                    (Ok(cycle), Some(cycles)) => cycles.push(cycle),
                    (Ok(_), None) => {}
                    (Err(error), _) => {
                        self.problems.add(refused(&error, path));
                        cycles = None;
                    }
                }
            });
        }
        match RateCurve::new(rate.rate, cycles?) {
            Ok(curve) => Some(curve),
            Err(error) if error.parameter == "cycle" => self.refuse(refused(&error, &profile_path)),
            Err(error) => self.refuse(path.key(rate.key).error(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_years_on_the_first_of_january() {
        // 1 April 2006 was a Saturday, the 91st day of its year.
        let start = Some(jiff::civil::date(2006, 4, 1));
        assert_eq!(offset(Days::WEEK, start), Days(5.0));
        assert_eq!(offset(Days::YEAR, start), Days(90.0));
        assert_eq!(offset(Days(1.0), start), Days::ZERO);
        assert_eq!(offset(Days(14.0), start), Days::ZERO);
        assert_eq!(offset(Days::WEEK, None), Days::ZERO);
    }
}
