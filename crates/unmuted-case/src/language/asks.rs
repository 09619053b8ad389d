//! Which sorts of a record a sentence depends on: footage, values that sources give, what followed.

use super::ast::{Moment, MomentOf, Sentence, Window};
use crate::timeline::Unread;

impl Sentence {
    /// What of the case could not be read and is of a sort that this sentence depends on; each in words.
    pub(super) fn unread_of<'u>(&self, unread: &'u Unread) -> Vec<&'u str> {
        if unread.is_empty() {
            return Vec::new();
        }
        let mut sorts = Sorts::default();
        sorts.add(self);
        let of = |asked: bool, list: &'u [String]| list.iter().filter(move |_| asked).map(String::as_str);
        of(sorts.footage, &unread.footage)
            .chain(of(sorts.attributes, &unread.attributes))
            .chain(of(sorts.outcomes, &unread.outcomes))
            .collect()
    }
}

/// What a sentence asks about.
#[derive(Default)]
struct Sorts {
    footage: bool,
    attributes: bool,
    outcomes: bool,
}

impl Sorts {
    fn add(&mut self, s: &Sentence) {
        match s {
            Sentence::Some(p) | Sentence::No(p) => self.window(&p.window),
            Sentence::Count(c) => self.window(&c.window),
            Sentence::Duration(d) => self.window(&d.window),
            Sentence::Time(t) => [&t.from, &t.to].into_iter().for_each(|m| self.moment(m)),
            Sentence::Running(r) => {
                self.footage = true;
                self.moment(&r.at);
            }
            Sentence::Every(_) | Sentence::Relation(_) => self.footage = true,
            Sentence::Attribute(a) => {
                self.attributes = true;
                a.at.iter().for_each(|m| self.moment(m));
            }
            Sentence::Days(_) | Sentence::Happened(_) => self.outcomes = true,
            Sentence::Not(inner) => self.add(inner),
            Sentence::All(parts) | Sentence::Any(parts) => parts.iter().for_each(|p| self.add(p)),
            Sentence::If(condition, then) => {
                self.add(condition);
                self.add(then);
            }
        }
    }

    fn window(&mut self, w: &Window) {
        self.footage = true;
        w.moments().into_iter().for_each(|m| self.moment(m));
    }

    fn moment(&mut self, m: &Moment) {
        if matches!(m.of, MomentOf::Day(_)) {
            self.outcomes = true;
        } else {
            self.footage = true;
        }
    }
}
