//! What a review holds, as far as it shows what is not there.

use unmuted_case::missing::{
    Attribute, Cited, Held, Officer, Outcome, Ran, Recording, Redaction, Source, Statement, Unheard, Unit,
};

use crate::report::text::clock_time;
use crate::review::document::{self, Bounds, Review};

/// Everything.
pub(super) fn held(review: &Review) -> Held {
    Held {
        day: review.case.date.clone(),
        units: units(review),
        officers: review
            .case
            .people
            .iter()
            .filter(|p| p.role == "officer")
            .map(|p| Officer { id: p.id.clone(), name: p.name.clone() })
            .collect(),
        recordings: review.recordings.iter().map(|r| recording(review, r)).collect(),
        sources: sources(review),
        unheard: unheard(review),
        statements: review.statements.iter().map(|s| statement(review, s)).collect(),
        outcomes: outcomes(review),
        steps: review.accountability.iter().filter(|s| s.state == "not_recorded").map(|s| s.kind.clone()).collect(),
        cited: review.documents.iter().filter(|d| !d.held).map(|d| cited(review, d)).collect(),
        attributes: attributes(review),
    }
}

/// Units of the logs, in the order in which they first appear. Who dispatches has no camera.
fn units(review: &Review) -> Vec<Unit> {
    let dispatches = |unit: &str| {
        let same = |name: &str| name.eq_ignore_ascii_case(unit);
        review.case.people.iter().any(|p| p.role.contains("dispatch") && (same(&p.id) || same(&p.name)))
    };
    let mut units: Vec<Unit> = Vec::new();
    for entry in &review.log {
        let name = entry.unit.trim();
        if name.is_empty() || dispatches(name) {
            continue;
        }
        match units.iter_mut().find(|u| u.name.eq_ignore_ascii_case(name)) {
            Some(unit) => unit.entries += 1,
            None => {
                units.push(Unit { name: name.to_owned(), entries: 1, first: entry.id.clone(), at: entry.typed.clone() })
            }
        }
    }
    units
}

fn recording(review: &Review, r: &document::Recording) -> Recording {
    let wearer = review.case.people.iter().find(|p| p.id == r.wearer);
    Recording {
        id: r.id.clone(),
        name: r.name.clone(),
        device: r.device.clone(),
        wearer: r.wearer.clone(),
        wearer_name: wearer.map(|p| p.name.clone()).unwrap_or_default(),
        ran: common_clock(review, r).into_iter().chain(headers_clock(r)).collect(),
    }
}

fn common_clock(review: &Review, r: &document::Recording) -> Option<Ran> {
    let on = r.placement.placed && r.placement.group == Some(review.clock.main_group);
    on.then(|| Ran {
        clock: if review.clock.wall.is_some() { "the clock of the day".into() } else { "the common clock".into() },
        from_ns: r.placement.incident_bounds([r.start_ns; 2]),
        to_ns: r.placement.incident_bounds([r.end_ns; 2]),
        from_words: format!("starts {}", incident_words(review, r.placement.incident(r.start_ns))),
        to_words: format!("ends {}", incident_words(review, r.placement.incident(r.end_ns))),
    })
}

/// A time of day to the second where anchors tie the clock, else time since its zero.
fn incident_words(review: &Review, ns: i64) -> String {
    let of_day = review.clock.wall.as_ref().and_then(|wall| {
        let offset = jiff::tz::Offset::from_seconds(wall.utc_offset_minutes.checked_mul(60)?).ok()?;
        let ms = wall.at_zero_unix_ms.checked_add(ns / 1_000_000)?;
        let at = jiff::Timestamp::from_millisecond(ms).ok()?.round(jiff::Unit::Second).ok()?;
        Some(offset.to_datetime(at).time().to_string())
    });
    of_day.unwrap_or_else(|| format!("T+{}", clock_time(ns)))
}

/// By the time in the file's header. Some devices write when a file began, some when it ended; all that is certain is
/// that it did not begin longer before than it is long, and did not end longer after.
fn headers_clock(r: &document::Recording) -> Option<Ran> {
    let at = r.claims.iter().find_map(|c| header_time(c))?;
    let ns = at.as_second().checked_mul(1_000_000_000)?;
    let second = 1_000_000_000;
    let length = r.end_ns.saturating_sub(r.start_ns);
    Some(Ran {
        clock: "the clock of the files' headers".into(),
        from_ns: [ns.saturating_sub(length).saturating_sub(second), ns.saturating_add(second)],
        to_ns: [ns.saturating_sub(second), ns.saturating_add(length).saturating_add(second)],
        from_words: format!("its header says {at}"),
        to_words: format!("its header says {at}"),
    })
}

