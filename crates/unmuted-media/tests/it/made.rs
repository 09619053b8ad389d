//! Recordings made here, sample by sample, so that what must be found is exact: WAV in its variants, and AIFF.

use unmuted_media::{Blame, Container, CreatedIn, FaultKind, SilenceClass, probe};

use crate::material::heard;
use crate::sounds::{samples, wav};

fn pcm16(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|s| s.to_le_bytes()).collect()
}

#[test]
fn lossless_ends_are_exact_to_the_sample() {
    let bytes = wav(1, 1, 44_100, 16, &pcm16(&samples(441_000, 12_345, 200_001)));
    let (recording, heard) = heard(&bytes);
    assert_eq!(recording.container, Container::Wav);
    let [silence] = &heard.silences[..] else { panic!("{:?}", heard.silences) };
    let ns = |n: i64| unmuted_model::Nanos::from_ticks(n, 44_100).get();
    assert_eq!(
        (silence.extent.start().earliest().ns(), silence.extent.start().latest().ns()),
        (ns(12_345), ns(12_345))
    );
    assert_eq!((silence.extent.end().earliest().ns(), silence.extent.end().latest().ns()), (ns(200_001), ns(200_001)));
    assert_eq!(silence.evidence.zero_samples, 187_656);
}

#[test]
fn a_quarter_of_a_second_counts_and_less_does_not() {
    let silences = |n: usize| heard(&wav(1, 1, 8_000, 16, &pcm16(&samples(16_000, 4_000, 4_000 + n)))).1.silences.len();
    assert_eq!((silences(2_000), silences(1_999)), (1, 0));
}

#[test]
fn one_step_of_sixteen_bits_is_sound() {
    let mut quiet = vec![0i16; 16_000];
    for (i, s) in quiet.iter_mut().enumerate() {
        *s = (i % 2) as i16;
    }
    assert!(heard(&wav(1, 1, 8_000, 16, &pcm16(&quiet))).1.silences.is_empty());
}

#[test]
fn silence_is_silence_on_all_channels() {
    let (left, right) = (samples(32_000, 8_000, 24_000), samples(32_000, 16_000, 30_000));
    let both: Vec<u8> =
        left.iter().zip(&right).flat_map(|(l, r)| [l.to_le_bytes(), r.to_le_bytes()].concat()).collect();
    let (_, heard) = heard(&wav(1, 2, 16_000, 16, &both));
    let [silence] = &heard.silences[..] else { panic!("{:?}", heard.silences) };
    assert_eq!(silence.extent.inner().unwrap().start().as_secs_f64(), 1.0);
    assert_eq!(silence.extent.inner().unwrap().end().as_secs_f64(), 1.5);
}

#[test]
fn a_law_has_no_zero_and_is_silent_all_the_same() {
    let mut data: Vec<u8> = samples(16_000, 0, 0).iter().map(|s| (*s >> 4) as u8 | 0x10).collect();
    data[6_000..12_000].fill(0xd5);
    let (_, heard) = heard(&wav(6, 1, 8_000, 8, &data));
    assert_eq!(heard.silences.len(), 1);
    assert_eq!(heard.silences[0].extent.inner().unwrap().len().as_secs_f64(), 0.75);
}

#[test]
fn silence_from_the_start_is_a_lead_in_up_to_two_minutes() {
    let class = |secs: usize| {
        let (_, heard) = heard(&wav(1, 1, 1_000, 16, &pcm16(&samples(200_000, 0, secs * 1_000))));
        (heard.silences[0].class, heard.silences[0].evidence.near_buffer_secs)
    };
    assert_eq!(class(30), (SilenceClass::PreEvent, Some(30)));
    assert_eq!(class(7), (SilenceClass::PreEvent, None));
    assert_eq!(class(130), (SilenceClass::DigitalSilence, None));
    assert_eq!(class(200), (SilenceClass::DigitalSilence, None)); // all of it
}

#[test]
fn a_recorder_that_lost_power_leaves_what_it_has() {
    let mut bytes = wav(1, 1, 8_000, 16, &pcm16(&samples(8_000, 0, 0)));
    bytes[40..44].fill(0); // the size was never filled in
    assert_eq!(heard(&bytes).1.tracks[0].end.as_secs_f64(), 1.0);
    bytes[40..44].copy_from_slice(&1_000_000u32.to_le_bytes());
    let (recording, heard) = heard(&bytes);
    assert_eq!(heard.tracks[0].end.as_secs_f64(), 1.0);
    assert!(recording.faults.iter().any(|f| matches!(f.kind, FaultKind::Truncated { claimed: 1_000_000, .. })));
}

#[test]
fn an_origination_date_is_a_claim() {
    let mut bext = vec![0u8; 602];
    bext[320..338].copy_from_slice(b"2018-03-1821:26:00");
    let plain = wav(1, 1, 8_000, 16, &[0; 16]);
    let mut bytes = plain[..36].to_vec();
    bytes.extend(b"bext");
    bytes.extend(602u32.to_le_bytes());
    bytes.extend(bext);
    bytes.extend(&plain[36..]);
    let created = probe(&bytes).unwrap().created.unwrap();
    assert_eq!((created.claimed_in, created.text.as_deref()), (CreatedIn::BroadcastWav, Some("2018-03-18 21:26:00")));
}

#[test]
fn aiff_is_read() {
    let sound = samples(16_000, 4_000, 12_000);
    let mut body = b"AIFFCOMM\0\0\0\x12\0\x01\0\0\x3e\x80\0\x10\x40\x0b\xfa\0\0\0\0\0\0\0SSND".to_vec();
    body.extend((8 + 2 * sound.len() as u32).to_be_bytes());
    body.extend([0; 8]);
    body.extend(sound.iter().flat_map(|s| s.to_be_bytes()));
    let bytes = [b"FORM".to_vec(), (body.len() as u32).to_be_bytes().to_vec(), body].concat();
    let (recording, heard) = heard(&bytes);
    assert_eq!(recording.container, Container::Aiff);
    assert_eq!(heard.silences[0].extent.inner().unwrap().len().as_secs_f64(), 1.0);
}

#[test]
fn what_is_no_recording_says_so() {
    let blame = |bytes: &[u8]| probe(&bytes.to_vec()).unwrap_err().blame();
    assert_eq!(blame(b""), Blame::Malformed);
    assert_eq!(blame(b"%PDF-1.7 and so on"), Blame::Unsupported);
    assert_eq!(blame(b"RIFF\0\0\0\0WAVE"), Blame::Malformed);
    assert_eq!(blame(b"\0\0\0\x18ftypisom\0\0\0\0isommp42"), Blame::Malformed);
}
