//! The report: a sound page that fetches and runs nothing, figures as in the tables, and the command that writes it.

use crate::cli::{run, with_queue};
use calamine::{Data, Reader, Xlsx, open_workbook};
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Plan;
use throughcare::output::{Manifest, ScenarioRun};
use throughcare::report::{Answer, Format, bytes, html, text};
use throughcare::scenario::{Scenario, TEMPLATE, read_file, read_text};
use throughcare::statistics::Results;

/// A title that would run if it were taken as it is, and a question that would be a formula.
const MEAN: [&str; 2] =
    ["<script>alert('a title')</script> & \\\"more\\\"", "=1+1<img src=x onerror=alert(2)>"];

/// The small scenario with titles that mean no good, and an option of it.
fn pair() -> [Scenario; 2] {
    let mean = TEMPLATE.replacen("A small treatment system", MEAN[0], 1).replacen(
        "How long do people wait, and who stays?",
        MEAN[1],
        1,
    );
    assert!(MEAN.iter().all(|text| mean.contains(text)));
    let few = ["run.warm_up=26w", "run.horizon=2y", "run.replications=6"].map(str::to_owned);
    let more = [few.as_slice(), &["services.keyworking.caseload=60".to_owned()]].concat();
    [("town", &few[..]), ("more_keyworkers", &more)].map(|(name, sets)| {
        read_text(name, &mean, sets).unwrap_or_else(|refusal| panic!("{}", refusal.render(false)))
    })
}

