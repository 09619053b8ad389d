//! Made-up logs of fictional devices, matched with made-up recordings.

use proptest::prelude::*;
use unmuted_model::{Extent, Interval, Nanos, RecordingClock, RecordingTime, SilenceClass, Span, SpanSet};

use super::map::tests::MAP;
use super::*;

/// The second of the day at which the made-up recordings begin: 21:00.
const BEGAN: i64 = 21 * 3600;

fn map() -> AuditMap {
    read_map("map.toml", MAP).unwrap()
}

/// A log of one device; each entry is a second after the recording's beginning, a word, and a duration.
fn log(entries: &[(i64, &str, &str)]) -> AuditLog {
    let mut text = "Device,Time,Action,Length,File\n".to_owned();
    for (s, word, length) in entries {
        let t = BEGAN + s;
        let time = format!("1970-01-01T{:02}:{:02}:{:02}", t / 3600, t / 60 % 60, t % 60);
        let file = if *word == "Record" { "v1.mp4" } else { "" };
        text.push_str(&format!("CAM-7,{time},{word},{length},{file}\n"));
    }
    let log = read_log("log.csv", text.as_bytes(), &map()).unwrap();
    assert_eq!(log.problems, []);
    log
}

fn at(s: f64) -> RecordingTime {
    RecordingTime::from_secs_f64(s)
}

fn silent(class: SilenceClass, from: f64, to: f64) -> SilentSpan {
    let near = |s: f64, a: f64, b: f64| Interval::between(at(s + a), at(s + b));
    SilentSpan { class, extent: Extent::new(near(from, -0.02, 0.0), near(to, 0.0, 0.02)) }
}

fn zeros(from: f64, to: f64) -> SilentSpan {
    silent(SilenceClass::DigitalSilence, from, to)
}

/// A recording of ten minutes from 21:00:00 on.
fn recording(spans: Vec<SilentSpan>) -> RecordingFacts<'static> {
    let span = Span::between(at(0.0), at(600.0));
    RecordingFacts {
        name: "unit 4/v1.mp4",
        device: Some("cam-7"),
        started: Some(started_from_unix(BEGAN)),
        span,
        spans,
        examined: std::iter::once(span).collect(),
    }
}

fn run(log: &AuditLog, recording: &RecordingFacts<'_>) -> AuditMatch {
    match_recording(log, &map(), recording, &MatchOptions::default())
}

/// The results in short: word, `!` where certain, and the middles of the two ends in whole seconds.
fn short(m: &AuditMatch) -> Vec<String> {
    let part = |m: &Match| {
        let p = m.part;
        format!("{:.0}-{:.0}", p.start().middle().as_secs_f64(), p.end().middle().as_secs_f64())
    };
    m.matches.iter().map(|m| format!("{}{} {}", m.result.key(), if m.certain { "!" } else { "" }, part(m))).collect()
}

const DAY: [(i64, &str, &str); 2] = [(-3600, "Battery", ""), (3600, "Battery", "")];

fn with_day(entries: &[(i64, &str, &str)]) -> AuditLog {
    let mut all = vec![DAY[0]];
    all.extend_from_slice(entries);
    all.push(DAY[1]);
    log(&all)
}

#[test]
fn the_four_cases() {
    let log = with_day(&[
        (100, "Mute On", ""),
        (160, "Mute Off", ""),
        (300, "Audio Muted", ""),
        (330, "Mute Off", ""),
        (540, "Mute On", ""),
        (560, "Mute Off", ""),
    ]);
    let mut facts = recording(vec![zeros(100.7, 160.4), zeros(400.0, 420.0)]);
    facts.examined = facts.examined.minus(&std::iter::once(Span::between(at(500.0), at(600.0))).collect());
    let m = run(&log, &facts);
    assert_eq!(
        short(&m),
        [
            "logged_and_silent! 102-159",
            "logged_not_silent! 303-327",
            "silent_not_logged! 400-420",
            "not_examined! 543-557"
        ]
    );
    let first = &m.matches[0];
    assert_eq!((first.span, first.mute, first.lines.as_slice()), (Some(0), Some(0), &[3, 4][..]));
    let (least, most) = first.overlap.unwrap();
    assert!(least > Nanos::from_secs(54) && most < Nanos::from_secs(60), "{first:?}");
    assert_eq!((m.clock, m.device.as_deref()), (ClockFrom::Claim, Some("CAM-7")));
}

