//! What must be so in every system, asserted in sentences: whoever builds one must have seen to it.

use super::{
    Action, Arrivals, AttributeId, Cases, Effect, FactId, Facts, LevelDraw, Phase, Service, System,
    Target,
};

/// Asserts that a system can be run.
pub(super) fn assert_system(system: &System) {
    assert_facts(system);
    for attribute in system.attributes.iter().skip(1) {
        let last = attribute.shares.last();
        assert!(last.is_some_and(|case| case.when.is_always()), "the last shares are for everyone");
        for case in &attribute.shares {
            assert_shares(&case.shares);
            assert_levels(&case.shares, attribute.levels.len());
        }
    }
    assert_routes(system);
    for service in &system.services {
        assert_service(service, system);
    }
    assert_interventions(system);
    for exit in &system.exits {
        assert_effects(&exit.effects, system);
        exit.then.iter().for_each(|then| assert_cases(then, system));
    }
    for support in &system.supports {
        let known = support.intervention.index() < system.interventions.len();
        assert!(known, "a support is an intervention that exists");
        assert!((0.0..=1.0).contains(&support.take_up), "take-up is a share");
    }
    assert_clocks(system);
    assert_utilities(system);
}

/// States, levels and flags are different facts.
fn assert_facts(system: &System) {
    let mut taken = Facts::of(&Phase::ALL.map(Phase::fact));
    taken.insert(FactId::WAITING);
    let mut take = |facts: Facts| {
        assert!(!taken.meets(&facts), "no fact stands for two things");
        taken = taken | facts;
    };
    assert!(
        system.attributes.first().is_some_and(|route| route.name == "route"),
        "the first attribute is the route"
    );
    for attribute in &system.attributes {
        let levels: Vec<FactId> = attribute.mask.iter().collect();
        assert!(levels.len() == attribute.levels.len(), "each level has a fact");
        assert!(
            levels.iter().zip(0..).all(|(fact, level)| fact.0 == attribute.first.0 + level),
            "the facts of levels follow one another"
        );
        take(attribute.mask);
    }
    for intervention in &system.interventions {
        let flags = intervention.during.iter();
        for fact in flags.chain(&intervention.after).chain(&intervention.after_completing) {
            take(Facts::of(&[*fact]));
        }
    }
    for service in &system.services {
        let crowding = service.crowding.iter().map(|crowding| crowding.fact);
        for fact in service.waiting_for.into_iter().chain(crowding) {
            take(Facts::of(&[fact]));
        }
    }
}

fn assert_routes(system: &System) {
    assert!(
        system.routes.len() == system.attributes[0].levels.len(),
        "each route is a level of the attribute"
    );
    for (number, route) in system.routes.iter().enumerate() {
        assert!(
            system.routes[..number].iter().all(|other| other.key != route.key),
            "no two routes share a key"
        );
        assert_cases(&route.enters, system);
        for (attribute, shares) in &route.shares {
            assert_attribute(*attribute, system);
            assert_shares(shares);
            assert_levels(shares, system.attributes[attribute.index()].levels.len());
        }
        match &route.arrivals {
            Arrivals::Poisson(_, Some(response)) => assert!(
                response.service.index() < system.services.len(),
                "a route responds to a service that exists"
            ),
            Arrivals::At(instants) => assert!(
                instants.windows(2).all(|pair| pair[0] <= pair[1]),
                "instants of referral never decrease"
            ),
            Arrivals::Poisson(_, None) | Arrivals::Renewal(_) => {}
        }
    }
}

fn assert_service(service: &Service, system: &System) {
    service.limit.iter().for_each(|(_, target)| assert_target(*target, system));
    if let Some(missed) = &service.missed {
        assert!((0.0..=1.0).contains(&missed.share), "missed appointments are a share");
        missed.gives_up.iter().for_each(|(_, target)| assert_target(*target, system));
    }
    service.turnover.iter().for_each(|turnover| assert_effects(&turnover.effects, system));
}

