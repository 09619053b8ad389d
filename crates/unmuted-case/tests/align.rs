//! Tests of the one clock, on sound made here with clocks known exactly, and on two scenes of real sounds.
//!
//! What is asked first is that nothing is placed wrongly: every test with two recordings that do not belong
//! together, or of which the sound cannot say, wants "not placed" with the right reason.

#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use unmuted_case::align::{
    AlignOptions, AlignProgress, Alignment, Given, Grade, NotPlaced, PairResult, Place, RATE_HZ, Track, align,
    align_pair, features, solve,
};
use unmuted_model::{IncidentTime, Nanos, RecordingClock, RecordingTime, Span, SpanSet};

/// Reproducible noise: xorshift64* (Vigna 2016), uniform in -1..1.
struct Noise(u64);

impl Noise {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (self.next() + 1.0) / 2.0 * (high - low)
    }
}

/// Speech-like sound: phrases of 1 to 4 s, syllables of about 5 Hz, each with its own colour; pauses between.
fn talk(seed: u64, seconds: f64) -> Vec<f64> {
    let rate = f64::from(RATE_HZ);
    let mut noise = Noise::new(seed);
    let mut out = vec![0.0; (seconds * rate) as usize];
    let mut t = noise.between(0.0, 1.0);
    while t < seconds {
        let end = t + noise.between(1.0, 4.0);
        while t < end {
            let length = noise.between(0.12, 0.28);
            // One resonance (two-pole filter) at a frequency of this syllable.
            let (frequency, loudness) = (noise.between(250.0, 2_800.0), noise.between(0.3, 1.0));
            let (c, r) = ((std::f64::consts::TAU * frequency / rate).cos(), 0.95);
            let (mut y1, mut y2) = (0.0, 0.0);
            let n = (length * rate) as usize;
            for i in 0..n {
                let shape = (std::f64::consts::PI * i as f64 / n as f64).sin();
                let y = noise.next() * shape + 2.0 * r * c * y1 - r * r * y2;
                (y2, y1) = (y1, y);
                if let Some(x) = out.get_mut((t * rate) as usize + i) {
                    *x += y * loudness * 400.0;
                }
            }
            t += length;
        }
        t += noise.between(0.3, 2.5);
    }
    out
}

/// How a camera hears the world.
#[derive(Clone, Copy)]
struct Camera {
    /// World time of its first sample, seconds.
    from: f64,
    seconds: f64,
    /// How much longer its second is than the world's, parts per million.
    ppm: f64,
    /// Its own noise against the talk's level.
    noise: f64,
    /// Delay and share of one echo, seconds.
    echo: (f64, f64),
    seed: u64,
}

const CAMERA: Camera = Camera { from: 0.0, seconds: 120.0, ppm: 0.0, noise: 0.1, echo: (0.0, 0.0), seed: 1 };

impl Camera {
    fn world_of(&self, local: f64) -> f64 {
        self.from + local * (1.0 + self.ppm * 1e-6)
    }
    /// What it records of `world`.
    fn record(&self, world: &[f64]) -> Vec<i16> {
        let rate = f64::from(RATE_HZ);
        let mut noise = Noise::new(self.seed);
        let at = |t: f64| {
            let p = t * rate;
            if p < 1.0 || p + 2.0 >= world.len() as f64 {
                return 0.0;
            }
            // Catmull-Rom between samples.
            let (i, f) = (p as usize, p.fract());
            let (a, b, c, d) = (world[i - 1], world[i], world[i + 1], world[i + 2]);
            b + 0.5 * f * (c - a + f * (2.0 * a - 5.0 * b + 4.0 * c - d + f * (3.0 * (b - c) + d - a)))
        };
        (0..(self.seconds * rate) as usize)
            .map(|i| {
                let t = self.world_of(i as f64 / rate);
                let heard = at(t) + self.echo.1 * at(t - self.echo.0) + 700.0 * self.noise * noise.next();
                heard.clamp(-32_768.0, 32_767.0) as i16
            })
            .collect()
    }
    fn track(&self, id: &str, world: &[f64]) -> Track {
        track(id, self.record(world), SpanSet::empty())
    }
}

fn track(id: &str, samples: Vec<i16>, silent: SpanSet<RecordingClock>) -> Track {
    Track::new(id, RATE_HZ, RecordingTime::ZERO, samples, silent).unwrap()
}

