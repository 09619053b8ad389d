//! How times and names are shown: wall time where anchors tie the clock, else time since the incident clock's zero.

use std::collections::BTreeMap;

use unmuted_case::language::Clockface;
use unmuted_case::timeline::CLOCK_RATE_BOUND_PPM;
use unmuted_model::{
    IncidentClock, IncidentFromRecording, IncidentTime, Interval, Kind, Nanos, RecordingTime, SourceId, WallClock,
    WallTime,
};

use crate::case_files::{CaseFiles, text};
use crate::report::text::clock_time;
use crate::review::device_log::Compared;
use crate::review::wall::Solved;

/// What the document's parts are built from, beside their own values.
pub struct Shown<'a> {
    /// The case as read.
    pub case: &'a CaseFiles,
    /// The tie to wall time.
    pub wall: Option<&'a Solved>,
    /// Recordings of the main group.
    pub transforms: BTreeMap<SourceId, IncidentFromRecording>,
    /// Recordings compared with device audit logs.
    pub compared: &'a [Compared],
}

impl Shown<'_> {
    /// The way from a recording to the incident clock, if it is on the main group's.
    pub fn transform(&self, id: &SourceId) -> Option<&IncidentFromRecording> {
        self.transforms.get(id)
    }

    /// A kind in words.
    pub fn kind_words(&self, kind: &Kind) -> String {
        self.case.vocabulary.meaning(kind).map_or_else(|| kind.to_string(), |m| m.words.clone())
    }

    /// The incident times that wall times can be: as wide as they are, the tie leaves open, and clocks drift.
    pub fn incident_of_wall(&self, wall: Interval<WallClock>) -> Option<Interval<IncidentClock>> {
        let tie = self.wall?;
        let (a, b) = (wall.earliest() - tie.wall.latest(), wall.latest() - tie.wall.earliest());
        let rate = a.abs().max(b.abs()).scale_ppb(CLOCK_RATE_BOUND_PPM * 1000);
        Some(Interval::between(tie.at + a, tie.at + b).widened(rate))
    }

    /// Wall time at an incident time, best value.
    pub fn wall_time(&self, at: IncidentTime) -> Option<WallTime> {
        self.wall.map(|tie| tie.wall.middle() + (at - tie.at))
    }

    /// A time of the incident clock in words, to a tenth of a second: `14:03:28.2`, or `T+1:24.6`.
    pub fn incident_words(&self, at: IncidentTime) -> String {
        self.wall_time(at).map_or_else(|| since_zero(at.ns()), |w| self.time_of_day(w))
    }

    fn time_of_day(&self, wall: WallTime) -> String {
        // Rounded first, so that 59.96 s becomes the next minute and not 60.0 s.
        let tenth = Nanos::from_millis(100).get();
        let rounded = WallTime::from_ns((wall.ns() + tenth / 2).div_euclid(tenth) * tenth);
        let full = text::show_wall_time(rounded, &self.case.incident.zone);
        let time = full.split_once('T').map_or(full.as_str(), |(_, t)| t);
        let time = time.split(['+', '-', 'Z']).next().unwrap_or(time);
        match time.split_once('.') {
            Some((whole, decimals)) => format!("{whole}.{}", decimals.get(..1).unwrap_or("0")),
            None => format!("{time}.0"),
        }
    }
}

/// `T+1:24.6`: on the incident clock, whose zero is the first recording's start.
fn since_zero(ns: i64) -> String {
    let tenths = (ns.unsigned_abs() + 50_000_000) / 100_000_000;
    let sign = if ns < 0 { '−' } else { '+' };
    let (h, m, s, t) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
    if h > 0 { format!("T{sign}{h}:{m:02}:{s:02}.{t}") } else { format!("T{sign}{m}:{s:02}.{t}") }
}

impl Clockface for Shown<'_> {
    fn recording(&self, source: &SourceId, at: RecordingTime) -> String {
        match self.transform(source) {
            Some(t) => self.incident_words(t.time(at)),
            None => format!("{} on {}", clock_time(at.ns()), source),
        }
    }

    fn wall(&self, at: WallTime) -> String {
        self.time_of_day(at)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn time_since_zero_reads_well() {
        assert_eq!(super::since_zero(84_649_999_999), "T+1:24.6");
        assert_eq!(super::since_zero(-1_000_000_000), "T−0:01.0");
        assert_eq!(super::since_zero(3_723_000_000_000), "T+1:02:03.0");
    }
}
