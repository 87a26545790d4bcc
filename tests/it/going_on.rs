//! Runs that are continued, extended, merged, resumed and reproduced: each gives the bytes of one run that did it all.

use crate::cli::{QUEUE, run, text, throughcare, with_queue};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use throughcare::output::WholeRun;
use throughcare::statistics::{Enough, Key, Measure, Precision};

const MORE: &str = "extends = \"queue.toml\"\nservices.ward.places = 2\n";

/// The names of the files in a folder but `run.json`, with what is in them.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .filter(|(name, _)| name != "run.json")
        .collect();
    files.sort();
    files
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names = |files: &[(String, Vec<u8>)]| {
        files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&one), names(&other));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        assert!(one == other, "{name} differs");
    }
}

/// Runs it and expects this exit code; gives all that it said.
fn said(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

fn with_two() -> tempfile::TempDir {
    let folder = with_queue();
    std::fs::write(folder.path().join("more.toml"), MORE).unwrap();
    folder
}

#[test]
fn ranges_of_replications_merge_into_the_bytes_of_one_run() {
    let folder = with_two();
    let at = |name: &str| folder.path().join(name);
    let both = ["run", "queue.toml", "more.toml", "-q", "--events", "csv"];
    let with = |more: &[&'static str]| [&both[..], more].concat();
    said(folder.path(), 0, &with(&["-r", "9", "-o", "whole"]));
    for (range, name) in [("1..4", "a"), ("5..5", "b"), ("6..9", "c"), ("4..5", "d")] {
        said(folder.path(), 0, &with(&["--replication-range", range, "-o", name]));
    }
    let merged = said(folder.path(), 0, &["merge", "c", "a", "b", "-o", "merged"]);
    assert!(merged.contains("Results: merged (") && merged.contains("9 replications"), "{merged}");
    assert_same(&at("whole"), &at("merged"));
    // What has been merged can be merged, extended and reproduced like any other.
    said(folder.path(), 0, &["merge", "a", "b", "-o", "ab"]);
    said(folder.path(), 0, &["merge", "ab", "c", "-o", "abc"]);
    assert_same(&at("whole"), &at("abc"));
    said(folder.path(), 0, &["reproduce", "ab", "-q"]);

    let refused = |arguments: &[&str], why: &str| {
        let told = said(folder.path(), 2, &[&["merge"], arguments, &["-o", "no"]].concat());
        assert!(told.contains(why), "{told}");
        assert!(!at("no").exists());
    };
    refused(&["a", "c"], "replication 5 of queue are missing");
    refused(&["a", "d"], "both have replication 4 of queue");
    refused(&["a", "a"], "both have replication 1");
    refused(&["a", "nowhere"], "holds no results");
    said(folder.path(), 0, &with(&["--seed", "7", "--replication-range", "5..6", "-o", "other"]));
    refused(&["a", "other"], "not the same scenarios");
    std::fs::remove_file(at("c/replications.bin")).unwrap();
    refused(&["ab", "c"], "has no replications.bin");
}

#[test]
fn results_are_extended_and_resumed_to_the_bytes_of_one_run() {
    let folder = with_two();
    let at = |name: &str| folder.path().join(name);
    let both = ["run", "queue.toml", "more.toml", "-q"];
    let with = |more: &[&'static str]| [&both[..], more].concat();
    said(folder.path(), 0, &with(&["-r", "12", "-o", "whole"]));
    said(folder.path(), 0, &with(&["-r", "5", "-o", "part"]));
    // The files may change or go: what was run is in the results.
    std::fs::write(at("queue.toml"), "nonsense").unwrap();
    std::fs::remove_file(at("more.toml")).unwrap();
    said(folder.path(), 0, &["run", "part", "--extend", "7", "-q"]);
    assert_same(&at("whole"), &at("part"));
    let nothing = said(folder.path(), 0, &["run", "part", "--resume"]);
    assert!(nothing.contains("all the replications that were asked for are there"), "{nothing}");

    // An interrupted run is one that was asked for more than it has.
    said(folder.path(), 0, &["run", "whole", "-r", "5", "-o", "cut", "-q"]);
    let manifest = std::fs::read_to_string(at("cut/run.json")).unwrap();
    let asked = manifest.replacen("\"replications_asked\": 5", "\"replications_asked\": 12", 2);
    assert_ne!(asked, manifest);
    let asked = asked.replacen("\"interrupted\": false", "\"interrupted\": true", 1);
    let until = "\"until\": {\"asked\": [\"referrals_per_year=1000%\"], \"reached\": false, \"measures\": []},";
    let asked_until = asked.replacen("\"until\": null,", until, 1);
    assert_ne!(asked_until, asked);
    std::fs::write(at("cut/run.json"), asked).unwrap();
    said(folder.path(), 0, &["run", "cut", "--resume", "-q"]);
    assert_same(&at("whole"), &at("cut"));
    // What it was to know it is still to know.
    said(folder.path(), 0, &["run", "whole", "-r", "5", "-o", "until", "-q"]);
    std::fs::write(at("until/run.json"), asked_until).unwrap();
    let told = said(folder.path(), 0, &["run", "until", "--resume"]);
    assert!(told.contains("as it was begun: --until referrals_per_year=1000%"), "{told}");
    let WholeRun { manifest, results, .. } = WholeRun::read(&at("until")).unwrap();
    assert!(manifest.until.unwrap().reached && results[0].replications() < 12);

    // Where events are kept, all replications are run again.
    let events = ["run", "whole", "-q", "--events", "csv", "-r"];
    said(folder.path(), 0, &[&events[..], &["6", "-o", "six"]].concat());
    said(folder.path(), 0, &[&events[..], &["4", "-o", "four"]].concat());
    let again = said(folder.path(), 0, &["run", "four", "--extend", "2"]);
    assert!(again.contains("all replications are run again"), "{again}");
    assert_same(&at("six"), &at("four"));

    let refused = |arguments: &[&str], why: &str| {
        let told = said(folder.path(), 2, arguments);
        assert!(told.contains(why), "{told}");
    };
    std::fs::write(at("queue.toml"), QUEUE).unwrap();
    // Never fewer than there were, and nothing of anybody else's goes.
    let fewer = ["run", "four", "--extend", "2", "--until", "referrals_per_year=1000%", "-q"];
    said(
        folder.path(),
        0,
        &["run", "queue.toml", "-q", "--events", "csv", "-r", "30", "-o", "four", "-f"],
    );
    let told = said(folder.path(), 1, &fewer);
    assert!(told.contains("is left as it was"), "{told}");
    assert_eq!(WholeRun::read(&at("four")).unwrap().results[0].replications(), 30);
    std::fs::write(at("four/notes.txt"), "mine").unwrap();
    refused(&fewer, "move notes.txt away first");
    let manifest = std::fs::read_to_string(at("six/run.json")).unwrap();
    let older = manifest.replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1);
    std::fs::write(at("six/run.json"), older).unwrap();
    refused(&["run", "six", "--extend", "1"], "is of version 0.0.1");
    refused(&["run", "queue.toml", "--extend", "3"], "goes on from a folder of results");
    refused(&["run", "nowhere", "--extend", "3"], "there is no folder nowhere");
    refused(&["run", "whole", "queue.toml"], "stands alone");
    refused(&["run", "whole", "--extend", "3", "--seed", "2"], "cannot be used with");
    refused(&["run", "whole", "--extend", "10000000"], "above 10,000,000");
    refused(&["run", "."], "holds no results");
    // Half of what is kept is as good as none, and what is there stays.
    let kept = std::fs::read(at("part/replications.bin")).unwrap();
    for length in [0, 10, kept.len() / 2, kept.len() - 1] {
        std::fs::write(at("part/replications.bin"), &kept[..length]).unwrap();
        refused(&["run", "part", "--extend", "1"], "replications.bin");
    }
    let mut changed = kept.clone();
    changed[kept.len() / 2] ^= 4;
    std::fs::write(at("part/replications.bin"), &changed).unwrap();
    refused(&["run", "part", "--extend", "1"], "has been changed");
}

/// Killed between setting the old results aside and putting the new in place: the old are there again for whoever asks.
#[test]
fn results_that_a_killed_run_had_set_aside_are_gone_on_from() {
    let folder = with_queue();
    let at = |name: &str| folder.path().join(name);
    said(folder.path(), 0, &["run", "queue.toml", "-r", "5", "-o", "whole", "-q"]);
    said(folder.path(), 0, &["run", "queue.toml", "-r", "3", "-o", "part", "-q"]);
    std::fs::rename(at("part"), at(".part.replaced-123")).unwrap();
    std::fs::write(at(".part.lock-123"), "").unwrap();
    let told = said(folder.path(), 0, &["run", "part", "--extend", "2"]);
    assert!(told.contains("the results of part are there again"), "{told}");
    assert_same(&at("whole"), &at("part"));
}

/// Killed again and again, each time once it has written down some more; then left to finish.
#[test]
fn a_run_that_is_killed_goes_on_where_it_was_and_gives_the_same_bytes() {
    let folder = with_queue();
    let job = ["run", "queue.toml", "-r", "9000", "-o", "out"];
    said(folder.path(), 0, &["run", "queue.toml", "-r", "9000", "-o", "whole", "-q"]);
    let written = || {
        let entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap());
        let journals = entries.filter(|it| it.file_name().to_string_lossy().contains(".journal-"));
        // It may be gone by now.
        journals.map(|it| it.metadata().map_or(0, |about| about.len())).sum::<u64>()
    };
    let (mut kills, mut before) = (0, 0);
    for wait in [0, 3, 1, 9, 2, 30, 5, 0, 14] {
        let mut child = throughcare(folder.path())
            .args(job)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while written() <= before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(wait));
        let is_killed = child.try_wait().unwrap().is_none();
        let _ = child.kill();
        child.wait().unwrap();
        if folder.path().join("out").exists() {
            break;
        }
        kills += u32::from(is_killed);
        before = written();
    }
    assert!(kills > 0);
    if folder.path().join("out").exists() {
        std::fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
    let told = said(folder.path(), 0, &job);
    assert_same(&folder.path().join("whole"), &folder.path().join("out"));
    let names = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 3, "nothing hidden is left");
    println!(
        "{kills} kills; {}",
        told.lines().find(|line| line.contains("going on")).unwrap_or("")
    );
    assert!(kills < 2 || told.contains("going on from the "), "{told}");
}

