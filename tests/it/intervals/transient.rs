//! What MSER-5 leaves out of series whose transient is known.

use super::so_many;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::Transient;
use throughcare::scenario::read_text;
use throughcare::statistics::{Settling, mser_5};

const SERIES: usize = 1000;

/// What was left out of many series, and what that did.
pub(super) struct Row {
    pub(super) what: String,
    /// Series; of them those of which more than half would have had to be left out.
    pub(super) of: usize,
    pub(super) refused: usize,
    /// Median of what was left out, and 5th and 95th centile, in words.
    pub(super) left_out: String,
    /// Bias of the mean in per cent of what it should be, of the whole and of what is left.
    pub(super) before: f64,
    pub(super) after: f64,
}

impl Row {
    pub(super) fn cells(&self) -> [String; 6] {
        [
            self.what.clone(),
            self.of.to_string(),
            self.refused.to_string(),
            self.left_out.clone(),
            format!("{:+.2}%", self.before),
            format!("{:+.2}%", self.after),
        ]
    }
}

/// Numbers as of the normal law: splitmix64 (Steele, Lea and Flood 2014), and a sum of twelve (Irwin and Hall), which is
/// near enough to it here.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

fn summary(mut left_out: Vec<f64>, unit: &str) -> String {
    left_out.sort_by(f64::total_cmp);
    let at = |share: f64| left_out[(share * (left_out.len() - 1) as f64) as usize];
    format!("{} ({} to {}) {unit}", at(0.5), at(0.05), at(0.95))
}

/// 100 + 50 exp(-t / decay), and noise that remembers half of itself, with a standard deviation of 5: 500 observations.
pub(super) fn of_series() -> Vec<Row> {
    let decays = [0.0, 10.0, 40.0];
    let rows = decays.iter().map(|&decay| {
        let (mut left_out, mut refused) = (Vec::new(), 0);
        let (mut before, mut after) = (0.0, 0.0);
        for number in 0..so_many(SERIES) {
            let mut noise = Noise(number as u64 * 7919 + decay as u64);
            let mut memory = 5.0 * noise.normal();
            let series: Vec<f64> = (0..500)
                .map(|t| {
                    memory = 0.5 * memory + 5.0 * 0.75f64.sqrt() * noise.normal();
                    let away =
                        if decay > 0.0 { 50.0 * libm::exp(-f64::from(t) / decay) } else { 0.0 };
                    100.0 + away + memory
                })
                .collect();
            let mean =
                |from: usize| series[from..].iter().sum::<f64>() / (500 - from) as f64 - 100.0;
            match mser_5(&series) {
                Settling::After(some) => {
                    left_out.push(some as f64);
                    before += mean(0);
                    after += mean(some);
                }
                Settling::NotYet => refused += 1,
            }
        }
        let of = left_out.len() as f64;
        let what = match decay {
            0.0 => "a series that has settled from the first".to_owned(),
            _ => format!("half as much again at first, less by a factor e in {decay}"),
        };
        let (before, after) = (before / of, after / of);
        let left_out = summary(left_out, "of 500");
        Row { what, of: so_many(SERIES), refused, left_out, before, after }
    });
    rows.collect()
}

/// A ward without limit that is empty at first, with 200 in it in the end: 200 (1 - exp(-t / 100 d)).
pub(super) fn of_ward() -> Row {
    const HORIZON: f64 = 4000.0;
    let (mut left_out, mut refused, mut after) = (Vec::new(), 0, 0.0);
    for seed in 0..so_many(SERIES / 5) {
        let text = format!(
            r#"
            run = {{ horizon = "{HORIZON}d", warm_up = "auto", seed = {seed} }}
            routes.door = {{ per_day = 2.0, enters = "care" }}
            services.ward = {{ places = "endless" }}
            exits.done = {{ planned = true, reason = "completed" }}
            [interventions.care]
            component = "delivery"
            tier = 2
            service = "ward"
            duration = {{ exponential = {{ mean = "100d" }} }}
            then = "done"
            "#
        );
        let model = read_text("ward", &text, &[]).unwrap_or_else(|why| panic!("{why}")).model;
        let stop = AtomicBool::new(false);
        let transient = Transient::find(("ward", &model), None, &stop).unwrap().unwrap();
        match transient.warm_up() {
            Ok(days) => {
                // By how much the expected mean of what is measured, as long as the horizon, is below 200.
                let rest = |from: f64| libm::exp(-from / 100.0) * 100.0;
                after -= (rest(days.0) - rest(days.0 + HORIZON)) / HORIZON * 100.0;
                left_out.push(days.0);
            }
            Err(_) => refused += 1,
        }
    }
    let after = after / left_out.len() as f64;
    let before = -100.0 * (1.0 - libm::exp(-HORIZON / 100.0)) / HORIZON * 100.0;
    Row {
        what: "an empty ward that fills, 100 days a stay".to_owned(),
        of: so_many(SERIES / 5),
        refused,
        left_out: summary(left_out, "of 4000 days"),
        before,
        after,
    }
}

#[test]
fn what_is_left_out_takes_the_bias_with_it() {
    for row in of_series().into_iter().chain([of_ward()]) {
        println!("{:?}", row.cells());
        assert!(row.refused * 5 <= row.of, "{:?}", row.cells());
        let is_biased = row.before.abs() > 0.5;
        assert!(!is_biased || row.after.abs() < 0.2 * row.before.abs(), "{:?}", row.cells());
        assert!(row.after.abs() < 0.5, "{:?}", row.cells());
    }
}
