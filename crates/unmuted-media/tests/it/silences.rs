//! Every committed recording, against the truth: the classes as they are, both ends within 50 ms, the truth inside the
//! bounds, and nothing else.

use unmuted_media::{Examined, FaultKind, Method, PossibleCause, Priming, SilenceClass};

use crate::material;

#[test]
fn every_silent_span_is_found_and_no_other() {
    let (mut worst, mut spans) = (0.0f64, 0);
    for truth in material::all() {
        let (recording, heard) = material::heard(&material::bytes(&truth.file));
        let found: Vec<_> = heard.silences.iter().map(|s| (s.class.key().to_owned(), s.extent)).collect();
        let name = &truth.file;
        assert_eq!(found.len(), truth.spans.len(), "{name}: {found:?}, not {:?}", truth.spans);
        let late = recording.audio.first().map_or(0.0, |a| a.priming.late_by_at_most().as_secs_f64());
        let packet = recording.audio.first().map_or(0.0, |a| a.packet.as_secs_f64());
        for ((class, from, to), (found, extent)) in truth.spans.iter().zip(found) {
            assert_eq!(*class, found, "{name}");
            let (start, end) = (extent.start(), extent.end());
            let holds = |i: unmuted_model::Interval<_>, t: f64| {
                i.earliest().as_secs_f64() - 2e-4 <= t && t <= i.latest().as_secs_f64() + 2e-4
            };
            assert!(holds(start, *from), "{name}: {from} is not in {start:?}");
            assert!(holds(end, *to), "{name}: {to} is not in {end:?}");
            // The single values that a page would show: the inner ends. An unknown priming is not our error.
            let error =
                (start.latest().as_secs_f64() - from).abs().max((end.earliest().as_secs_f64() + late - to).abs());
            let allowed = if packet > 0.03 { 0.150 } else { 0.050 };
            assert!(error - late <= allowed, "{name}: {error} s off");
            worst = worst.max(error - late);
            spans += 1;
        }
    }
    println!("{spans} spans, worst end {:.1} ms from the truth", worst * 1e3);
}

#[test]
fn a_class_says_how_it_is_known_and_what_could_explain_it() {
    let only = |file: &str, class: SilenceClass| {
        let (_, heard) = material::heard(&material::bytes(file));
        let found: Vec<_> = heard.silences.into_iter().filter(|s| s.class == class).collect();
        assert_eq!(found.len(), 1, "{file}");
        found.into_iter().next().unwrap()
    };
    let zeros = only("moov_last.mp4", SilenceClass::DigitalSilence);
    assert_eq!(zeros.method, Method::ZeroSpectrumAndDecoded);
    assert!(zeros.evidence.proven_packets == zeros.evidence.packets && zeros.evidence.packets > 30);
    assert_eq!(zeros.evidence.first_bytes.len(), 3);
    assert!(zeros.evidence.zero_samples > 36_000 && zeros.evidence.offset.is_some());
    assert!(zeros.evidence.causes.contains(&PossibleCause::WearersSwitch));
    let dropped = only("dropped.mp4", SilenceClass::Dropped);
    assert_eq!((dropped.method, dropped.evidence.zero_samples), (Method::Index, 0));
    assert!((dropped.evidence.missing.as_secs_f64() - 28.0 * 1024.0 / 48_000.0).abs() < 1e-6);
    assert!(only("no_audio.mp4", SilenceClass::TrackAbsent).evidence.whole_recording);
    let lead = only("lead_in.mp4", SilenceClass::PreEvent);
    assert!(lead.evidence.causes.contains(&PossibleCause::PreEventBuffer));
    assert_eq!(lead.evidence.near_buffer_secs, None); // 1.7 s is no usual length
}

#[test]
fn what_is_audible_never_touches_a_silence() {
    for truth in material::all() {
        let (recording, heard) = material::heard(&material::bytes(&truth.file));
        for s in &heard.silences {
            let both = heard.audible.intersection(&[s.extent.outer()].into_iter().collect());
            assert!(both.is_empty(), "{}: {both:?}", truth.file);
        }
        if recording.audio.iter().all(|a| a.codec != "Opus") {
            let open = heard.examined.missing(recording.span);
            assert!(open.total().as_secs_f64() < 0.05, "{}: {open:?} was not examined", truth.file);
        }
    }
}

#[test]
fn a_codec_that_is_not_decoded_is_not_called_silent() {
    let (recording, heard) = material::heard(&material::bytes("opus.ogg"));
    assert_eq!(heard.tracks[0].how, Examined::Not { codec: "Opus".into() });
    assert!(heard.silences.is_empty() && heard.examined.is_empty() && heard.mono.is_none());
    assert!(heard.faults.iter().any(|f| f.kind == FaultKind::CodecNotDecoded { codec: "Opus".into() }));
    assert_eq!(recording.span.len().as_secs_f64(), 4.0);
}

