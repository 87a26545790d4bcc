//! Listens to a replication and makes rows of it.

use super::moments::{Moment, Moments};
use super::open::{Open, numbered};
use super::row::{Activity, Kind, Outcome, Row, Rows};
use crate::model::{AttributeId, InterventionId, Model, ServiceId, System};
use crate::records::{Client, Ending, Happening, Recorder, Strand};
use crate::units::Days;

/// Takes the rows of a replication, as they come.
pub trait Keeper {
    /// These are the next: [`ROWS_AT_ONCE`] or a few more in all calls but the last.
    fn keep(&mut self, rows: &Rows);

    /// Whether moments are kept too.
    fn wants_moments(&self) -> bool {
        false
    }

    /// These are the next moments, as many at once.
    fn keep_moments(&mut self, moments: &[Moment]) {
        let _ = moments;
    }
}

/// Rows that are handed on together.
pub const ROWS_AT_ONCE: usize = 1 << 18;

/// The attributes of which each row tells the level: those of `report_by`; the route stands in every row anyway.
pub fn reported(model: &Model) -> impl Iterator<Item = AttributeId> {
    model.report_by.iter().copied().filter(|by| *by != System::ROUTE)
}

/// One replication of a model, being written down.
pub struct Recording<'a> {
    model: &'a Model,
    reported: Vec<AttributeId>,
    /// Keys of those who are there at the start, in the order of the groups.
    keys: Vec<u32>,
    /// By slot.
    open: Vec<Open>,
    rows: Rows,
    /// How many of these have become moments.
    passed_on: usize,
    moments: Option<Moments>,
    /// What the last client who was served was served with: a place, if there is one, comes next.
    served: Option<(Strand, Option<InterventionId>)>,
    keeper: &'a mut dyn Keeper,
}

