use proptest::prelude::*;
use unmuted_model::{Decimal, RecordingTime, Span};

use super::*;
use crate::timeline::{AttributeAt, Basis, Value};

fn value(id: u32, source: &str, value: Value, unit: &str) -> AttributeValue {
    AttributeValue {
        id: ObservationId::new(format!("attribute-{id}")),
        name: "wounds.entered".into(),
        value,
        unit: unit.into(),
        basis: Basis::Document,
        at: None,
        source: SourceId::new(source),
        page: String::new(),
        by: String::new(),
        repeats: None,
        note: String::new(),
    }
}

fn range(least: Option<&str>, most: Option<&str>) -> Value {
    let read = |n: Option<&str>| n.map(|n| Decimal::parse(n).unwrap());
    Value::Number { least: read(least), most: read(most), about: false }
}

fn exactly(n: &str) -> Value {
    range(Some(n), Some(n))
}

fn about(n: &str) -> Value {
    let n = Decimal::parse(n);
    Value::Number { least: n, most: n, about: true }
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

fn between(a: (Value, &str), b: (Value, &str)) -> Relation {
    let (a, b) = (value(1, "a", a.0, a.1), value(2, "b", b.0, b.1));
    assert_eq!(relation(&a, &b), relation(&b, &a), "{a:?} {b:?}");
    relation(&a, &b)
}

fn none() -> BTreeMap<SourceId, SourceId> {
    BTreeMap::new()
}

fn repeating(pairs: &[(&str, &str)]) -> BTreeMap<SourceId, SourceId> {
    pairs.iter().map(|(a, b)| (SourceId::new(*a), SourceId::new(*b))).collect()
}

#[test]
fn numbers_that_can_both_be_true_do_not_contradict_each_other() {
    use Relation::{Compatible, Differs, Same};
    let at_least = |n| range(Some(n), None);
    let at_most = |n| range(None, Some(n));
    for (a, b, expected) in [
        (exactly("8"), exactly("8"), Same),
        (exactly("8"), exactly("8.0"), Same),
        (exactly("8"), exactly("7"), Differs),
        (exactly("8"), at_least("7"), Compatible),
        (exactly("7"), at_least("7"), Compatible),
        (exactly("6"), at_least("7"), Differs),
        (at_most("5"), at_least("7"), Differs),
        (at_most("7"), at_least("7"), Compatible),
        (at_least("3"), at_least("7"), Compatible),
        (range(Some("5"), Some("6")), range(Some("6"), Some("8")), Compatible),
        (range(Some("5"), Some("6")), range(Some("7"), Some("8")), Differs),
        (about("20"), exactly("35"), Compatible),
        (about("20"), exactly("20"), Compatible),
        (about("20"), about("20"), Same),
    ] {
        assert_eq!(between((a.clone(), ""), (b.clone(), "")), expected, "{a:?} {b:?}");
    }
}

#[test]
fn numbers_are_compared_in_the_base_of_their_units() {
    use Relation::{Compatible, Differs, Same};
    assert_eq!(between((exactly("10"), "ft"), (exactly("3.048"), "metres")), Same);
    assert_eq!(between((exactly("21"), "ft"), (exactly("6.4"), "m")), Differs);
    assert_eq!(between((range(Some("20"), Some("21")), "ft"), (exactly("6.4"), "m")), Compatible);
    assert_eq!(between((exactly("4"), "blanks"), (exactly("4"), " blanks")), Same);
    // Not comparable, so shown as different.
    assert_eq!(between((exactly("4"), "blanks"), (exactly("4"), "")), Differs);
    assert_eq!(between((exactly("4"), "ft"), (exactly("4"), "s")), Differs);
    assert_eq!(between((exactly("4"), "ft"), (exactly("4"), "blanks")), Differs);
}

#[test]
fn words_and_flags_are_the_same_or_they_differ() {
    assert_eq!(between((text("officers"), ""), (text("officers"), "")), Relation::Same);
    assert_eq!(between((text("officers"), ""), (text("house"), "")), Relation::Differs);
    assert_eq!(between((Value::Flag(true), ""), (Value::Flag(false), "")), Relation::Differs);
    assert_eq!(between((Value::Flag(true), ""), (text("true"), "")), Relation::Differs);
}

#[test]
fn values_of_different_moments_say_nothing_about_each_other() {
    let at = |at: Option<AttributeAt>, n: u32, words: &str| AttributeValue { at, ..value(n, "a", text(words), "") };
    let moment = |words: &str| Some(AttributeAt::Moment(words.into()));
    let span = |on: &str, from: i64, to: i64| {
        let span = Span::between(RecordingTime::from_ns(from), RecordingTime::from_ns(to));
        Some(AttributeAt::OnRecording { source: SourceId::new(on), span })
    };
    let of = |a, b| relation(&at(a, 1, "officers"), &at(b, 2, "house"));
    assert_eq!(of(moment("first shot"), moment("last shot")), Relation::Apart);
    assert_eq!(of(moment("first shot"), moment("first  shot")), Relation::Differs);
    assert_eq!(of(moment("first shot"), None), Relation::Apart);
    assert_eq!(of(span("camera-1", 0, 10), span("camera-1", 9, 12)), Relation::Differs);
    assert_eq!(of(span("camera-1", 0, 10), span("camera-1", 10, 12)), Relation::Apart);
    assert_eq!(of(span("camera-1", 0, 10), span("camera-2", 0, 10)), Relation::Apart);
    assert_eq!(of(span("camera-1", 3, 3), span("camera-1", 3, 3)), Relation::Differs);

    let values = [at(moment("first shot"), 1, "officers"), at(moment("last shot"), 2, "house")];
    let repeats = none();
    let all = attributes(&values, &repeats);
    assert_eq!((all[0].standing, all[0].values.len()), (Standing::Single, 2));
}

#[test]
fn an_attribute_is_disputed_only_where_two_values_cannot_both_be_true() {
    let standing = |given: &[Value]| {
        let values: Vec<_> = (1..).zip(given).map(|(n, v)| value(n, &format!("s{n}"), v.clone(), "")).collect();
        attributes(&values, &none())[0].standing
    };
    assert_eq!(standing(&[exactly("8")]), Standing::Single);
    assert_eq!(standing(&[exactly("8"), exactly("8")]), Standing::Same);
    assert_eq!(standing(&[exactly("8"), range(Some("7"), None)]), Standing::Compatible);
    assert_eq!(standing(&[exactly("8"), range(Some("7"), None), exactly("7")]), Standing::Disputed);
}

#[test]
fn values_stay_in_the_order_of_the_file_whatever_they_rest_on() {
    let mut values = [
        value(1, "press", exactly("20"), ""),
        value(2, "county", exactly("7"), ""),
        value(3, "family", exactly("8"), ""),
        value(4, "bee", exactly("20"), ""),
    ];
    values[0].basis = Basis::Press;
    values[1].basis = Basis::Measured;
    let repeats = none();
    let all = attributes(&values, &repeats);
    let firsts: Vec<&str> = all[0].values.iter().map(|s| s.given[0].source.as_str()).collect();
    assert_eq!(firsts, ["press", "county", "family"]);
    assert_eq!(all[0].values[0].given.len(), 2);
    let against: Vec<&str> = all[0].values[1].against.iter().map(|id| id.as_str()).collect();
    assert_eq!(against, ["attribute-1", "attribute-3"]);
}

#[test]
fn attributes_are_in_the_order_in_which_the_file_names_them() {
    let named = |n, name: &str| AttributeValue { name: name.into(), ..value(n, "a", exactly("1"), "") };
    let values = [named(1, "z"), named(2, "a"), named(3, "z")];
    let repeats = none();
    let all = attributes(&values, &repeats);
    assert_eq!(all.iter().map(|a| a.name).collect::<Vec<_>>(), ["z", "a"]);
}

/// How many origins the values have in all, and each of their groups.
fn origins(values: &[AttributeValue], repeats: &[(&str, &str)]) -> (usize, Vec<usize>) {
    let repeats = repeating(repeats);
    let all = attributes(values, &repeats);
    (all[0].origins, all[0].values.iter().map(|s| s.origins).collect())
}

#[test]
fn a_source_that_repeats_another_is_no_origin() {
    let eight = |n, source: &str| value(n, source, exactly("8"), "");
    let plain = [eight(1, "autopsy"), eight(2, "paper"), eight(3, "agency")];
    assert_eq!(origins(&plain, &[]), (3, vec![3]));
    assert_eq!(origins(&plain, &[("paper", "agency"), ("agency", "autopsy")]), (1, vec![1]), "over two steps");
    let one = [
        eight(1, "autopsy"),
        AttributeValue { repeats: Some(SourceId::new("autopsy")), ..eight(2, "paper") },
        eight(3, "agency"),
    ];
    assert_eq!(origins(&one, &[]), (2, vec![2]));
    // The value's own says more than the source's as a whole.
    assert_eq!(origins(&one, &[("paper", "agency")]), (2, vec![2]));
}

#[test]
fn a_value_may_repeat_a_source_that_repeats_it_from_a_third() {
    let eight = |n, source: &str, from: Option<&str>| AttributeValue {
        repeats: from.map(SourceId::new),
        ..value(n, source, exactly("8"), "")
    };
    let values = [eight(1, "a", Some("b")), eight(2, "b", Some("c")), eight(3, "c", None)];
    assert_eq!(origins(&values, &[]), (1, vec![1]));
    // A source that is repeated and gives no such value itself is still the origin.
    assert_eq!(origins(&values[..1], &[]), (1, vec![1]));
    let two = [eight(1, "a", Some("x")), eight(2, "b", Some("x"))];
    assert_eq!(origins(&two, &[]), (1, vec![1]));
}

#[test]
fn what_is_repeated_wrongly_has_its_own_value_and_no_origin_of_its_own() {
    let values = [
        AttributeValue { by: "coroner".into(), ..value(1, "county", exactly("7"), "") },
        AttributeValue { repeats: Some(SourceId::new("county")), ..value(2, "paper", exactly("8"), "") },
    ];
    assert_eq!(origins(&values, &[]), (1, vec![1, 1]));
}

#[test]
fn one_person_in_two_sources_is_one_origin() {
    let by = |n, source: &str, by: &str| AttributeValue { by: by.into(), ..value(n, source, exactly("8"), "") };
    let two_papers = [by(1, "paper-1", "pathologist"), by(2, "paper-2", "pathologist")];
    assert_eq!(origins(&two_papers, &[]), (1, vec![1]));
    let one_paper = [by(1, "paper-1", "pathologist"), by(2, "paper-1", "coroner")];
    assert_eq!(origins(&one_paper, &[]), (2, vec![2]), "one source can tell what two people say");
    let repeated = [
        by(1, "paper-1", "pathologist"),
        AttributeValue { repeats: Some(SourceId::new("paper-1")), ..by(2, "paper-2", "") },
    ];
    assert_eq!(origins(&repeated, &[]), (1, vec![1]));
}

#[test]
fn sources_that_repeat_each_other_in_a_ring_are_one_origin() {
    let eight = |n, source: &str| value(n, source, exactly("8"), "");
    let ring = [("a", "b"), ("b", "c"), ("c", "b"), ("d", "d")];
    assert_eq!(origins(&[eight(1, "a"), eight(2, "b"), eight(3, "c")], &ring), (1, vec![1]));
    assert_eq!(origins(&[eight(1, "c"), eight(2, "d")], &ring), (2, vec![2]));
}

proptest! {
    /// Any web of repetitions: it ends, there is at least one origin and not more than values, and a repetition that
    /// is added never adds an origin.
    #[test]
    fn any_web_of_repetitions_has_an_origin(
        given in proptest::collection::vec((0usize..6, 0i64..3, proptest::option::of(0usize..6), 0usize..3), 1..12),
        web in proptest::collection::btree_map(0usize..6, 0usize..6, 0..6),
    ) {
        let name = |n: usize| SourceId::new(format!("s{n}"));
        let values: Vec<AttributeValue> = (1..).zip(&given).map(|(id, (source, n, from, by))| AttributeValue {
            repeats: from.map(name),
            by: if *by == 0 { String::new() } else { format!("p{by}") },
            ..value(id, name(*source).as_str(), exactly(&n.to_string()), "")
        }).collect();
        let repeats: BTreeMap<_, _> = web.iter().map(|(a, b)| (name(*a), name(*b))).collect();
        let all = attributes(&values, &repeats);
        let a = &all[0];
        prop_assert!(a.origins >= 1 && a.origins <= values.len());
        for same in &a.values {
            prop_assert!(same.origins >= 1 && same.origins <= same.given.len().min(a.origins));
        }
        let bare: Vec<AttributeValue> =
            values.iter().map(|v| AttributeValue { repeats: None, by: String::new(), ..v.clone() }).collect();
        prop_assert!(attributes(&bare, &repeats)[0].origins <= attributes(&bare, &none())[0].origins);
    }

    /// Two ranges are compatible or the same exactly where some number lies in both.
    #[test]
    fn ranges_meet_where_a_number_lies_in_both(a in 0i64..10, b in 0i64..10, c in 0i64..10, d in 0i64..10, open in 0u8..16) {
        let bound = |n: i64, bit: u8| if open & bit == 0 { Decimal::whole(n) } else { None };
        let (x, y) = ((bound(a.min(b), 1), bound(a.max(b), 2)), (bound(c.min(d), 4), bound(c.max(d), 8)));
        let number = |(least, most): (Option<Decimal>, Option<Decimal>)| Value::Number { least, most, about: false };
        let holds = |(least, most): (Option<Decimal>, Option<Decimal>), n: i64| {
            let n = Decimal::whole(n).unwrap();
            least.is_none_or(|l| l <= n) && most.is_none_or(|m| n <= m)
        };
        let shared = (-1..=10).any(|n| holds(x, n) && holds(y, n));
        prop_assert_eq!(between((number(x), ""), (number(y), "")) != Relation::Differs, shared);
    }
}
