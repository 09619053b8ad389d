//! The summary of a fictional archive, whose rows are made up here.
//!
//! `UNMUTED_GOLDEN=1 cargo test -p unmuted report::archive` writes `golden/summary.md` again, and the page beside it as
//! `golden/index.html`, to be looked at; the page is not kept.

use std::path::Path;

use unmuted_archive::summary::{ByWearer, Event, On, SummaryOptions};
use unmuted_archive::tables::{Counts, Guard, LocationInfo, NotDecoded, ScanOptions};
use unmuted_archive::triage::{Finding, Plan, TriageOptions};
use unmuted_archive::{FaultRow, LeadIn, RecordingRow, Scanned, SpanRow, Started, StartedFrom, State};
use unmuted_media::Effort;
use unmuted_model::SilenceClass;

use super::*;

const S: i64 = 1_000_000_000;
const NOTE: &str = "Fictional archive. Every number on this page is made up to show the page.";

/// Numbers that look like chance and are the same everywhere (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn seconds(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(u64::try_from(to - from).unwrap()) as i64
    }

    fn in_percent(&mut self, p: u64) -> bool {
        self.below(100) < p
    }
}

fn silent(r: &mut Scanned, class: SilenceClass, from_ns: i64, to_ns: i64, track: Option<u32>) {
    r.recording.silent_ns[class as usize] += to_ns - from_ns;
    let from_bytes = matches!(class, SilenceClass::PreEvent | SilenceClass::DigitalSilence | SilenceClass::Unknown);
    r.spans.push(SpanRow {
        track,
        channel: None,
        class,
        start_ns: from_ns,
        end_ns: to_ns,
        start_earliest_ns: from_ns,
        end_latest_ns: to_ns,
        method: if from_bytes { "spectrum" } else { "index" }.to_owned(),
        offset: from_bytes.then_some(4_096 + from_ns as u64 / 1_000),
        proven_packets: if from_bytes { (to_ns - from_ns) as u64 * 48 / 1_024_000_000 } else { 0 },
        packets: if from_bytes { (to_ns - from_ns) as u64 * 48 / 1_024_000_000 } else { 0 },
        near_buffer_s: (class == SilenceClass::PreEvent).then_some(30),
        tone_hz: None,
        click: false,
        begins_with: String::new(),
    });
}