impl<'a> Recording<'a> {
    /// Nothing has happened yet.
    pub fn new(model: &'a Model, keeper: &'a mut dyn Keeper) -> Recording<'a> {
        let reported: Vec<AttributeId> = reported(model).collect();
        let rows = Rows::new(reported.len());
        let moments = keeper.wants_moments().then(Moments::default);
        Recording {
            model,
            reported,
            keys: model.group_keys(),
            open: Vec::new(),
            rows,
            passed_on: 0,
            moments,
            served: None,
            keeper,
        }
    }

    /// A row that begins now, of the client as a whole.
    fn row(&self, at: Days, client: Client<'_>, kind: Kind) -> Row {
        Row {
            route: self.open[client.slot as usize].route,
            number: client.who.number,
            episode: client.episode,
            activity: Activity { kind, which: 0 },
            strand: None,
            start: at,
            end: at,
            outcome: Outcome::Instant,
            service: None,
            place: None,
            intervention: None,
        }
    }

    /// The same, of a service.
    fn of_service(
        &self,
        at: Days,
        client: Client<'_>,
        kind: Kind,
        service: ServiceId,
        strand: Strand,
    ) -> Row {
        Row {
            activity: Activity { kind, which: service.0 },
            strand: Some(strand),
            service: Some(service.0),
            ..self.row(at, client, kind)
        }
    }

    fn begin(&mut self, client: Client<'_>, row: Row) {
        self.pass_on(client.slot);
        if let Some(moments) = &mut self.moments {
            moments.begun(client.slot, &row);
        }
        let open = &mut self.open[client.slot as usize].rows;
        open.push(
            Row { outcome: Outcome::Open, ..row },
            levels(self.model, &self.reported, client),
        );
    }

    fn instant(&mut self, client: Client<'_>, row: Row) {
        self.rows.push(row, levels(self.model, &self.reported, client));
    }

    fn hand_on(&mut self) {
        self.keeper.keep(&self.rows);
        self.rows.clear();
        self.passed_on = 0;
    }

    fn hand_on_moments(&mut self, at_least: usize) {
        if let Some(moments) = &mut self.moments
            && moments.made.len() >= at_least
        {
            self.keeper.keep_moments(&moments.made);
            moments.made.clear();
        }
    }

    /// Makes moments of the rows, all of one client, that have ended since the last time.
    fn pass_on(&mut self, slot: u32) {
        if let Some(moments) = &mut self.moments {
            self.rows.all()[self.passed_on..].iter().for_each(|row| moments.ended(slot, row));
            self.passed_on = self.rows.len();
        }
    }

    fn on_came(&mut self, slot: u32, route: u16) {
        let (slot, width) = (slot as usize, self.reported.len());
        if slot >= self.open.len() {
            self.open.resize_with(slot + 1, || Open::new(width));
        }
        self.open[slot].reset(route);
    }

    fn on_started(&mut self, at: Days, client: Client<'_>, id: InterventionId, strand: Strand) {
        let service = self.model.system().intervention(id).service;
        let open = &mut self.open[client.slot as usize];
        let place = service.and_then(|service| open.use_place(service, strand, id));
        if let (Some(service), Some(place)) = (service, place.map(numbered)) {
            open.end(at, Outcome::Ended, &mut self.rows, |row| {
                row.activity == Activity { kind: Kind::KeptPlace, which: service.0 }
                    && row.place == place
            });
        }
        let row = Row {
            activity: Activity { kind: Kind::Intervention, which: id.0 },
            strand: Some(strand),
            service: service.map(|service| service.0),
            place: place.and_then(numbered),
            intervention: Some(id.0),
            ..self.row(at, client, Kind::Intervention)
        };
        self.begin(client, row);
    }

    fn on_ended(&mut self, at: Days, slot: u32, id: InterventionId, strand: Strand, how: Ending) {
        let outcome = match how {
            Ending::Completed => Outcome::Completed,
            Ending::CutShort => Outcome::CutShort,
        };
        let open = &mut self.open[slot as usize];
        open.end(at, outcome, &mut self.rows, |row| {
            row.activity == Activity { kind: Kind::Intervention, which: id.0 }
                && row.strand == Some(strand)
        });
        open.disuse(strand, id);
    }

    fn on_place_taken(&mut self, at: Days, client: Client<'_>, service: ServiceId, place: u32) {
        let Some((strand, intervention)) = self.served.take() else { return };
        self.open[client.slot as usize].take(service, place, strand, intervention);
        if strand == Strand::Keyworker {
            let row = Row {
                place: numbered(place),
                activity: Activity { kind: Kind::Keyworker, which: 0 },
                ..self.of_service(at, client, Kind::Keyworker, service, strand)
            };
            self.begin(client, row);
        }
    }

    fn on_place_freed(&mut self, at: Days, slot: u32, service: ServiceId, place: u32) {
        let open = &mut self.open[slot as usize];
        let is_keyworkers = open.give_back(service, place);
        let kind = if is_keyworkers { Kind::Keyworker } else { Kind::KeptPlace };
        open.end(at, Outcome::Ended, &mut self.rows, |row| {
            row.activity.kind == kind
                && row.service == Some(service.0)
                && row.place == numbered(place)
        });
    }

    /// What custody has not taken is kept.
    fn on_custody(&mut self, at: Days, client: Client<'_>) {
        let idle: Vec<_> = self.open[client.slot as usize].idle().collect();
        for (service, place, strand) in idle {
            let row = self.of_service(at, client, Kind::KeptPlace, service, strand);
            self.begin(client, Row { place: numbered(place), ..row });
        }
        self.begin(client, self.row(at, client, Kind::Custody));
    }

    fn on_left(&mut self, at: Days, client: Client<'_>) {
        let open = &mut self.open[client.slot as usize].rows;
        while !open.is_empty() {
            open.end(0, at, Outcome::Ended, &mut self.rows);
        }
        self.instant(client, self.row(at, client, Kind::Left));
    }
}

/// The levels of these attributes at which a client stands.
fn levels(model: &Model, reported: &[AttributeId], client: Client<'_>) -> impl Iterator<Item = u8> {
    reported.iter().map(move |&by| model.system().level(client.facts, by))
}

