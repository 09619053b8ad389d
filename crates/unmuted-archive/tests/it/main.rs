//! Scanning archives: one binary for all tests, so that it is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a panic in a test is the report, and a skipped test says so"
)]

mod common;
mod faults;
mod guard;
mod merging;
mod resuming;
mod tables;
mod walking;
