//! The program as a user runs it: one binary for all of its tests, so that it is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a panic in a test is the report, and a skipped test says so"
)]

mod accountability;
mod align_twin;
mod archive;
mod audit_log;
mod case_format;
mod clip;
mod common;
mod exercise;
mod fiction;
mod given;
mod in_words;
mod intake;
mod listen;
mod otio;
mod record;
mod rules;
mod scan;
mod scenes;
mod schema;
#[cfg(feature = "serve")]
mod serve;