fn results(scenarios: &[Scenario]) -> (Vec<Results>, Manifest) {
    let plan = Plan {
        scenarios: scenarios.iter().map(|it| (it.name.as_str(), &it.model)).collect(),
        threads: Some(1),
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    let results = plan.run().unwrap().results;
    let runs = scenarios.iter().zip(&results);
    let runs = runs.map(|(it, results)| ScenarioRun::of(it, results, it.model.run.replications));
    let manifest = Manifest {
        version: "0.1.0".to_owned(),
        command: ["/home/somebody/throughcare", "run", "/home/somebody/<b>town.toml"]
            .map(str::to_owned)
            .to_vec(),
        scenarios: runs.collect(),
        interrupted: false,
        threads: 1,
        os: "linux".to_owned(),
        architecture: "x86_64".to_owned(),
        processors: 2,
        build: "release".to_owned(),
        started: "2026-11-23T12:00:00.5Z".to_owned(),
        wall_seconds: 1.25,
        until: None,
        files: Vec::new(),
    };
    (results, manifest)
}

/// What is made of scenarios and their results.
pub(crate) fn answered<T>(scenarios: &[Scenario], make: impl Fn(&Answer<'_>) -> T) -> T {
    let (results, manifest) = results(scenarios);
    let pairs: Vec<_> = scenarios.iter().zip(&results).collect();
    make(&Answer::of(&pairs, &manifest).unwrap())
}

pub(crate) fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub(crate) fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().concat()
}

/// Everything that a page must be, whatever it is of.
pub(crate) fn assert_sound(name: &str, text: &str) -> Html {
    let page = Html::parse_document(text);
    assert_eq!(page.errors, Vec::<std::borrow::Cow<'_, str>>::new(), "{name}");
    assert_eq!(select(&page, "html[lang=en-GB]").len(), 1, "{name}");
    // Nothing is fetched and nothing runs.
    for forbidden in [
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "img",
        "base",
        "meta[http-equiv]",
        "[src]",
        "[onerror]",
        "[onload]",
    ] {
        assert!(select(&page, forbidden).is_empty(), "{name} has {forbidden}");
    }
    for element in select(&page, "*") {
        for (key, value) in element.value().attrs() {
            let is_within = !value.contains("url(") || value.starts_with("url(#");
            assert!(
                is_within && !value.contains("://") && !key.starts_with("on"),
                "{name}: {key}={value}"
            );
        }
    }
    for style in select(&page, "style") {
        let style = words(style);
        assert!(!style.contains("@import") && !style.contains("url("), "{name}");
    }
    // Headings come in order, one of the first level.
    let levels: Vec<u8> = select(&page, "h1,h2,h3,h4,h5,h6")
        .iter()
        .map(|it| it.value().name().as_bytes()[1] - b'0')
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{name}");
    for pair in levels.windows(2) {
        assert!(
            pair[1] <= pair[0] + 1,
            "{name}: a heading of level {} after one of {}",
            pair[1],
            pair[0]
        );
    }
    // Every heading of a table says of what it is one, every id stands once, every link within leads somewhere.
    assert!(select(&page, "th:not([scope])").is_empty(), "{name}");
    let mut ids = BTreeSet::new();
    for element in select(&page, "[id]") {
        assert!(
            ids.insert(element.value().id().unwrap().to_owned()),
            "{name}: {:?} twice",
            element.value().id()
        );
    }
    for link in select(&page, "a[href]") {
        let to = link.value().attr("href").unwrap();
        assert!(to.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{name}: a link to {to}");
    }
    assert_charts(name, &page);
    page
}

/// Every drawing has its words, or is said to be for the eye alone.
fn assert_charts(name: &str, page: &Html) {
    for svg in select(page, "svg") {
        let is_hidden = svg
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|it| it.value().attr("aria-hidden") == Some("true"));
        if is_hidden {
            continue;
        }
        assert_eq!(svg.value().attr("role"), Some("img"), "{name}");
        for part in ["title", "desc"] {
            let found = svg.child_elements().find(|it| it.value().name() == part);
            let found = found.unwrap_or_else(|| panic!("{name}: a chart without {part}"));
            assert!(words(found).trim().len() > 3, "{name}: a chart with an empty {part}");
            let labels = svg.value().attr("aria-labelledby").unwrap();
            assert!(labels.contains(found.value().id().unwrap()), "{name}: {labels}");
        }
        let drawn = svg
            .descendent_elements()
            .any(|it| ["path", "rect", "line"].contains(&it.value().name()));
        assert!(drawn, "{name}: an empty chart");
    }
    for figure in select(page, "figure") {
        let caption = Selector::parse("figcaption strong").unwrap();
        assert!(figure.select(&caption).next().is_some(), "{name}: a figure without a title");
    }
}

#[test]
fn the_page_is_sound_and_what_its_authors_wrote_does_not_run() {
    let page = answered(&pair(), html);
    let page = assert_sound("town", &page);
    let title = words(select(&page, "h1")[0]);
    assert_eq!(title, "<script>alert('a title')</script> & \"more\"");
    assert_eq!(words(select(&page, ".question")[0]), "=1+1<img src=x onerror=alert(2)>");
    let parts: Vec<String> = select(&page, "main > section")
        .iter()
        .map(|it| it.value().id().unwrap().to_owned())
        .collect();
    let all = [
        "question",
        "answer",
        "journey",
        "waiting-times",
        "over-time",
        "retention",
        "exits",
        "losses",
        "groups",
        "comparison",
        "costs",
        "basis",
        "record",
        "provenance",
    ];
    assert_eq!(parts, all);
    // The command is told without the folders of whoever gave it.
    assert!(words(select(&page, "#provenance pre")[0]).contains("throughcare run <b>town.toml"));
    assert!(!words(page.root_element()).contains("/home"));
}

#[test]
fn one_answer_has_one_report_byte_for_byte() {
    let scenarios = pair();
    let (results, manifest) = results(&scenarios);
    let pairs: Vec<_> = scenarios.iter().zip(&results).collect();
    for format in Format::ALL {
        let made = || bytes(&Answer::of(&pairs, &manifest).unwrap(), format).unwrap();
        assert!(made() == made(), "{format:?}");
    }
}

#[test]
fn every_scenario_that_comes_with_the_program_has_a_sound_page() {
    for path in scenario_files() {
        // However large: what is shown is a matter of which parts it has, and not of how long it runs.
        let sets = ["run.warm_up=0d", "run.horizon=5d", "run.replications=2"].map(str::to_owned);
        let scenario = match read_file(&path, &sets) {
            Ok(scenario) => scenario,
            // Some have dates or targets that need more time.
            Err(_) => {
                let sets =
                    ["run.warm_up=0d", "run.horizon=52w", "run.replications=2"].map(str::to_owned);
                read_file(&path, &sets)
                    .unwrap_or_else(|refusal| panic!("{}", refusal.render(false)))
            }
        };
        let name = scenario.name.clone();
        assert_sound(&name, &answered(&[scenario], html));
    }
}

fn scenario_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found = Vec::new();
    for folder in ["", "redesign", "teaching", "bench"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            // A whole country takes long even for a few days.
            let is_huge = ["england.toml", "region.toml"].iter().any(|name| path.ends_with(name));
            if path.extension().is_some_and(|end| end == "toml") && !is_huge {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 25);
    found
}

#[test]
fn a_single_replication_and_a_system_to_which_nobody_comes_have_sound_pages() {
    for set in ["run.replications=1", "routes.self_referral.per_week=0"] {
        let sets = [set, "run.warm_up=0d", "run.horizon=1y"].map(str::to_owned);
        let scenario = read_text("town", TEMPLATE, &sets)
            .unwrap_or_else(|refusal| panic!("{}", refusal.render(false)));
        let page = answered(&[scenario], |answer| html(answer) + &text(answer).replace('<', ""));
        assert!(!page.contains("NaN") && !page.contains("inf "), "{set}");
        let page = page.split_once("</html>").unwrap().0.to_owned() + "</html>";
        assert_sound(set, &page);
    }
}

/// The number that a figure begins with: "1,234.5%" as 1234.5, and how far rounding can have moved it.
fn number(text: &str) -> Option<(f64, f64)> {
    let digits: String =
        text.chars().take_while(|c| c.is_ascii_digit() || [',', '.', '−'].contains(c)).collect();
    let plain = digits.replace(',', "").replace('−', "-");
    let decimals = plain.split_once('.').map_or(0, |(_, rest)| rest.len());
    let half = (0..decimals).fold(0.5, |half, _| half / 10.0);
    Some((plain.parse().ok()?, half * 1.000_001))
}

/// A run of two scenarios by the command, with every kind of report.
fn reported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), TEMPLATE).unwrap();
    let option = "extends = \"town.toml\"\ntitle = \"More keyworkers\"\n[services.keyworking]\ncaseload = 60\n";
    fs::write(folder.path().join("more.toml"), option).unwrap();
    let arguments = [
        "run",
        "town.toml",
        "more.toml",
        "--replications",
        "5",
        "--set",
        "run.horizon=2y",
        "--output",
        "here",
        "--report=html,xlsx,md",
        "-q",
    ];
    let done = run(folder.path(), &arguments);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

