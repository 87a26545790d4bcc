//! Event logs: rows worked out by hand, what holds of the rows of every scenario, and files that are the same however
//! they were written.

use crate::cli::{QUEUE, run, text};
use crate::generated::{Choices, Layout, bytes_of, scenario};
use crate::trace::{model, run as replicate};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use throughcare::events::{Activity, Keeper, Kind, Outcome, Recording, Row, Rows};
use throughcare::experiment::{Keeping, Plan, Progress};
use throughcare::model::{Model, ServiceId};
use throughcare::output::{EventFiles, EventFormat, Existing, Place, ResultFile};
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::scenario::{read_file, read_text};
use throughcare::statistics::Results;
use throughcare::units::Days;

/// Every row of a replication.
#[derive(Default)]
struct Kept(Vec<Row>);

impl Keeper for Kept {
    fn keep(&mut self, rows: &Rows) {
        self.0.extend(rows.all());
    }
}

/// Counts what happens, and how long places of services are held from time zero on, without knowing of rows.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) counts: BTreeMap<Kind, usize>,
    held: BTreeMap<(ServiceId, u32), f64>,
    pub(crate) held_days: f64,
    pub(crate) end: f64,
}

impl Recorder for Books {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        let kind = match happening {
            Happening::Referred { .. } => Kind::Referral,
            Happening::Joined { .. } => Kind::Waiting,
            Happening::Started { .. } => Kind::Intervention,
            Happening::CarePlanOpened => Kind::CarePlan,
            Happening::TakenIntoCustody => Kind::Custody,
            Happening::Befell { .. } => Kind::Risk,
            Happening::Exited { .. } => Kind::Exit,
            Happening::TurnedAway { .. } => Kind::TurnedAway,
            Happening::Missed { .. } => Kind::Missed,
            Happening::KeyworkerLeft { .. } => Kind::KeyworkerLeft,
            Happening::Left => Kind::Left,
            Happening::PlaceTaken { service, place } if place != u32::MAX => {
                self.held.insert((service, place), at.0.max(0.0));
                return;
            }
            Happening::PlaceFreed { service, place, .. } if place != u32::MAX => {
                self.held_days += at.0.max(0.0) - self.held.remove(&(service, place)).unwrap();
                return;
            }
            _ => return,
        };
        *self.counts.entry(kind).or_default() += 1;
    }

    fn finish(&mut self, at: Days) {
        self.held_days += self.held.values().map(|since| at.0 - since).sum::<f64>();
        self.end = at.0;
    }
}

fn recorded(model: &Model, replication: u32) -> (Vec<Row>, Books) {
    let mut kept = Kept::default();
    let mut both = (Recording::new(model, &mut kept), Books::default());
    replicate(model, replication, &mut both);
    let (_, books) = both;
    (kept.0, books)
}

/// Stretches of time that follow one another without overlapping, whatever their order.
fn assert_apart(mut stretches: Vec<(f64, f64)>, what: &dyn std::fmt::Debug) {
    stretches.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    for pair in stretches.windows(2) {
        assert!(pair[0].1 <= pair[1].0, "{what:?}: {pair:?}");
    }
}

/// The books of a log add up: a row for each thing that happened, in the order of their ends; one thing at a time on the
/// main strand and in a place; and the rows with places cover just the time for which places were held.
fn assert_sound(model: &Model, replication: u32) -> usize {
    let (rows, books) = recorded(model, replication);
    let count = |kind| rows.iter().filter(|row| row.activity.kind == kind).count();
    let no_happening = [Kind::Keyworker, Kind::KeptPlace];
    for kind in Kind::ALL.into_iter().filter(|kind| !no_happening.contains(kind)) {
        assert_eq!(count(kind), books.counts.get(&kind).copied().unwrap_or(0), "{kind:?}");
    }
    let mut ends = rows.iter().map(|row| row.end);
    assert!(ends.clone().zip(ends.by_ref().skip(1)).all(|(one, next)| one <= next));
    let first_open = rows.iter().position(|row| row.outcome == Outcome::Open).unwrap_or(rows.len());
    assert!(rows[first_open..].iter().all(|row| row.outcome == Outcome::Open));
    let (mut mains, mut places) = (BTreeMap::new(), BTreeMap::new());
    for row in &rows {
        assert!(row.start <= row.end && row.end.0 <= books.end, "{row:?}");
        let is_instant = row.outcome == Outcome::Instant;
        assert!(!is_instant || row.start == row.end, "{row:?}");
        let (client, stretch) = ((row.route, row.number), (row.start.0, row.end.0));
        if (row.activity.kind, row.strand) == (Kind::Intervention, Some(Strand::Main)) {
            mains.entry(client).or_insert_with(Vec::new).push(stretch);
        }
        if let (Some(service), Some(place), false) = (row.service, row.place, is_instant) {
            places.entry((service, place)).or_insert_with(Vec::new).push(stretch);
        }
    }
    let covered: f64 =
        places.values().flatten().map(|(from, to)| to.max(0.0) - from.max(0.0)).sum();
    let gap = (covered - books.held_days).abs();
    assert!(gap <= 1e-9 * books.held_days.max(1.0), "{covered} and {}", books.held_days);
    mains.into_iter().for_each(|(client, stretches)| assert_apart(stretches, &client));
    places.into_iter().for_each(|(place, stretches)| assert_apart(stretches, &place));
    rows.len()
}

