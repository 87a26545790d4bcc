//! A recorder that keeps books of its own, apart from `src/statistics`, and fails at the first entry that does not
//! add up.

use std::collections::BTreeMap;
use throughcare::model::{
    FactId, Facts, InterventionId, Model, Phase, ServiceId, System, WhileWaiting,
};
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::units::Days;

/// What is known of one client.
#[derive(Debug, Default)]
struct Journey {
    episode: u32,
    episode_open: bool,
    referred: f64,
    care_plan_since: Option<f64>,
    in_custody: bool,
    /// Waits not yet ended.
    waits: Vec<Wait>,
    /// Interventions running.
    running: Vec<(InterventionId, Strand, f64)>,
    /// Places held.
    places: Vec<(ServiceId, u32, f64)>,
    /// The service that has just served, whose place is taken next if it has places.
    served_by: Option<ServiceId>,
    is_gone: bool,
    levels: Facts,
    /// The facts that held when all had last followed.
    settled: Facts,
}

#[derive(Debug, Clone, Copy)]
struct Wait {
    service: ServiceId,
    strand: Strand,
    intervention: Option<InterventionId>,
    since: f64,
}

/// The books of a replication.
pub(crate) struct Auditor<'m> {
    model: &'m Model,
    now: Days,
    came: u64,
    left: u64,
    /// Clients inside, by slot.
    inside: BTreeMap<u32, Journey>,
    /// Places taken, by service and number.
    taken: BTreeMap<(ServiceId, u32), u32>,
    occupied: BTreeMap<ServiceId, u32>,
    capacity: BTreeMap<ServiceId, Option<u32>>,
    /// Clients on each list.
    listed: BTreeMap<ServiceId, u32>,
    still_waiting: usize,
    highest_slot: u32,
    finished: bool,
    /// All that happened, and all that was told of capacities.
    pub(crate) happenings: u64,
}

impl<'m> Auditor<'m> {
    pub(crate) fn new(model: &'m Model) -> Auditor<'m> {
        Auditor {
            model,
            // Those who are there at the start have been there before.
            now: Days(f64::NEG_INFINITY),
            came: 0,
            left: 0,
            inside: BTreeMap::new(),
            taken: BTreeMap::new(),
            occupied: BTreeMap::new(),
            capacity: BTreeMap::new(),
            listed: BTreeMap::new(),
            still_waiting: 0,
            highest_slot: 0,
            finished: false,
            happenings: 0,
        }
    }

    /// Closes the books of a replication that came to an end, its own or one from outside.
    pub(crate) fn close(&self, clients: u64, most_present: usize) {
        assert!(self.finished, "the end is reported");
        assert_eq!(self.came, clients);
        assert_eq!(self.came, self.left + self.inside.len() as u64, "in = out + inside");
        assert!(most_present >= self.inside.len());
        assert!(
            (self.highest_slot as usize) < most_present.max(1),
            "memory is for clients present, not for clients seen"
        );
        let open: usize = self.inside.values().map(|client| client.waits.len()).sum();
        assert_eq!(self.still_waiting, open, "every open wait is reported at the end");
        let held: usize = self.inside.values().map(|client| client.places.len()).sum();
        assert_eq!(held, self.occupied.values().sum::<u32>() as usize, "places have holders");
    }

    /// The system at this instant: a change at an instant comes before all else.
    fn system(&self) -> &'m System {
        let eras = self.model.eras.iter().rev();
        let mut begun = eras.filter(|era| era.from <= self.now);
        begun.next().map_or(self.model.system(), |era| &era.system)
    }

    fn has_places(&self, service: ServiceId) -> bool {
        self.capacity.contains_key(&service)
    }

    fn client(&mut self, slot: u32) -> &mut Journey {
        self.inside.get_mut(&slot).expect("things happen to those who are inside")
    }

