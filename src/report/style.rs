//! What tells scenarios apart in charts: a colour that colour-blind readers can tell, and dashes for those who print in grey.

use maud::{Markup, html};

/// How the lines of a scenario are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Colour, of the palette of Okabe and Ito (2008), *Color universal design*.
    pub(super) color: &'static str,
    /// Dashes as SVG has them; empty for a whole line.
    pub(super) dashes: &'static str,
}

pub(super) const BLUE: &str = "#0072B2";
pub(super) const ORANGE: &str = "#E69F00";
pub(super) const GREY: &str = "#6b6b6b";
/// Text in charts.
pub(super) const INK: &str = "#222222";
/// Lines that only help to read.
pub(super) const FAINT: &str = "#e4e4e4";

const STYLES: [Style; 7] = [
    Style { color: BLUE, dashes: "" },
    Style { color: "#D55E00", dashes: "7 3" },
    Style { color: "#009E73", dashes: "2 2.5" },
    Style { color: "#CC79A7", dashes: "9 3 2 3" },
    Style { color: ORANGE, dashes: "4 2" },
    Style { color: "#56B4E9", dashes: "12 3" },
    Style { color: "#000000", dashes: "1 4" },
];

/// The style of the scenario at this position; after seven the colours begin again, with other dashes.
pub(super) fn style(index: usize) -> Style {
    let all = STYLES.len();
    Style { color: STYLES[index % all].color, dashes: STYLES[(index + index / all) % all].dashes }
}

/// What the lines of a chart mean.
pub(super) fn key(names: &[&str]) -> Markup {
    html! {
        p.key aria-hidden="true" {
            @for (index, name) in names.iter().enumerate() {
                span {
                    svg width="34" height="10" {
                        line x1="1" y1="5" x2="33" y2="5" stroke=(style(index).color) stroke-width="2.5"
                            stroke-dasharray=[Some(style(index).dashes).filter(|it| !it.is_empty())] {}
                    }
                    (name)
                }
            }
        }
    }
}

/// What the fills of a chart mean.
pub(super) fn fills(names: &[(&str, &str)]) -> Markup {
    html! {
        p.key aria-hidden="true" {
            @for (color, name) in names {
                span { svg width="14" height="12" { rect width="14" height="12" fill=(color) {} } (name) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_forty_nine_scenarios_look_alike() {
        for index in 0..49 {
            assert!((0..index).all(|other| style(other) != style(index)), "{index}");
        }
    }
}
