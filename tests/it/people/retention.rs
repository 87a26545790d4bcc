//! The scenarios that `throughcare fit` writes, simulated, against the curve of the people they came from.
//!
//! In `tests/scenarios/people` stand the very files that the command writes from the methadone patients (a test holds them
//! to it): the curve itself as the hazard of leaving, and Weibull hazards by clinic with ratios for prison and dose, for
//! people with the clinics, prison records and doses of the file.

#![allow(
    clippy::disallowed_methods,
    reason = "an independent check uses the standard library's mathematics"
)]

use super::{FILE, plain};
use crate::trace::run;
use crate::verification::{Comparison, Effort};
use std::path::{Path, PathBuf};
use std::process::Command;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario;
use throughcare::survival::{KaplanMeier, Sample, Step, Z95};
use throughcare::units::Days;

/// The four values of the curve that the simulator is asked to give back, by day.
const ASKED: [(f64, f64); 4] = [(90.0, 0.901), (180.0, 0.794), (365.0, 0.606), (730.0, 0.316)];
/// Replications of each scenario, of 3,650 clients and more each.
const REPLICATIONS: u32 = 60;
/// The band is held against where at least so many are still seen.
const SEEN: usize = 10;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/people").join(name)
}

fn file(name: &str) -> Model {
    match scenario::read_file(&path(name), &[]) {
        Ok(scenario) => scenario.model,
        Err(refusal) => panic!("{}", scenario::render(&refusal.problems, &refusal.sources, false)),
    }
}

/// How long the clients stayed who came early enough to be followed for so long.
struct Stays {
    /// Who came later is not counted. \[days\]
    last_entry: f64,
    entered: usize,
    lasted: Vec<f64>,
}

impl Recorder for Stays {
    fn record(&mut self, at: Days, _: Client<'_>, happening: Happening) {
        match happening {
            Happening::CarePlanOpened if at.0 <= self.last_entry => self.entered += 1,
            Happening::CarePlanClosed { lasted } if at.0 - lasted.0 <= self.last_entry => {
                self.lasted.push(lasted.0);
            }
            _ => {}
        }
    }
}

/// Shares of simulated clients still there.
struct Simulated {
    entered: usize,
    /// Ascending. \[days\]
    lasted: Vec<f64>,
}

impl Simulated {
    fn of(model: &Model, replications: u32) -> Simulated {
        let longest = plain(None).longest();
        let mut stays =
            Stays { last_entry: model.run.end().0 - longest, entered: 0, lasted: Vec::new() };
        for replication in 1..=replications {
            run(model, replication, &mut stays);
        }
        stays.lasted.sort_by(f64::total_cmp);
        Simulated { entered: stays.entered, lasted: stays.lasted }
    }

    /// How many have left by an age.
    fn gone(&self, days: f64) -> usize {
        // To the billionth of a day: an age is a difference of two instants, and may be rounded past a whole day.
        self.lasted.partition_point(|lasted| *lasted <= days + 1e-9)
    }

    /// The share still there at an age.
    fn at(&self, days: f64) -> f64 {
        1.0 - self.gone(days) as f64 / self.entered as f64
    }

    /// Half of the 99.9% interval of a share.
    fn half(&self, share: f64) -> f64 {
        3.29 * (share * (1.0 - share) / self.entered as f64).sqrt()
    }
}

/// Simulated retention against the curve: from the curve itself within simulation error of it, from the Weibull hazards
/// within its 95% band.
pub(crate) fn against_the_clients(effort: Effort) -> Vec<Comparison> {
    let curve = KaplanMeier::of(&plain(None));
    let replications = effort.replications(REPLICATIONS);
    let empirical = Simulated::of(&file("empirical.toml"), replications);
    let weibull = Simulated::of(&file("weibull_by_clinic.toml"), replications);
    let from_the_curve = ASKED.into_iter().map(|(days, _)| {
        let still = empirical.entered - empirical.gone(days);
        let what = format!("still there at {days} d, hazard from the curve");
        Comparison::share(what, curve.at(days).survival, still, empirical.entered)
    });
    let from_weibull = ASKED.into_iter().map(|(days, _)| {
        let seen = curve.at(days);
        let what = format!("still there at {days} d, Weibull by clinic, prison and dose");
        Comparison::band(
            what,
            seen.survival,
            weibull.at(days),
            [seen.low, seen.high],
            weibull.entered,
        )
    });
    from_the_curve.chain(from_weibull).collect()
}

#[test]
fn the_curve_is_the_one_asked_for_and_simulation_adds_no_more_than_its_error() {
    let curve = KaplanMeier::of(&plain(None));
    let empirical = Simulated::of(&file("empirical.toml"), REPLICATIONS);
    for (days, asked) in ASKED {
        assert!((curve.at(days).survival - asked).abs() < 0.000_51, "{days}");
        let off = (empirical.at(days) - asked).abs();
        assert!(off < 0.000_51 + empirical.half(asked), "{days}: {off}");
    }
}

