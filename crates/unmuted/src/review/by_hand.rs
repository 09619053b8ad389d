//! Hand anchors: what people gave, what became of it on the clock, and where it contradicts the sound or another anchor.

use unmuted_case::align::{self, HandResult};
use unmuted_case::timeline::CLOCK_RATE_BOUND_PPM;
use unmuted_model::{Nanos, RecordingTime};

use super::document;
use crate::case_files::marks_jsonl::HandAnchor;
use crate::case_files::text::show_recording_time;
use crate::case_files::{Marks, Standing};
use crate::report::text::seconds;

/// One hand anchor, from wherever it comes.
#[derive(Clone, Debug)]
pub struct Given {
    /// What the clock is solved with.
    pub anchor: align::HandAnchor,
    /// What is heard, or empty.
    pub words: String,
    /// Who says so.
    pub by: String,
    /// When, RFC 3339, or empty.
    pub at: String,
    /// Why it takes no part, where people dispute it.
    pub set_aside: Option<String>,
    /// Where it stands, for problems: file and place.
    pub place: (String, String),
}

/// What became of it.
pub struct Tested {
    /// For the document.
    pub shown: document::HandAnchor,
    /// What contradicts it, with both values; empty where nothing does.
    pub contradicted: String,
    /// Where it stands.
    pub place: (String, String),
}

/// The hand anchors of a case that nobody has superseded.
pub fn of_case(marks: &Marks) -> Vec<Given> {
    let counts =
        marks.anchors.iter().filter(|a| !matches!(a.decided.standing, Standing::Superseded | Standing::Contested));
    counts
        .map(|a| {
            let reasons = if a.decided.reasons.is_empty() {
                String::new()
            } else {
                format!(" ({})", a.decided.reasons.join("; "))
            };
            let rejected = a.decided.rejected_by.join(" and ");
            let set_aside = match a.decided.standing {
                Standing::Confirmed => None,
                Standing::Disputed if rejected.is_empty() => {
                    Some("disputed: those who confirm it do so in different words".to_owned())
                }
                Standing::Disputed => Some(format!("disputed: {rejected} rejects it{reasons}")),
                Standing::Rejected => Some(format!("rejected by {rejected}{reasons}")),
                Standing::Lead | Standing::Superseded | Standing::Contested => {
                    Some("set aside: only others stand behind it".to_owned())
                }
            };
            Given {
                anchor: for_alignment(a),
                words: a.decided.words.clone().unwrap_or_else(|| a.words.clone()),
                by: a.by.clone(),
                at: a.at_typed.clone(),
                set_aside,
                place: (crate::case_files::marks_jsonl::FILE.to_owned(), a.place.line_column()),
            }
        })
        .collect()
}

/// An anchor that somebody disputes.
pub struct Disputed<'a> {
    /// It.
    pub anchor: &'a HandAnchor,
    /// In words: which instants are one.
    pub says: String,
    /// Those between the same recordings that cannot be right if it is, each with how far apart they are.
    pub against: Vec<(&'a HandAnchor, String)>,
}

/// The anchors that people take differently, and those of which not all can be right. `travel` is how far sound's way
/// may shift two recordings.
pub fn disputed(marks: &Marks, travel: Nanos) -> Vec<Disputed<'_>> {
    let stands = |a: &&HandAnchor| matches!(a.decided.standing, Standing::Confirmed | Standing::Disputed);
    let all: Vec<(&HandAnchor, align::HandAnchor)> =
        marks.anchors.iter().filter(stands).map(|a| (a, for_alignment(a))).collect();
    let disputed = all.iter().map(|(anchor, mine)| {
        let rivals = all.iter().filter(|(_, theirs)| contradict(mine, theirs, travel));
        let apart = |theirs| align::difference(lag(mine).0 - lag(theirs).0);
        Disputed {
            anchor,
            says: says(mine, &str::to_owned),
            against: rivals.map(|(rival, theirs)| (*rival, apart(theirs))).collect(),
        }
    });
    disputed.filter(|d| d.anchor.decided.standing == Standing::Disputed || !d.against.is_empty()).collect()
}

fn for_alignment(a: &HandAnchor) -> align::HandAnchor {
    align::HandAnchor {
        id: a.id.to_string(),
        a: a.source.to_string(),
        at_a: a.time,
        b: a.other.to_string(),
        at_b: a.other_time,
        plus_minus: a.plus_minus,
    }
}

/// Those that the clock is solved with.
pub fn for_the_clock(given: &[Given]) -> Vec<align::HandAnchor> {
    given.iter().filter(|g| g.set_aside.is_none()).map(|g| g.anchor.clone()).collect()
}

