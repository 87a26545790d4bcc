//! What is refused, where, and with which words.

use super::*;

#[test]
fn every_problem_is_reported_at_once_with_its_line_and_suggestion() {
    let text = r#"
[run]
horizon = 5
[attributes.housing]
shares = { settled = 0.7, insecure = 0.2, other = 0.05 }
[routes.gp]
per_wek = 2
enters = "triag"
[services.clinic]
places = -6
[interventions.triage]
component = "engagment"
tier = 7
servce = "clinic"
then = "left"
[exits.left]
planned = "yes"
"#;
    let refusal = read_text("bad", text, &[]).expect_err("everything is wrong");
    let lines = lines(&refusal.problems);
    for words in [
        "run.horizon: 5 is a duration without a unit (write a number and a unit",
        "the shares sum to 0.95, not 1 (raise \"other\" to 0.1 if the rest belongs there)",
        "unknown key `per_wek` (did you mean `per_week`?)",
        "routes.gp.enters: there is no intervention or exit `triag` (did you mean `triage`?)",
        "services.clinic.places: the number lies between 0 and",
        "\"engagment\" is no component; it is one of engagement, delivery",
        "unknown key `servce` (did you mean `service`?)",
        "interventions.triage.duration: `duration` is missing",
        "exits.left.planned: this must be true or false, not \"yes\"",
    ] {
        assert_told(&lines, words);
    }
    let shown = refusal.to_string();
    assert!(shown.contains("bad:3:11"), "{shown}");
    assert!(shown.contains("horizon = 5"), "{shown}");
    // In the order of the text.
    let places: Vec<usize> = refusal.problems.iter().map(|it| it.at.unwrap().start).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn values_out_of_range_are_refused_with_the_range() {
    for (more, words) in [
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"2w\" }\nthen = \"left\"\nratios = [{ ratio = -1 }]\n",
            "a ratio lies between 0 and 1e6, and -1 does not",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"0d\" }\nthen = \"left\"\n",
            "risks.a.hazard.mean: `mean` is 0 d, but must be more than 0 d",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { mean = \"1d\", by = \"2w\" }\nthen = \"left\"\n",
            "state it by mean · or by median",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { weibul = {} }\nthen = \"left\"\n",
            "did you mean `weibull`?",
        ),
        ("[services.b]\nplaces = 2\nstaff = 3\ncaseload = 1\n", "exclude one another"),
        (
            "[services.b]\nstaff = 4000000\ncaseload = 4000000\n",
            "staff times caseload lies between 0 and 10,000,000, and 16,000,000,000,000 does not",
        ),
        ("[services.b]\n", "does not say how much the service can do"),
        ("[services.b]\nplaces = 2\nwaiting_list_limit = 3\n", "where someone turned away goes"),
        (
            "[services.b]\nplaces = 2\nring_fenced = [{ places = 3, for = { route = \"gp\" } }]\n",
            "3 places are set aside, and there are 2",
        ),
        ("[services.b]\nplaces = 2\nturnover_per_year = 0.2\n", "turnover needs staff"),
        (
            "[services.b]\nappointments_per_week = 2\ndid_not_attend = 25\n",
            "if 25% is meant, write 0.25",
        ),
        (
            "[services.b]\nappointments_per_week = 2\ndid_not_attend = 0.2\nafter_missed = 2\n",
            "where a client goes after `after_missed`",
        ),
        ("[routes.b]\nenters = \"triage\"\n", "does not say how many come"),
        (
            "[routes.b]\nper_minute = 1e5\nenters = \"triage\"\n",
            "referrals in a replication are too many",
        ),
        (
            "[routes.b]\nevery = \"0d\"\nenters = \"triage\"\n",
            "the time between referrals must be longer than 0",
        ),
        (
            "[routes.b]\nper_week = 1\nper_day = 1\nenters = \"triage\"\n",
            "the rate is written twice",
        ),
        ("[exits.triage]\n", "`triage` is an intervention and an exit"),
        ("[exits.community]\n", "the word `community` is reserved"),
        ("[exits.Left]\n", "`Left` is no name"),
        ("[targets]\nwaiting_time = \"2000y\"\n", "is longer than 1000 years"),
        ("[targets]\nwaiting_time = \"3 weeks\"\n", "`weeks` is no unit of time (write \"3w\")"),
        ("[targets]\nwaiting_time = \"1e400w\"\n", "the number is too large"),
        (
            "[services.b]\nappointments_per_week = 2\ndid_not_attend = 1.2\n",
            "a share lies between 0 and 1, and 1.2 does not",
        ),
        ("[exits.gone]\nthen = {}\n", "exits.gone.then: no names"),
        ("[attributes.b]\nshares = {}\n", "attributes.b.shares: no levels"),
        (
            "[services.b]\nplaces = 4294967295\n",
            "the number lies between 0 and 10,000,000, and 4,294,967,295 does not",
        ),
        (
            "[services.b]\nstaff = 20000000\ncaseload = 0\n",
            "services.b.staff: the number lies between 0 and 10,000,000, and 20,000,000 does not",
        ),
        (
            "[services.b]\nplaces = 1\nrota = { cycle = \"1d\", places = [1, 10000001] }\n",
            "services.b.rota.places.1: the number lies between 0 and 10,000,000",
        ),
        (
            "[services.b]\nappointments_per_week = 1\nring_fenced = [{ places = 10000001, for = {} }]\n",
            "services.b.ring_fenced.0.places: the number lies between 0 and 10,000,000",
        ),
        (
            "[risks.a]\nwhile = \"treatment\"\nhazard = { mean = \"1d\" }\nthen = \"left\"\n",
            "did you mean `in_treatment`?",
        ),
        (
            "[risks.a]\nwhile = \"engaging\"\nhazard = { probability = 0.1 }\nthen = \"left\"\n",
            "risks.a.hazard: `constant` is stated by probability, and `by` is missing",
        ),
        ("[costs]\nservices.clinc = { per_start = 1 }\n", "there is no service `clinc`"),
        (
            "[[changes]]\nat = \"soon\"\nset = { \"services.clinic.places\" = 3 }\n",
            "\"soon\" is neither a date nor a duration (write a date, as 2006-04-01, or how long after the start, as \"2y\")",
        ),
        (
            "[[changes]]\nat = \"2007/01/01\"\nset = { \"services.clinic.places\" = 3 }\n",
            "\"2007/01/01\" is neither a date nor a duration",
        ),
        (
            "[[changes]]\nat = \"2 years\"\nset = { \"services.clinic.places\" = 3 }\n",
            "`years` is no unit of time (write \"2y\")",
        ),
        (
            "[exits.gone]\nthen = [{ when = { housing = \"setled\" }, to = \"community\" }]\n",
            "did you mean `settled`?",
        ),
    ] {
        assert_told(&wrong(more), words);
    }
}

#[test]
fn replications_have_one_range_whatever_is_written() {
    for number in ["-5", "0", "10000001", "4294967296"] {
        let refusal = set(&[&format!("run.replications={number}")]).expect_err(number);
        let told = lines(&refusal.problems);
        let told: Vec<&String> = told.iter().filter(|line| line.starts_with("run.")).collect();
        let range = "run.replications: the replications lie between 1 and 10,000,000, and ";
        assert!(matches!(told[..], [only] if only.starts_with(range)), "{told:?}");
    }
    assert_eq!(set(&["run.replications=10000000"]).unwrap().model.run.replications, 10_000_000);
}

#[test]
fn an_unused_service_may_be_that_of_the_keyworkers_where_there_is_a_care_plan_without_one() {
    let more = "[services.team]\nplaces = 2\n";
    let hint = |more: &str| {
        let told = lines(&fine(more).warnings);
        let unused = told.iter().find(|line| line.starts_with("services.team: ")).cloned();
        unused.unwrap_or_default()
    };
    assert!(hint(more).ends_with("(add service = \"team\" to an intervention)"), "{}", hint(more));
    let care = "[interventions.care]\ncomponent = \"delivery\"\ntier = 3\nduration = \"1d\"\n\
                opens_care_plan = true\nthen = \"left\"\n";
    let with = hint(&format!("{more}{care}"));
    assert!(with.ends_with("or to [care_plan] if its places are keyworkers')"), "{with}");
    assert_eq!(hint(&format!("{more}{care}[care_plan]\nservice = \"team\"\n")), "");
    let other = hint(&format!("{more}{care}[care_plan]\nservice = \"clinic\"\n"));
    assert!(other.ends_with("to an intervention)"), "{other}");
}

#[test]
fn sets_change_values_and_name_themselves_when_wrong() {
    let scenario = set(&["services.clinic.places=9", "run.horizon=2y"]).unwrap();
    let capacity = Capacity::Places { places: 9, staff: None, rota: None };
    assert_eq!(scenario.model.system().services[0].capacity, capacity);
    assert_eq!(scenario.model.run.horizon, Days(730.5));
    assert_ne!(scenario.digest, fine("").digest);
    let refusal = set(&["services.clinic.places=many"]).expect_err("many is no number");
    assert!(refusal.to_string().contains("--> command line:1:30"), "{refusal}");
    assert!(refusal.to_string().contains("--set services.clinic.places=many"), "{refusal}");
}

#[test]
fn mistakes_of_syntax_are_told_in_the_order_of_the_text() {
    let text = "a = \n[b\nc = 1\nc = 2\nd = [1,\n";
    let refusal = read_text("bad", text, &[]).expect_err("no TOML");
    let places: Vec<usize> = refusal.problems.iter().map(|it| it.at.unwrap().start).collect();
    assert!(places.len() > 2 && places.is_sorted(), "{places:?}");
}

#[test]
fn a_file_without_a_word_is_empty() {
    for text in ["", "# nothing\n\n"] {
        let refusal = read_text("empty", text, &[]).expect_err("empty");
        assert_told(&lines(&refusal.problems), "the file is empty (a scenario has at least [run]");
    }
}

#[test]
fn a_change_is_refused_where_it_stands() {
    for (set, words) in [
        (
            "\"services.clinc.places\" = 4",
            "there is no `clinc` in [services] (did you mean `clinic`?)",
        ),
        ("\"run.horizon\" = \"1y\"", "`run.horizon` cannot change during a run"),
        ("\"services.clinic.places\" = \"endless\"", "cannot change during a run between places"),
        ("\"services.clinic.places\" = 1.5", "this must be a whole number"),
        (
            "\"attributes.housing.shares\" = { settled = 1 }",
            "cannot add or take away a name or a level",
        ),
        ("services.clinic.places = 4", "a whole section `services` cannot be set at once"),
    ] {
        let more = format!("[[changes]]\nat = \"1y\"\nset = {{ {set} }}\n");
        let refusal = read(&more).expect_err(set);
        assert_told(&lines(&refusal.problems), words);
        let line = format!("set = {{ {set} }}");
        assert!(refusal.to_string().contains(&line), "{refusal}");
    }
}

#[test]
fn more_facts_than_fit_are_refused_with_the_count() {
    let levels: Vec<String> = (0..250).map(|level| format!("l{level} = 0.004")).collect();
    let more = format!("[attributes.many]\nshares = {{ {} }}\n", levels.join(", "));
    assert_told(&wrong(&more), "asks for 259 facts about each client, and 256 fit");
}

#[test]
fn no_text_makes_the_reader_panic() {
    // Every prefix of a scenario, and the scenario without each of its lines in turn.
    for end in (0..SMALL.len()).filter(|end| SMALL.is_char_boundary(*end)) {
        let _ = read_text("prefix", &SMALL[..end], &[]);
    }
    let count = BASELINE.lines().count();
    for left_out in (0..count).step_by(7) {
        let rest: Vec<&str> = BASELINE
            .lines()
            .enumerate()
            .filter(|(number, _)| *number != left_out)
            .map(|(_, line)| line)
            .collect();
        if let Err(refusal) = read_text("holed", &rest.join("\n"), &[]) {
            assert!(!refusal.to_string().is_empty());
        }
    }
}

#[test]
fn a_large_file_of_nonsense_ends_soon_and_says_so() {
    let many: String = (0..50_000).map(|number| format!("k{number} = {{ x = 1 }}\n")).collect();
    let refusal = read_text("large", &many, &[]).expect_err("nonsense");
    assert!(refusal.problems.len() <= 502, "{}", refusal.problems.len());
    let routes: String =
        (0..20_000).map(|number| format!("[routes.r{number}]\nper_week = 1\n")).collect();
    let refusal = read(&routes).expect_err("too many routes");
    assert!(!refusal.to_string().is_empty());
}
