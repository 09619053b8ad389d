//! Where sources of a case differ: as JSON and as text.

use std::fmt::Write;

use serde::Serialize;
use unmuted_case::align::AlignOptions;
use unmuted_case::disputes::{self, Same, Standing};
use unmuted_model::ObservationId;

use super::table;
use super::text::{count, seconds};
use crate::case_files::{CaseFiles, Outcome};
use crate::review::{self, OfFiles, by_hand};

/// A case's attributes with more than one value given, outcomes with more than one day, and places by hand that are
/// disputed.
#[derive(Serialize)]
pub struct Disputes {
    format: &'static str,
    version: u32,
    case: String,
    title: String,
    fictional: Option<String>,
    /// In the order in which the case names them.
    attributes: Vec<Attribute>,
    /// Outcomes of which sources give different days.
    days: Vec<Days>,
    /// Places by hand, each one instant in two recordings, that somebody rejects or that contradict each other.
    anchors: Vec<Anchor>,
}

/// An attribute.
#[derive(Serialize)]
struct Attribute {
    name: String,
    /// `same`, `compatible` or `disputed`; `single` where no two values are of one moment.
    standing: &'static str,
    origins: usize,
    values: Vec<Value>,
}

/// One value of one moment, and everybody who gives it.
#[derive(Serialize)]
struct Value {
    value: String,
    unit: String,
    /// When it is the value, in words; or empty.
    at: String,
    origins: usize,
    given: Vec<Given>,
    /// The values that cannot be true if this one is: the ids of those who give them first.
    against: Vec<String>,
}

/// Who gives a value.
#[derive(Serialize)]
struct Given {
    id: String,
    source: String,
    source_name: String,
    page: String,
    by: String,
    /// The value in this one's own words and unit.
    entered: String,
    basis: &'static str,
    /// The source whose value it repeats, or empty.
    repeats: String,
    note: String,
}

/// An outcome of which sources give different days.
#[derive(Serialize)]
struct Days {
    event: String,
    kind: String,
    what: String,
    given: Vec<Day>,
}

/// A day, or that it had not happened.
#[derive(Serialize)]
struct Day {
    id: String,
    /// `null` where it had not happened by `as_of`.
    date: Option<String>,
    as_of: String,
    source: String,
    source_name: String,
    page: String,
}

/// A place by hand that is disputed.
#[derive(Serialize)]
struct Anchor {
    id: String,
    by: String,
    a: String,
    at_a_s: f64,
    b: String,
    at_b_s: f64,
    plus_minus_s: f64,
    words: String,
    /// Which two instants are one, in words.
    #[serde(skip)]
    says: String,
    /// Who stands behind it: who set it, and who confirmed it.
    confirmed_by: Vec<String>,
    rejected_by: Vec<String>,
    /// Why it is rejected, as `name: words`.
    reasons: Vec<String>,
    /// The places between the same recordings that cannot be right if this one is.
    against: Vec<Against>,
}

/// A place that contradicts another.
#[derive(Serialize)]
struct Against {
    id: String,
    by: String,
    /// How far apart the two put the recordings, in words.
    apart: String,
}

impl Disputes {
    /// Of a case's files. Two places by hand differ where sound's travel over the largest distance does not explain it.
    pub fn of(files: &OfFiles, distance: &AlignOptions) -> Self {
        let case = &files.case;
        let all = disputes::attributes(&files.timeline.attributes, &review::repeats(case));
        let several = all.into_iter().filter(|a| a.values.iter().map(|v| v.given.len()).sum::<usize>() > 1);
        Self {
            format: "unmuted-disputes",
            version: 1,
            case: case.incident.id.clone(),
            title: case.incident.title.clone(),
            fictional: case.incident.fictional.clone(),
            attributes: several
                .map(|a| Attribute {
                    name: a.name.to_owned(),
                    standing: a.standing.key(),
                    origins: a.origins,
                    values: a.values.iter().filter_map(|v| value(case, v)).collect(),
                })
                .collect(),
            days: days(case),
            anchors: anchors(case, distance),
        }
    }

