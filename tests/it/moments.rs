//! Event logs as instants, for tools that show who is where: one worked out by hand, and what holds of those of every
//! scenario.

use crate::cli::{QUEUE, run, text};
use crate::events::{Books, DATED};
use crate::generated::{Choices, Layout, bytes_of, scenario};
use crate::trace::run as replicate;
use std::collections::BTreeMap;
use std::path::Path;
use throughcare::events::{Keeper, Kind, Moment, Pathway, Recording, Rows, Step};
use throughcare::model::Model;
use throughcare::scenario::{read_file, read_text};

/// Every moment of a replication.
#[derive(Default)]
struct Kept(Vec<Moment>);

impl Keeper for Kept {
    fn keep(&mut self, _: &Rows) {}

    fn wants_moments(&self) -> bool {
        true
    }

    fn keep_moments(&mut self, moments: &[Moment]) {
        self.0.extend(moments);
    }
}

/// One stay: comes once, goes at most once, has one place at a time, and is never left at the end of something.
fn assert_is_a_stay(moments: &[&Moment], end: f64) -> f64 {
    assert_eq!(moments[0].step, Step::Arrival);
    assert!(moments[1..].iter().all(|moment| moment.step != Step::Arrival), "{moments:?}");
    let departs = moments.iter().position(|moment| moment.step == Step::Depart);
    assert!(departs.is_none_or(|at| at == moments.len() - 1), "{moments:?}");
    let (mut held, mut held_days) = (None, 0.0);
    for moment in moments {
        let place = (moment.service, moment.place);
        match moment.step {
            Step::Use(activity) => {
                assert_eq!(held.replace((activity, place, moment.at)), None, "{moments:?}");
            }
            Step::UseEnd(activity) => {
                let (used, had, since) = held.take().unwrap();
                assert_eq!((used, had), (activity, place), "{moments:?}");
                held_days += moment.at.0 - since.0;
            }
            _ => assert_eq!(place, (None, None)),
        }
    }
    if let Some((_, _, since)) = held {
        assert!(departs.is_none(), "{moments:?}");
        held_days += end - since.0;
    }
    for (index, moment) in moments.iter().enumerate() {
        let is_last_of_instant = moments.get(index + 1).is_none_or(|next| next.at > moment.at);
        let is_somewhere = !matches!(moment.step, Step::Arrival | Step::UseEnd(_));
        assert!(!is_last_of_instant || is_somewhere, "{moments:?}");
        let is_main = moment.pathway == Pathway::Main;
        assert!(moment.step != Step::Between || is_main && is_last_of_instant, "{moments:?}");
    }
    held_days
}

fn assert_sound(model: &Model, replication: u32) -> usize {
    let mut kept = Kept::default();
    let mut both = (Recording::new(model, &mut kept), Books::default());
    replicate(model, replication, &mut both);
    let (_, books) = both;
    let moments = kept.0;
    assert!(moments.windows(2).all(|pair| pair[0].at <= pair[1].at));

    // As many begin to wait, and start an intervention, as do so.
    let of = |kind: Kind| {
        let steps = moments.iter().filter(|moment| match moment.step {
            Step::Queue(activity) | Step::Use(activity) => activity.kind == kind,
            _ => false,
        });
        steps.count()
    };
    for kind in [Kind::Waiting, Kind::Intervention] {
        assert_eq!(of(kind), books.counts.get(&kind).copied().unwrap_or(0), "{kind:?}");
    }

    // Stays are numbered from 1, as they begin; and hold places for just the time for which they are held.
    let (mut stays, mut clients) = (BTreeMap::new(), BTreeMap::new());
    for moment in &moments {
        let client = (moment.route, moment.number);
        if moment.step == Step::Arrival {
            let before = clients.entry(client).or_insert(0);
            *before += 1;
            assert_eq!(moment.stay, *before);
        }
        stays.entry((client, moment.stay)).or_insert_with(Vec::new).push(moment);
    }
    let held: f64 = stays.values().map(|moments| assert_is_a_stay(moments, books.end)).sum();
    let gap = (held - books.held_days).abs();
    assert!(gap <= 1e-9 * books.held_days.max(1.0), "{held} and {}", books.held_days);
    moments.len()
}

