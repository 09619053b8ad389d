//! The five lists, read just enough to be linked.

use std::path::Path;

use unmuted_record::link::{Column, Row, Table, normal};

/// One row as every list could give it.
#[derive(Default, Clone)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub date: Option<i32>,
    pub city: String,
    pub county: String,
    pub state: String,
    pub zip: String,
    pub agency: String,
    pub age: String,
    pub race: String,
    pub gender: String,
    pub point: Option<(f64, f64)>,
}

/// One list.
pub struct List {
    pub name: &'static str,
    pub rows: Vec<Person>,
}

/// Days since 1970-01-01 of `2018-03-18`.
pub fn day(text: &str) -> Option<i32> {
    let mut parts = text.trim().splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.get(..2)?.parse().ok()?;
    if !(1..2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Hinnant's days_from_civil.
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some((era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468) as i32)
}

type Problem = Box<dyn std::error::Error>;

fn read(path: &Path, mut each: impl FnMut(&dyn Fn(&str) -> String) -> Option<Person>) -> Result<Vec<Person>, Problem> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let head = reader.headers()?.clone();
    let mut rows = Vec::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let get = |name: &str| -> String {
            let at = head.iter().position(|h| h.starts_with(name));
            at.and_then(|at| record.get(at)).map_or_else(String::new, |v| String::from_utf8_lossy(v).into_owned())
        };
        rows.extend(each(&get));
    }
    Ok(rows)
}

/// Reads a list by its short name.
pub fn list(data: &Path, name: &'static str) -> Result<List, Problem> {
    let rows = match name {
        "wapo" => {
            // The names of agencies stand in a file of their own.
            let mut agencies = std::collections::HashMap::new();
            read(&data.join("wapo/wapo-v2-agencies-2024-04.csv"), |get| {
                agencies.insert(get("id"), get("name"));
                None
            })?;
            read(&data.join("wapo/wapo-v2-2015-2024-processed.csv"), |get| {
                let of = get("agency_ids");
                let names: Vec<&str> =
                    of.split(';').filter_map(|id| agencies.get(id.trim())).map(String::as_str).collect();
                Some(Person {
                    id: get("incident_id"),
                    name: get("victim_name"),
                    date: day(&get("incident_date")),
                    city: get("city"),
                    county: get("county"),
                    state: get("state_abbr"),
                    agency: names.join(", "),
                    age: get("age"),
                    race: get("race_codes"),
                    gender: get("gender"),
                    point: get("latitude").parse().ok().zip(get("longitude").parse().ok()),
                    ..Person::default()
                })
            })?
        }
        "mpv" => read(&data.join("mpv/mpv-2021-04.csv"), |get| {
            Some(Person {
                id: get("row"),
                name: get("Victim's name"),
                date: day(&get("Date of Incident")),
                city: get("City"),
                county: get("County"),
                state: get("State"),
                zip: get("Zipcode"),
                agency: get("Agency responsible"),
                age: get("Victim's age"),
                race: get("Victim's race"),
                gender: get("Victim's gender"),
                ..Person::default()
            })
        })?,
        "fe" => read(&data.join("fatal-encounters/fe-2015-2020-joined.csv"), |get| {
            Some(Person {
                id: get("unique_id"),
                name: get("name"),
                date: day(&get("date")),
                city: get("city"),
                county: get("county"),
                state: get("state"),
                zip: get("zip"),
                agency: get("agencies"),
                age: get("age_band"),
                race: get("race"),
                gender: get("gender"),
                ..Person::default()
            })
        })?,
        "counted" => {
            let mut all = Vec::new();
            for year in ["2015", "2016"] {
                all.extend(read(&data.join(format!("the-counted/the-counted-{year}.csv")), |get| {
                    let month = match get("month").get(..3)? {
                        "Jan" => "01",
                        "Feb" => "02",
                        "Mar" => "03",
                        "Apr" => "04",
                        "May" => "05",
                        "Jun" => "06",
                        "Jul" => "07",
                        "Aug" => "08",
                        "Sep" => "09",
                        "Oct" => "10",
                        "Nov" => "11",
                        _ => "12",
                    };
                    Some(Person {
                        id: format!("{year}/{}", get("uid")),
                        name: get("name"),
                        date: day(&format!("{}-{month}-{:0>2}", get("year"), get("day"))),
                        city: get("city"),
                        state: get("state"),
                        agency: get("lawenforcementagency"),
                        age: get("age"),
                        race: get("raceethnicity"),
                        gender: get("gender"),
                        ..Person::default()
                    })
                })?);
            }
            all
        }
        "kbp" => {
            let mut at = 0;
            read(&data.join("kbp/kbp-2013-2017.csv"), |get| {
                at += 1;
                Some(Person {
                    id: format!("kbp-{at}"),
                    name: get("name"),
                    date: day(&get("date")),
                    state: get("state"),
                    age: get("age"),
                    race: get("race_ethnicity"),
                    gender: get("gender"),
                    ..Person::default()
                })
            })?
        }
        other => return Err(format!("there is no list {other:?}; there are wapo, mpv, fe, counted, kbp").into()),
    };
    Ok(List { name, rows })
}

