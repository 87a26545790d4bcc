//! That one mistake hides no other: what is told of each alone is told of all together, and nothing else.

use super::*;

const SOUND: &str = r#"
report_by = ["housing"]
domains = { health = "use" }

[run]
start = 2006-04-01
horizon = "5y"

[attributes.housing]
shares = { settled = 0.7, insecure = 0.3 }

[attributes.use]
shares = { using = 0.5, not_using = 0.5 }
given = [{ when = { housing = "settled" }, shares = { using = 0.25, not_using = 0.75 } }]

[routes.gp]
per_week = 2
enters = "triage"
responds_to = { service = "clinic", elasticity = -0.2, reference = "3w" }
shares.housing = { settled = 0.9, insecure = 0.1 }

[routes.walk_in]
every = "3d"
enters = [{ when = { use = "using" }, to = "triage" }, { to = "triage" }]

[services.clinic]
appointments_per_week = 9
did_not_attend = 0.2
after_missed = 3
missed_then = "left"
waiting_list_limit = 20
otherwise = "left"
priority = [{ housing = "insecure" }, { route = "walk_in" }]

[services.beds]
staff = 2
caseload = 9
turnover_per_year = 0.25
on_change = [{ set = { housing = "settled" } }]
ring_fenced = [{ places = 1, for = { housing = "insecure" } }, { places = 2, for = { use = "using" } }]

[interventions.triage]
component = "engagement"
tier = 2
service = "clinic"
duration = [{ when = { housing = "settled" }, is = "2d" }, { is = { gamma = { mean = "9d", sd = "3d" } } }]
opens_care_plan = true
then = [{ after = "care", to = "left" }, { to = { left = 0.25, care = 0.75 } }]
on_start = [{ when = { housing = "settled" }, set = { use = "using" } }]

[interventions.care]
component = "delivery"
tier = 3
service = "beds"
duration = "30d"
then = "left"

[interventions.inside]
component = "delivery"
tier = 3
setting = "prison"
keeps_care_plan = true
closes_as = "jailed"
duration = "60d"
then = "left"

[interventions.advice]
component = "community_integration"
tier = 2
duration = "5d"

[supports.advice]
while = "in_treatment"
when = { use = "using" }

[risks.drop_out]
while = "in_treatment"
hazard = { weibull = { shape = 0.8, median = "40w" } }
ratios = [{ when = { housing = "insecure" }, ratio = 1.5 }, { during = "advice", ratio = 0.8 }]
then = "left"

[risks.arrest]
while = { waiting_for = "clinic" }
hazard = { per_year = 0.1 }
sets = { use = { using = 0.75, not_using = 0.25 } }
then = "inside"

[exits.left]
[exits.jailed]
reason = "prison"

[[changes]]
at = 2007-01-01
set = { "services.beds.staff" = 3 }

[[changes]]
at = "2y"
set = { "services.clinic.did_not_attend" = 0.1 }

[[changes]]
at = "3y"
set = { "risks.drop_out.ratios.1.ratio" = 1.25 }

[targets]
at_exit = { use = { not_using = 0.5, using = 0.25 } }

[costs.services]
clinic = { per_start = 10 }
beds = { per_occupied_day = 90 }

[[utilities]]
when = { use = "using" }
utility = 0.6

[[utilities]]
utility = 0.8
"#;

