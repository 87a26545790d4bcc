//! What vidigi makes of an event log, against the results: who waits and who is served on which day, how long places are
//! held, and that it has nothing to complain of.

use super::{Year, found};
use std::collections::{BTreeMap, BTreeSet};

/// How many of each service on each day.
type Counts = BTreeMap<(String, u32), u64>;

fn counts(found: &serde_json::Value) -> Counts {
    let rows: Vec<(String, u32, u64)> = serde_json::from_value(found.clone()).unwrap();
    rows.into_iter().map(|(service, day, count)| ((service, day), count)).collect()
}

#[test]
#[ignore = "needs Python with vidigi: tests/tools/bring"]
fn in_python_the_queues_and_places_of_vidigi_are_ours() {
    let year = Year::run();
    let rows = year.rows("timeline.csv");
    let days: BTreeSet<u32> = rows.iter().map(|row| row["day"].parse().unwrap()).collect();
    let days: Vec<String> = days.iter().map(u32::to_string).collect();
    let log = year.path("events_vidigi.csv");
    let found = found("queues.py", &[log.to_str().unwrap(), "365.25", &days.join(",")]);

    // The ends of twelve months, of each service.
    let timeline = |series: &str| -> Counts {
        let rows = rows.iter().filter(|row| row["series"] == series);
        let counts = rows.map(|row| {
            let (day, count) = (row["day"].parse().unwrap(), row["mean"].parse::<f64>().unwrap());
            ((row["subject"].clone(), day), count.round() as u64)
        });
        counts.filter(|(_, count)| *count > 0).collect()
    };
    let (waiting, occupied) = (timeline("waiting"), timeline("occupied"));
    let mut theirs = counts(&found["queues"]);
    theirs.retain(|_, count| *count > 0);
    assert_eq!(theirs, waiting);
    assert_eq!(counts(&found["occupied"]), occupied);
    assert!(waiting.len() > 40 && occupied.len() > 100, "{} {}", waiting.len(), occupied.len());

    // The whole year: days for which places are held.
    let held: BTreeMap<String, f64> =
        serde_json::from_value(found["occupied_days"].clone()).unwrap();
    let ours = year.measured("occupied_mean");
    assert!(held.keys().all(|service| ours.contains_key(service)));
    for (service, mean) in ours.iter().filter(|(_, mean)| **mean > 0.0) {
        let (theirs, ours) = (held[service], mean * 365.25);
        assert!((theirs - ours).abs() <= 1e-9 * ours, "{service}: {theirs} and {ours}");
    }

    // Nobody is left standing where they have just ended something; each frame of the animation is there.
    assert_eq!(found["at_an_end"], 0);
    let last: u64 = days.last().unwrap().parse().unwrap();
    assert!(found["frames"].as_u64().unwrap() > last / 28, "{}", found["frames"]);
    // One arrival each, and in the process map a step from each moment of a stay to the next.
    assert_eq!(found["arrivals"], found["stays"]);
    let number = |name: &str| found[name].as_u64().unwrap();
    assert_eq!(number("steps"), number("moments") - number("stays"));
}
