//! What is asked for, and whether the case has it.

use std::path::PathBuf;

use miette::miette;
use unmuted_model::RecordingTime;

use crate::case_files::text::show_recording_time;
use crate::review::document::{Bounds, Recording, Review};

/// A stretch to take out.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Where it begins, in nanoseconds: incident time, or where `on` names a recording, that recording's own.
    pub from_ns: i64,
    /// Where it ends, likewise.
    pub to_ns: i64,
    /// The recording whose own clock the two times are on: for one that is not on the case's clock, and then it alone
    /// is taken out.
    pub on: Option<String>,
    /// Of these recordings; empty for all that have any of it.
    pub recordings: Vec<String>,
    /// The statement or rule that it is about.
    pub finding: Option<String>,
    /// Who takes it.
    pub by: String,
    /// When (RFC 3339): given by the caller, so that the same input makes the same exhibit.
    pub at: String,
    /// Where to, in place of a folder in the case's report.
    pub out: Option<PathBuf>,
}

/// The stretch, checked.
#[derive(Clone, Copy, Debug)]
pub enum Span<'a> {
    /// On the case's clock.
    Incident(Bounds),
    /// On one recording's own clock.
    On(&'a Recording, Bounds),
}

impl Span<'_> {
    /// Its two ends.
    pub fn bounds(&self) -> Bounds {
        match self {
            Span::Incident(b) | Span::On(_, b) => *b,
        }
    }
}

impl Wanted {
    /// The exhibit's name: its two times in seconds, `84.6-91.2`, after the recording whose clock they are on.
    pub fn name(&self) -> String {
        let seconds = |ns: i64| {
            let ms = (i128::from(ns) + if ns < 0 { -500_000 } else { 500_000 }) / 1_000_000;
            let sign = if ms < 0 { "m" } else { "" };
            let text = format!("{}.{:03}", ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000);
            let text = text.trim_end_matches('0');
            format!("{sign}{}", text.strip_suffix('.').unwrap_or(text))
        };
        let on = self.on.as_ref().map(|id| format!("{id}-")).unwrap_or_default();
        format!("{on}{}-{}", seconds(self.from_ns), seconds(self.to_ns))
    }

    /// The command that makes the same exhibit; the case and its place are the reader's.
    pub fn typed(&self) -> String {
        let time = |ns: i64| {
            let at = show_recording_time(RecordingTime::from_ns(ns));
            match &self.on {
                Some(id) => format!("{id}@{at}"),
                None => format!("T+{at}").replace("T+-", "T-"),
            }
        };
        let mut typed = format!("unmuted clip CASE --from {} --to {}", time(self.from_ns), time(self.to_ns));
        for id in &self.recordings {
            typed.push_str(&format!(" --recording {id}"));
        }
        if let Some(id) = &self.finding {
            typed.push_str(&format!(" --finding {id}"));
        }
        typed
    }
}

/// Checks what is asked for against the case's clock.
pub fn checked<'a>(wanted: &Wanted, review: &'a Review) -> miette::Result<Span<'a>> {
    let (from, to) = (wanted.from_ns, wanted.to_ns);
    let show = |ns: i64| show_recording_time(RecordingTime::from_ns(ns));
    if to <= from {
        return Err(miette!(
            help = "write the earlier time under --from and the later one under --to",
            "the stretch ends at {} and begins at {}, which is not before it",
            show(to),
            show(from)
        ));
    }
    let (span, start, end, whose) = match &wanted.on {
        Some(id) => {
            let r = recording(id, review)?;
            (Span::On(r, [from, to]), r.start_ns, r.end_ns, r.name.as_str())
        }
        None => (Span::Incident([from, to]), review.clock.start_ns, review.clock.end_ns, "the case's clock"),
    };
    for (end_of_span, at) in [("begins", from), ("ends", to)] {
        if at < start || end < at {
            return Err(miette!(
                help = format!("{whose} runs from {} to {}", show(start), show(end)),
                "the stretch {end_of_span} at {}, outside of {whose}",
                show(at)
            ));
        }
    }
    if let Some(other) = wanted.recordings.iter().find(|r| wanted.on.as_ref().is_some_and(|on| on != *r)) {
        return Err(miette!(
            help = "leave --recording out, or ask for each recording by itself",
            "the times are on {}'s own clock, which says nothing about {other:?}",
            wanted.on.as_deref().unwrap_or_default()
        ));
    }
    Ok(span)
}

/// A recording by its id.
pub fn recording<'a>(id: &str, review: &'a Review) -> miette::Result<&'a Recording> {
    review.recordings.iter().find(|r| r.id == id).ok_or_else(|| {
        let ids = || review.recordings.iter().map(|r| r.id.as_str());
        let help = match unmuted_model::nearest(id, ids()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("its recordings are: {}", ids().collect::<Vec<_>>().join(", ")),
        };
        miette!(help = help, "this case has no recording {id:?}")
    })
}

/// Whether a recording is on the clock that the case's times are on.
pub fn on_clock(r: &Recording, review: &Review) -> bool {
    r.placement.placed && r.placement.group == Some(review.clock.main_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_safe() {
        let name = |from_ns, to_ns, on: Option<&str>| {
            Wanted { from_ns, to_ns, on: on.map(str::to_owned), ..Wanted::default() }.name()
        };
        assert_eq!(name(84_600_000_000, 91_200_000_000, None), "84.6-91.2");
        assert_eq!(name(0, 10_000_000_000, None), "0-10");
        assert_eq!(name(-3_500_000_000, 99_999, None), "m3.5-0");
        assert_eq!(name(1_000_000_000, 2_345_678_900, Some("camera-4")), "camera-4-1-2.346");
    }

    #[test]
    fn the_command_reads_back() {
        let wanted = Wanted {
            from_ns: 84_600_000_000,
            to_ns: 91_000_000_000,
            recordings: vec!["camera-1".into()],
            finding: Some("aid-60".into()),
            ..Wanted::default()
        };
        let typed = "unmuted clip CASE --from T+1:24.6 --to T+1:31 --recording camera-1 --finding aid-60";
        assert_eq!(wanted.typed(), typed);
    }
}
