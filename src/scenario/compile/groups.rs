//! A group of clients who are there at the start, from names to indices.

use super::work::Work;
use crate::model::{AttributeId, Awaiting, ExitId, Group, InterventionId, Receiving, RouteId};
use crate::scenario::problem::KeyPath;
use crate::scenario::written;

/// Attributes with the cumulative shares of their levels.
type StatedLevels = Vec<(AttributeId, Vec<(f64, u8)>)>;

impl Work<'_> {
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
    ) -> Option<StatedLevels> {
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
        let mut levels: Vec<_> = levels.into_iter().collect::<Option<_>>()?;
        levels.sort_unstable_by_key(|(id, _): &(AttributeId, u8)| id.0);
        Some(levels)
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
            (Some(name), None) => {
                self.names.intervention(name, &path.key("intervention"), &mut self.problems);
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
            (Some(name), None) => {
                self.names.intervention(name, &path.key("waiting_for"), &mut self.problems);
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
}
