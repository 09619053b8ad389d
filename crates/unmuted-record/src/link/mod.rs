//! Which rows of several lists speak of the same person, and how sure that is: Fellegi and Sunter (1969), with weights
//! estimated by EM and corrected for how frequent a value is.
//!
//! It knows no list and no column of ours: a [`Table`] has fields of a few kinds, and a [`Model`] in TOML says how each is
//! compared. So the same engine links other tables of persons and events.

mod block;
mod changes;
mod check;
mod cluster;
mod compare;
mod condition;
mod error;
mod estimate;
mod hand;
mod incidents;
mod linker;
mod links;
mod measure;
mod model;
mod nicknames;
pub mod normal;
mod prepare;
mod table;
mod tokens;
mod why;

/// The model for lists of people killed by police, as it stands in `lists/link/model.toml`.
pub const MODEL: &str = include_str!("../../../../lists/link/model.toml");

pub use block::Blocked;
pub use changes::{Change, changes};
pub use check::{Suspect, Suspicion};
pub use error::LinkError;
pub use estimate::{ComparisonWeights, LevelWeights, Weights};
pub use hand::{Conflict, Hand};
pub use linker::Linker;
pub use links::{Doubt, Link, Links};
pub use model::{Decide, Model};
pub use table::{Column, FieldKind, Row, Table};
pub use why::{Why, WhyField};
