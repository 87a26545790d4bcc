//! The 31 parts of the source at work in the baseline: each test changes one part alone and sees a measure move the
//! right way under common random numbers, by more than chance.
//!
//! What is right is what *Models of care for treatment of adult drug misusers: Update 2006* says the part does. A test
//! holds when the 99% t-interval of the paired difference lies wholly on that side of nought. `docs/model.md` tells what
//! each test measured; `UPDATE_MODEL_TABLE=1 cargo test --test it journey::` writes the figures anew.

/// The name of the test in which it stands.
macro_rules! named {
    () => {{
        fn here() {}
        let path = std::any::type_name_of_val(&here).trim_end_matches("::here");
        path.rsplit("::").next().unwrap_or(path)
    }};
}

mod paths;
mod shown;
mod table;
mod engagement;
mod delivery;
mod integration;
mod completion;
mod residential;
mod justice;
mod control;

use shown::{Change, MANY, Shift, changed, falls, rises, show, unchanged};
use throughcare::statistics::Measure;
