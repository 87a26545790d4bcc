//! Appointments: a slot at a time for the first on the list, arrivals at random.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::poisson;
#[cfg(test)]
use super::{mg1, near};

/// Long-run averages of the list. Times are in slots: from one to the next is the unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slots {
    /// Mean number on the list.
    pub(crate) waiting: f64,
    /// Mean wait of those who are not turned away, until the appointment that they attend.
    pub(crate) wait: f64,
    /// Share of the slots that come up while somebody waits.
    pub(crate) used: f64,
    /// Share of those who come that is turned away.
    pub(crate) lost: f64,
}

/// `load` arrivals a slot; an appointment is attended with probability `attended`, otherwise the client goes to the back.
///
/// X, the number on the list just before a slot, becomes X - (1 if X > 0 and attended) + A, with A Poisson of mean load.
/// Means: attended P(X > 0) = load. Mean squares: 2 (attended - load) E\[X\] = 2 load - load^2. Over the time of a slot the
/// list grows from E\[X\] - load to E\[X\], so that Lq = E\[X\] - load / 2, and Wq = Lq / load (Little 1961). Where all attend
/// it is the wait of M/D/1 and half a slot (the discrete-time queue: Takagi 1993, chapter 1; own derivation).
pub(crate) fn slots(load: f64, attended: f64) -> Slots {
    let before = (2.0 * load - load * load) / (2.0 * (attended - load));
    let waiting = before - load / 2.0;
    Slots { waiting, wait: waiting / load, used: load / attended, lost: 0.0 }
}

/// The same where at most `most` may be on the list: the chain of numbers just after a slot, followed until it settles.
pub(crate) fn slots_limited(load: f64, attended: f64, most: u32) -> Slots {
    let (limit, many) = (most as usize, 80);
    let come: Vec<f64> = (0..many).map(|n| poisson(load, n)).collect();
    let grow = |after: &[f64]| {
        let mut before = vec![0.0; limit + 1];
        for (number, p) in after.iter().enumerate() {
            for (arrivals, q) in come.iter().enumerate() {
                before[(number + arrivals).min(limit)] += p * q;
            }
        }
        before
    };
    let mut after = vec![0.0; limit + 1];
    after[0] = 1.0;
    for _ in 0..3_000 {
        let before = grow(&after);
        after = (0..=limit)
            .map(|number| {
                let stays = if number == 0 { 1.0 } else { 1.0 - attended };
                stays * before[number] + before.get(number + 1).map_or(0.0, |p| attended * p)
            })
            .collect();
    }
    let before = grow(&after);
    let mean = |of: &[f64]| of.iter().enumerate().map(|(n, p)| n as f64 * p).sum::<f64>();
    let admitted = mean(&before) - mean(&after);
    // Over the time of a slot so many have come for P(more than so many come in all) / load of it.
    let mut more = 1.0;
    let mut waiting = 0.0;
    for (arrivals, p) in come.iter().enumerate() {
        more -= p;
        let present = |(number, p): (usize, &f64)| p * (number + arrivals).min(limit) as f64;
        waiting += more / load * after.iter().enumerate().map(present).sum::<f64>();
    }
    Slots { waiting, wait: waiting / admitted, used: 1.0 - before[0], lost: 1.0 - admitted / load }
}

#[test]
fn appointments_that_all_attend_are_a_constant_service_and_half_a_slot() {
    for load in [0.1, 0.5, 0.9] {
        let list = slots(load, 1.0);
        assert!(near(list.wait, mg1(load, 1.0, 0.0).wait + 0.5) && near(list.used, load));
        assert!(near(list.wait, 0.5 / (1.0 - load)));
    }
    // Hardly anybody comes and half the appointments are missed: half a slot, and one more each time.
    assert!((slots(1e-9, 0.5).wait - 1.5).abs() < 1e-6);
}

#[test]
fn a_list_with_much_room_is_one_without_limit() {
    for (load, attended) in [(0.5, 1.0), (0.6, 0.8)] {
        let (free, limited) = (slots(load, attended), slots_limited(load, attended, 150));
        assert!((free.waiting - limited.waiting).abs() < 1e-8, "{free:?} {limited:?}");
        assert!((free.used - limited.used).abs() < 1e-8 && limited.lost.abs() < 1e-8);
        assert!((free.wait - limited.wait).abs() < 1e-8);
    }
}

#[test]
fn one_on_the_list_at_most_waits_for_the_next_slot() {
    // The list is empty after each slot; who comes first waits until the next: 1 - e^-1 a slot of 1.
    let list = slots_limited(1.0, 1.0, 1);
    let some = 1.0 - (-1f64).exp();
    assert!(near(list.used, some) && near(list.lost, 1.0 - some));
    // Empty until the first comes, for 1 - e^-1 of the time on average.
    assert!(near(list.waiting, 1.0 - some) && near(list.wait, (1.0 - some) / some));
}
