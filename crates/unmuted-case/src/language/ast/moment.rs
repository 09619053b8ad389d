//! When: moments, and the windows that they bound.

use super::days::DayMoment;
use super::pattern::Pattern;
use super::pick::{Edge, Pick};
use super::value::Length;
use std::ops::Range;
use unmuted_model::SourceId;

/// When something is looked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Window {
    /// Not said: the case's scope.
    Scope,
    /// `between A and B`, the two moments themselves not included.
    Between(Moment, Moment),
    /// `before A`.
    Before(Moment),
    /// `after A`.
    After(Moment),
    /// `while Y`: some part of it at the time of some Y, or of the first or last one.
    While(Target),
    /// `during Y`: all of it at the time of one Y.
    During(Target),
    /// `within 15 s before A`: from 15 s before A (included) to A (not included).
    WithinBefore(Length, Moment),
    /// `within 15 s after A`: from A (not included) to 15 s after A (included).
    WithinAfter(Length, Moment),
    /// `within 15 s before or 10 s after A`: from 15 s before A to A, or from the end of A to 10 s after that.
    WithinAround {
        /// How long before.
        before: Length,
        /// How long after its end.
        after: Length,
        /// Before what.
        of: Moment,
        /// The same one's end.
        end: Moment,
    },
}

impl Window {
    /// The moments that bound it, in the order in which they are written.
    pub fn moments(&self) -> Vec<&Moment> {
        match self {
            Self::Scope | Self::While(_) | Self::During(_) => Vec::new(),
            Self::Between(a, b) => vec![a, b],
            Self::Before(m) | Self::After(m) | Self::WithinBefore(_, m) | Self::WithinAfter(_, m) => vec![m],
            Self::WithinAround { of, end, .. } => vec![of, end],
        }
    }
}

/// Something that lasts, at whose time something is.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// Which of several; [`Pick::The`] is any of them.
    pub pick: Pick,
    /// What.
    pub pattern: Pattern,
}

/// A moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// Which.
    pub of: MomentOf,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a moment is the moment of.
#[derive(Clone, PartialEq, Debug)]
pub enum MomentOf {
    /// Something that happened; of something that lasts, its start, or its end where the sentence says so.
    Event {
        /// Which of several.
        pick: Pick,
        /// Of what.
        pattern: Pattern,
        /// Which end.
        edge: Edge,
    },
    /// `start of camera-1`, `end of camera-1`.
    Recording {
        /// Which recording.
        id: SourceId,
        /// Which end.
        edge: Edge,
    },
    /// `start of that recording`: the one on which the thing that `each` speaks of is observed.
    That {
        /// Which end.
        edge: Edge,
    },
    /// A day: `incident`, `release of video`, `2018-04-04`.
    Day(DayMoment),
    /// `start of scope`, `end of scope`.
    Scope {
        /// Which end.
        edge: Edge,
    },
}
