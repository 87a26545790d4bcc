//! What has gone before for those who are there at the start: drawn for each client, as steps in the order of time.

use super::replication::Replication;
use crate::model::{
    AttributeId, Awaiting, EndedPast, ExitId, FactId, Facts, Group, Initial, InterventionId,
    KeptPlace, KeyworkerPast, Receiving, RouteId, Seat, Setting, SupportHow, SupportPast,
};
use crate::random::{Distribution, Purpose, Who};
use crate::records::Recorder;
use crate::units::Days;

/// Draws of a time that has passed before it is taken as it is, though nothing can have lasted so long.
const MOST_DRAWS: u32 = 10_000;

/// Something that has happened to a client before the start.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'m> {
    Came(RouteId),
    Referred,
    CarePlanOpened,
    Known {
        treated: bool,
        journey: Option<Days>,
    },
    Ended(&'m EndedPast),
    Exited(ExitId),
    TakenIntoCustody,
    /// For so long.
    Kept(&'m KeptPlace, Days),
    Keyworker(Seat),
    AwaitsKeyworker(&'m Awaiting),
    /// After so long.
    Receives(&'m Receiving, Days),
    Awaits(&'m Awaiting),
    Support(&'m SupportPast, Days),
    /// Attributes are as they are at the start.
    Levels(Facts),
}

impl Step<'_> {
    /// Of one instant, which comes first.
    fn order(&self) -> u8 {
        match self {
            Step::Came(_) => 0,
            Step::Referred => 1,
            Step::Ended(_) => 2,
            Step::CarePlanOpened => 3,
            Step::Known { .. } => 4,
            Step::Exited(_) => 5,
            Step::Kept(..) => 6,
            Step::TakenIntoCustody => 7,
            Step::Keyworker(_) | Step::AwaitsKeyworker(_) => 8,
            Step::Receives(..) => 9,
            Step::Awaits(_) => 10,
            Step::Support(..) => 11,
            Step::Levels(_) => 12,
        }
    }
}

/// A step of a client of a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past<'m> {
    pub(super) at: Days,
    pub(super) slot: u32,
    pub(super) step: Step<'m>,
}

/// What names the draws of a client who is there at the start.
pub(super) fn purpose(of: &str) -> Purpose {
    Purpose::new("initial", of)
}

impl<'m, R: Recorder> Replication<'m, R> {
    /// Everything that has happened to those who are there at the start, in the order of time; and who each is.
    pub(super) fn draw_pasts(&mut self, initial: &'m Initial) -> (Vec<Past<'m>>, Vec<&'m Group>) {
        let (mut pasts, mut of_slots) = (Vec::new(), Vec::new());
        for group in &initial.groups {
            for number in 0..group.clients {
                let who = Who { group: group.key, number: group.first.wrapping_add(number) };
                if self.conditions.without != Some(who) {
                    self.draw_past(initial.at, group, who, &mut pasts);
                    of_slots.push(group);
                }
            }
        }
        pasts.sort_by(|a, b| {
            let first = a.at.0.total_cmp(&b.at.0).then(a.slot.cmp(&b.slot));
            first.then(a.step.order().cmp(&b.step.order()))
        });
        (pasts, of_slots)
    }

    fn draw_past(&mut self, now: Days, group: &'m Group, who: Who, pasts: &mut Vec<Past<'m>>) {
        let draw = self.draws.uniform(who, purpose("route"), 0);
        let found = group.routes.iter().find(|(upto, _)| draw < *upto);
        let route = found.or(group.routes.last()).map_or(RouteId(0), |(_, route)| *route);
        let facts = self.draw_stated_attributes(who, route, &group.levels);
        let slot = self.clients.add(who, self.clients_seen, facts);
        self.clients_seen += 1;
        self.touch(slot);
        self.clients[slot].episode = group.episodes.saturating_sub(1);

        let mut steps: Vec<(Days, Step<'m>)> = Vec::new();
        let system = self.system;
        let name_of = |id: InterventionId| system.intervention(id).name.as_str();
        let time = |what: &Distribution, of: &str| self.passed(who, what, of, |_| true);
        for ended in &group.ended {
            let of = format!("ended:{}", name_of(ended.intervention));
            steps.push((time(&ended.ago, &of), Step::Ended(ended)));
        }
        for kept in &group.kept {
            let of = kept.intervention.map(|it| format!("kept:{}", name_of(it)));
            let ago = time(&kept.ago, of.as_deref().unwrap_or("kept_keyworker"));
            steps.push((ago, Step::Kept(kept, ago)));
        }
        let planned = group.in_treatment.as_ref().map(|it| time(it, "in_treatment"));
        steps.extend(planned.map(|ago| (ago, Step::CarePlanOpened)));
        if let Some(ago) = &group.in_custody {
            steps.push((time(ago, "in_custody"), Step::TakenIntoCustody));
        }
        match &group.keyworker {
            KeyworkerPast::None => {}
            KeyworkerPast::Had(since, seat) => {
                let since = since.as_ref().map(|since| time(since, "keyworker")).or(planned);
                steps.push((since.unwrap_or(Days::ZERO), Step::Keyworker(*seat)));
            }
            KeyworkerPast::Awaited(awaits) => {
                steps.push((time(&awaits.waited, "keyworker"), Step::AwaitsKeyworker(awaits)));
            }
        }
        if let Some(awaits) = &group.awaits {
            steps.push((time(&awaits.waited, "waited"), Step::Awaits(awaits)));
        }
        if let Some(receives) = &group.receives {
            let spent = match group.awaits {
                // Who stays has had the full course.
                Some(_) => time(&receives.spent, "spent"),
                None => self.spent(who, receives, "spent"),
            };
            steps.push((spent, Step::Receives(receives, spent)));
        }
        for support in &group.supports {
            let name = name_of(system.supports[usize::from(support.support.0)].intervention);
            if self.draws.uniform(who, purpose(&format!("has:{name}")), 0) >= support.share {
                continue;
            }
            let of = format!("support:{name}");
            let ago = match &support.how {
                SupportHow::Runs(receives) => self.spent(who, receives, &of),
                SupportHow::Waits(awaits) => time(&awaits.waited, &of),
            };
            steps.push((ago, Step::Support(support, ago)));
        }
        if group.in_custody.is_none() && self.is_in_prison(group) {
            let since =
                steps.iter().find(|(_, step)| matches!(step, Step::Receives(..) | Step::Awaits(_)));
            let since = since.map_or(Days::ZERO, |(ago, _)| *ago);
            steps.push((since, Step::TakenIntoCustody));
        }
        // Places are kept from the instant of custody on.
        let taken = steps.iter().find(|(_, step)| matches!(step, Step::TakenIntoCustody));
        if let Some(taken) = taken.map(|(ago, _)| *ago) {
            let kept = steps.iter_mut().filter(|(_, step)| matches!(step, Step::Kept(..)));
            kept.for_each(|(ago, _)| *ago = taken);
        }
        let longest = |steps: &[(Days, Step<'_>)]| {
            steps.iter().fold(Days::ZERO, |longest, (ago, _)| longest.max(*ago))
        };
        let stated = group.referred.as_ref().map_or(Days::ZERO, |it| time(it, "referred"));
        let referred = if let Some((exit, since)) = &group.left {
            let since = time(since, "since");
            // Nobody's care plan opens after they have left.
            for (ago, _) in steps.iter_mut().filter(|(_, it)| matches!(it, Step::CarePlanOpened)) {
                *ago = ago.max(since);
            }
            steps.push((since, Step::Exited(*exit)));
            stated.max(since).max(planned.unwrap_or(Days::ZERO))
        } else {
            // Supports may have begun before the episode, and what has ended may have been of another.
            let is_of_episode = |step: &Step<'_>| {
                !matches!(step, Step::Ended(_) | Step::Kept(..) | Step::Support(..))
            };
            let of_episode = steps.iter().filter(|(_, step)| is_of_episode(step));
            of_episode.fold(stated, |longest, (ago, _)| longest.max(*ago))
        };
        steps.push((referred, Step::Referred));
        let journey = group.journey.as_ref().map(|it| now - time(it, "journey"));
        let known = Step::Known { treated: group.treated, journey };
        if group.treated || journey.is_some() {
            steps.push((planned.unwrap_or(referred).min(referred), known));
        }
        if !group.at_referral.is_empty() {
            steps.push((Days::ZERO, Step::Levels(facts)));
            for &(id, level) in &group.at_referral {
                let attribute = &self.system.attributes[id.index()];
                for fact in (attribute.mask & facts).iter() {
                    self.clients[slot].facts.remove(fact);
                }
                self.clients[slot].facts.insert(FactId(attribute.first.0 + level));
            }
        }
        steps.push((longest(&steps), Step::Came(route)));
        // Nothing of it is of the first instant that is measured.
        let before = Days(now.0.next_down());
        pasts.extend(steps.into_iter().map(|(ago, step)| {
            let at = (now - ago).min(before);
            Past { at, slot, step }
        }));
    }

    fn is_in_prison(&self, group: &Group) -> bool {
        let receives = group.receives.as_ref().map(|it| it.intervention);
        let main = receives.or(group.awaits.as_ref().map(|it| it.intervention));
        main.is_some_and(|id| self.system.intervention(id).setting == Setting::Prison)
    }

    /// A time that has passed, of those that can be where there are such.
    fn passed(
        &self,
        who: Who,
        what: &Distribution,
        of: &str,
        can_be: impl Fn(Days) -> bool,
    ) -> Days {
        if let Some(only) = what.only() {
            return only;
        }
        let purpose = purpose(of);
        let draw = |occurrence| what.draw(self.draws.named(who, purpose, occurrence));
        let mut drawn = (0..MOST_DRAWS).map(draw);
        drawn.find(|drawn| can_be(*drawn)).unwrap_or_else(|| draw(0))
    }

    /// How long an intervention has run: less than it can last, as it was when it began.
    fn spent(&self, who: Who, receives: &Receiving, of: &str) -> Days {
        let now = self.model.begins();
        let can_be = |spent| spent < self.longest(receives, now - spent);
        self.passed(who, &receives.spent, of, can_be)
    }

    /// The longest that an intervention can last that began then.
    fn longest(&self, receives: &Receiving, began: Days) -> Days {
        let cases =
            &self.model.system_begun_at(began).intervention(receives.intervention).durations;
        let longest = |case: &crate::model::DurationCase| case.duration.longest();
        match receives.case.and_then(|case| cases.get(case)) {
            Some(case) => longest(case),
            None => cases.iter().map(longest).fold(Days::ZERO, Days::max),
        }
    }

    /// How much is left of what has run for so long, as it lasted when it began; nothing, where none lasts so long.
    pub(super) fn left_of(
        &self,
        slot: u32,
        id: InterventionId,
        case: Option<usize>,
        spent: Days,
        occurrence: u32,
    ) -> Days {
        let system = self.model.system_begun_at(self.model.begins() - spent);
        let (client, intervention) = (&self.clients[slot], system.intervention(id));
        let applies = || intervention.durations.iter().find(|it| it.when.holds(&client.facts));
        let case = case.and_then(|case| intervention.durations.get(case)).or_else(applies);
        let named = self.draws.named(client.who, intervention.purpose, occurrence);
        case.and_then(|case| case.duration.rest_after(spent, named)).unwrap_or(Days::ZERO)
    }

    /// Attributes drawn as a new client's, but for those that are stated.
    fn draw_stated_attributes(
        &self,
        who: Who,
        route: RouteId,
        stated: &[(AttributeId, Vec<(f64, u8)>)],
    ) -> Facts {
        self.draw_attributes_with(who, route, |index| {
            let found = stated.iter().find(|(id, _)| id.index() == index);
            found.map(|(_, shares)| shares.as_slice())
        })
    }
}
