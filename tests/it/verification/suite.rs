//! The list of all checks, and one test for each.

use super::comparison::Comparison;
use super::{
    careers, cyclic, hazards, measured, networks, queues, renewal, spells, start, workload,
};
use crate::oracle::{TWINS, Twin};
use crate::people;

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
    Recursions,
    Changing,
    Spells,
    Careers,
    Measures,
    Luck,
    People,
    AnotherEngine,
    Power,
}

impl Theme {
    /// In the order of the report.
    pub(crate) const ALL: [Theme; 11] = [
        Theme::OneService,
        Theme::Networks,
        Theme::Recursions,
        Theme::Changing,
        Theme::Spells,
        Theme::Careers,
        Theme::Measures,
        Theme::Luck,
        Theme::People,
        Theme::AnotherEngine,
        Theme::Power,
    ];

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Theme::OneService => "One service",
            Theme::Networks => "Several services",
            Theme::Recursions => "Client by client",
            Theme::Changing => "Arrivals whose rate changes, and empty starts",
            Theme::Spells => "Risks",
            Theme::Careers => "Again and again",
            Theme::Measures => "Measures",
            Theme::Luck => "Draws",
            Theme::People => "Real people",
            Theme::AnotherEngine => "Another engine",
            Theme::Power => "Planted errors",
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
    one_server, OneService, "M/M/1 at loads from 0.3 to 0.98",
        "Erlang (1917); Kleinrock (1975), 3.2", queues::one_server;
    two_servers, OneService, "M/M/2 at loads from 0.3 to 0.98",
        "Erlang (1917); Kleinrock (1975), 3.5", queues::two_servers;
    five_servers, OneService, "M/M/5 at loads from 0.3 to 0.98",
        "Erlang (1917); Kleinrock (1975), 3.5", queues::five_servers;
    twenty_servers, OneService, "M/M/20 at loads from 0.3 to 0.98",
        "Erlang (1917); Kleinrock (1975), 3.5", queues::twenty_servers;
    little_room, OneService, "M/M/c/K: four servers, room for six to wait, loads from 0.5 to 2",
        "birth-death process, Kleinrock (1975), 3.6", queues::little_room;
    no_room, OneService, "M/M/c/c: ten servers, nobody may wait, loads from 0.5 to 2",
        "Erlang (1917)", queues::no_room;
    general_service, OneService, "M/G/1: service that varies less than an exponential one",
        "Pollaczek (1930), Khinchine (1932), Takacs (1962)", queues::general_service;
    constant_service, OneService, "M/D/1: service always the same",
        "Pollaczek (1930), Khinchine (1932), Takacs (1962)", queues::constant_service;
    heavy_service, OneService, "M/G/1: service with a heavy tail (all its moments are finite)",
        "Pollaczek (1930), Khinchine (1932), Takacs (1962)", queues::heavy_service;
    any_service_for_everyone, OneService, "M/G/infinity: a server for everyone, service of any kind",
        "Poisson whatever the service is: Takacs (1962)", queues::any_service_for_everyone;
    any_service_without_waiting, OneService, "M/G/c/c: nobody may wait, service of any kind",
        "Erlang's loss formula whatever the service is: Sevastyanov (1957)", queues::any_service_without_waiting;
    constant_arrivals, OneService, "D/M/1: one arrival a minute, sharp",
        "Kleinrock (1975), 6.4", queues::constant_arrivals;
    arrivals_at_intervals, OneService, "GI/M/1: arrivals more and less regular than at random",
        "Kleinrock (1975), 6.4", queues::arrivals_at_intervals;
    arrivals_together, OneService, "D^2/M/1: two arrivals at the same instant, once a minute",
        "Markov chain from batch to batch", queues::arrivals_together;
    impatience, OneService, "M/M/c+M: ten servers under and over load, clients who lose patience",
        "Palm (1957), Garnett, Mandelbaum and Reiman (2002)", queues::impatience;
    constant_patience, OneService, "M/M/c+D: ten servers under and over load, patience the same for all",
        "Barrer (1957), Zeltyn and Mandelbaum (2005)", queues::constant_patience;
    two_classes, OneService, "M/M/1 with two non-preemptive priority classes",
        "Cobham (1954)", queues::two_classes;
    three_classes, OneService, "M/G/1 with three non-preemptive priority classes, a service for each",
        "Cobham (1954), Kleinrock (1965)", queues::three_classes;
    three_classes_at_three_servers, OneService, "M/M/3 with three non-preemptive priority classes",
        "Cobham (1954), Kella and Yechiali (1985), Kleinrock (1965)", queues::three_classes_at_three_servers;
    appointments, OneService, "appointments: a slot a minute, kept or missed",
        "queue in discrete time, derived beside the formula", queues::appointments;
    appointments_and_a_short_list, OneService, "appointments, and five on the list at most",
        "Markov chain from slot to slot", queues::appointments_and_a_short_list;
    measures_of_one_service, Measures, "a service that turns away and is left: its measures",
        "what the recorder of these checks saw in the same replication", queues::measures_of_one_service;
    measures_of_a_network, Measures, "five services: the measures of two of them",
        "what the recorder of these checks saw in the same replication", queues::measures_of_a_network;
    two_desks, Networks, "two desks, and a quarter go round again",
        "Jackson (1957)", networks::two_desks;
    one_after_another, Networks, "two desks in a row: departures are as random as arrivals",
        "Burke (1956)", networks::one_after_another;
    five_services, Networks, "five services with feedback: each by itself, and two at one instant",
        "Jackson (1957)", networks::five_services;
    hours_of_the_day, Changing, "M(t)/M/infinity: the number present at eight hours of the day",
        "Eick, Massey and Whitt (1993)", cyclic::hours_of_the_day;
    client_by_client, Recursions, "each wait at one server and at several: M/G/1, GI/G/1, GI/G/4, GI/G/6, M(t)/G/10",
        "Lindley (1952), Kiefer and Wolfowitz (1955), fed with the same arrivals and services", workload::client_by_client;
    servers_come_and_go, Recursions, "each wait where servers are three, then five, two and six",
        "the recursion of Kiefer and Wolfowitz (1955) over the instants at which servers are free", workload::servers_come_and_go;
    months_of_the_year, Changing, "M(t)/G/infinity from empty, rates by the month: seven laws of stay",
        "Eick, Massey and Whitt (1993), quadrature; present and departed are independent and Poisson", cyclic::months_of_the_year;
    days_of_the_week, Changing, "M(t)/G/infinity from empty, rates by the day of the week times the month",
        "Eick, Massey and Whitt (1993), quadrature", cyclic::days_of_the_week;
    a_rate_with_a_date, Changing, "M(t)/G/infinity from empty, rates set anew on two dates",
        "Eick, Massey and Whitt (1993), quadrature", cyclic::a_rate_with_a_date;
    from_empty, Changing, "M/M/1, M/M/3 and M/M/infinity from empty",
        "uniformisation (Jensen 1953); a (1 - exp(-t))", start::from_empty;
    a_window_after_the_start, Changing, "M/M/1 from empty: means over five days after warm-ups of 0, 2 and 60 days (clients there from the start, `[initial]`, are not in the language)",
        "uniformisation, integrated over the window", start::a_window_after_the_start;
    two_weibull_risks, Spells, "two Weibull risks whose ratios change on day 30",
        "cumulative incidence (Kalbfleisch and Prentice 1980), adaptive quadrature", spells::two_weibull_risks;
    three_families, Spells, "a Weibull, a Gompertz and a lognormal risk; ratios change four times at fixed ages",
        "cumulative incidence on a grid", spells::three_families;
    a_change_at_a_random_time, Spells, "a Weibull and a log-logistic risk; a ratio during a support of Weibull length, another within three weeks after it",
        "cumulative incidence, integrated over the length of the support", spells::a_change_at_a_random_time;
    a_mood_that_comes_and_goes, Spells, "a Weibull and a log-logistic risk; an attribute goes to and fro and changes both ratios",
        "differential equations, Runge and Kutta", spells::a_mood_that_comes_and_goes;
    a_clock_that_starts_again, Spells, "a risk whose spell ends and begins again every 15 days, and one whose ratio is 0 meanwhile",
        "closed form: the one clock starts anew, the other runs on", spells::a_clock_that_starts_again;
    a_crowded_ward, Spells, "five clients who leave three times as soon while more than half of the places are taken",
        "a death process on the scale of the hazard gathered, uniformisation", spells::a_crowded_ward;
    every_form, Spells, "every form of hazard by itself",
        "its distribution function; Kolmogorov (1933)", hazards::every_form;
    referrals, Careers, "routes that are renewal processes: mean and variance of the referrals by some days",
        "stages of a Poisson process, Cox (1962)", renewal::referrals;
    risks_that_recur, Careers, "a Weibull and a lognormal risk that recur: how often, and the time that covers an instant",
        "renewal equation (Xie 1989); E[X^2] / E[X] (Feller 1971)", renewal::risks_that_recur;
    a_support_that_comes_again, Careers, "a support that is offered again ten days after it ended",
        "sums of gamma distribution functions", renewal::a_support_that_comes_again;
    without_end, Careers, "assessment, treatment, community and custody for ever: shares of time, entries, and the measures",
        "semi-Markov process: pi m / sum of pi m (Ross 1996)", careers::without_end;
    until_the_end, Careers, "the same until death: days and deaths in each state, episodes, whoever is in custody and when first",
        "fundamental matrix (Kemeny and Snell 1960)", careers::until_the_end;
    retention, Measures, "care plans that a Weibull hazard closes early and chance completes",
        "cumulative incidence on a grid", measured::retention;
    after_an_exit, Measures, "back by a Weibull hazard, deaths and lapses at constant hazards",
        "cumulative incidence on a grid; the hazards themselves", measured::after_an_exit;
    draws_are_strangers, Luck, "stays, risks, choices, attributes and arrivals of one client, of neighbours and of replications",
        "independence: correlations of 0", hazards::draws_are_strangers;
    methadone_clients, People, "retention of 238 clients on methadone, from what `throughcare fit` writes",
        "Kaplan-Meier curve and its 95% band, data of Caplehorn and Bell (1991)", people::against_the_clients;
    planted_errors, Power, "errors that were planted, and the figure that shows them",
        "that of the system without the error", queues::planted_errors;
}

