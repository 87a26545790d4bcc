//! The four components of the journey as overlapping ovals, after Figure 1 of *Models of care* (2006), with flows a year.
//!
//! No library draws the figure of the source, so its ovals are placed by hand.

use super::answer::Answer;
use super::draw::{WIDE, Weight, words};
use super::figure::{Figure, Panel};
use super::style::{GREY, INK};
use crate::findings::{Form, says_something};
use crate::names::{joined, readable};
use crate::statistics::Measure;
use kuva::render::color::Color;
use kuva::render::render::{PathData, Primitive, Scene, TextAnchor};

/// Fewer combinations of components are no picture.
const PICTURE: usize = 3;
/// Combinations that take a smaller share of the time are not worth a place in it.
const NOTHING: f64 = 0.000_05;

/// The combinations of components with the share of client time in each, the largest first.
pub(super) fn shares(answer: &Answer<'_>) -> Vec<(String, f64)> {
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
pub(super) fn combination(subject: &str) -> String {
    match subject {
        "none" => "none (between interventions, or waiting)".to_owned(),
        _ => joined(&subject.split('+').map(readable).collect::<Vec<_>>(), "and"),
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
        radii: (276.0, 84.0),
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

/// A combination of components, where its share stands, and from where a line leads to it.
type Place = (&'static str, (f64, f64), Option<(f64, f64)>);

/// Where shares stand.
const PLACES: [Place; 11] = [
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

/// What stands below the share of referrals that are lost, and where that stands.
const LOST: [&str; 2] = ["of referrals lost", "before treatment"];
const LOST_AT: (f64, f64) = (66.0, 340.0);

/// The figure; none where there are too few combinations for a picture.
pub(super) fn components(answer: &Answer<'_>) -> Option<Figure> {
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
        id: "components".to_owned(),
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
        let [first, second] = LOST.map(|words| (words.to_owned(), Plain));
        beside(scene, LOST_AT, TextAnchor::Start, &[(share, Bold), first, second]);
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

#[cfg(test)]
mod tests {
    use super::super::draw::width_of;
    use super::*;

    /// Room that is left between words and a line. \[px\]
    const ROOM: f64 = 6.0;

    /// The left edge of an oval between two heights.
    fn left_edge(oval: &Oval, top: f64, bottom: f64) -> f64 {
        let ((x, y), (a, b)) = (oval.center, oval.radii);
        let away = (y.clamp(top, bottom) - y).abs() / b;
        if away >= 1.0 { f64::INFINITY } else { x - a * libm::sqrt(1.0 - away * away) }
    }

    #[test]
    fn words_beside_the_ovals_do_not_touch_them() {
        for (number, words) in ["100.0%", LOST[0], LOST[1]].into_iter().enumerate() {
            let base = LOST_AT.1 + 16.0 * number as f64;
            for oval in &OVALS {
                let edge = left_edge(oval, base - 10.0, base + 3.0);
                assert!(LOST_AT.0 + width_of(words) + ROOM < edge, "{words}, {}", oval.name);
            }
        }
    }

    #[test]
    fn shares_stand_within_the_ovals_they_are_of_and_no_other() {
        let inside = |oval: &Oval, (x, y): (f64, f64)| {
            let across = (x - oval.center.0) / oval.radii.0;
            let up = (y - oval.center.1) / oval.radii.1;
            across * across + up * up < 1.0
        };
        for (components, at, line) in PLACES {
            // A line leads from where it belongs to where there is room for it.
            let at = line.unwrap_or(at);
            for oval in &OVALS {
                let name = oval.name.to_lowercase().replace(' ', "_");
                let is_of = components.split('+').any(|component| component == name);
                assert_eq!(inside(oval, at), is_of, "{components} in {name}");
            }
        }
    }
}
