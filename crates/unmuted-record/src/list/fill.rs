//! Rows of lists → the table that is linked.

use super::import::Imported;
use super::value::Value;
use crate::link::{Column, Row, Table, normal};

/// The fields of the table, by name. All but `point` are attributes of the same name.
pub const LINKED: &[&str] = &[
    "name", "date", "city", "county", "state", "street", "zip", "age", "gender", "race", "agency", "cause", "fatal",
    "point",
];

/// Fills the table with the rows of several lists: each file is a list of its own, named `list/release`, so that two
/// releases of one list are linked as any two lists are. Files that are not linked give no rows, and rows that could not
/// be read are left out.
pub fn fill<'i>(lists: impl IntoIterator<Item = &'i Imported>) -> Table {
    let mut names = Vec::new();
    let mut rows = Vec::new();
    let mut from: Vec<(&Imported, usize)> = Vec::new();
    for (list, place) in lists.into_iter().zip(0_u16..) {
        names.push(format!("{}/{}", list.list, list.release));
        for (row, at) in list.rows.iter().zip(0_usize..).filter(|(r, _)| list.linked && !r.set_aside) {
            // Rows are counted from 0 here, from 1 where people read.
            rows.push(Row { list: place, row: row.number.saturating_sub(1) });
            from.push((list, at));
        }
    }
    let get = |attribute: &'static str| from.iter().map(move |(list, at)| list.value(*at, attribute));
    let words = |attribute: &'static str, normal: fn(&str) -> Option<Box<str>>| -> Vec<Option<Box<str>>> {
        get(attribute).map(|v| normal(&v?.text()?)).collect()
    };
    let tokens = |attribute: &'static str, normal: fn(&str) -> Vec<Box<str>>| -> Vec<Vec<Box<str>>> {
        get(attribute).map(|v| v.and_then(Value::text).map(|t| normal(&t)).unwrap_or_default()).collect()
    };
    let category = |attribute: &'static str| -> Vec<Option<Box<str>>> {
        get(attribute).map(|v| Some(v?.text()?.into())).collect()
    };
    let number = |v: Option<&Value>| match v {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    };
    let fields = LINKED.iter().map(|name| {
        let column = match *name {
            "name" => Column::Name(tokens("name", normal::name)),
            "agency" => Column::Name(tokens("agency", normal::agency)),
            "date" => Column::Date(
                get("date")
                    .map(|v| match v {
                        Some(Value::Day(d)) => Some(*d),
                        _ => None,
                    })
                    .collect(),
            ),
            "age" => Column::Interval(
                get("age")
                    .map(|v| match v {
                        Some(Value::Years(a, b)) => Some((f32::from(*a), f32::from(*b))),
                        _ => None,
                    })
                    .collect(),
            ),
            "city" => Column::Text(words("city", normal::town)),
            "county" => Column::Text(words("county", normal::county)),
            "street" => Column::Text(words("street", normal::words)),
            "zip" => Column::Category(words("zip", normal::zip)),
            "race" => Column::Category(words("race", race)),
            "point" => Column::Point(
                get("latitude")
                    .zip(get("longitude"))
                    .map(|(a, b)| number(a).zip(number(b)).filter(|(a, b)| a.abs() <= 90.0 && b.abs() <= 180.0))
                    .collect(),
            ),
            "fatal" => Column::Category(
                from.iter()
                    .map(|(list, at)| match list.value(*at, "fatal").and_then(Value::text) {
                        Some(said) => Some(said.into()),
                        None => list.fatal_only.then(|| "yes".into()),
                    })
                    .collect(),
            ),
            _ => Column::Category(category(name)),
        };
        ((*name).to_owned(), column)
    });
    let fields = fields.collect();
    Table { lists: names, rows, fields }
}

/// A race as it is compared: lists that part Asian from Pacific Islander meet those that do not.
fn race(words: &str) -> Option<Box<str>> {
    let mut words: Vec<&str> = words
        .split(';')
        .map(|w| match w {
            "asian-or-pacific-islander" | "pacific-islander" => "asian",
            w => w,
        })
        .collect();
    words.dedup();
    Some(words.join(";").into())
}
