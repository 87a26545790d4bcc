//! `throughcare fit`: what it prints, what it writes and what it refuses.

mod desk;

use std::path::Path;
use std::process::{Command, Output};
use throughcare::scenario::{self, Scenario};

const METHADONE: [&str; 5] =
    ["tests/data/methadone-retention.csv", "--time", "survt", "--event", "status"];

fn fit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_throughcare"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .arg("fit")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The words with one space between them, wherever the lines break.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a file with this text, which must be refused.
fn refused(rows: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stays.csv");
    std::fs::write(&path, rows).unwrap();
    let mut arguments = vec![path.to_str().unwrap(), "--time", "days", "--event", "left"];
    arguments.extend(more);
    let output = fit(&arguments);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr).to_owned()
}

fn read(path: &Path) -> Scenario {
    match scenario::read_file(path, &[]) {
        Ok(scenario) => scenario,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

#[test]
fn what_was_read_how_it_fits_and_the_piece_are_printed() {
    let output = fit(&METHADONE);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for words in [
        "238 clients, of whom 150 left",
        "95,812 days of person-time",
        "504 d",
        "-1,114.92",
        "95% interval",
        "0.606 0.538 to 0.667",
        "hazard = {",
        "[risks.drop_out]",
    ] {
        assert!(flowing(told).contains(words), "{words}\n{told}");
    }
    let prose = told.split("[risks.drop_out]").next().unwrap();
    let wide: Vec<&str> = prose.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(wide, Vec::<&str>::new(), "{told}");
}

#[test]
fn every_family_is_written_as_a_scenario_without_problems_or_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let families = [
        "exponential",
        "weibull",
        "gompertz",
        "lognormal",
        "log-logistic",
        "piecewise",
        "empirical",
    ];
    for family in families {
        for columns in [&[][..], &["--by", "clinic"], &["--ratios", "prison,dose"]] {
            if family == "empirical" && columns.contains(&"--ratios") {
                continue;
            }
            let path = folder.path().join("fitted.toml");
            let arguments = [
                &METHADONE[..],
                &["--force", "--family", family, "--output", path.to_str().unwrap()],
                columns,
            ];
            let output = fit(&arguments.concat());
            assert_eq!(output.status.code(), Some(0), "{family}: {}", text(&output.stderr));
            let scenario = read(&path);
            let warnings = scenario::render(&scenario.warnings, &scenario.sources, false);
            assert!(scenario.warnings.is_empty(), "{family} {columns:?}: {warnings}");
        }
    }
}

/// The piece that is printed, pasted into a scenario that had none of it.
#[test]
fn the_printed_piece_can_be_pasted_as_it_is() {
    let output =
        fit(&[&METHADONE[..], &["--by", "clinic", "--ratios", "prison,dose", "--name", "leaves"]]
            .concat());
    let told = text(&output.stdout);
    let piece = &told[told.find("[attributes.clinic]").unwrap()..];
    let pasted = format!(
        r#"
        run = {{ horizon = "1y" }}
        routes.door = {{ per_week = 2.0, enters = "start" }}
        exits = {{ dropped_out = {{}}, completed = {{}} }}
        interventions.start = {{ component = "engagement", tier = 3, duration = "0d", opens_care_plan = true, then = "care" }}
        interventions.care = {{ component = "delivery", tier = 3, duration = "3y", then = "completed" }}
        {piece}
        "#
    );
    let scenario = scenario::read_text("pasted", &pasted, &[]);
    let scenario = scenario.unwrap_or_else(|refusal| panic!("{refusal}\n{pasted}"));
    let names: Vec<&str> =
        scenario.model.system().clocks.iter().map(|clock| clock.name.as_str()).collect();
    assert_eq!(names, ["leaves_clinic_1", "leaves_clinic_2"]);
}

#[test]
fn the_curves_are_written_as_a_table_and_nothing_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curve.csv");
    let arguments = [
        &METHADONE[..],
        &["--by", "clinic", "--family", "weibull", "--csv", path.to_str().unwrap()],
    ]
    .concat();
    assert_eq!(fit(&arguments).status.code(), Some(0));
    let table = std::fs::read_to_string(&path).unwrap();
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("group,days,at_risk,events,survival,standard_error,low95,high95,weibull")
    );
    // On day 2 two of 238 were last seen; on day 7 the first of 236 left: S 235/236, Greenwood S / sqrt(236 · 235).
    assert!(lines.next().unwrap().starts_with("all,2,238,0,1,0,1,1,0.99"), "{table}");
    assert!(table.contains("\nall,7,236,1,0.9957627119,0.00422830"), "{table}");
    assert!(table.contains("\nclinic 2,"), "{table}");
    let again = fit(&arguments);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"), "{}", text(&again.stderr));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), table);
}

