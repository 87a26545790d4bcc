//! Waits worked out client by client from when they come and how long they are served: Lindley's recursion for one
//! server, Kiefer and Wolfowitz's for several, and the same with a number of servers that changes. No calendar and no
//! list: first come, first served is in the recursion.

/// One server: W(n+1) = max(0, W(n) + S(n) - T(n)), T being the time between two arrivals (Lindley 1952).
pub(crate) fn lindley(clients: &[(f64, f64)]) -> Vec<f64> {
    let mut waits = vec![0.0; clients.len().min(1)];
    for pair in clients.windows(2) {
        let [(came, service), (next, _)] = [pair[0], pair[1]];
        waits.push((waits[waits.len() - 1] + service - (next - came)).max(0.0));
    }
    waits
}

/// Several servers: the work ahead of each, in ascending order; a client waits for the least, adds their service to it,
/// and all of it goes down by the time to the next arrival (Kiefer and Wolfowitz 1955, "On the theory of queues with
/// many servers", Transactions of the American Mathematical Society 78, 1-18).
pub(crate) fn kiefer_wolfowitz(clients: &[(f64, f64)], servers: usize) -> Vec<f64> {
    let mut work = vec![0.0; servers];
    let mut last = 0.0;
    let wait = |&(came, service): &(f64, f64)| {
        for ahead in &mut work {
            *ahead = (*ahead - (came - last)).max(0.0);
        }
        last = came;
        work.sort_by(f64::total_cmp);
        let wait = work[0];
        work[0] += service;
        wait
    };
    clients.iter().map(wait).collect()
}

/// The same with servers who come and go at given instants, `(instant, servers from then on)`: when there are to be
/// fewer, those who would be free first go as soon as they are free.
pub(crate) fn changing_servers(
    clients: &[(f64, f64)],
    servers: usize,
    changes: &[(f64, usize)],
) -> Vec<f64> {
    let mut free = vec![0.0f64; servers];
    let mut changes = changes.iter().peekable();
    let wait = |&(came, service): &(f64, f64)| {
        loop {
            free.sort_by(f64::total_cmp);
            let begins = free.first().map_or(f64::INFINITY, |free| free.max(came));
            let Some(&(at, servers)) = changes.next_if(|(at, _)| *at <= begins) else {
                if let Some(first) = free.first_mut() {
                    *first = begins + service;
                }
                return begins - came;
            };
            let fewer = free.len().saturating_sub(servers);
            free.drain(..fewer);
            free.resize(servers, at);
        }
    };
    clients.iter().map(wait).collect()
}

#[test]
fn waits_by_hand() {
    // Come at 0, 1, 2, 10; served 3 each. One server is free at 3, 6, 9.
    let clients = [(0.0, 3.0), (1.0, 3.0), (2.0, 3.0), (10.0, 3.0)];
    assert_eq!(lindley(&clients), [0.0, 2.0, 4.0, 0.0]);
    assert_eq!(kiefer_wolfowitz(&clients, 1), [0.0, 2.0, 4.0, 0.0]);
    // Two: the third waits for the first to be done.
    assert_eq!(kiefer_wolfowitz(&clients, 2), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(changing_servers(&clients, 2, &[]), [0.0, 0.0, 1.0, 0.0]);
    // A second one from 1.5: the second client is served then, the third when the first is done, at 3.
    assert_eq!(changing_servers(&clients, 1, &[(1.5, 2)]), [0.0, 0.5, 1.0, 0.0]);
    // Only one of two from 1.5, as soon as one is free: the third waits till the second is done, at 4.
    assert_eq!(changing_servers(&clients, 2, &[(1.5, 1)]), [0.0, 0.0, 2.0, 0.0]);
    // None from 1.5 to 20.
    assert_eq!(changing_servers(&clients, 1, &[(1.5, 0), (20.0, 1)]), [0.0, 19.0, 21.0, 16.0]);
}

#[test]
fn a_server_more_or_less_would_be_noticed() {
    let clients: Vec<(f64, f64)> =
        (0..1000).map(|n| (f64::from(n), f64::from(n * 7 % 11) * 0.57)).collect();
    let three = kiefer_wolfowitz(&clients, 3);
    assert!(three.iter().any(|wait| *wait > 0.0));
    assert_ne!(three, kiefer_wolfowitz(&clients, 4));
    let shuffled: Vec<(f64, f64)> =
        clients.iter().map(|(came, service)| (*came, 5.7 - service)).collect();
    assert_ne!(three, kiefer_wolfowitz(&shuffled, 3));
    let same = changing_servers(&clients, 3, &[]);
    assert!(three.iter().zip(same).all(|(one, other)| (one - other).abs() < 1e-9));
}
