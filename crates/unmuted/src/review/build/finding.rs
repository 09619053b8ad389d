//! What a test found, for the document: its evidence with digests, on the incident clock.

use unmuted_case::language::{Coverage, Evidence as Rests, Finding as Tested, Quantity};
use unmuted_model::{Extent, RecordingClock, RecordingTime, SourceId};

use super::events::bounds;
use super::findings::Tester;
use crate::review::document::{Bounds, CoverageGap, CoverageRow, Evidence, Finding, NumberLine};

impl Tester<'_> {
    /// For the document.
    pub(super) fn finding(&self, f: &Tested) -> Finding {
        let coverage: Vec<CoverageRow> = f.coverage.iter().filter_map(|c| self.coverage(c)).collect();
        let asked = f.coverage.iter().filter_map(|c| self.asked(c)).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        Finding {
            reading: f.reading.clone(),
            answer: f.answer.clone(),
            reasons: f.reasons.iter().map(ToString::to_string).collect(),
            would_change: f.would_change.clone(),
            margin: f.margin.clone().unwrap_or_default(),
            undetermined_by: f.undetermined_by.clone().unwrap_or_default(),
            bound: f.bound.clone(),
            number_line: f.measured.as_ref().map(|m| {
                let (unit, claimed, low, high) = match &m.quantity {
                    Quantity::Duration { least, most, claimed } => (
                        "s".to_owned(),
                        claimed.as_secs_f64(),
                        least.map(|n| n.as_secs_f64()),
                        most.map(|n| n.as_secs_f64()),
                    ),
                    Quantity::Count { least, most, claimed, of } => {
                        (of.clone(), f64::from(*claimed), Some(f64::from(*least)), most.map(f64::from))
                    }
                    Quantity::Days { least, most, claimed, business } => (
                        if *business { "business days" } else { "days" }.to_owned(),
                        *claimed as f64,
                        least.map(|n| n as f64),
                        most.map(|n| n as f64),
                    ),
                    Quantity::Value { least, most, claimed, unit } => {
                        (unit.clone(), claimed.as_f64(), least.map(|n| n.as_f64()), most.map(|n| n.as_f64()))
                    }
                };
                NumberLine {
                    unit,
                    comparison: m.comparison.sign().into(),
                    claimed,
                    measured_low: low,
                    measured_high: high,
                }
            }),
            coverage,
            asked_ns: asked,
            evidence: f.evidence.iter().flat_map(|e| self.with_log(e)).collect(),
            leads: f.leads.iter().flat_map(|e| self.with_log(e)).collect(),
            as_if: String::new(),
        }
    }

    /// What a finding rests on; where a device's log tells of it, with the log's lines.
    fn with_log(&self, e: &Rests) -> Vec<Evidence> {
        let of_log = self.shown.compared.iter().find_map(|c| Some((c, c.mutings.iter().find(|m| m.id == e.id)?)));
        let log = of_log.map(|(c, muting)| Evidence {
            id: muting.id.to_string(),
            source: c.log.to_string(),
            sha256: c.shown.sha256.clone(),
            page: String::new(),
            role: format!("the device's log, {}", muting.lines),
            says: muting.entries.clone(),
            local_ns: None,
            incident_ns: None,
        });
        std::iter::once(self.evidence(e)).chain(log).collect()
    }

    fn evidence(&self, e: &Rests) -> Evidence {
        let outer = |x: Extent<RecordingClock>| [x.outer().start().ns(), x.outer().end().ns()];
        Evidence {
            id: e.id.to_string(),
            source: e.source.to_string(),
            sha256: self.shown.case.source(&e.source).map(|s| s.sha256.clone()).unwrap_or_default(),
            page: e.page.clone(),
            role: e.role.clone(),
            says: e.says.clone(),
            local_ns: e.on_recording.map(outer),
            // Best values, so that the players go to the place itself and not to the edge of its doubt.
            incident_ns: match (e.on_recording, e.on_wall) {
                (Some(x), _) => self.on_clock(&e.source, outer(x)),
                (None, Some(wall)) => self.shown.incident_of_wall(wall).map(bounds),
                (None, None) => None,
            },
        }
    }

    /// The span asked, on the incident clock.
    fn asked(&self, c: &Coverage) -> Option<Bounds> {
        let spans = c.asked.spans();
        let (first, last) = (spans.first()?, spans.last()?);
        self.on_clock(&c.recording, [first.start().ns(), last.end().ns()])
    }

    fn coverage(&self, c: &Coverage) -> Option<CoverageRow> {
        self.shown.transform(&c.recording)?;
        let covered =
            c.covered.spans().iter().filter_map(|s| self.on_clock(&c.recording, [s.start().ns(), s.end().ns()]));
        let silent = c.silent.iter().filter_map(|(class, extent)| {
            let drawn = [extent.start().latest().ns(), extent.end().earliest().ns().max(extent.start().latest().ns())];
            Some(CoverageGap { class: class.key().into(), span_ns: self.on_clock(&c.recording, drawn)? })
        });
        Some(CoverageRow {
            recording: c.recording.to_string(),
            covered_ns: covered.collect(),
            silent: silent.collect(),
        })
    }

    fn on_clock(&self, source: &SourceId, local: Bounds) -> Option<Bounds> {
        let t = self.shown.transform(source)?;
        Some(local.map(|ns| t.time(RecordingTime::from_ns(ns)).ns()))
    }
}
