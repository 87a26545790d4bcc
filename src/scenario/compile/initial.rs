//! Who is there at the start: groups, and the rows of a file, from names to indices.

use super::names::Names;
use super::system::Shared;
use super::work::Work;
use crate::model::{Arrivals, ClockId, Era, Group, Initial, RouteId, RoutePast};
use crate::scenario::leaf::{Moment, Named, WarmUp};
use crate::scenario::problem::{KeyPath, Problem, Problems};
use crate::scenario::written;
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
    let mut work = shared.work(written, names, unread);
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
        let run = self.written.run.0.as_ref();
        self.require(run.is_none_or(|run| run.warm_up != Some(WarmUp::Auto)), || {
            let path = KeyPath::ROOT.key("run").key("warm_up").to_string();
            let message = "a warm-up is found from an empty start, and this run begins with clients who are there";
            Problem::error(path, message).hint("leave it out, or say how long, as \"0d\"")
        })?;
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
        let warm_up = WarmUp::days(run.warm_up);
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

    pub(super) fn route_called(&mut self, name: &str, path: &KeyPath<'_>) -> Option<RouteId> {
        self.names.level(0, name, path, &mut self.problems).map(|id| RouteId(u16::from(id)))
    }
}
