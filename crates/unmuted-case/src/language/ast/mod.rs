//! A sentence after reading: every name is known to the case, every length has a unit, and every word keeps its
//! place in the text.

mod attribute;
mod days;
mod moment;
mod pattern;
mod pick;
mod that;
mod value;

pub use attribute::{Attribute, Literal};
pub use days::{DayLength, DayMoment, DayOf, DayUnit, DayWindow, DaysBetween, Happened, HowAsked};
pub use moment::{Moment, MomentOf, Target, Window};
pub use pattern::{By, On, Pattern, Which};
pub use pick::{Edge, Pick};
pub use value::{Comparison, Length};

/// One sentence of the assertion language, read and checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Assertion {
    /// As it was written.
    pub text: String,
    /// What it says.
    pub sentence: Sentence,
}

/// What can be said.
#[derive(Clone, PartialEq, Debug)]
pub enum Sentence {
    /// `some X ...`: at least one X is there.
    Some(Presence),
    /// `no X ...`: none is.
    No(Presence),
    /// `count of X ... = N`.
    Count(Count),
    /// `time from A to B <= D`.
    Time(TimeBetween),
    /// `duration of X ... <= D`.
    Duration(Duration),
    /// `recording on camera-1 at A`.
    Running(Running),
    /// `every X is followed by Y within D`.
    Every(Every),
    /// `A overlaps B`, `A during B`.
    Relation(Relation),
    /// `wounds.entered = 8`.
    Attribute(Attribute),
    /// `time from incident to release of video <= 45 days`.
    Days(DaysBetween),
    /// `some discipline within 365 days after incident`.
    Happened(Happened),
    /// `not ...`.
    Not(Box<Sentence>),
    /// `... and ...`, two or more.
    All(Vec<Sentence>),
    /// `... or ...`, two or more.
    Any(Vec<Sentence>),
    /// `if ... then ...`: not the first, or the second.
    If(Box<Sentence>, Box<Sentence>),
}

/// Whether something is there.
#[derive(Clone, PartialEq, Debug)]
pub struct Presence {
    /// What.
    pub pattern: Pattern,
    /// When.
    pub window: Window,
}

/// How many there are.
#[derive(Clone, PartialEq, Debug)]
pub struct Count {
    /// Of what.
    pub pattern: Pattern,
    /// When.
    pub window: Window,
    /// Compared how.
    pub comparison: Comparison,
    /// With how many.
    pub number: u32,
}

/// How much time passes.
#[derive(Clone, PartialEq, Debug)]
pub struct TimeBetween {
    /// From this moment ...
    pub from: Moment,
    /// ... to this.
    pub to: Moment,
    /// Compared how.
    pub comparison: Comparison,
    /// With what length.
    pub length: Length,
}

/// For how long something lasts, all of it together.
#[derive(Clone, PartialEq, Debug)]
pub struct Duration {
    /// What.
    pub pattern: Pattern,
    /// `at once`: only the time at which it lasts on every recording that `on every ...` names.
    pub at_once: bool,
    /// When.
    pub window: Window,
    /// Compared how.
    pub comparison: Comparison,
    /// With what length.
    pub length: Length,
}

/// Whether recordings run at a moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    /// Which.
    pub on: On,
    /// When.
    pub at: Moment,
}

/// Whether each of some things is followed, or preceded, by another.
#[derive(Clone, PartialEq, Debug)]
pub struct Every {
    /// Each of these ...
    pub each: Pattern,
    /// ... is followed (true) or preceded by ...
    pub followed: bool,
    /// ... one of these ...
    pub by: Pattern,
    /// ... within so long; `None` for any time in the scope.
    pub within: Option<Length>,
}

impl Every {
    /// The same as a sentence that says `each`.
    pub fn as_presence(&self) -> Presence {
        let pick = Pick::Each;
        let of = |edge| MomentOf::Event { pick, pattern: self.each.clone(), edge };
        let moment = Moment { of: of(Edge::Start), span: self.each.span.clone() };
        let window = match (&self.within, self.followed) {
            (Some(length), true) => Window::WithinAfter(length.clone(), moment),
            (Some(length), false) => Window::WithinBefore(length.clone(), moment),
            (None, true) => Window::After(moment),
            (None, false) => Window::Before(moment),
        };
        Presence { pattern: Pattern { begins: self.followed, ..self.by.clone() }, window }
    }
}

/// How something that lasts lies to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Relation {
    /// This; [`Pick::The`] is some of them, [`Pick::Each`] every one.
    pub a: Target,
    /// Lies how ...
    pub how: How,
    /// ... to this; [`Pick::The`] is some of them.
    pub b: Target,
}

/// How something lies to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// The two have time in common.
    Overlaps,
    /// All of the first is at the time of the second.
    During,
}
