//! What stands of all lines together: what was taken back, what was replaced, and what people decided.

use std::collections::{BTreeMap, BTreeSet};

use unmuted_model::{ObservationId, nearest};

use super::{Contested, Context, Decided, Decision, Marks, Standing};
use crate::case_files::problem::{Place, Problem};

/// Where a line stands in its file, and who wrote it.
struct Written {
    line: usize,
    by: String,
}

impl Written {
    fn new(place: &Place, by: &str) -> Self {
        // `12:1`: the line, and the column that every line begins in.
        let line = place.line_column().split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        Self { line, by: by.to_owned() }
    }
}

/// Takes out what its writer took back. From the last line to the first, since an undo can itself be undone, and
/// reaches only lines before it.
pub(super) fn undo(marks: &mut Marks, lost: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let written: BTreeMap<ObservationId, Written> = {
        let of_marks = marks.marks.iter().map(|m| (&m.id, &m.by, &m.place));
        let reviewed = marks.reviewed.iter().map(|r| (&r.id, &r.by, &r.place));
        let anchors = marks.anchors.iter().map(|a| (&a.id, &a.by, &a.place));
        let decisions = marks.decisions.iter().map(|d| (&d.id, &d.by, &d.place));
        let undos = marks.undos.iter().map(|u| (&u.id, &u.by, &u.place));
        let all = of_marks.chain(reviewed).chain(anchors).chain(decisions).chain(undos);
        all.map(|(id, by, place)| (id.clone(), Written::new(place, by))).collect()
    };
    let mut told = Vec::new();
    for undo in marks.undos.iter().rev() {
        let target = undo.target.as_str();
        let own = Written::new(&undo.place, &undo.by);
        let (what, remedy) = match written.get(&undo.target) {
            // A line that could not be read does not count anyway.
            None if lost.contains(target) => continue,
            None => {
                let near = nearest(target, written.keys().map(ObservationId::as_str));
                let remedy = near.map_or_else(|| "name a line above it".to_owned(), |n| format!("did you mean {n:?}?"));
                (format!("it takes back {target:?}, and there is no such line"), remedy)
            }
            Some(of) if of.line >= own.line => (
                format!("it takes back {target:?}, which does not stand before it"),
                "only an earlier line can be undone".to_owned(),
            ),
            Some(of) if of.by != own.by => (
                format!("{} takes back {target:?}, which is a line of {}", own.by, of.by),
                "reject it instead: a person takes back only their own lines".to_owned(),
            ),
            Some(_) => {
                if !marks.undone.contains(&undo.id) {
                    marks.undone.insert(undo.target.clone());
                }
                continue;
            }
        };
        told.push(undo.place.doubt(what, remedy));
    }
    told.reverse();
    problems.append(&mut told);
    let undone = &marks.undone;
    marks.marks.retain(|m| !undone.contains(&m.id));
    marks.reviewed.retain(|r| !undone.contains(&r.id));
    marks.anchors.retain(|a| !undone.contains(&a.id));
    marks.decisions.retain(|d| !undone.contains(&d.id));
}

/// One line that may replace another.
struct Replacing {
    id: ObservationId,
    written: Written,
    old: Option<ObservationId>,
    place: Place,
}

