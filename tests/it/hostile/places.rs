//! Places for results that cannot be had, disks that fill, and outputs that nobody takes: earlier results stay.

use super::{after, bounded, names, said};
use crate::cli::with_queue;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

const FILES: [&str; 6] = [
    "replications.bin",
    "replications.csv",
    "run.json",
    "summary.csv",
    "timeline.csv",
    "waits.csv",
];

#[test]
fn a_place_that_cannot_be_had_is_said_with_the_exit_code_of_its_kind() {
    let folder = with_queue();
    std::fs::write(folder.path().join("file"), "a letter").unwrap();
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    let long = "n".repeat(300);
    let cases = [
        ("file", 2, "holds something other than results"),
        ("file/below", 1, "cannot create /"),
        ("/dev/full", 2, "holds something other than results"),
        ("dangling", 2, "holds something other than results"),
        (".", 2, "holds something other than results"),
        ("/", 2, "holds something other than results"),
        (&long, 1, "too long"),
    ];
    let before = names(folder.path());
    for force in [&["--force"][..], &[]] {
        for (place, code, words) in cases {
            let run = [&["run", "queue.toml", "-o", place], force].concat();
            let (found, said) = said(&bounded(folder.path(), &run));
            assert_eq!(found, Some(code), "{place}: {said}");
            assert!(said.contains(words), "{place}: {said}");
        }
    }
    for name in ["..", ".hidden", "a/b", " ", "", "a\nb"] {
        let run = bounded(folder.path(), &["run", "queue.toml", &format!("--name={name}")]);
        assert_eq!(run.status.code(), Some(2), "{name:?}: {:?}", said(&run));
    }
    assert_eq!(names(folder.path()), before, "nothing is left, hidden or not");
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "a letter");
}

/// A folder in which nothing can be made: by its permissions, or for those whom none bind by what it is.
#[test]
fn a_folder_in_which_nothing_can_be_written_is_found_out_before_the_run() {
    let folder = with_queue();
    let locked = folder.path().join("locked");
    std::fs::create_dir(&locked).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).unwrap();
    let binds = std::fs::write(locked.join("probe"), "").is_err();
    let place = if binds { "locked/run" } else { "/proc/run" };
    // So many replications that they would take minutes.
    let run = ["run", "queue.toml", "-r", "100000", "--set", "run.horizon=20y", "-o", place];
    let (code, said) = said(&bounded(folder.path(), &run));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot create /") && said.contains("--output"), "{said}");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A link to results: what it leads to is never touched; the link itself gives way when told to.
