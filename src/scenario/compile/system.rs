//! One era: all parts of a system together.

use super::clocks::MOST_CLOCKS;
use super::facts::FactBook;
use super::names::Names;
use super::purposes::Purposes;
use super::tables::Tables;
use super::work::Work;
use crate::model::{ClockSpec, System};
use crate::scenario::problem::{KeyPath, Problems};
use crate::scenario::written;

/// What all eras share while they are converted.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) book: FactBook,
    pub(super) purposes: Purposes,
    pub(super) tables: Tables,
}

impl Shared {
    /// What is at hand for one conversion with it.
    pub(super) fn work<'a>(
        &'a mut self,
        written: &'a written::Scenario,
        names: Names,
        unread: &'a [String],
    ) -> Work<'a> {
        Work {
            written,
            names,
            book: &mut self.book,
            purposes: &mut self.purposes,
            tables: &mut self.tables,
            problems: Problems::default(),
            unread,
        }
    }
}

/// An era's system, as yet without what the book of facts enters; none where something is wrong.
pub(super) fn convert(
    written: &written::Scenario,
    names: Names,
    shared: &mut Shared,
    unread: &[String],
) -> (Option<Draft>, Problems) {
    let mut work = shared.work(written, names, unread);
    let draft = parts(&mut work);
    (draft, work.problems)
}

/// A system in the making.
#[derive(Debug)]
pub(super) struct Draft {
    system: System,
    follow_up: Option<ClockSpec>,
}

impl Draft {
    /// The system with its facts and all its clocks.
    pub(super) fn finish(self, book: &FactBook, problems: &mut Problems) -> System {
        let mut system = self.system;
        book.enter(&mut system);
        system.clocks.extend(self.follow_up);
        let count = system.clocks.len();
        if count > MOST_CLOCKS {
            problems.add(
                KeyPath::ROOT
                    .key("risks")
                    .error(format!(
                        "{count} clocks are too many: at most {MOST_CLOCKS} fit (one for each risk, each \
                         support, each `within`, and follow_up)"
                    ))
                    .hint("take away risks that change nothing that matters"),
            );
        }
        system
    }
}

fn parts(work: &mut Work<'_>) -> Option<Draft> {
    // Each part is converted before any that is missing ends it, so that all problems are found.
    let attributes = work.attributes();
    let routes = work.routes();
    let services = work.services();
    let interventions = work.interventions();
    let care_plan = work.care_plan();
    let supports = work.supports();
    let risks = work.risks();
    let exits = work.exits();
    let follow_up = work.follow_up();
    let utilities = work.utilities();
    let system = (|| {
        let (supports, offers) = supports?;
        let mut clocks = risks?;
        clocks.extend(offers);
        Some(System {
            attributes: attributes?,
            routes: routes?,
            services: services?,
            interventions: interventions?,
            exits: exits?,
            care_plan: care_plan?,
            supports,
            clocks,
            utilities: utilities?,
        })
    })();
    let mut system = system;
    work.costs(system.as_mut());
    Some(Draft { system: system?, follow_up })
}
