//! The auditor fails where it should: streams of happenings that do not add up.

use crate::audit::Auditor;
use Happening::{Came, CarePlanOpened, Joined, Left, PlaceTaken, Referred, Served};
use throughcare::model::{Facts, Phase, RouteId, ServiceId};
use throughcare::random::Who;
use throughcare::records::{Client, Happening, Recorder, Strand};
use throughcare::units::Days;

const QUEUE: &str = r#"
    run.horizon = "10d"
    routes.door = { per_day = 1.0, enters = "care" }
    services.ward = { places = 2, waiting_list_limit = 1, otherwise = "gone" }
    exits.gone.reason = "other"
    [interventions.care]
    component = "delivery"
    tier = 2
    service = "ward"
    duration = "1d"
    then = "gone"
"#;
const WARD: ServiceId = ServiceId(0);

/// When, to whom, and what.
type Told = (f64, u32, Happening);

/// Tells the books of a ward with two places what happened.
fn told(happenings: &[Told]) -> Result<(), String> {
    let model = crate::trace::model(QUEUE);
    let route = model.system().attributes[0].first;
    let facts = Facts::of(&[Phase::Engaging.fact(), route]);
    std::panic::catch_unwind(|| {
        let mut auditor = Auditor::new(&model);
        auditor.capacity(Days::ZERO, WARD, Some(2));
        for &(at, slot, happening) in happenings {
            let who = Who { group: 0, number: slot };
            let episode = u32::from(!matches!(happening, Came { .. }));
            let client = Client { slot, who, episode, facts: &facts };
            auditor.record(Days(at), client, happening);
        }
    })
    .map_err(|panic| {
        let literal = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

fn came(slot: u32) -> [Told; 2] {
    let route = RouteId(0);
    [(0.0, slot, Came { route }), (0.0, slot, Referred { again: false })]
}

fn served(at: f64, slot: u32, place: u32, waited: f64) -> [Told; 2] {
    let (service, strand) = (WARD, Strand::Main);
    let served = Served { service, intervention: None, strand, waited: Days(waited) };
    [(at, slot, served), (at, slot, PlaceTaken { service, place })]
}

fn joined(slot: u32) -> Told {
    (0.0, slot, Joined { service: WARD, intervention: None, strand: Strand::Main })
}

#[test]
fn what_adds_up_passes() {
    let all = [came(0), served(0.0, 0, 0, 0.0), came(1), served(0.0, 1, 1, 0.0)].concat();
    assert_eq!(told(&all), Ok(()));
    let wait = [&came(0)[..], &[joined(0)], &served(2.0, 0, 0, 2.0)].concat();
    assert_eq!(told(&wait), Ok(()));
}

#[test]
fn what_does_not_add_up_does_not_pass() {
    let two = [came(0), came(1)].concat();
    let first = served(0.0, 0, 0, 0.0);
    let wrong: [(&str, Vec<Told>); 8] = [
        ("one client's at a time", [&two[..], &first, &served(0.0, 1, 0, 0.0)].concat()),
        ("3 of 2 places", {
            let third = [&came(2)[..], &served(0.0, 2, 2, 0.0)].concat();
            [&two[..], &first, &served(0.0, 1, 1, 0.0), &third].concat()
        }),
        ("that did not begin", [&two[..], &served(3.0, 0, 0, 3.0)].concat()),
        ("that did not begin", [&two[..], &[joined(0)], &served(3.0, 0, 0, 2.0)].concat()),
        ("on a list of 1", [&two[..], &[joined(0), joined(1)]].concat()),
        ("every place is given back", [&two[..], &first, &[(1.0, 0, Left)]].concat()),
        ("time never runs back", [&two[..], &served(2.0, 0, 0, 0.0), &first].concat()),
        ("one client's at a time", [&came(0)[..], &came(0)].concat()),
    ];
    for (words, happenings) in wrong {
        let why = told(&happenings).expect_err(words);
        assert!(why.contains(words), "{words}: {why}");
    }
    let opens = (0.0, 0, CarePlanOpened);
    assert!(told(&[&came(0)[..], &[opens, opens]].concat()).is_err());
    assert!(told(&[(0.0, 0, Left)]).is_err());
}