fn span(from: f64, to: f64) -> Span<RecordingClock> {
    Span::between(RecordingTime::from_secs_f64(from), RecordingTime::from_secs_f64(to))
}

/// Puts digital silence where `spans` are, and says so.
fn silenced(id: &str, mut samples: Vec<i16>, spans: &[(f64, f64)]) -> Track {
    for (from, to) in spans {
        let index = |t: f64| ((t * f64::from(RATE_HZ)) as usize).min(samples.len());
        let (a, b) = (index(*from), index(*to));
        samples[a..b].fill(0);
    }
    track(id, samples, spans.iter().map(|(a, b)| span(*a, *b)).collect())
}

fn run(tracks: &[Track]) -> Alignment {
    align(tracks, &Given::default(), &AlignOptions::default(), &())
}

fn place<'a>(alignment: &'a Alignment, id: &str) -> &'a Place {
    let found = alignment.recordings.iter().find(|r| r.id == id).unwrap();
    found.place.as_ref().unwrap_or_else(|why| panic!("{id} is not placed: {why}"))
}

fn why_not(alignment: &Alignment, id: &str) -> NotPlaced {
    alignment.recordings.iter().find(|r| r.id == id).unwrap().place.clone().unwrap_err()
}

/// At which time on `b` the group's clock has what `a` has at `on_a`, seconds.
fn on_other(alignment: &Alignment, a: &str, on_a: f64, b: &str) -> f64 {
    let (a, b) = (place(alignment, a), place(alignment, b));
    assert_eq!(a.group, b.group);
    let incident = a.incident_from_recording.time(RecordingTime::from_secs_f64(on_a));
    b.incident_from_recording.local(incident).as_secs_f64()
}

fn assert_ms(found: f64, expected: f64, within_ms: f64) {
    let off = (found - expected) * 1e3;
    assert!(off.abs() <= within_ms, "{found} s is {off:.2} ms from {expected} s, {within_ms} ms allowed");
}

#[test]
fn two_recordings_to_a_millisecond() {
    let world = talk(1, 200.0);
    let a = CAMERA.track("a", &world);
    let b = Camera { from: 33.333_21, seconds: 140.0, seed: 2, ..CAMERA }.track("b", &world);
    let found = run(&[a, b]);
    assert_ms(on_other(&found, "a", 100.0, "b"), 100.0 - 33.333_21, 1.0);
    // Both have the same evidence, so the smaller id is the reference; it also starts first, at zero.
    let (a, b) = (place(&found, "a"), place(&found, "b"));
    assert_eq!((a.grade, b.grade), (Grade::Reference, Grade::SinglePair));
    assert_eq!(a.incident_from_recording.offset, Nanos::ZERO);
    assert_eq!(b.supported_by, ["a"]);
    assert!(b.windows > 20 && b.sigma_s > 0.0);
    assert_eq!(a.incident_from_recording.travel_bound, Nanos::ZERO);
    // All lags are one, so nothing is known of the way between the microphones but its stated bound.
    let less = AlignOptions::default().travel_bound() - b.incident_from_recording.travel_bound;
    assert!((Nanos::ZERO..Nanos::from_millis(2)).contains(&less), "{less:?}");
    let pair = &found.pairs[0];
    let accepted = pair.verdict.as_ref().unwrap();
    assert_ms(accepted.offset.as_secs_f64(), 33.333_21, 1.0);
    for window in pair.windows() {
        assert_ms(window.lag().as_secs_f64(), 33.333_21, 2.0);
    }
}

#[test]
fn the_earliest_start_is_zero_whoever_is_the_reference() {
    let world = talk(2, 220.0);
    // The one in the middle shares most, so it is the reference, though another starts first.
    let tracks = [
        Camera { from: 60.0, seconds: 120.0, seed: 1, ..CAMERA }.track("middle", &world),
        Camera { from: 5.0, seconds: 110.0, seed: 2, ..CAMERA }.track("early", &world),
        Camera { from: 125.0, seconds: 90.0, seed: 3, ..CAMERA }.track("late", &world),
    ];
    let found = run(&tracks);
    assert_eq!(place(&found, "middle").grade, Grade::Reference);
    let starts: Vec<IncidentTime> =
        tracks.iter().map(|t| place(&found, t.id()).incident_from_recording.time(t.start())).collect();
    assert_eq!(starts.iter().min(), Some(&IncidentTime::ZERO));
    assert_ms(starts[0].as_secs_f64(), 55.0, 1.0);
    assert_ms(starts[2].as_secs_f64(), 120.0, 1.0);
}

