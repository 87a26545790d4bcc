//! Careers: clients go round between assessment, treatment, the community and custody, for ever or until they die. What a
//! recorder of its own counts, and what the measures say.

use super::comparison::Comparison;
use super::formulas::careers::{Career, Way};
use super::formulas::laws::Law;
use super::listening::{at_once, intervention, listen};
use super::measured::Measured;
use super::spells::YEAR;
use super::suite::Effort;
use crate::trace::model;
use throughcare::model::Model;
use throughcare::records::{Client, Happening};
use throughcare::statistics::Measure;

/// The states, as they are numbered here.
const STATES: [&str; 4] = ["assessment", "treatment", "community", "custody"];
const TREATMENT: usize = 1;
const COMMUNITY: usize = 2;
const CUSTODY: usize = 3;

fn text(clients: usize, run: &str, more: &str) -> String {
    format!(
        r#"
        [run]
        {run}
        seed = 1954
        [routes.door]
        at = [{}]
        enters = "assessment"
        [interventions.assessment]
        component = "engagement"
        tier = 3
        duration = {{ gamma = {{ shape = 2, mean = "14d" }} }}
        opens_care_plan = true
        then = "treatment"
        [interventions.treatment]
        component = "delivery"
        tier = 3
        duration = {{ lognormal = {{ median = "60d", sigma = 0.8 }} }}
        then = "completed"
        [interventions.prison]
        component = "delivery"
        tier = 3
        setting = "prison"
        duration = {{ weibull = {{ shape = 1.5, scale = "60d" }} }}
        closes_as = "imprisoned"
        then = {{ community = 0.6, assessment = 0.4 }}
        [risks.drop_out]
        while = {{ during = "treatment" }}
        hazard = {{ weibull = {{ shape = 0.7, scale = "200d" }} }}
        then = "dropped_out"
        [risks.taken_from_treatment]
        while = {{ during = "treatment" }}
        hazard = {{ mean = "300d" }}
        then = "prison"
        [risks.relapse]
        while = "after_exit"
        hazard = {{ weibull = {{ shape = 0.8, scale = "120d" }} }}
        then = "assessment"
        [risks.taken_from_home]
        while = "after_exit"
        hazard = {{ lognormal = {{ median = "200d", sigma = 1.0 }} }}
        then = "prison"
        [exits.completed]
        planned = true
        [exits.dropped_out]
        [exits.imprisoned]
        reason = "prison"
        {more}
        "#,
        at_once(clients)
    )
}

/// The ways out of each state.
fn ways() -> Vec<Vec<Way>> {
    let to = |state: usize| vec![(state, 1.0)];
    vec![
        vec![(Law::Erlang { stages: 2, mean: 14.0 }, to(TREATMENT))],
        vec![
            (Law::Lognormal { median: 60.0, sigma: 0.8 }, to(COMMUNITY)),
            (Law::Weibull { shape: 0.7, scale: 200.0 }, to(COMMUNITY)),
            (Law::Exponential { mean: 300.0 }, to(CUSTODY)),
        ],
        vec![
            (Law::Weibull { shape: 0.8, scale: 120.0 }, to(0)),
            (Law::Lognormal { median: 200.0, sigma: 1.0 }, to(CUSTODY)),
        ],
        vec![(Law::Weibull { shape: 1.5, scale: 60.0 }, vec![(COMMUNITY, 0.6), (0, 0.4)])],
    ]
}

/// What one client's career has been so far.
#[derive(Debug, Clone, Copy, Default)]
struct Life {
    /// The state, and since when.
    now: Option<(usize, f64)>,
    days: [f64; 4],
    visits: [f64; 4],
    first_custody: Option<f64>,
    /// The state in which the client died, and when.
    died: Option<(usize, f64)>,
}

impl Life {
    /// Goes to a state; one that is left at the same instant, such as the community between treatment and custody, adds
    /// no time and is no visit.
    fn go(&mut self, to: Option<usize>, at: f64, begin: f64) {
        if let Some((state, since)) = self.now {
            self.days[state] += at.max(begin) - since.max(begin);
        }
        self.now = to.map(|state| (state, at));
    }
}

/// The lives of all clients of so many replications.
fn lives(model: &Model, replications: u32) -> Vec<Life> {
    let (begin, end) = (model.run.warm_up.0, model.run.end().0);
    let prison = intervention(model, "prison");
    let main = [intervention(model, "assessment"), intervention(model, "treatment")];
    let hear = |kept: &mut Vec<Life>, at: f64, client: Client<'_>, happening: Happening| {
        let number = client.who.number as usize;
        if kept.len() <= number {
            kept.resize(number + 1, Life::default());
        }
        let life = &mut kept[number];
        let to = match happening {
            Happening::Started { intervention, .. } if intervention.index() == prison => {
                Some(CUSTODY)
            }
            Happening::Started { intervention, .. } => {
                main.iter().position(|it| *it == intervention.index())
            }
            Happening::Exited { exit, .. } if model.system().exit(exit).is_final => {
                life.died = life.now.map(|(state, _)| (state, at));
                None
            }
            Happening::Exited { .. } | Happening::Released => Some(COMMUNITY),
            _ => return,
        };
        life.go(to, at, begin);
        if let (Happening::Started { .. }, Some(state)) = (happening, to) {
            life.visits[state] += f64::from(at >= begin);
            if state == CUSTODY && life.first_custody.is_none() {
                life.first_custody = Some(at);
            }
        }
    };
    let mut all: Vec<Life> = listen(model, replications, hear).into_iter().flatten().collect();
    all.iter_mut().for_each(|life| life.go(None, end, begin));
    all
}