#[test]
fn the_books_of_the_log_of_any_scenario_add_up() {
    let mut rows = 0;
    for case in 0..400 {
        let scenario = scenario(&mut Choices::new(&bytes_of(case)), false);
        let text = crate::generated::text(&scenario, Layout::Sections);
        if let Ok(scenario) = read_text("generated", &text, &[]) {
            rows += assert_sound(&scenario.model, 1 + case as u32 % 7);
        }
    }
    assert!(rows > 100_000, "{rows} rows are hardly anything");
}

#[test]
fn the_books_of_the_log_of_the_baseline_add_up() {
    let baseline = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let sets = ["run.warm_up=26w", "run.horizon=1y"].map(str::to_owned);
    let model = read_file(&baseline, &sets).unwrap().model;
    assert!(assert_sound(&model, 1) > 10_000);
}

/// Treatment goes on through custody, days 6 to 12: the ward's place is kept, and the keyworker's is asked for again.
#[test]
fn a_place_kept_in_custody_has_a_row_of_its_own() {
    let model = model(
        r#"
        [run]
        horizon = "15d"
        [routes.door]
        at = ["0d"]
        enters = "assessment"
        [services.ward]
        places = 1
        kept_in_custody = "20d"
        [services.keyworking]
        places = 1
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = "1d"
        opens_care_plan = true
        then = "care"
        [interventions.care]
        component = "delivery"
        tier = 3
        service = "ward"
        duration = "30d"
        then = "done"
        [interventions.remand]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "6d"
        keeps_care_plan = true
        closes_as = "done"
        then = "care"
        [risks.arrest]
        while = { during = "care" }
        hazard = { fixed = "5d" }
        then = "remand"
        [exits.done]
        "#,
    );
    let (rows, _) = recorded(&model, 1);
    let of = |kind: Kind| -> Vec<(f64, f64, Outcome, Option<u32>)> {
        let rows = rows.iter().filter(|row| row.activity.kind == kind);
        rows.map(|row| (row.start.0, row.end.0, row.outcome, row.place)).collect()
    };
    assert_eq!(of(Kind::KeptPlace), [(6.0, 12.0, Outcome::Ended, Some(0))]);
    assert_eq!(of(Kind::Custody), [(6.0, 12.0, Outcome::Ended, None)]);
    assert_eq!(of(Kind::CarePlan), [(1.0, 15.0, Outcome::Open, None)]);
    assert_eq!(
        of(Kind::Keyworker),
        [(1.0, 6.0, Outcome::Ended, Some(0)), (12.0, 15.0, Outcome::Open, Some(0))]
    );
    assert_eq!(
        of(Kind::Intervention),
        [
            (0.0, 1.0, Outcome::Completed, None),
            (1.0, 6.0, Outcome::CutShort, Some(0)),
            (6.0, 12.0, Outcome::Completed, None),
            (12.0, 15.0, Outcome::Open, Some(0)),
        ]
    );
    let arrest = rows.iter().find(|row| row.activity.kind == Kind::Risk).unwrap();
    assert_eq!(arrest.activity, Activity { kind: Kind::Risk, which: 0 });
    assert_eq!(arrest.start, Days(6.0));
}

pub(crate) const DATED: &str = r#"
title = "One place"
report_by = ["housing"]
[run]
start = 2007-06-01
horizon = "10d"
replications = 1
[attributes.housing]
shares = { settled = 1.0, none = 0.0 }
[routes.door]
at = ["0d", "12h", "9d"]
enters = "care"
[services.ward]
places = 1
[interventions.care]
component = "delivery"
tier = 2
service = "ward"
duration = "2d"
on_start = [{ set = { housing = "none" } }]
then = "done"
[exits.done]
planned = true
reason = "completed"
"#;

