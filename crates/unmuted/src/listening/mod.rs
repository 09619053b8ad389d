//! Listening to single recordings, without a case: what `unmuted listen` finds, as lines of JSON and as text.

pub mod document;
mod lines;
mod text;

pub use lines::{Audit, lines, not_opened, not_reached, unreadable};
pub use text::text;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::ReadAt;

/// Counts what is read of some bytes.
pub struct Counted<'a> {
    bytes: &'a dyn ReadAt,
    requests: AtomicU64,
    read: AtomicU64,
}

impl<'a> Counted<'a> {
    /// Of these bytes.
    pub fn of(bytes: &'a dyn ReadAt) -> Self {
        Self { bytes, requests: AtomicU64::new(0), read: AtomicU64::new(0) }
    }

    /// Reads, and bytes that they gave.
    pub fn told(&self) -> (u64, u64) {
        (self.requests.load(Ordering::Relaxed), self.read.load(Ordering::Relaxed))
    }
}

impl ReadAt for Counted<'_> {
    fn size(&self) -> u64 {
        self.bytes.size()
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read_at(offset, buf)?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
    fn will_need(&self, ranges: &[(u64, u64)]) {
        self.bytes.will_need(ranges);
    }
    fn request_cost(&self) -> u64 {
        self.bytes.request_cost()
    }
}
