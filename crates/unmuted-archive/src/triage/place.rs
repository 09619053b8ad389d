//! Places to watch, and how they are found in a recording's rows.

use std::cmp::Reverse;

use serde::Serialize;
use unmuted_model::SilenceClass;

use super::kind::Kind;
use super::{AFTER_EVENT_NS, BEFORE_EVENT_NS, TriageOptions};
use crate::rows::{LeadIn, RecordingRow, Scanned, SpanRow, State};
use crate::summary::{AT_START_NS, Events, InLog, is_of_the_whole, lead_in_ns, unexamined_ns};

/// A silent channel or track that lasts for so much of the recording, in hundredths, carries nothing at all, and is no
/// event in it.
const THROUGHOUT_PERCENT: i128 = 95;
/// A recording is listed as not examined from so much of its time on, in hundredths.
const UNEXAMINED_PERCENT: i128 = 5;

/// A place to watch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    /// Why it is listed: the first reason that applies.
    pub kind: Kind,
    /// The other reasons that apply, in order.
    pub also: Vec<Kind>,
    /// Which location.
    pub location: u32,
    /// The recording.
    pub path: String,
    /// Its device.
    pub device: Option<String>,
    /// Whether it is a copy made for release.
    pub released_copy: Option<bool>,
    /// What the place is about, in nanoseconds from the recording's beginning.
    pub start_ns: i64,
    /// See `start_ns`.
    pub end_ns: i64,
    /// What to watch: the same with a margin, within the recording, and no longer than the longest that was asked for.
    pub from_ns: i64,
    /// See `from_ns`.
    pub to_ns: i64,
    /// Whether the place is longer than what is to be watched of it.
    pub cut: bool,
    /// The class of the silence, if it is about one.
    pub class: Option<SilenceClass>,
    /// The track and channel, if it is about one of several.
    pub track: Option<u32>,
    /// See `track`.
    pub channel: Option<u16>,
    /// Where in the file the evidence begins, in bytes.
    pub offset: Option<u64>,
    /// A tone at an edge, in hertz.
    pub tone_hz: Option<u32>,
    /// A click at an edge.
    pub click: bool,
    /// The event, in the list's words, and
    pub event: Option<String>,
    /// when it was, in nanoseconds from the recording's beginning.
    pub event_ns: Option<i64>,
    /// The device's usual lead-in in whole seconds, where the place is about one.
    pub usual_s: Option<u32>,
    /// Nanoseconds of the recording that were not examined.
    pub unexamined_ns: i64,
    /// What was wrong, for a file that could not be read.
    pub fault: Option<String>,
}

/// What the order goes by: kind, length, location, path, start, end, track, channel.
type Key<'a> = (Kind, Reverse<i64>, u32, &'a str, i64, i64, Option<u32>, Option<u16>);

