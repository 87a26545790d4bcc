//! The pathway of the main strand as a flowchart: routes, interventions by component, exits, and the risks
//! that move a client. What looks alike is drawn once, and what is rare is left out.

use super::conditions::states;
use super::mermaid::{Edge, Flowchart, Line, Node, Shape};
use super::telling::Telling;
use super::ways::shares;
use super::words::percentage;
use crate::names::{joined, readable};
use crate::scenario::Said;

/// Ways on that are taken by fewer are left out, unless nothing else leads there.
const RARE: f64 = 0.1;

/// A drawn pathway, and what is left out of it.
pub(super) struct Pathway {
    pub(super) chart: Flowchart,
    /// Ways on that are not drawn.
    pub(super) left_out: usize,
}

/// Several things that are drawn as one.
struct Group<'a> {
    id: String,
    names: Vec<&'a str>,
}

/// A way from a group to a named thing, before the rare ones are left out.
#[derive(Clone)]
struct Way {
    from: String,
    to: String,
    /// The largest share in any case.
    share: f64,
    line: Line,
}

/// Draws the pathway.
pub(super) fn pathway(telling: &Telling<'_>) -> Pathway {
    let mut drawing =
        Drawing { telling, chart: Flowchart::default(), groups: Vec::new(), ways: Vec::new() };
    drawing.routes();
    drawing.interventions();
    drawing.exits_lead_on();
    drawing.risks();
    drawing.exits();
    drawing.finish()
}

struct Drawing<'t, 'a> {
    telling: &'t Telling<'a>,
    chart: Flowchart,
    groups: Vec<Group<'a>>,
    ways: Vec<Way>,
}

