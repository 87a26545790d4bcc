//! What came next: where clients went after each intervention of the main strand.

use super::Tally;
use super::rows::{Rows, share};
use crate::model::{Exit, Intervention, InterventionId, Reason, Setting};
use crate::records::Strand;
use crate::statistics::Measure::NextShare;
use crate::statistics::subject::{Next, Subject};

/// How often each kind of step followed an intervention.
pub(super) type Followed = [u64; Next::ALL.len()];

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

impl Tally<'_> {
    /// An intervention starts on the main strand: it is what comes after the one before.
    pub(super) fn go_on_to(&mut self, slot: u32, id: InterventionId, in_window: bool) {
        let next = intervention_as_next(self.model.system().intervention(id));
        let before = self.clients[slot as usize].ran_last.replace(id);
        self.count_next(before, next, in_window);
    }

    /// An exit is what comes after the intervention before; nothing comes after an exit.
    pub(super) fn go_out(&mut self, slot: u32, exit: &Exit, in_window: bool) {
        let before = self.clients[slot as usize].ran_last.take();
        self.count_next(before, exit_as_next(exit), in_window);
    }

    /// The event is over: where nothing runs on the main strand and nothing is waited for, nothing came next, and what the
    /// client comes back to one day does not come after what there was then.
    pub(super) fn come_to_nothing(&mut self, slot: u32) {
        let client = &mut self.clients[slot as usize];
        let waits = || client.lists.iter().any(|(_, strand)| *strand != Strand::Support);
        if !client.main_runs && !waits() {
            client.ran_last = None;
        }
    }

    fn count_next(&mut self, before: Option<InterventionId>, next: Next, in_window: bool) {
        if let Some(before) = before.filter(|_| in_window) {
            self.followed[before.index()][next as usize] += 1;
        }
    }

    /// What came next, for each intervention of the main strand.
    pub(super) fn what_came_next(&self, out: &mut Rows<'_>) {
        let all = (0u16..).map(InterventionId).zip(&self.model.system().interventions);
        for (id, _) in all.filter(|(_, item)| item.then.is_some()) {
            let followed = &self.followed[id.index()];
            let whole = followed.iter().sum();
            for next in Next::ALL {
                out.add(NextShare, Subject::Next(id, next), share(followed[next as usize], whole));
            }
        }
    }
}
