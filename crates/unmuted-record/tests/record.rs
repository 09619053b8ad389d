//! Small lists, made here, from bytes to tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic in a test is the report")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use unmuted_record::link::Model;
use unmuted_record::list::Library;
use unmuted_record::record::{self, Allowed, Before, By, CaseOf, HandLine, MODEL, Opened, Record, RowName, Standing};
use unmuted_record::store::{Line, Store, digest};

/// A map of a list of deaths.
fn map(id: &str, redistribute: &str, more: &str) -> String {
    format!(
        r#"
format = 1
id = "{id}"
title = "List {id}"
publisher = "Nobody"
kind = "deaths"
terms = "made for a test"
redistribute = "{redistribute}"
id_columns = ["id"]
[scope]
words = "everybody"
years = [2015]
[read]
blank = ["Unknown"]
[[release]]
id = "old"
date = "2019-12-31"
[[release]]
id = "new"
date = "2020-12-31"
[[column]]
attribute = "name"
from = ["name"]
required = true
[[column]]
attribute = "date"
from = ["date"]
required = true
[[column]]
attribute = "city"
from = ["city"]
[[column]]
attribute = "state"
from = ["state"]
[[column]]
attribute = "age"
from = ["age"]
[[column]]
attribute = "race"
from = ["race"]
words = {{ W = "white", B = "black", H = "hispanic" }}
[[column]]
attribute = "agency"
from = ["agency"]
[[column]]
attribute = "narrative"
from = ["narrative"]
{more}
"#
    )
}

const CAMERA: &str =
    "[[column]]\nattribute = \"body_camera\"\nfrom = [\"camera\"]\nwords = { True = \"yes\", False = \"no\" }\n";
const COPIED: &str = "[[column]]\nattribute = \"body_camera\"\nfrom = [\"camera\"]\nwords = { Yes = \"yes\", No = \"no\" }\nclaims = \"alpha\"\n\
    [[column]]\nattribute = \"charges\"\nfrom = [\"charges\"]\nwords = { \"No known charges\" = \"no-known-charge\" }\nbegins = [[\"charged\", \"charged\"]]\n\
    [[column]]\nattribute = \"disposition\"\nfrom = [\"disposition\"]\nwords = { Justified = \"justified\", Pending = \"pending\" }\n";

