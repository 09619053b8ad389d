//! WebVTT (W3C Candidate Recommendation 2019-04-04, section 6.1, "WebVTT file parsing"): cues with their times and
//! voices. Styles, regions, notes and cue settings say how to show a cue, not what was said, and are passed over.

use unmuted_model::{Nanos, RecordingTime};

use super::cue::{Cue, Cues, said};
use crate::case_files::{FileText, Problem};

/// Whether the text begins as WebVTT does.
pub fn is_webvtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Reads all cues, in the order of the file.
pub fn read(file: &FileText, problems: &mut Vec<Problem>) -> Vec<Cue> {
    let mut cues = Cues::new(problems);
    let mut blocks = blocks(file.text()).into_iter();
    match blocks.next() {
        Some(header) if is_webvtt(file.text()) => {
            if let Some((line, at)) = header.iter().find(|(l, _)| l.starts_with("X-TIMESTAMP-MAP")) {
                cues.report(file.at(*at..at + line.len()).doubt(
                    "the file maps its times to a stream's clock, which is not taken into account",
                    "check the first cue's time against the recording",
                ));
            }
        }
        _ => {
            cues.report(file.whole().unread(
                "the file does not begin with WEBVTT",
                "check that it is a WebVTT file; SubRip files are read too",
            ));
            return cues.finish(&file.whole());
        }
    }
    for block in blocks {
        let Some((first, _)) = block.first() else { continue };
        let Some(timing) = block.iter().take(2).position(|(l, _)| l.contains("-->")) else {
            let passed_over = ["NOTE", "STYLE", "REGION"].iter().any(|w| first.starts_with(w));
            if !passed_over && let Some((line, at)) = block.first() {
                cues.report(file.at(*at..at + line.len()).unread(
                    "there is no time line, so that this text belongs to no cue",
                    "join it to the cue above, or give it a time",
                ));
            }
            continue;
        };
        let Some((line, at)) = block.get(timing) else { continue };
        let place = file.at(*at..at + line.len());
        let number = cues.next_number();
        let lines: Vec<&str> = block.iter().skip(timing + 1).map(|(l, _)| *l).collect();
        match times(line) {
            Some(times) => cues.take(number, times, said(&lines), &place),
            None => cues.report(place.unread(
                format!("the times of cue {number} cannot be read"),
                "write them as 00:01:24.600 --> 00:01:26.000",
            )),
        }
    }
    cues.finish(&file.whole())
}

/// Blocks of lines between blank lines, each line with its byte offset.
pub(super) fn blocks(text: &str) -> Vec<Vec<(&str, usize)>> {
    let mut blocks = vec![Vec::new()];
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        // A lone carriage return ends a line too (section 4.1).
        for piece in raw.split_inclusive('\r') {
            let line = piece.trim_end_matches(['\n', '\r']);
            let ends = piece.len() > line.len();
            let only_break = line.is_empty() && piece == "\n" && raw.len() > 1;
            if line.trim().is_empty() {
                if ends && !only_break && blocks.last().is_some_and(|b| !b.is_empty()) {
                    blocks.push(Vec::new());
                }
            } else if let Some(block) = blocks.last_mut() {
                block.push((line, offset));
            }
            offset += piece.len();
        }
    }
    blocks.retain(|b| !b.is_empty());
    blocks
}

fn times(line: &str) -> Option<(RecordingTime, RecordingTime)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

/// `01:24.600` or `00:01:24.600`; three decimals, minutes and seconds below 60.
fn time(text: &str) -> Option<RecordingTime> {
    let (clock, millis) = text.split_once('.')?;
    if millis.len() != 3 {
        return None;
    }
    clock_time(clock, millis)
}

/// Hours (optional), minutes and seconds, and a fraction of at most nine digits.
pub(super) fn clock_time(clock: &str, fraction: &str) -> Option<RecordingTime> {
    let digits = |t: &str| -> Option<i64> {
        if t.is_empty() || t.len() > 6 || !t.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        t.parse().ok()
    };
    let mut parts = clock.rsplit(':');
    let seconds = parts.next().and_then(digits).filter(|s| *s < 60)?;
    let minutes = parts.next().and_then(digits).filter(|m| *m < 60)?;
    let hours = parts.next().map_or(Some(0), digits)?;
    if parts.next().is_some() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some(RecordingTime::ZERO + Nanos::from_secs(hours * 3600 + minutes * 60 + seconds) + Nanos::new(nanos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> (Vec<Cue>, Vec<Problem>) {
        let mut problems = Vec::new();
        let cues = read(&FileText::new("t.vtt", text), &mut problems);
        (cues, problems)
    }

    #[test]
    fn a_usual_file() {
        let text = "WEBVTT - camera 1\r\n\r\nNOTE made by hand\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n<v Officer 1>Hands.\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nOFFICER 2: Moving\r\nup.\r\n";
        let (cues, problems) = of(text);
        assert_eq!(problems, []);
        assert_eq!(cues.len(), 2);
        assert_eq!((cues[0].speaker.as_str(), cues[0].text.as_str()), ("Officer 1", "Hands."));
        assert_eq!(cues[0].span.end(), RecordingTime::from_ns(2_500_000_000));
        assert_eq!((cues[1].speaker.as_str(), cues[1].text.as_str()), ("OFFICER 2", "Moving up."));
        assert_eq!(cues[1].span.start(), RecordingTime::from_ns(3_600_000_000_000));
    }

    #[test]
    fn a_bad_cue_is_counted_and_reported() {
        let text = "WEBVTT\n\n00:05.000 --> 00:02.000\nback\n\n00:0x.000 --> 00:02.000\nbad\n\n00:06.000 --> 00:07.000\ngood\n\nstray\n";
        let (cues, problems) = of(text);
        assert_eq!(cues.iter().map(|c| c.number).collect::<Vec<_>>(), [3]);
        assert_eq!(problems.iter().map(|p| p.place.as_str()).collect::<Vec<_>>(), ["3:1", "6:1", "12:1"]);
    }

    #[test]
    fn order_and_overlap_are_doubts() {
        let (cues, problems) =
            of("WEBVTT\n\n00:05.000 --> 00:08.000\na\n\n00:07.000 --> 00:09.000\nb\n\n00:01.000 --> 00:02.000\nc\n");
        assert_eq!(cues.len(), 3);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), shaped in "(WEBVTT)?[ \r\n\t0-9:.<>v/&;a-]{0,200}") {
            let _ = of(&text);
            let (cues, _) = of(&shaped);
            for c in cues {
                prop_assert!(c.span.start() <= c.span.end());
            }
        }
    }
}