#[test]
fn what_reaches_beyond_the_other_is_told_by_itself() {
    let log = with_day(&[(100, "Mute On", ""), (160, "Mute Off", "")]);
    // The silence goes on for a minute after the log's end of the mute; then the other way round.
    assert_eq!(
        short(&run(&log, &recording(vec![zeros(100.5, 220.0)]))),
        ["logged_and_silent! 102-160", "silent_not_logged! 163-220"]
    );
    assert_eq!(
        short(&run(&log, &recording(vec![zeros(130.0, 161.0)]))),
        ["logged_not_silent! 103-130", "logged_and_silent! 130-159"]
    );
}

#[test]
fn a_short_mute_is_matched_as_its_two_ends_move_together() {
    let log = with_day(&[(100, "Mute On", ""), (105, "Mute Off", "")]);
    // Either way by 2 s and a typed second each, something of it is left.
    assert_eq!(short(&run(&log, &recording(vec![zeros(100.5, 105.5)]))), ["logged_and_silent! 102-104"]);
    // A second off, it is only possible, and its rest is beyond the tolerance; ten off, it is neither.
    assert_eq!(
        short(&run(&log, &recording(vec![zeros(106.5, 109.0)]))),
        ["logged_and_silent 106-107", "silent_not_logged! 108-109"]
    );
    assert_eq!(
        short(&run(&log, &recording(vec![zeros(115.0, 118.0)]))),
        ["logged_not_silent! 100-105", "silent_not_logged! 115-118"]
    );
    // Too short to have a core: certain all the same where nothing near is silent.
    let log = with_day(&[(100, "Muted", "1")]);
    assert_eq!(short(&run(&log, &recording(vec![]))), ["logged_not_silent! 100-101"]);
}

#[test]
fn outside_the_log_is_not_unlogged() {
    // The device's log goes from 200 to 300 s.
    let log = log(&[(200, "Battery", ""), (300, "Battery", "")]);
    let facts = recording(vec![zeros(100.0, 110.0), zeros(250.0, 260.0), zeros(290.0, 350.0), zeros(299.0, 302.0)]);
    let m = run(&log, &facts);
    assert_eq!(
        short(&m),
        [
            "no_log! 100-110",
            "silent_not_logged! 250-260",
            "silent_not_logged! 290-297",
            "no_log! 299-302",
            "no_log! 303-350"
        ]
    );
    assert!(m.matches.iter().all(|m| m.result != AuditResult::NoLog || m.no_log == Some(NoLog::OutsideLog)));
    let why = |facts: &RecordingFacts<'_>| {
        let m = run(&log, facts);
        assert!(m.matches.iter().all(|m| m.result == AuditResult::NoLog) && m.matches.len() == 4);
        m.matches[0].no_log
    };
    assert_eq!(why(&RecordingFacts { device: Some("CAM-8"), ..facts.clone() }), Some(NoLog::DeviceNotInLog));
    assert_eq!(why(&RecordingFacts { device: None, ..facts.clone() }), Some(NoLog::DeviceUnknown));
    assert_eq!(why(&RecordingFacts { started: None, ..facts.clone() }), Some(NoLog::NoClock));
}

