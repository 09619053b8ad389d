//! Looking for a pattern in a window: what is certainly there, what may be, and where nobody could have seen it.

use super::Test;
use super::found::{Found, Item, find};
use super::span::{Asked, Gaps, Limit, When, gaps, resolve, scope, scope_ends};
use crate::language::ast::{How, Length, Moment, MomentOf, Pattern, Pick, Target, Window};
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
        self.look_for(pattern, window, bound, usize::MAX)
    }

    /// The same, until enough have been found that certainly are there; what else there is is then left out.
    pub(super) fn look_for(&self, pattern: &Pattern, window: &Window, bound: Option<&Item>, enough: usize) -> Looked {
        match window {
            Window::While(target) => self.look_at(pattern, target, How::Overlaps),
            Window::During(target) => self.look_at(pattern, target, How::During),
            Window::WithinAround { before, after, of, end } => {
                self.look_around(pattern, [(before, of), (after, end)], bound)
            }
            _ => self.look_in_span(pattern, window, bound, enough),
        }
    }

    fn look_in_span(&self, pattern: &Pattern, window: &Window, bound: Option<&Item>, enough: usize) -> Looked {
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
            Window::Scope | Window::While(_) | Window::During(_) | Window::WithinAround { .. } => {}
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
        match window {
            Window::Scope => {
                let held = found.in_scope(pattern, self.record, &self.used);
                sort_out(&found, &mut out, held.iter().copied().enumerate(), enough);
            }
            _ => {
                let near = found.near(&asked, self.record).into_iter();
                let held = near.filter_map(|i| Some((i, asked.holds(found.all.get(i)?, self.record, &self.used))));
                sort_out(&found, &mut out, held, enough);
            }
        }
        out.inner.push(asked.clone());
        out.outer.push(asked.clone());
        out.asked.push(asked);
        out
    }

    /// Before the start of something, or after its end.
    fn look_around(&self, pattern: &Pattern, sides: [(&Length, &Moment); 2], bound: Option<&Item>) -> Looked {
        let [(before, of), (after, end)] = sides;
        let mut first =
            self.look_in_span(pattern, &Window::WithinBefore(before.clone(), of.clone()), bound, usize::MAX);
        let second = self.look_in_span(pattern, &Window::WithinAfter(after.clone(), end.clone()), bound, usize::MAX);
        // What is in one of the two is in the window, certainly or perhaps; what is in both counts once.
        let known = |list: &[Item], item: &Item| list.iter().any(|i| i.happening == item.happening);
        for item in second.certain {
            if !known(&first.certain, &item) {
                first.certain.push(item);
            }
        }
        let certain = &first.certain;
        first.doubtful.retain(|i| !known(certain, i));
        for item in second.doubtful {
            if !known(&first.certain, &item) && !known(&first.doubtful, &item) {
                first.doubtful.push(item);
            }
        }
        for item in second.possible {
            if !known(&first.possible, &item) {
                first.possible.push(item);
            }
        }
        first.gaps = first.gaps.join(second.gaps);
        first.blocked = first.blocked.or(second.blocked);
        first.moments.extend(second.moments);
        first.asked.extend(second.asked);
        first.inner.extend(second.inner);
        first.outer.extend(second.outer);
        first
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

    /// What has some part at the time of a target, or lies wholly within it.
    fn look_at(&self, pattern: &Pattern, target: &Target, how: How) -> Looked {
        let targets = self.targets(target);
        let anywhere = scope(Some(pattern), self.record);
        let asked = |i: &Item| self.at_the_time_of(&anywhere, i);
        let mut out = Looked::default();
        let possible: Vec<Asked> = targets.possible.iter().map(asked).collect();
        for asked in &possible {
            out.gaps = out.gaps.join(gaps(pattern, asked, self.record));
        }
        if !targets.gaps.none() {
            out.gaps = out.gaps.join(gaps(pattern, &anywhere, self.record));
            // Said only where it matters: where something may be there to coincide with.
            out.moments.push((
                crate::language::words::target(target, self.record.timeline),
                When { gaps: Some(Rc::new(targets.gaps.clone())), ..unmarked() },
            ));
        }
        if possible.is_empty() && targets.gaps.none() {
            let what = described(&target.pattern, self.record.timeline);
            out.nowhere = Some(Reason::NothingToTest { what });
        }
        let found = find(pattern, self.record);
        let held = found.all.iter().map(|item| {
            let (certain, perhaps) = targets.relation(item, how, &anywhere, self.record, &self.used);
            let unmarked = || anywhere.holds(item, self.record, &self.used).1 && targets.gap_near(item, self.record);
            (certain, perhaps || unmarked())
        });
        sort_out(&found, &mut out, held.enumerate(), usize::MAX);
        out.outer.clone_from(&possible);
        if !targets.gaps.none() {
            out.outer.push(anywhere.clone());
        }
        out.inner = targets.certain().iter().map(asked).collect();
        out.asked = if possible.is_empty() { vec![anywhere] } else { possible };
        out
    }

    /// The part of a span at the time of something that lasts.
    pub(super) fn at_the_time_of(&self, span: &Asked, item: &Item) -> Asked {
        let limit = |p: &super::point::Point| Limit::new(When::exactly(p.clone()), 0, false, self.record);
        let mut asked = span.clone();
        asked.from.push(limit(&item.start));
        asked.to.push(limit(&item.end));
        asked
    }
}

/// Sorts items, given by number and with whether each certainly is in the window and whether it may be.
fn sort_out(found: &Found, out: &mut Looked, held: impl Iterator<Item = (usize, (bool, bool))>, enough: usize) {
    for (i, (certain, possible)) in held {
        let (Some(item), Some(&distinct)) = (found.all.get(i), found.distinct.get(i)) else { continue };
        if out.certain.len() >= enough {
            break;
        }
        if item.sure && certain {
            out.certain.push(item.clone());
        } else if possible {
            out.doubtful.push(item.clone());
        }
        if possible && distinct {
            out.possible.push(item.clone());
        }
    }
}

fn unmarked() -> When {
    When { exists: false, ..When::one_of(true, Vec::new()) }
}

/// For each moment that bounds a window, whether the window starts from it (and so has no meaning without it).
fn window_starts(window: &Window) -> Vec<bool> {
    match window {
        Window::Scope | Window::While(_) | Window::During(_) => Vec::new(),
        Window::Between(_, to) => vec![true, is_last(to)],
        Window::Before(m) => vec![is_last(m)],
        Window::After(_) | Window::WithinBefore(..) | Window::WithinAfter(..) => vec![true],
        Window::WithinAround { .. } => vec![true, true],
    }
}

/// Whether the window ends with a moment that must be there: the last of nothing is no moment at all, while the
/// first of nothing is later than anything in the scope.
fn is_last(m: &Moment) -> bool {
    !matches!(m.of, MomentOf::Event { pick: Pick::First | Pick::The, .. })
}
