//! The queues that have closed forms. Rates are per unit of time, times in that unit.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses another library's mathematics"
)]

/// Long-run averages of a queue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Queue {
    /// Share of the servers that is busy.
    pub(crate) utilisation: f64,
    /// Mean number waiting, Lq.
    pub(crate) waiting: f64,
    /// Mean wait of those admitted, Wq.
    pub(crate) wait: f64,
    /// Mean number present, L.
    pub(crate) present: f64,
    /// Mean stay of those admitted, W.
    pub(crate) stay: f64,
}

impl Queue {
    /// From the number waiting, by Little's law (Little 1961): Lq = rate Wq.
    fn little(waiting: f64, rate: f64, service: f64, servers: f64) -> Queue {
        let wait = waiting / rate;
        let busy = rate * service;
        let utilisation = busy / servers;
        Queue { utilisation, waiting, wait, present: waiting + busy, stay: wait + service }
    }
}

/// Share lost by `servers` offered `load` erlangs, without waiting (Erlang 1917):
/// B(0) = 1, B(n) = load B(n-1) / (n + load B(n-1)).
pub(crate) fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// Share who must wait for one of `servers` offered `load` erlangs, load < servers (Erlang 1917):
/// C = n B / (n - load (1 - B)).
pub(crate) fn erlang_c(servers: u32, load: f64) -> f64 {
    let (n, b) = (f64::from(servers), erlang_b(servers, load));
    n * b / (n - load * (1.0 - b))
}

/// M/M/c: Lq = C(c, a) a / (c - a) with a = arrivals x service (Kleinrock 1975, section 3.5).
pub(crate) fn mmc(arrivals: f64, service: f64, servers: u32) -> Queue {
    let (load, c) = (arrivals * service, f64::from(servers));
    Queue::little(erlang_c(servers, load) * load / (c - load), arrivals, service, c)
}

/// M/M/c/K: the share turned away when `most` are present, and the averages of the others
/// (Kleinrock 1975, section 3.6).
pub(crate) fn mmck(arrivals: f64, service: f64, servers: u32, most: u32) -> (f64, Queue) {
    let load = arrivals * service;
    let mut states = vec![1.0];
    for n in 1..=most {
        states.push(states[states.len() - 1] * load / f64::from(n.min(servers)));
    }
    let total: f64 = states.iter().sum();
    let lost = states[states.len() - 1] / total;
    let waiting: f64 = (0..=most)
        .zip(&states)
        .map(|(n, p)| f64::from(n.saturating_sub(servers)) * p / total)
        .sum();
    (lost, Queue::little(waiting, arrivals * (1.0 - lost), service, f64::from(servers)))
}

/// M/G/1 (Pollaczek 1930, Khinchine 1932): Wq = arrivals E\[S^2\] / (2 (1 - utilisation)).
pub(crate) fn mg1(arrivals: f64, mean: f64, variance: f64) -> Queue {
    let second = variance + mean * mean;
    let waiting = arrivals * arrivals * second / (2.0 * (1.0 - arrivals * mean));
    Queue::little(waiting, arrivals, mean, 1.0)
}

/// What becomes of clients who lose patience.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Impatient {
    /// Mean number waiting.
    pub(crate) waiting: f64,
    /// Share who give up.
    pub(crate) abandon: f64,
    /// Share of the servers that is busy.
    pub(crate) utilisation: f64,
    /// Share who find no server free.
    pub(crate) must_wait: f64,
}

/// Erlang-A, M/M/c+M (Palm 1957; Garnett, Mandelbaum and Reiman 2002): a birth-death process that is
/// left at rate min(n, c) / service + max(n - c, 0) / patience.
pub(crate) fn erlang_a(arrivals: f64, service: f64, patience: f64, servers: u32) -> Impatient {
    let mut weights = vec![1.0f64];
    let most = servers + (40.0 * arrivals * patience) as u32 + 200;
    for n in 1..=most {
        let leaving =
            f64::from(n.min(servers)) / service + f64::from(n.saturating_sub(servers)) / patience;
        let next = weights[weights.len() - 1] * arrivals / leaving;
        weights.push(next);
        if next > 1e200 {
            weights.iter_mut().for_each(|weight| *weight /= next);
        }
    }
    let total: f64 = weights.iter().sum();
    let states = (0u32..).zip(weights.iter().map(|weight| weight / total));
    let mut result = Impatient { waiting: 0.0, abandon: 0.0, utilisation: 0.0, must_wait: 0.0 };
    for (n, p) in states {
        result.waiting += f64::from(n.saturating_sub(servers)) * p;
        result.utilisation += f64::from(n.min(servers)) / f64::from(servers) * p;
        result.must_wait += if n >= servers { p } else { 0.0 };
    }
    result.abandon = result.waiting / patience / arrivals;
    result
}

