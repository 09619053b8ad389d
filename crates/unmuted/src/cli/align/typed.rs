//! What can be typed beside the recordings: anchors to wall time, and places heard in two recordings.

use std::path::PathBuf;

use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use miette::miette;
use unmuted_case::align::HandAnchor;
use unmuted_model::{Nanos, RecordingTime, WallTime, nearest};

use crate::case_files::marks_jsonl::DEFAULT_ANCHOR_PLUS_MINUS;
use crate::case_files::text;
use crate::names::shown;
use crate::review::{by_hand, claimed, clock};

/// What `--anchor` must look like.
const ANCHOR: &str =
    "write FILE=TIME, FILE@LOCAL=TIME or FILE=TIME±2s: camera-1.mp4@0:41.2=2026-05-14T14:02:40-07:00±2s";
/// What `--tie` must look like.
const TIE: &str =
    "write FILE@LOCAL=FILE@LOCAL: camera-1.mp4@0:41.2=camera-2.mp4@0:12.9, and ±0.1s behind it for how exactly";

/// A wall time for an instant of one recording.
#[derive(Clone, PartialEq, Debug)]
pub struct Anchor {
    /// The recording, by its name here.
    pub recording: String,
    /// When on it; `None` for its start.
    pub local: Option<RecordingTime>,
    /// The wall time.
    pub wall: WallTime,
    /// How exactly.
    pub plus_minus: Nanos,
    /// The offset that it was typed with.
    pub zone: TimeZone,
}

/// One sound in two recordings.
#[derive(Clone, PartialEq, Debug)]
pub struct Tie {
    /// One recording and when on it.
    pub a: (String, RecordingTime),
    /// The other.
    pub b: (String, RecordingTime),
    /// How exactly.
    pub plus_minus: Nanos,
}

/// A place that is known less well says nothing; as for an anchor in `marks.jsonl`.
const MOST_PLUS_MINUS: Nanos = Nanos::from_secs(60);

impl Anchor {
    /// As a claimed clock.
    pub fn claim(&self, number: usize) -> claimed::Claim {
        let at = self.local.unwrap_or(RecordingTime::ZERO);
        claimed::typed(format!("--anchor {number}"), &self.recording, at, self.wall, self.plus_minus)
    }
}

impl Tie {
    /// As a hand anchor.
    pub fn given(&self, number: usize) -> by_hand::Given {
        let anchor = HandAnchor {
            id: format!("--tie {number}"),
            a: self.a.0.clone(),
            at_a: self.a.1,
            b: self.b.0.clone(),
            at_b: self.b.1,
            plus_minus: self.plus_minus,
        };
        by_hand::Given {
            anchor,
            words: String::new(),
            by: String::new(),
            at: String::new(),
            set_aside: None,
            place: Default::default(),
        }
    }
}

/// The name of each recording: as typed; one that is typed again has its number behind it.
pub fn names(paths: &[PathBuf]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for path in paths {
        let plain = path.display().to_string();
        let mut name = plain.clone();
        let mut n = 2;
        while out.contains(&name) {
            name = format!("{plain} ({n})");
            n += 1;
        }
        out.push(name);
    }
    out
}

/// The recordings of this run.
pub struct Files<'a> {
    /// As typed.
    pub paths: &'a [PathBuf],
    /// Their names.
    pub names: &'a [String],
}

