//! One table as Parquet, written a group of rows at a time.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::columns::{Cell, Column, Kind, Row};

/// Rows of one group: few enough that memory stays small, enough that columns compress.
const GROUP: usize = 8192;

/// A table that is being written.
pub(super) struct Table<T: 'static> {
    columns: &'static [Column<T>],
    writer: SerializedFileWriter<BufWriter<File>>,
    buffers: Vec<Buffer>,
    rows: usize,
}

/// One column's cells of a group.
struct Buffer {
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Text(Vec<ByteArray>),
    Flag(Vec<bool>),
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integer(Vec::new()),
            Kind::Real => Self::Real(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Flag => Self::Flag(Vec::new()),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Integer(v) => v.clear(),
            Self::Real(v) => v.clear(),
            Self::Text(v) => v.clear(),
            Self::Flag(v) => v.clear(),
        }
    }
}

impl<T> Table<T> {
    /// Begins a table in a new file.
    pub(super) fn begin(path: &Path, columns: &'static [Column<T>]) -> Result<Self, ParquetError> {
        let schema = schema(columns)?;
        let properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by("unmuted".into())
            .build();
        let file = BufWriter::new(File::create(path)?);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
        let buffers = columns.iter().map(|c| Buffer { present: Vec::new(), values: Values::of(c.kind) }).collect();
        Ok(Self { columns, writer, buffers, rows: 0 })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: Row<'_, T>) -> Result<(), ParquetError> {
        for (column, buffer) in std::iter::zip(self.columns, &mut self.buffers) {
            let there = match ((column.get)(row), &mut buffer.values) {
                (Cell::Null, _) => false,
                (Cell::Integer(i), Values::Integer(v)) => {
                    v.push(i);
                    true
                }
                (Cell::Real(r), Values::Real(v)) => {
                    v.push(r);
                    true
                }
                (Cell::Text(t), Values::Text(v)) => {
                    v.push(ByteArray::from(t.as_bytes().to_vec()));
                    true
                }
                (Cell::Flag(f), Values::Flag(v)) => {
                    v.push(f);
                    true
                }
                _ => return Err(ParquetError::General(format!("column {} has a cell of another kind", column.name))),
            };
            if !there && column.required {
                return Err(ParquetError::General(format!("column {} lacks a cell", column.name)));
            }
            if !column.required {
                buffer.present.push(i16::from(there));
            }
        }
        self.rows += 1;
        if self.rows == GROUP { self.group() } else { Ok(()) }
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (column, buffer) in std::iter::zip(self.columns, &mut self.buffers) {
            let mut writer = group
                .next_column()?
                .ok_or_else(|| ParquetError::General(format!("column {} is not in the schema", column.name)))?;
            let present = (!column.required).then_some(buffer.present.as_slice());
            match &buffer.values {
                Values::Integer(v) => writer.typed::<Int64Type>().write_batch(v, present, None)?,
                Values::Real(v) => writer.typed::<DoubleType>().write_batch(v, present, None)?,
                Values::Text(v) => writer.typed::<ByteArrayType>().write_batch(v, present, None)?,
                Values::Flag(v) => writer.typed::<BoolType>().write_batch(v, present, None)?,
            };
            writer.close()?;
            buffer.present.clear();
            buffer.values.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    /// Writes the rest and makes it last.
    pub(super) fn finish(mut self) -> Result<(), ParquetError> {
        self.group()?;
        let out = self.writer.into_inner()?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(())
    }
}

fn schema<T>(columns: &[Column<T>]) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = columns
        .iter()
        .map(|c| {
            let (physical, logical) = match c.kind {
                Kind::Integer => (Physical::INT64, None),
                Kind::Real => (Physical::DOUBLE, None),
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Kind::Flag => (Physical::BOOLEAN, None),
            };
            let repetition = if c.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
            let field = Type::primitive_type_builder(c.name, physical).with_repetition(repetition);
            Ok(Arc::new(field.with_logical_type(logical).build()?))
        })
        .collect();
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields?).build()?))
}
