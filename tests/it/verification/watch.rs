//! Finer than averages: who waits longer than a given time, which numbers are present together, when clients depart.

use crate::trace::run;
use rayon::prelude::*;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// So many replications of a model on all cores, each with a recorder of its own.
pub(crate) fn listen<R: Recorder + Send>(
    model: &Model,
    replications: u32,
    recorder: impl Fn() -> R + Sync,
) -> Vec<R> {
    let one = |replication| {
        let mut listening = recorder();
        run(model, replication, &mut listening);
        listening
    };
    (1..=replications).into_par_iter().map(one).collect()
}

/// The waits of those served by the first service, from the end of the warm-up on, by a clock of its own.
pub(crate) struct Waits {
    begin: f64,
    /// Days beyond which a wait is counted, with how many were longer.
    beyond: Vec<(f64, f64)>,
    /// By slot: since when the client waits; not a number where they do not.
    since: Vec<f64>,
    served: f64,
    squares: f64,
}

impl Waits {
    pub(crate) fn of(model: &Model, beyond: &[f64]) -> Waits {
        Waits {
            begin: model.run.warm_up.0,
            beyond: beyond.iter().map(|time| (*time, 0.0)).collect(),
            since: Vec::new(),
            served: 0.0,
            squares: 0.0,
        }
    }

    /// Share of the waits that were longer than each of the times.
    pub(crate) fn longer(&self, which: usize) -> f64 {
        self.beyond[which].1 / self.served
    }

    /// Mean square of the waits, in days squared.
    pub(crate) fn mean_square(&self) -> f64 {
        self.squares / self.served
    }
}

impl Recorder for Waits {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let slot = client.slot as usize;
        if self.since.len() <= slot {
            self.since.resize(slot + 1, f64::NAN);
        }
        match happening {
            Happening::Joined { .. } => self.since[slot] = at.0,
            Happening::Served { .. } => {
                let since = std::mem::replace(&mut self.since[slot], f64::NAN);
                let wait = if since.is_nan() { 0.0 } else { at.0 - since };
                if at.0 >= self.begin {
                    self.served += 1.0;
                    self.squares += wait * wait;
                    for (time, longer) in &mut self.beyond {
                        *longer += if wait > *time { 1.0 } else { 0.0 };
                    }
                }
            }
            Happening::GaveUp { .. } => self.since[slot] = f64::NAN,
            _ => {}
        }
    }
}

/// A function of the numbers present at each service.
pub(crate) type Look = fn(&[u32]) -> f64;

/// How long which numbers are present at the services of a model, after the warm-up.
pub(crate) struct States {
    begin: f64,
    since: f64,
    now: Vec<u32>,
    /// By slot: whether the client waits, and so is present already when served.
    waiting: Vec<bool>,
    /// A function of the numbers present, and its integral over time.
    integrals: Vec<(Look, f64)>,
    end: f64,
}

impl States {
    /// The time averages of functions of the numbers present at each service.
    pub(crate) fn of(model: &Model, functions: &[Look]) -> States {
        let begin = model.run.warm_up.0;
        States {
            begin,
            since: 0.0,
            now: vec![0; model.system().services.len()],
            waiting: Vec::new(),
            integrals: functions.iter().map(|function| (*function, 0.0)).collect(),
            end: begin + model.run.horizon.0,
        }
    }

    fn pass(&mut self, at: f64) {
        let length = at.max(self.begin) - self.since.max(self.begin);
        if length > 0.0 {
            for (function, integral) in &mut self.integrals {
                *integral += length * function(&self.now);
            }
        }
        self.since = at;
    }

    /// The time average of the function of this number.
    pub(crate) fn mean(&self, which: usize) -> f64 {
        self.integrals[which].1 / (self.end - self.begin)
    }
}

impl Recorder for States {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let slot = client.slot as usize;
        if self.waiting.len() <= slot {
            self.waiting.resize(slot + 1, false);
        }
        match happening {
            Happening::Joined { service, .. } => {
                self.pass(at.0);
                self.now[service.index()] += 1;
                self.waiting[slot] = true;
            }
            Happening::Served { service, .. } => {
                if !self.waiting[slot] {
                    self.pass(at.0);
                    self.now[service.index()] += 1;
                }
                self.waiting[slot] = false;
            }
            Happening::GaveUp { service, .. } => {
                self.pass(at.0);
                self.now[service.index()] -= 1;
                self.waiting[slot] = false;
            }
            Happening::PlaceFreed { service, .. } => {
                self.pass(at.0);
                self.now[service.index()] -= 1;
            }
            _ => {}
        }
    }

    fn finish(&mut self, at: Days) {
        self.pass(at.0);
    }
}

/// The times between departures from one service after the warm-up.
pub(crate) struct Departures {
    begin: f64,
    service: usize,
    last: Option<f64>,
    before: Option<f64>,
    /// How many, their sum, the sum of their squares.
    pub(crate) moments: [f64; 3],
    /// How many follow another, and the sum of the products with it.
    pub(crate) neighbours: [f64; 2],
}

impl Departures {
    pub(crate) fn of(model: &Model, service: usize) -> Departures {
        Departures {
            begin: model.run.warm_up.0,
            service,
            last: None,
            before: None,
            moments: [0.0; 3],
            neighbours: [0.0; 2],
        }
    }
}

impl Recorder for Departures {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        let Happening::PlaceFreed { service, .. } = happening else { return };
        if service.index() != self.service || at.0 < self.begin {
            return;
        }
        if let Some(last) = self.last.replace(at.0) {
            let gap = at.0 - last;
            for (sum, value) in self.moments.iter_mut().zip([1.0, gap, gap * gap]) {
                *sum += value;
            }
            if let Some(before) = self.before.replace(gap) {
                self.neighbours[0] += 1.0;
                self.neighbours[1] += gap * before;
            }
        }
    }
}
