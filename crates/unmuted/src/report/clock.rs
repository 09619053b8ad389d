//! What followed one case or several, in days: as JSON, and as a table that fits a terminal.

use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;
use unmuted_case::accountability::{Kept, LimitState, Start, State, Step};
use unmuted_case::timeline::STEPS;

use super::table;
use super::text::count;
use crate::review::{OfFiles, accountability, document, outcomes};

/// More cases than this do not stand side by side.
const COLUMNS: usize = 4;

/// What "not recorded" means, under every table.
const NOTE: &str = "Not recorded: no source of the case speaks of it, which does not say that it did not happen.";

/// Cases and what followed.
#[derive(Serialize)]
pub struct Clock {
    format: &'static str,
    version: u32,
    /// In the order asked for.
    pub cases: Vec<Case>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { format: "unmuted-clock", version: 1, cases: Vec::new() }
    }
}

impl Clock {
    /// Whether any limit is past.
    pub fn is_past(&self) -> bool {
        self.cases.iter().flat_map(|c| &c.steps).any(Counted::is_past)
    }
}

/// One case.
#[derive(Serialize)]
pub struct Case {
    id: String,
    title: String,
    fictional: Option<String>,
    /// The day of the incident.
    date: String,
    /// The day to which ages are counted.
    as_of: String,
    as_of_given: bool,
    steps: Vec<Counted>,
    /// Every outcome: done ones in the order of their days, then open ones.
    outcomes: Vec<document::Outcome>,
}

/// One kind of step.
#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    shown: document::Step,
    /// Every limit on it, where `limit` is one of them.
    limits: Vec<Limited>,
    /// The state with its days.
    #[serde(skip)]
    words: String,
    /// The same in a word or two.
    #[serde(skip)]
    short: String,
    /// The day on which it was first done, where all sources agree on it; else the day as of which it is known, where
    /// that is not the case's; else empty.
    #[serde(skip)]
    day: String,
}

/// A limit and whether it was kept.
#[derive(Serialize)]
struct Limited {
    #[serde(flatten)]
    shown: document::Limit,
    /// `incident`, or the kind of outcome from which days are counted.
    from: String,
    words: String,
}

impl Counted {
    fn is_past(&self) -> bool {
        self.limits.iter().any(|l| l.shown.state == Kept::Past.key())
    }
}

impl Case {
    /// Of a case's files.
    pub fn of(files: &OfFiles) -> Self {
        let (case, incident) = (&files.case, &files.case.incident);
        Self {
            id: incident.id.clone(),
            title: incident.title.clone(),
            fictional: incident.fictional.clone(),
            date: incident.date.to_string(),
            as_of: case.as_of.to_string(),
            as_of_given: case.as_of_given,
            steps: accountability::of(case, &files.timeline)
                .iter()
                .map(|s| counted(s, incident.date, case.as_of))
                .collect(),
            outcomes: outcomes(case, case.as_of),
        }
    }

    fn step(&self, kind: &str) -> Option<&Counted> {
        self.steps.iter().find(|s| s.shown.kind == kind)
    }
}

fn counted(step: &Step, incident: Date, as_of: Date) -> Counted {
    let first = step.days.filter(|d| Some(d.least) == d.most).and_then(|d| {
        let days = jiff::Span::new().try_days(d.least).ok()?;
        incident.checked_add(days).ok()
    });
    let known = step.as_of.filter(|known| step.state == State::Open && *known != as_of);
    Counted {
        shown: accountability::step(step),
        limits: step.limits.iter().map(limited).collect(),
        words: step.to_string(),
        short: short(step),
        day: match (first, known) {
            (Some(day), _) => day.to_string(),
            (None, Some(known)) => format!("as of {known}"),
            (None, None) => String::new(),
        },
    }
}

fn limited(state: &LimitState) -> Limited {
    Limited {
        shown: accountability::limit_shown(state),
        from: match &state.limit.from {
            Start::Incident => "incident".into(),
            Start::Kind(kind) => kind.clone(),
        },
        words: state.to_string(),
    }
}

/// `3 days`, `open 190 days`, `not recorded`.
fn short(step: &Step) -> String {
    let days = i64_days;
    match (step.state, step.days, step.open_days) {
        (State::NotRecorded, ..) => "not recorded".into(),
        (State::Open, _, Some(n)) if n >= 0 => format!("open {}", days(n)),
        (State::Open, ..) => "open".into(),
        (State::Done, Some(d), _) if Some(d.least) == d.most && d.least < 0 => format!("{} before", days(-d.least)),
        (State::Done, Some(d), _) if Some(d.least) == d.most => days(d.least),
        (State::Done, Some(d), _) => match d.most {
            Some(most) => format!("{} to {}", d.least, days(most)),
            None => format!("{} or more, or open", days(d.least)),
        },
        (State::Done, None, _) => "done".into(),
    }
}

/// As text, its lines at most `width` characters long: one case as a list of steps; a few side by side; more as a list
/// under each step.
pub fn render(clock: &Clock, width: usize) -> String {
    let mut out = String::new();
    let _ = match clock.cases.as_slice() {
        [one] => single(&mut out, one, width),
        few if few.len() <= COLUMNS => side_by_side(&mut out, few, width),
        many => by_step(&mut out, many, width),
    };
    out
}

