//! The state of a replication as files: a table with a row for each client, and a scenario that begins with them.

use super::table::Table;
use crate::model::{
    Action, Awaiting, ClockId, Group, Initial, InterventionId, KeyworkerPast, Model, Receiving,
    RoutePast, Seat, SupportHow, System,
};
use crate::random::Distribution;
use crate::units::Days;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Component, Path};

/// Columns in the order in which they stand; each stands for those that begin with it and a dot.
const COLUMNS: [&str; 30] = [
    "route",
    "attributes",
    "at_referral",
    "treated",
    "journey",
    "episodes",
    "referred",
    "in_treatment",
    "exit",
    "since",
    "in_custody",
    "intervention",
    "spent",
    "duration_case",
    "place",
    "ring_fence",
    "waiting_for",
    "waited",
    "missed",
    "position",
    "keyworker",
    "supports",
    "kept",
    "kept_keyworker",
    "ended",
    "ages",
    "fired",
    "offers",
    "offered",
    "",
];

/// The table: one row for each client.
///
/// # Errors
/// When what it is written to takes no more.
pub fn write_state(model: &Model, initial: &Initial, to: &mut dyn Write) -> io::Result<()> {
    let system = model.system_at(initial.at);
    let rows: Vec<Row> = initial.groups.iter().map(|group| Row::of(group, system)).collect();
    let order = |column: &str| {
        let first = column.split('.').next().unwrap_or_default();
        COLUMNS.iter().position(|known| *known == first).unwrap_or(COLUMNS.len())
    };
    // The order of the scenario within a key, as far as the first client tells.
    let mut columns: Vec<&str> = Vec::new();
    let mut known = BTreeSet::new();
    for column in rows.iter().flat_map(|row| &row.order) {
        if known.insert(column.as_str()) {
            columns.push(column);
        }
    }
    columns.sort_by_key(|column| order(column));
    if columns.is_empty() {
        columns.push("route");
    }
    let mut table = Table::new(to, columns.iter().copied())?;
    for row in &rows {
        let cells = columns.iter().map(|column| row.cells.get(*column).map_or("", String::as_str));
        table.row(&cells.collect::<Vec<_>>())?;
    }
    table.finish()
}

/// The scenario that begins with the state: it extends the one the state is of and names the file of the table.
#[must_use]
pub fn state_scenario(
    model: &Model,
    initial: &Initial,
    extends: &str,
    file: &str,
    title: &str,
) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = format!("extends = {}\n", quoted(extends));
    if model.initial.is_some() {
        text.push_str("unset = [\"initial\"]\n");
    }
    text.push_str(&format!("title = {}\n", quoted(title)));
    let run = &model.run;
    if initial.at > run.warm_up || run.finds_warm_up {
        let left = run.end() - initial.at;
        text.push_str(&format!(
            "\n# What is measured begins with the state.\n[run]\nwarm_up = \"{}\"\nhorizon = \"{}\"\n",
            days(initial.at),
            days(left)
        ));
    }
    text.push_str(&format!(
        "\n[initial]\nat = \"{}\"\nfile = {}\n",
        days(initial.at),
        quoted(file)
    ));
    let names = model.system_at(initial.at).routes.iter().map(|route| &route.name);
    for (name, past) in names.zip(&initial.routes) {
        if *past == RoutePast::default() {
            continue;
        }
        text.push_str(&format!("\n[initial.routes.{name}]\n"));
        for (key, value) in [("since", past.since), ("wait", past.wait), ("heard", past.heard)] {
            if let Some(value) = value {
                text.push_str(&format!("{key} = \"{}\"\n", days(value)));
            }
        }
    }
    text
}

/// To the last bit, with its unit.
fn days(time: Days) -> String {
    format!("{}d", time.0.max(0.0))
}

/// To the last bit; the unit of a number in such a table is the day.
fn passed(time: &Distribution) -> String {
    time.mean().0.max(0.0).to_string()
}

/// One client.
#[derive(Debug, Default)]
struct Row {
    cells: BTreeMap<String, String>,
    order: Vec<String>,
}

impl Row {
    fn of(group: &Group, system: &System) -> Row {
        let mut row = Row::default();
        let name = |id: InterventionId| system.intervention(id).name.as_str();
        if let Some((_, route)) = group.routes.first() {
            row.put("route", &system.route(*route).name);
        }
        for (id, shares) in &group.levels {
            let attribute = &system.attributes[id.index()];
            if let Some((_, level)) = shares.first() {
                let key = format!("attributes.{}", attribute.name);
                row.put(&key, &attribute.levels[usize::from(*level)]);
            }
        }
        for (id, level) in &group.at_referral {
            let attribute = &system.attributes[id.index()];
            let key = format!("at_referral.{}", attribute.name);
            row.put(&key, &attribute.levels[usize::from(*level)]);
        }
        if group.treated {
            row.put("treated", "true");
        }
        row.put_time("journey", group.journey.as_ref());
        row.put("episodes", &group.episodes.to_string());
        row.put_time("referred", group.referred.as_ref());
        row.put_time("in_treatment", group.in_treatment.as_ref());
        if let Some((exit, since)) = &group.left {
            row.put("exit", &system.exit(*exit).name);
            row.put_time("since", Some(since));
        }
        row.put_time("in_custody", group.in_custody.as_ref());
        if let Some(receives) = &group.receives {
            row.put("intervention", name(receives.intervention));
            row.put_receiving("", receives);
        }
        if let Some(awaits) = &group.awaits {
            row.put("waiting_for", name(awaits.intervention));
            row.put_awaiting("", awaits);
        }
        row.put_keyworker(group, system);
        for past in &group.supports {
            let id = system.supports[usize::from(past.support.0)].intervention;
            let above = format!("supports.{}.", name(id));
            match &past.how {
                SupportHow::Runs(receives) => row.put_receiving(&above, receives),
                SupportHow::Waits(awaits) => row.put_awaiting(&above, awaits),
            }
        }
        for kept in &group.kept {
            let above = match kept.intervention {
                Some(id) => format!("kept.{}.", name(id)),
                None => "kept_keyworker.".to_owned(),
            };
            row.put_time(&format!("{above}ago"), Some(&kept.ago));
            row.put_seat(&above, kept.seat);
        }
        for ended in &group.ended {
            let above = format!("ended.{}.", name(ended.intervention));
            row.put_time(&format!("{above}ago"), Some(&ended.ago));
            row.put(&format!("{above}completed"), &ended.completed.to_string());
        }
        row.put_clocks(group, system);
        row
    }

