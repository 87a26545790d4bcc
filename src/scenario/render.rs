//! Problems as text: file, line, the line itself, what is wrong and what to do, and a closing count.

use super::problem::{Problem, Severity, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Problems in the order given, each with the line it is about, and a closing count.
#[must_use]
pub fn render(problems: &[Problem], sources: &Sources, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for problem in problems {
        text.push_str(&one(problem, sources, &renderer));
        text.push_str("\n\n");
    }
    text.push_str(&count(problems));
    text
}

fn one(problem: &Problem, sources: &Sources, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = if problem.path.is_empty() {
        printable(&problem.message)
    } else {
        printable(&format!("{}: {}", problem.path, problem.message))
    };
    let mut group = Group::with_title(level.primary_title(title));
    let place = problem.at.and_then(|at| sources.get(at.file).map(|source| (at, source)));
    if let Some((at, source)) = place {
        let (line, start, text) = excerpt(&source.text, at.start, at.end);
        let end = text_end(text, at.end.saturating_sub(start));
        let begin = text_end(text, at.start.saturating_sub(start)).min(end);
        group = group.element(
            Snippet::source(text)
                .path(&source.name)
                .line_start(line)
                .annotation(AnnotationKind::Primary.span(begin..end)),
        );
    }
    if let Some(hint) = &problem.hint {
        group = group.element(Level::HELP.message(printable(hint)));
    }
    renderer.render(&[group])
}

/// The line on which a stretch begins: its number, where it begins, and its text. Only that line is
/// handed on, because a renderer that gets whole files for each of many problems takes long.
fn excerpt(text: &str, start: usize, _end: usize) -> (usize, usize, &str) {
    let start = text_end(text, start);
    let begin = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let line = text[..begin].bytes().filter(|&byte| byte == b'\n').count() + 1;
    let end = if end - begin > 2_000 { text_end(text, (start + 200).min(end)) } else { end };
    let begin = if end - begin > 2_000 { text_end(text, start.saturating_sub(200)) } else { begin };
    (line, begin, text[begin..end].trim_end_matches('\r'))
}

/// The nearest place at or before this one that lies within the text and between two characters.
fn text_end(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// The same text without control characters, and no longer than anyone would read.
fn printable(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(1_000)
        .map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c })
        .collect();
    if text.chars().nth(1_000).is_some() {
        shown.push('…');
    }
    shown
}

fn count(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let plural = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    match (errors, warnings) {
        (0, _) => format!("{}\n", plural(warnings, "warning")),
        (_, 0) => format!("{}\n", plural(errors, "error")),
        _ => format!("{}, {}\n", plural(errors, "error"), plural(warnings, "warning")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::At;
    use super::*;

    #[test]
    fn a_problem_is_shown_with_its_file_line_and_hint() {
        let mut sources = Sources::default();
        let text = "[services.detox]\nplaces = -6\n".to_owned();
        let file = sources.add("detox.toml".to_owned(), text, None);
        let problem = Problem::error("services.detox.places", "-6 is below 0")
            .at(At { file, start: 26, end: 28 })
            .hint("write how many clients it has room for");
        let shown = render(&[problem], &sources, false);
        assert!(shown.contains("error: services.detox.places: -6 is below 0"), "{shown}");
        assert!(shown.contains("detox.toml:2:10"), "{shown}");
        assert!(shown.contains("places = -6"), "{shown}");
        assert!(shown.contains("write how many clients"), "{shown}");
        assert!(shown.ends_with("1 error\n"), "{shown}");
    }

    #[test]
    fn places_outside_the_text_and_control_characters_do_no_harm() {
        let mut sources = Sources::default();
        let file = sources.add("odd.toml".to_owned(), "é = \u{1}\r\nx".to_owned(), None);
        for (start, end) in [(0, 1), (1, 1), (900, 2), (5, 900), (8, 8)] {
            let problem = Problem::warning("\u{1b}[31m", "odd").at(At { file, start, end });
            let shown = render(&[problem], &sources, false);
            assert!(shown.ends_with("1 warning\n") && !shown.contains('\u{1b}'), "{shown}");
        }
    }
}