#[test]
fn the_moments_of_any_scenario_add_up() {
    let mut moments = 0;
    for case in 0..400 {
        let scenario = scenario(&mut Choices::new(&bytes_of(case)), false);
        let text = crate::generated::text(&scenario, Layout::Sections);
        if let Ok(scenario) = read_text("generated", &text, &[]) {
            moments += assert_sound(&scenario.model, 1 + case as u32 % 7);
        }
    }
    assert!(moments > 100_000, "{moments} moments are hardly anything");
}

#[test]
fn the_moments_of_the_baseline_add_up() {
    let baseline = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let sets = ["run.warm_up=26w", "run.horizon=1y"].map(str::to_owned);
    let model = read_file(&baseline, &sets).unwrap().model;
    assert!(assert_sound(&model, 1) > 10_000);
}

/// Two for one bed: the second waits, and both leave.
#[test]
fn a_file_of_moments_worked_out_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dated.toml"), DATED).unwrap();
    let how =
        ["-q", "-o", "out", "--events", "vidigi", "--set", "routes.door.at=[\"0d\", \"12h\"]"];
    let done = run(folder.path(), &[&["run", "dated.toml"], &how[..]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("events_vidigi.csv"));
    assert!(!folder.path().join("out/events.csv").exists());
    let csv = std::fs::read_to_string(folder.path().join("out/events_vidigi.csv")).unwrap();
    let all: Vec<&str> = csv.lines().collect();
    let expected = [
        "scenario,run_number,entity_id,case,pathway,event_type,event,time,timestamp,resource_id,unique_resource_id",
        "dated,1,dated/1/door:1/1,dated/1/door:1,main,arrival_departure,arrival,0,2007-06-01T00:00:00.000,,",
        "dated,1,dated/1/door:1/1,dated/1/door:1,main,resource_use,care,0,2007-06-01T00:00:00.000,1,ward:1",
        "dated,1,dated/1/door:2/1,dated/1/door:2,main,arrival_departure,arrival,0.5,2007-06-01T12:00:00.000,,",
        "dated,1,dated/1/door:2/1,dated/1/door:2,main,queue,waiting_for_ward,0.5,2007-06-01T12:00:00.000,,",
        "dated,1,dated/1/door:1/1,dated/1/door:1,main,resource_use_end,care_end,2,2007-06-03T00:00:00.000,1,ward:1",
        // The bed goes from hand to hand before it is clear that nothing follows for the first.
        "dated,1,dated/1/door:2/1,dated/1/door:2,main,resource_use,care,2,2007-06-03T00:00:00.000,1,ward:1",
        "dated,1,dated/1/door:1/1,dated/1/door:1,main,arrival_departure,depart,2,2007-06-03T00:00:00.000,,",
        "dated,1,dated/1/door:2/1,dated/1/door:2,main,resource_use_end,care_end,4,2007-06-05T00:00:00.000,1,ward:1",
        "dated,1,dated/1/door:2/1,dated/1/door:2,main,arrival_departure,depart,4,2007-06-05T00:00:00.000,,",
    ];
    assert_eq!(all, expected);
}

#[test]
fn logs_of_runs_apart_are_joined_to_that_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("queue.toml"), QUEUE).unwrap();
    let logs = ["-q", "--events", "csv,vidigi", "-o"];
    for (place, numbers) in [("one", "1..3"), ("two", "4..4"), ("all", "1..4")] {
        let what = ["run", "queue.toml", "--replication-range", numbers];
        let done = run(folder.path(), &[&what[..], &logs, &[place]].concat());
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    }
    let done = run(folder.path(), &["merge", "two", "one", "-o", "both"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(text(&done.stderr), "", "nothing is left out");
    for name in ["events.csv", "events_vidigi.csv"] {
        let read = |place: &str| std::fs::read(folder.path().join(place).join(name)).unwrap();
        assert!(read("both") == read("all"), "{name}");
        assert!(read("all").len() > 10_000);
    }
}
