//! `throughcare man`: the pages of the manual, from the same texts as `--help`.

use super::terminal::{Trouble, say};
use crate::output;
use clap::{Args, Command};
use clap_mangen::Man;
use std::path::PathBuf;

/// Print the page of the manual, or write a page for each command.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  throughcare man | man -l -                         read the main page
  throughcare man --output ~/.local/share/man/man1   a page for each command: man throughcare-run")]
pub(super) struct ManArguments {
    /// Write a page for each command into this folder, replacing older ones
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl ManArguments {
    pub(super) fn run(&self, program: Command) -> Result<(), Trouble> {
        // What clap adds by itself, `help`, has no page of its own.
        let mut program = program.disable_help_subcommand(true);
        program.build();
        let Some(folder) = &self.output else {
            return say(&String::from_utf8_lossy(&page(program)?));
        };
        let commands: Vec<Command> = program.get_subcommands().cloned().collect();
        let main = program.get_name().to_owned();
        let mut names = Vec::new();
        for command in std::iter::once(program).chain(commands) {
            let name = match command.get_name() {
                name if name == main => main.clone(),
                name => format!("{main}-{name}"),
            };
            let file = format!("{name}.1");
            let bytes = page(command.display_name(name))?;
            output::write_page(folder, &file, &bytes)
                .map_err(|error| Trouble::Failed(error.to_string()))?;
            names.push(file);
        }
        say(&format!("{}: {}\n", folder.display(), names.join(", ")))
    }
}

fn page(command: Command) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    Man::new(command)
        .render(&mut bytes)
        .map_err(|why| Trouble::Failed(format!("cannot make the page: {why}")))?;
    Ok(bytes)
}
