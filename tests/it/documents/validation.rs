//! `docs/validation.md`: the baseline against published figures.

use super::figures::{Form, Written, rows};
use super::formula::Formula;
use super::prose::{Against, wrapped};
use super::running::{model, path, run, text, update, write};
use serde::Deserialize;
use std::collections::BTreeMap;
use throughcare::model::Model;
use throughcare::statistics::{Estimate, Results};

const PAGE: &str = "docs/validation.md";
const SOURCE: &str = "docs/validation.toml";
/// The section that `intervals` writes.
const INTERVALS: &str = "tests/reference/intervals.md";
const BASELINE: &str = "scenarios/baseline.toml";
/// Replications of the document, which are the baseline's own, and of the check that it still holds.
const REPLICATIONS: u32 = 100;
const CHECKED: u32 = 30;

/// What `docs/validation.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    introduction: String,
    /// What follows the targets, as it is to stand there.
    conclusion: String,
    /// Runs of the baseline with something set otherwise, by name.
    variants: BTreeMap<String, Variant>,
    sections: Vec<Section>,
}

/// The baseline with something switched off, where a published figure is of less than all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    sets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    text: Option<String>,
    /// The variant of the baseline that is run for it.
    variant: Option<String>,
    targets: Vec<Target>,
}

/// A published figure, and what it is held against.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    what: String,
    /// The figure; left out where only bounds are known.
    target: Option<f64>,
    /// Its own 95% interval, or the bounds of what was found.
    low: Option<f64>,
    high: Option<f64>,
    /// What the simulation says: a formula of measures.
    value: String,
    form: Option<Form>,
    source: String,
    /// Whether the baseline's assumptions were chosen for it.
    set: bool,
    /// Why it is missed, for when it is.
    if_missed: Option<String>,
    /// What to know about it, whatever the verdict.
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Met,
    Near,
    Missed,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Near => "near",
            Verdict::Missed => "missed",
        }
    }
}

/// From where to where a simulated value agrees with a target.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    low: f64,
    high: f64,
}

impl Band {
    /// The target's own interval, or a tenth to either side; for shares two points at most. What has one bound only
    /// agrees on this side of it.
    fn of(target: Option<f64>, low: Option<f64>, high: Option<f64>, form: Form) -> Band {
        if let Some(target) = target.filter(|_| low.is_none() && high.is_none()) {
            let most = if form == Form::Percent { 0.02 } else { f64::INFINITY };
            let margin = (target.abs() * 0.1).min(most);
            return Band { low: target - margin, high: target + margin };
        }
        assert!(low.is_some() || high.is_some(), "a target has a figure or bounds");
        Band { low: low.unwrap_or(0.0), high: high.unwrap_or(f64::INFINITY) }
    }

    /// Met: the whole simulated interval lies inside. Near: a part of it does, or the mean is outside by no more than half of
    /// the band's width (a tenth of a bound that stands alone).
    fn verdict(self, simulated: &Estimate, target: Option<f64>) -> Verdict {
        let Some(mean) = simulated.mean else { return Verdict::Missed };
        let (low, high) = (simulated.low.unwrap_or(mean), simulated.high.unwrap_or(mean));
        let outside = (self.low - mean).max(mean - self.high);
        let stands_alone = target.is_none() && (self.low == 0.0 || self.high.is_infinite());
        let margin = match stands_alone {
            true if self.high.is_infinite() => self.low * 0.1,
            true => self.high * 0.1,
            false => (self.high - self.low) / 2.0,
        };
        if self.low <= low && high <= self.high {
            Verdict::Met
        } else if (low <= self.high && self.low <= high) || outside <= margin {
            Verdict::Near
        } else {
            Verdict::Missed
        }
    }
}

/// A target with what the simulation makes of it.
struct Held<'a> {
    target: &'a Target,
    simulated: Estimate,
    form: Form,
    verdict: Verdict,
}

