//! Sentences as they are written, and statements that are added with them.

use axum::Json;
use unmuted_case::language::WordIs;
use unmuted_model::Truth;

use super::api::{Answer, Ask, Completion, NewStatement, Reads, Role, WordError, Written};
use super::blocking;
use super::case::Case;
use super::refused::{Answered, Refusal};
use crate::case_files::{EnteredDraft, FoundDraft, StatementDraft, add_statement, statements_toml};
use crate::review::{Completed, document::Review};

/// What a sentence means and gives as the case now is, or the word that cannot be read; and what could stand next.
pub async fn ask(case: Case, Json(ask): Json<Ask>) -> Answered<Json<Answer>> {
    let _turn = case.room.turn().await;
    blocking(move || {
        let mut options = case.room.options(case.who.privileged);
        let sentence = ask.sentence;
        let cursor = ask.cursor.map_or(sentence.len(), |c| byte_of(&sentence, c));
        options.without_page = true;
        options.sentences = if sentence.trim().is_empty() { Vec::new() } else { vec![sentence.clone()] };
        options.complete = Some((sentence.clone(), cursor));
        let reviewed = case.room.ask(&options)?;
        let completions = reviewed.completed.iter().map(|c| completion(c, &sentence, &reviewed.document)).collect();
        let (mut reads, mut error) = (None, None);
        for asked in reviewed.asked {
            match asked.outcome {
                Ok((truth, finding)) => {
                    let (verdict, verdict_words) = verdict(truth);
                    let (verdict, verdict_words) = (verdict.to_owned(), verdict_words.to_owned());
                    reads = Some(Reads { reading: finding.reading.clone(), verdict, verdict_words, finding });
                }
                Err(e) => {
                    error = Some(WordError {
                        from: utf16_of(&sentence, e.span.start),
                        to: utf16_of(&sentence, e.span.end),
                        message: e.message,
                        help: e.help.unwrap_or_default(),
                    });
                }
            }
        }
        Ok(Json(Answer { reads, error, completions }))
    })
    .await
}

/// Of a statement with that sentence.
fn verdict(truth: Truth) -> (&'static str, &'static str) {
    match truth {
        Truth::True => ("supported", "Supported"),
        Truth::False => ("contradicted", "Contradicted"),
        Truth::Unknown => ("undetermined", "Undetermined"),
    }
}

fn completion(c: &Completed, sentence: &str, review: &Review) -> Completion {
    let marks = || {
        let stands = |s: &str| matches!(s, "confirmed" | "lead" | "disputed");
        review.events.iter().filter(|e| e.kind == c.word && stands(&e.standing)).count()
    };
    let count = |n: usize, one: &str, many: &str| match n {
        0 => format!("no {one} yet"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    };
    let (what, how_many) = match c.is {
        WordIs::Kind if c.word == "silence" => {
            let n = review.recordings.iter().map(|r| r.silences.len()).sum();
            ("no sound, measured".to_owned(), count(n, "span", "spans"))
        }
        WordIs::Kind if c.word == "speech" => {
            ("words, in transcripts".to_owned(), count(review.transcript.len(), "line", "lines"))
        }
        WordIs::Kind => (c.what.clone(), count(marks(), "mark", "marks")),
        WordIs::Attribute => {
            let values = review.attributes.iter().filter(|a| a.name == c.word).map(|a| a.values.len()).sum();
            ("what sources say of it".to_owned(), count(values, "value", "values"))
        }
        WordIs::Outcome => {
            let n = review.outcomes.iter().filter(|o| o.kind == c.word).count();
            ("what followed".to_owned(), count(n, "entry", "entries"))
        }
        WordIs::Recording => (
            review.recordings.iter().find(|r| r.id == c.word).map(|r| r.name.clone()).unwrap_or_default(),
            String::new(),
        ),
        WordIs::Person => (
            review.case.people.iter().find(|p| p.id == c.word).map(|p| p.name.clone()).unwrap_or_default(),
            String::new(),
        ),
        WordIs::Role => ("a role".to_owned(), String::new()),
        WordIs::Language => (String::new(), String::new()),
    };
    Completion {
        word: c.word.clone(),
        what,
        how_many,
        from: utf16_of(sentence, c.range.start),
        to: utf16_of(sentence, c.range.end),
    }
}

/// UTF-16 units before a byte, as a page counts.
fn utf16_of(text: &str, byte: usize) -> u32 {
    let before = text.char_indices().take_while(|(i, _)| *i < byte);
    before.map(|(_, c)| u32::try_from(c.len_utf16()).unwrap_or(2)).sum()
}

/// The byte behind so many UTF-16 units; on a character's border.
fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units;
    for (i, c) in text.char_indices() {
        let width = u32::try_from(c.len_utf16()).unwrap_or(2);
        if left < width {
            return i;
        }
        left -= width;
    }
    text.len()
}

/// Adds a statement to `statements.toml`. It is answered only once it is on the disk.
pub async fn add(case: Case, Json(new): Json<NewStatement>) -> Answered<Json<Written>> {
    case.may(Role::Reviewer)?;
    let by = case.by(new.written_by.as_deref())?;
    let at = super::now();
    let tidy = |t: &str| t.trim().to_owned();
    let draft = StatementDraft {
        id: String::new(),
        by: tidy(&new.by),
        quote: tidy(&new.quote),
        said: tidy(&new.said),
        found: FoundDraft { source: tidy(&new.found_source), page: tidy(&new.found_page) },
        setting: tidy(&new.setting),
        watched_video_first: tidy(&new.watched_video_first),
        asserts: tidy(&new.sentence),
        not_testable: tidy(&new.not_testable),
        entered: EnteredDraft { by: by.clone(), at: at.clone() },
    };
    blocking(move || {
        let mut options = case.room.options(case.who.privileged);
        options.without_page = true;
        options.sentences = Some(draft.asserts.clone()).filter(|s| !s.is_empty()).into_iter().collect();
        // A sentence that cannot be read would test nothing.
        if let Some(Err(e)) = case.room.ask(&options)?.asked.pop().map(|a| a.outcome) {
            let words = format!("The sentence cannot be read: {}.", e.message);
            return Err(Refusal::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, words, e.help.unwrap_or_default()));
        }
        let files = case.room.files()?;
        // Sent twice because an answer was lost: it is there already, word for word.
        let same = files
            .statements
            .iter()
            .find(|s| s.quote == draft.quote && s.by == draft.by && s.entered.as_ref().is_some_and(|e| e.by == by));
        let file = statements_toml::FILE.to_owned();
        if let Some(there) = same {
            let number = there.place.line_column().split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            let at = there.entered.as_ref().map(|e| e.at.clone()).unwrap_or_default();
            let (id, line, conflict) = (there.id.clone(), String::new(), String::new());
            return Ok(Json(Written { id, file, number, at, line, conflict }));
        }
        let added = add_statement(&files, draft).map_err(|why| Refusal::not_added(statements_toml::FILE, &why))?;
        case.room.changed(format!("{by} added a statement"));
        Ok(Json(Written { id: added.id, file, number: added.number, at, line: added.text, conflict: String::new() }))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_a_page_counts() {
        let text = "é😀x";
        assert_eq!([0, 2, 6, 7].map(|b| utf16_of(text, b)), [0, 1, 3, 4]);
        assert_eq!([0, 1, 2, 3, 4, 9].map(|u| byte_of(text, u)), [0, 2, 2, 6, 7, 7], "never within a character");
    }
}
