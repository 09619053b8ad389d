//! One range of one object, fetched and checked.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{Extensions, GetOptions, GetRange, ObjectMeta};

use super::error::{RemoteError, RemoteErrorKind};
use super::meter::{Meter, Trace};
use super::store::Store;

/// How often an answer that broke off is taken up again, where the store's client does not do so by itself.
const TAKEN_UP: u32 = 3;

/// An object to fetch from.
pub(super) struct Object {
    pub(super) store: Arc<Store>,
    pub(super) path: Path,
    pub(super) meter: Arc<Meter>,
    /// As in messages.
    pub(super) place: String,
}

/// What tells one version of an object from another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Version {
    pub(super) size: u64,
    /// The entity tag, as the store gave it.
    pub(super) tag: Option<String>,
    /// Seconds since 1970-01-01T00:00:00Z at which it was last written to, where that is told.
    pub(super) modified_s: Option<i64>,
}

impl Version {
    pub(super) fn of(meta: &ObjectMeta) -> Self {
        let modified_s = Some(meta.last_modified.timestamp()).filter(|s| *s != 0);
        Self { size: meta.size, tag: meta.e_tag.clone(), modified_s }
    }

    /// Whether both can be the same version. Tags decide where both have one: times are told in whole seconds.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let plain = |tag: &str| tag.trim_start_matches("W/").trim_matches('"').to_owned();
        let same = match (&self.tag, &other.tag) {
            (Some(a), Some(b)) => plain(a) == plain(b),
            _ => match (self.modified_s, other.modified_s) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            },
        };
        self.size == other.size && same
    }

    /// What to send as a condition. A weak tag never matches (RFC 9110, 13.1.1), so it is only compared.
    fn condition(&self) -> Option<String> {
        let tag = self.tag.as_deref().filter(|t| !t.starts_with("W/") && !t.is_empty())?;
        Some(if tag.starts_with('"') { tag.to_owned() } else { format!("\"{tag}\"") })
    }
}

impl Object {
    /// Fetches a range, which must not be empty; shorter where the object ends before. With `known`, it must still be
    /// that version.
    pub(super) async fn fetch(
        &self,
        range: Range<u64>,
        known: Option<&Version>,
    ) -> Result<(Bytes, Version), RemoteError> {
        let mut got: Vec<u8> = Vec::new();
        let mut first: Option<Version> = known.cloned();
        let mut end = range.end;
        let mut cuts = 0;
        loop {
            let trace = Trace::new(&self.meter);
            let from = range.start + got.len() as u64;
            let answer = match self.ask(from..end, first.as_ref(), &trace, false).await {
                Ok(answer) => answer,
                // A range of an empty object cannot be given; that it is empty is told along.
                Err(_) if trace.status() == 416 && known.is_none() => return self.empty(trace.size()).await,
                Err(e) if trace.status() == 416 => {
                    // It was longer when it was listed or first read.
                    let changed = trace.size().zip(known).is_some_and(|(now, known)| now != known.size);
                    let error = RemoteError::from_store(&self.place, 416, &e);
                    return Err(if changed { RemoteError::changed(&self.place) } else { error });
                }
                Err(e) => return Err(RemoteError::from_store(&self.place, trace.status(), &e)),
            };
            let version = Version::of(&answer.meta);
            if first.as_ref().is_some_and(|f| !f.agrees(&version)) {
                return Err(RemoteError::changed(&self.place));
            }
            end = end.min(version.size);
            let version = first.get_or_insert(version).clone();
            // The object ends where the store says, and no answer is longer than what was asked for.
            let wanted = usize::try_from(end.saturating_sub(range.start)).unwrap_or(usize::MAX);
            got.reserve(wanted.saturating_sub(got.len()));
            let mut body = answer.into_stream();
            let mut cut = false;
            while got.len() < wanted {
                match body.next().await {
                    Some(Ok(bytes)) => {
                        if !self.store.metered {
                            self.meter.bytes(bytes.len() as u64);
                        }
                        let rest = wanted - got.len();
                        got.extend_from_slice(bytes.get(..rest.min(bytes.len())).unwrap_or_default());
                    }
                    Some(Err(object_store::Error::Precondition { .. })) => {
                        return Err(RemoteError::changed(&self.place));
                    }
                    Some(Err(_)) | None => {
                        cut = true;
                        break;
                    }
                }
            }
            if !cut {
                return Ok((Bytes::from(got), version));
            }
            cuts += 1;
            if cuts > TAKEN_UP {
                return Err(RemoteError::new(
                    RemoteErrorKind::Cut,
                    &self.place,
                    "the answer broke off, and again when it was taken up",
                    "check the network and try again",
                ));
            }
        }
    }

    async fn ask(
        &self,
        range: Range<u64>,
        known: Option<&Version>,
        trace: &Arc<Trace>,
        head: bool,
    ) -> object_store::Result<object_store::GetResult> {
        let mut extensions = Extensions::new();
        extensions.insert(Arc::clone(trace));
        let options = GetOptions {
            // Of a file on this machine the tag is compared as it is; quotation marks are HTTP's.
            if_match: known.and_then(|v| if self.store.metered { v.condition() } else { v.tag.clone() }),
            range: (!head).then_some(GetRange::Bounded(range)),
            head,
            extensions,
            ..GetOptions::default()
        };
        if !self.store.metered {
            trace.meter().request();
        }
        self.store.objects.get_opts(&self.path, options).await
    }

    /// The version of an object of which no range could be given.
    async fn empty(&self, told: Option<u64>) -> Result<(Bytes, Version), RemoteError> {
        if let Some(size) = told.filter(|s| *s == 0) {
            return Ok((Bytes::new(), Version { size, tag: None, modified_s: None }));
        }
        Ok((Bytes::new(), self.head().await?))
    }

    /// The version of an object without any of its bytes.
    pub(super) async fn head(&self) -> Result<Version, RemoteError> {
        let trace = Trace::new(&self.meter);
        match self.ask(0..0, None, &trace, true).await {
            Ok(answer) => Ok(Version::of(&answer.meta)),
            Err(e) => Err(RemoteError::from_store(&self.place, trace.status(), &e)),
        }
    }
}
