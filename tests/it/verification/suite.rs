//! The list of all checks, and one test for each.

use super::comparison::Comparison;
use super::{cyclic, networks, queues, spells};

/// How long the checks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As part of the tests: seconds.
    Short,
    /// For the report: [`LONGER`] times as many replications.
    Full,
}

/// How many times as many replications the full length has.
pub(crate) const LONGER: u32 = 20;

impl Effort {
    /// The number of replications, from that of the short length.
    pub(crate) fn replications(self, short: u32) -> u32 {
        match self {
            Effort::Short => short,
            Effort::Full => LONGER * short,
        }
    }
}

/// A system whose answer is known, and how it is found out whether Throughcare gives it.
pub(crate) struct Check {
    /// Its name among the tests.
    pub(crate) name: &'static str,
    /// Under which heading of the report it stands.
    pub(crate) theme: Theme,
    /// What is simulated, in one line.
    pub(crate) what: &'static str,
    /// Where the truth comes from.
    pub(crate) truth: &'static str,
    pub(crate) run: fn(Effort) -> Vec<Comparison>,
}

/// The headings of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    OneService,
    Networks,
    Changing,
    Spells,
}

impl Theme {
    /// In the order of the report.
    pub(crate) const ALL: [Theme; 4] =
        [Theme::OneService, Theme::Networks, Theme::Changing, Theme::Spells];

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Theme::OneService => "One service",
            Theme::Networks => "Several services",
            Theme::Changing => "Arrivals whose rate changes",
            Theme::Spells => "Risks",
        }
    }
}

/// The list of all checks, and one test for each at its short length.
macro_rules! suite {
    ($($name:ident, $theme:ident, $what:literal, $truth:literal, $run:path;)*) => {
        /// Every check, in the order of the report.
        pub(crate) const CHECKS: &[Check] = &[$(Check {
            name: stringify!($name), theme: Theme::$theme, what: $what, truth: $truth, run: $run,
        }),*];

        $(#[test]
        fn $name() {
            hold(stringify!($name));
        })*
    };
}

suite! {
    several_servers, OneService, "M/M/c: two servers at a load of 0.7",
        "Erlang (1917)", queues::several_servers;
    little_room, OneService, "M/M/c/K: four servers, room for six to wait",
        "birth-death process, Kleinrock (1975), 3.6", queues::little_room;
    general_service, OneService, "M/G/1: gamma service at a load of 0.7",
        "Pollaczek (1930), Khinchine (1932)", queues::general_service;
    impatience, OneService, "M/M/c+M: ten servers offered ten erlangs, patience of half a service",
        "Palm (1957), Garnett, Mandelbaum and Reiman (2002)", queues::impatience;
    two_classes, OneService, "M/M/1 with two non-preemptive priority classes",
        "Cobham (1954)", queues::two_classes;
    two_desks, Networks, "two desks, and a quarter go round again",
        "Jackson (1957)", networks::two_desks;
    hours_of_the_day, Changing, "M(t)/M/infinity: the number present at eight hours of the day",
        "Eick, Massey and Whitt (1993)", cyclic::hours_of_the_day;
    two_weibull_risks, Spells, "two Weibull risks whose ratios change on day 30",
        "cumulative incidence (Kalbfleisch and Prentice 1980), adaptive quadrature", spells::two_weibull_risks;
}

/// Every figure of a check agrees with what it must be.
fn hold(name: &str) {
    let check = CHECKS.iter().find(|check| check.name == name).expect("it stands in the list");
    let comparisons = (check.run)(Effort::Short);
    assert!(!comparisons.is_empty(), "{name} compares nothing");
    for it in &comparisons {
        let catches =
            it.catches().map_or(String::new(), |bias| format!(", catches {:.2}%", 100.0 * bias));
        println!("{}: {} for {} in {:?}{catches}", it.what, it.found, it.truth, it.interval);
    }
    let wrong: Vec<&Comparison> = comparisons.iter().filter(|it| !it.agrees()).collect();
    assert!(wrong.is_empty(), "{}: {wrong:#?}", check.what);
}
