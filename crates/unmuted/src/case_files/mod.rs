//! The files of a case, read and written.
