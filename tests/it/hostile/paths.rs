//! Files that a scenario names: read from wherever they are, if they are files, and never written.

use super::{bounded, names, said};
use crate::cli::{QUEUE, with_queue};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

fn stays(file: &str) -> String {
    QUEUE.replace(
        "{ exponential = { mean = \"1d\" } }",
        &format!("{{ empirical = {{ file = \"{file}\" }} }}"),
    )
}

fn survival(file: &str) -> String {
    format!(
        "{QUEUE}[risks.leaving]\nwhile = \"always\"\nhazard = {{ survival = \"{file}\" }}\nthen = \"done\"\n"
    )
}

/// A file that is not there or not a file is refused at once, whoever asks for it and by whatever path.
#[test]
fn what_is_no_file_is_neither_waited_for_nor_read() {
    let folder = with_queue();
    let at = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    std::fs::File::create(at("large")).unwrap().set_len(1 << 40).unwrap();
    std::fs::write(at("empty"), "").unwrap();
    symlink("ring", at("ring")).unwrap();
    symlink("/dev/zero", at("zero")).unwrap();
    let before = names(folder.path());
    let mut cases = vec![
        ("../../x", "there is no such file"),
        ("/nowhere/x", "there is no such file"),
        ("/dev/zero", "it is not a file"),
        ("zero", "it is not a file"),
        ("/dev/null", "it is not a file"),
        ("pipe", "it is not a file"),
        (".", "it is not a file"),
        ("/", "it is not a file"),
        ("ring", "symbolic link"),
        ("large", "it is larger than 8 MiB"),
        ("empty", ""),
        ("", ""),
    ];
    // A file by its kind, of which reading has no end.
    if Path::new("/proc/kmsg").exists() {
        cases.push(("/proc/kmsg", ""));
    }
    for (file, words) in cases {
        for text in [stays(file), survival(file), format!("extends = \"{file}\"\n")] {
            std::fs::write(at("hostile.toml"), &text).unwrap();
            let (code, said) = said(&bounded(folder.path(), &["run", "hostile.toml"]));
            assert_eq!(code, Some(2), "{file}: {said}");
            assert!(said.contains(words) && said.contains("nothing was run"), "{file}: {said}");
        }
        if !file.is_empty() {
            let (code, said) = said(&bounded(folder.path(), &["check", file]));
            assert!(code == Some(2) && said.contains(words), "{file}: {said}");
        }
    }
    std::fs::remove_file(at("hostile.toml")).unwrap();
    assert_eq!(names(folder.path()), before, "nothing is written");
}

/// From the folder of the file that names it, above it, or by an absolute path: the same file gives the same results.
#[test]
fn a_file_is_read_from_wherever_it_is_and_left_as_it_was() {
    let folder = with_queue();
    let (shared, town) = (folder.path().join("shared"), folder.path().join("town"));
    for (folder, file) in [(&shared, "stays.csv"), (&town, "stays.csv")] {
        std::fs::create_dir(folder).unwrap();
        std::fs::write(folder.join(file), "days\n1\n2\n").unwrap();
    }
    let absolute = shared.join("stays.csv");
    let mut summaries = Vec::new();
    for file in ["stays.csv", "../shared/stays.csv", absolute.to_str().unwrap()] {
        std::fs::write(town.join("queue.toml"), stays(file)).unwrap();
        let run = bounded(folder.path(), &["run", "town/queue.toml", "-o", "out", "--force"]);
        assert_eq!(run.status.code(), Some(0), "{:?}", said(&run));
        summaries.push(std::fs::read(folder.path().join("out/summary.csv")).unwrap());
    }
    assert!(summaries.iter().all(|summary| *summary == summaries[0]));
    assert_eq!(names(&shared), ["stays.csv"]);
    assert_eq!(names(&town), ["queue.toml", "stays.csv"]);
    assert_eq!(std::fs::read_to_string(absolute).unwrap(), "days\n1\n2\n");
}

/// Loops of `extends`, however the same file is spelt.
#[test]
fn a_scenario_that_extends_itself_is_refused_however_it_spells_its_name() {
    let folder = with_queue();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("sub")).unwrap();
    symlink("itself.toml", at("alias.toml")).unwrap();
    symlink(".", at("here")).unwrap();
    let absolute = at("itself.toml");
    for spelling in [
        "itself.toml",
        "./itself.toml",
        "sub/../itself.toml",
        "alias.toml",
        "here/here/here/itself.toml",
        absolute.to_str().unwrap(),
    ] {
        std::fs::write(at("itself.toml"), format!("extends = \"{spelling}\"\n")).unwrap();
        let (code, said) = said(&bounded(folder.path(), &["check", "itself.toml"]));
        assert!(code == Some(2) && said.contains("extends itself"), "{spelling}: {said}");
    }
    // A hard link is another file, whose text leads to itself all the same.
    std::fs::write(at("one.toml"), "extends = \"two.toml\"\n").unwrap();
    std::fs::hard_link(at("one.toml"), at("two.toml")).unwrap();
    let (code, said) = said(&bounded(folder.path(), &["check", "one.toml"]));
    assert!(code == Some(2) && said.contains("extends itself"), "{said}");
}

#[test]
fn a_chain_of_sixteen_scenarios_is_read_and_one_of_a_thousand_refused() {
    let folder = with_queue();
    let link = |number: u32, to: &str| {
        let text = format!("extends = \"{to}\"\n");
        std::fs::write(folder.path().join(format!("link{number}.toml")), text).unwrap();
    };
    (1..1000).for_each(|number| link(number, &format!("link{}.toml", number + 1)));
    let (code, words) = said(&bounded(folder.path(), &["check", "link1.toml"]));
    assert!(code == Some(2) && words.contains("more than 16 scenarios extend"), "{words}");
    for (last, code) in [(15, 0), (16, 2)] {
        link(last, "queue.toml");
        let check = bounded(folder.path(), &["check", "link1.toml"]);
        assert_eq!(check.status.code(), Some(code), "{:?}", said(&check));
        link(last, &format!("link{}.toml", last + 1));
    }
}
