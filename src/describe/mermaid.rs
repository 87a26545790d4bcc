//! Flowcharts as Mermaid text.

use crate::names::capital;

/// How a node is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Where clients come from: slanted.
    Route,
    /// What is delivered: a box.
    Box,
    /// What runs alongside: rounded.
    Alongside,
    /// A planned exit: a stadium.
    Planned,
    /// Any other exit: a stadium with a thin border.
    Unplanned,
    /// A state in which risks run: a hexagon.
    State,
}

/// How an edge is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// The planned way on, with the share where there is one.
    Solid(Option<String>),
    /// What may befall, by name.
    Dotted(String),
}

/// A node of a flowchart.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) shape: Shape,
    /// Lines of its label.
    pub(super) label: Vec<String>,
    /// The title of the group in which it stands.
    pub(super) group: Option<String>,
}

/// An edge between nodes.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) line: Line,
}

/// A flowchart.
#[derive(Debug, Default)]
pub(super) struct Flowchart {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// The longest line of a label. \[characters\]
const WIDEST: usize = 28;

impl Flowchart {
    /// The text of the flowchart, from left to right.
    pub(super) fn text(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        let mut groups: Vec<&str> = Vec::new();
        for group in self.nodes.iter().filter_map(|node| node.group.as_deref()) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        for node in self.nodes.iter().filter(|node| node.group.is_none()) {
            text.push_str(&format!("  {}\n", declared(node)));
        }
        for (number, group) in groups.iter().enumerate() {
            text.push_str(&format!("  subgraph g{number}[\"{}\"]\n", quoted(&capital(group))));
            for node in self.nodes.iter().filter(|node| node.group.as_deref() == Some(group)) {
                text.push_str(&format!("    {}\n", declared(node)));
            }
            text.push_str("  end\n");
        }
        for edge in &self.edges {
            let (from, to) = (&edge.from, &edge.to);
            text.push_str(&match &edge.line {
                Line::Solid(None) => format!("  {from} --> {to}\n"),
                Line::Solid(Some(share)) => format!("  {from} -->|\"{}\"| {to}\n", quoted(share)),
                Line::Dotted(risk) => format!("  {from} -. \"{}\" .-> {to}\n", quoted(risk)),
            });
        }
        for (class, style, shape) in [
            ("planned", "stroke-width:3px", Shape::Planned),
            ("state", "stroke-dasharray:4 3", Shape::State),
        ] {
            let of: Vec<&str> = self
                .nodes
                .iter()
                .filter(|node| node.shape == shape)
                .map(|node| node.id.as_str())
                .collect();
            if !of.is_empty() {
                text.push_str(&format!("  classDef {class} {style}\n"));
                text.push_str(&format!("  class {} {class}\n", of.join(",")));
            }
        }
        text
    }
}

fn declared(node: &Node) -> String {
    let label: Vec<String> = node.label.iter().map(|line| broken(&quoted(line))).collect();
    let label = label.join("<br/>");
    let (open, close) = match node.shape {
        Shape::Route => ("[/", "/]"),
        Shape::Box => ("[", "]"),
        Shape::Alongside => ("(", ")"),
        Shape::Planned | Shape::Unplanned => ("([", "])"),
        Shape::State => ("{{", "}}"),
    };
    format!("{}{open}\"{label}\"{close}", node.id)
}

/// A text without what would end a label.
fn quoted(text: &str) -> String {
    text.replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}

/// A text in lines of moderate width.
fn broken(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDEST {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("<br/>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flowchart_declares_its_nodes_in_groups_and_then_its_edges() {
        let node = |id: &str, shape, label: &str, group: Option<&str>| Node {
            id: id.to_owned(),
            shape,
            label: vec![label.to_owned()],
            group: group.map(str::to_owned),
        };
        let chart = Flowchart {
            nodes: vec![
                node("r_door", Shape::Route, "door", None),
                node(
                    "i_care",
                    Shape::Box,
                    "care \"of\" all kinds and for everybody",
                    Some("delivery"),
                ),
            ],
            edges: vec![Edge {
                from: "r_door".to_owned(),
                to: "i_care".to_owned(),
                line: Line::Dotted("by chance".to_owned()),
            }],
        };
        let expected = "flowchart LR\n  r_door[/\"door\"/]\n  subgraph g0[\"Delivery\"]\n    \
            i_care[\"care #quot;of#quot; all<br/>kinds and for everybody\"]\n  end\n  \
            r_door -. \"by chance\" .-> i_care\n";
        assert!(chart.text().starts_with(expected), "{}", chart.text());
    }
}
