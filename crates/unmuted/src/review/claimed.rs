//! Clocks that recordings claim: what each says, tested against the others on the same clock, in the document's words.
//!
//! A claim is weak. It moves no recording and ties nothing; where it disagrees, that is told with ordinary causes and
//! with what rests on it.

use jiff::tz::TimeZone;
use unmuted_case::align::{self, ClaimPlace, ClaimedClock, JudgedClaim};
use unmuted_media::{Created, CreatedIn};
use unmuted_model::{Nanos, RecordingTime, SourceId, WallTime};

use super::document;
use super::listen::Found;
use crate::case_files::{Anchor, text};
use crate::report::text::seconds;

/// How exactly a file's creation time speaks of its first picture: it is written in whole seconds, and a device opens
/// the file a moment before it records.
const CREATED_PLUS_MINUS: Nanos = Nanos::from_secs(2);

/// Seconds since 1970 at which the day 1904-01-01 begins, from which MP4 counts (ISO/IEC 14496-12, 8.2.2).
const DAY_1904: i64 = -2_082_844_800;
const DAY: i64 = 86_400;

/// A claimed clock.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What is tested.
    pub clock: ClaimedClock,
    /// What claims it: "file, creation time".
    pub what: String,
    /// How long the recording is, where the claim is its file's.
    pub length: Option<Nanos>,
    /// Whether it is an anchor of the case, on which wall times rest.
    pub is_anchor: bool,
}

/// A claim and what became of it.
pub struct Tested {
    /// The claim.
    pub claim: Claim,
    /// Its result.
    pub judged: JudgedClaim,
    /// In words.
    pub words: String,
}

/// What a file says about when it was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written {
    /// A wall time.
    At(WallTime),
    /// A value that no clock which was set gives, in words.
    NeverSet(String),
    /// Nothing that can be read as a time.
    Nothing,
}

/// What a container's creation time says; a time without an offset is read in `zone`.
pub fn written(created: &Created, zone: &TimeZone) -> Written {
    let second = match (created.unix_secs, &created.text) {
        (Some(second), _) => Some(second),
        (None, Some(text)) => {
            civil(text).and_then(|c| c.to_zoned(zone.clone()).ok()).map(|z| z.timestamp().as_second())
        }
        (None, None) => None,
    };
    let Some(second) = second else { return Written::Nothing };
    let Ok(shown) = jiff::Timestamp::from_second(second) else { return Written::Nothing };
    for (epoch, year) in [(DAY_1904, 1904), (0, 1970)] {
        if (epoch..epoch + DAY).contains(&second) {
            return Written::NeverSet(format!(
                "{shown}, which is where clocks begin that count from {year} and were never set: no time is claimed"
            ));
        }
    }
    match second.checked_mul(1_000_000_000) {
        Some(ns) => Written::At(WallTime::from_ns(ns)),
        None => Written::Nothing,
    }
}

/// A date and a time of day as text fields of containers write them: `2026-05-14 14:02:12`.
fn civil(text: &str) -> Option<jiff::civil::DateTime> {
    text.trim().replace([' ', '_'], "T").parse().ok()
}

/// The field that a container's creation time stands in.
pub fn field(created: &Created) -> &'static str {
    match created.claimed_in {
        CreatedIn::MovieHeader => "the movie header's creation time",
        CreatedIn::MatroskaDate => "the segment's date",
        CreatedIn::BroadcastWav => "the origination date",
    }
}

/// The id of what a recording's file claims. No id of a case has a stroke, so that it is nobody else's.
pub fn of_file_id(recording: &str) -> String {
    format!("{recording}/created")
}

/// What a recording's file claims: that its start was at its creation time.
pub fn of_file(id: &str, found: &Found, zone: &TimeZone) -> Option<Claim> {
    let recording = &found.recording;
    let Written::At(wall) = written(recording.created.as_ref()?, zone) else { return None };
    Some(Claim {
        clock: ClaimedClock {
            id: of_file_id(id),
            recording: id.to_owned(),
            at: recording.span.start(),
            wall,
            plus_minus: CREATED_PLUS_MINUS,
        },
        what: "file, creation time".into(),
        length: Some(recording.span.len()),
        is_anchor: false,
    })
}

/// What somebody anchored.
pub fn of_anchor(anchor: &Anchor) -> Claim {
    let half = Nanos::new(anchor.at.width().get() / 2 + anchor.at.width().get() % 2);
    Claim {
        clock: ClaimedClock {
            id: anchor.id.clone(),
            recording: anchor.source.to_string(),
            at: anchor.at.middle(),
            wall: anchor.wall,
            plus_minus: anchor.plus_minus + half,
        },
        what: anchor.basis.clone(),
        length: None,
        is_anchor: true,
    }
}

