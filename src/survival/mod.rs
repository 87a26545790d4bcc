//! How long people stayed, some of them still there when last seen: survival curves, hazards fitted to them, and how well.
//!
//! In reading order: times as they were observed (`sample`), the curve that assumes nothing (`kaplan_meier`), hazards with
//! parameters (`family`, whose derivatives are `jet`s), the search for the parameters under which what was seen is likeliest
//! (`newton`, `likelihood`, `interval`, `fit`), and how far that is from what was seen (`goodness`). Formulas and sources are in docs/fit.md.

mod sample;
mod kaplan_meier;
mod jet;
mod family;
mod newton;
mod likelihood;
mod interval;
mod fit;
mod goodness;

pub use family::{Family, Form};
pub use fit::{Fit, LONGEST, NoFit, fit};
pub use goodness::{Gap, Part, by_interval, largest_gap};
pub use interval::{Interval, Parameter};
pub use kaplan_meier::{KaplanMeier, Step};
pub use sample::{Observation, Sample};

/// The 97.5th centile of the standard normal distribution: how many standard errors make 95%.
pub const Z95: f64 = 1.959_963_984_540_054;
