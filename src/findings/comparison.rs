//! How scenarios compare with the first, figure by figure: for everybody, for each service, for each group.

use super::figures::{difference_in, gap_in, grouped, mean_in, unit_for};
use super::headlines::{Form, headlines, says_something};
use crate::names::readable;
use crate::scenario::Scenario;
use crate::statistics::{Comparison, Estimate, Key, Measure, Results, Together, Verdict};
use crate::units::Days;

/// What a comparison says of each service.
const AT_SERVICES: [(&str, Measure, Form); 3] = [
    ("mean wait for", Measure::WaitMean, Form::Duration),
    ("queue for", Measure::WaitingMean, Form::Amount),
    ("gave up waiting for", Measure::GaveUpShare, Form::Percentage),
];
/// What it says of each group.
const OF_GROUPS: [(&str, Measure, &str, Form); 4] = [
    ("referrals that reach treatment", Measure::ReachedStructured, "all", Form::Percentage),
    ("referral to treatment, mean", Measure::WaitMean, "referral_to_treatment", Form::Duration),
    ("retained", Measure::Effective, "all", Form::Percentage),
    ("planned exits, of all exits", Measure::PlannedShare, "all", Form::Percentage),
];

/// A figure that two scenarios both have.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What several of them are of; empty for the figures of everybody.
    pub heading: &'static str,
    /// What it is, or whose.
    pub words: String,
    /// What it is where it stands alone, and not below the figure of which it is a part.
    pub alone: String,
    /// Measure, subject and group.
    pub key: Key,
    /// How it is written.
    pub form: Form,
    /// What it is in the first scenario.
    pub first: Estimate,
    /// What it is in the other.
    pub other: Estimate,
    /// The other less the first, replication by replication.
    pub compared: Comparison,
    /// What that comes to.
    pub verdict: Verdict,
}

/// A scenario against the first.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// The figures that are looked for first.
    pub figures: Vec<Compared>,
    /// Waits and queues, service by service.
    pub services: Vec<Compared>,
    /// Access, retention and exits, group by group.
    pub groups: Vec<Compared>,
}

/// Every other scenario against the first. The verdicts hold at 95% together: those of all figures of all scenarios, and
/// likewise those of all services and those of all groups.
#[must_use]
pub fn against(first: (&Scenario, &Results), others: &[(&Scenario, &Results)]) -> Vec<Against> {
    let mut all: Vec<Against> = others
        .iter()
        .map(|(_, other)| Against {
            figures: of_figures(first, other),
            services: at_services(first, other),
            groups: of_groups(first.1, other),
        })
        .collect();
    let families: [fn(&mut Against) -> &mut Vec<Compared>; 3] =
        [|it| &mut it.figures, |it| &mut it.services, |it| &mut it.groups];
    for family in families {
        let mut together = Together::of(all.iter_mut().map(|it| family(it).len()).sum());
        for line in all.iter_mut().flat_map(family) {
            line.verdict = together.verdict(line.key.measure, &line.compared);
        }
    }
    all
}

fn of_figures(first: (&Scenario, &Results), other: &Results) -> Vec<Compared> {
    let lines = headlines(&first.0.model).into_iter();
    let lines = lines.filter_map(|line| {
        let key = Key { group: "all".into(), subject: line.subject.into(), measure: line.measure };
        let found = compare("", (first.1, other), key, line.words, line.form)?;
        Some(Compared { alone: line.alone, ..found })
    });
    lines.collect()
}

fn at_services(first: (&Scenario, &Results), other: &Results) -> Vec<Compared> {
    let services = &first.0.model.system().services;
    let lines = AT_SERVICES.iter().flat_map(|&(heading, measure, form)| {
        services.iter().filter_map(move |service| {
            let key = Key { group: "all".into(), subject: service.name.clone(), measure };
            compare(heading, (first.1, other), key, service.name.clone(), form)
        })
    });
    lines.collect()
}

fn of_groups(first: &Results, other: &Results) -> Vec<Compared> {
    let groups = first.groups();
    let lines = OF_GROUPS.iter().flat_map(|&(heading, measure, subject, form)| {
        groups.iter().filter(|group| **group != "all").filter_map(move |group| {
            let key = Key { group: (*group).into(), subject: subject.into(), measure };
            let (attribute, level) = group.split_once('=').unwrap_or(("", group));
            let words = format!("{}: {}", readable(attribute), readable(level));
            compare(heading, (first, other), key, words, form)
        })
    });
    lines.collect()
}

