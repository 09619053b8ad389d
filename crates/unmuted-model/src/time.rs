//! Time, of which there are three kinds that must never be mixed.
//!
//! A recording has its own clock; an incident has one clock for all recordings; the wall clock is what
//! people and dispatch logs talk about, and is only ever reached through an anchor.
//! Each is a different type here, so that adding one to another does not compile.
//! All times are whole nanoseconds in an `i64` (± 292 years), and all arithmetic saturates: a hostile file
//! may claim any number, and the worst that follows is a time at the edge of the scale.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Add, Neg, Sub};

/// What a time is counted on. Implemented by the three clocks of this module only.
pub trait Clock: Copy + Ord + std::hash::Hash + fmt::Debug + Default + Send + Sync + 'static {
    /// The clock's name in messages.
    const NAME: &'static str;
}

/// One recording's own clock. Zero is the first presented picture where there is video, else the first
/// presented sound; the recording's container says which instant that is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct RecordingClock;
/// The common clock of one incident (strictly: of one group of recordings that share sound).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct IncidentClock;
/// The clock on the wall: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WallClock;

impl Clock for RecordingClock {
    const NAME: &'static str = "recording time";
}
impl Clock for IncidentClock {
    const NAME: &'static str = "incident time";
}
impl Clock for WallClock {
    const NAME: &'static str = "wall time";
}

/// A length of time in nanoseconds; may be negative where it is a difference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Nanos(i64);

impl Nanos {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest length that can be written.
    pub const MAX: Self = Self(i64::MAX);

    /// A length from nanoseconds.
    pub const fn new(ns: i64) -> Self {
        Self(ns)
    }
    /// A length from whole milliseconds.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000_000))
    }
    /// A length from whole seconds.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }
    /// A length from seconds, rounded to the nearest nanosecond; saturates, and not-a-number is zero.
    pub fn from_secs_f64(secs: f64) -> Self {
        // A float-to-integer `as` saturates and maps not-a-number to 0 (Rust reference, "Numeric cast").
        Self((secs * 1e9).round() as i64)
    }
    /// `count` ticks of a clock that makes `per_second` ticks a second, rounded to the nearest nanosecond.
    /// A rate of zero gives zero: callers report it as a fault before they get here.
    pub fn from_ticks(count: i64, per_second: u64) -> Self {
        if per_second == 0 {
            return Self::ZERO;
        }
        let half = i128::from(per_second) / 2;
        let scaled = i128::from(count) * 1_000_000_000;
        let rounded = if scaled >= 0 { scaled + half } else { scaled - half } / i128::from(per_second);
        Self(clamp(rounded))
    }
    /// Nanoseconds.
    pub const fn get(self) -> i64 {
        self.0
    }
    /// Seconds, for display and for signal code; not exact beyond 2^53 ns.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
    /// The length without its sign.
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
    /// This length times `ppb` billionths, rounded towards zero: how far a clock that is wrong by that much drifts.
    pub fn scale_ppb(self, ppb: i64) -> Self {
        // The same value either way; 128-bit division is slow, and hardly ever needed.
        match self.0.checked_mul(ppb) {
            Some(product) => Self(product / 1_000_000_000),
            None => Self(clamp(i128::from(self.0) * i128::from(ppb) / 1_000_000_000)),
        }
    }
}

impl Add for Nanos {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl Sub for Nanos {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}
impl Neg for Nanos {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

fn clamp(x: i128) -> i64 {
    x.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// An instant on clock `C`, in nanoseconds from that clock's zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent, bound = ""))]
pub struct Time<C: Clock> {
    ns: i64,
    #[cfg_attr(feature = "serde", serde(skip))]
    clock: PhantomData<C>,
}

/// An instant on one recording's own clock.
pub type RecordingTime = Time<RecordingClock>;
/// An instant on the incident's common clock.
pub type IncidentTime = Time<IncidentClock>;
/// An instant on the wall clock.
pub type WallTime = Time<WallClock>;

impl<C: Clock> Time<C> {
    /// The clock's zero.
    pub const ZERO: Self = Self { ns: 0, clock: PhantomData };
    /// The earliest instant that can be written; stands for "no bound before".
    pub const MIN: Self = Self { ns: i64::MIN, clock: PhantomData };
    /// The latest instant that can be written; stands for "no bound after".
    pub const MAX: Self = Self { ns: i64::MAX, clock: PhantomData };

    /// The instant `ns` nanoseconds after zero.
    pub const fn from_ns(ns: i64) -> Self {
        Self { ns, clock: PhantomData }
    }
    /// The instant `secs` seconds after zero, to the nearest nanosecond.
    pub fn from_secs_f64(secs: f64) -> Self {
        Self::from_ns(Nanos::from_secs_f64(secs).get())
    }
    /// Nanoseconds after zero.
    pub const fn ns(self) -> i64 {
        self.ns
    }
    /// Seconds after zero, for display and signal code.
    pub fn as_secs_f64(self) -> f64 {
        self.ns as f64 / 1e9
    }
    /// The length from the clock's zero to this instant.
    pub const fn since_zero(self) -> Nanos {
        Nanos(self.ns)
    }
}

impl<C: Clock> fmt::Debug for Time<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s[{}]", self.as_secs_f64(), C::NAME)
    }
}
impl<C: Clock> Add<Nanos> for Time<C> {
    type Output = Self;
    fn add(self, by: Nanos) -> Self {
        Self::from_ns(self.ns.saturating_add(by.0))
    }
}
impl<C: Clock> Sub<Nanos> for Time<C> {
    type Output = Self;
    fn sub(self, by: Nanos) -> Self {
        Self::from_ns(self.ns.saturating_sub(by.0))
    }
}
impl<C: Clock> Sub for Time<C> {
    type Output = Nanos;
    fn sub(self, other: Self) -> Nanos {
        Nanos(self.ns.saturating_sub(other.ns))
    }
}

/// An instant that is known only to lie between two others, both included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(bound = ""))]
pub struct Interval<C: Clock> {
    earliest: Time<C>,
    latest: Time<C>,
}

impl<C: Clock> Interval<C> {
    /// The instant lies between `a` and `b`, whichever comes first.
    pub fn between(a: Time<C>, b: Time<C>) -> Self {
        Self { earliest: a.min(b), latest: a.max(b) }
    }
    /// The instant is exactly `t`.
    pub fn exactly(t: Time<C>) -> Self {
        Self { earliest: t, latest: t }
    }
    /// The earliest that the instant can be.
    pub fn earliest(self) -> Time<C> {
        self.earliest
    }
    /// The latest that the instant can be.
    pub fn latest(self) -> Time<C> {
        self.latest
    }
    /// How far apart the two bounds are.
    pub fn width(self) -> Nanos {
        self.latest - self.earliest
    }
    /// The middle, for drawing; never for deciding.
    pub fn middle(self) -> Time<C> {
        self.earliest + Nanos(self.width().0 / 2)
    }
    /// The same instant, known less well by `by` on each side.
    pub fn widened(self, by: Nanos) -> Self {
        let by = by.abs();
        Self { earliest: self.earliest - by, latest: self.latest + by }
    }
    /// The same uncertainty, `by` later.
    pub fn shifted(self, by: Nanos) -> Self {
        Self { earliest: self.earliest + by, latest: self.latest + by }
    }
    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }
    /// What both allow, or `None` where they contradict each other.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (a, b) = (self.earliest.max(other.earliest), self.latest.min(other.latest));
        (a <= b).then_some(Self { earliest: a, latest: b })
    }
    /// Certainly before `other`: in every exact timeline.
    pub fn certainly_before(self, other: Self) -> bool {
        self.latest < other.earliest
    }
}

