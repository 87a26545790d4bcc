//! `throughcare check`: every problem and warning of a scenario, and the services that cannot keep up.

use super::grid::Grid;
use super::prose::wrapped;
use super::reading::{named, read};
use super::terminal::{Trouble, line_width, say, stdout_is_styled};
use crate::experiment::{LoadUnit, ServiceLoad, offered_loads};
use crate::findings::grouped;
use crate::model::Model;
use crate::scenario;
use crate::units::Days;
use clap::Args;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  throughcare check town.toml
  throughcare check --set services.specialist_unit_beds.places=5

Exit codes: 0 when every scenario can be run (warnings or not), 2 when one is refused.";

/// Report every problem in scenarios, and services that cannot keep up.
#[derive(Debug, Args)]
#[command(
    long_about = "Report every problem that can be seen in scenarios at once, each with its line, and warn of services of which \
                  more is asked than they have: a pilot of a few replications in which nobody waits shows the load offered \
                  to each.",
    after_help = AFTER_HELP
)]
pub(super) struct CheckArguments {
    /// Scenario files; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Change a parameter first
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

impl CheckArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let mut refused = 0;
        for path in named(&self.scenarios) {
            match read(path, &self.sets) {
                Ok(scenario) => {
                    let styled = stdout_is_styled();
                    if !scenario.warnings.is_empty() {
                        let found = &scenario.warnings;
                        say(&scenario::render(found, &scenario.sources, styled))?;
                    }
                    let loads = loads(&scenario.model);
                    let warnings = scenario.warnings.len() + loads.warnings;
                    let closing = match warnings {
                        0 => "can be run".to_owned(),
                        1 => "can be run; 1 warning".to_owned(),
                        _ => format!("can be run; {warnings} warnings"),
                    };
                    say(&format!("{}\n{}: {closing}\n", loads.text, scenario.name))?;
                }
                Err(refusal) => {
                    refused += 1;
                    let name = path.map_or("baseline".into(), |path| path.display().to_string());
                    let problems = refusal.render(stdout_is_styled());
                    say(&format!("{problems}\n{name}: refused\n"))?;
                }
            }
        }
        if refused > 0 { Err(Trouble::Refused(String::new())) } else { Ok(()) }
    }
}

/// What is said of the loads offered.
struct Loads {
    text: String,
    warnings: usize,
}

fn loads(model: &Model) -> Loads {
    let Some(eras) = offered_loads(model) else {
        let words = "warning: the pilot run does not come to an end: clients go round and round, or pile up";
        return Loads { text: wrapped(words, line_width()), warnings: 1 };
    };
    let mut grid = Grid::new(["service", "from", "asked for", "has", "load"]);
    let mut warnings = Vec::new();
    let mut before: &[ServiceLoad] = &[];
    for era in &eras {
        let since = match era.from {
            Days::ZERO => String::new(),
            from => model.run.date(from).map_or(format!("day {}", from.0), |it| it.to_string()),
        };
        // Of what a change leaves as it was nothing more is said.
        let is_news = |load: &&ServiceLoad| !before.iter().any(|it| figures(it) == figures(load));
        for load in era.loads.iter().filter(is_news) {
            if load.is_overloaded() {
                warnings.push(warning(load, &since));
            }
            let [service, wanted, has, share] = figures(load);
            grid.row([service, since.clone(), wanted, has, share]);
        }
        before = &era.loads;
    }
    let mut text = warnings.concat();
    if !grid.is_empty() {
        if !warnings.is_empty() {
            text.push('\n');
        }
        text.push_str("Load offered (what would be used if nobody had to wait):\n");
        text.push_str(&grid.render());
    }
    Loads { text, warnings: warnings.len() }
}
/// What is shown of a load: the service, what it is asked for and has, and the share.
fn figures(load: &ServiceLoad) -> [String; 4] {
    let unit = match load.unit {
        LoadUnit::Places => "places",
        LoadUnit::AppointmentsPerWeek => "a week",
    };
    let share = if load.has > 0.0 {
        format!("{}%", grouped(100.0 * load.wanted / load.has, 0))
    } else {
        "-".to_owned()
    };
    let has = format!("{} {unit}", grouped(load.has, 1));
    [load.service.clone(), grouped(load.wanted, 1), has, share]
}

/// A warning of more that is asked for than there is, from a date on or at all times.
fn warning(load: &ServiceLoad, since: &str) -> String {
    let unit = match load.unit {
        LoadUnit::Places => "places",
        LoadUnit::AppointmentsPerWeek => "appointments a week",
    };
    let note = if load.can_leave {
        "waits grow until enough clients give up"
    } else {
        "nobody can give up waiting there, so waits grow for as long as the run lasts"
    };
    let since = if since.is_empty() { String::new() } else { format!(" from {since} on") };
    let words = format!(
        "warning: services.{}: offered load {} {unit}, has {}{since}; {note}",
        load.service,
        grouped(load.wanted, 1),
        grouped(load.has, 1)
    );
    wrapped(&words, line_width())
}
