//! Names to numbers, with a guess where a name is not known.

use crate::scenario::leaf::Named;
use crate::scenario::problem::{KeyPath, Problems, did_you_mean, meant_or_known};
use crate::scenario::written;
use std::collections::BTreeMap;

/// Names of one kind in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Index {
    names: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl Index {
    /// The most things of one kind. What a client has done is counted for each intervention, service and risk, and all of
    /// those together are numbered in 16 bits.
    const MOST: usize = 32_000;

    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Index {
        let names: Vec<String> = names.map(str::to_owned).collect();
        let numbers = names
            .iter()
            .take(Index::MOST)
            .enumerate()
            .map(|(number, name)| (name.clone(), number as u16))
            .collect();
        Index { names, numbers }
    }

    /// The number of a name.
    pub(super) fn find(&self, name: &str) -> Option<u16> {
        self.numbers.get(name).copied()
    }

    /// The names in order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

/// An attribute and its levels; no levels where they could not be read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Levels {
    pub(super) name: String,
    pub(super) levels: Option<Index>,
}

/// Every name that can be referred to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Names {
    pub(super) attributes: Vec<Levels>,
    pub(super) routes: Index,
    pub(super) services: Index,
    pub(super) interventions: Index,
    pub(super) exits: Index,
    pub(super) supports: Index,
    pub(super) risks: Index,
}

/// A place to go, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Intervention(u16),
    Exit(u16),
    Community,
}

fn index<T>(named: &Named<T>) -> Index {
    Index::of(named.entries().iter().map(|(name, _)| name.as_str()))
}

impl Names {
    /// The names of a scenario; says where there are too many, or one stands for two things.
    pub(super) fn new(written: &written::Scenario, problems: &mut Problems) -> Names {
        let route = Levels { name: "route".to_owned(), levels: Some(index(&written.routes)) };
        let others = written.attributes.entries().iter().map(|(name, attribute)| Levels {
            name: name.clone(),
            levels: attribute
                .as_ref()
                .and_then(|attribute| attribute.shares.0.as_ref())
                .map(|shares| Index::of(shares.0.iter().map(|(level, _)| level.as_str()))),
        });
        let names = Names {
            attributes: std::iter::once(route).chain(others).collect(),
            routes: index(&written.routes),
            services: index(&written.services),
            interventions: index(&written.interventions),
            exits: index(&written.exits),
            supports: index(&written.supports),
            risks: index(&written.risks),
        };
        names.check(problems);
        names
    }

    fn check(&self, problems: &mut Problems) {
        for (section, index) in self.sections() {
            let path = KeyPath::ROOT.key(section);
            let count = index.names.len();
            if count > Index::MOST {
                let message = format!("{count} is too many: at most {} fit", Index::MOST);
                problems.add(path.error(message));
            }
        }
        for attribute in self.attributes.iter().skip(1) {
            if attribute.name == "route" {
                problems.add(
                    KeyPath::ROOT
                        .key("attributes")
                        .key("route")
                        .error("`route` is an attribute that every scenario has already")
                        .hint("choose another name; the levels of `route` are the names of the routes"),
                );
            }
        }
        for attribute in &self.attributes {
            let count = attribute.levels.as_ref().map_or(0, |levels| levels.names.len());
            let attributes = KeyPath::ROOT.key("attributes");
            let path = match attribute.name.as_str() {
                "route" => KeyPath::ROOT.key("routes"),
                name => attributes.key(name),
            };
            if count > 255 {
                problems.add(path.error(format!("{count} levels are too many: at most 255 fit")));
            }
        }
        for name in self.exits.names.iter().filter(|name| self.interventions.find(name).is_some()) {
            problems.add(
                KeyPath::ROOT
                    .key("exits")
                    .key(name)
                    .error(format!("`{name}` is an intervention and an exit"))
                    .hint("rename one: both can be where a client goes next"),
            );
        }
        self.check_results(problems);
    }

