//! A list as it comes: other encodings, moved and renamed columns, torn rows, dates that cannot be. Nothing is lost, the
//! rest goes on, and what is wrong is told by its row.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic in a test is the report")]

use unmuted_record::list::{Imported, Library, ListMap, Lookup, What, import};

const MAP: &str = r#"
format = 1
id = "county"
title = "A county"
publisher = "Nobody"
kind = "deaths"
terms = "public"
redistribute = "yes"
id_columns = ["case"]

[scope]
words = "everybody"
years = [2010]

[read]
blank = ["Unknown"]

[[release]]
id = "2020"
date = "2020-12-31"

[[release]]
id = "headless"
date = "2019-12-31"
header = ["case", "name", "date", "", "race", "age"]

[[column]]
attribute = "name"
from = ["decedent", "name"]
required = true

[[column]]
attribute = "date"
from = ["date of death", "date"]
required = true

[[column]]
attribute = "race"
from = ["race"]
split = ";"
words = { W = "white", B = "black" }

[[column]]
attribute = "age"
from = ["age"]

[[column]]
attribute = "body_camera"
from = ["Body Camera"]
words = { Yes = "yes", No = "no" }
claims = "other"

[[leave_out]]
columns = ["entered by"]
why = "whoever typed it"
"#;

fn read(bytes: &[u8], release: Option<&str>) -> Result<Imported, unmuted_record::Error> {
    let map = ListMap::read("county/list.toml", MAP).unwrap();
    import(&map, bytes, release, &Lookup::new())
}

fn said(i: &Imported, row: usize, attribute: &str) -> Option<String> {
    i.value(row, attribute).and_then(|v| v.text().map(|t| t.into_owned()))
}

fn rows(i: &Imported, what: What) -> Vec<Option<u32>> {
    i.problems.iter().filter(|p| p.what == what).map(|p| p.row).collect()
}

#[test]
fn the_publishers_word_stands_beside_ours() {
    let i = read(b"case,decedent,date of death,race,age,Body Camera,entered by,other\n7,Ann Roe,2018-03-18,B;W,40s,Yes,Zoe,x y\n", None).unwrap();
    assert_eq!(said(&i, 0, "race").as_deref(), Some("black;white"));
    assert_eq!(said(&i, 0, "age").as_deref(), Some("40..49"));
    let raws: Vec<_> = i
        .claims(0)
        .iter()
        .map(|c| (i.columns[usize::from(c.column)].attribute.clone(), i.raw(0, c.column).into_owned()))
        .collect();
    assert!(raws.contains(&("race".into(), "B;W".into())));
    assert!(raws.contains(&("other".into(), "x y".into())), "a column that no map names is kept");
    assert!(!raws.iter().any(|r| r.1 == "Zoe"), "what is left out is left out");
    let camera = i.columns.iter().find(|c| c.attribute == "body_camera").unwrap();
    assert_eq!(camera.claims.as_deref(), Some("other"));
    assert_eq!(&*i.rows[0].id, "7");
}

#[test]
fn columns_are_found_by_name_wherever_they_stand() {
    let i = read(b"AGE,Date  of Death,Decedent\n23,3/18/2018,Ann Roe\n", None).unwrap();
    assert_eq!(said(&i, 0, "date").as_deref(), Some("2018-03-18"));
    assert_eq!(said(&i, 0, "age").as_deref(), Some("23"));
    assert_eq!(&*i.rows[0].id, "row-1");
}

#[test]
fn a_renamed_column_is_told_with_the_nearest_name() {
    let e = read(b"case,descedent,date of death\n1,Ann Roe,2018-03-18\n", None).unwrap_err();
    assert!(e.what.contains("name") && e.what.contains("the nearest is \"descedent\""), "{e}");
    assert!(e.remedy.contains("descedent"), "{e}");
    let i = read(b"name,date,Body Camera (Source: other)\nAnn Roe,2018-03-18,Yes\n", None).unwrap();
    let p = i.problems.iter().find(|p| p.what == What::MissingColumn).unwrap();
    assert!(p.words.contains("Body Camera (Source: other)"), "{}", p.words);
    assert!(i.claims(0).iter().any(|c| i.raw(0, c.column) == "Yes"), "its cells are kept all the same");
}