    fn joins(&mut self, slot: u32, wait: Wait) {
        // At the start there may be more than fit, and they may be where the scenario would not have led them.
        let (system, is_past) = (self.system(), self.now < self.model.begins());
        let length = self.listed.entry(wait.service).or_default();
        *length += 1;
        if let Some((most, _)) = system.service(wait.service).limit {
            assert!(*length <= most || is_past, "{length} are on a list of {most}");
        }
        let client = self.client(slot);
        if wait.strand != Strand::Support {
            let twice = client.waits.iter().any(|other| other.strand == wait.strand);
            assert!(!twice, "one wait on a strand");
        }
        let stays = client.running.iter().find(|(_, strand, _)| *strand == Strand::Main);
        if let (Strand::Main, Some(_), Some(next)) = (wait.strand, stays, wait.intervention) {
            let next = system.intervention(next);
            let stays = next.while_waiting == WhileWaiting::Stay;
            assert!(stays || is_past, "who waits elsewhere has left");
        }
        client.waits.push(wait);
    }

    /// A wait ends, if there was one: who is served at once never waited.
    fn ends_wait(&mut self, slot: u32, of: (ServiceId, Strand), waited: Days, must: bool) {
        let now = self.now;
        let is_new = self.model.initial.is_none();
        assert!(waited >= Days::ZERO && (waited <= now || !is_new), "a wait of {waited:?}");
        let client = self.client(slot);
        let is_it = |wait: &Wait| {
            (wait.service, wait.strand) == of
                && (now - Days(wait.since)).0.to_bits() == waited.0.to_bits()
        };
        match client.waits.iter().position(is_it) {
            Some(place) => {
                client.waits.remove(place);
                *self.listed.entry(of.0).or_default() -= 1;
            }
            None => assert!(
                !must && waited == Days::ZERO,
                "a wait of {waited:?} that did not begin ends"
            ),
        }
    }

    fn takes_place(&mut self, slot: u32, service: ServiceId, place: u32) {
        let (now, is_past) = (self.now.0, self.now < self.model.begins());
        let capacity = self.capacity.get(&service).copied();
        let occupied = self.occupied.entry(service).or_default();
        *occupied += 1;
        if let Some(Some(places)) = capacity {
            assert!(*occupied <= places || is_past, "{occupied} of {places} places are taken");
            let before = self.taken.insert((service, place), slot);
            assert_eq!(before, None, "a place is one client's at a time");
        }
        let client = self.client(slot);
        assert_eq!(client.served_by.take(), Some(service), "a place is taken by who is served");
        client.places.push((service, place, now));
    }

    fn frees_place(&mut self, slot: u32, (service, place): (ServiceId, u32), held: Days) {
        let now = self.now;
        *self.occupied.entry(service).or_default() -= 1;
        if let Some(Some(_)) = self.capacity.get(&service) {
            let holder = self.taken.remove(&(service, place));
            assert_eq!(holder, Some(slot), "a place is given back by who has it");
        }
        let client = self.client(slot);
        let is_it = |&(its, number, since): &(ServiceId, u32, f64)| {
            (its, number) == (service, place) && (now - Days(since)).0.to_bits() == held.0.to_bits()
        };
        let found = client.places.iter().position(is_it);
        client.places.remove(found.expect("a place that is given back was taken so long ago"));
    }

    /// What a client's facts must say, given the books.
    fn facts_agree(&self, client: Client<'_>) {
        let journey = &self.inside[&client.slot];
        let phase = match journey {
            Journey { in_custody: true, .. } => Phase::InCustody,
            Journey { care_plan_since: Some(_), .. } => Phase::InTreatment,
            Journey { episode_open: true, .. } => Phase::Engaging,
            _ => Phase::AfterExit,
        };
        assert!(client.facts.contains(phase.fact()), "the books say {phase:?}: {journey:?}");
        let system = self.system();
        for (number, intervention) in system.interventions.iter().enumerate() {
            let Some(during) = intervention.during else { continue };
            let runs = journey.running.iter().any(|(id, ..)| usize::from(id.0) == number);
            assert_eq!(client.facts.contains(during), runs, "during {}", intervention.name);
        }
        let waits_on = |strand| journey.waits.iter().any(|wait| wait.strand == strand);
        if client.facts.contains(FactId::WAITING) {
            assert!(waits_on(Strand::Main) || waits_on(Strand::Keyworker), "waits for something");
        } else {
            let stays = journey.running.iter().any(|(_, strand, _)| *strand == Strand::Main);
            assert!(stays || !waits_on(Strand::Main), "who waits and has nothing is waiting");
        }
    }

