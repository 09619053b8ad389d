//! A record that was built, opened for reading.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use serde::Serialize;

use super::ids::Before;
use super::linked::RowName;
use super::write::{APPLICATION, SQLITE_FILE, VERSION};
use crate::Error;
use crate::link::normal;

/// A record that was built.
pub struct Opened {
    db: Connection,
}

/// One row of a table: its columns by name.
pub type Told = Vec<(String, Option<String>)>;

/// An incident that was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// The columns of `incidents`, by name.
    pub columns: Told,
}

/// One value of an incident.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Claimed {
    /// The list.
    pub list: String,
    /// Its release.
    pub release: String,
    /// The row.
    pub row: i64,
    /// What it says.
    pub attribute: String,
    /// The publisher's name of the column.
    pub column: String,
    /// The publisher's words.
    pub raw: String,
    /// Ours.
    pub value: Option<String>,
    /// The list from which the publisher says that it took it.
    pub claims: Option<String>,
}

/// An officer that was found: the columns of `officers`, and the rows that name them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OfficerFound {
    /// The columns of `officers`, by name.
    pub columns: Told,
    /// The rows of `allegations`, columns by name.
    pub allegations: Vec<Told>,
}

impl Opened {
    /// Opens the record in a folder.
    ///
    /// # Errors
    /// There is none, or it is of another version.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(SQLITE_FILE);
        let wrong = |what: &str| Error::new(format!("{}: {what}", dir.display()), "build it: unmuted record build DIR");
        if !path.is_file() {
            return Err(wrong(&format!("there is no {SQLITE_FILE} in it")));
        }
        let broken = |e: rusqlite::Error| wrong(&format!("{SQLITE_FILE} cannot be read: {e}"));
        let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(broken)?;
        let number = |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(broken);
        if number("application_id")? != i64::from(APPLICATION) || number("user_version")? != i64::from(VERSION) {
            return Err(wrong(&format!("{SQLITE_FILE} is not of this version of the program")));
        }
        Ok(Self { db })
    }

    /// The rows and their incidents, so that ids stay when the record is built again; nothing where there is none.
    pub fn before(dir: &Path) -> Before {
        let Ok(opened) = Self::open(dir) else { return Before::default() };
        let read = || -> rusqlite::Result<HashMap<RowName, String>> {
            let mut all = opened.db.prepare("SELECT incident, list, release, id FROM links")?;
            let rows = all.query_map([], |r| {
                Ok((RowName { list: r.get(1)?, release: r.get(2)?, id: r.get(3)? }, r.get::<_, String>(0)?))
            })?;
            rows.collect()
        };
        Before { rows: read().unwrap_or_default() }
    }

    fn ask<T>(
        &self,
        sql: &str,
        values: &[&str],
        row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let ask = || -> rusqlite::Result<Vec<T>> {
            let mut all = self.db.prepare(sql)?;
            let rows = all.query_map(rusqlite::params_from_iter(values), |r| row(r))?;
            rows.collect()
        };
        ask().map_err(|e| {
            Error::new(format!("{SQLITE_FILE} cannot be read: {e}"), "build it again: unmuted record build DIR")
        })
    }

    /// Incidents by id, by `list/release/id` or `list/id` of a row, or by words of the name.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn find(&self, wanted: &str) -> Result<Vec<Found>, Error> {
        let wanted = wanted.trim();
        let by_id = self.ask("SELECT * FROM incidents WHERE incident = ?", &[wanted], found)?;
        if !by_id.is_empty() {
            return Ok(by_id);
        }
        if let Some((list, release, id)) = RowName::parse(wanted) {
            let of = "SELECT * FROM incidents WHERE incident IN (SELECT incident FROM links WHERE list = ? AND id = ? AND release = ";
            let hits = match &release {
                Some(r) => self.ask(&format!("{of}?)"), &[&list, &id, r], found)?,
                None => self.ask(&format!("{of}release)"), &[&list, &id], found)?,
            };
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        let tokens = normal::name(wanted);
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        // SQLite knows no accents; the first word narrows, and the rest is compared here.
        let names = self.ask("SELECT incident, names FROM persons WHERE names IS NOT NULL", &[], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
        })?;
        let mut hits = Vec::new();
        for (incident, names) in names {
            let any = names.split(" | ").any(|n| {
                let has = normal::name(n);
                tokens.iter().all(|t| has.contains(t))
            });
            if any {
                hits.extend(self.ask("SELECT * FROM incidents WHERE incident = ?", &[&incident], found)?);
            }
        }
        hits.sort_by(|a, b| {
            let day = |f: &Found| f.columns.iter().find(|c| c.0 == "date").and_then(|c| c.1.clone());
            day(a).cmp(&day(b)).then_with(|| a.id.cmp(&b.id))
        });
        Ok(hits)
    }

    /// Every value of an incident.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn claims(&self, incident: &str) -> Result<Vec<Claimed>, Error> {
        let sql = "SELECT r.list, r.release, r.row, c.attribute, c.column_name, v.raw, v.value, c.claims
            FROM claim_rows r JOIN claim_values v ON v.of_row = r.id JOIN claim_columns c ON c.id = v.of_column
            WHERE r.incident = ? ORDER BY r.id, c.id";
        self.ask(sql, &[incident], |r| {
            Ok(Claimed {
                list: r.get(0)?,
                release: r.get(1)?,
                row: r.get(2)?,
                attribute: r.get(3)?,
                column: r.get(4)?,
                raw: r.get(5)?,
                value: r.get(6)?,
                claims: r.get(7)?,
            })
        })
    }

    /// Every value of one row.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn row_claims(&self, name: &RowName) -> Result<Vec<Claimed>, Error> {
        let sql = "SELECT incident, row FROM links WHERE list = ? AND release = ? AND id = ?";
        let rows = self
            .ask(sql, &[&name.list, &name.release, &name.id], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
        let Some((incident, row)) = rows.into_iter().next() else { return Ok(Vec::new()) };
        let mut claims = self.claims(&incident)?;
        claims.retain(|c| c.list == name.list && c.release == name.release && c.row == row);
        Ok(claims)
    }

    /// Rows of a table that belong to an incident, columns by name.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn of_incident(&self, table: &'static str, incident: &str) -> Result<Vec<Told>, Error> {
        let there =
            self.ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?", &[table], |_| Ok(()))?;
        if there.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(&format!("SELECT * FROM {table} WHERE incident = ? ORDER BY rowid"), &[incident], named)
    }

    /// All rows of a table, columns by name.
    ///
    /// # Errors
    /// The record cannot be read, or has no such table.
    pub fn all(&self, table: &'static str) -> Result<Vec<Told>, Error> {
        // Values are a view, whose rows have no numbers.
        let order = if table == "claims" { "" } else { " ORDER BY rowid" };
        self.ask(&format!("SELECT * FROM {table}{order}"), &[], named)
    }

    /// How many rows a question has.
    ///
    /// # Errors
    /// The record cannot be read.
    pub fn count(&self, table: &'static str) -> Result<u64, Error> {
        let n = self.ask(&format!("SELECT count(*) FROM {table}"), &[], |r| r.get::<_, i64>(0))?;
        Ok(n.first().map_or(0, |n| u64::try_from(*n).unwrap_or(0)))
    }

    /// Officers with those words in their name, by the publisher's number, or by a unit where `unit` is given; only of one
    /// city where it is named.
    ///
    /// # Errors
    /// The record cannot be read, or holds no such list.
    pub fn officers(&self, wanted: &str, city: Option<&str>, unit: Option<&str>) -> Result<Vec<OfficerFound>, Error> {
        let there = self.ask("SELECT name FROM sqlite_schema WHERE name = 'officers'", &[], |_| Ok(()))?;
        if there.is_empty() {
            return Err(Error::new(
                "the record holds no list of allegations, complaints or force",
                "add one that names officers, such as nypd-allegations",
            ));
        }
        let tokens = normal::name(wanted);
        let same = |a: &str, b: &str| normal::words(a) == normal::words(b);
        let mut hits = Vec::new();
        for columns in self.all("officers")? {
            let get = |name: &str| columns.iter().find(|c| c.0 == name).and_then(|c| c.1.clone()).unwrap_or_default();
            let by_number = get("officer_id") == wanted || get("officer_id").strip_suffix(".0") == Some(wanted);
            let by_name = !tokens.is_empty()
                && get("names").split(" | ").any(|n| {
                    let has = normal::name(n);
                    tokens.iter().all(|t| has.contains(t))
                });
            let in_city = city.is_none_or(|c| same(c, &get("city")));
            let in_unit = unit.is_none_or(|u| get("units").split(" | ").any(|v| same(u, v)));
            if !(by_number || by_name) || !in_city || !in_unit {
                continue;
            }
            let (list, release, id) = (get("list"), get("release"), get("officer_id"));
            let allegations = if id.is_empty() {
                Vec::new()
            } else {
                let sql =
                    "SELECT * FROM allegations WHERE list = ? AND release = ? AND officer_id = ? ORDER BY filed, rowid";
                self.ask(sql, &[&list, &release, &id], named)?
            };
            hits.push(OfficerFound { columns, allegations });
        }
        Ok(hits)
    }
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let columns = named(row)?;
    Ok(Found { id: columns.first().and_then(|c| c.1.clone()).unwrap_or_default(), columns })
}

fn named(row: &Row<'_>) -> rusqlite::Result<Told> {
    let names: Vec<String> = row.as_ref().column_names().map(str::to_owned).collect();
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            use rusqlite::types::ValueRef;
            let value = match row.get_ref(at)? {
                ValueRef::Null | ValueRef::Blob(_) => None,
                ValueRef::Integer(i) => Some(i.to_string()),
                ValueRef::Real(r) => Some(r.to_string()),
                ValueRef::Text(t) => Some(String::from_utf8_lossy(t).into_owned()),
            };
            Ok((name, value))
        })
        .collect()
}
