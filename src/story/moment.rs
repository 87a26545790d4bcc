//! All that happens to a client at one instant, in words.

use super::chances::{Told, chances, own_chance, risk_name};
use super::choices;
use super::journey::{Choice, Entry, What};
use super::line::Line;
use super::waits::{self, IsLast};
use super::words::{Pace, duration, in_100};
use crate::model::{
    Action, AttributeId, FactId, InterventionId, Reason, Setting, SupportId, System, Target,
};
use crate::names::{capital, readable};
use crate::records::{Ending, Happening, Reply, RunningRisk, Strand};
use crate::units::Days;

/// What the teller remembers from one moment to the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What runs on the main strand.
    main: Option<InterventionId>,
    /// Its course is run, and the client stays until the next place is free.
    stays: bool,
}

/// The lines of one moment.
pub(super) fn told(
    system: &System,
    pace: Pace,
    memory: &mut Memory,
    entries: &[Entry],
) -> Vec<Line> {
    let mut moment = Moment::new(system, pace, memory);
    for (index, entry) in entries.iter().enumerate() {
        moment.tell(entry, &entries[index + 1..]);
    }
    moment.finish(entries)
}

/// One moment while it is told. What is known before the line in which it belongs waits in the options.
struct Moment<'a> {
    system: &'a System,
    pace: Pace,
    memory: &'a mut Memory,
    lines: Vec<Line>,
    /// An episode begins, and the next choice says with what.
    begins: bool,
    /// How the next line begins: the risk that has befallen, the keyworker who leaves.
    lead: Option<String>,
    /// Attributes that have changed since the last line.
    changes: Vec<String>,
    background: Vec<String>,
    choice: Option<Choice>,
    drawn: Option<(AttributeId, Vec<(f64, u8)>)>,
    fired: Option<(RunningRisk, Vec<RunningRisk>)>,
    /// A place has been had, and what it is for is about to start.
    served: Option<String>,
    /// The start of this has been told already.
    announced: Option<InterventionId>,
    joined: Vec<Strand>,
}

