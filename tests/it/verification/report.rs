//! Every check at its full length, as a page: `docs/verification-report.md`.

use super::comparison::{Basis, Comparison, FALSE_ALARMS, MOST_SAMPLES, POWER};
use super::suite::{ANOTHER_ENGINE, CHECKS, Check, Effort, LONGER, Theme};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A check and what it found.
struct Made {
    check: &'static Check,
    comparisons: Vec<Comparison>,
    took: Duration,
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verification-report.md")
}

fn checks() -> impl Iterator<Item = &'static Check> {
    CHECKS.iter().chain([&ANOTHER_ENGINE])
}

/// Writes the page where `UPDATE_VERIFICATION` is set: all checks at full length, or at the short one for a `draft`. The page
/// must be about these checks.
#[test]
fn the_report_is_about_these_checks_and_finds_no_fault() {
    if let Some(asked) = std::env::var_os("UPDATE_VERIFICATION") {
        let effort = if asked == "draft" { Effort::Short } else { Effort::Full };
        let made: Vec<Made> = checks().map(|check| make(check, effort)).collect();
        let wrong =
            made.iter().flat_map(|made| &made.comparisons).filter(|it| !it.agrees()).count();
        std::fs::write(page(), write(&made, effort)).unwrap();
        assert_eq!(wrong, 0, "comparisons disagree: see {}", page().display());
        let by_chance = |it: &&Comparison| matches!(it.basis, Basis::Sample { .. });
        let samples = made.iter().flat_map(|made| &made.comparisons).filter(by_chance).count();
        assert!(samples <= MOST_SAMPLES, "{samples} samples: raise MOST_SAMPLES");
    }
    let text = std::fs::read_to_string(page()).unwrap();
    let headings = |mark: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let listed: Vec<String> = Theme::ALL
        .into_iter()
        .flat_map(|theme| checks().filter(move |check| check.theme == theme))
        .map(|check| check.what.to_owned())
        .collect();
    assert_eq!(headings("### "), listed, "write it anew with UPDATE_VERIFICATION=1");
    for fault in ["**disagrees**", "**missed**"] {
        assert!(!text.contains(fault), "docs/verification-report.md tells of a fault");
    }
}

#[allow(clippy::disallowed_methods, reason = "the report says how long each check took")]
#[allow(clippy::disallowed_types, reason = "the report says how long each check took")]
fn make(check: &'static Check, effort: Effort) -> Made {
    let began = std::time::Instant::now();
    let comparisons = (check.run)(effort);
    let took = began.elapsed();
    println!("{} ({:.1} s)", check.name, took.as_secs_f64());
    Made { check, comparisons, took }
}

fn write(made: &[Made], effort: Effort) -> String {
    let mut text = summary(made, effort);
    for theme in Theme::ALL {
        let mut checks = made.iter().filter(|made| made.check.theme == theme).peekable();
        if checks.peek().is_some() {
            let _ = write!(text, "\n## {}\n", theme.heading());
        }
        for made in checks {
            section(&mut text, made);
        }
    }
    text
}