/// Works out `supersedes`: what is replaced, and what is contested because two lines replace the same.
pub(super) fn supersede(marks: &mut Marks, lost: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let mut lines: Vec<Replacing> = {
        let marked = marks.marks.iter().map(|m| (&m.id, &m.by, &m.supersedes, &m.place));
        let reviewed = marks.reviewed.iter().map(|r| (&r.id, &r.by, &r.supersedes, &r.place));
        let anchored = marks.anchors.iter().map(|a| (&a.id, &a.by, &a.supersedes, &a.place));
        let all = marked.chain(reviewed).chain(anchored);
        all.map(|(id, by, old, place)| Replacing {
            id: id.clone(),
            written: Written::new(place, by),
            old: old.clone(),
            place: place.clone(),
        })
        .collect()
    };
    lines.sort_by_key(|l| l.written.line);
    let mut replaced: BTreeMap<ObservationId, Vec<ObservationId>> = BTreeMap::new();
    for line in &lines {
        let Some(old) = &line.old else { continue };
        match cannot_replace(line, old, &lines, marks, lost) {
            Ok(true) => replaced.entry(old.clone()).or_default().push(line.id.clone()),
            Ok(false) => {}
            Err((what, remedy)) => problems.push(line.place.doubt(what, remedy)),
        }
    }
    let (one, several): (BTreeMap<_, _>, BTreeMap<_, _>) = replaced.into_iter().partition(|(_, by)| by.len() == 1);
    let mut contested: BTreeSet<ObservationId> = several.values().flatten().cloned().collect();
    // What replaces a contested line is contested with it.
    for line in &lines {
        if line.old.as_ref().is_some_and(|old| contested.contains(old)) {
            contested.insert(line.id.clone());
        }
    }
    for (target, by) in several {
        let names = by.iter().map(|id| format!("{:?}", id.as_str())).collect::<Vec<_>>().join(" and ");
        let last = lines.iter().rfind(|l| by.contains(&l.id));
        if let Some(last) = last {
            problems.push(last.place.doubt(
                format!("{:?} is changed in {} ways, by {names}: it stands as it was", target.as_str(), by.len()),
                "undo all of these lines but one",
            ));
        }
        marks.contested.push(Contested { target, lines: by });
    }
    let standing = |id: &ObservationId, before: Standing| match (one.contains_key(id), contested.contains(id)) {
        (true, _) => Standing::Superseded,
        (false, true) => Standing::Contested,
        (false, false) => before,
    };
    for m in &mut marks.marks {
        m.decided.standing = standing(&m.id, m.decided.standing);
    }
    for r in &mut marks.reviewed {
        r.superseded = one.contains_key(&r.id) || contested.contains(&r.id);
    }
    for a in &mut marks.anchors {
        a.decided.standing = standing(&a.id, a.decided.standing);
    }
}

/// Whether a line replaces the one that it names, or, as an error, what is wrong with that and what to do.
fn cannot_replace(
    line: &Replacing,
    old: &ObservationId,
    lines: &[Replacing],
    marks: &Marks,
    lost: &BTreeSet<String>,
) -> Result<bool, (String, String)> {
    // What could not be read, or was taken back, does not count anyway.
    if lost.contains(old.as_str()) || marks.undone.contains(old) {
        return Ok(false);
    }
    let Some(of) = lines.iter().find(|l| l.id == *old) else {
        let near = nearest(old.as_str(), lines.iter().map(|l| l.id.as_str()));
        let remedy = near.map_or_else(
            || "name a mark, a reviewed line or an anchor above it".to_owned(),
            |n| format!("did you mean {n:?}?"),
        );
        let what = format!("it supersedes {:?}, and there is no such mark, reviewed line or anchor", old.as_str());
        return Err((what, remedy));
    };
    if of.written.line >= line.written.line {
        let what = format!("it supersedes {:?}, which does not stand before it", old.as_str());
        return Err((what, "only an earlier line can be superseded".to_owned()));
    }
    if of.written.by != line.written.by {
        let what = format!("{} supersedes {:?}, which is a line of {}", line.written.by, old.as_str(), of.written.by);
        return Err((what, "reject it instead: a person supersedes only their own lines".to_owned()));
    }
    Ok(true)
}

