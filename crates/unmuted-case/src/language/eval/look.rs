//! Looking for a pattern in a window: what is certainly there, what may be, and where nobody could have seen it.

use super::Test;
use super::found::{Found, Item, find};
use super::span::{Asked, Gaps, Limit, When, gaps, resolve, scope, scope_ends};
use crate::language::ast::{Moment, MomentOf, Pattern, Pick, Window};
use crate::language::reason::Reason;
use crate::language::words::described;
use std::rc::Rc;

/// What looking found.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Certainly there and certainly in the window.
    pub certain: Vec<Item>,
    /// Perhaps there and perhaps in the window; each happening at least once; with the certain ones.
    pub possible: Vec<Item>,
    /// Perhaps there and perhaps in the window, not certain; with those that may be the same as another.
    pub doubtful: Vec<Item>,
    /// Where one could be that nobody marked.
    pub gaps: Gaps,
    /// Why the sentence has no answer at all: its window starts from nothing, or holds no time.
    pub blocked: Option<Reason>,
    /// The moments that bound the window, with what they are called.
    pub moments: Vec<(String, When)>,
    /// The spans looked at.
    pub asked: Vec<Asked>,
    /// Spans that certainly are in the window, each at its narrowest.
    pub inner: Vec<Asked>,
    /// Spans that hold all of the window, each at its widest.
    pub outer: Vec<Asked>,
    /// Nothing to look in: there certainly is no such thing as the window speaks of.
    pub nowhere: Option<Reason>,
}

impl Test<'_, '_> {
    pub(super) fn look(&self, pattern: &Pattern, window: &Window, bound: Option<&Item>) -> Looked {
        match window {
            Window::While(during) => self.look_while(pattern, during),
            _ => self.look_in_span(pattern, window, bound),
        }
    }

    fn look_in_span(&self, pattern: &Pattern, window: &Window, bound: Option<&Item>) -> Looked {
        let mut moments: Vec<(String, When)> = Vec::new();
        let mut asked = match window {
            Window::WithinBefore(..) | Window::WithinAfter(..) => Asked::default(),
            _ => scope(Some(pattern), self.record),
        };
        let limit = |when, later, included| Limit::new(when, later, included, self.record);
        let strict = |when: When| limit(when, 0, false);
        let mut name = |m: &Moment, when: &When| {
            moments.push((crate::language::words::moment(m, self.record.timeline), when.clone()))
        };
        match window {
            Window::Scope | Window::While(_) => {}
            Window::Between(a, b) => {
                let (from, to) = (resolve(a, bound, self.record), self.up_to(b, bound));
                name(a, &from);
                name(b, &to);
                asked.from.push(strict(from));
                asked.to.push(strict(to));
            }
            Window::Before(m) => {
                let to = self.up_to(m, bound);
                name(m, &to);
                asked.to.push(strict(to));
            }
            Window::After(m) => {
                let from = resolve(m, bound, self.record);
                name(m, &from);
                asked.from.push(strict(from));
            }
            Window::WithinBefore(length, m) => {
                let when = resolve(m, bound, self.record);
                name(m, &when);
                asked.from.push(limit(when.clone(), -length.ns.get(), true));
                asked.to.push(strict(when));
            }
            Window::WithinAfter(length, m) => {
                let when = resolve(m, bound, self.record);
                name(m, &when);
                asked.from.push(strict(when.clone()));
                asked.to.push(limit(when, length.ns.get(), true));
            }
        }
        let found = find(pattern, self.record);
        let mut out = Looked { gaps: gaps(pattern, &asked, self.record), moments, ..Looked::default() };
        let missing = out.moments.iter().zip(window_starts(window)).find(|((_, when), starts)| *starts && !when.exists);
        if let Some(((what, _), _)) = missing {
            let what = what.trim_start_matches("the ").to_owned();
            out.blocked = Some(Reason::NothingToMeasureFrom { what });
        } else if asked.is_a_stretch(self.record, &self.used) == Some(false) {
            out.blocked = Some(Reason::EmptySpan);
        }
        self.sort_out(&found, &mut out, |item| asked.holds(item, self.record, &self.used));
        out.inner.push(asked.clone());
        out.outer.push(asked.clone());
        out.asked.push(asked);
        out
    }

