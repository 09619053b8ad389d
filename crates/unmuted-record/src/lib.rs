//! All incidents: lists as published → claims → links → one record that keeps every value with its source.
//!
//! This crate prints nothing and opens no socket. Lists are read by maps in TOML ([`list`]); rows that speak of one
//! person are linked ([`link`]), by a model that is data too; what is built of them is tables ([`record`]).

mod error;
pub mod link;
pub mod list;
pub mod record;
pub mod store;

pub use error::Error;
