//! Prints what one recording holds, what is heard in it and what is not; also what that cost.
//! `cargo run --release -p unmuted-media --example heard -- FILE...`
#![allow(clippy::print_stdout)] // a tool for the people who work on this crate

use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::{ListenOptions, ReadAt, listen, probe};

struct Counted {
    file: std::fs::File,
    size: u64,
    bytes: AtomicU64,
    reads: AtomicU64,
}

impl ReadAt for Counted {
    fn size(&self) -> u64 {
        self.size
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read_at(buf, offset)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(n)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let file = std::fs::File::open(&path)?;
        let size = file.metadata()?.len();
        let bytes = Counted { file, size, bytes: AtomicU64::new(0), reads: AtomicU64::new(0) };
        let told = |what: &str, since: std::time::Instant| {
            let (read, reads) = (bytes.bytes.load(Ordering::Relaxed), bytes.reads.load(Ordering::Relaxed));
            println!(
                "  {what}: {:.3} s, {read} of {size} bytes in {reads} reads so far",
                since.elapsed().as_secs_f64()
            );
        };
        println!("{path}");
        let since = std::time::Instant::now();
        let recording = match probe(&bytes) {
            Ok(recording) => recording,
            Err(e) => {
                println!("  {:?}: {e}", e.blame());
                continue;
            }
        };
        told("probe", since);
        println!("  {} {:?} created {:?}", recording.container, recording.span, recording.created);
        println!("  video {:?}", recording.video);
        for track in &recording.audio {
            println!("  audio {track:?}");
        }
        let since = std::time::Instant::now();
        let heard = listen(&bytes, &recording, &ListenOptions::default(), None, &|_, _| {})?;
        told("listen", since);
        for silence in &heard.silences {
            let (start, end) = (silence.extent.start(), silence.extent.end());
            println!(
                "  {:<16} {:10.4}..{:10.4}  to {:10.4}..{:10.4}  {} {:?}",
                silence.class.key(),
                start.earliest().as_secs_f64(),
                start.latest().as_secs_f64(),
                end.earliest().as_secs_f64(),
                end.latest().as_secs_f64(),
                silence.method.key(),
                silence.evidence,
            );
        }
        for track in &heard.tracks {
            let levels: Vec<_> = track.waveform.levels.iter().map(|l| l.peak.len()).collect();
            println!(
                "  track {} {:?} {:?}..{:?} packets {} channels {:?} levels {levels:?} examined {:.3} s audible {:.3} s",
                track.number,
                track.how,
                track.start,
                track.end,
                track.packets,
                track.channels,
                track.examined.total().as_secs_f64(),
                track.audible.total().as_secs_f64(),
            );
        }
        println!("  mono {:?}", heard.mono.as_ref().map(|m| (m.track, m.start, m.samples.len())));
        for fault in recording.faults.iter().chain(&heard.faults) {
            println!("  {:?}: {fault}", fault.blame());
        }
    }
    Ok(())
}
