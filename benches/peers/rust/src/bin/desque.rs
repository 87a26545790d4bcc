//! desque: a list of events, each a type of its own that is executed on the whole system. It has no services and cannot
//! cancel an event: whoever is served first is no longer in the line when their patience ends.

use desque::serial::{OkEvent, Simulation};
use desque::{SimState, SimTime};
use peers::{
    DETOX_PLACES, Draws, Journey, KEYWORKING_PLACES, Line, MINUTES, Queue, REHAB_PLACES, SERVERS,
    WEEKS,
};
use std::cmp::Ordering;
use std::process::ExitCode;

/// An instant.
#[derive(Clone, Copy, Debug)]
struct Time(f64);

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Time {}

impl SimTime for Time {}

/// The run is over.
#[derive(Debug)]
struct Over;

/// The journey's system. Who waits in a line is since when.
struct System {
    draws: Draws,
    triage: Line<f64>,
    keyworking: Line<f64>,
    detox: Line<f64>,
    rehab: Line<f64>,
    seen: Journey,
    is_over: bool,
}

impl SimState<Time> for System {
    fn is_complete(&self, _: &Time) -> bool {
        self.is_over
    }
}

impl OkEvent<System, Time> for Over {
    fn execute(&mut self, simulation: &mut Run) {
        simulation.state_mut().is_over = true;
    }
}

type Run = Simulation<System, Time>;

fn now(run: &Run) -> f64 {
    run.current_time().0
}

/// Schedules an event after so many weeks, none of which is less than nothing.
fn after(run: &mut Run, weeks: f64, event: impl OkEvent<System, Time> + 'static) {
    let at = Time(now(run) + weeks);
    run.schedule(event, at).expect("no draw is negative");
}

#[derive(Debug)]
struct FirstReferral;
#[derive(Debug)]
struct Return;
#[derive(Debug)]
struct TriageEnds;
#[derive(Debug)]
struct GivesUpTriage(u64);
#[derive(Debug)]
struct GivesUpKeyworking(u64);
#[derive(Debug)]
struct DropsOut;
#[derive(Debug)]
struct DeliveryEnds;
/// Drops out while waiting for detoxification.
#[derive(Debug)]
struct GivesUpDetox(u64);
#[derive(Debug)]
struct DetoxEnds;
#[derive(Debug)]
struct RehabEnds;
#[derive(Debug)]
struct Relapses;

fn refer(run: &mut Run) {
    let now = now(run);
    let state = run.state_mut();
    state.seen.referrals += 1;
    if state.triage.take() {
        start_triage(run, now);
    } else {
        let ticket = state.triage.join(now);
        let patience = state.draws.triage_patience();
        after(run, patience, GivesUpTriage(ticket));
    }
}

fn start_triage(run: &mut Run, since: f64) {
    let waited = now(run) - since;
    let state = run.state_mut();
    state.seen.triage.serve(waited);
    let weeks = state.draws.triage();
    after(run, weeks, TriageEnds);
}

fn start_delivery(run: &mut Run, since: f64) {
    let waited = now(run) - since;
    let state = run.state_mut();
    state.seen.keyworking.serve(waited);
    let (course, drop_out) = (state.draws.course(), state.draws.drop_out());
    if drop_out < course {
        after(run, drop_out, DropsOut);
    } else {
        after(run, course, DeliveryEnds);
    }
}

fn give_keyworker_back(run: &mut Run) {
    if let Some(since) = run.state_mut().keyworking.give_back() {
        start_delivery(run, since);
    }
}

fn drop_out(run: &mut Run) {
    give_keyworker_back(run);
    let state = run.state_mut();
    state.seen.drop_outs += 1;
    if let Some(weeks) = state.draws.return_from_dropping_out() {
        after(run, weeks, Return);
    }
}

/// The keyworker's place was kept until now.
fn start_detox(run: &mut Run, since: f64) {
    give_keyworker_back(run);
    let waited = now(run) - since;
    let state = run.state_mut();
    state.seen.detox.serve(waited);
    let weeks = state.draws.detox();
    after(run, weeks, DetoxEnds);
}

fn start_rehab(run: &mut Run, since: f64) {
    let waited = now(run) - since;
    let state = run.state_mut();
    state.seen.rehab.serve(waited);
    let weeks = state.draws.rehab();
    after(run, weeks, RehabEnds);
}

fn complete(run: &mut Run) {
    let state = run.state_mut();
    state.seen.completions += 1;
    if let Some(weeks) = state.draws.relapse() {
        after(run, weeks, Relapses);
    }
}

impl OkEvent<System, Time> for FirstReferral {
    fn execute(&mut self, run: &mut Run) {
        let weeks = run.state_mut().draws.referral();
        after(run, weeks, FirstReferral);
        refer(run);
    }
}

impl OkEvent<System, Time> for Return {
    fn execute(&mut self, run: &mut Run) {
        refer(run);
    }
}

impl OkEvent<System, Time> for GivesUpTriage {
    fn execute(&mut self, run: &mut Run) {
        let state = run.state_mut();
        if state.triage.leave(self.0).is_some() {
            state.seen.gave_up_triage += 1;
        }
    }
}

