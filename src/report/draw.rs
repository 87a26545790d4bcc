//! Drawings by the library `kuva`: lines with bands, bars, points with intervals, ribbons.

use super::style::{FAINT, GREY, INK, Style};
use super::table::minus;
use kuva::plot::{BandPlot, BarPlot, ForestPlot, LinePlot};
use kuva::render::annotations::{ReferenceLine, ShadedRegion};
use kuva::render::layout::{ComputedLayout, Layout, TickFormat};
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};
use kuva::render::theme::Theme;
use std::sync::Arc;

/// Width of a drawing as wide as the page. \[px\]
pub(super) const WIDE: f64 = 900.0;
/// Width of one of three beside each other. \[px\]
pub(super) const THIRD: f64 = 292.0;
/// Size of letters. \[px\]
const LETTERS: u32 = 12;
/// Width of an average letter of that size. \[px\]
const LETTER: f64 = 6.3;
/// Most room for the name of a bar or a row, of which the axis would leave none. \[px\]
const LABEL: f64 = 340.0;
/// Height of a bar or a row with the room around it. \[px\]
const ROW: f64 = 24.0;

/// How an axis is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Numbers.
    Number,
    /// Shares as percentages.
    Percentage,
    /// Percentages with their sign.
    Change,
    /// Numbers without commas.
    Year,
}

/// One axis.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) scale: Scale,
    pub(super) label: String,
    /// Between one figure and the next; none: whatever is round.
    pub(super) step: Option<f64>,
}

impl Axis {
    /// From nought to what holds this, rounded up.
    pub(super) fn up_to(most: f64, scale: Scale, label: &str) -> Axis {
        let step = step_for(most.max(1e-9), 4.0);
        let high = ((most / step) - 1e-9).ceil().max(1.0) * step;
        let high = if scale == Scale::Percentage { high.min(1.0_f64.max(most)) } else { high };
        Axis { low: 0.0, high, scale, label: label.to_owned(), step: None }
    }

    fn step(&self, most: f64) -> f64 {
        let step = self.step.unwrap_or_else(|| step_for(self.high - self.low, most));
        if self.scale == Scale::Year { step.max(1.0) } else { step }
    }

    /// Figures with as many decimals as steps of which there are at most so many need.
    fn format(&self, most: f64) -> TickFormat {
        let (scale, step) = (self.scale, self.step(most));
        let factor = if matches!(scale, Scale::Number | Scale::Year) { 1.0 } else { 100.0 };
        let decimals = match step * factor {
            step if step >= 0.999 => 0,
            step if step >= 0.0999 => 1,
            step if step >= 0.00999 => 2,
            _ => 3,
        };
        TickFormat::Custom(Arc::new(move |value| {
            let text = format!("{:.decimals$}", value * factor + 0.0);
            minus(&match scale {
                Scale::Number => crate::names::grouped(text),
                Scale::Percentage => format!("{text}%"),
                Scale::Change if value > 1e-12 => format!("+{text}%"),
                Scale::Change => format!("{text}%"),
                Scale::Year => text,
            })
        }))
    }
}

/// A step of 1, 2 or 5 times a power of ten, with at most so many steps in a span.
pub(super) fn step_for(span: f64, most: f64) -> f64 {
    let mut power = 1.0;
    while span / power > most * 10.0 {
        power *= 10.0;
    }
    while span / power <= most {
        power /= 10.0;
    }
    let fits = |factor: &f64| span / (power * factor) <= most * (1.0 + 1e-9);
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(fits).unwrap_or(100.0) * power
}

fn theme() -> Theme {
    Theme {
        background: "none".into(),
        axis_color: GREY.into(),
        grid_color: FAINT.into(),
        tick_color: GREY.into(),
        text_color: INK.into(),
        font_family: None,
        show_grid: true,
        ..Theme::minimal()
    }
}

/// A line of a chart.
pub(super) struct Line {
    /// Its points, from left to right.
    pub(super) points: Vec<(f64, f64)>,
    /// Lower and upper end of a band at each point; empty for none.
    pub(super) band: Vec<(f64, f64)>,
    /// How it is drawn.
    pub(super) style: Style,
}

/// A line across a chart, with a word beside it.
pub(super) struct Mark {
    pub(super) at: f64,
    pub(super) words: String,
    pub(super) is_upright: bool,
}

/// Lines over one axis.
pub(super) struct Lines {
    /// A word above, where it is one of several.
    pub(super) heading: Option<String>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) lines: Vec<Line>,
    pub(super) marks: Vec<Mark>,
    /// A stretch of the axis that is not measured.
    pub(super) shaded: Option<(f64, f64)>,
}

