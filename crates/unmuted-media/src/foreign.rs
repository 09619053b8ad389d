//! The way out for codecs that this crate does not decode: somebody else's decoder, given by the caller. This crate
//! starts no program and knows no path; it only says what such a decoder must deliver.

use std::io::{self, Read};

use crate::recording::AudioTrack;

/// Decodes tracks that this crate cannot, for example by running `ffmpeg`.
pub trait ForeignDecoder: Send + Sync {
    /// Its name and version, as it will stand in results.
    fn name(&self) -> String;
    /// Starts decoding one track from its beginning. See [`ForeignPcm`] for what must come.
    ///
    /// # Errors
    /// Why decoding could not start.
    fn pcm(&self, track: &AudioTrack) -> io::Result<ForeignPcm>;
}

/// What a foreign decoder delivers: signed 16-bit little-endian samples, channels interleaved.
///
/// Sample frame 0 is heard at [`AudioTrack::start`], and frame `k` exactly `k / rate_hz` s later: samples that the
/// encoder put in front are left out, and gaps inside the track are filled with zeros. (With `ffmpeg`:
/// `-map 0:STREAM -af aresample=async=1:min_hard_comp=0.01 -f s16le -ac CHANNELS -ar RATE`, where `STREAM` is
/// [`AudioTrack::stream`].) Which of the zeros were gaps is known from the container; they are reported as such.
pub struct ForeignPcm {
    /// Samples a second.
    pub rate_hz: u32,
    /// Channels.
    pub channels: u16,
    /// The samples; its end is the end of the track. An error from it is reported as a fault, and what came before
    /// stands.
    pub samples: Box<dyn Read + Send>,
}
