//! Tests of the assertion language and of the timeline it speaks about.

mod build;
mod exact;
mod grid;
mod table;
