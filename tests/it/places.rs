//! Who has which place: numbers, members of staff, ring fences, places kept; every schedule worked out by hand.

use crate::trace::{Trace, lines, model, run};
use throughcare::model::InterventionId;
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::units::Days;

/// Places are staff times caseload, and place p is member p mod 3's: with the third member the places 2 and 5 close.
/// Six clients drain; of the five who wait four have places when all have gone, the last two days later.
#[test]
fn the_places_of_a_member_of_staff_close_with_the_post() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "0d", "0d", "0d", "0d", "0d", "0.5d", "0.5d", "0.5d", "0.5d", "0.5d"]
        enters = "care"
        [services.ward]
        staff = 3
        caseload = 2
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "2d"
        then = "done"
        [exits.done]
        [[changes]]
        at = "1d"
        set = { "services.ward.staff" = 2 }
    "#;
    let model = model(text);
    let trace = Trace::of(&model, 1);
    assert_eq!(
        trace.only(&["took"]),
        [
            "0 #0 took ward 0",
            "0 #1 took ward 1",
            "0 #2 took ward 2",
            "0 #3 took ward 3",
            "0 #4 took ward 4",
            "0 #5 took ward 5",
            "2 #6 took ward 0",
            "2 #7 took ward 1",
            "2 #8 took ward 3",
            "2 #9 took ward 4",
            "4 #10 took ward 0",
        ]
    );
    let places: Vec<(f64, Option<u32>)> =
        trace.capacities.iter().map(|&(at, _, places)| (at, places)).collect();
    assert_eq!(places, [(0.0, Some(6)), (1.0, Some(4))]);
}

/// Three places, one for the court, one for those from prison, one for anybody. Of three from prison one has their own,
/// one the general place, and the third waits although the court's is free.
#[test]
fn each_ring_fence_keeps_its_own_places() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.court]
        at = ["1d"]
        enters = "care"
        [routes.gate]
        at = ["0d", "0d", "0d"]
        enters = "care"
        [services.ward]
        places = 3
        ring_fenced = [{ places = 1, for = { route = "court" } }, { places = 1, for = { route = "gate" } }]
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "5d"
        then = "done"
        [exits.done]
    "#;
    assert_eq!(
        lines(text, &["came by court", "took", "joined"]),
        [
            "0 #0 took ward 0",
            "0 #1 took ward 1",
            "0 #2 joined ward",
            "1 #0 came by court",
            "1 #0 took ward 2",
            "5 #2 took ward 0",
        ]
    );
}

/// The first client has place 0, keeps it in custody and has it again; the second comes afterwards and has place 1.
#[test]
fn a_place_kept_and_used_again_is_that_of_the_client_who_is_back() {
    let text = r#"
        [run]
        horizon = "200d"
        [routes.door]
        at = ["0d", "14d"]
        enters = "assessment"
        [attributes.taken]
        shares = { no = 1.0, yes = 0.0 }
        [services.desk]
        places = 2
        [services.ward]
        staff = 1
        caseload = 2
        turnover_per_year = 50
        kept_in_custody = "10d"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        service = "desk"
        duration = "1d"
        opens_care_plan = true
        then = "care"
        [interventions.care]
        component = "delivery"
        tier = 3
        service = "ward"
        duration = "300d"
        then = "done"
        [interventions.prison_treatment]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = "3d"
        keeps_care_plan = true
        closes_as = "prison"
        then = "care"
        [risks.custody]
        while = { during = "care" }
        when = { taken = "no" }
        hazard = { fixed = "5d" }
        sets = { taken = "yes" }
        then = "prison_treatment"
        [exits.done]
        [exits.prison]
    "#;
    assert_eq!(
        lines(text, &["took ward", "freed ward", "served by ward"]),
        [
            "1 #0 served by ward after 0",
            "1 #0 took ward 0",
            "9 #0 served by ward after 0",
            "15 #1 served by ward after 0",
            "15 #1 took ward 1",
            "23 #1 served by ward after 0",
        ]
    );
    let model = model(text);
    let left: Vec<(u32, String)> = Trace::of(&model, 1)
        .lines
        .into_iter()
        .filter(|line| line.at > 15.0 && line.text.starts_with("keyworker left"))
        .map(|line| (line.who.number, line.text))
        .collect();
    assert!(left.len() > 20, "one leaves a week on average, and each has two clients");
    for (number, text) in left {
        assert_eq!(text, format!("keyworker left ward {number}"));
    }
}

