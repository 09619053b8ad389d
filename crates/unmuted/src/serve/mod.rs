//! `unmuted serve`: the page of every case in a folder, live.

pub mod api;
