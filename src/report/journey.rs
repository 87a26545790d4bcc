//! The client's journey with simulated flows: the four overlapping components of Figure 1 of *Models of care* (2006),
//! and what came after each intervention.
//!
//! No library draws the figure of the source, so its ovals are placed by hand.

use super::answer::Answer;
use super::draw::{WIDE, Weight, ribbons, words};
use super::figure::{Figure, Panel};
use super::style::{BLUE, GREY, INK};
use super::table::{Cell, table};
use crate::findings::{Form, grouped, says_something};
use crate::model::{Component, Intervention};
use crate::names::readable;
use crate::statistics::Measure;
use kuva::plot::SankeyPlot;
use kuva::render::color::Color;
use kuva::render::plots::Plot;
use kuva::render::render::{PathData, Primitive, Scene, TextAnchor};
use maud::{Markup, html};

/// Fewer combinations of components are no picture.
const PICTURE: usize = 3;
/// Combinations that take a smaller share of the time are not worth a place in it.
const NOTHING: f64 = 0.000_05;

/// What can come after an intervention: in the results, in words, its colour.
const NEXT: [(&str, &str, &str); 6] = [
    ("structured_treatment", "structured treatment", BLUE),
    ("other_intervention", "another intervention", "#56B4E9"),
    ("prison", "prison", INK),
    ("planned_exit", "planned exit", "#009E73"),
    ("unplanned_exit", "other exit", "#E69F00"),
    ("died", "died", "#D55E00"),
];
/// Ribbons of a smaller share of all starts are too thin to see.
const THIN: f64 = 0.01;

