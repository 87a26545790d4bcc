//! Who is there at the start: groups, and the rows of a file, from names to indices.

use super::names::Names;
use super::system::Shared;
use super::work::Work;
use crate::model::{
    Arrivals, AttributeId, Awaiting, ClockId, EndedPast, Era, ExitId, Group, Initial,
    InterventionId, KeptPlace, KeyworkerPast, Receiving, RouteId, RoutePast, Seat, ServiceId,
    SupportHow, SupportId, SupportPast,
};
use crate::scenario::leaf::{Moment, Named};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::written::{self, Standing};
use crate::units::Days;

/// Most clients who can be there at the start: as many as fit into memory.
const MOST_CLIENTS: u64 = 10_000_000;
/// Stands for the clock of `follow_up`, whose number is known last.
pub(super) const FOLLOW_UP: ClockId = ClockId(u16::MAX);

/// Who is there at the start, where the scenario says so, as yet without what follows from the system. None where something
/// is wrong.
pub(super) fn initial(
    written: &written::Scenario,
    names: Names,
    shared: &mut Shared,
    unread: &[String],
) -> (Option<Option<Initial>>, Problems) {
    let mut work = Work {
        written,
        names,
        book: &mut shared.book,
        purposes: &mut shared.purposes,
        tables: &mut shared.tables,
        problems: Problems::default(),
        unread,
    };
    let initial = match &written.initial {
        Some(initial) => work.initial(initial).map(Some),
        None => Some(None),
    };
    (initial, work.problems)
}

/// What follows from the system: by which routes clients come where that is not stated, and the clock of `follow_up`.
pub(super) fn settle(initial: Initial, eras: &[Era], end: Days) -> Initial {
    let mut initial = initial;
    let Some(system) = eras.first().map(|era| &era.system) else { return initial };
    let expected = |arrivals: &Arrivals| match arrivals {
        Arrivals::Poisson(curve, _) => curve.expected(Days::ZERO, end),
        Arrivals::Renewal(every) => end / every.mean(),
        Arrivals::At(instants) => instants.len() as f64,
    };
    let bring: Vec<f64> = system.routes.iter().map(|route| expected(&route.arrivals)).collect();
    let is_any = bring.iter().any(|number| *number > 0.0);
    let usual =
        bring.iter().zip(0..).map(|(number, id)| (if is_any { *number } else { 1.0 }, RouteId(id)));
    let usual = super::choices::cumulative(usual.collect());
    let is_follow_up =
        |clock: &crate::model::ClockSpec| clock.action == crate::model::Action::EndFollowUp;
    let follow_up = system.clocks.iter().position(is_follow_up);
    for group in &mut initial.groups {
        if group.routes.is_empty() {
            group.routes.clone_from(&usual);
        }
        for (clock, _) in &mut group.ages {
            if *clock == FOLLOW_UP
                && let Some(index) = follow_up
            {
                *clock = ClockId(index as u16);
            }
        }
        group.ages.retain(|(clock, _)| clock.index() < system.clocks.len());
    }
    initial
}