/// What stands in the sound scenario, and a mistake in its place: each a cause of its own.
const MISTAKES: &[(&str, &str)] = &[
    ("report_by = [\"housing\"]", "report_by = [\"hosing\", \"use\", \"housng\"]"),
    ("health = \"use\"", "health = [\"use\", \"drinking\"]"),
    ("start = 2006-04-01", "start = 2006-04-01\nreplications = 0"),
    ("settled = 0.7, insecure = 0.3", "settled = 0.7, insecure = 0.2"),
    (
        "{ when = { housing = \"settled\" }, shares = { using = 0.25",
        "{ when = { housing = \"setled\" }, shares = { using = 0.25",
    ),
    ("using = 0.25, not_using = 0.75", "using = 25, not_using = 0.75"),
    ("per_week = 2\n", "per_week = -2\n"),
    ("enters = \"triage\"", "enters = \"triag\""),
    ("service = \"clinic\", elasticity", "service = \"clinc\", elasticity"),
    ("elasticity = -0.2", "elasticity = \"low\""),
    ("settled = 0.9", "setled = 0.9"),
    ("every = \"3d\"", "every = \"3\""),
    ("when = { use = \"using\" }, to = \"triage\"", "when = { use = 5 }, to = \"caer\""),
    ("did_not_attend = 0.2\n", "did_not_attend = 20\n"),
    ("missed_then = \"left\"", "missed_then = \"lft\""),
    ("waiting_list_limit = 20", "waiting_list_limit = \"many\""),
    ("otherwise = \"left\"", "otherwise = \"lef\""),
    ("{ housing = \"insecure\" }, { route", "{ housing = 4 }, { rout"),
    ("staff = 2\n", "staff = \"two\"\n"),
    ("turnover_per_year = 0.25", "turnover_per_year = \"often\""),
    ("set = { housing = \"settled\" } }]\nring", "set = { housing = \"setled\" } }]\nring"),
    ("places = 1, for = { housing", "places = -1, for = { housng"),
    ("for = { use = \"using\" } }", "for = { use = \"usng\" } }"),
    ("component = \"engagement\"", "component = \"engagment\""),
    ("tier = 2\nservice = \"clinic\"", "tier = \"two\"\nservice = \"clinik\""),
    ("is = \"2d\"", "is = \"2\""),
    ("mean = \"9d\", sd = \"3d\"", "mean = \"0d\", sd = \"3d\""),
    ("{ after = \"care\", to = \"left\" }", "{ after = \"cure\", to = 7 }"),
    ("left = 0.25, care = 0.75", "left = 0.25, cair = 0.75"),
    (
        "{ when = { housing = \"settled\" }, set = { use = \"using\" } }",
        "{ when = { hous = \"settled\" }, set = { use = 3, housing = \"settld\" } }",
    ),
    ("setting = \"prison\"", "setting = \"prisn\""),
    ("closes_as = \"jailed\"", "closes_as = \"jaled\""),
    (
        "when = { use = \"using\" }\n\n[risks",
        "when = { usage = \"using\" }\ntake_up = 50\n\n[risks",
    ),
    ("while = \"in_treatment\"\nhazard", "while = \"in_treatmnt\"\nhazard"),
    ("shape = 0.8, median", "shape = 0.8, meedian"),
    ("housing = \"insecure\" }, ratio = 1.5", "housing = \"insecur\" }, ratio = \"half\""),
    ("during = \"advice\", ratio = 0.8", "during = \"advise\", ratio = -1"),
    ("waiting_for = \"clinic\"", "waiting_for = \"klinic\""),
    ("per_year = 0.1", "per_yaer = 0.1"),
    ("then = \"inside\"", "then = \"outside\""),
    ("reason = \"prison\"", "reason = \"jail\""),
    ("at = 2007-01-01", "at = \"next year\""),
    ("\"services.beds.staff\" = 3", "\"services.beds.staf.x\" = 3, \"run.seed\" = 3"),
    ("\"services.clinic.did_not_attend\" = 0.1", "\"services.clinc.did_not_attend\" = 0.1"),
    ("\"risks.drop_out.ratios.1.ratio\" = 1.25", "\"risks.drop_out.ratios.1.ratio\" = -7"),
    ("not_using = 0.5, using = 0.25 } }", "not_usng = 0.5, using = 25 } }"),
    ("clinic = { per_start = 10 }", "clinik = { per_start = 10 }"),
    ("per_occupied_day = 90", "per_occupied_day = -90"),
    ("utility = 0.6", "utility = 60"),
    ("utility = 0.8", "utility = \"high\""),
];

fn told(text: &str) -> Vec<String> {
    match read_text("sound", text, &[]) {
        Ok(scenario) => lines(&scenario.warnings),
        Err(refusal) => lines(&refusal.problems),
    }
}

