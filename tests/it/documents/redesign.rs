//! `docs/redesign.md`: every redesign option against the baseline.

use super::figures::{Form, Written, rows};
use super::formula::Formula;
use super::prose::{Against, wrapped};
use super::running::{model, path, run, text, update, write};
use serde::Deserialize;
use throughcare::model::Model;
use throughcare::statistics::{Comparison, Results};

const PAGE: &str = "docs/redesign.md";
const SOURCE: &str = "docs/redesign.toml";
const BASELINE: &str = "scenarios/baseline.toml";
const FOLDER: &str = "scenarios/redesign";
/// Replications of the document, and of the check that it still holds.
const REPLICATIONS: u32 = 200;
const CHECKED: u32 = 8;

/// What `docs/redesign.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    introduction: String,
    after_the_overview: String,
    measures: Vec<Row>,
    options: Vec<OptionText>,
}

/// A measure of the tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    /// Heading of its column in the overview.
    short: Option<String>,
    value: String,
    form: Option<Form>,
}

/// What is said of an option besides what its file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionText {
    /// Name of its file.
    name: String,
    /// The measures closest to it.
    closest: Vec<Row>,
    /// What the explanation rests on: a formula that `rises`, `falls`, is `level` or `does_not_rise` against the baseline.
    claims: Vec<String>,
    /// Why the effect is what it is.
    effect: String,
}

impl Row {
    fn form(&self) -> Form {
        self.form.unwrap_or_else(|| Form::for_unit(Formula::of(&self.value).unit()))
    }

    fn compare(&self, results: &Results, first: &Results) -> Comparison {
        Formula::of(&self.value).compare(results, first)
    }
}

impl OptionText {
    fn file(&self) -> String {
        format!("{FOLDER}/{}.toml", self.name)
    }

    /// Title of the option and of its section.
    fn title<'a>(&self, models: &'a [(&str, Model)]) -> &'a str {
        let found = models.iter().find(|(name, _)| *name == self.name);
        found.map_or("", |(_, model)| model.title.as_str())
    }

    /// The claims that do not hold. A short run can only contradict a claim, a long one must bear it out.
    fn broken<'a>(&'a self, results: &Results, first: &Results, run: Length) -> Vec<&'a str> {
        let holds = |claim: &str| {
            let (formula, how) = claim.rsplit_once(' ').expect("a claim says what becomes of it");
            let difference = Formula::of(formula).compare(results, first).difference;
            let (Some(low), Some(high)) = (difference.low, difference.high) else {
                return how == "level";
            };
            match (how, run) {
                ("rises", Length::Long) => low > 0.0,
                ("rises", Length::Short) => high > 0.0,
                ("falls", Length::Long) => high < 0.0,
                ("falls", Length::Short) => low < 0.0,
                ("level", Length::Long) => low <= 0.0 && high >= 0.0,
                ("level", Length::Short) => true,
                ("does_not_rise", _) => low <= 0.0,
                (other, _) => panic!("a claim does not end with `{other}`"),
            }
        };
        self.claims.iter().map(String::as_str).filter(|claim| !holds(claim)).collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Length {
    Short,
    Long,
}

fn read() -> Page {
    toml::from_str(&text(SOURCE)).unwrap_or_else(|error| panic!("{SOURCE}: {error}"))
}

/// The baseline, and every option in the order of the document.
fn models(source: &Page, replications: u32) -> Vec<(&str, Model)> {
    let mut models = vec![("baseline", model(BASELINE, replications, &["route"], &[]))];
    let options = source.options.iter();
    models.extend(options.map(|option| {
        (option.name.as_str(), model(&option.file(), replications, &["route"], &[]))
    }));
    models
}

/// What an option's file says of itself: the comment with which it opens.
fn opening_comment(file: &str) -> String {
    let text = text(file);
    let lines = text.lines().take_while(|line| line.starts_with('#'));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches('#').trim()).collect();
    wrapped(&lines.join("\n"))
}

/// Whether the interval of a difference leaves nothing out.
fn is_told_from_nothing(of: &Comparison) -> bool {
    let difference = of.difference;
    difference.low.is_some_and(|low| low > 0.0) || difference.high.is_some_and(|high| high < 0.0)
}

/// Every option by every measure: the difference, in bold where it can be told from nothing.
fn overview(
    source: &Page,
    models: &[(&str, Model)],
    first: &Results,
    results: &[Results],
) -> String {
    let heads = source.measures.iter().map(|row| row.short.as_ref().unwrap_or(&row.name).as_str());
    let heads: Vec<&str> = heads.collect();
    let mut table = format!("| option | {} |\n|---|", heads.join(" | "));
    table.push_str(&"--:|".repeat(heads.len()));
    table.push_str("\n| *the baseline itself* |");
    for row in &source.measures {
        let estimate = Formula::of(&row.value).estimate(first);
        table.push_str(&format!(" *{}* |", row.form().mean(&estimate)));
    }
    for (option, results) in source.options.iter().zip(results) {
        let title = option.title(models);
        let anchor = title.to_lowercase().replace(' ', "-");
        table.push_str(&format!("\n| [{title}](#{anchor}) |"));
        for row in &source.measures {
            let compared = row.compare(results, first);
            let cell = row.form().difference(&compared.difference);
            let mean = cell.split(" (").next().unwrap_or_default();
            let bold = if is_told_from_nothing(&compared) { "**" } else { "" };
            table.push_str(&format!(" {bold}{mean}{bold} |"));
        }
    }
    table + "\n"
}