/// Each anchor with its result. `why_not` says of a recording why it is on no clock, if it is on none; `travel` is how
/// far sound's way may shift two recordings.
pub fn test(
    given: &[Given],
    results: &[HandResult],
    travel: Nanos,
    name: &dyn Fn(&str) -> String,
    why_not: &dyn Fn(&str) -> Option<String>,
) -> Vec<Tested> {
    given
        .iter()
        .map(|g| {
            let result = results.iter().find(|r| r.id == g.anchor.id).filter(|_| g.set_aside.is_none());
            let rivals: Vec<&Given> = given
                .iter()
                .filter(|o| o.set_aside.is_none() && g.set_aside.is_none() && contradict(&g.anchor, &o.anchor, travel))
                .collect();
            let contradicted = contradiction(g, result, &rivals, name);
            let verdict = verdict(g, result, &contradicted, name, why_not);
            let h = &g.anchor;
            Tested {
                shown: document::HandAnchor {
                    id: h.id.clone(),
                    a: name(&h.a),
                    at_a_ns: h.at_a.ns(),
                    b: name(&h.b),
                    at_b_ns: h.at_b.ns(),
                    plus_minus_ns: h.plus_minus.get(),
                    words: g.words.clone(),
                    by: g.by.clone(),
                    at: g.at.clone(),
                    used: result.is_some_and(|r| r.used),
                    residual_ns: result.and_then(|r| r.residual).map(Nanos::get),
                    sound_ns: result.and_then(|r| r.sound).map(Nanos::get),
                    agrees: contradicted.is_empty() && result.is_none_or(|r| r.agrees),
                    verdict,
                },
                contradicted,
                place: g.place.clone(),
            }
        })
        .collect()
}

/// Time on `a` minus time on `b`, with `a` the one whose id sorts first, and that side's time.
fn lag(h: &align::HandAnchor) -> (Nanos, RecordingTime) {
    let lag = h.at_a.since_zero() - h.at_b.since_zero();
    if h.a <= h.b { (lag, h.at_a) } else { (-lag, h.at_b) }
}

/// Whether two anchors between the same recordings cannot both be right: they differ by more than both allow, sound's
/// way to each, and a clock's rate between the two instants.
fn contradict(x: &align::HandAnchor, y: &align::HandAnchor, travel: Nanos) -> bool {
    let same = (x.a == y.a && x.b == y.b) || (x.a == y.b && x.b == y.a);
    if x.id == y.id || !same {
        return false;
    }
    let ((lag_x, at_x), (lag_y, at_y)) = (lag(x), lag(y));
    let rate = (at_x - at_y).abs().scale_ppb(CLOCK_RATE_BOUND_PPM * 1000);
    (lag_x - lag_y).abs() > x.plus_minus + y.plus_minus + travel + travel + rate
}

/// `0:47.66 of camera-1 is 0:41.2 of camera-2`.
fn says(h: &align::HandAnchor, name: &dyn Fn(&str) -> String) -> String {
    let at = show_recording_time;
    format!("{} of {} is {} of {}", at(h.at_a), name(&h.a), at(h.at_b), name(&h.b))
}

/// What contradicts an anchor, naming both values.
fn contradiction(g: &Given, result: Option<&HandResult>, rivals: &[&Given], name: &dyn Fn(&str) -> String) -> String {
    let h = &g.anchor;
    let mut against = Vec::new();
    if let Some(r) = result.filter(|r| !r.agrees) {
        if let Some(sound) = r.sound.filter(|s| s.abs() > h.plus_minus) {
            // Same instant on the first recording; the lag is the first's time minus the second's.
            let by_sound = h.at_b + (-sound);
            against.push(format!(
                "by the sound that the two share it is {}, {} away",
                show_recording_time(by_sound),
                align::difference(sound)
            ));
        } else if rivals.is_empty() {
            against.push(match r.residual {
                Some(residual) => {
                    format!("by the solved clock the two instants lie {} apart", align::difference(residual))
                }
                None => "the other anchors between their groups say otherwise".to_owned(),
            });
        }
    }
    for rival in rivals {
        let (mine, theirs) = (lag(h).0, lag(&rival.anchor).0);
        against.push(format!(
            "{}{} says that {}, {} away",
            rival.anchor.id,
            // Typed on the command line, it is nobody's by name.
            if rival.by.is_empty() { String::new() } else { format!(" of {}", rival.by) },
            says(&rival.anchor, name),
            align::difference(mine - theirs)
        ));
    }
    against.join("; ")
}

fn verdict(
    g: &Given,
    result: Option<&HandResult>,
    contradicted: &str,
    name: &dyn Fn(&str) -> String,
    why_not: &dyn Fn(&str) -> Option<String>,
) -> String {
    if let Some(why) = &g.set_aside {
        return format!("not used; {why}");
    }
    let h = &g.anchor;
    let used = match result {
        Some(r) if r.used => match r.residual {
            Some(residual) => format!("used; the solved clock leaves {} of it", seconds(residual.abs().get())),
            None => "used".to_owned(),
        },
        _ => {
            let missing = [&h.a, &h.b].into_iter().find_map(|id| Some(format!("{}: {}", name(id), why_not(id)?)));
            match missing {
                Some(why) => format!("not used; {why}"),
                None => "not used; the clock stands without it".to_owned(),
            }
        }
    };
    if !contradicted.is_empty() {
        return format!("{used}; contradicted: {contradicted}");
    }
    let sound = match result {
        Some(HandResult { sound: Some(sound), .. }) => {
            format!("; the sound says the same to {}", seconds(sound.abs().get()))
        }
        Some(_) => "; the sound of the two decides nothing".to_owned(),
        None => String::new(),
    };
    format!("{used}{sound}")
}