#[test]
fn a_file_worked_out_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dated.toml"), DATED).unwrap();
    let done = run(folder.path(), &["run", "dated.toml", "-q", "-o", "out", "--events", "csv"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("events.csv"));
    let csv = std::fs::read_to_string(folder.path().join("out/events.csv")).unwrap();
    let all: Vec<&str> = csv.lines().collect();
    let expected = [
        "scenario,replication,case,route,number,episode,activity,kind,strand,start,end,start_day,end_day,ended,service,place,intervention,client_housing",
        "dated,1,dated/1/door:1,door,1,1,referred,referral,,2007-06-01T00:00:00.000,2007-06-01T00:00:00.000,0,0,,,,,settled",
        "dated,1,dated/1/door:2,door,2,1,referred,referral,,2007-06-01T12:00:00.000,2007-06-01T12:00:00.000,0.5,0.5,,,,,settled",
        "dated,1,dated/1/door:1,door,1,1,care,intervention,main,2007-06-01T00:00:00.000,2007-06-03T00:00:00.000,0,2,completed,ward,1,care,settled",
        "dated,1,dated/1/door:1,door,1,1,done,exit,,2007-06-03T00:00:00.000,2007-06-03T00:00:00.000,2,2,,,,,none",
        "dated,1,dated/1/door:2,door,2,1,waiting_for_ward,waiting,main,2007-06-01T12:00:00.000,2007-06-03T00:00:00.000,0.5,2,served,ward,,care,settled",
        "dated,1,dated/1/door:1,door,1,1,left,left,,2007-06-03T00:00:00.000,2007-06-03T00:00:00.000,2,2,,,,,none",
        "dated,1,dated/1/door:2,door,2,1,care,intervention,main,2007-06-03T00:00:00.000,2007-06-05T00:00:00.000,2,4,completed,ward,1,care,settled",
        "dated,1,dated/1/door:2,door,2,1,done,exit,,2007-06-05T00:00:00.000,2007-06-05T00:00:00.000,4,4,,,,,none",
        "dated,1,dated/1/door:2,door,2,1,left,left,,2007-06-05T00:00:00.000,2007-06-05T00:00:00.000,4,4,,,,,none",
        "dated,1,dated/1/door:3,door,3,1,referred,referral,,2007-06-10T00:00:00.000,2007-06-10T00:00:00.000,9,9,,,,,settled",
        "dated,1,dated/1/door:3,door,3,1,care,intervention,main,2007-06-10T00:00:00.000,,9,,open,ward,1,care,settled",
    ];
    assert_eq!(all, expected);
}

/// Two scenarios with unlike attributes and unlike numbers of replications.
fn written(folder: &Path, threads: &str, formats: &str) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let place = format!("out{threads}");
    let files = ["queue.toml", "dated.toml", "--set", "run.seed=7"];
    let how = ["-q", "-o", &place, "-t", threads, "--events", formats];
    let done = run(folder, &[&["run"], &files[..], &how].concat());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let read = |name| std::fs::read(folder.join(&place).join(name)).unwrap_or_default();
    (read("events.csv"), read("events.parquet"), read("events_vidigi.csv"))
}

fn two_scenarios() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let many = QUEUE.replace("replications = 4", "replications = 150");
    std::fs::write(folder.path().join("queue.toml"), many).unwrap();
    let five = DATED.replace("replications = 1", "replications = 5");
    std::fs::write(folder.path().join("dated.toml"), five).unwrap();
    folder
}

#[test]
fn the_number_of_threads_changes_no_byte_of_a_log() {
    let folder = two_scenarios();
    let formats = if cfg!(feature = "parquet") { "csv,parquet,vidigi" } else { "csv,vidigi" };
    let one = written(folder.path(), "1", formats);
    for threads in ["2", "7"] {
        assert!(one == written(folder.path(), threads, formats), "{threads} threads");
    }
    assert!(one.2.len() > 100_000, "moments are written too");
    let csv = String::from_utf8(one.0).unwrap();
    let of = |scenario: &str, replication: u32| {
        let starts = format!("{scenario},{replication},");
        csv.lines().position(|line| line.starts_with(&starts)).unwrap()
    };
    // Replication by replication, and within each by scenario.
    assert!(of("queue", 1) < of("dated", 1) && of("dated", 1) < of("queue", 2));
    assert!(of("queue", 5) < of("dated", 5) && of("dated", 5) < of("queue", 6));
    assert!(csv.lines().any(|line| line.starts_with("queue,150,")));
}

