//! The tables of the record, each column once. `docs/record.md` explains them.

use std::sync::Arc;

use super::agreement::{Agreement, agreements};
use super::build::{Record, told};
use super::cell::{Cell, Column, Kind};
use super::changes::{Change, changes};
use super::conflicts::{Conflict, conflicts};
use super::events::events;
use super::linked::name_of;
use super::officers::officers;
use super::outcome::{Outcome, SAYS, of_row, outcomes};
use super::settlements::leads;
use super::shown::{Columns, said, shown};
use crate::list::{ATTRIBUTES, ListKind, Redistribute, Value};

/// Takes the cells of one row.
pub type Take<'t> = &'t mut dyn FnMut(&[Cell<'_>]) -> std::io::Result<()>;
type Each<'r> = Box<dyn Fn(Take<'_>) -> std::io::Result<()> + Send + Sync + 'r>;

/// One table, ready to be written.
pub struct Table<'r> {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Hands every row to the taker, in order.
    pub each: Each<'r>,
}

/// Which files' values may be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowed(Vec<bool>);

impl Allowed {
    /// All: for the record on the machine of whoever has the lists.
    pub fn all(record: &Record) -> Self {
        Self(vec![true; record.inputs.len()])
    }

    /// Those that may be handed on; with `non_commercial` also those that may be by whoever earns nothing by it.
    pub fn to_hand_on(record: &Record, non_commercial: bool) -> Self {
        let may = |r: Redistribute| match r {
            Redistribute::Yes => true,
            Redistribute::NonCommercial => non_commercial,
            Redistribute::No => false,
        };
        Self(record.inputs.iter().map(|i| may(i.map.redistribute)).collect())
    }

    /// Whether a file's values may be told.
    pub fn is(&self, file: usize) -> bool {
        self.0.get(file).copied().unwrap_or(false)
    }

    /// As a slice by file.
    pub fn files(&self) -> &[bool] {
        &self.0
    }
}

const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, about }
}
const fn whole(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Integer, about }
}
const fn real(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Real, about }
}

const INCIDENT: Column = text("incident", "the incident's id");
const LIST: Column = text("list", "the list");
const RELEASE: Column = text("release", "its release");
const ROW: Column = whole("row", "the row of the file, from 1, without the header");
const ID: Column = text("id", "the row's id as the publisher gives it; `row-` and its number where there is none");

/// Attributes that stand as columns in `incidents`.
const INCIDENT_ATTRIBUTES: [&str; 8] = ["date", "city", "county", "state", "agency", "cause", "armed", "body_camera"];

/// What is computed once and stands in several tables.
struct Made {
    conflicts: Vec<Conflict>,
    agreements: Vec<Agreement>,
    outcomes: Vec<Outcome>,
    changes: Vec<Change>,
    events: Vec<Option<String>>,
}

impl Made {
    fn of(record: &Record, allowed: &[bool]) -> Self {
        let ((conflicts, agreements), (outcomes, (changes, events))) = rayon::join(
            || rayon::join(|| conflicts(record, allowed), || agreements(record, allowed)),
            || {
                rayon::join(
                    || outcomes(record, allowed),
                    || rayon::join(|| changes(record, allowed), || events(record, allowed)),
                )
            },
        );
        Self { conflicts, agreements, outcomes, changes, events }
    }
}

impl Record {
    /// All tables, with the values of the allowed files. Links stand for all: they are ids, and no list's values.
    pub fn tables<'r>(&'r self, allowed: &'r Allowed) -> Vec<Table<'r>> {
        let made = Arc::new(Made::of(self, allowed.files()));
        let mut tables = vec![
            self.table_incidents(allowed, &made),
            self.table_persons(allowed),
            self.table_values(allowed),
            self.table_links(),
            self.table_lists(),
            self.table_conflicts(&made),
            self.table_agreement(&made),
            self.table_outcomes(&made),
            self.table_changes(&made),
            self.table_problems(allowed),
            self.table_cases(),
            self.table_doubts(),
            self.table_suspects(),
        ];
        for (kind, name, about, attributes) in OTHER {
            if self.inputs.iter().any(|i| i.map.kind == *kind) {
                tables.push(self.table_other(*kind, name, about, attributes, allowed));
            }
        }
        if self.inputs.iter().any(|i| i.map.kind == ListKind::Settlements) {
            tables.push(self.table_leads(allowed));
        }
        if self
            .inputs
            .iter()
            .any(|i| matches!(i.map.kind, ListKind::Allegations | ListKind::Complaints | ListKind::Force))
        {
            tables.push(self.table_officers(allowed));
        }
        tables
    }

