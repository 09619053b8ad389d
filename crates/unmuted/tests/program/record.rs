//! The national record as a user builds and asks it, from small lists made here.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::common::{self, bytes_below, json, unmuted};

const FIRST: [&str; 12] =
    ["Ann", "Boris", "Carla", "Dmitri", "Edda", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Leon"];
const LAST: [&str; 10] =
    ["Abbot", "Bergen", "Castillo", "Dunmore", "Eriksen", "Fontaine", "Galloway", "Hawkins", "Ivarsson", "Jimenez"];
const CITIES: [(&str, &str); 5] = [("Reno", "NV"), ("Mesa", "AZ"), ("Tulsa", "OK"), ("Dayton", "OH"), ("Fresno", "CA")];

/// A fictional person: name, date, city, state, age.
fn person(n: usize) -> String {
    let (city, state) = CITIES[n % 5];
    let name = format!("{} {}", FIRST[n % 12], LAST[(n / 12 + n) % 10]);
    format!("{name},{}-{:02}-{:02},{city},{state},{}", 2015 + n % 5, n % 12 + 1, n % 27 + 1, 18 + n * 7 % 50)
}

fn map(id: &str, more: &str) -> String {
    let columns: String = ["name", "date", "city", "state", "age"]
        .map(|a| format!("[[column]]\nattribute = \"{a}\"\nfrom = [\"{a}\"]\nrequired = {}\n", a == "name"))
        .concat();
    format!(
        "format = 1\nid = \"{id}\"\ntitle = \"{id}\"\npublisher = \"Nobody\"\nkind = \"deaths\"\nterms = \"made for a test\"\n\
         redistribute = \"no\"\nid_columns = [\"id\"]\n[scope]\nwords = \"everybody\"\nyears = [2015]\n[[release]]\nid = \"2020\"\n\
         date = \"2020-12-31\"\n{more}\n{columns}"
    )
}

const CHARGES: &str = "[[column]]\nattribute = \"charges\"\nfrom = [\"charges\"]\nwords = { none = \"no-known-charge\" }\n\
    begins = [[\"charged\", \"charged\"]]\n";

/// Two maps of lists, the lists, and a record.
struct Here(tempfile::TempDir);

impl Here {
    fn new() -> Self {
        let here = Self(tempfile::tempdir().unwrap());
        for (id, more) in [("left", ""), ("right", CHARGES)] {
            fs::create_dir_all(here.path(&format!("maps/{id}"))).unwrap();
            fs::write(here.path(&format!("maps/{id}/list.toml")), map(id, more)).unwrap();
        }
        let left: String = (0..60).map(|n| format!("l{n},{}\n", person(n))).collect();
        fs::write(here.path("left.csv"), format!("id,name,date,city,state,age\n{left}")).unwrap();
        let right: String = (0..60)
            .map(|n| {
                let person = if n == 7 { person(n).replace(",67", ",66") } else { person(n) };
                format!("r{n},{person},{}\n", if n % 20 == 3 { "Charged with a crime" } else { "none" })
            })
            .collect();
        fs::write(here.path("right.csv"), format!("id,name,date,city,state,age,charges\n{right}r60,torn\n")).unwrap();
        here
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Runs a command of the record with the maps of these lists.
    fn run(&self, args: &[&str]) -> Output {
        let maps = self.text("maps");
        let mut all = vec!["record"];
        all.extend(args);
        if ["build", "why", "share", "export", "add", "fetch"].contains(&args[0]) {
            all.extend(["--lists", &maps]);
        }
        unmuted(&all)
    }

    fn build(&self) -> Output {
        let (left, right) =
            (format!("left={}", self.text("left.csv")), format!("right@2020={}", self.text("right.csv")));
        self.run(&["build", &self.text("rec"), "--list", &left, "--list", &right, "--json"])
    }

    fn ask(&self, args: &[&str]) -> Output {
        let record = self.text("rec");
        self.run(&[args, &["--record", &record]].concat())
    }
}

fn words(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

#[test]
fn a_record_is_built_shown_and_explained() {
    let here = Here::new();
    let built = here.build();
    assert_eq!(built.status.code(), Some(3), "a torn row is told: {}", words(&built));
    assert!(words(&built).contains("row 61: 2 cells, and the header has 7"), "{}", words(&built));
    assert_eq!(json(&built)["incidents"], 60);
    for file in ["record.sqlite", "links.csv", "incidents.parquet", "claims.csv", "lists.jsonl"] {
        assert!(here.path("rec").join(file).is_file(), "{file}");
    }
    let links = fs::read_to_string(here.path("rec/links.csv")).unwrap();
    assert!(links.starts_with("incident,list,release,id,probability,"), "{}", &links[..60]);
    // By a name in the other order, by a row, and as text.
    let shown = json(&here.ask(&["show", "right/r7", "--json"]));
    let id = shown["incident"]["incident"].as_str().unwrap().to_owned();
    assert_eq!(shown["rows"].as_array().unwrap().len(), 2);
    assert_eq!(shown["conflicts"][0]["attribute"], "age");
    let text = words(&here.ask(&["show", &id]));
    assert!(text.contains("* age") && text.contains("no known outcome"), "{text}");
    let none = here.ask(&["show", "Nobody Atall"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(words(&none).contains("does not mean that it did not happen"));
    let why = here.ask(&["why", "left/l7", "right/2020/r7", "--json"]);
    assert_eq!((why.status.code(), &json(&why)["together"]), (Some(0), &serde_json::json!(true)));
    let apart = here.ask(&["why", "left/l7", "right/r8"]);
    assert_eq!(apart.status.code(), Some(1), "{}", words(&apart));
    assert!(words(&here.ask(&["why", "left/l7", "right/nobody"])).contains("there is no row right/nobody"));
    assert!(words(&here.ask(&["why", "left/l7", "right/r60"])).contains("set aside"));
}

#[test]
fn shares_are_exact_and_drawn_and_where_lists_differ_is_told() {
    let here = Here::new();
    here.build();
    let svg = here.text("y.svg");
    let csv = here.text("y.csv");
    let share = here.ask(&["share", "--by", "year", "--svg", &svg, "--csv", &csv, "--json"]);
    let told = json(&share);
    assert_eq!((&told["all"]["charged"], &told["all"]["rows"], &told["set_aside"]), (&3.into(), &60.into(), &1.into()));
    assert_eq!(told["as_of"], "2020-12-31");
    let drawn = fs::read_to_string(svg).unwrap();
    assert!(drawn.contains("all, 3 of 60") && drawn.contains("class=\"few\"") && !drawn.contains("class=\"bar\""));
    assert_eq!(fs::read_to_string(csv).unwrap().lines().count(), 6);
    let text = words(&here.ask(&["share"]));
    assert!(text.starts_with("Any charge is known of 3 of 60 deaths"), "{text}");
    assert!(text.contains("That is not the same as none."), "{text}");
    assert!(words(&here.ask(&["share", "--by", "yaer"])).contains("did you mean \"year\""));
    let conflicts = here.ask(&["conflicts"]);
    assert_eq!(conflicts.status.code(), Some(1));
    assert!(words(&conflicts).contains("1 of 60"), "{}", words(&conflicts));
    let agreement = words(&here.ask(&["conflicts", "--agreement", "age"]));
    assert!(agreement.contains("59 of 60"), "{agreement}");
    assert_eq!(here.ask(&["conflicts", "--agreement", "weapon"]).status.code(), Some(2));
}

#[test]
fn an_answer_in_the_terminal_is_a_line_and_counts_from_the_next_build() {
    let here = Here::new();
    here.build();
    let record = here.text("rec");
    // By hand: the rows of person 7 are two persons.
    let noted = here.ask(&["review", "--apart", "left/sha", "right/2020/r7", "--by", "A. Reader"]);
    assert_eq!(noted.status.code(), Some(2), "no such row");
    let links = fs::read_to_string(here.path("rec/links.csv")).unwrap();
    let row = links.lines().find(|l| l.contains(",l7,")).unwrap();
    let release = row.split(',').nth(2).unwrap().to_owned();
    let left = format!("left/{release}/l7");
    assert!(words(&here.ask(&["review", "--apart", &left, "right/2020/r7"])).contains("--by NAME"));
    let noted =
        here.ask(&["review", "--apart", &left, "right/2020/r7", "--by", "A. Reader", "--why", "they are cousins"]);
    assert_eq!(noted.status.code(), Some(0), "{}", words(&noted));
    let lines = fs::read_to_string(here.path("rec/lists/link/hand/answers.jsonl")).unwrap();
    assert!(lines.contains("\"same\":false") && lines.contains("they are cousins"));
    let again = json(&here.run(&["build", &record, "--json"]));
    assert_eq!(again["incidents"], 61);
    assert_eq!(again["since"]["new"], 1);
    // The queue asks in the terminal; what is answered is not asked again.
    let queue = json(&here.ask(&["review", "--json"])).as_array().unwrap().len();
    if queue > 0 {
        let mut asked = Command::new(env!("CARGO_BIN_EXE_unmuted"))
            .args(["record", "review", "--by", "A. Reader", "--record", &record])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        asked.stdin.take().unwrap().write_all(b"what\no\ns\n").unwrap();
        let out = asked.wait_with_output().unwrap();
        assert!(String::from_utf8_lossy(&out.stdout).contains("is none of them"));
        assert_eq!(json(&here.ask(&["review", "--json"])).as_array().unwrap().len(), queue - 1);
    }
}

#[test]
fn lists_are_kept_unaltered_and_built_again_give_the_same_bytes() {
    let here = Here::new();
    let before = fs::read(here.path("left.csv")).unwrap();
    here.build();
    let kept = fs::read_dir(here.path("rec/files")).unwrap().map(|e| fs::read(e.unwrap().path()).unwrap());
    assert!(kept.into_iter().any(|b| b == before));
    let first = bytes_below(&here.path("rec"));
    here.run(&["build", &here.text("rec"), "--jobs", "1"]);
    assert!(first == bytes_below(&here.path("rec")));
    // Not one list may be handed on: no name is in what is written.
    let out = here.text("out");
    let exported = here.ask(&["export", &out]);
    assert_eq!(exported.status.code(), Some(0), "{}", words(&exported));
    for (name, bytes) in bytes_below(Path::new(&out)) {
        assert!(!bytes.windows(6).any(|w| w == b"Carla "), "{name}");
    }
    let listed = words(&unmuted(&["record", "lists", &here.text("rec")]));
    assert!(listed.contains("left.csv") && listed.contains("right.csv"), "{listed}");
}

#[test]
fn a_case_and_its_incident_point_at_each_other() {
    let here = Here::new();
    let person = person(7);
    let [name, date, ..] = person.split(',').collect::<Vec<_>>()[..] else { panic!() };
    let case = here.path("case");
    fs::create_dir(&case).unwrap();
    let toml = format!(
        "# A case.\nformat = 1\nid = \"seven\"\ntitle = \"Seven\"\ndate = \"{date}\"\ntime_zone = \"UTC\"\nfictional = \"Fictional.\"\n\n\
         # Who was there.\n[[people]]\nid = \"seven\"\nrole = \"subject\"\nname = \"{name}\"\n"
    );
    fs::write(case.join("case.toml"), toml).unwrap();
    fs::write(
        case.join("outcomes.toml"),
        "format = 1\n[[outcome]]\nid = \"da\"\nkind = \"prosecutor decision\"\nwhat = \"No charges\"\ndate = \"2020-01-02\"\n",
    )
    .unwrap();
    here.build();
    let path = case.to_str().unwrap();
    let attached = here.ask(&["attach", path, "--write"]);
    assert_eq!(attached.status.code(), Some(0), "{}", words(&attached));
    let written = fs::read_to_string(case.join("case.toml")).unwrap();
    assert!(written.contains("\nrecord = \"i"), "{written}");
    assert!(written.find("record =").unwrap() < written.find("[[people]]").unwrap());
    let built = json(&here.run(&["build", &here.text("rec"), "--case", path, "--json"]));
    assert_eq!(built["cases"][0]["how"], "key");
    let id = built["cases"][0]["incident"].as_str().unwrap().to_owned();
    let shown = words(&here.ask(&["show", &id]));
    assert!(shown.contains("Case folder: seven") && shown.contains("finding: prosecutor decision,"), "{shown}");
    assert!(!shown.contains("charge: "), "a decision against charges is no charge: {shown}");
}

#[test]
fn mistakes_are_told_with_what_to_do() {
    let here = Here::new();
    let record = here.text("rec");
    for (args, wanted) in [
        (vec!["build", &record], "has no list"),
        (vec!["build", &record, "--list", "left"], "LIST=FILE"),
        (vec!["build", &record, "--list", "lefft=x.csv"], "did you mean \"left\"?"),
        (vec!["show", "x", "--record", &record], "build it"),
        (vec!["why", "x", "y", "--record", &record], "names no row"),
    ] {
        let out = here.run(&args);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(words(&out).contains(wanted), "{args:?}: {}", words(&out));
    }
    let swapped = format!("right={}", here.text("left.csv"));
    fs::write(here.path("other.csv"), "a,b\n1,2\n").unwrap();
    let other = format!("left={}", here.text("other.csv"));
    let out = here.run(&["build", &record, "--list", &swapped, "--list", &other]);
    assert!(words(&out).contains("no column for name"), "{}", words(&out));
}

#[cfg(feature = "remote")]
#[test]
fn a_list_is_fetched_from_its_publisher_and_checked() {
    let here = Here::new();
    let body = fs::read(here.path("left.csv")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/left.csv?x=1", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(3) {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut asked);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    let wrong = here.ask(&["fetch", "left", "--url", &url, "--sha256", &"0".repeat(64)]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(words(&wrong).contains("was not kept"), "{}", words(&wrong));
    let got = here.ask(&["fetch", "left", "--url", &url]);
    assert_eq!(got.status.code(), Some(0), "{}", words(&got));
    assert!(words(&got).contains("60 rows; added"), "{}", words(&got));
    let again = here.ask(&["fetch", "left", "--url", &url]);
    assert!(words(&again).contains("nothing new"), "{}", words(&again));
    assert!(words(&here.ask(&["fetch", "right"])).contains("names no address"));
}

#[test]
fn the_lists_that_are_known_say_their_terms() {
    let known = json(&unmuted(&["record", "lists", "--json"]));
    let known = known.as_array().unwrap();
    assert!(known.len() >= 12);
    for list in known {
        let id = list["id"].as_str().unwrap();
        assert!(!list["terms"].as_str().unwrap().is_empty() && !list["scope"].as_str().unwrap().is_empty(), "{id}");
        assert!(common::repository("lists").join(id).join("list.toml").is_file(), "{id}");
    }
}