const FIRST: [&str; 12] =
    ["Ann", "Boris", "Carla", "Dmitri", "Edda", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Leon"];
const LAST: [&str; 10] =
    ["Abbot", "Bergen", "Castillo", "Dunmore", "Eriksen", "Fontaine", "Galloway", "Hawkins", "Ivarsson", "Jimenez"];
const CITIES: [(&str, &str); 5] = [("Reno", "NV"), ("Mesa", "AZ"), ("Tulsa", "OK"), ("Dayton", "OH"), ("Fresno", "CA")];

/// Fictional people, one a row: number, name, date, city, state, age, race.
fn person(n: usize) -> [String; 7] {
    let (city, state) = CITIES[n % 5];
    [
        n.to_string(),
        format!("{} {}", FIRST[n % 12], LAST[(n / 12 + n) % 10]),
        format!("{}-{:02}-{:02}", 2015 + n % 5, n % 12 + 1, n % 27 + 1),
        city.to_owned(),
        state.to_owned(),
        (18 + n * 7 % 50).to_string(),
        ["W", "B", "H"][n % 3].to_owned(),
    ]
}

struct Made {
    dir: tempfile::TempDir,
    library: Library,
}

impl Made {
    fn new() -> Self {
        let mut library = Library::with(&[]).unwrap();
        library.add("alpha", &map("alpha", "yes", CAMERA)).unwrap();
        library.add("beta", &map("beta", "no", COPIED)).unwrap();
        library.add("gamma", &map("gamma", "non-commercial", "")).unwrap();
        Self { dir: tempfile::tempdir().unwrap(), library }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn add(&self, list: &str, release: &str, bytes: &[u8]) {
        let mut store = Store::open(self.path()).unwrap();
        let line = Line {
            list: list.into(),
            release: Some(release.into()),
            sha256: digest(bytes),
            name: format!("{list}-{release}.csv"),
            read_on: Some("2026-11-29".into()),
            url: None,
            withdrawn: false,
        };
        store.add(bytes, line).unwrap();
    }

    /// Three lists of sixty people that differ here and there; person 7 is the one looked at.
    fn with_lists() -> Self {
        let made = Self::new();
        made.add("alpha", "old", &alpha(|_, _| {}));
        made.add("beta", "old", &beta(60, |_, _| {}));
        made.add("gamma", "old", &gamma());
        made
    }

    fn record(&self, hand: &[HandLine], cases: Vec<CaseOf>) -> Record {
        let store = Store::open(self.path()).unwrap();
        let inputs = store.inputs(&self.library, |_| true).unwrap();
        record::build(inputs, &Model::parse(MODEL).unwrap(), hand, &[], &Opened::before(self.path()), cases).unwrap()
    }

    fn build(&self) -> Record {
        let record = self.record(&[], Vec::new());
        record::write(&record, &Allowed::all(&record), self.path()).unwrap();
        record
    }
}

fn table(head: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).unwrap();
    for row in rows.into_iter().filter(|r| !r.is_empty()) {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn alpha(change: impl Fn(usize, &mut Vec<String>)) -> Vec<u8> {
    let rows = (0..60).map(|n| {
        let mut row = person(n).to_vec();
        row.push(if n == 7 { "True" } else { "False" }.into());
        change(n, &mut row);
        row
    });
    table(&["id", "name", "date", "city", "state", "age", "race", "camera"], rows.collect())
}

fn beta(people: usize, change: impl Fn(usize, &mut Vec<String>)) -> Vec<u8> {
    let rows = (0..people).map(|n| {
        let mut row = person(n).to_vec();
        row[0] = format!("b{n}");
        row.push("No".into());
        row.push(if n == 3 { "Charged with a crime" } else { "No known charges" }.into());
        row.push(["Pending", "Justified", ""][n % 3].into());
        row.push(if n == 20 || n == 21 { "Two people were shot in one car at the corner." } else { "" }.into());
        if n == 21 {
            row[2] = person(20)[2].clone();
        }
        change(n, &mut row);
        row
    });
    table(
        &["id", "name", "date", "city", "state", "age", "race", "camera", "charges", "disposition", "narrative"],
        rows.collect(),
    )
}

fn gamma() -> Vec<u8> {
    let rows = (0..60).map(|n| {
        let mut row = person(n).to_vec();
        row[0] = format!("g{n}");
        if n == 7 {
            row[5] = "[65,70)".into();
            row[6] = "H".into();
        }
        row
    });
    table(&["id", "name", "date", "city", "state", "age", "race"], rows.collect())
}

fn named<'r>(
    rows: &'r [Vec<(String, Option<String>)>],
    column: &str,
    is: &str,
) -> Vec<&'r Vec<(String, Option<String>)>> {
    rows.iter().filter(|r| get(r, column) == is).collect()
}

fn get<'c>(columns: &'c [(String, Option<String>)], name: &str) -> &'c str {
    columns.iter().find(|c| c.0 == name).and_then(|c| c.1.as_deref()).unwrap_or("")
}

#[test]
fn three_lists_become_one_incident_each_and_every_value_stays() {
    let made = Made::with_lists();
    let built = made.build();
    assert_eq!(built.incidents.len(), 60);
    assert!(built.incidents.iter().all(|i| i.members.len() == 3));
    let opened = Opened::open(made.path()).unwrap();
    let found = opened.find("alpha/7").unwrap();
    assert_eq!(found.len(), 1);
    let by_name = opened.find(&person(7)[1]).unwrap();
    assert!(by_name.iter().any(|f| f.id == found[0].id));
    let claims = opened.claims(&found[0].id).unwrap();
    let raw = |list: &str, attribute: &str| {
        claims.iter().find(|c| c.list == list && c.attribute == attribute).map(|c| c.raw.clone())
    };
    assert_eq!(raw("gamma", "age").as_deref(), Some("[65,70)"));
    assert_eq!(raw("alpha", "race").as_deref(), Some("B"));
    // Each cell that says something is one value; ids are in the links.
    let cells: u64 = 60 * 7 + (60 * 8 + 40 + 2) + 60 * 6;
    let stored: u64 = opened.count("claims").unwrap();
    assert_eq!(stored, cells);
    assert_eq!(get(named(&opened.all("claims").unwrap(), "list", "alpha")[0], "read_on"), "2026-11-29");
}

