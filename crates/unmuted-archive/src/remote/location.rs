//! An object store, or one file behind HTTP, as a place to scan.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use object_store::ObjectMeta;

use super::RemoteOptions;
use super::address::{Address, Scheme};
use super::error::{RemoteError, RemoteErrorKind};
use super::fetch::Version;
use super::file::{RemoteFile, version_of};
use super::meter::Meter;
use super::pages::{Pages, Step};
use super::store::Store;
use crate::location::Which;
use crate::{Cost, Entry, Listed, Location, Source, Stamp};

/// A bucket, what begins with a path in it, or one recording.
pub struct RemoteLocation {
    address: Address,
    options: RemoteOptions,
    which: Which,
    store: Arc<Store>,
    /// What listing cost.
    meter: Arc<Meter>,
    /// The recording that the address names by itself, opened to learn of it; the first to ask for it gets it.
    single: Mutex<Option<RemoteFile>>,
    /// Whether the address names one recording.
    is_one: AtomicBool,
}

impl RemoteLocation {
    /// Makes ready to list and read; asks for nothing yet.
    ///
    /// # Errors
    /// Where the address or the settings cannot be read, and for `file://`, which is a folder's or a file's own path.
    pub fn open(url: &str, which: Which, options: &RemoteOptions) -> Result<Self, RemoteError> {
        let address = Address::parse(url)?;
        let refused =
            |what: &str, remedy: &str| Err(RemoteError::new(RemoteErrorKind::Address, &address.shown(), what, remedy));
        match address.scheme {
            Scheme::File => return refused("a place on this machine", "name its path, without file://"),
            Scheme::Http if address.folder => {
                return refused("a folder behind HTTP cannot be listed", "name recordings, one by one");
            }
            _ => {}
        }
        let store = Arc::new(Store::open(&address, options)?);
        let is_one = AtomicBool::new(address.scheme == Scheme::Http);
        let (options, meter, single) = (options.clone(), Arc::new(Meter::default()), Mutex::new(None));
        Ok(Self { address, options, which, store, meter, single, is_one })
    }

    /// What listing it cost so far.
    pub fn listing_cost(&self) -> Cost {
        self.meter.cost()
    }

    /// The whole key of a path within the location.
    fn key(&self, path: &str) -> String {
        match self.address.key.as_str() {
            "" => path.to_owned(),
            // Listing found that the address names this recording.
            key if self.is_one.load(Ordering::Acquire) => key.to_owned(),
            key => format!("{key}/{path}"),
        }
    }

    fn single(&self) -> std::sync::MutexGuard<'_, Option<RemoteFile>> {
        self.single.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list_one(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        let file = RemoteFile::first(Arc::clone(&self.store), &self.address, &self.address.key, &self.options)?;
        let path = self.address.key.rsplit('/').next().unwrap_or_default().to_owned();
        let entry = file.entry(path);
        *self.single() = Some(file);
        self.is_one.store(true, Ordering::Release);
        take(Listed::File(entry));
        Ok(())
    }

    fn list_all(&self, pages: &mut Pages, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        let prefix = if self.address.key.is_empty() { String::new() } else { format!("{}/", self.address.key) };
        let within = |key: &str| key.strip_prefix(&prefix).unwrap_or(key).to_owned();
        let mut last = String::new();
        let mut any = false;
        while let Some(step) = pages.next()? {
            any = true;
            let mut found: Vec<Listed> = match step {
                Step::Objects(objects) => objects.into_iter().filter_map(|o| self.entry(&within, o)).collect(),
                Step::Odd(key) if self.which.fits(&key) => {
                    let what = "its key has a part that is empty, `.` or `..`, or a control character; copy the \
                                object to a key without it";
                    let error = io::Error::new(io::ErrorKind::InvalidInput, what);
                    vec![Listed::Unreadable { path: within(&key), error }]
                }
                Step::Odd(_) => Vec::new(),
            };
            // S3, Google and Azure list in order of the bytes of keys; a store that does not is told of, rather than
            // that rows are lost.
            found.sort_by(|a, b| a.path().cmp(b.path()));
            for item in found {
                if item.path() <= last.as_str() {
                    // A key that ends with a slash stands for a folder, and loses its slash on the way.
                    if matches!(&item, Listed::File(entry) if entry.size == 0) {
                        continue;
                    }
                    return Err(RemoteError::new(
                        RemoteErrorKind::Server,
                        &self.address.shown(),
                        "the store does not list its keys in order",
                        "name smaller parts of it, or copy it to a folder and scan that",
                    )
                    .into());
                }
                item.path().clone_into(&mut last);
                if !take(item) {
                    return Ok(());
                }
            }
        }
        // Nothing lies below: the address may name one object.
        if any || self.address.folder { Ok(()) } else { self.list_one(take) }
    }

    fn entry(&self, within: &impl Fn(&str) -> String, object: ObjectMeta) -> Option<Listed> {
        let path = within(object.location.as_ref());
        if !self.which.fits(&path) {
            return None;
        }
        let version = Version::of(&object);
        let stamp = match (version.tag, version.modified_s) {
            (Some(tag), _) => Stamp::Tag(tag),
            (None, Some(s)) => Stamp::Modified(s.saturating_mul(1_000_000_000)),
            (None, None) => Stamp::Unknown,
        };
        Some(Listed::File(Entry { path, size: version.size, stamp, native: None, leads_to: None }))
    }
}

impl Location for RemoteLocation {
    fn name(&self) -> String {
        self.address.shown()
    }

    fn kind(&self) -> &'static str {
        self.address.kind()
    }

    fn identity(&self) -> String {
        // Without what stands behind a question mark: a signature is another one each time.
        let host = self.address.url.as_ref().map(|u| (u.host_str().unwrap_or_default(), u.port_or_known_default()));
        match host {
            Some((host, port)) => format!("http {host} {}/{}", port.unwrap_or(0), self.address.key),
            None => format!("{} {}", self.kind(), self.name()),
        }
    }

    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        let Some(pages) = &self.store.pages else { return self.list_one(take) };
        let prefix = if self.address.key.is_empty() { String::new() } else { format!("{}/", self.address.key) };
        let meter = Arc::clone(&self.meter);
        self.list_all(&mut Pages::new(Arc::clone(pages), prefix, self.address.shown(), meter), take)
    }

    fn open<'a>(&'a self, entry: &Entry) -> io::Result<Box<dyn Source + 'a>> {
        let key = self.key(&entry.path);
        if self.is_one.load(Ordering::Acquire)
            && let Some(file) = self.single().take()
        {
            return Ok(Box::new(file));
        }
        let store = Arc::clone(&self.store);
        Ok(Box::new(RemoteFile::listed(store, &self.address, &key, version_of(entry), &self.options)?))
    }

    fn at_once(&self) -> Option<usize> {
        Some(self.options.files_at_once.max(1))
    }
}
