//! Lists as their publishers give them, read by maps in TOML (`lists/<source>/list.toml`; `docs/lists.md` says how one
//! is written).
//!
//! ```text
//! bytes ─ text ─► rows ─ fit (which column is which) ─► claims (a cell, and what it says in our words) ─ fill ─► Table
//! ```
//!
//! A row that cannot be read is kept as it is, counted, and shown by its number. The publisher's own word stands beside
//! ours in every claim and is never replaced.

mod attribute;
mod fill;
mod fit;
mod import;
mod library;
mod map;
mod problem;
mod rows;
mod text;
pub mod value;

pub use attribute::{ATTRIBUTES, Attribute, ValueKind, attribute};
pub use fill::{LINKED, fill};
pub use fit::{Fit, Fitted};
pub use import::{Claim, Imported, ListRow, Lookup, import};
pub use library::Library;
pub use map::{ColumnMap, ListKind, ListMap, Redistribute, Release, Scope};
pub use problem::{Problem, What};
pub use rows::is_formula;
pub use value::Value;
