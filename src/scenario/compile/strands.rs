//! What clients who are there at the start receive and wait for, from names to indices.

use super::initial::FOLLOW_UP;
use super::work::Work;
use crate::model::{
    Awaiting, ClockId, EndedPast, InterventionId, KeptPlace, KeyworkerPast, Receiving, Seat,
    ServiceId, SupportHow, SupportId, SupportPast,
};
use crate::scenario::problem::{KeyPath, meant_or_known};
use crate::scenario::written::{self, Standing};
use crate::units::Days;

/// Ages of clocks, and those that have fired.
type ClockPasts = (Vec<(ClockId, Days)>, Vec<ClockId>);

impl Work<'_> {
    pub(super) fn receiving(
        &mut self,
        intervention: Option<InterventionId>,
        standing: &Standing,
        path: &KeyPath<'_>,
    ) -> Option<Receiving> {
        let spent = standing.spent.as_ref()?;
        let spent = self.distribution(spent, &path.key("spent"));
        let seat = self.seat(standing.place, standing.ring_fence, path);
        Some(Receiving {
            intervention: intervention?,
            spent: spent?,
            case: standing.duration_case.map(|case| case as usize),
            seat: seat?,
        })
    }

    pub(super) fn awaiting(
        &mut self,
        intervention: Option<InterventionId>,
        standing: &Standing,
        path: &KeyPath<'_>,
    ) -> Option<Awaiting> {
        let waited = standing.waited.as_ref()?;
        let waited = self.distribution(waited, &path.key("waited"));
        Some(Awaiting {
            intervention: intervention?,
            waited: waited?,
            missed: standing.missed.unwrap_or(0),
            position: standing.position.map(|position| position.saturating_sub(1)),
        })
    }

    fn seat(
        &mut self,
        place: Option<u32>,
        ring_fence: Option<u32>,
        path: &KeyPath<'_>,
    ) -> Option<Seat> {
        let most = crate::scenario::leaf::MOST_PLACES;
        let counted = place.is_none_or(|place| (1..=most).contains(&place));
        self.require(counted, || {
            path.key("place").error(format!("places are numbered from 1 to {most}"))
        })?;
        let fence =
            ring_fence.map(|fence| fence.checked_sub(1).and_then(|it| u8::try_from(it).ok()));
        self.require(fence != Some(None), || {
            path.key("ring_fence").error("ring-fenced places are numbered from 1")
        })?;
        Some(Seat { place: place.map(|place| place - 1), ring_fence: fence.flatten() })
    }

    pub(super) fn keyworker_past(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<KeyworkerPast> {
        let path = path.key("keyworker");
        let has_service =
            self.written.care_plan.as_ref().is_some_and(|plan| plan.service.is_some());
        let is_open = written.in_treatment.is_some() && written.exit.is_none();
        let table = match &written.keyworker {
            // In custody the place is given up, or kept.
            None if is_open && has_service && !self.is_inside(written) => {
                return Some(KeyworkerPast::Had(None, Seat::default()));
            }
            None | Some(written::KeyworkerPast::None) => return Some(KeyworkerPast::None),
            Some(written::KeyworkerPast::Stands(table)) => table,
        };
        self.require(has_service, || path.error("no service has keyworkers' places"))?;
        let standing = &table.standing;
        match (&standing.spent, &standing.waited) {
            (Some(spent), None) => {
                let since = self.distribution(spent, &path.key("spent"));
                let seat = self.seat(standing.place, standing.ring_fence, &path);
                self.require(is_open, || {
                    path.error("a keyworker's place is had only while the care plan is open")
                        .hint("add in_treatment")
                })?;
                Some(KeyworkerPast::Had(Some(since?), seat?))
            }
            (None, Some(_)) => {
                let id = match &table.after {
                    Some(name) => {
                        let path = path.key("after");
                        self.names.intervention(name, &path, &mut self.problems)
                    }
                    None if is_open => Some(0),
                    None => {
                        let problem = path.error("this does not say what the care plan follows");
                        let hint =
                            "add `after`, the intervention whose completion opens the care plan";
                        return self.refuse(problem.hint(hint));
                    }
                };
                self.awaiting(id.map(InterventionId), standing, &path).map(KeyworkerPast::Awaited)
            }
            _ => self.refuse(path.error("state one of `spent` and `waited`")),
        }
    }

    /// Whether the group is in custody.
    fn is_inside(&self, written: &written::Group) -> bool {
        let main = written.intervention.as_ref().or(written.waiting_for.as_ref());
        let found = main.and_then(|name| self.names.interventions.find(name));
        let found = found.and_then(|id| self.written.interventions.entries().get(usize::from(id)));
        let prison = Some(crate::model::Setting::Prison);
        written.in_custody.is_some()
            || found.is_some_and(|(_, it)| it.as_ref().is_some_and(|it| it.setting == prison))
    }

    pub(super) fn support_pasts(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<SupportPast>> {
        let section = path.key("supports");
        let mut all = Vec::new();
        for (name, past) in written.supports.entries() {
            let path = section.key(name);
            let support = self.names.supports.find(name);
            if support.is_none() {
                let known = self.names.supports.names().iter().map(String::as_str);
                let hint = meant_or_known(name, known);
                self.problems
                    .add(path.error(format!("there is no support `{name}`")).hint_if(hint));
            }
            let id = self.names.interventions.find(name).map(InterventionId);
            let Some(past) = past else {
                all.push(None);
                continue;
            };
            let how = match (&past.standing.spent, &past.standing.waited) {
                (Some(_), None) => self.receiving(id, &past.standing, &path).map(SupportHow::Runs),
                (None, Some(_)) => self.awaiting(id, &past.standing, &path).map(SupportHow::Waits),
                _ => self.refuse(path.error("state one of `spent` and `waited`")),
            };
            let share = past.share.map_or(1.0, |share| share.0);
            all.push((|| Some(SupportPast { support: SupportId(support?), share, how: how? }))());
        }
        let mut all: Vec<SupportPast> = all.into_iter().collect::<Option<_>>()?;
        all.sort_by_key(|past| past.support);
        Some(all)
    }

    pub(super) fn kept_places(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<KeptPlace>> {
        let section = path.key("kept");
        let mut all = Vec::new();
        for (name, kept) in written.kept.entries() {
            let path = section.key(name);
            let id = self.names.intervention(name, &path, &mut self.problems);
            let of = id.and_then(|id| self.written.interventions.entries().get(usize::from(id)));
            let service = of.and_then(|(_, it)| it.as_ref()?.service.clone());
            let kept = kept.as_ref().and_then(|kept| self.kept(kept, service.as_ref(), &path));
            all.push((|| Some(KeptPlace { intervention: Some(InterventionId(id?)), ..kept? }))());
        }
        if let Some(kept) = &written.kept_keyworker {
            let service = self.written.care_plan.as_ref().and_then(|plan| plan.service.clone());
            all.push(self.kept(kept, service.as_ref(), &path.key("kept_keyworker")));
        }
        all.into_iter().collect()
    }

    fn kept(
        &mut self,
        written: &written::Kept,
        service: Option<&String>,
        path: &KeyPath<'_>,
    ) -> Option<KeptPlace> {
        let ago = written.ago.read(|ago| self.distribution(ago, &path.key("ago")));
        let seat = self.seat(written.place, written.ring_fence, path);
        let Some(service) = service else {
            return self.refuse(path.error("no service has such a place to keep"));
        };
        let service = self.names.service(service, path, &mut self.problems)?;
        Some(KeptPlace { intervention: None, service: ServiceId(service), ago: ago?, seat: seat? })
    }

    pub(super) fn ended_pasts(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<EndedPast>> {
        let section = path.key("ended");
        let mut all = Vec::new();
        for (name, ended) in written.ended.entries() {
            let path = section.key(name);
            let id = self.names.intervention(name, &path, &mut self.problems);
            let completed = ended.as_ref().is_some_and(|ended| ended.completed);
            let ago = ended
                .as_ref()
                .and_then(|ended| ended.ago.read(|ago| self.distribution(ago, &path.key("ago"))));
            all.push((|| {
                Some(EndedPast { intervention: InterventionId(id?), ago: ago?, completed })
            })());
        }
        all.into_iter().collect()
    }

    /// Ages of clocks, and those that have fired.
    pub(super) fn clock_pasts(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<ClockPasts> {
        let mut ages = Vec::new();
        let (at_ages, at_offers) = (path.key("ages"), path.key("offers"));
        for (name, age) in written.ages.entries() {
            let clock = self.risk_clock(name, &at_ages.key(name));
            ages.push(clock.zip(age.map(|age| age.0)));
        }
        for (name, age) in written.offers.entries() {
            let clock = self.offer_clock(name, &at_offers.key(name));
            ages.push(clock.zip(age.map(|age| age.0)));
        }
        let mut fired = Vec::new();
        let (at_fired, at_offered) = (path.key("fired"), path.key("offered"));
        for (number, name) in written.fired.iter().enumerate() {
            let path = at_fired.item(number);
            fired.push(match self.risk_clock(name, &path) {
                Some(FOLLOW_UP) => {
                    let problem = path.error("nobody is there whose follow-up has ended");
                    self.refuse(problem.hint("leave them out"))
                }
                clock => clock,
            });
        }
        for (number, name) in written.offered.iter().enumerate() {
            fired.push(self.offer_clock(name, &at_offered.item(number)));
        }
        Some((ages.into_iter().collect::<Option<_>>()?, fired.into_iter().collect::<Option<_>>()?))
    }

    /// Risks are the first clocks.
    fn risk_clock(&mut self, name: &str, path: &KeyPath<'_>) -> Option<ClockId> {
        match self.names.risks.find(name) {
            Some(number) => Some(ClockId(number)),
            None if name == "follow_up" => Some(FOLLOW_UP),
            None => {
                let known = self.names.risks.names().iter().map(String::as_str);
                let hint = meant_or_known(name, known);
                self.refuse(path.error(format!("there is no risk `{name}`")).hint_if(hint))
            }
        }
    }

    /// Offers of supports follow them.
    fn offer_clock(&mut self, name: &str, path: &KeyPath<'_>) -> Option<ClockId> {
        match self.names.supports.find(name) {
            Some(number) => Some(ClockId(self.names.risks.names().len() as u16 + number)),
            None => {
                let known = self.names.supports.names().iter().map(String::as_str);
                let hint = meant_or_known(name, known);
                self.refuse(path.error(format!("there is no support `{name}`")).hint_if(hint))
            }
        }
    }
}
