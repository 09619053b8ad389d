//! One case that is being worked on: its review as it now is, and everybody who has it open. Files are the truth; the
//! review here is made from them again whenever one of them changes, whoever changed it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};

use super::api::{Changed, Here, Refused, Working};
use super::refused::{Answered, Refusal};
use crate::case_files;
use crate::os::{self, Stamp};
use crate::review::{self, Options, Reviewed, document::Review};
use crate::{Terminal, report};

/// How long somebody who has said nothing counts as being here.
const HERE_FOR: Duration = Duration::from_secs(40);

/// How many questions of a case are computed at once; each uses every processor anyway.
const AT_ONCE: usize = 2;

/// How many events a slow page may be behind before it is told to fetch everything.
const BEHIND: usize = 64;

/// What is told to every open page.
#[derive(Clone, Debug)]
pub enum Event {
    /// There is a new review.
    Review(Changed),
    /// One is being made.
    Working(Working),
    /// Who is here changed.
    Here,
}

/// A review that can be given out.
pub struct Shown {
    /// Its version.
    pub version: u64,
    /// The document.
    pub review: Review,
    /// As JSON.
    pub json: String,
    /// Waveforms, as a script.
    pub waveforms: String,
    /// What may be played, from the report's folder: as the page asks for it, and the file.
    pub media: BTreeMap<String, PathBuf>,
}

/// A case.
pub struct Room {
    /// Its name in addresses.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    options: Options,
    /// For progress and warnings.
    pub terminal: Terminal,
    /// What everybody sees, and what those see who may see what is privileged.
    shown: RwLock<[Option<Arc<Shown>>; 2]>,
    failed: Mutex<Option<Refused>>,
    /// The changes that no review has yet: why, and when.
    waiting: Mutex<Vec<Working>>,
    making: Mutex<bool>,
    stamps: Mutex<BTreeMap<String, Stamp>>,
    version: AtomicU64,
    /// For pages.
    pub events: broadcast::Sender<Event>,
    here: Mutex<BTreeMap<String, (f64, Instant)>>,
    /// How many questions are computed at once; what is written never waits for one.
    asking: Arc<Semaphore>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Room {
    /// The case in `dir`, of which nothing is read yet.
    pub fn new(name: String, dir: PathBuf, options: Options, terminal: Terminal) -> Self {
        // Versions of a server that is started again are later than those of the one before.
        let version = super::seconds_now().saturating_mul(1000);
        Self {
            name,
            dir,
            options,
            terminal,
            shown: RwLock::default(),
            failed: Mutex::default(),
            waiting: Mutex::default(),
            making: Mutex::default(),
            stamps: Mutex::default(),
            version: AtomicU64::new(version),
            events: broadcast::channel(BEHIND).0,
            here: Mutex::default(),
            asking: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The case's title, as its file says, where that can be read.
    pub fn title(&self) -> Option<String> {
        case_files::read_case(&self.dir).ok().map(|(case, _)| case.incident.title)
    }

    /// The review as it now is; `None` where none has been made yet.
    pub fn shown(&self, privileged: bool) -> Option<Arc<Shown>> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner)[usize::from(privileged)].clone()
    }

    /// Why the last review could not be made.
    pub fn failed(&self) -> Option<Refused> {
        held(&self.failed).clone()
    }

    /// How a further review of this case is asked for.
    pub fn options(&self, privileged: bool) -> Options {
        Options { with_privileged: privileged, ..self.options.clone() }
    }

    /// Waits until a question may be computed.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.asking).acquire_owned().await.ok()
    }

    /// Reviews as a question, without a page.
    pub fn ask(&self, options: &Options) -> Answered<Reviewed> {
        review::review(&self.dir, options, &self.terminal).map_err(|r| Refusal::report(&r))
    }

    /// The case's files.
    pub fn files(&self) -> Answered<case_files::CaseFiles> {
        let read = case_files::read_case(&self.dir);
        read.map(|(case, _)| case).map_err(|p| Refusal::report(&p.report()))
    }

    /// Something was written: a review is made of it, soon, and every page is told.
    pub fn changed(self: &Arc<Self>, why: String) {
        let working = Working { why, at: super::now() };
        let _nobody = self.events.send(Event::Working(working.clone()));
        held(&self.waiting).push(working);
        self.make();
    }

    /// Looks whether somebody else changed the case's files, in an editor or with another command.
    pub fn look(self: &Arc<Self>) {
        let now = stamps(&self.dir);
        let before = std::mem::replace(&mut *held(&self.stamps), now.clone());
        if before != now && (!before.is_empty() || self.shown(false).is_none()) {
            let files: BTreeSet<&String> = now.keys().chain(before.keys()).collect();
            let changed: Vec<&str> =
                files.into_iter().filter(|f| now.get(*f) != before.get(*f)).map(String::as_str).collect();
            let first = before.is_empty();
            self.changed(if first {
                "the case is being read".into()
            } else {
                format!("{} changed", changed.join(", "))
            });
        }
    }

