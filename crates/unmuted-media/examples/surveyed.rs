//! What a survey finds in a recording, and what it costs: `cargo run --release -p unmuted-media --example surveyed -- FILE
//! [quick|thorough|decode]`.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::{Effort, ReadAt, SurveyOptions, survey};

struct Counted(File, u64, AtomicU64, AtomicU64);

impl ReadAt for Counted {
    fn size(&self) -> u64 {
        self.1
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read_at(buf, offset)?;
        self.2.fetch_add(1, Ordering::Relaxed);
        self.3.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[allow(clippy::print_stdout)] // an example prints
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("which file?")?;
    let effort = match args.next().as_deref() {
        Some("thorough") => Effort::Thorough,
        Some("decode") => Effort::Decode,
        _ => Effort::Quick,
    };
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let bytes = Counted(file, size, AtomicU64::new(0), AtomicU64::new(0));
    let options = SurveyOptions { effort, ..SurveyOptions::default() };
    let began = std::time::Instant::now();
    let found = survey(&bytes, &options, None, &|_, _| {})?;
    let took = began.elapsed();
    for t in &found.tracks {
        for s in &t.spans {
            let (a, b) = (s.silence.extent.start(), s.silence.extent.end());
            println!(
                "{:>10.4} to {:>10.4}  {:<18} {:?} {}",
                a.latest().as_secs_f64(),
                b.earliest().as_secs_f64(),
                s.silence.class.key(),
                s.channel,
                s.silence.method.key()
            );
        }
        println!(
            "{:?}: {} packets, {} opened, {} decoded, {} probes of which {} silent; {}",
            t.effort, t.packets, t.opened, t.decoded, t.probes, t.probes_silent, t.encoder.fingerprint
        );
    }
    let (n, read) = (bytes.2.load(Ordering::Relaxed), bytes.3.load(Ordering::Relaxed));
    println!("{n} reads, {read} bytes, {:.1} ms", took.as_secs_f64() * 1e3);
    Ok(())
}