fn single(out: &mut String, case: &Case, width: usize) -> std::fmt::Result {
    writeln!(out, "{}", case.title)?;
    if let Some(fictional) = &case.fictional {
        writeln!(out, "{}", table::wrapped(fictional, width).join("\n"))?;
    }
    writeln!(out, "{}. As of {}, in days from the incident.\n", case.date, case.as_of)?;
    let rows: Vec<Vec<String>> = case
        .steps
        .iter()
        .map(|s| {
            let words = s.words.replace("not recorded in the sources held", "not recorded");
            let words = words.strip_prefix("done ").unwrap_or(&words).to_owned();
            let past = if s.is_past() { "past a limit" } else { "" };
            (s, vec![s.shown.kind.clone(), words, s.day.clone(), past.to_owned()])
        })
        .flat_map(|(s, row)| std::iter::once(row).chain(each(case, s)))
        .collect();
    out.push_str(&table::render(&rows, 2, width));
    limits_of(out, std::slice::from_ref(case), width)?;
    note(out, width)
}

/// Where a step has several outcomes, each of them: every prosecutor's decision, every settlement.
fn each<'a>(case: &'a Case, step: &'a Counted) -> impl Iterator<Item = Vec<String>> + 'a {
    let several = step.shown.outcomes.len() > 1;
    let of = case.outcomes.iter().filter(move |o| several && step.shown.outcomes.contains(&o.id));
    of.map(|o| {
        let when = match (o.date.is_some(), o.days) {
            (true, n @ ..0) => format!("{} before", i64_days(-n)),
            (false, ..0) => "open, before the incident".to_owned(),
            (true, n) => format!("after {}", i64_days(n)),
            (false, n) => format!("open for {}", i64_days(n)),
        };
        vec![String::new(), when, o.date.clone().unwrap_or_default(), o.what.clone()]
    })
}

fn i64_days(n: i64) -> String {
    format!("{n} {}", if n == 1 { "day" } else { "days" })
}

/// Each limit once: several outcomes of a kind may carry the same.
fn limits(step: &Counted) -> String {
    let mut all: Vec<String> = Vec::new();
    for l in &step.limits {
        let cited = if l.shown.citation.is_empty() { String::new() } else { format!(" ({})", l.shown.citation) };
        let words = format!("{}{cited}", l.words);
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all.join("; ")
}

fn note(out: &mut String, width: usize) -> std::fmt::Result {
    writeln!(out, "\n{}", table::wrapped(NOTE, width).join("\n"))
}

/// Every kind that any of the cases has: the common ones in their order, then each case's own.
fn kinds(cases: &[Case]) -> Vec<&str> {
    let mut all: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
    for step in cases.iter().flat_map(|c| &c.steps) {
        if !all.contains(&step.shown.kind.as_str()) {
            all.push(&step.shown.kind);
        }
    }
    all
}

/// What a case says of a kind; one that only another case has is not recorded here either.
fn cell(case: &Case, kind: &str) -> String {
    let Some(step) = case.step(kind) else { return "not recorded".into() };
    if step.is_past() { format!("{}, past a limit", step.short) } else { step.short.clone() }
}

fn side_by_side(out: &mut String, cases: &[Case], width: usize) -> std::fmt::Result {
    titles(out, cases, width)?;
    let row = |name: &str, cell: &dyn Fn(&Case) -> String| -> Vec<String> {
        std::iter::once(name.to_owned()).chain(cases.iter().map(cell)).collect()
    };
    let mut rows = vec![row("", &|c| c.id.clone())];
    rows.push(row("incident", &|c| c.date.clone()));
    rows.push(row("as of", &|c| c.as_of.clone()));
    rows.push(row("", &|_| String::new()));
    rows.extend(kinds(cases).into_iter().map(|kind| row(kind, &|c| cell(c, kind))));
    out.push_str(&table::render(&rows, 0, width));
    limits_of(out, cases, width)?;
    note(out, width)
}

fn by_step(out: &mut String, cases: &[Case], width: usize) -> std::fmt::Result {
    titles(out, cases, width)?;
    for kind in kinds(cases) {
        let of = |state: State| {
            let is = |c: &&Case| c.step(kind).map_or(State::NotRecorded.key(), |s| &s.shown.state) == state.key();
            cases.iter().filter(is).count()
        };
        let (done, open, not) = (of(State::Done), of(State::Open), of(State::NotRecorded));
        writeln!(out, "{kind}: done in {done}, open in {open}, not recorded in {not}")?;
        let recorded = cases.iter().filter_map(|c| Some((c, c.step(kind)?)));
        let rows: Vec<Vec<String>> = recorded
            .filter(|(_, s)| s.shown.state != State::NotRecorded.key())
            .map(|(c, s)| vec![c.id.clone(), s.short.clone(), s.day.clone(), limits(s)])
            .collect();
        out.push_str(&table::render(&rows, 2, width));
    }
    note(out, width)
}

/// The cases by name, with their days.
fn titles(out: &mut String, cases: &[Case], width: usize) -> std::fmt::Result {
    let fictional = |c: &Case| if c.fictional.is_some() { " (fictional)" } else { "" };
    let n = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    writeln!(out, "{}, in days from each incident\n", count(n, "case", "cases"))?;
    let rows: Vec<Vec<String>> = cases
        .iter()
        .map(|c| {
            let days = format!("{}, as of {}", c.date, c.as_of);
            vec![c.id.clone(), format!("{}{}", c.title, fictional(c)), days]
        })
        .collect();
    out.push_str(&table::render(&rows, 0, width));
    writeln!(out)
}

/// Limits, which do not fit into columns; with the case where there are several.
fn limits_of(out: &mut String, cases: &[Case], width: usize) -> std::fmt::Result {
    let limited = cases.iter().flat_map(|c| c.steps.iter().map(move |s| (c, s))).filter(|(_, s)| !s.limits.is_empty());
    let rows: Vec<Vec<String>> = limited
        .map(|(c, s)| {
            let case = (cases.len() > 1).then(|| c.id.clone());
            case.into_iter().chain([s.shown.kind.clone(), limits(s)]).collect()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nLimits")?;
    out.push_str(&table::render(&rows, 2, width));
    Ok(())
}
