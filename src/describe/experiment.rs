//! Sections 4 to 6: how the model is run, with what, and how it can be had.

use super::markdown::{Page, code, plain};
use super::telling::Telling;
use super::words::{counted, figure};
use crate::units::Days;

/// A length of time in the largest unit of which it is a whole number: "2 years".
pub(super) fn days(length: Days) -> String {
    let units = [
        (Days::YEAR.0, "year", "years"),
        (Days::YEAR.0 / 12.0, "month", "months"),
        (7.0, "week", "weeks"),
        (1.0, "day", "days"),
        (1.0 / 24.0, "hour", "hours"),
        (1.0 / 1440.0, "minute", "minutes"),
    ];
    let whole = |days: f64| {
        let count = length.0 / days;
        // Nobody thinks of a year in hours.
        let is_apt = days >= 1.0 || length.0 < 2.0;
        is_apt && count >= 1.0 - 1e-9 && (count - count.round()).abs() < 1e-6
    };
    let found = units.into_iter().find(|&(days, ..)| whole(days)).unwrap_or((1.0, "day", "days"));
    let count = length.0 / found.0;
    counted_length(count, found.1, found.2)
}

fn counted_length(count: f64, one: &str, many: &str) -> String {
    let unit = if (count - 1.0).abs() < 1e-9 { one } else { many };
    let rounded = format!("{count:.2}").parse().unwrap_or(count);
    format!("{} {unit}", figure(rounded))
}

pub(super) fn write(page: &mut Page, telling: &Telling<'_>) {
    page.heading(2, "4. Experimentation");
    initialisation(page, telling);
    run_length(page, telling);
    estimation(page, telling);
    page.heading(2, "5. Implementation");
    implementation(page, telling);
    page.heading(2, "6. Code access");
    sharing(page, telling);
}

/// Whether the scenario states a key of `[run]`, in words to add.
fn or_default(telling: &Telling<'_>, key: &str) -> &'static str {
    let stated = telling.said.get("run").is_some_and(|run| run.get(key).is_some());
    if stated { "" } else { " (the default)" }
}

fn initialisation(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "4.1 Initialisation");
    let run = &telling.scenario.model.run;
    let start = match run.start {
        Some(date) => format!(
            "Each replication starts on {date} with nobody in the system: no clients, and empty waiting lists."
        ),
        None => {
            "Each replication starts with nobody in the system, at a time zero that has no date."
                .to_owned()
        }
    };
    let begins = telling.scenario.model.begins();
    let warm_up = if run.finds_warm_up {
        "The warm-up is found before the run (`auto`): by MSER-5 (White 1997), of the number in treatment, on waiting lists and in \
         places, each averaged over replications; the longest that any of them, in any of the scenarios run together, asks for."
            .to_owned()
    } else if telling.scenario.model.initial.is_some() {
        match run.warm_up - begins {
            Days::ZERO => "Everything is measured from then on.".to_owned(),
            rest => format!("The {} that follow are simulated and not measured.", days(rest)),
        }
    } else if run.warm_up == Days::ZERO {
        format!(
            "There is no warm-up{}: everything is measured from the start.",
            or_default(telling, "warm_up")
        )
    } else {
        format!(
            "The first {} are a warm-up, which is simulated and not measured.",
            days(run.warm_up)
        )
    };
    let start = match &telling.scenario.model.initial {
        Some(initial) => {
            super::initial::write(page, telling, initial);
            String::new()
        }
        None => format!("{start} "),
    };
    page.paragraph(&format!("{start}{warm_up}"));
    let note = telling.basis.notes.iter().find(|note| note.path == "run.warm_up");
    if let Some(note) = note {
        page.paragraph(&format!(
            "Basis of the warm-up: {} ([{}](#{})).",
            plain(note.words),
            note.mark,
            note.mark.to_lowercase()
        ));
    }
}

fn run_length(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "4.2 Run length");
    let run = &telling.scenario.model.run;
    let after = if run.warm_up == telling.scenario.model.begins() {
        String::new()
    } else {
        format!(", after a warm-up of {}", days(run.warm_up))
    };
    let follow = match telling.said.get("run").and_then(|run| run.get("follow_up")) {
        Some(follow) => format!(
            "A client is followed for {} after an exit; who returns later counts as new.",
            super::words::length(follow)
        ),
        None => "A client is followed to the end of the run (the default).".to_owned(),
    };
    page.paragraph(&format!(
        "Each replication measures {}{after}. Time is continuous, in days. {follow}",
        days(run.horizon),
    ));
}

fn estimation(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "4.3 Estimation approach");
    let run = &telling.scenario.model.run;
    page.paragraph(&format!(
        "{} independent replications{} are run from seed {}{}. Each measure is worked out in every replication. The tables give its mean over \
         replications with a 95% interval by Student's *t* (mean ± *t* · *s* / √*n*, *n* − 1 degrees of freedom), and the spread \
         over replications: what one possible history may look like. Medians and centiles of waits are worked out in each replication and \
         averaged. Options are compared by the mean of the paired differences.",
        figure(f64::from(run.replications)),
        or_default(telling, "replications"),
        run.seed,
        or_default(telling, "seed"),
    ));
    page.paragraph(
        "The interval says how exactly the mean of the *model* is known. It says nothing of whether the assumptions are right.",
    );
}

