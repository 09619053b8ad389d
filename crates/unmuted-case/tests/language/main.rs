//! Tests of the assertion language and of the timeline it speaks about.

#![cfg(test)]

mod build;
mod contradicted;
mod days;
mod docs;
mod errors;
mod exact;
mod extremes;
mod followed;
mod grid;
mod judge;
mod random;
mod scale;
mod table;
mod values;
