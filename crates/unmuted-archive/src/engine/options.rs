//! How to scan.

use unmuted_media::{Effort, SurveyOptions};

use crate::location::Which;
use crate::meta::Metadata;
use crate::tables::{ScanOptions, Shard};

/// The seed of the sample that is checked in full, unless told.
pub const SEED: u64 = 1;

/// How to scan.
pub struct Options {
    /// How each recording is looked at.
    pub survey: SurveyOptions,
    /// Which files are looked at. The locations were opened with the same.
    pub which: Which,
    /// The program and its version, for the tables, as in `unmuted 0.1.0`.
    pub program: String,
    /// What tells one build of the program from another: what another one found is not taken for this one's.
    pub build: String,
    /// How many recordings are read at once; zero for one for each processor.
    pub jobs: usize,
    /// The part of the archive that is scanned; `None` for all of it.
    pub shard: Option<Shard>,
    /// Seed of the sample that is checked in full.
    pub seed: u64,
    /// Encoder fingerprints whose recordings are read in full, because a probe struck in another part of the archive.
    pub distrust: Vec<String>,
    /// Whether a finished scan of other locations in the same folder is replaced.
    pub replace: bool,
    /// What names and lists tell.
    pub metadata: Metadata,
    /// The date to which ages are counted; `None` for the newest that a recording claims.
    pub as_of: Option<jiff::civil::Date>,
}

impl Options {
    /// What of the options changes a result, as it goes into the tables.
    pub(crate) fn told(&self) -> ScanOptions {
        let list = self.metadata.list.as_ref();
        ScanOptions {
            effort: if self.survey.level { Effort::Decode } else { self.survey.effort },
            least_silence_ns: self.survey.least_silence.get(),
            level: self.survey.level,
            all_files: self.which == Which::All,
            name_pattern: self.metadata.pattern.as_ref().map(|p| p.text().to_owned()),
            time_zone: self.metadata.zone.as_ref().and_then(|z| z.iana_name()).map(str::to_owned),
            list_sha256: list.map(|l| l.sha256().to_owned()),
            list_columns: list.map(|l| l.columns().to_vec()).unwrap_or_default(),
            as_of: self.as_of.map(|d| d.to_string()),
            seed: self.seed,
        }
    }

    /// What of the options and of the program decides what a recording's bytes give.
    pub(crate) fn made_with(&self) -> String {
        format!("{} | {:?} | {:?}", self.build, self.survey, self.which)
    }

    /// Whether quick results are checked against a reading of all packets.
    pub(crate) fn has_guard(&self) -> bool {
        self.told().effort == Effort::Quick
    }
}