/// The time in a claim as the document words it.
fn header_time(claim: &str) -> Option<jiff::Timestamp> {
    claim.split_once(" says ")?.1.split([',', ';']).next()?.trim().parse().ok()
}

fn redaction(word: &str) -> Redaction {
    match word {
        "yes" => Redaction::Yes,
        "no" => Redaction::No,
        _ => Redaction::NotStated,
    }
}

fn sources(review: &Review) -> Vec<Source> {
    let recordings = review.recordings.iter().map(|r| Source {
        id: r.id.clone(),
        name: r.name.clone(),
        is_recording: true,
        device: r.device.clone(),
        wearer: r.wearer.clone(),
        redacted: redaction(&r.redacted),
    });
    let documents = review.documents.iter().filter(|d| d.held).map(|d| Source {
        id: d.id.clone(),
        name: d.name.clone(),
        is_recording: false,
        device: String::new(),
        wearer: String::new(),
        redacted: redaction(&d.redacted),
    });
    recordings.chain(documents).collect()
}

/// Silent spans in what an undetermined sentence asks about, where no other recording on the clock can have run.
fn unheard(review: &Review) -> Vec<Unheard> {
    let statements = review.statements.iter().map(|s| (&s.id, &s.verdict, &s.sentence, &s.finding));
    let rules = review.rules.iter().map(|r| (&r.id, &r.verdict, &r.sentence, &r.finding));
    let open = statements.chain(rules).filter(|(_, verdict, ..)| *verdict == "undetermined");
    let mut all: Vec<Unheard> = Vec::new();
    for (id, _, _, finding) in open.filter(|(.., sentence, _)| !only_seen(review, sentence)) {
        for (r, silence) in silent_and_alone(review, finding) {
            let own = [silence.start_ns[1], silence.end_ns[0]].map(clock_time);
            let sentence = (id.clone(), finding.reading.clone());
            match all.iter_mut().find(|u| u.recording == r.id && [&u.from, &u.to] == [&own[0], &own[1]]) {
                Some(same) => same.asked_by.push(sentence),
                None => {
                    let [from, to] = own;
                    all.push(Unheard {
                        asked_by: vec![sentence],
                        recording: r.id.clone(),
                        name: r.name.clone(),
                        device: r.device.clone(),
                        log_held: log_held(&r.device_logs, silence),
                        class: silence.words.clone(),
                        from,
                        to,
                    });
                }
            }
        }
    }
    all
}

/// Whether a log of the recording's device tells of the time of a silent span: that it was muted, or that it was not.
fn log_held(logs: &[document::DeviceLog], silence: &document::Silence) -> bool {
    let results = logs.iter().flat_map(|log| &log.results);
    results.filter(|x| silence.device_log.contains(&x.id)).any(|x| x.result != "no_log")
}

/// Whether a sentence speaks only of what is seen and never heard, so that silence hides nothing of it.
fn only_seen(review: &Review, sentence: &str) -> bool {
    let words = sentence.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')));
    let mut kinds = words.filter_map(|word| review.case.kinds.iter().find(|k| k.kind == word)).peekable();
    kinds.peek().is_some() && kinds.all(|k| k.sense == "picture")
}

fn silent_and_alone<'a>(
    review: &'a Review,
    finding: &'a document::Finding,
) -> impl Iterator<Item = (&'a document::Recording, &'a document::Silence)> {
    let meets = |a: Bounds, b: Bounds| a[0] < b[1] && b[0] < a[1];
    let on_clock = |r: &document::Recording| r.placement.placed && r.placement.group == Some(review.clock.main_group);
    let rows = finding.coverage.iter().filter(|row| !row.silent.is_empty());
    let of_rows = rows.filter_map(|row| review.recordings.iter().find(|r| r.id == row.recording));
    let with_silences = of_rows.filter(move |r| on_clock(r)).flat_map(|r| r.silences.iter().map(move |s| (r, s)));
    with_silences.filter(move |(r, s)| {
        let span = [r.placement.incident(s.start_ns[1]), r.placement.incident(s.end_ns[0])];
        let Some(asked) = finding.asked_ns else { return false };
        let part = [span[0].max(asked[0]), span[1].min(asked[1])];
        let ran = |other: &document::Recording| {
            let start = other.placement.incident_bounds([other.start_ns; 2])[0];
            let end = other.placement.incident_bounds([other.end_ns; 2])[1];
            meets(part, [start, end])
        };
        part[0] < part[1] && !review.recordings.iter().any(|o| o.id != r.id && on_clock(o) && ran(o))
    })
}

