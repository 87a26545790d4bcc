//! What a report is made from, and what its parts ask of it.

use crate::findings::{Against, Form, Shown, against};
use crate::model::Model;
use crate::output::Manifest;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Measure, Results};
use std::collections::BTreeMap;

/// What a series was at an instant: mean, 5th and 95th centile over replications.
pub(super) type Sample = (f64, f64, f64);

/// What the replications of a scenario say of everybody.
#[derive(Debug)]
struct Gathered {
    estimates: BTreeMap<(Measure, String), Estimate>,
    samples: BTreeMap<(&'static str, String), Vec<Sample>>,
}

impl Gathered {
    /// Asked for in the order in which they are kept, which is quickest where they are many.
    fn of(results: &Results) -> Gathered {
        let sheet = &results.sheet;
        let keys = sheet.keys.iter().enumerate().filter(|(_, key)| key.group == "all");
        let estimates =
            keys.map(|(at, key)| ((key.measure, key.subject.clone()), results.estimate(at)));
        let estimates = estimates.collect();
        let mut samples: BTreeMap<_, Vec<Sample>> = BTreeMap::new();
        for instant in 0..sheet.instants.len() {
            for (index, series) in sheet.series.iter().enumerate() {
                let found = results.sample(instant, index);
                let mean = found.mean.unwrap_or(0.0);
                let of = samples.entry((series.name, series.subject.clone())).or_default();
                of.push((mean, found.p5.unwrap_or(mean), found.p95.unwrap_or(mean)));
            }
        }
        Gathered { estimates, samples }
    }
}

/// Scenarios with what their replications came to; the first is the one others are compared with.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Each scenario and its results; one at least.
    pub scenarios: &'a [(&'a Scenario, &'a Results)],
    /// The run they come from.
    pub manifest: &'a Manifest,
    first: (&'a Scenario, &'a Results),
    /// Every other scenario against the first.
    pub(super) against: Vec<Against>,
    gathered: Vec<Gathered>,
}

impl<'a> Answer<'a> {
    /// The answer of a run; none of no scenario.
    #[must_use]
    pub fn of(
        scenarios: &'a [(&'a Scenario, &'a Results)],
        manifest: &'a Manifest,
    ) -> Option<Answer<'a>> {
        let (first, others) = scenarios.split_first()?;
        let gathered = scenarios.iter().map(|(_, results)| Gathered::of(results)).collect();
        let against = against(*first, others);
        Some(Answer { scenarios, manifest, first: *first, against, gathered })
    }

    /// The scenario that others are compared with.
    pub(super) fn first(&self) -> &'a Scenario {
        self.first.0
    }

    /// Its results.
    pub(super) fn results(&self) -> &'a Results {
        self.first.1
    }

    /// Its model.
    pub(super) fn model(&self) -> &'a Model {
        &self.first.0.model
    }

    /// The others.
    pub(super) fn others(&self) -> &'a [(&'a Scenario, &'a Results)] {
        &self.scenarios[1..]
    }

    /// Whether there is something to compare.
    pub(super) fn compares(&self) -> bool {
        self.scenarios.len() > 1
    }

    /// A measure of everybody in the first scenario, where it has a value.
    pub(super) fn find(&self, measure: Measure, subject: &str) -> Option<Estimate> {
        self.find_in(0, measure, subject)
    }

    /// The same in the scenario at this position.
    pub(super) fn find_in(
        &self,
        index: usize,
        measure: Measure,
        subject: &str,
    ) -> Option<Estimate> {
        let found = self.gathered.get(index)?.estimates.get(&(measure, subject.to_owned()));
        found.copied().filter(|found| found.mean.is_some())
    }

    /// A series in the scenario at this position, instant by instant.
    pub(super) fn samples(
        &self,
        index: usize,
        series: &'static str,
        subject: &str,
    ) -> Option<&[Sample]> {
        Some(self.gathered.get(index)?.samples.get(&(series, subject.to_owned()))?.as_slice())
    }

    /// The same for people.
    pub(super) fn show(&self, measure: Measure, subject: &str, form: Form) -> Option<Shown> {
        form.show(&self.find(measure, subject)?)
    }

    /// Whether care plans are part of the first scenario.
    pub(super) fn has_care_plans(&self) -> bool {
        self.model().system().interventions.iter().any(|item| item.opens_care_plan)
    }

    /// The title of the whole.
    pub(super) fn title(&self) -> &'a str {
        title(self.first())
    }

    /// "30 replications", or of how many it is where they differ.
    pub(super) fn replications(&self) -> usize {
        self.scenarios.iter().map(|(_, results)| results.replications()).min().unwrap_or(0)
    }
}

/// The title of a scenario, or its name where it has none.
pub(super) fn title(scenario: &Scenario) -> &str {
    if scenario.model.title.is_empty() { &scenario.name } else { &scenario.model.title }
}
