//! The library of rules: policies and laws in checkable form, one file each, with wording, source and the days they
//! were in force (`rules/` of the repository; the format is in its README).
//!
//! A rule is read by [`rule_toml`], found in a [`Library`], and taken into a case by `[[use]]` in its `rules.toml`.
//! Each rule brings examples, small cases with the verdict that it must give; [`example_case`] makes a case of one,
//! and [`run_example`] tests it.
//!
//! What it does not do: decide anything. It hands a case's reader sentences, kinds and wording.

mod applicable;
mod example;
mod library;
pub mod rule_toml;
#[cfg(test)]
mod tests;

pub use applicable::{Applicable, OnTheDay, applicable};
pub use example::{Ran, example_case, run_example};
pub use library::{FOLDER, Library};
pub use rule_toml::{Example, LibraryException, LibraryRule};
