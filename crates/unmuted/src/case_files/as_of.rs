//! The date to which ages and open days are counted, where neither the case nor the command line gives one: the
//! newest date in the case. No clock on the wall takes part, so that a review is the same on any day.

use jiff::civil::Date;

use super::CaseFiles;
use super::text::date_in;

/// The newest of: the incident's date; the days sources were received or published; the days statements were made; the days of
/// outcomes, and those as of which they are known; the days of anchors; the days on which marks, reviewed spans,
/// hand anchors, confirmations and rejections were written. Rules do not take part, since they end in the future, nor does
/// custody, since it tells when files were copied.
pub fn newest_date(case: &CaseFiles) -> Date {
    let zone = &case.incident.zone;
    let marks = &case.marks;
    let written = marks.marks.iter().map(|m| m.at);
    let written = written.chain(marks.reviewed.iter().map(|r| r.at)).chain(marks.decisions.iter().map(|d| d.at));
    let written = written.chain(marks.anchors.iter().map(|a| a.at));
    [case.incident.date]
        .into_iter()
        .chain(case.sources.iter().flat_map(|s| [s.received.at, s.published]).flatten())
        .chain(case.statements.iter().filter_map(|s| s.said))
        .chain(case.outcomes.iter().flat_map(|o| [o.date, o.as_of]).flatten())
        .chain(case.anchors.iter().map(|a| date_in(a.wall, zone)))
        .chain(written.map(|t| date_in(t, zone)))
        .max()
        .unwrap_or(case.incident.date)
}