    /// Makes reviews, one at a time, until nothing is waiting.
    fn make(self: &Arc<Self>) {
        {
            let mut making = held(&self.making);
            if *making {
                return;
            }
            *making = true;
        }
        let room = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            loop {
                let waiting = std::mem::take(&mut *held(&room.waiting));
                let Some(last) = waiting.last() else {
                    // Whoever adds to the list afterwards finds nobody at work, and starts again.
                    let mut making = held(&room.making);
                    if held(&room.waiting).is_empty() {
                        *making = false;
                        return;
                    }
                    continue;
                };
                let why = waiting.iter().map(|w| w.why.as_str()).collect::<Vec<_>>().join("; ");
                // A fault of the program's own must not end the work for good.
                let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| room.make_one(&why, &last.at)));
                if made.is_err() {
                    let what = "The review met a fault of the program's own.".to_owned();
                    let remedy = "The lines are saved. `unmuted review` on the case tells more.".to_owned();
                    *held(&room.failed) = Some(Refused { what, remedy });
                }
            }
        });
    }

    fn make_one(&self, why: &str, at: &str) {
        *held(&self.stamps) = stamps(&self.dir);
        let version = self.version.fetch_add(1, Ordering::SeqCst) + 1;
        let made = self.make_shown(false, version).and_then(|all| {
            let whole = if all.review.totals.privileged_left_out > 0 {
                self.make_shown(true, version)?
            } else {
                Arc::clone(&all)
            };
            Ok((all, whole))
        });
        match made {
            Ok((all, privileged)) => {
                *self.shown.write().unwrap_or_else(PoisonError::into_inner) = [Some(all), Some(privileged)];
                *held(&self.failed) = None;
            }
            Err(report) => {
                let words = Refusal::report(&report).words;
                self.terminal.warn(&format!("{}: {}", self.name, words.what), &words.remedy);
                *held(&self.failed) = Some(words);
            }
        }
        let changed = Changed { version, why: why.to_owned(), at: at.to_owned() };
        let _nobody = self.events.send(Event::Review(changed));
    }

    fn make_shown(&self, privileged: bool, version: u64) -> miette::Result<Arc<Shown>> {
        let Reviewed { document: review, waveforms, .. } =
            review::review(&self.dir, &self.options(privileged), &self.terminal)?;
        let json = report::json(&review)?;
        let waveforms = report::assignment("UNMUTED_WAVEFORMS", &waveforms)?;
        let media = review.recordings.iter().filter_map(|r| r.media.clone());
        let media = media.map(|m| (m.clone(), self.file_of(&m))).collect();
        Ok(Arc::new(Shown { version, review, json, waveforms, media }))
    }

    /// The file that the page asks for under this address, which is relative to the report's folder. That folder need
    /// not be there, so that the way up out of it is not left to the system.
    fn file_of(&self, address: &str) -> PathBuf {
        let plain = super::media::unescaped(address);
        match plain.strip_prefix("../") {
            Some(in_case) => self.dir.join(in_case),
            None => self.dir.join("report").join(plain),
        }
    }

    /// Somebody is at a moment of the case.
    pub fn is_here(&self, name: &str, at_s: f64) {
        let told = held(&self.here).insert(name.to_owned(), (at_s, super::instant()));
        if told.is_none_or(|(before, _)| (before - at_s).abs() > 0.01) {
            let _nobody = self.events.send(Event::Here);
        }
    }

    /// Everybody who is here.
    pub fn all_here(&self) -> Vec<Here> {
        let mut here = held(&self.here);
        let now = super::instant();
        here.retain(|_, (_, said)| now.duration_since(*said) < HERE_FOR);
        here.iter().map(|(name, (at_s, _))| Here { name: name.clone(), at_s: *at_s }).collect()
    }
}

/// The stamps of the files that a review is made of, but for evidence.
fn stamps(dir: &Path) -> BTreeMap<String, Stamp> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let files = entries.filter_map(|e| {
        let name = e.file_name().into_string().ok()?;
        let of_case = name.ends_with(".toml") || name == case_files::marks_jsonl::FILE;
        // Beginning with a dot: a file that is being written, and then takes another's place.
        let meta = fs::metadata(e.path()).ok().filter(|m| m.is_file() && of_case && !name.starts_with('.'))?;
        Some((name, os::stamp(&meta)))
    });
    files.collect()
}
