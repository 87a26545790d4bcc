//! What the workbook is of, and how to read it.

use super::super::answer::{Answer, title};
use super::super::outcome::{apart, cautions, main_figures, prose};
use super::super::provenance::facts;
use super::super::question::how_it_was_run;
use super::sheet::fitting;
use crate::describe::command;
use crate::names::readable;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// How the other sheets are read.
const READING: [(&str, &str); 6] = [
    (
        "summary",
        "every measure of every scenario over all replications: those of all clients first, then those of each group. n is the number of replications with a value; measures without any are left out",
    ),
    (
        "comparison",
        "every scenario against the first, replication by replication: difference, 95% interval, the interval that holds for all scenarios together, what it comes to, and by what factor the same luck in each narrowed the variance",
    ),
    (
        "timeline",
        "how the system stands at each month's end (or at equal steps), the warm-up included: mean, 5th and 95th centile over replications",
    ),
    (
        "waits",
        "the wait in days below which so many of a hundred clients' waits lie, all replications together",
    ),
    (
        "assumptions",
        "every number of the first scenario with its unit and what it rests on; of the others whatever is not as in the first, with what it was there: values, words, sources and assumptions",
    ),
    (
        "measures",
        "are defined in docs/measures.md and in the STRESS-DES record of the HTML report; shares are shown as percentages, times in days",
    ),
];

/// The sheet.
pub(super) fn write(sheet: &mut Worksheet, answer: &Answer<'_>) -> Result<(), XlsxError> {
    sheet.set_name("about")?;
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 90)?;
    let bold = Format::new().set_bold();
    let head = Format::new().set_bold().set_font_size(14);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    sheet.write_string_with_format(row, 0, fitting(answer.title()), &head)?;
    row += 1;
    let mut line =
        |name: &str, words: &str, name_format: Option<&Format>| -> Result<(), XlsxError> {
            match name_format {
                Some(format) => sheet.write_string_with_format(row, 0, fitting(name), format)?,
                None => sheet.write_string_with_format(row, 0, fitting(name), &wrapped)?,
            };
            sheet.write_string_with_format(row, 1, fitting(words), &wrapped)?;
            row += 1;
            Ok(())
        };
    if let Some(question) = &answer.model().question {
        line("question", question, None)?;
    }
    let run = &answer.model().run;
    line("run", &how_it_was_run(answer, run.warm_up, run.horizon), None)?;
    line("", "", None)?;
    line("The answer", "", Some(&bold))?;
    if let Some(words) = apart(answer) {
        line("other days", &words, None)?;
    }
    for paragraph in prose(answer) {
        line("", &paragraph, None)?;
    }
    for caution in cautions(answer) {
        line("not settled", &caution, None)?;
    }
    for (words, [mean, interval, range]) in main_figures(answer) {
        let words = words.replace("  ", "   ");
        line(
            &words,
            &format!("{mean} (95% interval {interval}; nine in ten histories {range})"),
            None,
        )?;
    }
    line("", "", None)?;
    line("Sheets", "", Some(&bold))?;
    for (name, words) in READING {
        if name != "comparison" || answer.compares() {
            line(name, words, None)?;
        }
    }
    line("", "", None)?;
    line("Provenance", "", Some(&bold))?;
    for (name, value) in facts(answer) {
        line(name, &value, None)?;
    }
    for ((scenario, _), one) in answer.scenarios.iter().zip(&answer.manifest.scenarios) {
        let words = format!(
            "{}; digest {}, seed {}, {} replications{}",
            title(scenario),
            one.digest,
            one.seed,
            one.replications,
            if one.set.is_empty() {
                String::new()
            } else {
                format!(", with {}", one.set.join(", "))
            }
        );
        line(&readable(&one.name), &words, None)?;
    }
    line("command", &command(&answer.manifest.command), None)
}
