//! Listing an object store page by page, past keys that its client cannot take.

use std::sync::Arc;

use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::{Extensions, ObjectMeta};

use super::error::{RemoteError, RemoteErrorKind};
use super::meter::{Meter, Trace};
use super::runtime::wait;

/// Keys that one request gives; more is not allowed by S3.
const PAGE: usize = 1000;

/// What a step of the listing gives.
pub(super) enum Step {
    /// Objects, in the order of the store.
    Objects(Vec<ObjectMeta>),
    /// A key that the store's client cannot take, as the store has it.
    Odd(String),
}

/// Goes through all keys that begin with `prefix`.
pub(super) struct Pages {
    store: Arc<dyn PaginatedListStore>,
    prefix: String,
    place: String,
    meter: Arc<Meter>,
    /// The next page, as the store named it.
    token: Option<String>,
    /// The last key that was given, for listing on behind it.
    behind: Option<String>,
    size: usize,
    done: bool,
}

impl Pages {
    pub(super) fn new(store: Arc<dyn PaginatedListStore>, prefix: String, place: String, meter: Arc<Meter>) -> Self {
        Self { store, prefix, place, meter, token: None, behind: None, size: PAGE, done: false }
    }

    /// The next step, or `None` at the end.
    ///
    /// A page with one odd key fails as a whole. It is then asked for in halves, down to the key alone.
    pub(super) fn next(&mut self) -> Result<Option<Step>, RemoteError> {
        while !self.done {
            let trace = Trace::new(&self.meter);
            let mut extensions = Extensions::new();
            extensions.insert(Arc::clone(&trace));
            let options = PaginatedListOptions {
                offset: if self.token.is_none() { self.behind.clone() } else { None },
                max_keys: Some(self.size),
                page_token: self.token.clone(),
                extensions,
                ..PaginatedListOptions::default()
            };
            let (store, prefix) = (Arc::clone(&self.store), self.prefix.clone());
            let page = wait(&self.place, async move {
                store.list_paginated(Some(prefix.as_str()).filter(|p| !p.is_empty()), options).await
            })?;
            match page {
                Ok(page) => {
                    self.done = page.page_token.is_none();
                    // The token of a page that was cut short belongs to it; after a full one it goes on as it was.
                    self.token = page.page_token;
                    self.size = (self.size * 2).min(PAGE);
                    let objects = page.result.objects;
                    if let Some(last) = objects.last() {
                        self.behind = Some(last.location.to_string());
                        return Ok(Some(Step::Objects(objects)));
                    }
                }
                Err(object_store::Error::InvalidPath { source }) => {
                    // Tokens may be bound to the size of the page, so go on behind the last key.
                    self.token = None;
                    if self.size > 1 {
                        self.size /= 2;
                        continue;
                    }
                    let Some(key) = odd_key(&source) else {
                        let error = object_store::Error::InvalidPath { source };
                        return Err(RemoteError::from_store(&self.place, 0, &error));
                    };
                    self.behind = Some(key.clone());
                    return Ok(Some(Step::Odd(key)));
                }
                Err(_) if trace.status() == 200 => {
                    let what = "the store's list of keys cannot be read, or broke off";
                    let remedy = "check that the endpoint is a store's, and try again";
                    return Err(RemoteError::new(RemoteErrorKind::Server, &self.place, what, remedy));
                }
                Err(error) => return Err(RemoteError::from_store(&self.place, trace.status(), &error)),
            }
        }
        Ok(None)
    }
}

fn odd_key(error: &object_store::path::Error) -> Option<String> {
    use object_store::path::Error as E;
    match error {
        E::EmptySegment { path } | E::BadSegment { path, .. } => Some(path.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use object_store::list::PaginatedListResult;
    use object_store::path::Path;
    use object_store::{ListResult, Result};

    use super::*;

    /// Keys in order, some of which the client cannot take, given as S3 gives them.
    struct Keys(Vec<String>);

    #[async_trait]
    impl PaginatedListStore for Keys {
        async fn list_paginated(
            &self,
            prefix: Option<&str>,
            options: PaginatedListOptions,
        ) -> Result<PaginatedListResult> {
            // A token goes before an offset, as in S3.
            let behind = options.page_token.or(options.offset).unwrap_or_default();
            let rest: Vec<&String> =
                self.0.iter().filter(|k| k.starts_with(prefix.unwrap_or("")) && **k > behind).collect();
            let page = &rest[..rest.len().min(options.max_keys.unwrap_or(1000))];
            let mut objects = Vec::new();
            for key in page {
                objects.push(ObjectMeta {
                    location: Path::parse(key.as_str())?,
                    last_modified: Default::default(),
                    size: 1,
                    e_tag: None,
                    version: None,
                });
            }
            let page_token = (page.len() < rest.len()).then(|| page.last().map(ToString::to_string)).flatten();
            let result = ListResult { common_prefixes: Vec::new(), objects };
            Ok(PaginatedListResult { result, page_token })
        }
    }

    #[test]
    fn a_key_that_cannot_be_taken_is_told_and_costs_only_itself() {
        let mut keys: Vec<String> = (0..2500).map(|i| format!("a/{i:04}.mp4")).collect();
        let odd = ["a/0000//x.mp4", "a/1700/../x.mp4", "a/1700/./x.mp4", "a/2499//"];
        keys.extend(odd.map(str::to_owned));
        keys.sort_unstable();
        let store = Arc::new(Keys(keys.clone()));
        let mut pages = Pages::new(store, "a/".into(), "bucket".into(), Arc::default());
        let mut found = Vec::new();
        let mut told = Vec::new();
        while let Some(step) = pages.next().unwrap() {
            match step {
                Step::Objects(objects) => found.extend(objects.into_iter().map(|o| o.location.to_string())),
                Step::Odd(key) => {
                    told.push(key.clone());
                    found.push(key);
                }
            }
        }
        assert_eq!(told, odd);
        assert_eq!(found, keys);
    }
}