impl<'a> Moment<'a> {
    fn new(system: &'a System, pace: Pace, memory: &'a mut Memory) -> Moment<'a> {
        Moment {
            system,
            pace,
            memory,
            lines: Vec::new(),
            begins: false,
            lead: None,
            changes: Vec::new(),
            background: Vec::new(),
            choice: None,
            drawn: None,
            fired: None,
            served: None,
            announced: None,
            joined: Vec::new(),
        }
    }

    fn tell(&mut self, entry: &Entry, rest: &[Entry]) {
        match &entry.what {
            What::Happened(happening) => self.happening(entry, *happening, rest),
            What::Chose(choice) => {
                self.say_choice();
                self.choice = Some(choice.clone());
            }
            What::Drew { attribute, shares, level } => self.draws(*attribute, shares, *level, rest),
            What::Offered { support, answer } => self.offers(*support, *answer, rest),
            What::Fires { risk, running } => {
                let own = running.iter().find(|other| other.risk == *risk);
                self.fired = own.map(|own| (*own, running.clone()));
            }
            What::Behind { .. } | What::Runs { .. } => {}
        }
    }

    fn finish(mut self, entries: &[Entry]) -> Vec<Line> {
        self.say_changes();
        self.say_choice();
        self.say_served();
        let last = entries.iter().rev().find_map(|entry| match &entry.what {
            What::Runs { running } => Some((entry, running)),
            _ => None,
        });
        if let Some((entry, running)) = last
            && !self.joined.is_empty()
            && entry.facts.contains(FactId::WAITING)
        {
            let running = running.iter().copied();
            if let Some(words) = chances(self.system, self.pace, running, Told::ThatMove) {
                let within = self.pace.words();
                let text = format!("What else might end the wait within {within}: {words}.");
                self.lines.push(Line::background(text));
            }
        }
        self.lines
    }

    // What waits for its line.

    fn say(&mut self, text: impl Into<String>) {
        self.say_changes();
        self.lines.push(Line::happening(text));
    }

    fn say_changes(&mut self) {
        let changes = std::mem::take(&mut self.changes).join("; ");
        let text = match (self.lead.take(), changes.is_empty()) {
            (Some(lead), true) => format!("{lead}."),
            (Some(lead), false) => format!("{lead}: {changes}."),
            (None, false) => format!("{}.", capital(&changes)),
            (None, true) => return,
        };
        self.lines.push(Line::happening(text));
        self.lines.extend(self.background.drain(..).map(Line::background));
    }

    fn say_choice(&mut self) {
        let Some(choice) = self.choice.take() else { return };
        self.say_changes();
        // The way out is told where it is taken.
        if matches!(choice.target, Target::Exit(_)) && choice.to.len() < 2 {
            return;
        }
        let words = choices::words(self.system, &choice);
        let text = match (self.memory.main, choice.target) {
            (Some(main), Target::Intervention(next)) if !self.is_prison(next) => {
                self.memory.stays = true;
                let main = readable(&self.system.intervention(main).name);
                format!(
                    "{} has run its course; {words} as soon as there is a place.",
                    capital(&main)
                )
            }
            _ if std::mem::take(&mut self.begins) => {
                format!("{}.", capital(&words.replacen("goes on to", "begins with", 1)))
            }
            _ => format!("{}.", capital(&words)),
        };
        if let Target::Intervention(next) = choice.target {
            self.announced = Some(next);
        }
        self.lines.push(Line::happening(text));
    }

    /// The choice that leads out; one into prison is told when custody begins.
    fn say_way_out(&mut self) {
        let target = self.choice.as_ref().map(|choice| choice.target);
        if !matches!(target, Some(Target::Intervention(id)) if self.is_prison(id)) {
            self.say_choice();
        }
    }

    fn say_served(&mut self) {
        if let Some(served) = self.served.take() {
            self.say(format!("{served}."));
        }
    }

    fn is_prison(&self, id: InterventionId) -> bool {
        self.system.intervention(id).setting == Setting::Prison
    }

    // What lies behind.

    fn draws(&mut self, attribute: AttributeId, shares: &[(f64, u8)], level: u8, rest: &[Entry]) {
        let changes = rest.first().is_some_and(|next| {
            matches!(next.what, What::Happened(Happening::Changed { attribute: other, .. }) if other == attribute)
        });
        if changes {
            self.drawn = Some((attribute, shares.to_vec()));
        } else {
            self.changes.push(choices::level(self.system, attribute, None, level, shares));
        }
    }

    fn offers(&mut self, support: SupportId, answer: Reply, rest: &[Entry]) {
        let support = &self.system.supports[usize::from(support.0)];
        let name = readable(&self.system.intervention(support.intervention).name);
        let share = in_100(support.take_up);
        let starts = rest.first().is_some_and(|next| {
            matches!(next.what, What::Happened(Happening::Started { intervention, .. }) if intervention == support.intervention)
        });
        self.say_choice();
        match answer {
            Reply::Accepted => {
                let so = if support.take_up >= 1.0 {
                    String::new()
                } else {
                    format!(" and accepts ({share} do)")
                };
                let now = if starts { "; it starts at once" } else { "" };
                let alongside = if name.ends_with(" alongside") { "" } else { " alongside" };
                self.say(format!("Is offered {name}{alongside}{so}{now}."));
                if starts {
                    self.announced = Some(support.intervention);
                }
            }
            Reply::Declined => {
                self.say(format!("Is offered {name} and declines ({share} accept)."));
            }
            Reply::HadAlready => {}
        }
    }

    // What happens.

    fn happening(&mut self, entry: &Entry, happening: Happening, rest: &[Entry]) {
        let system = self.system;
        match happening {
            Happening::Came { route } => {
                self.begins = true;
                let route = readable(&system.route(route).name);
                self.say(format!("Comes for the first time (route: {route})."));
            }
            Happening::Referred { again: false } => {}
            Happening::Referred { again: true } => {
                self.begins = true;
                self.say(format!("Comes back: episode {} begins.", entry.episode));
            }
            Happening::Joined { service, intervention, strand } => {
                self.before_main(strand);
                let ahead = rest.first().map(|next| &next.what);
                let ahead = if let Some(What::Behind { ahead }) = ahead { *ahead } else { 0 };
                let staying = match self.memory.main.filter(|_| strand == Strand::Main) {
                    Some(main) => {
                        format!(
                            "; stays in {} meanwhile",
                            readable(&system.intervention(main).name)
                        )
                    }
                    None => String::new(),
                };
                let joins = waits::joins(system, service, intervention, strand, ahead);
                self.say(format!("{joins}{staying}."));
                if strand != Strand::Support {
                    self.joined.push(strand);
                }
            }
            Happening::Served { service, strand, waited, .. } => {
                let had_to_wait = waited > Days::ZERO;
                // Where nobody has to stay for a place, what goes before is completed first.
                if had_to_wait || self.memory.main.is_none() {
                    self.before_main(strand);
                }
                let words = waits::served(system, service, strand, had_to_wait.then_some(waited));
                if strand == Strand::Keyworker {
                    self.say(format!("{words}."));
                } else {
                    self.served = Some(words);
                }
            }
            Happening::GaveUp { service, strand, waited } => {
                self.say(waits::gives_up(system, service, strand, waited));
            }
            Happening::TurnedAway { service, strand } => {
                self.before_main(strand);
                self.say(waits::turned_away(system, service, strand));
            }
            Happening::Missed { service, .. } => {
                let gives_up = |next: &Entry| matches!(next.what, What::Happened(Happening::GaveUp { service: of, .. }) if of == service);
                let is_last = if rest.iter().any(gives_up) { IsLast::Yes } else { IsLast::No };
                self.say(waits::misses(system, service, is_last));
            }
            Happening::Started { intervention, strand } => self.starts(intervention, strand),
            Happening::Ended { intervention, strand, lasted, how } => {
                self.ends(intervention, strand, lasted, how);
            }
            Happening::CarePlanOpened => self.say("The care plan opens: in treatment from now on."),
            Happening::CarePlanClosed { lasted } => {
                self.say_way_out();
                self.say(format!("The care plan closes after {}.", duration(lasted)));
            }
            Happening::Befell { risk } => self.befalls(entry, risk.index()),
            Happening::Changed { attribute, from, to } => {
                let drawn = self.drawn.take().filter(|(of, _)| *of == attribute);
                let shares = drawn.map(|(_, shares)| shares).unwrap_or_default();
                self.changes.push(choices::level(system, attribute, Some(from), to, &shares));
            }
            Happening::KeyworkerLeft { service, .. } => {
                self.say_changes();
                let is_keyworker = system.care_plan.service == Some(service);
                let who = if is_keyworker { "keyworker" } else { "member of staff" };
                let name = readable(&system.service(service).name);
                self.lead = Some(format!("The client's {who} ({name}) leaves and is replaced"));
            }
            Happening::TakenIntoCustody => {
                self.say("Is taken into custody.");
                self.say_choice();
            }
            Happening::Released => self.say("Is released from custody."),
            Happening::KnownBefore { treated: true, .. } => {
                self.say("Has had structured treatment in this episode.");
            }
            Happening::KnownBefore { .. } => {}
            Happening::Exited { exit, lasted } => self.exits(exit.index(), lasted),
            Happening::PlaceTaken { .. }
            | Happening::PlaceFreed { .. }
            | Happening::StillWaiting { .. }
            | Happening::Left => {}
        }
    }

    /// Before anything new on the main strand: why it comes to that.
    fn before_main(&mut self, strand: Strand) {
        if strand == Strand::Main {
            self.say_choice();
        }
    }

    fn starts(&mut self, id: InterventionId, strand: Strand) {
        let name = readable(&self.system.intervention(id).name);
        self.before_main(strand);
        match self.served.take() {
            Some(served) => self.say(format!("{served}: {name} starts.")),
            None if self.announced == Some(id) => {}
            None => self.say(format!("{} starts.", capital(&name))),
        }
        self.announced = None;
        if strand == Strand::Main {
            self.memory.main = Some(id);
        }
    }

    fn ends(&mut self, id: InterventionId, strand: Strand, lasted: Days, how: Ending) {
        let name = readable(&self.system.intervention(id).name);
        let after = duration(lasted);
        let is_main = strand == Strand::Main;
        if is_main {
            self.memory.main = None;
        }
        if how == Ending::CutShort {
            self.say(format!("{} ends early, after {after}.", capital(&name)));
            return;
        }
        if is_main && std::mem::take(&mut self.memory.stays) {
            // It had run its course before; this is the next place, or something that ends the wait for it.
            let words = match self.served {
                Some(_) => format!("Moves on, after {after} of {name}."),
                None => format!("{} ends, after {after}.", capital(&name)),
            };
            self.say(words);
            return;
        }
        let took = if lasted > Days::ZERO { format!(" after {after}") } else { String::new() };
        let mut text = format!("Completes {name}{took}");
        if self.lead.is_none() && !self.changes.is_empty() {
            text.push_str(&format!(": {}", std::mem::take(&mut self.changes).join("; ")));
        }
        let goes_on =
            |choice: &Choice| !matches!(choice.target, Target::Exit(_)) || choice.to.len() > 1;
        if let Some(choice) = self.choice.take().filter(|_| is_main).filter(goes_on) {
            let joint = if text.contains(':') { "; " } else { " and " };
            text.push_str(&format!("{joint}{}", choices::words(self.system, &choice)));
            if let Target::Intervention(next) = choice.target {
                self.announced = Some(next);
            }
        }
        self.say(format!("{text}."));
    }

    fn befalls(&mut self, entry: &Entry, risk: usize) {
        self.say_changes();
        let Some((own, running)) = self.fired.take() else { return };
        let system = self.system;
        self.lead = Some(risk_name(system, own));
        let own_words = own_chance(system, self.pace, &entry.facts, own);
        self.background.push(own_words);
        if matches!(system.clocks[risk].action, Action::Risk { then: Some(_), .. }) {
            let others = running.into_iter().filter(|other| other.risk != own.risk);
            if let Some(words) = chances(system, self.pace, others, Told::All) {
                let within = self.pace.words();
                let text = format!("What else might have come within {within}: {words}.");
                self.background.push(text);
            }
        }
    }

    fn exits(&mut self, exit: usize, lasted: Option<Days>) {
        let exit = &self.system.exits[exit];
        self.say_way_out();
        let name = readable(&exit.name);
        let how = if exit.planned { "a planned exit" } else { "not a planned exit" };
        let mut text = match (exit.reason, lasted) {
            (Reason::Died, Some(_)) => "The client dies.".to_owned(),
            (Reason::Died, None) => "The client dies, outside treatment.".to_owned(),
            (_, Some(lasted)) => {
                format!("The episode ends after {}: {name} ({how}).", duration(lasted))
            }
            (_, None) => format!("{}.", capital(&name)),
        };
        if self.lead.is_none() && !self.changes.is_empty() {
            let changes = std::mem::take(&mut self.changes).join("; ");
            text.push_str(&format!(" {}.", capital(&changes)));
        }
        self.say(text);
    }
}