#[test]
fn conflicts_count_origins_and_show_a_copy_that_drifted() {
    let made = Made::with_lists();
    made.build();
    let opened = Opened::open(made.path()).unwrap();
    let id = opened.find("alpha/7").unwrap()[0].id.clone();
    let conflicts = opened.of_incident("conflicts", &id).unwrap();
    let camera = named(&conflicts, "attribute", "body_camera");
    assert_eq!(camera.len(), 2);
    let no = camera.iter().find(|c| get(c, "value") == "no").unwrap();
    // beta says that it took the column from alpha, which says yes.
    assert_eq!((get(no, "lists"), get(no, "drift"), get(no, "words")), ("beta", "1", "No"));
    let race = named(&conflicts, "attribute", "race");
    assert_eq!(race.len(), 2);
    assert_eq!(get(race[0], "lists"), "alpha;beta");
    // A band that holds the age does not contradict it.
    assert!(named(&conflicts, "attribute", "age").is_empty());
    // Elsewhere beta's copy agrees: two voices, one origin.
    let all = opened.all("agreement").unwrap();
    let cameras: Vec<_> =
        named(&all, "attribute", "body_camera").into_iter().filter(|a| get(a, "year").is_empty()).collect();
    assert_eq!((get(cameras[0], "same"), get(cameras[0], "both")), ("59", "60"));
    let race: Vec<_> = named(&all, "attribute", "race").into_iter().filter(|a| get(a, "year").is_empty()).collect();
    let ab = race.iter().find(|a| get(a, "left_list") == "alpha" && get(a, "right_list") == "beta").unwrap();
    assert_eq!((get(ab, "same_against_third"), get(ab, "third_differs")), ("1", "1"));
}

#[test]
fn the_same_lists_give_the_same_bytes_for_any_number_of_threads() {
    let files = |threads: usize| {
        let made = Made::with_lists();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| made.build());
        let mut all = BTreeMap::new();
        for entry in fs::read_dir(made.path()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
            all.insert(entry.file_name().unwrap().to_owned(), fs::read(&entry).unwrap());
        }
        all
    };
    let one = files(1);
    assert!(one.len() > 24, "every table as CSV and Parquet, and SQLite");
    assert!(one == files(4));
}

#[test]
fn ids_stay_and_a_new_release_says_what_it_changed_and_deleted() {
    let made = Made::with_lists();
    let first = made.build();
    let ids: Vec<String> = first.incidents.iter().map(|i| i.id.clone()).collect();
    assert!(made.record(&[], Vec::new()).since.unwrap() == record::Since::default(), "nothing changed");
    // A later release of beta: person 5 is deleted, the age of person 9 is another, a new person is added, ids are others.
    let newer = beta(61, |n, row| {
        row[0] = format!("x{n}");
        if n == 9 {
            row[5] = "77".into();
        }
        if n == 5 {
            row.clear();
        }
    });
    made.add("beta", "new", &newer);
    let second = made.build();
    let still = second.incidents.iter().filter(|i| ids.contains(&i.id)).count();
    assert_eq!((second.incidents.len(), still), (61, 60));
    let since = second.since.clone().unwrap();
    assert_eq!((since.new.len(), since.gone.len()), (1, 0));
    let opened = Opened::open(made.path()).unwrap();
    let changes = opened.all("changes").unwrap();
    let deleted = named(&changes, "what", "deleted");
    assert_eq!(deleted.iter().map(|c| get(c, "id_before")).collect::<Vec<_>>(), ["b5"]);
    assert_eq!(named(&changes, "what", "added").iter().map(|c| get(c, "id_after")).collect::<Vec<_>>(), ["x60"]);
    let age = named(&changes, "attribute", "age");
    assert_eq!(
        (get(age[0], "before"), get(age[0], "after"), get(age[0], "id_before"), get(age[0], "id_after")),
        (&*person(9)[5], "77", "b9", "x9")
    );
    // Today beta speaks by its newest release alone.
    let nine = opened.find("beta/new/x9").unwrap()[0].id.clone();
    let conflict = opened.of_incident("conflicts", &nine).unwrap();
    assert!(named(&conflict, "attribute", "age").iter().any(|c| get(c, "value") == "77" && get(c, "lists") == "beta"));
}

#[test]
fn an_answer_by_hand_always_wins_and_one_that_cannot_be_followed_is_told() {
    let made = Made::with_lists();
    let row = |list: &str, id: &str| RowName { list: list.into(), release: "old".into(), id: id.into() };
    let answer = |left, right, same| HandLine {
        left,
        right,
        same,
        by: "A. Reader".into(),
        at: "2026-11-29T10:00:00Z".into(),
        why: None,
    };
    let apart = answer(row("alpha", "7"), row("beta", "b7"), false);
    let lost = answer(row("alpha", "7"), row("beta", "nobody"), true);
    let record = made.record(&[apart, lost.clone()], Vec::new());
    let of = |list: &str, id: &str| {
        record
            .incidents
            .iter()
            .find(|i| i.members.iter().any(|m| record.row_name(m.file, m.row) == Some(row(list, id))))
            .unwrap()
            .id
            .clone()
    };
    assert_ne!(of("alpha", "7"), of("beta", "b7"));
    assert_eq!(record.unheeded.len(), 1);
    assert_eq!(record.unheeded[0].0, lost);
}

