//! The rows of an event log, as small as they can be: numbers for everything that has a name.

use crate::records::Strand;
use crate::units::Days;

/// What sort of thing a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// An episode opens: at an instant.
    Referral,
    /// On the waiting list of a service.
    Waiting,
    /// An intervention runs.
    Intervention,
    /// The place with a keyworker is held.
    Keyworker,
    /// A place is kept for a client in custody.
    KeptPlace,
    /// The care plan is open.
    CarePlan,
    /// In custody.
    Custody,
    /// A risk befalls the client: at an instant.
    Risk,
    /// An exit: at an instant.
    Exit,
    /// A full waiting list: at an instant.
    TurnedAway,
    /// An appointment that was not kept: at an instant.
    Missed,
    /// The client's keyworker leaves: at an instant.
    KeyworkerLeft,
    /// The client leaves the simulation: at an instant.
    Left,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Kind; 13] = [
        Kind::Referral,
        Kind::Waiting,
        Kind::Intervention,
        Kind::Keyworker,
        Kind::KeptPlace,
        Kind::CarePlan,
        Kind::Custody,
        Kind::Risk,
        Kind::Exit,
        Kind::TurnedAway,
        Kind::Missed,
        Kind::KeyworkerLeft,
        Kind::Left,
    ];
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// What sort of thing.
    pub kind: Kind,
    /// Which of its sort: the service, intervention, risk or exit; 0 where there is one only.
    pub which: u16,
}

/// How an activity ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Outcome {
    /// It has no length.
    Instant,
    /// It had not ended when the run did.
    Open,
    /// An intervention ran its full course.
    Completed,
    /// An intervention was cut short.
    CutShort,
    /// A wait led to a place or an appointment.
    Served,
    /// A wait did not.
    GaveUp,
    /// Anything else that lasts is over.
    Ended,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Outcome; 7] = [
        Outcome::Instant,
        Outcome::Open,
        Outcome::Completed,
        Outcome::CutShort,
        Outcome::Served,
        Outcome::GaveUp,
        Outcome::Ended,
    ];
}

/// One activity of one client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// By what the client came first, among [`Model::origins`](crate::model::Model::origins): a route, or those there at the start.
    pub route: u16,
    /// Number of the client within that, from 0.
    pub number: u32,
    /// Number of the episode, from 1; 0 before the first.
    pub episode: u32,
    /// What it is about.
    pub activity: Activity,
    /// On which strand; none: it concerns the client as a whole.
    pub strand: Option<Strand>,
    /// When it started.
    pub start: Days,
    /// When it ended; meaningless while it is open.
    pub end: Days,
    /// How it ended.
    pub outcome: Outcome,
    /// The service that is waited for or whose place is had.
    pub service: Option<u16>,
    /// Number of the place, from 0.
    pub place: Option<u32>,
    /// The intervention that runs, or is waited for.
    pub intervention: Option<u16>,
}

impl Row {
    /// When it ended; none while it is open.
    #[must_use]
    pub fn ended(&self) -> Option<Days> {
        (self.outcome != Outcome::Open).then_some(self.end)
    }
}

/// Rows, and beside each the levels of some attributes at its start.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    rows: Vec<Row>,
    levels: Vec<u8>,
    width: usize,
}

impl Rows {
    /// No rows, with room for the levels of so many attributes beside each.
    #[must_use]
    pub fn new(width: usize) -> Rows {
        Rows { rows: Vec::new(), levels: Vec::new(), width }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Levels beside each row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row, with a level of each attribute.
    pub fn push(&mut self, row: Row, levels: impl IntoIterator<Item = u8>) {
        self.rows.push(row);
        self.levels.extend(levels);
        debug_assert_eq!(self.levels.len(), self.rows.len() * self.width);
    }

    /// All rows, in order.
    #[must_use]
    pub fn all(&self) -> &[Row] {
        &self.rows
    }

    /// The levels beside a row.
    #[must_use]
    pub fn levels(&self, index: usize) -> &[u8] {
        &self.levels[index * self.width..][..self.width]
    }

    /// Takes a row out and puts it at the end of others, ended so.
    pub(super) fn end(&mut self, index: usize, at: Days, outcome: Outcome, to: &mut Rows) {
        let row = Row { end: at, outcome, ..self.rows.remove(index) };
        let levels = index * self.width..(index + 1) * self.width;
        to.push(row, self.levels.drain(levels));
    }

    /// Takes all rows away; the memory stays.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.levels.clear();
    }
}
