//! How the system stands over time: in treatment, waiting, occupied, with bands across replications.

use super::answer::{Answer, Sample};
use super::draw::{Axis, Line, Lines, Mark, Scale, THIRD, WIDE, lines};
use super::figure::{Figure, Panel};
use super::style::style;
use super::waits::several;
use crate::findings::{grouped, unit_for};
use crate::model::{Capacity, Model};
use crate::names::{capital, joined, readable};
use crate::statistics::Sampled;
use maud::{Markup, html};

/// A list on which fewer wait at every instant, on average, is not drawn.
const FEW: f64 = 0.3;
/// From so many years on the axis has calendar years.
const YEARS: f64 = 3.0;

/// Time on the axis.
struct Times {
    axis: Axis,
    at: Vec<f64>,
    warm_up: f64,
}

/// Over time.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let times = Times::of(answer.model(), &answer.results().sheet.instants)?;
    let in_treatment: Vec<Panel> = answer
        .scenarios
        .iter()
        .enumerate()
        .filter_map(|(index, _)| treatment(answer, &times, index))
        .collect();
    let services: Vec<&str> =
        answer.model().system().services.iter().map(|service| service.name.as_str()).collect();
    let (waited, quiet): (Vec<&str>, Vec<&str>) =
        services.iter().partition(|name| most(answer, "waiting", name) >= FEW);
    let placed: Vec<&str> =
        services.iter().copied().filter(|name| most(answer, "occupied", name) > 0.0).collect();
    let panels = |series: &'static str, names: &[&str]| -> Vec<Panel> {
        let size = if names.len() == 1 { (WIDE, 260.0) } else { (THIRD, 180.0) };
        names.iter().filter_map(|name| service(answer, &times, (series, name), size)).collect()
    };
    let (waiting, occupied) = (panels("waiting", &waited), panels("occupied", &placed));
    if in_treatment.is_empty() && waiting.is_empty() && occupied.is_empty() {
        return None;
    }
    let quiet: Vec<String> = quiet.into_iter().map(readable).collect();
    let band = band(answer);
    Some(html! {
        @if !in_treatment.is_empty() {
            (Figure {
                id: "in-treatment".to_owned(),
                title: "People in treatment.".to_owned(),
                reading: if answer.compares() {
                    format!("Each option beside {} (the blue line in each). The band of each is where nine in ten of its replications lie (5th to 95th centile). Grey is the warm-up.", readable(&answer.first().name))
                } else {
                    band.clone()
                },
                key: several(answer),
                panels: in_treatment,
            }.markup())
        }
        @if !waiting.is_empty() {
            (Figure {
                id: "waiting".to_owned(),
                title: "People waiting, service by service.".to_owned(),
                reading: format!("Each chart has a scale of its own. {band}"),
                key: several(answer),
                panels: waiting,
            }.markup())
        }
        @if !quiet.is_empty() { p { "Hardly anybody waits for " (joined(&quiet, "or")) "." } }
        @if !occupied.is_empty() {
            (Figure {
                id: "occupied".to_owned(),
                title: "Places occupied, service by service.".to_owned(),
                reading: format!("Each chart has a scale of its own; the level broken line is the number of places in {}, where it is the same throughout. {band}", readable(&answer.first().name)),
                key: several(answer),
                panels: occupied,
            }.markup())
        }
    })
}

fn band(answer: &Answer<'_>) -> String {
    let of = if answer.compares() {
        format!("of {} ", readable(&answer.first().name))
    } else {
        String::new()
    };
    let model = answer.model();
    let grey = if model.run.warm_up > model.begins() { " Grey is the warm-up." } else { "" };
    format!(
        "Lines are means; the band is where nine in ten replications {of}lie (5th to 95th centile).{grey}"
    )
}

impl Times {
    fn of(model: &Model, instants: &[Sampled]) -> Option<Times> {
        let run = &model.run;
        let end = run.end();
        let year_of = |date: jiff::civil::Date| {
            f64::from(date.year())
                + f64::from(date.day_of_year() - 1) / f64::from(date.days_in_year())
        };
        instants.first()?;
        if let Some(start) = run.start.filter(|_| end.years() >= YEARS) {
            let zero = year_of(start);
            return Some(Times {
                at: instants.iter().map(|it| zero + it.at.years()).collect(),
                warm_up: zero + run.warm_up.years(),
                axis: Axis {
                    low: zero + model.begins().years(),
                    high: zero + end.years(),
                    scale: Scale::Year,
                    label: String::new(),
                    step: None,
                },
            });
        }
        let unit = unit_for(end);
        let label = format!("{} from the start", unit.word);
        Some(Times {
            at: instants.iter().map(|it| it.at.0 / unit.days).collect(),
            warm_up: run.warm_up.0 / unit.days,
            axis: Axis {
                low: model.begins().0 / unit.days,
                high: end.0 / unit.days,
                scale: Scale::Number,
                label,
                step: None,
            },
        })
    }

