//! odem-rs: agents whose life is an async function. Its one resource is a facility for a single user; a service with many
//! places is a channel that holds a token for each. A wait that may be given up is a fork, and only a real wait is one.

use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use peers::{
    DETOX_PLACES, Draws, Journey, KEYWORKING_PLACES, MINUTES, Queue, REHAB_PLACES, SERVERS, WEEKS,
};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::process::ExitCode;

/// A service: a token for each of its places.
struct Places {
    free: Receiver<()>,
    back: Sender<()>,
}

/// A place that goes back when it is dropped.
struct Place<'a>(&'a Places);

impl Places {
    fn new(count: usize) -> Self {
        let (back, free) = channel(VecDeque::with_capacity(count));
        for _ in 0..count {
            back.try_send(()).expect("the channel is open and has room");
        }
        Self { free, back }
    }

    fn free_now(&self) -> Option<Place<'_>> {
        self.free.try_recv().is_ok().then(|| Place(self))
    }

    async fn wait(&self) -> Place<'_> {
        self.free.recv().await.expect("the channel is open");
        Place(self)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // At the end of the run there may be nobody left to give it to.
        let _ = self.0.back.try_send(());
    }
}

/// What all agents of the journey share.
#[derive(Config)]
struct System {
    draws: RefCell<Draws>,
    seen: RefCell<Journey>,
    triage: Places,
    keyworking: Places,
    detox: Places,
    rehab: Places,
}

impl System {
    fn draw<T>(&self, draw: impl FnOnce(&mut Draws) -> T) -> T {
        draw(&mut self.draws.borrow_mut())
    }

    fn see(&self, note: impl FnOnce(&mut Journey)) {
        note(&mut self.seen.borrow_mut());
    }
}

/// A place, unless the client gives up first.
async fn place_or<'a>(
    sim: &'a Sim<System>,
    of: &'a Places,
    patience: fn(&mut Draws) -> f64,
) -> Option<Place<'a>> {
    if let Some(place) = of.free_now() {
        return Some(place);
    }
    let patience = sim.global().draw(patience);
    sim.fork(async { Some(of.wait().await) })
        .or(async {
            sim.advance(patience).await;
            None
        })
        .await
}

/// How one referral ends.
enum Exit {
    GaveUp,
    DroppedOut,
    Completed,
}

async fn treatment(sim: &Sim<System>) -> Exit {
    let system = sim.global();
    let since = sim.now();
    let Some(place) = place_or(sim, &system.triage, Draws::triage_patience).await else {
        system.see(|seen| seen.gave_up_triage += 1);
        return Exit::GaveUp;
    };
    system.see(|seen| seen.triage.serve(sim.now() - since));
    sim.advance(system.draw(Draws::triage)).await;
    drop(place);

    let since = sim.now();
    let Some(keyworker) = place_or(sim, &system.keyworking, Draws::keyworking_patience).await
    else {
        system.see(|seen| seen.gave_up_keyworking += 1);
        return Exit::GaveUp;
    };
    system.see(|seen| seen.keyworking.serve(sim.now() - since));
    let (course, drop_out) = system.draw(|draws| (draws.course(), draws.drop_out()));
    sim.advance(course.min(drop_out)).await;
    if drop_out < course {
        return Exit::DroppedOut;
    }

    if system.draw(Draws::goes_to_detox) {
        let since = sim.now();
        let Some(place) = place_or(sim, &system.detox, Draws::drop_out).await else {
            return Exit::DroppedOut;
        };
        drop(keyworker);
        system.see(|seen| seen.detox.serve(sim.now() - since));
        sim.advance(system.draw(Draws::detox)).await;
        drop(place);

        let since = sim.now();
        let _place = system.rehab.wait().await;
        system.see(|seen| seen.rehab.serve(sim.now() - since));
        sim.advance(system.draw(Draws::rehab)).await;
    }
    Exit::Completed
}

struct Client;

impl Behavior<System> for Client {
    type Output = ();

    async fn actions(&self, sim: &Sim<System>) {
        let system = sim.global();
        loop {
            system.see(|seen| seen.referrals += 1);
            let back = match treatment(sim).await {
                Exit::GaveUp => None,
                Exit::DroppedOut => {
                    system.see(|seen| seen.drop_outs += 1);
                    system.draw(Draws::return_from_dropping_out)
                }
                Exit::Completed => {
                    system.see(|seen| seen.completions += 1);
                    let Some(weeks) = system.draw(Draws::relapse) else { return };
                    sim.advance(weeks).await;
                    system.see(|seen| seen.relapses += 1);
                    system.draw(Draws::return_from_relapse)
                }
            };
            let Some(weeks) = back else { return };
            sim.advance(weeks).await;
        }
    }
}

fn journey(triage_places: usize, seed: u64) -> Journey {
    let simulator = Simulator::new(System {
        draws: RefCell::new(Draws::new(seed)),
        seen: RefCell::default(),
        triage: Places::new(triage_places),
        keyworking: Places::new(KEYWORKING_PLACES),
        detox: Places::new(DETOX_PLACES),
        rehab: Places::new(REHAB_PLACES),
    });
    simulator
        .run(async |sim: &Sim<System>| {
            sim.arrivals(|| sim.global().draw(Draws::referral))
                .during(WEEKS)
                .spawn(|| Client)
                .await;
        })
        .expect("there is always a next referral");
    simulator.inner().seen.take()
}

/// What all agents of the plain queue share.
#[derive(Config)]
struct Counter {
    draws: RefCell<Draws>,
    seen: RefCell<Queue>,
    servers: Places,
}

struct Customer;

impl Behavior<Counter> for Customer {
    type Output = ();

    async fn actions(&self, sim: &Sim<Counter>) {
        let counter = sim.global();
        counter.seen.borrow_mut().arrivals += 1;
        let since = sim.now();
        let _server = counter.servers.wait().await;
        counter.seen.borrow_mut().starts.serve(sim.now() - since);
        let minutes = counter.draws.borrow_mut().service();
        sim.advance(minutes).await;
        counter.seen.borrow_mut().ends += 1;
    }
}

fn queue(seed: u64) -> Queue {
    let simulator = Simulator::new(Counter {
        draws: RefCell::new(Draws::new(seed)),
        seen: RefCell::default(),
        servers: Places::new(SERVERS),
    });
    simulator
        .run(async |sim: &Sim<Counter>| {
            sim.arrivals(|| sim.global().draws.borrow_mut().arrival())
                .during(MINUTES)
                .spawn(|| Customer)
                .await;
        })
        .expect("there is always a next customer");
    simulator.inner().seen.take()
}

fn main() -> ExitCode {
    peers::run(journey, queue)
}