/// M(t)/M/infinity in its periodic regime (Eick, Massey and Whitt 1993): the mean number present at
/// `instant` is the integral of rate(instant - u) exp(-u / service) over u > 0. The rate is constant
/// over each of the pieces `(length, rate)`, which repeat.
pub(crate) fn mt_infinite(pieces: &[(f64, f64)], service: f64, instant: f64) -> f64 {
    let period: f64 = pieces.iter().map(|(length, _)| length).sum();
    // From nobody at the start of a period: those who came in it and are still there after `time`.
    let grown = |time: f64| {
        let mut from = 0.0;
        let mut present = 0.0;
        for (length, rate) in pieces {
            let upto = (from + length).min(time);
            if upto > from {
                present += rate
                    * service
                    * (((upto - time) / service).exp() - ((from - time) / service).exp());
            }
            from += length;
        }
        present
    };
    let at_start = grown(period) / (1.0 - (-period / service).exp());
    let phase = instant.rem_euclid(period);
    at_start * (-phase / service).exp() + grown(phase)
}

/// Non-preemptive priority in M/G/1 (Cobham 1954): mean wait of each class `(arrivals, mean service,
/// mean square of service)`, first served first: W_k = W_0 / ((1 - s_(k-1)) (1 - s_k)), where W_0 is
/// half the sum of arrivals x mean square, and s_k the load of classes 1 to k.
pub(crate) fn cobham(classes: &[(f64, f64, f64)]) -> Vec<f64> {
    let residual: f64 = classes.iter().map(|(rate, _, square)| rate * square / 2.0).sum();
    let mut before = 0.0;
    let mut waits = Vec::new();
    for (rate, mean, _) in classes {
        let upto = before + rate * mean;
        waits.push(residual / ((1.0 - before) * (1.0 - upto)));
        before = upto;
    }
    waits
}

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

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12 * (1.0 + b.abs())
}

#[test]
fn erlangs_formulas_give_the_values_of_two_servers_and_one_erlang() {
    // B = (1/2) / (1 + 1 + 1/2) = 1/5, C = 1/3, Lq = (1/3) (1/2) / (1 - 1/2) = 1/3.
    assert!(near(erlang_b(2, 1.0), 0.2) && near(erlang_c(2, 1.0), 1.0 / 3.0));
    let queue = mmc(1.0, 1.0, 2);
    assert!(near(queue.waiting, 1.0 / 3.0) && near(queue.wait, 1.0 / 3.0));
    assert!(near(queue.present, 4.0 / 3.0) && near(queue.stay, 4.0 / 3.0));
    assert!(near(queue.utilisation, 0.5));
    // One server: L = rho / (1 - rho).
    assert!(near(mmc(0.8, 1.0, 1).present, 4.0));
}

#[test]
fn a_limited_queue_loses_what_its_full_state_says() {
    // One server, two present at most, load 1: each of three states a third of the time.
    let (lost, queue) = mmck(1.0, 1.0, 1, 2);
    assert!(near(lost, 1.0 / 3.0) && near(queue.waiting, 1.0 / 3.0));
    assert!(near(queue.wait, 0.5) && near(queue.utilisation, 2.0 / 3.0));
    // Nobody may wait: Erlang B. No limit to speak of: M/M/c.
    assert!(near(mmck(3.0, 1.0, 4, 4).0, erlang_b(4, 3.0)));
    assert!(near(mmck(1.0, 1.0, 2, 200).1.waiting, mmc(1.0, 1.0, 2).waiting));
}

#[test]
fn constant_service_halves_the_wait_of_exponential_service() {
    let exponential = mg1(0.8, 1.0, 1.0);
    assert!(near(exponential.wait, mmc(0.8, 1.0, 1).wait) && near(exponential.wait, 4.0));
    assert!(near(mg1(0.8, 1.0, 0.0).wait, 2.0));
}

