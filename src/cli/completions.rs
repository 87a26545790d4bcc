//! `throughcare completions`: what a shell needs to complete commands and options.

use super::terminal::{Trouble, say};
use clap::{Args, Command};
use clap_complete::Shell;

/// Print a script that completes commands and options in a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  throughcare completions bash > ~/.local/share/bash-completion/completions/throughcare
  throughcare completions zsh > ~/.zfunc/_throughcare     (with ~/.zfunc in $fpath)
  throughcare completions fish > ~/.config/fish/completions/throughcare.fish")]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArguments {
    pub(super) fn run(&self, mut program: Command) -> Result<(), Trouble> {
        let name = program.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, name, &mut script);
        say(&String::from_utf8_lossy(&script))
    }
}
