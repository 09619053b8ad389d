//! One recording on its own clock: from bytes to what is heard and what is not.
//!
//! [`probe`] reads a recording's index and says what it holds ([`Recording`]); [`listen`] decodes its sound in
//! one pass and says when it is silent, in which class, on what evidence, and what was not examined ([`Heard`]).
//! All bytes come through [`ReadAt`], so a file, an HTTP range and an object in a store are the same to it.
//!
//! ```
//! use unmuted_media::{ListenOptions, listen, probe};
//! # let mut wav = b"RIFF\x24\x7d\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\x7d\0\0".to_vec();
//! # wav.resize(wav.len() + 32000, 0);
//! let recording = probe(&wav)?;
//! let heard = listen(&wav, &recording, &ListenOptions::default(), None, &|_done, _total| {})?;
//! assert_eq!(heard.silences.len(), 1); // two seconds of zeros
//! # Ok::<(), unmuted_media::Error>(())
//! ```
//!
//! What it does not do: it knows no path, no case, no incident clock and no wall clock (a container's creation
//! time is carried as a claim). It never says *muted*: a class of silence is a state of the file, and what could
//! explain it is a list. Foreign bytes yield findings and faults, never a panic and never unbounded memory.

mod aiff;
mod bytes;
mod codec;
mod container;
mod contents;
mod cursor;
mod decode;
mod error;
mod fault;
mod flac;
mod foreign;
mod guard;
mod heard;
pub mod limits;
mod listen;
mod mkv;
mod mp4;
mod mpeg_audio;
mod ogg;
mod pcm_packets;
mod probe;
mod recording;
mod source;
mod survey;
mod wav;

pub use bytes::ReadAt;
pub use contents::{Contents, StoredPicture, StoredSound};
pub use error::Error;
pub use fault::{Blame, Fault, FaultKind, Limit, Location};
pub use foreign::{ForeignDecoder, ForeignPcm};
pub use guard::{Panicked, guarded};
pub use heard::{
    Channel, Evidence, Examined, Heard, HeardTrack, Level, Method, Mono, PacketBytes, Silence, Waveform,
    usual_buffer_near,
};
pub use listen::{ListenOptions, listen};
pub use probe::probe;
pub use recording::{
    AudioTrack, Container, Created, CreatedIn, Decoding, Hole, HoleKind, Priming, Recording, VideoTrack, Zero,
};
pub use survey::{Effort, Encoder, Survey, SurveyOptions, SurveyedTrack, TrackSilence, survey};
pub use unmuted_model::{PossibleCause, SilenceClass};
