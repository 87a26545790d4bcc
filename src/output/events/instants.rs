//! `events_vidigi.csv`: who is where from when on, in the columns that vidigi knows.

use super::columns::{Columns, Legend};
use super::queue::Format;
use super::text::moment;
use crate::events::{Moment, Pathway, Step};
use crate::experiment::Chapter;
use std::fs::File;
use std::io::{self, Write};

const COLUMNS: [&str; 11] = [
    "scenario",
    "run_number",
    "entity_id",
    "case",
    "pathway",
    "event_type",
    "event",
    "time",
    "timestamp",
    "resource_id",
    "unique_resource_id",
];

/// The event log as instants.
pub(super) struct Instants {
    columns: Columns,
}

impl Instants {
    pub(super) fn new(columns: Columns) -> Instants {
        Instants { columns }
    }
}

impl Format for Instants {
    type Rows = [Moment];
    type Note = ();
    type Writer = File;

    fn begin(&self, mut file: File) -> io::Result<File> {
        writeln!(file, "{}", COLUMNS.join(","))?;
        Ok(file)
    }

    fn encode(&self, chapter: Chapter, moments: &[Moment]) -> io::Result<(Vec<u8>, ())> {
        let legend = &self.columns.legends[chapter.scenario];
        let cases = legend.cases(chapter.replication);
        let mut table = csv::Writer::from_writer(Vec::new());
        let (mut scratch, run_number) = (Vec::new(), chapter.replication.to_string());
        for one in moments {
            let case = format!("{}{}", cases[usize::from(one.route)], one.number + 1);
            let (event_type, event) = words(one.step, legend);
            table.write_field(legend.scenario())?;
            table.write_field(&run_number)?;
            table.write_field(format!("{case}/{}", one.stay))?;
            table.write_field(&case)?;
            table.write_field(pathway(one.pathway))?;
            table.write_field(event_type)?;
            table.write_field(event)?;
            // The shortest text that is this very number.
            table.write_field(one.at.0.to_string())?;
            scratch.clear();
            moment(&mut scratch, legend, Some(one.at))?;
            table.write_field(&scratch)?;
            let (id, unique) = match (one.service, one.place.map(|place| place + 1)) {
                (Some(service), Some(place)) => {
                    (place.to_string(), format!("{}:{place}", legend.service(service)))
                }
                _ => (String::new(), String::new()),
            };
            table.write_field(id)?;
            table.write_field(unique)?;
            table.write_record(None::<&[u8]>)?;
        }
        Ok((table.into_inner().map_err(|error| error.into_error())?, ()))
    }

    fn write(&self, file: &mut File, bytes: Vec<u8>, (): ()) -> io::Result<()> {
        file.write_all(&bytes)
    }

    fn finish(&self, file: File) -> io::Result<File> {
        Ok(file)
    }
}

/// What vidigi calls a step: its type, and its name.
fn words(step: Step, legend: &Legend) -> (&'static str, String) {
    match step {
        Step::Arrival => ("arrival_departure", "arrival".to_owned()),
        Step::Depart => ("arrival_departure", "depart".to_owned()),
        Step::Queue(activity) => ("queue", legend.activity_name(activity).to_owned()),
        Step::Between => ("queue", "between_steps".to_owned()),
        Step::Use(activity) => ("resource_use", legend.activity_name(activity).to_owned()),
        Step::UseEnd(activity) => {
            ("resource_use_end", format!("{}_end", legend.activity_name(activity)))
        }
    }
}

fn pathway(pathway: Pathway) -> &'static str {
    match pathway {
        Pathway::Main => "main",
        Pathway::Keyworker => "keyworker",
        Pathway::Support => "support",
        Pathway::KeptPlace => "kept_place",
    }
}
