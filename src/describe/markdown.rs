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
        self.block(&format!("```{language}\n{}\n```", code.trim_end()));
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

/// A text of the scenario's author, which means no markup.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '*' | '`' | '[' | ']' => safe.extend(['\\', letter]),
            '<' => safe.push_str("&lt;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
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
        assert_eq!(plain("a <b> *c* `d`\n[e]"), "a &lt;b> \\*c\\* \\`d\\` \\[e\\]");
    }
}
