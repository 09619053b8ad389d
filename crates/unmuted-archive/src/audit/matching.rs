//! Matching what a log says with what a recording has, on the device's one clock. Sound rather than complete: what is
//! called certain holds for every shift of the clocks within the tolerance and for all true ends within their bounds.

use serde::{Deserialize, Serialize};
use unmuted_model::{
    Extent, Interval, Nanos, RecordingClock, RecordingTime, SilenceClass, Span, SpanSet, WallClock, WallTime,
};

use super::clock::{ClockFrom, RecordingStart, same, zero};
use super::log::AuditLog;
use super::map::{AuditMap, fold};
use super::mutes::{EndedBy, LoggedMute, mutes};

/// How to match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MatchOptions {
    /// How far the log's times and the recording's may differ, either way: 2 s unless told.
    pub tolerance: Nanos,
    /// Whether spans of a steady low level get a result as well; it is never a certain one.
    pub low_level: bool,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self { tolerance: Nanos::from_secs(2), low_level: false }
    }
}

/// A silent span of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SilentSpan {
    /// Its class.
    pub class: SilenceClass,
    /// When, with its bounds.
    pub extent: Extent<RecordingClock>,
}

/// What is known of one recording.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordingFacts<'a> {
    /// Its path or name, to find it by in the log.
    pub name: &'a str,
    /// Its device, as the user, its name or a list says.
    pub device: Option<&'a str>,
    /// When it began, as it claims.
    pub started: Option<Interval<WallClock>>,
    /// From its beginning to its end.
    pub span: Span<RecordingClock>,
    /// When it is silent as a whole, by time.
    pub spans: Vec<SilentSpan>,
    /// The time in which silence would have been found.
    pub examined: SpanSet<RecordingClock>,
}

/// What comparing the two records shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditResult {
    /// The log says that sound was muted, and the recording is silent.
    LoggedAndSilent,
    /// The log says that sound was muted, and the recording is not silent.
    LoggedNotSilent,
    /// The recording is silent, and the log, which goes on through it, says nothing of it.
    SilentNotLogged,
    /// The log says that sound was muted where the recording was not examined.
    NotExamined,
    /// The recording is silent, and there is no log to ask; see [`NoLog`].
    NoLog,
}

impl AuditResult {
    /// All results, in the order in which outputs list them.
    pub const ALL: [Self; 5] =
        [Self::LoggedAndSilent, Self::LoggedNotSilent, Self::SilentNotLogged, Self::NotExamined, Self::NoLog];

    /// The name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::LoggedAndSilent => "logged_and_silent",
            Self::LoggedNotSilent => "logged_not_silent",
            Self::SilentNotLogged => "silent_not_logged",
            Self::NotExamined => "not_examined",
            Self::NoLog => "no_log",
        }
    }

    /// The words on a page. A comparison of two records, never an act.
    pub fn words(self) -> &'static str {
        match self {
            Self::LoggedAndSilent => "logged and silent",
            Self::LoggedNotSilent => "logged and not silent",
            Self::SilentNotLogged => "silent and not logged",
            Self::NotExamined => "logged, recording not examined there",
            Self::NoLog => "silent, no log for it",
        }
    }
}

/// Why there is no log to ask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLog {
    /// Nothing says which device made the recording.
    DeviceUnknown,
    /// The log has no entry of that device.
    DeviceNotInLog,
    /// It is before the device's first entry or after its last, or may be.
    OutsideLog,
    /// Nothing says when the recording began.
    NoClock,
}

/// One result.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Match {
    /// What it is.
    pub result: AuditResult,
    /// Whether it holds whatever the doubt; otherwise it is possible.
    pub certain: bool,
    /// Where, on the recording's own clock.
    pub part: Extent<RecordingClock>,
    /// Which silent span, by its place in [`RecordingFacts::spans`].
    pub span: Option<usize>,
    /// Which logged mute, by its place in [`AuditMatch::mutes`].
    pub mute: Option<usize>,
    /// How long the mute and the silence overlap, at least and at most.
    pub overlap: Option<(Nanos, Nanos)>,
    /// The lines of the log that it rests on.
    pub lines: Vec<u64>,
    /// Why there is no log.
    pub no_log: Option<NoLog>,
}

/// A recording matched with a log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditMatch {
    /// The log's name.
    pub log: String,
    /// The device, as the log writes it.
    pub device: Option<String>,
    /// What says where the recording lies on the device's clock.
    pub clock: ClockFrom,
    /// The instants at which the recording's zero can lie, tolerance not included.
    pub zero: Option<Interval<WallClock>>,
    /// The tolerance.
    pub tolerance: Nanos,
    /// The logged mutes that may touch the recording, by time.
    pub mutes: Vec<LoggedMute>,
    /// The results, by time.
    pub matches: Vec<Match>,
}