#[test]
fn what_is_told_of_each_mistake_alone_is_told_of_all_of_them_together() {
    assert_eq!(told(SOUND), [""; 0]);
    let mut all = SOUND.to_owned();
    let mut each: Vec<String> = Vec::new();
    for (right, wrong) in MISTAKES {
        assert_eq!(SOUND.matches(right).count(), 1, "{right}");
        let alone = told(&SOUND.replace(right, wrong));
        assert!(!alone.is_empty(), "{wrong} is not told");
        each.extend(alone);
        all = all.replace(right, wrong);
    }
    let together = told(&all);
    let hidden: Vec<_> = each.iter().filter(|line| !together.contains(line)).collect();
    let more: Vec<_> = together.iter().filter(|line| !each.contains(line)).collect();
    assert!(hidden.is_empty() && more.is_empty(), "hidden: {hidden:#?}\nmore: {more:#?}");
}

#[test]
fn a_mistake_in_one_place_is_one_problem() {
    for (right, wrong) in [
        ("did_not_attend = 0.2\n", "did_not_attend = 20\n"),
        ("after_missed = 3", "after_missed = \"three\""),
        ("waiting_list_limit = 20", "waiting_list_limit = \"many\""),
        ("appointments_per_week = 9", "appointments_per_week = \"nine\""),
        ("staff = 2\n", "staff = \"two\"\n"),
        ("turnover_per_year = 0.25", "turnover_per_year = \"often\""),
        ("setting = \"prison\"", "setting = \"prisn\""),
        ("settled = 0.7, insecure = 0.3", "settled = 0.7, insecure = 0.2"),
        ("settled = 0.7, insecure = 0.3", "settled = 70, insecure = 0.3"),
        ("{ after = \"care\", to", "{ aftr = \"care\", to"),
        ("per_week = 2\n", "per_week = -2\n"),
        ("at = 2007-01-01", "at = \"next year\""),
        // Dated changes count from the start, and lie before the end of the warm-up and the horizon.
        ("start = 2006-04-01", "start = \"2006\""),
        ("start = 2006-04-01", "strat = 2006-04-01"),
        ("horizon = \"5y\"", "horizon = 5"),
        ("horizon = \"5y\"", "horizon = \"1y\"\nwarm_up = 4"),
        ("horizon = \"5y\"", "horizon = \"1y\"\nwarm_upp = \"4y\""),
    ] {
        assert_eq!(SOUND.matches(right).count(), 1, "{right}");
        let told = told(&SOUND.replace(right, wrong));
        assert_eq!(told.len(), 1, "{wrong}: {told:#?}");
    }
}