fn assert_interventions(system: &System) {
    for intervention in &system.interventions {
        assert!((1..=4).contains(&intervention.tier), "a tier is 1 to 4");
        let known = |count: usize, id: Option<usize>| id.is_none_or(|id| id < count);
        assert!(
            known(system.services.len(), intervention.service.map(|id| id.index())),
            "an intervention takes a place in a service that exists"
        );
        assert!(
            known(system.exits.len(), intervention.closes_as.map(|id| id.index())),
            "an intervention closes as an exit that exists"
        );
        let always = intervention.durations.last().is_some_and(|case| case.when.is_always());
        assert!(always, "the last duration states no condition");
        intervention.then.iter().for_each(|then| assert_cases(then, system));
        assert_effects(&intervention.on_start, system);
        assert_effects(&intervention.on_completion, system);
    }
    assert!(
        system.care_plan.service.is_none_or(|id| id.index() < system.services.len()),
        "the keyworker's service exists"
    );
}

fn assert_clocks(system: &System) {
    for clock in &system.clocks {
        assert!(
            clock.ratios.iter().all(|ratio| ratio.ratio.is_finite() && ratio.ratio >= 0.0),
            "a ratio is 0 or more"
        );
        match &clock.action {
            Action::Risk { effects, then } => {
                assert_effects(effects, system);
                then.iter().for_each(|then| assert_cases(then, system));
            }
            Action::Offer(support) => {
                assert!(support.0 < system.supports.len() as u16, "a support offered exists");
            }
            Action::Forget(_) | Action::EndFollowUp => {}
        }
    }
}

fn assert_utilities(system: &System) {
    assert!(
        system.utilities.last().is_none_or(|case| case.when.is_always()),
        "the last utility states no condition"
    );
    let known = |utility: f64| (-1.0..=1.0).contains(&utility);
    assert!(
        system.utilities.iter().all(|case| known(case.utility)),
        "a utility lies between -1 and 1"
    );
}

fn assert_cases(cases: &Cases, system: &System) {
    assert!(
        cases.cases.last().is_some_and(|case| case.when.is_always()),
        "the last case states no condition"
    );
    for case in &cases.cases {
        assert_shares(&case.to);
        case.to.iter().for_each(|(_, target)| assert_target(*target, system));
    }
}

fn assert_target(target: Target, system: &System) {
    let known = match target {
        Target::Intervention(id) => id.index() < system.interventions.len(),
        Target::Exit(id) => id.index() < system.exits.len(),
        Target::Community => true,
    };
    assert!(known, "a client goes where there is something");
}

fn assert_effects(effects: &[Effect], system: &System) {
    for set in effects.iter().flat_map(|effect| &effect.sets) {
        assert_attribute(set.attribute, system);
        assert!(set.attribute != System::ROUTE, "the route of referral never changes");
        let count = system.attributes[set.attribute.index()].levels.len();
        match &set.to {
            LevelDraw::Level(level) => {
                assert!(usize::from(*level) < count, "a level that is set exists");
            }
            LevelDraw::Shares(_, shares) => {
                assert_shares(shares);
                assert_levels(shares, count);
            }
        }
    }
}

fn assert_attribute(attribute: AttributeId, system: &System) {
    assert!(attribute.index() < system.attributes.len(), "an attribute named exists");
}

fn assert_levels(shares: &[(f64, u8)], count: usize) {
    assert!(shares.iter().all(|(_, level)| usize::from(*level) < count), "a level named exists");
}

/// Cumulative shares never decrease and end at 1.
fn assert_shares<T>(shares: &[(f64, T)]) {
    assert!(shares.last().is_some_and(|(upto, _)| *upto == 1.0), "shares end at 1");
    assert!(
        shares.windows(2).all(|pair| pair[0].0 <= pair[1].0),
        "cumulative shares never decrease"
    );
}
