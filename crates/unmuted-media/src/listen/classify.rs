//! From what was found (runs of zeros, stretches without packets) to silent spans with a class, honest bounds and
//! evidence. A class is a fact about the file; nothing here says why.

use unmuted_model::{Extent, Interval, Nanos, RecordingTime, SilenceClass};

use super::ear::ZeroRun;
use crate::heard::{Evidence, Method, Silence, usual_buffer_near};
use crate::recording::{AudioTrack, Decoding, HoleKind, Recording};
use crate::source::Before;

/// A silence from the first instant on is consistent with a pre-event buffer up to the longest that devices offer,
/// 120 s, and the slack of [`usual_buffer_near`].
const LONGEST_BUFFER: Nanos = Nanos::from_secs(122);
/// How much less sure the ends are of what only a codec's core gives: its encoder filters and delays the core by itself,
/// and ends were found up to 29 ms outside the truth (`docs/method-silence.md`). One packet.
pub(crate) fn core_only(track: &AudioTrack) -> Nanos {
    if track.decoding == Decoding::CoreOnly { track.packet } else { Nanos::ZERO }
}

/// What counts as the recording's first instant.
const AT_THE_START: Nanos = Nanos::from_millis(100);

/// A stretch without packets, met while decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) from: RecordingTime,
    pub(crate) to: RecordingTime,
    /// Where the first packet after it lies.
    pub(crate) offset: Option<u64>,
    pub(crate) why: Before,
}

/// All that was found in one track.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) recording: &'a Recording,
    pub(crate) track: &'a AudioTrack,
    /// Over how much a lossy codec spreads sound.
    pub(crate) reach: Nanos,
    /// For how long after a sound its codec may go on giving something that is not zero: the reach, or more.
    pub(crate) tail: Nanos,
    /// How exact the container's times are.
    pub(crate) edge_tick: Nanos,
    pub(crate) runs: &'a [ZeroRun],
    pub(crate) missing: &'a [Missing],
    pub(crate) least: Nanos,
}

/// One piece of silence before it has a class.
#[derive(Clone, Debug)]
struct Piece {
    start: Interval<unmuted_model::RecordingClock>,
    end: Interval<unmuted_model::RecordingClock>,
    /// The best single values, for deciding what is next to what.
    from: RecordingTime,
    to: RecordingTime,
    kind: Kind,
    evidence: Evidence,
    method: Method,
    from_edge: bool,
    to_edge: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zeros,
    LateStart,
    Dropped,
    Damaged,
    EarlyEnd,
    Absent,
}

/// The track's silent spans, in order of time.
pub(crate) fn classify(found: &Found<'_>) -> Vec<Silence> {
    let mut pieces: Vec<Piece> = found.runs.iter().map(|r| found.zeros(r)).collect();
    pieces.extend(found.missing.iter().map(|m| found.gap(m)));
    pieces.extend(found.holes());
    pieces.sort_by_key(|p| (p.from, p.to));
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if found.belong_together(last, &piece) => last.join(piece),
            _ => joined.push(piece),
        }
    }
    let mut silences: Vec<Silence> = joined
        .into_iter()
        .filter(|p| p.kind != Kind::Zeros || p.to - p.from >= found.least)
        .map(|p| found.silence(p))
        .collect();
    // Bounds of different widths may put two neighbours in another order than their best values.
    silences.sort_by_key(|s| (s.extent.start(), s.extent.end()));
    silences
}

