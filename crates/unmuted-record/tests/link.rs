//! The engine on small tables of invented people.

#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use unmuted_record::link::{Column, Hand, LinkError, Linker, Links, MODEL, Model, Row, Suspicion, Table, normal};

/// One invented row.
#[derive(Clone, Debug)]
struct Person {
    list: &'static str,
    name: &'static str,
    day: i32,
    city: &'static str,
    state: &'static str,
    agency: &'static str,
    age: &'static str,
    gender: &'static str,
}

const fn person(list: &'static str, name: &'static str, day: i32, city: &'static str, age: &'static str) -> Person {
    Person { list, name, day, city, state: "zz", agency: "", age, gender: "male" }
}

/// Rows as the model of the lists wants them; the lists are numbered as `lists` names them.
fn table(lists: &[&str], people: &[Person]) -> Table {
    let mut next = vec![0; lists.len()];
    let rows = people
        .iter()
        .map(|p| {
            let list = lists.iter().position(|l| *l == p.list).unwrap();
            next[list] += 1;
            Row { list: list as u16, row: next[list] - 1 }
        })
        .collect();
    let none = || vec![None; people.len()];
    let words = |f: fn(&Person) -> &'static str| people.iter().map(|p| normal::words(f(p))).collect::<Vec<_>>();
    let fields = vec![
        ("name".into(), Column::Name(people.iter().map(|p| normal::name(p.name)).collect())),
        ("date".into(), Column::Date(people.iter().map(|p| Some(p.day)).collect())),
        ("city".into(), Column::Text(words(|p| p.city))),
        ("state".into(), Column::Category(words(|p| p.state))),
        ("county".into(), Column::Text(none())),
        ("zip".into(), Column::Category(none())),
        ("agency".into(), Column::Name(people.iter().map(|p| normal::agency(p.agency)).collect())),
        ("age".into(), Column::Interval(people.iter().map(|p| normal::age(p.age)).collect())),
        ("race".into(), Column::Category(none())),
        ("gender".into(), Column::Category(words(|p| p.gender))),
        ("point".into(), Column::Point(vec![None; people.len()])),
    ];
    Table { lists: lists.iter().map(|l| (*l).to_owned()).collect(), rows, fields }
}

const FIRST: [&str; 24] = [
    "Ada", "Bram", "Cleo", "Dov", "Elka", "Fenn", "Goran", "Hedy", "Ivo", "Juno", "Kasimir", "Lio", "Mab", "Nils",
    "Odile", "Pax", "Quill", "Runa", "Sorin", "Tove", "Ulf", "Vera", "Wanda", "Xaver",
];
const LAST: [&str; 24] = [
    "Abelove",
    "Brockton",
    "Cordwain",
    "Dunmore",
    "Eastlake",
    "Farrow",
    "Gatling",
    "Harrowgate",
    "Inkpen",
    "Jessop",
    "Kettering",
    "Lockyer",
    "Marchbank",
    "Northcote",
    "Overbury",
    "Pemberly",
    "Quarrie",
    "Rookwood",
    "Stavely",
    "Thackray",
    "Umberto",
    "Vantongeren",
    "Winterbourne",
    "Yardley",
];
const TOWNS: [&str; 8] = ["Ashford", "Brill", "Cold Norton", "Dunster", "Ely", "Frome", "Goring", "Hythe"];

/// 288 invented people, each in the two lists named, with a slip here and there.
fn background(lists: [&'static str; 2]) -> Vec<Person> {
    let mut people = Vec::new();
    for i in 0..288_usize {
        let (first, last) = (FIRST[i % 24], LAST[(i / 24 + i * 5) % 24]);
        let name: &'static str = format!("{first} {last}").leak();
        let swapped: &'static str = format!("{last} {first}").leak();
        let town = TOWNS[(i * 7) % 8];
        let age: &'static str = (18 + i % 50).to_string().leak();
        let day = 17_000 + (i * 37 % 1500) as i32;
        people.push(person(lists[0], name, day, town, age));
        let (name, day) = if i % 19 == 0 { (swapped, day) } else { (name, day + i32::from(i % 17 == 0)) };
        people.push(person(lists[1], name, day, town, age));
    }
    people
}

fn link(table: &Table, hand: &[Hand]) -> Links {
    let model = Model::parse(MODEL).unwrap();
    Linker::new(table, &model).unwrap().link(None, hand).unwrap()
}

fn together(table: &Table, links: &Links, a: Row, b: Row) -> bool {
    let at = |r| table.rows.iter().position(|x| *x == r).unwrap();
    links.incident[at(a)] == links.incident[at(b)]
}

/// Incidents by what their rows say, whatever their numbers are.
fn by_content(table: &Table, people: &[Person], links: &Links) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = links
        .members(table)
        .iter()
        .map(|rows| {
            let mut said: Vec<String> =
                rows.iter().map(|r| format!("{:?}", people[table.rows.iter().position(|x| x == r).unwrap()])).collect();
            said.sort();
            said
        })
        .collect();
    all.sort();
    all
}

