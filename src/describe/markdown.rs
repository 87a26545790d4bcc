//! A Markdown document that grows: headings, paragraphs, lists, tables.

/// The document.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A heading of this depth, 1 being the title.
    pub(super) fn heading(&mut self, depth: usize, words: &str) {
        self.block(&format!("{} {words}", "#".repeat(depth)));
    }

    /// A paragraph; nothing where there are no words.
    pub(super) fn paragraph(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.block(words.trim());
        }
    }

    /// A list; nothing where it has no items.
    pub(super) fn list<S: AsRef<str>>(&mut self, items: &[S]) {
        let lines: Vec<String> = items.iter().map(|item| format!("- {}", item.as_ref())).collect();
        self.paragraph(&lines.join("\n"));
    }

    /// A list whose items are numbered.
    pub(super) fn steps<S: AsRef<str>>(&mut self, items: &[S]) {
        let numbered = items.iter().enumerate();
        let lines: Vec<String> =
            numbered.map(|(at, item)| format!("{}. {}", at + 1, item.as_ref())).collect();
        self.paragraph(&lines.join("\n"));
    }

    /// A table; nothing where it has no rows. Columns in which nothing stands are left out.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: &[[String; N]]) {
        if rows.is_empty() {
            return;
        }
        let used: Vec<usize> =
            (0..N).filter(|&column| rows.iter().any(|row| !row[column].is_empty())).collect();
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(used.iter().map(|&column| head[column].to_owned()).collect());
        text.push_str(&line(used.iter().map(|_| "---".to_owned()).collect()));
        for row in rows {
            text.push_str(&line(used.iter().map(|&column| cell(&row[column])).collect()));
        }
        self.block(text.trim_end());
    }

    /// A block of code in this language.
    pub(super) fn code(&mut self, language: &str, code: &str) {
        self.block(&fenced(language, code));
    }

    /// The whole text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn block(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

/// Lines within a cell of a table.
pub(super) fn lines<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> =
        items.iter().map(AsRef::as_ref).filter(|item| !item.is_empty()).collect();
    items.join("<br>")
}

/// A text of the scenario's author, which means no markup wherever it stands: at the beginning of a block, within a line, or as
/// what stands in a cell, whose bars are seen to by the table. What could mean nothing is left as it is.
#[must_use]
pub fn plain(text: &str) -> String {
    let spaced = |letter: char| if letter.is_control() { ' ' } else { letter };
    let text: String = text.chars().map(spaced).collect();
    let text = text.trim();
    let mut safe = String::with_capacity(text.len());
    let is_of_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let mut before = None;
    let mut letters = text.chars().peekable();
    // "1." and "1)" begin a list, where nothing but digits stands before.
    let mut is_number = true;
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied();
        let is_first = before.is_none();
        let is_markup = match letter {
            '\\' | '*' | '`' | '[' | ']' | '~' | '#' => true,
            '_' => !(is_of_word(before) && is_of_word(after)),
            '>' => is_first,
            '-' | '+' | '=' => is_first && !is_of_word(after),
            '.' | ')' => is_number && !is_first && !is_of_word(after),
            _ => false,
        };
        is_number &= letter.is_ascii_digit();
        match letter {
            letter if is_markup => safe.extend(['\\', letter]),
            '<' => safe.push_str("&lt;"),
            '&' if is_of_word(after) || after == Some('#') => safe.push_str("&amp;"),
            letter => safe.push(letter),
        }
        before = Some(letter);
    }
    safe
}

/// A text of the scenario's author as code: between more ticks than it has one after another.
#[must_use]
pub fn code(text: &str) -> String {
    let text: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    match longest_run_of_ticks(&text) {
        0 => format!("`{text}`"),
        ticks => {
            let fence = "`".repeat(ticks + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

/// A block of code in this language, between more ticks than it has one after another.
#[must_use]
pub fn fenced(language: &str, code: &str) -> String {
    let fence = "`".repeat(longest_run_of_ticks(code).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", code.trim_end())
}

fn longest_run_of_ticks(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_leaves_out_empty_columns_and_keeps_bars_within_cells() {
        let mut page = Page::default();
        page.heading(2, "Services");
        let row = |a: &str, b: &str| [a.to_owned(), String::new(), b.to_owned()];
        page.table(["a", "b", "c"], &[row("x|y", "1"), row("z", "")]);
        page.paragraph("");
        page.table(["never"], &[]);
        let expected = "## Services\n\n| a | c |\n| --- | --- |\n| x\\|y | 1 |\n| z |  |\n";
        assert_eq!(page.into_text(), expected);
    }

    #[test]
    fn an_authors_text_is_no_markup() {
        assert_eq!(plain("\u{7}- a\u{0}b\u{1b}"), "\\- a b");
        assert_eq!(plain("a <b> *c* `d`\n[e]"), "a &lt;b> \\*c\\* \\`d\\` \\[e\\]");
        // What is harmless stays readable as it is.
        for text in ["run.horizon of a_b_c, 3.5 & more (R & D) = 2 - 1", "-5 to +5", "2006.5 x"] {
            assert_eq!(plain(text), text);
        }
    }

    /// The words that a reader of Markdown sees, and whether there is nothing else.
    fn seen(markdown: &str) -> (String, bool) {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        let (mut words, mut is_plain) = (String::new(), true);
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) => words.push_str(&text),
                Event::Start(
                    Tag::Paragraph
                    | Tag::BlockQuote(_)
                    | Tag::Heading { .. }
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell
                    | Tag::Strong,
                )
                | Event::End(_) => {}
                Event::Code(text) if markdown.starts_with("in code: ") => words.push_str(&text),
                _ => is_plain = false,
            }
        }
        (words, is_plain)
    }

    #[test]
    fn whatever_an_author_writes_is_read_as_it_stands() {
        for text in [
            "# a title #",
            "- a list",
            "+",
            "---",
            "===",
            "12. twelfth",
            "7) seventh",
            "> quoted",
            "~~~ code",
            "_under_ __lines__ a_b",
            "~~gone~~",
            "&amp; R&D &#65; &",
            "a | b \\| c \\",
            "<b>x</b> <!-- no --> <https://example.org>",
            "[a](javascript:alert(1)) ![b](https://example.org/x.png) [^1]",
            "    a block of code",
            "**`\\` ``x`` **",
        ] {
            let safe = plain(text);
            for around in [format!("# {safe}"), format!("> {safe}"), format!("**{safe}**: x")] {
                let (words, is_plain) = seen(&around);
                assert_eq!(words.trim_end_matches(": x"), text.trim(), "{around}");
                assert!(is_plain, "{around}");
            }
            let (words, is_plain) = seen(&format!("| h |\n| --- |\n| {} |", cell(&safe)));
            assert_eq!((words.strip_prefix('h'), is_plain), (Some(text.trim()), true), "{safe}");
            let (words, is_plain) = seen(&format!("in code: {}", code(text.trim())));
            assert_eq!((words.strip_prefix("in code: "), is_plain), (Some(text.trim()), true));
        }
    }
}
