//! Recordings behind a network: in an object store or behind HTTP. [`RemoteFile`] is bytes to read, [`RemoteLocation`]
//! a place to scan. There, requests cost more than bytes, so reads are gathered: the size comes with the first bytes,
//! a read that was not foreseen brings its neighbourhood along, and ranges that are announced are fetched together.
//!
//! What crosses the network is counted where it does, below all retries. Nothing is ever written.
//!
//! Addresses: `s3://bucket/key`, `gs://bucket/key`, `az://container/key`, `http(s)://host/path`, `file:///path`. Keys
//! and endpoints come from the usual environment variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
//! `AWS_ENDPOINT`, `AWS_REGION`, `AWS_ALLOW_HTTP`, `AWS_SKIP_SIGNATURE` and those for the others), which the crate
//! `object_store` lists. Google's and Azure's stores are built in but have not been tested.

#[cfg(feature = "remote")]
mod address;
#[cfg(feature = "remote")]
mod error;
#[cfg(feature = "remote")]
mod fetch;
#[cfg(feature = "remote")]
mod file;
#[cfg(feature = "remote")]
mod held;
mod is_url;
#[cfg(feature = "remote")]
mod location;
#[cfg(feature = "remote")]
mod meter;
#[cfg(feature = "remote")]
mod pages;
#[cfg(feature = "remote")]
mod runtime;
#[cfg(feature = "remote")]
mod store;

use std::time::Duration;

pub use is_url::is_url;
#[cfg(feature = "remote")]
pub use {
    address::Address,
    error::{RemoteError, RemoteErrorKind},
    file::{RemoteFile, open_url},
    location::RemoteLocation,
};

/// Whether addresses can be read: the feature `remote` was built in.
pub const BUILT_IN: bool = cfg!(feature = "remote");

/// What to tell somebody who names an address where it was not.
pub const NOT_BUILT_IN: &str =
    "this program was built without the network; build it with `cargo build --release --features remote`";

/// How a store is read. The defaults are meant for a store that answers within some 50 ms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteOptions {
    /// Bytes that the first request fetches, from the file's beginning.
    pub first: u64,
    /// Bytes that a read brings along that nobody announced. It doubles, up to 4 MiB, while reads follow each other.
    pub block: u64,
    /// Such a read begins at a multiple of this, so that a look back of a few bytes costs nothing.
    pub align: u64,
    /// Announced ranges that lie nearer to each other than this are fetched in one request.
    pub request_cost: u64,
    /// Bytes that are held of one file at most.
    pub hold: u64,
    /// Requests that are under way at once for one file.
    pub requests_at_once: usize,
    /// Files that are best open at once.
    pub files_at_once: usize,
    /// How often a request is tried again that failed for a reason that may pass.
    pub retries: usize,
    /// How long one request may take, its answer included.
    pub timeout: Duration,
    /// Settings that go before those of the environment, as in (`aws_endpoint`, …).
    pub settings: Vec<(String, String)>,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self {
            first: 64 << 10,
            block: 64 << 10,
            align: 4 << 10,
            request_cost: 128 << 10,
            hold: 8 << 20,
            requests_at_once: 8,
            files_at_once: 16,
            retries: 4,
            timeout: Duration::from_secs(120),
            settings: Vec::new(),
        }
    }
}
