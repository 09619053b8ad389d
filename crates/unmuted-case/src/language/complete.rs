//! What could stand next in a sentence that is being written. The parser itself is asked: a word fits where the
//! sentence up to and with it reads, or breaks off only after it. So this can never know another language.

use std::ops::Range;

use unmuted_model::nearest;

use super::names::Names;
use super::parse::parse;
use super::reserved::WORDS;

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WordIs {
    /// A kind of the case's vocabulary.
    Kind,
    /// An attribute that some source gives.
    Attribute,
    /// A recording.
    Recording,
    /// A person.
    Person,
    /// A role of people.
    Role,
    /// Something that follows an incident: an outcome's kind.
    Outcome,
    /// A word or sign of the language.
    Language,
}

/// A word that could stand at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The word.
    pub word: String,
    /// What it is.
    pub is: WordIs,
}

/// Signs of the language, which are no words.
const SIGNS: [&str; 5] = ["=", "<=", ">=", "<", ">"];

/// The words that could stand at `cursor`, a byte of the sentence on a character's border, and the bytes that they
/// would replace: the word that the cursor stands in or behind. Names of the case come before words of the language.
/// Where what was begun fits nothing, the nearest word that does; nothing where the sentence is wrong before it.
pub fn complete(sentence: &str, cursor: usize, names: &Names<'_>) -> (Range<usize>, Vec<Completion>) {
    let range = word_at(sentence, cursor);
    let (Some(head), Some(begun)) = (sentence.get(..range.start), sentence.get(range.clone())) else {
        return (cursor..cursor, Vec::new());
    };
    let fitting: Vec<Completion> = candidates(names).into_iter().filter(|c| fits(head, &c.word, names)).collect();
    let typed = begun.to_lowercase();
    let begins = |c: &&Completion| c.word.to_lowercase().starts_with(&typed);
    let mut found: Vec<Completion> = fitting.iter().filter(begins).cloned().collect();
    if found.is_empty()
        && let Some(near) = nearest(begun, fitting.iter().map(|c| c.word.as_str()))
    {
        found.extend(fitting.iter().filter(|c| c.word == near).cloned());
    }
    // What is typed out already needs no proposal.
    found.retain(|c| c.word != begun || c.is != WordIs::Language);
    (range, found)
}

fn candidates(names: &Names<'_>) -> Vec<Completion> {
    let of = |is: WordIs, words: Vec<String>| words.into_iter().map(move |word| Completion { word, is });
    let kinds = names.vocabulary().kinds().map(|(k, _)| k.to_string()).collect();
    let attributes = names.attributes().into_iter().map(str::to_owned).collect();
    let recordings = names.recordings().map(ToString::to_string).collect();
    let people = names.people().iter().map(|p| p.id.to_string()).collect();
    let roles = names.roles().into_iter().map(str::to_owned).collect();
    let outcomes = names.outcomes().map(str::to_owned).collect();
    let own = WORDS.iter().chain(&SIGNS).map(|w| (*w).to_owned()).collect();
    let mut all: Vec<Completion> = of(WordIs::Kind, kinds)
        .chain(of(WordIs::Attribute, attributes))
        .chain(of(WordIs::Recording, recordings))
        .chain(of(WordIs::Person, people))
        .chain(of(WordIs::Role, roles))
        .chain(of(WordIs::Outcome, outcomes))
        .chain(of(WordIs::Language, own))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|c| seen.insert(c.word.clone()));
    all
}

/// Whether the sentence reads up to and with the word, or breaks off only behind it.
fn fits(head: &str, word: &str, names: &Names<'_>) -> bool {
    let text = format!("{head}{word}");
    match parse(&text, names) {
        Ok(_) => true,
        Err(error) => error.span.start >= text.len(),
    }
}

/// The word that the cursor stands in or behind.
fn word_at(sentence: &str, cursor: usize) -> Range<usize> {
    let cursor = cursor.min(sentence.len());
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '#');
    let before = sentence.get(..cursor).unwrap_or_default();
    let start = before.char_indices().rev().take_while(|(_, c)| belongs(*c)).last().map_or(before.len(), |(i, _)| i);
    let after = sentence.get(cursor..).unwrap_or_default();
    let length: usize = after.chars().take_while(|c| belongs(*c)).map(char::len_utf8).sum();
    start..cursor + length
}
