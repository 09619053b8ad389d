//! The tables of a scan: `scan.json`, `scan.sqlite`, and `recordings`, `spans` and `faults` as Parquet.
//! `docs/scan-format.md` explains every column.

mod info;
mod read;

pub use info::{Counts, Guard, LocationInfo, ScanInfo, ScanOptions, Shard};
pub use read::{ReadError, Tables, read};
