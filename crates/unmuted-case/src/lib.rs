//! One incident on one clock.
//!
//! [`align`] places recordings that share sound on a common clock. [`timeline`] holds what was observed on them,
//! each thing on its own clock. [`language`] tests sentences, which is what statements and rules are, against that.
//! [`accountability`] counts what followed, in days; [`disputes`] says where sources differ; [`agreement`] says how far
//! reviewers agree; [`missing`] lists what to ask for.
//!
//! It prints nothing and opens no file and no socket: recordings come in as values, and answers go out as values.

pub mod accountability;
pub mod agreement;
pub mod align;
pub mod disputes;
pub mod language;
pub mod missing;
pub mod timeline;
