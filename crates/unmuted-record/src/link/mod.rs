//! Which rows of several lists speak of the same person, and how sure that is: Fellegi and Sunter (1969), with weights
//! estimated by EM and corrected for how frequent a value is.
//!
//! It knows no list and no column of ours: a [`Table`] has fields of a few kinds, and a model in TOML says how each is
//! compared. So the same engine links other tables of persons and events.

mod table;

pub use table::{Column, FieldKind, Row, Table};