#[test]
fn a_run_is_reproduced_from_what_it_wrote_and_every_change_is_found() {
    let folder = with_queue();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("tables")).unwrap();
    std::fs::write(at("tables/stays.csv"), "days\n0.5\n1\n1.5\n").unwrap();
    let text = "extends = \"queue.toml\"\ninterventions.care.duration = { empirical = { file = \"tables/stays.csv\" } }\n";
    std::fs::write(at("stays.toml"), text).unwrap();
    let made = ["run", "stays.toml", "--set", "services.ward.places=2", "--seed", "9", "-r", "3"];
    said(folder.path(), 0, &[&made[..], &["-o", "out", "-q", "--events", "csv"]].concat());
    for name in ["queue.toml", "stays.toml", "tables/stays.csv"] {
        std::fs::remove_file(at(name)).unwrap();
    }
    let before = files(&at("out"));
    let told = said(folder.path(), 0, &["reproduce", "out"]);
    assert!(told.contains("Every file comes back byte for byte."), "{told}");
    assert!(told.contains("events.csv"), "{told}");
    assert_eq!(files(&at("out")), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");

    let summary = std::fs::read(at("out/summary.csv")).unwrap();
    let mut changed = summary.clone();
    changed[99] ^= 1;
    std::fs::write(at("out/summary.csv"), changed).unwrap();
    std::fs::remove_file(at("out/waits.csv")).unwrap();
    std::fs::write(at("out/notes.txt"), "mine").unwrap();
    let told = said(folder.path(), 1, &["reproduce", "out", "-q"]);
    for words in
        ["differs from byte 100 on", "not in the folder", "left alone: notes.txt", "2 files"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let manifest = std::fs::read_to_string(at("out/run.json")).unwrap();
    std::fs::write(at("out/run.json"), manifest.replace("1.5", "2.5")).unwrap();
    let told = said(folder.path(), 2, &["reproduce", "out"]);
    assert!(told.contains("is not as it was run: its digest is"), "{told}");
    let mut old: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    old.as_object_mut().unwrap().remove("files");
    std::fs::write(at("out/run.json"), old.to_string()).unwrap();
    let told = said(folder.path(), 2, &["reproduce", "out"]);
    assert!(told.contains("does not hold the texts of its scenarios"), "{told}");
}

/// What a run is asked to know, and what that is in measures.
type Case = (&'static [&'static str], Vec<(Key, Precision)>);