fn race(text: &str) -> Option<Box<str>> {
    let plain = normal::plain(text.split(';').next().unwrap_or_default());
    let word = match plain.as_str() {
        "w" | "white" | "european american white" => "white",
        "b" | "black" | "african american black" => "black",
        "h" | "l" | "hispanic" | "hispanic latino" => "hispanic",
        "a" | "pi" | "asian" | "pacific islander" | "asian pacific islander" => "asian",
        "n" | "i" | "native american" | "native american alaskan" => "native",
        _ => return None,
    };
    Some(word.into())
}

fn gender(text: &str) -> Option<Box<str>> {
    let word = match normal::plain(text).as_str() {
        "male" | "m" => "male",
        "female" | "f" => "female",
        _ => return None,
    };
    Some(word.into())
}

/// One table of several lists.
pub fn table(lists: &[List]) -> Table {
    let mut table = Table { lists: lists.iter().map(|l| l.name.to_owned()).collect(), ..Table::default() };
    let all: Vec<&Person> = lists.iter().flat_map(|l| &l.rows).collect();
    for (l, list) in lists.iter().enumerate() {
        table.rows.extend((0..list.rows.len()).map(|row| Row { list: l as u16, row: row as u32 }));
    }
    let text = |f: &dyn Fn(&Person) -> Option<Box<str>>| all.iter().map(|p| f(p)).collect::<Vec<_>>();
    table.fields = vec![
        ("name".into(), Column::Name(all.iter().map(|p| normal::name(&p.name)).collect())),
        // For blocking as Splink does it.
        ("first".into(), Column::Category(ends(&all, false))),
        ("last".into(), Column::Category(ends(&all, true))),
        ("date".into(), Column::Date(all.iter().map(|p| p.date).collect())),
        ("city".into(), Column::Text(text(&|p| normal::town(&p.city)))),
        ("county".into(), Column::Text(text(&|p| normal::county(&p.county)))),
        ("state".into(), Column::Category(text(&|p| normal::words(&p.state)))),
        ("zip".into(), Column::Category(text(&|p| normal::zip(&p.zip)))),
        ("agency".into(), Column::Name(all.iter().map(|p| normal::agency(&p.agency)).collect())),
        ("age".into(), Column::Interval(all.iter().map(|p| normal::age(&p.age)).collect())),
        ("race".into(), Column::Category(text(&|p| race(&p.race)))),
        ("gender".into(), Column::Category(text(&|p| gender(&p.gender)))),
        ("point".into(), Column::Point(all.iter().map(|p| p.point).collect())),
    ];
    table
}

fn ends(all: &[&Person], last: bool) -> Vec<Option<Box<str>>> {
    all.iter()
        .map(|p| {
            let name = normal::name(&p.name);
            if last { name.last().cloned() } else { name.first().cloned() }
        })
        .collect()
}

/// Writes the rows as they are linked, for the other tool.
pub fn export(path: &str, lists: &[List]) -> Result<(), Problem> {
    let mut out = csv::Writer::from_path(path)?;
    out.write_record([
        "unique_id",
        "source_dataset",
        "first_name",
        "last_name",
        "date",
        "month",
        "city",
        "state",
        "age",
        "race",
        "gender",
    ])?;
    for list in lists {
        for p in &list.rows {
            let one = [p];
            let text = |v: Option<Box<str>>| v.map_or_else(String::new, String::from);
            let date = p.date.map_or_else(String::new, |d| iso(d));
            let month = date.get(..7).unwrap_or_default().to_owned();
            let age = normal::age(&p.age).map_or_else(String::new, |(a, b)| format!("{}", (a + b.min(a + 10.0)) / 2.0));
            out.write_record([
                p.id.clone(),
                list.name.to_owned(),
                text(ends(&one, false).remove(0)),
                text(ends(&one, true).remove(0)),
                date,
                month,
                text(normal::town(&p.city)),
                text(normal::words(&p.state)),
                age,
                text(race(&p.race)),
                text(gender(&p.gender)),
            ])?;
        }
    }
    out.flush()?;
    Ok(())
}

/// `2018-03-18` of days since 1970-01-01 (Hinnant's civil_from_days).
fn iso(days: i32) -> String {
    let z = i64::from(days) + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    format!("{:04}-{month:02}-{:02}", year + era * 400 + i64::from(month <= 2), of_year - (153 * shifted + 2) / 5 + 1)
}
