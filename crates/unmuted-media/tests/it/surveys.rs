//! Surveying, against the truth and against listening to every sample.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::{Effort, ReadAt, SurveyOptions, survey};

use crate::material;

fn options(effort: Effort) -> SurveyOptions {
    SurveyOptions { effort, ..SurveyOptions::default() }
}

#[test]
fn every_effort_finds_what_is_there_and_nothing_else() {
    for truth in material::all() {
        let bytes = material::bytes(&truth.file);
        for effort in [Effort::Quick, Effort::Thorough, Effort::Decode] {
            let found = survey(&bytes, &options(effort), None, &|_, _| {}).unwrap();
            let name = format!("{} {effort:?}", truth.file);
            let spans: Vec<_> = found.silences.iter().map(|s| (s.class.key().to_owned(), s.extent, s.method)).collect();
            assert_eq!(spans.len(), truth.spans.len(), "{name}: {spans:?}, not {:?}", truth.spans);
            for ((class, from, to), (found, extent, _)) in truth.spans.iter().zip(&spans) {
                assert_eq!(class, found, "{name}");
                let holds = |i: unmuted_model::Interval<_>, t: f64| {
                    i.earliest().as_secs_f64() - 2e-4 <= t && t <= i.latest().as_secs_f64() + 2e-4
                };
                assert!(holds(extent.start(), *from), "{name}: {from} is not in {:?}", extent.start());
                assert!(holds(extent.end(), *to), "{name}: {to} is not in {:?}", extent.end());
            }
        }
    }
}

#[test]
fn surveying_all_packets_gives_what_listening_gives() {
    for truth in material::all() {
        let bytes = material::bytes(&truth.file);
        let least = unmuted_model::Nanos::from_millis(250);
        let thorough = SurveyOptions { least_silence: least, ..options(Effort::Thorough) };
        let found = survey(&bytes, &thorough, None, &|_, _| {}).unwrap();
        let (_, heard) = material::heard(&bytes);
        let name = &truth.file;
        assert_eq!(found.silences.len(), heard.silences.len(), "{name}");
        for (a, b) in found.silences.iter().zip(&heard.silences) {
            assert_eq!((a.class, a.method), (b.class, b.method), "{name}");
            assert_eq!(a.evidence.first_bytes, b.evidence.first_bytes, "{name}");
            assert_eq!(a.evidence.proven_packets, b.evidence.proven_packets, "{name}");
            let off = |x: unmuted_model::RecordingTime, y: unmuted_model::RecordingTime| (x - y).abs().as_secs_f64();
            // Counting samples from the beginning and from nearby differ by the rounding of times.
            let (p, q) = (a.certain(), b.certain());
            assert!(off(p.start(), q.start()) < 1.1e-3 && off(p.end(), q.end()) < 1.1e-3, "{name}: {p:?} {q:?}");
        }
    }
}

#[test]
fn one_channel_alone_is_heard() {
    let bytes = material::bytes("one_channel.m4a");
    let of = |o: &SurveyOptions| {
        let found = survey(&bytes, o, None, &|_, _| {}).unwrap();
        let spans: Vec<_> = found.tracks[0].spans.iter().map(|s| (s.channel, s.silence.certain())).collect();
        assert_eq!(found.silences.len(), 1, "{:?}", found.silences);
        spans
    };
    let closely = SurveyOptions { effort: Effort::Decode, level: true, ..SurveyOptions::default() };
    for o in [options(Effort::Thorough), closely] {
        let spans = of(&o);
        let alone: Vec<_> = spans.iter().filter(|s| s.0.is_some()).collect();
        let [(Some(1), span)] = &alone[..] else { panic!("{spans:?}") };
        let (a, b) = (span.start().as_secs_f64(), span.end().as_secs_f64());
        assert!((1.234..1.280).contains(&a) && (1.970..2.019).contains(&b), "{a} {b}");
        assert_eq!(spans.len(), 2);
    }
}

/// A store where each request is dear: what is announced is fetched together, what is not brings 64 KiB along.
struct Dear<B> {
    bytes: B,
    held: Mutex<Vec<(u64, u64)>>,
    requests: AtomicU64,
    read: AtomicU64,
}

const COST: u64 = 128 << 10;
const BLOCK: u64 = 64 << 10;