/// Matches one recording with a log. `map` is the mapping that the log was read by.
pub fn match_recording(
    log: &AuditLog,
    map: &AuditMap,
    recording: &RecordingFacts<'_>,
    options: &MatchOptions,
) -> AuditMatch {
    let tolerance = options.tolerance.abs();
    let mut out = AuditMatch {
        log: log.name.clone(),
        device: None,
        clock: ClockFrom::Nothing,
        zero: None,
        tolerance,
        mutes: Vec::new(),
        matches: Vec::new(),
    };
    let named = log.named(recording.name);
    let Some(device) = recording.device.or(named.map(|n| n.device.as_str())) else {
        return nothing_to_ask(out, recording, options, NoLog::DeviceUnknown);
    };
    let Some(cover) = log.devices.get(&fold(device)) else {
        return nothing_to_ask(out, recording, options, NoLog::DeviceNotInLog);
    };
    out.device = Some(cover.device.clone());
    let events = log.of_device(device);
    let lead_in = recording.spans.iter().find(|s| s.class == SilenceClass::PreEvent).map(|s| s.extent.end());
    let logged = named.and_then(|n| log.events.get(n.start?)).filter(|e| fold(&e.device) == fold(device));
    let start = RecordingStart::of(map.start_means, lead_in);
    (out.zero, out.clock) = zero(logged, recording.started, start, tolerance);
    let Some(zero) = out.zero else {
        return nothing_to_ask(out, recording, options, NoLog::NoClock);
    };
    let clock = Shift { least: zero.earliest() - tolerance, most: zero.latest() + tolerance };

    let end = zero.latest() + recording.span.end().since_zero();
    out.mutes = mutes(events.iter(), end)
        .into_iter()
        .filter(|m| m.recording.as_deref().is_none_or(|r| same(r, recording.name)))
        .filter(|m| clock.outer(m.extent).intersection(recording.span).is_some())
        .collect();
    let covered = Covered {
        certainly: Span::new(clock.late(cover.first.latest()), clock.early(cover.last.earliest()))
            .into_iter()
            .collect(),
        possibly: Span::new(clock.early(cover.first.earliest()), clock.late(cover.last.latest())).into_iter().collect(),
    };
    out.matches = Matcher { recording, options, clock, mutes: &out.mutes, covered }.results();
    out
}

/// Classes of which a log can say something. A silent lead-in and an absent track have reasons of their own.
fn labelled(class: SilenceClass, options: &MatchOptions) -> bool {
    match class {
        SilenceClass::DigitalSilence | SilenceClass::Dropped | SilenceClass::TrackEndsEarly => true,
        SilenceClass::LowLevel => options.low_level,
        SilenceClass::PreEvent | SilenceClass::TrackAbsent | SilenceClass::Unknown => false,
    }
}

/// Classes with which a result can be certain.
fn decisive(class: SilenceClass) -> bool {
    class != SilenceClass::LowLevel && labelled(class, &MatchOptions::default())
}

fn nothing_to_ask(
    mut out: AuditMatch,
    recording: &RecordingFacts<'_>,
    options: &MatchOptions,
    why: NoLog,
) -> AuditMatch {
    let spans = recording.spans.iter().enumerate().filter(|(_, s)| labelled(s.class, options));
    out.matches = spans.map(|(j, s)| no_log(j, s.extent, why)).collect();
    out
}

fn no_log(span: usize, part: Extent<RecordingClock>, why: NoLog) -> Match {
    Match {
        result: AuditResult::NoLog,
        certain: true,
        part,
        span: Some(span),
        mute: None,
        overlap: None,
        lines: Vec::new(),
        no_log: Some(why),
    }
}

/// What is taken from a wall time to get a time of the recording: something from `least` to `most`, the same for
/// everything in it.
#[derive(Clone, Copy)]
struct Shift {
    least: WallTime,
    most: WallTime,
}