    fn table_incidents<'r>(&'r self, allowed: &'r Allowed, made: &Arc<Made>) -> Table<'r> {
        let made = Arc::clone(made);
        let mut columns = vec![INCIDENT, text("name", "the person, as most lists have it")];
        columns.extend(INCIDENT_ATTRIBUTES.iter().filter_map(|n| attribute_column(n)));
        columns.extend([
            whole("lists", "lists that have it today"),
            whole("rows", "rows of all lists and releases"),
            real("probability", "how likely its least sure row belongs to it"),
            text("in_conflict", "attributes of which lists say different things"),
            text("standing", "what is known to have followed, of all lists today: charged, decided_without_charge, other_outcome, no_known_outcome; nothing where no list has a column for it"),
            text("standing_as_of", "the day of the newest release that could say so"),
            text("event", "the same for people killed in one event: the least of their ids"),
            text("case_id", "the case folder that speaks of it"),
        ]);
        let each = move |take: Take<'_>| {
            let name = Columns::of(&self.inputs, "name");
            let of: Vec<Columns> = INCIDENT_ATTRIBUTES.iter().map(|a| Columns::of(&self.inputs, a)).collect();
            let says: Vec<Columns> = SAYS.iter().map(|a| Columns::of(&self.inputs, a)).collect();
            let mut conflicting: Vec<Vec<&str>> = vec![Vec::new(); self.incidents.len()];
            for c in &made.conflicts {
                if let Some(list) = conflicting.get_mut(c.incident)
                    && !list.contains(&c.attribute)
                {
                    list.push(c.attribute);
                }
            }
            for (incident, at) in self.incidents.iter().zip(0_usize..) {
                let get = |c: &Columns| {
                    told(shown(&self.inputs, c, incident, allowed.files())).map_or(Cell::Null, Cell::owned)
                };
                let mut cells = vec![Cell::text(&incident.id), get(&name)];
                cells.extend(of.iter().map(get));
                let today = incident.members.iter().filter(|m| self.inputs.get(m.file).is_some_and(|i| i.newest));
                let mut lists: Vec<&str> =
                    today.clone().filter_map(|m| self.inputs.get(m.file)).map(|i| i.imported.list.as_str()).collect();
                lists.dedup();
                let told_by = today.clone().filter(|m| allowed.is(m.file));
                let standings: Vec<_> =
                    told_by.clone().filter_map(|m| of_row(&self.inputs, &says, m.file, m.row)).collect();
                let as_of = told_by
                    .filter(|m| says.iter().any(|c| c.has(m.file)))
                    .filter_map(|m| self.inputs.get(m.file)?.imported.as_of)
                    .max();
                cells.push(Cell::count(lists.len()));
                cells.push(Cell::count(incident.members.len()));
                cells.push(Cell::Real(incident.members.iter().map(|m| m.probability).fold(1.0, f64::min)));
                cells.push(
                    conflicting.get(at).filter(|c| !c.is_empty()).map_or(Cell::Null, |c| Cell::owned(c.join(", "))),
                );
                cells.push(Cell::maybe(standings.iter().min().map(|s| s.key())));
                cells.push(as_of.filter(|_| !standings.is_empty()).map_or(Cell::Null, |d| Cell::owned(d.to_string())));
                cells.push(Cell::maybe(made.events.get(at).and_then(|e| e.as_deref())));
                cells.push(Cell::maybe(self.cases.iter().find(|c| c.incident == Some(at)).map(|c| c.id.as_str())));
                take(&cells)?;
            }
            Ok(())
        };
        Table {
            name: "incidents",
            about: "one death, or one person shot, as the lists tell of it",
            columns,
            each: Box::new(each),
        }
    }

    fn table_persons<'r>(&'r self, allowed: &'r Allowed) -> Table<'r> {
        let columns = vec![
            INCIDENT,
            text("name", "the name, as most lists have it; nothing where no list names the person"),
            text("names", "all forms of the name, as the lists write them, by |"),
            whole("age_from", "age in years, at least"),
            whole("age_to", "and at most"),
            text("gender", "gender, as most lists have it"),
            text("race", "race or ethnicity, as most lists have it"),
            whole("race_lists", "lists that say something of race"),
        ];
        let each = move |take: Take<'_>| {
            let of = |a| Columns::of(&self.inputs, a);
            let (name, age, gender, race) = (of("name"), of("age"), of("gender"), of("race"));
            for incident in &self.incidents {
                let get = |c: &Columns| shown(&self.inputs, c, incident, allowed.files());
                let cell = |c: &Columns| told(get(c)).map_or(Cell::Null, Cell::owned);
                let mut names: Vec<String> = incident
                    .members
                    .iter()
                    .filter(|m| allowed.is(m.file))
                    .filter_map(|m| told(name.value(&self.inputs, m.file, m.row).map(|v| v.0)))
                    .collect();
                names.sort();
                names.dedup();
                let years = match get(&age) {
                    Some(Value::Years(a, b)) => [Cell::Integer(i64::from(*a)), Cell::Integer(i64::from(*b))],
                    _ => [Cell::Null, Cell::Null],
                };
                let [from, to] = years;
                let races = said(&self.inputs, &race, incident, allowed.files()).len();
                let names = if names.is_empty() { Cell::Null } else { Cell::owned(names.join(" | ")) };
                take(&[
                    Cell::text(&incident.id),
                    cell(&name),
                    names,
                    from,
                    to,
                    cell(&gender),
                    cell(&race),
                    Cell::count(races),
                ])?;
            }
            Ok(())
        };
        Table { name: "persons", about: "who was killed or shot, one for each incident", columns, each: Box::new(each) }
    }

    fn table_values<'r>(&'r self, allowed: &'r Allowed) -> Table<'r> {
        let columns = vec![
            INCIDENT,
            LIST,
            RELEASE,
            ROW,
            text("attribute", "what it says; the publisher's own name of a column that the map does not name"),
            text("column_name", "the publisher's name of the column"),
            text("raw", "the publisher's own words"),
            text("value", "ours; nothing where the words say nothing or cannot be read"),
            text("claims", "the list from which the publisher says that it took the column: no independent voice"),
            text("read_on", "the day on which the file was read in, where that was noted"),
        ];
        let each = move |take: Take<'_>| {
            for incident in &self.incidents {
                for m in incident.members.iter().filter(|m| allowed.is(m.file)) {
                    let Some(input) = self.inputs.get(m.file) else { continue };
                    let Some(row) = input.imported.rows.get(m.row) else { continue };
                    for claim in input.imported.claims(m.row) {
                        let Some(column) = input.imported.columns.get(usize::from(claim.column)) else { continue };
                        let raw = input.imported.raw(m.row, claim.column);
                        let value = claim.value.text();
                        take(&[
                            Cell::text(&incident.id),
                            Cell::text(&input.imported.list),
                            Cell::text(&input.imported.release),
                            Cell::Integer(i64::from(row.number)),
                            Cell::text(&column.attribute),
                            Cell::text(&column.name),
                            Cell::text(&raw),
                            value.as_deref().map_or(Cell::Null, Cell::text),
                            Cell::maybe(column.claims.as_deref()),
                            Cell::maybe(input.read_on.as_deref()),
                        ])?;
                    }
                }
            }
            Ok(())
        };
        Table {
            name: "claims",
            about: "one value: what one column of one row of one release says",
            columns,
            each: Box::new(each),
        }
    }

    fn table_links(&self) -> Table<'_> {
        let columns = vec![
            INCIDENT,
            LIST,
            RELEASE,
            ID,
            real(
                "probability",
                "how likely the row belongs to the incident: the surest of its pairs; 1 for a row alone",
            ),
            ROW,
            whole("duplicate", "1: another row of the same file stands for both"),
            whole("by_hand", "1: a person said so"),
        ];
        let each = move |take: Take<'_>| {
            for incident in &self.incidents {
                for m in &incident.members {
                    let Some(name) = name_of(&self.inputs, m.file, m.row) else { continue };
                    let number =
                        self.inputs.get(m.file).and_then(|i| i.imported.rows.get(m.row)).map_or(0, |r| r.number);
                    take(&[
                        Cell::text(&incident.id),
                        Cell::text(&name.list),
                        Cell::text(&name.release),
                        Cell::text(&name.id),
                        Cell::Real(rounded(m.probability)),
                        Cell::Integer(i64::from(number)),
                        Cell::flag(m.duplicate),
                        Cell::flag(m.by_hand),
                    ])?;
                }
            }
            Ok(())
        };
        Table {
            name: "links",
            about: "which row of which release speaks of which incident",
            columns,
            each: Box::new(each),
        }
    }

    fn table_lists(&self) -> Table<'_> {
        let columns = vec![
            LIST,
            RELEASE,
            text("title", "the list's name"),
            text("publisher", "who publishes it"),
            text("kind", "what a row is"),
            text("as_of", "the day as of which the release tells what was known"),
            text("scope", "which events the list means to hold"),
            whole("year_from", "first year of its scope"),
            whole("year_to", "last year of its scope; nothing while it goes on"),
            text("causes", "the causes that it holds; nothing for all"),
            text("terms", "the publisher's terms"),
            text("redistribute", "what the terms allow to be handed on: yes, no, non-commercial"),
            text("file", "the file's name"),
            text("sha256", "the file's digest"),
            text("read_on", "the day on which it was read in, where that was noted"),
            whole("rows", "rows of the file"),
            whole("set_aside", "rows that were kept as they are, and not read"),
            whole("problems", "rows of the table problems"),
            whole("today", "1: it speaks for its list today; no later release takes its place"),
            text("about", "what is to be known before its rows are counted"),
        ];
        let each = move |take: Take<'_>| {
            for i in &self.inputs {
                let f = &i.imported;
                let year = |at: usize| i.map.scope.years.get(at).map_or(Cell::Null, |y| Cell::Integer(i64::from(*y)));
                take(&[
                    Cell::text(&f.list),
                    Cell::text(&f.release),
                    Cell::text(&i.map.title),
                    Cell::text(&i.map.publisher),
                    Cell::text(i.map.kind.key()),
                    f.as_of.map_or(Cell::Null, |d| Cell::owned(d.to_string())),
                    Cell::text(&i.map.scope.words),
                    year(0),
                    year(1),
                    if i.map.scope.causes.is_empty() { Cell::Null } else { Cell::owned(i.map.scope.causes.join(";")) },
                    Cell::text(&i.map.terms),
                    Cell::text(i.map.redistribute.key()),
                    Cell::text(&i.name),
                    Cell::text(&f.sha256),
                    Cell::maybe(i.read_on.as_deref()),
                    Cell::count(f.rows.len()),
                    Cell::count(f.rows.iter().filter(|r| r.set_aside).count()),
                    Cell::count(f.problems.len()),
                    Cell::flag(i.newest),
                    Cell::maybe(i.map.about.as_deref()),
                ])?;
            }
            Ok(())
        };
        Table {
            name: "lists",
            about: "one file of a list, with its terms and its scope",
            columns,
            each: Box::new(each),
        }
    }

    fn table_conflicts(&self, made: &Arc<Made>) -> Table<'_> {
        let made = Arc::clone(made);
        let columns = vec![
            INCIDENT,
            text("attribute", "of what lists say different things today"),
            text("value", "one of the values"),
            text("lists", "the lists that say it, by ;"),
            text("words", "the publishers' own words, in the same order, by |"),
            whole("voices", "how many lists say it"),
            whole(
                "origins_at_most",
                "how many of them can be independent: a column that names another list as its source is not",
            ),
            whole("drift", "1: a list says that it took this from another, which says something else"),
        ];
        let each = move |take: Take<'_>| {
            for c in &made.conflicts {
                let lists: Vec<&str> = c.lists.iter().map(|l| l.0.as_str()).collect();
                let words: Vec<&str> = c.lists.iter().map(|l| l.1.as_str()).collect();
                take(&[
                    self.incidents.get(c.incident).map_or(Cell::Null, |i| Cell::text(&i.id)),
                    Cell::text(c.attribute),
                    Cell::text(&c.value),
                    Cell::owned(lists.join(";")),
                    Cell::owned(words.join(" | ")),
                    Cell::count(lists.len()),
                    Cell::count(c.origins_at_most),
                    Cell::flag(c.drift),
                ])?;
            }
            Ok(())
        };
        Table {
            name: "conflicts",
            about: "one of several values that lists give for one attribute of one incident",
            columns,
            each: Box::new(each),
        }
    }

    fn table_agreement(&self, made: &Arc<Made>) -> Table<'_> {
        let made = Arc::clone(made);
        let columns = vec![
            text("left_list", "one list"),
            text("right_list", "the other"),
            text("attribute", "on what"),
            whole("year", "of incidents of this year; nothing for all"),
            whole("both", "incidents of which both say something"),
            whole("same", "of these, with exactly the same value"),
            real("share", "same of both"),
            real("by_chance", "the share if each drew from its own values at random; for all years only"),
            whole("same_words", "of these, with the publishers' words the same letter for letter"),
            whole("third_differs", "incidents of which a third list says something else than at least one of the two"),
            whole(
                "same_against_third",
                "of these, in how many the two agree: lists that copy do so also where others differ",
            ),
        ];
        let each = move |take: Take<'_>| {
            for a in &made.agreements {
                take(&[
                    Cell::text(&a.left),
                    Cell::text(&a.right),
                    Cell::text(a.attribute),
                    a.year.map_or(Cell::Null, |y| Cell::Integer(i64::from(y))),
                    Cell::count(a.both),
                    Cell::count(a.same),
                    Cell::Real(rounded(a.same as f64 / (a.both as f64).max(1.0))),
                    a.by_chance.map_or(Cell::Null, |p| Cell::Real(rounded(p))),
                    Cell::count(a.same_words),
                    Cell::count(a.third_differs),
                    Cell::count(a.same_against_third),
                ])?;
            }
            Ok(())
        };
        Table {
            name: "agreement",
            about: "how often two lists say exactly the same of one attribute: dependence",
            columns,
            each: Box::new(each),
        }
    }

    fn table_outcomes(&self, made: &Arc<Made>) -> Table<'_> {
        let made = Arc::clone(made);
        let columns = vec![
            INCIDENT,
            text(
                "kind",
                "charge, finding, discipline, settlement, other; none_known where the row says that it knows of none, which is not none",
            ),
            text("outcome", "our word"),
            text("words", "the publisher's words"),
            LIST,
            RELEASE,
            text("as_of", "the day as of which it was so: an outcome is never newer than its release"),
            text("date", "the day of the outcome itself, where that is said"),
        ];
        let each = move |take: Take<'_>| {
            for o in &made.outcomes {
                take(&[
                    self.incidents.get(o.incident).map_or(Cell::Null, |i| Cell::text(&i.id)),
                    Cell::text(o.kind),
                    Cell::text(&o.outcome),
                    Cell::text(&o.words),
                    Cell::text(&o.list),
                    Cell::text(&o.release),
                    Cell::maybe(o.as_of.as_deref()),
                    Cell::maybe(o.date.as_deref()),
                ])?;
            }
            Ok(())
        };
        Table { name: "outcomes", about: "what followed, as one release tells it", columns, each: Box::new(each) }
    }

    fn table_changes(&self, made: &Arc<Made>) -> Table<'_> {
        let made = Arc::clone(made);
        let columns = vec![
            LIST,
            text("from_release", "the earlier release"),
            text("to_release", "the later one"),
            INCIDENT,
            text("what", "added, deleted or changed"),
            text("attribute", "what was changed"),
            text("before", "the publisher's words in the earlier release"),
            text("after", "and in the later one"),
            text("id_before", "the row's id in the earlier release"),
            text("id_after", "and in the later one: ids need not stay"),
        ];
        let each = move |take: Take<'_>| {
            for c in &made.changes {
                take(&[
                    Cell::text(&c.list),
                    Cell::text(&c.from),
                    Cell::text(&c.to),
                    self.incidents.get(c.incident).map_or(Cell::Null, |i| Cell::text(&i.id)),
                    Cell::text(c.what),
                    if c.attribute.is_empty() { Cell::Null } else { Cell::text(&c.attribute) },
                    if c.what == "changed" { Cell::text(&c.before) } else { Cell::Null },
                    if c.what == "changed" { Cell::text(&c.after) } else { Cell::Null },
                    if c.id_before.is_empty() { Cell::Null } else { Cell::text(&c.id_before) },
                    if c.id_after.is_empty() { Cell::Null } else { Cell::text(&c.id_after) },
                ])?;
            }
            Ok(())
        };
        Table {
            name: "changes",
            about: "what a later release of a list changed, deleted rows included",
            columns,
            each: Box::new(each),
        }
    }

    fn table_problems<'r>(&'r self, allowed: &'r Allowed) -> Table<'r> {
        let columns = vec![
            LIST,
            RELEASE,
            whole("row", "the row, from 1, without the header; nothing for a column or the file"),
            whole("line", "the line of the file on which the row begins"),
            text("column_name", "the publisher's name of the column"),
            text("what", "what is wrong"),
            text("words", "in words"),
            text("cells", "the cells of a row that was set aside, by |"),
        ];
        let each = move |take: Take<'_>| {
            for (i, _) in self.inputs.iter().zip(0_usize..).filter(|(_, at)| allowed.is(*at)) {
                for p in &i.imported.problems {
                    let row = p.row.and_then(|r| i.imported.rows.get(r.saturating_sub(1) as usize));
                    let kept = row.filter(|r| r.set_aside && p.what == crate::list::What::Ragged);
                    let cells = kept.map(|r| r.cells.iter().collect::<Vec<_>>().join(" | "));
                    take(&[
                        Cell::text(&i.imported.list),
                        Cell::text(&i.imported.release),
                        p.row.map_or(Cell::Null, |r| Cell::Integer(i64::from(r))),
                        p.line.map_or(Cell::Null, |l| Cell::Integer(i64::try_from(l).unwrap_or(i64::MAX))),
                        Cell::maybe(p.column.as_deref()),
                        Cell::text(p.what.key()),
                        Cell::text(&p.words),
                        cells.map_or(Cell::Null, Cell::owned),
                    ])?;
                }
            }
            Ok(())
        };
        Table {
            name: "problems",
            about: "what was wrong with a row, a column or a file",
            columns,
            each: Box::new(each),
        }
    }

    fn table_cases(&self) -> Table<'_> {
        let columns = vec![
            INCIDENT,
            text("case_id", "the case's id"),
            text("title", "its title"),
            text("how", "how it was found: by the case's own key, or by name and day; or why not"),
        ];
        let each = move |take: Take<'_>| {
            for c in &self.cases {
                take(&[
                    c.incident.and_then(|i| self.incidents.get(i)).map_or(Cell::Null, |i| Cell::text(&i.id)),
                    Cell::text(&c.id),
                    Cell::text(&c.title),
                    Cell::text(&c.how),
                ])?;
            }
            Ok(())
        };
        Table { name: "cases", about: "a case folder that speaks of an incident", columns, each: Box::new(each) }
    }

    fn table_doubts(&self) -> Table<'_> {
        let columns = vec![
            text("left_row", "one row, as list/release/id"),
            text("right_row", "the other"),
            real("probability", "how likely they are one person"),
            whole("together", "1: they are in one incident as things stand"),
        ];
        let each = move |take: Take<'_>| {
            for (a, b, p, together) in &self.doubts {
                let name = |m: &super::Member| {
                    name_of(&self.inputs, m.file, m.row).map_or(Cell::Null, |n| Cell::owned(n.to_string()))
                };
                take(&[name(a), name(b), Cell::Real(rounded(*p)), Cell::flag(*together)])?;
            }
            Ok(())
        };
        Table {
            name: "doubts",
            about: "two rows of which a person should say whether they are one",
            columns,
            each: Box::new(each),
        }
    }

    fn table_suspects(&self) -> Table<'_> {
        let columns = vec![
            text("asserting_row", "the row that says which row of another list it is, as list/release/id"),
            text("named_row", "the row that it names"),
            text("why", "another person; or the same id in several rows that are not one person"),
            real("probability", "how likely the two are one person, without the assertion"),
            text("instead", "the row of that list that fits best"),
            real("instead_probability", "how likely that one is the same person"),
        ];
        let each = move |take: Take<'_>| {
            for s in &self.suspects {
                let (instead, p) = s
                    .instead
                    .as_ref()
                    .map_or((Cell::Null, Cell::Null), |(n, p)| (Cell::owned(n.to_string()), Cell::Real(rounded(*p))));
                take(&[
                    Cell::owned(s.row.to_string()),
                    Cell::owned(s.named.to_string()),
                    Cell::text(if s.twice { "the same id in several rows" } else { "another person" }),
                    Cell::Real(rounded(s.probability)),
                    instead,
                    p,
                ])?;
            }
            Ok(())
        };
        Table {
            name: "suspects",
            about: "an id that a list asserts of another, and that does not fit",
            columns,
            each: Box::new(each),
        }
    }

    fn table_other<'r>(
        &'r self,
        kind: ListKind,
        name: &'static str,
        about: &'static str,
        attributes: &'static [&'static str],
        allowed: &'r Allowed,
    ) -> Table<'r> {
        let mut columns = vec![LIST, RELEASE, ROW, ID];
        columns.extend(attributes.iter().filter_map(|a| attribute_column(a)));
        columns.push(text("other", "columns that the map does not name, as JSON"));
        let each = move |take: Take<'_>| {
            let of: Vec<Columns> = attributes.iter().map(|a| Columns::of(&self.inputs, a)).collect();
            let files = self.inputs.iter().zip(0_usize..).filter(|(i, at)| i.map.kind == kind && allowed.is(*at));
            for (input, file) in files {
                let list = &input.imported;
                for (row, at) in list.rows.iter().zip(0_usize..).filter(|(r, _)| !r.set_aside) {
                    let mut cells = vec![
                        Cell::text(&list.list),
                        Cell::text(&list.release),
                        Cell::Integer(i64::from(row.number)),
                        Cell::text(&row.id),
                    ];
                    for (c, name) in of.iter().zip(attributes) {
                        let Some((value, column)) = c.value(&self.inputs, file, at) else {
                            cells.push(Cell::Null);
                            continue;
                        };
                        cells.push(match value {
                            Value::Number(n) => Cell::Real(*n),
                            // What an investigation found stands in the publisher's words too, in `other` of nobody.
                            _ if *name == "finding" => Cell::owned(format!(
                                "{} ({})",
                                value.text().unwrap_or_default(),
                                list.raw(at, column).trim()
                            )),
                            v => v.text().map_or(Cell::Null, |t| Cell::owned(t.into_owned())),
                        });
                    }
                    let rest: serde_json::Map<String, serde_json::Value> = list
                        .claims(at)
                        .iter()
                        .filter_map(|c| {
                            let column = list.columns.get(usize::from(c.column))?;
                            let own = column.map.is_none() || !attributes.contains(&column.attribute.as_str());
                            own.then(|| (column.name.clone(), list.raw(at, c.column).trim().into()))
                        })
                        .collect();
                    cells.push(if rest.is_empty() {
                        Cell::Null
                    } else {
                        Cell::owned(serde_json::Value::Object(rest).to_string())
                    });
                    take(&cells)?;
                }
            }
            Ok(())
        };
        Table { name, about, columns, each: Box::new(each) }
    }

    fn table_leads<'r>(&'r self, allowed: &'r Allowed) -> Table<'r> {
        let columns = vec![
            INCIDENT,
            LIST,
            RELEASE,
            ROW,
            text("why", "what agrees: a lead for a person, not a link"),
            real("amount", "what was paid, in dollars"),
            text("closed", "the day on which it was closed"),
            text("matter", "the case's name or the plaintiff, as the city writes it"),
        ];
        let each = move |take: Take<'_>| {
            let of = |a| Columns::of(&self.inputs, a);
            let (amount, closed, matter, plaintiff) = (of("amount"), of("closed"), of("matter"), of("plaintiff"));
            for l in leads(self, allowed.files()) {
                let Some(input) = self.inputs.get(l.file) else { continue };
                let get = |c: &Columns| c.value(&self.inputs, l.file, l.row).map(|v| v.0);
                take(&[
                    self.incidents.get(l.incident).map_or(Cell::Null, |i| Cell::text(&i.id)),
                    Cell::text(&input.imported.list),
                    Cell::text(&input.imported.release),
                    input.imported.rows.get(l.row).map_or(Cell::Null, |r| Cell::Integer(i64::from(r.number))),
                    Cell::text(if l.same_day { "name, city and day" } else { "name and city" }),
                    match get(&amount) {
                        Some(Value::Number(n)) => Cell::Real(*n),
                        _ => Cell::Null,
                    },
                    told(get(&closed)).map_or(Cell::Null, Cell::owned),
                    told(get(&matter).or_else(|| get(&plaintiff))).map_or(Cell::Null, Cell::owned),
                ])?;
            }
            Ok(())
        };
        Table {
            name: "settlement_leads",
            about: "a settlement that may be about an incident; nobody has confirmed it",
            columns,
            each: Box::new(each),
        }
    }

    fn table_officers<'r>(&'r self, allowed: &'r Allowed) -> Table<'r> {
        let columns = vec![
            LIST,
            RELEASE,
            text("city", "where the list is from; nobody is linked across cities"),
            text("officer_id", "the publisher's number; nothing where it gives none, and name and unit stand for it"),
            text("names", "the names in the rows, by |"),
            text("units", "commands or units, by |"),
            text("ranks", "ranks, by |"),
            text("shields", "shield numbers, by |"),
            whole("allegations", "rows; an allegation is not a finding"),
            whole("complaints", "different complaints"),
            whole("substantiated", "allegations that the investigation found substantiated"),
            whole("unsubstantiated", "that it could neither confirm nor refute"),
            whole("exonerated", "that happened and were found proper"),
            whole("other_findings", "with another finding"),
            whole("no_finding_stated", "without a stated finding"),
            text("first_filed", "day of the first complaint"),
            text("last_filed", "day of the last"),
        ];
        let each = move |take: Take<'_>| {
            for o in officers(self, allowed.files()) {
                let joined = |set: &std::collections::BTreeSet<String>| {
                    if set.is_empty() {
                        Cell::Null
                    } else {
                        Cell::owned(set.iter().map(String::as_str).collect::<Vec<_>>().join(" | "))
                    }
                };
                let found = |word: &str| o.findings.get(word).copied().unwrap_or(0);
                let named = ["substantiated", "unsubstantiated", "exonerated", "none_stated"];
                let others: usize =
                    o.findings.iter().filter(|(w, _)| !named.contains(&w.as_str())).map(|(_, n)| n).sum();
                take(&[
                    Cell::text(&o.list),
                    Cell::text(&o.release),
                    Cell::text(&o.city),
                    Cell::maybe(o.number.as_deref()),
                    joined(&o.names),
                    joined(&o.units),
                    joined(&o.ranks),
                    joined(&o.shields),
                    Cell::count(o.allegations),
                    Cell::count(o.complaints.len()),
                    Cell::count(found("substantiated")),
                    Cell::count(found("unsubstantiated")),
                    Cell::count(found("exonerated")),
                    Cell::count(others),
                    Cell::count(found("none_stated")),
                    Cell::maybe(o.first_filed.as_deref()),
                    Cell::maybe(o.last_filed.as_deref()),
                ])?;
            }
            Ok(())
        };
        Table {
            name: "officers",
            about: "an officer of one list, with what is alleged and what was found",
            columns,
            each: Box::new(each),
        }
    }
}