#[test]
fn a_dead_channel_is_noted() {
    let (_, heard) = material::heard(&material::bytes("dead_channel.m4a"));
    assert!(heard.faults.iter().any(|f| f.kind == FaultKind::ChannelSilent { channel: 1 }));
    assert_eq!(heard.tracks[0].channels.iter().map(|c| c.silent).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn the_container_says_what_it_skips() {
    let priming = |file| material::heard(&material::bytes(file)).0.audio[0].priming;
    assert!(matches!(priming("moov_last.mp4"), Priming::EditList { skipped } if skipped.get() == 21_333_333));
    assert!(matches!(priming("lame.mp3"), Priming::LameTag { .. }));
    assert!(matches!(priming("bare.mp3"), Priming::Unknown { .. }));
    assert!(matches!(priming("fragmented.mp4"), Priming::Unknown { .. }));
    assert_eq!((priming("vorbis.ogg"), priming("small.flac")), (Priming::Codec, Priming::None));
}

#[test]
fn a_track_without_packets_is_no_track() {
    let mut bytes = material::bytes("moov_first.mp4");
    // The second table of sizes is that of the sound: it is said to be empty.
    let at = bytes.windows(4).enumerate().filter(|(_, w)| w == b"stsz").nth(1).unwrap().0;
    bytes[at + 12..at + 16].fill(0);
    let (recording, heard) = material::heard(&bytes);
    assert_eq!(recording.audio.len(), 1);
    let [silence] = &heard.silences[..] else { panic!("{:?}", heard.silences) };
    assert_eq!((silence.class, silence.method), (SilenceClass::TrackAbsent, Method::Index));
    assert!(silence.evidence.whole_recording);
    assert_eq!(heard.examined.total(), recording.span.len());
}

#[test]
fn the_core_of_he_aac_is_heard_and_said_to_be_the_core() {
    let plain = material::bytes("low_rate.m4a");
    // The configuration says at its end that there is no extension; now it says that there is one, to 32 kHz.
    let at = plain.windows(4).position(|w| w == [0x14, 0x08, 0x56, 0xe5]).unwrap();
    let mut extended = plain.clone();
    extended[at + 4] = 0xa8;
    let ((before, a), (after, b)) = (material::heard(&plain), material::heard(&extended));
    assert_eq!((before.audio[0].codec.as_str(), after.audio[0].codec.as_str()), ("AAC-LC", "HE-AAC"));
    assert_eq!((&a.tracks[0].how, &b.tracks[0].how), (&Examined::Decoded, &Examined::CoreOnly));
    let ([plain], [core]) = (&a.silences[..], &b.silences[..]) else { panic!("{:?} {:?}", a.silences, b.silences) };
    // The extension may sound where the core does not, and the core's ends are less sure.
    assert_eq!((plain.class, core.class), (SilenceClass::DigitalSilence, SilenceClass::Unknown));
    let (plain, core) = (plain.certain(), core.certain());
    assert!(plain.start() < core.start() && core.end() < plain.end());
    assert!(b.faults.iter().any(|f| f.kind == FaultKind::CoreOnly { codec: "HE-AAC".into() }));
}

#[test]
fn what_was_cut_off_is_not_examined_and_not_silent() {
    for file in ["moov_first.mp4", "fragmented.mp4", "matroska.mkv", "vorbis.ogg", "lame.mp3", "small.flac"] {
        let whole = material::bytes(file);
        let (_, all) = material::heard(&whole);
        let (recording, heard) = material::heard(&whole[..whole.len() * 7 / 10]);
        assert!(heard.examined.total() < all.examined.total(), "{file}");
        assert!(heard.examined.total().as_secs_f64() > 0.3, "{file}: {:?}", heard.examined);
        // What is found is found in the whole as well: nothing was made of the missing end.
        let classes = |h: &unmuted_media::Heard| h.silences.iter().map(|s| s.class).collect::<Vec<_>>();
        assert!(classes(&heard).iter().all(|c| classes(&all).contains(c)), "{file}: {:?}", heard.silences);
        assert!(!classes(&heard).contains(&SilenceClass::TrackEndsEarly), "{file}");
        if file == "moov_first.mp4" {
            let beyond = |f: &unmuted_media::Fault| matches!(f.kind, FaultKind::PacketsBeyondEnd { .. });
            assert!(recording.faults.iter().any(beyond), "{:?}", recording.faults);
            assert_eq!(recording.span.end().as_secs_f64(), 4.0);
        }
    }
}