impl Shift {
    fn early(self, t: WallTime) -> RecordingTime {
        RecordingTime::ZERO + (t - self.most)
    }
    fn late(self, t: WallTime) -> RecordingTime {
        RecordingTime::ZERO + (t - self.least)
    }
    /// All the time of the recording that it may touch.
    fn outer(self, e: Extent<WallClock>) -> Span<RecordingClock> {
        Span::between(self.early(e.outer().start()), self.late(e.outer().end()))
    }
    /// The time of the recording that it certainly covers.
    fn core(self, e: Extent<WallClock>) -> Option<Span<RecordingClock>> {
        let inner = e.inner()?;
        Span::new(self.late(inner.start()), self.early(inner.end())).filter(|s| !s.is_empty())
    }
    /// How long both last together, at least and at most, over all shifts and all ends within their bounds.
    fn overlap(self, mute: Extent<WallClock>, silence: Extent<RecordingClock>) -> (Nanos, Nanos) {
        let at = |span: Span<WallClock>, other: Span<RecordingClock>, shift: WallTime| {
            let moved = |t: WallTime| RecordingTime::ZERO + (t - shift);
            let (from, to) = (moved(span.start()).max(other.start()), moved(span.end()).min(other.end()));
            (to - from).max(Nanos::ZERO)
        };
        // As a function of the shift, the overlap of two spans rises, stays and falls: least at an end, most at an
        // end or where two of their ends meet.
        let least = match (mute.inner(), silence.inner()) {
            (Some(m), Some(s)) => at(m, s, self.least).min(at(m, s, self.most)),
            _ => Nanos::ZERO,
        };
        let (m, s) = (mute.outer(), silence.outer());
        let meet = |w: WallTime, r: RecordingTime| (w - r.since_zero()).clamp(self.least, self.most);
        let shifts = [self.least, self.most, meet(m.start(), s.start()), meet(m.end(), s.end())];
        let most = shifts.into_iter().map(|shift| at(m, s, shift)).max().unwrap_or(Nanos::ZERO);
        (least, most)
    }
}

/// The recording's time that the log covers.
struct Covered {
    certainly: SpanSet<RecordingClock>,
    possibly: SpanSet<RecordingClock>,
}

struct Matcher<'a> {
    recording: &'a RecordingFacts<'a>,
    options: &'a MatchOptions,
    clock: Shift,
    mutes: &'a [LoggedMute],
    covered: Covered,
}

