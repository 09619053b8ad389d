//! The assertion language: any text is a sentence, or an error that points into it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted_case::language::{Names, parse};
use unmuted_case::timeline::Timeline;

fuzz_target!(|text: &str| {
    let timeline = Timeline::default();
    if let Err(error) = parse(text, &Names::of(&timeline)) {
        assert!(text.get(error.span.clone()).is_some(), "{error:?} points outside the sentence");
    }
});
