//! Places to watch, in words: for the terminal, as CSV and as JSON, all from the same rows.

use miette::miette;
use serde::Serialize;
use unmuted_archive::tables::ScanInfo;
use unmuted_archive::triage::{Chosen, Kind, Place, Plan, TriageOptions};

use super::words::{argument, clock, count, length, list, some, span};
use crate::names::shown;
use crate::report::table;

/// One place, as every form gives it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Its number in the order, from 1.
    pub place: usize,
    /// The location's name.
    pub location: String,
    /// The recording, within the location.
    pub recording: String,
    /// Its device.
    pub device: String,
    /// What to watch, on the recording's own clock.
    pub from: String,
    /// See `from`.
    pub to: String,
    /// The same in seconds.
    pub from_s: f64,
    /// See `from_s`.
    pub to_s: f64,
    /// The kind that sets its place in the order.
    pub kind: &'static str,
    /// Why it is listed.
    pub reason: String,
    /// Further reasons.
    pub also: String,
    /// What could explain it; listed, not chosen.
    pub could_be: String,
    /// Whether the recording is a copy made for release.
    pub copy_for_release: &'static str,
    /// Where in the file the evidence begins, in bytes.
    pub byte: Option<u64>,
    /// The time of watching so far, in seconds, what overlaps counted once.
    pub watched_s: f64,
    /// A command to look at it.
    pub look: String,
}

/// All rows of a plan.
pub fn rows(plan: &Plan, scan: &ScanInfo) -> Vec<Row> {
    plan.chosen.iter().enumerate().map(|(i, c)| row(i + 1, c, scan)).collect()
}

fn row(number: usize, c: &Chosen, scan: &ScanInfo) -> Row {
    let p = &c.place;
    let also: Vec<&str> = p.also.iter().map(|k| k.words()).collect();
    Row {
        place: number,
        location: scan.locations.get(p.location as usize).map_or_else(String::new, |l| l.name.clone()),
        recording: p.path.clone(),
        device: p.device.clone().unwrap_or_default(),
        from: clock(p.from_ns),
        to: clock(p.to_ns),
        from_s: seconds(p.from_ns),
        to_s: seconds(p.to_ns),
        kind: p.kind.key(),
        reason: reason(p),
        also: also.join("; "),
        could_be: could_be(p),
        copy_for_release: super::sections::released(p.released_copy),
        byte: p.offset,
        watched_s: seconds(c.so_far_ns),
        look: format!("unmuted listen {}", argument(&p.path)),
    }
}

/// Seconds to the millisecond, so that files read well; times are exact to more than that nowhere.
fn seconds(ns: i64) -> f64 {
    (ns / 1_000_000) as f64 / 1_000.0
}

/// Why a place is listed.
fn reason(p: &Place) -> String {
    let long = span(p.end_ns - p.start_ns);
    let class = p.class.map_or("silence", unmuted_model::SilenceClass::words);
    let at = clock(p.start_ns);
    let mut words = match p.kind {
        Kind::AroundEvent => {
            let event = p.event.as_deref().filter(|w| !w.is_empty()).unwrap_or("a marked event");
            let when = p.event_ns.map_or_else(String::new, |ns| format!(" ({})", clock(ns)));
            let gap = p.event_ns.map_or(0, |ns| p.start_ns - ns);
            let how = if gap > 0 { format!("{} after", span(gap)) } else { "under way at, or just before,".to_owned() };
            format!("{class}, {long}, from {at}: {how} {event}{when}")
        }
        Kind::Unlogged => {
            format!("{class}, {long}, from {at}: the device log covers this time and has no entry for it")
        }
        Kind::MissingLeadIn => format!(
            "no silent lead-in: recordings of this device usually begin with {} s of silence",
            p.usual_s.unwrap_or(0)
        ),
        Kind::LongerLeadIn => format!(
            "silent lead-in of {}: recordings of this device usually begin with {} s",
            span(p.end_ns),
            p.usual_s.unwrap_or(0)
        ),
        Kind::Gap => format!("gap of {long} from {at}: audio packets are missing"),
        Kind::EarlyEnd => format!("the audio track ends at {at}, {long} before the recording"),
        Kind::NoTrack => format!("no audio track, {long}"),
        Kind::EdgeSound => {
            let tone = p.tone_hz.map(|hz| format!("a tone of {hz} Hz"));
            let sound = match (tone, p.click) {
                (Some(tone), true) => format!("{tone} and a click"),
                (Some(tone), false) => tone,
                (None, _) => "a click".to_owned(),
            };
            format!("{class}, {long}, from {at}, with {sound} at an edge")
        }
        Kind::MidSilence => format!("{class}, {long}, from {at}"),
        Kind::PartSilent => {
            let which = match (p.track, p.channel) {
                (Some(t), Some(c)) => format!("channel {c} of track {t} (counted from 0)"),
                (Some(t), None) => format!("track {t} (counted from 0)"),
                _ => "one of several".to_owned(),
            };
            format!("{which} is silent for {long} from {at}, the others are not known to be")
        }
        Kind::Unexamined => match (&p.fault, p.unexamined_ns) {
            (Some(fault), 0) => format!("could not be read: {fault}"),
            (Some(fault), ns) => format!("{} not examined: {fault}", span(ns)),
            (None, ns) => format!("{} not examined", span(ns)),
        },
    };
    if p.cut {
        words.push_str(&format!("; the first {} of it", span(p.to_ns - p.from_ns)));
    }
    words
}

