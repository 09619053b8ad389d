//! SubRip (`.srt`): numbered cues with times such as `00:01:24,600 --> 00:01:26,000`. There is no standard; what is
//! read is what players agree on, and also a point for the comma, missing counters and missing decimals.

use unmuted_model::RecordingTime;

use super::cue::{Cue, Cues, said};
use super::webvtt::clock_time;
use crate::case_files::{FileText, Problem};

/// Reads all cues, in the order of the file. A cue is numbered by its place in the file, not by its counter.
pub fn read(file: &FileText, problems: &mut Vec<Problem>) -> Vec<Cue> {
    let mut cues = Cues::new(problems);
    let lines = lines(file.text());
    let timings: Vec<usize> =
        lines.iter().enumerate().filter(|(_, (l, _))| l.contains("-->")).map(|(i, _)| i).collect();
    if timings.is_empty() {
        if !file.text().trim().is_empty() {
            cues.report(
                file.whole()
                    .unread("the file has no cue: no line with -->", "check that it is a WebVTT or a SubRip file"),
            );
        }
        return cues.finish(&file.whole());
    }
    for (k, &timing) in timings.iter().enumerate() {
        let Some(&(line, at)) = lines.get(timing) else { continue };
        let until = timings.get(k + 1).map_or(lines.len(), |&next| {
            // The counter of the next cue stands above its times.
            let counter = next > timing + 1 && lines.get(next - 1).is_some_and(|(l, _)| is_counter(l));
            if counter { next - 1 } else { next }
        });
        let text: Vec<&str> = lines.get(timing + 1..until).unwrap_or_default().iter().map(|(l, _)| *l).collect();
        let place = file.at(at..at + line.len());
        let number = cues.next_number();
        let without_styles: Vec<String> = text.iter().map(|l| without_overrides(l)).collect();
        let borrowed: Vec<&str> = without_styles.iter().map(String::as_str).collect();
        match times(line) {
            Some(times) => cues.take(number, times, said(&borrowed), &place),
            None => cues.report(place.unread(
                format!("the times of cue {number} cannot be read"),
                "write them as 00:01:24,600 --> 00:01:26,000",
            )),
        }
    }
    cues.finish(&file.whole())
}

fn lines(text: &str) -> Vec<(&str, usize)> {
    let mut offset = 0;
    let mut lines = Vec::new();
    for raw in text.split_inclusive('\n') {
        for piece in raw.split_inclusive('\r') {
            lines.push((piece.trim_end_matches(['\n', '\r']), offset));
            offset += piece.len();
        }
    }
    lines.retain(|(l, _)| !l.trim().is_empty());
    lines
}

fn is_counter(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.len() <= 9 && line.bytes().all(|b| b.is_ascii_digit())
}

fn times(line: &str) -> Option<(RecordingTime, RecordingTime)> {
    let (start, rest) = line.split_once("-->")?;
    // Coordinates may follow: X1:… X2:…
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

fn time(text: &str) -> Option<RecordingTime> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    clock_time(clock, fraction)
}

/// Takes out `{\an8}` and the like.
fn without_overrides(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{\\") {
        out.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> (Vec<Cue>, Vec<Problem>) {
        let mut problems = Vec::new();
        let cues = read(&FileText::new("t.srt", text), &mut problems);
        (cues, problems)
    }

    #[test]
    fn a_usual_file() {
        let (cues, problems) = of(
            "1\r\n00:00:01,000 --> 00:00:02,500\r\n{\\an8}OFFICER 1: Hands.\r\n\r\n2\r\n00:00:03.5 --> 00:00:04\r\n<i>Moving</i>\r\n12\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nlast",
        );
        assert_eq!(problems, []);
        assert_eq!(cues.len(), 3);
        assert_eq!((cues[0].speaker.as_str(), cues[0].text.as_str()), ("OFFICER 1", "Hands."));
        assert_eq!(cues[1].span.start(), RecordingTime::from_ns(3_500_000_000));
        assert_eq!(cues[1].text, "Moving 12");
        assert_eq!(cues[2].text, "last");
    }

    #[test]
    fn what_cannot_be_read_is_reported() {
        let (cues, problems) =
            of("1\n00:00:05,000 --> 00:00:02,000\nback\n\n2\nx --> y\nbad\n\n3\n0:06 --> 0:07\ngood\n");
        assert_eq!(cues.iter().map(|c| c.number).collect::<Vec<_>>(), [3]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(of("no cue at all").1.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), shaped in "([0-9]{1,2}\n)?([0-9:,. >\r\n{}\\\\a-]|-->){0,200}") {
            let _ = of(&text);
            for c in of(&shaped).0 {
                prop_assert!(c.span.start() <= c.span.end());
            }
        }
    }
}