/// The same models in another engine. Its tests need Python and stand in `oracle`, so it is only part of the report.
pub(crate) const ANOTHER_ENGINE: Check = Check {
    name: "oracle",
    theme: Theme::AnotherEngine,
    what: "four models in SimPy, fed the same draws: how far two times of one happening lie apart (days)",
    truth: "client by client, `tests/oracle`",
    run: |_| TWINS.iter().map(Twin::compared).collect(),
};

/// Every figure of a check agrees with what it must be; at the full length where `FULL_VERIFICATION` is set, without a report.
fn hold(name: &str) {
    let check = CHECKS.iter().find(|check| check.name == name).expect("it stands in the list");
    let full = std::env::var_os("FULL_VERIFICATION").is_some();
    let comparisons = (check.run)(if full { Effort::Full } else { Effort::Short });
    assert!(!comparisons.is_empty(), "{name} compares nothing");
    for it in &comparisons {
        let catches =
            it.catches().map_or(String::new(), |bias| format!(", catches {:.2}%", 100.0 * bias));
        println!("{}: {} for {} in {:?}{catches}", it.what, it.found, it.truth, it.interval);
    }
    let wrong: Vec<&Comparison> = comparisons.iter().filter(|it| !it.agrees()).collect();
    assert!(wrong.is_empty(), "{}: {wrong:#?}", check.what);
}
