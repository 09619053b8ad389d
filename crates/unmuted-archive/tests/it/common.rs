//! An archive of made-up recordings, each a few words that say what scanning it gives, so that a test can have any
//! encoder, lead-in and fault; and the committed recordings, scanned as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_archive::location::{Which, local};
use unmuted_archive::meta::Metadata;
use unmuted_archive::tables::Shard;
use unmuted_archive::{
    Location, Options, Outcome, RecordingRow, SEED, ScanError, Scanned, SpanRow, Started, StartedFrom, State, scan_with,
};
use unmuted_media::{Effort, ReadAt, SilenceClass, SurveyOptions};

pub const OUTPUTS: [&str; 5] = ["faults.parquet", "recordings.parquet", "scan.json", "scan.sqlite", "spans.parquet"];

/// How the tests scan, unless they say otherwise.
pub fn options(jobs: usize) -> Options {
    Options {
        survey: SurveyOptions::default(),
        which: Which::ByName,
        program: "unmuted 0".into(),
        build: "test".into(),
        jobs,
        shard: None,
        seed: SEED,
        distrust: Vec::new(),
        replace: false,
        metadata: Metadata::default(),
        as_of: None,
    }
}

pub fn shard(number: u32, of: u32) -> Options {
    Options { shard: Some(Shard { number, of }), ..options(2) }
}

/// A folder of made-up recordings, and where scans of it go.
pub struct Archive {
    dir: tempfile::TempDir,
    /// How often a recording was scanned.
    pub scans: AtomicU64,
}

impl Archive {
    /// `n` recordings in several folders, of three encoders.
    pub fn of(n: usize) -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap(), scans: AtomicU64::new(0) };
        for i in 0..n {
            let lead = if i % 7 == 0 { 0 } else { 30 };
            archive.put(&format!("u{}/r{i:05}.mp4", i % 5), &format!("encoder=e{} lead={lead} i={i}", i % 3));
        }
        archive
    }

    pub fn videos(&self) -> PathBuf {
        self.dir.path().join("videos")
    }

    pub fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn put(&self, path: &str, words: &str) {
        let path = self.videos().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, words).unwrap();
    }

    pub fn location(&self, which: Which) -> Vec<Box<dyn Location>> {
        vec![local(&self.videos(), which, &[]).unwrap()]
    }

    /// Scans the folder into `out`.
    pub fn scan(&self, out: &str, options: &Options) -> Result<Outcome, ScanError> {
        self.scan_at(&self.location(options.which), out, options)
    }

    pub fn scan_at(&self, at: &[Box<dyn Location>], out: &str, options: &Options) -> Result<Outcome, ScanError> {
        let one = |bytes: &dyn ReadAt, location: u32, path: &str, options: &SurveyOptions, which: Which| {
            self.scans.fetch_add(1, Ordering::Relaxed);
            let mut words = vec![0; bytes.size() as usize];
            let n = bytes.read_at(0, &mut words).unwrap();
            assert_eq!(n, words.len());
            let words = String::from_utf8(words).unwrap();
            if words.contains("panic") {
                panic!("as the words say");
            }
            if words.contains("grow") && options.effort == Effort::Quick {
                fs::write(self.videos().join(path), words.replace("grow", "grown")).unwrap();
            }
            if which == Which::All && words.starts_with("text") {
                return None;
            }
            Some(made_up(&words, bytes.size(), location, path, options.effort))
        };
        scan_with(&one, at, &self.out(out), options, &())
    }

    pub fn scanned(&self) -> u64 {
        self.scans.swap(0, Ordering::Relaxed)
    }

    /// The bytes of what a scan wrote.
    pub fn outputs(&self, out: &str) -> BTreeMap<&'static str, Vec<u8>> {
        outputs(&self.out(out))
    }
}

pub fn outputs(dir: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    OUTPUTS.into_iter().map(|n| (n, fs::read(dir.join(n)).unwrap())).collect()
}

/// Which outputs differ, so that a failure does not print megabytes.
pub fn differing(a: &BTreeMap<&'static str, Vec<u8>>, b: &BTreeMap<&'static str, Vec<u8>>) -> Vec<&'static str> {
    OUTPUTS.into_iter().filter(|n| a[n] != b[n]).collect()
}

/// All rows of a scan.
pub fn rows(dir: &Path) -> Vec<Scanned> {
    let mut rows = Vec::new();
    unmuted_archive::tables::read(dir)
        .unwrap()
        .for_each(&mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
    rows
}

fn made_up(words: &str, size: u64, location: u32, path: &str, effort: Effort) -> Scanned {
    let word = |key: &str| words.split(' ').find_map(|w| w.strip_prefix(key)?.strip_prefix('=').map(str::to_owned));
    let seconds = |key: &str| word(key).map_or(0, |w| (w.parse::<f64>().unwrap() * 1e9) as i64);
    let lead = seconds("lead");
    let mut spans = Vec::new();
    let mut span = |class, start_ns, end_ns| {
        spans.push(SpanRow {
            track: Some(0),
            channel: None,
            class,
            start_ns,
            end_ns,
            start_earliest_ns: start_ns,
            end_latest_ns: end_ns,
            method: "test".into(),
            offset: Some(7),
            proven_packets: 3,
            packets: 4,
            near_buffer_s: (class == SilenceClass::PreEvent).then_some(30),
            tone_hz: None,
            click: false,
            begins_with: "0118".into(),
        });
    };
    if lead > 0 {
        span(SilenceClass::PreEvent, 0, lead);
    }
    // What sizes do not show.
    if words.contains("hidden") && effort != Effort::Quick {
        span(SilenceClass::DigitalSilence, 100_000_000_000, 107_123_456_789);
    }
    let struck = words.contains("struck");
    let mut silent_ns = [0; 7];
    silent_ns[0] = lead;
    let recording = RecordingRow {
        path: path.into(),
        location,
        size,
        state: State::Read,
        container: "MP4".into(),
        duration_ns: 600_000_000_001,
        device: word("device"),
        wearer: None,
        unit: None,
        started: word("started").map(|text| Started { text, unix_s: None, from: StartedFrom::Container }),
        released_copy: None,
        audio_tracks: 1,
        codec: "AAC-LC".into(),
        encoder: word("encoder").unwrap_or_default(),
        covered_ns: 600_000_000_001 - lead,
        examined_ns: 600_000_000_001,
        silent_ns,
        effort: if struck { Effort::Thorough } else { effort },
        packets: 28125,
        opened: 64,
        decoded: 18,
        requests: 0,
        bytes_read: 0,
        guard_struck: struck,
        checked: None,
        lead_in_ns: None,
        lead_in_usual_s: None,
        lead_in: None,
    };
    Scanned { recording, spans, faults: Vec::new() }
}
