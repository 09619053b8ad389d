//! How much foreign bytes may make us do, in one place, each with the attack that it stops.
//! Together they keep one recording under 256 MB; what lies beyond a limit is reported as a
//! [`FaultKind::LimitReached`](crate::FaultKind::LimitReached), never cut off in silence.

/// Bytes of one table of an index (a sample-size table, one `moof`) that are held at once. A box may claim four
/// billion entries; a table of 12 hours of AAC at 48 kHz takes 8 MB.
pub const TABLE_BYTES: u64 = 32 << 20;
/// Audio packets of one track that are indexed (24 bytes each): a constant sample size lets a 4-byte field claim
/// four billion packets. 2 million are 11.8 hours of AAC at 48 kHz.
pub const PACKETS: usize = 2_000_000;
/// Bytes of one audio packet. A sample size may claim 4 GB; the largest real packet (FLAC, 8 channels of
/// 65,535 samples at 32 bits) is 2 MB.
pub const PACKET_BYTES: u64 = 4 << 20;
/// Bytes of one decoder's configuration (an `esds`, a Vorbis setup header).
pub const CONFIG_BYTES: u64 = 1 << 20;
/// Boxes, elements or chunks on the top level of a file: a 1 GB file of empty boxes would keep us walking.
pub const TOP_LEVEL_BOXES: usize = 4_000_000;
/// Children of one box or element that is not the top level.
pub const CHILDREN: usize = 100_000;
/// Tracks of one recording; beyond this a file is crafted.
pub const TRACKS: usize = 64;
/// Audio tracks of one recording that are listened to. In-car systems have up to eight.
pub const AUDIO_TRACKS: usize = 16;
/// Channels of one track.
pub const CHANNELS: u16 = 32;
/// Samples a second that are believed.
pub const RATE_HZ: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// Edits in one edit list.
pub const EDITS: usize = 1_000;
/// Faults that are kept in words; the rest is counted.
pub const FAULTS: usize = 100;
/// Silent spans and holes that are kept for one track: timestamps may jump at every packet.
pub const SPANS: usize = 50_000;
/// Samples of the mono signal at 8 kHz that are kept (2 bytes each): two and a half hours. A few bytes of packets may
/// decode to days of zeros, and a gap may claim any length.
pub const MONO_SAMPLES: usize = 72_000_000;
/// Bins of one waveform's finest level: 14 hours at 100 a second. A container may claim any duration.
pub const WAVEFORM_BINS: usize = 5_000_000;
/// Numbers in all of a Vorbis stream's lookup tables together; a codebook of a few bytes may ask for 4 million, and
/// there may be 256 of them.
pub const VORBIS_LOOKUP: u64 = 8 << 20;