impl Found<'_> {
    fn late(&self) -> Nanos {
        self.track.priming.late_by_at_most()
    }

    /// A run of zeros. The decoded run lies inside the silence: a lossy codec's window spreads what is beside it over
    /// at most `reach` on either side, and if the priming is not known all of it may be late. Where the run begins or
    /// ends with the track itself there is nothing beside it.
    fn zeros(&self, r: &ZeroRun) -> Piece {
        let span = self.recording.span;
        let at_track_start = r.from_edge && r.start <= self.track.start + self.edge_tick;
        let at_track_end = r.to_edge && r.end + self.edge_tick >= self.track.end;
        let before =
            if at_track_start { self.edge_tick } else { self.tail.max(self.reach) + self.edge_tick } + self.late();
        let after = if at_track_end { self.edge_tick } else { self.reach + self.edge_tick };
        Piece {
            start: Interval::between((r.start - before).max(span.start()), r.start + self.edge_tick),
            end: Interval::between(r.end - self.edge_tick - self.late(), (r.end + after).min(span.end().max(r.end))),
            from: r.start,
            to: r.end,
            kind: Kind::Zeros,
            evidence: Evidence {
                zero_samples: r.samples,
                rate_hz: self.track.rate_hz,
                offset: r.offset,
                ..Evidence::default()
            },
            method: Method::Decoded,
            from_edge: r.from_edge,
            to_edge: r.to_edge,
        }
    }

    /// A stretch without packets inside the track. The packet after it has lost what it builds on, so the sound may
    /// be whole only one window later; and the last packet before it holds the first half of what was in the next.
    fn gap(&self, m: &Missing) -> Piece {
        Piece {
            start: Interval::between(m.from - self.edge_tick - self.late(), m.from + self.edge_tick),
            end: Interval::between(m.to - self.edge_tick - self.late(), m.to + self.edge_tick + self.reach),
            from: m.from,
            to: m.to,
            kind: if m.why == Before::Dropped { Kind::Dropped } else { Kind::Damaged },
            evidence: Evidence { missing: m.to - m.from, offset: m.offset, ..Evidence::default() },
            method: Method::Index,
            from_edge: true,
            to_edge: true,
        }
    }

    /// What the container says about the track's beginning and end.
    fn holes(&self) -> impl Iterator<Item = Piece> {
        self.track.holes.iter().filter_map(|h| {
            let (kind, from, to) = match h.kind {
                HoleKind::LateStart => (Kind::LateStart, h.extent.start().latest(), self.track.start),
                HoleKind::EarlyEnd => (Kind::EarlyEnd, self.track.end, h.extent.end().latest()),
                HoleKind::Whole => (Kind::Absent, h.extent.start().latest(), h.extent.end().earliest()),
                HoleKind::Gap => return None,
            };
            Some(Piece {
                start: h.extent.start(),
                end: h.extent.end(),
                from,
                to,
                kind,
                evidence: Evidence { missing: to - from, offset: h.offset_after, ..Evidence::default() },
                method: Method::Index,
                from_edge: true,
                to_edge: true,
            })
        })
    }

    /// Two pieces side by side are one silence where both are zeros that a corrected count has parted, where the
    /// first begins the recording (a lead-in without packets, then zeros), or where the zeros beside missing packets
    /// are too short to be reported by themselves. Otherwise they stay two, each with its own class.
    fn belong_together(&self, a: &Piece, b: &Piece) -> bool {
        let touching = a.to_edge && b.from_edge && b.from - a.to <= Nanos::from_millis(10).max(self.track.packet);
        let short = |p: &Piece| p.kind == Kind::Zeros && p.to - p.from < self.least;
        touching
            && match (a.kind, b.kind) {
                (Kind::Zeros, Kind::Zeros) => b.from - a.to <= Nanos::from_millis(10),
                (Kind::LateStart, Kind::Zeros) => true,
                _ => short(a) || short(b),
            }
    }

    fn silence(&self, p: Piece) -> Silence {
        let span = self.recording.span;
        let from_start = p.from - span.start() <= AT_THE_START;
        let to_end = span.end() - p.to <= AT_THE_START;
        let length = p.to - p.from;
        let whole_recording = from_start && to_end;
        let class = match p.kind {
            // The core of a codec says nothing of what its extension adds, which may be noise or tones of their own.
            Kind::Zeros if self.track.decoding == Decoding::CoreOnly => SilenceClass::Unknown,
            Kind::Zeros | Kind::LateStart if from_start && !whole_recording && length <= LONGEST_BUFFER => {
                SilenceClass::PreEvent
            }
            Kind::Zeros => SilenceClass::DigitalSilence,
            Kind::LateStart | Kind::Dropped => SilenceClass::Dropped,
            Kind::EarlyEnd => SilenceClass::TrackEndsEarly,
            // A track without a packet is a track in name only.
            Kind::Absent => SilenceClass::TrackAbsent,
            Kind::Damaged => SilenceClass::Unknown,
        };
        let near_buffer_secs = if class == SilenceClass::PreEvent { usual_buffer_near(length) } else { None };
        let evidence =
            Evidence { near_buffer_secs, whole_recording, causes: class.possible_causes().into(), ..p.evidence };
        Silence { extent: Extent::new(p.start, p.end), class, method: p.method, evidence }
    }
}

impl Piece {
    /// Takes in the piece after this one.
    fn join(&mut self, next: Self) {
        if self.kind == Kind::Zeros {
            self.kind = next.kind;
        }
        self.end = next.end;
        self.to = self.to.max(next.to);
        self.to_edge = next.to_edge;
        self.evidence.zero_samples += next.evidence.zero_samples;
        self.evidence.rate_hz = self.evidence.rate_hz.max(next.evidence.rate_hz);
        self.evidence.missing = self.evidence.missing + next.evidence.missing;
        self.evidence.offset = self.evidence.offset.or(next.evidence.offset);
        if self.method != next.method {
            self.method = Method::IndexAndDecoded;
        }
    }
}
