//! Runs as an answer for people: one page to read and print, a workbook to go on with, a short text.
//!
//! In reading order: what an answer is made from (here), what tells scenarios apart (`style`), charts (`draw`, `figure`),
//! the parts of the page, and the page (`page`); then the workbook and the text.

mod format;
mod answer;
mod style;
mod draw;
mod figure;
mod table;
mod markdown;
mod question;
mod outcome;
mod journey;
mod waits;
mod over_time;
mod retention;
mod exits;
mod losses;
mod groups;
mod versus;
mod costs;
mod basis;
mod record;
mod provenance;
mod page;
mod workbook;
mod text;
mod files;

pub use answer::Answer;
pub use files::{bytes, file};
pub use format::Format;
pub use page::html;
pub use text::text;
pub use workbook::{WorkbookError, workbook};