/// Works out what stands.
pub(super) fn decide(marks: &mut Marks, context: &Context<'_>, lost: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let of_marks = marks.marks.iter().map(|m| m.id.as_str());
    let known: BTreeSet<&str> = of_marks.chain(marks.anchors.iter().map(|a| a.id.as_str())).collect();
    // Per target, per person, the latest decision.
    let mut latest: BTreeMap<&ObservationId, BTreeMap<&str, &Decision>> = BTreeMap::new();
    for d in &marks.decisions {
        let target = d.target.as_str();
        // What its writer took back is no longer there to be decided.
        if marks.undone.contains(&d.target) {
            continue;
        }
        if known.contains(target) || context.has_line(target) {
            latest.entry(&d.target).or_default().insert(&d.by, d);
            continue;
        }
        if marks.ids.contains(target) && !lost.contains(target) {
            let what = format!("it is about {target:?}, which is a reviewed line or a decision, and no mark");
            let remedy =
                "name a mark, an anchor or a line of a transcript; a reviewed line is superseded by its own author";
            problems.push(d.place.unread(what, remedy));
            continue;
        }
        problems.push(unknown_target(d, &known, context, lost));
    }
    let nobody = BTreeMap::new();
    let of = |id: &ObservationId, author: Option<&str>, before: Standing| {
        if matches!(before, Standing::Superseded | Standing::Contested) {
            return Decided { standing: before, ..Decided::nobody() };
        }
        positions(author, latest.get(id).unwrap_or(&nobody))
    };
    let decided: Vec<_> =
        marks.marks.iter().map(|m| of(&m.id, m.sure.then_some(m.by.as_str()), m.decided.standing)).collect();
    let of_anchors: Vec<_> = marks.anchors.iter().map(|a| of(&a.id, Some(a.by.as_str()), a.decided.standing)).collect();
    let lines = latest
        .iter()
        .filter(|(target, _)| !known.contains(target.as_str()))
        .map(|(target, by)| ((*target).clone(), positions(None, by)))
        .collect();
    for (mark, decided) in marks.marks.iter_mut().zip(decided) {
        mark.decided = decided;
    }
    for (anchor, decided) in marks.anchors.iter_mut().zip(of_anchors) {
        anchor.decided = decided;
    }
    marks.lines = lines;
}

fn positions(author: Option<&str>, by: &BTreeMap<&str, &Decision>) -> Decided {
    let mut confirmed: BTreeSet<&str> = by.iter().filter(|(_, d)| d.confirms).map(|(who, _)| *who).collect();
    let rejected: BTreeSet<&str> = by.iter().filter(|(_, d)| !d.confirms).map(|(who, _)| *who).collect();
    confirmed.extend(author.filter(|a| !rejected.contains(a)));
    let words: BTreeSet<&str> =
        by.values().filter(|d| d.confirms).map(|d| d.words.trim()).filter(|w| !w.is_empty()).collect();
    let standing = match (confirmed.is_empty(), rejected.is_empty()) {
        (true, true) => Standing::Lead,
        (true, false) => Standing::Rejected,
        (false, true) if words.len() > 1 => Standing::Disputed,
        (false, true) => Standing::Confirmed,
        (false, false) => Standing::Disputed,
    };
    let own = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    let reasons = by
        .values()
        .filter(|d| !d.confirms && !d.words.trim().is_empty())
        .map(|d| format!("{}: {}", d.by, d.words.trim()))
        .collect();
    Decided {
        standing,
        confirmed_by: own(confirmed),
        rejected_by: own(rejected),
        words: if words.len() == 1 { words.first().map(|w| (*w).to_owned()) } else { None },
        reasons,
    }
}

fn unknown_target(d: &Decision, marks: &BTreeSet<&str>, context: &Context<'_>, lost: &BTreeSet<String>) -> Problem {
    let target = d.target.as_str();
    if lost.contains(target) {
        return d
            .place
            .unread(format!("it is about the line {target:?}, which could not be read"), "mend that line first");
    }
    if let Some((source, _)) = target.split_once('#') {
        // Of a device's log the recording stands in front.
        let source = source.rsplit('/').next().unwrap_or(source);
        if context.lines_lost.contains(source) {
            return d.place.unread(
                format!("it is about {target:?}, and the lines of {source:?} could not be read"),
                "mend that source first",
            );
        }
        let count = context.lines.iter().filter(|l| l.split_once('#').is_some_and(|(s, _)| s == source)).count();
        if count > 0 {
            return d.place.unread(
                format!("it is about {target:?}, and {source:?} has the lines 1 to {count}"),
                "name one of these",
            );
        }
    }
    let near = nearest(target, marks.iter().copied().chain(context.lines.iter().map(String::as_str)));
    let remedy = near.map_or_else(
        || "name a mark, an anchor, or a line of a transcript or a log such as transcript-1#4".to_owned(),
        |n| format!("did you mean {n:?}?"),
    );
    d.place.unread(format!("it is about {target:?}, and there is no such mark or line"), remedy)
}