/// A claim that was typed for this run.
pub fn typed(id: String, recording: &str, at: RecordingTime, wall: WallTime, plus_minus: Nanos) -> Claim {
    Claim {
        clock: ClaimedClock { id, recording: recording.to_owned(), at, wall, plus_minus },
        what: "given".into(),
        length: None,
        is_anchor: true,
    }
}

/// Every claim against the others on its clock, and the ties that claims alone give. `name` is how an id is shown.
pub fn test(
    places: &[ClaimPlace],
    claims: Vec<Claim>,
    name: &dyn Fn(&str) -> String,
) -> (Vec<Tested>, Vec<document::ClaimedTie>) {
    let clocks: Vec<ClaimedClock> = claims.iter().map(|c| c.clock.clone()).collect();
    let (judged, ties) = align::judge_claims(places, &clocks);
    let tested = claims.iter().zip(judged).map(|(claim, judged)| {
        let words = words(claim, &judged, &clocks, name);
        Tested { claim: claim.clone(), judged, words }
    });
    let names = |ids: &[String]| ids.iter().map(|id| name(id)).collect::<Vec<_>>();
    let ties = ties.iter().map(|t| document::ClaimedTie {
        a: names(&t.a),
        b: names(&t.b),
        shift_ns: t.shift.get(),
        plus_minus_ns: t.plus_minus.get(),
        by: names(&t.by),
        words: format!(
            "if the claims are right, the clock of {} begins {:.3} s ±{} {} that of {}; sound does not test it",
            names(&t.b).join(", "),
            t.shift.abs().as_secs_f64(),
            seconds(t.plus_minus.get()),
            if t.shift < Nanos::ZERO { "before" } else { "after" },
            names(&t.a).join(", "),
        ),
    });
    (tested.collect(), ties.collect())
}

fn words(claim: &Claim, judged: &JudgedClaim, all: &[ClaimedClock], name: &dyn Fn(&str) -> String) -> String {
    let result = &judged.result;
    let others = match judged.others {
        1 => "the other claimed clock".to_owned(),
        n => format!("most of the {n} others"),
    };
    let cause = |off: Nanos, bound: Nanos| align::cause(claim.clock.wall, off, bound, claim.length);
    let later = |off: Nanos| if off < Nanos::ZERO { "earlier" } else { "later" };
    match (result.agrees, result.off, judged.nearest) {
        (None, ..) if result.group.is_none() => {
            "its recording shares no clock with another, and nothing else claims a time for it".into()
        }
        (None, ..) => "nothing else on its clock claims a time".into(),
        (Some(true), ..) => format!("agrees with {others} on its clock, to ±{}", seconds(result.off_bound.get())),
        (Some(false), Some(off), _) => format!(
            "{} {} than {others} on its clock say, give or take {}; {}",
            align::difference(off),
            later(off),
            align::difference(result.off_bound),
            cause(off, result.off_bound)
        ),
        (Some(false), None, Some((other, off))) => {
            let (id, bound) =
                all.get(other).map_or_else(Default::default, |c| (name(&c.id), c.plus_minus + claim.clock.plus_minus));
            let nearest = if judged.others > 1 { ", the nearest other claim on its clock" } else { "" };
            // What placements leave open is part of the bound.
            let bound = bound + result.off_bound;
            format!(
                "{} {} than {id}{nearest}; no majority agrees, so at least one is off, and which cannot be said; {}",
                align::difference(off),
                later(off),
                cause(off, bound)
            )
        }
        (Some(false), None, None) => "the claimed clocks of its recordings agree on nothing".into(),
    }
}

impl Tested {
    /// Whether it is a finding.
    pub fn disagrees(&self) -> bool {
        self.judged.result.agrees == Some(false)
    }

    /// For the document; `show` writes a wall time.
    pub fn shown(&self, show: &dyn Fn(WallTime) -> String, name: &dyn Fn(&str) -> String) -> document::ClaimedClock {
        let (clock, result) = (&self.claim.clock, &self.judged.result);
        document::ClaimedClock {
            id: name(&clock.id),
            source: name(&clock.recording),
            what: self.claim.what.clone(),
            local_ns: clock.at.ns(),
            wall: show(clock.wall),
            plus_minus_ns: clock.plus_minus.get(),
            group: result.group.and_then(|g| u32::try_from(g).ok()),
            off_ns: result.off.map(Nanos::get),
            off_bound_ns: result.off_bound.get(),
            agrees: result.agrees,
            words: self.words.clone(),
        }
    }
}

