//! The national record at the program's edge: folders, answers by hand, cases, the network, drawings.

pub mod cases;
pub mod chart;
#[cfg(feature = "remote")]
pub mod fetch;
pub mod hand;

use miette::miette;

/// An error of the record as one of the program.
pub fn told(error: unmuted_record::Error) -> miette::Report {
    miette!(help = error.remedy, "{}", error.what)
}
