//! `exhibit.json`: everything that an exhibit says, for programs. The page is a rendering of it.
//!
//! Times are whole nanoseconds, each on the clock that its key names; beside them the same as text. `version` rises when
//! a key changes its meaning or goes; new keys may come without.

use serde::Serialize;

use super::clock::{Clocks, Times};
use super::wanted::{Span, Wanted};
use crate::review::document::{Case, Finding, Method, Problem, Wall};

/// The version of this format.
pub const VERSION: u32 = 1;

macro_rules! document {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)* }
    )+};
}

document! {
    /// One exhibit.
    pub struct Exhibit {
        /// Always `unmuted-exhibit`.
        pub format: String,
        /// See [`VERSION`].
        pub version: u32,
        /// Its name.
        pub name: String,
        /// The program and its methods.
        pub made_by: MadeBy,
        /// Who took it out.
        pub by: String,
        /// When, RFC 3339.
        pub at: String,
        /// The case.
        pub case: CaseOf,
        /// What was asked for.
        pub asked: Asked,
        /// Where incident time meets wall time, where it does.
        pub wall: Option<Wall>,
        /// What is to be said of the clocks.
        pub wall_words: Vec<String>,
        /// The statement or rule that it is about.
        pub finding: Option<About>,
        /// Those whose evidence lies in the stretch, where it is about no single one.
        pub touching: Vec<Touching>,
        /// The recordings that have any of the stretch, or those that were asked for.
        pub recordings: Vec<Taken>,
        /// What people marked in the stretch.
        pub events: Vec<Marked>,
        /// What people say they reviewed of it.
        pub reviewed: Vec<WasReviewed>,
        /// Entries of logs in the stretch.
        pub log: Vec<Logged>,
        /// Lines of transcripts in the stretch.
        pub transcript: Vec<Heard>,
        /// What was not examined, each a sentence.
        pub not_examined: Vec<String>,
        /// What to type to come to the same.
        pub recompute: Vec<String>,
        /// How much is privileged and was left out.
        pub left_out: LeftOut,
        /// The same in words.
        pub privacy: Privacy,
        /// What could not be cut or does not fit.
        pub problems: Vec<Problem>,
        /// Every other file of the exhibit, but the page and `SHA256SUMS`.
        pub files: Vec<FileOf>,
    }

    /// The program.
    pub struct MadeBy {
        /// Always `unmuted`.
        pub program: String,
        /// Its version.
        pub version: String,
        /// Each method that the review rests on.
        pub methods: Vec<Method>,
    }

    /// What the case is.
    pub struct CaseOf {
        /// Its id.
        pub id: String,
        /// Its title.
        pub title: String,
        /// Where it happened.
        pub place: String,
        /// When, `YYYY-MM-DD`.
        pub date: String,
        /// The agency.
        pub agency: String,
        /// The zone of wall times.
        pub time_zone: String,
        /// The notice of a fictional case; `null` for a real one.
        pub fictional: Option<String>,
        /// Ages are counted to this date.
        pub as_of: String,
    }

    /// What was asked for.
    pub struct Asked {
        /// The stretch, on the clock it was asked on and on all that follow from it.
        pub times: Times,
        /// The recording on whose own clock it was asked, or `null` for the case's clock.
        pub on: Option<String>,
        /// The recordings that were named; empty for all.
        pub recordings: Vec<String>,
        /// The statement or rule that was named.
        pub finding: Option<String>,
    }

    /// One recording of the exhibit.
    pub struct Taken {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The file's name within the case (for one kept elsewhere, the last part of its path).
        pub file: String,
        /// `video` or `audio`.
        pub shows: String,
        /// The device, as given.
        pub device: String,
        /// Who wore it, a person's id, or empty.
        pub wearer: String,
        /// From whom, when and how it was received.
        pub received: String,
        /// `yes`, `no` or `not stated`.
        pub redacted: String,
        /// Container and codecs in words.
        pub media_words: String,
        /// SHA-256 of the file as taken in.
        pub sha256: String,
        /// Bytes.
        pub size: u64,
        /// SHA-256 of the file as it was read for this exhibit; empty where it was not read.
        pub sha256_at_export: String,
        /// Where it is on the case's clock, in words.
        pub placement: String,
        /// What of the stretch it has.
        pub asked: Times,
        /// Silent spans that meet the stretch, in order; each in full.
        pub silences: Vec<Silent>,
        /// What of it was not examined, or empty.
        pub not_examined: String,
        /// The media that was cut, or `null`.
        pub cut: Option<Cut>,
        /// The drawing of its waveform: a file of the exhibit, or empty.
        pub waveform: String,
    }

    /// A silent span.
    pub struct Silent {
        /// Its id.
        pub id: String,
        /// The class's name.
        pub class: String,
        /// The class in words.
        pub words: String,
        /// From the latest start to the earliest end: what is certainly silent.
        pub times: Times,
        /// What was found.
        pub evidence: String,
        /// What could explain it; none is said to have happened.
        pub possible_causes: Vec<String>,
        /// A cause that a named person or a log established, or empty.
        pub cause: String,
    }

    /// Media that was cut from an original.
    pub struct Cut {
        /// The file, within the exhibit.
        pub file: String,
        /// Its SHA-256.
        pub sha256: String,
        /// Bytes.
        pub size: u64,
        /// Container and codecs in words.
        pub media_words: String,
        /// `stream_copy`, `exact_samples`, or `not_proven` where the cut could not be found in the original.
        pub how: String,
        /// The same in words, with what did it.
        pub how_words: String,
        /// Where a player's 0:00 is, on the recording's own clock and those that follow.
        pub begins: Times,
        /// Picture and sound, each with its true bounds.
        pub streams: Vec<CutStream>,
        /// By how much picture and sound stand to each other otherwise than in the original, at most.
        pub offset_between_streams_ns: i64,
        /// A copy that a browser plays, made from the cut where it plays the cut itself not; or `null`.
        pub for_playing: Option<FileOf>,
        /// What of the original is not in it, each a sentence.
        pub not_copied: Vec<String>,
    }

    /// One stream of a cut.
    pub struct CutStream {
        /// `picture` or `sound`.
        pub what: String,
        /// From 1, among its kind.
        pub number: u32,
        /// Its codec.
        pub codec: String,
        /// Whole pictures or packets; of plain samples, samples of each channel.
        pub count: u64,
        /// `pictures`, `packets` or `samples`.
        pub counted: String,
        /// From the first one's start to the last one's end.
        pub times: Times,
        /// How much earlier than asked it starts; negative where it starts later.
        pub starts_earlier_ns: i64,
        /// How much later than asked it ends; negative where it ends earlier.
        pub ends_later_ns: i64,
        /// The numbers, from 1, of the first and the last of them in the original; empty where the original has no
        /// index of them.
        pub in_original: Vec<u64>,
        /// Whether each of them is, byte by byte, one of the original's, in the same order with none between.
        pub identical: bool,
        /// SHA-256 over the SHA-256 digests (32 bytes each) of them, in order; of plain samples, over their bytes. The
        /// same for cut and original where `identical`.
        pub sha256_of_digests: String,
        /// What limits it, each a sentence.
        pub notes: Vec<String>,
    }

    /// Something that a person marked.
    pub struct Marked {
        /// The mark's id.
        pub id: String,
        /// Its kind.
        pub kind: String,
        /// The kind in words.
        pub kind_words: String,
        /// The recording.
        pub source: String,
        /// `confirmed`, `lead`, `disputed` or `rejected`.
        pub standing: String,
        /// Who marked it.
        pub by: String,
        /// When it was marked.
        pub at: String,
        /// Words.
        pub words: String,
        /// The word that ties marks of one event together, or empty.
        pub event: String,
        /// From its earliest start to its latest end.
        pub times: Times,
        /// With the placement's bound, incident clock; `null` where it is not on the clock.
        pub incident_bounds_ns: Option<[i64; 2]>,
    }

    /// A span that somebody reviewed.
    pub struct WasReviewed {
        /// The line's id.
        pub id: String,
        /// Who.
        pub by: String,
        /// The recording.
        pub source: String,
        /// For what.
        pub kinds: Vec<String>,
        /// What of the stretch.
        pub times: Times,
    }

    /// An entry of a log.
    pub struct Logged {
        /// Its id.
        pub id: String,
        /// The log.
        pub source: String,
        /// The time as typed.
        pub typed: String,
        /// Unit and entry as typed.
        pub text: String,
        /// As wide as its precision leaves it.
        pub times: Times,
    }

    /// A line of a transcript.
    pub struct Heard {
        /// Its id.
        pub id: String,
        /// The recording.
        pub recording: String,
        /// The recording's name.
        pub recording_name: String,
        /// Who speaks, as the transcript says, or empty.
        pub speaker: String,
        /// What is said.
        pub text: String,
        /// `confirmed`, `lead`, `disputed`.
        pub standing: String,
        /// Who confirmed it.
        pub by: Vec<String>,
        /// When.
        pub times: Times,
    }

    /// The statement or rule that an exhibit is about.
    pub struct About {
        /// `statement` or `rule`.
        pub is: String,
        /// Its id.
        pub id: String,
        /// What stands as the exhibit's title.
        pub title: String,
        /// The words: what was said, or the rule's wording.
        pub words: String,
        /// Whose they are, and where they stand.
        pub source: String,
        /// The sentence that was tested.
        pub sentence: String,
        /// The verdict.
        pub verdict: String,
        /// The verdict in words.
        pub verdict_words: String,
        /// The test.
        pub finding: Finding,
        /// Its evidence, each with its times.
        pub evidence: Vec<EvidenceOf>,
        /// What else belongs to it: exceptions, whether video was watched first; each a sentence.
        pub notes: Vec<String>,
        /// The reply of the person or agency it speaks of, or that none was received.
        pub reply: String,
        /// What others said about the same, by their statements' tests.
        pub others: Vec<Touching>,
    }

    /// One piece of evidence.
    pub struct EvidenceOf {
        /// Its id.
        pub id: String,
        /// What it is here.
        pub role: String,
        /// Its source's name, and the page of a document.
        pub source: String,
        /// SHA-256 of the source as taken in.
        pub sha256: String,
        /// When.
        pub times: Times,
        /// How it was found, and by whom.
        pub how: String,
        /// Whether it decides nothing and only points somewhere.
        pub lead: bool,
    }

    /// A statement or rule in a list.
    pub struct Touching {
        /// `statement` or `rule`.
        pub is: String,
        /// Its id.
        pub id: String,
        /// Its words or title.
        pub words: String,
        /// Whose.
        pub by: String,
        /// The verdict.
        pub verdict: String,
        /// The verdict in words.
        pub verdict_words: String,
        /// The answer in words.
        pub answer: String,
    }

    /// How much is privileged and was left out, by kind, in the whole case.
    #[derive(Default)]
    pub struct LeftOut {
        /// All together.
        pub total: u32,
        /// Sources.
        pub sources: u32,
        /// Marks on them, and marks that are privileged themselves.
        pub marks: u32,
        /// Spans that were reviewed, likewise.
        pub reviewed: u32,
        /// Places heard in two recordings, likewise.
        pub anchors: u32,
        /// Statements found in them.
        pub statements: u32,
        /// Values that they give.
        pub values: u32,
        /// Outcomes that they tell.
        pub outcomes: u32,
        /// Anything else.
        pub others: u32,
    }

    /// What was left out, in words.
    pub struct Privacy {
        /// One sentence.
        pub words: String,
    }

    /// A file of the exhibit.
    pub struct FileOf {
        /// Its place in the exhibit.
        pub name: String,
        /// Bytes.
        pub size: u64,
        /// SHA-256.
        pub sha256: String,
    }
}

impl CaseOf {
    /// Of a review's case.
    pub fn of(case: &Case) -> Self {
        Self {
            id: case.id.clone(),
            title: case.title.clone(),
            place: case.place.clone(),
            date: case.date.clone(),
            agency: case.agency.clone(),
            time_zone: case.time_zone.clone(),
            fictional: case.fictional.clone(),
            as_of: case.as_of.clone(),
        }
    }
}

impl Asked {
    /// As it was asked.
    pub fn of(wanted: &Wanted, span: &Span<'_>, clocks: &Clocks) -> Self {
        Self {
            times: match span {
                Span::Incident(b) => clocks.incident(*b),
                Span::On(r, b) => clocks.on(r, *b),
            },
            on: wanted.on.clone(),
            recordings: wanted.recordings.clone(),
            finding: wanted.finding.clone(),
        }
    }
}

impl Privacy {
    /// Of what was counted.
    pub fn new(left_out: &LeftOut) -> Self {
        Self { words: left_out.words() }
    }
}
