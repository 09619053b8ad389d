//! What the user knows about the scene, and how a long computation tells how far it is.

use super::parameters::SOUND_M_PER_S;
use unmuted_model::Nanos;

/// What the user may know better than the method.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AlignOptions {
    /// The largest distance between any two microphones while they hear the same, metres. It says how far travel
    /// time may have shifted the places, and how far the lags of a loop may contradict each other before one is
    /// dropped; it moves no lag. Where the sound itself shows a larger distance, that is taken.
    pub max_distance_m: f64,
}

impl Default for AlignOptions {
    /// 15 m: officers around one person or one house.
    fn default() -> Self {
        Self { max_distance_m: 15.0 }
    }
}

impl AlignOptions {
    /// How far travel time may shift two recordings against each other: whatever is heard, and wherever it is, its
    /// ways to two microphones differ by no more than their distance (triangle inequality).
    pub fn travel_bound(&self) -> Nanos {
        Nanos::from_secs_f64(self.max_distance_m.max(0.0) / SOUND_M_PER_S)
    }
}

/// Hears what has been done; called from several threads, in no fixed order. `()` does not listen.
pub trait AlignProgress: Sync {
    /// A recording's features are there.
    fn prepared(&self, _recording: &str) {}
    /// Two recordings have been compared.
    fn compared(&self, _a: &str, _b: &str) {}
}

impl AlignProgress for () {}
