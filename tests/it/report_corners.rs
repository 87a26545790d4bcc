//! Reports of names, texts and dates that mean no good; what options have otherwise; several formats at once.

use crate::cli::run;
use crate::report::{answered, assert_sound, select, words};
use calamine::{Data, Reader, Xlsx};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::Selector;
use std::fs;
use std::io::Cursor;
use throughcare::report::{Format, bytes, html, text};
use throughcare::scenario::{Scenario, TEMPLATE, read_text};

const SHORT: [&str; 3] = ["run.warm_up=26w", "run.horizon=2y", "run.replications=3"];

fn scenario(name: &str, text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = SHORT.iter().chain(sets).map(|set| (*set).to_owned()).collect();
    read_text(name, text, &sets).unwrap_or_else(|refusal| panic!("{}", refusal.render(false)))
}

/// The template with another title and another question.
fn titled(title: &str, question: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let mut lines: Vec<String> = TEMPLATE.lines().map(str::to_owned).collect();
    for (key, text) in [("title = ", title), ("question = ", question)] {
        let line = lines.iter_mut().find(|line| line.starts_with(key)).unwrap();
        *line = format!("{key}{}", quoted(text));
    }
    lines.join("\n")
}

fn workbook(scenarios: &[Scenario]) -> Xlsx<Cursor<Vec<u8>>> {
    let made = answered(scenarios, |answer| bytes(answer, Format::Xlsx).unwrap());
    Xlsx::new(Cursor::new(made)).unwrap()
}

#[test]
fn texts_too_long_for_a_cell_and_days_too_early_for_excel_are_in_the_workbook() {
    let long = |word: &str| word.repeat(40_000 / word.len() + 1);
    let text = titled(&long("a title "), &long("a question? "))
        .replace("start = 2006-04-01", "start = 1899-01-01")
        .replace("at = 2010-04-01", "at = 1900-06-01")
        + &format!("\n\"services.beds\" = \"assumption: {}\"\n", long("😀 "));
    let mut book = workbook(&[scenario("long", &text, &[])]);
    let mut cut = 0;
    for name in book.sheet_names() {
        for (_, _, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            if let Data::String(text) = cell {
                assert!(text.encode_utf16().count() <= 32_767);
                cut += usize::from(text.contains("the whole is in run.json"));
            }
        }
    }
    assert!(cut >= 3, "title, question and assumption: {cut}");
    let timeline = book.worksheet_range("timeline").unwrap();
    let dates = timeline.rows().skip(1).map(|row| &row[5]);
    let (early, late): (Vec<&Data>, Vec<&Data>) =
        dates.partition(|date| matches!(date, Data::String(_)));
    assert!(!early.is_empty() && early.iter().all(|day| day.to_string().starts_with("1899-")));
    assert!(!late.is_empty() && late.iter().all(|day| matches!(day, Data::DateTime(_))));
}

const NAMES: [&str; 2] = ["*to|wn*_<b>", "# [op](javascript:x) & `&amp;`"];
const TITLE: &str = "- _a_ | <i>title</i> ~~with~~ **all** &lt; ![x](https://example.org/x.png)";
const QUESTION: &str = "1. > # `why` [so](https://example.org)? <script>alert(1)</script>";

fn hostile() -> [Scenario; 2] {
    NAMES.map(|name| {
        // Of options the question is told where it is another.
        let question = if name == NAMES[0] { QUESTION.to_owned() } else { format!("{QUESTION} x") };
        scenario(name, &titled(TITLE, &question), &[])
    })
}

