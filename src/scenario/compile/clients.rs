//! Who comes: attributes and routes.

use super::work::Work;
use crate::model::{
    Arrivals, Attribute, AttributeId, Condition, Response, Route, ServiceId, ShareCase,
};
use crate::random::{Purpose, RateCurve};
use crate::scenario::leaf::WarmUp;
use crate::scenario::problem::KeyPath;
use crate::scenario::written;
use crate::units::Days;

/// Most referrals of one route that a replication can expect.
const MOST_ARRIVALS: f64 = 1e8;

impl Work<'_> {
    /// All attributes, `route` first.
    pub(super) fn attributes(&mut self) -> Option<Vec<Attribute>> {
        let written = self.written;
        let route = Attribute {
            name: "route".to_owned(),
            levels: self.names.routes.names().to_vec(),
            first: self.level_fact(0, 0),
            mask: self.book.mask(0),
            shares: Vec::new(),
            purpose: Purpose::new("attribute", "route"),
        };
        let section = KeyPath::ROOT.key("attributes");
        let mut all = vec![Some(route)];
        for (number, (name, attribute)) in written.attributes.entries().iter().enumerate() {
            let path = section.key(name);
            all.push(attribute.as_ref().and_then(|it| self.attribute(number + 1, name, it, &path)));
        }
        all.into_iter().collect()
    }

    fn attribute(
        &mut self,
        number: usize,
        name: &str,
        written: &written::Attribute,
        path: &KeyPath<'_>,
    ) -> Option<Attribute> {
        let at = path.key("given");
        let mut cases = Vec::new();
        for (place, given) in written.given.iter().enumerate() {
            let path = at.item(place);
            self.only_above(number, &given.when, &path.key("when"));
            let groups = self.when(&given.when, &path.key("when"));
            let shares = given.shares.read(|it| self.level_shares(number, it, &path.key("shares")));
            cases.push((groups.map(Condition::new), shares));
        }
        let own = written.shares.0.as_ref();
        let shares = own.and_then(|own| self.level_shares(number, own, &path.key("shares")));
        cases.push((Some(Condition::ALWAYS), shares));
        let cases = self.complete(cases, &at)?.into_iter();
        let shares = cases.map(|(when, shares)| ShareCase { when, shares }).collect();
        Some(Attribute {
            name: name.to_owned(),
            levels: own?.0.iter().map(|(level, _)| level.clone()).collect(),
            first: self.level_fact(number, 0),
            mask: self.book.mask(number),
            shares,
            purpose: self.purpose("attribute", name),
        })
    }

    /// Attributes are drawn in order, so a condition on one can only ask about those above it.
    fn only_above(&mut self, number: usize, when: &written::When, path: &KeyPath<'_>) {
        for (name, _) in &when.0 {
            let asked = self.names.attributes.iter().position(|attribute| attribute.name == *name);
            if asked.is_some_and(|asked| asked >= number) {
                let problem = path.key(name).error(format!("`{name}` is not declared above this"));
                self.problems.add(problem.hint("attributes are drawn in the order of the file"));
            }
        }
    }

    /// All routes.
    pub(super) fn routes(&mut self) -> Option<Vec<Route>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("routes");
        if written.routes.entries().is_empty() {
            let problem = section.error("nobody comes: there is no route");
            self.problems.add(problem.hint("add [routes.NAME] with per_week and enters"));
        }
        let routes: Vec<Option<Route>> = written
            .routes
            .entries()
            .iter()
            .map(|(name, route)| self.route(name, route.as_ref()?, &section.key(name)))
            .collect();
        routes.into_iter().collect()
    }

    fn route(&mut self, name: &str, written: &written::Route, path: &KeyPath<'_>) -> Option<Route> {
        let arrivals = self.arrivals(written, path);
        let enters = written.enters.read(|enters| self.cases(enters, &path.key("enters")));
        let at = path.key("shares");
        let shares: Vec<Option<_>> = written
            .shares
            .known()
            .map(|(_, attribute, shares)| {
                let path = at.key(attribute);
                let number = self.names.attribute(attribute, &path, &mut self.problems)?;
                if number == 0 {
                    return self.refuse(path.error("the route itself has no shares"));
                }
                Some((AttributeId(number as u16), self.level_shares(number, shares, &path)?))
            })
            .collect();
        Some(Route {
            name: name.to_owned(),
            key: self.purposes.route(name, &mut self.problems),
            arrivals: arrivals?,
            enters: enters?,
            shares: shares.into_iter().collect::<Option<_>>()?,
            purpose: self.purpose("arrival", name),
        })
    }

    fn arrivals(&mut self, written: &written::Route, path: &KeyPath<'_>) -> Option<Arrivals> {
        let ways = [written.rate.0.is_some(), written.every.is_some(), written.at.is_some()];
        let count = ways.iter().filter(|there| **there).count();
        let response = match &written.responds_to {
            Some(response) => self.response(response, &path.key("responds_to")).map(Some),
            None => Some(None),
        };
        self.require(count == 1, || match count {
            0 => path
                .error("this does not say how many come")
                .hint("add per_week (or another rate), or every, or at"),
            _ => path.error("a rate, `every` and `at` exclude one another").hint("keep one"),
        })?;
        if written.rate.0.is_none() {
            for (key, there) in [
                ("profile", written.profile.is_some()),
                ("responds_to", written.responds_to.is_some()),
            ] {
                if there {
                    self.problems
                        .add(path.key(key).error(format!("`{key}` goes with a rate only")));
                }
            }
        }
        if let Some(rate) = written.rate.0 {
            let curve = self.rate_curve(rate, written.profile.as_ref(), path);
            let curve = curve?;
            self.few_arrivals(expected(&curve, self.end()), &path.key(rate.key))?;
            return Some(Arrivals::Poisson(curve, response?));
        }
        if let Some(every) = &written.every {
            let path = path.key("every");
            let every = self.distribution(every, &path)?;
            let mean = every.mean();
            self.require(mean.0 > 0.0, || {
                path.error("the time between referrals must be longer than 0")
            })?;
            self.few_arrivals(self.end() / mean, &path)?;
            return Some(Arrivals::Renewal(every));
        }
        let mut instants: Vec<Days> =
            written.at.iter().flatten().map(|instant| instant.0).collect();
        instants.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(Arrivals::At(instants))
    }

    fn few_arrivals(&mut self, expected: f64, path: &KeyPath<'_>) -> Option<()> {
        self.require(expected <= MOST_ARRIVALS, || {
            path.error(format!(
                "about {expected:.1e} referrals in a replication are too many: at most {MOST_ARRIVALS:.0e}"
            ))
            .hint("lower the rate, or shorten the run")
        })
    }

    fn response(&mut self, written: &written::Response, path: &KeyPath<'_>) -> Option<Response> {
        let at = path.key("service");
        let service = written.service.read(|it| self.names.service(it, &at, &mut self.problems));
        let elasticity = written.elasticity.0.unwrap_or(0.0);
        let memory = written.memory.map_or(Days(91.0), |memory| memory.0);
        let fine = self.require((-10.0..=10.0).contains(&elasticity), || {
            path.key("elasticity")
                .error(format!("an elasticity lies between -10 and 10, and {elasticity} does not"))
        });
        let reference = written.reference.0.map(|reference| reference.0);
        for (key, length) in [("reference", reference), ("memory", Some(memory))] {
            if length.is_some_and(|length| length.0 <= 0.0) {
                self.problems.add(path.key(key).error(format!("`{key}` must be longer than 0")));
            }
        }
        fine?;
        Some(Response { service: ServiceId(service?), elasticity, reference: reference?, memory })
    }

    /// The instant at which a replication ends.
    pub(super) fn end(&self) -> Days {
        let Some(run) = &self.written.run.0 else { return Days::ZERO };
        WarmUp::days(run.warm_up) + run.horizon.0
    }
}

fn expected(curve: &RateCurve, end: Days) -> f64 {
    curve.expected(Days::ZERO, end)
}