    fn put(&mut self, column: &str, cell: &str) {
        if self.cells.insert(column.to_owned(), cell.to_owned()).is_none() {
            self.order.push(column.to_owned());
        }
    }

    fn put_time(&mut self, column: &str, time: Option<&Distribution>) {
        if let Some(time) = time {
            self.put(column, &passed(time));
        }
    }

    fn put_seat(&mut self, above: &str, seat: Seat) {
        if let Some(place) = seat.place {
            self.put(&format!("{above}place"), &(u64::from(place) + 1).to_string());
        }
        if let Some(fence) = seat.ring_fence {
            self.put(&format!("{above}ring_fence"), &(u32::from(fence) + 1).to_string());
        }
    }

    fn put_receiving(&mut self, above: &str, receives: &Receiving) {
        self.put_time(&format!("{above}spent"), Some(&receives.spent));
        if let Some(case) = receives.case {
            self.put(&format!("{above}duration_case"), &case.to_string());
        }
        self.put_seat(above, receives.seat);
    }

    fn put_awaiting(&mut self, above: &str, awaits: &Awaiting) {
        self.put_time(&format!("{above}waited"), Some(&awaits.waited));
        if awaits.missed > 0 {
            self.put(&format!("{above}missed"), &awaits.missed.to_string());
        }
        if let Some(position) = awaits.position {
            self.put(&format!("{above}position"), &(u64::from(position) + 1).to_string());
        }
    }

    fn put_keyworker(&mut self, group: &Group, system: &System) {
        let kept = group.kept.iter().any(|kept| kept.intervention.is_none());
        match &group.keyworker {
            KeyworkerPast::None if system.care_plan.service.is_some() && !kept => {
                self.put("keyworker", "none");
            }
            KeyworkerPast::None => {}
            KeyworkerPast::Had(since, seat) => {
                self.put_time("keyworker.spent", since.as_ref());
                self.put_seat("keyworker.", *seat);
            }
            KeyworkerPast::Awaited(awaits) => {
                self.put("keyworker.after", &system.intervention(awaits.intervention).name);
                self.put_awaiting("keyworker.", awaits);
            }
        }
    }

    fn put_clocks(&mut self, group: &Group, system: &System) {
        let called = |clock: ClockId| {
            let spec = &system.clocks[clock.index()];
            match spec.action {
                Action::Offer(support) => {
                    let id = system.supports[usize::from(support.0)].intervention;
                    (("offers", "offered"), system.intervention(id).name.as_str())
                }
                Action::Risk { .. } | Action::Forget(_) | Action::EndFollowUp => {
                    (("ages", "fired"), spec.name.as_str())
                }
            }
        };
        for (clock, age) in &group.ages {
            let ((table, _), name) = called(*clock);
            self.put(&format!("{table}.{name}"), &age.0.max(0.0).to_string());
        }
        for wanted in ["fired", "offered"] {
            let of = group.fired.iter().map(|clock| called(*clock));
            let names: Vec<&str> =
                of.filter(|((_, list), _)| *list == wanted).map(|(_, name)| name).collect();
            if !names.is_empty() {
                self.put(wanted, &names.join(" "));
            }
        }
    }
}

/// Who is there, in a line for whoever took the state.
#[must_use]
pub fn told_state(initial: &Initial) -> String {
    let count = |of: &dyn Fn(&&Group) -> bool| initial.groups.iter().filter(of).count();
    let waits = |group: &Group| {
        group.awaits.is_some() || matches!(group.keyworker, KeyworkerPast::Awaited(_))
    };
    let treated = |group: &Group| group.in_treatment.is_some() && group.left.is_none();
    let in_treatment = count(&|group| treated(group));
    let both = count(&|group| treated(group) && waits(group));
    let waiting = count(&|group| !treated(group) && group.left.is_none() && waits(group));
    let outside = count(&|group| group.left.is_some());
    let other = initial.groups.len() - in_treatment - waiting - outside;
    let mut told = format!("{} clients: {in_treatment} in treatment", initial.groups.len());
    if both > 0 {
        told.push_str(&format!(" (of whom {both} wait for something more)"));
    }
    told.push_str(&format!(", {waiting} waiting for treatment, {outside} after an exit"));
    if other > 0 {
        told.push_str(&format!(", {other} elsewhere before treatment"));
    }
    told
}

/// The path of a file as it is found from a folder; the whole path where one is not below what both stand in.
#[must_use]
pub fn from_folder(folder: &Path, file: &Path) -> String {
    let real = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
    };
    let (from, to) = (real(folder), real(file));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - shared;
    let mut parts: Vec<String> = vec!["..".to_owned(); up];
    parts.extend(to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned()));
    parts.join("/")
}
