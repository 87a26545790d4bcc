//! simu-des: processes over resources, after SimPy. A client is a process that asks for places; whoever gives up lets go of
//! the request. Two futures are raced by futures-util, which keeps them on the client's own stack; the engine's `any_of!`
//! allocates both anew at each wait and cannot hand over the place.

use futures_util::future::{Either, select};
use peers::{
    DETOX_PLACES, Draws, Journey, KEYWORKING_PLACES, MINUTES, Queue, REHAB_PLACES, SERVERS, WEEKS,
};
use simu::{EnvHandle, Resource, ResourceGuard, SimEnv};
use std::cell::RefCell;
use std::pin::pin;
use std::process::ExitCode;
use std::rc::Rc;

/// What all processes of the journey share.
struct System {
    env: EnvHandle,
    draws: RefCell<Draws>,
    seen: RefCell<Journey>,
    triage: Resource,
    keyworking: Resource,
    detox: Resource,
    rehab: Resource,
}

impl System {
    fn draw<T>(&self, draw: impl FnOnce(&mut Draws) -> T) -> T {
        draw(&mut self.draws.borrow_mut())
    }

    fn see(&self, note: impl FnOnce(&mut Journey)) {
        note(&mut self.seen.borrow_mut());
    }

    async fn wait(&self, weeks: f64) {
        self.env.timeout(weeks).await;
    }

    /// A place, unless the client gives up first; how long that takes is drawn when there is a wait.
    async fn place_or(
        &self,
        of: &Resource,
        patience: fn(&mut Draws) -> f64,
    ) -> Option<ResourceGuard> {
        let gives_up = pin!(async { self.wait(self.draw(patience)).await });
        match select(of.request(), gives_up).await {
            Either::Left((place, _)) => Some(place),
            Either::Right(_) => None,
        }
    }
}

/// How one referral ends.
enum Exit {
    GaveUp,
    DroppedOut,
    Completed,
}

async fn treatment(system: &System) -> Exit {
    let env = &system.env;
    let since = env.now();
    let Some(place) = system.place_or(&system.triage, Draws::triage_patience).await else {
        system.see(|seen| seen.gave_up_triage += 1);
        return Exit::GaveUp;
    };
    system.see(|seen| seen.triage.serve(env.now() - since));
    system.wait(system.draw(Draws::triage)).await;
    drop(place);

    let since = env.now();
    let Some(keyworker) = system.place_or(&system.keyworking, Draws::keyworking_patience).await
    else {
        system.see(|seen| seen.gave_up_keyworking += 1);
        return Exit::GaveUp;
    };
    system.see(|seen| seen.keyworking.serve(env.now() - since));
    let (course, drop_out) = system.draw(|draws| (draws.course(), draws.drop_out()));
    system.wait(course.min(drop_out)).await;
    if drop_out < course {
        return Exit::DroppedOut;
    }

    if system.draw(Draws::goes_to_detox) {
        let since = env.now();
        let Some(place) = system.place_or(&system.detox, Draws::drop_out).await else {
            return Exit::DroppedOut;
        };
        drop(keyworker);
        system.see(|seen| seen.detox.serve(env.now() - since));
        system.wait(system.draw(Draws::detox)).await;
        drop(place);

        let since = env.now();
        let _place = system.rehab.request().await;
        system.see(|seen| seen.rehab.serve(env.now() - since));
        system.wait(system.draw(Draws::rehab)).await;
    }
    Exit::Completed
}

async fn client(system: Rc<System>) {
    loop {
        system.see(|seen| seen.referrals += 1);
        let back = match treatment(&system).await {
            Exit::GaveUp => None,
            Exit::DroppedOut => {
                system.see(|seen| seen.drop_outs += 1);
                system.draw(Draws::return_from_dropping_out)
            }
            Exit::Completed => {
                system.see(|seen| seen.completions += 1);
                let Some(weeks) = system.draw(Draws::relapse) else { return };
                system.wait(weeks).await;
                system.see(|seen| seen.relapses += 1);
                system.draw(Draws::return_from_relapse)
            }
        };
        let Some(weeks) = back else { return };
        system.wait(weeks).await;
    }
}

async fn referrals(system: Rc<System>) {
    loop {
        system.wait(system.draw(Draws::referral)).await;
        system.env.spawn(client(Rc::clone(&system)));
    }
}

fn journey(triage_places: usize, seed: u64) -> Journey {
    let mut env = SimEnv::new();
    let system = Rc::new(System {
        env: env.handle(),
        draws: RefCell::new(Draws::new(seed)),
        seen: RefCell::default(),
        triage: Resource::new(triage_places),
        keyworking: Resource::new(KEYWORKING_PLACES),
        detox: Resource::new(DETOX_PLACES),
        rehab: Resource::new(REHAB_PLACES),
    });
    env.spawn(referrals(Rc::clone(&system)));
    env.run_until(WEEKS);
    system.seen.take()
}

/// What all processes of the plain queue share.
struct Counter {
    env: EnvHandle,
    draws: RefCell<Draws>,
    seen: RefCell<Queue>,
    servers: Resource,
}

async fn customer(counter: Rc<Counter>) {
    let since = counter.env.now();
    let _server = counter.servers.request().await;
    counter.seen.borrow_mut().starts.serve(counter.env.now() - since);
    let minutes = counter.draws.borrow_mut().service();
    counter.env.timeout(minutes).await;
    counter.seen.borrow_mut().ends += 1;
}

async fn arrivals(counter: Rc<Counter>) {
    loop {
        let minutes = counter.draws.borrow_mut().arrival();
        counter.env.timeout(minutes).await;
        counter.seen.borrow_mut().arrivals += 1;
        counter.env.spawn(customer(Rc::clone(&counter)));
    }
}

fn queue(seed: u64) -> Queue {
    let mut env = SimEnv::new();
    let counter = Rc::new(Counter {
        env: env.handle(),
        draws: RefCell::new(Draws::new(seed)),
        seen: RefCell::default(),
        servers: Resource::new(SERVERS),
    });
    env.spawn(arrivals(Rc::clone(&counter)));
    env.run_until(MINUTES);
    counter.seen.take()
}

fn main() -> ExitCode {
    peers::run(journey, queue)
}