#[test]
fn the_text_reads_literally_whatever_its_authors_wrote() {
    let made = answered(&hostile(), text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    // What is read, block by block and cell by cell.
    let (mut blocks, mut block, mut cells, mut widths) =
        (Vec::new(), String::new(), 0, std::collections::BTreeSet::new());
    for event in Parser::new_ext(&made, options) {
        match event {
            Event::Text(text) | Event::Code(text) => block.push_str(&text),
            Event::Start(
                Tag::Paragraph
                | Tag::BlockQuote(_)
                | Tag::Heading { .. }
                | Tag::List(None)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::CodeBlock(_)
                | Tag::Strong,
            ) => {}
            Event::End(TagEnd::Strong) => {}
            Event::End(end) => {
                cells += usize::from(end == TagEnd::TableCell);
                if matches!(end, TagEnd::TableHead | TagEnd::TableRow) {
                    widths.insert(cells);
                    cells = 0;
                }
                blocks.push(std::mem::take(&mut block));
            }
            other => panic!("{other:?} in\n{made}"),
        }
    }
    let names = NAMES.map(throughcare::names::readable);
    let has = |words: &str| assert!(blocks.iter().any(|it| it == words), "{words:?} in\n{made}");
    has(TITLE);
    has(QUESTION);
    has(&format!("Compared with {}:", names[0]));
    has(&format!("{}: {TITLE}. {QUESTION} x", names[1]));
    has(&format!("What {} delivers", names[0]));
    names.iter().for_each(|name| has(name));
    // Figures, plans with a column for each scenario, comparison.
    assert_eq!(widths.into_iter().collect::<Vec<_>>(), [3, 4], "{made}");
}

#[test]
fn the_page_has_no_link_or_picture_of_its_authors() {
    let made = answered(&hostile(), html);
    let page = assert_sound("hostile", &made);
    assert_eq!(words(select(&page, "h1")[0]), TITLE);
    assert_eq!(words(select(&page, ".question")[0]), QUESTION);
    let record = words(select(&page, "#record")[0]);
    assert!(record.contains(TITLE) && record.contains(QUESTION));
    assert!(record.contains(&format!("simulation model {},", NAMES[0])), "{record}");
}

/// An option with sources of its own, dated changes, and a word that is no number.
const OPTION: &str = "extends = \"town.toml\"\ntitle = \"More beds\"\nquestion = \"Are more beds used?\"\n\
    [services.beds]\nplaces = 7\n[[changes]]\nat = 2008-06-01\nset = { \"services.beds.places\" = 12 }\n\
    [interventions.detox]\nsetting = \"community\"\n\
    [sources]\n\"services.beds\" = \"assumption: what the ward can take\"\n\
    \"interventions.detox\" = \"A plan of 2007, page 3\"\n";

#[test]
fn what_each_option_has_otherwise_is_told_with_what_it_rests_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), TEMPLATE).unwrap();
    fs::write(folder.path().join("more_beds.toml"), OPTION).unwrap();
    fs::write(folder.path().join("same.toml"), "extends = \"town.toml\"\n").unwrap();
    let sets: Vec<&str> = SHORT.iter().flat_map(|set| ["--set", set]).collect();
    let files = ["run", "town.toml", "more_beds.toml", "same.toml", "-q", "--output", "here"];
    let all = [&files[..], &sets[..]].concat();
    let done = run(folder.path(), &all);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));

    // Several formats at once, each once, among the results or in a folder; one goes to a file.
    let report = |more: &[&str]| {
        let done = run(folder.path(), &[&["report", "here"], more].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    };
    let (code, said, why) = report(&["--format", "md,html,md"]);
    assert_eq!(code, 0, "{why}");
    let names: Vec<&str> =
        said.lines().map(|line| line.rsplit(['/', '\\']).next().unwrap()).collect();
    assert_eq!(names, ["report.html", "report.md"]);
    let (code, _, why) = report(&["--format", "html,xlsx", "--output", "away"]);
    assert!(code == 2 && why.contains("no folder away") && why.contains("one format"), "{why}");
    fs::create_dir(folder.path().join("away")).unwrap();
    fs::write(folder.path().join("away/report.xlsx"), "mine").unwrap();
    let (code, _, why) = report(&["--format", "html,xlsx", "--output", "away"]);
    assert!(code == 2 && why.contains("report.xlsx"), "{why}");
    assert!(!folder.path().join("away/report.html").exists(), "all or none");
    let (code, _, why) = report(&["--format", "html,xlsx", "--output", "away", "--force"]);
    assert_eq!(code, 0, "{why}");

    let page = fs::read_to_string(folder.path().join("here/report.html")).unwrap();
    assert!(page == fs::read_to_string(folder.path().join("away/report.html")).unwrap());
    let page = assert_sound("options", &page);
    let cells = |row: scraper::ElementRef<'_>| row.child_elements().map(words).collect::<Vec<_>>();
    let basis = select(&page, "#basis tbody tr").into_iter().map(cells).collect::<Vec<_>>();
    let ward = "assumption: what the ward can take";
    assert!(
        basis.contains(&["services.beds.places", "9", "7", ward].map(str::to_owned).to_vec()),
        "{basis:?}"
    );
    assert!(
        basis.iter().any(|row| row[..3] == ["services.beds.places, from 2008-06-01", "9", "12"]),
        "{basis:?}"
    );

    let records = select(&page, "#record > details");
    assert_eq!(records.len(), 3);
    let said = words(records[1]);
    for part in [
        "More beds. Are more beds used?",
        "values are otherwise",
        "A plan of 2007, page 3",
        "what the ward can take",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(said.len() < 1_500, "short: {said}");
    let link = records[1].select(&Selector::parse("dd a").unwrap()).next().unwrap();
    assert_eq!(link.value().attr("href"), Some("#changes-1"));
    let said = words(records[2]);
    assert!(
        said.contains("No value is otherwise.")
            && said.contains("no source or assumption of its own"),
        "{said}"
    );

    let book = fs::read(folder.path().join("away/report.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let sheet = book.worksheet_range("assumptions").unwrap();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .filter(|row| row[0] == *"more_beds")
        .map(|row| row[1..].iter().map(ToString::to_string).collect())
        .collect();
    let find = |path: &str| {
        rows.iter().find(|row| row[0] == path).unwrap_or_else(|| panic!("{path} in {rows:?}"))
    };
    assert_eq!(find("services.beds.places")[1..5], ["7", "places", "9", "assumption"]);
    let setting = find("interventions.detox.setting");
    assert_eq!((setting[1].as_str(), setting[4].as_str()), ("\"community\"", "source"));
    let dated = find("services.beds.places, from 2008-06-01");
    assert_eq!((dated[1].as_str(), dated[3].as_str()), ("12", "9"));
    // The first change of each is of another day.
    let gone = find("services.beds.places, from 2010-04-01");
    assert_eq!((gone[1].as_str(), gone[3].as_str()), ("taken out", "6"));
    assert!(!sheet.rows().any(|row| row[0] == *"same"));
}

#[test]
fn a_value_of_another_form_is_told_with_what_it_was() {
    let gamma = "duration = { gamma = { mean = \"20w\", sd = \"9w\" } }";
    let other = TEMPLATE.replace("duration = \"26w\"", gamma);
    let mut book = workbook(&[scenario("town", TEMPLATE, &[]), scenario("option", &other, &[])]);
    let sheet = book.worksheet_range("assumptions").unwrap();
    let rows = sheet.rows().filter(|row| row[0] == *"option");
    let told: Vec<String> = rows.map(|row| format!("{} {}", row[1], row[4])).collect();
    let place = "interventions.housing_support.duration";
    assert_eq!(told, ["mean", "sd"].map(|key| format!("{place}.gamma.{key} \"26w\"")));
}

#[test]
fn a_warning_of_other_days_stands_with_what_options_are_said_to_change() {
    let both = [scenario("town", TEMPLATE, &[]), scenario("late", TEMPLATE, &["run.warm_up=1y"])];
    let page = answered(&both, html);
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at("Other days.") < at("class=\"options\""));
    assert_eq!(page.matches("Other days.").count(), 2, "with the answer and the comparison");
    let short = answered(&both, text);
    let at = |words: &str| short.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at("**Other days.**") < at("**Late.**"), "{short}");
}

#[test]
fn who_leaves_custody_for_life_outside_is_not_said_to_be_lost() {
    let (free, both) = ("then = \"community\"", "then = { counselling = 0.5, community = 0.5 }");
    let town = TEMPLATE.replace(free, both);
    assert!(town != TEMPLATE);
    let page = answered(&[scenario("town", &town, &[])], html);
    let page = assert_sound("custody", &page);
    let rows: Vec<Vec<String>> = select(&page, "#journey tbody tr")
        .into_iter()
        .map(|row| row.child_elements().map(words).collect())
        .collect();
    let of =
        |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{rows:?}"));
    assert!(of("prison health care")[5..].iter().all(|cell| cell == "–"), "{rows:?}");
    assert!(of("counselling")[5..].iter().any(|cell| cell.ends_with('%')), "{rows:?}");
    let caption = "After prison health care nothing further need come";
    assert!(select(&page, "#journey caption").into_iter().any(|it| words(it).contains(caption)));
}

#[test]
fn the_longest_names_leave_room_for_what_is_drawn() {
    let long = |word: &str| format!("{word}_{}", "x".repeat(63 - word.len()));
    let text = ["housing", "settled", "counselling", "dropped_out"].iter().fold(
        TEMPLATE.to_owned(),
        |text, word| {
            let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let mut parts = text.split(word).peekable();
            let mut out = String::new();
            while let Some(part) = parts.next() {
                out.push_str(part);
                let Some(next) = parts.peek() else { break };
                let is_within = part.ends_with(is_of_name) || next.starts_with(is_of_name);
                out.push_str(&if is_within { (*word).to_owned() } else { long(word) });
            }
            out
        },
    );
    let made = answered(&[scenario("long", &text, &[])], html);
    let page = assert_sound("long", &made);
    assert!(made.contains(&throughcare::names::readable(&long("settled"))), "whole in tables");
    for svg in select(&page, "#groups svg[role=img], #exits svg[role=img], #moves svg") {
        for text in svg.select(&Selector::parse("text").unwrap()) {
            let text = words(text);
            assert!(text.chars().count() <= 60, "{text}");
        }
        // The axis goes from left to right over a good part of the drawing.
        let number = |it: &scraper::ElementRef<'_>, key: &str| -> f64 {
            it.value().attr(key).and_then(|text| text.parse().ok()).unwrap_or(0.0)
        };
        let lines = svg.select(&Selector::parse("line").unwrap()).collect::<Vec<_>>();
        let widest = lines.iter().map(|it| number(it, "x2") - number(it, "x1")).fold(0.0, f64::max);
        assert!(lines.is_empty() || widest > 120.0, "{widest}");
    }
}
