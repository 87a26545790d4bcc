//! `throughcare new`: a scenario to start from.

use super::prose::wrapped;
use super::reading::refused;
use super::terminal::{Trouble, line_width, say};
use crate::model::{Capacity, Service};
use crate::output::{Existing, FolderError, write_document};
use crate::scenario::{self, BASELINE, Said, TEMPLATE};
use clap::Args;
use std::path::{Path, PathBuf};

const LONG_ABOUT: &str = "\
Write NAME.toml, a scenario to start from: by default a small complete one that runs, in which every part of the language \
stands once with a comment that says what it means. Nothing is ever overwritten.";

const AFTER_HELP: &str = "\
Examples:
  throughcare new town                               a small commented scenario, town.toml
  throughcare new town --baseline                    the whole embedded baseline, to be edited
  throughcare new more_beds --extends town.toml      a redesign option that changes town.toml

Exit codes: 0 written, 1 the disk refused, 2 refused (the name is taken or no name; the scenario to extend is wrong).";

/// Write a commented scenario to start from.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct NewArguments {
    /// Name of the scenario: NAME.toml is written here
    #[arg(value_name = "NAME", value_parser = scenario_name)]
    name: String,
    /// A redesign option: states only what it changes of this scenario
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    extends: Option<PathBuf>,
    /// The whole embedded baseline instead of a small scenario
    #[arg(long)]
    baseline: bool,
}

/// The name without its ending, where it is one that can stand in every file system and every result.
fn scenario_name(text: &str) -> Result<String, String> {
    let name = text.strip_suffix(".toml").unwrap_or(text);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match name.chars().next() {
        Some(first) if first != '-' && name.chars().all(is_plain) && name.len() <= 100 => {
            Ok(name.to_owned())
        }
        _ => Err("a name is made of letters, digits, `_` and `-`, such as more_beds; the file is written \
                  into the folder where you are"
            .to_owned()),
    }
}

impl NewArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let path = PathBuf::from(format!("{}.toml", self.name));
        let (text, what) = match &self.extends {
            Some(base) => (option(base)?, format!("a redesign option of {}", base.display())),
            None if self.baseline => (BASELINE.to_owned(), "the embedded baseline".to_owned()),
            None => (TEMPLATE.to_owned(), "a small scenario to start from".to_owned()),
        };
        write_document(&path, text.as_bytes(), Existing::Refuse).map_err(|error| match error {
            FolderError::Io { .. } => Trouble::Failed(error.to_string()),
            _ => Trouble::Refused(format!(
                "{} is there already, and nothing is overwritten; choose another name",
                path.display()
            )),
        })?;
        let shown = path.display();
        let run = match &self.extends {
            Some(base) => format!("throughcare run {} {shown}", base.display()),
            None => format!("throughcare run {shown}"),
        };
        say(&format!(
            "{}\nNext:\n  edit {shown}\n  throughcare check {shown}\n  {run}\n",
            wrapped(&format!("Written: {shown}, {what}."), line_width()).trim_end()
        ))
    }
}

/// A skeleton that extends a scenario and names what can be changed in it.
fn option(base: &Path) -> Result<String, Trouble> {
    let scenario = scenario::read_file(base, &[]).map_err(|refusal| {
        refused(&refusal, "the scenario to extend is refused; nothing was written")
    })?;
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let model = &scenario.model;
    let said = scenario.said().get("services").map_or(&[][..], Said::entries);
    let services = model.system().services.iter();
    let capacities: String = services
        .filter_map(|service| {
            let written = said.iter().find(|(name, _)| *name == service.name);
            capacity(service, written.map(|(_, written)| written))
        })
        .collect();
    let capacities = match capacities.as_str() {
        "" => "#   (it has no services of limited size)\n",
        some => some,
    };
    Ok(format!(
        "\
# A redesign option: it states only what it changes of the scenario it extends, and is run beside it.
#
# A key written here replaces that key there; everything else stays. A list is replaced whole, and `unset` leaves
# something out. The keys are those of docs/language.md.

extends = {}

title = {}
question = \"What would be different if …?\"

# What there is room for in the scenario that is extended. To change a number, write it without the `#`:
#
{capacities}
# What it changes may begin later, from a date (or a time after the start) on:
#
# [[changes]]
# at = \"2y\"
# set = {{ \"services.NAME.places\" = 4 }}

# Where each new number comes from; what begins with \"assumption:\" is not evidence.
# [sources]
# \"services.NAME.places\" = \"assumption: …\"
",
        quoted(&base.to_string_lossy()),
        quoted(&format!("{}, changed", model.title)),
    ))
}

/// A service and how much of it there is, as a comment; `written` is what the scenario says of it.
fn capacity(service: &Service, written: Option<&Said>) -> Option<String> {
    let keys = match &service.capacity {
        Capacity::Endless => return None,
        Capacity::Places { rota: Some(_), .. } => {
            "rota = …   # places by part of a cycle".to_owned()
        }
        Capacity::Places { staff: Some((members, caseload)), .. } => {
            format!("staff = {members}\n# caseload = {caseload}")
        }
        Capacity::Places { places, .. } => format!("places = {places}"),
        // By the key that stands there: a rate is not written twice.
        Capacity::Appointments(_) => {
            let rate = |(key, _): &&(String, Said)| key.starts_with("appointments_per_");
            let (key, rate) = written?.entries().iter().find(rate)?;
            format!("{key} = {rate}")
        }
    };
    Some(format!("# [services.{}]\n# {keys}\n#\n", service.name))
}
