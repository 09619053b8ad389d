//! Files of lists → the record.

use super::ids::{self, Before};
use super::incident::{Incident, Member};
use super::linked::{self, Asserted, HandLine, RowName, Suspected, name_of};
use super::outcome::Outcome;
use crate::Error;
use crate::link::{Model, normal};
use crate::list::{Imported, ListMap, Value};

/// One file of a list.
#[derive(Clone, Debug)]
pub struct Input {
    /// How it was read.
    pub map: ListMap,
    /// What was read.
    pub imported: Imported,
    /// The file's name as it was given, without its folder.
    pub name: String,
    /// The day on which it was read in, where that was noted.
    pub read_on: Option<String>,
    /// It speaks for its list today: no later release takes its place.
    pub newest: bool,
}

/// A case folder that speaks of an incident.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct CaseOf {
    /// The case's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The incident that the case itself names.
    pub record: Option<String>,
    /// The people who were killed or shot, by name.
    pub names: Vec<String>,
    /// The agency.
    pub agency: String,
    /// The day.
    pub date: Option<String>,
    /// What followed, as the case tells it.
    pub outcomes: Vec<Outcome>,
    /// The incident, by its place in the record; found when the record is built.
    pub incident: Option<usize>,
    /// How it was found: `key` or `name and day`; or why it was not.
    pub how: String,
}

/// The record.
pub struct Record {
    /// The files, by list, the newest first.
    pub inputs: Vec<Input>,
    /// The incidents, in the order of their ids.
    pub incidents: Vec<Incident>,
    /// Cases that speak of incidents.
    pub cases: Vec<CaseOf>,
    /// Pairs that a person should look at: two rows, the probability, whether they are together as things stand.
    pub doubts: Vec<(Member, Member, f64, bool)>,
    /// Answers by hand that were not followed, and why.
    pub unheeded: Vec<(HandLine, String)>,
    /// How many pairs of rows were compared.
    pub compared: u64,
    /// Ids that lists assert of one another and that do not fit.
    pub suspects: Vec<Suspected>,
    /// How many such ids there are.
    pub asserted: usize,
    /// What changed since the record was built before.
    pub since: Option<super::Since>,
}

impl Record {
    /// A record of rows that are not linked.
    pub fn unlinked(inputs: Vec<Input>) -> Self {
        Self {
            inputs: ordered(inputs),
            incidents: Vec::new(),
            cases: Vec::new(),
            doubts: Vec::new(),
            unheeded: Vec::new(),
            compared: 0,
            suspects: Vec::new(),
            asserted: 0,
            since: None,
        }
    }

    /// The publisher's own words in a column of a row.
    pub(crate) fn raw(&self, file: usize, row: usize, column: u16) -> String {
        self.inputs.get(file).map(|f| f.imported.raw(row, column).into_owned()).unwrap_or_default()
    }

    /// The same, not copied.
    pub(crate) fn cell(&self, file: usize, row: usize, column: u16) -> std::borrow::Cow<'_, str> {
        self.inputs.get(file).map(|f| f.imported.raw(row, column)).unwrap_or_default()
    }

    /// The name of a row.
    pub fn row_name(&self, file: usize, row: usize) -> Option<RowName> {
        name_of(&self.inputs, file, row)
    }

    /// The incident that holds a row.
    pub fn incident_of(&self, file: usize, row: usize) -> Option<usize> {
        self.incidents.iter().position(|i| i.members.iter().any(|m| m.file == file && m.row == row))
    }
}

/// Links the rows of all files and makes the record. `asserted` are ids of one list that somebody says are rows of
/// another, beside those that the lists have themselves; all are checked, and none is believed. `before` is the record that was built before in the same place, whose
/// ids stay.
///
/// # Errors
/// The model does not fit, or two files are one release.
pub fn build(
    inputs: Vec<Input>,
    model: &Model,
    hand: &[HandLine],
    asserted: &[Asserted],
    before: &Before,
    cases: Vec<CaseOf>,
) -> Result<Record, Error> {
    let mut record = Record::unlinked(inputs);
    for (a, b) in record.inputs.iter().zip(record.inputs.iter().skip(1)) {
        if a.imported.list == b.imported.list && a.imported.release == b.imported.release {
            return Err(Error::new(
                format!("{} and {} are both {}/{}", a.name, b.name, a.imported.list, a.imported.release),
                "name the release of one of them: --list LIST@RELEASE=FILE",
            ));
        }
    }
    if record.inputs.iter().any(|i| i.imported.linked) {
        let linked = linked::link(&record.inputs, model, hand, asserted)?;
        record.doubts = linked.doubts;
        record.unheeded = linked.unheeded;
        record.compared = linked.compared;
        record.suspects = linked.suspects;
        record.asserted = linked.asserted;
        record.incidents = ids::name(&record.inputs, linked.groups, before);
    }
    record.since = super::Since::of(&record, before);
    record.cases = attach(&record, cases);
    Ok(record)
}

/// By list, then the newest first; and which speak for their list.
fn ordered(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|a, b| {
        let key =
            |i: &Input| (i.imported.list.clone(), std::cmp::Reverse((i.imported.as_of, i.imported.release.clone())));
        key(a).cmp(&key(b)).then_with(|| a.imported.sha256.cmp(&b.imported.sha256))
    });
    let mut list = String::new();
    let mut taken = false;
    for input in &mut inputs {
        if input.imported.list != list {
            list.clone_from(&input.imported.list);
            taken = false;
        }
        input.newest = input.imported.part || !taken;
        taken |= !input.imported.part;
    }
    inputs
}

/// Finds the incident of each case: the one that it names, or the only one with its person on its day.
fn attach(record: &Record, mut cases: Vec<CaseOf>) -> Vec<CaseOf> {
    let (name, date) =
        (super::shown::Columns::of(&record.inputs, "name"), super::shown::Columns::of(&record.inputs, "date"));
    for case in &mut cases {
        if let Some(id) = &case.record {
            case.incident = record.incidents.iter().position(|i| i.id == *id);
            case.how = if case.incident.is_some() { "key".into() } else { format!("the record has no incident {id}") };
            continue;
        }
        let wanted: Vec<Vec<Box<str>>> = case.names.iter().map(|n| normal::name(n)).filter(|t| t.len() > 1).collect();
        let on_day = |i: &Incident| {
            i.members.iter().any(|m| {
                let day = date.value(&record.inputs, m.file, m.row).and_then(|(v, _)| v.text());
                day.is_some_and(|d| case.date.as_deref() == Some(&*d))
            })
        };
        let named = |i: &Incident| {
            i.members.iter().filter_map(|m| name.value(&record.inputs, m.file, m.row)).any(|(v, _)| {
                let tokens = v.text().map(|t| normal::name(&t)).unwrap_or_default();
                tokens.len() > 1
                    && wanted
                        .iter()
                        .any(|w| w.iter().all(|t| tokens.contains(t)) || tokens.iter().all(|t| w.contains(t)))
            })
        };
        let found: Vec<usize> =
            record.incidents.iter().zip(0_usize..).filter(|(i, _)| on_day(i) && named(i)).map(|(_, at)| at).collect();
        match found.as_slice() {
            [one] => {
                case.incident = Some(*one);
                case.how = "name and day".into();
            }
            [] => case.how = "no incident of that day has one of its names".into(),
            several => case.how = format!("{} incidents of that day have one of its names", several.len()),
        }
    }
    cases
}

/// The day of a value, or the month or year, as in tables.
pub(crate) fn told(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::text).map(|t| t.into_owned())
}