/// Where the algorithm says, applied to the values of a longer run; with any number of threads.
#[test]
fn a_run_until_something_is_known_ends_where_the_algorithm_says() {
    let folder = with_two();
    let both = ["run", "queue.toml", "more.toml", "-q", "-r", "400"];
    let with = |more: &[&'static str]| [&both[..], more].concat();
    said(folder.path(), 0, &with(&["-o", "all"]));
    let all = WholeRun::read(&folder.path().join("all")).unwrap();
    let of = |subject: &str, measure| Key {
        group: "all".to_owned(),
        subject: subject.to_owned(),
        measure,
    };
    let cases: [Case; 3] = [
        (&["precision=10%"], vec![(of("ward", Measure::WaitMean), Precision::Relative(0.1))]),
        (
            &["wait_days_mean:ward=0.4"],
            vec![(of("ward", Measure::WaitMean), Precision::Absolute(0.4))],
        ),
        (
            &["occupied_mean=5%", "referrals_per_year=4"],
            vec![
                (of("ward", Measure::Occupied), Precision::Relative(0.05)),
                (of("all", Measure::Referrals), Precision::Absolute(4.0)),
            ],
        ),
    ];
    for (number, (until, goals)) in cases.into_iter().enumerate() {
        let columns: Vec<_> = all
            .results
            .iter()
            .flat_map(|results| goals.iter().map(move |goal| (results, goal)))
            .map(|(results, (key, precision))| {
                let values: Vec<_> =
                    results.values(results.position(key).unwrap()).iter().collect();
                (values, *precision)
            })
            .collect();
        let mut enough = Enough::of(columns.iter().map(|(_, precision)| *precision));
        let end = (0..400).find(|&row| enough.add(columns.iter().map(|(values, _)| values[row])));
        let end = end.unwrap() + 1;
        for threads in ["1", "3"] {
            let (name, exact) = (format!("{number}-{threads}"), format!("{number}-exact"));
            let mut arguments = with(&["-t", threads]);
            until.iter().for_each(|goal| arguments.extend(["--until", goal]));
            let told = said(folder.path(), 0, &[&arguments[..], &["-o", &name]].concat());
            assert!(told.contains(&format!("Ended after {end} replications")), "{end}: {told}");
            let count = end.to_string();
            let job = ["run", "all", "-q", "-f", "-r", &count, "-o", &exact];
            said(folder.path(), 0, &job);
            assert_same(&folder.path().join(name), &folder.path().join(exact));
        }
    }
    let told = said(folder.path(), 3, &with(&["-o", "never", "--until", "wait_days_mean=0.01"]));
    assert!(told.contains("Not known so well after 400 replications"), "{told}");
    assert_same(&folder.path().join("all"), &folder.path().join("never"));
    for (goal, why) in [
        ("precision", "say how precisely"),
        ("precision=2", "a part of each"),
        ("wait_days_mean=-1", "positive number"),
        ("wait_days_means=1", "did you mean `wait_days_mean`"),
        ("wait_days_mean:wards=1", "did you mean `ward`"),
        ("in_treatment_mean=1", "no scenario reports"),
    ] {
        let told = said(folder.path(), 2, &["run", "queue.toml", "--until", goal]);
        assert!(told.contains(why), "{goal}: {told}");
    }
}
