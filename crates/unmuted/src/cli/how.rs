//! How statements and rules are tested: the options that every command that tests them has.

use crate::review;

/// Options of a test.
#[derive(clap::Args)]
pub struct How {
    /// Count ages and open days to this date [default: as_of in case.toml, else the newest date in the case]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<jiff::civil::Date>,
    /// Run rules that were not in force on the day as if they had been; labelled so wherever it is shown
    #[arg(long)]
    as_if: bool,
    /// Use only this reviewer's marks and reviewed spans; may be said several times
    #[arg(long, value_name = "NAME")]
    by: Vec<String>,
    /// Set unconfirmed and disputed material aside, as if nobody had said it
    #[arg(long)]
    confirmed_only: bool,
    #[command(flatten)]
    distance: super::distance::Distance,
    #[command(flatten)]
    more: super::rules::More,
}

impl How {
    /// What a review is asked.
    pub fn options(&self) -> review::Options {
        review::Options {
            as_of: self.as_of,
            as_if: self.as_if,
            by: self.by.clone(),
            confirmed_only: self.confirmed_only,
            align: self.distance.options(),
            rules: self.more.rules.clone(),
            ..review::Options::default()
        }
    }
}
