//! What is said of clients who are there at the start, against schedules worked out by hand and closed forms.

use crate::trace::{Line, Trace, model, run};
use throughcare::model::Model;
use throughcare::statistics::{Measure, Results, Tally};

/// One bed, and whoever is there.
fn beds(places: &str, stay: &str, initial: &str) -> Model {
    beds_after("0d", places, stay, initial)
}

/// The same, measured after a warm-up.
fn beds_after(warm_up: &str, places: &str, stay: &str, initial: &str) -> Model {
    model(&format!(
        "
        run = {{ warm_up = \"{warm_up}\", horizon = \"40d\" }}
        routes.door = {{ per_day = 0.0, enters = \"stay\" }}
        routes.court = {{ per_day = 0.0, enters = \"stay\" }}
        services.beds = {{ places = {places} }}
        exits.out = {{ planned = true, reason = \"completed\" }}
        exits.gone = {{ reason = \"dropped_out\" }}
        [interventions.stay]
        component = \"delivery\"
        tier = 3
        service = \"beds\"
        duration = {stay}
        then = \"out\"
        [initial.groups]
        {initial}
        "
    ))
}

fn results(model: &Model, replications: u32) -> Results {
    let mut results = Results::new(model);
    for replication in 1..=replications {
        let mut tally = Tally::new(model);
        run(model, replication, &mut tally);
        results.add(tally.into_result());
    }
    results
}

fn mean(results: &Results, measure: Measure, subject: &str) -> f64 {
    results.find(measure, subject).unwrap().mean.unwrap()
}

/// Of a stay of ten days four have passed: it ends on day 6. Then whoever has waited longest is served, each for ten days:
/// nine days waited by the start make 15 on day 6, five make 21 on day 16, two make 28 on day 26.
#[test]
fn what_was_begun_is_finished_and_those_who_wait_are_served_in_the_order_of_their_waits() {
    let model = beds(
        "1",
        "\"10d\"",
        "inside = { clients = 1, intervention = \"stay\", spent = \"4d\" }
        b = { clients = 1, waiting_for = \"stay\", waited = \"5d\" }
        a = { clients = 1, waiting_for = \"stay\", waited = \"9d\" }
        c = { clients = 1, waiting_for = \"stay\", waited = \"2d\" }",
    );
    let trace = Trace::of(&model, 1);
    let of = |words: &str| {
        let found = trace.lines.iter().filter(|line| line.text.contains(words));
        found.map(|line| line.at).collect::<Vec<f64>>()
    };
    assert_eq!(of("started"), [-4.0, 6.0, 16.0, 26.0], "{:#?}", texts(&trace.lines));
    assert_eq!(of("joined"), [-9.0, -5.0, -2.0]);
    let results = results(&model, 1);
    // The waits count in full, the one before the start does not; nobody is referred.
    assert_eq!(mean(&results, Measure::WaitMean, "beds"), (15.0 + 21.0 + 28.0) / 3.0);
    assert_eq!(mean(&results, Measure::NewClients, "all"), 0.0);
    assert_eq!(mean(&results, Measure::Occupied, "beds"), 36.0 / 40.0);
}

fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| format!("{} {:?} {}", line.at, line.who, line.text)).collect()
}

/// Three are there for two places: nobody is put out, and nobody else is served before one place is left.
#[test]
fn those_beyond_the_places_keep_theirs_and_drain() {
    let model = beds(
        "2",
        "\"10d\"",
        "inside = { clients = 3, intervention = \"stay\", spent = \"4d\" }
        a = { clients = 1, waiting_for = \"stay\", waited = \"1d\" }",
    );
    let results = results(&model, 1);
    // Three for six days, then one for ten.
    assert_eq!(mean(&results, Measure::Occupied, "beds"), 28.0 / 40.0);
}

/// Whose stay ends at the very start leaves at once, and is followed by who waits: the bed is taken for ten days of forty.
#[test]
fn a_stay_that_ends_at_the_very_start_ends() {
    let model = beds(
        "1",
        "\"10d\"",
        "inside = { clients = 1, intervention = \"stay\", spent = \"10d\" }
        a = { clients = 1, waiting_for = \"stay\", waited = \"1d\" }",
    );
    assert_eq!(mean(&results(&model, 1), Measure::Occupied, "beds"), 10.0 / 40.0);
}

/// Of forty, each of whom leaves with probability p within ten days: the mean of 400 replications within five standard
/// errors of 40 p, each being sqrt(40 p (1 - p) / 400).
fn left_within_ten_days(stay: &str, initial: &str, p: f64) {
    let model = beds("\"endless\"", stay, initial);
    let mut model = model;
    model.run.horizon = throughcare::units::Days(10.0);
    let results = results(&model, 400);
    let a_year = mean(&results, Measure::Exits, "out");
    let left = a_year * 10.0 / 365.25;
    let error = 5.0 * (40.0 * p * (1.0 - p) / 400.0).sqrt();
    assert!((left - 40.0 * p).abs() < error, "{stay}: {left} is not {} ± {error}", 40.0 * p);
}

/// Exponential stays have no memory; an Erlang stay of two stages of ten days lasts ten more days after ten with
/// S(20) / S(10) = 3 e^-2 / 2 e^-1 = 1.5 e^-1; a Weibull of shape 2 and scale 20 after 15 with e^(-1.25^2 + 0.75^2) = e^-1;
/// of a uniform stay up to 40 days 10 of the 25 that are left after 15 pass.
#[test]
fn what_is_left_depends_on_what_has_passed() {
    let e = libm::exp(-1.0);
    let of =
        |spent: &str| format!("all = {{ clients = 40, intervention = \"stay\", spent = {spent} }}");
    left_within_ten_days("{ exponential = { mean = \"10d\" } }", &of("\"77d\""), 1.0 - e);
    let erlang = "{ erlang = { stages = 2, mean = \"20d\" } }";
    left_within_ten_days(erlang, &of("\"10d\""), 1.0 - 1.5 * e);
    let weibull = "{ weibull = { shape = 2.0, scale = \"20d\" } }";
    left_within_ten_days(weibull, &of("\"15d\""), 1.0 - e);
    let uniform = "{ uniform = { low = \"0d\", high = \"40d\" } }";
    left_within_ten_days(uniform, &of("\"15d\""), 10.0 / 25.0);
    // Times spent that are equally likely up to 20 days, of stays equally likely up to 40: the mean over s of 10 / (40 - s) is
    // (10 / 20) ln 2.
    let spent = "{ uniform = { low = \"0d\", high = \"20d\" } }";
    left_within_ten_days(uniform, &of(spent), 0.5 * libm::log(2.0));
}

/// Stays of 30 days until day 20, of 10 from then on: whoever is there on day 30 stays as long as was usual when they came, and
/// nobody has come between 10 and 20 days ago to stay for 10.
#[test]
fn a_stay_begun_before_a_change_lasts_as_long_as_it_would_have() {
    let model = beds_after(
        "30d",
        "\"endless\"",
        "\"30d\"",
        "one = { clients = 1, intervention = \"stay\", spent = \"15d\" }
        some = { clients = 40, intervention = \"stay\", spent = { uniform = { low = \"5d\", high = \"25d\" } } }
        late = { clients = 40, intervention = \"stay\", spent = { uniform = { low = \"0d\", high = \"12d\" } } }
        [initial]
        at = \"30d\"
        [[changes]]
        at = \"20d\"
        set = { \"interventions.stay.duration\" = \"10d\" }",
    );
    let trace = Trace::of(&model, 1);
    let mut stays = std::collections::BTreeMap::new();
    for line in &trace.lines {
        if line.text.contains("started") {
            stays.insert(line.who, (line.at, f64::NAN));
        } else if line.text.contains("ended") {
            stays.get_mut(&line.who).unwrap().1 = line.at;
        }
    }
    assert_eq!(stays.len(), 81, "{:#?}", texts(&trace.lines));
    let (mut long, mut short) = (0, 0);
    for (began, ended) in stays.into_values() {
        let lasted = if began < 20.0 { 30.0 } else { 10.0 };
        if began < 20.0 {
            long += 1
        } else {
            short += 1
        }
        assert!((ended - began - lasted).abs() < 1e-9, "from {began} to {ended}");
    }
    assert!(long > 30 && short > 30, "{long} {short}");
}

/// A drop-out hazard of the age of the care plan, Weibull of shape 2 and scale 20 days: after 15 days in treatment ten more are
/// survived with probability e^-1; its ratio of 1.5 makes that e^-1.5.
#[test]
fn a_risk_goes_on_from_the_age_of_its_spell() {
    for (ratio, rest) in [(1.0, libm::exp(-1.0)), (1.5, libm::exp(-1.5))] {
        let model = model(&format!(
            "
            run.horizon = \"10d\"
            routes.door = {{ per_day = 0.0, enters = \"triage\" }}
            exits.out = {{ planned = true, reason = \"completed\" }}
            exits.gone = {{ reason = \"dropped_out\" }}
            [interventions.triage]
            component = \"engagement\"
            tier = 3
            duration = \"1d\"
            opens_care_plan = true
            then = \"care\"
            [interventions.care]
            component = \"delivery\"
            tier = 3
            duration = \"300d\"
            then = \"out\"
            [risks.drop_out]
            while = \"in_treatment\"
            hazard = {{ weibull = {{ shape = 2.0, scale = \"20d\" }} }}
            ratios = [{{ during = \"care\", ratio = {ratio} }}]
            then = \"gone\"
            [initial.groups.there]
            clients = 40
            intervention = \"care\"
            spent = \"3d\"
            in_treatment = \"15d\"
            "
        ));
        let results = results(&model, 400);
        let left = mean(&results, Measure::Exits, "gone") * 10.0 / 365.25;
        let error = 5.0 * (40.0 * rest * (1.0 - rest) / 400.0).sqrt();
        let expected = 40.0 * (1.0 - rest);
        assert!((left - expected).abs() < error, "{left} is not {expected} ± {error}");
        assert_eq!(mean(&results, Measure::CarePlansOpened, "all"), 0.0);
    }
}

/// A client is named by the group and the number within it: others change nobody's luck.
#[test]
fn another_client_changes_nobody_elses_luck() {
    let stay = "{ gamma = { mean = \"10d\", sd = \"5d\" } }";
    let group = |name: &str, clients: u32| {
        format!(
            "{name} = {{ clients = {clients}, intervention = \"stay\", spent = {{ exponential = {{ mean = \"3d\" }} }} }}\n"
        )
    };
    let few = beds("\"endless\"", stay, &group("b", 5));
    let more = beds("\"endless\"", stay, &(group("a", 7) + &group("b", 6) + &group("c", 1)));
    let key = few.initial.as_ref().unwrap().groups[0].key;
    let of = |model: &Model| {
        let lines = Trace::of(model, 3).lines.into_iter();
        let own = lines.filter(|line| line.who.group == key && line.who.number < 5);
        own.map(|line| (line.who.number, line.at.to_bits(), line.text)).collect::<Vec<_>>()
    };
    assert!(of(&few).len() > 5 * 7, "{:#?}", of(&few));
    assert_eq!(of(&few), of(&more));
}

/// Nor does what is put before it in the file: what has gone before is drawn by the name of what it was.
#[test]
fn another_intervention_before_it_changes_nobodys_past() {
    let of = |before: &str| {
        let model = model(&format!(
            "
            run.horizon = \"40d\"
            routes.door = {{ per_day = 0.0, enters = \"stay\" }}
            exits.out = {{ planned = true, reason = \"completed\" }}
            {before}
            interventions.talk = {{ component = \"delivery\", tier = 2, duration = \"3d\", then = \"stay\" }}
            interventions.visits = {{ component = \"community_integration\", tier = 2, duration = {{ exponential = {{ mean = \"9d\" }} }} }}
            supports.visits = {{ while = \"always\" }}
            [interventions.stay]
            component = \"delivery\"
            tier = 3
            duration = \"90d\"
            then = \"out\"
            [initial.groups.all]
            clients = 9
            intervention = \"stay\"
            spent = {{ uniform = {{ low = \"10d\", high = \"20d\" }} }}
            ended.talk = {{ ago = {{ uniform = {{ low = \"20d\", high = \"40d\" }} }} }}
            supports.visits = {{ share = 0.5, spent = {{ uniform = {{ low = \"0d\", high = \"9d\" }} }} }}
            "
        ));
        let lines = Trace::of(&model, 1).lines.into_iter();
        lines.map(|line| (line.who, line.at.to_bits())).collect::<Vec<_>>()
    };
    let another = "interventions.song = { component = \"community_integration\", tier = 2, duration = \"1d\", then = \"stay\" }";
    assert!(of("").len() > 9 * 4, "{}", of("").len());
    assert_eq!(of(""), of(another));
}

/// Routes in proportion to what they bring, levels as for new clients of the route, or as stated.
#[test]
fn what_is_not_stated_is_as_for_new_clients() {
    let model = model(
        "
        run.horizon = \"1d\"
        attributes.need = { shares = { low = 0.5, high = 0.5 } }
        attributes.age = { shares = { young = 0.5, old = 0.5 } }
        routes.door = { per_day = 3.0, enters = \"talk\", shares.need = { low = 1.0, high = 0.0 } }
        routes.court = { per_day = 1.0, enters = \"talk\", shares.need = { low = 0.0, high = 1.0 } }
        exits.out = { planned = true, reason = \"completed\" }
        [interventions.talk]
        component = \"delivery\"
        tier = 3
        duration = \"50d\"
        then = \"out\"
        [initial.groups.there]
        clients = 4000
        intervention = \"talk\"
        spent = \"1d\"
        attributes.age = { young = 0.1, old = 0.9 }
        ",
    );
    let system = model.system();
    let mut counts = [0.0; 3];
    let stop = std::sync::atomic::AtomicBool::new(false);
    let conditions = throughcare::engine::Conditions {
        replication: 1,
        without: None,
        endless: false,
        stop: &stop,
    };
    let state =
        throughcare::engine::snapshot(&model, conditions, throughcare::units::Days(0.0)).unwrap();
    for group in state.groups.iter().filter(|group| {
        group.key == model.initial.as_ref().unwrap().groups[0].key || group.clients == 1
    }) {
        let by_court = group.routes[0].1.0 == 1;
        let high = group.levels[0].1[0].1 == 1;
        assert_eq!(by_court, high, "the shares of the route");
        counts[0] += f64::from(u8::from(by_court));
        counts[1] += f64::from(u8::from(group.levels[1].1[0].1 == 0));
        counts[2] += 1.0;
    }
    assert_eq!((counts[2], system.routes.len()), (4000.0, 2));
    // A quarter, a tenth: five standard errors of 27 and 19.
    assert!((counts[0] - 1000.0).abs() < 137.0 && (counts[1] - 400.0).abs() < 95.0, "{counts:?}");
}

/// Started from the stationary distribution of an M/M/2 queue, state by state, the mean number waiting stays what it is: with
/// a load of 1.5, Lq = 0.75^2 2 1.5 … = 27 / 14 by Erlang's formula. A long warm-up comes to the same.
#[test]
fn the_stationary_state_is_stationary() {
    let (servers, load) = (2u32, 1.5f64);
    let rho = load / f64::from(servers);
    let empty = 1.0 / (1.0 + load + load * load / (2.0 * (1.0 - rho)));
    let known = empty * load * load / 2.0 * rho / ((1.0 - rho) * (1.0 - rho));
    assert!((known - 27.0 / 14.0).abs() < 1e-12);
    let (mut expected, mut variance, mut sum) = (0.0, 0.0, 0.0);
    for present in 0..60u32 {
        let probability = match present {
            0 => empty,
            1 => empty * load,
            n => empty * load * load / 2.0 * libm::pow(rho, f64::from(n) - 2.0),
        };
        let inside = present.min(servers);
        let model = model(&format!(
            "
            run.horizon = \"15d\"
            routes.door = {{ per_day = 1.0, enters = \"stay\" }}
            services.beds = {{ places = {servers} }}
            exits.out = {{ planned = true, reason = \"completed\" }}
            [interventions.stay]
            component = \"delivery\"
            tier = 3
            service = \"beds\"
            duration = {{ exponential = {{ mean = \"1.5d\" }} }}
            then = \"out\"
            [initial.groups]
            inside = {{ clients = {inside}, intervention = \"stay\", spent = \"2d\" }}
            waiting = {{ clients = {}, waiting_for = \"stay\", waited = \"1d\" }}
            ",
            present - inside
        ));
        let estimate = results(&model, 150).find(Measure::WaitingMean, "beds").unwrap();
        let error = estimate.sd.unwrap() / 150f64.sqrt();
        expected += probability * estimate.mean.unwrap();
        variance += probability * probability * error * error;
        sum += probability;
    }
    let error = 5.0 * variance.sqrt();
    assert!(sum > 0.999_99 && error < 0.3, "{sum} {error}");
    println!("stationary start: {expected:.4} ± {error:.4} (5 standard errors), known {known:.4}");
    assert!((expected - known).abs() < error, "{expected} is not {known} ± {error}");
}