    /// Whether any two values contradict each other.
    pub fn any(&self) -> bool {
        !self.days.is_empty()
            || !self.anchors.is_empty()
            || self.attributes.iter().any(|a| a.standing == Standing::Disputed.key())
    }
}

fn value(case: &CaseFiles, same: &Same<'_>) -> Option<Value> {
    let entry = |id: &ObservationId| case.attributes.iter().find(|v| v.id == id.as_str());
    let given: Vec<_> = same.given.iter().filter_map(|v| entry(&v.id)).collect();
    let first = given.first()?;
    Some(Value {
        value: first.value.to_string(),
        unit: first.unit.clone(),
        at: review::at_words(first),
        origins: same.origins,
        given: given
            .iter()
            .map(|v| Given {
                id: v.id.clone(),
                source: v.source.to_string(),
                source_name: source_name(case, v.source.as_str()),
                page: v.page.clone(),
                by: case.name_of(&v.by).to_owned(),
                entered: [v.value.to_string().as_str(), &v.unit].join(" ").trim_end().to_owned(),
                basis: v.basis.key(),
                repeats: repeated(case, v),
                note: v.note.clone(),
            })
            .collect(),
        against: same.against.iter().map(ToString::to_string).collect(),
    })
}

/// What a value repeats: what it says itself, else what its source repeats as a whole.
fn repeated(case: &CaseFiles, v: &crate::case_files::AttributeValue) -> String {
    let whole = case.source(&v.source).and_then(|s| s.repeats.as_ref());
    let held = v.repeats.as_ref().or(whole).filter(|id| case.source(id).is_some());
    held.map(ToString::to_string).unwrap_or_default()
}

fn source_name(case: &CaseFiles, id: &str) -> String {
    let named = case.sources.iter().find(|s| s.id.as_str() == id).map(|s| &s.name);
    named.cloned().unwrap_or_else(|| id.to_owned())
}

fn days(case: &CaseFiles) -> Vec<Days> {
    let mut events: Vec<(&str, &str, Vec<&Outcome>)> = Vec::new();
    for o in &case.outcomes {
        let Some(event) = &o.event else { continue };
        match events.iter_mut().find(|(e, kind, _)| *e == event.as_str() && *kind == o.kind) {
            Some((.., of)) => of.push(o),
            None => events.push((event, &o.kind, vec![o])),
        }
    }
    let differ = |of: &[&Outcome]| of.iter().any(|o| o.date != of.first().and_then(|f| f.date));
    events
        .into_iter()
        .filter(|(.., of)| differ(of))
        .map(|(event, kind, of)| Days {
            event: event.to_owned(),
            kind: kind.to_owned(),
            what: of.first().map(|o| o.what.clone()).unwrap_or_default(),
            given: of
                .iter()
                .map(|o| {
                    let source = o.source.as_ref().map(ToString::to_string).unwrap_or_default();
                    Day {
                        id: o.id.clone(),
                        date: o.date.map(|d| d.to_string()),
                        as_of: o.as_of.unwrap_or(case.as_of).to_string(),
                        source_name: source_name(case, &source),
                        source,
                        page: o.page.clone(),
                    }
                })
                .collect(),
        })
        .collect()
}

fn anchors(case: &CaseFiles, distance: &AlignOptions) -> Vec<Anchor> {
    by_hand::disputed(&case.marks, distance.travel_bound())
        .into_iter()
        .map(|d| {
            let a = d.anchor;
            Anchor {
                id: a.id.to_string(),
                by: a.by.clone(),
                a: a.source.to_string(),
                at_a_s: a.time.as_secs_f64(),
                b: a.other.to_string(),
                at_b_s: a.other_time.as_secs_f64(),
                plus_minus_s: a.plus_minus.as_secs_f64(),
                words: a.decided.words.clone().unwrap_or_else(|| a.words.clone()),
                says: d.says,
                confirmed_by: a.decided.confirmed_by.clone(),
                rejected_by: a.decided.rejected_by.clone(),
                reasons: a.decided.reasons.clone(),
                against: d
                    .against
                    .into_iter()
                    .map(|(rival, apart)| Against { id: rival.id.to_string(), by: rival.by.clone(), apart })
                    .collect(),
            }
        })
        .collect()
}

