//! `yardstick journey|mmc [--calendar heap|buckets] [--replications N] [--triage N] [--seed N]`: one line of outcomes for each
//! replication.

use std::process::ExitCode;
use yardstick::{Calendar, Journey, JourneyOutcomes, QueueOutcomes, queue};

const USAGE: &str =
    "yardstick journey|mmc [--calendar heap|buckets] [--replications 10] [--triage 80] [--seed 1]
--calendar is buckets unless it is said";

struct Asked {
    workload: String,
    calendar: Calendar,
    replications: u64,
    triage: u32,
    seed: u64,
}

fn asked(mut arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let workload = arguments.next()?;
    let mut asked =
        Asked { workload, calendar: Calendar::Buckets, replications: 10, triage: 80, seed: 1 };
    while let Some(option) = arguments.next() {
        let value = arguments.next()?;
        match option.as_str() {
            "--calendar" => asked.calendar = calendar(&value)?,
            "--replications" => asked.replications = value.parse().ok()?,
            "--triage" => asked.triage = value.parse().ok()?,
            "--seed" => asked.seed = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(asked)
}

fn calendar(word: &str) -> Option<Calendar> {
    match word {
        "heap" => Some(Calendar::Heap),
        "buckets" => Some(Calendar::Buckets),
        _ => None,
    }
}

fn mean(sum: f64, count: u64) -> f64 {
    sum / count as f64
}

fn print_journey(replication: u64, seen: &JourneyOutcomes) {
    println!(
        "{replication},{},{},{},{},{},{},{},{},{},{},{:.6},{:.6},{:.6},{:.6}",
        seen.referrals,
        seen.triage_starts,
        seen.gave_up_triage,
        seen.gave_up_keyworking,
        seen.delivery_starts,
        seen.drop_outs,
        seen.completions,
        seen.detox_starts,
        seen.rehab_starts,
        seen.relapses,
        mean(seen.waited[0], seen.triage_starts),
        mean(seen.waited[1], seen.delivery_starts),
        mean(seen.waited[2], seen.detox_starts),
        mean(seen.waited[3], seen.rehab_starts),
    );
}

fn print_queue(replication: u64, seen: &QueueOutcomes) {
    let wait = mean(seen.waited, seen.starts);
    println!("{replication},{},{},{},{wait:.6}", seen.arrivals, seen.starts, seen.ends);
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("usage: {USAGE}");
        return ExitCode::FAILURE;
    };
    let seeds = asked.seed..asked.seed + asked.replications;
    match asked.workload.as_str() {
        "journey" => {
            println!(
                "replication,referrals,triage_starts,gave_up_triage,gave_up_keyworking,delivery_starts,drop_outs,\
                 completions,detox_starts,rehab_starts,relapses,triage_wait,keyworking_wait,detox_wait,rehab_wait"
            );
            let mut journey = Journey::new(asked.triage, asked.calendar);
            for (replication, seed) in (1..).zip(seeds) {
                print_journey(replication, &journey.run(seed));
            }
        }
        "mmc" => {
            println!("replication,arrivals,starts,ends,wait");
            for (replication, seed) in (1..).zip(seeds) {
                print_queue(replication, &queue(asked.calendar, seed));
            }
        }
        _ => {
            eprintln!("usage: {USAGE}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
