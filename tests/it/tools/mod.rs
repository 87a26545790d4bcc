//! Results in the hands of other tools: event logs in PM4Py and vidigi, tables in pandas and R.
//!
//! They need Python with what `tests/tools/requirements.txt` lists, or R, so they are ignored unless asked for: `tests/run`
//! brings the one, and looks for the other.

mod animation;
mod pages;
mod process_map;

use crate::cli::{run, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that says which Python has the tools.
const PYTHON: &str = "THROUGHCARE_TOOLS_PYTHON";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn python() -> Command {
    let python = std::env::var_os(PYTHON).filter(|path| !path.is_empty());
    let python = python.unwrap_or_else(|| {
        panic!("set {PYTHON} to a Python that has PM4Py and vidigi: tests/tools/bring says which")
    });
    let mut command = Command::new(python);
    command.arg("-B");
    command
}

/// Runs something to its end; gives what it printed.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{said}\n{complained}");
    said.to_owned()
}

/// What a script of `tests/tools` finds.
fn found(script: &str, arguments: &[&str]) -> Value {
    let path = root().join("tests/tools").join(script);
    let said = printed(python().arg(path).args(arguments));
    let last = said.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Settings by which the baseline is followed from the first day, for a year.
const FIRST_YEAR: [&str; 2] = ["run.warm_up=0d", "run.horizon=1y"];

/// The first year of the baseline, once, with its event logs.
struct Year {
    folder: tempfile::TempDir,
}

impl Year {
    fn run() -> Year {
        let folder = tempfile::tempdir().unwrap();
        let baseline = root().join("scenarios/baseline.toml");
        let formats = if cfg!(feature = "parquet") { "csv,parquet,vidigi" } else { "csv,vidigi" };
        let [warm_up, horizon] = FIRST_YEAR;
        let how = ["-r", "1", "-q", "-o", "out", "--events", formats];
        let what = ["run", baseline.to_str().unwrap(), "--set", warm_up, "--set", horizon];
        let done = run(folder.path(), &[&what[..], &how[..]].concat());
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        Year { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    /// The values of a measure for everybody, by subject.
    fn measured(&self, measure: &str) -> BTreeMap<String, f64> {
        let rows = self.rows("replications.csv").into_iter();
        let rows = rows.filter(|row| row["group"] == "all" && row["measure"] == measure);
        let numbers =
            rows.filter_map(|row| Some((row["subject"].clone(), row["value"].parse().ok()?)));
        numbers.collect()
    }

    /// The rows of a table, by column.
    fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(self.path(name)).unwrap().deserialize().map(Result::unwrap).collect()
    }
}
