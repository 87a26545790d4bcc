//! How the system stands at a row of instants: at each month's end, or at equal steps of a run that has no dates.

use super::capacity::ServiceTally;
use crate::model::{Capacity, Model};
use crate::units::Days;
use jiff::ToSpan;
use jiff::civil::Date;

/// Equal steps of a run without dates or of less than a year.
const STEPS: u32 = 60;

/// An instant at which the system is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled {
    /// The instant.
    pub at: Days,
    /// The day that ends then, where the run has dates.
    pub date: Option<Date>,
}

/// Something that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// `in_treatment`, `waiting` or `occupied`.
    pub name: &'static str,
    /// A service, or `all`.
    pub subject: String,
}

impl Sampled {
    /// The instants of a model's run, from its beginning to its end.
    #[must_use]
    pub fn all(model: &Model) -> Vec<Sampled> {
        let end = model.run.end();
        let mut all = match model.run.start {
            Some(start) if end >= Days::YEAR => month_ends(start, end),
            start => (1..=STEPS)
                .map(|step| Days(end.0 * f64::from(step) / f64::from(STEPS)))
                .map(|at| Sampled { at, date: start.and_then(|start| day_ending(start, at)) })
                .collect(),
        };
        all.retain(|sampled| sampled.at >= model.begins());
        all
    }
}

fn month_ends(start: Date, end: Days) -> Vec<Sampled> {
    let ends = std::iter::successors(Some(start.last_of_month()), |date| {
        date.checked_add(1.day()).ok().map(Date::last_of_month)
    });
    ends.map_while(|date| {
        let days = start.until((jiff::Unit::Day, date)).ok()?.get_days();
        let at = Days(f64::from(days + 1));
        (at <= end).then_some(Sampled { at, date: Some(date) })
    })
    .collect()
}

/// The day in which an instant lies; an instant at midnight ends the day before.
fn day_ending(start: Date, at: Days) -> Option<Date> {
    start.checked_add(((at.0.ceil() - 1.0).max(0.0) as i64).days()).ok()
}

/// What is looked at in a model.
pub(super) fn series(model: &Model) -> Vec<Series> {
    let services = &model.system().services;
    let of = |name| {
        services
            .iter()
            .filter(move |service| {
                name == "waiting" || !matches!(service.capacity, Capacity::Appointments(_))
            })
            .map(move |service| Series { name, subject: service.name.clone() })
    };
    let mut all = Vec::new();
    if model.system().interventions.iter().any(|intervention| intervention.opens_care_plan) {
        all.push(Series { name: "in_treatment", subject: "all".to_owned() });
    }
    all.extend(of("waiting").chain(of("occupied")));
    all
}

/// Looks at the system whenever an instant has come.
#[derive(Debug)]
pub(super) struct Sampler {
    instants: Vec<Sampled>,
    has_care_plans: bool,
    with_places: Vec<bool>,
    next: usize,
    values: Vec<f64>,
}

impl Sampler {
    pub(super) fn new(model: &Model) -> Sampler {
        let system = model.system();
        let with_places = system
            .services
            .iter()
            .map(|service| !matches!(service.capacity, Capacity::Appointments(_)));
        Sampler {
            instants: Sampled::all(model),
            has_care_plans: system.interventions.iter().any(|item| item.opens_care_plan),
            with_places: with_places.collect(),
            next: 0,
            values: Vec::new(),
        }
    }

    /// The same, looking at these instants.
    pub(super) fn at(self, instants: Vec<Sampled>) -> Sampler {
        Sampler { instants, ..self }
    }

    /// The next instant to look at.
    #[inline]
    pub(super) fn next(&self) -> Days {
        self.instants.get(self.next).map_or(Days::NEVER, |sampled| sampled.at)
    }

    /// Looks at every instant before this one; the system stands as it did after all that happened until then.
    #[inline]
    pub(super) fn up_to(&mut self, at: Days, in_treatment: f64, services: &[ServiceTally]) {
        while self.next() < at {
            self.look(in_treatment, services);
        }
    }

    /// Looks at every instant up to and including the end of the run.
    pub(super) fn rest(&mut self, at: Days, in_treatment: f64, services: &[ServiceTally]) {
        while self.next() <= at {
            self.look(in_treatment, services);
        }
    }

    fn look(&mut self, in_treatment: f64, services: &[ServiceTally]) {
        if self.has_care_plans {
            self.values.push(in_treatment);
        }
        self.values.extend(services.iter().map(|service| service.waiting.value()));
        let occupied = services.iter().zip(&self.with_places).filter(|(_, with)| **with);
        self.values.extend(occupied.map(|(service, _)| service.occupied.value()));
        self.next += 1;
    }

    /// All that was seen: for each instant the value of each series.
    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_at_the_midnight_after_its_last_day() {
        let start = Date::constant(2006, 4, 1);
        let ends = month_ends(start, Days(92.0));
        let found: Vec<_> = ends.iter().map(|s| (s.at.0, s.date.unwrap().to_string())).collect();
        // April has 30 days, May 31; June ends on day 91.
        assert_eq!(
            found,
            [
                (30.0, "2006-04-30".to_owned()),
                (61.0, "2006-05-31".to_owned()),
                (91.0, "2006-06-30".to_owned())
            ]
        );
        assert_eq!(day_ending(start, Days(1.0)), Some(start));
    }
}