impl<'a> Drawing<'_, 'a> {
    fn group_of(&self, name: &str) -> Option<&str> {
        let found = self.groups.iter().find(|group| group.names.contains(&name));
        found.map(|group| group.id.as_str())
    }

    /// Routes that lead to the same are one.
    fn routes(&mut self) {
        let mut groups: Vec<(&Said, Vec<&str>)> = Vec::new();
        for (name, route) in self.telling.section("routes") {
            let Some(enters) = route.get("enters") else { continue };
            match groups.iter_mut().find(|(same, _)| *same == enters) {
                Some((_, names)) => names.push(name),
                None => groups.push((enters, vec![name])),
            }
        }
        for (enters, names) in groups {
            let id = format!("r_{}", names[0]);
            self.node(&id, Shape::Route, each(&names), Some("routes"));
            self.lead(&id, &[enters]);
        }
    }

    /// Interventions of one component and setting from which the same ways lead on are one.
    fn interventions(&mut self) {
        type Kind<'a> = (String, Vec<&'a str>);
        let mut groups: Vec<(Kind<'a>, Vec<&'a (String, Said)>)> = Vec::new();
        for thing in self.telling.section("interventions") {
            let Some(then) = thing.1.get("then") else { continue };
            let setting = thing.1.get("setting").and_then(Said::text).unwrap_or_default();
            let component = thing.1.get("component").and_then(Said::text).unwrap_or_default();
            let group = if setting == "prison" { "prison" } else { component };
            let mut targets: Vec<&str> =
                cases(then).into_iter().flat_map(shares).map(|it| it.0).collect();
            targets.sort_unstable();
            targets.dedup();
            let kind = (format!("{group} {setting}"), targets);
            match groups.iter_mut().find(|(same, _)| *same == kind) {
                Some((_, members)) => members.push(thing),
                None => groups.push((kind, vec![thing])),
            }
        }
        let order = ["engagement", "delivery", "community_integration", "completion", "prison"];
        for part in order {
            for ((kind, _), members) in &groups {
                if kind.split(' ').next() == Some(part) {
                    self.intervention(part, members);
                }
            }
        }
        for (_, members) in &groups {
            let id = format!("i_{}", members[0].0);
            let then: Vec<&Said> = members.iter().filter_map(|thing| thing.1.get("then")).collect();
            self.lead(&id, &then);
            let closes = members.iter().filter_map(|thing| thing.1.get("closes_as")?.text());
            let closes: Vec<&str> = closes.collect();
            if let Some(exit) = closes.first() {
                let line = Line::Dotted("ends the episode".to_owned());
                self.ways.push(Way { from: id, to: (*exit).to_owned(), share: 1.0, line });
            }
        }
    }

    fn intervention(&mut self, part: &str, members: &[&'a (String, Said)]) {
        let names: Vec<&str> = members.iter().map(|thing| thing.0.as_str()).collect();
        let id = format!("i_{}", names[0]);
        let mut services: Vec<&str> =
            members.iter().filter_map(|thing| thing.1.get("service")?.text()).collect();
        services.dedup();
        let mut label = each(&names);
        if !services.is_empty() {
            label.push(format!("({})", words(&services)));
        }
        let group = if part == "prison" { "in prison" } else { part };
        self.node(&id, Shape::Box, label, Some(&readable(group)));
        self.groups.push(Group { id, names });
    }

    /// What follows an exit outside the care plan.
    fn exits_lead_on(&mut self) {
        for (name, exit) in self.telling.section("exits") {
            if let Some(then) = exit.get("then") {
                self.lead(&exit_id(name), &[then]);
            }
        }
    }

    /// One dotted edge for each risk and for each case of where it leads, to where it most often leads.
    fn risks(&mut self) {
        for (name, risk) in self.telling.section("risks") {
            let (Some(then), Some(stretch)) = (risk.get("then"), risk.get("while")) else {
                continue;
            };
            let during: Vec<String> = match stretch.get("during") {
                Some(during) => {
                    let ids = during.items().iter().filter_map(Said::text);
                    let mut ids: Vec<String> =
                        ids.filter_map(|name| self.group_of(name)).map(str::to_owned).collect();
                    ids.dedup();
                    ids
                }
                None => Vec::new(),
            };
            let from = if during.is_empty() || during.len() > 2 {
                vec![self.state(stretch)]
            } else {
                during
            };
            for case in cases(then) {
                // Added up over what is drawn as one.
                let mut sums: Vec<(String, &str, f64)> = Vec::new();
                for (to, share) in shares(case) {
                    let id = self.group_of(to).map_or_else(|| exit_id(to), str::to_owned);
                    match sums.iter_mut().find(|(same, ..)| *same == id) {
                        Some((.., sum)) => *sum += share,
                        None => sums.push((id, to, share)),
                    }
                }
                let most = sums.iter().map(|sum| sum.2).fold(0.0, f64::max);
                for (_, to, share) in &sums {
                    // What is not most often gets a share below all that is drawn.
                    let share = if *share >= most { 1.0 } else { share * RARE * 0.9 };
                    for id in &from {
                        let line = Line::Dotted(readable(name));
                        self.ways.push(Way { from: id.clone(), to: (*to).to_owned(), share, line });
                    }
                }
            }
        }
    }

    /// The node of a state in which risks run.
    fn state(&mut self, stretch: &Said) -> String {
        let words = states(stretch);
        let label = format!("anyone {}", words.strip_prefix("while ").unwrap_or(&words));
        let known = self.chart.nodes.iter().find(|node| node.label == [label.as_str()]);
        if let Some(node) = known {
            return node.id.clone();
        }
        let count = self.chart.nodes.iter().filter(|node| node.shape == Shape::State).count();
        let id = format!("s_{count}");
        self.node(&id, Shape::State, vec![label], None);
        id
    }

    /// Exits to which the same ways lead are one, the planned ones apart.
    fn exits(&mut self) {
        let mut groups: Vec<(Vec<String>, bool, Vec<&'a str>)> = Vec::new();
        for (name, exit) in self.telling.section("exits") {
            let mut from: Vec<String> = self
                .ways
                .iter()
                .filter(|way| way.to == *name)
                .map(|way| format!("{} {:?}", way.from, dotted(&way.line)))
                .collect();
            from.sort();
            from.dedup();
            let planned = exit.get("planned").is_some_and(Said::is_true);
            let alone = exit.get("then").is_some() || planned;
            let known =
                groups.iter_mut().find(|(ways, p, _)| !alone && *ways == from && *p == planned);
            match known {
                Some((.., names)) => names.push(name),
                None => groups.push((from, planned, vec![name])),
            }
        }
        for (_, planned, names) in groups {
            let shape = if planned { Shape::Planned } else { Shape::Unplanned };
            let id = exit_id(names[0]);
            self.node(&id, shape, each(&names), Some("exits"));
            self.groups.push(Group { id, names });
        }
    }

    /// Adds the ways on by shares or cases; `all` are those of every member of a group.
    fn lead(&mut self, from: &str, all: &[&Said]) {
        let all = if all.windows(2).all(|pair| pair[0] == pair[1]) {
            &all[..all.len().min(1)]
        } else {
            all
        };
        let several = all.len() > 1 || all.iter().any(|then| cases(then).len() > 1);
        for then in all {
            for case in cases(then) {
                for (to, share) in shares(case) {
                    let label = (!several && share < 1.0).then_some(share);
                    let line = Line::Solid(label.map(percentage));
                    self.ways.push(Way { from: from.to_owned(), to: to.to_owned(), share, line });
                }
            }
        }
    }

    fn node(&mut self, id: &str, shape: Shape, label: Vec<String>, group: Option<&str>) {
        let group = group.map(str::to_owned);
        self.chart.nodes.push(Node { id: id.to_owned(), shape, label, group });
    }

    /// Edges between what is drawn: one for each pair and kind, the rare ones left out.
    fn finish(mut self) -> Pathway {
        let mut edges: Vec<Way> = Vec::new();
        for way in &self.ways {
            let Some(to) = self.group_of(&way.to) else { continue };
            let from =
                self.group_of(way.from.strip_prefix("x_").unwrap_or("")).unwrap_or(&way.from);
            if from == to {
                continue;
            }
            let known = edges.iter_mut().find(|edge| {
                edge.from == from && edge.to == to && dotted(&edge.line) == dotted(&way.line)
            });
            match known {
                // Two ways drawn as one have no share of their own.
                Some(edge) => {
                    edge.share = edge.share.max(way.share);
                    if let Line::Solid(share) = &mut edge.line {
                        *share = None;
                    }
                }
                None => {
                    edges.push(Way { from: from.to_owned(), to: to.to_owned(), ..way.clone() });
                }
            }
        }
        let all = edges.len();
        let often: Vec<bool> = edges.iter().map(|edge| edge.share >= RARE).collect();
        let kept: Vec<Way> = edges
            .iter()
            .enumerate()
            .filter(|(at, edge)| {
                let others = || edges.iter().enumerate().filter(|(_, other)| other.to == edge.to);
                let best = others().map(|(_, other)| other.share).fold(0.0, f64::max);
                often[*at] || (others().all(|(at, _)| !often[at]) && edge.share >= best)
            })
            .map(|(_, edge)| edge.clone())
            .collect();
        self.chart.edges = kept
            .iter()
            .map(|way| Edge { from: way.from.clone(), to: way.to.clone(), line: way.line.clone() })
            .collect();
        Pathway { left_out: all - kept.len(), chart: self.chart }
    }
}

/// The four components of the journey with the interventions in each; those that run alongside stand together, rounded.
pub(super) fn components(telling: &Telling<'_>) -> Flowchart {
    let mut chart = Flowchart::default();
    for part in ["engagement", "delivery", "community_integration", "completion"] {
        for (shape, id) in [(Shape::Box, "main"), (Shape::Alongside, "alongside")] {
            let label: Vec<String> = telling
                .section("interventions")
                .iter()
                .filter(|(_, thing)| thing.get("component").and_then(Said::text) == Some(part))
                .filter(|(name, _)| telling.is_support(name) == (shape == Shape::Alongside))
                .map(|(name, _)| readable(name))
                .collect();
            if !label.is_empty() {
                let (id, group) = (format!("c_{part}_{id}"), Some(readable(part)));
                chart.nodes.push(Node { id, shape, label, group });
            }
        }
    }
    chart
}

fn exit_id(name: &str) -> String {
    format!("x_{name}")
}

fn dotted(line: &Line) -> Option<&str> {
    if let Line::Dotted(risk) = line { Some(risk) } else { None }
}

/// The targets of each case.
fn cases(then: &Said) -> Vec<&Said> {
    match then {
        Said::List(list) => list.iter().filter_map(|case| case.get("to")).collect(),
        target => vec![target],
    }
}

/// Names in words, each on a line of its own: some of them have an "and" in them.
fn each(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| readable(name)).collect()
}

fn words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| readable(name)).collect();
    joined(&names, "and")
}
