//! The measures of a run: in sentences by theme (1.2), and all of them with their definitions (the appendix).

use super::markdown::Page;
use super::telling::Telling;
use super::words::counted;
use crate::names::{capital, joined, readable};
use crate::scenario::Said;
use crate::statistics::{Measure, Reach, Theme};

/// The heading of the appendix, by which the text points to it.
pub(super) const APPENDIX: &str = "Appendix: measures";

/// What a run reports, theme by theme.
pub(super) fn in_short(page: &mut Page, telling: &Telling<'_>) {
    let groups = groups(telling);
    let by = match groups.as_slice() {
        [] => "This scenario asks for no groups, so each is given for all clients together."
            .to_owned(),
        _ => format!("Most are also given for each level of {}.", joined(&groups, "and")),
    };
    page.paragraph(&format!(
        "A run reports {} for each replication, and their mean with its interval over replications (4.3). {by} By theme \
         they tell:",
        counted(Measure::ALL.len(), "measure", "measures")
    ));
    let items: Vec<String> = themes()
        .into_iter()
        .map(|theme| {
            let number = Measure::ALL.iter().filter(|measure| measure.theme() == theme).count();
            format!("**{}** ({number}): {}.", theme_name(theme), tells(theme))
        })
        .collect();
    page.list(&items);
    page.paragraph(&format!(
        "Each has a name, a unit and a definition: they are listed at the end, under *{APPENDIX}*."
    ));
}

/// All measures with their definitions.
pub(super) fn appendix(page: &mut Page, telling: &Telling<'_>) {
    page.heading(2, APPENDIX);
    let groups = groups(telling);
    let by = match groups.is_empty() {
        true => String::new(),
        false => format!(
            " Those marked *by group* are also given for each level of {}.",
            joined(&groups, "and")
        ),
    };
    page.paragraph(&format!(
        "The window is the time that is measured: from the end of the warm-up to the end of the run (4.2). What straddles \
         an end of it is counted when it is completed, in its full length; quantities that last are counted for the part \
         inside. A mean over nobody is missing, not 0. Names in `code` are those of the files of results and, with \
         `targets.` before them, of the scenario.{by}"
    ));
    for theme in themes() {
        page.heading(3, &theme_name(theme));
        let rows: Vec<[String; 4]> = Measure::ALL
            .iter()
            .filter(|measure| measure.theme() == theme)
            .map(|measure| {
                let grouped = match measure.reach() {
                    Reach::Grouped if !groups.is_empty() => ", by group",
                    _ => "",
                };
                [
                    format!("`{}`", measure.name()),
                    measure.unit().to_owned(),
                    format!("{}{grouped}", readable(measure.subjects())),
                    measure.definition().to_owned(),
                ]
            })
            .collect();
        page.table(["measure", "unit", "of", "definition"], &rows);
    }
}

/// The attributes by which results are also reported.
fn groups(telling: &Telling<'_>) -> Vec<String> {
    let said = telling.said.get("report_by").map_or(&[][..], Said::items);
    said.iter().filter_map(Said::text).map(readable).collect()
}

/// What the measures of a theme tell, in a few words.
fn tells(theme: Theme) -> &'static str {
    match theme {
        Theme::Access => {
            "how many are referred, for the first time or again; how far they come and where they are lost; how long they wait, \
             for each service and from referral to treatment; who is turned away, gives up or misses appointments"
        }
        Theme::Retention => {
            "how many stay in treatment, after the time of the target and month by month, and for what reason the others left early"
        }
        Theme::InTreatment => {
            "how many are in treatment at a time and in a year, what they receive at once, how often a keyworker changes, how many wait"
        }
        Theme::Exits => {
            "how episodes end, by exit and by discharge reason, planned or not, and how long they lasted"
        }
        Theme::After => {
            "who comes back and when, who completes and does not come back, what befalls clients, deaths in and out of treatment, \
             custody and what follows release"
        }
        Theme::Services => "how full each service is, how long its list, how many it serves",
        Theme::Interventions => {
            "how many receive each, how long it lasts, how many complete it and what comes next"
        }
        Theme::Components => {
            "how much of their time clients spend in each combination of the components of the treatment journey"
        }
        Theme::Domains => {
            "how clients fare (use, health, housing, work, offending, as far as the scenario follows them) at the start, at \
             reviews, at the exit and half a year later"
        }
        Theme::Money => {
            "what it costs, by service, intervention and payer, for each planned exit and each client; and QALYs"
        }
    }
}

/// Themes in the order in which they are first met.
fn themes() -> Vec<Theme> {
    let mut themes = Vec::new();
    for measure in Measure::ALL {
        if !themes.contains(&measure.theme()) {
            themes.push(measure.theme());
        }
    }
    themes
}

/// The name of a theme, from that of its variant.
fn theme_name(theme: Theme) -> String {
    let mut words = String::new();
    for letter in format!("{theme:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    capital(&words)
}