#[test]
fn a_column_that_holds_something_else_is_told() {
    let mut text = "name,date,age\n".to_owned();
    for n in 0..30 {
        text.push_str(&format!("2018-01-{:02},Ann Roe {n},33\n", n % 28 + 1));
    }
    let i = read(text.as_bytes(), None).unwrap();
    let moved: Vec<_> =
        i.problems.iter().filter(|p| p.what == What::MovedColumn).map(|p| p.column.clone().unwrap()).collect();
    assert_eq!(moved, ["date"]);
    assert_eq!(i.rows.len(), 30);
}

#[test]
fn rows_with_other_numbers_of_cells_are_kept_and_not_read() {
    let i =
        read(b"case,name,date\n1,Ann Roe,2018-03-18\n2,Bob\n3,Cy,2018-03-19,more\n4,Dee,2018-03-20\n", None).unwrap();
    assert_eq!(i.rows.len(), 4);
    assert_eq!(rows(&i, What::Ragged), [Some(2), Some(3)]);
    assert_eq!(i.rows.iter().map(|r| r.set_aside).collect::<Vec<_>>(), [false, true, true, false]);
    assert_eq!(i.rows[1].cells.iter().collect::<Vec<_>>(), ["2", "Bob"]);
    assert_eq!(said(&i, 3, "name").as_deref(), Some("Dee"));
    assert!(i.claims(1).is_empty());
}

#[test]
fn dates_that_cannot_be_have_no_value_and_stay() {
    let i = read(b"name,date\nA,2100-01-01\nB,0000-00-00\nC,2018-02-30\nD,2018\nE,soon\nF,2021-06-01\n", Some("2020"))
        .unwrap();
    let dates: Vec<_> = (0..6).map(|r| said(&i, r, "date")).collect();
    assert_eq!(dates, [None, None, None, Some("2018".into()), None, Some("2021-06-01".into())]);
    assert_eq!(rows(&i, What::ImpossibleDate), [Some(1)]);
    assert_eq!(rows(&i, What::Unreadable), [Some(2), Some(3), Some(5)]);
    assert_eq!(i.raw(0, 1), "2100-01-01");
}

#[test]
fn ids_that_stand_twice_are_told_and_both_rows_stay() {
    let i = read(b"case,name,date\n1,A,2018-03-18\n1,B,2018-03-19\n,C,2018-03-20\n", None).unwrap();
    assert_eq!(rows(&i, What::DuplicateId), [Some(2)]);
    assert_eq!(i.rows.iter().map(|r| &*r.id).collect::<Vec<_>>(), ["1", "1", "row-3"]);
}