impl Tested {
    /// The problem that a contradiction is, as a sentence; `None` where there is none.
    pub fn problem(&self) -> Option<String> {
        let h = &self.shown;
        if self.contradicted.is_empty() {
            return None;
        }
        let at = |ns: i64| show_recording_time(RecordingTime::from_ns(ns));
        let who = if h.by.is_empty() { String::new() } else { format!(" of {}", h.by) };
        Some(format!(
            "{}{who} says that {} of {} is {} of {}, ±{}; {}",
            h.id,
            at(h.at_a_ns),
            h.a,
            at(h.at_b_ns),
            h.b,
            seconds(h.plus_minus_ns),
            self.contradicted
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(id: &str, by: &str, at_a_ms: i64, at_b_ms: i64) -> Given {
        let t = |ms: i64| RecordingTime::from_ns(ms * 1_000_000);
        Given {
            anchor: align::HandAnchor {
                id: id.into(),
                a: "camera-1".into(),
                at_a: t(at_a_ms),
                b: "camera-2".into(),
                at_b: t(at_b_ms),
                plus_minus: Nanos::from_millis(50),
            },
            words: "a door".into(),
            by: by.into(),
            at: "2026-05-20T10:00:00Z".into(),
            set_aside: None,
            place: ("marks.jsonl".into(), "3:1".into()),
        }
    }

    fn result(id: &str, used: bool, sound_ms: Option<i64>, agrees: bool) -> HandResult {
        let sound = sound_ms.map(Nanos::from_millis);
        HandResult { id: id.into(), used, residual: Some(Nanos::from_millis(3)), sound, agrees }
    }

    fn tested(given: &[Given], results: &[HandResult]) -> Vec<Tested> {
        test(given, results, Nanos::from_millis(44), &str::to_owned, &|id| {
            (id == "camera-9").then(|| "it could not be heard".to_owned())
        })
    }

    #[test]
    fn one_that_is_used_says_what_is_left_of_it_and_what_the_sound_says() {
        let all = tested(&[given("m1", "a", 47_660, 41_200)], &[result("m1", true, Some(12), true)]);
        let h = &all[0].shown;
        assert_eq!(h.verdict, "used; the solved clock leaves 0.003 s of it; the sound says the same to 0.012 s");
        assert!(h.used && h.agrees && all[0].problem().is_none());
    }

    #[test]
    fn a_contradiction_with_the_sound_names_both_values() {
        let all = tested(&[given("m1", "a", 47_660, 41_200)], &[result("m1", true, Some(540), false)]);
        let told = all[0].problem().unwrap();
        assert_eq!(
            told,
            "m1 of a says that 0:47.66 of camera-1 is 0:41.2 of camera-2, ±0.050 s; by the sound that the two share it \
             is 0:40.66, 0.54 s away"
        );
        assert!(!all[0].shown.agrees && all[0].shown.verdict.contains("contradicted"), "{}", all[0].shown.verdict);
    }

    #[test]
    fn two_people_who_differ_are_both_kept_and_both_told() {
        let mut turned = given("m2", "b", 47_660, 43_000);
        let h = &mut turned.anchor;
        (h.a, h.b, h.at_a, h.at_b) = (h.b.clone(), h.a.clone(), h.at_b, h.at_a);
        let all = tested(&[given("m1", "a", 47_660, 41_200), turned], &[]);
        assert!(
            all[0]
                .problem()
                .unwrap()
                .contains("m2 of b says that 0:43 of camera-2 is 0:47.66 of camera-1, 1.80 s away")
        );
        assert!(all[1].problem().unwrap().contains("m1 of a says that"));
        assert!(!all[0].shown.used && !all[0].shown.agrees);
    }

    #[test]
    fn small_differences_and_sounds_way_are_no_contradiction() {
        let all = tested(&[given("m1", "a", 47_660, 41_200), given("m2", "b", 60_000, 53_360)], &[]);
        assert!(all.iter().all(|t| t.problem().is_none() && t.shown.agrees), "0.18 s are within 2 (50 + 44) ms");
    }

    #[test]
    fn a_disputed_one_is_not_used_and_contradicts_nobody() {
        let mut disputed = given("m1", "a", 47_660, 31_200);
        disputed.set_aside = Some("disputed: b rejects it (b: an echo)".into());
        let all = tested(&[disputed, given("m2", "b", 47_660, 41_200)], &[result("m2", true, None, true)]);
        assert_eq!(all[0].shown.verdict, "not used; disputed: b rejects it (b: an echo)");
        assert!(!all[0].shown.used && all[1].problem().is_none());
        assert!(all[1].shown.verdict.ends_with("the sound of the two decides nothing"));
    }

    #[test]
    fn one_on_a_recording_that_could_not_be_heard_says_so() {
        let mut lost = given("m1", "a", 1_000, 1_000);
        lost.anchor.b = "camera-9".into();
        assert_eq!(tested(&[lost], &[])[0].shown.verdict, "not used; camera-9: it could not be heard");
    }
}