/// Kinds of lists whose rows are not linked, with the attributes that are columns of their tables.
const OTHER: &[(ListKind, &str, &str, &[&str])] = &[
    (
        ListKind::Settlements,
        "settlements",
        "a claim or suit, as one city gave it",
        &[
            "city",
            "state",
            "plaintiff",
            "matter",
            "amount",
            "incident_date",
            "filed",
            "closed",
            "docket",
            "result",
            "allegation",
            "officers",
        ],
    ),
    (
        ListKind::Complaints,
        "complaints",
        "an allegation of a complaint; not a finding",
        &[
            "complaint",
            "incident_date",
            "filed",
            "closed",
            "city",
            "state",
            "beat",
            "allegation_type",
            "allegation",
            "status",
            "finding",
        ],
    ),
    (
        ListKind::Allegations,
        "allegations",
        "an allegation against a named officer; what was found stands beside it",
        &[
            "officer_id",
            "officer_name",
            "officer_rank",
            "officer_unit",
            "officer_shield",
            "complaint",
            "incident_date",
            "filed",
            "closed",
            "allegation_type",
            "allegation",
            "finding",
            "penalty",
            "beat",
        ],
    ),
    (
        ListKind::Force,
        "force",
        "a report of force by an officer",
        &["incident_date", "city", "state", "street", "beat", "force", "officer_id", "officer_name", "officer_unit"],
    ),
    (
        ListKind::Agencies,
        "agencies",
        "an agency to which lists refer by number",
        &["agency_name", "agency_type", "state", "ori"],
    ),
];

