//! `throughcare fit`: a hazard for a scenario, from a file of how long people stayed.

mod choices;
mod words;
mod mistakes;
mod lines;
mod rows;
mod design;
mod cuts;
mod chart;
mod report;
mod piece;
mod curve_file;

use super::prose::wrapped;
use super::reading;
use super::terminal::{Trouble, line_width, note, say};
use crate::output::{Existing, FolderError, check_document, is_same_place, write_document};
use crate::scenario::{file_text, read_text};
use crate::survival::{Family as Hazard, Fit, Form, KaplanMeier, NoFit, fit};
use choices::{Family, TimeUnit};
use clap::Args;
use cuts::cuts;
use design::{Columns, Design, RatioColumn, design};
use mistakes::{Mistake, Mistakes};
use piece::{Chosen, Piece};
use report::{Group, Tried, groups, ranked};
use rows::{Wanted, no_text, rows};
use std::path::PathBuf;

const LONG_ABOUT: &str = "\
Fit a hazard to how long people stayed: a CSV file with a row for each person, how long they were seen, and whether they \
then left (1) or were still there (0, censored).

Prints what was read, how well each form of hazard fits, the curve of Kaplan and Meier with its band and the fitted one, and \
the piece of a scenario that means it. The formulas are in docs/fit.md.";

const AFTER_HELP: &str = "\
Examples:
  throughcare fit stays.csv --time days --event left
  throughcare fit stays.csv --time weeks --event left --unit weeks --family weibull
  throughcare fit stays.csv --time days --event left --by clinic --ratios prison,dose --output stays.toml

Exit codes: 0 done, 1 could not be done, 2 refused (the file or the command line is wrong, or nothing fits).";

/// Fit a hazard to a file of how long people stayed.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct FitArguments {
    /// CSV file with a header and a row for each person
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Column of how long each was seen
    #[arg(long, value_name = "COLUMN")]
    time: String,
    /// Column of whether they then left: 1, or 0 if they were still there (censored)
    #[arg(long, value_name = "COLUMN")]
    event: String,
    /// Unit of the times; days where none is given
    #[arg(long, value_enum)]
    unit: Option<TimeUnit>,
    /// Column whose levels each have a hazard of their own, with the same ratios
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Columns that multiply the hazard: words by level, numbers by amount
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    ratios: Vec<String>,
    /// Columns of --ratios whose numbers are levels and no amounts
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    levels: Vec<String>,
    /// Form of the hazard
    #[arg(long, value_enum, default_value_t = Family::All)]
    family: Family,
    /// Name of the risk in the scenario
    #[arg(long, value_name = "NAME", default_value = "drop_out", value_parser = risk_name)]
    name: String,
    /// Also write a small scenario with this hazard, which can be run
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also write the curves as a table
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Replace files that are already there (never the one that is read)
    #[arg(short, long)]
    force: bool,
}

fn risk_name(name: &str) -> Result<String, String> {
    if words::is_key(name) && name.len() <= 40 {
        Ok(name.to_owned())
    } else {
        Err("a risk is named by lower-case words joined by underscores, at most 40 letters"
            .to_owned())
    }
}