impl Place {
    fn key(&self) -> Key<'_> {
        let length = if self.kind == Kind::Unexamined { self.unexamined_ns } else { self.end_ns - self.start_ns };
        (self.kind, Reverse(length), self.location, &self.path, self.start_ns, self.end_ns, self.track, self.channel)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By kind, then the longest first, then by location, path and time.
impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// The places of one recording, in no order.
pub fn places(
    scanned: &Scanned,
    in_log: &[Option<InLog>],
    options: &TriageOptions,
    events: &mut [Events],
) -> Vec<Place> {
    let r = &scanned.recording;
    let mut found = Vec::new();
    if r.state != State::Read {
        let fault = scanned.faults.iter().find(|f| f.blame != "note").or(scanned.faults.first());
        let what = match r.state {
            State::Changed => "the file changed while it was read".to_owned(),
            _ => fault.map_or_else(|| "no reason is recorded".to_owned(), |f| f.what.clone()),
        };
        found.push(Place { fault: Some(what), ..about(r, Kind::Unexamined, 0, options.most_ns, options) });
        return found;
    }
    let lead_in = lead_in_ns(r);
    if let (Some(LeadIn::Missing), Some(usual_s)) = (r.lead_in, r.lead_in_usual_s) {
        let usual_ns = i64::from(usual_s) * 1_000_000_000;
        found.push(Place { usual_s: Some(usual_s), ..about(r, Kind::MissingLeadIn, 0, usual_ns, options) });
    }
    let marked: Vec<(i64, String)> = events
        .iter_mut()
        .flat_map(|e| e.of(r, lead_in).into_iter().map(|j| (j.at_ns, e.words(j.event).to_owned())).collect::<Vec<_>>())
        .collect();
    for (i, span) in scanned.spans.iter().enumerate() {
        let said = in_log.get(i).copied().flatten();
        found.extend(of_span(scanned, span, said, &marked, options));
    }
    let unexamined = unexamined_ns(r);
    if i128::from(unexamined) * 100 >= i128::from(r.duration_ns) * UNEXAMINED_PERCENT && unexamined > 0 {
        let fault = scanned.faults.iter().find(|f| f.blame != "note").map(|f| f.what.clone());
        found.push(Place { fault, ..about(r, Kind::Unexamined, 0, r.duration_ns, options) });
    }
    found
}

fn of_span(
    scanned: &Scanned,
    span: &SpanRow,
    said: Option<InLog>,
    marked: &[(i64, String)],
    options: &TriageOptions,
) -> Option<Place> {
    let r = &scanned.recording;
    let length = span.end_ns - span.start_ns;
    let whole = is_of_the_whole(r, span);
    let long = length >= options.least_ns;
    let event = marked
        .iter()
        .filter(|(at, _)| span.start_ns <= at + AFTER_EVENT_NS && span.end_ns >= at - BEFORE_EVENT_NS)
        .min_by_key(|(at, _)| (span.start_ns - at).abs());
    let mut kinds = Vec::new();
    let longer = whole && span.start_ns <= AT_START_NS && r.lead_in == Some(LeadIn::Longer);
    let usual_s = r.lead_in_usual_s.filter(|_| longer);
    if whole {
        let is_lead_in = span.class == SilenceClass::PreEvent;
        if event.is_some() && long && !is_lead_in {
            kinds.push(Kind::AroundEvent);
        }
        if said == Some(InLog::NotLogged) && long && !is_lead_in {
            kinds.push(Kind::Unlogged);
        }
        if longer {
            kinds.push(Kind::LongerLeadIn);
        }
        match span.class {
            SilenceClass::Dropped => kinds.push(Kind::Gap),
            SilenceClass::TrackEndsEarly => kinds.push(Kind::EarlyEnd),
            SilenceClass::TrackAbsent => kinds.push(Kind::NoTrack),
            SilenceClass::DigitalSilence | SilenceClass::LowLevel | SilenceClass::Unknown if long => {
                if span.tone_hz.is_some() || span.click {
                    kinds.push(Kind::EdgeSound);
                }
                kinds.push(Kind::MidSilence);
            }
            _ => {}
        }
    } else if long
        && span.class != SilenceClass::PreEvent
        && i128::from(length) * 100 < i128::from(r.duration_ns) * THROUGHOUT_PERCENT
        // Where everything is silent, its parts are as well.
        && !scanned.spans.iter().any(|s| is_of_the_whole(r, s) && s.start_ns <= span.start_ns && s.end_ns >= span.end_ns)
    {
        kinds.push(Kind::PartSilent);
    }
    let (&kind, also) = kinds.split_first()?;
    // Of a longer lead-in the part beyond the usual one.
    let beyond_ns = if kind == Kind::LongerLeadIn { usual_s.map_or(0, |s| i64::from(s) * 1_000_000_000) } else { 0 };
    let start = span.start_ns.max(beyond_ns).min(span.end_ns);
    Some(Place {
        also: also.to_vec(),
        class: Some(span.class),
        track: if whole { None } else { span.track },
        channel: span.channel,
        offset: span.offset,
        tone_hz: span.tone_hz,
        click: span.click,
        event: event.filter(|_| kind == Kind::AroundEvent).map(|(_, words)| words.clone()),
        event_ns: event.filter(|_| kind == Kind::AroundEvent).map(|(at, _)| *at),
        usual_s,
        ..about(r, kind, start, span.end_ns, options)
    })
}

fn about(r: &RecordingRow, kind: Kind, start_ns: i64, end_ns: i64, options: &TriageOptions) -> Place {
    let end_of = if r.state == State::Read { r.duration_ns } else { end_ns };
    let from_ns = (start_ns - options.margin_ns).max(0);
    let to_ns = end_ns.saturating_add(options.margin_ns).min(end_of).max(from_ns);
    let most = from_ns.saturating_add(options.most_ns);
    Place {
        kind,
        also: Vec::new(),
        location: r.location,
        path: r.path.clone(),
        device: r.device.clone(),
        released_copy: r.released_copy,
        start_ns,
        end_ns,
        from_ns,
        to_ns: to_ns.min(most),
        cut: to_ns > most,
        class: None,
        track: None,
        channel: None,
        offset: None,
        tone_hz: None,
        click: false,
        event: None,
        event_ns: None,
        usual_s: None,
        unexamined_ns: if r.state == State::Read { unexamined_ns(r) } else { 0 },
        fault: None,
    }
}
