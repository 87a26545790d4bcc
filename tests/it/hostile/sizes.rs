//! Sizes and figures beyond all sense: refused in words, or borne; never a crash, a hang or a full memory.

use super::{bounded, said};
use crate::cli::{QUEUE, with_queue};
use std::fmt::Write;

const STAY: &str = "{ exponential = { mean = \"1d\" } }";

/// A million times the same, between two other things.
fn million(before: &str, each: &str, after: &str) -> String {
    format!("{before}{}{after}", each.repeat(1_000_000))
}

/// So many tables.
fn tables(count: u32, table: impl Fn(u32) -> String) -> String {
    (0..count).fold(QUEUE.to_owned(), |mut text, number| {
        let _ = writeln!(text, "{}", table(number));
        text
    })
}

/// The bytes of a scenario file, and what is said of it; without words: it can be run.
#[test]
fn a_file_of_any_size_and_shape_is_read_or_refused() {
    let folder = with_queue();
    let long = "a".repeat(1_000_000);
    let nested = |open: &str, close: &str| {
        format!("{QUEUE}x = {}{}", open.repeat(100_000), close.repeat(100_000))
    };
    let utf16: Vec<u8> = QUEUE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a hundred megabytes", vec![b'#'; 100 << 20], "it is larger than 8 MiB"),
        ("nothing", Vec::new(), "the file is empty"),
        ("a NUL in a name", QUEUE.replace("care", "ca\0re").into(), "hostile.toml:"),
        ("a NUL by escape", QUEUE.replace("One queue", "One\\u0000queue").into(), ""),
        ("no UTF-8", [QUEUE.as_bytes(), b"# \xff"].concat(), "it is not UTF-8 text (line 21)"),
        ("UTF-16", [&[0xff, 0xfe], &utf16[..]].concat(), "it is not UTF-8 text (line 1)"),
        ("a byte order mark", format!("\u{feff}{QUEUE}").into(), ""),
        ("lines as of Windows", QUEUE.replace('\n', "\r\n").into(), ""),
        ("lines as of old", QUEUE.replace('\n', "\r").into(), "carriage return"),
        ("a name of a million letters", QUEUE.replace("ward", &long).into(), "error"),
        ("a key of a million letters", format!("{QUEUE}{long} = 1").into(), "error"),
        ("a text of a million letters", QUEUE.replace("One queue", &long).into(), ""),
        ("arrays in arrays", nested("[", "]").into(), "recursion"),
        ("tables in tables", nested("{a=", "}").into(), "recursion"),
        ("a key of many parts", format!("{QUEUE}{}a = 1", "a.".repeat(500_000)).into(), "error"),
        (
            "a million stays",
            QUEUE.replace(STAY, &million("{ empirical = { values = [", "\"1d\",", "] } }")).into(),
            "",
        ),
        (
            "a million referrals at one instant",
            QUEUE.replace("per_day = 0.8", &million("at = [", "\"1d\",", "]")).into(),
            "",
        ),
        (
            "a hundred thousand services",
            tables(100_000, |number| format!("[services.s{number}]\nplaces = 1")).into(),
            "error",
        ),
        (
            "a hundred thousand routes",
            tables(100_000, |number| format!("[routes.r{number}]\nper_day = 1\nenters = \"care\""))
                .into(),
            "error",
        ),
        (
            "a hundred thousand changes",
            tables(100_000, |_| {
                "[[changes]]\nat = \"1d\"\nset = { \"services.ward.places\" = 1 }".to_owned()
            })
            .into(),
            "error",
        ),
        (
            "a hundred thousand mistakes",
            tables(100_000, |number| format!("[services.S{number}]\nplaces = -1")).into(),
            "500 errors",
        ),
    ];
    for (what, bytes, words) in cases {
        std::fs::write(folder.path().join("hostile.toml"), bytes).unwrap();
        let (code, said) = said(&bounded(folder.path(), &["check", "hostile.toml"]));
        let start: String = said.chars().take(2000).collect();
        let expected = if words.is_empty() { 0 } else { 2 };
        assert_eq!(code, Some(expected), "{what}: {start}");
        assert!(said.contains(words), "{what}: {start}");
        assert!(said.len() < 200_000, "{what}: {} bytes are said", said.len());
    }
}