/// So many recordings of a town that does not exist.
fn harborview(how_many: u64) -> Vec<Scanned> {
    const UNITS: [&str; 6] =
        ["East district", "Harbour", "North district", "South district", "Traffic", "Training ground"];
    const DEVICES: [&str; 4] = ["K1, 2.4", "K2, 3.0", "K2, 3.1", "K3, 1.0"];
    let mut chance = Chance(7);
    (0..how_many)
        .map(|i| {
            let unit = chance.below(6) as usize;
            let device = chance.below(4) as usize;
            let hour = (chance.below(24) + chance.below(24)) / 2;
            let duration = chance.seconds(240, 3_600) * S;
            let day = 1 + i * 28 / how_many.max(1);
            let recording = RecordingRow {
                path: format!("2026/03/{day:02}/r-{i:05}.mp4"),
                location: 0,
                size: duration as u64 / 2_000,
                state: State::Read,
                container: "MP4".to_owned(),
                duration_ns: duration,
                device: Some(DEVICES[device].to_owned()),
                wearer: Some(format!("officer-{:02}", chance.below(60))),
                unit: (i % 40 != 0).then(|| UNITS[unit].to_owned()),
                started: Some(Started {
                    text: format!("2026-03-{day:02}T{hour:02}:{:02}:00", chance.below(60)),
                    unix_s: None,
                    from: StartedFrom::Name,
                }),
                released_copy: if i % 7 == 0 { None } else { Some(i % 11 == 0) },
                audio_tracks: 1,
                codec: "AAC".to_owned(),
                encoder: format!("AAC-LC 48000 Hz mono, priming {}", if device == 3 { "2048" } else { "1024" }),
                covered_ns: duration,
                examined_ns: if i % 90 == 0 { duration / 2 } else { duration },
                silent_ns: [0; 7],
                effort: if i % 50 == 0 { Effort::Thorough } else { Effort::Quick },
                packets: duration as u64 * 48 / 1_024_000_000,
                opened: 900,
                decoded: 30,
                requests: 5,
                bytes_read: 900_000,
                guard_struck: false,
                checked: None,
                lead_in_ns: Some(0),
                lead_in_usual_s: Some(30),
                lead_in: Some(LeadIn::Usual),
            };
            let mut r = Scanned { recording, spans: Vec::new(), faults: Vec::new() };
            if i % 270 == 13 {
                r.recording.state = State::Unreadable;
                let (blame, what) = match i / 270 % 4 {
                    0 => ("malformed", "the index is missing".to_owned()),
                    1 => ("malformed", format!("cut short: {} bytes are claimed, 512 are there", i * 1_000)),
                    2 => ("unsupported", "encrypted sound is not read".to_owned()),
                    _ => ("input_output", "reading failed: Permission denied (os error 13)".to_owned()),
                };
                let fault = FaultRow { blame: blame.into(), what, place: "byte 0".into(), offset: Some(0) };
                r.faults.push(fault);
                r.recording.duration_ns = 0;
                r.recording.examined_ns = 0;
                return r;
            }
            if i % 45 == 7 {
                r.recording.audio_tracks = 0;
                r.recording.codec = String::new();
                r.recording.encoder = String::new();
                r.recording.lead_in_ns = None;
                r.recording.lead_in_usual_s = None;
                r.recording.lead_in = None;
                silent(&mut r, SilenceClass::TrackAbsent, 0, duration, None);
                return r;
            }
            let lead_in = match chance.below(100) {
                0..=7 => 0,
                8 => 71,
                _ => 30,
            };
            r.recording.lead_in_ns = Some(lead_in * S);
            r.recording.lead_in = Some(match lead_in {
                0 => LeadIn::Missing,
                30 => LeadIn::Usual,
                _ => LeadIn::Longer,
            });
            if lead_in > 0 {
                silent(&mut r, SilenceClass::PreEvent, 0, lead_in * S, Some(0));
            }
            if chance.in_percent(if unit == 5 { 19 } else { 11 }) {
                // Many begin soon after the event in the list below.
                let from = if chance.in_percent(40) { 95 } else { chance.seconds(100, duration / S - 60) };
                let length = chance.seconds(3, (duration / S - from - 5).min(400));
                silent(&mut r, SilenceClass::DigitalSilence, from * S, (from + length) * S, Some(0));
                if i % 5 == 0 {
                    r.spans.last_mut().unwrap().tone_hz = Some(1_000);
                }
            } else if chance.in_percent(3) {
                silent(&mut r, SilenceClass::Dropped, 120 * S, 124 * S, Some(0));
            } else if chance.in_percent(1) {
                silent(&mut r, SilenceClass::TrackEndsEarly, duration - 111 * S, duration, Some(0));
            }
            if chance.in_percent(4) {
                silent(&mut r, SilenceClass::LowLevel, duration - 100 * S, duration - 40 * S, Some(0));
            }
            r
        })
        .collect()
}

fn scan_info() -> ScanInfo {
    ScanInfo {
        format: "unmuted-scan".into(),
        version: 1,
        program: "unmuted 0.1.0".into(),
        locations: vec![LocationInfo { name: "harborview".into(), kind: "folder".into(), recordings: 4_000 }],
        options: ScanOptions { level: true, ..ScanOptions::default() },
        shard: None,
        as_of: Some("2026-03-28".into()),
        counts: Counts::default(),
        not_decoded: Vec::new(),
        guard: Guard { fingerprints: 2, checked: 81, agreed: 81, sampled: 80, ..Guard::default() },
    }
}