#[test]
fn a_mute_without_an_end_says_so() {
    let of = |entries: &[(i64, &str, &str)]| {
        let m = run(&with_day(entries), &recording(vec![zeros(101.0, 300.0)]));
        (m.mutes[0].ended_by, short(&m))
    };
    assert_eq!(
        of(&[(100, "Mute On", "")]),
        (EndedBy::Recording, vec!["logged_and_silent! 102-300".into(), "logged_not_silent 300-598".into()])
    );
    assert_eq!(
        of(&[(100, "Mute On", ""), (400, "Stop", "")]),
        (EndedBy::RecordingStop, vec!["logged_and_silent! 102-300".into(), "logged_not_silent! 300-397".into()])
    );
    assert_eq!(of(&[(100, "Mute On", ""), (400, "Off", "")]).0, EndedBy::PowerOff);
    // An end without a beginning: it began at some time since the entry before.
    let (by, results) = of(&[(50, "Battery", ""), (300, "Mute Off", "")]);
    assert_eq!(by, EndedBy::MuteOff);
    assert!(results.iter().all(|r| r.starts_with("logged_and_silent ") || r.starts_with("no_log")), "{results:?}");
}

#[test]
fn the_logs_own_entry_places_the_recording() {
    // The claim is an hour off; the log's entry about this recording is not.
    let log = with_day(&[(0, "Record", ""), (100, "Mute On", ""), (160, "Mute Off", "")]);
    let mut facts = recording(vec![zeros(100.7, 160.4)]);
    facts.started = Some(started_from_unix(BEGAN - 3600));
    facts.device = None;
    let m = run(&log, &facts);
    assert_eq!(m.clock, ClockFrom::Log { line: 3, differs_from_claim: true });
    assert_eq!(short(&m), ["logged_and_silent! 102-159"]);
    // With a silent lead-in, the entry may be the moment of activation: half a minute of doubt, unless told.
    facts.spans.insert(0, silent(SilenceClass::PreEvent, 0.0, 30.0));
    assert_eq!(run(&log, &facts).zero.unwrap().width(), Nanos::from_millis(31_020));
    for (means, zero) in [("first_picture", BEGAN), ("activation", BEGAN - 30)] {
        let map = MAP.replace("zone = \"UTC\"", &format!("zone = \"UTC\"\nrecording_start_is = \"{means}\""));
        let m = match_recording(&log, &read_map("m", &map).unwrap(), &facts, &MatchOptions::default());
        assert_eq!(m.zero.unwrap().latest().as_secs_f64().round() as i64, zero + 1, "{means}");
    }
}

#[test]
fn what_has_reasons_of_its_own_is_never_certain() {
    let log = with_day(&[(1, "Mute On", ""), (100, "Mute Off", "")]);
    for class in [SilenceClass::PreEvent, SilenceClass::TrackAbsent, SilenceClass::LowLevel, SilenceClass::Unknown] {
        let m = run(&log, &recording(vec![silent(class, 0.0, 100.0)]));
        assert_eq!(short(&m), ["logged_and_silent 2-99"], "{class:?}");
        let m = run(&with_day(&[]), &recording(vec![silent(class, 0.0, 100.0)]));
        assert_eq!(short(&m), Vec::<String>::new(), "{class:?}");
    }
    let low = recording(vec![silent(SilenceClass::LowLevel, 50.0, 100.0)]);
    let options = MatchOptions { low_level: true, ..MatchOptions::default() };
    assert_eq!(short(&match_recording(&with_day(&[]), &map(), &low, &options)), ["silent_not_logged 50-100"]);
}

/// A truth that a log and a recording may both come from, and what they say of it.
#[derive(Debug)]
struct Truth {
    /// What to take from wall seconds to get true seconds of the recording, beside the claimed beginning.
    offset: f64,
    mutes: Vec<(i64, i64)>,
    silences: Vec<(f64, f64)>,
    gap: (f64, f64),
}

fn truth() -> impl Strategy<Value = Truth> {
    let mutes = proptest::collection::vec((5i64..120, 1i64..90), 0..5);
    let silences = proptest::collection::vec((2u32..900, 1u32..900), 0..5);
    (mutes, silences, -20i32..=20, (0u32..600, 0u32..100)).prop_map(|(mutes, silences, offset, gap)| {
        let mut t = 0;
        let mutes = mutes.iter().map(|(gap, n)| {
            let from = t + gap;
            t = from + n;
            (from, t)
        });
        let mutes = mutes.collect();
        let mut t = 0.0;
        let silences = silences.iter().map(|(gap, n)| {
            let from = t + f64::from(*gap) / 10.0;
            t = from + f64::from(*n) / 10.0;
            (from, t)
        });
        let silences = silences.collect();
        let gap = (f64::from(gap.0), f64::from(gap.0 + gap.1));
        Truth { offset: f64::from(offset) / 10.0, mutes, silences, gap }
    })
}

