//! Why a place is worth watching, and in what order.

use serde::Serialize;

/// Why a place is listed. Earlier ones are watched first: what others have marked or logged, then what a device
/// usually does and here did not, then what is missing from the container, then silence by its length, then what nobody
/// could examine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A silence around an event of the user's list.
    AroundEvent,
    /// A silence that a device log covers, without an entry for it.
    Unlogged,
    /// No silent lead-in where the device usually keeps one.
    MissingLeadIn,
    /// A silent lead-in that is longer than the device's usual one.
    LongerLeadIn,
    /// Audio packets are missing between two that are there.
    Gap,
    /// The audio track ends before the picture.
    EarlyEnd,
    /// No audio track.
    NoTrack,
    /// A silence with a tone or a click at an edge.
    EdgeSound,
    /// A silence in mid recording.
    MidSilence,
    /// One track or channel of several is silent.
    PartSilent,
    /// A recording, or a part of it, that could not be examined.
    Unexamined,
}

impl Kind {
    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::AroundEvent,
        Self::Unlogged,
        Self::MissingLeadIn,
        Self::LongerLeadIn,
        Self::Gap,
        Self::EarlyEnd,
        Self::NoTrack,
        Self::EdgeSound,
        Self::MidSilence,
        Self::PartSilent,
        Self::Unexamined,
    ];

    /// The name in CSV and JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::AroundEvent => "around_event",
            Self::Unlogged => "unlogged",
            Self::MissingLeadIn => "missing_lead_in",
            Self::LongerLeadIn => "longer_lead_in",
            Self::Gap => "gap",
            Self::EarlyEnd => "early_end",
            Self::NoTrack => "no_track",
            Self::EdgeSound => "edge_sound",
            Self::MidSilence => "mid_silence",
            Self::PartSilent => "part_silent",
            Self::Unexamined => "unexamined",
        }
    }

    /// The words on a page.
    pub fn words(self) -> &'static str {
        match self {
            Self::AroundEvent => "silence around a marked event",
            Self::Unlogged => "silence without an entry in the device log",
            Self::MissingLeadIn => "no silent lead-in where the device usually keeps one",
            Self::LongerLeadIn => "silent lead-in longer than usual",
            Self::Gap => "gap: audio packets are missing",
            Self::EarlyEnd => "audio track ends early",
            Self::NoTrack => "no audio track",
            Self::EdgeSound => "silence with a tone or a click at an edge",
            Self::MidSilence => "silence in mid recording",
            Self::PartSilent => "one track or channel of several is silent",
            Self::Unexamined => "not examined",
        }
    }
}