fn summary(made: &[Made], effort: Effort) -> String {
    let all: Vec<&Comparison> = made.iter().flat_map(|made| &made.comparisons).collect();
    let count = |of: fn(&Basis) -> bool| all.iter().filter(|it| of(&it.basis)).count();
    let samples = count(|it| matches!(it, Basis::Sample { .. }));
    let exact = count(|it| matches!(it, Basis::Exact { .. }));
    let planted: Vec<_> =
        all.iter().filter(|it| matches!(it.basis, Basis::Planted { .. })).collect();
    let caught = planted.iter().filter(|it| it.agrees()).count();
    let wrong = all.iter().filter(|it| !it.agrees()).count() - (planted.len() - caught);
    let off: Vec<f64> = all.iter().filter_map(|it| it.errors_off()).map(f64::abs).collect();
    let beyond = |errors: f64| off.iter().filter(|off| **off > errors).count();
    let (ratios, others): (Vec<&Comparison>, Vec<&Comparison>) =
        all.iter().copied().partition(|it| is_littles_ratio(it));
    let mut catches: Vec<f64> = others.iter().filter_map(|it| it.catches()).collect();
    catches.sort_by(f64::total_cmp);
    let catch =
        |share: f64| percent(catches[((catches.len() - 1) as f64 * share).round() as usize]);
    let seconds: f64 = made.iter().map(|made| made.took.as_secs_f64()).sum();
    let verdict = match wrong {
        0 => "**All agree.**".to_owned(),
        1 => "**One disagrees.**".to_owned(),
        _ => format!("**{wrong} disagree.**"),
    };
    let (length, command) = match effort {
        Effort::Full => ("at their full length", "tests/verify"),
        Effort::Short => ("at their short length, as a draft", "tests/verify draft"),
    };
    format!(
        "# Verification report\n\n\
        Throughcare {version} against what must be true of it. Written by a run of all checks {length}:\n\n\
        ```sh\n{command}\n```\n\n\
        It took {minutes:.0} minutes on two cores. The full length has {LONGER} times as many replications as the short one, which \
        is part of the tests: `cargo test --test it verification::`.\n\n\
        {checks} checks make {number} comparisons: {samples} of samples of replications or clients, {exact} where nothing is \
        left to chance, {bands} with a band around what was observed, {distances} of whole distributions by Kolmogorov's distance, {planted} with an error planted. {verdict}\n\n\
        **False alarms.** An interval of a sample holds the truth with probability 1 - {level:e} where Throughcare is right, so that \
        all of at most {MOST_SAMPLES} together fail by chance for one choice of seeds in {one_in:.0} (Bonferroni; Student's t \
        over replications). That is nominal: where the means of replications are skewed, as at a load of 0.98, chance alone fails more \
        often, and less so at the full length than at the short one. The seeds are fixed: what agrees goes on agreeing until draws or meaning change.\n\n\
        **Power.** \"Catches\" is the bias, as a share of the truth, that would be caught with probability {POWER}: the reach of the \
        interval and {z:.2} standard errors more. Half of the {sized} comparisons that have such a size catch {half}, nine in ten {most}, all of them {every}; left out are {ratios} \
        ratios of Little's law, in which luck cancels and hundredths of a percent are caught. {planted} errors were planted in \
        scenarios, and {caught} of them were caught; mistakes in the program are what [mutation tests](mutants.md) plant.\n\n\
        **Spread.** If Throughcare is right, 5% of the samples are more than 1.96 standard errors off and 1% more than 2.58: \
        here {five} and {one} of {with_error} are ({five_share} and {one_share}). A pattern of small biases would show here. The figures of one check are of the same \
        replications, so that they go astray together.\n",
        version = env!("CARGO_PKG_VERSION"),
        minutes = seconds / 60.0,
        checks = made.len(),
        number = all.len(),
        bands = count(|it| matches!(it, Basis::Band { .. })),
        distances = count(|it| matches!(it, Basis::Distance { .. })),
        planted = planted.len(),
        level = FALSE_ALARMS / MOST_SAMPLES as f64,
        one_in = 1.0 / FALSE_ALARMS,
        z = 2.326,
        sized = catches.len(),
        ratios = ratios.len(),
        half = catch(0.5),
        most = catch(0.9),
        every = catch(1.0),
        five = beyond(1.96),
        one = beyond(2.576),
        with_error = off.len(),
        five_share = percent(beyond(1.96) as f64 / off.len() as f64),
        one_share = percent(beyond(2.576) as f64 / off.len() as f64),
    )
}

/// Whether it is a number over the rate and the time that belong to it, taken from the same run.
fn is_littles_ratio(comparison: &Comparison) -> bool {
    comparison.what.contains(" / (rate x ")
}

fn section(text: &mut String, made: &Made) {
    let Made { check, comparisons, took } = made;
    let _ = write!(
        text,
        "\n### {}\n\nTruth: {}. Test `{}`, {:.1} s.\n\n\
        | | truth | simulated | interval | off by | verdict | catches | of |\n|---|---|---|---|---|---|---|---|\n",
        check.what,
        check.truth,
        check.name,
        took.as_secs_f64()
    );
    for it in comparisons {
        let verdict = match (matches!(it.basis, Basis::Planted { .. }), it.agrees()) {
            (false, true) => "agrees",
            (false, false) => "**disagrees**",
            (true, true) => "caught",
            (true, false) => "**missed**",
        };
        let catches = it.catches().map_or_else(String::new, percent);
        let off = it.errors_off().map_or_else(String::new, |off| format!("{off:+.2} s.e."));
        let of = match it.basis {
            Basis::Sample { values, .. } => format!("{values} values"),
            Basis::Planted { values, .. } => format!("{values} values, an error planted"),
            Basis::Band { cases } => format!("band, {cases} cases"),
            Basis::Distance { values } => format!("distance, {values} values"),
            Basis::Exact { cases } => format!("exact, {cases} cases"),
        };
        let [low, high] = it.interval.map(figure);
        let (truth, found) = (figure(it.truth), figure(it.found));
        let _ = writeln!(
            text,
            "| {} | {truth} | {found} | {low} to {high} | {off} | {verdict} | {catches} | {of} |",
            it.what
        );
    }
}

/// Six significant digits, or so few as tell a tiny number.
fn figure(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && size < 1e-4 {
        return format!("{value:.1e}");
    }
    let before = if size >= 1.0 { libm::log10(size) as usize + 1 } else { 1 };
    format!("{value:.*}", 6usize.saturating_sub(before).min(5))
}

fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent < 1.0 { format!("{percent:.2}%") } else { format!("{percent:.1}%") }
}
