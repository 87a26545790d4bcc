//! `events.parquet`, through the `parquet` crate without its arrow.
//!
//! A row group is encoded by the thread whose replication it is of. What is left over of a replication and too little
//! for a row group of its own goes with that of the next ones, so that many small replications do not become many small
//! row groups, each with its entry in the footer. Where row groups end depends on the rows alone.

use super::columns::{Columns, Field, Legend, Shape};
use super::queue::Format;
use super::raw::{pack, unpack};
use crate::events::{ROWS_AT_ONCE, Rows};
use crate::experiment::Chapter;
use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, ColumnWriterImpl, get_column_writer,
};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnPath, SchemaDescPtr, SchemaDescriptor};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows that are enough for a row group of their own.
const ENOUGH: usize = ROWS_AT_ONCE / 8;
/// Names of cases in a row group are looked up in a dictionary as long as it is no larger. \[bytes\]
const CASES: usize = 16 << 20;

/// Values that are written in one go.
const AT_A_TIME: usize = 1024;

/// The event log as columns.
pub(super) struct Parquet {
    columns: Columns,
    schema: SchemaDescPtr,
    properties: WriterPropertiesPtr,
    words: Vec<Words>,
}

/// The words of each column of one scenario, as they are written.
type Words = Vec<Vec<ByteArray>>;

/// Where each column of a row group ends in its bytes, and what the footer says of it.
type Columned = Vec<(usize, ColumnCloseResult)>;

/// What a piece is.
pub(super) enum Note {
    /// A row group.
    Group(Columned),
    /// Rows for a row group with others.
    Rows(Chapter),
}

/// The file, and rows that wait for others.
pub(super) struct Writer {
    file: SerializedFileWriter<File>,
    waiting: Vec<(Chapter, Rows)>,
    number: usize,
}

impl Parquet {
    pub(super) fn new(columns: Columns) -> io::Result<Parquet> {
        let fields = columns.fields.iter().map(|(field, name)| {
            let is_there = if field.is_always_there() { "REQUIRED" } else { "OPTIONAL" };
            let form = match field.shape() {
                Shape::Word | Shape::Case => format!("BYTE_ARRAY {name} (STRING)"),
                Shape::Whole => format!("INT32 {name}"),
                Shape::Days => format!("DOUBLE {name}"),
                Shape::Moment => format!("INT64 {name} (TIMESTAMP(MILLIS,false))"),
            };
            format!("{is_there} {form};")
        });
        let text = format!("message events {{ {} }}", fields.collect::<Vec<_>>().join(" "));
        let schema = parse_message_type(&text).map_err(failed)?;
        let words = columns.legends.iter().map(|legend| {
            let of = |field| legend.words(field).iter().map(|word| word.as_str().into()).collect();
            columns.fields.iter().map(|(field, _)| of(*field)).collect()
        });
        Ok(Parquet {
            words: words.collect(),
            schema: Arc::new(SchemaDescriptor::new(Arc::new(schema))),
            properties: Arc::new(properties(&columns)),
            columns,
        })
    }

    /// A row group of all these rows: its bytes, and where each column ends.
    fn group(&self, parts: &[(Chapter, &Rows)]) -> io::Result<(Vec<u8>, Columned)> {
        let mut bytes = Vec::new();
        let mut ends = Vec::new();
        for (index, (field, _)) in self.columns.fields.iter().enumerate() {
            let mut sink = TrackedWrite::new(&mut bytes);
            let pages = Box::new(SerializedPageWriter::new(&mut sink));
            let of = (self.schema.column(index), self.properties.clone());
            let mut writer = get_column_writer(of.0, of.1, pages);
            for (chapter, rows) in parts {
                let legend = &self.columns.legends[chapter.scenario];
                let words = &self.words[chapter.scenario][index];
                let part = Part { field: *field, replication: chapter.replication, rows, legend };
                part.write(&mut writer, words).map_err(failed)?;
            }
            let close = writer.close().map_err(failed)?;
            drop(sink);
            ends.push((bytes.len(), close));
        }
        Ok((bytes, ends))
    }

    fn append(&self, writer: &mut Writer, bytes: Vec<u8>, ends: Columned) -> io::Result<()> {
        let bytes = Bytes::from(bytes);
        let mut group = writer.file.next_row_group().map_err(failed)?;
        let mut from = 0;
        for (end, close) in ends {
            group.append_column(&bytes.slice(from..end), close).map_err(failed)?;
            from = end;
        }
        group.close().map_err(failed)?;
        Ok(())
    }

    /// Makes a row group of the rows that wait.
    fn flush(&self, writer: &mut Writer) -> io::Result<()> {
        if writer.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut writer.waiting);
        writer.number = 0;
        let parts: Vec<_> = waiting.iter().map(|(chapter, rows)| (*chapter, rows)).collect();
        let (bytes, ends) = self.group(&parts)?;
        self.append(writer, bytes, ends)
    }
}