/// The section of an option.
fn section(
    option: &OptionText,
    source: &Page,
    model: &Model,
    results: &Results,
    first: &Results,
) -> String {
    let mut out = format!("\n## {}\n\n", model.title);
    out.push_str(&wrapped(&format!("*{}*", model.question.as_deref().unwrap_or_default())));
    let file = format!("[`{}.toml`](../{})", option.name, option.file());
    out.push_str(&format!("\n\n{}\n\nThe file: {file}.\n\n", opening_comment(&option.file())));
    out.push_str("| measure | baseline | option | difference (95% interval) | told from nothing |\n|---|--:|--:|--:|---|\n");
    for row in option.closest.iter().chain(&source.measures) {
        let (formula, form) = (Formula::of(&row.value), row.form());
        let compared = row.compare(results, first);
        let points = if form == Form::Percent { " points" } else { "" };
        let decimals = form.difference_decimals(&compared.difference);
        let mean = |of: &Results| {
            formula.estimate(of).mean.map_or("-".to_owned(), |mean| form.exactly(mean, decimals))
        };
        out.push_str(&format!(
            "| {} | {} | {} | {}{points} | {} |\n",
            row.name,
            mean(first),
            mean(results),
            form.difference(&compared.difference),
            if is_told_from_nothing(&compared) { "yes" } else { "no" }
        ));
    }
    let against = Against { results, first };
    out.push_str(&format!("\n{}\n", against.filled(&option.effect)));
    out
}

/// By what factor pairing narrowed the variance of the differences: the middle one of all in the tables.
fn narrowing(source: &Page, first: &Results, results: &[Results]) -> f64 {
    let pairs = results.iter().flat_map(|results| {
        source.measures.iter().map(move |row| row.compare(results, first).variance_ratio)
    });
    let mut ratios: Vec<f64> = pairs.flatten().collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN)
}

fn page(source: &Page, models: &[(&str, Model)], all: &[Results]) -> String {
    let (first, results) = all.split_first().expect("the baseline is run");
    let introduction = source
        .introduction
        .replace("REPLICATIONS", &first.replications().to_string())
        .replace("NARROWING", &format!("{:.1}", narrowing(source, first, results)));
    let mut out = format!(
        "# Redesign options\n\n<!-- Written by `UPDATE_DOCUMENTS=1 cargo test --release --test it documents:: -- --nocapture` from {SOURCE} and {FOLDER}. -->\n\n{}\n\n",
        wrapped(&introduction)
    );
    out.push_str(&overview(source, models, first, results));
    out.push_str(&format!("\n{}\n", wrapped(&source.after_the_overview)));
    for ((option, results), (_, model)) in source.options.iter().zip(results).zip(&models[1..]) {
        out.push_str(&section(option, source, model, results, first));
    }
    out
}

/// The rows of the section with this title.
fn rows_of(document: &str, title: &str) -> Vec<Vec<String>> {
    let mut sections = document.split("\n## ");
    let found = sections.find(|section| section.lines().next() == Some(title));
    rows(found.unwrap_or_else(|| panic!("{PAGE} has no section `{title}`")))
}

/// The figures of every option agree with a short run of now, and nothing that its explanation rests on is contradicted.
#[test]
fn the_effects_of_the_options_agree_with_a_run() {
    let source = read();
    let mut wrong = Vec::new();
    if let Some(replications) = update(REPLICATIONS) {
        let models = models(&source, replications);
        let all = run(&models);
        write(PAGE, &page(&source, &models, &all));
        for (option, results) in source.options.iter().zip(&all[1..]) {
            let broken = option.broken(results, &all[0], Length::Long);
            wrong.extend(broken.iter().map(|claim| format!("{}: not so: {claim}", option.name)));
        }
    }
    let models = models(&source, CHECKED);
    let all = run(&models);
    let document = text(PAGE);
    for (option, results) in source.options.iter().zip(&all[1..]) {
        let rows = rows_of(&document, option.title(&models));
        for row in option.closest.iter().chain(&source.measures) {
            let now = row.compare(results, &all[0]).difference;
            let written = rows.iter().find(|cells| cells[0] == row.name);
            let agrees = written
                .and_then(|cells| Written::of(&cells[3]))
                .is_some_and(|cell| cell.agrees(&now, row.form()) || now.low == now.high);
            if !agrees {
                let (now, stands) = (row.form().difference(&now), written.map(|cells| &cells[3]));
                wrong.push(format!("{}: {}: {stands:?}, now {now}", option.name, row.name));
            }
        }
        let broken = option.broken(results, &all[0], Length::Short);
        wrong.extend(broken.iter().map(|claim| format!("{}: not so: {claim}", option.name)));
    }
    let how = "write it anew with UPDATE_DOCUMENTS=1";
    assert!(wrong.is_empty(), "{} ({how}):\n{}", path(PAGE).display(), wrong.join("\n"));
}

/// Every option in the folder is in the document, with its question and what it costs in places.
#[test]
fn every_option_has_its_place_in_the_document() {
    if update(1).is_some() {
        // It is being written.
        return;
    }
    let source = read();
    let document = text(PAGE);
    let mut files: Vec<String> = std::fs::read_dir(path(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut named: Vec<String> =
        source.options.iter().map(|option| format!("{}.toml", option.name)).collect();
    named.sort();
    assert_eq!(files, named);
    let models = models(&source, 1);
    for (option, (name, model)) in source.options.iter().zip(&models[1..]) {
        let question = model.question.as_deref().unwrap_or_default();
        assert!(document.contains(&wrapped(&format!("*{question}*"))), "{name}: the question");
        let opening = opening_comment(&option.file());
        assert!(opening.contains("Cost in places:"), "{name} says what it costs in places");
        assert!(document.contains(&opening), "{name}: what it buys");
        assert!(document.contains(&format!("\n## {}\n", model.title)), "{name}: its section");
    }
}
