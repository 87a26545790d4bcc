//! `throughcare fit`: what may stand in a file, what is written of it, and where.

use super::{fit, flowing, read, text};
use std::path::Path;
use std::process::Output;

/// A file of this text, fitted, with places for what is written.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(rows: &str) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        std::fs::write(desk.at("stays.csv"), rows).unwrap();
        desk
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn fit(&self, more: &[&str]) -> Output {
        let file = self.at("stays.csv");
        fit(&[&[file.as_str(), "--time", "days", "--event", "left"], more].concat())
    }

    fn told(&self, more: &[&str]) -> String {
        let output = self.fit(more);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    /// The names of the files that there are.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> =
            entries.map(|entry| name(entry).into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn levels_that_no_name_can_tell_apart_are_numbered_and_read_back() {
    let levels = [
        "a b",
        "a-b",
        "A B",
        "\"\"\" quote\"",
        "'",
        "back\\slash",
        "\u{c4}",
        "\u{d6}",
        "a.b",
        "none",
    ];
    let row =
        |(day, level): (usize, &&str)| format!("{},1,{level}\n{},0,{level}\n", day + 1, day + 9);
    let rows: String = levels.iter().enumerate().map(row).collect();
    let desk = Desk::new(&format!("days,left,Town (here)\n{rows}"));
    for (option, family, names) in [
        ("--by", "exponential", (1..=10).map(|number| format!("drop_out_{number}")).collect()),
        ("--by", "empirical", (1..=10).map(|number| format!("drop_out_{number}")).collect()),
        ("--ratios", "exponential", vec!["drop_out".to_owned()]),
    ] {
        let written = desk.at("fitted.toml");
        desk.told(&[option, "Town (here)", "--family", family, "--output", &written, "--force"]);
        let scenario = read(Path::new(&written));
        assert!(scenario.warnings.is_empty(), "{option} {family}: {:?}", scenario.warnings);
        let clocks = &scenario.model.system().clocks;
        let found: Vec<&str> = clocks.iter().map(|clock| clock.name.as_str()).collect();
        assert_eq!(found, names, "{option} {family}");
    }
}

#[test]
fn long_names_ages_that_are_alike_and_a_file_on_two_lines_are_written_so_that_they_can_be_read() {
    let column = "how_long_ago_the_client_first_came_to_any_service";
    let level = "so long ago that nobody who works here would remember it";
    let rows =
        format!("days,left,{column}\n5,1,{level}\n5.000000000001,1,now\n6,1,{level}\n7,1,now\n");
    let desk = Desk::new(&rows);
    let written = desk.at("fitted.toml");
    let name = "leaves_before_the_end_of_the_first_week";
    desk.told(&["--by", column, "--name", name, "--family", "exponential", "--output", &written]);
    let clocks = read(Path::new(&written)).model.system().clocks.len();
    assert_eq!(clocks, 2);
    desk.told(&["--family", "empirical", "--output", &written, "--force"]);
    read(Path::new(&written));
    let text = std::fs::read_to_string(&written).unwrap();
    assert_eq!(text.matches("[\"5d\", ").count(), 1, "{text}");
    assert!(text.contains("[\"5d\", 0.5], "), "{text}");
    let file = desk.at("two\nlines.csv");
    std::fs::write(&file, "days,left\n5,1\n7,0\n").unwrap();
    let output =
        fit(&[&file, "--time", "days", "--event", "left", "--output", &written, "--force"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(read(Path::new(&written)).warnings.is_empty());
    assert!(
        std::fs::read_to_string(&written).unwrap().contains("\"Times of two lines.csv, fitted\"")
    );
}

#[test]
fn a_mean_of_more_years_than_a_scenario_can_say_is_a_rate() {
    // 8,000 people seen for half a year each, of whom one left: one in 4,000 years.
    let still = "182.625,0\n".repeat(7_999);
    let desk = Desk::new(&format!("days,left\n182.625,1\n{still}"));
    let written = desk.at("fitted.toml");
    let told = desk.told(&["--family", "exponential", "--output", &written]);
    assert!(told.contains("hazard = { per_year = 0.00025 }"), "{told}");
    assert!(read(Path::new(&written)).warnings.is_empty());
}

#[test]
fn what_no_scenario_can_say_is_refused_before_anything_is_written() {
    // Twelve columns of up to 30 amounts each are 318 levels; a scenario knows 256 facts.
    let columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let mut rows = format!("days,left,{}\n", columns.join(","));
    for row in 0..300_u32 {
        let amounts = (1..=12).map(|column| (row * row * column + row / column) % 30);
        let amounts: Vec<String> = amounts.map(|amount| amount.to_string()).collect();
        rows.push_str(&format!("{},1,{}\n", 1 + row * 7 % 301, amounts.join(",")));
    }
    let desk = Desk::new(&rows);
    let (scenario, curve) = (desk.at("fitted.toml"), desk.at("curve.csv"));
    let (more, all) = (["--family", "exponential", "--ratios"], columns.join(","));
    let output = desk.fit(&[&more[..], &[&all, "--output", &scenario, "--csv", &curve]].concat());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no scenario can say what was fitted; nothing was written"), "{said}");
    assert_eq!((text(&output.stdout), desk.names()), ("", vec!["stays.csv".to_owned()]));
}

#[test]
fn places_are_checked_before_anything_is_written_and_none_is_that_of_another_or_of_the_file() {
    let rows = "days,left\n1,1\n2,1\n3,0\n";
    let desk = Desk::new(rows);
    let (input, one, two) = (desk.at("stays.csv"), desk.at("one"), desk.at("./two"));
    let refused = |more: &[&str]| {
        let output = desk.fit(&[more, &["--family", "exponential"]].concat());
        assert_ne!(output.status.code(), Some(0), "{more:?}");
        text(&output.stderr).to_owned()
    };
    let same = refused(&["--output", &one, "--csv", &one]);
    assert!(same.contains("--csv and --output are one file"), "{same}");
    for option in ["--csv", "--output"] {
        let over = refused(&[option, &input, "--force"]);
        assert!(over.contains(&format!("{option} and FILE are one file")), "{over}");
    }
    let nowhere = refused(&["--output", &one, "--csv", &desk.at("absent/curve.csv")]);
    assert!(nowhere.contains("cannot write "), "{nowhere}");
    assert_eq!(desk.names(), ["stays.csv"]);
    std::fs::write(&two, "taken").unwrap();
    let taken = refused(&["--output", &one, "--csv", &two]);
    assert_eq!(taken.matches("--force").count(), 1, "{taken}");
    assert_eq!(desk.names(), ["stays.csv", "two"]);
    assert_eq!(std::fs::read_to_string(&input).unwrap(), rows);
    desk.told(&["--output", &one, "--csv", &two, "--force"]);
    assert_eq!(desk.names(), ["one", "stays.csv", "two"]);
}

#[test]
fn the_unit_is_always_said_and_a_column_that_speaks_of_another_is_warned_of() {
    let desk = Desk::new("days,weeks_there,left\n7,1,1\n14,2,1\n");
    let file = desk.at("stays.csv");
    let ask = |time: &str, more: &[&str]| {
        let output = fit(&[&[file.as_str(), "--time", time, "--event", "left"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let told = flowing(text(&output.stdout));
        let read = told.split("(times read as ").nth(1).unwrap().split(')').next();
        (read.unwrap().to_owned(), flowing(text(&output.stderr)))
    };
    let (unit, said) = ask("weeks_there", &[]);
    assert_eq!(unit, "days");
    assert!(
        said.starts_with("warning: ") && said.contains("if they are weeks, say so: --unit weeks"),
        "{said}"
    );
    for (time, more, unit) in [
        ("weeks_there", &["--unit", "weeks"][..], "weeks"),
        ("weeks_there", &["--unit", "days"], "days"),
        ("days", &[], "days"),
    ] {
        assert_eq!(ask(time, more), (unit.to_owned(), String::new()));
    }
}

#[test]
fn the_piece_says_where_it_comes_from_where_it_goes_and_what_to_compare() {
    let desk = Desk::new("days,left,town\n1,1,a\n2,1,b\n3,1,a\n4,0,b\n");
    let written = desk.at("fitted.toml");
    let told = desk.told(&["--by", "town", "--family", "exponential", "--output", &written]);
    for part in [
        "takes the place of the one for drop-out",
        "stays end by their `duration` too",
        "measure to compare with the curve is still_in_treatment_share",
    ] {
        assert!(flowing(&told).contains(part), "{part}\n{told}");
    }
    let scenario = std::fs::read_to_string(&written).unwrap();
    for text in [&told, &scenario] {
        assert!(
            text.contains("\"attributes.town\" = \"stays.csv: shares of its 4 clients\""),
            "{text}"
        );
        // Those of each town: a was left after 1 and 3 days, b after 2, and once not in 4.
        for source in [
            "\"risks.drop_out_town_a\" = \"stays.csv: exponential hazard of 2 clients with town a, 2 of whom left; 4 days of person-time\"\n",
            "\"risks.drop_out_town_b\" = \"stays.csv: exponential hazard of 2 clients with town b, 1 of whom left; 6 days of person-time\"\n",
        ] {
            assert!(text.contains(source), "{text}");
        }
    }
    assert!(scenario.contains("\nreport_by = [\"town\"]\n"), "{scenario}");
    assert!(scenario.contains("still_in_treatment_share"), "{scenario}");
}

#[test]
fn ratios_that_levels_share_are_said_to_be_of_all() {
    let rows = "1,1,a,x\n2,1,b,y\n3,1,a,y\n4,0,b,x\n5,1,b,x\n";
    let desk = Desk::new(&format!("days,left,town,way\n{rows}"));
    let by = ["--by", "town", "--family", "exponential"];
    let told = desk.told(&[&by[..], &["--ratios", "way"]].concat());
    let source = "hazard of 3 clients with town b, 2 of whom left; 11 days of person-time; ratios of all 5 clients, 4 of whom left\"";
    assert!(told.contains(source), "{told}");
    let alone = desk.told(&["--family", "exponential", "--ratios", "way"]);
    assert!(alone.contains("of 5 clients, 4 of whom left; 15 days of person-time\""), "{alone}");
}

#[test]
fn names_with_marks_and_signs_read_well() {
    let rows = "1,1,Köln\n2,1,Köln\n3,1,\"Süd (\"\"links\"\")\"\n4,0,Köln\n";
    let desk = Desk::new(&format!("days,left,Straße (Wohnort)\n{rows}"));
    let written = desk.at("fitted.toml");
    let options = ["--by", "Straße (Wohnort)", "--family", "exponential", "--output", &written];
    desk.told(&options);
    let scenario = read(Path::new(&written));
    let system = scenario.model.system();
    let names: Vec<&str> = system.clocks.iter().map(|clock| clock.name.as_str()).collect();
    let begin = "drop_out_strasse_wohnort";
    assert_eq!(names, [format!("{begin}_koeln"), format!("{begin}_sued_links")]);
    let attribute = system.attributes.last().unwrap();
    assert_eq!(attribute.levels, ["Köln", "Süd (\"links\")"]);
}

#[test]
fn one_client_is_one_client_and_few_are_warned_of() {
    let one = flowing(&Desk::new("days,left\n1,1\n").told(&[]));
    for words in ["1 client, of whom 1 left", "1 day of person-time", "Few left: 1 in all."] {
        assert!(one.contains(words), "{words}\n{one}");
    }
    // All are still there on day 1, and none on day 3: nothing is known to either side.
    let three = Desk::new("days,left\n1,0\n2,1\n3,1\n").told(&["--family", "exponential"]);
    for row in ["1 d 3 1.000 - 0.", "3 d 1 0.000 - 0."] {
        assert!(flowing(&three).contains(row), "{row}\n{three}");
    }
    let rows =
        |town: &str, left: usize| format!("3,1,{town}\n").repeat(left) + &format!("4,0,{town}\n");
    let towns = format!("days,left,town\n{}{}", rows("a", 10), rows("b", 9));
    for option in ["--by", "--ratios"] {
        let told = Desk::new(&towns).told(&[option, "town", "--family", "exponential"]);
        assert!(told.contains("Few left: 9 at town b. "), "{told}");
    }
    let enough = Desk::new(&towns).told(&["--family", "exponential"]);
    assert!(!enough.contains("Few left"), "{enough}");
}

#[test]
fn files_in_other_encodings_are_told_how_to_save_them() {
    let desk = Desk::new("");
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for bytes in [
        utf_16("\u{feff}days,left\n1,1\n"),
        utf_16("days,left\n1,1\n"),
        b"days,left,town\n1,1,K\xf6ln\n".to_vec(),
    ] {
        std::fs::write(desk.at("stays.csv"), &bytes).unwrap();
        let output = desk.fit(&[]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("it is not UTF-8 text") && said.contains("hint: save it as CSV in UTF-8"),
            "{said}"
        );
    }
}
