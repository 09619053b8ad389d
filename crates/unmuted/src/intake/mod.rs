//! Taking evidence in, and checking later that it is what was taken in.
//!
//! The order of an intake is copy, entry in `evidence.toml`, line in `custody.jsonl`, each of them whole and lasting
//! before the next begins. So what a crash can leave is a copy that no source names, or a source without a custody
//! line; `verify` tells both, and adding the same file again completes the second.

mod take;
pub mod templates;
mod verify;

pub use take::{Taken, Taking, Wanted};
pub use verify::{Found, Verified, verify};
