//! The wait of each client, against recursions that know nothing of calendars and lists: fed with the instants at which
//! Throughcare's clients came and the times for which they were served.

use super::comparison::Comparison;
use super::formulas::workload::{changing_servers, kiefer_wolfowitz, lindley};
use super::listening::listen;
use super::suite::Effort;
use throughcare::records::{Client, Happening};

/// What became of each client, in the order in which they came. Times in minutes.
#[derive(Debug, Default)]
struct Visits {
    came: Vec<f64>,
    /// From the arrival to the beginning of service; not a number for those who still wait.
    waits: Vec<f64>,
    /// Likewise for those still served.
    services: Vec<f64>,
}

const MINUTES: f64 = 1440.0;

impl Visits {
    fn hear(&mut self, at: f64, client: Client<'_>, happening: Happening) {
        let number = client.who.number as usize;
        match happening {
            Happening::Came { .. } => {
                assert_eq!(number, self.came.len());
                self.came.push(at * MINUTES);
                self.waits.push(f64::NAN);
                self.services.push(f64::NAN);
            }
            Happening::Started { .. } => self.waits[number] = at * MINUTES - self.came[number],
            Happening::Ended { lasted, .. } => self.services[number] = lasted.0 * MINUTES,
            _ => {}
        }
    }

    /// Those before the first who is not yet served to the end: came, and service.
    fn done(&self) -> Vec<(f64, f64)> {
        let all = self.came.iter().copied().zip(self.services.iter().copied());
        all.take_while(|(_, service)| service.is_finite()).collect()
    }
}

/// A service with one route, so many minutes long.
fn visits(every: &str, service: &str, places: u32, changes: &str, minutes: u32) -> String {
    format!(
        r#"
        [run]
        horizon = "{minutes}min"
        seed = 1955
        [routes.door]
        {every}
        enters = "serving"
        [services.counter]
        places = {places}
        [interventions.serving]
        component = "delivery"
        tier = 2
        service = "counter"
        duration = {service}
        then = "served"
        [exits.served]
        reason = "completed"
        final = true
        {changes}
        "#
    )
}

/// What rounding may do to an instant over the busiest of the runs, in minutes: a thousandth of a millionth of a day.
const ROUNDING: f64 = 1e-9 * MINUTES;

/// The largest difference between a wait and what a recursion makes of it.
fn largest(
    name: &str,
    text: &str,
    effort: Effort,
    waits: impl Fn(&[(f64, f64)]) -> Vec<f64>,
) -> Comparison {
    let model = crate::trace::model(text);
    let heard = listen(&model, effort.replications(1), Visits::hear);
    let (mut most, mut clients, mut waited) = (0.0f64, 0, 0);
    for visits in heard {
        let done = visits.done();
        assert!(done.len() > 1000 && done.len() + 2000 > visits.came.len(), "{} done", done.len());
        for (recursion, simulated) in waits(&done).iter().zip(&visits.waits) {
            let off = (recursion - simulated).abs();
            most = if off.is_nan() { f64::NAN } else { most.max(off) };
            waited += usize::from(*simulated > 0.0);
        }
        clients += done.len();
    }
    assert!(10 * waited > clients, "{waited} of {clients} waited: too few to show anything");
    Comparison::exact(
        format!("{name}: largest difference of a wait (min)"),
        0.0,
        most,
        ROUNDING,
        clients,
    )
}

pub(crate) fn client_by_client(effort: Effort) -> Vec<Comparison> {
    let lognormal = "{ lognormal = { mean = \"1min\", sd = \"2min\" } }";
    let poisson = |rate: f64| format!("per_minute = {rate}");
    let every = |law: &str| format!("every = {law}");
    let weibull = "{ weibull = { shape = 0.8, mean = \"40s\" } }";
    let erlang = "{ erlang = { stages = 3, mean = \"20s\" } }";
    let beta = "{ beta = { low = \"10s\", high = \"4min\", a = 0.7, b = 1.5 } }";
    let uneven = "per_minute = 9\nprofile = { cycle = \"1d\", weights = [0.2, 1.0, 1.8, 1.0] }";
    let several = |servers| move |clients: &[(f64, f64)]| kiefer_wolfowitz(clients, servers);
    vec![
        largest("M/G/1", &visits(&poisson(0.8), lognormal, 1, "", 120_000), effort, lindley),
        largest(
            "M/G/1, by workload",
            &visits(&poisson(0.8), lognormal, 1, "", 120_000),
            effort,
            several(1),
        ),
        largest(
            "GI/G/1",
            &visits(
                &every("{ gamma = { shape = 0.5, mean = \"1min\" } }"),
                weibull,
                1,
                "",
                100_000,
            ),
            effort,
            lindley,
        ),
        largest("GI/G/4", &visits(&every(erlang), lognormal, 4, "", 40_000), effort, several(4)),
        largest("GI/G/6", &visits(&every(erlang), beta, 6, "", 40_000), effort, several(6)),
        largest("M(t)/G/10", &visits(uneven, lognormal, 10, "", 12_000), effort, several(10)),
    ]
}

/// Three servers, five from minute 10,000 on, two from 20,000 on, six from 22,000 on.
pub(crate) fn servers_come_and_go(effort: Effort) -> Vec<Comparison> {
    let change = |minute: u32, places: u32| {
        format!(
            "[[changes]]\nat = \"{minute}min\"\nset = {{ \"services.counter.places\" = {places} }}\n"
        )
    };
    let changes = [change(10_000, 5), change(20_000, 2), change(22_000, 6)].concat();
    let service = "{ triangular = { low = \"0s\", mode = \"20s\", high = \"3min\" } }";
    let text = visits("per_minute = 2.5", service, 3, &changes, 40_000);
    let waits = |clients: &[(f64, f64)]| {
        changing_servers(clients, 3, &[(10_000.0, 5), (20_000.0, 2), (22_000.0, 6)])
    };
    vec![largest("M/G/3, 5, 2, 6", &text, effort, waits)]
}

#[test]
fn waits_are_not_those_of_one_server_more_or_of_services_in_another_order() {
    let service = "{ lognormal = { mean = \"1min\", sd = \"2min\" } }";
    let text = visits("per_minute = 3.2", service, 4, "", 5_000);
    let servers = |servers| {
        largest("control", &text, Effort::Short, |clients| kiefer_wolfowitz(clients, servers))
    };
    assert!(servers(4).agrees() && !servers(5).agrees());
    let backwards = |clients: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let services = clients.iter().rev().map(|(_, service)| *service);
        clients.iter().map(|(came, _)| *came).zip(services).collect()
    };
    let last_first = largest("control", &text, Effort::Short, |clients| {
        kiefer_wolfowitz(&backwards(clients), 4)
    });
    assert!(!last_first.agrees());
}