/// Stopped after a few replications, on several threads: those that are kept are whole, none is in the log that is not in the
/// results, and the log is that of a run that asked for so many.
#[test]
fn an_interrupted_run_keeps_the_log_of_whole_replications() {
    let queue = model(&QUEUE.replace("replications = 4", "replications = 500"));
    let other = model(&QUEUE.replace("replications = 4", "replications = 300"));
    let folder = tempfile::tempdir().unwrap();
    let log = |name: &str, threads: usize, most: usize| {
        let place = Place::prepare(&folder.path().join(name), Existing::Refuse).unwrap();
        let scenarios = vec![("queue", &queue), ("other", &other)];
        let log = EventFiles::begin(&place, &[EventFormat::Csv], &scenarios, 1 << 14).unwrap();
        let stop = AtomicBool::new(false);
        let progress = |progress: Progress| {
            if progress.done >= most {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let plan = Plan { scenarios, threads: Some(threads), stop: &stop, progress: &progress };
        let done = plan.run_keeping(Keeping { events: Some(&log), journal: None }).unwrap();
        let kept: Vec<usize> = done.results.iter().map(Results::replications).collect();
        let last: Vec<u32> = kept.iter().map(|&kept| kept as u32).collect();
        assert_eq!(log.finish(&last).unwrap(), ["events.csv"]);
        let manifest = ResultFile::new("run.json", |to| to.write_all(b"{}"));
        let path = place.fill(&[manifest]).unwrap();
        (done.is_interrupted, kept, std::fs::read_to_string(path.join("events.csv")).unwrap())
    };
    let (is_interrupted, all, whole) = log("whole", 2, 1000);
    assert_eq!((is_interrupted, all.as_slice()), (false, &[500, 300][..]));
    for (name, threads) in [("one", 1), ("seven", 7)] {
        let (is_interrupted, kept, part) = log(name, threads, 200);
        assert!(is_interrupted, "{kept:?}");
        // On one thread none is early; on several it is chance how many are.
        assert!(threads > 1 || kept == [100, 100], "{kept:?}");
        let is_kept = |line: &&str| {
            let mut fields = line.split(',');
            let scenario = fields.next().unwrap();
            let replication = fields.next().unwrap().parse::<usize>();
            replication.map_or(true, |number| number <= kept[usize::from(scenario == "other")])
        };
        assert!(part.lines().eq(whole.lines().filter(is_kept)), "{name}: {kept:?}");
    }
}

/// The same rows, value by value: what is empty in the one is missing in the other.
#[cfg(feature = "parquet")]
#[test]
fn both_formats_hold_the_same_rows() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let folder = two_scenarios();
    let (csv, columns, _) = written(folder.path(), "2", "csv,parquet");
    let reader = SerializedFileReader::new(bytes::Bytes::from(columns)).unwrap();
    let file = reader.metadata().file_metadata();
    assert!(file.created_by().unwrap().starts_with("throughcare "));
    assert_eq!(reader.metadata().num_row_groups(), 1, "small replications share one");
    let mut records = csv::Reader::from_reader(csv.as_slice());
    let mut number = 0;
    let mut rows = reader.get_row_iter(None).unwrap();
    for record in records.records() {
        let (record, row) = (record.unwrap(), rows.next().unwrap().unwrap());
        let words = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => String::new(),
            Field::Str(word) => word.clone(),
            Field::Int(number) => number.to_string(),
            Field::Double(days) => days.to_string(),
            Field::TimestampMillis(since) => {
                let moment = jiff::Timestamp::from_millisecond(*since).unwrap();
                format!("{:.3}", moment.to_zoned(jiff::tz::TimeZone::UTC).datetime())
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(words.collect::<Vec<_>>(), record.iter().collect::<Vec<_>>());
        number += 1;
    }
    assert!(rows.next().is_none() && number > 20_000, "{number}");
    let names = file.schema_descr().columns().iter().map(|column| column.name().to_owned());
    assert!(names.eq(records.headers().unwrap()));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_it() {
    let folder = two_scenarios();
    let asked = run(folder.path(), &["run", "queue.toml", "--events", "parquet"]);
    assert_eq!(asked.status.code(), Some(2));
    assert!(text(&asked.stderr).contains("--features parquet"), "{}", text(&asked.stderr));
}
