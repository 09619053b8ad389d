//! Of how many deaths any charge is known, by year, place and agency, with exact intervals; and how old what is open is.
//!
//! What is counted is the rows of one release of one list, because its outcomes are as of its day: a charge in another
//! list may be later, and a row that stands twice is the list's own count.

use std::collections::BTreeMap;

use unmuted_model::Share;

use super::build::Record;
use super::outcome::{SAYS, Standing, of_row, standing};
use super::shown::Columns;
use crate::Error;
use crate::list::Value;

/// By what rows are grouped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    /// The year of the event.
    Year,
    /// The state.
    State,
    /// The county, with its state.
    County,
    /// The city, with its state.
    City,
    /// The agency, as the list names it, with its state. Rows of several agencies count for each.
    Agency,
    /// The race, as the list gives it.
    Race,
}

impl By {
    /// All, by their words.
    pub const ALL: [(&'static str, Self); 6] = [
        ("year", Self::Year),
        ("state", Self::State),
        ("county", Self::County),
        ("city", Self::City),
        ("agency", Self::Agency),
        ("race", Self::Race),
    ];

    /// Its word.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(_, b)| *b == self).map_or("", |(w, _)| w)
    }
}

/// One group.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// Its names, one for each [`By`]; `not stated` where the row says nothing.
    pub names: Vec<String>,
    /// Rows with any charge, of all rows.
    pub charged: Share,
    /// Rows where an authority decided and no charge is known.
    pub decided: u64,
    /// Rows with discipline or a payment alone.
    pub other: u64,
    /// Rows without known outcome.
    pub open: u64,
}

/// How old what is open is, as of the release: days since the event.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Open {
    /// Rows without known outcome whose day is known.
    pub rows: u64,
    /// The shortest age.
    pub least: i64,
    /// A quarter is younger.
    pub quarter: i64,
    /// Half are younger.
    pub middle: i64,
    /// A quarter is older.
    pub three_quarters: i64,
    /// The longest age.
    pub most: i64,
    /// Rows older than two years (730 days).
    pub over_two_years: u64,
}

/// Shares of one release.
#[derive(Clone, PartialEq, Debug)]
pub struct Shares {
    /// The list.
    pub list: String,
    /// The release.
    pub release: String,
    /// The day of the release, to which ages are counted.
    pub as_of: Option<String>,
    /// By what rows are grouped.
    pub by: Vec<By>,
    /// First and last year counted.
    pub years: [Option<i16>; 2],
    /// All rows.
    pub all: Group,
    /// Groups in the order of their names.
    pub groups: Vec<Group>,
    /// Ages of what is open.
    pub open: Open,
    /// How many rows have which words in the column of dispositions, most frequent first.
    pub dispositions: Vec<(String, u64)>,
    /// Rows that were not read, and so are not counted.
    pub set_aside: u64,
}