impl Files<'_> {
    /// The recording of that name: as it was typed, or by its file's name where no other has the same.
    fn find(&self, typed: &str) -> miette::Result<String> {
        if self.names.iter().any(|n| n == typed) {
            return Ok(typed.to_owned());
        }
        let file_name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned());
        let all: Vec<Option<String>> = self.paths.iter().map(file_name).collect();
        let of: Vec<&String> =
            self.names.iter().zip(&all).filter(|(_, n)| n.as_deref() == Some(typed)).map(|(name, _)| name).collect();
        match of.as_slice() {
            [one] => Ok((*one).clone()),
            [] => {
                let known = self.names.iter().map(String::as_str).chain(all.iter().flatten().map(String::as_str));
                let help = match nearest(typed, known) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("the recordings are: {}", shown(&self.names.join(", "))),
                };
                Err(miette!(help = help, "{typed:?} is none of the recordings that are to be put on one clock"))
            }
            several => {
                let names: Vec<&str> = several.iter().map(|s| s.as_str()).collect();
                Err(miette!(
                    help = format!("write it as it was typed: {}", shown(&names.join(", "))),
                    "{} of the recordings are called {typed:?}",
                    several.len()
                ))
            }
        }
    }

    /// `FILE@LOCAL`.
    fn place(&self, typed: &str) -> miette::Result<Option<(String, RecordingTime)>> {
        let Some((file, local)) = typed.rsplit_once('@') else { return Ok(None) };
        let local = local_time(local).map_err(|e| miette!(help = e.remedy, "in {typed:?}: {}", e.what))?;
        Ok(Some((self.find(file)?, local)))
    }

    /// Reads `FILE=TIME`, `FILE@LOCAL=TIME`, either with `±LENGTH`.
    pub fn anchor(&self, typed: &str) -> miette::Result<Anchor> {
        let wrong = |what: &str, help: &str| miette!(help = help.to_owned(), "--anchor {}: {what}", shown(typed));
        // No time has a sign of equality in it, and a file's name may.
        let Some((place, time)) = typed.rsplit_once('=') else {
            return Err(wrong("no = stands between a recording and its time", ANCHOR));
        };
        let (time, plus_minus) = with_bound(time);
        let unreadable = |e: text::Unreadable| wrong(&e.what, &e.remedy);
        let wall = text::wall_times(time).map_err(unreadable)?;
        let (wall, plus_minus) = match plus_minus {
            Some(length_typed) => {
                (text::wall_time(time).map_err(unreadable)?, text::length(length_typed).map_err(unreadable)?)
            }
            // As exact as it was typed: within a second behind it, or a minute, or the last decimal.
            None => (wall.earliest(), Nanos::new(wall.width().get() + 1)),
        };
        let offset = Pieces::parse(time.trim()).ok().and_then(|p| p.to_numeric_offset());
        let zone = offset.map_or(TimeZone::UTC, TimeZone::fixed);
        // A name with an @ in it is a name first.
        let (recording, local) = match self.find(place) {
            Ok(recording) => (recording, None),
            Err(unknown) => match self.place(place)? {
                Some((recording, local)) => (recording, Some(local)),
                None => return Err(unknown),
            },
        };
        Ok(Anchor { recording, local, wall, plus_minus, zone })
    }

    /// Reads `FILE@LOCAL=FILE@LOCAL`, perhaps with `±LENGTH`.
    pub fn tie(&self, typed: &str) -> miette::Result<Tie> {
        let wrong = |what: &str, help: &str| miette!(help = help.to_owned(), "--tie {}: {what}", shown(typed));
        // A file's name may have a ± in it; no time has an @, so what bounds the places stands behind the last one.
        let (places, last) = typed.split_at(typed.rfind('@').unwrap_or(0));
        let (last, plus_minus) = with_bound(last);
        let body = &format!("{places}{last}");
        let plus_minus = match plus_minus {
            Some(typed) => text::length(typed).map_err(|e| wrong(&e.what, &e.remedy))?,
            None => DEFAULT_ANCHOR_PLUS_MINUS,
        };
        if plus_minus > MOST_PLUS_MINUS {
            return Err(wrong("more than 60 s is no place", "say to within 60 s where the same is heard: ±2s"));
        }
        // A file's name may have a sign of equality in it: the first one at which both sides can be read counts.
        let mut first_error = None;
        for (at, _) in body.match_indices('=') {
            let (a, b) = (body.get(..at).unwrap_or(""), body.get(at + 1..).unwrap_or(""));
            match (self.place(a), self.place(b)) {
                (Ok(Some(a)), Ok(Some(b))) if a.0 == b.0 => {
                    return Err(wrong("both places are on the same recording", TIE));
                }
                (Ok(Some(a)), Ok(Some(b))) => return Ok(Tie { a, b, plus_minus }),
                (Err(e), _) | (_, Err(e)) => first_error = first_error.or(Some(e)),
                _ => {}
            }
        }
        Err(first_error.unwrap_or_else(|| wrong("it does not name two places", TIE)))
    }
}

/// What stands before `±` (or `+-`), and what stands behind.
fn with_bound(typed: &str) -> (&str, Option<&str>) {
    match typed.rsplit_once('±').or_else(|| typed.rsplit_once("+-")) {
        Some((before, bound)) => (before, Some(bound)),
        None => (typed, None),
    }
}

/// `0:41.2`, `41.2 s`, or seconds alone.
fn local_time(typed: &str) -> Result<RecordingTime, text::Unreadable> {
    let typed = typed.trim();
    let bare = !typed.contains([':', 's']);
    if bare { text::recording_time(&format!("{typed} s")) } else { text::recording_time(typed) }
}