fn row(list: u16, row: u32) -> Row {
    Row { list, row }
}

fn answer(left: Row, right: Row, same: bool, at: &str) -> Hand {
    Hand { left, right, same, by: "a tester".into(), at: at.into() }
}

#[test]
fn people_in_two_lists_are_found_and_nobody_else_is_joined() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    assert_eq!(links.incidents, 288);
    assert!((0..288).all(|i| together(&table, &links, row(0, i), row(1, i))));
    assert!(links.duplicate.iter().all(|d| !d));
    assert!(links.sure.iter().all(|p| *p > 0.5));
}

#[test]
fn two_people_killed_in_one_incident_stay_two_even_with_one_surname() {
    let mut people = background(["one", "two"]);
    for list in ["one", "two"] {
        people.push(person(list, "Marek Zelwinsky", 17_400, "Ely", "51"));
        people.push(person(list, "Ottilie Zelwinsky", 17_400, "Ely", "49"));
        people.push(person(list, "Bo Candlemas", 17_800, "Brill", "20"));
        people.push(person(list, "Rufus Oxenham", 17_800, "Brill", "20"));
    }
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    assert_eq!(links.incidents, 292);
    for i in 288..292 {
        assert!(together(&table, &links, row(0, i), row(1, i)));
    }
}

#[test]
fn a_person_without_a_name_is_linked_by_the_rest_and_asked_about() {
    let mut people = background(["one", "two"]);
    people.push(person("one", "Name withheld by police", 17_411, "Goring", "33"));
    people.push(person("two", "Sabine Quentell", 17_411, "Goring", "33"));
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    let (a, b) = (row(0, 288), row(1, 288));
    assert!(together(&table, &links, a, b));
    let model = Model::parse(MODEL).unwrap();
    let linker = Linker::new(&table, &model).unwrap();
    let why = linker.why(&links.weights, a, b).unwrap().unwrap();
    let name = &why.fields[0];
    assert_eq!((name.level.as_str(), name.bits), ("not known", 0.0));
}

#[test]
fn two_names_in_one_incident_are_kept_apart_and_asked_about_where_neither_has_a_partner() {
    let mut people = background(["one", "two"]);
    people.push(person("one", "Rufus Oxenham", 17_800, "Brill", "71"));
    people.push(person("two", "Bo Candlemas", 17_800, "Brill", "71"));
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    let (a, b) = (row(0, 288), row(1, 288));
    assert!(!together(&table, &links, a, b));
    assert!(links.review.iter().any(|d| d.ruled_out && !d.together && (d.left, d.right) == (a, b)));
    // Answered, it is asked no more, and the answer stands against the rule.
    let links = link(&table, &[answer(a, b, true, "2026-01-01T00:00:00Z")]);
    assert!(together(&table, &links, a, b));
    assert!(links.review.iter().all(|d| (d.left, d.right) != (a, b)));
}

#[test]
fn a_row_that_a_list_holds_twice_is_found_and_one_stands_for_both() {
    let mut people = background(["one", "two"]);
    people.push(person("one", "Casimira Tollbooth", 17_500, "Frome", "44"));
    people.push(person("one", "Casimira Tollbooth", 17_500, "Frome", "44"));
    people.push(person("two", "Casimira Tollbooth", 17_500, "Frome", "44"));
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    assert!(together(&table, &links, row(0, 288), row(0, 289)));
    assert!(together(&table, &links, row(0, 288), row(1, 288)));
    let doubled: Vec<Row> = table.rows.iter().zip(&links.duplicate).filter(|(_, d)| **d).map(|(r, _)| *r).collect();
    assert_eq!(doubled, [row(0, 289)]);
}

