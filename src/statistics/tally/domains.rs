//! Levels of the outcome domains: when the care plan opens, at reviews, at the exit and half a year after it.
//!
//! A client's levels change only when something is told of them, so whatever fell due meanwhile is counted with the
//! levels held until then, before what is told takes effect.

use super::client::Leaving;
use super::counts::{HAIR, HALF_A_YEAR};
use crate::model::{AttributeId, Facts, Model, Reason, System};
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
#[derive(Debug, Default)]
pub(super) struct Domains {
    window: Option<Window>,
    /// Every level, and the facts they are.
    levels: Vec<(AttributeId, u8)>,
    facts: Facts,
    /// Position of each fact among the levels.
    place: Vec<u16>,
    clients: Vec<Followed>,
    /// By group.
    starts: Vec<Standing>,
    exits: Vec<Standing>,
    /// By number of the review.
    reviews: Vec<Standing>,
    after: Standing,
}

/// What is followed of one client.
#[derive(Debug, Default)]
struct Followed {
    /// The levels.
    facts: Facts,
    /// When the care plan opened, while it is open.
    opened: Option<Days>,
    /// Reviews that have fallen due.
    reviewed: usize,
    /// The levels when the care plan closed, until the exit is told.
    closing: Option<Facts>,
    /// Exits whose half year is not over.
    exits: Vec<Days>,
}

/// How many there were, and how many at each level.
#[derive(Debug, Clone, Default)]
struct Standing {
    all: u64,
    at: Vec<u64>,
}

impl Standing {
    fn count(&mut self, facts: Facts, place: &[u16]) {
        self.all += 1;
        for fact in facts.iter() {
            self.at[usize::from(place[usize::from(fact.0)])] += 1;
        }
    }

    fn share(&self, level: usize) -> Option<f64> {
        (self.all > 0).then(|| self.at[level] as f64 / self.all as f64)
    }
}

impl Domains {
    /// Nothing counted yet; nothing ever is where a model names no domains.
    pub(super) fn of(model: &Model, groups: usize) -> Domains {
        let system = model.system();
        let mut domains = Domains { place: vec![0; Facts::CAPACITY], ..Domains::default() };
        for id in model.measured_attributes() {
            let attribute = &system.attributes[id.index()];
            for (level, fact) in (0..).zip(attribute.mask.iter()) {
                domains.place[usize::from(fact.0)] = domains.levels.len() as u16;
                domains.levels.push((id, level));
            }
            domains.facts = domains.facts | attribute.mask;
        }
        if domains.levels.is_empty() {
            return domains;
        }
        let window = Window::of(&model.run);
        let reviews = (window.length() / BETWEEN).floor() as usize;
        let nobody = Standing { all: 0, at: vec![0; domains.levels.len()] };
        domains.window = Some(window);
        domains.starts = vec![nobody.clone(); groups];
        domains.exits = vec![nobody.clone(); groups];
        domains.reviews = vec![nobody.clone(); reviews.min(MOST_REVIEWS)];
        domains.after = nobody;
        domains
    }

    /// Something is told of a client of these groups.
    #[inline(always)]
    pub(super) fn hear(
        &mut self,
        at: Days,
        client: Client<'_>,
        happening: Happening,
        members: &[u16],
        system: &System,
    ) {
        if let Some(window) = self.window {
            self.follow(at, client, happening, members, system, window);
        }
    }

    fn follow(
        &mut self,
        at: Days,
        client: Client<'_>,
        happening: Happening,
        members: &[u16],
        system: &System,
        window: Window,
    ) {
        let slot = client.slot as usize;
        let levels = *client.facts & self.facts;
        match happening {
            Happening::Came { .. } => self.admit(slot, levels),
            Happening::Changed { .. } => {
                self.catch_up(slot, at);
                self.clients[slot].facts = levels;
            }
            Happening::CarePlanOpened => {
                let followed = &mut self.clients[slot];
                followed.reviewed = 0;
                // What opened outside the window has no reviews.
                followed.opened = window.contains(at).then_some(at);
                if window.contains(at) {
                    for &member in members {
                        self.starts[usize::from(member)].count(levels, &self.place);
                    }
                }
            }
            Happening::CarePlanClosed { .. } => {
                self.catch_up(slot, at);
                let followed = &mut self.clients[slot];
                followed.opened = None;
                followed.closing = Some(levels);
            }
            Happening::Exited { exit, .. } => {
                let followed = &mut self.clients[slot];
                let Some(levels) = followed.closing.take() else { return };
                if system.exit(exit).reason == Reason::Died || !window.contains(at) {
                    return;
                }
                if window.follows(at, HALF_A_YEAR) {
                    followed.exits.push(at);
                }
                for &member in members {
                    self.exits[usize::from(member)].count(levels, &self.place);
                }
            }
            _ => {}
        }
    }

    fn admit(&mut self, slot: usize, levels: Facts) {
        if slot >= self.clients.len() {
            self.clients.resize_with(slot + 1, Followed::default);
        }
        let followed = &mut self.clients[slot];
        let mut exits = std::mem::take(&mut followed.exits);
        exits.clear();
        *followed = Followed { facts: levels, exits, ..Followed::default() };
    }

    /// A client leaves the simulation.
    pub(super) fn leave(&mut self, at: Days, slot: u32, leaving: Leaving) {
        let Some(window) = self.window else { return };
        let until = match leaving {
            Leaving::Unseen => at,
            Leaving::Unchanging => window.closes,
        };
        self.catch_up(slot as usize, until);
    }

    /// The replication ends with the client present.
    pub(super) fn finish(&mut self, at: Days, slot: u32) {
        if self.window.is_some() {
            self.catch_up(slot as usize, at);
        }
    }

    /// Counts what has fallen due by now, with the levels held until now.
    fn catch_up(&mut self, slot: usize, now: Days) {
        let (Some(window), followed) = (self.window, &mut self.clients[slot]) else { return };
        let now = now + HAIR;
        if let Some(opened) = followed.opened {
            while followed.reviewed < self.reviews.len() {
                let length = BETWEEN * (followed.reviewed + 1) as f64;
                if opened + length > now || !window.follows(opened, length) {
                    break;
                }
                self.reviews[followed.reviewed].count(followed.facts, &self.place);
                followed.reviewed += 1;
            }
        }
        while let Some(&exited) = followed.exits.first()
            && exited + HALF_A_YEAR <= now
        {
            self.after.count(followed.facts, &self.place);
            followed.exits.remove(0);
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
