//! What came next after each intervention of the main strand, as ribbons.

use super::answer::Answer;
use super::draw::{fitted, ribbons};
use super::figure::{Figure, Panel};
use super::style::{BLUE, GREY, INK};
use crate::findings::grouped;
use crate::model::{Model, Target};
use crate::names::readable;
use crate::statistics::Measure;
use kuva::plot::SankeyPlot;
use kuva::render::plots::Plot;

/// What can come after an intervention: in the results, in words, its colour.
pub(super) const NEXT: [(&str, &str, &str); 6] = [
    ("structured_treatment", "structured treatment", BLUE),
    ("other_intervention", "another intervention", "#56B4E9"),
    ("prison", "prison", INK),
    ("planned_exit", "planned exit", "#009E73"),
    ("unplanned_exit", "other exit", "#E69F00"),
    ("died", "died", "#D55E00"),
];
/// Ribbons of a smaller share of them all are too thin to see.
const THIN: f64 = 0.01;

/// Fewer interventions are no picture.
const PICTURE: usize = 3;
/// Most room for a name to the left. \[px\]
const NAME: f64 = 180.0;

/// The interventions after which nothing further need come: life outside treatment, as on release. Only of who goes on to
/// something, or dies, is it known what came next, which says little of what becomes of all.
pub(super) fn open_ended(model: &Model) -> Vec<&str> {
    let systems = || model.eras.iter().map(|era| &era.system);
    let may_end = |name: &str| {
        let same = systems().flat_map(|system| &system.interventions).filter(|it| it.name == name);
        let cases = same.filter_map(|it| it.then.as_ref()).flat_map(|then| &then.cases);
        cases.flat_map(|case| &case.to).any(|(_, target)| *target == Target::Community)
    };
    let names = model.system().interventions.iter().map(|it| it.name.as_str());
    names.filter(|name| may_end(name)).collect()
}

/// The figure; none where there are few interventions.
pub(super) fn moves(answer: &Answer<'_>) -> Option<Figure> {
    let interventions = &answer.model().system().interventions;
    let open = open_ended(answer.model());
    let mut found: Vec<(&str, f64, [f64; NEXT.len()])> = interventions
        .iter()
        .filter(|intervention| !open.contains(&intervention.name.as_str()))
        .filter_map(|intervention| {
            let name = intervention.name.as_str();
            let yearly =
                |next: &str| answer.find(Measure::NextYearly, &format!("{name}>{next}"))?.mean;
            let flows = NEXT.map(|(next, _, _)| yearly(next).unwrap_or(0.0));
            let all = flows.iter().sum::<f64>();
            (all > 0.0).then_some((name, all, flows))
        })
        .collect();
    if found.len() < PICTURE {
        return None;
    }
    let all: f64 = found.iter().map(|(_, whole, _)| whole).sum();
    let fine = found.len();
    found.retain(|(_, whole, _)| whole / all > THIN);
    let mut plot =
        SankeyPlot::new().with_node_width(14.0).with_node_gap(11.0).with_link_opacity(0.45);
    let mut told = Vec::new();
    // A thing of the left and one of the right are told apart by the number beside their names.
    let left =
        |name: &str, whole: f64| format!("{} {}", fitted(&readable(name), NAME), grouped(whole, 0));
    let yearly = |at: usize| found.iter().map(|(_, _, flows)| flows[at]).sum::<f64>();
    let followed = |at: usize| {
        let yearly = yearly(at);
        format!("{} {}", grouped(yearly, usize::from(yearly < 0.95)), NEXT[at].1)
    };
    for (name, whole, _) in &found {
        let label = left(name, *whole);
        plot = plot.with_node_color(label.clone(), GREY).with_node_column(label, 0);
    }
    for (at, (_, _, color)) in NEXT.iter().enumerate().filter(|(at, _)| yearly(*at) > 0.0) {
        plot = plot.with_node_color(followed(at), *color).with_node_column(followed(at), 1);
    }
    for (name, whole, flows) in &found {
        let mut parts = Vec::new();
        for (at, ((_, words, color), flow)) in NEXT.iter().zip(flows).enumerate() {
            if *flow > 0.0 {
                plot = plot.with_link_colored(left(name, *whole), followed(at), *flow, *color);
            }
            if flow / whole >= 0.05 {
                parts.push(format!("{:.0}% {words}", 100.0 * flow / whole));
            }
        }
        told.push(format!(
            "{} ({} a year): {}",
            readable(name),
            grouped(*whole, 0),
            parts.join(", ")
        ));
    }
    let plots = vec![Plot::Sankey(plot.with_per_link_colors())];
    let height = 28.0 * found.len() as f64 + 60.0;
    let scene = ribbons(plots, height);
    let rest = match (found.len() < fine, open.is_empty()) {
        (true, false) => {
            " Interventions after which hardly anything comes, and those after which nothing further need come, are left to the table."
        }
        (true, true) => " Interventions after which hardly anything comes are left to the table.",
        (false, false) => {
            " Interventions after which nothing further need come are left to the table."
        }
        (false, true) => "",
    };
    let reading = format!(
        "To the left interventions of the main strand in {} with how often a year something came after them, to the right what it \
         was. Exits of clients who had received nothing in their episode are not among them; all exits are told under Exits.{rest}",
        readable(&answer.first().name)
    );
    Some(Figure {
        id: "moves".to_owned(),
        title: "What came next.".to_owned(),
        reading,
        key: None,
        panels: vec![Panel {
            title: "What came next after each intervention".to_owned(),
            description: told.join(". ") + ".",
            scene,
        }],
    })
}