#[test]
fn times_are_the_recordings_own() {
    let world = talk(3, 150.0);
    let a = CAMERA.record(&world);
    let b = Camera { from: 20.0, seed: 2, ..CAMERA }.record(&world);
    // The sound of `b` begins 2.5 s after its picture, that of `a` half a second before.
    let a = Track::new("a", RATE_HZ, RecordingTime::from_secs_f64(-0.5), a, SpanSet::empty()).unwrap();
    let b = Track::new("b", RATE_HZ, RecordingTime::from_secs_f64(2.5), b, SpanSet::empty()).unwrap();
    let found = run(&[a, b]);
    assert_ms(on_other(&found, "a", 50.0, "b"), 50.5 - 20.0 + 2.5, 1.0);
    // The earliest sound is at zero, not the earliest picture.
    assert_eq!(place(&found, "a").incident_from_recording.offset, Nanos::from_millis(500));
}

#[test]
fn another_rate_is_refused() {
    let error = Track::new("a", 16_000, RecordingTime::ZERO, vec![0i16; 10], SpanSet::empty()).unwrap_err();
    assert!(error.to_string().contains("16000 Hz"), "{error}");
}

#[test]
fn half_an_hour_shows_the_drift_and_the_bound_holds_to_both_ends() {
    let world = talk(4, 1_300.0);
    let slow = Camera { from: 3.0, seconds: 1_200.0, ppm: 35.0, seed: 1, ..CAMERA };
    let fast = Camera { from: 40.0, seconds: 1_200.0, ppm: -30.0, seed: 2, ..CAMERA };
    let found = run(&[slow.track("slow", &world), fast.track("fast", &world)]);
    for (id, camera) in [("slow", slow), ("fast", fast)] {
        let other = if id == "slow" { ("fast", fast) } else { ("slow", slow) };
        if place(&found, id).grade == Grade::Reference {
            continue;
        }
        let transform = place(&found, id).incident_from_recording;
        let reference = place(&found, other.0).incident_from_recording;
        let true_ppm = camera.ppm - other.1.ppm;
        // Shrunk towards no drift, but most of it is seen.
        assert!((transform.drift_ppb as f64 / 1e3 / true_ppm - 0.85).abs() < 0.2, "{} ppb", transform.drift_ppb);
        for second in (0..1_200).step_by(60) {
            let local = RecordingTime::from_secs_f64(f64::from(second));
            let there = (camera.world_of(f64::from(second)) - other.1.from) / (1.0 + other.1.ppm * 1e-6);
            let truth = reference.time(RecordingTime::from_secs_f64(there));
            let off = (transform.time(local) - truth).abs();
            assert!(off <= transform.bound_at(local), "{second} s: off by {off:?}");
        }
    }
}

#[test]
fn unrelated_recordings_are_not_placed() {
    for seed in 0..4 {
        let a = CAMERA.track("a", &talk(100 + seed, 130.0));
        let b = Camera { seed: 2, ..CAMERA }.track("b", &talk(200 + seed, 130.0));
        let found = run(&[a, b]);
        assert!(found.pairs[0].verdict.is_err());
        assert!(matches!(why_not(&found, "a"), NotPlaced::TooWeak { .. } | NotPlaced::NothingShared));
        assert!(found.cycles.is_empty());
    }
}

