//! What does not come from the sound: places that a person heard in two recordings, and clocks that recordings claim.
//!
//! The two are not alike. A person who names one sound in two recordings decides, and what the sound says against
//! it is shown. A claimed clock (a file's creation time, a time in the picture, a dispatch entry) is weak: it may
//! have been set by hand, to another zone, or never. It never moves a place that sound gives, and what it
//! disagrees with is a finding.

use unmuted_model::{Nanos, RecordingTime, WallTime};

/// Everything that is given beside the sound.
#[derive(Clone, PartialEq, Default, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Given {
    /// Places set by hand.
    pub by_hand: Vec<HandAnchor>,
    /// Clocks that are claimed.
    pub claimed: Vec<ClaimedClock>,
}

/// One instant that a person heard in two recordings.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HandAnchor {
    /// Its id, unique among the hand anchors.
    pub id: String,
    /// One recording …
    pub a: String,
    /// … and when it is heard there.
    pub at_a: RecordingTime,
    /// The other …
    pub b: String,
    /// … and when it is heard there.
    pub at_b: RecordingTime,
    /// How exactly the person could say so: a bound of the difference between the two times. Travel time comes on top.
    pub plus_minus: Nanos,
}

/// A wall time that something claims for an instant of a recording.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimedClock {
    /// Its id, unique among the claims.
    pub id: String,
    /// The recording.
    pub recording: String,
    /// The instant on it.
    pub at: RecordingTime,
    /// The wall time claimed.
    pub wall: WallTime,
    /// How exactly the claim itself is written or read; not how right it is.
    pub plus_minus: Nanos,
}

/// What became of a hand anchor.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HandResult {
    /// The anchor's id.
    pub id: String,
    /// Whether it is part of the solution. One that contradicts another anchor between the same groups is not, nor
    /// is one on an unknown recording.
    pub used: bool,
    /// On the solved clock: its instant on `b` minus its instant on `a`; `None` where the two are not on one clock.
    pub residual: Option<Nanos>,
    /// What the sound of this pair says minus what the anchor says, for the strongest lag of the pair that sound
    /// alone would accept; `None` where the sound decides nothing.
    pub sound: Option<Nanos>,
    /// Whether everything that speaks about it agrees within the bounds: the sound, and the other anchors.
    pub agrees: bool,
}

/// What became of a claimed clock.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimResult {
    /// The claim's id.
    pub id: String,
    /// The group of its recording; `None` where it is not placed.
    pub group: Option<usize>,
    /// Claimed minus what most claims of the group say for the same instant; `None` where nothing else of the group
    /// claims a clock, or no majority agrees.
    pub off: Option<Nanos>,
    /// How uncertain [`Self::off`] is: its own and the others' bounds and the placement's.
    pub off_bound: Nanos,
    /// Whether it agrees with them; `None` where that cannot be said.
    pub agrees: Option<bool>,
}

/// What claimed clocks say about two groups, or a group and a recording that is not placed, which share no sound.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClaimedTie {
    /// Recordings on one side, by id.
    pub a: Vec<String>,
    /// Recordings on the other, by id.
    pub b: Vec<String>,
    /// Zero of the second side's clock (a lone recording's own clock) on the first side's.
    pub shift: Nanos,
    /// How exactly the claims say so if they are right.
    pub plus_minus: Nanos,
    /// The claims it rests on, by id.
    pub by: Vec<String>,
}