fn statement(review: &Review, s: &document::Statement) -> Statement {
    let document = review.documents.iter().find(|d| d.id == s.found_source);
    Statement {
        id: s.id.clone(),
        by: s.by_name.clone(),
        quote: s.quote.clone(),
        source: s.found_source.clone(),
        source_has_pages: document.is_some_and(|d| d.held && d.kind == "document"),
        page: s.found_page.clone(),
    }
}

fn outcomes(review: &Review) -> Vec<Outcome> {
    let open = review.outcomes.iter().filter(|o| o.date.is_none());
    open.map(|o| Outcome {
        id: o.id.clone(),
        kind: o.kind.clone(),
        what: o.what.clone(),
        as_of: o.as_of.clone(),
        source: o.source.clone(),
        page: o.page.clone(),
    })
    .collect()
}

fn cited(review: &Review, d: &document::Document) -> Cited {
    let statements = review.statements.iter().filter(|s| s.found_source == d.id).map(|s| &s.id);
    let rules = review.rules.iter().filter(|r| r.source == d.id).map(|r| &r.id);
    let mut values: Vec<&String> =
        review.attributes.iter().flat_map(|a| &a.values).filter(|v| v.source == d.id).map(|v| &v.id).collect();
    // In the order of the file, which their numbers tell.
    values.sort_by_key(|id| (id.len(), *id));
    let outcomes = review.outcomes.iter().filter(|o| o.source == d.id).map(|o| &o.id);
    Cited {
        id: d.id.clone(),
        name: d.name.clone(),
        publisher: d.publisher.clone(),
        published: d.published.clone(),
        cited_by: statements.chain(rules).chain(values).chain(outcomes).cloned().collect(),
    }
}

fn attributes(review: &Review) -> Vec<Attribute> {
    let thin = |v: &document::AttributeValue| matches!(v.basis.as_str(), "statement" | "press");
    let only = review.attributes.iter().filter(|a| a.values.iter().all(thin));
    only.map(|a| Attribute {
        name: a.name.clone(),
        values: a
            .values
            .iter()
            .map(|v| {
                let unit = if v.unit.is_empty() { String::new() } else { format!(" {}", v.unit) };
                let by = if v.by.is_empty() { &v.source } else { &v.by };
                format!("{}{unit} ({by})", v.value)
            })
            .collect(),
        sources: a.values.iter().map(|v| (v.source.clone(), v.page.clone())).collect(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_held_where_it_tells_of_the_span() {
        let result = |id: &str, result: &str| {
            let (id, result, words) = (id.to_owned(), result.to_owned(), String::new());
            document::DeviceLogResult {
                id,
                result,
                words: words.clone(),
                certain: true,
                start_ns: [0, 0],
                end_ns: [1, 1],
                silence: words.clone(),
                lines: Vec::new(),
                lines_words: words.clone(),
                entries: Vec::new(),
                is_evidence: false,
                note: words,
            }
        };
        let log = document::DeviceLog {
            source: "audit-log".into(),
            sha256: String::new(),
            device: "CAM-7".into(),
            compared: true,
            words: String::new(),
            tolerance_ns: 0,
            results: vec![result("a/1", "no_log"), result("a/2", "silent_not_logged")],
        };
        let silence = |touching: &[&str]| document::Silence {
            id: String::new(),
            class: String::new(),
            words: String::new(),
            start_ns: [0, 0],
            end_ns: [1, 1],
            method: String::new(),
            evidence: String::new(),
            possible_causes: Vec::new(),
            cause: String::new(),
            device_log: touching.iter().map(|id| (*id).to_owned()).collect(),
        };
        assert!(log_held(std::slice::from_ref(&log), &silence(&["a/2"])));
        assert!(!log_held(std::slice::from_ref(&log), &silence(&["a/1"])));
        assert!(!log_held(std::slice::from_ref(&log), &silence(&[])));
    }

    #[test]
    fn the_time_of_a_header_is_read_as_the_document_words_it() {
        let claim = "the movie header's creation time says 2026-04-23T17:41:00Z, if it is written in UTC; device \
                     clocks may be wrong by hours";
        assert_eq!(super::header_time(claim).unwrap().to_string(), "2026-04-23T17:41:00Z");
        assert_eq!(super::header_time("the origination date says 2026-04-23; device clocks may be wrong"), None);
        assert_eq!(super::header_time("anything"), None);
    }
}
