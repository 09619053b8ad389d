//! The words that every part of `unmuted` shares.
//!
//! This crate is below all others and depends on nearly nothing. It holds the three clocks and the arithmetic
//! of doubt ([`Interval`], [`Extent`], [`SpanSet`], [`IncidentFromRecording`]), the classes of silence, the
//! vocabulary of what can be observed, the verdicts, and shares with their intervals.
//!
//! What it does not do: read or write any file format. The formats (`case.toml`, `review.json` and the others)
//! have their own twins of these types at the edge, in the program, because a case file written today must
//! still open when these types have changed.

mod decimal;
mod id;
mod share;
mod silence;
mod span_set;
mod time;
mod transform;
mod unit;
mod verdict;
mod vocabulary;

pub use decimal::Decimal;
pub use id::{ObservationId, PersonId, SourceId};
pub use share::{Share, poisson_band};
pub use silence::{PossibleCause, SilenceClass};
pub use span_set::SpanSet;
pub use time::{
    Clock, Extent, IncidentClock, IncidentTime, Interval, Nanos, RecordingClock, RecordingTime, Span, Time, WallClock,
    WallTime,
};
pub use transform::IncidentFromRecording;
pub use unit::{Measures, Unit};
pub use verdict::{RuleVerdict, StatementVerdict, Truth};
pub use vocabulary::{Kind, KindMeaning, Sense, Shape, Vocabulary, nearest};
