//! Whether two values of one attribute are the same, can both be true, or cannot.

use unmuted_model::{Decimal, Unit};

use crate::timeline::{AttributeAt, AttributeValue, Value};

/// How two values of one attribute stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// They say the same.
    Same,
    /// They say different things that can both be true: "at least 7" and 8, "about 20 ft" and 21 ft.
    Compatible,
    /// They cannot both be true. Also two numbers that cannot be compared, since their units measure different
    /// things or only one has a unit.
    Differs,
    /// They are values of different moments, or of one moment and none, and say nothing about each other.
    Apart,
}

/// How two values of one attribute stand to each other.
pub fn relation(a: &AttributeValue, b: &AttributeValue) -> Relation {
    if !same_moment(a.at.as_ref(), b.at.as_ref()) {
        return Relation::Apart;
    }
    match (&a.value, &b.value) {
        (
            Value::Number { least, most, about },
            Value::Number { least: other_least, most: other_most, about: other_about },
        ) => {
            let Some((in_a, in_b)) = scales(&a.unit, &b.unit) else { return Relation::Differs };
            let x = (least.map(&in_a), most.map(in_a));
            let y = (other_least.map(&in_b), other_most.map(in_b));
            if x == y && about == other_about {
                Relation::Same
            } else if *about || *other_about || meet(x, y) {
                Relation::Compatible
            } else {
                Relation::Differs
            }
        }
        (x, y) if x == y => Relation::Same,
        _ => Relation::Differs,
    }
}

/// Whether two ranges share a number; `None` is no bound.
fn meet<T: Ord>(x: (Option<T>, Option<T>), y: (Option<T>, Option<T>)) -> bool {
    let not_above = |least: &Option<T>, most: &Option<T>| match (least, most) {
        (Some(least), Some(most)) => least <= most,
        _ => true,
    };
    not_above(&x.0, &y.1) && not_above(&y.0, &x.1)
}

/// How two numbers are made comparable: in the base unit where both units measure the same thing, as they are where
/// they have the same unit that the program does not know, or none. `None` where they cannot be compared.
fn scales(a: &str, b: &str) -> Option<(impl Fn(Decimal) -> i128, impl Fn(Decimal) -> i128)> {
    let factor = |unit: Option<Unit>| move |n: Decimal| unit.map_or(n.billionths(), |u| u.in_base(n));
    let (a, b) = (a.trim(), b.trim());
    let comparable = match (Unit::named(a), Unit::named(b)) {
        (Some(x), Some(y)) if x.measures == y.measures => Some((Some(x), Some(y))),
        (None, None) if a == b => Some((None, None)),
        _ => None,
    };
    comparable.map(|(x, y)| (factor(x), factor(y)))
}

/// Whether two values are values of one moment. Spans of one recording that share time are; spans of two recordings
/// are not compared here, where no clock is known.
fn same_moment(a: Option<&AttributeAt>, b: Option<&AttributeAt>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(AttributeAt::Moment(a)), Some(AttributeAt::Moment(b))) => a.split_whitespace().eq(b.split_whitespace()),
        (
            Some(AttributeAt::OnRecording { source: a, span: x }),
            Some(AttributeAt::OnRecording { source: b, span: y }),
        ) => a == b && (x == y || x.intersection(*y).is_some()),
        _ => false,
    }
}