#[test]
fn silences_are_left_out_and_their_edges_prove_nothing() {
    let world = talk(5, 200.0);
    // More than half silent, at different times; together they hear 60 s.
    let a = silenced("a", Camera { seconds: 180.0, ..CAMERA }.record(&world), &[(0.0, 20.0), (80.0, 180.0)]);
    let b = Camera { from: 10.0, seconds: 180.0, seed: 2, ..CAMERA }.record(&world);
    let b = silenced("b", b, &[(0.0, 10.0), (100.0, 140.0)]);
    let found = run(&[a, b]);
    assert_ms(on_other(&found, "a", 50.0, "b"), 40.0, 1.0);
    for window in found.pairs[0].windows() {
        let t = window.at_a.as_secs_f64();
        assert!((20.0..80.0).contains(&t), "a window at {t} s, where nothing is heard");
    }

    // Two rooms muted at the same moments by one command: the pattern alone must not join them.
    let pattern = [(10.0, 14.0), (31.0, 36.0), (55.0, 58.0), (71.0, 80.0), (97.0, 103.0)];
    let a = silenced("a", CAMERA.record(&talk(6, 130.0)), &pattern);
    let b = silenced("b", Camera { seed: 2, ..CAMERA }.record(&talk(7, 130.0)), &pattern);
    assert!(run(&[a, b]).pairs[0].verdict.is_err());
}

#[test]
fn a_chain_is_joined_by_its_middle_and_says_so() {
    let world = talk(8, 330.0);
    let at = |id, from, seed| Camera { from, seconds: 130.0, seed, ..CAMERA }.track(id, &world);
    let found = run(&[at("a", 0.0, 1), at("b", 90.0, 2), at("c", 180.0, 3)]);
    assert_ms(on_other(&found, "a", 0.0, "c"), -180.0, 2.0);
    let grades: Vec<Grade> = ["a", "b", "c"].iter().map(|id| place(&found, id).grade).collect();
    assert_eq!(grades, [Grade::SinglePair, Grade::Reference, Grade::SinglePair]);
    assert!(found.cycles.is_empty());
    assert!(found.pairs[1].verdict.is_err(), "a and c share nothing");
    // Seen from one end, the other is two pairs away: its doubt is twice as large.
    let bound = |id| place(&found, id).incident_from_recording.travel_bound;
    assert_eq!(bound("b"), Nanos::ZERO);
    assert!(bound("a") > Nanos::ZERO);
    assert!((bound("a") - bound("c")).abs() < Nanos::from_millis(1));
}

#[test]
fn thirty_seconds_in_common_are_enough_when_there_is_talk() {
    let world = talk(9, 200.0);
    let a = Camera { seconds: 100.0, ..CAMERA }.track("a", &world);
    let b = Camera { from: 70.0, seconds: 100.0, seed: 2, ..CAMERA }.track("b", &world);
    let found = run(&[a, b]);
    assert_ms(on_other(&found, "a", 85.0, "b"), 15.0, 1.0);
}

#[test]
fn a_triangle_confirms_itself() {
    let world = talk(10, 170.0);
    let at = |id, from, seed| Camera { from, seed, ..CAMERA }.track(id, &world);
    let found = run(&[at("a", 0.0, 1), at("b", 17.5, 2), at("c", 40.25, 3)]);
    assert_eq!(found.cycles.len(), 1);
    assert_eq!(found.cycles[0].recordings, ["a", "b", "c"]);
    assert!(found.cycles[0].closure.abs() < Nanos::from_millis(1));
    let confirmed = found.recordings.iter().filter(|r| r.place.as_ref().unwrap().grade == Grade::ConfirmedByLoop);
    assert_eq!(confirmed.count(), 2);
}

#[test]
fn echoes_and_noise_move_nothing() {
    let world = talk(11, 170.0);
    let a = Camera { echo: (0.061, 0.8), noise: 1.0, ..CAMERA }.track("a", &world);
    let b = Camera { from: 21.0, echo: (0.113, -0.7), noise: 1.0, seed: 2, ..CAMERA }.track("b", &world);
    assert_ms(on_other(&run(&[a, b]), "a", 60.0, "b"), 39.0, 1.0);
}

