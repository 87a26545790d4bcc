//! A chart on the page: its title, what it says in a line, the drawing, and the same in words for those who cannot see it.

use super::embed::svg;
use kuva::render::render::Scene;
use maud::{Markup, PreEscaped, html};

/// One drawing with its words.
pub(super) struct Panel {
    /// What it is of.
    pub(super) title: String,
    /// What it shows, with the numbers that matter.
    pub(super) description: String,
    /// The drawing.
    pub(super) scene: Scene,
}

/// A chart of one drawing or several alike.
pub(super) struct Figure {
    /// By which it is linked to.
    pub(super) id: String,
    /// What it is of.
    pub(super) title: String,
    /// How to read it, in a line.
    pub(super) reading: String,
    /// What lines or fills mean.
    pub(super) key: Option<Markup>,
    /// The drawings.
    pub(super) panels: Vec<Panel>,
}

impl Figure {
    /// On the page.
    pub(super) fn markup(&self) -> Markup {
        let several = if self.panels.len() > 1 { "panels" } else { "panel" };
        html! {
            figure id=(self.id) {
                figcaption { strong { (self.title) } " " (self.reading) }
                @if let Some(key) = &self.key { (key) }
                div class=(several) {
                    @for (number, panel) in self.panels.iter().enumerate() {
                        (PreEscaped(svg(&panel.scene, &format!("{}-{}", self.id, number + 1), &panel.title, &panel.description)))
                    }
                }
            }
        }
    }
}