/// Every day on which someone had left and at least ten were still seen: what was seen then, and by how many standard errors of
/// ln(-ln S) a simulated share is off.
fn off_by_day(simulated: &Simulated) -> Vec<(Step, f64)> {
    let curve = KaplanMeier::of(&plain(None));
    (1..=900)
        .map(|day| Step { age: f64::from(day), ..curve.at(f64::from(day)) })
        .filter(|seen| seen.survival < 1.0 && curve.at_risk(seen.age) >= SEEN)
        .map(|seen| {
            let log_log = |share: f64| (-share.ln()).ln();
            let error = seen.error / (seen.survival * -seen.survival.ln());
            let off = (log_log(simulated.at(seen.age)) - log_log(seen.survival)) / error;
            (seen, off.abs())
        })
        .collect()
}

/// How many standard errors the curve is off somewhere with a probability of 5%, between two of its ages, if it is right: the
/// equal-precision band of Nair (1984, Technometrics 26:265). The process is a Brownian bridge at K = n V / (1 + n V), whose
/// largest standardised value exceeds c with the probability 4 φ(c) / c + φ(c) (c - 1 / c) ln(b (1 - a) / (a (1 - b))) (Miller
/// and Siegmund 1982, Biometrics 38:1011), with a and b the first and last K.
fn whole_curve(days: &[(Step, f64)], people: f64) -> f64 {
    let place = |seen: &Step| {
        let variance = people * (seen.error / seen.survival).powi(2);
        variance / (1.0 + variance)
    };
    let (a, b) = (place(&days[0].0), place(&days[days.len() - 1].0));
    let span = (b * (1.0 - a) / (a * (1.0 - b))).ln();
    let chance = |c: f64| {
        let density = (-0.5 * c * c).exp() / std::f64::consts::TAU.sqrt();
        4.0 * density / c + density * (c - 1.0 / c) * span
    };
    let (mut low, mut high) = (2.0, 6.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if chance(middle) > 0.05 { low = middle } else { high = middle }
    }
    high
}

/// The band of each day by itself holds on 95 of 100 days, even of the true hazard: so many at least must be inside. All of
/// them must be inside the band of the whole curve.
#[test]
fn weibull_by_clinic_stays_inside_the_band_of_the_whole_curve_and_nearly_always_inside_that_of_each_day()
 {
    let weibull = Simulated::of(&file("weibull_by_clinic.toml"), REPLICATIONS);
    let days = off_by_day(&weibull);
    let outside: Vec<(f64, String)> = days
        .iter()
        .filter(|(_, off)| *off > Z95)
        .map(|(seen, off)| (seen.age, format!("{off:.2}")))
        .collect();
    let most = days.iter().map(|(_, off)| *off).fold(0.0, f64::max);
    let whole = whole_curve(&days, 238.0);
    println!("outside on {} of {} days: {outside:?}", outside.len(), days.len());
    println!("at most {most:.2} standard errors off; the whole curve has {whole:.2}");
    assert!(outside.len() as f64 <= 0.05 * days.len() as f64, "{outside:?}");
    assert!(most <= whole, "{most} of {whole}");
}

#[test]
fn whoever_ignores_censoring_is_outside_both_bands_and_a_constant_hazard_is_outside_on_some_days() {
    let people = plain(None);
    let times: Vec<(f64, bool)> =
        people.observations.iter().map(|person| (person.time, true)).collect();
    let all_left = KaplanMeier::of(&Sample::plain(&times));
    let points: Vec<String> = all_left
        .points(Some(1.0))
        .iter()
        .map(|(age, share)| format!("[\"{}d\", {share:.10}]", age.0))
        .collect();
    let text = std::fs::read_to_string(path("empirical.toml")).unwrap();
    let (before, rest) = text.split_once("hazard = ").unwrap();
    let (_, after) = rest.split_once("\n] }\n").unwrap();
    let simulate = |hazard: &str| {
        let changed = format!("{before}hazard = {hazard}\n{after}");
        Simulated::of(&crate::trace::model(&changed), 10)
    };
    let ignored = simulate(&format!("{{ survival = [{}] }}", points.join(", ")));
    let days = off_by_day(&ignored);
    let most = days.iter().map(|(_, off)| *off).fold(0.0, f64::max);
    println!("censoring ignored: {most:.2} standard errors off");
    assert!(most > whole_curve(&days, 238.0), "{most}");
    for asked in [365.0, 730.0] {
        assert!(days.iter().any(|(seen, off)| seen.age == asked && *off > Z95), "{asked}");
    }
    // 95,812 days over 150 exits.
    let constant = simulate("{ mean = \"638.746667d\" }");
    let days = off_by_day(&constant);
    let outside = days.iter().filter(|(_, off)| *off > Z95).count();
    println!("constant hazard: outside the band of the day on {outside} of {} days", days.len());
    assert!(outside > 0);
}

#[test]
fn the_scenarios_are_those_that_the_command_writes() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, more) in [
        ("empirical.toml", &["--family", "empirical"][..]),
        (
            "weibull_by_clinic.toml",
            &["--family", "weibull", "--by", "clinic", "--ratios", "prison,dose"],
        ),
    ] {
        let written = folder.path().join(name);
        let done = Command::new(env!("CARGO_BIN_EXE_throughcare"))
            .current_dir(root)
            .args(["fit", FILE, "--time", "survt", "--event", "status", "--output"])
            .arg(&written)
            .args(more)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let [now, there] = [written, path(name)].map(|at| std::fs::read_to_string(at).unwrap());
        assert_eq!(now, there, "{name}");
    }
}