impl<B: ReadAt> Dear<B> {
    fn of(bytes: B) -> Self {
        Self { bytes, held: Mutex::new(Vec::new()), requests: AtomicU64::new(0), read: AtomicU64::new(0) }
    }
    fn fetch(&self, held: &mut Vec<(u64, u64)>, from: u64, to: u64) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.read.fetch_add(to - from, Ordering::Relaxed);
        held.push((from, to));
    }
    /// Whether all of a range is held.
    fn holds(held: &[(u64, u64)], mut from: u64, to: u64) -> bool {
        while from < to {
            match held.iter().filter(|h| h.0 <= from && from < h.1).map(|h| h.1).max() {
                Some(end) => from = end,
                None => return false,
            }
        }
        true
    }
}

impl<B: ReadAt> ReadAt for Dear<B> {
    fn size(&self) -> u64 {
        self.bytes.size()
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        let end = (offset + buf.len() as u64).min(self.size());
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !Self::holds(&held, offset, end) {
            let to = end.max(offset / 4096 * 4096 + BLOCK).min(self.size());
            self.fetch(&mut held, offset / 4096 * 4096, to);
        }
        self.bytes.read_at(offset, buf)
    }
    fn will_need(&self, ranges: &[(u64, u64)]) {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut wanted: Vec<(u64, u64)> = Vec::new();
        let mut ranges: Vec<_> = ranges.iter().map(|r| (r.0, r.0 + r.1)).collect();
        ranges.sort_unstable();
        for (from, to) in ranges {
            if Self::holds(&held, from, to) {
                continue;
            }
            match wanted.last_mut() {
                Some(last) if from <= last.1 + COST => last.1 = last.1.max(to),
                _ => wanted.push((from, to)),
            }
        }
        for (from, to) in wanted {
            self.fetch(&mut held, from, to);
        }
    }
    fn request_cost(&self) -> u64 {
        COST
    }
}

#[test]
fn where_requests_are_dear_few_are_made() {
    for truth in material::all().into_iter().filter(|t| t.file.ends_with(".mp4") || t.file.ends_with(".m4a")) {
        let store = Dear::of(material::bytes(&truth.file));
        let found = survey(&store, &options(Effort::Quick), None, &|_, _| {}).unwrap();
        let requests = store.requests.load(Ordering::Relaxed);
        let name = &truth.file;
        assert!(requests <= 4 + 2 * truth.spans.len() as u64, "{name}: {requests} requests");
        let found: Vec<_> = found.silences.iter().map(|s| (s.class.key(), s.certain())).collect();
        if truth.file.contains("voaacenc") {
            // Live sound is as flat as silence there: nothing can be told from a few packets, and nothing is.
            assert!(found.len() <= truth.spans.len());
        } else {
            assert_eq!(found.len(), truth.spans.len(), "{name}: {found:?}");
        }
        for (key, inner) in found {
            let (a, b) = (inner.start().as_secs_f64(), inner.end().as_secs_f64());
            let within = |(class, from, to): &(String, f64, f64)| class == key && from - 2e-3 <= a && b <= to + 2e-3;
            assert!(truth.spans.iter().any(within), "{name}: {key} {a} to {b} is no true one: {:?}", truth.spans);
        }
    }
}

/// `UNMUTED_DEAR_FILE=… cargo test -p unmuted-media --test it dear_file -- --ignored --nocapture`
#[test]
#[ignore = "needs a file of your own"]
fn what_a_dear_file_costs() {
    use std::os::unix::fs::FileExt;
    struct OnDisk(std::fs::File);
    impl ReadAt for OnDisk {
        fn size(&self) -> u64 {
            self.0.metadata().unwrap().len()
        }
        fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
            FileExt::read_at(&self.0, buf, offset)
        }
    }
    let path = std::env::var("UNMUTED_DEAR_FILE").expect("UNMUTED_DEAR_FILE names a recording");
    let store = Dear::of(OnDisk(std::fs::File::open(path).unwrap()));
    unmuted_media::probe(&store).unwrap();
    println!("{} requests for the index", store.requests.load(Ordering::Relaxed));
    let found = survey(&store, &options(Effort::Quick), None, &|_, _| {}).unwrap();
    let (n, read) = (store.requests.load(Ordering::Relaxed), store.read.load(Ordering::Relaxed));
    for s in &found.silences {
        println!("{:?} {:?} {}", s.extent.inner(), s.class, s.method.key());
    }
    println!("{} spans, {n} requests, {read} bytes", found.silences.len());
}
