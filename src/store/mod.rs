//! Numbers by row and column, as many as there may be, in bounded memory.

mod table;

pub use table::{Column, Table};
