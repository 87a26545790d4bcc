//! The fitted hazard as a scenario has it: attributes and risks to paste, or a whole small scenario in which nothing else
//! happens.

use super::design::{Attribute, Coding, Design, Level};
use super::words::{bare_or_quoted, days, estimate, share, text, words};
use crate::findings::{counted, grouped};
use crate::output::rounded;
use crate::survival::{Family, Fit, Form, KaplanMeier, LONGEST, Observation};
use crate::units::Days;
use std::collections::{BTreeMap, BTreeSet};

/// Most cases in which the shares of an attribute are told apart by those above it.
const MOST_CASES: usize = 200;
/// Most points of a curve that are written.
const MOST_POINTS: usize = 1000;
/// The longest name of the scenario language.
const LONGEST_NAME: usize = 64;
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
    /// The name of the file that was read, on one line.
    pub(super) file: &'a str,
    /// What was chosen, in words.
    pub(super) what: &'a str,
}

impl Piece<'_> {
    /// Attributes, risks and their sources.
    pub(super) fn text(&self) -> String {
        format!("{}{}\n[sources]\n{}", self.attributes(), self.risks(), self.sources())
    }

    /// A scenario that can be run, in which this risk alone takes people out of treatment.
    pub(super) fn scenario(&self) -> String {
        let longest = self.design.sample.longest();
        let weeks = ((longest + Days::YEAR.0) / 7.0).ceil();
        let report_by = self
            .design
            .by
            .as_ref()
            .map_or_else(String::new, |by| format!("report_by = [{}]\n", text(&by.name)));
        format!(
            "\
# Written by `throughcare fit`: {what}, fitted to {file}.
# Everybody enters treatment at once and stays until the risk below takes them: the curve that was fitted comes back as the
# measure still_in_treatment_share.
title = {title}
question = \"Does the curve come back?\"
{report_by}
[run]
horizon = \"{weeks}w\"
replications = 20
seed = 1

{attributes}[routes.door]
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
{sources}",
            what = self.what,
            file = self.file,
            title = text(&format!("Times of {}, fitted", self.file)),
            attributes = self.attributes(),
            risks = self.risks(),
            sources = self.sources(),
        )
    }

    /// Where the figures come from, a line for each attribute and each risk.
    fn sources(&self) -> String {
        let clients = counted(self.design.sample.observations.len(), "client");
        let line = |path: String, source: &str| format!("{} = {}\n", text(&path), text(source));
        let population = format!("{}: shares of its {clients}", self.file);
        let attributes = self.design_attributes().into_iter();
        attributes
            .map(|attribute| line(format!("attributes.{}", attribute.name), &population))
            .chain(self.risk_names().into_iter().enumerate().map(|(stratum, name)| {
                line(format!("risks.{name}"), &self.source_of_hazard(stratum))
            }))
            .collect()
    }

    /// Whom the hazard of a stratum was fitted to; where there are several, the ratios are of all.
    fn source_of_hazard(&self, stratum: usize) -> String {
        let sample = &self.design.sample;
        let such: Vec<&Observation> = sample.of(stratum).collect();
        let days: f64 = such.iter().map(|person| person.time).sum();
        let left = such.iter().filter(|person| person.left).count();
        let (mut whose, mut ratios) = (String::new(), String::new());
        if let Some(by) = &self.design.by {
            whose = format!(" with {} {}", by.column, by.levels[stratum].name);
            if !self.design.ratios.is_empty() {
                let all = counted(sample.observations.len(), "client");
                let left = grouped(sample.events() as f64, 0);
                ratios = format!("; ratios of all {all}, {left} of whom left");
            }
        }
        format!(
            "{}: {} of {}{whose}, {} of whom left; {} of person-time{ratios}",
            self.file,
            self.what,
            counted(such.len(), "client"),
            grouped(left as f64, 0),
            counted(days.round() as usize, "day"),
        )
    }

    /// The attributes in the order of the columns.
    fn design_attributes(&self) -> Vec<&Attribute> {
        let by = self.design.by.iter();
        by.chain(self.design.ratios.iter().map(|ratio| &ratio.attribute)).collect()
    }

    /// The people of the file: each attribute's shares, given the attributes above it; an empty line after each.
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
            parts.push(part + "\n");
        }
        parts.concat()
    }

    /// By the words of the levels; by their numbers, where words would be alike or too long.
    fn risk_names(&self) -> Vec<String> {
        let Some(by) = &self.design.by else { return vec![self.name.to_owned()] };
        let in_words = |level: &Level| format!("{}_{}_{}", self.name, by.name, words(&level.name));
        let names: BTreeSet<String> = by.levels.iter().map(in_words).collect();
        let is_good = names.len() == by.levels.len()
            && names.iter().all(|name| name.len() <= LONGEST_NAME && !name.ends_with('_'));
        let levels = by.levels.iter().enumerate();
        levels
            .map(|(number, level)| match is_good {
                true => in_words(level),
                false => format!("{}_{}", self.name, number + 1),
            })
            .collect()
    }

    fn risks(&self) -> String {
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
                part.push_str("then = \"dropped_out\"\n");
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
                    estimate(libm::exp(log))
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
    let value = |place: usize| estimate(parameters[place].value.estimate);
    let length = |place: usize| days(rounded(parameters[place].value.estimate, 7));
    match fit.form() {
        Form::Family(Family::Exponential) => match parameters[0].value.estimate {
            mean if mean > LONGEST => {
                format!("{{ per_year = {} }}", estimate(Days::YEAR.0 / mean))
            }
            _ => format!("{{ mean = {} }}", length(0)),
        },
        Form::Family(Family::Weibull) => {
            format!("{{ weibull = {{ shape = {}, scale = {} }} }}", value(0), length(1))
        }
        Form::Family(Family::Gompertz) => {
            format!(
                "{{ gompertz = {{ per_year = {}, growth_per_year = {} }} }}",
                value(0),
                value(1)
            )
        }
        Form::Family(Family::Lognormal) => {
            format!("{{ lognormal = {{ median = {}, sigma = {} }} }}", length(0), value(1))
        }
        Form::Family(Family::LogLogistic) => {
            format!("{{ log_logistic = {{ shape = {}, scale = {} }} }}", value(0), length(1))
        }
        Form::Pieces(cuts) => {
            let steps = (0..parameters.len()).map(|piece| match cuts.get(piece) {
                Some(cut) => {
                    format!("  {{ until = {}, per_year = {} }},\n", days(*cut), value(piece))
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
    for (age, still) in distinct(points) {
        let point = format!("[{}, {}], ", days(age.0), share(still));
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

/// Of points whose ages are alike as they are written, the last.
fn distinct(points: Vec<(Days, f64)>) -> Vec<(Days, f64)> {
    let alike = |a: &(Days, f64), b: &(Days, f64)| days(a.0.0) == days(b.0.0);
    points.chunk_by(alike).filter_map(<[_]>::last).copied().collect()
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
            let share = share(count as f64 / people.len() as f64);
            format!("{} = {share}", bare_or_quoted(&level.name))
        })
        .collect();
    format!("{{ {} }}", shares.join(", "))
}
