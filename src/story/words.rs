//! Lengths of time, instants, shares and chances, as people read them.

use crate::model::{Model, Run};
use crate::units::Days;

/// A length of time in whole units that suit it: `35 minutes`, `9 days`, `14 weeks`, `2.5 years`.
#[must_use]
pub fn duration(of: Days) -> String {
    let units = [
        (2.0 / 24.0, 1.0 / 1440.0, "minute"),
        (2.0, 1.0 / 24.0, "hour"),
        (56.0, 1.0, "day"),
        (2.0 * Days::YEAR.0, 7.0, "week"),
    ];
    // What is said in whole days in a scenario is not told in hours.
    if (of.0 - 1.0).abs() < 1e-6 {
        return "1 day".to_owned();
    }
    let unit = units.into_iter().find(|(below, ..)| of.0 < *below - 1e-6);
    let Some((_, length, name)) = unit else {
        let years = format!("{:.1}", of.years());
        return format!("{} years", years.strip_suffix(".0").unwrap_or(&years));
    };
    match (of.0 / length).round() {
        0.0 if of.0 > 0.0 => format!("less than a {name}"),
        1.0 => format!("1 {name}"),
        count => format!("{count:.0} {name}s"),
    }
}

/// A share of people: `51 in 100`, or `4 in 1,000` where it is small.
pub(super) fn in_100(share: f64) -> String {
    match share {
        share if (0.995..1.0).contains(&share) => "more than 99 in 100".to_owned(),
        share if share >= 0.0095 => format!("{:.0} in 100", share * 100.0),
        share if share >= 0.000_95 => format!("{:.0} in 1,000", share * 1000.0),
        _ => "fewer than 1 in 1,000".to_owned(),
    }
}

/// A chance in per cent, to two digits: `3.1%`, `0.05%`.
pub(super) fn percent(chance: f64) -> String {
    match chance * 100.0 {
        all if all >= 100.0 => "100%".to_owned(),
        most if most > 99.0 => "over 99%".to_owned(),
        many if many >= 9.95 => format!("{many:.0}%"),
        some if some >= 0.995 => format!("{some:.1}%"),
        few if few >= 0.005 => format!("{few:.2}%"),
        _ => "under 0.01%".to_owned(),
    }
}

/// The unit over which chances are told, and whether the time of day matters: from how long things last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pace {
    /// Chances are told over so long.
    pub(super) span: Days,
    /// Whether instants are told to the minute.
    pub(super) is_by_the_minute: bool,
}

impl Pace {
    /// An hour where the middle intervention of the scenario lasts less than two hours, a day where less than two
    /// days, a week where less than two weeks, and otherwise four weeks.
    pub(super) fn of(model: &Model) -> Pace {
        let mut lasting: Vec<f64> = model
            .system()
            .interventions
            .iter()
            .filter_map(|it| it.durations.last().map(|case| case.duration.mean().0))
            .filter(|days| *days > 0.0)
            .collect();
        lasting.sort_by(f64::total_cmp);
        let middle = lasting.get(lasting.len() / 2).copied().unwrap_or(Days::YEAR.0);
        let span = match middle {
            days if days < 2.0 / 24.0 => Days(1.0 / 24.0),
            days if days < 2.0 => Days(1.0),
            days if days < 14.0 => Days::WEEK,
            _ => Days(28.0),
        };
        Pace { span, is_by_the_minute: span.0 <= 1.0 }
    }

    /// The span in words: `4 weeks`.
    pub(super) fn words(&self) -> &'static str {
        match self.span.0 {
            days if days < 1.0 => "an hour",
            days if days < 7.0 => "a day",
            days if days < 28.0 => "a week",
            _ => "4 weeks",
        }
    }

    /// How much later than another an instant is: `14 days later`; in whole days, as the dates have it, where the time
    /// of day does not matter.
    pub(super) fn later(&self, before: Days, at: Days) -> String {
        if self.is_by_the_minute {
            return format!("{} later", duration(at - before));
        }
        match at.0.floor() - before.0.floor() {
            days if days < 1.0 => "the same day".to_owned(),
            days if days < 2.0 => "the next day".to_owned(),
            days => format!("{} later", duration(Days(days))),
        }
    }

    /// An instant: `Mon 3 Jul 2006`, with the time of day where it matters; without a calendar, the day of the run.
    pub(super) fn instant(&self, run: &Run, at: Days) -> String {
        let mut minutes = ((at.0 - at.0.floor()) * 1440.0).round();
        let mut day = at.0.floor();
        if minutes >= 1440.0 && self.is_by_the_minute {
            (minutes, day) = (0.0, day + 1.0);
        }
        let date = match run.date(Days(day)) {
            Some(date) => date.strftime("%a %-d %b %Y").to_string(),
            None => format!("Day {day:.0}"),
        };
        if self.is_by_the_minute {
            format!("{date}, {:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0)
        } else {
            date
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_come_in_whole_units_that_suit() {
        assert_eq!(duration(Days(9.2)), "9 days");
        assert_eq!(duration(Days(1.0 / 1440.0)), "1 minute");
        assert_eq!(duration(Days(1.5)), "36 hours");
        assert_eq!(duration(Days(1.0)), "1 day");
        assert_eq!(duration(Days(98.0)), "14 weeks");
        assert_eq!(duration(Days(913.125)), "2.5 years");
        assert_eq!(duration(Days(2.0 / 24.0 - 1e-9)), "2 hours");
        assert_eq!(duration(Days(0.0)), "0 minutes");
        assert_eq!(duration(Days(0.0001)), "less than a minute");
    }

    #[test]
    fn shares_and_chances_keep_the_digits_that_mean_something() {
        assert_eq!(in_100(0.51), "51 in 100");
        assert_eq!(in_100(0.004), "4 in 1,000");
        assert_eq!(percent(0.0312), "3.1%");
        assert_eq!(percent(0.000_51), "0.05%");
        assert_eq!(percent(0.000_01), "under 0.01%");
        assert_eq!(percent(1.0), "100%");
    }

    #[test]
    fn without_a_time_of_day_instants_are_apart_by_whole_days() {
        let later = |is_by_the_minute, before, at| {
            Pace { span: Days(28.0), is_by_the_minute }.later(Days(before), Days(at))
        };
        assert_eq!(later(false, 3.1, 3.9), "the same day");
        assert_eq!(later(false, 3.9, 4.1), "the next day");
        assert_eq!(later(false, 3.9, 10.1), "7 days later");
        assert_eq!(later(true, 3.0, 3.5), "12 hours later");
    }
}
