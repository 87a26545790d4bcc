//! Sentences and names in the room there is: broken between words, or cut short.

use crate::model::Run;
use crate::units::Days;

/// The text in lines of at most so many characters, each ended; lines after the first are indented by two.
/// A word that is longer by itself is left whole: it may be a path.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, String::from(" ")));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n") + "\n"
}

/// An instant of a run: its date, where there are dates, and its day.
pub(super) fn instant_of(run: &Run, at: Days) -> String {
    let day = format!("day {}", at.0);
    run.date(at).map_or(day.clone(), |date| format!("{date} ({day})"))
}

/// The text, or as much of it as fits before an ellipsis.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_stay_whole() {
        assert_eq!(wrapped("one two three", 7), "one two\n  three\n");
        assert_eq!(wrapped("a /long/path/name b", 8), "a\n  /long/path/name\n  b\n");
        assert_eq!(wrapped("short", 80), "short\n");
    }

    #[test]
    fn a_name_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(shortened("second_stage_tenancies", 10), "second_st…");
        assert_eq!(shortened("ward", 4), "ward");
    }
}