/// Counts the rows of a list.
///
/// # Errors
/// The list is not here, or says nothing of charges.
pub fn shares(
    record: &Record,
    list: Option<&str>,
    release: Option<&str>,
    by: &[By],
    years: [Option<i16>; 2],
) -> Result<Shares, Error> {
    let charges = Columns::of(&record.inputs, "charges");
    let says: Vec<Columns> = SAYS.iter().map(|a| Columns::of(&record.inputs, a)).collect();
    let fits = |f: usize| {
        record.inputs.get(f).is_some_and(|i| {
            i.imported.linked
                && list.is_none_or(|l| i.imported.list == l || i.map.aliases.iter().any(|a| a == l))
                && release.is_none_or(|r| i.imported.release == r)
        })
    };
    // The newest that tells of charges; without a list named, one that has a column for them.
    let file = (0..record.inputs.len())
        .filter(|f| fits(*f) && says.iter().any(|c| c.has(*f)))
        .max_by_key(|f| (charges.has(*f), record.inputs.get(*f).and_then(|i| i.imported.as_of)));
    let Some((file, input)) = file.and_then(|f| Some((f, record.inputs.get(f)?))) else {
        let have: Vec<String> =
            record.inputs.iter().map(|i| format!("{}/{}", i.imported.list, i.imported.release)).collect();
        return Err(Error::new(
            "no list of this record says what followed",
            format!("add one that does, such as mpv; it has: {}", have.join(", ")),
        ));
    };
    let of = |name| Columns::of(&record.inputs, name);
    let (date, state, county, city, agency, race) =
        (of("date"), of("state"), of("county"), of("city"), of("agency"), of("race"));
    let empty = |names: Vec<String>| Group { names, charged: Share::default(), decided: 0, other: 0, open: 0 };
    let mut all = empty(Vec::new());
    let mut groups: BTreeMap<Vec<String>, Group> = BTreeMap::new();
    let mut ages = Vec::new();
    let mut dispositions: BTreeMap<String, u64> = BTreeMap::new();
    let as_of = input.imported.as_of.map(crate::list::value::day_number);
    let read = input.imported.rows.iter().zip(0_usize..).filter(|(r, _)| !r.set_aside);
    for at in read.map(|(_, at)| at) {
        let when = date.value(&record.inputs, file, at).map(|(v, _)| v);
        let year = when.and_then(Value::year);
        let [from, to] = years;
        if (from.is_some() || to.is_some())
            && !year.is_some_and(|y| from.is_none_or(|f| y >= f) && to.is_none_or(|t| y <= t))
        {
            continue;
        }
        let standing_here = match of_row(&record.inputs, &says, file, at).unwrap_or(Standing::Open) {
            // Whether somebody was charged is asked of the column for it, where there is one. What another column of the
            // same row says of charges is an outcome then, and no charge that is counted.
            Standing::Charged if charges.has(file) && !charged(&charges, record, file, at) => Standing::Other,
            standing => standing,
        };
        let text = |c: &Columns| c.value(&record.inputs, file, at).and_then(|(v, _)| v.text().map(|t| t.into_owned()));
        let none = || "not stated".to_owned();
        let in_state =
            |name: Option<String>| name.map_or_else(none, |n| format!("{n}, {}", text(&state).unwrap_or_default()));
        let mut names: Vec<Vec<String>> = vec![Vec::new()];
        for b in by {
            let these: Vec<String> = match b {
                By::Year => vec![year.map_or_else(none, |y| y.to_string())],
                By::State => vec![text(&state).unwrap_or_else(none)],
                By::County => vec![in_state(text(&county))],
                By::City => vec![in_state(text(&city))],
                By::Race => vec![text(&race).unwrap_or_else(none)],
                By::Agency => match text(&agency) {
                    None => vec![none()],
                    Some(several) => several.split("; ").map(|a| in_state(Some(a.to_owned()))).collect(),
                },
            };
            names = names
                .iter()
                .flat_map(|n| these.iter().map(move |t| [n.as_slice(), std::slice::from_ref(t)].concat()))
                .collect();
        }
        let add = |g: &mut Group| {
            g.charged.add(standing_here == Standing::Charged);
            g.decided += u64::from(standing_here == Standing::Decided);
            g.other += u64::from(standing_here == Standing::Other);
            g.open += u64::from(standing_here == Standing::Open);
        };
        add(&mut all);
        if !by.is_empty() {
            for n in names {
                add(groups.entry(n.clone()).or_insert_with(|| empty(n)));
            }
        }
        let disposition = says.get(1).filter(|c| c.has(file)).map(|c| c.value(&record.inputs, file, at));
        if let Some(d) = disposition {
            let words =
                d.and_then(|(v, _)| v.text().map(|t| t.into_owned())).unwrap_or_else(|| "not stated".to_owned());
            *dispositions.entry(words).or_default() += 1;
        }
        if standing_here == Standing::Open
            && let (Some(Value::Day(day)), Some(as_of)) = (when, as_of)
        {
            ages.push(i64::from(as_of - day));
        }
    }
    let mut dispositions: Vec<(String, u64)> = dispositions.into_iter().collect();
    dispositions.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Shares {
        list: input.imported.list.clone(),
        release: input.imported.release.clone(),
        as_of: input.imported.as_of.map(|d| d.to_string()),
        by: by.to_vec(),
        years,
        all,
        groups: groups.into_values().collect(),
        open: open(ages),
        dispositions,
        set_aside: input.imported.rows.iter().filter(|r| r.set_aside).count() as u64,
    })
}

fn charged(charges: &Columns, record: &Record, file: usize, row: usize) -> bool {
    match charges.value(&record.inputs, file, row) {
        Some((Value::Words(w), _)) => standing([&**w]) == Standing::Charged,
        _ => false,
    }
}

fn open(mut ages: Vec<i64>) -> Open {
    ages.sort_unstable();
    let at = |share: usize| ages.get((ages.len().saturating_sub(1)) * share / 4).copied().unwrap_or(0);
    Open {
        rows: ages.len() as u64,
        least: at(0),
        quarter: at(1),
        middle: at(2),
        three_quarters: at(3),
        most: at(4),
        over_two_years: ages.iter().filter(|a| **a > 730).count() as u64,
    }
}