proptest! {
    /// Whatever is called certain is true in the world that both records come from, and nothing goes without a word.
    #[test]
    fn certain_results_are_true(truth in truth(), jitter in proptest::collection::vec(0.0f64..0.999, 10)) {
        let mut entries = Vec::new();
        for (from, to) in &truth.mutes {
            entries.push((*from, "Mute On", ""));
            entries.push((*to, "Mute Off", ""));
        }
        let log = with_day(&entries);
        let spans: Vec<_> =
            truth.silences.iter().map(|(a, b)| zeros(*a, *b)).filter(|s| s.extent.outer().end() < at(600.0)).collect();
        let mut facts = recording(spans);
        let gap: SpanSet<RecordingClock> = std::iter::once(Span::between(at(truth.gap.0), at(truth.gap.1))).collect();
        facts.examined = facts.examined.minus(&gap);
        let m = run(&log, &facts);

        // A typed second is any instant in it; the claimed beginning as well; the clocks differ by up to 2 s.
        let began = jitter[0];
        let real: Vec<(f64, f64)> = truth.mutes.iter().enumerate().map(|(i, (a, b))| {
            let on = |s: i64, j: f64| s as f64 + j - began + truth.offset;
            (on(*a, jitter[1 + i % 4]), on(*b, jitter[5 + i % 4]))
        }).collect();
        let is_muted = |t: f64| real.iter().any(|(a, b)| *a <= t && t < *b);
        let silent_set: SpanSet<RecordingClock> = facts.spans.iter().filter_map(|s| s.extent.inner()).collect();
        for found in m.matches.iter().filter(|m| m.certain) {
            let part = found.part.outer();
            let probes = [0.001, 0.5, 0.999].map(|f| part.start().as_secs_f64() + f * part.len().as_secs_f64());
            match found.result {
                AuditResult::LoggedAndSilent => {
                    let span = facts.spans[found.span.unwrap()].extent.inner().unwrap();
                    let both = real.iter().map(|(a, b)| {
                        (b.min(span.end().as_secs_f64()) - a.max(span.start().as_secs_f64())).max(0.0)
                    }).fold(0.0, f64::max);
                    let (least, _) = found.overlap.unwrap();
                    prop_assert!(both >= least.as_secs_f64() - 1e-6, "{found:?} {both}");
                }
                AuditResult::SilentNotLogged => {
                    for t in probes {
                        prop_assert!(!is_muted(t) && silent_set.contains(at(t)), "{found:?} {t}");
                    }
                }
                AuditResult::LoggedNotSilent => {
                    let some = part.len() > Nanos::from_millis(10);
                    let alone = found.part.outer().len() <= Nanos::from_secs(12);
                    for t in probes.into_iter().filter(|_| some) {
                        prop_assert!(!silent_set.contains(at(t)) && facts.examined.contains(at(t)), "{found:?} {t}");
                        prop_assert!(is_muted(t) || alone, "{found:?} {t}");
                    }
                }
                AuditResult::NotExamined => prop_assert!(probes.iter().any(|t| !facts.examined.contains(at(*t)))),
                AuditResult::NoLog => prop_assert!(false, "the log goes on all through it: {found:?}"),
            }
        }
        for j in 0..facts.spans.len() {
            prop_assert!(m.matches.iter().any(|m| m.span == Some(j)), "span {j} {m:?}");
        }
        for i in 0..m.mutes.len() {
            prop_assert!(m.matches.iter().any(|m| m.mute == Some(i)), "mute {i} {m:?}");
        }
    }
}
