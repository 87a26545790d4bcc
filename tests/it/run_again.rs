//! A folder of results run again, and what becomes of what a run did when its folder is no longer as it was.

use crate::cli::{run, text, with_queue};
use std::path::Path;
use throughcare::output::{Until, WholeRun};

/// Runs it and expects this exit code; gives all that it said.
fn said(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

/// Numbers of the first replication and the last in a folder.
fn numbers(folder: &Path, name: &str) -> (u32, u32) {
    let whole = WholeRun::read(&folder.join(name)).unwrap();
    (whole.results[0].first(), whole.results[0].next() - 1)
}

#[test]
fn results_run_again_have_the_replications_that_they_had_unless_others_are_asked_for() {
    let folder = with_queue();
    let folder = folder.path();
    let made: [(&str, &[&str], (u32, u32)); 4] = [
        ("plain", &["queue.toml"], (1, 4)),
        ("seven", &["queue.toml", "-r", "7"], (1, 7)),
        ("range", &["queue.toml", "--replication-range", "503..505"], (503, 505)),
        ("until", &["queue.toml", "-r", "300", "--until", "referrals_per_year=10%"], (1, 0)),
    ];
    for (name, arguments, (first, last)) in made {
        said(folder, 0, &[&["run", "-q", "-o", name], arguments].concat());
        if name == "plain" {
            said(folder, 0, &["run", "plain", "--extend", "2", "-q"]);
        }
        let (had, again) = (numbers(folder, name), format!("{name}-again"));
        assert!(last == 0 || name == "plain" || had == (first, last), "{name}: {had:?}");
        let told = said(folder, 0, &["run", name, "-o", &again]);
        let words = format!("running replications {} to {} of {name}\n", had.0, had.1);
        assert!(told.contains(&words), "{told}");
        assert_eq!(numbers(folder, &again), had);
        for file in ["replications.csv", "summary.csv", "replications.bin"] {
            let [one, other] = [name, &again].map(|of| std::fs::read(folder.join(of).join(file)));
            assert!(one.unwrap() == other.unwrap(), "{name}: {file}");
        }
    }
    assert_eq!(numbers(folder, "plain-again"), (1, 6));
    for (number, (more, expected)) in [
        (&["-r", "2"][..], (1, 2)),
        (&["--replication-range", "9..10"], (9, 10)),
        (&["--set", "run.replications=5"], (1, 5)),
        (&["--until", "referrals_per_year=1000%", "-r", "30"], (1, 2)),
        (&["--seed", "8"], (503, 505)),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("other-{number}");
        let told = said(folder, 0, &[&["run", "range", "-q", "-o", &name], more].concat());
        assert!(!told.contains("running replications"), "{told}");
        let (first, last) = numbers(folder, &name);
        let is_it = (first, last) == expected || more[0] == "--until" && first == 1 && last < 30;
        assert!(is_it, "{more:?}: {first} to {last}");
    }
}

#[test]
fn what_was_to_be_known_is_kept_with_how_well_it_was() {
    let folder = with_queue();
    let folder = folder.path();
    let until = |name: &str| WholeRun::read(&folder.join(name)).unwrap().manifest.until;
    let job = ["run", "queue.toml", "-q", "--until", "referrals_per_year=10%", "--until"];
    said(folder, 0, &[&job[..], &["wait_days_mean:ward=5", "-r", "300", "-o", "known"]].concat());
    said(folder, 3, &[&job[..], &["wait_days_mean:ward=0.001", "-r", "3", "-o", "not"]].concat());
    let Until { asked, reached, measures } = until("known").unwrap();
    assert_eq!((asked.len(), reached, measures.len()), (2, true, 2));
    assert_eq!(asked[0], "referrals_per_year=10%");
    let [referrals, wait] = &measures[..] else { panic!("two") };
    assert_eq!((referrals.scenario.as_str(), referrals.subject.as_str()), ("queue", "all"));
    assert_eq!((wait.measure.as_str(), wait.subject.as_str()), ("wait_days_mean", "ward"));
    assert_eq!(wait.asked, Some(5.0));
    assert!(measures.iter().all(|it| it.half_width.unwrap() <= it.asked.unwrap()), "{measures:?}");
    let not = until("not").unwrap();
    assert!(!not.reached && not.measures[1].half_width.unwrap() > 0.001, "{not:?}");
    // What goes on without being asked that is no such run any more; nor is what an earlier version wrote.
    said(folder, 0, &["run", "not", "--extend", "1", "-q"]);
    assert!(until("not").is_none());
    let path = folder.join("known/run.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("until").unwrap();
    std::fs::write(&path, manifest.to_string()).unwrap();
    assert!(until("known").is_none());
}

#[cfg(unix)]
#[test]
fn what_was_done_is_not_lost_when_another_run_changes_the_folder_meanwhile() {
    let folder = with_queue();
    let long = ["run", "queue.toml", "-r", "3", "--set", "run.horizon=20y", "-q", "-o", "part"];
    said(folder.path(), 0, &long);
    let mut child = crate::cli::throughcare(folder.path())
        .args(["run", "part", "--extend", "90000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Once there is a journal, the folder has been read.
    let is_journal = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().to_string_lossy().contains(".part.journal-")
    };
    while !std::fs::read_dir(folder.path()).unwrap().any(is_journal) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it had a journal");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let path = folder.path().join("part/run.json");
    let changed = std::fs::read_to_string(&path).unwrap() + "\n";
    std::fs::write(&path, &changed).unwrap();
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("interrupted; ") && told.contains("replications were complete"),
        "{told}"
    );
    let words = "part has been changed by another run meanwhile, and is left as that left it; these results are in part-2";
    assert!(told.contains(words), "{told}");
    assert!(text(&output.stdout).contains("Results: part-2 ("), "{}", text(&output.stdout));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), changed);
    assert!(numbers(folder.path(), "part-2").1 >= 3);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing hidden is left");
}