fn implementation(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "5.1 Software and language");
    page.paragraph(&format!(
        "Throughcare {}, a discrete-event simulator written in Rust. The scenario is a TOML file; its digest, with all that it extends \
         and all that options set, is `{}`.",
        env!("CARGO_PKG_VERSION"),
        telling.scenario.digest
    ));
    page.heading(3, "5.2 Random sampling");
    page.paragraph(
        "Random numbers are those of Philox4x32-10 (Salmon and others, 2011), a counter-based generator. Every draw is named by seed, \
         replication, client, purpose and occurrence, and depends on no earlier draw: a client has the same luck in every option, and \
         a change for one client changes nobody else's draws. Durations are drawn by inverting their distribution function wherever \
         that is cheap; risks by the method of 2.4. All mathematics that decides anything is of the `libm` library, so that the same \
         scenario, seed and version give the same results to the byte on every platform.",
    );
    page.heading(3, "5.3 Model execution");
    page.paragraph(
        "Event by event, without time steps; the order of simultaneous events is in 2.4. Replications run in parallel on all cores, \
         each on one thread, and are folded in the order of their numbers: results do not depend on the number of threads.",
    );
    match telling.past.as_ref().and_then(|past| Some((past, past.scenario?))) {
        Some((past, one)) => {
            let command = command(&past.run.manifest.command);
            let started = plain(&past.run.manifest.started);
            let started = started.split('.').next().unwrap_or_default().replace('T', " ");
            page.paragraph(&format!(
                "The results of 1.2 were made by this command, begun at {} UTC: {} of {} replications, seed {}.",
                started.trim_end_matches('Z'),
                figure(one.replications as f64),
                figure(f64::from(one.replications_asked)),
                one.seed
            ));
            page.code("sh", &command);
        }
        None => {
            let name = &telling.scenario.name;
            let named = if name == "baseline" { String::new() } else { format!(" {name}.toml") };
            let texts = (0..).map_while(|number| telling.scenario.sources.get(number));
            let sets: Vec<String> = texts
                .filter_map(|source| source.text.strip_prefix("--set "))
                .map(|set| format!(" --set '{set}'"))
                .collect();
            page.paragraph("To run it:");
            page.code("sh", &format!("throughcare run{named}{}", sets.concat()));
        }
    }
    page.heading(3, "5.4 System specification");
    system(page, telling);
}

fn system(page: &mut Page, telling: &Telling<'_>) {
    let Some(past) = telling.past.as_ref().filter(|past| past.scenario.is_some()) else {
        page.paragraph(
            "Recorded by each run in its `run.json`: operating system, kind and number of processors, threads used, build, and time \
             taken. Describe the scenario with `--results FOLDER` to have it here.",
        );
        return;
    };
    let run = &past.run.manifest;
    page.paragraph(&format!(
        "{} on {} with {}; {} used. The run took {} seconds with Throughcare {} ({} build).",
        plain(&run.os),
        plain(&run.architecture),
        counted(run.processors, "processor", "processors"),
        counted(run.threads, "thread", "threads"),
        figure(format!("{:.1}", run.wall_seconds).parse().unwrap_or(run.wall_seconds)),
        plain(&run.version),
        plain(&run.build)
    ));
}

/// A command as it was given, without the folders of whoever gave it.
#[must_use]
pub fn command(words: &[String]) -> String {
    words.iter().map(|word| last_part(word)).collect::<Vec<_>>().join(" ")
}

/// A word of a command without the folders of whoever gave it.
fn last_part(word: &str) -> String {
    // An option may be one word with its path.
    let (option, rest) = match word.find('=') {
        Some(sign) if word.starts_with("--") => word.split_at(sign + 1),
        None if is_short_option(word) => word.split_at(2),
        _ => ("", word),
    };
    let is_path = rest.contains(['/', '\\']) && !rest.contains('=');
    let last = rest.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(rest);
    let word = &format!("{option}{}", if is_path { last } else { rest });
    if word.contains(char::is_whitespace) { format!("'{word}'") } else { word.to_owned() }
}

/// Whether a word begins with an option of one letter, such as `-o`.
fn is_short_option(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next() == Some('-') && letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
}

fn sharing(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "6.1 Computer model sharing statement");
    let files: Vec<String> = telling
        .scenario
        .layers
        .iter()
        .filter(|layer| layer.name != "--set")
        .map(|layer| code(&format!("{}.toml", layer.name)))
        .collect();
    page.paragraph(&format!(
        "The model is all in its scenario file{} ({}) and in Throughcare {}, which is free software under the {} licence. The file, this \
         version and the seed give the same results to the byte; the digest `{}` tells whether it is the same file with \
         the same options (`--set`, `--replications`, `--seed`).",
        if files.len() > 1 { "s" } else { "" },
        crate::names::joined(&files, "and"),
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_LICENSE").replace(" OR ", " or "),
        telling.scenario.digest
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_in_the_largest_unit_that_is_whole() {
        for (length, words) in [
            (730.5, "2 years"),
            (91.3125, "3 months"),
            (84.0, "12 weeks"),
            (10.0, "10 days"),
            (0.25, "6 hours"),
        ] {
            assert_eq!(days(Days(length)), words);
        }
    }

    #[test]
    fn a_command_is_told_without_folders() {
        assert_eq!(last_part("/home/someone/bin/throughcare"), "throughcare");
        assert_eq!(last_part("services.a.places=5"), "services.a.places=5");
        assert_eq!(last_part("my towns/a b.toml"), "'a b.toml'");
        assert_eq!(last_part("--output=/home/someone/town"), "--output=town");
        assert_eq!(last_part("-o/home/someone/town"), "-otown");
        assert_eq!(last_part("--replications=2"), "--replications=2");
        assert_eq!(last_part("-q"), "-q");
        assert_eq!(last_part("--set=routes.a.per_week=5/7"), "--set=routes.a.per_week=5/7");
    }
}