#[test]
fn what_followed_is_as_of_a_day_and_none_known_is_not_none() {
    let made = Made::with_lists();
    let built = made.build();
    let s = record::shares(&built, Some("beta"), None, &[By::Year], [None, None]).unwrap();
    assert_eq!((s.all.charged.have, s.all.charged.of, s.as_of.as_deref()), (1, 60, Some("2019-12-31")));
    // Of the rest, those whose disposition is a decision are decided, the others are open.
    assert_eq!(s.all.charged.of, s.all.charged.have + s.all.decided + s.all.other + s.all.open);
    assert_eq!(s.all.decided, 20);
    assert_eq!(s.groups.len(), 5);
    assert_eq!(s.groups.iter().map(|g| g.charged.of).sum::<u64>(), 60);
    assert_eq!(s.open.rows, s.all.open);
    assert!(record::shares(&built, Some("gamma"), None, &[], [None, None]).is_err(), "gamma says nothing of it");
    let opened = Opened::open(made.path()).unwrap();
    let three = opened.find("beta/b3").unwrap();
    assert_eq!(get(&three[0].columns, "standing"), Standing::Charged.key());
    let zero = opened.find("beta/b0").unwrap();
    assert_eq!(get(&zero[0].columns, "standing"), Standing::Open.key());
    // Two who were shot in one car.
    let event = |id: &str| get(&opened.find(id).unwrap()[0].columns, "event").to_owned();
    assert!(!event("beta/b20").is_empty());
    assert_eq!(event("beta/b20"), event("beta/b21"));
    assert_eq!(event("beta/b22"), "");
}

#[test]
fn what_may_not_be_handed_on_stays_out_of_exports() {
    let made = Made::with_lists();
    let built = made.build();
    for (non_commercial, lists) in [(false, vec!["alpha"]), (true, vec!["alpha", "gamma"])] {
        let out = tempfile::tempdir().unwrap();
        record::write(&built, &Allowed::to_hand_on(&built, non_commercial), out.path()).unwrap();
        let opened = Opened::open(out.path()).unwrap();
        let mut told: Vec<String> = opened.all("claims").unwrap().iter().map(|c| get(c, "list").to_owned()).collect();
        told.sort();
        told.dedup();
        assert_eq!(told, lists);
        // No word of a list that stays out is in any file.
        for entry in fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().path()) {
            let bytes = fs::read(&entry).unwrap();
            for word in ["Two people were shot", "Charged with a crime"] {
                assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} in {}", entry.display());
            }
        }
        // The links stand for all.
        assert_eq!(opened.count("links").unwrap(), 180);
    }
}

#[test]
fn a_case_finds_its_incident_by_key_or_by_name_and_day() {
    let made = Made::with_lists();
    let built = made.build();
    let case = |record: Option<&str>, name: &str, date: &str| CaseOf {
        id: "a-case".into(),
        title: "A case".into(),
        record: record.map(str::to_owned),
        names: vec![name.to_owned()],
        date: Some(date.to_owned()),
        ..CaseOf::default()
    };
    let id = built.incidents[4].id.clone();
    let [_, name, date, ..] = person(7);
    for (case, how) in [
        (case(Some(&id), "", ""), "key"),
        (case(None, &name, &date), "name and day"),
        (case(None, &name, "2001-01-01"), "no incident of that day has one of its names"),
        (case(Some("i0"), &name, &date), "the record has no incident i0"),
    ] {
        let record = made.record(&[], vec![case]);
        assert_eq!(record.cases[0].how, how);
    }
}

#[test]
fn formulas_are_data_in_sqlite_and_tamed_in_csv() {
    let made = Made::with_lists();
    made.add("gamma", "new", b"id,name,date,city,state,age,race\ng1,=1+1 Roe,2018-03-18,@SUM(A1),NV,23,W\n");
    made.build();
    let csv = fs::read_to_string(made.path().join("claims.csv")).unwrap();
    assert!(csv.contains("'=1+1 Roe") && !csv.contains(",=1+1 Roe"));
    let opened = Opened::open(made.path()).unwrap();
    let id = opened.find("gamma/new/g1").unwrap()[0].id.clone();
    assert!(opened.claims(&id).unwrap().iter().any(|c| c.raw == "=1+1 Roe"));
}