    fn moves(&mut self, client: Client<'_>, happening: Happening) {
        let (slot, now) = (client.slot, self.now);
        match happening {
            Happening::Referred { again } => {
                let journey = self.client(slot);
                assert!(!journey.episode_open, "one episode at a time");
                journey.episode += 1;
                (journey.episode_open, journey.referred) = (true, now.0);
                assert_eq!(again, journey.episode > 1);
                assert_eq!(client.episode, journey.episode);
            }
            Happening::Exited { exit, lasted } => {
                let is_final = self.system().exit(exit).is_final;
                let journey = self.client(slot);
                let since = std::mem::take(&mut journey.episode_open).then_some(journey.referred);
                assert_eq!(lasted, since.map(|since| now - Days(since)));
                assert_eq!(journey.care_plan_since, None, "no care plan outlives its episode");
                journey.is_gone |= is_final;
            }
            Happening::CarePlanOpened => {
                let journey = self.client(slot);
                assert!(journey.episode_open, "a care plan opens within an episode");
                assert_eq!(journey.care_plan_since.replace(now.0), None);
            }
            Happening::CarePlanClosed { lasted } => {
                let since = self.client(slot).care_plan_since.take();
                assert_eq!(Some(lasted), since.map(|since| now - Days(since)));
            }
            Happening::TakenIntoCustody => {
                assert!(!std::mem::replace(&mut self.client(slot).in_custody, true));
            }
            Happening::Released => {
                assert!(std::mem::replace(&mut self.client(slot).in_custody, false));
            }
            Happening::Changed { attribute, from, to } => {
                let first = self.model.system().attributes[attribute.index()].first;
                let journey = self.client(slot);
                assert!(from != to, "a change changes something");
                assert!(journey.levels.contains(FactId(first.0 + from)), "from where it was");
                assert!(client.facts.contains(FactId(first.0 + to)));
                journey.levels.remove(FactId(first.0 + from));
                journey.levels.insert(FactId(first.0 + to));
            }
            _ => self.receives(client, happening),
        }
    }

    fn receives(&mut self, client: Client<'_>, happening: Happening) {
        let (slot, now) = (client.slot, self.now);
        match happening {
            Happening::Joined { service, intervention, strand } => {
                self.joins(slot, Wait { service, strand, intervention, since: now.0 });
            }
            Happening::Served { service, strand, waited, .. } => {
                self.ends_wait(slot, (service, strand), waited, false);
                self.client(slot).served_by = Some(service);
            }
            Happening::GaveUp { service, strand, waited } => {
                self.ends_wait(slot, (service, strand), waited, true);
            }
            Happening::TurnedAway { service, .. } => {
                let limit = self.system().service(service).limit;
                let length = self.listed.get(&service).copied().unwrap_or(0);
                assert!(limit.is_some_and(|(most, _)| length >= most), "the list was not full");
            }
            Happening::Missed { service, strand } => {
                let waits = &self.client(slot).waits;
                let does =
                    waits.iter().any(|wait| (wait.service, wait.strand) == (service, strand));
                assert!(does, "who misses an appointment was waiting for one");
            }
            Happening::StillWaiting { waited, .. } => {
                assert!(waited >= Days::ZERO);
                self.still_waiting += 1;
            }
            Happening::PlaceTaken { service, place } => self.takes_place(slot, service, place),
            Happening::PlaceFreed { service, place, held } => {
                self.frees_place(slot, (service, place), held);
            }
            Happening::KeyworkerLeft { service, place } => {
                let holder = self.taken.get(&(service, place));
                assert_eq!(holder, Some(&slot), "a client loses their own keyworker");
            }
            Happening::Started { intervention, strand } => {
                let journey = self.client(slot);
                let main = |(_, other, _): &(InterventionId, Strand, f64)| *other == Strand::Main;
                let second = strand == Strand::Main && journey.running.iter().any(main);
                assert!(!second, "one intervention at a time on the main strand");
                let twice = |(id, other, _): &(InterventionId, Strand, f64)| {
                    (*id, *other) == (intervention, strand)
                };
                assert!(!journey.running.iter().any(twice), "runs once on a strand");
                journey.running.push((intervention, strand, now.0));
            }
            Happening::Ended { intervention, strand, lasted, .. } => {
                let journey = self.client(slot);
                let is_it = |&(id, its, since): &(InterventionId, Strand, f64)| {
                    (id, its) == (intervention, strand) && now - Days(since) == lasted
                };
                let found = journey.running.iter().position(is_it);
                journey.running.remove(found.expect("what ends was begun so long ago"));
            }
            _ => {}
        }
    }
}

