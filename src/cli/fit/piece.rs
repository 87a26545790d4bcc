//! The fitted hazard as a scenario has it: attributes and risks to paste, or a whole small scenario in which nothing else
//! happens.

use super::design::{Attribute, Coding, Design, key};
use crate::survival::{Family, Fit, Form, KaplanMeier};
use crate::units::Days;
use std::collections::BTreeMap;

/// Most cases in which the shares of an attribute are told apart by those above it.
const MOST_CASES: usize = 200;
/// Most points of a curve that are written.
const MOST_POINTS: usize = 1000;
/// How long a line of points may be.
const LINE: usize = 110;

/// What is written as a hazard.
pub(super) enum Chosen<'a> {
    /// A fitted one.
    Fitted(&'a Fit),
    /// The curve of each stratum, and the unit of whole times. \[days\]
    Curves(&'a [KaplanMeier], Option<f64>),
}

/// What the piece is made of.
pub(super) struct Piece<'a> {
    pub(super) design: &'a Design,
    pub(super) chosen: Chosen<'a>,
    /// The name of the risk.
    pub(super) name: &'a str,
    /// The file that was read.
    pub(super) file: &'a str,
    /// What was chosen, in words.
    pub(super) what: &'a str,
}

impl Piece<'_> {
    /// Attributes and risks.
    pub(super) fn text(&self) -> String {
        let attributes = self.attributes();
        let gap = if attributes.is_empty() { "" } else { "\n" };
        format!("{attributes}{gap}{}", self.risks("dropped_out"))
    }

    /// A scenario that can be run, in which this risk alone takes people out of treatment.
    pub(super) fn scenario(&self) -> String {
        let longest = self.design.sample.longest();
        let weeks = ((longest + Days::YEAR.0) / 7.0).ceil();
        let sources: String = self
            .risk_names()
            .iter()
            .map(|name| format!("{} = {}\n", text(&format!("risks.{name}")), text(&self.source())))
            .collect();
        let population: String = self
            .design_attributes()
            .iter()
            .map(|attribute| {
                let path = text(&format!("attributes.{}", attribute.name));
                format!("{path} = {}\n", text(&format!("{}: as in the file", self.file)))
            })
            .collect();
        let attributes = self.attributes();
        let gap = if attributes.is_empty() { "" } else { "\n" };
        format!(
            "\
# Written by `throughcare fit`: {what}, fitted to {file}.
# Everybody enters treatment at once and stays until the risk below takes them: the share still in treatment by age is the
# curve that was fitted.
title = {title}
question = \"Does the curve come back?\"

[run]
horizon = \"{weeks}w\"
replications = 20
seed = 1

{attributes}{gap}[routes.door]
per_day = 10
enters = \"reception\"

[interventions.reception]
component = \"engagement\"
tier = 3
duration = \"0d\"
opens_care_plan = true
then = \"treatment\"

[interventions.treatment]
component = \"delivery\"
tier = 3
duration = \"1000y\"
then = \"completed\"

{risks}
[exits.dropped_out]
reason = \"dropped_out\"
final = true

[exits.completed]
planned = true
reason = \"completed\"
final = true

[sources]
\"routes.door\" = \"assumption: any number will do\"
\"interventions.treatment.duration\" = \"assumption: longer than anyone is followed\"
{population}{sources}",
            what = self.what,
            file = self.file,
            title = text(&format!("Times of {}, fitted", self.file)),
            risks = self.risks("dropped_out"),
        )
    }

    fn source(&self) -> String {
        let sample = &self.design.sample;
        format!(
            "{}: {}, fitted to {} clients, of whom {} left",
            self.file,
            self.what,
            sample.observations.len(),
            sample.events()
        )
    }

    /// The attributes in the order of the columns.
    fn design_attributes(&self) -> Vec<&Attribute> {
        let by = self.design.by.iter();
        by.chain(self.design.ratios.iter().map(|ratio| &ratio.attribute)).collect()
    }

    /// The people of the file: each attribute's shares, given the attributes above it.
    fn attributes(&self) -> String {
        let attributes = self.design_attributes();
        let people = self.design.sample.observations.len();
        let mut parts = Vec::new();
        for (number, attribute) in attributes.iter().enumerate() {
            let everybody: Vec<usize> = (0..people).collect();
            let mut part = format!("[attributes.{}]\n", attribute.name);
            let plain = shares(attribute, &everybody);
            let mut cases: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
            for person in everybody {
                let above = attributes[..number].iter().map(|above| above.of[person]).collect();
                cases.entry(above).or_default().push(person);
            }
            if number > 0 && cases.len() > MOST_CASES {
                part.push_str("# Too many cases to be told apart: as if it had nothing to do with those above.\n");
            }
            part.push_str(&format!("shares = {plain}\n"));
            if number > 0 && cases.len() <= MOST_CASES {
                part.push_str("given = [\n");
                for (above, such) in &cases {
                    let when = attributes[..number].iter().zip(above).map(|(attribute, level)| {
                        format!("{} = {}", attribute.name, text(&attribute.levels[*level].name))
                    });
                    let when: Vec<String> = when.collect();
                    let shares = shares(attribute, such);
                    part.push_str(&format!(
                        "  {{ when = {{ {} }}, shares = {shares} }},\n",
                        when.join(", ")
                    ));
                }
                part.push_str("]\n");
            }
            parts.push(part);
        }
        parts.join("\n")
    }

    fn risk_names(&self) -> Vec<String> {
        match &self.design.by {
            None => vec![self.name.to_owned()],
            Some(by) => {
                let level = |level: &super::design::Level| {
                    let words = key(&format!("x{}", level.name));
                    format!("{}_{}_{}", self.name, by.name, &words[1..])
                };
                by.levels.iter().map(level).collect()
            }
        }
    }

    fn risks(&self, exit: &str) -> String {
        let parts: Vec<String> = self
            .risk_names()
            .iter()
            .enumerate()
            .map(|(stratum, name)| {
                let mut part = format!("[risks.{name}]\nwhile = \"in_treatment\"\n");
                if let Some(by) = &self.design.by {
                    let level = text(&by.levels[stratum].name);
                    part.push_str(&format!("when = {{ {} = {level} }}\n", by.name));
                }
                part.push_str(&format!("hazard = {}\n", self.hazard(stratum)));
                part.push_str(&self.ratios());
                part.push_str(&format!("then = \"{exit}\"\n"));
                part
            })
            .collect();
        parts.join("\n")
    }

    fn ratios(&self) -> String {
        let Chosen::Fitted(fit) = &self.chosen else { return String::new() };
        let log_ratio = |number: usize| fit.log_ratio(number).0;
        let mut lines = String::new();
        for ratio in &self.design.ratios {
            for (number, level) in ratio.attribute.levels.iter().enumerate() {
                let log = ratio.log_ratio(number, &log_ratio);
                let is_reference = matches!(ratio.coding, Coding::Levels(of) if of == number);
                if log == 0.0 || is_reference {
                    continue;
                }
                lines.push_str(&format!(
                    "  {{ when = {{ {} = {} }}, ratio = {} }},\n",
                    ratio.attribute.name,
                    text(&level.name),
                    number_of(libm::exp(log))
                ));
            }
        }
        if lines.is_empty() { lines } else { format!("ratios = [\n{lines}]\n") }
    }

    fn hazard(&self, stratum: usize) -> String {
        match &self.chosen {
            Chosen::Fitted(fit) => fitted(fit, stratum),
            Chosen::Curves(curves, unit) => points(&curves[stratum], *unit),
        }
    }
}