#[test]
fn a_pair_explains_itself_and_the_parts_make_the_whole() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    let model = Model::parse(MODEL).unwrap();
    let linker = Linker::new(&table, &model).unwrap();
    let why = linker.why(&links.weights, row(0, 0), row(1, 0)).unwrap().unwrap();
    let sum: f64 = why.prior_bits + why.fields.iter().map(|f| f.bits).sum::<f64>();
    assert!((sum - why.bits).abs() < 1e-3, "{sum} is not {}", why.bits);
    assert!(why.fields[0].notes.iter().any(|n| n.starts_with("ada is the same")), "{:?}", why.fields[0]);
    assert_eq!((why.fields[1].left.as_str(), why.fields[1].left.as_str()), ("2016-07-18", "2016-07-18"));
    assert_eq!(linker.why(&links.weights, row(0, 0), row(9, 0)).unwrap(), None);
}

#[test]
fn ids_shifted_by_one_are_suspect_and_the_right_row_is_named() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    let links = link(&table, &[]);
    let model = Model::parse(MODEL).unwrap();
    let linker = Linker::new(&table, &model).unwrap();
    let asserted: Vec<(Row, Row)> =
        (0..60).map(|i| (row(0, i), row(1, if (30..34).contains(&i) { i + 1 } else { i }))).collect();
    let suspects = linker.check(&links, &asserted, 0.5).unwrap();
    let flagged: Vec<(u32, Option<Row>)> = suspects
        .iter()
        .filter(|s| s.why == Suspicion::OtherPerson)
        .map(|s| (s.left.row, s.instead.map(|i| i.0)))
        .collect();
    let mut flagged = flagged;
    flagged.sort_unstable();
    assert_eq!(flagged, (30..34).map(|i| (i, Some(row(1, i)))).collect::<Vec<_>>());
}

#[test]
fn what_a_person_answers_wins_and_contradictions_are_told() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    // 5 is said to be 6, not 5; and the lists' own evidence is against both.
    let hand = [
        answer(row(0, 5), row(1, 6), true, "2026-01-02T00:00:00Z"),
        answer(row(0, 5), row(1, 5), false, "2026-01-02T00:00:01Z"),
    ];
    let links = link(&table, &hand);
    assert!(together(&table, &links, row(0, 5), row(1, 6)));
    assert!(!together(&table, &links, row(0, 5), row(1, 5)));
    assert!(links.conflicts.is_empty());
    assert!(links.links.iter().any(|l| l.by_hand && l.left == row(0, 5) && l.right == row(1, 6)));

    // A chain of answers against a later one: the later one stands.
    let chain = [
        answer(row(0, 1), row(1, 2), true, "2026-01-01T00:00:00Z"),
        answer(row(1, 2), row(0, 3), true, "2026-01-02T00:00:00Z"),
        answer(row(0, 1), row(0, 3), false, "2026-01-03T00:00:00Z"),
    ];
    let links = link(&table, &chain);
    assert!(!together(&table, &links, row(0, 1), row(0, 3)));
    assert!(together(&table, &links, row(1, 2), row(0, 3)));
    assert_eq!(links.conflicts.len(), 1);
    assert_eq!(links.conflicts[0].answer, chain[0]);

    // The same two rows, answered again: no contradiction, the later answer.
    let again = [
        answer(row(0, 1), row(1, 1), false, "2026-01-01T00:00:00Z"),
        answer(row(1, 1), row(0, 1), true, "2026-02-01T00:00:00Z"),
    ];
    let links = link(&table, &again);
    assert!(together(&table, &links, row(0, 1), row(1, 1)) && links.conflicts.is_empty());

    let nobody = [answer(row(0, 1), row(1, 9_999), true, "2026-01-01T00:00:00Z")];
    assert_eq!(link(&table, &nobody).conflicts.len(), 1);
}

