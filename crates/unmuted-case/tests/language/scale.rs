//! How long many sentences take on a large record, and how that grows. Timing says nothing on a busy machine, so
//! this runs only when asked for: `cargo test -p unmuted-case --release --test language scale -- --ignored
//! --nocapture`.

use crate::build::{Build, empty};
use crate::grid::{Numbers, SENTENCES, read};
use std::time::Instant;
use unmuted_case::language::{Evaluator, OwnClock};
use unmuted_case::timeline::{Standing, Timeline};
use unmuted_model::{SilenceClass, Truth};

/// Twenty recordings of half an hour, and so many observations: most of them lines of transcripts.
fn large(observations: i64) -> Timeline {
    let mut n = Numbers(0x1234_5678_9ABC_DEF1);
    let mut record = empty();
    for c in 1..=20 {
        let id = format!("camera-{c}");
        record = record.camera(&id, 1_800.0, f64::from(c) * 3.0, if c == 1 { 0.0 } else { 0.05 });
        record = record.silent(&id, SilenceClass::DigitalSilence, 600.0 + f64::from(c), 700.0);
        record = record.reviewed(&id, 0.0, 1_800.0, &["shot", "aid.begun", "officers.conferring"]);
        // Every shot is marked on every camera, without an event word.
        for shot in 0..20 {
            let at = 400.0 + f64::from(shot) * 0.4 - f64::from(c) * 3.0;
            record = record.mark(&format!("s{c}-{shot}"), &id, "shot", at, at + 0.06);
        }
        let aid = 470.0 - f64::from(c) * 3.0;
        record = record.mark(&format!("a{c}"), &id, "aid.begun", aid, aid + 0.5);
    }
    while i64::try_from(record.events.len()).unwrap() < observations {
        let id = format!("camera-{}", 1 + n.below(20));
        let at = n.below(1_790_000) as f64 / 1_000.0;
        let number = record.events.len();
        record = record.lasting(&format!("t{number}"), &id, "speech", at, at + 2.0).with(|e| {
            e.standing = if number.is_multiple_of(10) { Standing::Decisive } else { Standing::Lead };
            e.by = None;
            e.words = Some(if number.is_multiple_of(50) { "police, stop" } else { "what was that" }.into());
        });
    }
    record
}

#[test]
#[ignore = "measures time"]
fn two_hundred_sentences() {
    for observations in [5_000, 10_000, 20_000, 50_000] {
        let record = large(observations);
        let sentences = read(SENTENCES, &record);
        let started = Instant::now();
        let evaluator = Evaluator::new(&record, &OwnClock);
        let made = started.elapsed();
        let (mut decided, mut slowest) = (0, (std::time::Duration::ZERO, ""));
        let mut each: Vec<(std::time::Duration, &str)> = Vec::new();
        for i in 0..200 {
            let sentence = &sentences[i % sentences.len()];
            let one = Instant::now();
            decided += u32::from(evaluator.evaluate(sentence).truth != Truth::Unknown);
            each.push((one.elapsed(), &sentence.text));
            if one.elapsed() > slowest.0 {
                slowest = (one.elapsed(), &sentence.text);
            }
        }
        each.sort();
        for (time, text) in each.iter().rev().take(if observations == 50_000 { 40 } else { 0 }) {
            println!("  {time:?} {text}");
        }
        println!(
            "{observations} observations: ready in {made:?}, 200 sentences in {:?}, {decided} decided; slowest {slowest:?}",
            started.elapsed()
        );
    }
}