impl Recorder for Recording<'_> {
    fn time(&mut self, at: Days) {
        if let Some(moments) = &mut self.moments {
            moments.time(at);
        }
    }

    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        let slot = client.slot;
        match happening {
            Happening::Came { route } => {
                let group = self.keys.iter().position(|key| *key == client.who.group);
                let routes = self.model.system().routes.len();
                let route = group.map_or(route.0, |group| (routes + group) as u16);
                self.on_came(slot, route);
                if let Some(moments) = &mut self.moments {
                    moments.came(slot, route, client.who.number);
                }
            }
            Happening::Referred { .. } => {
                self.instant(client, self.row(at, client, Kind::Referral));
            }
            Happening::Joined { service, intervention, strand } => {
                let row = self.of_service(at, client, Kind::Waiting, service, strand);
                let intervention = intervention.map(|id| id.0);
                self.begin(client, Row { intervention, ..row });
            }
            Happening::Served { service, intervention, strand, waited } => {
                self.served = Some((strand, intervention));
                let open = &mut self.open[slot as usize];
                let of = (service, strand);
                open.end_wait(at, Outcome::Served, of, intervention, waited, &mut self.rows);
            }
            Happening::GaveUp { service, strand, waited } => {
                let open = &mut self.open[slot as usize];
                let of = (service, strand);
                open.end_wait(at, Outcome::GaveUp, of, None, waited, &mut self.rows);
            }
            Happening::TurnedAway { service, strand } => {
                let row = self.of_service(at, client, Kind::TurnedAway, service, strand);
                self.instant(client, row);
            }
            Happening::Missed { service, strand } => {
                let row = self.of_service(at, client, Kind::Missed, service, strand);
                self.instant(client, row);
            }
            Happening::PlaceTaken { service, place } => {
                self.on_place_taken(at, client, service, place);
            }
            Happening::PlaceFreed { service, place, .. } => {
                self.on_place_freed(at, slot, service, place);
            }
            Happening::Started { intervention, strand } => {
                self.on_started(at, client, intervention, strand);
            }
            Happening::Ended { intervention, strand, how, .. } => {
                self.on_ended(at, slot, intervention, strand, how);
            }
            Happening::CarePlanOpened => {
                self.begin(client, self.row(at, client, Kind::CarePlan));
            }
            Happening::CarePlanClosed { .. } => {
                self.open[slot as usize].end_the(Kind::CarePlan, at, &mut self.rows);
            }
            Happening::Befell { risk } => {
                let activity = Activity { kind: Kind::Risk, which: risk.0 };
                self.instant(client, Row { activity, ..self.row(at, client, Kind::Risk) });
            }
            Happening::KeyworkerLeft { service, place } => {
                let row = Row {
                    activity: Activity { kind: Kind::KeyworkerLeft, which: 0 },
                    place: numbered(place),
                    ..self.of_service(at, client, Kind::KeyworkerLeft, service, Strand::Keyworker)
                };
                self.instant(client, row);
            }
            Happening::TakenIntoCustody => self.on_custody(at, client),
            Happening::Released => {
                self.open[slot as usize].end_the(Kind::Custody, at, &mut self.rows);
            }
            Happening::Exited { exit, .. } => {
                let activity = Activity { kind: Kind::Exit, which: exit.0 };
                self.instant(client, Row { activity, ..self.row(at, client, Kind::Exit) });
            }
            Happening::Left => self.on_left(at, client),
            // Each row tells the levels that hold at its start.
            Happening::Changed { .. }
            | Happening::StillWaiting { .. }
            | Happening::KnownBefore { .. } => {}
        }
        self.pass_on(slot);
        self.hand_on_moments(ROWS_AT_ONCE);
        if self.rows.len() >= ROWS_AT_ONCE {
            self.hand_on();
        }
    }

    fn finish(&mut self, at: Days) {
        if let Some(moments) = &mut self.moments {
            moments.settle();
        }
        self.hand_on_moments(1);
        for slot in 0..self.open.len() {
            while !self.open[slot].rows.is_empty() {
                self.open[slot].rows.end(0, at, Outcome::Open, &mut self.rows);
                if self.rows.len() >= ROWS_AT_ONCE {
                    self.hand_on();
                }
            }
        }
        if !self.rows.is_empty() {
            self.hand_on();
        }
    }
}
