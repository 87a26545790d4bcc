//! Open networks: Jackson.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

#[cfg(test)]
use super::near;
use super::{Queue, mmc};

/// A node of an open network of queues.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Arrivals from outside.
    pub(crate) arrivals: f64,
    /// Mean service.
    pub(crate) service: f64,
    pub(crate) servers: u32,
    /// Share who go on to each node; the rest leave.
    pub(crate) onward: Vec<f64>,
}

/// An open network (Jackson 1957): the arrivals at each node solve rate_j = outside_j + sum of
/// rate_i onward_ij, and each node is then an M/M/c queue of its own.
pub(crate) fn jackson(nodes: &[Node]) -> Vec<Queue> {
    let mut rates: Vec<f64> = nodes.iter().map(|node| node.arrivals).collect();
    // The rounds through the network add up geometrically.
    for _ in 0..10_000 {
        rates = (0..nodes.len())
            .map(|to| {
                let inside = nodes.iter().zip(&rates).map(|(node, rate)| rate * node.onward[to]);
                nodes[to].arrivals + inside.sum::<f64>()
            })
            .collect();
    }
    let queues = nodes.iter().zip(rates);
    queues.map(|(node, rate)| mmc(rate, node.service, node.servers)).collect()
}

#[test]
fn feedback_adds_up_geometrically() {
    // A quarter return: 0.45 / (1 - 1/4) = 0.6 arrivals at one server, L = 1.5.
    let back = Node { arrivals: 0.45, service: 1.0, servers: 1, onward: vec![0.25] };
    assert!(near(jackson(&[back])[0].present, 1.5));
    // All go from the first to the second, half of those return: 2 x 0.3 at each.
    let first = Node { arrivals: 0.3, service: 1.0, servers: 1, onward: vec![0.0, 1.0] };
    let second = Node { arrivals: 0.0, service: 2.0, servers: 2, onward: vec![0.5, 0.0] };
    let queues = jackson(&[first, second]);
    assert!(near(queues[0].present, 1.5));
    assert!(near(queues[1].waiting, mmc(0.6, 2.0, 2).waiting));
}

#[test]
fn the_values_noted_in_the_scenario_of_two_desks_are_those_of_the_formula() {
    let front = Node { arrivals: 0.45, service: 1.0, servers: 1, onward: vec![0.0, 1.0] };
    let back = Node { arrivals: 0.0, service: 2.0, servers: 2, onward: vec![0.25, 0.0] };
    let desks = jackson(&[front, back]);
    assert!((desks[0].waiting - 0.9).abs() < 1e-9 && (desks[1].waiting - 0.675).abs() < 1e-9);
}
