//! What the page draws a waveform from: a twin of the pyramid that listening computes.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

/// One recording's waveform at several zooms. The first level has `bins_per_second` bins a second; each next one
/// is coarser by four, keeping the loudest peak, so that one shot in two hours stays visible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(export, export_to = "../../../web/src/generated/"))]
pub struct WaveformFile {
    /// The recording.
    pub recording: String,
    /// Of the first level.
    #[cfg_attr(test, ts(type = "number"))]
    pub bins_per_second: u32,
    /// Own clock, nanoseconds, of the first bin's start.
    #[cfg_attr(test, ts(type = "number"))]
    pub start_ns: i64,
    /// Finest first.
    pub levels: Vec<WaveformLevel>,
}

/// One zoom level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(export, export_to = "../../../web/src/generated/"))]
pub struct WaveformLevel {
    /// Loudest sample of each bin, base64 of one byte a bin: 0 is digital zero; 1 to 255 are -96 to 0 dB full scale.
    pub peak: String,
    /// Root mean square of each bin, likewise.
    pub rms: String,
}
