//! Runs as an answer for people: one page to read and print, a workbook to go on with, a short text.
//!
//! In reading order: what an answer is made from (`answer`), what tells scenarios apart (`style`), tables and charts (`table`,
//! `draw`, `embed`, `figure`), the parts of the page in their order, and the page (`page`, `page.css`); then the workbook, the text, and all of
//! them as files.

mod format;
mod answer;
mod style;
mod table;
mod draw;
mod embed;
mod figure;
mod markdown;
mod question;
mod outcome;
mod ovals;
mod ribbons;
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
