//! Under construction.
pub mod align;
pub mod language;
pub mod timeline;
