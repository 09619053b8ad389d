//! Opening packets: reading the first bytes of one, or all of them, and judging whether it is silent.

use crate::bytes::{Ahead, ReadAt, read_full};
use crate::codec::Coding;
use crate::decode::Decoder;
use crate::listen::zeros::HALF_STEP;
use crate::source::PacketIndex;
use crate::survey::spectrum::{self, Spectrum, Windows};

/// What is known of one packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// Nothing in it sounds, on any channel.
    Silent,
    /// Something sounds.
    Sounds,
    /// Something sounds, but not on the first channel of two.
    FirstSilent,
    /// Its syntax is not judged.
    Unknown,
    /// Its bytes could not be read.
    Unread,
}

/// How a packet shows that it is silent.
enum Proof {
    /// By its coded spectrum.
    Spectrum,
    /// By decoding it alone: a lossless coding whose packets do not depend on each other.
    Alone(Box<Decoder>, f32),
}

/// Opens the packets of one track.
pub(crate) struct Opener<'a> {
    bytes: &'a dyn ReadAt,
    index: &'a dyn PacketIndex,
    proof: Proof,
    /// One byte a packet; zero where it was not opened yet.
    known: Vec<u8>,
    ahead: Ahead,
    data: Vec<u8>,
    /// How many bytes of a packet are read at first.
    prefix: u32,
    /// Whether windows say how far sound reaches: not where only the core of a codec is judged, whose encoder delays and
    /// filters what it codes.
    pub(crate) windows_count: bool,
    /// How many were opened.
    pub(crate) opened: u64,
    /// How many have a syntax that is not judged.
    pub(crate) unknown: u64,
    /// How many could not be read.
    pub(crate) unread: u64,
}

/// The first bytes of a packet that are read, for each channel: what shows silence takes 4 to 8 bytes with the encoders
/// that were measured, and what sounds shows it sooner. Where they do not do, the whole packet is read.
const PREFIX: u32 = 8;
const MOST_PREFIX: u32 = 32;

impl<'a> Opener<'a> {
    /// For a track whose packets can be judged one by one; `None` where they cannot.
    pub(crate) fn new(
        bytes: &'a dyn ReadAt,
        index: &'a dyn PacketIndex,
        coding: &Coding,
        rate_hz: u32,
        channels: u16,
    ) -> Option<Self> {
        let proof = match coding {
            Coding::Aac { .. } => Proof::Spectrum,
            Coding::Alac { .. } | Coding::Flac { .. } | Coding::Pcm(_) => {
                let floor = if let Coding::Pcm(pcm) = coding { pcm.floor() } else { 0.0 };
                let decoder = Decoder::new(coding, rate_hz, channels).ok()?;
                Proof::Alone(Box::new(decoder), HALF_STEP.max(floor * 1.001))
            }
            _ => return None,
        };
        let known = vec![0; index.len()];
        let (ahead, data) = (Ahead::default(), Vec::new());
        let prefix = PREFIX.saturating_mul(u32::from(channels.max(1))).min(MOST_PREFIX);
        Some(Self {
            bytes,
            index,
            proof,
            known,
            ahead,
            data,
            prefix,
            windows_count: true,
            opened: 0,
            unknown: 0,
            unread: 0,
        })
    }

    /// Whether sizes suggest anything about this coding at all, and packets are judged by their first bytes.
    pub(crate) fn by_spectrum(&self) -> bool {
        matches!(self.proof, Proof::Spectrum)
    }

    /// What is known of a packet, without opening it.
    pub(crate) fn known(&self, number: usize) -> Option<Verdict> {
        match self.known.get(number).copied().unwrap_or(0) {
            1 => Some(Verdict::Silent),
            2 => Some(Verdict::Sounds),
            3 => Some(Verdict::FirstSilent),
            4 => Some(Verdict::Unknown),
            5 => Some(Verdict::Unread),
            _ => None,
        }
    }

    /// Judges a packet, opening it if it was not before.
    pub(crate) fn verdict(&mut self, number: usize) -> Verdict {
        if let Some(known) = self.known(number) {
            return known;
        }
        let verdict = self.open(number, false);
        self.keep(number, verdict)
    }

    /// Judges every packet, neighbours read together. `progress` is told how many are done.
    pub(crate) fn all(&mut self, progress: &dyn Fn(usize)) {
        for number in 0..self.index.len() {
            if self.known(number).is_none() {
                let verdict = self.open(number, true);
                self.keep(number, verdict);
            }
            if number % 4096 == 0 {
                progress(number);
            }
        }
        self.ahead = Ahead::default();
    }

    fn keep(&mut self, number: usize, verdict: Verdict) -> Verdict {
        self.opened += 1;
        self.unread += u64::from(verdict == Verdict::Unread);
        self.unknown += u64::from(verdict == Verdict::Unknown);
        if let Some(slot) = self.known.get_mut(number) {
            *slot = match verdict {
                Verdict::Silent => 1,
                Verdict::Sounds => 2,
                Verdict::FirstSilent => 3,
                Verdict::Unknown => 4,
                Verdict::Unread => 5,
            };
        }
        verdict
    }

