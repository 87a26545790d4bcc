//! The process map that PM4Py discovers in an event log, and the time it finds that activities take, against ours: what the
//! engine reports, followed without any rows; and the measures of the results.

use super::{FIRST_YEAR, Year, found, root};
use crate::trace::run as replicate;
use serde_json::Value;
use std::collections::BTreeMap;
use throughcare::model::System;
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::scenario::read_file;
use throughcare::units::Days;

/// One step of a client on the way through the system.
#[derive(Debug, Clone)]
struct Step {
    name: String,
    start: f64,
    end: f64,
}

/// Follows everybody on the main strand.
struct Ways<'a> {
    system: &'a System,
    /// Steps that are over, in the order in which they ended, by client.
    ways: BTreeMap<(u32, u32), Vec<Step>>,
    /// Steps that are not.
    open: BTreeMap<(u32, u32), Vec<Step>>,
    /// How often each exit, in all and out of an open episode.
    exits: BTreeMap<String, (u64, u64)>,
}

impl Ways<'_> {
    fn end(&mut self, at: f64, who: (u32, u32), is_it: impl Fn(&Step) -> bool) {
        let open = self.open.entry(who).or_default();
        if let Some(index) = open.iter().position(is_it) {
            let step = Step { end: at, ..open.remove(index) };
            self.ways.entry(who).or_default().push(step);
        }
    }
}

impl Recorder for Ways<'_> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let (at, who) = (at.0, (client.who.group, client.who.number));
        let begun = |name: String| Step { name, start: at, end: f64::NAN };
        let waiting = |id| format!("waiting_for_{}", self.system.service(id).name);
        let running = |id| self.system.intervention(id).name.clone();
        match happening {
            Happening::Referred { .. } => {
                let referred = Step { end: at, ..begun("referred".to_owned()) };
                self.ways.entry(who).or_default().push(referred);
            }
            Happening::Exited { exit, lasted } => {
                let name = &self.system.exit(exit).name;
                let seen = self.exits.entry(name.clone()).or_default();
                *seen = (seen.0 + 1, seen.1 + u64::from(lasted.is_some()));
                let exited = Step { end: at, ..begun(name.clone()) };
                self.ways.entry(who).or_default().push(exited);
            }
            Happening::Joined { service, strand: Strand::Main, .. } => {
                let step = begun(waiting(service));
                self.open.entry(who).or_default().push(step);
            }
            Happening::Served { service, strand: Strand::Main, .. }
            | Happening::GaveUp { service, strand: Strand::Main, .. } => {
                let name = waiting(service);
                self.end(at, who, |step| step.name == name);
            }
            Happening::Started { intervention, strand: Strand::Main } => {
                let step = begun(running(intervention));
                self.open.entry(who).or_default().push(step);
            }
            Happening::Ended { intervention, strand: Strand::Main, .. } => {
                let name = running(intervention);
                self.end(at, who, |step| step.name == name);
            }
            _ => {}
        }
    }
}

/// Of each pair of steps that follow one another: how often, and the days between the two in all.
type Map = BTreeMap<(String, String), (u64, f64)>;

/// Timestamps are to the millisecond. \[d\]
const MILLISECOND: f64 = 1.0 / 86_400_000.0;

/// The map of what everybody did, how often each step comes first and last.
fn map(
    ways: BTreeMap<(u32, u32), Vec<Step>>,
) -> (Map, BTreeMap<String, u64>, BTreeMap<String, u64>) {
    let (mut map, mut first, mut last) = (Map::new(), BTreeMap::new(), BTreeMap::new());
    let stamp = |day: f64| (day / MILLISECOND).round() as i64;
    for mut way in ways.into_values() {
        way.sort_by_key(|step| (stamp(step.start), stamp(step.end)));
        *first.entry(way[0].name.clone()).or_default() += 1;
        *last.entry(way[way.len() - 1].name.clone()).or_default() += 1;
        for pair in way.windows(2) {
            let seen = map.entry((pair[0].name.clone(), pair[1].name.clone())).or_insert((0, 0.0));
            seen.0 += 1;
            // Below nothing for who has begun to wait for the next place before the end.
            seen.1 += pair[1].start - pair[0].end;
        }
    }
    (map, first, last)
}

