//! Soundness of sentences about values, by writing out every small record: what is supported holds for every number
//! that some source allows, what is contradicted for none; and where all agree and one can decide, it is decided.

use crate::build::{Build, empty};
use unmuted_case::language::{Evaluator, Names, OwnClock, Sentence, parse};
use unmuted_case::timeline::{Basis, Value};
use unmuted_model::{Decimal, Truth};

/// Numbers tried; sources give bounds between 1 and 3.
const NUMBERS: std::ops::RangeInclusive<i64> = -2..=7;

#[test]
fn every_pair_of_values_against_every_comparison() {
    let bounds: Vec<(Option<i64>, Option<i64>)> = [None, Some(1), Some(2), Some(3)]
        .into_iter()
        .flat_map(|lo| [None, Some(1), Some(2), Some(3)].map(|hi| (lo, hi)))
        .filter(|(lo, hi)| lo.is_none_or(|l| hi.is_none_or(|h| l <= h)))
        .collect();
    let bases = [Basis::Forensic, Basis::Statement];
    let (mut asked, mut decided) = (0, 0);
    for first in &bounds {
        for second in bounds.iter().map(Some).chain([None]) {
            for (a, b) in bases.iter().flat_map(|a| bases.iter().map(move |b| (*a, *b))) {
                let number = |(lo, hi): &(Option<i64>, Option<i64>)| Value::Number {
                    least: lo.and_then(Decimal::whole),
                    most: hi.and_then(Decimal::whole),
                    about: false,
                };
                let mut t = empty().number("n", 0, "", a).value(|v| v.value = number(first));
                if let Some(second) = second {
                    t = t.number("n", 0, "", b).value(|v| v.value = number(second));
                }
                let evaluator = Evaluator::new(&t, &OwnClock);
                for comparison in ["=", "<=", "<", ">=", ">"] {
                    for n in 0..=4 {
                        let assertion = parse(&format!("n {comparison} {n}"), &Names::of(&t)).unwrap();
                        let Sentence::Attribute(attribute) = &assertion.sentence else { unreachable!() };
                        let holds = |x: i64| attribute.comparison.holds(x, n);
                        let given = [Some(first), second];
                        let allowed = |x: i64| {
                            given
                                .iter()
                                .flatten()
                                .any(|(lo, hi)| lo.is_none_or(|l| l <= x) && hi.is_none_or(|h| x <= h))
                        };
                        let (mut all, mut none) = (true, true);
                        for x in NUMBERS.filter(|x| allowed(*x)) {
                            all &= holds(x);
                            none &= !holds(x);
                        }
                        let truth = evaluator.evaluate(&assertion).truth;
                        let can_decide = a.is_decisive() || (second.is_some() && b.is_decisive());
                        let wanted = match (all, none, can_decide) {
                            (true, _, true) => Truth::True,
                            (_, true, true) => Truth::False,
                            _ => Truth::Unknown,
                        };
                        assert_eq!(truth, wanted, "n {comparison} {n} of {first:?} ({a:?}) and {second:?} ({b:?})");
                        asked += 1;
                        decided += u32::from(truth != Truth::Unknown);
                    }
                }
            }
        }
    }
    println!("{asked} answers, {decided} decided");
}
