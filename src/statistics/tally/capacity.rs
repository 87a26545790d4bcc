//! What is counted for each service and intervention as a whole: places, lists, appointments, cost.

use super::counts::Lengths;
use crate::model::{Capacity, Cost, Intervention, Service};
use crate::statistics::window::{Level, Moment, Window};
use crate::units::Days;

/// One service.
#[derive(Debug, Clone, Default)]
pub(super) struct ServiceTally {
    /// Whether there is no limit to its places.
    pub(super) is_endless: bool,
    pub(super) places: Level,
    pub(super) occupied: Level,
    pub(super) waiting: Level,
    /// 1 while any place is open, and while all that are open are occupied.
    pub(super) open: Level,
    pub(super) full: Level,
    pub(super) slots_used: u64,
    pub(super) slots_offered: f64,
    pub(super) cost: f64,
    billed: Billed,
}

/// What has been charged for already.
#[derive(Debug, Clone, Copy, Default)]
struct Billed {
    place_days: f64,
    occupied_days: f64,
    number: u64,
}

impl ServiceTally {
    /// Counts time up to an instant.
    pub(super) fn advance(&mut self, now: Moment) {
        for level in [
            &mut self.places,
            &mut self.occupied,
            &mut self.waiting,
            &mut self.open,
            &mut self.full,
        ] {
            level.advance(now);
        }
    }

    /// There are so many places from now on; `None`: no limit.
    pub(super) fn provide(&mut self, now: Moment, places: Option<u32>) {
        self.is_endless = places.is_none();
        let places = places.map_or(0.0, f64::from);
        self.places.set(now, places);
        self.open.set(now, f64::from(u8::from(places > 0.0)));
        self.review(now);
    }

    /// Places are taken or freed.
    #[inline]
    pub(super) fn occupy(&mut self, now: Moment, by: f64) {
        self.occupied.change(now, by);
        self.review(now);
    }

    /// Whether all places are taken.
    #[inline]
    fn review(&mut self, now: Moment) {
        // Where there is no limit the number of places is zero.
        let places = self.places.value();
        let full = places > 0.0 && self.occupied.value() >= places;
        self.full.set(now, f64::from(u8::from(full)));
    }

    /// Charges for what lies between the last bill and now, an era of one set of prices, when so many have been served in
    /// all; time is counted up to now.
    pub(super) fn settle(
        &mut self,
        service: &Service,
        served: u64,
        (from, to): (Days, Days),
        window: &Window,
    ) {
        let slots = match &service.capacity {
            Capacity::Appointments(curve) => curve.expected(window.clip(from), window.clip(to)),
            _ => 0.0,
        };
        self.slots_offered += slots;
        let occupied_days = self.occupied.area();
        let place_days = if self.is_endless { occupied_days } else { self.places.area() };
        if let Some(cost) = &service.cost {
            self.cost += Days(place_days - self.billed.place_days).years() * cost.per_place_year
                + (occupied_days - self.billed.occupied_days) * cost.per_occupied_day
                + slots * cost.per_appointment
                + (served - self.billed.number) as f64 * cost.per_start;
        }
        self.billed = Billed { place_days, occupied_days, number: served };
    }
}

/// One intervention.
#[derive(Debug, Clone, Default)]
pub(super) struct InterventionTally {
    pub(super) running: Level,
    pub(super) starts: u64,
    pub(super) lengths: Lengths,
    pub(super) completed: u64,
    pub(super) cost: f64,
    billed: Billed,
}

impl InterventionTally {
    /// Charges for what lies between the last bill and now; time is counted up to now.
    pub(super) fn settle(&mut self, intervention: &Intervention) {
        let occupied_days = self.running.area();
        if let Some(cost) = &intervention.cost {
            self.cost += (occupied_days - self.billed.occupied_days) * cost.per_occupied_day
                + (self.starts - self.billed.number) as f64 * cost.per_start;
        }
        self.billed = Billed { place_days: 0.0, occupied_days, number: self.starts };
    }
}

/// Whether a cost is stated in any of these.
pub(super) fn any_cost<'a>(costs: impl IntoIterator<Item = &'a Option<Cost>>) -> bool {
    costs.into_iter().any(Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_full_only_while_it_is_open() {
        let window = Window { opens: Days(0.0), closes: Days(10.0) };
        let mut service = ServiceTally::default();
        service.provide(window.moment(Days(0.0)), Some(0));
        service.provide(window.moment(Days(2.0)), Some(1));
        service.occupy(window.moment(Days(5.0)), 1.0);
        service.advance(window.moment(Days(10.0)));
        assert_eq!((service.open.area(), service.full.area()), (8.0, 5.0));
    }
}
