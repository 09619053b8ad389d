//! One cue of a transcript, and what WebVTT and SubRip share: who speaks, and whether its times can be.

use unmuted_model::{Nanos, RecordingClock, RecordingTime, Span};

use crate::case_files::{Place, Problem};

/// A line of a transcript.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cue {
    /// Which cue of the file it is, counted from 1; cues that could not be read are counted too.
    pub number: usize,
    /// Who speaks, as the file says, or empty.
    pub speaker: String,
    /// What is said.
    pub text: String,
    /// When, on the clock of the recording that it transcribes.
    pub span: Span<RecordingClock>,
}

/// Most problems that one file reports; a log of a million bad rows says nothing more than fifty do.
const MAX_PROBLEMS: usize = 50;

/// Collects cues and what is wrong with them.
pub(super) struct Cues<'a> {
    problems: &'a mut Vec<Problem>,
    reported: usize,
    dropped: usize,
    cues: Vec<Cue>,
    count: usize,
    out_of_order: Option<(usize, Place)>,
    overlaps: Option<(usize, Place)>,
}

impl<'a> Cues<'a> {
    pub(super) fn new(problems: &'a mut Vec<Problem>) -> Self {
        Self { problems, reported: 0, dropped: 0, cues: Vec::new(), count: 0, out_of_order: None, overlaps: None }
    }

    /// Counts a cue, whether or not it can be read, and gives its number.
    pub(super) fn next_number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.reported += 1;
        if self.reported <= MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.dropped += 1;
        }
    }

    /// Takes a cue whose times were read. A cue without text is counted and left out.
    pub(super) fn take(&mut self, number: usize, times: (RecordingTime, RecordingTime), said: Said, place: &Place) {
        let (start, end) = times;
        let Some(span) = Span::new(start, end) else {
            self.report(
                place
                    .unread(format!("cue {number} ends before it starts"), "check its two times against the recording"),
            );
            return;
        };
        if said.text.is_empty() {
            return;
        }
        if let Some(last) = self.cues.last() {
            if start < last.span.start() {
                count(&mut self.out_of_order, place);
            } else if start + Nanos::from_millis(1) < last.span.end() && said.speaker == last.speaker {
                count(&mut self.overlaps, place);
            }
        }
        self.cues.push(Cue { number, speaker: said.speaker, text: said.text, span });
    }

    /// The cues in the order of the file, after the problems that concern the file as a whole.
    pub(super) fn finish(mut self, whole: &Place) -> Vec<Cue> {
        if let Some((n, place)) = self.out_of_order.take() {
            self.problems.push(place.doubt(
                format!("{} before the one above, first here", plural(n, "cue starts", "cues start")),
                "check whether the transcript was put together from parts with different starts",
            ));
        }
        if let Some((n, place)) = self.overlaps.take() {
            self.problems.push(place.doubt(
                format!(
                    "{} the one above although the same person speaks, first here",
                    plural(n, "cue overlaps", "cues overlap")
                ),
                "check the times against the recording",
            ));
        }
        if self.dropped > 0 {
            self.problems.push(whole.unread(
                format!("{} more of the same", plural(self.dropped, "problem", "problems")),
                "mend those shown first",
            ));
        }
        self.cues
    }
}

fn count(counter: &mut Option<(usize, Place)>, place: &Place) {
    match counter {
        Some((n, _)) => *n += 1,
        None => *counter = Some((1, place.clone())),
    }
}

/// `1 cue starts`, `3 cues start`.
pub(super) fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What a cue says, and who says it.
pub(super) struct Said {
    pub(super) speaker: String,
    pub(super) text: String,
}

