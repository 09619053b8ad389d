//! What the targets have in common.

use unmuted_media::{Effort, ListenOptions, SurveyOptions, listen, probe, survey};

/// Opens and hears a recording. An error is a fine result; what must hold of any other is checked.
pub fn hear(bytes: &[u8]) {
    let Ok(recording) = probe(&bytes) else { return };
    for effort in [Effort::Quick, Effort::Thorough] {
        let Ok(found) = survey(&bytes, &SurveyOptions { effort, ..SurveyOptions::default() }, None, &|_, _| {}) else {
            continue;
        };
        for track in &found.tracks {
            assert!(track.spans.windows(2).all(|w| w[0].silence.certain().start() <= w[1].silence.certain().end()));
            assert!(track.opened <= track.packets.max(1), "a packet was counted twice");
        }
    }
    let Ok(heard) = listen(&bytes, &recording, &ListenOptions::default(), None, &|_, _| {}) else { return };
    for track in &heard.tracks {
        assert!(track.silences.windows(2).all(|w| w[0].extent.start().earliest() <= w[1].extent.end().latest()));
    }
    for silence in &heard.silences {
        let silent = [silence.extent.outer()].into_iter().collect();
        assert!(heard.audible.intersection(&silent).is_empty(), "sound inside a silence");
    }
}

/// The same with the first bytes replaced by those of a container, so that its reader is asked.
pub fn hear_as(magic: &[u8], bytes: &[u8]) {
    let mut all = magic.to_vec();
    all.extend_from_slice(bytes.get(magic.len()..).unwrap_or_default());
    hear(&all);
}