#[test]
fn units_of_time_are_turned_into_days() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weeks.csv");
    std::fs::write(&path, "weeks,left\n1,1\n2,1\n3,0\n4,1\n").unwrap();
    let output = fit(&[
        path.to_str().unwrap(),
        "--time",
        "weeks",
        "--event",
        "left",
        "--unit",
        "weeks",
        "--family",
        "exponential",
    ]);
    // Ten weeks over three events: 70 / 3 days.
    assert!(
        text(&output.stdout).contains("hazard = { mean = \"23.33333d\" }"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn a_bad_file_is_told_all_that_is_wrong_with_it() {
    let told = refused("days,left,town\n-5,1,a\n10,yes,\n0,1,b\n", &["--by", "town"]);
    for words in [
        "line 2, column `days`: \"-5\" is less than 0",
        "line 3, column `left`: \"yes\" is neither 1 nor 0",
        "line 3, column `town`: the cell is empty",
        "line 4, column `days`: \"0\" is no time at all",
        "  hint: ",
        "throughcare: the file is refused; nothing was fitted",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(refused("", &[]).contains("the file is empty"));
    assert!(refused("day,left\n1,1\n", &[]).contains("did you mean `day`?"));
    assert!(refused("days,left\n1,0\n2,0\n", &[]).contains("nobody left"));
    let missing = fit(&["no_such.csv", "--time", "a", "--event", "b"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("there is no such file"));
}

#[test]
fn what_cannot_be_fitted_is_refused_with_the_reason() {
    let constant = refused("days,left,town\n1,1,a\n2,1,a\n", &["--ratios", "town"]);
    assert!(constant.contains("column `town`: everybody has the same"), "{constant}");
    let apart = refused("days,left,town\n1,1,a\n2,1,a\n3,0,b\n", &["--ratios", "town"]);
    assert!(apart.contains("nobody of the 1 at \"b\" left"), "{apart}");
    let twice = refused(
        "days,left,x,y\n1,1,1,2\n2,1,2,4\n3,0,3,6\n4,1,1,2\n2,1,2,4\n9,1,3,6\n",
        &["--ratios", "x,y", "--family", "exponential"],
    );
    assert!(twice.contains("two columns say the same"), "{twice}");
    let together = refused("days,left\n5,1\n5,1\n5,1\n", &["--family", "weibull"]);
    assert!(together.contains("Weibull: ") && together.contains("fixed = "), "{together}");
    let curve = refused("days,left,x\n5,1,a\n", &["--ratios", "x", "--family", "empirical"]);
    assert!(curve.contains("the curve itself takes no ratios"), "{curve}");
    let same = refused("days,left\n5,1\n", &["--by", "left"]);
    assert!(same.contains("named twice"), "{same}");
}

#[test]
fn times_that_are_all_tied_still_have_a_mean_and_a_curve() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tied.csv");
    std::fs::write(&path, "days,left\n5,1\n5,1\n5,1\n").unwrap();
    for family in ["all", "empirical"] {
        let output =
            fit(&[path.to_str().unwrap(), "--time", "days", "--event", "left", "--family", family]);
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{family}: {}", text(&output.stderr));
        let piece =
            if family == "all" { "No fit: Weibull: " } else { "[\"4d\", 1.0], [\"5d\", 0.0]" };
        assert!(told.contains(piece), "{told}");
    }
}
