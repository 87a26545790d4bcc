//! A survival curve with its band and what was fitted to it, in characters.

use crate::survival::KaplanMeier;

const COLUMNS: usize = 66;
const ROWS: usize = 18;

/// What stands for what.
pub(super) const LEGEND: &str = "# seen (Kaplan-Meier), with its 95% band (.); o fitted; @ both";

/// The chart of a curve up to an age, with a fitted share at each of the ages of [`ages`].
pub(super) fn chart(curve: &KaplanMeier, until: f64, fitted: &[f64]) -> String {
    let mut cells = vec![[' '; COLUMNS]; ROWS + 1];
    let row = |share: f64| ((1.0 - share) * ROWS as f64).round() as usize;
    for (column, (age, fitted)) in ages(until).into_iter().zip(fitted).enumerate() {
        let seen = curve.at(age);
        let (top, bottom) = (row(seen.high), row(seen.low));
        cells[top..=bottom].iter_mut().for_each(|line| line[column] = '.');
        cells[row(*fitted)][column] = 'o';
        let line = row(seen.survival);
        cells[line][column] = if line == row(*fitted) { '@' } else { '#' };
    }
    let mut text = String::new();
    for (number, line) in cells.iter().enumerate() {
        let share = 100 * (ROWS - number) / ROWS;
        let label = match number.is_multiple_of(ROWS / 2) {
            true => format!("{share:>4}% |"),
            false => "      |".to_owned(),
        };
        let line: String = line.iter().collect();
        text.push_str(format!("{label}{line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("      +{}\n", "-".repeat(COLUMNS)));
    let (middle, end) = (format!("{:.0} d", 0.5 * until), format!("{until:.0} d"));
    let half = COLUMNS / 2;
    text.push_str(&format!(
        "       0{middle:>width$}{end:>rest$}\n",
        width = half - 1 + middle.len() / 2,
        rest = COLUMNS - half - middle.len() / 2
    ));
    text
}

/// The ages of the columns: the middle of each.
pub(super) fn ages(until: f64) -> Vec<f64> {
    (0..COLUMNS).map(|column| (column as f64 + 0.5) * until / COLUMNS as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::Sample;

    #[test]
    fn the_curve_the_band_and_the_fit_stand_where_they_belong() {
        // One of two leaves at half the width: 1, then 1/2. Fitted: 1, and then 0.
        let curve = KaplanMeier::of(&Sample::plain(&[(5.0, true), (10.0, false)]));
        let fitted: Vec<f64> =
            ages(10.0).iter().map(|age| f64::from(u8::from(*age < 5.0))).collect();
        let text = chart(&curve, 10.0, &fitted);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], format!(" 100% |{}", "@".repeat(33)));
        assert!(lines[9].ends_with(&format!("|{}{}", " ".repeat(33), "#".repeat(33))), "{text}");
        assert!(lines[9].starts_with("  50% |") && lines[18].starts_with("   0% |"), "{text}");
        assert!(lines[18].ends_with(&"o".repeat(33)), "{text}");
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
        assert!(lines[20].ends_with("10 d"), "{text}");
    }
}
