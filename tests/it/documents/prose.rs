//! Text with figures in it: `<<before measure[subject]>>`, `<<after …>>` and `<<by …>>`, with ` as percent` where the form
//! does not follow from the unit.

use super::figures::Form;
use super::formula::Formula;
use throughcare::statistics::Results;

/// A scenario, and the one that it is compared with. Where there is only one, both are the same.
pub(super) struct Against<'a> {
    pub(super) results: &'a Results,
    pub(super) first: &'a Results,
}

impl Against<'_> {
    /// The text with its figures filled in, in lines of ordinary length.
    pub(super) fn filled(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((plain, after)) = rest.split_once("<<") {
            let (slot, left) = after.split_once(">>").expect("a figure in a text ends with >>");
            out.push_str(plain);
            out.push_str(&self.figure(slot.trim()));
            rest = left;
        }
        wrapped(&(out + rest))
    }

    fn figure(&self, slot: &str) -> String {
        let (how, what) = slot.split_once(' ').expect("a figure says how it is given");
        let (what, form) = match what.rsplit_once(" as ") {
            Some((what, "percent")) => (what, Some(Form::Percent)),
            Some((what, "amount")) => (what, Some(Form::Amount)),
            _ => (what, None),
        };
        let formula = Formula::of(what);
        let form = form.unwrap_or_else(|| Form::for_unit(formula.unit()));
        match how {
            "before" => form.roughly(&formula.estimate(self.first)),
            "after" | "value" => form.roughly(&formula.estimate(self.results)),
            "by" => form.size(&formula.compare(self.results, self.first).difference),
            other => panic!("a figure in a text is given before, after or by, not `{other}`"),
        }
    }
}

/// Paragraphs in lines of at most 118 characters.
pub(super) fn wrapped(text: &str) -> String {
    const WIDEST: usize = 118;
    let paragraphs = text.trim().split("\n\n").map(|paragraph| {
        let mut lines = vec![String::new()];
        for word in paragraph.split_whitespace() {
            let line = lines.last_mut().expect("there is a line");
            if line.is_empty() {
                line.push_str(word);
            } else if line.chars().count() + 1 + word.chars().count() <= WIDEST {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines.join("\n")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