impl Matcher<'_> {
    fn results(&self) -> Vec<Match> {
        let spans = &self.recording.spans;
        let (certain, possible): (Vec<_>, Vec<_>) = (0..self.mutes.len())
            .flat_map(|i| (0..spans.len()).filter_map(move |j| self.pair(i, j)))
            .partition(|m| m.certain);
        let mut out = certain;
        // The sounding parts of each mute, then the unlogged parts of each span.
        for i in 0..self.mutes.len() {
            self.not_silent(i, &mut out);
        }
        for j in 0..spans.len() {
            self.not_logged(j, &mut out);
        }
        // What is only possible is told where nothing better is known of the mute or of the span.
        let open = |m: &Match| {
            let mute = !out.iter().any(|o| o.mute.is_some() && o.mute == m.mute);
            let span = !out.iter().any(|o| o.span.is_some() && o.span == m.span);
            let labelled = m.span.and_then(|j| spans.get(j)).is_some_and(|s| labelled(s.class, self.options));
            mute || (span && labelled)
        };
        let told: Vec<Match> = possible.into_iter().filter(open).collect();
        out.extend(told);
        for i in 0..self.mutes.len() {
            self.alone(i, &mut out);
        }
        for j in 0..spans.len() {
            self.doubtful(j, &mut out);
        }
        out.sort_by_key(|m| (m.part.outer().start(), m.part.outer().end(), m.result, m.span, m.mute));
        out
    }

    fn pair(&self, i: usize, j: usize) -> Option<Match> {
        let (mute, span) = (self.mutes.get(i)?, self.recording.spans.get(j)?);
        let overlap = self.clock.overlap(mute.extent, span.extent);
        if overlap.1 <= Nanos::ZERO {
            return None;
        }
        let (m, s) = (mute.extent, span.extent);
        let on = |interval: Interval<WallClock>| {
            Interval::between(self.clock.early(interval.earliest()), self.clock.late(interval.latest()))
        };
        let (from, to) = (on(m.start()), on(m.end()));
        let start = Interval::between(from.earliest().max(s.start().earliest()), from.latest().max(s.start().latest()));
        let end = Interval::between(to.earliest().min(s.end().earliest()), to.latest().min(s.end().latest()));
        Some(Match {
            result: AuditResult::LoggedAndSilent,
            certain: overlap.0 > Nanos::ZERO && decisive(span.class),
            part: Extent::new(start, end),
            span: Some(j),
            mute: Some(i),
            overlap: Some(overlap),
            lines: mute.lines.clone(),
            no_log: None,
        })
    }

    /// All time that may be silent, of whatever class.
    fn perhaps_silent(&self) -> SpanSet<RecordingClock> {
        self.recording.spans.iter().map(|s| s.extent.outer()).collect()
    }

    fn of_mute(
        &self,
        i: usize,
        mute: &LoggedMute,
        result: AuditResult,
        certain: bool,
        part: Span<RecordingClock>,
    ) -> Match {
        Match {
            result,
            // Where the log has no end, its silence about one is not proof that it went on.
            certain: certain && mute.ended_by != EndedBy::Recording,
            part: Extent::exactly(part),
            span: None,
            mute: Some(i),
            overlap: None,
            lines: mute.lines.clone(),
            no_log: None,
        }
    }

    /// The parts of a mute that certainly belong to it and have sound, or were not examined.
    fn not_silent(&self, i: usize, out: &mut Vec<Match>) {
        let Some(mute) = self.mutes.get(i) else { return };
        let core = self.clock.core(mute.extent).and_then(|c| c.intersection(self.recording.span));
        let core: SpanSet<RecordingClock> = core.into_iter().collect();
        let silent = self.perhaps_silent();
        for part in core.intersection(&self.recording.examined).minus(&silent).spans() {
            out.push(self.of_mute(i, mute, AuditResult::LoggedNotSilent, true, *part));
        }
        for part in core.minus(&self.recording.examined).minus(&silent).spans() {
            out.push(self.of_mute(i, mute, AuditResult::NotExamined, true, *part));
        }
    }

    /// A mute too short to have a part that is certainly its own, and with no silence near.
    fn alone(&self, i: usize, out: &mut Vec<Match>) {
        let Some(mute) = self.mutes.get(i).filter(|_| !out.iter().any(|m| m.mute == Some(i))) else { return };
        let Some(part) = self.clock.outer(mute.extent).intersection(self.recording.span) else { return };
        let (result, certain) = match self.recording.examined.covers(part) {
            // It may lie before the recording's beginning or after its end.
            true => (AuditResult::LoggedNotSilent, part == self.clock.outer(mute.extent)),
            false => (AuditResult::NotExamined, false),
        };
        let within = |interval: Interval<WallClock>| {
            let inside = |t: RecordingTime| t.clamp(part.start(), part.end());
            let (early, late) = (self.clock.early(interval.earliest()), self.clock.late(interval.latest()));
            Interval::between(inside(early), inside(late))
        };
        let extent = Extent::new(within(mute.extent.start()), within(mute.extent.end()));
        out.push(Match { part: extent, ..self.of_mute(i, mute, result, certain, part) });
    }

    /// The parts of a span that are certainly silent and that the log certainly does not have.
    fn not_logged(&self, j: usize, out: &mut Vec<Match>) {
        let Some(span) = self.recording.spans.get(j).filter(|s| labelled(s.class, self.options)) else { return };
        let logged: SpanSet<RecordingClock> = self.mutes.iter().map(|m| self.clock.outer(m.extent)).collect();
        let inner: SpanSet<RecordingClock> = span.extent.inner().into_iter().collect();
        let open = inner.minus(&logged);
        for part in open.intersection(&self.covered.certainly).spans() {
            out.push(Match {
                result: AuditResult::SilentNotLogged,
                certain: decisive(span.class),
                part: Extent::exactly(*part),
                span: Some(j),
                mute: None,
                overlap: None,
                lines: Vec::new(),
                no_log: None,
            });
        }
        // A part that only doubt puts outside is not worth a line of its own beside another result.
        let known = out.iter().any(|m| m.span == Some(j));
        let outside = open.minus(if known { &self.covered.possibly } else { &self.covered.certainly });
        out.extend(outside.spans().iter().map(|p| no_log(j, Extent::exactly(*p), NoLog::OutsideLog)));
    }

    /// A span that nothing else was said of: one without a part that is certainly silent.
    fn doubtful(&self, j: usize, out: &mut Vec<Match>) {
        let Some(span) = self.recording.spans.get(j).filter(|s| labelled(s.class, self.options)) else { return };
        if out.iter().any(|m| m.span == Some(j)) {
            return;
        }
        if !self.covered.certainly.covers(span.extent.outer()) {
            out.push(no_log(j, span.extent, NoLog::OutsideLog));
            return;
        }
        out.push(Match {
            result: AuditResult::SilentNotLogged,
            certain: false,
            part: span.extent,
            span: Some(j),
            mute: None,
            overlap: None,
            lines: Vec::new(),
            no_log: None,
        });
    }
}
