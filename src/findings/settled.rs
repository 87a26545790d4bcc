//! A word of warning where the averages depend on the length of the warm-up.

use super::figures::{grouped, length};
use crate::model::Model;
use crate::names::readable;
use crate::statistics::{Drift, Measure, Results, Window};
use crate::units::Days;

/// Without a warm-up, a stay longer than this part of the measured time shows that the system was filling up.
const LONG_STAY: f64 = 0.05;

/// Why the averages are not those of a settled system; none where nothing speaks against it.
#[must_use]
pub fn not_settled(model: &Model, results: &Results) -> Option<String> {
    let drifts = results.drifts(&Window::of(&model.run));
    if !drifts.is_empty() {
        let parts: Vec<String> = drifts.iter().map(drifted).collect();
        return Some(format!(
            "on average {}; averages over the window depend on the length of the warm-up. Read them as those of this \
             stretch of time, look at timeline.csv, or lengthen run.warm_up.",
            parts.join(", and ")
        ));
    }
    if model.run.warm_up > Days::ZERO {
        return None;
    }
    let stays = model.system().interventions.iter().filter_map(|intervention| {
        let stay = results.find(Measure::LengthMean, &intervention.name)?.mean?;
        Some((stay, &intervention.name))
    });
    let (stay, name) = stays.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (stay > LONG_STAY * model.run.horizon.0).then(|| {
        format!(
            "there is no warm-up, and {} lasts {} days of {} on average; averages over the window count the time \
             in which the system fills up.",
            readable(name),
            grouped(stay, 0),
            length(model.run.horizon)
        )
    })
}

fn drifted(drift: &Drift) -> String {
    let what = if drift.series == "waiting" { "on waiting lists" } else { "in treatment" };
    let digits = if drift.first.min(drift.last) < 10.0 { 1 } else { 0 };
    format!(
        "{} were {what} in the first quarter of the measured time and {} in the last",
        grouped(drift.first, digits),
        grouped(drift.last, digits)
    )
}