/// A stretch of time whose ends are known; the start is included, the end is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(bound = ""))]
pub struct Span<C: Clock> {
    start: Time<C>,
    end: Time<C>,
}

impl<C: Clock> Span<C> {
    /// The span from `start` to `end`, or `None` where it would end before it starts.
    pub fn new(start: Time<C>, end: Time<C>) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }
    /// The span between two instants, whichever comes first.
    pub fn between(a: Time<C>, b: Time<C>) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }
    /// Where it starts.
    pub fn start(self) -> Time<C> {
        self.start
    }
    /// Where it ends.
    pub fn end(self) -> Time<C> {
        self.end
    }
    /// How long it is.
    pub fn len(self) -> Nanos {
        self.end - self.start
    }
    /// Whether it holds no time at all.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// Whether `t` lies in it.
    pub fn contains(self, t: Time<C>) -> bool {
        self.start <= t && t < self.end
    }
    /// What both share, if more than an instant.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (a, b) = (self.start.max(other.start), self.end.min(other.end));
        (a < b).then_some(Self { start: a, end: b })
    }
}

/// A stretch of time whose ends are themselves uncertain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(bound = ""))]
pub struct Extent<C: Clock> {
    start: Interval<C>,
    end: Interval<C>,
}

impl<C: Clock> Extent<C> {
    /// A stretch from `start` to `end`; an end that could lie before the start is cut off at the start's earliest.
    pub fn new(start: Interval<C>, end: Interval<C>) -> Self {
        let floor = start.earliest();
        Self { start, end: Interval::between(end.earliest().max(floor), end.latest().max(floor)) }
    }
    /// A stretch whose ends are known exactly.
    pub fn exactly(span: Span<C>) -> Self {
        Self { start: Interval::exactly(span.start()), end: Interval::exactly(span.end()) }
    }
    /// Something without a length, at an uncertain instant.
    pub fn instant(at: Interval<C>) -> Self {
        Self { start: at, end: at }
    }
    /// When it starts.
    pub fn start(self) -> Interval<C> {
        self.start
    }
    /// When it ends.
    pub fn end(self) -> Interval<C> {
        self.end
    }
    /// All the time that it may touch.
    pub fn outer(self) -> Span<C> {
        Span::between(self.start.earliest(), self.end.latest())
    }
    /// The time that it certainly covers, if any.
    pub fn inner(self) -> Option<Span<C>> {
        Span::new(self.start.latest(), self.end.earliest()).filter(|s| !s.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_round_to_the_nearest_nanosecond_both_ways() {
        assert_eq!(Nanos::from_ticks(1, 3).get(), 333_333_333);
        assert_eq!(Nanos::from_ticks(2, 3).get(), 666_666_667);
        assert_eq!(Nanos::from_ticks(-2, 3).get(), -666_666_667);
        assert_eq!(Nanos::from_ticks(5, 0), Nanos::ZERO);
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(RecordingTime::MAX + Nanos::from_secs(1), RecordingTime::MAX);
        assert_eq!(RecordingTime::MIN - Nanos::MAX, RecordingTime::MIN);
        assert_eq!(Nanos::from_secs_f64(f64::NAN), Nanos::ZERO);
        assert_eq!(Nanos::from_ticks(i64::MAX, 1), Nanos::MAX);
    }

    #[test]
    fn an_extent_never_ends_before_it_starts() {
        let t = RecordingTime::from_ns;
        let e = Extent::new(Interval::between(t(10), t(20)), Interval::between(t(0), t(15)));
        assert_eq!(e.outer(), Span::between(t(10), t(15)));
        assert_eq!(e.inner(), None);
    }
}
