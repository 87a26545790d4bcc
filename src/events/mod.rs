//! What happens in a replication as rows: one for each activity of a client, with its start and its end. And, for tools that
//! want it so, as moments: one for each instant at which a client comes, goes or is elsewhere.
//!
//! A [`Recording`] listens as a tally does and hands its rows on in chunks, so that no replication is ever in memory as
//! a whole. Names and files are the business of `output`.

mod row;
mod open;
mod moments;
mod recording;

pub use moments::{Moment, Pathway, Step};
pub use recording::{Keeper, ROWS_AT_ONCE, Recording, reported};
pub use row::{Activity, Kind, Outcome, Row, Rows};