    fn open(&mut self, number: usize, in_order: bool) -> Verdict {
        let (offset, size) = self.index.place(number);
        let stripped = self.index.stripped();
        match &mut self.proof {
            Proof::Spectrum => {
                let wanted = size.min(self.prefix);
                let read = if in_order {
                    let following = (number + 1..self.index.len()).map(|i| self.index.place(i));
                    let prefix = self.prefix;
                    self.ahead.fetch(self.bytes, (offset, wanted), following.map(move |(o, s)| (o, s.min(prefix))))
                } else {
                    fetch(self.bytes, offset, wanted, &mut self.data)
                };
                let Ok(prefix) = read else { return Verdict::Unread };
                if prefix.len() < wanted as usize {
                    return Verdict::Unread;
                }
                let whole_size = stripped.len() + size as usize;
                let mut shown = match stripped {
                    [] => spectrum::judge(prefix, whole_size),
                    head => spectrum::judge(&[head, prefix].concat(), whole_size),
                };
                if shown == Spectrum::Cut {
                    let Ok(whole) = fetch(self.bytes, offset, size, &mut self.data) else { return Verdict::Unread };
                    shown = match stripped {
                        [] => spectrum::judge(whole, whole_size),
                        head => spectrum::judge(&[head, whole].concat(), whole_size),
                    };
                }
                match shown {
                    Spectrum::Zero => Verdict::Silent,
                    Spectrum::Sounds { zero } if zero & 1 == 1 => Verdict::FirstSilent,
                    Spectrum::Sounds { .. } => Verdict::Sounds,
                    Spectrum::Unknown | Spectrum::Cut => Verdict::Unknown,
                }
            }
            Proof::Alone(decoder, threshold) => {
                let Ok(read) = fetch(self.bytes, offset, size, &mut self.data) else { return Verdict::Unread };
                if read.len() < size as usize {
                    return Verdict::Unread;
                }
                let decoded = match stripped {
                    [] => decoder.decode(read),
                    head => decoder.decode(&[head, read].concat()),
                };
                match decoded {
                    Ok(0) | Err(_) => Verdict::Unknown,
                    Ok(_) if decoder.planes().iter().flatten().all(|s| s.abs() < *threshold) => Verdict::Silent,
                    Ok(_) => Verdict::Sounds,
                }
            }
        }
    }

    /// How the windows of a packet lie that is silent by its spectrum.
    pub(crate) fn windows(&mut self, number: usize) -> Option<Windows> {
        if !self.windows_count || !self.by_spectrum() || self.known(number) != Some(Verdict::Silent) {
            return None;
        }
        let (offset, size) = self.index.place(number);
        let stripped = self.index.stripped();
        let whole = fetch(self.bytes, offset, size, &mut self.data).ok()?;
        Some(if stripped.is_empty() {
            spectrum::windows(whole)
        } else {
            spectrum::windows(&[stripped, whole].concat())
        })
    }

    /// All bytes of a packet, as the decoder wants them.
    pub(crate) fn whole(&mut self, number: usize, into: &mut Vec<u8>) -> bool {
        let (offset, size) = self.index.place(number);
        into.clear();
        into.extend_from_slice(self.index.stripped());
        let Ok(read) = fetch(self.bytes, offset, size, &mut self.data) else { return false };
        into.extend_from_slice(read);
        size > 0 && read.len() == size as usize
    }

    /// A packet's first bytes, at most `n`, as they stand in the file.
    pub(crate) fn first_bytes(&mut self, number: usize, n: u32) -> Vec<u8> {
        let (offset, size) = self.index.place(number);
        fetch(self.bytes, offset, size.min(n), &mut self.data).map(<[u8]>::to_vec).unwrap_or_default()
    }

    /// Tells the store which packets will be opened next.
    pub(crate) fn will_open(&self, numbers: impl Iterator<Item = usize>, whole: bool) {
        let ranges: Vec<(u64, u64)> = numbers
            .map(|i| self.index.place(i))
            .filter(|&(_, size)| size > 0)
            .map(|(offset, size)| (offset, u64::from(if whole { size } else { size.min(self.prefix) })))
            .collect();
        if !ranges.is_empty() {
            self.bytes.will_need(&ranges);
        }
    }
}

/// Reads into a buffer that is used again. Packet sizes have been limited by the index.
fn fetch<'d>(bytes: &dyn ReadAt, offset: u64, size: u32, data: &'d mut Vec<u8>) -> std::io::Result<&'d [u8]> {
    data.resize(size as usize, 0);
    let n = read_full(bytes, offset, data)?;
    Ok(data.get(..n).unwrap_or_default())
}
