//! The lists themselves, where they are beside the repository: what was measured on them must come out again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a panic in a test is the report, and a skipped test says so"
)]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use unmuted_record::link::Model;
use unmuted_record::list::Library;
use unmuted_record::record::{self, Allowed, Asserted, Before, By, MODEL, Opened};
use unmuted_record::store::{Line, Store, digest};

const FILES: [(&str, &str); 10] = [
    ("wapo", "wapo/wapo-v2-2015-2024-processed.csv"),
    ("wapo", "wapo/wapo-v2-2024-04.csv"),
    ("wapo-agencies", "wapo/wapo-v2-agencies-2024-04.csv"),
    ("mpv", "mpv/mpv-2018-06.csv"),
    ("mpv", "mpv/mpv-2020-10.csv"),
    ("mpv", "mpv/mpv-2021-04.csv"),
    ("fe", "fatal-encounters/fe-2015-2020-joined.csv"),
    ("counted", "the-counted/the-counted-2015.csv"),
    ("counted", "the-counted/the-counted-2016.csv"),
    ("kbp", "kbp/kbp-2013-2017.csv"),
];

fn data() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: needs ../shared");
    None
}

struct Built {
    dir: tempfile::TempDir,
    record: record::Record,
}

/// Built once for all tests here.
fn built() -> Option<&'static Built> {
    static BUILT: OnceLock<Option<Built>> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let data = data()?;
            let library = Library::with(&[]).unwrap();
            let dir = tempfile::tempdir().unwrap();
            let mut store = Store::open(dir.path()).unwrap();
            for (list, file) in FILES {
                let bytes = fs::read(data.join(file)).unwrap();
                let line = Line {
                    list: list.into(),
                    release: None,
                    sha256: digest(&bytes),
                    name: file.rsplit('/').next().unwrap().into(),
                    read_on: None,
                    url: None,
                    withdrawn: false,
                };
                store.add(&bytes, line).unwrap();
            }
            let inputs = store.inputs(&library, |_| true).unwrap();
            let mut labels = csv::Reader::from_path(data.join("links-truth.csv")).unwrap();
            let asserted: Vec<Asserted> = labels
                .records()
                .map(|r| {
                    let r = r.unwrap();
                    Asserted { list: "mpv".into(), id: r[0].into(), other_list: r[1].into(), other_id: r[2].into() }
                })
                .collect();
            let record =
                record::build(inputs, &Model::parse(MODEL).unwrap(), &[], &asserted, &Before::default(), Vec::new())
                    .unwrap();
            record::write(&record, &Allowed::all(&record), dir.path()).unwrap();
            Some(Built { dir, record })
        })
        .as_ref()
}

fn get<'c>(columns: &'c [(String, Option<String>)], name: &str) -> &'c str {
    columns.iter().find(|c| c.0 == name).and_then(|c| c.1.as_deref()).unwrap_or("")
}

#[test]
fn stephon_clark_is_one_incident_with_the_rows_of_three_lists_and_their_conflicts() {
    let Some(built) = built() else { return };
    let opened = Opened::open(built.dir.path()).unwrap();
    let found = opened.find("Stephon Clark").unwrap();
    assert_eq!(found.len(), 1);
    let id = &found[0].id;
    let links = opened.of_incident("links", id).unwrap();
    let rows: Vec<String> =
        links.iter().map(|l| format!("{}/{}/{}", get(l, "list"), get(l, "release"), get(l, "id"))).collect();
    for wanted in ["fe/2020-06-joined/23938", "wapo/2024-12-processed/3506", "wapo/2024-04/3506"] {
        assert!(rows.contains(&wanted.to_owned()), "{rows:?}");
    }
    // MPV's own number of him changed between its releases.
    assert_eq!(rows.iter().filter(|r| r.starts_with("mpv/")).count(), 3, "{rows:?}");
    assert_eq!(rows.len(), 6, "in no list beyond its span: {rows:?}");
    let claims = opened.claims(id).unwrap();
    let raw = |list: &str, release: &str, attribute: &str| {
        let of = claims.iter().find(|c| c.list == list && c.release == release && c.attribute == attribute);
        of.map(|c| c.raw.clone()).unwrap_or_default()
    };
    for (list, release, attribute, words) in [
        ("wapo", "2024-12-processed", "body_camera", "True"),
        ("mpv", "2018-06", "body_camera", "No"),
        ("mpv", "2021-04", "body_camera", "No"),
        ("wapo", "2024-12-processed", "county", ""),
        ("wapo", "2024-12-processed", "age", "23"),
        ("fe", "2020-06-joined", "age", "[20,25)"),
        ("fe", "2020-06-joined", "armed", "Armed"),
        ("fe", "2020-06-joined", "weapon", "Other/Cell phone"),
        ("mpv", "2021-04", "weapon", "no object"),
        ("mpv", "2018-06", "armed", "Unarmed"),
        ("fe", "2020-06-joined", "threat", "Advanced toward officer(s)"),
        ("wapo", "2024-12-processed", "threat", "move"),
        ("mpv", "2021-04", "threat", "other"),
        ("mpv", "2021-04", "disposition", "Pending investigation/No Known Charges"),
    ] {
        assert_eq!(raw(list, release, attribute), words, "{list} {release} {attribute}");
    }
    let conflicts = opened.of_incident("conflicts", id).unwrap();
    let mut attributes: Vec<&str> = conflicts.iter().map(|c| get(c, "attribute")).collect();
    attributes.dedup();
    attributes.sort_unstable();
    assert_eq!(attributes, ["armed", "body_camera", "threat", "weapon"]);
    let drifted = conflicts.iter().find(|c| get(c, "attribute") == "body_camera" && get(c, "value") == "no").unwrap();
    assert_eq!((get(drifted, "lists"), get(drifted, "drift")), ("mpv", "1"));
    // MPV says that it took what he had from the Post: two lists, one origin.
    let weapon = conflicts.iter().find(|c| get(c, "attribute") == "weapon" && get(c, "value") == "none").unwrap();
    assert_eq!((get(weapon, "voices"), get(weapon, "origins_at_most")), ("2", "1"));
    // Two years on, the list still knew of no outcome.
    let outcomes = opened.of_incident("outcomes", id).unwrap();
    assert!(outcomes.iter().filter(|o| get(o, "list") == "mpv").all(|o| get(o, "kind") == "none_known"));
    assert_eq!(get(&found[0].columns, "standing"), "no_known_outcome");
}