#[test]
fn a_block_that_is_too_large_is_left_out_and_counted() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    let model = Model::parse(&MODEL.replace("largest_block = 2000", "largest_block = 2")).unwrap();
    let links = Linker::new(&table, &model).unwrap().link(None, &[]).unwrap();
    let each = links.blocked.iter().find(|b| b.rule == "name each + city").unwrap();
    assert!(each.left_out > 0 && each.left_out_rows >= 3 * each.left_out && each.left_out_pairs > 0, "{each:?}");
    assert!(each.largest > 2);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let people = background(["one", "two"]);
    let table = table(&["one", "two"], &people);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| link(&table, &[]))
    };
    let (one, four) = (run(1), run(4));
    assert_eq!(one.weights, four.weights);
    assert_eq!(one.links, four.links);
    assert_eq!(one.review, four.review);
    assert_eq!(one.incident, four.incident);
}

#[test]
fn empty_and_tiny_tables_are_no_trouble() {
    for n in 0..3 {
        let people = &background(["one", "two"])[..n];
        let links = link(&table(&["one", "two"], people), &[]);
        assert_eq!(links.incident.len(), n);
    }
    assert_eq!(link(&table(&[], &[]), &[]).incidents, 0);
}

fn wrong(text: &str) -> LinkError {
    match Model::parse(text) {
        Err(e) => e,
        Ok(model) => {
            let table = table(&["one", "two"], &background(["one", "two"]));
            match Linker::new(&table, &model).and_then(|l| l.link(None, &[])) {
                Err(e) => e,
                Ok(_) => panic!("this model was taken: {text}"),
            }
        }
    }
}

#[test]
fn a_wrong_model_says_what_is_wrong_and_where() {
    let model = |when: &str, on: &str| {
        format!("[[compare]]\nname = \"a\"\nlevels = [{{ when = \"{when}\" }}]\n[[block]]\non = [\"{on}\"]\n")
    };
    let cases = [
        (model("date same", "datum"), (5, 7), "no column \"datum\""),
        (model("dato same", "date"), (3, 21), "no column \"dato\""),
        (model("date equals", "date"), (3, 26), "\"equals\" is no question"),
        (model("date within", "date"), (3, 26), "within needs a distance"),
        (model("date within 3 weeks", "date"), (3, 35), "\"weeks\" is no unit"),
        (model("date same and", "date"), (3, 21), "a column and what is asked"),
        (model("name near 0.9", "date"), (3, 21), "cannot be asked that"),
        (model("city near 9", "date"), (3, 26), "from 0.5 to 1"),
        (model("date same", "city each"), (5, 7), "has no such part"),
        (model("date same", "city start x"), (5, 7), "is no part of a value"),
        (model("list unknown", "date"), (3, 21), "of list, only"),
        ("[[compare]]\nname = 3\n".to_owned(), (2, 8), "expected a string"),
        (
            "[[compare]]\nname = \"a\"\nlevels = [{ when = \"date same\", word = \"x\" }]\n".to_owned(),
            (3, 33),
            "unknown field",
        ),
        (format!("[decide]\nlink = 1.5\n{}", model("date same", "date")), (1, 1), "probabilities"),
    ];
    for (text, place, said) in cases {
        let e = wrong(&text);
        assert_eq!(e.place, Some(place), "{e} for\n{text}");
        assert!(e.to_string().contains(said), "{e} does not say {said:?} for\n{text}");
    }
}

#[test]
fn a_table_that_does_not_add_up_is_refused() {
    let model = Model::parse(MODEL).unwrap();
    let mut bad = table(&["one", "two"], &background(["one", "two"]));
    bad.fields[1].1 = Column::Date(vec![None; 3]);
    let Err(e) = Linker::new(&bad, &model) else { panic!("taken") };
    assert!(e.to_string().contains("column \"date\" has 3 values for 576 rows"), "{e}");
    let mut bad = table(&["one", "two"], &background(["one", "two"]));
    bad.rows[0].list = 7;
    assert!(Linker::new(&bad, &model).is_err());
}