impl Work<'_> {
    fn initial(&mut self, written: &written::Initial) -> Option<Initial> {
        let path = KeyPath::ROOT.key("initial");
        let at = match written.at {
            Some(at) => self.begins(at, &path.key("at")),
            None => Some(Days::ZERO),
        };
        let section = path.key("groups");
        let mut groups: Vec<Option<Group>> = Vec::new();
        for (name, group) in written.groups.entries() {
            let path = section.key(name);
            if name == Group::OF_FILE {
                let problem = path.error("`file` is what those in the file are called");
                groups.push(self.refuse(problem.hint("choose another name")));
                continue;
            }
            let key = self.purposes.group(name, &mut self.problems);
            groups.push(
                group
                    .as_ref()
                    .and_then(|it| self.group(name, it, &path))
                    .map(|group| Group { key, ..group }),
            );
        }
        if let Some(file) = &written.file {
            self.purposes.group(Group::OF_FILE, &mut self.problems);
            match self.rows_of_groups(file, &path.key("file")) {
                Some(rows) => groups.extend(rows.into_iter().map(Some)),
                None => groups.push(None),
            }
        }
        let routes = self.route_pasts(&written.routes, &path.key("routes"));
        let initial = Initial {
            at: at?,
            groups: groups.into_iter().collect::<Option<_>>()?,
            routes: routes?,
        };
        let count = initial.clients();
        self.require(count <= MOST_CLIENTS, || {
            path.error(format!("{count} clients are too many: at most {MOST_CLIENTS} fit"))
        })?;
        Some(initial)
    }

    /// When the simulation begins: no later than measuring does.
    fn begins(&mut self, at: Moment, path: &KeyPath<'_>) -> Option<Days> {
        let run = self.written.run.0.as_ref()?;
        let at = match (at, run.start) {
            (Moment::After(after), _) => after,
            (Moment::Date(date), Some(start)) => Days(f64::from((date - start.0).get_days())),
            (Moment::Date(date), None) => {
                let problem = path.error(format!("{date} needs a start of the run to count from"));
                return self.refuse(problem.hint("add `start` to [run], or write a duration"));
            }
        };
        let warm_up = run.warm_up.map_or(Days::ZERO, |warm_up| warm_up.0);
        self.require(at.0 >= 0.0, || path.error("this lies before the start of the run"))?;
        self.require(at <= warm_up, || {
            let message = format!(
                "the simulation begins on day {}, and measuring before, on day {}",
                at.0, warm_up.0
            );
            path.error(message)
                .hint("set run.warm_up to at least this, and run.horizon to what remains")
        })?;
        Some(at)
    }

    fn route_pasts(
        &mut self,
        written: &Named<written::RoutePast>,
        path: &KeyPath<'_>,
    ) -> Option<Vec<RoutePast>> {
        let count = self.names.routes.names().len();
        let mut pasts = vec![RoutePast::default(); count];
        let mut all_known = true;
        for (name, past) in written.entries() {
            let here = path.key(name);
            let (Some(id), Some(past)) = (self.route_called(name, &here), past) else {
                all_known = false;
                continue;
            };
            let days = |duration: Option<crate::scenario::leaf::Duration>| duration.map(|it| it.0);
            let of = self.written.routes.entries().get(usize::from(id.0));
            let of = of.and_then(|(_, route)| route.as_ref());
            let every = of.is_some_and(|route| route.every.is_some());
            let responds = of.is_some_and(|route| route.responds_to.is_some());
            for (key, stated, fits, needs) in [
                ("since", past.since.is_some(), every, "every"),
                ("wait", past.wait.is_some(), responds, "responds_to"),
                ("heard", past.heard.is_some(), responds, "responds_to"),
            ] {
                if stated && !fits && of.is_some() {
                    let problem =
                        here.key(key).error(format!("the route `{name}` has no `{needs}`"));
                    self.problems.add(problem);
                    all_known = false;
                }
            }
            pasts[usize::from(id.0)] = RoutePast {
                since: days(past.since),
                wait: days(past.wait),
                heard: days(past.heard),
            };
        }
        all_known.then_some(pasts)
    }

    fn route_called(&mut self, name: &str, path: &KeyPath<'_>) -> Option<RouteId> {
        self.names.level(0, name, path, &mut self.problems).map(|id| RouteId(u16::from(id)))
    }

    /// A group, as yet with the key of those in a file.
    pub(super) fn group(
        &mut self,
        name: &str,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Group> {
        let routes = self.group_routes(written, path);
        let levels = self.group_levels(written, path);
        let at_referral = self.levels_before(written, path);
        let time = |work: &mut Self, what: &Option<written::Distribution>, key: &str| match what {
            Some(what) => work.distribution(what, &path.key(key)).map(Some),
            None => Some(None),
        };
        let referred = time(self, &written.referred, "referred");
        let in_treatment = time(self, &written.in_treatment, "in_treatment");
        let journey = time(self, &written.journey, "journey");
        let since = time(self, &written.since, "since");
        let in_custody = time(self, &written.in_custody, "in_custody");
        let exit = match &written.exit {
            Some(exit) => {
                self.names.exit(exit, &path.key("exit"), &mut self.problems).map(ExitId).map(Some)
            }
            None => Some(None),
        };
        let main = self.main_strand(written, path);
        let keyworker = self.keyworker_past(written, path);
        let supports = self.support_pasts(written, path);
        let kept = self.kept_places(written, path);
        let ended = self.ended_pasts(written, path);
        let clocks = self.clock_pasts(written, path);
        self.whereabouts(written, path)?;
        let left = match (exit?, since?) {
            (Some(exit), Some(since)) => Some((exit, since)),
            (None, None) => None,
            (Some(_), None) => {
                let problem = path.error("`exit` without `since`");
                return self.refuse(problem.hint("add how long ago they left, as since = \"8w\""));
            }
            (None, Some(_)) => {
                let problem = path.key("since").error("`since` without `exit`");
                return self.refuse(problem.hint("add `exit`, how they left"));
            }
        };
        let (receives, awaits) = main?;
        let (ages, fired) = clocks?;
        let episodes = written.episodes.unwrap_or(1);
        self.require(episodes >= 1, || path.key("episodes").error("episodes count from 1"))?;
        Some(Group {
            name: name.to_owned(),
            key: Group::key_of(Group::OF_FILE),
            first: 0,
            clients: written.clients.unwrap_or(1),
            routes: routes?,
            at_referral: at_referral?,
            treated: written.treated,
            journey: journey?,
            levels: levels?,
            episodes,
            referred: referred?,
            in_treatment: in_treatment?,
            left,
            in_custody: in_custody?,
            receives,
            awaits,
            keyworker: keyworker?,
            supports: supports?,
            kept: kept?,
            ended: ended?,
            ages,
            fired,
        })
    }

    /// Something must say where they are.
    fn whereabouts(&mut self, written: &written::Group, path: &KeyPath<'_>) -> Option<()> {
        let says = written.intervention.is_some()
            || written.waiting_for.is_some()
            || written.exit.is_some()
            || written.in_treatment.is_some()
            || written.referred.is_some()
            || written.keyworker.is_some();
        self.require(says || !self.was_read(path), || {
            path.error("this does not say where these clients are")
                .hint("add intervention and spent, waiting_for and waited, or exit and since")
        })
    }

    fn group_routes(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(f64, RouteId)>> {
        let path = path.key("route");
        match &written.route {
            None => Some(Vec::new()),
            Some(written::Target::Name(name)) => Some(vec![(1.0, self.route_called(name, &path)?)]),
            Some(written::Target::Shares(shares)) => {
                let shares = self.level_shares(0, shares, &path)?;
                Some(shares.into_iter().map(|(upto, id)| (upto, RouteId(u16::from(id)))).collect())
            }
        }
    }

    fn group_levels(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(AttributeId, Vec<(f64, u8)>)>> {
        let section = path.key("attributes");
        let stated = written.attributes.iter().flat_map(|set| &set.0);
        let levels: Vec<Option<_>> = stated
            .map(|(name, to)| {
                let path = section.key(name);
                let attribute = self.names.attribute(name, &path, &mut self.problems)?;
                if attribute == 0 {
                    let problem = path.error("the route stands by itself");
                    return self.refuse(problem.hint("write it as route = \"…\" in the group"));
                }
                let shares = match to.as_ref()? {
                    written::Target::Name(level) => {
                        vec![(1.0, self.names.level(attribute, level, &path, &mut self.problems)?)]
                    }
                    written::Target::Shares(shares) => {
                        self.level_shares(attribute, shares, &path)?
                    }
                };
                Some((AttributeId(attribute as u16), shares))
            })
            .collect();
        levels.into_iter().collect()
    }

    fn levels_before(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<Vec<(AttributeId, u8)>> {
        let section = path.key("at_referral");
        let stated = written.at_referral.0.iter();
        let levels: Vec<Option<_>> = stated
            .map(|(name, levels)| {
                let path = section.key(name);
                let attribute = self.names.attribute(name, &path, &mut self.problems)?;
                let [level] = levels.as_ref()?.items() else {
                    return self.refuse(path.error("this was one level"));
                };
                self.require(attribute != 0, || path.error("the route never changes"))?;
                let level = self.names.level(attribute, level, &path, &mut self.problems)?;
                Some((AttributeId(attribute as u16), level))
            })
            .collect();
        levels.into_iter().collect()
    }

    fn main_strand(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<(Option<Receiving>, Option<Awaiting>)> {
        let receives = match (&written.intervention, &written.standing.spent) {
            (Some(name), Some(_)) => {
                let path_of = path.key("intervention");
                let id = self.names.intervention(name, &path_of, &mut self.problems);
                Some(self.receiving(id.map(InterventionId), &written.standing, path))
            }
            (None, None) => None,
            (Some(_), None) => {
                let problem = path.error("`intervention` without `spent`");
                return self.refuse(problem.hint("add for how long it has run, as spent = \"8w\""));
            }
            (None, Some(_)) => {
                let problem = path.key("spent").error("`spent` without `intervention`");
                return self.refuse(problem.hint("add `intervention`, what they receive"));
            }
        };
        let awaits = match (&written.waiting_for, &written.standing.waited) {
            (Some(name), Some(_)) => {
                let path_of = path.key("waiting_for");
                let id = self.names.intervention(name, &path_of, &mut self.problems);
                let id = id.filter(|id| self.has_service(*id, name, &path_of));
                Some(self.awaiting(id.map(InterventionId), &written.standing, path))
            }
            (None, None) => None,
            (Some(_), None) => {
                let problem = path.error("`waiting_for` without `waited`");
                return self.refuse(problem.hint("add for how long they wait, as waited = \"3w\""));
            }
            (None, Some(_)) => {
                let problem = path.key("waited").error("`waited` without `waiting_for`");
                return self
                    .refuse(problem.hint("add `waiting_for`, the intervention they wait for"));
            }
        };
        // What is stated and wrong spoils the group; what is not stated does not.
        let receives = receives.map_or(Some(None), |it| it.map(Some));
        let awaits = awaits.map_or(Some(None), |it| it.map(Some));
        Some((receives?, awaits?))
    }

    /// Whether an intervention has a service that can be waited for; says where it has none.
    fn has_service(&mut self, id: u16, name: &str, path: &KeyPath<'_>) -> bool {
        let written = self.written.interventions.entries().get(usize::from(id));
        let Some((_, Some(intervention))) = written else { return true };
        self.require(intervention.service.is_some(), || {
            path.error(format!("`{name}` has no service, so nobody waits for it"))
        })
        .is_some()
    }

    fn receiving(
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

    fn awaiting(
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

    fn keyworker_past(
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

    fn support_pasts(
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
                let hint = crate::scenario::problem::meant_or_known(name, known);
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

    fn kept_places(
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

    fn ended_pasts(
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
    fn clock_pasts(
        &mut self,
        written: &written::Group,
        path: &KeyPath<'_>,
    ) -> Option<(Vec<(ClockId, Days)>, Vec<ClockId>)> {
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
            fired.push(self.risk_clock(name, &at_fired.item(number)));
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
                let hint = crate::scenario::problem::meant_or_known(name, known);
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
                let hint = crate::scenario::problem::meant_or_known(name, known);
                self.refuse(path.error(format!("there is no support `{name}`")).hint_if(hint))
            }
        }
    }
}
