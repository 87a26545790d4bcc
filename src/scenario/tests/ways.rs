//! Ways on which a client waits: who can be waiting for what, and with a care plan or without.

use super::*;

/// Triage, an assessment that opens the care plan, and a ward from which rehabilitation is waited for; who gives up
/// waiting for that goes to a programme.
const HELD: &str = r#"
run = { horizon = "1y" }
routes.door = { per_week = 1, enters = "triage" }
services.ward = { places = 4 }
services.rehab_house = { places = 2 }
exits.completed = { planned = true }

[interventions]
triage = { component = "engagement", tier = 2, duration = "1d", then = "assessment" }
assessment = { component = "engagement", tier = 3, duration = "1d", opens_care_plan = true, then = "detox" }
detox = { component = "delivery", tier = 4, service = "ward", duration = "9d", then = "rehab" }
programme = { component = "delivery", tier = 3, duration = "90d", then = "completed" }

[interventions.rehab]
component = "delivery"
tier = 4
service = "rehab_house"
while_waiting = "stay"
duration = "45d"
then = "completed"

[risks.gives_up_on_rehab]
while = { waiting_for = "rehab_house" }
hazard = { mean = "10d" }
then = "programme"
"#;

fn told(text: &str) -> Vec<String> {
    read_text("held", text, &[])
        .map_or_else(|refusal| panic!("{refusal}"), |scenario| lines(&scenario.warnings))
}

#[test]
fn a_wait_that_begins_within_the_care_plan_leads_to_treatment_within_it() {
    assert_eq!(told(HELD), [""; 0]);
    // The same while nothing is kept, and while what is kept is asked for.
    assert_eq!(told(&HELD.replace("while_waiting = \"stay\"\n", "")), [""; 0]);
    let on_the_ward =
        HELD.replace("[risks.gives_up_on_rehab]", "[risks.gives_up_on_rehab]\nduring = \"detox\"");
    assert_eq!(told(&on_the_ward), [""; 0]);
}

#[test]
fn a_wait_that_begins_without_a_care_plan_still_leads_to_treatment_without_one() {
    let early =
        HELD.replace("then = \"assessment\" }", "then = { assessment = 0.5, rehab = 0.5 } }");
    let told = told(&early);
    assert_told(&told, "rehab (tier 4) is reached without a care plan: door -> triage -> rehab");
    assert_told(
        &told,
        "programme (tier 3) is reached without a care plan: door -> triage -> programme",
    );
}

#[test]
fn a_wait_for_what_a_risk_leads_to_is_known_as_one() {
    let by_risk = HELD
        .replace("duration = \"9d\", then = \"rehab\"", "duration = \"9d\", then = \"completed\"")
        + "[risks.sent_on]\nwhile = { during = \"detox\" }\nhazard = { mean = \"5d\" }\nthen = \"rehab\"\n";
    assert_eq!(told(&by_risk), [""; 0]);
}

/// From detox by way of two others that turn clients away, the second of them also back to the first.
#[test]
fn a_wait_that_others_lead_to_by_turning_clients_away_is_known_as_one() {
    let chain = HELD
        .replace("duration = \"9d\", then = \"rehab\"", "duration = \"9d\", then = \"first\"")
        .replace("[risks.gives_up_on_rehab]", "[risks.gives_up_on_rehab]\nduring = \"detox\"")
        + r#"
[services.first_house]
places = 1
waiting_list_limit = 3
otherwise = "second"
[services.second_house]
appointments_per_week = 1
waiting_list_limit = 3
otherwise = "rehab"
did_not_attend = 0.5
after_missed = 2
missed_then = "first"
[interventions.first]
component = "delivery"
tier = 4
service = "first_house"
duration = "5d"
then = "completed"
[interventions.second]
component = "delivery"
tier = 3
service = "second_house"
duration = "5d"
then = "completed"
"#;
    assert_eq!(told(&chain), [""; 0]);
    let elsewhere = chain.replace("otherwise = \"rehab\"", "otherwise = \"completed\"");
    assert_told(&told(&elsewhere), "the risk gives_up_on_rehab can never fire");
}

#[test]
fn the_journey_of_the_other_engine_is_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/journey.toml");
    let scenario = read_file(&path, &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(lines(&scenario.warnings), [""; 0]);
}
