//! All recordings: folders and object stores, scanned by their indexes, as tables.
//!
//! [`scan_one`] is a plain function of a reader: it knows no folder, no store and no thread, so that any engine can
//! call it. What it gives are rows ([`RecordingRow`], [`SpanRow`]), which are what is kept and written.

pub mod audit;
mod engine;
mod journal;
pub mod location;
pub mod merge;
pub mod meta;
mod one;
mod os;
pub mod remote;
mod rows;
pub mod summary;
pub mod tables;
pub mod triage;

pub use engine::{ErrorKind, Links, Options, Outcome, SEED, ScanError, ScanOne, SoFar, Stage, Watch, scan, scan_with};
pub use journal::frame::checksum;
pub use location::{Cost, Entry, Listed, Location, Source, Stamp};
pub use one::scan_one;
pub use rows::{Checked, FaultRow, LeadIn, RecordingRow, Scanned, SpanRow, Started, StartedFrom, State};
