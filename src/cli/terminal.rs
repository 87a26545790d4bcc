//! What reaches the terminal: data on stdout, everything else on stderr, and a quiet end when nobody listens.

use crate::output::FolderError;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// The longest line that is printed, where words can be broken.
pub(super) const WIDEST: usize = 80;
/// In less nothing can be read.
const NARROWEST: usize = 30;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Refused: what was asked for is wrong. The text has been said, or is said here.
    Refused(String),
    /// Could not be done.
    Failed(String),
    /// Done, and what `--until` asks for is not known so well.
    FellShort,
    /// Whoever read the output has gone.
    NobodyListens,
}

impl Trouble {
    /// Says what is wrong, where there is more to say, and gives the exit code.
    pub(super) fn tell(self) -> ExitCode {
        let (text, code) = match self {
            Trouble::Refused(text) => (text, 2),
            Trouble::Failed(text) => (text, 1),
            Trouble::FellShort => ("what --until asks for is not known so well".to_owned(), 3),
            Trouble::NobodyListens => (String::new(), 0),
        };
        if !text.is_empty() {
            note(&format!("throughcare: {}", text.trim_end()));
        }
        ExitCode::from(code)
    }
}

/// What is the matter with a place on the disk: that it is not to be had, or that the disk refuses.
pub(super) fn refused_or_failed(error: FolderError) -> Trouble {
    match error {
        FolderError::Io { .. } => Trouble::Failed(error.to_string()),
        _ => Trouble::Refused(error.to_string()),
    }
}

/// Puts text on stdout.
pub(super) fn say(text: &str) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    let said = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    said.map_err(|why| match why.kind() {
        ErrorKind::BrokenPipe => Trouble::NobodyListens,
        _ => Trouble::Failed(format!("cannot write to standard output: {why}")),
    })
}

/// Puts a line on stderr. When that is closed nobody wants to know.
pub(super) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// How many characters a line may have: as many as the terminal shows, and never more than [`WIDEST`].
pub(super) fn line_width() -> usize {
    let shown = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
    shown.clamp(NARROWEST, WIDEST)
}

/// Whether colours are welcome on stderr.
pub(super) fn stderr_is_styled() -> bool {
    is_styled(io::stderr().is_terminal())
}

/// Whether colours are welcome on stdout.
pub(super) fn stdout_is_styled() -> bool {
    is_styled(io::stdout().is_terminal())
}

fn is_styled(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