/// As text, its lines at most `width` characters long.
pub fn render(disputes: &Disputes, width: usize) -> String {
    let mut out = String::new();
    let _ = text(&mut out, disputes, width);
    out
}

fn text(out: &mut String, disputes: &Disputes, width: usize) -> std::fmt::Result {
    writeln!(out, "{}", disputes.title)?;
    if let Some(fictional) = &disputes.fictional {
        writeln!(out, "{}", table::wrapped(fictional, width).join("\n"))?;
    }
    if disputes.attributes.is_empty() && disputes.days.is_empty() && disputes.anchors.is_empty() {
        let none = "No attribute is given more than once, no outcome has more than one day, and no place by hand is \
                    disputed.";
        return writeln!(out, "\n{}", table::wrapped(none, width).join("\n"));
    }
    for a in &disputes.attributes {
        let origins = of(a.origins, "independent origin", "independent origins");
        let standing = match a.standing {
            "disputed" => "disputed",
            "compatible" => "different, and all of it can be true",
            "same" => "the same from all",
            _ => "values of different moments",
        };
        writeln!(out, "\n{}: {standing}; {origins}", a.name)?;
        let mut rows = Vec::new();
        for v in &a.values {
            // Each figure as entered; what repeats the one before it to the letter is not said again.
            let mut before = "";
            for g in &v.given {
                let same = g.entered == before;
                let shown =
                    if same { String::new() } else { [g.entered.as_str(), &v.at].join(" ").trim_end().to_owned() };
                before = &g.entered;
                rows.push(vec![shown, who(g), place(&g.source_name, &g.page), rests_on(g)]);
            }
            if v.given.len() > 1 {
                rows.push(vec![String::new(), of(v.origins, "origin", "origins")]);
            }
        }
        out.push_str(&table::render(&rows, 2, width));
    }
    for d in &disputes.days {
        writeln!(out, "\n{}: sources give different days\n  {}", d.kind, d.what)?;
        let rows: Vec<Vec<String>> = d
            .given
            .iter()
            .map(|g| {
                let day = g.date.clone().unwrap_or_else(|| format!("not by {}", g.as_of));
                vec![day, place(&g.source_name, &g.page)]
            })
            .collect();
        out.push_str(&table::render(&rows, 2, width));
    }
    for a in &disputes.anchors {
        let plus_minus = seconds((a.plus_minus_s * 1e9).round() as i64);
        writeln!(out, "\n{}: a place by hand is disputed\n  {}, ±{plus_minus}", a.id, a.says)?;
        let mut rows = vec![vec!["stands".to_owned(), a.confirmed_by.join(", "), a.words.clone()]];
        let reason = |who: &String| a.reasons.iter().find_map(|r| r.strip_prefix(who)?.strip_prefix(": "));
        for who in &a.rejected_by {
            rows.push(vec!["rejected".into(), who.clone(), reason(who).unwrap_or_default().to_owned()]);
        }
        for rival in &a.against {
            rows.push(vec!["contradicted".into(), rival.by.clone(), format!("{}, {} away", rival.id, rival.apart)]);
        }
        out.push_str(&table::render(&rows, 2, width));
    }
    Ok(())
}

fn who(g: &Given) -> String {
    if g.by.is_empty() { "nobody named".into() } else { g.by.clone() }
}

fn place(source: &str, page: &str) -> String {
    if page.is_empty() { source.to_owned() } else { format!("{source}, p. {page}") }
}

fn rests_on(g: &Given) -> String {
    if g.repeats.is_empty() { g.basis.into() } else { format!("{}, repeats {}", g.basis, g.repeats) }
}

fn of(n: usize, one: &str, many: &str) -> String {
    count(u32::try_from(n).unwrap_or(u32::MAX), one, many)
}
