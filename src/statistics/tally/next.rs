//! What came next: where clients went after each intervention of the main strand.

use super::Tally;
use super::client::ClientState;
use super::perhaps::Perhaps;
use super::rows::{Rows, share};
use crate::model::{Exit, Intervention, InterventionId, Reason, Setting};
use crate::records::Strand;
use crate::statistics::Measure::{NextShare, NextYearly};
use crate::statistics::subject::{Next, Subject};
use crate::statistics::window::Moment;

/// How often each kind of step followed an intervention.
#[derive(Debug, Clone, Default)]
pub(super) struct Followed([u64; Next::ALL.len()]);

impl Followed {
    /// An exit is what comes after the intervention.
    #[inline]
    pub(super) fn exit(&mut self, now: Moment, exit: &Exit) {
        self.0[exit_as_next(exit) as usize] += u64::from(now.is_inside());
    }

    fn go_on(&mut self, now: Moment, intervention: &Intervention) {
        self.0[intervention_as_next(intervention) as usize] += u64::from(now.is_inside());
    }
}

fn intervention_as_next(intervention: &Intervention) -> Next {
    match intervention.setting {
        Setting::Prison => Next::Prison,
        _ if intervention.is_structured() => Next::StructuredTreatment,
        _ => Next::OtherIntervention,
    }
}

fn exit_as_next(exit: &Exit) -> Next {
    match exit.reason {
        Reason::Died => Next::Died,
        _ if exit.planned => Next::PlannedExit,
        _ => Next::UnplannedExit,
    }
}

impl ClientState {
    /// An exit: nothing comes after it. The intervention of the main strand before.
    #[inline]
    pub(super) fn go_out(&mut self) -> Option<usize> {
        std::mem::take(&mut self.ran_last).index()
    }
}

impl Tally<'_> {
    /// An intervention starts on the main strand: it is what comes after the one before.
    #[inline]
    pub(super) fn go_on_to(&mut self, now: Moment, slot: u32, id: InterventionId) {
        let client = &mut self.clients[slot as usize];
        let before = std::mem::replace(&mut client.ran_last, Perhaps::number(id.index()));
        if let Some(before) = before.index() {
            self.followed[before].go_on(now, self.system.intervention(id));
        }
    }

    /// The event is over: where nothing runs on the main strand and nothing is waited for, nothing came next, and what the
    /// client comes back to one day does not come after what there was then.
    #[inline]
    pub(super) fn come_to_nothing(&mut self, slot: u32) {
        let client = &mut self.clients[slot as usize];
        let waits = || client.lists.iter().any(|(_, strand)| *strand != Strand::Support);
        if client.ran_last != Perhaps::NONE && !client.main_runs && !waits() {
            client.ran_last = Perhaps::NONE;
        }
    }

    /// What came next, for each intervention of the main strand.
    pub(super) fn what_came_next(&self, out: &mut Rows<'_>) {
        let all = (0u16..).map(InterventionId).zip(&self.system.interventions);
        for (id, _) in all.filter(|(_, item)| item.then.is_some()) {
            let Followed(followed) = &self.followed[id.index()];
            let whole = followed.iter().sum();
            for next in Next::ALL {
                let (subject, number) = (Subject::Next(id, next), followed[next as usize]);
                out.yearly(NextYearly, subject, number);
                out.add(NextShare, subject, share(number, whole));
            }
        }
    }
}