#[test]
fn a_new_list_needs_a_file_and_no_code() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sheriff")).unwrap();
    fs::write(folder.path().join("sheriff").join("list.toml"), map("sheriff", "yes", "")).unwrap();
    let library = Library::with(&[folder.path().to_owned()]).unwrap();
    let made = Made { library, ..Made::new() };
    made.add("sheriff", "2020", &gamma());
    let record = made.build();
    assert_eq!(record.incidents.len(), 60);
    assert_eq!(record.inputs[0].map.id, "sheriff");
}

#[test]
fn two_files_of_one_release_are_refused() {
    let made = Made::with_lists();
    made.add("gamma", "old", b"name,date\nA,2018-01-01\n");
    let store = Store::open(made.path()).unwrap();
    let inputs = store.inputs(&made.library, |_| true).unwrap();
    let e =
        record::build(inputs, &Model::parse(MODEL).unwrap(), &[], &[], &Before::default(), Vec::new()).err().unwrap();
    assert!(e.what.contains("gamma/old") && e.remedy.contains("@RELEASE"), "{e}");
}

#[test]
fn officers_stay_within_their_list_and_an_allegation_is_no_finding() {
    let made = Made::new();
    let head = "unique_mos_id,first_name,last_name,rank_incident,command_at_incident,command_now,shield_no,complaint_id,date_received,\
                date_closed,fado_type,allegation,board_disposition,penalty,precinct\n";
    let text = format!(
        "{head}1,Pat,Doe,PO,075 PCT,075 PCT,12,9,2015-01-15,2016-01-15,Force,Gun pointed,Unsubstantiated,,75\n\
         1,Pat,Doe,SGT,044 PCT,075 PCT,12,10,2017-01-15,2018-01-15,Force,Chokehold,Substantiated (Charges),Charges,44\n\
         2,Pat,Doe,PO,079 PCT,079 PCT,77,11,2019-01-15,2020-01-15,Discourtesy,Word,Exonerated,,79\n"
    );
    let mut store = Store::open(made.path()).unwrap();
    let line = Line {
        list: "nypd-allegations".into(),
        release: Some("2020".into()),
        sha256: digest(text.as_bytes()),
        name: "n.csv".into(),
        read_on: None,
        url: None,
        withdrawn: false,
    };
    store.add(text.as_bytes(), line).unwrap();
    made.build();
    let opened = Opened::open(made.path()).unwrap();
    let found = opened.officers("Doe Pat", Some("new york"), None).unwrap();
    assert_eq!(found.len(), 2, "two numbers are two officers, whatever their name");
    let one = found.iter().find(|o| get(&o.columns, "officer_id") == "1").unwrap();
    let c = |n| get(&one.columns, n);
    assert_eq!((c("allegations"), c("complaints"), c("substantiated"), c("unsubstantiated")), ("2", "2", "1", "1"));
    assert_eq!(one.allegations.len(), 2);
    assert_eq!(get(&one.allegations[0], "finding"), "unsubstantiated (Unsubstantiated)");
    assert!(opened.officers("Pat Doe", Some("Chicago"), None).unwrap().is_empty());
    assert_eq!(opened.officers("Pat Doe", None, Some("079 pct")).unwrap().len(), 1);
}

#[test]
fn a_settlement_of_the_same_name_and_city_is_a_lead_and_no_link() {
    let made = Made::with_lists();
    let [_, name, date, city, state, ..] = person(7);
    let words: Vec<&str> = name.split(' ').collect();
    let text = format!(
        "plaintiff_name,matter_name,amount_awarded,incident_date,closed_date,city,state\n\
         \"ESTATE OF {}, {}\",x v. City,\"$1,000\",{date},2020-05-01,{city},{state}\n\
         Somebody Else,y v. City,5,,2020-05-01,{city},{state}\n",
        words[1].to_uppercase(),
        words[0].to_uppercase()
    );
    made.add("settlements", "town", text.as_bytes());
    made.build();
    let opened = Opened::open(made.path()).unwrap();
    let leads = opened.all("settlement_leads").unwrap();
    assert_eq!(leads.len(), 1);
    assert_eq!((get(&leads[0], "why"), get(&leads[0], "amount")), ("name, city and day", "1000"));
    assert!(opened.all("outcomes").unwrap().iter().all(|o| get(o, "kind") != "settlement"), "a lead is no outcome");
}