impl OkEvent<System, Time> for TriageEnds {
    fn execute(&mut self, run: &mut Run) {
        if let Some(since) = run.state_mut().triage.give_back() {
            start_triage(run, since);
        }
        let now = now(run);
        let state = run.state_mut();
        if state.keyworking.take() {
            start_delivery(run, now);
        } else {
            let ticket = state.keyworking.join(now);
            let patience = state.draws.keyworking_patience();
            after(run, patience, GivesUpKeyworking(ticket));
        }
    }
}

impl OkEvent<System, Time> for GivesUpKeyworking {
    fn execute(&mut self, run: &mut Run) {
        let state = run.state_mut();
        if state.keyworking.leave(self.0).is_some() {
            state.seen.gave_up_keyworking += 1;
        }
    }
}

impl OkEvent<System, Time> for DropsOut {
    fn execute(&mut self, run: &mut Run) {
        drop_out(run);
    }
}

impl OkEvent<System, Time> for DeliveryEnds {
    fn execute(&mut self, run: &mut Run) {
        let now = now(run);
        let state = run.state_mut();
        if !state.draws.goes_to_detox() {
            give_keyworker_back(run);
            complete(run);
        } else if state.detox.take() {
            start_detox(run, now);
        } else {
            let ticket = state.detox.join(now);
            let patience = state.draws.drop_out();
            after(run, patience, GivesUpDetox(ticket));
        }
    }
}

impl OkEvent<System, Time> for GivesUpDetox {
    fn execute(&mut self, run: &mut Run) {
        if run.state_mut().detox.leave(self.0).is_some() {
            drop_out(run);
        }
    }
}

impl OkEvent<System, Time> for DetoxEnds {
    fn execute(&mut self, run: &mut Run) {
        if let Some(since) = run.state_mut().detox.give_back() {
            start_detox(run, since);
        }
        let now = now(run);
        let state = run.state_mut();
        if state.rehab.take() {
            start_rehab(run, now);
        } else {
            state.rehab.join(now);
        }
    }
}

impl OkEvent<System, Time> for RehabEnds {
    fn execute(&mut self, run: &mut Run) {
        if let Some(since) = run.state_mut().rehab.give_back() {
            start_rehab(run, since);
        }
        complete(run);
    }
}

impl OkEvent<System, Time> for Relapses {
    fn execute(&mut self, run: &mut Run) {
        let state = run.state_mut();
        state.seen.relapses += 1;
        if let Some(weeks) = state.draws.return_from_relapse() {
            after(run, weeks, Return);
        }
    }
}

fn journey(triage_places: usize, seed: u64) -> Journey {
    let state = System {
        draws: Draws::new(seed),
        triage: Line::new(triage_places),
        keyworking: Line::new(KEYWORKING_PLACES),
        detox: Line::new(DETOX_PLACES),
        rehab: Line::new(REHAB_PLACES),
        seen: Journey::default(),
        is_over: false,
    };
    let mut run = Simulation::new(state, Time(0.0));
    after(&mut run, WEEKS, Over);
    let first = run.state_mut().draws.referral();
    after(&mut run, first, FirstReferral);
    run.run().expect("no event fails");
    std::mem::take(&mut run.state_mut().seen)
}

/// The plain queue's system.
struct Counter {
    draws: Draws,
    line: Line<f64>,
    seen: Queue,
    is_over: bool,
}

impl SimState<Time> for Counter {
    fn is_complete(&self, _: &Time) -> bool {
        self.is_over
    }
}

impl OkEvent<Counter, Time> for Over {
    fn execute(&mut self, simulation: &mut Simulation<Counter, Time>) {
        simulation.state_mut().is_over = true;
    }
}

#[derive(Debug)]
struct Arrives;
#[derive(Debug)]
struct ServiceEnds;

fn start_service(simulation: &mut Simulation<Counter, Time>, since: f64) {
    let now = simulation.current_time().0;
    let state = simulation.state_mut();
    state.seen.starts.serve(now - since);
    let end = Time(now + state.draws.service());
    simulation.schedule(ServiceEnds, end).expect("no draw is negative");
}

impl OkEvent<Counter, Time> for Arrives {
    fn execute(&mut self, simulation: &mut Simulation<Counter, Time>) {
        let now = simulation.current_time().0;
        let state = simulation.state_mut();
        state.seen.arrivals += 1;
        let next = Time(now + state.draws.arrival());
        let is_served = state.line.take();
        if !is_served {
            state.line.join(now);
        }
        simulation.schedule(Arrives, next).expect("no draw is negative");
        if is_served {
            start_service(simulation, now);
        }
    }
}

impl OkEvent<Counter, Time> for ServiceEnds {
    fn execute(&mut self, simulation: &mut Simulation<Counter, Time>) {
        let state = simulation.state_mut();
        state.seen.ends += 1;
        if let Some(since) = state.line.give_back() {
            start_service(simulation, since);
        }
    }
}

fn queue(seed: u64) -> Queue {
    let mut draws = Draws::new(seed);
    let first = Time(draws.arrival());
    let state = Counter { draws, line: Line::new(SERVERS), seen: Queue::default(), is_over: false };
    let mut simulation = Simulation::new(state, Time(0.0));
    simulation.schedule(Over, Time(MINUTES)).expect("the end comes after the beginning");
    simulation.schedule(Arrives, first).expect("no draw is negative");
    simulation.run().expect("no event fails");
    std::mem::take(&mut simulation.state_mut().seen)
}

fn main() -> ExitCode {
    peers::run(journey, queue)
}