#[test]
fn people_apart_stay_within_the_travel_bound() {
    // Two wearers 12 m apart who talk by turns: each is heard 35 ms later by the other, and one talks more.
    let (first, second) = (talk(12, 200.0), talk(13, 200.0));
    let delay = 12.0 / 343.0;
    let shifted = |sound: &[f64]| {
        let n = (delay * f64::from(RATE_HZ)).round() as usize;
        let mut out = vec![0.0; n];
        out.extend_from_slice(&sound[..sound.len() - n]);
        out
    };
    let turns = |t: f64| t % 40.0 < 28.0;
    let mix = |x: &[f64], y: &[f64]| -> Vec<f64> {
        let of = |i: usize| if turns(i as f64 / f64::from(RATE_HZ)) { x[i] } else { y[i] };
        (0..x.len()).map(of).collect()
    };
    let a = CAMERA.track("a", &mix(&first, &shifted(&second)));
    let b = Camera { from: 30.0, seed: 2, ..CAMERA }.track("b", &mix(&shifted(&first), &second));
    let found = run(&[a, b]);
    let transform = place(&found, "b").incident_from_recording;
    // The one who talks more decides the lag, which is then an end of the range: nothing is taken off.
    let less = AlignOptions::default().travel_bound() - transform.travel_bound;
    assert!((Nanos::ZERO..Nanos::from_millis(2)).contains(&less), "{less:?}");
    let off = transform.time(RecordingTime::from_secs_f64(40.0)).as_secs_f64() - 70.0;
    assert!(off.abs() > 0.005, "the sound itself cannot tell distance from time, but is off by {off} s only");
    assert!(off.abs() <= transform.bound_at(RecordingTime::from_secs_f64(40.0)).as_secs_f64(), "{off}");
}

/// Adds `sound` to `world` at `at` seconds.
fn put(world: &mut [f64], sound: &[f64], at: f64, gain: f64) {
    let from = (at * f64::from(RATE_HZ)) as usize;
    for (x, s) in world[from..].iter_mut().zip(sound) {
        *x += gain * s;
    }
}

#[test]
fn a_sound_that_repeats_misleads_nobody() {
    // The same announcement plays in two places that share nothing else, three times in one of them.
    let announcement = talk(500, 9.0);
    let (mut here, mut there) = (talk(14, 130.0), talk(15, 130.0));
    put(&mut here, &announcement, 40.0, 2.0);
    for at in [10.0, 52.0, 97.0] {
        put(&mut there, &announcement, at, 2.0);
    }
    let found = run(&[CAMERA.track("a", &here), Camera { seed: 2, ..CAMERA }.track("b", &there)]);
    assert!(found.pairs[0].verdict.is_err(), "{:?}", found.pairs[0].verdict);

    // An alarm with a period of 2 s in both.
    let beep: Vec<f64> = talk(501, 0.4);
    let (mut here, mut there) = (talk(16, 130.0), talk(17, 130.0));
    for k in 0..60 {
        put(&mut here, &beep, 2.0 * f64::from(k) + 0.3, 2.0);
        put(&mut there, &beep, 2.0 * f64::from(k) + 1.1, 2.0);
    }
    let found = run(&[CAMERA.track("a", &here), Camera { seed: 2, ..CAMERA }.track("b", &there)]);
    assert!(found.pairs[0].verdict.is_err(), "{:?}", found.pairs[0].verdict);
}

#[test]
fn one_bang_is_not_enough() {
    // The same 0.3 s in two incidents: one gun sounds like another of its kind.
    let mut noise = Noise::new(77);
    let bang: Vec<f64> = (0..2_400).map(|i| noise.next() * 20_000.0 * (-f64::from(i) / 400.0).exp()).collect();
    let (mut here, mut there) = (talk(18, 130.0), talk(19, 130.0));
    put(&mut here, &bang, 60.0, 1.0);
    put(&mut there, &bang, 71.0, 1.0);
    let found = run(&[CAMERA.track("a", &here), Camera { seed: 2, ..CAMERA }.track("b", &there)]);
    assert!(found.pairs[0].verdict.is_err(), "{:?}", found.pairs[0].verdict);
}

#[test]
fn what_plays_in_three_places_joins_neither_wrongly() {
    // A repeated announcement beside a true pair: the pair stands, the stranger stays out.
    let announcement = talk(502, 8.0);
    let (mut world, mut elsewhere) = (talk(20, 150.0), talk(21, 150.0));
    put(&mut world, &announcement, 60.0, 2.0);
    put(&mut elsewhere, &announcement, 30.0, 2.0);
    put(&mut elsewhere, &announcement, 90.0, 2.0);
    let found = run(&[
        CAMERA.track("a", &world),
        Camera { from: 20.0, seed: 2, ..CAMERA }.track("b", &world),
        Camera { seed: 3, ..CAMERA }.track("stranger", &elsewhere),
    ]);
    assert_ms(on_other(&found, "a", 50.0, "b"), 30.0, 1.0);
    assert!(found.recordings[2].place.is_err(), "{:?}", found.recordings[2].place);
}