/// The journey.
pub(super) fn section(answer: &Answer<'_>) -> Option<Markup> {
    let figure = components(answer);
    let mut flows = flows(answer);
    let moves = moves(answer);
    if figure.is_none() && flows.is_empty() {
        return None;
    }
    let whose = readable(&answer.first().name);
    let mut heads = vec![
        "",
        "component",
        "starts a year",
        "there at a time",
        "mean length",
        "then: structured",
        "other",
        "prison",
        "planned exit",
        "other exit",
        "died",
    ];
    // What nobody comes to has no column.
    for column in (5..heads.len()).rev() {
        if flows.iter().all(|row| row[column].is_dash()) {
            heads.remove(column);
            flows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    let caption = format!(
        "Interventions of the main strand in {whose}, and what came next: shares of those who went on to another intervention or left."
    );
    Some(html! {
        @if let Some(figure) = figure { (figure.markup()) }
        (combinations(answer))
        @if let Some(moves) = moves { (moves.markup()) }
        (table(&caption, &heads, &flows))
    })
}

/// The combinations of components with the share of client time in each, the largest first.
fn shares(answer: &Answer<'_>) -> Vec<(String, f64)> {
    let keys = answer.results().sheet.keys.iter();
    let of = keys.filter(|key| key.measure == Measure::ComponentTime && key.group == "all");
    let mut found: Vec<(String, f64)> = of
        .filter_map(|key| {
            Some((key.subject.clone(), answer.find(key.measure, &key.subject)?.mean?))
        })
        .filter(|(_, share)| *share > NOTHING)
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// "engagement and delivery".
fn combination(subject: &str) -> String {
    match subject {
        "none" => "none (between interventions, or waiting)".to_owned(),
        _ => crate::names::joined(&subject.split('+').map(readable).collect::<Vec<_>>(), "and"),
    }
}

fn combinations(answer: &Answer<'_>) -> Markup {
    let all = shares(answer);
    if all.len() < PICTURE {
        return html! {};
    }
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .filter_map(|(subject, _)| {
            let mut row = vec![Cell::words(combination(subject))];
            for (_, results) in answer.scenarios {
                let found = results.find(Measure::ComponentTime, subject)?;
                row.push(Cell::figure(Form::Percentage.show(&found)?.mean));
            }
            Some(row)
        })
        .collect();
    let names = super::question::names(answer);
    let mut heads = vec!["components at once"];
    heads.extend(names.iter().map(String::as_str));
    html! {
        details {
            summary { "Time in every combination of components" }
            (table("Share of client time, with an episode open or an intervention running, in which just these components are running.", &heads, &rows))
        }
    }
}

/// An oval of the figure.
struct Oval {
    name: &'static str,
    center: (f64, f64),
    radii: (f64, f64),
    /// Where its name stands.
    named: (f64, f64),
    color: &'static str,
}

const OVALS: [Oval; 4] = [
    Oval {
        name: "Community integration",
        center: (445.0, 322.0),
        radii: (305.0, 84.0),
        named: (445.0, 396.0),
        color: "#E69F00",
    },
    Oval {
        name: "Engagement",
        center: (265.0, 190.0),
        radii: (125.0, 100.0),
        named: (232.0, 120.0),
        color: "#56B4E9",
    },
    Oval {
        name: "Delivery",
        center: (445.0, 190.0),
        radii: (145.0, 100.0),
        named: (445.0, 116.0),
        color: "#0072B2",
    },
    Oval {
        name: "Completion",
        center: (620.0, 190.0),
        radii: (125.0, 100.0),
        named: (655.0, 120.0),
        color: "#009E73",
    },
];

/// Where the share of a combination stands, and from where a line leads to it.
const PLACES: [(&str, (f64, f64), Option<(f64, f64)>); 11] = [
    ("engagement", (215.0, 185.0), None),
    ("engagement+delivery", (345.0, 185.0), None),
    ("delivery", (445.0, 185.0), None),
    ("delivery+completion", (543.0, 185.0), None),
    ("completion", (672.0, 185.0), None),
    ("engagement+community_integration", (286.0, 268.0), None),
    ("delivery+community_integration", (445.0, 268.0), None),
    ("community_integration+completion", (606.0, 268.0), None),
    ("community_integration", (445.0, 352.0), None),
    ("engagement+delivery+community_integration", (348.0, 330.0), Some((348.0, 264.0))),
    ("delivery+community_integration+completion", (541.0, 330.0), Some((541.0, 264.0))),
];

const HEIGHT: f64 = 474.0;

fn components(answer: &Answer<'_>) -> Option<Figure> {
    let all = shares(answer);
    if all.len() < PICTURE {
        return None;
    }
    let mut scene = Scene::new(WIDE, HEIGHT);
    scene.background_color = None;
    OVALS.iter().for_each(|oval| draw_oval(&mut scene, oval));
    let mut elsewhere = 0.0;
    for (subject, share) in &all {
        let Some((_, at, from)) = PLACES.iter().find(|(name, ..)| name == subject) else {
            elsewhere += share;
            continue;
        };
        if let Some(from) = from {
            line(&mut scene, *from, (at.0, at.1 - 14.0), 1.0, GREY);
        }
        figure_text(&mut scene, *at, &percent(*share), 15);
    }
    let told = draw_flows(&mut scene, answer);
    let shares: Vec<String> = all
        .iter()
        .map(|(subject, share)| format!("{}: {}", combination(subject), percent(*share)))
        .collect();
    let rest = if elsewhere > NOTHING {
        format!(
            " Not in the figure: {} of the time in none of them or in combinations that do not meet in it.",
            percent(elsewhere)
        )
    } else {
        String::new()
    };
    let reading = format!(
        "The four components overlap and come in any order. Percentages are shares of client time, with an episode open or an intervention running, \
         in just that combination; ovals are not to scale. Flows are numbers a year in {}.{rest}",
        readable(&answer.first().name)
    );
    Some(Figure {
        id: "components",
        title: "The client's journey (after Figure 1 of Models of care, 2006).".to_owned(),
        reading,
        key: None,
        panels: vec![Panel {
            title: "The client's journey: time in each component, and flows a year".to_owned(),
            description: format!(
                "Share of client time: {}. Flows: {}.",
                shares.join("; "),
                told.join("; ")
            ),
            scene,
        }],
    })
}

fn percent(share: f64) -> String {
    let share = 100.0 * share;
    let decimals = match share {
        share if share >= 0.95 => 1,
        share if share >= 0.095 => 2,
        _ => 3,
    };
    format!("{share:.decimals$}%")
}

fn draw_oval(scene: &mut Scene, oval: &Oval) {
    let ((x, y), (a, b)) = (oval.center, oval.radii);
    let path = |fill: Option<Color>, opacity: Option<f64>, width: f64| {
        Primitive::Path(Box::new(PathData {
            d: format!(
                "M {} {y} A {a} {b} 0 1 1 {} {y} A {a} {b} 0 1 1 {} {y} Z",
                x - a,
                x + a,
                x - a
            ),
            fill,
            stroke: Color::from(oval.color),
            stroke_width: width,
            opacity,
            stroke_dasharray: None,
        }))
    };
    scene.add(path(Some(Color::from(oval.color)), Some(0.13), 0.0));
    scene.add(path(None, None, 2.0));
    words(scene, oval.named, oval.name, TextAnchor::Middle, Weight::Bold);
}

fn figure_text(scene: &mut Scene, (x, y): (f64, f64), text: &str, size: u32) {
    scene.add(Primitive::Text {
        x,
        y,
        content: text.to_owned(),
        size,
        anchor: TextAnchor::Middle,
        rotate: None,
        bold: false,
        color: None,
    });
}

fn line(scene: &mut Scene, from: (f64, f64), to: (f64, f64), width: f64, color: &str) {
    scene.add(Primitive::Line {
        x1: from.0,
        y1: from.1,
        x2: to.0,
        y2: to.1,
        stroke: Color::from(color),
        stroke_width: width,
        stroke_dasharray: None,
    });
}

/// A path that ends in an arrow to this side.
fn arrow(scene: &mut Scene, path: &str, tip: (f64, f64), toward: Toward) {
    let stroke = |d: String, fill: Option<Color>| {
        Primitive::Path(Box::new(PathData {
            d,
            fill,
            stroke: Color::from(INK),
            stroke_width: 1.8,
            opacity: None,
            stroke_dasharray: None,
        }))
    };
    let (x, y) = tip;
    let back = match toward {
        Toward::Right => [(x - 9.0, y - 5.0), (x - 9.0, y + 5.0)],
        Toward::Down => [(x - 5.0, y - 9.0), (x + 5.0, y - 9.0)],
        Toward::Up => [(x - 5.0, y + 9.0), (x + 5.0, y + 9.0)],
    };
    scene.add(stroke(path.to_owned(), None));
    let head = format!("M {x} {y} L {} {} L {} {} Z", back[0].0, back[0].1, back[1].0, back[1].1);
    scene.add(stroke(head, Some(Color::from(INK))));
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toward {
    Right,
    Down,
    Up,
}

/// Arrows with numbers a year; what was drawn, in words.
fn draw_flows(scene: &mut Scene, answer: &Answer<'_>) -> Vec<String> {
    let mut told = Vec::new();
    let show = |measure, form: Form| {
        let found = answer.find(measure, "all").filter(says_something)?;
        form.say(&found)
    };
    let mut beside = |scene: &mut Scene, at: (f64, f64), anchor, lines: &[(String, Weight)]| {
        for (number, (text, weight)) in lines.iter().enumerate() {
            words(scene, (at.0, at.1 + 16.0 * number as f64), text, anchor, *weight);
        }
        told.push(lines.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" "));
    };
    use Weight::{Bold, Plain};
    if let Some(referred) = show(Measure::Referrals, Form::Amount) {
        arrow(scene, "M 8 190 L 130 190", (136.0, 190.0), Toward::Right);
        let mut lines = vec![(referred, Bold), ("referrals a year".to_owned(), Plain)];
        if let Some(new) = show(Measure::NewClients, Form::Amount) {
            lines.push((format!("({new} new)"), Plain));
        }
        beside(scene, (4.0, 142.0), TextAnchor::Start, &lines);
    }
    if let Some(opened) = show(Measure::StructuredStarts, Form::Amount) {
        arrow(scene, "M 280 78 C 300 42, 410 42, 430 72", (433.0, 80.0), Toward::Down);
        let line = (format!("{opened} begin structured treatment"), Plain);
        beside(scene, (355.0, 40.0), TextAnchor::Middle, &[line]);
    }
    if let Some(planned) = show(Measure::PlannedExits, Form::Amount) {
        arrow(scene, "M 752 190 L 880 190", (888.0, 190.0), Toward::Right);
        let mut lines = vec![(planned, Bold), ("planned exits a year".to_owned(), Plain)];
        if let Some(share) = show(Measure::PlannedShare, Form::Percentage) {
            lines.push((format!("{share} of all exits"), Plain));
            let from = if answer.has_care_plans() { "from treatment" } else { "" };
            lines.push((from.to_owned(), Plain));
        }
        let (above, below) = lines.split_at(2);
        beside(scene, (896.0, 158.0), TextAnchor::End, above);
        if !below.is_empty() {
            beside(scene, (896.0, 212.0), TextAnchor::End, below);
        }
    }
    if let Some(reached) = answer.find(Measure::ReachedStructured, "all").and_then(|it| it.mean) {
        arrow(scene, "M 172 258 C 150 284, 112 286, 100 312", (97.0, 321.0), Toward::Down);
        let share = format!("{:.1}%", 100.0 * (1.0 - reached));
        let lines = [
            (share, Bold),
            ("of referrals lost".to_owned(), Plain),
            ("before treatment".to_owned(), Plain),
        ];
        beside(scene, (68.0, 340.0), TextAnchor::Start, &lines);
    }
    if let Some(back) = show(Measure::RePresentations, Form::Amount) {
        arrow(
            scene,
            "M 884 236 C 884 452, 760 462, 450 462 C 150 462, 16 440, 16 206",
            (16.0, 198.0),
            Toward::Up,
        );
        let mut line = format!("{back} a year come back");
        if let Some(share) = show(Measure::BackWithin12Months, Form::Percentage) {
            line.push_str(&format!("; {share} of leavers are back within 12 months"));
        }
        beside(scene, (450.0, 445.0), TextAnchor::Middle, &[(line, Plain)]);
    }
    told
}

/// Each intervention of the main strand, and what came next.
fn flows(answer: &Answer<'_>) -> Vec<Vec<Cell>> {
    let interventions = &answer.model().system().interventions;
    let dash = || Cell::figure("–");
    interventions
        .iter()
        .filter_map(|intervention| {
            let name = &intervention.name;
            let known =
                NEXT.map(|(next, ..)| answer.find(Measure::NextShare, &format!("{name}>{next}")));
            known.iter().flatten().next()?;
            let cell = |measure, form: Form| {
                let found = answer.find(measure, name).filter(says_something);
                found
                    .and_then(|found| form.show(&found))
                    .map_or_else(dash, |shown| Cell::figure(shown.mean))
            };
            answer.find(Measure::Starts, name).filter(says_something)?;
            let mut row = vec![
                Cell::words(readable(name)),
                Cell::words(component(intervention)),
                cell(Measure::Starts, Form::Amount),
                cell(Measure::Running, Form::Amount),
                cell(Measure::LengthMean, Form::Duration),
            ];
            row.extend(known.into_iter().map(|share| match share.and_then(|share| share.mean) {
                Some(share) if share > 0.0 => Cell::figure(format!("{:.1}%", 100.0 * share)),
                _ => Cell::figure("–"),
            }));
            Some(row)
        })
        .collect()
}

/// What came next after each intervention of the main strand, as ribbons.
fn moves(answer: &Answer<'_>) -> Option<Figure> {
    let interventions = &answer.model().system().interventions;
    let mut found: Vec<(&str, f64, [f64; NEXT.len()])> = interventions
        .iter()
        .filter_map(|intervention| {
            let name = intervention.name.as_str();
            let share =
                |next: &str| answer.find(Measure::NextShare, &format!("{name}>{next}"))?.mean;
            let shares = NEXT.map(|(next, _, _)| share(next).unwrap_or(0.0));
            let starts = answer.find(Measure::Starts, name)?.mean?;
            (shares.iter().sum::<f64>() > 0.0 && starts > 0.0).then_some((name, starts, shares))
        })
        .collect();
    if found.len() < PICTURE {
        return None;
    }
    let all: f64 = found.iter().map(|(_, starts, _)| starts).sum();
    let fine = found.len();
    found.retain(|(_, starts, _)| starts / all > THIN);
    let mut plot =
        SankeyPlot::new().with_node_width(14.0).with_node_gap(11.0).with_link_opacity(0.45);
    let mut told = Vec::new();
    // A thing of the left and one of the right are told apart by the number beside their names.
    let begun = |name: &str, starts: f64| format!("{} {}", readable(name), grouped(starts, 0));
    let yearly =
        |at: usize| found.iter().map(|(_, starts, shares)| starts * shares[at]).sum::<f64>();
    let followed = |at: usize| {
        let yearly = yearly(at);
        format!("{} {}", grouped(yearly, 0), NEXT[at].1)
    };
    for (name, starts, _) in &found {
        let label = begun(name, *starts);
        plot = plot.with_node_color(label.clone(), GREY).with_node_column(label, 0);
    }
    for (at, (_, _, color)) in NEXT.iter().enumerate().filter(|(at, _)| yearly(*at) > 0.0) {
        plot = plot.with_node_color(followed(at), *color).with_node_column(followed(at), 1);
    }
    for (name, starts, shares) in &found {
        let mut parts = Vec::new();
        for (at, ((_, words, color), share)) in NEXT.iter().zip(shares).enumerate() {
            let yearly = starts * share;
            if yearly > 0.0 {
                plot = plot.with_link_colored(begun(name, *starts), followed(at), yearly, *color);
            }
            if *share >= 0.05 {
                parts.push(format!("{:.0}% {words}", 100.0 * share));
            }
        }
        told.push(format!(
            "{} ({} a year): {}",
            readable(name),
            grouped(*starts, 0),
            parts.join(", ")
        ));
    }
    let plots = vec![Plot::Sankey(plot.with_per_link_colors())];
    let height = 28.0 * found.len() as f64 + 60.0;
    let scene = ribbons(plots, height);
    let rest = if found.len() < fine {
        " Interventions that hardly anybody begins are left to the table."
    } else {
        ""
    };
    let reading = format!(
        "To the left interventions of the main strand in {} with their starts a year, to the right what came next with about how many a year (starts, \
         shared out by what came next: the table below has the figures).{rest}",
        readable(&answer.first().name)
    );
    Some(Figure {
        id: "moves",
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

fn component(intervention: &Intervention) -> &'static str {
    match intervention.component {
        Component::Engagement => "engagement",
        Component::Delivery => "delivery",
        Component::CommunityIntegration => "community integration",
        Component::Completion => "completion",
    }
}
