//! The plain queue: a model for those who come and one for those who serve.

use crate::clock::{MINUTE, later, waited};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use peers::{Draws, Line, MINUTES, Queue, SERVERS};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
struct Customers {
    #[serde(skip)]
    draws: Draws,
    arrival: Output<()>,
}

#[Model]
impl Customers {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.schedule_arrival(cx);
    }

    fn schedule_arrival(&mut self, cx: &Context<Self>) {
        let minutes = later(self.draws.arrival(), MINUTE);
        cx.schedule_event(minutes, schedulable!(Self::arrives), ()).expect("later");
    }

    #[nexosim(schedulable)]
    async fn arrives(&mut self, _: (), cx: &Context<Self>) {
        self.schedule_arrival(cx);
        self.arrival.send(()).await;
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Counter {
    #[serde(skip)]
    draws: Draws,
    #[serde(skip)]
    line: Line<MonotonicTime>,
    #[serde(skip)]
    seen: Queue,
    report: Output<Queue>,
}

#[Model]
impl Counter {
    fn joins(&mut self, _: (), cx: &Context<Self>) {
        self.seen.arrivals += 1;
        if self.line.take() {
            self.start(cx.time(), cx);
        } else {
            self.line.join(cx.time());
        }
    }

    fn start(&mut self, since: MonotonicTime, cx: &Context<Self>) {
        self.seen.starts.serve(waited(since, cx.time(), MINUTE));
        let minutes = later(self.draws.service(), MINUTE);
        cx.schedule_event(minutes, schedulable!(Self::ends), ()).expect("later");
    }

    #[nexosim(schedulable)]
    fn ends(&mut self, _: (), cx: &Context<Self>) {
        self.seen.ends += 1;
        if let Some(since) = self.line.give_back() {
            self.start(since, cx);
        }
    }

    async fn report(&mut self) {
        self.report.send(self.seen.clone()).await;
    }
}

pub(crate) fn run(seed: u64) -> Result<Queue, SimulationError> {
    let mut customers = Customers { draws: Draws::new(seed * 8), ..Default::default() };
    let mut counter =
        Counter { draws: Draws::new(seed * 8 + 1), line: Line::new(SERVERS), ..Default::default() };
    let customers_mailbox = Mailbox::new();
    let counter_mailbox = Mailbox::new();
    customers.arrival.connect(Counter::joins, &counter_mailbox);
    let (sink, mut reports) = event_queue(SinkState::Enabled);
    counter.report.connect_sink(sink);

    let mut bench = SimInit::with_num_threads(1);
    let report = EventSource::new().connect(Counter::report, &counter_mailbox).register(&mut bench);
    let mut simulation = bench
        .add_model(customers, customers_mailbox, "customers")
        .add_model(counter, counter_mailbox, "counter")
        .init(MonotonicTime::EPOCH)?;
    simulation.step_until(later(MINUTES, MINUTE))?;
    simulation.process_event(&report, ())?;
    Ok(reports.try_read().unwrap_or_default())
}
