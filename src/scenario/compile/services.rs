//! Services: capacity, waiting list, missed appointments, staff who leave.

use super::cycles::offset;
use super::work::Work;
use crate::model::{Capacity, Condition, Missed, RingFence, Rota, Service, Turnover};
use crate::names::grouped;
use crate::scenario::leaf::{Count, MOST_PLACES};
use crate::scenario::problem::KeyPath;
use crate::scenario::written::{self, Places};
use crate::units::{Days, PerDay};

/// Most ring fences of one service, and most priority classes: what the engine numbers in 32 bits, and in 8.
const MOST_FENCES: usize = 32;
const MOST_CLASSES: usize = 255;
/// Most parts of a rota.
const MOST_PARTS: usize = 100_000;
/// Most changes of a rota, and most leavings of a service's staff, in a replication.
const MOST_CHANGES: f64 = 1e8;

impl Work<'_> {
    /// All services.
    pub(super) fn services(&mut self) -> Option<Vec<Service>> {
        let written = self.written;
        let section = KeyPath::ROOT.key("services");
        let services: Vec<Option<Service>> = written
            .services
            .entries()
            .iter()
            .map(|(name, service)| self.service(name, service.as_ref()?, &section.key(name)))
            .collect();
        services.into_iter().collect()
    }

    fn service(
        &mut self,
        name: &str,
        written: &written::Service,
        path: &KeyPath<'_>,
    ) -> Option<Service> {
        let capacity = self.capacity(written, path);
        let at = path.key("priority");
        self.require(written.priority.len() <= MOST_CLASSES, || {
            let count = written.priority.len();
            at.error(format!("{count} priority classes are too many: at most {MOST_CLASSES} fit"))
        });
        let priority: Vec<Option<Condition>> = written
            .priority
            .iter()
            .enumerate()
            .map(|(number, when)| self.when(when, &at.item(number)).map(Condition::new))
            .collect();
        let ring_fenced = self.ring_fenced(written, path);
        let limit = self.limit(written, path);
        let missed = self.missed(name, written, path);
        let turnover = self.turnover(name, written, path);
        Some(Service {
            name: name.to_owned(),
            capacity: capacity?,
            priority: priority.into_iter().collect::<Option<_>>()?,
            ring_fenced: ring_fenced?,
            limit: limit?,
            missed: missed?,
            turnover: turnover?,
            kept_in_custody: written.kept_in_custody.map_or(Days::ZERO, |kept| kept.0),
            crowding: Vec::new(),
            waiting_for: None,
            cost: None,
        })
    }

    fn capacity(&mut self, written: &written::Service, path: &KeyPath<'_>) -> Option<Capacity> {
        let kinds = [
            written.places.is_some(),
            written.staff.is_some() || written.caseload.is_some(),
            written.appointments.0.is_some(),
        ];
        let count = kinds.iter().filter(|there| **there).count();
        self.require(count == 1, || match count {
            0 => path
                .error("this does not say how much the service can do")
                .hint("add places, or staff and caseload, or appointments_per_week"),
            _ => path
                .error("places, staff with caseload, and appointments exclude one another")
                .hint("keep one; `unset` takes out what comes from the extended scenario"),
        })?;
        if written.profile.is_some() && written.appointments.0.is_none() {
            let problem = path.key("profile").error("a profile goes with appointments only");
            self.problems.add(problem.hint("places that vary are a `rota`"));
        }
        if let Some(rate) = written.appointments.0 {
            self.refuse_rota(written, path);
            return self
                .rate_curve(rate, written.profile.as_ref(), path)
                .map(Capacity::Appointments);
        }
        match (written.places, written.staff, written.caseload) {
            (Some(Places::Endless), ..) => {
                self.refuse_rota(written, path);
                Some(Capacity::Endless)
            }
            (Some(Places::Number(places)), ..) => {
                let rota = self.rota(written, path)?;
                Some(Capacity::Places { places, staff: None, rota })
            }
            (None, Some(Count(staff)), Some(Count(caseload))) => {
                self.refuse_rota(written, path);
                let most = u64::from(staff) * u64::from(caseload);
                self.require(most <= u64::from(MOST_PLACES), || {
                    let message = format!(
                        "staff times caseload lies between 0 and {}, and {} does not",
                        grouped(MOST_PLACES),
                        grouped(most),
                    );
                    let hint = "write places = \"endless\" where there is no limit";
                    path.key("staff").error(message).hint(hint)
                })?;
                let places = staff.saturating_mul(caseload);
                Some(Capacity::Places { places, staff: Some((staff, caseload)), rota: None })
            }
            (None, Some(_), None) => {
                self.refuse(path.key("caseload").error("staff need a caseload: clients of each"))
            }
            _ => self.refuse(path.key("staff").error("a caseload needs staff: how many there are")),
        }
    }

    fn refuse_rota(&mut self, written: &written::Service, path: &KeyPath<'_>) {
        if written.rota.is_some() {
            self.problems.add(path.key("rota").error("a rota goes with a number of places only"));
        }
    }

    fn rota(&mut self, written: &written::Service, path: &KeyPath<'_>) -> Option<Option<Rota>> {
        let Some(rota) = &written.rota else { return Some(None) };
        let path = path.key("rota");
        let period = rota.cycle.0;
        let lasts = self.require(period.0 >= 1e-6, || {
            path.key("cycle").error("the cycle of a rota must be longer than a tenth of a second")
        });
        let parts = rota.places.len();
        self.require((1..=MOST_PARTS).contains(&parts), || {
            path.key("places")
                .error(format!("a rota has 1 to {MOST_PARTS} parts, and this {parts}"))
        })?;
        lasts?;
        let changes = parts as f64 * (self.end() / period);
        self.require(changes <= MOST_CHANGES, || {
            path.key("cycle")
                .error(format!(
                    "about {changes:.1e} changes of a rota in a replication are too many: at most {MOST_CHANGES:.0e}"
                ))
                .hint("lengthen the cycle, or shorten the run")
        })?;
        let offset = offset(period, self.start());
        Some(Some(Rota { period, offset, places: rota.places.iter().map(|it| it.0).collect() }))
    }

    fn ring_fenced(
        &mut self,
        written: &written::Service,
        service: &KeyPath<'_>,
    ) -> Option<Vec<RingFence>> {
        let path = service.key("ring_fenced");
        self.require(written.ring_fenced.len() <= MOST_FENCES, || {
            let count = written.ring_fenced.len();
            path.error(format!("{count} ring fences are too many: at most {MOST_FENCES} fit"))
        });
        let set_aside = written.ring_fenced.iter().filter_map(|fence| fence.places.0);
        let sum: u64 = set_aside.map(|places| u64::from(places.0)).sum();
        let places = match (written.places, written.staff, written.caseload) {
            (Some(Places::Number(places)), ..) => Some(u64::from(places)),
            (None, Some(Count(staff)), Some(Count(caseload))) => {
                Some(u64::from(staff) * u64::from(caseload))
            }
            _ => None,
        };
        let is_known =
            ["places", "staff", "caseload"].iter().all(|key| self.was_read(&service.key(key)));
        if !written.ring_fenced.is_empty() && is_known {
            match places {
                None => self
                    .problems
                    .add(path.error("only a service with a number of places can set some aside")),
                Some(places) if sum > places => {
                    let message = format!("{sum} places are set aside, and there are {places}");
                    self.problems.add(path.error(message));
                }
                Some(_) => {}
            }
        }
        let fences: Vec<Option<RingFence>> = written
            .ring_fenced
            .iter()
            .enumerate()
            .map(|(number, fence)| {
                let groups = self.when(&fence.whom, &path.item(number).key("for"))?;
                Some(RingFence { places: fence.places.0?.0, reserved_for: Condition::new(groups) })
            })
            .collect();
        fences.into_iter().collect()
    }

    fn limit(
        &mut self,
        written: &written::Service,
        path: &KeyPath<'_>,
    ) -> Option<Option<(u32, crate::model::Target)>> {
        let here = path.key("otherwise");
        let target = match &written.otherwise {
            Some(name) => Some(self.way_out(name, &here)?),
            None => None,
        };
        match (written.waiting_list_limit, target) {
            (Some(limit), Some(target)) => Some(Some((limit, target))),
            (None, None) => Some(None),
            (Some(_), None) => self.refuse(
                here.error("this does not say where someone turned away goes")
                    .hint("name an intervention or an exit"),
            ),
            (None, Some(_)) if !self.was_read(&path.key("waiting_list_limit")) => None,
            (None, Some(_)) => self.refuse(
                here.error("nobody is turned away without a waiting_list_limit")
                    .hint("add `waiting_list_limit`, or take `otherwise` away"),
            ),
        }
    }

    fn missed(
        &mut self,
        name: &str,
        written: &written::Service,
        path: &KeyPath<'_>,
    ) -> Option<Option<Missed>> {
        let here = path.key("missed_then");
        let target = written.missed_then.as_ref().map(|name| self.way_out(name, &here));
        let gives_up = match (written.after_missed, target) {
            (Some(0), _) => {
                let path = path.key("after_missed");
                return self.refuse(path.error("after_missed is 1 or more"));
            }
            (Some(after), Some(target)) => Some((after, target)),
            (None, None) => None,
            (Some(_), None) => {
                let problem =
                    here.error("this does not say where a client goes after `after_missed`");
                return self.refuse(problem.hint("name an intervention or an exit"));
            }
            (None, Some(_)) if !self.was_read(&path.key("after_missed")) => return None,
            (None, Some(_)) => {
                let problem = here.error("this is never used");
                return self.refuse(problem.hint("add `after_missed`: after how many missed"));
            }
        };
        let Some(share) = written.did_not_attend.map(|share| share.0) else {
            return match gives_up {
                None => Some(None),
                Some(_) if !self.was_read(&path.key("did_not_attend")) => None,
                Some(_) => self.refuse(
                    path.key("after_missed")
                        .error("no appointment is ever missed without `did_not_attend`"),
                ),
            };
        };
        // A rate of appointments has six keys; if one of them could not be read, none of them stands here.
        if written.appointments.0.is_none() && !self.was_read(path) {
            return None;
        }
        self.require(written.appointments.0.is_some(), || {
            path.key("did_not_attend").error("only appointments can be missed")
        })?;
        self.require(share < 1.0 || gives_up.is_some(), || {
            let problem =
                path.key("did_not_attend").error("if all are missed, nobody is ever seen");
            problem.hint("write a share below 1, or add `after_missed`")
        })?;
        let gives_up = match gives_up {
            Some((after, target)) => Some((after, target?)),
            None => None,
        };
        Some(Some(Missed { share, gives_up, purpose: self.purpose("attend", name) }))
    }

    fn turnover(
        &mut self,
        name: &str,
        written: &written::Service,
        path: &KeyPath<'_>,
    ) -> Option<Option<Turnover>> {
        let effects = self.effects(&written.on_change, &path.key("on_change"));
        let here = path.key("turnover_per_year");
        let Some(times) = written.turnover_per_year else {
            if !written.on_change.is_empty() && self.was_read(&here) {
                let problem = path.key("on_change").error("nothing changes without turnover");
                self.problems.add(problem.hint("add `turnover_per_year`"));
            }
            return Some(None);
        };
        let has_staff = written.staff.is_some() || !self.was_read(&path.key("staff"));
        let has_leavers = self.require(has_staff, || here.error("turnover needs staff"));
        self.require((0.0..=10_000.0).contains(&times), || {
            here.error(format!("turnover is 0 to 10000 a year, and {times} is not"))
        })?;
        has_leavers?;
        let purpose = self.purpose("turnover", name);
        let rate = PerDay::per(times, Days::YEAR);
        let staff = f64::from(written.staff.map_or(0, |staff| staff.0));
        let leavings = staff * rate.0 * self.end().0;
        self.require(leavings <= MOST_CHANGES, || {
            here.error(format!(
                "about {leavings:.1e} leavings of staff in a replication are too many: at most {MOST_CHANGES:.0e}"
            ))
            .hint("lower the turnover or the staff, or shorten the run")
        })?;
        Some(Some(Turnover { rate, effects: effects?, purpose }))
    }
}
