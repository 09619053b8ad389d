//! Exit statuses are an answer that a script can act on.

use std::process::ExitCode;

/// How a command ended. Where several hold, the one with the highest number is told: what could not be read
/// outweighs what was found, since it may hide more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    /// Done; for a review: nothing found, for a verification: everything as recorded.
    Fine = 0,
    /// A review found something: a silent span beyond a lead-in, a contradicted statement, a rule not met,
    /// a problem in doubt. A verification found a difference.
    Found = 1,
    /// The command could not be carried out as typed. Also what the argument parser uses.
    Usage = 2,
    /// Something could not be read; the rest was done.
    Unread = 3,
}

impl Exit {
    /// The one of two that must be told.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The lines that every command's help ends with.
pub const HELP: &str = "\
Exit status:
  0    done, nothing found
  1    something found
  2    the command could not be carried out as typed
  3    something could not be read; the rest was done
  130  stopped by you; what was done is kept";