/// A figure of two scenarios; none where neither has anything to say.
fn compare(
    heading: &'static str,
    (first, other): (&Results, &Results),
    key: Key,
    words: String,
    form: Form,
) -> Option<Compared> {
    let (a, b) = (first.estimate_of(&key)?, other.estimate_of(&key)?);
    let compared = other.compare_one(first, &key)?;
    if !says_something(&a) && !says_something(&b) {
        return None;
    }
    let (alone, verdict) = (words.clone(), Verdict::Unclear);
    Some(Compared { heading, words, alone, key, form, first: a, other: b, compared, verdict })
}

impl Compared {
    /// Whether the two can be told apart.
    #[must_use]
    pub fn differs(&self) -> bool {
        !matches!(self.verdict, Verdict::Unclear | Verdict::Same)
    }

    /// By what it is multiplied to be shown, its unit, and that of the difference. Both scenarios have one unit.
    fn unit(&self) -> (f64, String, String) {
        match self.form {
            Form::Amount => (1.0, String::new(), String::new()),
            Form::Percentage => (100.0, "%".to_owned(), " pt".to_owned()),
            Form::Duration => {
                let longer = self.first.mean.unwrap_or(0.0).max(self.other.mean.unwrap_or(0.0));
                let unit = unit_for(Days(longer));
                (1.0 / unit.days, format!(" {}", unit.sign), format!(" {}", unit.sign))
            }
        }
    }

    /// What it is in the first scenario, with its unit.
    #[must_use]
    pub fn first_in_words(&self) -> String {
        let (factor, unit, _) = self.unit();
        mean_in(&self.first, factor, &unit)
    }

    /// What it is in the other scenario, with its unit.
    #[must_use]
    pub fn other_in_words(&self) -> String {
        let (factor, unit, _) = self.unit();
        mean_in(&self.other, factor, &unit)
    }

    /// The difference alone, with its unit.
    #[must_use]
    pub fn gap_in_words(&self) -> String {
        let (factor, _, unit) = self.unit();
        gap_in(&self.compared.difference, factor, &unit)
    }

    /// The difference with half of its interval, and its unit.
    #[must_use]
    pub fn difference_in_words(&self) -> String {
        let (factor, _, unit) = self.unit();
        difference_in(&self.compared.difference, factor, &unit)
    }
}

/// The figures in a sentence.
#[must_use]
pub fn in_words(lines: &[Compared], replications: usize) -> String {
    let with = |verdict| {
        let found = lines.iter().filter(move |line| line.verdict == verdict);
        found.map(|line| line.alone.clone()).collect::<Vec<_>>()
    };
    let mut sentences = Vec::new();
    for (word, verdict) in [
        ("Better", Verdict::Better),
        ("Worse", Verdict::Worse),
        ("Higher", Verdict::Higher),
        ("Lower", Verdict::Lower),
    ] {
        let found = with(verdict);
        if !found.is_empty() {
            sentences.push(format!("{word}: {}.", found.join("; ")));
        }
    }
    sentences.extend(untold(lines, replications));
    sentences.join(" ")
}

/// How many figures cannot be told apart, and how many are the same.
#[must_use]
pub fn untold(lines: &[Compared], replications: usize) -> Vec<String> {
    let with = |verdict| lines.iter().filter(|line| line.verdict == verdict).count();
    let (same, unclear) = (with(Verdict::Same), with(Verdict::Unclear));
    let plural = if replications == 1 { "" } else { "s" };
    let mut sentences = Vec::new();
    if unclear == lines.len() && replications < 2 {
        sentences.push("One replication cannot tell them apart.".to_owned());
    } else if unclear > 0 {
        let which = match (unclear == lines.len(), unclear) {
            (true, _) => "No figure".to_owned(),
            (false, 1) => "1 figure".to_owned(),
            (false, _) => format!("{unclear} figures"),
        };
        let verb = if unclear == lines.len() { "can" } else { "cannot" };
        sentences.push(format!(
            "{which} {verb} be told apart with {} replication{plural}.",
            grouped(replications as f64, 0)
        ));
    }
    match same {
        0 => {}
        all if all == lines.len() => {
            sentences.push("Nothing differs in any replication.".to_owned())
        }
        1 => sentences.push("1 figure is the same in every replication.".to_owned()),
        some => sentences.push(format!("{some} figures are the same in every replication.")),
    }
    sentences
}
