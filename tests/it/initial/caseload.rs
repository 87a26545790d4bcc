//! A caseload from a CSV file as people have them: what just works, and what is told of the rest, with line and column.

use throughcare::scenario::{Scenario, read_file};

const TOWN: &str = r#"
run = { warm_up = "30d", horizon = "40d" }
routes.door = { per_day = 0.1, enters = "stay" }
attributes.use = { shares = { using = 0.5, abstinent = 0.5 } }
services.beds = { places = 60 }
exits.out = { planned = true, reason = "completed" }
report_by = ["use"]
[interventions.stay]
component = "delivery"
tier = 3
service = "beds"
duration = "30d"
then = "out"
"#;

/// The town with this added, and these rows: itself, or all that is wrong with it, a line for each problem and each hint.
fn read(more: &str, rows: &str) -> Result<Scenario, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("caseload.csv"), rows).unwrap();
    let path = folder.path().join("town.toml");
    std::fs::write(&path, format!("{TOWN}{more}")).unwrap();
    read_file(&path, &[]).map_err(|refusal| {
        let told = refusal.problems.iter().map(|problem| {
            let message = problem.message.replace(&*folder.path().to_string_lossy(), "");
            format!("{message} | {}", problem.hint.as_deref().unwrap_or_default())
        });
        told.collect()
    })
}

const FILE: &str = "[initial]\nfile = \"caseload.csv\"\n";

fn clients(rows: &str) -> u64 {
    let read = read(FILE, rows);
    read.unwrap_or_else(|told| panic!("{told:?}")).model.initial.unwrap().clients()
}

/// A mark at the beginning, line ends of Windows, blank rows, a distribution by its figures, shares of levels.
#[test]
fn what_a_spreadsheet_saves_is_read() {
    assert_eq!(
        clients("\u{feff}clients,intervention,spent\r\n3,stay,10\r\n\r\n,,\r\n4,stay,2w\r\n"),
        7
    );
    let spread = "clients,intervention,spent,spent.uniform.low,spent.uniform.high,attributes.use.using,attributes.use.abstinent\n\
                  5,stay,,0,20,0.2,0.8\n6,stay,10,,,,\n";
    let model = read(FILE, spread).unwrap().model;
    let groups = &model.initial.as_ref().unwrap().groups;
    let spent = |number: usize| groups[number].receives.as_ref().unwrap().spent.mean().0;
    assert_eq!((spent(0), spent(1)), (10.0, 10.0));
    assert_eq!(groups[0].levels[0].1.iter().map(|share| share.0).collect::<Vec<_>>(), [0.2, 1.0]);
    assert!(groups[1].levels.is_empty());
}

/// Every problem, and none that only follows from another.
#[test]
fn what_is_wrong_is_told_once_with_its_line_and_column() {
    for (rows, expected) in [
        (
            "clients;intervention;spent\n3;stay;2,5\n",
            &["line 1: the columns are separated by semicolons"][..],
        ),
        ("clients,intervention,spent\n-3,stay,10\n", &["line 2, column `clients`: "]),
        ("clients,intervention,spent\n3.5,stay,10\n", &["line 2, column `clients`: "]),
        (
            "clients,intervention,spent\n3,stay,10\n\n4,stay,lots\n",
            &["line 4, column `spent`: \"lots\" is no duration"],
        ),
        (
            "clients,intervention,spent\n3,stay,-1\n",
            &["line 2, column `spent`: \"-1\" is no duration"],
        ),
        (
            "clients,intervention,spent\n3,sty,lots\n",
            &[
                "line 2, column `spent`: \"lots\"",
                "line 2, column `intervention`: there is no intervention `sty`",
            ],
        ),
        ("clients,intervention\n3,stay\n4,stay\n", &["line 2: `intervention` without `spent`"]),
        (
            "clients,intervention,spent,colour\n3,stay,10,red\n",
            &["line 1: unknown column `colour`"],
        ),
        (
            "clients,intervention,spent\n3,stay,10,4\n",
            &["line 2: the cells of this row are 4, and the columns 3"],
        ),
        (
            "clients,intervention,spent\n3,stay,\"{ fixed = \"\"3d\"\" }\"\n",
            &["line 2, column `spent`: a cell holds one value | a column for each figure"],
        ),
    ] {
        let told = read(FILE, rows).expect_err(rows);
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for words in expected {
            let words = format!("caseload.csv: {words}");
            assert!(told.iter().any(|line| line.contains(&words)), "{words}: {told:?}");
        }
    }
}

#[test]
fn a_file_with_nobody_in_it_is_warned_of() {
    let scenario = read(FILE, "clients,intervention,spent\n").unwrap();
    let told: Vec<_> = scenario.warnings.iter().map(|it| &it.message).collect();
    assert!(told.iter().any(|it| it.ends_with("caseload.csv: nobody is in it")), "{told:?}");
}

/// Stays of 30 days until day 20, of 10 from then on, and a start on day 30: who came within the last ten days has come for
/// 10, and who came before for 30.
#[test]
fn a_stay_too_long_is_held_against_what_applied_when_it_began() {
    let told = |changed: &str, spent: &str| {
        let more = format!(
            "[initial]\nat = \"30d\"\n[initial.groups.a]\nclients = 1\nintervention = \"stay\"\nspent = \"{spent}\"\n\
             [[changes]]\nat = \"20d\"\nset = {{ \"interventions.stay.duration\" = \"{changed}\" }}\n"
        );
        read(&more, "").expect_err(spent)
    };
    let late = "`stay` lasted at most 5 d when they began it, and the group `a` spent longer in it | \
                shorten `spent`, or lengthen the duration";
    assert_eq!(told("5d", "8d"), [late]);
    let early = "`stay` lasted at most 30 d when they began it, and the group `a` spent longer in it | \
                 shorten `spent`, or lengthen the duration that held until 10 d before the start";
    assert_eq!(told("90d", "35d"), [early]);
    let always = "`stay` never lasts longer than 30 d, and the group `a` spent longer in it | \
                  shorten `spent`, or lengthen the duration";
    assert_eq!(told("30d", "35d"), [always]);
}