    /// Names that stand for something else in the column `subject` of the results.
    fn check_results(&self, problems: &mut Problems) {
        let mut taken = |section: &str, name: &str, what: &str| {
            let message = format!("`{name}` is what results call {what}");
            let path = KeyPath::ROOT;
            let path = path.key(section);
            problems.add(path.key(name).error(message).hint("choose another name"));
        };
        if self.exits.find("all").is_some() {
            taken("exits", "all", "all exits together");
        }
        if self.services.find("referral_to_treatment").is_some() {
            let what = "the wait from referral to structured treatment";
            taken("services", "referral_to_treatment", what);
        }
        if self.interventions.find("referral").is_some() {
            taken("interventions", "referral", "the step before any intervention");
        }
        for name in &self.interventions.names {
            let service = name.strip_prefix("waiting_for_");
            if let Some(service) = service.filter(|service| self.services.find(service).is_some()) {
                taken("interventions", name, &format!("the wait for the service {service}"));
            }
        }
    }

    /// The named sections and their names.
    pub(super) fn sections(&self) -> [(&'static str, &Index); 6] {
        [
            ("routes", &self.routes),
            ("services", &self.services),
            ("interventions", &self.interventions),
            ("exits", &self.exits),
            ("supports", &self.supports),
            ("risks", &self.risks),
        ]
    }

    /// The number of a service.
    pub(super) fn service(
        &self,
        name: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<u16> {
        find(&self.services, "service", name, path, problems)
    }

    /// The number of an intervention.
    pub(super) fn intervention(
        &self,
        name: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<u16> {
        find(&self.interventions, "intervention", name, path, problems)
    }

    /// The number of an exit.
    pub(super) fn exit(
        &self,
        name: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<u16> {
        find(&self.exits, "exit", name, path, problems)
    }

    /// The number of an attribute, 0 being `route`.
    pub(super) fn attribute(
        &self,
        name: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<usize> {
        let found = self.attributes.iter().position(|attribute| attribute.name == name);
        if found.is_none() {
            let known = self.attributes.iter().map(|attribute| attribute.name.as_str());
            problems.add(
                path.error(format!("there is no attribute `{}`", short(name)))
                    .hint_if(meant_or_known(name, known)),
            );
        }
        found
    }

    /// The number of a level of an attribute; none, and no problem, where the levels could not be read.
    pub(super) fn level(
        &self,
        attribute: usize,
        level: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<u8> {
        let attribute = self.attributes.get(attribute)?;
        let levels = attribute.levels.as_ref()?;
        let found = levels.find(level);
        if found.is_none() {
            let known = levels.names.iter().map(String::as_str);
            let listed = || {
                let few: Vec<&str> = levels.names.iter().take(20).map(String::as_str).collect();
                format!("its levels are {}", few.join(", "))
            };
            let hint = did_you_mean(level, known).unwrap_or_else(listed);
            let message = format!("`{}` has no level `{}`", attribute.name, short(level));
            problems.add(path.error(message).hint(hint));
        }
        found.and_then(|level| u8::try_from(level).ok())
    }

    /// Where a name leads.
    pub(super) fn place(
        &self,
        name: &str,
        path: &KeyPath<'_>,
        problems: &mut Problems,
    ) -> Option<Place> {
        if name == "community" {
            return Some(Place::Community);
        }
        let found = self
            .interventions
            .find(name)
            .map(Place::Intervention)
            .or_else(|| self.exits.find(name).map(Place::Exit));
        if found.is_none() {
            let names = self.interventions.names.iter().chain(&self.exits.names);
            let known = names.map(String::as_str).chain(["community"]);
            problems.add(
                path.error(format!("there is no intervention or exit `{}`", short(name)))
                    .hint_if(meant_or_known(name, known)),
            );
        }
        found
    }
}

fn find(
    index: &Index,
    kind: &str,
    name: &str,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<u16> {
    let found = index.find(name);
    if found.is_none() {
        problems.add(
            path.error(format!("there is no {kind} `{}`", short(name)))
                .hint_if(meant_or_known(name, index.names.iter().map(String::as_str))),
        );
    }
    found
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}
