//! AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): what an AAC decoder must be told. It is read here, and not left to
//! the decoder alone, because HE-AAC is announced in it in three ways, and its core can be decoded when the
//! announcement is taken away.

use crate::cursor::Bits;

/// What an AudioSpecificConfig says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AudioSpecificConfig {
    /// Audio object type of the core: 2 is AAC-LC.
    pub(crate) core_type: u8,
    /// Samples a second of the core.
    pub(crate) core_rate_hz: u32,
    /// Channels of the core; zero where a program config element would say.
    pub(crate) channels: u16,
    /// Samples of one packet of the core: 1,024 or 960.
    pub(crate) core_frames: u32,
    /// Spectral band replication (HE-AAC) is announced.
    pub(crate) sbr: bool,
    /// Parametric stereo (HE-AAC v2) is announced.
    pub(crate) ps: bool,
    channel_config: u8,
}

const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

impl AudioSpecificConfig {
    pub(crate) fn read(data: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(data);
        let mut core_type = object_type(&mut bits)?;
        let mut core_rate_hz = rate(&mut bits)?;
        let channel_config = bits.read(4)? as u8;
        let (mut sbr, mut ps) = (core_type == 5, core_type == 29);
        if sbr || ps {
            // Explicit and hierarchical: the rate after it is the extension's, the one before the core's.
            sbr = true;
            rate(&mut bits)?;
            core_type = object_type(&mut bits)?;
        }
        let mut core_frames = 1024;
        if matches!(core_type, 1..=4 | 6 | 7 | 17 | 19..=23) {
            core_frames = if bits.read(1)? == 1 { 960 } else { 1024 };
            if bits.read(1)? == 1 {
                bits.read(14)?;
            }
            let extended = bits.read(1)? == 1;
            // Explicit and backward compatible: a sync word after the core's configuration.
            if !sbr && !extended && bits.read(11) == Some(0x2b7) && bits.read(5) == Some(5) {
                sbr = bits.read(1) == Some(1);
                if sbr {
                    // A sample rate, and perhaps another sync word for parametric stereo.
                    rate(&mut bits);
                    ps = bits.read(11) == Some(0x548) && bits.read(1) == Some(1);
                }
            }
        }
        core_rate_hz = core_rate_hz.min(u32::MAX / 2);
        let channels = match channel_config {
            n @ 1..=6 => u16::from(n),
            7 => 8,
            _ => 0,
        };
        Some(Self { core_type, core_rate_hz, channels, core_frames, sbr, ps, channel_config })
    }

    /// Whether symphonia's decoder can decode the core: AAC-LC, 1,024 samples, one or two channels.
    pub(crate) fn core_is_decodable(&self) -> bool {
        self.core_type == 2 && self.core_frames == 1024 && matches!(self.channels, 1 | 2)
    }

    /// A configuration that describes the core alone, as if the extension were not there.
    pub(crate) fn core_alone(&self) -> Vec<u8> {
        let mut bits: Vec<u8> = Vec::with_capacity(48);
        let mut put = |value: u32, n: u32| bits.extend((0..n).rev().map(|i| ((value >> i) & 1) as u8));
        put(u32::from(self.core_type), 5);
        match RATES.iter().position(|&r| r == self.core_rate_hz) {
            Some(i) => put(i as u32, 4),
            None => {
                put(15, 4);
                put(self.core_rate_hz, 24);
            }
        }
        put(u32::from(self.channel_config), 4);
        put(u32::from(self.core_frames == 960), 1);
        put(0, 2);
        bits.chunks(8).map(|c| c.iter().enumerate().fold(0, |byte, (i, b)| byte | (b << (7 - i)))).collect()
    }

    /// The name on a page.
    pub(crate) fn name(&self) -> String {
        match (self.core_type, self.sbr, self.ps) {
            (2, false, _) => "AAC-LC".into(),
            (2, true, false) => "HE-AAC".into(),
            (2, true, true) => "HE-AAC v2".into(),
            (1, ..) => "AAC Main".into(),
            (23, ..) => "AAC-LD".into(),
            (39, ..) => "AAC-ELD".into(),
            (42, ..) => "xHE-AAC".into(),
            (n, ..) => format!("MPEG-4 audio object type {n}"),
        }
    }
}

fn object_type(bits: &mut Bits<'_>) -> Option<u8> {
    match bits.read(5)? {
        31 => Some(32 + bits.read(6)? as u8),
        n => Some(n as u8),
    }
}

fn rate(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.read(4)? {
        15 => bits.read(24),
        i => RATES.get(i as usize).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_extended_forms() {
        let lc = AudioSpecificConfig::read(&[0x11, 0x88]).unwrap();
        assert_eq!((lc.core_type, lc.core_rate_hz, lc.channels, lc.sbr), (2, 48_000, 1, false));
        assert_eq!(lc.core_alone(), [0x11, 0x88]);
        // Hierarchical HE-AAC, 24 kHz core, 48 kHz output, stereo.
        let he = AudioSpecificConfig::read(&[0x2b, 0x11, 0x88, 0x00]).unwrap();
        assert_eq!((he.core_type, he.core_rate_hz, he.channels, he.sbr), (2, 24_000, 2, true));
        assert_eq!(AudioSpecificConfig::read(&he.core_alone()).unwrap().name(), "AAC-LC");
        // Backward compatible: AAC-LC, then the sync word.
        let bc = AudioSpecificConfig::read(&[0x13, 0x08, 0x56, 0xe5, 0x98]).unwrap();
        assert_eq!((bc.core_rate_hz, bc.sbr), (24_000, true));
        assert_eq!(AudioSpecificConfig::read(&[0x11]), None);
    }
}