/// Draws lines.
pub(super) fn lines(of: &Lines) -> Scene {
    let mut plots = Vec::new();
    for line in of.lines.iter().filter(|line| !line.band.is_empty()) {
        let xs = line.points.iter().map(|point| point.0);
        let band = BandPlot::new(
            xs,
            line.band.iter().map(|ends| ends.0),
            line.band.iter().map(|ends| ends.1),
        );
        plots.push(Plot::Band(band.with_color(line.style.color).with_opacity(0.2)));
    }
    // The first line lies uppermost.
    for line in of.lines.iter().rev() {
        let plot = LinePlot::new()
            .with_data(line.points.iter().copied())
            .with_color(line.style.color)
            .with_stroke_width(2.0);
        let plot = match line.style.dashes {
            "" => plot,
            dashes => plot.with_line_style(kuva::plot::LineStyle::Custom(dashes.to_owned())),
        };
        plots.push(Plot::Line(plot));
    }
    let (top, bottom) = (
        if of.heading.is_some() { 34.0 } else { 14.0 },
        if of.x.label.is_empty() { 26.0 } else { 42.0 },
    );
    let mut layout = framed(&plots, of.width, of.height, &of.x, &of.y)
        .with_force_margins(50.0, 18.0)
        .with_force_margins_y(top, bottom);
    if let Some((from, to)) = of.shaded {
        let mut region = ShadedRegion::vertical(from, to);
        (region.color, region.opacity) = ("#999999".to_owned(), 0.16);
        layout = layout.with_shaded_region(region);
    }
    for mark in &of.marks {
        let line = if mark.is_upright {
            ReferenceLine::vertical(mark.at)
        } else {
            ReferenceLine::horizontal(mark.at)
        };
        layout = layout.with_reference_line(
            line.with_color(INK).with_dasharray("3 3").with_label(mark.words.clone()),
        );
    }
    let mut scene = render_multiple(plots, layout);
    if let Some(heading) = &of.heading {
        // Bold letters are somewhat wider.
        let heading = fitted(heading, 0.9 * (of.width - 8.0));
        words(&mut scene, (4.0, 14.0), &heading, TextAnchor::Start, Weight::Bold);
    }
    scene
}

fn framed(plots: &[Plot], width: f64, height: f64, x: &Axis, y: &Axis) -> Layout {
    let (across, up) = ((width / 62.0).floor(), (height / 40.0).floor().max(2.0));
    let mut layout = Layout::auto_from_plots(plots)
        .with_theme(theme())
        .with_width(width)
        .with_height(height)
        .with_clamp_axis()
        .with_x_axis_min(x.low)
        .with_x_axis_max(x.high)
        .with_y_axis_min(y.low)
        .with_y_axis_max(y.high)
        .with_x_tick_step(x.step(across))
        .with_y_tick_step(y.step(up))
        .with_x_tick_format(x.format(across))
        .with_y_tick_format(y.format(up))
        .with_tick_size(LETTERS - 1)
        .with_body_size(LETTERS - 1)
        .with_label_size(LETTERS);
    if !x.label.is_empty() {
        layout = layout.with_x_label(x.label.clone());
    }
    layout
}

/// Whether words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

/// Puts words into a drawing.
pub(super) fn words(
    scene: &mut Scene,
    (x, y): (f64, f64),
    content: &str,
    anchor: TextAnchor,
    weight: Weight,
) {
    scene.add(Primitive::Text {
        x,
        y,
        content: minus(content),
        size: LETTERS,
        anchor,
        rotate: None,
        bold: weight == Weight::Bold,
        color: None,
    });
}

/// About how wide words are. \[px\]
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

/// Words that are not wider than this: of longer ones the beginning and the end. \[px\]
pub(super) fn fitted(text: &str, width: f64) -> String {
    let all = text.chars().count();
    let most = (width / LETTER) as usize;
    if all <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let begin: String = text.chars().take(kept - kept / 2).collect();
    let end: String = text.chars().skip(all - kept / 2).collect();
    format!("{}…{}", begin.trim_end(), end.trim_start())
}

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: f64,
    /// Ends of its interval.
    pub(super) interval: Option<(f64, f64)>,
    /// What is written at its end.
    pub(super) words: String,
    pub(super) color: &'static str,
}

/// Draws bars that lie below one another, the first uppermost.
pub(super) fn bars(of: &[Bar], x: &Axis) -> Scene {
    let mut plot = BarPlot::new().with_horizontal(true).with_width(0.62).with_error_color(INK);
    for bar in of.iter().rev() {
        plot = plot.with_colored_bar(fitted(&bar.label, LABEL), bar.value, bar.color);
    }
    if of.iter().any(|bar| bar.interval.is_some()) {
        let arms = of.iter().rev().map(|bar| {
            let (low, high) = bar.interval.unwrap_or((bar.value, bar.value));
            (bar.value - low, high - bar.value)
        });
        plot = plot.with_asymmetric_error(arms).with_error_cap_width(0.12);
    }
    let plots = vec![Plot::Bar(plot)];
    let height = of.len() as f64 * ROW + 52.0;
    let labels = of.iter().map(|bar| width_of(&bar.label).min(LABEL)).fold(60.0, f64::max);
    let ends = of.iter().map(|bar| width_of(&bar.words)).fold(40.0, f64::max);
    let y = rows_of(of.len());
    let layout = framed(&plots, WIDE, height, x, &y)
        .with_force_margins(labels + 16.0, ends + 20.0)
        .with_force_margins_y(6.0, 44.0);
    let computed = ComputedLayout::from_layout(&layout);
    let mut scene = render_multiple(plots, layout);
    for (row, bar) in of.iter().enumerate() {
        let reach = bar.interval.map_or(bar.value, |ends| ends.1.max(bar.value));
        let at = (computed.map_x(reach.min(x.high)) + 7.0, middle(&computed, row, of.len()) + 4.0);
        words(&mut scene, at, &bar.words, TextAnchor::Start, Weight::Plain);
    }
    scene
}

