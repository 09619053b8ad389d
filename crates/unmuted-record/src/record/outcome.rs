//! What followed: charges, findings, discipline, settlements, each as of the day of the release that says so.
//!
//! "No known outcome as of the release" is not "none": a prosecutor who decided against charges is an outcome, an empty
//! cell is a list that knows of none.

use super::build::{Input, Record};
use super::shown::Columns;
use crate::list::Value;

/// Where things stand by one row of one list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// An officer was charged.
    Charged,
    /// An authority found or decided something, and no charge is known.
    Decided,
    /// Discipline or a payment is known, and neither a charge nor a decision.
    Other,
    /// No outcome is known as of the release.
    Open,
}

impl Standing {
    /// Its word in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Charged => "charged",
            Self::Decided => "decided_without_charge",
            Self::Other => "other_outcome",
            Self::Open => "no_known_outcome",
        }
    }
}

/// What sort of outcome a word is; `None` for words that say that none is known.
pub(crate) fn kind(word: &str) -> Option<&'static str> {
    Some(match word {
        "charged" | "convicted" | "acquitted" | "dropped" | "mistrial" => "charge",
        "declined" | "justified" | "unjustified" | "accidental" | "suicide" | "substantiated" | "unsubstantiated"
        | "exonerated" | "unfounded" => "finding",
        "discipline" => "discipline",
        "settlement" | "suit-pending" => "settlement",
        "other" => "other",
        _ => return None,
    })
}

/// Where things stand by the words of a row, several joined by `;`.
pub fn standing<'w>(words: impl IntoIterator<Item = &'w str>) -> Standing {
    let mut best = Standing::Open;
    for word in words.into_iter().flat_map(|w| w.split(';')) {
        let this = match kind(word) {
            Some("charge") => Standing::Charged,
            Some("finding") => Standing::Decided,
            Some("discipline" | "settlement") => Standing::Other,
            _ => Standing::Open,
        };
        best = best.min(this);
    }
    best
}

/// One thing that is known to have followed, or that a list says that it knows of none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The incident, by its place in the record.
    pub incident: usize,
    /// `charge`, `finding`, `discipline`, `settlement`, `other`; `none_known` where the row says that it knows of none.
    pub kind: &'static str,
    /// Our word.
    pub outcome: String,
    /// The publisher's words.
    pub words: String,
    /// The list, or `case`.
    pub list: String,
    /// The release, or the case's id.
    pub release: String,
    /// The day as of which it was so.
    pub as_of: Option<String>,
    /// The day of the outcome itself, where that is said.
    pub date: Option<String>,
}

/// What followed as a case tells it: its own kind, sorted by the words that it has. `None` for what is no outcome of this
/// sort, such as a protest or a change of policy.
pub fn outcome_of_case(
    case: &str,
    kind: &str,
    what: &str,
    date: Option<String>,
    as_of: Option<String>,
) -> Option<Outcome> {
    let low = kind.to_lowercase();
    // A prosecutor's decision is a finding, whichever way it went: that somebody was charged is said as such.
    let sort = match low.as_str() {
        "charge" | "charges" | "charges filed" | "indictment" | "conviction" | "acquittal" => "charge",
        k if k.contains("decision") || k.contains("finding") || k.contains("charg") => "finding",
        k if k.contains("disciplin") => "discipline",
        k if k.contains("settle") || k.contains("verdict") => "settlement",
        _ => return None,
    };
    Some(Outcome {
        incident: 0,
        // It has not happened: that is not a charge.
        kind: if date.is_some() { sort } else { "none_known" },
        outcome: kind.to_owned(),
        words: what.to_owned(),
        list: "case".to_owned(),
        release: case.to_owned(),
        as_of,
        date,
    })
}

/// The attributes that say what followed.
pub(crate) const SAYS: [&str; 3] = ["charges", "disposition", "finding"];

/// All outcomes that the rows of incidents tell, of every release: what was known when.
pub(crate) fn outcomes(record: &Record, allowed: &[bool]) -> Vec<Outcome> {
    let columns: Vec<Columns> = SAYS.iter().map(|a| Columns::of(&record.inputs, a)).collect();
    let mut all = Vec::new();
    for (at, incident) in record.incidents.iter().enumerate() {
        for m in incident.members.iter().filter(|m| allowed.get(m.file).copied().unwrap_or(true)) {
            let Some(input) = record.inputs.get(m.file) else { continue };
            for c in &columns {
                let Some((Value::Words(words), column)) = c.value(&record.inputs, m.file, m.row) else { continue };
                for word in words.split(';') {
                    all.push(Outcome {
                        incident: at,
                        kind: kind(word).unwrap_or("none_known"),
                        outcome: word.to_owned(),
                        words: record.raw(m.file, m.row, column),
                        list: input.imported.list.clone(),
                        release: input.imported.release.clone(),
                        as_of: input.imported.as_of.map(|d| d.to_string()),
                        date: None,
                    });
                }
            }
        }
        for case in record.cases.iter().filter(|c| c.incident == Some(at)) {
            all.extend(case.outcomes.iter().map(|o| Outcome { incident: at, ..o.clone() }));
        }
    }
    all
}

/// Where things stand by one row; `None` where its file has no column that could say so.
pub(crate) fn of_row(inputs: &[Input], columns: &[Columns], file: usize, row: usize) -> Option<Standing> {
    if !columns.iter().any(|c| c.has(file)) {
        return None;
    }
    let words: Vec<&str> = columns
        .iter()
        .filter_map(|c| match c.value(inputs, file, row) {
            Some((Value::Words(w), _)) => Some(&**w),
            _ => None,
        })
        .collect();
    Some(standing(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_against_charges_is_no_charge() {
        let of = |kind: &str, date: Option<&str>| {
            outcome_of_case("c", kind, "words", date.map(str::to_owned), None).map(|o| o.kind)
        };
        assert_eq!(of("prosecutor decision", Some("2019-03-02")), Some("finding"));
        assert_eq!(of("charge decision", Some("2019-03-02")), Some("finding"));
        assert_eq!(of("charges filed", Some("2019-03-02")), Some("charge"));
        assert_eq!(of("discipline", None), Some("none_known"));
        assert_eq!(of("policy change", Some("2019-03-02")), None);
    }

    #[test]
    fn none_known_is_not_none() {
        assert_eq!(standing(["no-known-charge", "pending"]), Standing::Open);
        assert_eq!(standing([]), Standing::Open);
        assert_eq!(standing(["no-known-charge", "declined"]), Standing::Decided);
        assert_eq!(standing(["charged;acquitted", "justified"]), Standing::Charged);
        assert_eq!(standing(["unreported", "settlement"]), Standing::Other);
    }
}