/// What could explain a place. A list, never complete and never ranked.
fn could_be(p: &Place) -> String {
    let causes: Vec<&str> = match (p.kind, p.class) {
        (Kind::MissingLeadIn, _) => vec![
            "a camera that was off or asleep",
            "a setting of the device or the agency",
            "a beginning that was cut from the copy",
            "a buffer that kept sound",
        ],
        (Kind::Unexamined, _) => vec!["a format that is not read", "damage to the file", "a store that did not answer"],
        (_, Some(class)) => class.possible_causes().iter().map(|c| c.words()).collect(),
        (_, None) => Vec::new(),
    };
    causes.join("; ")
}

/// The rows as CSV (UTF-8, comma, CRLF as RFC 4180 asks).
///
/// # Errors
/// Never for our own rows.
pub fn csv(rows: &[Row]) -> miette::Result<Vec<u8>> {
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).has_headers(false).from_writer(Vec::new());
    let broken = |e: csv::Error| miette!("cannot write the places as CSV: {e}");
    // Written always, so that a plan without a place still has its columns.
    out.write_record([
        "place",
        "location",
        "recording",
        "device",
        "from",
        "to",
        "from_s",
        "to_s",
        "kind",
        "reason",
        "also",
        "could_be",
        "copy_for_release",
        "byte",
        "watched_s",
        "look",
    ])
    .map_err(broken)?;
    for row in rows {
        out.serialize(row).map_err(broken)?;
    }
    out.into_inner().map_err(|e| miette!("cannot write the places as CSV: {e}"))
}

/// The plan for a terminal.
pub fn text(plan: &Plan, rows: &[Row], scan: &ScanInfo, options: &TriageOptions, width: usize) -> String {
    let mut out = String::new();
    let several = scan.locations.len() > 1;
    for (row, c) in rows.iter().zip(&plan.chosen) {
        let location = if several { format!("{}: ", shown(&row.location)) } else { String::new() };
        out.push_str(&format!("{:>4}  {location}{}  {} to {}\n", row.place, shown(&row.recording), row.from, row.to));
        let mut lines = vec![shown(&row.reason).into_owned()];
        if !row.also.is_empty() {
            lines.push(format!("also: {}", shown(&row.also)));
        }
        if !row.could_be.is_empty() {
            lines.push(format!("could be: {}", row.could_be));
        }
        if c.place.released_copy != Some(false) {
            lines.push(format!("a copy for release: {}", row.copy_for_release));
        }
        let cells: Vec<Vec<String>> = lines.into_iter().map(|l| vec![l]).collect();
        out.push_str(&table::render(&cells, 6, width));
    }
    if !rows.is_empty() {
        out.push('\n');
    }
    for line in told(plan, options) {
        for wrapped in table::wrapped(&shown(&line), width) {
            out.push_str(&wrapped);
            out.push('\n');
        }
    }
    let counts: Vec<Vec<String>> = plan
        .kinds
        .iter()
        .map(|k| vec![k.kind.words().to_owned(), format!("{} of {}", count(k.chosen), count(k.places))])
        .collect();
    if !counts.is_empty() {
        out.push('\n');
        out.push_str(&table::render(&counts, 2, width));
    }
    out
}

/// What the plan is, how its order is made, and what it leaves out.
pub fn told(plan: &Plan, options: &TriageOptions) -> Vec<String> {
    let all: u64 = plan.kinds.iter().map(|k| k.places).sum();
    let of = match options.budget_ns {
        Some(ns) => format!(" of {}", length(i128::from(ns))),
        None => String::new(),
    };
    let mut lines = vec![format!(
        "{} of {} in {}: {}{of} to watch, what overlaps counted once, out of {} recorded.",
        count(plan.chosen.len() as u64),
        some(all, "place", "places"),
        some(plan.recordings, "recording", "recordings"),
        length(i128::from(plan.watched_ns)),
        length(plan.duration_ns)
    )];
    let kinds: Vec<&str> = Kind::ALL.into_iter().map(Kind::words).collect();
    lines.push(format!(
        "The order is a rule and not a score: {}; in each the longest first, then by name. A place that does not fit any more \
         is passed over for the next that does.",
        list(&kinds)
    ));
    lines.push(format!(
        "{} of {} have no place, which does not say that nothing happened there.",
        count(plan.without_place),
        some(plan.found, "recording", "recordings")
    ));
    if plan.events > 0 {
        lines.push(format!(
            "{} of {} fell into a recording that was read.",
            count(plan.events_joined),
            some(plan.events, "event", "events")
        ));
    }
    if plan.not_kept > 0 {
        lines.push(format!(
            "{} beyond the first {} were counted and not considered.",
            some(plan.not_kept, "place", "places"),
            count(options.keep as u64)
        ));
    }
    lines
}
