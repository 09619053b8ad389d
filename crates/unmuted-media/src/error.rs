//! The crate's one error: a fault that ended the work, because nothing of the recording could be read.

use std::fmt;
use std::io;

use crate::fault::{Blame, Fault, FaultKind, Location};

/// Why a recording could not be read at all. What is wrong with a part only is a [`Fault`] in the result.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    fault: Fault,
    cause: Option<io::Error>,
}

impl Error {
    pub(crate) fn new(kind: FaultKind, at: Location) -> Self {
        Self::from(Fault::new(kind, at))
    }
    pub(crate) fn io(error: io::Error, at: Location) -> Self {
        let fault = Fault::io(&error, at);
        Self(Box::new(Inner { fault, cause: Some(error) }))
    }
    pub(crate) fn missing(what: &'static str, at: Location) -> Self {
        Self::new(FaultKind::Missing { what: what.into() }, at)
    }
    /// Whose fault it is: a broken file, something that is not read yet, a limit, or the store.
    pub fn blame(&self) -> Blame {
        self.0.fault.blame()
    }
    /// What and where.
    pub fn fault(&self) -> &Fault {
        &self.0.fault
    }
    /// What and where, as a value that can be kept.
    pub fn into_fault(self) -> Fault {
        self.0.fault
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self(Box::new(Inner { fault, cause: None }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fault.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|e| e as _)
    }
}
