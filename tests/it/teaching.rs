//! The lessons of `scenarios/teaching`: each file is sound, each lesson shows what it says by more than chance, and every
//! figure in the tables of the teacher's guide is what a run gives.
//!
//! Where a figure of the guide no longer agrees, the test prints the row as it should be. Read the text around the table
//! again before it is put in.

mod guide;

use guide::{Row, Run, by_hand, decimals, folder, guide, rows, written};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::{Plan, offered_load};
use throughcare::scenario::{self, Scenario};
use throughcare::statistics::{Estimate, Key, Measure, Results};

/// Files in which more is asked of a service than it has, because that is what they are about.
const OVERLOADED: [&str; 7] = [
    "2_drop_out",
    "2_fifty_more",
    "2_patient",
    "3_more_staff",
    "3_no_way_out",
    "5_blocked",
    "5_more_detox",
];

/// Names of the scenario files, without their ending.
fn names() -> BTreeSet<String> {
    let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let scenarios = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    scenarios.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

fn read(name: &str, sets: &[String]) -> Scenario {
    match scenario::read_file(&folder().join(format!("{name}.toml")), sets) {
        Ok(scenario) => scenario,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

/// What every scenario of the guide gives, run once for all tests.
fn results(run: &Run) -> &'static Results {
    static RESULTS: OnceLock<BTreeMap<Run, Results>> = OnceLock::new();
    let all = RESULTS.get_or_init(|| {
        let rows = rows();
        let quoted = rows.iter().flat_map(|row| {
            let (this, first) = row.runs();
            [Some(this), first]
        });
        let runs: BTreeSet<Run> = quoted.flatten().collect();
        runs.into_iter()
            .map(|run| {
                let model = read(&run.name, &run.sets).model;
                let stop = AtomicBool::new(false);
                let scenarios = vec![(run.name.as_str(), &model)];
                let plan = Plan { scenarios, threads: None, stop: &stop, progress: &|_| {} };
                let results = plan.run().unwrap().results.remove(0);
                (run, results)
            })
            .collect()
    });
    all.get(run).unwrap_or_else(|| panic!("the guide quotes nothing of {run:?}"))
}

/// The values of a measure, one for each replication.
fn values(run: &Run, measure: Measure, of: &str) -> Vec<f64> {
    let results = results(run);
    let key = Key { group: "all".to_owned(), subject: of.to_owned(), measure };
    let place = results.sheet.keys.iter().position(|known| *known == key);
    let place = place.unwrap_or_else(|| panic!("no {} of {of} in {run:?}", measure.name()));
    let values = results.values(place);
    values.iter().map(|value| value.expect("a value in every replication")).collect()
}

fn differences(this: &Run, first: &Run, measure: Measure, of: &str) -> Vec<f64> {
    let (a, b) = (values(this, measure, of), values(first, measure, of));
    assert_eq!(a.len(), b.len(), "as many replications");
    a.iter().zip(b).map(|(this, first)| this - first).collect()
}

/// The values of the replications, or their differences.
fn row_values(row: &Row) -> Vec<f64> {
    match row.runs() {
        (this, None) => values(&this, row.measure, &row.of),
        (this, Some(first)) => differences(&this, &first, row.measure, &row.of),
    }
}

/// What should stand in the cell of the value, with as many decimals as stand there.
fn measured(row: &Row) -> String {
    let values = row_values(row);
    let estimate = Estimate::of(values.iter().copied().map(Some));
    let places = decimals(&row.value);
    let (this, first) = row.runs();
    match row.figure.as_str() {
        "mean" | "difference" => {
            assert_eq!(row.figure == "difference", first.is_some(), "{}", row.line);
            let mean = written(estimate.mean.unwrap(), places);
            format!("{mean} ± {}", written(estimate.half_width().unwrap(), places))
        }
        "p5" => written(estimate.p5.unwrap(), places),
        "p95" => written(estimate.p95.unwrap(), places),
        "variance_ratio" => {
            let (this, first) = (results(&this), results(&first.unwrap()));
            let compared = this.compare(first, row.measure, &row.of).unwrap();
            written(compared.variance_ratio.unwrap(), places)
        }
        other => {
            let number = other.strip_prefix("replication ").map(str::parse::<usize>);
            let number = number.unwrap_or_else(|| panic!("no figure {other}")).unwrap();
            written(values[number - 1], places)
        }
    }
}

/// The 99% interval of the mean of independent values.
fn interval(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let estimate = Estimate::of(values.iter().copied().map(Some));
    let t = StudentsT::new(0.0, 1.0, n - 1.0).unwrap().inverse_cdf(0.995);
    let half = t * estimate.sd.unwrap() / n.sqrt();
    (estimate.mean.unwrap() - half, estimate.mean.unwrap() + half)
}

/// The 99% interval of a measure of a file.
fn of(name: &str, measure: Measure, of: &str) -> (f64, f64) {
    interval(&values(&Run { name: name.to_owned(), sets: Vec::new() }, measure, of))
}

/// The 99% interval of the paired difference between two files.
fn more(name: &str, first: &str, measure: Measure, of: &str) -> (f64, f64) {
    let run = |name: &str| Run { name: name.to_owned(), sets: Vec::new() };
    interval(&differences(&run(name), &run(first), measure, of))
}

/// Every file is sound and has a title, a question and sources; a service is overloaded only where that is the lesson.
#[test]
fn every_lesson_is_a_sound_scenario() {
    for name in names() {
        let scenario = read(&name, &[]);
        let found = scenario::render(&scenario.warnings, &scenario.sources, false);
        assert!(scenario.warnings.is_empty(), "{found}");
        let text = fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
        assert!(text.starts_with("# Lesson "), "{name} says which lesson it belongs to");
        assert!(text.contains("\ntitle = ") && text.contains("\nquestion = "), "{name}");
        assert!(text.contains("[sources]") || text.contains("extends = "), "{name}");
        assert!(text.lines().count() <= 75, "{name} is short");
        let overloaded = offered_load(&scenario.model).unwrap();
        let overloaded = overloaded.iter().any(throughcare::experiment::ServiceLoad::is_overloaded);
        assert_eq!(overloaded, OVERLOADED.contains(&name.as_str()), "{name}");
    }
}

/// The guide's commands run every file and no others, and what they set stands in its tables.
#[test]
fn the_commands_of_the_guide_are_those_of_its_tables() {
    let guide = guide();
    let commands = guide.lines().filter(|line| line.starts_with("throughcare run "));
    let words: Vec<&str> = commands.flat_map(|line| line.split(' ')).collect();
    let files = words.iter().filter_map(|word| {
        word.strip_prefix("scenarios/teaching/")?.strip_suffix(".toml").map(str::to_owned)
    });
    assert_eq!(files.collect::<BTreeSet<_>>(), names());
    let set = words.iter().filter(|word| word.contains('=')).map(|word| (*word).to_owned());
    let quoted = rows().into_iter().flat_map(|row| {
        let (this, first) = row.runs();
        this.sets.into_iter().chain(first.into_iter().flat_map(|first| first.sets))
    });
    assert_eq!(set.collect::<BTreeSet<_>>(), quoted.collect::<BTreeSet<_>>());
}

/// Every figure in the guide's tables is what a run gives, to its last digit.
#[test]
fn every_figure_of_the_guide_is_that_of_a_run() {
    let wrong: Vec<String> = rows()
        .iter()
        .filter(|row| measured(row) != row.value)
        .map(|row| {
            row.line.replace(&format!("| {} |", row.value), &format!("| {} |", measured(row)))
        })
        .collect();
    assert!(wrong.is_empty(), "the guide should say:\n{}", wrong.join("\n"));
}

/// Where a formula is known the guide quotes it, and the simulation's 99% interval holds it.
#[test]
fn the_lessons_agree_with_what_can_be_worked_out_by_hand() {
    let mut worked_out = 0;
    for row in rows() {
        let Some(truth) = by_hand(&row) else {
            assert_eq!(row.by_hand, "", "no formula stands behind {}", row.line);
            continue;
        };
        worked_out += 1;
        assert_eq!(row.by_hand, written(truth, decimals(&row.by_hand)), "{}", row.line);
        let (low, high) = interval(&row_values(&row));
        println!("{}: {low} to {high} against {truth}", row.scenario);
        assert!(
            low - 1e-9 <= truth && truth <= high + 1e-9,
            "{truth}: {low} to {high}: {}",
            row.line
        );
    }
    assert!(worked_out >= 28, "{worked_out}");
}

/// Lesson 1: two fifths more work, and the wait is more than tenfold; merging two services shortens it.
#[test]
fn the_last_few_per_cent_of_occupancy_cost_most_of_the_waiting() {
    let wait = |name| of(name, Measure::WaitMean, "worker");
    assert!(wait("1_load_98").0 > 10.0 * wait("1_load_70").1);
    for (slack, busy) in
        [("1_load_70", "1_load_85"), ("1_load_85", "1_load_95"), ("1_load_95", "1_load_98")]
    {
        assert!(more(busy, slack, Measure::WaitMean, "worker").0 > 0.0, "{busy}");
        assert!(wait(busy).0 > 1.5 * wait(slack).1, "{busy}");
    }
    let merged =
        Run::new("`1_load_95` with `services.worker.places=2` `routes.referral.per_day=1.9`");
    let merged = interval(&values(&merged, Measure::WaitMean, "worker"));
    assert!(merged.1 < 0.7 * wait("1_load_95").0);
}

/// Lesson 2: the list is a small part of the other, as many are treated, and more than a fifth leave unseen; patience
/// changes the list and not the share.
#[test]
fn a_short_list_hides_those_who_leave() {
    let end = |name| of(name, Measure::StillWaiting, "clinic");
    assert!(end("2_drop_out").1 < 0.1 * end("2_patient").0);
    let treated = more("2_drop_out", "2_patient", Measure::Served, "clinic");
    assert!(treated.0 > -4.0 && treated.1 < 4.0, "within 1% of 401: {treated:?}");
    assert!(of("2_drop_out", Measure::GaveUpShare, "clinic").0 > 0.2);
    assert!(of("2_patient", Measure::GaveUpShare, "clinic").1 <= 0.0);
    // Fifty places treat more people than they take off the list.
    let treated = more("2_fifty_more", "2_drop_out", Measure::Served, "clinic");
    let list = more("2_fifty_more", "2_drop_out", Measure::WaitingMean, "clinic");
    assert!(treated.0 > 40.0 && list.0 > -20.0 && list.1 < 0.0, "{treated:?}, {list:?}");
    let (usual, patient) = (
        Run::new("`2_drop_out`"),
        Run::new("`2_drop_out` with `risks.loses_patience.hazard.mean=26w`"),
    );
    let change = |measure| interval(&differences(&patient, &usual, measure, "clinic"));
    assert!(change(Measure::WaitingMean).0 > 20.0);
    assert!(change(Measure::GaveUpShare).0 > -0.01 && change(Measure::GaveUpShare).1 < 0.01);
}

/// Lesson 3: every indicator is perfect while the list grows; more staff take off as many as they have places, once; a
/// way on takes all.
#[test]
fn without_a_way_out_more_staff_only_postpone() {
    let silted = |measure, subject| of("3_no_way_out", measure, subject);
    assert!(silted(Measure::Retained, "all").0 >= 1.0);
    assert!(silted(Measure::WaitWithinTarget, "referral_to_treatment").0 >= 0.99);
    let waiting = |name| of(name, Measure::StillWaiting, "keyworking");
    assert!(waiting("3_no_way_out").0 > 1200.0 && waiting("3_more_staff").0 > 1000.0);
    assert!(waiting("3_way_out").1 < 1.0);
    let kept =
        Run::new("`3_way_out` with `interventions.prescribing.duration.exponential.mean=120w`");
    assert!(interval(&values(&kept, Measure::StillWaiting, "keyworking")).0 > 50.0);
}

/// Lesson 4: the same new clients, twice the referrals and the places; fewer returns set places free.
#[test]
fn those_who_come_back_take_as_many_places_as_those_who_come() {
    let same = more("4_half_back", "4_none_back", Measure::NewClients, "all");
    assert!(same == (0.0, 0.0), "{same:?}");
    assert!(more("4_half_back", "4_none_back", Measure::Referrals, "all").0 > 290.0);
    assert!(more("4_few_back", "4_half_back", Measure::Occupied, "clinic").1 < -90.0);
    let waiting = |name: &str| {
        let run = Run::new(&format!("`{name}` with `services.clinic.places=220`"));
        interval(&values(&run, Measure::StillWaiting, "clinic"))
    };
    let (half, few) = (waiting("4_half_back"), waiting("4_few_back"));
    assert!(half.0 > 626.0 && few.1 < 0.1 * half.0, "{half:?}, {few:?}");
}

/// Lesson 5: beds where clients wait do next to nothing, beds where they go next do much; sent home, clients wait there.
#[test]
fn rehab_beds_free_detox_beds() {
    let admitted = |name| more(name, "5_blocked", Measure::Served, "detox_beds");
    let (detox, rehab) = (admitted("5_more_detox"), admitted("5_more_rehab"));
    assert!(rehab.0 > 5.0 * detox.1.max(0.0), "{detox:?}, {rehab:?}");
    // Sixteen rehab beds of thirteen weeks, six in ten of those who are detoxified.
    let most = 16.0 * 365.25 / 91.0 / 0.6;
    for name in ["5_blocked", "5_more_detox"] {
        assert!(of(name, Measure::Served, "detox_beds").0 < most, "{name}");
    }
    let stay = |name| more(name, "5_blocked", Measure::LengthMean, "detox");
    assert!(stay("5_more_detox").0 > 0.0 && stay("5_more_rehab").1 < 0.0);
    let (kept, sent) = (
        Run::new("`5_blocked`"),
        Run::new("`5_blocked` with `interventions.rehab.while_waiting=leave`"),
    );
    let moved = |service| interval(&differences(&sent, &kept, Measure::StillWaiting, service));
    assert!(moved("detox_beds").1 < 0.0 && moved("rehab_beds").0 > 50.0);
}

/// Lesson 6: single histories of the two systems overlap, the pairs agree, and with twenty histories only the pairs do.
#[test]
fn the_same_luck_shows_a_difference_that_the_levels_hide() {
    let wait = |words: &str| values(&Run::new(words), Measure::WaitMean, "counsellors");
    let (few, many) = (wait("`6_luck`"), wait("`6_two_more`"));
    let spread = |values: &[f64]| {
        let estimate = Estimate::of(values.iter().copied().map(Some));
        (estimate.p5.unwrap(), estimate.p95.unwrap())
    };
    assert!(spread(&few).0 < spread(&many).1 && spread(&few).1 > 5.0 * spread(&few).0);
    // Other luck: a history with two places more and the next one without.
    let worse = (0..few.len()).filter(|&i| many[i] > few[(i + 1) % few.len()]).count();
    let worse_paired = (0..few.len()).filter(|&i| many[i] > few[i]).count();
    println!("worse with two places more: {worse} with other luck, {worse_paired} with the same");
    assert!(worse > few.len() / 5 && worse_paired < few.len() / 20);
    let (few, many) = (
        wait("`6_luck` with `run.replications=20`"),
        wait("`6_two_more` with `run.replications=20`"),
    );
    assert_eq!((few.len(), many.len()), (20, 20));
    assert!(interval(&many).1 > interval(&few).0, "the levels overlap");
    let paired: Vec<f64> = many.iter().zip(&few).map(|(many, few)| many - few).collect();
    assert!(interval(&paired).1 < 0.0, "the difference does not reach zero");
}