#[test]
fn erlang_a_gives_the_table_of_treatment_slots() {
    // 10 a week, treatment of 52 weeks, patience of 12: worked out apart to the digits shown.
    let table = [
        (300, 50.77, 0.4231, 1.000, 1.000),
        (400, 27.70, 0.2308, 1.000, 0.996),
        (450, 16.26, 0.1355, 0.999, 0.927),
        (500, 5.89, 0.0491, 0.989, 0.566),
        (520, 2.84, 0.0236, 0.976, 0.333),
        (560, 0.19, 0.0016, 0.927, 0.032),
    ];
    for (slots, waiting, abandon, utilisation, must_wait) in table {
        let found = erlang_a(10.0, 52.0, 12.0, slots);
        assert!((found.waiting - waiting).abs() < 0.005_1, "{slots}: {found:?}");
        assert!((found.abandon - abandon).abs() < 0.000_051, "{slots}: {found:?}");
        assert!((found.utilisation - utilisation).abs() < 0.000_51, "{slots}: {found:?}");
        assert!((found.must_wait - must_wait).abs() < 0.000_51, "{slots}: {found:?}");
    }
    // Patience as long as service: everyone present leaves at one rate, so L is Poisson(load).
    let poisson = erlang_a(1.0, 1.0, 1.0, 1);
    assert!(near(poisson.utilisation, 1.0 - (-1f64).exp()));
    assert!(near(poisson.waiting, (-1f64).exp()));
}

#[test]
fn an_endless_server_forgets_its_arrivals_exponentially() {
    // On for one unit, off for the next, service of one: 1 / (1 + 1/e) at the end of the on time.
    let pieces = [(1.0, 1.0), (1.0, 0.0)];
    let peak = 1.0 / (1.0 + (-1f64).exp());
    assert!(near(mt_infinite(&pieces, 1.0, 1.0), peak));
    assert!(near(mt_infinite(&pieces, 1.0, 12.0), peak * (-1f64).exp()));
    assert!(near(mt_infinite(&[(2.0, 3.0), (5.0, 3.0)], 4.0, 1.3), 12.0));
}

#[test]
fn priority_moves_waits_between_classes_and_makes_none() {
    // Two classes of load 1/4: W_0 = 1/2, so 1/2 / (3/4) and 1/2 / (3/4 x 1/2).
    let waits = cobham(&[(0.25, 1.0, 2.0), (0.25, 1.0, 2.0)]);
    assert!(near(waits[0], 2.0 / 3.0) && near(waits[1], 4.0 / 3.0));
    // Kleinrock's conservation law (1965): the load-weighted mean wait is that without classes.
    let rates = [0.3, 0.2, 0.25];
    let waits = cobham(&rates.map(|rate| (rate, 1.0, 2.0)));
    let mean: f64 = waits.iter().zip(rates).map(|(wait, rate)| wait * rate).sum::<f64>() / 0.75;
    assert!(near(mean, mmc(0.75, 1.0, 1).wait));
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
fn the_values_noted_in_the_scenarios_of_this_folder_are_those_of_the_formulas() {
    let noted = |value: f64, note: f64| (value - note).abs() < 0.6e-5;
    assert!(noted(mmc(1.4, 1.0, 2).waiting, 1.34510) && noted(mmc(1.4, 1.0, 2).wait, 0.96078));
    assert!(noted(mmck(3.6, 1.0, 4, 10).0, 0.06717));
    assert!(noted(mg1(0.7, 1.0, 0.25).wait, 1.45833));
    let impatient = erlang_a(10.0, 1.0, 0.5, 10);
    assert!(noted(impatient.waiting, 0.73005) && noted(impatient.abandon, 0.14601));
    let waits = cobham(&[(0.3, 1.0, 2.0), (0.3, 1.0, 2.0)]);
    assert!(noted(waits[0], 0.85714) && noted(waits[1], 2.14286));
    let front = Node { arrivals: 0.45, service: 1.0, servers: 1, onward: vec![0.0, 1.0] };
    let back = Node { arrivals: 0.0, service: 2.0, servers: 2, onward: vec![0.25, 0.0] };
    let desks = jackson(&[front, back]);
    assert!(noted(desks[0].waiting, 0.9) && noted(desks[1].waiting, 0.675));
    // The mean over a day is that of the mean rate, 400 x 5; hour by hour it is not.
    let pieces = [(6.0, 200.0), (6.0, 400.0), (6.0, 600.0), (6.0, 400.0)];
    let over_a_day: f64 =
        (0..2400).map(|step| mt_infinite(&pieces, 5.0, (f64::from(step) + 0.5) / 100.0)).sum();
    assert!((over_a_day / 2400.0 - 2000.0).abs() < 0.01);
    assert!(mt_infinite(&pieces, 5.0, 18.0) > 2300.0 && mt_infinite(&pieces, 5.0, 6.0) < 1700.0);
}