fn attribute_column(name: &str) -> Option<Column> {
    let a = ATTRIBUTES.iter().find(|a| a.name == name)?;
    let kind = if matches!(a.kind, crate::list::ValueKind::Money | crate::list::ValueKind::Number) {
        Kind::Real
    } else {
        Kind::Text
    };
    Some(Column { name: a.name, kind, about: a.about })
}

/// Six digits: what lies beyond is not known, and may differ between processors.
fn rounded(p: f64) -> f64 {
    (p * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/record.md");
        let text = std::fs::read_to_string(path).unwrap();
        let record = Record::unlinked(Vec::new());
        let allowed = Allowed::all(&record);
        for table in record.tables(&allowed) {
            let from = text
                .find(&format!("\n### `{}`", table.name))
                .unwrap_or_else(|| panic!("{} is not explained", table.name));
            let section = text.get(from + 1..).unwrap_or_default();
            let section = section.split("\n### ").next().unwrap_or_default();
            for c in &table.columns {
                assert!(section.contains(&format!("`{}`", c.name)), "{}.{} is not explained", table.name, c.name);
            }
        }
        for (_, name, _, attributes) in OTHER {
            assert!(text.contains(&format!("| `{name}` |")), "{name}");
            assert!(attributes.iter().all(|a| attribute_column(a).is_some()), "{name}");
        }
    }
}
