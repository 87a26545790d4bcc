//! Levels of the outcome domains: when the care plan opens, at reviews, at the exit and half a year after it.
//!
//! A client's levels change only when something is told of them, so whatever fell due meanwhile is counted with the
//! levels held until then, before what is told takes effect.

use super::client::Leaving;
use super::counts::{HAIR, HALF_A_YEAR};
use super::kept::Kept;
use crate::model::{AttributeId, Model, Reason, System};
use crate::records::{Client, Happening};
use crate::statistics::Measure::{self, LevelAfterExit, LevelAtExit, LevelAtReview, LevelAtStart};
use crate::statistics::subject::Subject;
use crate::statistics::window::Window;
use crate::units::Days;

/// Weeks between reviews.
const WEEKS: u16 = 13;
const BETWEEN: Days = Days(7.0 * WEEKS as f64);
/// Reviews at most: five years of them.
const MOST_REVIEWS: usize = 20;

/// What is counted of levels.
#[derive(Debug)]
pub(super) struct Domains {
    window: Window,
    /// Every level.
    levels: Vec<(AttributeId, u8)>,
    /// The levels of each client.
    held: Kept,
    clients: Vec<Followed>,
    /// Clients whose care plan has closed, and their levels then, until the exit is told.
    closing: Vec<(u32, Vec<usize>)>,
    /// By group.
    starts: Vec<Standing>,
    exits: Vec<Standing>,
    /// By number of the review.
    reviews: Vec<Standing>,
    after: Standing,
}

/// What is followed of one client.
#[derive(Debug)]
struct Followed {
    /// When the care plan opened, while it is open and has reviews; never otherwise.
    opened: Days,
    /// The earliest exit whose half year is not over; never where there is none.
    exited: Days,
    /// Exits after that, which are few.
    #[allow(
        clippy::box_collection,
        reason = "seldom there: eight bytes in each client instead of 24"
    )]
    exited_again: Option<Box<Vec<Days>>>,
    /// Reviews that have fallen due.
    reviewed: u32,
}

impl Default for Followed {
    fn default() -> Followed {
        Followed { opened: Days::NEVER, exited: Days::NEVER, exited_again: None, reviewed: 0 }
    }
}

impl Followed {
    fn exit(&mut self, at: Days) {
        if self.exited.is_finite() {
            self.exited_again.get_or_insert_default().push(at);
        } else {
            self.exited = at;
        }
    }

    /// The half year after the earliest exit is over.
    fn next_exit(&mut self) {
        self.exited = match &mut self.exited_again {
            Some(again) => again.remove(0),
            None => Days::NEVER,
        };
        if self.exited_again.as_ref().is_some_and(|again| again.is_empty()) {
            self.exited_again = None;
        }
    }
}

/// How many there were, and how many at each level.
#[derive(Debug, Clone, Default)]
struct Standing {
    all: u64,
    at: Vec<u64>,
}

impl Standing {
    /// Counts one who is at these levels.
    fn count(&mut self, levels: impl Iterator<Item = usize>) {
        self.all += 1;
        levels.for_each(|level| self.at[level] += 1);
    }

    fn share(&self, level: usize) -> Option<f64> {
        (self.all > 0).then(|| self.at[level] as f64 / self.all as f64)
    }
}

impl Domains {
    /// Nothing counted yet; nothing ever is where a model names no domains.
    pub(super) fn of(model: &Model, groups: usize) -> Domains {
        let system = model.system();
        let (mut levels, mut facts) = (Vec::new(), Vec::new());
        for id in model.measured_attributes() {
            for (level, fact) in (0..).zip(system.attributes[id.index()].mask.iter()) {
                levels.push((id, level));
                facts.push(fact);
            }
        }
        let window = Window::of(&model.run);
        let reviews = (window.length() / BETWEEN).floor() as usize;
        let nobody = Standing { all: 0, at: vec![0; levels.len()] };
        Domains {
            window,
            held: Kept::of(facts),
            clients: Vec::new(),
            closing: Vec::new(),
            starts: vec![nobody.clone(); groups],
            exits: vec![nobody.clone(); groups],
            reviews: vec![nobody.clone(); reviews.min(MOST_REVIEWS)],
            after: nobody,
            levels,
        }
    }

    /// Whether levels are counted at all, and a happening changes what is counted of them.
    #[inline(always)]
    pub(super) fn are_asked_of(&self, happening: Happening) -> bool {
        matches!(
            happening,
            Happening::Came { .. }
                | Happening::Changed { .. }
                | Happening::CarePlanOpened
                | Happening::CarePlanClosed { .. }
                | Happening::Exited { .. }
        ) && !self.levels.is_empty()
    }

