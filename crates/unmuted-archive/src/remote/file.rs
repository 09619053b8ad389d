//! A recording behind a network, as bytes to read.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt;
use unmuted_media::ReadAt;

use super::RemoteOptions;
use super::address::Address;
use super::error::{RemoteError, RemoteErrorKind};
use super::fetch::{Object, Version};
use super::held::{Held, joined};
use super::meter::Meter;
use super::runtime::wait;
use super::store::{Store, object_path};
use crate::{Cost, Entry, Source, Stamp};

/// A read that follows the last one brings along at most so many bytes.
const LONGEST_BLOCK: u64 = 4 << 20;

/// A recording behind a network. Threads may share it; they read one after the other.
pub struct RemoteFile {
    object: Arc<Object>,
    version: Version,
    options: RemoteOptions,
    state: Mutex<State>,
}

struct State {
    held: Held,
    /// Announced, and not fetched for want of room: in order.
    planned: VecDeque<Range<u64>>,
    /// Where the last block that nobody announced ended, and how long it was.
    last_block: Option<(u64, u64)>,
    /// What fetching ahead ran into; told to whoever reads next.
    failed: Option<RemoteError>,
    changed: bool,
}

/// Opens a recording by its address, with one request, which brings its first bytes along.
///
/// # Errors
/// Where the address is none, or the store refuses, does not answer, or cannot give a part of a file.
pub fn open_url(url: &str, options: &RemoteOptions) -> Result<RemoteFile, RemoteError> {
    let address = Address::parse(url)?;
    if address.folder && address.file_path().is_none() {
        return Err(RemoteError::new(
            RemoteErrorKind::Address,
            &address.shown(),
            "this names a folder, not a recording",
            "name one recording, or scan it: unmuted scan LOCATION --out DIR",
        ));
    }
    let store = Arc::new(Store::open(&address, options)?);
    RemoteFile::first(store, &address, &address.key, options)
}

impl RemoteFile {
    /// Opens an object of which nothing is known.
    pub(super) fn first(
        store: Arc<Store>,
        address: &Address,
        key: &str,
        options: &RemoteOptions,
    ) -> Result<Self, RemoteError> {
        let object = Arc::new(Self::object(store, address, key)?);
        let first = options.first.max(1);
        let asked = Arc::clone(&object);
        let (bytes, version) = wait(&object.place, async move { asked.fetch(0..first, None).await })??;
        let file = Self::new(object, version, options);
        file.state().held.keep(0, bytes, false);
        Ok(file)
    }

    /// Opens an object as a listing told of it, without asking for it.
    pub(super) fn listed(
        store: Arc<Store>,
        address: &Address,
        key: &str,
        version: Version,
        options: &RemoteOptions,
    ) -> Result<Self, RemoteError> {
        Ok(Self::new(Arc::new(Self::object(store, address, key)?), version, options))
    }

    fn object(store: Arc<Store>, address: &Address, key: &str) -> Result<Object, RemoteError> {
        let path = object_path(address, key)?;
        let place = if key == address.key { address.shown() } else { format!("{}/{key}", address.bucket) };
        Ok(Object { store, path, meter: Arc::new(Meter::default()), place })
    }

    fn new(object: Arc<Object>, version: Version, options: &RemoteOptions) -> Self {
        let state = State {
            held: Held::new(options.hold.max(options.first).max(options.block)),
            planned: VecDeque::new(),
            last_block: None,
            failed: None,
            changed: false,
        };
        Self { object, version, options: options.clone(), state: Mutex::new(state) }
    }

    /// What reading it cost so far: what crossed the network, requests that failed and were tried again included.
    pub fn cost(&self) -> Cost {
        self.object.meter.cost()
    }