impl Target {
    fn held(&self, results: &Results) -> Held<'_> {
        let formula = Formula::of(&self.value);
        let form = self.form.unwrap_or_else(|| Form::for_unit(formula.unit()));
        let simulated = formula.estimate(results);
        let band = Band::of(self.target, self.low, self.high, form);
        let verdict = band.verdict(&simulated, self.target);
        Held { target: self, simulated, form, verdict }
    }

    fn written(&self, form: Form) -> String {
        let known = |value: f64| form.known(value);
        match (self.target, self.low, self.high) {
            (Some(target), Some(low), Some(high)) => {
                format!("{} ({} to {})", known(target), known(low), known(high))
            }
            (Some(target), _, _) => known(target),
            (None, Some(low), Some(high)) => format!("{} to {}", known(low), known(high)),
            (None, Some(low), None) => format!("at least {}", known(low)),
            (None, None, Some(high)) => format!("at most {}", known(high)),
            (None, None, None) => String::new(),
        }
    }
}

fn read() -> Page {
    toml::from_str(&text(SOURCE)).unwrap_or_else(|error| panic!("{SOURCE}: {error}"))
}

/// The baseline and its variants, run.
struct Runs(BTreeMap<String, Results>);

impl Runs {
    const BASELINE: &str = "baseline";

    fn of(source: &Page, replications: u32) -> Runs {
        let report_by = ["route", "substance"];
        let variants = source.variants.iter();
        let models: Vec<(&str, Model)> =
            std::iter::once((Runs::BASELINE, model(BASELINE, replications, &report_by, &[])))
                .chain(variants.map(|(name, variant)| {
                    (name.as_str(), model(BASELINE, replications, &report_by, &variant.sets))
                }))
                .collect();
        let results = run(&models);
        Runs(models.iter().map(|(name, _)| (*name).to_owned()).zip(results).collect())
    }

    fn baseline(&self) -> &Results {
        &self.0[Runs::BASELINE]
    }

    fn section(&self, section: &Section) -> &Results {
        let name = section.variant.as_deref().unwrap_or(Runs::BASELINE);
        self.0.get(name).unwrap_or_else(|| panic!("there is no variant `{name}`"))
    }
}