fn mean_of(what: String, truth: f64, lives: &[Life], value: impl Fn(&Life) -> f64) -> Comparison {
    let values: Vec<f64> = lives.iter().map(value).collect();
    Comparison::sample(what, truth, &values)
}

/// Nobody dies: the share of time in each state, and what the measures make of it.
pub(crate) fn without_end(effort: Effort) -> Vec<Comparison> {
    let clients = 200;
    let years = 12.0;
    let model = model(&text(clients, "warm_up = \"10y\"\nhorizon = \"12y\"", ""));
    let replications = effort.replications(100);
    let career = Career::of(&ways(), 6000.0);
    let rates = career.rates();
    let lives = lives(&model, replications);
    let mut all = Vec::new();
    for (state, name) in STATES.iter().enumerate() {
        let truth = rates[state] * career.stay(state);
        let share = |life: &Life| life.days[state] / (years * YEAR);
        all.push(mean_of(format!("share of time in {name}"), truth, &lives, share));
    }
    for state in [0, TREATMENT, CUSTODY] {
        let what = format!("entries into {} a year", STATES[state]);
        let entries = |life: &Life| life.visits[state] / years;
        all.push(mean_of(what, rates[state] * YEAR, &lives, entries));
    }
    let measured = Measured::of(&model, replications);
    let people = clients as f64;
    let yearly = |state: usize| people * YEAR * rates[state];
    let in_treatment = people * rates[TREATMENT] * career.stay(TREATMENT);
    let rows = [
        (Measure::InTreatment, "all", in_treatment),
        (Measure::RePresentations, "all", yearly(0)),
        (Measure::Custody, "all", yearly(CUSTODY)),
        (Measure::Exits, "completed", yearly(TREATMENT) * career.way(TREATMENT, 0)),
        (Measure::Exits, "imprisoned", yearly(TREATMENT) * career.way(TREATMENT, 2)),
        (Measure::PlannedShare, "all", career.way(TREATMENT, 0)),
        (Measure::CarePlanDays, "all", career.stay(TREATMENT)),
        (Measure::EpisodeDays, "all", career.stay(0) + career.stay(TREATMENT)),
        (Measure::Running, "prison", people * rates[CUSTODY] * career.stay(CUSTODY)),
    ];
    all.extend(rows.map(|(measure, subject, truth)| measured.row(measure, subject, truth)));
    all
}

/// Death at a constant hazard that differs by state.
const DEATHS: [(&str, f64); 4] =
    [("engaging", 0.2), ("in_treatment", 0.1), ("after_exit", 0.4), ("in_custody", 0.15)];

/// Everyone dies in the end: time in each state, visits to it, who is ever in custody, and when.
pub(crate) fn until_the_end(effort: Effort) -> Vec<Comparison> {
    let risk = |(state, rate): &(&str, f64)| {
        format!(
            "[risks.death_{state}]\nwhile = \"{state}\"\nhazard = {{ per_year = {rate} }}\nthen = \"died\"\n"
        )
    };
    let more: String = DEATHS.iter().map(risk).collect();
    let more = format!("{more}[exits.died]\nfinal = true\n");
    let model = model(&text(1000, "horizon = \"100y\"", &more));
    let lives = lives(&model, effort.replications(80));
    let mut ways = ways();
    for (ways, (_, rate)) in ways.iter_mut().zip(DEATHS) {
        ways.push((Law::Exponential { mean: YEAR / rate }, vec![]));
    }
    let career = Career::of(&ways, 6000.0);
    let visits = career.visits_in_all();
    let mut all = Vec::new();
    for (state, name) in STATES.iter().enumerate() {
        let truth = visits[state] * career.stay(state);
        all.push(mean_of(format!("days in {name}"), truth, &lives, |life| life.days[state]));
        let died = visits[state] * career.way(state, ways[state].len() - 1);
        let hits = lives.iter().filter(|life| life.died.is_some_and(|(at, _)| at == state)).count();
        all.push(Comparison::share(format!("die in {name}"), died, hits, lives.len()));
    }
    let life: f64 =
        visits.iter().enumerate().map(|(state, visits)| visits * career.stay(state)).sum();
    let lived = |life: &Life| life.died.map_or(f64::NAN, |(_, at)| at);
    all.push(mean_of("days until death".into(), life, &lives, lived));
    all.push(mean_of("episodes".into(), visits[0], &lives, |life| life.visits[0]));
    let ever = lives.iter().filter(|life| life.first_custody.is_some()).count();
    all.push(Comparison::share("ever in custody", career.ever(CUSTODY), ever, lives.len()));
    let until = |life: &Life| life.first_custody.unwrap_or_else(|| lived(life));
    all.push(mean_of(
        "days until custody or death".into(),
        career.until_first(CUSTODY),
        &lives,
        until,
    ));
    all
}
