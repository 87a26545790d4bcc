//! `PROGRAM journey|mmc [--replications N] [--triage N] [--seed N]`: one line of outcomes for each replication.

use crate::{Journey, Queue};
use std::process::ExitCode;

const USAGE: &str = "journey|mmc [--replications 10] [--triage 80] [--seed 1]";

struct Asked {
    workload: String,
    replications: u64,
    triage: usize,
    seed: u64,
}

fn asked(mut arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let workload = arguments.next()?;
    let mut asked = Asked { workload, replications: 10, triage: 80, seed: 1 };
    while let Some(option) = arguments.next() {
        let value = arguments.next()?;
        match option.as_str() {
            "--replications" => asked.replications = value.parse().ok()?,
            "--triage" => asked.triage = value.parse().ok()?,
            "--seed" => asked.seed = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(asked)
}

/// Runs what the command line asks for: the journey with so many triage places, or the plain queue, by a seed.
pub fn run(journey: impl Fn(usize, u64) -> Journey, queue: impl Fn(u64) -> Queue) -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("usage: {USAGE}");
        return ExitCode::FAILURE;
    };
    let seeds = (1..).zip(asked.seed..asked.seed + asked.replications);
    match asked.workload.as_str() {
        "journey" => {
            println!("replication,{}", Journey::COLUMNS);
            for (replication, seed) in seeds {
                println!("{replication},{}", journey(asked.triage, seed));
            }
        }
        "mmc" => {
            println!("replication,{}", Queue::COLUMNS);
            for (replication, seed) in seeds {
                println!("{replication},{}", queue(seed));
            }
        }
        _ => {
            eprintln!("usage: {USAGE}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
