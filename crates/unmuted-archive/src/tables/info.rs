//! `scan.json`: what was scanned, how, and what came of it.

use serde::{Deserialize, Serialize};
use unmuted_media::Effort;

/// What was scanned, how, and what came of it. The same for the same archive and options on any day.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ScanInfo {
    /// `unmuted-scan`.
    pub format: String,
    /// Of the format, counted from 1.
    pub version: u32,
    /// The program that scanned, as in `unmuted 0.1.0`.
    pub program: String,
    /// What was named, in that order; [`RecordingRow::location`](crate::RecordingRow::location) counts through it.
    pub locations: Vec<LocationInfo>,
    /// How.
    pub options: ScanOptions,
    /// The part of the archive that this is; `None` for all of it.
    pub shard: Option<Shard>,
    /// The date to which ages are counted: the newest beginning that any recording claims, or what the user gave.
    /// `None` where no recording claims one.
    pub as_of: Option<String>,
    /// What came of it.
    pub counts: Counts,
    /// Recordings with sound that this program has no decoder for, by codec: of them only what the container proves is
    /// told. In order of codec.
    #[serde(default)]
    pub not_decoded: Vec<NotDecoded>,
    /// How the quick results were checked.
    pub guard: Guard,
}

/// Recordings with sound that is not decoded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotDecoded {
    /// What the sound is in, as in the fault; several joined by `+` where a recording has tracks of several.
    pub codec: String,
    /// How many recordings have such a track.
    pub recordings: u64,
    /// Their length, nanoseconds.
    pub duration_ns: i64,
}

impl ScanInfo {
    /// What [`ScanInfo::format`] says.
    pub const FORMAT: &'static str = "unmuted-scan";
    /// The version that this program writes and reads.
    pub const VERSION: u32 = 1;
}

/// One location.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LocationInfo {
    /// Its short name; no path.
    pub name: String,
    /// `folder`, `list`, `s3`, ….
    pub kind: String,
    /// Recordings in it.
    pub recordings: u64,
}

/// What changes a result.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScanOptions {
    /// How much of each recording was looked at, at least.
    pub effort: Effort,
    /// The shortest silence reported, nanoseconds.
    pub least_silence_ns: i64,
    /// Whether steady low levels were looked for.
    pub level: bool,
    /// Whether files of any name were looked at.
    pub all_files: bool,
    /// The pattern of file names.
    pub name_pattern: Option<String>,
    /// The zone of times without offset.
    pub time_zone: Option<String>,
    /// SHA-256 of the agency's list, where one was given.
    pub list_sha256: Option<String>,
    /// Which column of the list is what, by its own header: `[meaning, header]`.
    pub list_columns: Vec<(String, String)>,
    /// The date that the user gave for [`ScanInfo::as_of`].
    pub as_of: Option<String>,
    /// Seed of the sample that is checked in full.
    pub seed: u64,
}

impl Default for ScanOptions {
    fn default() -> Self {
        let survey = unmuted_media::SurveyOptions::default();
        Self {
            effort: survey.effort,
            least_silence_ns: survey.least_silence.get(),
            level: survey.level,
            all_files: false,
            name_pattern: None,
            time_zone: None,
            list_sha256: None,
            list_columns: Vec::new(),
            as_of: None,
            seed: crate::engine::SEED,
        }
    }
}

/// One part of a scan that was divided among machines by a hash of the path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

/// Sums over all rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Rows of `recordings`.
    pub recordings: u64,
    /// Recordings that were read.
    pub read: u64,
    /// Recordings of which nothing could be read.
    pub unreadable: u64,
    /// Recordings that changed while they were read.
    pub changed: u64,
    /// Rows of `spans`.
    pub spans: u64,
    /// Rows of `faults`.
    pub faults: u64,
    /// Bytes of all recordings.
    pub size: u64,
    /// Length of all recordings, nanoseconds.
    pub duration_ns: i64,
    /// See [`RecordingRow::examined_ns`](crate::RecordingRow::examined_ns).
    pub examined_ns: i64,
    /// See [`RecordingRow::covered_ns`](crate::RecordingRow::covered_ns).
    pub covered_ns: i64,
    /// See [`RecordingRow::silent_ns`](crate::RecordingRow::silent_ns).
    pub silent_ns: [i64; 7],
    /// Reads of the stores.
    pub requests: u64,
    /// Bytes that they gave.
    pub bytes_read: u64,
}

/// How the quick results were checked against a reading of all packets.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Guard {
    /// Encoder fingerprints met.
    pub fingerprints: u64,
    /// Fingerprints of which a probe struck, so that all of their recordings were read in full.
    pub struck: Vec<String>,
    /// Fingerprints of which a quick result that was checked (the encoder's first, or one drawn by chance) differed, so
    /// that all of their recordings were read in full. One that a probe struck for as well is in both lists.
    #[serde(default)]
    pub differed: Vec<String>,
    /// Recordings of which all packets were read in any case, by their format or because a probe struck in them.
    pub in_full_anyway: u64,
    /// Quick results that were compared with a reading of all packets.
    pub checked: u64,
    /// Of those, how many had the same spans.
    pub agreed: u64,
    /// Of the recordings drawn by chance, how many were compared,
    pub sampled: u64,
    /// and how many of these differed.
    pub sampled_differed: u64,
    /// Upper end of the exact one-sided 95 % bound (Clopper and Pearson 1934) on the share of quick results that
    /// differ, from the sample alone; `None` without a sample. It is about the quick results as they were found: where
    /// one differed, all of its encoder were read in full after that, so that fewer remain.
    pub differ_at_most: Option<f64>,
}
