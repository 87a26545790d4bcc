//! Names of draws: that no two different draws share their luck.

use crate::random::Purpose;
use crate::scenario::problem::{Problem, Problems};
use std::collections::BTreeMap;

/// The purposes given out so far, over all eras.
#[derive(Debug, Default)]
pub(super) struct Purposes {
    given: BTreeMap<u32, (&'static str, String)>,
    routes: BTreeMap<u32, (&'static str, String)>,
}

impl Purposes {
    /// The purpose of this kind and name; says where another has the same hash.
    pub(super) fn name(
        &mut self,
        kind: &'static str,
        name: &str,
        problems: &mut Problems,
    ) -> Purpose {
        let purpose = Purpose::new(kind, name);
        let (known_kind, known) =
            self.given.entry(purpose.0).or_insert_with(|| (kind, name.to_owned()));
        if (*known_kind, known.as_str()) != (kind, name) {
            problems.add(clash(&format!("{kind} {name}"), &format!("{known_kind} {known}")));
        }
        purpose
    }

    /// The key of a route; says where another has the same.
    pub(super) fn route(&mut self, name: &str, problems: &mut Problems) -> u32 {
        self.origin("route", name, problems)
    }

    /// The key of a group of clients who are there at the start; says where another, or a route, has the same.
    pub(super) fn group(&mut self, name: &str, problems: &mut Problems) -> u32 {
        self.origin("initial", name, problems)
    }

    fn origin(&mut self, kind: &'static str, name: &str, problems: &mut Problems) -> u32 {
        let key = Purpose::new(kind, name).0;
        let known = self.routes.entry(key).or_insert_with(|| (kind, name.to_owned()));
        if (known.0, known.1.as_str()) != (kind, name) {
            problems.add(clash(&format!("{kind} {name}"), &format!("{} {}", known.0, known.1)));
        }
        key
    }
}

fn clash(one: &str, other: &str) -> Problem {
    let message =
        format!("`{one}` and `{other}` would share their luck: their names have one hash");
    Problem::error("", message).hint("rename one of them, by a letter")
}
