//! What every part of the description looks things up in.

use super::basis::Basis;
use super::past::Past;
use crate::scenario::{Said, Scenario};

/// A scenario that is being described.
#[derive(Debug)]
pub(super) struct Telling<'a> {
    /// The scenario.
    pub(super) scenario: &'a Scenario,
    /// What it says.
    pub(super) said: &'a Said,
    /// What its numbers rest on.
    pub(super) basis: Basis<'a>,
    /// A run of it.
    pub(super) past: Option<Past<'a>>,
}

impl<'a> Telling<'a> {
    /// The named things of a section: `routes`, `services`, ….
    pub(super) fn section(&self, name: &str) -> &'a [(String, Said)] {
        self.said.get(name).map_or(&[], Said::entries)
    }

    /// The table of exits, by which they are told from interventions.
    pub(super) fn exits(&self) -> Option<&'a Said> {
        self.said.get("exits")
    }

    /// Whether any named thing of a section has this key.
    pub(super) fn any(&self, section: &str, key: &str) -> bool {
        self.section(section).iter().any(|(_, thing)| thing.get(key).is_some())
    }

    /// Whether a prison is among the settings.
    pub(super) fn has_prison(&self) -> bool {
        let settings = self.section("interventions").iter();
        settings.filter_map(|(_, thing)| thing.get("setting")?.text()).any(|it| it == "prison")
    }

    /// Whether episodes of treatment have a care plan.
    pub(super) fn has_care_plans(&self) -> bool {
        self.any("interventions", "opens_care_plan")
    }

    /// Whether an intervention runs alongside the main strand.
    pub(super) fn is_support(&self, name: &str) -> bool {
        self.said.get("supports").is_some_and(|supports| supports.get(name).is_some())
    }
}