#[test]
fn two_mistakes_in_one_table_are_both_told() {
    let told =
        told(&SOUND.replace("after_missed = 3\nmissed_then = \"left\"", "missed_then = \"lft\""));
    assert_told(&told, "there is no intervention or exit `lft`");
    assert_told(&told, "this is never used (add `after_missed`: after how many missed)");
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn what_is_reached_is_not_judged_where_it_is_not_known_when_changes_take_effect() {
    // The only way to it opens after a year.
    let later = unreached()
        .replace("\"services.beds.staff\" = 3", "\"interventions.inside.then\" = \"lonely\"");
    assert_eq!(told(&later), [""; 0]);
    for (right, wrong) in [
        ("start = 2006-04-01", "start = \"2006\""),
        ("horizon = \"5y\"", "horizon = \"0.5y\"\nwarm_up = 4"),
    ] {
        let refusal = read_text("sound", &later.replace(right, wrong), &[]).expect_err(wrong);
        assert_eq!(refusal.problems.len(), 1, "{refusal}");
        assert!(!refusal.is_all);
    }
}

/// A scenario whose parts do not fit together, which is seen only in the whole.
fn unreached() -> String {
    let more = "[interventions.lonely]\ncomponent = \"delivery\"\ntier = 2\nduration = \"1d\"\nthen = \"lost\"\n[exits.lost]\n";
    format!("{SOUND}{more}")
}

#[test]
fn the_parts_are_looked_at_together_where_only_how_it_is_run_is_wrong() {
    let alone = told(&unreached());
    assert_told(&alone, "no client ever comes to lonely");
    let both = unreached().replace("[run]", "[run]\nreplications = 0");
    let refusal = read_text("sound", &both, &[]).expect_err("no replications");
    let together = lines(&refusal.problems);
    assert_told(&together, "the replications lie between 1 and 10,000,000, and 0 does not");
    assert!(alone.iter().all(|line| together.contains(line)), "{together:#?}");
    assert!(refusal.is_all);
    assert!(refusal.to_string().ends_with("1 error, 2 warnings\n"), "{refusal}");
}

#[test]
fn where_the_parts_cannot_be_looked_at_together_the_end_says_that_more_may_show() {
    let both = unreached().replace("then = \"inside\"", "then = \"outside\"");
    let refusal = read_text("sound", &both, &[]).expect_err("no such intervention");
    assert_eq!(refusal.problems.len(), 1, "{refusal}");
    assert!(refusal.to_string().ends_with("1 error; more may show once these are mended\n"));
    let absent = read_file(Path::new("no/such.toml"), &[]).expect_err("no such file");
    assert!(absent.to_string().ends_with("1 error\n"), "{absent}");
    let syntax = read_text("sound", "a = \n", &[]).expect_err("no TOML");
    assert!(syntax.to_string().ends_with("; more may show once these are mended\n"), "{syntax}");
}

#[test]
fn an_option_is_told_what_is_wrong_with_it_though_what_it_extends_cannot_be_had() {
    let option = "extends = \"nowhere.toml\"\n[services.clinic]\nplaces = -4\nplases = 3\n[risks.relapse]\nhazard = { mean = \"9\" }\n";
    let refusal = read_text("option", option, &["services.x.places=4".to_owned()]);
    let refusal = refusal.expect_err("it extends nothing");
    let told = lines(&refusal.problems);
    for words in [
        "there is no scenario `nowhere.toml` to extend",
        "services.clinic.places: the number lies between 0 and 10,000,000",
        "unknown key `plases` (did you mean `places`?)",
        "risks.relapse.hazard.mean: \"9\" has no unit",
    ] {
        assert_told(&told, words);
    }
    // What is missing may stand in the other.
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(!refusal.is_all);
}

#[test]
fn many_warnings_crowd_out_no_error() {
    let notes: String = (0..600).map(|number| format!("\"nothing.{number}\" = \"x\"\n")).collect();
    let levels: Vec<String> = (0..250).map(|level| format!("l{level} = 0.004")).collect();
    let more = format!(
        "[attributes.many]\nshares = {{ {} }}\n[sources]\n{}",
        levels.join(", "),
        &notes[..notes.match_indices('\n').nth(499).map_or(0, |(end, _)| end + 1)]
    );
    assert_told(&wrong(&more), "facts about each client, and 256 fit");
}

#[test]
fn many_errors_elsewhere_do_not_make_a_broken_system_sound() {
    let notes: String = (0..500).map(|number| format!("\"nothing.{number}\" = 1\n")).collect();
    let levels: Vec<String> = (0..300).map(|level| format!("l{level} = {}", 1.0 / 300.0)).collect();
    let levels = format!("[attributes.many]\nshares = {{ {} }}\n", levels.join(", "));
    assert_told(&wrong(&levels), "facts about each client, and 256 fit");
    for more in [&levels, ""] {
        let refusal = read(&format!("{more}[sources]\n{notes}")).expect_err("no notes");
        let errors = refusal.problems.iter().filter(|it| it.severity == Severity::Error);
        assert_eq!((errors.count(), refusal.is_all), (500, more.is_empty()));
    }
}

#[test]
fn more_may_show_where_how_long_a_run_lasts_is_not_known() {
    for (run, hidden) in [
        ("horizon = \"5y\"\nwarm_up = 104", "warm_up = \"104w\""),
        ("horizon = 5", "horizon = \"5y\""),
        ("horizon = \"0d\"", "horizon = \"5y\""),
        ("horizn = \"5y\"", "horizon = \"5y\""),
    ] {
        let refusal = read_text("sound", &SOUND.replace("horizon = \"5y\"", run), &[]);
        let refusal = refusal.expect_err(run);
        assert!(!refusal.is_all, "{run} may hide what {hidden} shows: {refusal}");
    }
}

#[test]
fn more_may_show_where_a_finding_is_held_back() {
    let long = SOUND.replace("horizon = \"5y\"", "horizon = \"5y\"\nwarm_up = \"9y\"");
    assert_told(&told(&long), "is longer than the horizon");
    let wrong = "not_using = 0.5, using = 25 } }";
    let both = long.replace("not_using = 0.5, using = 0.25 } }", wrong);
    let refusal = read_text("sound", &both, &[]).expect_err("no share");
    assert!(!refusal.is_all, "{refusal}");
    // Where nothing is held back, it is all.
    let alone = SOUND.replace("not_using = 0.5, using = 0.25 } }", wrong);
    let refusal = read_text("sound", &alone, &[]).expect_err("no share");
    assert!(refusal.is_all, "{refusal}");
}

#[test]
fn what_is_wrong_with_each_of_several_is_told() {
    let clinic =
        "appointments_per_week = 9\ndid_not_attend = 0.2\nafter_missed = 3\nmissed_then = \"left\"";
    let triage = "[{ after = \"care\", to = \"left\" }, { to = { left = 0.25, care = 0.75 } }]";
    for (right, wrong, words) in [
        (
            clinic,
            "places = 2\nrota = { cycle = \"0d\", places = [] }",
            ["longer than a tenth of a second", "parts, and this 0"],
        ),
        (
            clinic,
            "places = 2\nturnover_per_year = -3",
            ["turnover needs staff", "turnover is 0 to 10000 a year"],
        ),
        (
            triage,
            "[{ after = \"cure\", to = \"left\" }]",
            ["there is no intervention `cure`", "every case states a condition"],
        ),
    ] {
        assert_eq!(SOUND.matches(right).count(), 1, "{right}");
        let told = told(&SOUND.replace(right, wrong));
        words.iter().for_each(|words| assert_told(&told, words));
    }
}

#[test]
fn what_each_change_without_a_date_sets_is_looked_at() {
    let undated = "[[changes]]\nat = \"bad\"\nset = { \"services.clinic.places\" = -1 }\n\
                   [[changes]]\nat = \"worse\"\nset = { \"services.clinic.places\" = 7 }\n";
    let told = wrong(undated);
    for words in ["changes.0.at: ", "changes.1.at: ", "services.clinic.places: "] {
        assert_told(&told, words);
    }
    assert_eq!(told.len(), 3, "{told:#?}");
}

#[test]
fn a_list_of_what_to_leave_out_is_looked_at_though_what_is_extended_cannot_be_had() {
    let told = told("extends = \"nowhere.toml\"\nunset = 4\nrun.horizon = \"1y\"\n");
    assert_told(&told, "extends: there is no scenario `nowhere.toml` to extend");
    assert_told(&told, "unset: this must be a list of paths");
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn keys_that_say_what_a_scenario_stands_on_are_known_and_are_not_set_from_outside() {
    // What a misspelt one leaves missing is no mistake of its own.
    let option = "extend = \"baseline\"\nservices.detox.places = 4\n";
    let told = told(option);
    assert_eq!(told, ["extend: unknown key `extend` (did you mean `extends`?)"]);
    assert_told(&wrong("[unsets]\n"), "unknown key `unsets` (did you mean `unset`?)");
    for (path, key) in [
        ("extends", "extends"),
        ("unset", "unset"),
        ("\"extends\"", "extends"),
        (" \"unset\" ", "unset"),
        ("unset.0", "unset"),
    ] {
        let refusal = set(&[&format!("{path}=baseline")]).expect_err(path);
        let told = lines(&refusal.problems);
        assert_told(&told, &format!("`{key}` cannot be set from outside"));
        assert_eq!(told.len(), 1, "{told:#?}");
    }
}

#[test]
fn an_option_that_stands_for_a_path_is_named_as_the_user_wrote_it() {
    let option = Setting {
        option: Some("--replications".to_owned()),
        path: "run.replications".to_owned(),
        value: Some("0".to_owned()),
    };
    let refusal = read_with(None, &[option]).expect_err("no replications");
    let shown = refusal.to_string();
    assert!(shown.contains("--replications 0"), "{shown}");
    assert!(!shown.contains("--set"), "{shown}");
    // What is set is never taken for an option.
    let shown = set(&["--replications run.replications=0"]).expect_err("no such key").to_string();
    assert!(shown.contains("--set --replications run.replications=0"), "{shown}");
}