#[test]
fn other_encodings_nul_formulas_and_long_cells_go_on() {
    let long = "x".repeat(30_000);
    let mut bytes = b"name,date,note\nJos\xe9,2018-03-18,=cmd|' /C calc'!A0\nN\0il,2018-03-19,".to_vec();
    bytes.extend_from_slice(long.as_bytes());
    bytes.extend_from_slice(b"\n");
    let i = read(&bytes, None).unwrap();
    assert_eq!(said(&i, 0, "name").as_deref(), Some("José"));
    assert_eq!(said(&i, 1, "name").as_deref(), Some("N␀il"));
    assert_eq!(rows(&i, What::Encoding), [Some(1)]);
    assert_eq!(rows(&i, What::Nul), [Some(2)]);
    assert_eq!(rows(&i, What::Formula), [Some(1)]);
    assert_eq!(rows(&i, What::LongCell), [Some(2)]);
    assert_eq!(i.raw(0, 2), "=cmd|' /C calc'!A0");
    assert_eq!(i.raw(1, 2).len(), 30_000);
    // UTF-16, as spreadsheets save it.
    let utf16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain("name,date\nJosé,2018-03-18\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(said(&read(&utf16, None).unwrap(), 0, "name").as_deref(), Some("José"));
}

#[test]
fn a_file_without_header_is_read_once_its_release_is_named() {
    let bytes = b"1,Ann Roe,2018-03-18,,B,23\n";
    let e = read(bytes, None).unwrap_err();
    assert!(e.remedy.contains("headless"), "{e}");
    let i = read(bytes, Some("headless")).unwrap();
    assert_eq!(said(&i, 0, "race").as_deref(), Some("black"));
    assert_eq!(i.as_of.unwrap().to_string(), "2019-12-31");
}

#[test]
fn files_that_are_no_list_are_refused_in_words() {
    for bytes in [&b""[..], b"\n\n", b"PK\x03\x04", b"\x1f\x8b\x08"] {
        let e = read(bytes, None).unwrap_err();
        assert!(!e.what.is_empty() && !e.remedy.is_empty(), "{e}");
    }
}

#[test]
fn a_map_with_a_mistake_is_told_by_its_line() {
    let e = ListMap::read("x.toml", &MAP.replace("required = true", "requird = true")).unwrap_err();
    assert!(e.what.contains("x.toml, line") && e.what.contains("requird"), "{e}");
    let e = ListMap::read("x.toml", &MAP.replace("\"race\"\nfrom", "\"rase\"\nfrom")).unwrap_err();
    assert!(e.what.contains("rase") && e.remedy.contains("race"), "{e}");
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("id = \"county\"", "id = \"../x\""),
        ("redistribute = \"yes\"", "redistribute = \"perhaps\""),
        ("from = [\"age\"]", ""),
        ("split = \";\"", "split = \"\""),
        ("blank = [\"Unknown\"]", "encoding = \"klingon\""),
    ] {
        assert!(ListMap::read("x.toml", &MAP.replacen(from, to, 1)).is_err(), "{to}");
    }
}

#[test]
fn every_list_of_the_program_can_be_read() {
    let library = Library::with(&[]).unwrap();
    let ids: Vec<_> = library.maps().map(|m| m.id.as_str()).collect();
    for wanted in
        ["wapo", "wapo-agencies", "mpv", "fe", "counted", "kbp", "uspsd", "settlements", "vice", "nypd-allegations"]
    {
        assert!(ids.contains(&wanted), "{wanted}");
    }
    assert!(library.get("washington-post").is_ok());
    assert!(library.get("wapoo").is_err_and(|e| e.remedy.contains("wapo")));
    for m in library.maps() {
        assert!(!m.terms.is_empty() && !m.scope.words.is_empty(), "{}", m.id);
        // A list of which nothing is stated is not handed on.
        assert!(!m.terms.starts_with("none stated") || m.redistribute.key() == "no", "{}", m.id);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    /// Any bytes, as any list: never a panic, and no row is lost.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), which in 0_usize..32) {
        let library = Library::with(&[]).unwrap();
        let map = library.maps().nth(which % library.maps().count()).unwrap();
        let _ = import(map, &bytes, None, &Lookup::new());
        for release in &map.releases {
            let _ = import(map, &bytes, Some(&release.id), &Lookup::new());
        }
    }

    /// Cells of the kinds that lists have, in a file of a known shape.
    #[test]
    fn any_cells_are_claims_or_problems(cells in proptest::collection::vec("[ -~\n\r\u{e9}\u{0}]{0,12}|[0-9]{1,4}[-/][0-9]{1,4}[-/][0-9]{1,4}|\\[[0-9]{1,3},[0-9]{1,3}\\)", 6..60)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["case", "name", "date", "race", "age", "Body Camera"]).unwrap();
        for row in cells.chunks_exact(6) {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let i = read(&bytes, None).unwrap();
        proptest::prop_assert_eq!(i.rows.len(), cells.len() / 6);
        for at in 0..i.rows.len() {
            for c in i.claims(at) {
                let _ = (c.value.text(), c.value.year(), c.value.day(), i.raw(at, c.column));
            }
        }
    }
}