/// A table of a million rows beside the scenario.
#[test]
fn a_table_of_a_million_rows_is_read() {
    let folder = with_queue();
    let table = million("days\n", "1\n", "");
    std::fs::write(folder.path().join("stays.csv"), table).unwrap();
    let text = QUEUE.replace(STAY, "{ empirical = { file = \"stays.csv\" } }");
    std::fs::write(folder.path().join("hostile.toml"), text).unwrap();
    let check = bounded(folder.path(), &["check", "hostile.toml"]);
    assert_eq!(check.status.code(), Some(0), "{:?}", said(&check));
}

/// Figures beyond every range: refused with the place; those at the ends of the range are run.
#[test]
fn figures_beyond_all_sense_are_refused_and_those_at_the_ends_are_run() {
    let folder = with_queue();
    let refused = [
        "services.ward.places=1e308",
        "services.ward.places=18446744073709551616",
        "services.ward.places=10000001",
        "run.replications=1000000000",
        "run.replications=0",
        "routes.door.per_day=1e12",
        "routes.door.per_day=1e308",
        "routes.door.per_day=1e999",
        "routes.door.per_day=nan",
        "routes.door.per_day=inf",
        "run.horizon=1000000000y",
        "run.horizon=1e9y",
        "run.horizon=1001y",
        "run.warm_up=-1d",
        "run.seed=9223372036854775808",
        "run.seed=-1",
        "run.start=10000-01-01",
        "interventions.care.duration={ erlang = { stages = 1000000000, mean = \"1d\" } }",
        "interventions.care.duration={ weibull = { shape = 1e-300, scale = \"1d\" } }",
        "interventions.care.duration={ gamma = { shape = 1e300, scale = \"1d\" } }",
        "interventions.care.duration={ lognormal = { median = \"1d\", sigma = 1e308 } }",
        "services.ward={ places = 1, rota = { cycle = \"0.001s\", places = [1, 0] } }",
        "services.ward={ appointments_per_minute = 1e300 }",
        "services.ward={ staff = 4294967295, caseload = 4294967295 }",
        "services.ward={ staff = 1, caseload = 1, turnover_per_year = 1e300 }",
    ];
    let borne = [
        "services.ward.places=10000000",
        "services.ward.places=0",
        "routes.door.per_day=1e-320",
        "routes.door.per_day=0",
        "run.horizon=1000y",
        "run.horizon=0.1s",
        "run.warm_up=1000y",
        "run.seed=9223372036854775807",
        "run.start=9999-12-31",
        "run.start=0001-01-01",
        "interventions.care.duration=1000y",
        "interventions.care.duration=0d",
        "services.ward={ appointments_per_minute = 1e-300 }",
    ];
    for (settings, expected) in [(&refused[..], 2), (&borne[..], 0)] {
        for set in settings {
            let run = ["run", "queue.toml", "--no-files", "--quiet", "-r", "1", "--set", set];
            // The last of two settings of one thing holds.
            let replications = set.starts_with("run.replications");
            let run = if replications { [&run[..4], &run[6..]].concat() } else { run.to_vec() };
            let (code, said) = said(&bounded(folder.path(), &run));
            assert_eq!(code, Some(expected), "{set}: {said}");
            let (path, _) = set.split_once('=').unwrap();
            assert!(expected == 0 || said.contains(path), "{set}: {said}");
        }
    }
}

/// However many replications there are, memory does not fill; the table of all of them may fill a disk, which is said.
#[test]
fn a_table_that_would_fill_a_disk_is_announced_before_the_run() {
    let folder = with_queue();
    let ask = |more: &[&str]| said(&bounded(folder.path(), &[&["run"], more].concat()));
    for number in ["1000000000", "1e9", "0", "many"] {
        let (code, words) = ask(&["-r", number]);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains("--replications <NUMBER>"), "{words}");
        assert!(words.contains("a whole number from 1 to 10,000,000"), "{words}");
    }
    let size = |number: &str| {
        // A place that is refused, or else the run would take hours.
        let (code, words) = ask(&["queue.toml", "-o", "queue.toml", "-r", number]);
        assert_eq!(code, Some(2), "{words}");
        let (_, size) = words.split_once("replications.csv, will have about ")?;
        size.split_once(" GB").and_then(|(size, _)| size.replace(',', "").parse::<u32>().ok())
    };
    assert_eq!(size("100000"), None);
    let (millions, tens) = (size("5000000").unwrap(), size("10000000").unwrap());
    assert!(4 < millions && millions.abs_diff(tens / 2) <= 1, "{millions}, {tens}");
}