#[test]
fn any_charge_in_150_of_8762() {
    let Some(built) = built() else { return };
    let s = record::shares(&built.record, Some("mpv"), Some("2021-04"), &[By::Year], [Some(2013), Some(2020)]).unwrap();
    assert_eq!((s.all.charged.have, s.all.charged.of), (150, 8_762));
    let [low, high] = s.all.charged.exact().unwrap();
    assert!((low - 0.0145).abs() < 5e-5 && (high - 0.0201).abs() < 5e-5, "{low} {high}");
    let all = record::shares(&built.record, Some("mpv"), Some("2021-04"), &[], [None, None]).unwrap();
    // Pending or unreported: the cells that carry no outcome, 78 % of all.
    let none: u64 = all
        .dispositions
        .iter()
        .filter(|(w, _)| w.split(';').all(|w| matches!(w, "pending" | "no-known-charge" | "unreported")))
        .map(|(_, n)| n)
        .sum();
    let share = none as f64 / all.all.charged.of as f64;
    assert!((share - 0.78).abs() < 0.01, "{none} of {}", all.all.charged.of);
}

#[test]
fn agreement_shows_the_copying() {
    let Some(built) = built() else { return };
    let opened = Opened::open(built.dir.path()).unwrap();
    let all = opened.all("agreement").unwrap();
    let day = |a: &str, b: &str| {
        let these = all.iter().filter(|r| {
            get(r, "attribute") == "date"
                && ((get(r, "left_list") == a && get(r, "right_list") == b)
                    || (get(r, "left_list") == b && get(r, "right_list") == a))
                && matches!(get(r, "year"), "2015" | "2016")
        });
        let (mut same, mut both) = (0.0, 0.0);
        for r in these {
            same += get(r, "same").parse::<f64>().unwrap();
            both += get(r, "both").parse::<f64>().unwrap();
        }
        same / both
    };
    // Measured with another linker: 99.4, 95.9, 94.6, 94.0, 93.3, 92.6 and 81 to 82 %. That one saw the first rows of the
    // Post as MPV has them: ours are the newest release, which corrected days.
    for (a, b, wanted, within) in [
        ("mpv", "wapo", 0.994, 0.03),
        ("counted", "fe", 0.959, 0.02),
        ("fe", "wapo", 0.946, 0.02),
        ("fe", "mpv", 0.940, 0.02),
        ("counted", "wapo", 0.933, 0.02),
        ("counted", "mpv", 0.926, 0.02),
        ("kbp", "wapo", 0.82, 0.03),
    ] {
        let found = day(a, b);
        assert!((found - wanted).abs() < within, "{a} {b}: {found}");
    }
}

#[test]
fn wrong_ids_inside_lists_are_found() {
    let Some(built) = built() else { return };
    let truth = fs::read_to_string(data().unwrap().join("links-truth.csv")).unwrap();
    let wrong: Vec<(&str, &str)> = truth
        .lines()
        .map(|l| l.split(',').collect::<Vec<_>>())
        .filter(|l| l[3] == "suspect")
        .map(|l| (l[0], l[2]))
        .collect();
    let found: Vec<(&str, &str)> =
        built.record.suspects.iter().map(|s| (s.row.id.as_str(), s.named.id.as_str())).collect();
    let hit = wrong.iter().filter(|w| found.contains(w)).count();
    assert_eq!(hit, wrong.len(), "{} of {} found", hit, wrong.len());
    let ok = |s: &&(&str, &str)| truth.lines().any(|l| l.starts_with(s.0) && l.contains(&format!(",{},ok,", s.1)));
    let others = found.iter().filter(ok).count();
    assert!(others <= 10, "{others} others");
    assert_eq!(built.record.asserted, truth.lines().count() - 1);
}

#[test]
fn a_later_release_says_what_it_deleted() {
    let Some(built) = built() else { return };
    let opened = Opened::open(built.dir.path()).unwrap();
    let changes = opened.all("changes").unwrap();
    let n = |what: &str, from: &str| {
        changes
            .iter()
            .filter(|c| get(c, "list") == "mpv" && get(c, "what") == what && get(c, "from_release") == from)
            .count()
    };
    assert!(n("deleted", "2018-06") > 0 && n("added", "2018-06") > 2_000 && n("changed", "2020-10") > 0);
}

#[test]
fn every_row_of_every_file_is_in_the_record() {
    let Some(built) = built() else { return };
    let rows: usize = built.record.inputs.iter().filter(|i| i.imported.linked).map(|i| i.imported.rows.len()).sum();
    let members: usize = built.record.incidents.iter().map(|i| i.members.len()).sum();
    let aside: usize = built.record.inputs.iter().map(|i| i.imported.rows.iter().filter(|r| r.set_aside).count()).sum();
    assert_eq!(rows, members + aside);
}
