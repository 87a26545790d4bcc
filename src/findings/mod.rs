//! What results come to, for people: the figures that are looked for first, what is aimed at, how scenarios compare, and
//! how each is written. The terminal and the report say the same, because both take it from here.

mod figures;
mod headlines;
mod aims;
mod settled;
mod apart;
mod comparison;

pub use aims::{Aim, aims};
pub use apart::other_days;
pub use comparison::{Against, Compared, against, in_words, untold};
pub use figures::{
    NOTHING, SIGNS, TimeUnit, amount, counted, difference_in, duration, grouped, length, mean_in,
    percentage, short_duration, unit_for,
};
pub use headlines::{Form, Headline, Shown, headlines, says_something};
pub use settled::not_settled;
