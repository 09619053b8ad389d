//! The classes of silence, and what could explain each. A class is a fact about bytes; a cause is not, and is
//! only ever said on evidence of cause (a device's log, a named person's mark).

use std::fmt;

/// What kind of absence of sound a span is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum SilenceClass {
    /// Silent from the recording's first instant, consistent with a pre-event buffer that keeps no sound.
    PreEvent,
    /// Every decoded sample is zero, on every channel.
    DigitalSilence,
    /// Audio packets are missing between two that are there.
    Dropped,
    /// The recording has no audio track at all.
    TrackAbsent,
    /// The audio track ends before the picture does.
    TrackEndsEarly,
    /// A steady low level between two abrupt steps: attenuated, or a quiet room.
    LowLevel,
    /// No sound, and nothing in the file that says which of the above.
    Unknown,
}

impl SilenceClass {
    /// All classes, in the order in which pages and tables list them.
    pub const ALL: [Self; 7] = [
        Self::PreEvent,
        Self::DigitalSilence,
        Self::Dropped,
        Self::TrackAbsent,
        Self::TrackEndsEarly,
        Self::LowLevel,
        Self::Unknown,
    ];

    /// The name in files and in the assertion language.
    pub fn key(self) -> &'static str {
        match self {
            Self::PreEvent => "pre_event",
            Self::DigitalSilence => "digital_silence",
            Self::Dropped => "dropped",
            Self::TrackAbsent => "track_absent",
            Self::TrackEndsEarly => "track_ends_early",
            Self::LowLevel => "low_level",
            Self::Unknown => "unknown",
        }
    }

    /// The words on a page. A state of the file, never an act.
    pub fn words(self) -> &'static str {
        match self {
            Self::PreEvent => "pre-event buffer",
            Self::DigitalSilence => "digital silence",
            Self::Dropped => "dropped",
            Self::TrackAbsent => "no audio track",
            Self::TrackEndsEarly => "track ends early",
            Self::LowLevel => "low level, cause unknown",
            Self::Unknown => "no sound, class unknown",
        }
    }

    /// Whether the container or the samples prove that nothing could be heard. Only such a span removes
    /// audio coverage decisively; the others are leads.
    pub fn is_proven(self) -> bool {
        !matches!(self, Self::LowLevel | Self::Unknown)
    }

    /// What could explain a span of this class, in the order in which a page lists it. The list is never
    /// complete and never ranked by likelihood.
    pub fn possible_causes(self) -> &'static [PossibleCause] {
        use PossibleCause as C;
        match self {
            Self::PreEvent => &[C::PreEventBuffer, C::WearersSwitch, C::Setting, C::Redaction],
            Self::DigitalSilence => {
                &[C::WearersSwitch, C::Setting, C::DeviceFault, C::Redaction, C::Export, C::TooQuietToCode]
            }
            Self::Dropped => &[C::DeviceFault, C::FileDamage, C::Redaction, C::Export],
            Self::TrackAbsent => &[C::Setting, C::DeviceFault, C::Redaction, C::Export],
            Self::TrackEndsEarly => &[C::DeviceFault, C::WearersSwitch, C::FileDamage, C::Redaction, C::Export],
            Self::LowLevel => &[C::QuietPlace, C::CoveredMicrophone, C::DeviceFault, C::Redaction],
            Self::Unknown => &[C::WearersSwitch, C::DeviceFault, C::FileDamage, C::Redaction, C::Export],
        }
    }
}

impl fmt::Display for SilenceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Something that could explain a silent span. Listing one says nothing about whether it happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum PossibleCause {
    /// The camera kept pictures, but no sound, from before it was started.
    PreEventBuffer,
    /// The wearer's mute or stop control.
    WearersSwitch,
    /// A setting of the device or of the agency.
    Setting,
    /// A fault of the device or of its microphone.
    DeviceFault,
    /// A microphone that was covered.
    CoveredMicrophone,
    /// A place that was quiet.
    QuietPlace,
    /// Damage to the file after it was recorded.
    FileDamage,
    /// Sound taken out before release, for privacy or another reason.
    Redaction,
    /// A conversion or an export that lost the sound.
    Export,
    /// Sound that the encoder left out because it was too quiet: below some -90 dBFS, or beside louder sound.
    TooQuietToCode,
}

impl PossibleCause {
    /// The words on a page.
    pub fn words(self) -> &'static str {
        match self {
            Self::PreEventBuffer => "a pre-event buffer that keeps no sound",
            Self::WearersSwitch => "a wearer's switch",
            Self::Setting => "a setting of the device or the agency",
            Self::DeviceFault => "a device fault",
            Self::CoveredMicrophone => "a covered microphone",
            Self::QuietPlace => "a quiet place",
            Self::FileDamage => "damage to the file",
            Self::Redaction => "a redaction before release",
            Self::Export => "a conversion or an export",
            Self::TooQuietToCode => "sound too quiet for the encoder to keep",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_names_an_act() {
        for class in SilenceClass::ALL {
            assert!(!class.words().contains("mute"), "{class}: a class is a state of the file");
        }
    }
}