fn fitted(fit: &Fit, stratum: usize) -> String {
    let parameters = fit.parameters(stratum);
    let value = |place: usize| number_of(parameters[place].value.estimate);
    let days = |place: usize| days_of(rounded(parameters[place].value.estimate, 6));
    match fit.form() {
        Form::Family(Family::Exponential) => format!("{{ mean = {} }}", days(0)),
        Form::Family(Family::Weibull) => {
            format!("{{ weibull = {{ shape = {}, scale = {} }} }}", value(0), days(1))
        }
        Form::Family(Family::Gompertz) => {
            format!(
                "{{ gompertz = {{ per_year = {}, growth_per_year = {} }} }}",
                value(0),
                value(1)
            )
        }
        Form::Family(Family::Lognormal) => {
            format!("{{ lognormal = {{ median = {}, sigma = {} }} }}", days(0), value(1))
        }
        Form::Family(Family::LogLogistic) => {
            format!("{{ log_logistic = {{ shape = {}, scale = {} }} }}", value(0), days(1))
        }
        Form::Pieces(cuts) => {
            let steps = (0..parameters.len()).map(|piece| match cuts.get(piece) {
                Some(cut) => {
                    format!("  {{ until = {}, per_year = {} }},\n", days_of(*cut), value(piece))
                }
                None => format!("  {{ per_year = {} }},\n", value(piece)),
            });
            format!("{{ steps = [\n{}] }}", steps.collect::<String>())
        }
    }
}

/// The curve as points, thinned where there are very many: then evenly, by how many have left.
fn points(curve: &KaplanMeier, unit: Option<f64>) -> String {
    let mut points = curve.points(unit);
    if points.len() > MOST_POINTS {
        let all = curve.points(None);
        let last = all.len() - 1;
        let kept =
            (0..=MOST_POINTS.min(last)).map(|place| all[place * last / MOST_POINTS.min(last)]);
        points = kept.collect();
    }
    let mut lines = String::from("  ");
    let mut width = 2;
    for (age, share) in points {
        let point = format!("[{}, {}], ", days_of(age.0), exact(share));
        if width + point.len() > LINE {
            lines.truncate(lines.trim_end().len());
            lines.push_str("\n  ");
            width = 2;
        }
        width += point.len();
        lines.push_str(&point);
    }
    format!("{{ survival = [\n{}\n] }}", lines.trim_end())
}

/// The shares of people at each level that they are at.
fn shares(attribute: &Attribute, people: &[usize]) -> String {
    let mut counts = vec![0_usize; attribute.levels.len()];
    people.iter().for_each(|person| counts[attribute.of[*person]] += 1);
    let shares: Vec<String> = attribute
        .levels
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| {
            let share = exact(count as f64 / people.len() as f64);
            format!("{} = {share}", bare_or_quoted(&level.name))
        })
        .collect();
    format!("{{ {} }}", shares.join(", "))
}

/// A number to seven digits, which is more than any fit knows.
fn number_of(value: f64) -> String {
    digits(value, 6)
}

/// A share to ten digits.
fn exact(value: f64) -> String {
    digits(value, 9)
}

/// A length of time.
fn days_of(days: f64) -> String {
    format!("\"{}d\"", rounded(days, 9))
}

fn digits(value: f64, after_the_first: usize) -> String {
    let text = rounded(value, after_the_first).to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

fn rounded(value: f64, after_the_first: usize) -> f64 {
    format!("{value:.after_the_first$e}").parse().unwrap_or(value)
}

/// A text of TOML.
fn text(words: &str) -> String {
    toml::Value::String(words.to_owned()).to_string()
}

fn bare_or_quoted(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { text(name) }
}