type Rows = BTreeMap<(String, String, String, String), Vec<Option<f64>>>;

fn summary(folder: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join("here/summary.csv")).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let key = [0, 1, 2, 3].map(|at| row[at].to_owned());
        (key.into(), row.iter().skip(5).map(|cell| cell.parse().ok()).collect())
    });
    rows.collect()
}

#[test]
fn figures_of_the_page_are_those_of_the_summary() {
    let folder = reported();
    let rows = summary(folder.path());
    let page = fs::read_to_string(folder.path().join("here/report.html")).unwrap();
    let page = assert_sound("here", &page);
    let table = select(&page, "#answer table")[0];
    let cells = |row: ElementRef<'_>| row.child_elements().map(words).collect::<Vec<_>>();
    let tr = Selector::parse("tbody tr").unwrap();
    let mut found = 0;
    for row in table.select(&tr).map(cells) {
        let (measure, factor) = match row[0].as_str() {
            "referred a year" => ("referrals_per_year", 1.0),
            "in treatment, on average" => ("in_treatment_mean", 1.0),
            "referrals that reach treatment" => ("reached_structured_treatment_share", 100.0),
            "planned exits a year" => ("planned_exits_per_year", 1.0),
            "cost a year, GBP" => ("cost_per_year", 1.0),
            _ => continue,
        };
        let key = ["town", "all", "all", measure].map(str::to_owned);
        let [mean, low, high] = [1, 3, 4].map(|at| rows[&key.clone().into()][at].unwrap() * factor);
        let (shown_low, shown_high) = row[2].split_once(" to ").unwrap();
        for (text, value) in [(row[1].as_str(), mean), (shown_low, low), (shown_high, high)] {
            let (shown, half) = number(text).unwrap();
            assert!((shown - value).abs() <= half, "{}: {text} for {value}", row[0]);
        }
        found += 1;
    }
    assert_eq!(found, 5);
    // What an option changes is the difference of comparison.csv.
    let comparison = fs::read_to_string(folder.path().join("here/comparison.csv")).unwrap();
    let line = comparison
        .lines()
        .find(|line| line.starts_with("more,town,all,all,in_treatment_mean,"))
        .unwrap();
    let difference: f64 = line.split(',').nth(7).unwrap().parse().unwrap();
    let table = select(&page, "#comparison table")[0];
    let row =
        table.select(&tr).map(cells).find(|row| row[0] == "in treatment, on average").unwrap();
    let (shown, half) = number(row[2].trim_start_matches('+')).unwrap();
    assert!((shown - difference).abs() <= half, "{} for {difference}", row[2]);
    let short = fs::read_to_string(folder.path().join("here/report.md")).unwrap();
    assert!(
        short.starts_with("# ")
            && short.contains("## Comparison")
            && short.contains("| referred a year |")
    );
}