    /// Something is told of a client of these groups.
    pub(super) fn hear(
        &mut self,
        at: Days,
        client: Client<'_>,
        happening: Happening,
        members: &[u8],
        system: &System,
    ) {
        let window = self.window;
        let slot = client.slot as usize;
        let groups = || std::iter::once(0).chain(members.iter().map(|&part| usize::from(part) + 1));
        match happening {
            Happening::Came { .. } => self.admit(client),
            Happening::Changed { .. } => {
                self.catch_up(client.slot, at);
                self.held.keep(client.slot, client.facts);
            }
            Happening::CarePlanOpened => {
                let followed = &mut self.clients[slot];
                followed.reviewed = 0;
                // What opened outside the window has no reviews.
                followed.opened = if window.contains(at) { at } else { Days::NEVER };
                if window.contains(at) {
                    for group in groups() {
                        self.starts[group].count(self.held.numbers(client.facts));
                    }
                }
            }
            Happening::CarePlanClosed { .. } => {
                self.catch_up(client.slot, at);
                self.clients[slot].opened = Days::NEVER;
                self.forget_closing(client.slot);
                let levels = self.held.numbers(client.facts).collect();
                self.closing.push((client.slot, levels));
            }
            Happening::Exited { exit, .. } => {
                let Some(levels) = self.forget_closing(client.slot) else { return };
                if system.exit(exit).reason == Reason::Died || !window.contains(at) {
                    return;
                }
                if window.follows(at, HALF_A_YEAR) {
                    self.clients[slot].exit(at);
                }
                for group in groups() {
                    self.exits[group].count(levels.iter().copied());
                }
            }
            _ => {}
        }
    }

    /// The levels with which the client's care plan has just closed are not needed any longer.
    fn forget_closing(&mut self, slot: u32) -> Option<Vec<usize>> {
        let index = self.closing.iter().position(|(closing, _)| *closing == slot)?;
        Some(self.closing.swap_remove(index).1)
    }

    fn admit(&mut self, client: Client<'_>) {
        let slot = client.slot as usize;
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Followed::default);
        }
        self.clients[slot] = Followed::default();
        self.forget_closing(client.slot);
        self.held.keep(client.slot, client.facts);
    }

    /// A client leaves the simulation.
    pub(super) fn leave(&mut self, at: Days, slot: u32, leaving: Leaving) {
        if self.levels.is_empty() {
            return;
        }
        let until = match leaving {
            Leaving::Unseen => at,
            Leaving::Unchanging => self.window.closes,
        };
        self.catch_up(slot, until);
    }

    /// The replication ends with the client present.
    pub(super) fn finish(&mut self, at: Days, slot: u32) {
        if !self.levels.is_empty() {
            self.catch_up(slot, at);
        }
    }

    /// Counts what has fallen due by now, with the levels held until now.
    fn catch_up(&mut self, slot: u32, now: Days) {
        let (window, followed) = (self.window, &mut self.clients[slot as usize]);
        let now = now + HAIR;
        if followed.opened.is_finite() {
            let opened = followed.opened;
            while (followed.reviewed as usize) < self.reviews.len() {
                let length = BETWEEN * f64::from(followed.reviewed + 1);
                if opened + length > now || !window.follows(opened, length) {
                    break;
                }
                self.reviews[followed.reviewed as usize].count(self.held.of_client(slot));
                followed.reviewed += 1;
            }
        }
        while followed.exited + HALF_A_YEAR <= now {
            self.after.count(self.held.of_client(slot));
            followed.next_exit();
        }
    }

    /// Every share of a group; the first is everybody.
    pub(super) fn values(&self, group: usize, mut each: impl FnMut(Measure, Subject, Option<f64>)) {
        if self.levels.is_empty() {
            return;
        }
        let levels = || self.levels.iter().enumerate();
        for (place, &(attribute, level)) in levels() {
            let share = self.starts[group].share(place);
            each(LevelAtStart, Subject::Level(attribute, level), share);
        }
        if group == 0 {
            for (review, weeks) in self.reviews.iter().zip((1..).map(|number| number * WEEKS)) {
                for (place, &(attribute, level)) in levels() {
                    let subject = Subject::Review(attribute, level, weeks);
                    each(LevelAtReview, subject, review.share(place));
                }
            }
        }
        for (place, &(attribute, level)) in levels() {
            each(LevelAtExit, Subject::Level(attribute, level), self.exits[group].share(place));
        }
        if group == 0 {
            for (place, &(attribute, level)) in levels() {
                let share = self.after.share(place);
                each(LevelAfterExit, Subject::Level(attribute, level), share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_whose_half_years_overlap_are_followed_each() {
        let mut followed = Followed::default();
        for day in [1.0, 2.0, 3.0] {
            followed.exit(Days(day));
        }
        for day in [1.0, 2.0, 3.0] {
            assert_eq!(followed.exited, Days(day));
            followed.next_exit();
        }
        assert!(!followed.exited.is_finite() && followed.exited_again.is_none());
    }

    /// England has more than a million clients (docs/performance.md).
    #[test]
    fn what_is_followed_of_a_client_takes_half_a_line_of_cache() {
        assert!(size_of::<Followed>() <= 32);
    }
}
