//! What stands in the tables is what was found, in each of their forms.

use std::fs;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use rusqlite::types::Value;
use unmuted_archive::location::{Which, local};
use unmuted_archive::meta::{AgencyList, Metadata, NamePattern};
use unmuted_archive::{StartedFrom, State, scan, scan_one};

use crate::common::{Archive, differing, options, outputs, rows};

fn material() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../unmuted-media/tests/material")
}

#[test]
fn the_committed_recordings_come_back_as_they_were_found() {
    let dir = tempfile::tempdir().unwrap();
    let at = || vec![local(&material(), Which::ByName, &[]).unwrap()];
    for jobs in [1, 4] {
        scan(&at(), &dir.path().join(jobs.to_string()), &options(jobs), &()).unwrap();
    }
    assert_eq!(differing(&outputs(&dir.path().join("1")), &outputs(&dir.path().join("4"))), [""; 0]);
    let rows = rows(&dir.path().join("1"));
    assert!(rows.len() > 15);
    for row in &rows {
        assert_eq!(row.recording.state, State::Read, "{:?}", row);
        let bytes = fs::read(material().join(&row.recording.path)).unwrap();
        let alone = scan_one(&bytes, 0, &row.recording.path, &options(1).survey);
        if row.recording.checked.is_none() {
            assert_eq!(alone.spans, row.spans, "{}", row.recording.path);
        }
        assert_eq!((alone.faults, alone.recording.duration_ns), (row.faults.clone(), row.recording.duration_ns));
        assert!(row.recording.requests > 0 && row.recording.bytes_read > 0);
    }
    assert!(rows.iter().any(|r| r.recording.lead_in_ns.is_some_and(|ns| ns > 1_000_000_000)));
}

#[test]
fn parquet_and_sqlite_say_the_same() {
    let archive = Archive::of(40);
    archive.put("u0/bad.mp4", "panic");
    archive.put("u0/n.mp4", "encoder=e0 lead=12.345678901 device=d started=2018-03-18T21:26:14");
    archive.scan("out", &options(2)).unwrap();
    let out = archive.out("out");
    let db = rusqlite::Connection::open(out.join("scan.sqlite")).unwrap();
    for (table, at_least) in [("recordings", 42), ("spans", 30), ("faults", 1)] {
        let file = SerializedFileReader::new(fs::File::open(out.join(format!("{table}.parquet"))).unwrap()).unwrap();
        let columnar: Vec<Vec<Value>> = file.get_row_iter(None).unwrap().map(|r| values(&r.unwrap())).collect();
        let mut query = db.prepare(&format!("SELECT * FROM {table} ORDER BY id")).unwrap();
        let n = query.column_count();
        let rows =
            query.query_map([], |r| (0..n).map(|i| r.get::<_, Value>(i)).collect::<Result<Vec<_>, _>>()).unwrap();
        let rows: Vec<Vec<Value>> = rows.map(Result::unwrap).collect();
        assert!(rows.len() >= at_least, "{table}: {}", rows.len());
        assert_eq!(rows, columnar, "{table}");
    }
    for view in ["silences", "lead_ins", "not_read", "not_examined", "encoders"] {
        db.query_row(&format!("SELECT count(*) FROM {view}"), [], |r| r.get::<_, i64>(0)).unwrap();
    }
    let exact: f64 = db.query_row("SELECT end_s FROM spans WHERE path = 'u0/n.mp4'", [], |r| r.get(0)).unwrap();
    assert_eq!(format!("{exact:.9}"), "12.345678901");
    let check: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(check, "ok");
}

fn values(row: &Row) -> Vec<Value> {
    row.get_column_iter()
        .map(|(_, field)| match field {
            Field::Null => Value::Null,
            Field::Bool(b) => Value::Integer(i64::from(*b)),
            Field::Long(i) => Value::Integer(*i),
            Field::Double(d) => Value::Real(*d),
            Field::Str(s) => Value::Text(s.clone()),
            other => panic!("a column of another kind: {other:?}"),
        })
        .collect()
}

#[test]
fn names_and_lists_tell_who_and_when_without_reading_again() {
    let archive = Archive::of(0);
    archive.put("n/X1_roe_20180318_142614.mp4", "encoder=e started=2018-01-01T00:00:00Z");
    archive.put("n/X2_doe_20180318_142615.mp4", "encoder=e");
    archive.put("n/other.mp4", "encoder=e started=2018-01-01T00:00:00Z");
    archive.scan("out", &options(1)).unwrap();
    let list = archive.out("list.csv");
    fs::write(
        &list,
        "file,officer,unit,started,released\nX2_doe_20180318_142615,Jane,North,2018-03-18 14:00:00,yes\nlost,,,,\n",
    )
    .unwrap();
    let with = |mut options: unmuted_archive::Options| {
        options.metadata = Metadata {
            pattern: Some(NamePattern::read("{device}_{wearer}_{date:YYYYMMDD}_{time:HHMMSS}").unwrap()),
            list: Some(AgencyList::read(&list, None).unwrap()),
            zone: Some(jiff::tz::TimeZone::get("America/Los_Angeles").unwrap()),
        };
        options
    };
    let outcome = archive.scan("out", &with(options(1))).unwrap();
    assert_eq!((outcome.read, outcome.named, outcome.listed), (0, 2, 1));
    assert_eq!(outcome.without_recording, [(3, "lost".to_owned())]);
    assert_eq!(outcome.info.as_of.as_deref(), Some("2018-03-18"));
    let rows = rows(&archive.out("out"));
    let of = |i: usize| {
        let r = &rows[i].recording;
        let s = r.started.clone().unwrap();
        (r.device.clone(), r.wearer.clone(), s.text, s.unix_s, s.from)
    };
    let text = |t: &str| Some(t.to_owned());
    assert_eq!(of(0), (text("X1"), text("roe"), "2018-03-18T14:26:14".into(), Some(1_521_408_374), StartedFrom::Name));
    assert_eq!(of(1), (text("X2"), text("Jane"), "2018-03-18T14:00:00".into(), Some(1_521_406_800), StartedFrom::List));
    assert_eq!((rows[1].recording.unit.as_deref(), rows[1].recording.released_copy), (Some("North"), Some(true)));
    assert_eq!(of(2).4, StartedFrom::Container);

    // In parts, the names and the list count as well.
    for n in 1..=2 {
        archive.scan(&format!("p{n}"), &with(crate::common::shard(n, 2))).unwrap();
    }
    let parts = [archive.out("p1"), archive.out("p2")];
    unmuted_archive::merge::merge(&parts, &archive.out("merged"), false).unwrap();
    assert_eq!(differing(&archive.outputs("out"), &archive.outputs("merged")), [""; 0]);
}

#[test]
fn tables_of_something_else_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let what = || unmuted_archive::tables::read(dir.path()).err().unwrap().what;
    assert!(what().contains("there is no scan.sqlite"));
    fs::write(dir.path().join("scan.sqlite"), "no database").unwrap();
    assert!(what().contains("cannot be read"), "{}", what());
    fs::remove_file(dir.path().join("scan.sqlite")).unwrap();
    rusqlite::Connection::open(dir.path().join("scan.sqlite")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(what().contains("not by this program"), "{}", what());
}