#[test]
fn the_workbook_has_every_row_of_the_summary_as_numbers_and_never_a_formula() {
    let folder = reported();
    let rows = summary(folder.path());
    let mut book: Xlsx<_> = open_workbook(folder.path().join("here/report.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["about", "summary", "comparison", "timeline", "waits", "assumptions"]
    );
    let sheet = book.worksheet_range("summary").unwrap();
    let mut found = 0;
    for row in sheet.rows().skip(1) {
        let key = [0, 1, 2, 3].map(|at| row[at].to_string());
        let expected = &rows[&key.into()];
        for (value, cell) in expected.iter().zip(&row[5..]) {
            match (value, cell) {
                (Some(value), Data::Float(shown)) => {
                    assert!((value - shown).abs() <= 1e-9 * value.abs(), "{row:?}")
                }
                (None, Data::Empty) => {}
                other => panic!("{other:?} in {row:?}"),
            }
        }
        found += 1;
    }
    let with_values = rows.values().filter(|row| row[0].is_some_and(|n| n > 0.0)).count();
    assert_eq!(found, with_values);

    // Words that begin like a formula are words.
    let made = answered(&pair(), |answer| bytes(answer, Format::Xlsx).unwrap());
    let path = folder.path().join("mean.xlsx");
    fs::write(&path, made).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
    }
    let about = book.worksheet_range("about").unwrap();
    assert!(about.used_cells().any(|(_, _, cell)| *cell == MEAN[1]));
}

#[test]
fn a_report_is_made_of_results_that_are_there_and_replaces_nothing_unasked() {
    let folder = with_queue();
    let told = |arguments: &[&str]| {
        let done = run(folder.path(), arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    };
    assert_eq!(told(&["run", "queue.toml", "--output", "here", "--report", "-q"]).0, 0);
    let page = folder.path().join("here/report.html");
    let first = fs::read(&page).unwrap();
    assert_sound("queue", &String::from_utf8_lossy(&first));
    let (code, _, why) = told(&["report", "here"]);
    assert!(code == 2 && why.contains("report.html") && why.contains("--force"), "{why}");
    assert_eq!(told(&["report", "here", "--force"]).0, 0);
    assert!(fs::read(&page).unwrap() == first, "what was kept gives the same page");
    let (code, said, _) = told(&["report", "here", "--format", "md", "--output", "queue.md"]);
    assert_eq!((code, said.trim()), (0, "queue.md"));
    assert!(fs::read_to_string(folder.path().join("queue.md")).unwrap().starts_with("# One queue"));
    let (code, _, why) = told(&["report", "."]);
    assert!(code == 2 && why.contains("holds no results"), "{why}");
    assert_eq!(told(&["run", "queue.toml", "--no-files", "--report"]).0, 2);
    // A run that goes on brings its report up to date, and one that is done again makes the same.
    assert_eq!(told(&["run", "here", "--extend", "2", "-q"]).0, 0);
    assert!(fs::read(&page).unwrap() != first);
    let (code, said, why) = told(&["reproduce", "here", "-q"]);
    assert!(code == 0 && said.contains("report.html"), "{said}{why}");
    fs::remove_file(folder.path().join("here/replications.bin")).unwrap();
    let (code, _, why) = told(&["report", "here", "-f"]);
    assert!(code == 2 && why.contains("replications.bin"), "{why}");
}