    /// The moment up to which a window goes. The first of nothing is later than anything in the scope.
    fn up_to(&self, moment: &Moment, bound: Option<&Item>) -> When {
        let mut when = resolve(moment, bound, self.record);
        let is_first = matches!(moment.of, MomentOf::Event { pick: Pick::First | Pick::The, .. });
        if !when.exists
            && is_first
            && let (_, Some(end)) = scope_ends(None, self.record)
        {
            when.candidates.extend(end.candidates);
            when.exists = true;
        }
        when
    }

    fn look_while(&self, pattern: &Pattern, during: &Pattern) -> Looked {
        let whole = scope(Some(during), self.record);
        let found_during = find(during, self.record);
        let during_gaps = gaps(during, &whole, self.record);
        let in_scope = |i: &Item| whole.holds(i, self.record, &self.used);
        let anywhere = scope(Some(pattern), self.record);
        let spans = |items: Vec<&Item>| -> Vec<Asked> {
            let limit = |p: &super::point::Point| Limit::new(When::exactly(p.clone()), 0, false, self.record);
            let asked = |i: &&Item| {
                let mut asked = anywhere.clone();
                asked.from.push(limit(&i.start));
                asked.to.push(limit(&i.end));
                asked
            };
            items.iter().map(asked).collect()
        };
        let sure = spans(found_during.sure().filter(|i| in_scope(i).0).collect());
        let possible = spans(found_during.possible().filter(|i| in_scope(i).1).collect());
        let mut out = Looked::default();
        for asked in &possible {
            out.gaps = out.gaps.join(gaps(pattern, asked, self.record));
        }
        if !during_gaps.none() {
            out.gaps = out.gaps.join(gaps(pattern, &anywhere, self.record));
            // Said only where it matters: where something may be there to coincide with.
            out.moments.push((
                described(during, self.record.timeline),
                When { gaps: Some(Rc::new(during_gaps.clone())), ..unmarked() },
            ));
        }
        if possible.is_empty() && during_gaps.none() {
            out.nowhere = Some(Reason::NothingToTest { what: described(during, self.record.timeline) });
        }
        let found = find(pattern, self.record);
        self.sort_out(&found, &mut out, |item| {
            let certain = sure.iter().any(|a| a.holds(item, self.record, &self.used).0);
            let perhaps = possible.iter().any(|a| a.holds(item, self.record, &self.used).1)
                || (!during_gaps.none() && anywhere.holds(item, self.record, &self.used).1);
            (certain, perhaps)
        });
        out.outer.clone_from(&possible);
        if !during_gaps.none() {
            out.outer.push(anywhere.clone());
        }
        out.inner = sure;
        out.asked = if possible.is_empty() { vec![anywhere] } else { possible };
        out
    }

    fn sort_out(&self, found: &Found, out: &mut Looked, holds: impl Fn(&Item) -> (bool, bool)) {
        let held: Vec<(bool, bool)> = found.all.iter().map(&holds).collect();
        for (item, &(certain, possible)) in found.all.iter().zip(&held) {
            if item.sure && certain {
                out.certain.push(item.clone());
            } else if possible {
                out.doubtful.push(item.clone());
            }
        }
        let possible = found.distinct.iter().filter(|&&i| held.get(i).is_some_and(|h| h.1));
        out.possible = possible.filter_map(|&i| found.all.get(i)).cloned().collect();
    }
}

fn unmarked() -> When {
    When { exists: false, ..When::one_of(true, Vec::new()) }
}

/// For each moment that bounds a window, whether the window starts from it (and so has no meaning without it).
fn window_starts(window: &Window) -> Vec<bool> {
    match window {
        Window::Scope | Window::While(_) => Vec::new(),
        Window::Between(_, to) => vec![true, is_last(to)],
        Window::Before(m) => vec![is_last(m)],
        Window::After(_) | Window::WithinBefore(..) | Window::WithinAfter(..) => vec![true],
    }
}

/// Whether the window ends with a moment that must be there: the last of nothing is no moment at all, while the
/// first of nothing is later than anything in the scope.
fn is_last(m: &Moment) -> bool {
    !matches!(m.of, MomentOf::Event { pick: Pick::First | Pick::The, .. })
}