/// Whether every time that was typed is one that its recording has.
pub fn within(heard: &[clock::Heard<'_>], anchors: &[Anchor], ties: &[Tie]) -> miette::Result<()> {
    let of_anchors = anchors.iter().filter_map(|a| Some((&a.recording, a.local?)));
    let of_ties = ties.iter().flat_map(|t| [(&t.a.0, t.a.1), (&t.b.0, t.b.1)]);
    for (recording, at) in of_anchors.chain(of_ties) {
        let Some(h) = heard.iter().find(|h| h.id == recording) else { continue };
        let span = h.found.recording.span;
        if at < span.start() || span.end() < at {
            let show = text::show_recording_time;
            return Err(miette!(
                help = format!("it runs from {} to {}", show(span.start()), show(span.end())),
                "{} lies outside of {}",
                show(at),
                shown(recording)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(read: impl FnOnce(&Files<'_>) -> miette::Result<T>) -> miette::Result<T> {
        let paths: Vec<PathBuf> = ["x/a.wav", "y/b.wav", "y/a.wav", "odd@2=1.wav", "a±b@.wav", "c+-d.wav"]
            .iter()
            .map(PathBuf::from)
            .collect();
        let names = names(&paths);
        read(&Files { paths: &paths, names: &names })
    }

    fn anchor(typed: &str) -> miette::Result<Anchor> {
        read(|f| f.anchor(typed))
    }

    fn tie(typed: &str) -> miette::Result<Tie> {
        read(|f| f.tie(typed))
    }

    #[test]
    fn anchors_are_read_in_all_their_forms() {
        let plain = anchor("b.wav=2026-05-14T14:02:40-07:00").unwrap();
        assert_eq!((plain.recording.as_str(), plain.local), ("y/b.wav", None));
        assert_eq!(plain.plus_minus, Nanos::from_secs(1), "a whole second was typed");
        let exact = anchor("x/a.wav@0:41.2=2026-05-14T21:02:40Z±2s").unwrap();
        assert_eq!(
            (exact.local, exact.plus_minus),
            (Some(RecordingTime::from_ns(41_200_000_000)), Nanos::from_secs(2))
        );
        assert_eq!(exact.wall, anchor("x/a.wav@41.2=2026-05-14T14:02:40-07:00+-2 s").unwrap().wall);
        assert_eq!(anchor("odd@2=1.wav=2026-05-14T21:02:40Z").unwrap().recording, "odd@2=1.wav");
        assert_eq!(anchor("odd@2=1.wav@3=2026-05-14T21:02:40Z").unwrap().recording, "odd@2=1.wav");
    }

    #[test]
    fn a_sign_in_a_name_is_no_bound() {
        let plain = anchor("a±b@.wav=2026-05-14T21:02:40Z").unwrap();
        assert_eq!((plain.recording.as_str(), plain.plus_minus), ("a±b@.wav", Nanos::from_secs(1)));
        let local = anchor("c+-d.wav@3=2026-05-14T21:02:40Z±2s").unwrap();
        assert_eq!((local.recording.as_str(), local.plus_minus), ("c+-d.wav", Nanos::from_secs(2)));
    }

    #[test]
    fn ties_are_read_in_all_their_forms() {
        let plain = tie("x/a.wav@0:41.2=b.wav@12.9").unwrap();
        assert_eq!((plain.a.0.as_str(), plain.b.0.as_str()), ("x/a.wav", "y/b.wav"));
        assert_eq!((plain.b.1, plain.plus_minus), (RecordingTime::from_ns(12_900_000_000), Nanos::from_millis(50)));
        assert_eq!(tie("x/a.wav@1=odd@2=1.wav@12.9±100ms").unwrap().plus_minus, Nanos::from_millis(100));
        for (typed, millis) in [("", 50), ("±100ms", 100), ("+-0.2s", 200)] {
            let odd = tie(&format!("a±b@.wav@1.5=c+-d.wav@0:02{typed}")).unwrap();
            assert_eq!((odd.a.0.as_str(), odd.b.0.as_str()), ("a±b@.wav", "c+-d.wav"));
            assert_eq!((odd.b.1, odd.plus_minus), (RecordingTime::from_ns(2_000_000_000), Nanos::from_millis(millis)));
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_remedy() {
        let told = |r: miette::Report| format!("{r}; {}", r.help().map(|h| h.to_string()).unwrap_or_default());
        for (typed, part) in [
            ("c.wav=2026-05-14T21:02:40Z", "\"c.wav\" is none of the recordings"),
            (
                "a.wav=2026-05-14T21:02:40Z",
                "2 of the recordings are called \"a.wav\"; write it as it was typed: x/a.wav, y/a.wav",
            ),
            ("b.wav=14:02:40", "is not a wall time"),
            ("b.wav", "no = stands between"),
            ("b.wav@0:61=2026-05-14T21:02:40Z", "60 or more"),
            ("b.wav=2026-05-14T21:02:40Z±2", "has no unit"),
        ] {
            let told = told(anchor(typed).unwrap_err());
            assert!(told.contains(part), "{typed}: {told}");
        }
        for (typed, part) in [
            ("b.wav@1=x/a.wav", "it does not name two places"),
            ("b.wav@1=b.wav@2", "both places are on the same recording"),
            ("b.wav@1=c.wav@2", "\"c.wav\" is none of the recordings"),
        ] {
            let told = told(tie(typed).unwrap_err());
            assert!(told.contains(part), "{typed}: {told}");
        }
    }

    #[test]
    fn a_recording_that_is_typed_twice_has_two_names() {
        let paths = ["a", "a", "a (2)"].map(PathBuf::from);
        assert_eq!(names(&paths), ["a", "a (2)", "a (2) (2)"]);
    }
}