/// Reads a cue's lines: WebVTT voice spans (`<v Officer 1>`; W3C WebVTT, section 4.2.2), else a `NAME:` in front.
/// Where one cue has several voices, the text names each and `speaker` is empty.
pub(super) fn said(lines: &[&str]) -> Said {
    let joined = lines.join("\n");
    let mut voices: Vec<(String, String)> = vec![(String::new(), String::new())];
    let mut rest = joined.as_str();
    while let Some(open) = rest.find('<') {
        let (before, tag_on) = rest.split_at_checked(open).unwrap_or((rest, ""));
        push(&mut voices, before);
        let Some(close) = tag_on.find('>') else {
            // A lone "<" is text.
            push(&mut voices, tag_on);
            rest = "";
            break;
        };
        let tag = tag_on.get(1..close).unwrap_or("");
        if let Some(name) = voice(tag) {
            voices.push((name, String::new()));
        } else if tag.trim() == "/v" {
            voices.push((String::new(), String::new()));
        }
        rest = tag_on.get(close + 1..).unwrap_or("");
    }
    push(&mut voices, rest);
    let voices: Vec<(String, String)> = voices
        .into_iter()
        .map(|(name, text)| (name, tidy(&unescape(&text))))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    match voices.as_slice() {
        [] => Said { speaker: String::new(), text: String::new() },
        [(name, text)] if name.is_empty() => match speaker_in_front(text) {
            Some((speaker, said)) => Said { speaker: speaker.to_owned(), text: said.to_owned() },
            None => Said { speaker: String::new(), text: text.clone() },
        },
        [(name, first), more @ ..] if more.iter().all(|(n, _)| n == name) => {
            let text = more.iter().fold(first.clone(), |all, (_, t)| format!("{all} {t}"));
            Said { speaker: name.clone(), text }
        }
        several => {
            let named = several.iter().map(|(n, t)| if n.is_empty() { t.clone() } else { format!("{n}: {t}") });
            Said { speaker: String::new(), text: named.collect::<Vec<_>>().join(" / ") }
        }
    }
}

fn push(voices: &mut [(String, String)], text: &str) {
    if let Some((_, last)) = voices.last_mut() {
        last.push_str(text);
    }
}

/// The name in a voice tag: `v Officer 1` or `v.loud Officer 1`.
fn voice(tag: &str) -> Option<String> {
    let rest = tag.strip_prefix('v')?;
    if !rest.starts_with([' ', '\t', '.', '\n']) {
        return None;
    }
    let name = rest.split_once([' ', '\t', '\n']).map_or("", |(_, name)| name);
    Some(tidy(&unescape(name)))
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&lrm;", "")
        .replace("&rlm;", "")
        .replace("&amp;", "&")
}

/// One line, single spaces, no dash or `>>` that marks a change of speaker in front.
fn tidy(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_start_matches("- ").trim_start_matches(">>").trim_start().to_owned()
}

/// A name in front of a colon: `OFFICER 1: Hands.` Every word of it begins with a capital or a digit, so that
/// "He said: stop" is no speaker, and a blank follows the colon, so that "10:15" is none.
fn speaker_in_front(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text.split_once(": ")?;
    let words: Vec<_> = name.split(' ').collect();
    let named = name.chars().count() <= 40
        && (1..=4).contains(&words.len())
        && name.chars().any(char::is_alphabetic)
        && words
            .iter()
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '#' | '(')))
        && !name.contains(['?', '!', ';', '"']);
    (named && !said.trim().is_empty()).then_some((name, said.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], speaker: &str, text: &str) {
        let s = said(lines);
        assert_eq!((s.speaker.as_str(), s.text.as_str()), (speaker, text));
    }

    #[test]
    fn who_speaks() {
        check(&["<v Officer 1>Show me your hands.</v>"], "Officer 1", "Show me your hands.");
        check(&["<v.loud Officer 1>Show", "me."], "Officer 1", "Show me.");
        check(&["OFFICER 1: Hands."], "OFFICER 1", "Hands.");
        check(&["- Controller: Exercise ends."], "Controller", "Exercise ends.");
        check(&["He said: stop"], "", "He said: stop");
        check(&["It is 10:15 now"], "", "It is 10:15 now");
        check(&["<v A>One.</v> <v B>Two.</v>"], "", "A: One. / B: Two.");
        check(&["<i>radio</i> &amp; wind &lt;3"], "", "radio & wind <3");
        check(&["5 < 6"], "", "5 < 6");
        check(&[""], "", "");
    }
}