    fn shaded(&self) -> Option<(f64, f64)> {
        (self.warm_up > self.axis.low).then_some((self.axis.low, self.warm_up))
    }

    fn line(&self, samples: &[Sample], index: usize, has_band: Band) -> Line {
        let points = self.at.iter().zip(samples).map(|(at, sample)| (*at, sample.0));
        let band = match has_band {
            Band::Shown => samples.iter().map(|sample| (sample.1, sample.2)).collect(),
            Band::None => Vec::new(),
        };
        Line { points: points.collect(), band, style: style(index) }
    }
}

/// Whether a line has a band about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Band {
    Shown,
    None,
}

/// The largest mean of a series in any scenario.
fn most(answer: &Answer<'_>, series: &'static str, subject: &str) -> f64 {
    let all =
        (0..answer.scenarios.len()).filter_map(|index| answer.samples(index, series, subject));
    all.flatten().map(|sample| sample.0).fold(0.0, f64::max)
}

fn told(name: &str, samples: &[Sample]) -> String {
    let (first, last) = (samples.first().map_or(0.0, |it| it.0), samples.last());
    let last = last.copied().unwrap_or((0.0, 0.0, 0.0));
    let digits = usize::from(last.0 < 10.0);
    format!(
        "{name}: {} on average at first, {} at the end (nine in ten replications from {} to {})",
        grouped(first, digits),
        grouped(last.0, digits),
        grouped(last.1, digits),
        grouped(last.2, digits)
    )
}

/// In treatment in one scenario, beside the first.
fn treatment(answer: &Answer<'_>, times: &Times, index: usize) -> Option<Panel> {
    let of = |index| answer.samples(index, "in_treatment", "all");
    let own = of(index)?;
    let all = (0..answer.scenarios.len()).filter_map(of);
    let highest = all.flatten().map(|sample| sample.2).fold(1.0, f64::max);
    let name = readable(&answer.scenarios.get(index)?.0.name);
    let mut drawn = vec![times.line(own, index, Band::Shown)];
    if let Some(first) = of(0).filter(|_| index > 0) {
        drawn.push(times.line(first, 0, Band::None));
    }
    let is_alone = answer.scenarios.len() == 1;
    let scene = lines(&Lines {
        heading: (!is_alone).then(|| capital(&name)),
        width: if is_alone { WIDE } else { THIRD },
        height: if is_alone { 300.0 } else { 200.0 },
        x: times.axis.clone(),
        y: Axis::up_to(highest, Scale::Number, ""),
        lines: drawn,
        marks: Vec::new(),
        shaded: times.shaded(),
    });
    Some(Panel {
        title: format!("In treatment: {name}"),
        description: told(&name, own) + ".",
        scene,
    })
}

/// A series of a service in all scenarios, with the band of the first.
fn service(
    answer: &Answer<'_>,
    times: &Times,
    (series, name): (&'static str, &str),
    (width, height): (f64, f64),
) -> Option<Panel> {
    let mut drawn = Vec::new();
    let mut words = Vec::new();
    let mut highest: f64 = 0.0;
    for (index, (scenario, _)) in answer.scenarios.iter().enumerate() {
        let Some(found) = answer.samples(index, series, name) else { continue };
        let (band, reach) = if index == 0 {
            (Band::Shown, found.iter().map(|it| it.2).fold(0.0, f64::max))
        } else {
            (Band::None, found.iter().map(|it| it.0).fold(0.0, f64::max))
        };
        highest = highest.max(reach);
        words.push(told(&readable(&scenario.name), found));
        drawn.push(times.line(found, index, band));
    }
    let places = (series == "occupied").then(|| places(answer.model(), name)).flatten();
    let highest = places.map_or(highest, |places| highest.max(places));
    if drawn.is_empty() || highest <= 0.0 {
        return None;
    }
    let title = capital(&readable(name));
    let scene = lines(&Lines {
        heading: Some(title.clone()),
        width,
        height,
        x: times.axis.clone(),
        y: Axis::up_to(highest * 1.02, Scale::Number, ""),
        lines: drawn,
        marks: places
            .map(|at| Mark { at, words: String::new(), is_upright: false })
            .into_iter()
            .collect(),
        shaded: times.shaded(),
    });
    Some(Panel { title: format!("{title}: {series}"), description: words.join(". ") + ".", scene })
}

/// The places of a service, where there are always as many.
fn places(model: &Model, name: &str) -> Option<f64> {
    let mut known = None;
    for era in &model.eras {
        let service = era.system.services.iter().find(|service| service.name == name)?;
        let Capacity::Places { places, rota: None, .. } = &service.capacity else { return None };
        if known.is_some_and(|known| known != *places) {
            return None;
        }
        known = Some(*places);
    }
    known.map(f64::from)
}
