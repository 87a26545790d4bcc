//! Scenarios that extend others, and the files they name.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

use super::*;

#[test]
fn files_extend_one_another_and_loops_end() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    write("small.toml", SMALL);
    let more = "extends = \"small.toml\"\nunset = [\"run.start\"]\nservices.clinic.places = 2\n";
    let option = read_file(&write("option.toml", more), &[]).unwrap();
    assert_eq!(option.name, "option");
    assert!(option.model.run.start.is_none());
    let capacity = Capacity::Places { places: 2, staff: None, rota: None };
    assert_eq!(option.model.system().services[0].capacity, capacity);

    write("b.toml", "extends = \"a.toml\"\n");
    for (name, text, words) in [
        ("a.toml", "extends = \"b.toml\"\n", "extends itself"),
        ("gone.toml", "extends = \"nowhere.toml\"\n", "there is no such file"),
        ("folder.toml", "extends = \".\"\n", "it is not a file"),
        ("number.toml", "extends = 4\n", "this must be the path of a scenario"),
    ] {
        let refusal = read_file(&write(name, text), &[]).expect_err(name);
        assert_told(&lines(&refusal.problems), words);
    }
    for number in 0..20 {
        write(&format!("c{number}.toml"), &format!("extends = \"c{}.toml\"\n", number + 1));
    }
    let refusal = read_file(&folder.path().join("c0.toml"), &[]).expect_err("too long");
    assert_told(&lines(&refusal.problems), "more than 16 scenarios");
    let large = write("large.toml", &"#".repeat((8 << 20) + 1));
    let refusal = read_file(&large, &[]).expect_err("too large");
    assert_told(&lines(&refusal.problems), "it is larger than 8 MiB");
}

#[test]
fn files_of_figures_are_part_of_the_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("curve.toml");
    let more =
        "[risks.a]\nwhile = \"engaging\"\nhazard = { survival = \"c.csv\" }\nthen = \"left\"\n";
    std::fs::write(&path, format!("{SMALL}{more}")).unwrap();
    let read = |survival: &str| {
        std::fs::write(folder.path().join("c.csv"), survival).unwrap();
        read_file(&path, &[]).unwrap_or_else(|refusal| panic!("{refusal}"))
    };
    let one = read("days,survival\n0,1\n90,0.9\n");
    let other = read("days,survival\n0,1\n90,0.8\n");
    let gathered = one.model.system().clocks[0].hazard.gathered(Days(90.0));
    assert!((gathered + 0.9_f64.ln()).abs() < 1e-12, "{gathered}");
    assert_ne!(one.digest, other.digest);
}

#[test]
fn a_name_the_extended_scenario_has_not_is_told_the_near_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    let path = folder.path().join("option.toml");
    let read = |more: &str| {
        std::fs::write(&path, format!("extends = \"small.toml\"\n{more}")).unwrap();
        match read_file(&path, &[]) {
            Ok(scenario) => lines(&scenario.warnings),
            Err(refusal) => lines(&refusal.problems),
        }
    };
    let unused = read("[services.clinics]\nplaces = 9\n");
    assert_told(&unused, "did you mean `clinic`? Otherwise add");
    let lacking = read("[interventions.triag]\ntier = 3\n");
    assert_told(&lacking, "did you mean `triage`? Otherwise add");
    let other = read("[services.hospital]\nplaces = 9\n");
    assert!(!other.is_empty() && !other.concat().contains("did you mean"), "{other:?}");
}

#[test]
fn a_text_extends_only_the_embedded_scenario() {
    let option = "extends = \"baseline\"\n[run]\nreplications = 3\n";
    let scenario = read_text("option", option, &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(scenario.model.run.replications, 3);
    let refusal = read_text("option", "extends = \"other.toml\"\n", &[]).expect_err("no such");
    assert_told(&lines(&refusal.problems), "there is no scenario `other.toml` to extend");
}