#[test]
fn nothing_and_little_are_answers() {
    let world = talk(22, 130.0);
    let good = || CAMERA.track("good", &world);
    assert_eq!(run(&[]).recordings.len(), 0);
    assert_eq!(why_not(&run(&[good()]), "good"), NotPlaced::NothingToCompare);
    let odd = [
        good(),
        track("empty", Vec::new(), SpanSet::empty()),
        track("short", CAMERA.record(&world)[..16_000].to_vec(), SpanSet::empty()),
        track("zeros", vec![0; 800_000], SpanSet::empty()),
        silenced("muted", CAMERA.record(&world), &[(0.0, 120.0)]),
        track(
            "square",
            (0..400_000).map(|i| if i / 10 % 2 == 0 { i16::MIN } else { i16::MAX }).collect(),
            SpanSet::empty(),
        ),
    ];
    let found = run(&odd);
    for id in ["empty", "short", "muted"] {
        assert!(matches!(why_not(&found, id), NotPlaced::TooShort { .. }), "{id}: {}", why_not(&found, id));
    }
    assert_eq!(why_not(&found, "short").to_string(), "2.0 s of sound, 5.0 needed");
    for id in ["good", "zeros", "square"] {
        assert!(found.recordings.iter().find(|r| r.id == id).unwrap().place.is_err(), "{id}");
    }
}

#[test]
fn a_recording_that_was_cut_fits_in_two_places_and_is_told() {
    let world = talk(41, 320.0);
    let whole = Camera { seconds: 300.0, ..CAMERA };
    // Two seconds are missing after two and a half minutes.
    let mut cut = Camera { seconds: 300.0, seed: 2, ..CAMERA }.record(&world);
    cut.drain(150 * RATE_HZ as usize..152 * RATE_HZ as usize);
    let found = run(&[whole.track("a", &world), track("b", cut, SpanSet::empty())]);
    let [pair] = found.pairs.as_slice() else { panic!("{:?}", found.pairs.len()) };
    let rival = pair.rival.unwrap();
    let best = pair.best.as_ref().unwrap().lag();
    assert!(pair.second_place, "rival {rival:?}, best {best:?}, margin {}", pair.margin);
    assert!(((rival - best).abs() - Nanos::from_secs(2)).abs() < Nanos::from_millis(20), "{rival:?} {best:?}");

    let sound = run(&[whole.track("a", &world), Camera { seconds: 300.0, seed: 2, ..CAMERA }.track("b", &world)]);
    assert!(!sound.pairs[0].second_place);
}

#[test]
fn one_utterance_across_windows_places_nothing() {
    // Two worlds, and five seconds of talk that both play, wherever it lies on the search's windows.
    let shared = talk(50, 30.0);
    for at in [30.0, 37.5, 58.0] {
        let (mut one, mut other) = (talk(51, 140.0), talk(52, 140.0));
        let length = 5 * RATE_HZ as usize;
        for (world, from) in [(&mut one, at), (&mut other, at + 21.3)] {
            let from = (from * f64::from(RATE_HZ)) as usize;
            world[from..from + length].copy_from_slice(&shared[RATE_HZ as usize..RATE_HZ as usize + length]);
        }
        let found = run(&[CAMERA.track("a", &one), Camera { seed: 2, ..CAMERA }.track("b", &other)]);
        assert!(found.pairs[0].verdict.is_err(), "at {at} s: {:?}", found.pairs[0].verdict);
    }
}

#[test]
fn names_decide_nothing() {
    let world = talk(61, 200.0);
    let (x, y) = (Camera { from: 3.0, ..CAMERA }, Camera { from: 40.0, seconds: 100.0, seed: 2, ..CAMERA });
    let lag = |x: &str, y: &str, first: Camera, second: Camera| {
        let found = run(&[first.track(x, &world), second.track(y, &world)]);
        let at = |id: &str| place(&found, id).incident_from_recording.time(RecordingTime::ZERO);
        at(y) - at(x)
    };
    assert_eq!(lag("a", "b", x, y), lag("z", "c", x, y));
}

