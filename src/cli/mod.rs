//! The command line: one command in each file. The only place that prints.

mod terminal;
mod prose;
mod grid;
mod whole;
mod reading;
mod interrupt;
mod working;
mod goals;
mod warm_up;
mod report;
mod before;
mod options;
mod job;
mod run;
mod reproduce;
mod merge;
mod aims;
mod overview;
mod comparison;
mod summary;
mod check;
mod describe;
mod schema;
mod client;
mod snapshot;
mod new;
mod fit;
mod completions;
mod man;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use terminal::note;

const LONG_ABOUT: &str = "\
Throughcare walks synthetic clients through a local drug-treatment system, many times over, and says what happens: \
waits, retention, planned exits, drop-out, return, deaths, occupancy, cost, each with its uncertainty.

A scenario is a TOML file: who comes, which services exist and how much of each, how long treatment lasts, why people \
leave. Without a command the embedded baseline is run.";

const AFTER_HELP: &str = "\
Examples:
  throughcare                                        run the embedded baseline
  throughcare run town.toml                          run a scenario
  throughcare run town.toml more_beds.toml           run two, and compare them
  throughcare run --set services.specialist_unit_beds.places=5
  throughcare report results/town                    a page for people: figures, charts, what they rest on
  throughcare reproduce results/town                 run it again and compare byte for byte
  throughcare check town.toml                        everything that is wrong with a file
  throughcare describe town.toml                     the model in words, with its sources
  throughcare client                                 one client's journey, step by step
  throughcare snapshot town.toml --at 2y             the state of a run, to begin others with
  throughcare new town                               a commented scenario to start from
  throughcare fit stays.csv --time days --event left  a hazard from how long people stayed

Exit codes:
  0    done
  1    could not be done (the disk refused, the run was interrupted, …)
  2    refused (the scenario or the command line is wrong)
  3    done, but what --until asks for is not known so well after all that --replications allows
  130  stopped at once (Ctrl-C twice; the same run again goes on from there)";

#[derive(Debug, Parser)]
#[command(
    name = "throughcare",
    version,
    about = "A discrete-event simulator of drug-treatment systems",
    long_about = LONG_ABOUT,
    after_help = AFTER_HELP
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(options::RunArguments),
    Report(report::ReportArguments),
    Merge(merge::MergeArguments),
    Reproduce(reproduce::ReproduceArguments),
    Check(check::CheckArguments),
    Describe(describe::DescribeArguments),
    Client(client::ClientArguments),
    Snapshot(snapshot::SnapshotArguments),
    New(new::NewArguments),
    Fit(fit::FitArguments),
    Schema(schema::SchemaArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
}

/// What was meant, where a scenario stands in the place of a command.
fn hint(answer: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(word)) = answer.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let is_scenario = word.ends_with(".toml") || Path::new(word).is_file();
    is_scenario.then(|| format!("\nto run a scenario: throughcare run {word}"))
}

/// Does what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match CommandLine::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => {
            // Help and version go to stdout, mistakes to stderr; if that pipe is closed nobody is listening.
            if let Err(why) = answer.print()
                && why.kind() != ErrorKind::BrokenPipe
            {
                note(&format!("throughcare: cannot write to standard output: {why}"));
                return ExitCode::FAILURE;
            }
            if let Some(hint) = hint(&answer) {
                note(&hint);
            }
            return ExitCode::from(answer.exit_code().clamp(0, 255) as u8);
        }
    };
    let command =
        arguments.command.unwrap_or_else(|| Command::Run(options::RunArguments::default()));
    let done = match command {
        Command::Run(arguments) => arguments.run(),
        Command::Report(arguments) => arguments.run(),
        Command::Merge(arguments) => arguments.run(),
        Command::Reproduce(arguments) => arguments.run(),
        Command::Check(arguments) => arguments.run(),
        Command::Describe(arguments) => arguments.run(),
        Command::Client(arguments) => arguments.run(),
        Command::Snapshot(arguments) => arguments.run(),
        Command::New(arguments) => arguments.run(),
        Command::Fit(arguments) => arguments.run(),
        Command::Schema(arguments) => arguments.run(),
        Command::Completions(arguments) => arguments.run(CommandLine::command()),
        Command::Man(arguments) => arguments.run(CommandLine::command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => trouble.tell(),
    }
}