fn count(of: &[&Held<'_>], verdict: Verdict) -> usize {
    of.iter().filter(|held| held.verdict == verdict).count()
}

/// A row of the table of verdicts.
fn tally(of: &[&Held<'_>], what: &str) -> String {
    format!(
        "| {what} | {} | {} | {} | {} |\n",
        of.len(),
        count(of, Verdict::Met),
        count(of, Verdict::Near),
        count(of, Verdict::Missed)
    )
}

fn page(source: &Page, runs: &Runs) -> String {
    let mut body = String::new();
    let mut all = Vec::new();
    for section in &source.sections {
        let results = runs.section(section);
        let against = Against { results, first: results };
        body.push_str(&format!("\n## {}\n\n", section.title));
        if let Some(text) = &section.text {
            body.push_str(&against.filled(text));
            body.push_str("\n\n");
        }
        if let Some(variant) = section.variant.as_ref().map(|name| &source.variants[name]) {
            let sets = variant.sets.iter().map(|set| format!("- `--set '{set}'`\n"));
            body.push_str(&format!(
                "The baseline was run for this with\n\n{}\n",
                sets.collect::<String>()
            ));
        }
        body.push_str("| what | target | simulated (95% interval) | verdict | used to set the baseline | source |\n|---|--:|--:|---|---|---|\n");
        let mut remarks = String::new();
        for target in &section.targets {
            let held = target.held(results);
            let used = if target.set { "yes" } else { "no" };
            let verdict = match held.verdict {
                Verdict::Missed => "**missed**",
                other => other.word(),
            };
            let (wanted, found) =
                (target.written(held.form), held.form.with_interval(&held.simulated));
            let (what, source) = (&target.what, target.source.trim());
            body.push_str(&format!(
                "| {what} | {wanted} | {found} | {verdict} | {used} | {source} |\n"
            ));
            let why = target.if_missed.as_ref().filter(|_| held.verdict != Verdict::Met);
            let said: Vec<&str> =
                why.into_iter().chain(&target.note).map(|text| text.trim()).collect();
            if !said.is_empty() {
                let said = format!("- *{what}* ({}). {}", held.verdict.word(), said.join(" "));
                remarks.push_str(&against.filled(&said).replace('\n', "\n  "));
                remarks.push('\n');
            }
            all.push(held);
        }
        if !remarks.is_empty() {
            body.push_str(&format!("\n{remarks}"));
        }
    }
    let (set, predicted): (Vec<_>, Vec<_>) = all.iter().partition(|held| held.target.set);
    let replications = runs.baseline().replications().to_string();
    let predictions = format!(
        "of {} predictions {} are met, {} near and {} missed",
        predicted.len(),
        count(&predicted, Verdict::Met),
        count(&predicted, Verdict::Near),
        count(&predicted, Verdict::Missed)
    );
    let head = source.introduction.replace("REPLICATIONS", &replications);
    let head = wrapped(&head.replace("PREDICTIONS", &predictions));
    let counts = tally(&set, "used to set the baseline") + &tally(&predicted, "not used");
    format!(
        "# Validation\n\n<!-- Written by `UPDATE_DOCUMENTS=1 cargo test --release --test it documents:: -- --nocapture` from {SOURCE}. -->\n\n\
         {head}\n\n| targets | number | met | near | missed |\n|---|--:|--:|--:|--:|\n{counts}{body}\n{conclusion}\n\n{intervals}",
        conclusion = source.conclusion.trim(),
        intervals = text(INTERVALS)
    )
}

/// Every target stands in the document with the figure that it has, and the simulated value agrees with a run of now.
#[test]
fn the_validation_agrees_with_a_run() {
    let source = read();
    if let Some(replications) = update(REPLICATIONS) {
        write(PAGE, &page(&source, &Runs::of(&source, replications)));
    }
    let runs = Runs::of(&source, CHECKED);
    let rows = rows(&text(PAGE));
    let mut wrong = Vec::new();
    let targets = source
        .sections
        .iter()
        .flat_map(|section| section.targets.iter().map(|target| (target, runs.section(section))));
    for (target, results) in targets {
        let held = target.held(results);
        let Some(row) = rows.iter().find(|row| row[0] == target.what) else {
            wrong.push(format!("`{}` is not there", target.what));
            continue;
        };
        if row[1] != target.written(held.form) {
            wrong.push(format!("`{}`: the target is {}", target.what, target.written(held.form)));
        }
        if !Written::of(&row[2]).is_some_and(|cell| cell.agrees(&held.simulated, held.form)) {
            let now = held.form.with_interval(&held.simulated);
            wrong.push(format!("`{}`: {} stands there, now it is {now}", target.what, row[2]));
        }
        if row[3] == "missed" && target.if_missed.is_none() {
            wrong.push(format!("`{}` is missed and nothing says why", target.what));
        }
    }
    let how = "write it anew with UPDATE_DOCUMENTS=1";
    assert!(wrong.is_empty(), "{} ({how}):\n{}", path(PAGE).display(), wrong.join("\n"));
}

/// No two targets share a name, by which the rows are found.
#[test]
fn every_target_has_a_name_of_its_own() {
    let source = read();
    let targets = source.sections.iter().flat_map(|section| &section.targets);
    let mut names: Vec<_> = targets.map(|target| target.what.as_str()).collect();
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    assert_eq!(names.len(), before);
}

/// The rule of the verdicts, at its borders.
#[test]
fn a_verdict_follows_the_stated_rule() {
    let simulated = |low: f64, high: f64| Estimate {
        n: 10,
        mean: Some((low + high) / 2.0),
        low: Some(low),
        high: Some(high),
        ..Estimate::default()
    };
    for (target, low, high) in [(0.10, 0.09, 0.11), (0.75, 0.73, 0.77)] {
        let share = Band::of(Some(target), None, None, Form::Percent);
        assert!((share.low - low).abs() < 1e-12 && (share.high - high).abs() < 1e-12);
    }
    let days = Band::of(Some(20.0), None, None, Form::Amount);
    assert_eq!(days, Band { low: 18.0, high: 22.0 });
    for (low, high, verdict) in [
        (18.5, 21.5, Verdict::Met),
        (21.0, 22.5, Verdict::Near),
        (23.0, 24.0, Verdict::Near),
        (24.5, 25.5, Verdict::Missed),
    ] {
        assert_eq!(days.verdict(&simulated(low, high), Some(20.0)), verdict, "{low} to {high}");
    }
    let bound = Band::of(None, None, Some(21.0), Form::Amount);
    assert_eq!(bound.verdict(&simulated(3.0, 4.0), None), Verdict::Met);
    assert_eq!(bound.verdict(&simulated(22.0, 23.0), None), Verdict::Near);
    assert_eq!(bound.verdict(&simulated(24.0, 25.0), None), Verdict::Missed);
}