fn properties(columns: &Columns) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("throughcare ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_data_page_row_count_limit(2 * ROWS_AT_ONCE);
    for (field, name) in &columns.fields {
        let path = || ColumnPath::from(name.as_str());
        properties = match field.shape() {
            Shape::Case => properties.set_column_dictionary_page_size_limit(path(), CASES),
            // Hardly two are the same.
            Shape::Days | Shape::Moment => properties.set_column_dictionary_enabled(path(), false),
            _ => properties,
        };
        if *field == Field::Replication {
            // Readers skip the row groups of other replications.
            let whole = EnabledStatistics::Chunk;
            properties = properties.set_column_statistics_enabled(path(), whole);
        }
    }
    properties.build()
}

/// One column of rows of one replication.
struct Part<'a> {
    field: Field,
    replication: u32,
    rows: &'a Rows,
    legend: &'a Legend,
}

impl Part<'_> {
    fn write(
        &self,
        writer: &mut ColumnWriter<'_>,
        words: &[ByteArray],
    ) -> Result<(), ParquetError> {
        let rows = || self.rows.all().iter();
        let (field, legend) = (self.field, self.legend);
        match writer {
            ColumnWriter::Int32ColumnWriter(writer) => {
                let number = |row| field.whole(row, self.replication).map(|number| number as i32);
                self.put(writer, rows().map(number))
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                let moment = |row| field.days(row).and_then(|at| legend.moment(at));
                self.put(writer, rows().map(moment))
            }
            ColumnWriter::DoubleColumnWriter(writer) => {
                self.put(writer, rows().map(|row| Some(field.days(row)?.0)))
            }
            ColumnWriter::ByteArrayColumnWriter(writer) if field == Field::Case => {
                self.put(writer, self.cases().map(Some))
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let word = |(index, row)| legend.word(field, row, self.rows.levels(index));
                let word = |row| word(row).map(|word| words[word].clone());
                self.put(writer, rows().enumerate().map(word))
            }
            // There are no columns of other types.
            _ => Ok(()),
        }
    }

    fn put<T: DataType>(
        &self,
        writer: &mut ColumnWriterImpl<'_, T>,
        mut values: impl Iterator<Item = Option<T::T>>,
    ) -> Result<(), ParquetError> {
        let is_always_there = self.field.is_always_there();
        let (mut some, mut there) = (Vec::new(), Vec::new());
        // A few at a time, which stay near the processor.
        for _ in (0..self.rows.len()).step_by(AT_A_TIME) {
            some.clear();
            there.clear();
            for value in values.by_ref().take(AT_A_TIME) {
                there.push(i16::from(value.is_some()));
                some.extend(value);
            }
            let levels = if is_always_there { None } else { Some(there.as_slice()) };
            writer.write_batch(&some, levels, None)?;
        }
        Ok(())
    }

    /// The name of the case of each row, all in one piece of memory.
    fn cases(&self) -> impl Iterator<Item = ByteArray> {
        let routes = self.legend.cases(self.replication);
        let mut text = Vec::with_capacity(self.rows.len() * 24);
        let mut ends = Vec::with_capacity(self.rows.len());
        for row in self.rows.all() {
            text.extend_from_slice(routes[usize::from(row.route)].as_bytes());
            // Into memory nothing is refused.
            let _ = write!(text, "{}", row.number + 1);
            ends.push(text.len());
        }
        let text = Bytes::from(text);
        let mut from = 0;
        ends.into_iter().map(move |end| text.slice(std::mem::replace(&mut from, end)..end).into())
    }
}

impl Format for Parquet {
    type Rows = Rows;
    type Note = Note;
    type Writer = Writer;

    fn begin(&self, file: File) -> io::Result<Writer> {
        let schema = self.schema.root_schema_ptr();
        let file = SerializedFileWriter::new(file, schema, self.properties.clone());
        Ok(Writer { file: file.map_err(failed)?, waiting: Vec::new(), number: 0 })
    }

    fn encode(&self, chapter: Chapter, rows: &Rows) -> io::Result<(Vec<u8>, Note)> {
        if rows.len() < ENOUGH {
            return Ok((pack(rows), Note::Rows(chapter)));
        }
        let (bytes, ends) = self.group(&[(chapter, rows)])?;
        Ok((bytes, Note::Group(ends)))
    }

    fn write(&self, writer: &mut Writer, bytes: Vec<u8>, note: Note) -> io::Result<()> {
        match note {
            Note::Group(ends) => {
                self.flush(writer)?;
                self.append(writer, bytes, ends)
            }
            Note::Rows(chapter) => {
                let width = self.columns.legends[chapter.scenario].width;
                let rows = unpack(&bytes, width);
                writer.number += rows.len();
                writer.waiting.push((chapter, rows));
                if writer.number >= ROWS_AT_ONCE { self.flush(writer) } else { Ok(()) }
            }
        }
    }

    fn finish(&self, mut writer: Writer) -> io::Result<File> {
        self.flush(&mut writer)?;
        writer.file.into_inner().map_err(failed)
    }
}

/// What the machine refused, if it was the machine.
fn failed(why: ParquetError) -> io::Error {
    match why {
        ParquetError::External(why) => match why.downcast::<io::Error>() {
            Ok(why) => *why,
            Err(why) => io::Error::other(why),
        },
        why => io::Error::other(why),
    }
}