/// An event in each third recording, a minute in.
fn events(rows: &[Scanned]) -> Events {
    let listed = rows
        .iter()
        .step_by(3)
        .zip(1..)
        .map(|(r, row)| Event {
            row,
            words: "additional units on scene".into(),
            on: On::Recording { path: r.recording.path.clone(), at_ns: 60 * S },
        })
        .chain([Event {
            row: 0,
            words: String::new(),
            on: On::Recording { path: "never-handed-over.mp4".into(), at_ns: 0 },
        }])
        .collect();
    Events::listed("dispatch.csv, additional units on scene", listed)
}

fn summary_of(rows: &[Scanned], options: SummaryOptions) -> Summary {
    let mut summing = Summing::new(options);
    rows.iter().for_each(|r| summing.add(r, &[]));
    summing.finish()
}

fn files(rows: &[Scanned], options: SummaryOptions) -> Vec<(&'static str, String)> {
    let named = Named { note: Some(NOTE.into()), ..Named::default() };
    render(&summary_of(rows, options), &scan_info(), &named).unwrap()
}

fn file<'a>(files: &'a [(&'static str, String)], name: &str) -> &'a str {
    files.iter().find(|f| f.0 == name).map(|f| f.1.as_str()).unwrap()
}

fn fictional() -> Vec<(&'static str, String)> {
    let rows = harborview(4_000);
    let options = SummaryOptions { events: vec![events(&rows)], longest: 12, ..SummaryOptions::default() };
    files(&rows, options)
}

#[test]
fn sound_without_a_decoder_and_encoders_that_differed_are_told() {
    let mut info = scan_info();
    info.not_decoded = vec![NotDecoded { codec: "Opus".into(), recordings: 3, duration_ns: 7_200 * S }];
    info.guard.differed = vec!["e-1".into()];
    let summary = summary_of(&harborview(40), SummaryOptions::default());
    let files = render(&summary, &info, &Named::default()).unwrap();
    let text = file(&files, "summary.md");
    for words in ["3 recordings, 2", "could not be listened to", "Opus in 3", "ffmpeg", "compared differed: e-1"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn the_text_of_a_fictional_archive() {
    let files = fictional();
    let text = file(&files, "summary.md");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/archive/golden");
    if std::env::var_os("UNMUTED_GOLDEN").is_some() {
        std::fs::write(golden.join("summary.md"), text).unwrap();
        std::fs::write(golden.join("index.html"), file(&files, "index.html")).unwrap();
    }
    let kept = std::fs::read_to_string(golden.join("summary.md")).unwrap();
    assert!(text.contains("Fictional archive."));
    assert!(text == kept, "golden/summary.md differs; see the head of this file for how to write it again");
}

/// Every opened element is closed, in order; every attribute value is quoted.
fn assert_well_formed(page: &str) {
    const VOID: [&str; 4] = ["meta", "link", "br", "!doctype"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>') || open.last() == Some(&"style"), "a loose > before {:.60}", &rest[at..]);
        let tag = &rest[at + 1..];
        let end = tag.find('>').expect("an open tag");
        let inside = &tag[..end];
        rest = &tag[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closes {name} before {rest:.60}");
            continue;
        }
        assert_eq!(inside.matches('"').count() % 2, 0, "quotes in <{inside}>");
        let name = inside.split([' ', '\n', '/']).next().unwrap();
        if name == "style" {
            // Text until its end.
            let close = rest.find("</style>").unwrap();
            rest = &rest[close + "</style>".len()..];
        } else if !VOID.contains(&name) && !inside.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "still open: {open:?}");
}

#[test]
fn the_page_is_well_formed_and_refers_to_nothing_outside() {
    let mut rows = harborview(300);
    // Names are foreign: they must not become markup, in any file.
    rows[1].recording.device = Some("<script>alert(1)</script> & \"quoted\"".into());
    rows[2].recording.unit = Some("|unit|\n# head".into());
    let files =
        files(&rows, SummaryOptions { events: vec![Events::start(), events(&rows)], ..SummaryOptions::default() });
    let page = file(&files, "index.html");
    assert_well_formed(page);
    assert!(!page.contains("<script"));
    for name in ["http:", "https:", "//", "src=", "@import", "url(", env!("CARGO_MANIFEST_DIR"), "/work", "/home"] {
        assert!(!page.contains(name), "{name} in the page");
    }
    // Each link goes to a place on the page.
    for link in page.split("href=\"").skip(1).filter_map(|l| l.split('"').next()).filter(|l| *l != "data:,") {
        let id = link.strip_prefix('#').expect("only links within the page");
        assert!(page.contains(&format!("id=\"{id}\"")), "{link}");
    }
    let text = file(&files, "summary.md");
    assert!(!text.contains("\n# head") && !text.contains("<script"));
}

#[test]
fn no_name_of_a_wearer_and_no_accusation() {
    for (name, text) in fictional() {
        assert!(!text.contains("officer-"), "{name} names a wearer");
        let words = text.to_lowercase().replace("unmuted", "");
        for word in ["muted", "tamper", "cover-up", " lie ", " lied", "suspicious"] {
            assert!(!words.contains(word), "{word} in {name}");
        }
    }
}

#[test]
fn wearers_only_where_no_recording_can_be_a_released_copy() {
    let options = || SummaryOptions { by_wearer: true, ..SummaryOptions::default() };
    let mut rows = harborview(200);
    let refused = render(&summary_of(&rows, options()), &scan_info(), &Named::default()).unwrap_err();
    assert!(refused.to_string().contains("no table by wearer"), "{refused}");
    rows.iter_mut().for_each(|r| r.recording.released_copy = Some(false));
    let summary = summary_of(&rows, options());
    assert!(matches!(summary.wearers, ByWearer::Table { .. }));
    let files = files(&rows, options());
    let text = file(&files, "summary.md");
    let names: Vec<&str> = text.lines().filter(|l| l.starts_with("| officer-")).collect();
    assert!(!names.is_empty() && names.is_sorted());
    assert!(
        names.iter().all(|l| l.contains(" of ") && l.matches('|').count() == 7),
        "number, unit and what was not examined"
    );
}

#[test]
fn an_empty_archive_has_a_summary() {
    let files = files(&[], SummaryOptions::default());
    assert_well_formed(file(&files, "index.html"));
    let text = file(&files, "summary.md");
    assert!(text.contains("Every file could be read") && text.contains("No span without sound"));
    assert!(!file(&files, "index.html").contains("NaN"));
}

fn plan(rows: &[Scanned], options: TriageOptions) -> Plan {
    let mut finding = Finding::new(options, vec![events(rows)]);
    rows.iter().for_each(|r| finding.add(r, &[]));
    finding.finish()
}

#[test]
fn places_say_the_same_in_each_form() {
    let rows = harborview(600);
    let options = TriageOptions { budget_ns: Some(2 * 3_600 * S), ..TriageOptions::default() };
    let plan = plan(&rows, options);
    assert!(plan.watched_ns <= 2 * 3_600 * S && plan.watched_ns > 3_600 * S);
    let scan = scan_info();
    let told = places::rows(&plan, &scan);
    let text = places::text(&plan, &told, &scan, &options, 100);
    let csv = String::from_utf8(places::csv(&told).unwrap()).unwrap();
    assert_eq!(csv.lines().count(), told.len() + 1);
    let fields = csv.lines().next().unwrap().split(',').count();
    assert_eq!(
        fields,
        serde_json::to_value(&told[0]).unwrap().as_object().unwrap().len(),
        "CSV and JSON have the same"
    );
    assert!(text.lines().all(|l| l.chars().count() <= 100));
    for row in &told {
        assert!(!row.reason.is_empty() && !row.could_be.is_empty(), "{row:?}");
        assert!(text.contains(&row.recording) && csv.contains(&row.recording));
        assert!(row.from_s < row.to_s);
    }
    assert!(text.contains("a rule and not a score"));
    let first = &told[0];
    assert_eq!(first.kind, "around_event");
    assert!(first.reason.contains("after additional units on scene (0:01:00.0)"), "{}", first.reason);
}