#[test]
fn results_behind_a_link_are_kept_when_the_link_is_replaced() {
    let folder = with_queue();
    let at = |name: &str| folder.path().join(name);
    assert!(bounded(folder.path(), &["run", "queue.toml", "-o", "kept"]).status.success());
    let before = std::fs::read(at("kept/run.json")).unwrap();
    symlink("kept", at("link")).unwrap();
    let refused = bounded(folder.path(), &["run", "queue.toml", "-o", "link"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(at("link").is_symlink());
    let forced = bounded(folder.path(), &["run", "queue.toml", "-o", "link", "--force"]);
    assert_eq!(forced.status.code(), Some(0), "{:?}", said(&forced));
    assert!(!at("link").is_symlink());
    assert_eq!(names(&at("link")), FILES);
    assert_eq!(std::fs::read(at("kept/run.json")).unwrap(), before);
    assert_eq!(names(folder.path()), ["kept", "link", "queue.toml"]);
}

/// Runs into a place where results stand, on a disk with too little space for the new.
fn earlier_results_outlive_a_full_disk(folder: &Path, place: &str, preparation: &str) {
    let earlier = bounded(folder, &["run", "queue.toml", "-r", "1", "-o", place]);
    assert_eq!(earlier.status.code(), Some(0), "{:?}", said(&earlier));
    let parent = folder.join(place);
    let before = std::fs::read(parent.join("run.json")).unwrap();
    let beside = names(parent.parent().unwrap());
    let more = ["run", "queue.toml", "-r", "4000", "-o", place, "--force"];
    let full = after(preparation, folder, &more);
    let (code, said) = said(&full);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot write /") && said.contains("replications.csv"), "{said}");
    assert!(said.starts_with("One queue\n4,000 replications"), "what came out is told: {said}");
    assert_eq!(std::fs::read(parent.join("run.json")).unwrap(), before);
    assert_eq!(names(&parent), FILES);
    let left = names(parent.parent().unwrap());
    let left: Vec<_> = left.iter().filter(|name| !beside.contains(name)).collect();
    let is_journal = |name: &&String| name.starts_with(".out.unfinished-");
    assert!(
        left.len() == 1 && left.iter().all(is_journal),
        "what was done is all that is left: {left:?}"
    );
    assert!(said.contains("with .unfinished in it"), "{said}");
}

/// No file may grow beyond 64 KiB: writing fails in the middle of the largest.
#[test]
fn a_disk_that_takes_no_more_costs_no_earlier_result() {
    let folder = with_queue();
    let limit = "trap '' XFSZ; ulimit -f 128;";
    earlier_results_outlive_a_full_disk(folder.path(), "out", limit);
}

/// The same while an event log is written: the run ends with it, and nothing is kept of either.
#[test]
fn a_disk_that_takes_no_more_of_an_event_log_ends_the_run() {
    let folder = with_queue();
    let limit = "trap '' XFSZ; ulimit -f 128;";
    // So many replications that they would take minutes.
    let run = ["run", "queue.toml", "-r", "1000000", "-o", "out", "--events", "csv"];
    let (code, said) = said(&after(limit, folder.path(), &run));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot write /") && said.contains("events.csv"), "{said}");
    assert_eq!(names(folder.path()), ["queue.toml"], "nothing is left");
}

/// The same on a file system of 64 KiB, for those who may make one; the limit above stands in for the others.
#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_costs_no_earlier_result() {
    struct Mounted<'a>(&'a Path);
    impl Drop for Mounted<'_> {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg("-l").arg(self.0).status();
        }
    }
    let folder = with_queue();
    let small = folder.path().join("small");
    std::fs::create_dir(&small).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(&small)
        .output()
        .unwrap();
    if mount.status.success() {
        let _mounted = Mounted(&small);
        earlier_results_outlive_a_full_disk(folder.path(), "small/out", "");
    } else {
        println!("no file system may be mounted here; a limit on the size of files stands in");
        earlier_results_outlive_a_full_disk(
            folder.path(),
            "small/out",
            "trap '' XFSZ; ulimit -f 64;",
        );
    }
}

/// Results whose names differ in capitals alone: two folders, or one that is kept, by what the disk tells apart.
#[test]
fn names_that_differ_in_capitals_alone_never_overwrite_one_another() {
    let folder = with_queue();
    assert!(bounded(folder.path(), &["run", "queue.toml", "-n", "Run"]).status.success());
    let first = std::fs::read(folder.path().join("results/Run/run.json")).unwrap();
    let second = bounded(folder.path(), &["run", "queue.toml", "-n", "run"]);
    let found = names(&folder.path().join("results"));
    match second.status.code() {
        Some(0) => assert_eq!(found, ["Run", "run"]),
        code => assert_eq!((code, found.len()), (Some(2), 1), "{:?}", said(&second)),
    }
    assert_eq!(std::fs::read(folder.path().join("results/Run/run.json")).unwrap(), first);
}

/// What goes to a full device is an error with the results kept; what goes to nobody is none.
#[test]
fn results_are_kept_whatever_becomes_of_the_standard_output() {
    let folder = with_queue();
    let cases = [
        ("exec >/dev/full;", 1, "cannot write to standard output"),
        ("exec >&-;", 0, ""),
        ("exec >&- 2>&-;", 0, ""),
    ];
    for (number, (preparation, code, words)) in cases.into_iter().enumerate() {
        if preparation.contains("/dev/full") && !Path::new("/dev/full").exists() {
            continue;
        }
        let place = format!("out{number}");
        let (found, said) =
            said(&after(preparation, folder.path(), &["run", "queue.toml", "-o", &place]));
        assert_eq!(found, Some(code), "{preparation} {said}");
        assert!(said.contains(words), "{preparation} {said}");
        assert_eq!(names(&folder.path().join(&place)), FILES, "{preparation}");
    }
    for command in [&["schema"][..], &["check", "queue.toml"], &["--help"], &["--version"]] {
        if Path::new("/dev/full").exists() {
            let (code, said) = said(&after("exec >/dev/full;", folder.path(), command));
            assert_eq!(code, Some(1), "{command:?}: {said}");
            assert!(said.contains("cannot write to standard output"), "{command:?}: {said}");
        }
    }
}
