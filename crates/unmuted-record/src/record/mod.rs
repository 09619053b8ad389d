//! The record: incidents made of linked rows, with every value that any list gives, and what follows from them.
//!
//! Nothing is decided silently: where lists say different things, all of it stays, and what is shown first is the most
//! frequent and says so. A value that a list took from another is not counted as an independent voice.

pub use crate::link::MODEL;

mod agreement;
mod build;
mod cell;
mod changes;
mod conflicts;
mod different;
mod events;
mod ids;
mod incident;
mod linked;
mod officers;
mod outcome;
mod read;
mod settlements;
mod shares;
mod shown;
mod tables;
mod write;

pub use agreement::{Agreement, agreements};
pub use build::{CaseOf, Input, Record, build};
pub use cell::{Cell, Column, Kind};
pub use changes::{Change, Since};
pub use conflicts::{Conflict, conflicts};
pub use different::different;
pub use ids::Before;
pub use incident::{Incident, Member};
pub use linked::{Asserted, Explained, HandLine, RowName, Suspected, explain};
pub use outcome::{Outcome, Standing, outcome_of_case, standing};
pub use read::{Claimed, Found, OfficerFound, Opened, Told};
pub use shares::{By, Group, Open, Shares, shares};
pub use tables::{Allowed, Table};
pub use write::{Written, write};
