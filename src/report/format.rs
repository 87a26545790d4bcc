//! The formats of a report, and what its file is called in each.

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page for people.
    Html,
    /// A workbook.
    Xlsx,
    /// A short text.
    Markdown,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Html, Format::Xlsx, Format::Markdown];

    /// What the file is called.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Html => "report.html",
            Format::Xlsx => "report.xlsx",
            Format::Markdown => "report.md",
        }
    }
}
