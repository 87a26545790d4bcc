//! The journey: a model for the community and for each service.

use crate::clock::{WEEK, later, waited};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use peers::{DETOX_PLACES, Draws, Journey, KEYWORKING_PLACES, Line, REHAB_PLACES, WEEKS};
use serde::{Deserialize, Serialize};

/// What every model has: its line, its draws and what it has seen. None of it is ever saved.
#[derive(Default, Serialize, Deserialize)]
struct Part {
    #[serde(skip)]
    line: Line<MonotonicTime>,
    #[serde(skip)]
    draws: Draws,
    #[serde(skip)]
    seen: Journey,
    report: Output<Journey>,
}

impl Part {
    fn new(places: usize, seed: u64) -> Self {
        Self { line: Line::new(places), draws: Draws::new(seed), ..Self::default() }
    }
}

/// Where referrals come from, and where clients are after treatment.
#[derive(Default, Serialize, Deserialize)]
struct Community {
    part: Part,
    referral: Output<()>,
}

#[Model]
impl Community {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.schedule_referral(cx);
    }

    fn schedule_referral(&mut self, cx: &Context<Self>) {
        let weeks = later(self.part.draws.referral(), WEEK);
        cx.schedule_event(weeks, schedulable!(Self::first_referral), ()).expect("later");
    }

    #[nexosim(schedulable)]
    async fn first_referral(&mut self, _: (), cx: &Context<Self>) {
        self.schedule_referral(cx);
        self.returns().await;
    }

    #[nexosim(schedulable)]
    async fn returns(&mut self) {
        self.part.seen.referrals += 1;
        self.referral.send(()).await;
    }

    fn dropped_out(&mut self, _: (), cx: &Context<Self>) {
        self.part.seen.drop_outs += 1;
        if let Some(weeks) = self.part.draws.return_from_dropping_out() {
            cx.schedule_event(later(weeks, WEEK), schedulable!(Self::returns), ()).expect("later");
        }
    }

    fn completed(&mut self, _: (), cx: &Context<Self>) {
        self.part.seen.completions += 1;
        if let Some(weeks) = self.part.draws.relapse() {
            cx.schedule_event(later(weeks, WEEK), schedulable!(Self::relapses), ()).expect("later");
        }
    }

    #[nexosim(schedulable)]
    fn relapses(&mut self, _: (), cx: &Context<Self>) {
        self.part.seen.relapses += 1;
        if let Some(weeks) = self.part.draws.return_from_relapse() {
            cx.schedule_event(later(weeks, WEEK), schedulable!(Self::returns), ()).expect("later");
        }
    }

    async fn report(&mut self) {
        self.part.report.send(self.part.seen.clone()).await;
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Triage {
    part: Part,
    done: Output<()>,
}

#[Model]
impl Triage {
    fn joins(&mut self, _: (), cx: &Context<Self>) {
        if self.part.line.take() {
            self.start(cx.time(), cx);
        } else {
            let ticket = self.part.line.join(cx.time());
            let patience = later(self.part.draws.triage_patience(), WEEK);
            cx.schedule_event(patience, schedulable!(Self::gives_up), ticket).expect("later");
        }
    }

    fn start(&mut self, since: MonotonicTime, cx: &Context<Self>) {
        self.part.seen.triage.serve(waited(since, cx.time(), WEEK));
        let weeks = later(self.part.draws.triage(), WEEK);
        cx.schedule_event(weeks, schedulable!(Self::ends), ()).expect("later");
    }

    #[nexosim(schedulable)]
    fn gives_up(&mut self, ticket: u64) {
        if self.part.line.leave(ticket).is_some() {
            self.part.seen.gave_up_triage += 1;
        }
    }

    #[nexosim(schedulable)]
    async fn ends(&mut self, _: (), cx: &Context<Self>) {
        if let Some(since) = self.part.line.give_back() {
            self.start(since, cx);
        }
        self.done.send(()).await;
    }

    async fn report(&mut self) {
        self.part.report.send(self.part.seen.clone()).await;
    }
}

/// Keyworkers' places, held for delivery.
#[derive(Default, Serialize, Deserialize)]
struct Keyworking {
    part: Part,
    dropped_out: Output<()>,
    completed: Output<()>,
    to_detox: Output<()>,
}

#[Model]
impl Keyworking {
    fn joins(&mut self, _: (), cx: &Context<Self>) {
        if self.part.line.take() {
            self.start(cx.time(), cx);
        } else {
            let ticket = self.part.line.join(cx.time());
            let patience = later(self.part.draws.keyworking_patience(), WEEK);
            cx.schedule_event(patience, schedulable!(Self::gives_up), ticket).expect("later");
        }
    }

    #[nexosim(schedulable)]
    fn gives_up(&mut self, ticket: u64) {
        if self.part.line.leave(ticket).is_some() {
            self.part.seen.gave_up_keyworking += 1;
        }
    }

    fn start(&mut self, since: MonotonicTime, cx: &Context<Self>) {
        self.part.seen.keyworking.serve(waited(since, cx.time(), WEEK));
        let (course, drop_out) = (self.part.draws.course(), self.part.draws.drop_out());
        if drop_out < course {
            cx.schedule_event(later(drop_out, WEEK), schedulable!(Self::drops_out), ())
        } else {
            cx.schedule_event(later(course, WEEK), schedulable!(Self::ends), ())
        }
        .expect("later");
    }

    /// A client goes: to detoxification, out of it, or for good.
    fn give_back(&mut self, _: (), cx: &Context<Self>) {
        if let Some(since) = self.part.line.give_back() {
            self.start(since, cx);
        }
    }

    #[nexosim(schedulable)]
    async fn drops_out(&mut self, _: (), cx: &Context<Self>) {
        self.give_back((), cx);
        self.dropped_out.send(()).await;
    }

    #[nexosim(schedulable)]
    async fn ends(&mut self, _: (), cx: &Context<Self>) {
        if self.part.draws.goes_to_detox() {
            self.to_detox.send(()).await;
        } else {
            self.give_back((), cx);
            self.completed.send(()).await;
        }
    }

    async fn report(&mut self) {
        self.part.report.send(self.part.seen.clone()).await;
    }
}

/// Beds for detoxification; the keyworker's place is kept until one is free.
#[derive(Default, Serialize, Deserialize)]
struct Detox {
    part: Part,
    keyworker_back: Output<()>,
    dropped_out: Output<()>,
    done: Output<()>,
}

#[Model]
impl Detox {
    async fn joins(&mut self, _: (), cx: &Context<Self>) {
        if self.part.line.take() {
            self.start(cx.time(), cx).await;
        } else {
            let ticket = self.part.line.join(cx.time());
            let patience = later(self.part.draws.drop_out(), WEEK);
            cx.schedule_event(patience, schedulable!(Self::gives_up), ticket).expect("later");
        }
    }

    #[nexosim(schedulable)]
    async fn gives_up(&mut self, ticket: u64) {
        if self.part.line.leave(ticket).is_some() {
            self.keyworker_back.send(()).await;
            self.dropped_out.send(()).await;
        }
    }

    async fn start(&mut self, since: MonotonicTime, cx: &Context<Self>) {
        self.part.seen.detox.serve(waited(since, cx.time(), WEEK));
        let weeks = later(self.part.draws.detox(), WEEK);
        cx.schedule_event(weeks, schedulable!(Self::ends), ()).expect("later");
        self.keyworker_back.send(()).await;
    }

    #[nexosim(schedulable)]
    async fn ends(&mut self, _: (), cx: &Context<Self>) {
        if let Some(since) = self.part.line.give_back() {
            self.start(since, cx).await;
        }
        self.done.send(()).await;
    }

    async fn report(&mut self) {
        self.part.report.send(self.part.seen.clone()).await;
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Rehab {
    part: Part,
    completed: Output<()>,
}

#[Model]
impl Rehab {
    fn joins(&mut self, _: (), cx: &Context<Self>) {
        if self.part.line.take() {
            self.start(cx.time(), cx);
        } else {
            self.part.line.join(cx.time());
        }
    }

    fn start(&mut self, since: MonotonicTime, cx: &Context<Self>) {
        self.part.seen.rehab.serve(waited(since, cx.time(), WEEK));
        let weeks = later(self.part.draws.rehab(), WEEK);
        cx.schedule_event(weeks, schedulable!(Self::ends), ()).expect("later");
    }

    #[nexosim(schedulable)]
    async fn ends(&mut self, _: (), cx: &Context<Self>) {
        if let Some(since) = self.part.line.give_back() {
            self.start(since, cx);
        }
        self.completed.send(()).await;
    }

    async fn report(&mut self) {
        self.part.report.send(self.part.seen.clone()).await;
    }
}

pub(crate) fn run(triage_places: usize, seed: u64) -> Result<Journey, SimulationError> {
    // Each model has draws of its own.
    let seeds = |part: u64| seed * 8 + part;
    let mut community = Community { part: Part::new(0, seeds(0)), ..Default::default() };
    let mut triage = Triage { part: Part::new(triage_places, seeds(1)), ..Default::default() };
    let mut keyworking =
        Keyworking { part: Part::new(KEYWORKING_PLACES, seeds(2)), ..Default::default() };
    let mut detox = Detox { part: Part::new(DETOX_PLACES, seeds(3)), ..Default::default() };
    let mut rehab = Rehab { part: Part::new(REHAB_PLACES, seeds(4)), ..Default::default() };

    let community_mailbox = Mailbox::new();
    let triage_mailbox = Mailbox::new();
    let keyworking_mailbox = Mailbox::new();
    let detox_mailbox = Mailbox::new();
    let rehab_mailbox = Mailbox::new();

    community.referral.connect(Triage::joins, &triage_mailbox);
    triage.done.connect(Keyworking::joins, &keyworking_mailbox);
    keyworking.dropped_out.connect(Community::dropped_out, &community_mailbox);
    keyworking.completed.connect(Community::completed, &community_mailbox);
    keyworking.to_detox.connect(Detox::joins, &detox_mailbox);
    detox.keyworker_back.connect(Keyworking::give_back, &keyworking_mailbox);
    detox.dropped_out.connect(Community::dropped_out, &community_mailbox);
    detox.done.connect(Rehab::joins, &rehab_mailbox);
    rehab.completed.connect(Community::completed, &community_mailbox);

    let (sink, mut reports) = event_queue(SinkState::Enabled);
    community.part.report.connect_sink(sink.clone());
    triage.part.report.connect_sink(sink.clone());
    keyworking.part.report.connect_sink(sink.clone());
    detox.part.report.connect_sink(sink.clone());
    rehab.part.report.connect_sink(sink);

    let mut bench = SimInit::with_num_threads(1);
    let report = EventSource::new()
        .connect(Community::report, &community_mailbox)
        .connect(Triage::report, &triage_mailbox)
        .connect(Keyworking::report, &keyworking_mailbox)
        .connect(Detox::report, &detox_mailbox)
        .connect(Rehab::report, &rehab_mailbox)
        .register(&mut bench);
    let mut simulation = bench
        .add_model(community, community_mailbox, "community")
        .add_model(triage, triage_mailbox, "triage")
        .add_model(keyworking, keyworking_mailbox, "keyworking")
        .add_model(detox, detox_mailbox, "detox")
        .add_model(rehab, rehab_mailbox, "rehab")
        .init(MonotonicTime::EPOCH)?;
    simulation.step_until(later(WEEKS, WEEK))?;
    simulation.process_event(&report, ())?;

    let mut seen = Journey::default();
    while let Some(part) = reports.try_read() {
        seen.add(&part);
    }
    Ok(seen)
}