/// The axis of so many rows.
fn rows_of(rows: usize) -> Axis {
    let (low, high) = (0.5, rows as f64 + 0.5);
    Axis { low, high, scale: Scale::Number, label: String::new(), step: None }
}

/// The middle of a row, counted from above.
fn middle(computed: &ComputedLayout, row: usize, rows: usize) -> f64 {
    let tall = computed.height - computed.margin_top - computed.margin_bottom;
    computed.margin_top + tall * (row as f64 + 0.5) / rows as f64
}

/// A point with its interval.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Numbers beside it.
    pub(super) words: String,
    pub(super) color: &'static str,
}

/// Draws points with intervals below one another, the first uppermost, about a line.
pub(super) fn forest(of: &[Row], about: f64, x: &Axis, width: f64) -> Scene {
    let mut plot = ForestPlot::new()
        .with_null_value(about)
        .with_marker_size(4.0)
        .with_whisker_width(1.6)
        .with_cap_size(3.0);
    for row in of {
        let label = fitted(&row.label, LABEL);
        plot = plot.with_colored_row(label, row.value, row.low, row.high, row.color);
    }
    let plots = vec![Plot::Forest(plot)];
    let height = of.len() as f64 * ROW + 48.0;
    let labels = of.iter().map(|row| width_of(&row.label).min(LABEL)).fold(40.0, f64::max);
    let ends = of.iter().map(|row| width_of(&row.words)).fold(10.0, f64::max);
    let y = rows_of(of.len());
    let layout = framed(&plots, width, height, x, &y)
        .with_force_margins(labels + 14.0, ends + 16.0)
        .with_force_margins_y(4.0, 42.0);
    let computed = ComputedLayout::from_layout(&layout);
    let mut scene = render_multiple(plots, layout);
    for (number, row) in of.iter().enumerate() {
        let at = (width - 2.0, middle(&computed, number, of.len()) + 4.0);
        words(&mut scene, at, &row.words, TextAnchor::End, Weight::Plain);
    }
    scene
}

/// Draws ribbons between two rows of things.
pub(super) fn ribbons(plots: Vec<Plot>, height: f64) -> Scene {
    let layout = Layout::auto_from_plots(&plots)
        .with_theme(theme())
        .with_width(WIDE)
        .with_height(height)
        .with_body_size(LETTERS)
        .with_tick_size(LETTERS)
        .with_force_margins(40.0, 20.0)
        .with_force_margins_y(8.0, 8.0);
    render_multiple(plots, layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_too_wide_keep_their_beginning_and_their_end() {
        assert_eq!(fitted("housing: settled", 200.0), "housing: settled");
        assert_eq!(fitted("a long name of a thing: level", 90.0), "a long…level");
        assert!(width_of(&fitted(&"x".repeat(500), LABEL)) <= LABEL);
    }

    #[test]
    fn no_two_figures_of_an_axis_are_the_same() {
        for (high, scale) in [
            (0.06, Scale::Percentage),
            (0.004, Scale::Percentage),
            (3.0, Scale::Number),
            (0.3, Scale::Change),
            (70_000.0, Scale::Number),
        ] {
            for most in [2.0, 5.0, 14.0] {
                let axis = Axis { low: 0.0, high, scale, label: String::new(), step: None };
                let TickFormat::Custom(format) = axis.format(most) else { panic!() };
                let step = axis.step(most);
                let ticks = (0..=(high / step + 1e-9) as usize).map(|at| format(at as f64 * step));
                let ticks: Vec<String> = ticks.collect();
                let kept: std::collections::BTreeSet<&String> = ticks.iter().collect();
                assert_eq!(kept.len(), ticks.len(), "{ticks:?}");
            }
        }
    }

    #[test]
    fn steps_are_round_and_few_enough() {
        assert_eq!(step_for(10.0, 5.0), 2.0);
        assert_eq!(step_for(0.9, 5.0), 0.2);
        assert_eq!(step_for(1_234.0, 4.0), 500.0);
        assert_eq!(Axis::up_to(870.0, Scale::Number, "").high, 1000.0);
        assert_eq!(Axis::up_to(0.98, Scale::Percentage, "").high, 1.0);
    }
}
