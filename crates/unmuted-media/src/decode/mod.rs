//! From one packet's bytes to samples. symphonia's decoders do the work, each call guarded against a panic; PCM is
//! read here, because it needs no decoder.

pub(crate) mod asc;
mod pcm;

use symphonia::core::audio::{Channels, layouts};
use symphonia::core::codecs::audio::well_known as id;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use crate::codec::{Adpcm, Coding, Pcm};
use crate::guard::guarded;

/// Decodes one track, packet by packet. The samples of the last packet are in [`Self::planes`].
pub(crate) struct Decoder {
    inner: Inner,
    planes: Vec<Vec<f32>>,
    rate_hz: u32,
    packet_frames: u64,
}

enum Inner {
    Pcm {
        pcm: Pcm,
        channels: usize,
    },
    Symphonia(Box<dyn AudioDecoder>),
    /// A decoder panicked, and is not to be used again.
    Gone,
}

/// Why a packet gave no samples.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The packet is malformed; the next one may do.
    Packet(String),
    /// The decoder cannot go on.
    Decoder,
}

impl Decoder {
    /// A decoder for a track, or why there is none.
    pub(crate) fn new(coding: &Coding, rate_hz: u32, channels: u16) -> Result<Self, String> {
        if !crate::limits::RATE_HZ.contains(&rate_hz) || channels > crate::limits::CHANNELS {
            return Err("the sample rate or the number of channels cannot be".into());
        }
        let mut params = AudioCodecParameters::new();
        let mut packet_frames = 0;
        let codec: AudioCodecId = match coding {
            Coding::Pcm(pcm) => {
                let inner = Inner::Pcm { pcm: *pcm, channels: usize::from(channels.max(1)) };
                return Ok(Self { inner, planes: Vec::new(), rate_hz, packet_frames });
            }
            Coding::Aac { config } => {
                params.with_extra_data(config.clone().into_boxed_slice());
                id::CODEC_ID_AAC
            }
            Coding::Alac { cookie } => {
                params.with_extra_data(cookie.clone().into_boxed_slice());
                id::CODEC_ID_ALAC
            }
            Coding::Flac { streaminfo } => {
                params.with_extra_data(streaminfo.clone().into_boxed_slice());
                id::CODEC_ID_FLAC
            }
            Coding::MpegAudio => id::CODEC_ID_MP3,
            Coding::Vorbis { headers } => {
                params.with_extra_data(headers.clone().into_boxed_slice());
                id::CODEC_ID_VORBIS
            }
            Coding::Adpcm { kind, frames_per_block } => {
                packet_frames = u64::from(*frames_per_block);
                params.with_max_frames_per_packet(packet_frames).with_frames_per_block(packet_frames);
                match kind {
                    Adpcm::Microsoft => id::CODEC_ID_ADPCM_MS,
                    Adpcm::Ima => id::CODEC_ID_ADPCM_IMA_WAV,
                }
            }
            Coding::Foreign => return Err("the codec is not decoded here".into()),
        };
        params.for_codec(codec).with_sample_rate(rate_hz);
        if channels > 0 {
            params.with_channels(match channels {
                1 => layouts::CHANNEL_LAYOUT_MONO,
                2 => layouts::CHANNEL_LAYOUT_STEREO,
                n => Channels::Discrete(n),
            });
        }
        // We trim by the container's times ourselves; a decoder that trims as well would trim twice.
        let options = AudioDecoderOptions::default().gapless(false);
        let made = guarded(|| symphonia::default::get_codecs().make_audio_decoder(&params, &options));
        match made {
            Ok(Ok(decoder)) => {
                Ok(Self { inner: Inner::Symphonia(decoder), planes: Vec::new(), rate_hz, packet_frames })
            }
            Ok(Err(e)) => Err(e.to_string()),
            Err(_) => Err("its configuration makes the decoder fail".into()),
        }
    }

    /// Decodes one packet; its samples are then in [`Self::planes`]. Says how many there are for each channel.
    pub(crate) fn decode(&mut self, data: &[u8]) -> Result<usize, Refused> {
        let Self { inner, planes, rate_hz, packet_frames } = self;
        let decoder = match inner {
            Inner::Pcm { pcm, channels } => return Ok(pcm::read(*pcm, *channels, data, planes)),
            Inner::Gone => return Err(Refused::Decoder),
            Inner::Symphonia(decoder) => decoder,
        };
        let packet = PacketRef::new(0, Timestamp::ZERO, Duration::new(*packet_frames), data);
        let outcome = guarded(|| match decoder.decode_ref(&packet) {
            Ok(buffer) => {
                buffer.copy_to_vecs_planar::<f32>(planes);
                *rate_hz = buffer.spec().rate();
                Ok(buffer.frames())
            }
            Err(e) => Err(e.to_string()),
        });
        match outcome {
            Ok(Ok(frames)) => Ok(frames),
            Ok(Err(why)) => Err(Refused::Packet(why)),
            Err(_) => {
                *inner = Inner::Gone;
                Err(Refused::Decoder)
            }
        }
    }

    /// Makes the decoder forget what it decoded before: the next packet is the first, or comes after a gap.
    pub(crate) fn forget(&mut self) {
        let Self { inner, .. } = self;
        if let Inner::Symphonia(decoder) = inner
            && guarded(|| decoder.reset()).is_err()
        {
            *inner = Inner::Gone;
        }
    }

    /// The last packet's samples, one slice for each channel, full scale being ±1.
    pub(crate) fn planes(&self) -> &[Vec<f32>] {
        &self.planes
    }

    /// Samples a second of the last packet.
    pub(crate) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }
}