/// All claims of a case: what its anchors say, then what files say.
pub fn of_case(anchors: &[Anchor], heard: &[(SourceId, &Found)], zone: &TimeZone) -> Vec<Claim> {
    let of_files = heard.iter().filter_map(|(id, found)| of_file(id.as_str(), found, zone));
    anchors.iter().map(of_anchor).chain(of_files).collect()
}

/// A wall time in a zone.
pub fn in_zone(zone: &TimeZone) -> impl Fn(WallTime) -> String + '_ {
    |wall| text::show_wall_time(wall, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unmuted_model::IncidentFromRecording;

    fn created(unix_secs: Option<i64>, text: Option<&str>) -> Created {
        Created { claimed_in: CreatedIn::MovieHeader, unix_secs, text: text.map(str::to_owned) }
    }

    #[test]
    fn the_first_days_of_1904_and_1970_are_no_claim_and_say_so() {
        let of = |c: &Created| written(c, &TimeZone::UTC);
        for (second, year) in [(0, "1970"), (192, "1970"), (DAY_1904, "1904")] {
            let Written::NeverSet(words) = of(&created(Some(second), None)) else { panic!("{second}") };
            assert!(words.contains(year) && words.contains("no time is claimed"), "{words}");
        }
        assert_eq!(of(&created(None, None)), Written::Nothing);
        assert_eq!(of(&created(None, Some("soon"))), Written::Nothing);
        assert_eq!(of(&created(Some(DAY), None)), Written::At(WallTime::from_ns(DAY * 1_000_000_000)));
    }

    #[test]
    fn a_time_without_an_offset_is_read_in_the_zone() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let of = |text: &str| written(&created(None, Some(text)), &zone);
        let right = Written::At(WallTime::from_ns(1_778_792_532_000_000_000));
        assert_eq!(of("2026-05-14 14:02:12"), right);
        assert_eq!(of("2026-05-14T14:02:12"), right);
    }

    fn claim(id: &str, recording: &str, wall_s: i64, length: Option<i64>) -> Claim {
        let wall = WallTime::from_ns(wall_s * 1_000_000_000);
        Claim {
            length: length.map(Nanos::from_secs),
            ..typed(id.into(), recording, RecordingTime::ZERO, wall, Nanos::from_secs(1))
        }
    }

    fn words_of(claims: Vec<Claim>) -> Vec<String> {
        let place = |id: &str| ClaimPlace {
            id: id.into(),
            group: Some(1),
            incident_from_recording: IncidentFromRecording::REFERENCE,
        };
        let places = [place("a"), place("b"), place("c"), ClaimPlace::alone("d")];
        test(&places, claims, &str::to_owned).0.into_iter().map(|t| t.words).collect()
    }

    #[test]
    fn words_name_ordinary_causes_and_accuse_nobody() {
        let t = 1_780_000_000;
        let all = words_of(vec![
            claim("one", "a", t, None),
            claim("two", "b", t, None),
            claim("hour", "c", t - 3600, None),
            claim("end", "c", t + 540, Some(540)),
            claim("three", "a", t, None),
            claim("alone", "d", t, None),
        ]);
        assert!(all[0].starts_with("agrees with most of the 4 others on its clock"), "{}", all[0]);
        assert!(all[2].starts_with("1 h 0 min 0 s earlier than most of the 4 others"), "{}", all[2]);
        assert!(all[2].contains("another time zone or daylight saving"), "{}", all[2]);
        assert!(
            all[3].contains("9 min 0 s later") && all[3].contains("at the end rather than at the start"),
            "{}",
            all[3]
        );
        assert!(all[5].contains("nothing else claims a time for it"), "{}", all[5]);
    }

    #[test]
    fn of_two_that_differ_it_is_said_that_which_is_off_cannot_be_said() {
        let all = words_of(vec![claim("one", "a", 1_780_000_000, None), claim("two", "b", 1_780_003_600, None)]);
        assert!(
            all[1].contains("1 h 0 min 0 s later than one") && all[1].contains("which cannot be said"),
            "{}",
            all[1]
        );
        assert!(all[1].contains("daylight saving"), "{}", all[1]);
    }

    #[test]
    fn ties_by_claims_say_that_sound_does_not_test_them() {
        let places = [ClaimPlace::alone("a"), ClaimPlace::alone("b")];
        let (_, ties) = test(&places, vec![claim("1", "a", 100, None), claim("2", "b", 130, None)], &str::to_owned);
        assert!(
            ties[0].words.starts_with("if the claims are right, the clock of b begins 30.000 s"),
            "{}",
            ties[0].words
        );
        assert!(ties[0].words.ends_with("after that of a; sound does not test it"), "{}", ties[0].words);
    }
}