fn counts(found: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(found.clone()).unwrap()
}

fn days(found: &Value) -> BTreeMap<String, f64> {
    serde_json::from_value(found.clone()).unwrap()
}

/// Within what the rounding of so many lengths to milliseconds, and of a value to ten digits, can make.
fn near(one: f64, other: f64, lengths: f64) -> bool {
    (one - other).abs() <= lengths * MILLISECOND + 1e-9 * other.abs()
}

fn assert_is_ours(year: &Year, found: &Value) {
    let sets = FIRST_YEAR.map(str::to_owned);
    let model = read_file(&root().join("scenarios/baseline.toml"), &sets).unwrap().model;
    let (ways, open, exits) = Default::default();
    let mut followed = Ways { system: model.system(), ways, open, exits };
    replicate(&model, 1, &mut followed);
    let Ways { ways, exits, .. } = followed;
    let (ours, first, last) = map(ways);

    // The process map: who follows whom, how often, where it begins and ends.
    let theirs: Vec<(String, String, u64)> = serde_json::from_value(found["map"].clone()).unwrap();
    let theirs: BTreeMap<_, _> = theirs.into_iter().map(|(a, b, seen)| ((a, b), seen)).collect();
    let seen: BTreeMap<_, _> = ours.iter().map(|(pair, (seen, _))| (pair.clone(), *seen)).collect();
    assert_eq!(theirs, seen);
    assert_eq!(counts(&found["first"]), first);
    assert_eq!(counts(&found["last"]), last);
    assert!(seen.len() > 150 && seen.values().sum::<u64>() > 5_000, "{} pairs", seen.len());

    // The time between two steps.
    let between: Vec<(String, String, f64)> =
        serde_json::from_value(found["days_between"].clone()).unwrap();
    assert_eq!(between.len(), ours.len());
    for (one, next, total) in between {
        let (seen, our_total) = ours[&(one.clone(), next.clone())];
        assert!(near(total, our_total, seen as f64), "{one} to {next}: {total} and {our_total}");
    }

    // The time that each intervention takes, and that is waited for each service, against the measures.
    let (theirs, ours) = (days(&found["mean_days"]), year.measured("length_days_mean"));
    assert!(theirs.keys().eq(ours.keys()) && ours.len() > 30, "{theirs:?} and {ours:?}");
    for (name, mean) in &ours {
        assert!(near(theirs[name], *mean, 1.0), "{name}: {} and {mean}", theirs[name]);
    }
    let (theirs, means) = (days(&found["waited_days"]), year.measured("wait_days_mean"));
    let served = year.measured("waits_completed");
    assert!(theirs.len() > 8, "{theirs:?}");
    for (service, mean) in means.iter().filter(|(service, _)| *service != "referral_to_treatment") {
        let waited = theirs.get(&format!("waiting_for_{service}")).copied().unwrap_or(0.0);
        let (ours, served) = (mean * served[service], served[service]);
        assert!(near(waited, ours, served), "{service}: {waited} and {ours}");
    }

    // How often each exit; the measure leaves out deaths of those who had left already.
    let mut theirs = counts(&found["referrals_and_exits"]);
    let referrals = year.measured("referrals_per_year")["all"].round() as u64;
    assert_eq!(theirs.remove("referred"), Some(referrals));
    assert_eq!(theirs, exits.iter().map(|(exit, (all, _))| (exit.clone(), *all)).collect());
    let measured = year.measured("exits_per_year");
    for (exit, (_, of_episodes)) in exits {
        assert_eq!(measured[&exit].round() as u64, of_episodes, "{exit}");
    }
}

#[test]
#[ignore = "needs Python with PM4Py: tests/tools/bring"]
fn in_python_the_process_map_of_pm4py_and_its_times_are_ours() {
    let year = Year::run();
    let csv = found("process_map.py", &[year.path("events.csv").to_str().unwrap()]);
    assert_is_ours(&year, &csv);
    if cfg!(feature = "parquet") {
        let parquet = found("process_map.py", &[year.path("events.parquet").to_str().unwrap()]);
        assert_eq!(parquet, csv);
    }
}
