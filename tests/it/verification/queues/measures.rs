//! The measures of the statistics against the recorder of these checks, replication by replication, to the last digits.

use super::super::gauge::{Averages, Gauged, model};
use super::Length;
use crate::measures::Told;
use crate::verification::comparison::Comparison;
use crate::verification::suite::Effort;
use crate::verification::watch::{Look, States};
use throughcare::model::{Facts, Model};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::statistics::Tally;
use throughcare::units::Days;

/// The statistics of one replication.
struct Book<'m> {
    model: &'m Model,
    tally: Tally<'m>,
}

impl<'m> Book<'m> {
    fn of(model: &'m Model) -> Book<'m> {
        Book { model, tally: Tally::new(model) }
    }

    fn told(self) -> Told {
        Told::of_tally(self.model, self.tally)
    }
}

impl Recorder for Book<'_> {
    fn time(&mut self, at: Days) {
        self.tally.time(at);
    }

    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.tally.record(at, client, happening);
    }

    fn settled(&mut self, at: Days, client: Client<'_>, changed: &Facts) {
        self.tally.settled(at, client, changed);
    }

    fn capacity(&mut self, at: Days, service: throughcare::model::ServiceId, places: Option<u32>) {
        self.tally.capacity(at, service, places);
    }

    fn appointment(&mut self, at: Days, service: throughcare::model::ServiceId) {
        self.tally.appointment(at, service);
    }

    fn finish(&mut self, at: Days) {
        self.tally.finish(at);
    }
}

/// Of all replications the one in which the two are farthest apart, as a share of the figure.
fn farthest(what: String, truths: &[f64], found: &[f64]) -> Comparison {
    let apart = |(truth, found): (&f64, &f64)| (found - truth).abs() / truth.abs().max(1e-6);
    let apart: Vec<f64> = truths.iter().zip(found).map(apart).collect();
    let worst = (0..apart.len()).max_by(|a, b| apart[*a].total_cmp(&apart[*b]));
    let worst = worst.expect("there are replications");
    let tolerance = 1e-9 * truths[worst].abs().max(1e-6);
    Comparison::exact(what, truths[worst], found[worst], tolerance, truths.len())
}

/// What the recorder of these checks says of a measure.
type Reading = fn(&Averages) -> f64;

/// Of what a measure is reported.
#[derive(Debug, Clone, Copy)]
enum Of {
    Service,
    Intervention,
}

/// Measures of a service or of its intervention, and what the recorder of these checks says of them, in the window of
/// `docs/measures.md`: waits and lengths count where they end, what lasts counts for the part inside.
const ALL: [(&str, Of, Reading); 6] = [
    ("wait_days_mean", Of::Service, |it| it.wait),
    ("waiting_mean", Of::Service, |it| it.waiting),
    ("occupied_mean", Of::Service, |it| it.busy),
    ("waits_completed", Of::Service, |it| it.outcomes[0]),
    ("running_mean", Of::Intervention, |it| it.busy),
    ("length_days_mean", Of::Intervention, |it| it.length),
];

/// Where some are not served: shares of those who were served, gave up or were turned away inside.
const UNSERVED: [(&str, Of, Reading); 2] = [
    ("gave_up_share", Of::Service, |it| it.outcomes[1] / it.outcomes.iter().sum::<f64>()),
    ("turned_away_share", Of::Service, |it| it.outcomes[2] / it.outcomes.iter().sum::<f64>()),
];

fn of_service(
    gauged: &Gauged<'_>,
    told: &[Told],
    readings: &[(&str, Of, Reading)],
    (service, intervention, places): (&str, &str, f64),
) -> Vec<Comparison> {
    let values = |measure: &str, subject: &str| -> Vec<f64> {
        told.iter().map(|it| it.all(measure, subject).unwrap_or(f64::NAN)).collect()
    };
    let compare = |(measure, of, reading): &(&str, Of, Reading)| {
        let subject = match of {
            Of::Service => service,
            Of::Intervention => intervention,
        };
        let truths = gauged.values(service, *reading);
        farthest(format!("{measure} of {subject}"), &truths, &values(measure, subject))
    };
    let mut all: Vec<Comparison> = readings.iter().map(compare).collect();
    let share = gauged.values(service, |it| it.busy / places);
    let what = format!("occupied_share of {service}");
    all.push(farthest(what, &share, &values("occupied_share", service)));
    all
}

pub(crate) fn measures_of_one_service(effort: Effort) -> Vec<Comparison> {
    let model = model("measured.toml", &[]);
    let full: Look = |present| f64::from(u8::from(present[0] >= 2));
    let replications = effort.replications(10);
    let (gauged, beside) =
        Gauged::beside(&model, replications, || (States::of(&model, &[full]), Book::of(&model)));
    let (states, books): (Vec<States>, Vec<Book<'_>>) = beside.into_iter().unzip();
    let told: Vec<Told> = books.into_iter().map(Book::told).collect();
    let readings = [&ALL[..], &UNSERVED].concat();
    let mut all = of_service(&gauged, &told, &readings, ("counter", "serving", 2.0));
    let times: Vec<f64> = states.iter().map(|it| it.mean(0)).collect();
    let found: Vec<f64> =
        told.iter().map(|it| it.all("time_full_share", "counter").unwrap_or(f64::NAN)).collect();
    all.push(farthest("time_full_share of counter".to_owned(), &times, &found));
    all
}

pub(crate) fn measures_of_a_network(effort: Effort) -> Vec<Comparison> {
    let length = Length { warm_up: 1000.0, horizon: 10_000.0, replications: 10 };
    let model = super::simulated("jackson_five.toml", length, 1969, &[]);
    let replications = effort.replications(length.replications);
    let (gauged, books) = Gauged::beside(&model, replications, || Book::of(&model));
    let told: Vec<Told> = books.into_iter().map(Book::told).collect();
    let rows = [("reception_desk", "reception", 1.0), ("group_room", "group", 4.0)];
    let of = |row| of_service(&gauged, &told, &ALL, row);
    rows.into_iter().flat_map(of).collect()
}
