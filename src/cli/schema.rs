//! `throughcare schema`: the scenario language as a JSON Schema.

use super::terminal::{Trouble, say};
use crate::scenario;
use clap::Args;

/// Print the JSON Schema of scenario files.
#[derive(Debug, Args)]
#[command(
    long_about = "Print the JSON Schema of scenario files, for an editor that completes keys and marks mistakes \
                  as you type.",
    after_help = "Example:\n  throughcare schema > scenario.schema.json"
)]
pub(super) struct SchemaArguments {}

impl SchemaArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        say(&format!("{:#}\n", scenario::schema()))
    }
}
