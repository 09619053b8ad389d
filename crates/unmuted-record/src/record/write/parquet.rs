//! One table as Parquet, compressed by zstd.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::super::cell::{Cell, Kind};
use super::super::tables::Table;
use super::beside;

/// Rows of a group: enough for its statistics to be of use, few enough to be held.
const GROUP: usize = 1 << 16;

enum Values {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Text(Vec<ByteArray>),
}

pub(super) fn write(table: &Table<'_>, dir: &Path) -> Result<(), ParquetError> {
    let (part, whole) = beside(dir, &format!("{}.parquet", table.name));
    let fields: Result<Vec<_>, ParquetError> = table
        .columns
        .iter()
        .map(|c| {
            let (physical, logical) = match c.kind {
                Kind::Integer => (Physical::INT64, None),
                Kind::Real => (Physical::DOUBLE, None),
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            };
            let field = Type::primitive_type_builder(c.name, physical).with_repetition(Repetition::OPTIONAL);
            Ok(Arc::new(field.with_logical_type(logical).build()?))
        })
        .collect();
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields?).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        // The library's version would change the bytes without changing the record.
        .set_created_by("unmuted".to_owned())
        .build();
    let file = BufWriter::with_capacity(1 << 18, File::create(&part)?);
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
    let mut buffers = fresh(table);
    let mut rows = 0;
    let mut failed: Option<ParquetError> = None;
    let result = (table.each)(&mut |cells| {
        for (cell, (values, present)) in cells.iter().zip(&mut buffers) {
            let there = match (cell, values) {
                (Cell::Integer(i), Values::Integer(v)) => {
                    v.push(*i);
                    true
                }
                (Cell::Real(r), Values::Real(v)) => {
                    v.push(*r);
                    true
                }
                (Cell::Text(t), Values::Text(v)) => {
                    // What stands in row after row is held once.
                    let again = v.last().filter(|l| l.data() == t.as_bytes()).cloned();
                    v.push(again.unwrap_or_else(|| ByteArray::from(t.as_bytes().to_vec())));
                    true
                }
                _ => false,
            };
            present.push(i16::from(there));
        }
        rows += 1;
        if rows % GROUP == 0 {
            if let Err(e) = flush(&mut writer, &buffers) {
                failed = Some(e);
                return Err(io::Error::other("stop"));
            }
            buffers = fresh(table);
        }
        Ok(())
    });
    if let Some(e) = failed {
        return Err(e);
    }
    result?;
    if rows % GROUP != 0 {
        flush(&mut writer, &buffers)?;
    }
    writer.close()?;
    fs::rename(part, whole)?;
    Ok(())
}

fn fresh(table: &Table<'_>) -> Vec<(Values, Vec<i16>)> {
    let values = |kind| match kind {
        Kind::Integer => Values::Integer(Vec::new()),
        Kind::Real => Values::Real(Vec::new()),
        Kind::Text => Values::Text(Vec::new()),
    };
    table.columns.iter().map(|c| (values(c.kind), Vec::new())).collect()
}

fn flush(
    writer: &mut SerializedFileWriter<BufWriter<File>>,
    buffers: &[(Values, Vec<i16>)],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for (values, present) in buffers {
        let mut column =
            group.next_column()?.ok_or_else(|| ParquetError::General("a column is not in the schema".to_owned()))?;
        match values {
            Values::Integer(v) => column.typed::<Int64Type>().write_batch(v, Some(present), None)?,
            Values::Real(v) => column.typed::<DoubleType>().write_batch(v, Some(present), None)?,
            Values::Text(v) => column.typed::<ByteArrayType>().write_batch(v, Some(present), None)?,
        };
        column.close()?;
    }
    group.close()?;
    Ok(())
}