/// Of three members of staff, who each have a client, any one may be the next to leave.
#[test]
fn every_member_of_staff_leaves_as_often() {
    let text = r#"
        [run]
        horizon = "400d"
        [routes.door]
        at = ["0d", "0d", "0d"]
        enters = "care"
        [services.ward]
        staff = 3
        caseload = 1
        turnover_per_year = 50
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "500d"
        then = "done"
        [exits.done]
    "#;
    let left = lines(text, &["keyworker left"]);
    for place in 0..3 {
        // 55 on average, with a standard deviation of 7.
        let number = left.iter().filter(|line| line.ends_with(&format!("ward {place}"))).count();
        assert!((20..90).contains(&number), "{number} leavings of member {place}");
    }
}

/// Who asks and who is served, and for which intervention: the keyworker's place is for none.
struct Asked(Vec<(Option<InterventionId>, Strand)>);

impl Recorder for Asked {
    fn record(&mut self, _: Days, _: Client<'_>, happening: Happening) {
        if let Happening::Joined { intervention, strand, .. }
        | Happening::Served { intervention, strand, .. } = happening
        {
            self.0.push((intervention, strand));
        }
    }
}

#[test]
fn what_a_place_is_for_is_told_on_joining_and_on_being_served() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.door]
        at = ["0d", "0d"]
        enters = "assessment"
        [services.ward]
        places = 1
        [services.keyworking]
        places = 1
        [care_plan]
        service = "keyworking"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        service = "ward"
        duration = "1d"
        opens_care_plan = true
        then = "done"
        [exits.done]
    "#;
    let mut asked = Asked(Vec::new());
    run(&model(text), 1, &mut asked);
    let (main, keyworker) = ((Some(InterventionId(0)), Strand::Main), (None, Strand::Keyworker));
    assert_eq!(asked.0, [main, main, keyworker, main, keyworker]);
}

/// On day 10 the ward and the gym come free at once, and both go to the client who waits: for the ward, and meanwhile for
/// a group in the gym. Who has come to the ward waits no more, so that there is no group, and the gym is free again.
#[test]
fn a_place_that_came_with_another_is_given_back_where_the_other_makes_it_void() {
    let text = r#"
        [run]
        horizon = "30d"
        [routes.first]
        at = ["0d"]
        enters = "training"
        [routes.second]
        at = ["1d"]
        enters = "care"
        [routes.third]
        at = ["11d"]
        enters = "training"
        [services.ward]
        places = 1
        [services.gym]
        places = 1
        [interventions.training]
        component = "delivery"
        tier = 2
        service = "gym"
        duration = "10d"
        then = "done"
        [interventions.lodging]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "40d"
        [interventions.care]
        component = "delivery"
        tier = 2
        service = "ward"
        duration = "10d"
        then = "done"
        [interventions.group]
        component = "delivery"
        tier = 2
        service = "gym"
        duration = "5d"
        [supports.lodging]
        while = "engaging"
        when = { route = "first" }
        [supports.group]
        while = "waiting"
        [exits.done]
    "#;
    assert_eq!(
        lines(text, &["took", "freed", "started"]),
        [
            "0 #0 took gym 0",
            "0 #0 started training",
            "0 #0 took ward 0",
            "0 #0 started lodging",
            "10 #0 freed gym 0 after 10",
            "10 #0 freed ward 0 after 10",
            "10 #0 took ward 0",
            "10 #0 took gym 0",
            "10 #0 started care",
            "10 #0 freed gym 0 after 0",
            "11 #0 took gym 0",
            "11 #0 started training",
            "20 #0 freed ward 0 after 10",
            "21 #0 freed gym 0 after 10",
        ]
    );
}