/// Rows of three lists from few names, towns and days, so that many agree by chance.
fn people() -> impl Strategy<Value = Vec<Person>> {
    let one = (0..3_usize, 0..6_usize, 0..5_usize, 0..4_i32, 0..3_usize, 0..4_usize).prop_map(|(l, f, n, d, t, a)| {
        let name: &'static str = if f == 5 { "" } else { format!("{} {}", FIRST[f * 3], LAST[n * 4]).leak() };
        person(["one", "two", "three"][l], name, 17_100 + d, TOWNS[t], ["", "20", "31", "47"][a])
    });
    proptest::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_order_of_rows_and_lists_does_not_matter(people in people(), seed in any::<u64>()) {
        let mut all = background(["one", "two"]);
        all.truncate(200);
        all.extend(people);
        let lists = ["one", "two", "three"];
        let first = table(&lists, &all);
        let before = by_content(&first, &all, &link(&first, &[]));
        let mut other = all.clone();
        let mut state = seed;
        for i in (1..other.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            other.swap(i, (state >> 33) as usize % (i + 1));
        }
        let second = table(&["three", "one", "two"], &other);
        prop_assert_eq!(before, by_content(&second, &other, &link(&second, &[])));
    }

    #[test]
    fn no_text_brings_the_model_down(text in "[\\[\\]a-z0-9 =\"\\n.{}-]{0,200}", when in "(not |and |or |date |name |same |within |near |[0-9.]+ |list |é ){0,8}") {
        let _ = Model::parse(&text);
        let _ = Model::parse(&format!("[[compare]]\nname = \"é\"\nlevels = [{{ when = \"{when}\" }}]\n[[block]]\non = [\"date\"]\n"));
    }

    #[test]
    fn weights_are_the_same_from_either_side(people in people(), a in 0..40_usize, b in 0..40_usize) {
        let table = table(&["one", "two", "three"], &people);
        let model = Model::parse(MODEL).unwrap();
        let linker = Linker::new(&table, &model).unwrap();
        let links = linker.link(None, &[]).unwrap();
        let (a, b) = (table.rows[a % people.len()], table.rows[b % people.len()]);
        let one = linker.why(&links.weights, a, b).unwrap().unwrap();
        let two = linker.why(&links.weights, b, a).unwrap().unwrap();
        prop_assert_eq!(one.bits.to_bits(), two.bits.to_bits());
        for (x, y) in one.fields.iter().zip(&two.fields) {
            prop_assert_eq!((&x.level, x.bits.to_bits(), &x.left), (&y.level, y.bits.to_bits(), &y.right));
        }
    }

    #[test]
    fn a_list_is_in_an_incident_once_but_for_duplicates(people in people()) {
        let table = table(&["one", "two", "three"], &people);
        let model = Model::parse(MODEL).unwrap();
        let linker = Linker::new(&table, &model).unwrap();
        let links = linker.link(None, &[]).unwrap();
        for rows in links.members(&table) {
            for (i, a) in rows.iter().enumerate() {
                for b in rows[i + 1..].iter().filter(|b| b.list == a.list) {
                    let why = linker.why(&links.weights, *a, *b).unwrap().unwrap();
                    prop_assert!(why.probability >= model.decide.duplicate, "{:?}", why);
                }
            }
            for list in 0..3 {
                let of = rows.iter().filter(|r| r.list == list);
                let stand = of.clone().filter(|r| {
                    !links.duplicate[table.rows.iter().position(|x| x == *r).unwrap()]
                });
                prop_assert_eq!(stand.count(), usize::from(of.count() > 0));
            }
        }
    }

    #[test]
    fn hand_answers_always_win(people in people(), asked in proptest::collection::vec((0..40_usize, 0..40_usize, any::<bool>()), 0..8)) {
        let table = table(&["one", "two", "three"], &people);
        let hand: Vec<Hand> = asked
            .iter()
            .enumerate()
            .map(|(i, (a, b, same))| {
                let at = |r: &usize| table.rows[r % people.len()];
                answer(at(a), at(b), *same, &format!("2026-01-{:02}T00:00:00Z", i + 1))
            })
            .filter(|h| h.left != h.right)
            .collect();
        let links = link(&table, &hand);
        for (i, h) in hand.iter().enumerate() {
            let pair = (h.left.min(h.right), h.left.max(h.right));
            let again = hand[i + 1..].iter().any(|o| (o.left.min(o.right), o.left.max(o.right)) == pair);
            let told = links.conflicts.iter().any(|c| c.answer == *h);
            if !again && !told {
                prop_assert_eq!(together(&table, &links, h.left, h.right), h.same, "{:?}", h);
            }
        }
    }
}
