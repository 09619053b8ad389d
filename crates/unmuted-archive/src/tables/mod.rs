//! The tables of a scan: `scan.json`, `scan.sqlite`, and `recordings`, `spans` and `faults` as Parquet.
//! `docs/scan-format.md` explains every column.

mod columns;
mod info;
mod parquet;
mod read;
mod sqlite;
pub(crate) mod write;

pub use info::{Counts, Guard, LocationInfo, NotDecoded, ScanInfo, ScanOptions, Shard};
pub use read::{ReadError, Tables, read};

/// The recordings, as Parquet.
pub const RECORDINGS_FILE: &str = "recordings.parquet";
/// The silent spans, as Parquet.
pub const SPANS_FILE: &str = "spans.parquet";
/// The faults, as Parquet.
pub const FAULTS_FILE: &str = "faults.parquet";
/// All tables, as SQLite.
pub const SQLITE_FILE: &str = "scan.sqlite";
/// What was scanned, and how.
pub const INFO_FILE: &str = "scan.json";