impl Recorder for Auditor<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        assert!(at >= self.now, "time never runs back");
        assert!(!self.finished, "nothing happens after the end");
        self.now = at;
        self.happenings += 1;
        let phases = Phase::ALL.iter().filter(|phase| client.facts.contains(phase.fact())).count();
        assert_eq!(phases, 1, "a client is in one phase at {at:?}: {happening:?}");
        let mut levels = Facts::NONE;
        for attribute in &self.model.system().attributes {
            let its = *client.facts & attribute.mask;
            assert_eq!(its.iter().count(), 1, "a client is at one level of {}", attribute.name);
            levels = levels | its;
        }
        let slot = client.slot;
        self.highest_slot = self.highest_slot.max(slot);
        match happening {
            Happening::Came { .. } => {
                self.came += 1;
                // Who is there at the start has been there before.
                let episode = client.episode;
                assert!(episode == 0 || at < self.model.begins(), "a new client has no past");
                let new = Journey { levels, episode, ..Journey::default() };
                let before = self.inside.insert(slot, new);
                assert!(before.is_none(), "a slot is one client's at a time");
            }
            Happening::Left => {
                self.left += 1;
                let journey = self.inside.remove(&slot).expect("who leaves was inside");
                assert!(journey.waits.is_empty(), "nobody leaves from a list");
                assert!(journey.running.is_empty(), "what ran has ended");
                assert!(journey.places.is_empty(), "every place is given back");
            }
            _ => {
                if self.client(slot).is_gone {
                    let ends = matches!(
                        happening,
                        Happening::Ended { .. }
                            | Happening::PlaceFreed { .. }
                            | Happening::GaveUp { .. }
                    );
                    assert!(ends, "nothing begins after a final exit: {happening:?}");
                }
                let takes = matches!(happening, Happening::PlaceTaken { .. });
                if !takes && let Some(service) = self.client(slot).served_by.take() {
                    // A place kept in custody is had again without being taken.
                    let keeps = self.client(slot).places.iter().any(|place| place.0 == service);
                    assert!(!self.has_places(service) || keeps, "who is served takes a place");
                }
                self.moves(client, happening);
                assert_eq!(self.client(slot).levels, levels, "levels change by happenings alone");
            }
        }
    }

    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        assert_eq!(at, self.now.max(at), "time never runs back");
        if self.inside.contains_key(&client.slot) {
            self.facts_agree(client);
            let journey = self.client(client.slot);
            let before = std::mem::replace(&mut journey.settled, *client.facts);
            assert_eq!(*changed, before ^ *client.facts, "what has changed is what is told");
        }
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        assert!(at >= self.now);
        self.now = at;
        self.happenings += 1;
        self.capacity.insert(service, places);
    }

    fn finish(&mut self, at: Days) {
        assert!(at >= self.now && at <= self.model.run.end());
        self.finished = true;
    }
}

/// Audits one replication, to its end.
pub(crate) fn audit(model: &Model, replication: u32) {
    let mut auditor = Auditor::new(model);
    let outcome = crate::trace::run(model, replication, &mut auditor);
    auditor.close(outcome.clients, outcome.most_present);
}