    /// What the listing of an object like this one would tell.
    pub(super) fn entry(&self, path: String) -> Entry {
        let stamp = match (&self.version.tag, self.version.modified_s) {
            (Some(tag), _) => Stamp::Tag(tag.clone()),
            (None, Some(s)) => Stamp::Modified(s.saturating_mul(1_000_000_000)),
            (None, None) => Stamp::Unknown,
        };
        Entry { path, size: self.version.size, stamp, native: None, leads_to: None }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is held is whole after every step, so a thread that panicked leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The longest single request.
    fn longest(&self) -> u64 {
        (self.options.hold / 2).max(self.options.block).max(1)
    }

    /// Fetches several ranges at once and keeps them.
    fn fetch(&self, state: &mut State, ranges: Vec<Range<u64>>, awaited: bool) -> Result<(), RemoteError> {
        let at_once = self.options.requests_at_once.max(1);
        let version = Arc::new(self.version.clone());
        let object = Arc::clone(&self.object);
        let starts: Vec<u64> = ranges.iter().map(|r| r.start).collect();
        let work = async move {
            futures_util::stream::iter(ranges.into_iter().map(|range| {
                let (object, version) = (Arc::clone(&object), Arc::clone(&version));
                async move { object.fetch(range, Some(&version)).await }
            }))
            .buffered(at_once)
            .collect::<Vec<_>>()
            .await
        };
        let mut failed = None;
        for (start, result) in starts.into_iter().zip(wait(&self.object.place, work)?) {
            match result {
                Ok((bytes, _)) => state.held.keep(start, bytes, awaited),
                Err(e) => {
                    state.changed |= e.kind() == RemoteErrorKind::Changed;
                    failed.get_or_insert(e);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Fetches of what is planned, from its beginning on, as much as there is room for; at least one range.
    fn fetch_planned(&self, state: &mut State) -> Result<(), RemoteError> {
        // With room left for a read that nobody announced.
        let mut room = state.held.room().saturating_sub(self.options.block);
        let mut now = Vec::new();
        while let Some(next) = state.planned.front() {
            let len = next.end - next.start;
            if len > room && !now.is_empty() {
                break;
            }
            room = room.saturating_sub(len);
            now.extend(state.planned.pop_front());
        }
        self.fetch(state, now, true)
    }

    /// The range to fetch for a read that nobody announced.
    fn block(&self, state: &State, offset: u64, len: u64) -> Range<u64> {
        let least = match state.last_block {
            // Reads follow each other: someone goes through the file.
            Some((end, len)) if end == offset => len.saturating_mul(2).min(LONGEST_BLOCK),
            _ if offset < self.options.first => self.options.first - offset,
            _ => self.options.block,
        };
        let least = least.max(len).min(self.longest()).max(1);
        let align = self.options.align.max(1);
        let start = (offset - offset % align).max(state.held.end_before(offset));
        let end = offset.saturating_add(least).min(self.version.size);
        start..state.held.start_after(offset).map_or(end, |next| end.min(next))
    }
}

impl ReadAt for RemoteFile {
    fn size(&self) -> u64 {
        self.version.size
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() || offset >= self.version.size {
            return Ok(0);
        }
        let mut state = self.state();
        if state.changed {
            return Err(RemoteError::changed(&self.object.place).into());
        }
        let n = state.held.copy(offset, buf);
        if n > 0 {
            return Ok(n);
        }
        if let Some(error) = state.failed.take() {
            return Err(error.into());
        }
        if let Some(i) = state.planned.iter().position(|r| r.contains(&offset)) {
            // What was planned before it was passed over.
            state.planned.drain(..i);
            self.fetch_planned(&mut state)?;
        } else {
            let range = self.block(&state, offset, buf.len() as u64);
            state.last_block = Some((range.end, range.end - offset));
            self.fetch(&mut state, vec![range], false)?;
        }
        match state.held.copy(offset, buf) {
            // Every answer is as long as was asked for, or an error, and what just came is held.
            0 => {
                let what = "the answer lacks what was asked for";
                let remedy = "try again; if it stays so, download the file and name the copy";
                Err(RemoteError::new(RemoteErrorKind::Server, &self.object.place, what, remedy).into())
            }
            n => Ok(n),
        }
    }

    fn will_need(&self, ranges: &[(u64, u64)]) {
        let mut state = self.state();
        let size = self.version.size;
        let wanted = ranges.iter().map(|&(start, len)| start.min(size)..start.saturating_add(len).min(size));
        let missing = wanted.filter(|r| r.start < r.end).flat_map(|r| state.held.missing(r)).collect();
        state.planned = joined(missing, self.options.request_cost, self.longest()).into();
        if state.planned.is_empty() || state.changed {
            return;
        }
        if let Err(error) = self.fetch_planned(&mut state) {
            state.failed = Some(error);
        }
    }

    fn request_cost(&self) -> u64 {
        self.options.request_cost
    }
}

impl Source for RemoteFile {
    fn cost(&self) -> Cost {
        Self::cost(self)
    }

    /// Asks for nothing: each answer was given on the condition that the object is still this version.
    fn is_unchanged(&self, entry: &Entry) -> io::Result<bool> {
        Ok(!self.state().changed && self.version.agrees(&version_of(entry)))
    }
}

/// The version that a listing told of.
pub(super) fn version_of(entry: &Entry) -> Version {
    let (tag, modified_s) = match &entry.stamp {
        Stamp::Tag(tag) => (Some(tag.clone()), None),
        Stamp::Modified(ns) => (None, Some(ns.div_euclid(1_000_000_000))),
        Stamp::Unknown => (None, None),
    };
    Version { size: entry.size, tag, modified_s }
}

impl std::fmt::Debug for RemoteFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteFile").field("place", &self.object.place).field("size", &self.version.size).finish()
    }
}