#[test]
fn neither_order_nor_threads_nor_steps_change_anything() {
    let world = talk(23, 170.0);
    let at = |id, from, seed| Camera { from, seed, ..CAMERA }.track(id, &world);
    let tracks = [at("a", 0.0, 1), at("b", 17.5, 2), at("c", 40.25, 3)];
    let on = |threads: usize, tracks: &[Track]| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| run(tracks))
    };
    let one = on(1, &tracks);
    assert_eq!(one, on(3, &tracks));
    let turned = [tracks[2].clone(), tracks[0].clone(), tracks[1].clone()];
    let other = on(2, &turned);
    for r in &one.recordings {
        assert_eq!(place(&other, &r.id), place(&one, &r.id));
    }
    assert_eq!(one.pairs, other.pairs);
    assert_eq!(one.cycles, other.cycles);
    // By hand, as a program with a cache does it.
    let prepared: Vec<_> = tracks.iter().map(features).collect();
    assert!(prepared.iter().all(unmuted_case::align::Features::is_current));
    let mut results: Vec<PairResult> = Vec::new();
    for (i, j) in [(1, 0), (2, 0), (2, 1)] {
        results.push(align_pair((&tracks[i], &prepared[i]), (&tracks[j], &prepared[j])));
    }
    let extents: Vec<_> = tracks.iter().map(Track::extent).collect();
    assert_eq!(solve(&extents, &results, &Given::default(), &AlignOptions::default()), one);
}

#[test]
fn progress_names_every_recording_and_every_pair() {
    #[derive(Default)]
    struct Listener(Mutex<Vec<String>>);
    impl AlignProgress for Listener {
        fn prepared(&self, recording: &str) {
            self.0.lock().unwrap().push(recording.to_owned());
        }
        fn compared(&self, a: &str, b: &str) {
            self.0.lock().unwrap().push(format!("{a}+{b}"));
        }
    }
    let world = talk(24, 60.0);
    let at = |id, seed| Camera { seconds: 20.0, seed, ..CAMERA }.track(id, &world);
    let listener = Listener::default();
    align(&[at("b", 1), at("a", 2), at("c", 3)], &Given::default(), &AlignOptions::default(), &listener);
    let mut heard = listener.0.into_inner().unwrap();
    heard.sort();
    assert_eq!(heard, ["a", "a+b", "a+c", "b", "b+c", "c"]);
}

/// Two scenes of real sounds, made by the scripts beside the repository; decoded by `ffmpeg`.
#[test]
fn real_sounds() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let script = shared.join("exam/scenes.py");
    let works = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|o| o.status.success())
    };
    if !script.exists() {
        eprintln!("skipped: needs ../shared");
        return;
    }
    if !works("ffmpeg", &["-version"]) || !works("python3", &["-c", "import numpy, scipy, soundfile"]) {
        eprintln!("skipped: needs ffmpeg, and python3 with numpy, scipy and soundfile");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new("python3")
        .arg(&script)
        .arg("make")
        .arg(folder.path())
        .args(["--classes", "AJ", "--seeds", "1", "--base", "41"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let scene = |name: &str| {
        let truth = std::fs::read_to_string(folder.path().join(name).join("truth.json")).unwrap();
        let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
        let tracks: Vec<Track> = truth["cams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| {
                let file = folder.path().join(name).join(c["file"].as_str().unwrap());
                track(c["id"].as_str().unwrap(), decode(&file), SpanSet::empty())
            })
            .collect();
        (truth, run(&tracks))
    };
    let (truth, found) = scene("A41");
    let start = |i: usize| truth["cams"][i]["t0"].as_f64().unwrap();
    let on_b = on_other(&found, "camA", 60.0, "camB");
    let b = place(&found, "camB").incident_from_recording;
    let a = place(&found, "camA").incident_from_recording;
    let allowed = b.bound_at(b.pivot).as_secs_f64() + a.bound_at(a.pivot).as_secs_f64();
    assert_ms(on_b, 60.0 + start(0) - start(1), allowed * 1e3);
    let (_, found) = scene("J41");
    assert!(found.pairs[0].verdict.is_err(), "two incidents are placed together");
}

fn decode(file: &PathBuf) -> Vec<i16> {
    let out = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(["-ac", "1", "-ar", "8000", "-f", "s16le", "-"])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect()
}
