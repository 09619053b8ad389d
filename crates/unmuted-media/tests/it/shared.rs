//! Real recordings, where they are at hand beside the repository. None of them holds a quarter of a second of zeros
//! that was not put there by an editor, and all of them must be heard from end to end.

use std::path::PathBuf;

use unmuted_media::{Examined, ListenOptions, listen, probe};

#[test]
fn real_recordings_are_heard_from_end_to_end() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/audio");
    let Ok(kinds) = std::fs::read_dir(&folder) else {
        println!("skipped: needs ../shared");
        return;
    };
    let mut files: Vec<PathBuf> = kinds
        .filter_map(|k| std::fs::read_dir(k.ok()?.path()).ok())
        .flatten()
        .filter_map(|f| Some(f.ok()?.path()))
        .filter(|f| matches!(f.extension().and_then(|e| e.to_str()), Some("ogg" | "flac" | "wav" | "mp3")))
        .collect();
    files.sort();
    let (mut secs, mut silent) = (0.0, Vec::new());
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let recording = probe(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        let heard = listen(&bytes, &recording, &ListenOptions::default(), None, &|_, _| {}).unwrap();
        assert!(recording.faults.is_empty(), "{name}: {:?}", recording.faults);
        assert_eq!(heard.tracks[0].how, Examined::Decoded, "{name}");
        let open = heard.examined.missing(recording.span).total().as_secs_f64();
        assert!(open < 0.001, "{name}: {open} s were not examined: {:?}", heard.faults);
        secs += recording.span.len().as_secs_f64();
        silent.extend(heard.silences.iter().map(|s| (name.clone(), s.class, s.extent.inner().unwrap().len())));
    }
    assert!(files.len() > 60);
    println!("{} recordings, {secs:.0} s; silent: {silent:?}", files.len());
}
