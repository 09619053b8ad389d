//! `timeline.csv`: everything on the clock as a table, for spreadsheets. Seconds with nine decimals on the incident
//! clock and on the recording's own; empty where not known.

use miette::miette;

use crate::review::document::{Bounds, DeviceLog, DeviceLogResult, Recording, Review};

/// One row of the table; the field names are the column names.
#[derive(serde::Serialize)]
struct Row<'a> {
    row: &'a str,
    id: &'a str,
    source: &'a str,
    kind: &'a str,
    standing: &'a str,
    #[serde(serialize_with = "plain")]
    by: &'a str,
    incident_start_earliest_s: String,
    incident_start_latest_s: String,
    incident_end_earliest_s: String,
    incident_end_latest_s: String,
    local_start_earliest_s: String,
    local_start_latest_s: String,
    local_end_earliest_s: String,
    local_end_latest_s: String,
    #[serde(serialize_with = "plain")]
    words: &'a str,
    #[serde(skip)]
    order: (i64, usize),
}

/// Somebody's words, which no spreadsheet may take for a formula (OWASP, CSV injection).
fn plain<S: serde::Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return to.serialize_str(&format!("'{text}"));
    }
    to.serialize_str(text)
}

/// Where a row lies: start and end, each `[earliest, latest]`.
type Where = (Option<Bounds>, Option<Bounds>);

/// The table as bytes (UTF-8, comma, CRLF as RFC 4180 asks).
pub fn render(review: &Review) -> miette::Result<Vec<u8>> {
    let told = device_logs(review);
    let mut rows = Vec::new();
    let mut add = |row, id, source, kind, standing, by, incident: Where, local: Where, words| {
        let order = (incident.0.or(local.0).map_or(i64::MAX, |b| b[0]), rows.len());
        let [is, ie] = [incident.0, incident.1].map(seconds);
        let [ls, le] = [local.0, local.1].map(seconds);
        rows.push(Row {
            row,
            id,
            source,
            kind,
            standing,
            by,
            incident_start_earliest_s: is.0,
            incident_start_latest_s: is.1,
            incident_end_earliest_s: ie.0,
            incident_end_latest_s: ie.1,
            local_start_earliest_s: ls.0,
            local_start_latest_s: ls.1,
            local_end_earliest_s: le.0,
            local_end_latest_s: le.1,
            words,
            order,
        });
    };
    for r in &review.recordings {
        let on = |t: i64| r.placement.placed.then(|| r.placement.incident_bounds([t, t]));
        let local: Where = (Some([r.start_ns; 2]), Some([r.end_ns; 2]));
        add("recording", &r.id, &r.id, &r.shows, "", "", (on(r.start_ns), on(r.end_ns)), local, &r.media_words);
        for s in &r.silences {
            let on = |b: Bounds| r.placement.placed.then(|| r.placement.incident_bounds(b));
            let local: Where = (Some(s.start_ns), Some(s.end_ns));
            add("silence", &s.id, &r.id, &s.class, "measured", "", (on(s.start_ns), on(s.end_ns)), local, &s.words);
        }
    }
    for (r, log, x, words) in &told {
        let on = |b: Bounds| r.placement.placed.then(|| r.placement.incident_bounds(b));
        let (incident, local): (Where, Where) = ((on(x.start_ns), on(x.end_ns)), (Some(x.start_ns), Some(x.end_ns)));
        let standing = if x.certain { "certain" } else { "possible" };
        add("device_log", &x.id, &r.id, &x.result, standing, &log.source, incident, local, words);
    }
    for e in &review.events {
        let local: Where = (Some(e.local_start_ns), Some(e.local_end_ns));
        add("event", &e.id, &e.source, &e.kind, &e.standing, &e.by, (e.start_ns, e.end_ns), local, &e.words);
    }
    for l in &review.transcript {
        add(
            "speech",
            &l.id,
            &l.recording,
            "speech",
            &l.standing,
            "",
            ends(l.incident_ns),
            ends(Some(l.local_ns)),
            &l.text,
        );
    }
    for l in &review.log {
        add("log", &l.id, &l.source, "entry", "typed", &l.unit, (l.incident_ns, l.incident_ns), (None, None), &l.text);
    }
    for v in &review.reviewed {
        add("reviewed", &v.id, &v.source, "", "", &v.by, ends(v.incident_ns), ends(Some(v.local_ns)), "");
    }
    rows.sort_by_key(|r| r.order);
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        out.serialize(row).map_err(|e| miette!("cannot write timeline.csv: {e}"))?;
    }
    out.into_inner().map_err(|e| miette!("cannot write timeline.csv: {e}"))
}

/// What comparing recordings with devices' logs shows, each with its words and the lines of the log.
fn device_logs(review: &Review) -> Vec<(&Recording, &DeviceLog, &DeviceLogResult, String)> {
    let mut told = Vec::new();
    for r in &review.recordings {
        for log in &r.device_logs {
            told.extend(log.results.iter().map(|x| {
                let words = [&x.words, &x.lines_words, &x.note].map(String::as_str);
                (r, log, x, words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("; "))
            }));
        }
    }
    told
}

/// A stretch with exact ends as two bounds.
fn ends(span: Option<Bounds>) -> Where {
    (span.map(|[a, _]| [a, a]), span.map(|[_, b]| [b, b]))
}

fn seconds(bounds: Option<Bounds>) -> (String, String) {
    bounds.map_or_else(Default::default, |[a, b]| (decimal(a), decimal(b)))
}

/// Nanoseconds as seconds with nine decimals, exactly.
fn decimal(ns: i64) -> String {
    let sign = if ns < 0 { "-" } else { "" };
    let ns = ns.unsigned_abs();
    format!("{sign}{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact() {
        assert_eq!(decimal(-1_500_000_001), "-1.500000001");
        assert_eq!(decimal(0), "0.000000000");
    }
}
