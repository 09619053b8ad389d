//! `that recording`: a sentence about each thing, said of the recording on which one of them is observed.

use super::{Moment, MomentOf, On, Pattern, Relation, Sentence, Target, Window};
use unmuted_model::SourceId;

impl Sentence {
    /// Whether a sentence about one thing says `that recording`.
    pub(in crate::language) fn says_that(&self) -> bool {
        // One name is as good as another to see whether any is put in.
        self.on_that(&SourceId::new("")) != *self
    }

    /// The sentence about one thing with a recording in the place of `that recording`.
    pub(in crate::language) fn on_that(&self, id: &SourceId) -> Self {
        match self {
            Self::Some(p) => {
                Self::Some(super::Presence { pattern: pattern(&p.pattern, id), window: window(&p.window, id) })
            }
            Self::No(p) => {
                Self::No(super::Presence { pattern: pattern(&p.pattern, id), window: window(&p.window, id) })
            }
            Self::Count(c) => Self::Count(super::Count {
                pattern: pattern(&c.pattern, id),
                window: window(&c.window, id),
                ..c.clone()
            }),
            Self::Duration(d) => Self::Duration(super::Duration {
                pattern: pattern(&d.pattern, id),
                window: window(&d.window, id),
                ..d.clone()
            }),
            Self::Time(t) => {
                Self::Time(super::TimeBetween { from: moment(&t.from, id), to: moment(&t.to, id), ..t.clone() })
            }
            Self::Running(r) => Self::Running(super::Running { on: on(&r.on, id), at: moment(&r.at, id) }),
            Self::Relation(r) => Self::Relation(Relation { a: r.a.clone(), how: r.how, b: target(&r.b, id) }),
            other => other.clone(),
        }
    }
}

fn on(given: &On, id: &SourceId) -> On {
    if *given == On::That { On::Recording(id.clone()) } else { given.clone() }
}

fn pattern(p: &Pattern, id: &SourceId) -> Pattern {
    Pattern { on: on(&p.on, id), ..p.clone() }
}

fn target(t: &Target, id: &SourceId) -> Target {
    Target { pick: t.pick, pattern: pattern(&t.pattern, id) }
}

fn moment(m: &Moment, id: &SourceId) -> Moment {
    let of = match &m.of {
        MomentOf::Event { pick, pattern: p, edge } => {
            MomentOf::Event { pick: *pick, pattern: pattern(p, id), edge: *edge }
        }
        MomentOf::That { edge } => MomentOf::Recording { id: id.clone(), edge: *edge },
        other => other.clone(),
    };
    Moment { of, span: m.span.clone() }
}

fn window(w: &Window, id: &SourceId) -> Window {
    match w {
        Window::Scope => Window::Scope,
        Window::Between(a, b) => Window::Between(moment(a, id), moment(b, id)),
        Window::Before(m) => Window::Before(moment(m, id)),
        Window::After(m) => Window::After(moment(m, id)),
        Window::While(t) => Window::While(target(t, id)),
        Window::During(t) => Window::During(target(t, id)),
        Window::WithinBefore(d, m) => Window::WithinBefore(d.clone(), moment(m, id)),
        Window::WithinAfter(d, m) => Window::WithinAfter(d.clone(), moment(m, id)),
        Window::WithinAround { before, after, of, end } => Window::WithinAround {
            before: before.clone(),
            after: after.clone(),
            of: moment(of, id),
            end: moment(end, id),
        },
    }
}