impl FitArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        self.check()?;
        let file = on_one_line(&self.file.display().to_string());
        let design = self.read(&file)?;
        if let (None, Some(unit)) = (self.unit, TimeUnit::in_name(&self.time)) {
            note(&format!(
                "warning: the times in column `{}` were read as days; if they are {1}, say so: --unit {1}",
                self.time,
                unit.name()
            ));
        }
        let groups = groups(&design);
        let tried = self.tried(&design);
        let ranked = ranked(&tried);
        let best = ranked.first().copied();
        if best.is_none() && self.family != Family::Empirical {
            return Err(nothing_fits(&tried, &design));
        }
        let strata = if groups.len() == 1 { &groups[..] } else { &groups[1..] };
        let strata: Vec<KaplanMeier> = strata.iter().map(|group| group.curve.clone()).collect();
        let unit = design.are_whole.then(|| self.unit().days());
        let short = self
            .file
            .file_name()
            .map_or_else(|| file.clone(), |name| on_one_line(&name.to_string_lossy()));
        let what = match best {
            Some((name, _)) => format!("{name} hazard"),
            None => "the curve of Kaplan and Meier".to_owned(),
        };
        let piece = Piece {
            design: &design,
            chosen: best.map_or(Chosen::Curves(&strata, unit), |(_, fit)| Chosen::Fitted(fit)),
            name: &self.name,
            file: &short,
            what: &what,
        };
        let scenario = piece.scenario();
        // Nothing is handed out that a scenario may not say.
        read_text("fitted", &scenario, &[]).map_err(|refusal| {
            reading::refused(&refusal, "no scenario can say what was fitted; nothing was written")
        })?;
        self.write(&scenario, &groups, &ranked)?;
        say(&self.told(&file, &groups, &tried, best, &design, &piece))
    }

    fn unit(&self) -> TimeUnit {
        self.unit.unwrap_or(TimeUnit::Days)
    }

    fn existing(&self) -> Existing {
        if self.force { Existing::Replace } else { Existing::Refuse }
    }

    /// The files that are to be written, with their options.
    fn places(&self) -> impl Iterator<Item = (&'static str, &PathBuf)> {
        let places = [("--output", &self.output), ("--csv", &self.csv)];
        places.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?)))
    }

    /// What can be wrong with the command line alone.
    fn check(&self) -> Result<(), Trouble> {
        let refused = |why: &str| Err(Trouble::Refused(why.to_owned()));
        if self.family == Family::Empirical && !self.ratios.is_empty() {
            return refused(
                "the curve itself takes no ratios: leave out --ratios, or choose a --family that does",
            );
        }
        let mut columns: Vec<&str> = vec![&self.time, &self.event];
        columns
            .extend(Columns { by: self.by.as_deref(), ratios: &self.ratios, levels: &[] }.names());
        for (place, column) in columns.iter().enumerate() {
            if columns[..place].contains(column) {
                return refused(&format!("the column `{column}` is named twice"));
            }
        }
        for column in &self.levels {
            if !self.ratios.contains(column) {
                return refused(&format!(
                    "--levels {column}: it is none of the columns of --ratios"
                ));
            }
        }
        let mut taken = vec![("FILE", &self.file)];
        for (option, path) in self.places() {
            if let Some((other, _)) = taken.iter().find(|(_, other)| is_same_place(path, other)) {
                let path = path.display();
                return refused(&format!(
                    "{option} and {other} are one file, {path}: choose another"
                ));
            }
            check_document(path, self.existing()).map_err(not_written)?;
            taken.push((option, path));
        }
        Ok(())
    }

    fn read(&self, file: &str) -> Result<Design, Trouble> {
        let refused = |found: &[Mistake]| {
            note(Mistakes { file, found }.to_string().trim_end());
            Trouble::Refused("the file is refused; nothing was fitted".to_owned())
        };
        let text = file_text(&self.file).map_err(|why| refused(&[no_text(why)]))?;
        let columns =
            Columns { by: self.by.as_deref(), ratios: &self.ratios, levels: &self.levels };
        let wanted = Wanted {
            time: &self.time,
            event: &self.event,
            others: &columns.names(),
            unit: self.unit().days(),
        };
        let rows = rows(&text, wanted).map_err(|found| refused(&found))?;
        design(rows, columns).map_err(|found| refused(&found))
    }

    /// Every form that is asked for, fitted.
    fn tried(&self, design: &Design) -> Vec<Tried> {
        let forms = Family::FITTED.into_iter();
        let asked = forms.filter(|form| self.family == Family::All || self.family == *form);
        asked
            .filter_map(|family| {
                let form = match family {
                    Family::Exponential => Form::Family(Hazard::Exponential),
                    Family::Weibull => Form::Family(Hazard::Weibull),
                    Family::Gompertz => Form::Family(Hazard::Gompertz),
                    Family::Lognormal => Form::Family(Hazard::Lognormal),
                    Family::LogLogistic => Form::Family(Hazard::LogLogistic),
                    _ => {
                        let cuts = cuts(&design.sample);
                        // One piece is the constant hazard, which is there already.
                        if cuts.is_empty() && self.family == Family::All {
                            return None;
                        }
                        Form::Pieces(cuts)
                    }
                };
                Some(Tried { name: family.name(), result: fit(&design.sample, &form) })
            })
            .collect()
    }

    /// The files that were asked for.
    fn write(
        &self,
        scenario: &str,
        groups: &[Group],
        fits: &[(&'static str, &Fit)],
    ) -> Result<(), Trouble> {
        let curves = self.csv.as_ref().map(|path| (path, curve_file::bytes(groups, fits)));
        let scenario = self.output.as_ref().map(|path| (path, Ok(scenario.as_bytes().to_vec())));
        for (path, bytes) in [scenario, curves].into_iter().flatten() {
            let bytes =
                bytes.map_err(|why| Trouble::Failed(format!("cannot make a table: {why}")))?;
            write_document(path, &bytes, self.existing()).map_err(not_written)?;
        }
        Ok(())
    }

    fn told(
        &self,
        file: &str,
        groups: &[Group],
        tried: &[Tried],
        best: Option<(&'static str, &Fit)>,
        design: &Design,
        piece: &Piece<'_>,
    ) -> String {
        let width = line_width();
        let ranked = ranked(tried);
        let mut parts = vec![report::read(design, groups, [file, self.unit().name()], width)];
        if !tried.is_empty() {
            parts.push(report::comparison(tried, groups, width));
        }
        if let Some((name, fit)) = best {
            parts.push(report::parameters(name, fit, design));
        }
        parts.push(report::curves(groups, best, &ranked, width));
        if let Some((name, fit)) = best {
            parts.push(report::observed_and_expected(name, fit, &design.sample, width));
        }
        let mut lead = format!(
            "For a scenario ({}); `while` and `then` are to be those of your system, and the lines under [sources] go to those that \
             it has. The risk takes the place of the one for drop-out that the scenario has already: with both, too \
             many leave. It is a hazard of leaving in this one way: other exits are risks of their own, and stays end by their \
             `duration` too. The measure to compare with the curve is still_in_treatment_share.",
            piece.what
        );
        if best.is_none() {
            lead.push_str(" After the last age at which someone left the curve has no hazard: whoever is still there stays.");
        }
        parts.push(format!("{}\n{}", wrapped(&lead, width), piece.text()));
        let written: Vec<String> =
            self.places().map(|(_, path)| format!("Written: {}\n", path.display())).collect();
        if !written.is_empty() {
            parts.push(written.concat());
        }
        parts.join("\n")
    }
}

/// A name without line breaks and other characters that cannot be seen.
fn on_one_line(name: &str) -> String {
    name.replace(char::is_control, " ")
}

fn not_written(error: FolderError) -> Trouble {
    match error {
        FolderError::Io { .. } => Trouble::Failed(error.to_string()),
        _ => Trouble::Refused(error.to_string()),
    }
}

/// Why none of the forms fits.
fn nothing_fits(tried: &[Tried], design: &Design) -> Trouble {
    let ratio = |number: usize| {
        let ratios = design.ratios.iter().flat_map(RatioColumn::ratios);
        ratios.into_iter().find(|(_, of)| *of == number).map_or_else(String::new, |(what, _)| what)
    };
    let mut is_of_hazard = false;
    for tried in tried {
        let Err(why) = &tried.result else { continue };
        let told = match why {
            NoFit::Endless { ratio: Some(number) } => format!(
                "the ratio of {} has no likeliest value: it tells those who left from those who did not without exception; \
                 leave it out or merge levels",
                ratio(*number)
            ),
            NoFit::Level { ratio: Some(number) } => format!(
                "the ratio of {} cannot be told from the others: two columns say the same; leave one out",
                ratio(*number)
            ),
            _ => {
                is_of_hazard = true;
                why.to_string()
            }
        };
        note(&format!("error: {}: {told}", tried.name));
    }
    if is_of_hazard {
        note(
            "  hint: where all leave at one age, the hazard is fixed = \"…\"; --family empirical takes the curve as it is",
        );
    }
    Trouble::Refused("nothing fits".to_owned())
}
