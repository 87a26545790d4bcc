//! A dozen scenarios, and what they come to as digests: of everything that happens, each instant to its last bit, and of every
//! file of results.

use std::fmt::{self, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use throughcare::experiment::replicate;
use throughcare::model::{Model, ServiceId};
use throughcare::output::{Manifest, ResultFile, files};
use throughcare::records::{Client, Happening, Recorder};
use throughcare::scenario;
use throughcare::statistics::{Results, Tally};
use throughcare::units::Days;

/// A scenario and what is set in it, to be short.
pub(crate) struct Case {
    /// From the folder of the repository.
    pub(crate) file: &'static str,
    /// As after `--set`.
    pub(crate) sets: &'static [&'static str],
}

const SHORT: &[&str] = &["run.warm_up=26w", "run.horizon=1y", "run.replications=3", "report_by=[]"];
/// With a change at a date within the year that is measured.
const DATED: &[&str] = &[
    "run.start=2007-06-01",
    "run.warm_up=26w",
    "run.horizon=1y",
    "run.replications=3",
    "report_by=[]",
];
const HOURS: &[&str] = &["run.warm_up=6h", "run.horizon=3d", "run.replications=3"];
const AS_WRITTEN: &[&str] = &["run.replications=3"];

/// The baseline and options of it, systems for a class, another kind of service, every form of the language, plain queues.
pub(crate) const CASES: [Case; 12] = [
    Case { file: "scenarios/baseline.toml", sets: SHORT },
    Case { file: "scenarios/redesign/rapid_access.toml", sets: SHORT },
    Case { file: "scenarios/redesign/budget_cut.toml", sets: DATED },
    Case { file: "scenarios/redesign/prison_continuity.toml", sets: SHORT },
    Case { file: "scenarios/teaching/2_drop_out.toml", sets: AS_WRITTEN },
    Case { file: "scenarios/teaching/5_blocked.toml", sets: AS_WRITTEN },
    Case { file: "scenarios/template.toml", sets: AS_WRITTEN },
    Case { file: "scenarios/urgent_treatment_centre.toml", sets: AS_WRITTEN },
    Case { file: "tests/scenarios/every_form/base.toml", sets: AS_WRITTEN },
    Case { file: "tests/scenarios/every_form/option.toml", sets: AS_WRITTEN },
    Case { file: "tests/scenarios/verification/priority.toml", sets: HOURS },
    Case { file: "tests/scenarios/verification/mt_infinite.toml", sets: HOURS },
];

impl Case {
    /// The scenario, ready to run.
    pub(crate) fn model(&self, root: &Path) -> Result<Model, String> {
        let sets: Vec<String> = self.sets.iter().map(|set| (*set).to_owned()).collect();
        scenario::read_file(&root.join(self.file), &sets)
            .map(|scenario| scenario.model)
            .map_err(|refusal| scenario::render(&refusal.problems, &refusal.sources, false))
    }

    /// What it comes to when its replications run one after the other: a line for what happens and one for each file.
    pub(crate) fn digests(&self, root: &Path) -> Result<String, String> {
        let model = self.model(root)?;
        let mut events = Events::default();
        let mut results = Results::new(&model);
        for replication in 1..=model.run.replications {
            let mut both = (events, Tally::new(&model));
            let stop = AtomicBool::new(false);
            replicate((self.file, &model), replication, &stop, &mut both)
                .map_err(|failure| failure.to_string())?;
            results.add(both.1.into_result());
            events = both.0;
        }
        let mut text = format!(
            "{} happenings {:016x} ({} clients, {} happenings)\n",
            self.file, events.digest.0, events.clients, events.happenings
        );
        for file in tables(self.file, &results) {
            let digest = Fnv::of(&file.bytes).0;
            text += &format!("{} {} {digest:016x}\n", self.file, file.name);
        }
        Ok(text)
    }
}

/// Every table of the results.
pub(crate) fn tables(name: &str, results: &Results) -> Vec<Written> {
    let manifest = Manifest {
        version: String::new(),
        command: Vec::new(),
        scenarios: Vec::new(),
        interrupted: false,
        threads: 0,
        os: String::new(),
        architecture: String::new(),
        processors: 0,
        build: String::new(),
        started: String::new(),
        wall_seconds: 0.0,
        until: None,
        files: Vec::new(),
    };
    let scenarios = [(name, results)];
    let files = files(&scenarios, &manifest);
    let tables = files.iter().filter(|file| file.name.ends_with(".csv"));
    let written = |file: &ResultFile<'_>| {
        let mut bytes = Vec::new();
        // Into memory nothing is refused, and few replications have no values in a file.
        file.write(&mut bytes).map_or(None, |()| Some(Written { name: file.name, bytes }))
    };
    tables.filter_map(written).collect()
}

/// A file of results, and what is in it.
#[derive(PartialEq)]
pub(crate) struct Written {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// 64-bit FNV-1a: Fowler, Noll and Vo, "The FNV non-cryptographic hash algorithm" (RFC 9923).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fnv(pub(crate) u64);

impl Fnv {
    pub(crate) fn of(bytes: &[u8]) -> Fnv {
        let mut fnv = Fnv::default();
        fnv.add(bytes);
        fnv
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}

/// Digests all that it is told: who, in which episode, the bits of the instant, and the happening with every field.
#[derive(Debug, Default)]
struct Events {
    digest: Fnv,
    clients: u64,
    happenings: u64,
}

impl Events {
    /// `Debug` writes every field there is, and of a number the shortest text that only this number has.
    fn add(&mut self, at: Days, what: impl fmt::Debug) {
        self.digest.add(&at.0.to_bits().to_le_bytes());
        // A hash takes whatever it is given.
        let _ = write!(self.digest, "{what:?}");
        // No text holds this byte: two never run into one another.
        self.digest.add(&[0xff]);
    }
}

impl Recorder for Events {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        self.add(at, (client.who.group, client.who.number, client.episode, happening));
        self.happenings += 1;
        self.clients += u64::from(matches!(happening, Happening::Came { .. }));
    }

    fn capacity(&mut self, at: Days, service: ServiceId, places: Option<u32>) {
        self.add(at, (service, places));
    }

    fn appointment(&mut self, at: Days, service: ServiceId) {
        self.add(at, service);
    }

    fn finish(&mut self, at: Days) {
        self.add(at, "finish");
    }
}
