//! Which words a sentence asks for. Two ways to write it: `"text"`, plain words for people who write sentences,
//! and `/pattern/`, a regular expression for those who need one.

use regex::{Regex, RegexBuilder};

/// The most memory that one compiled pattern may take. A pattern comes from a case file, which may come from the
/// other side; matching itself is linear in the text (the `regex` crate has no backtracking).
const COMPILED_BYTES: usize = 1 << 20;

/// What words must match.
#[derive(Clone, Debug)]
pub struct TextPattern {
    written: String,
    regex: Regex,
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl TextPattern {
    /// Plain words: found where they stand as whole words one after another, capital letters or not, whatever white
    /// space and punctuation a transcriber put between and after them, and whichever apostrophe was typed.
    pub fn plain(text: &str) -> Result<Self, String> {
        let words: Vec<String> = text.split(|c: char| !is_of_word(c)).map(word).filter(|w| !w.is_empty()).collect();
        if words.is_empty() {
            return Err("there is no word in it".to_owned());
        }
        let (quote, other) = ("['\u{2019}\u{2018}\u{2bc}]*", r"[^\w'\u{2019}\u{2018}\u{2bc}]");
        let between = format!("{quote}{other}+{quote}");
        let body = format!("(?:^|{other}){quote}{}{quote}(?:{other}|$)", words.join(&between));
        Self::build(&body, true, format!("\u{201c}{}\u{201d}", text.trim()))
    }

    /// A regular expression in the syntax of the `regex` crate; `i` ignores capital letters.
    pub fn regular(body: &str, flags: &str) -> Result<Self, String> {
        if let Some(flag) = flags.chars().find(|c| *c != 'i') {
            return Err(format!("the flag {flag} is not known; only i (capital letters or not) is"));
        }
        Self::build(body, flags.contains('i'), format!("/{body}/{flags}"))
    }

    fn build(body: &str, ignore_case: bool, written: String) -> Result<Self, String> {
        let regex =
            RegexBuilder::new(body).case_insensitive(ignore_case).size_limit(COMPILED_BYTES).build().map_err(|e| {
                match e {
                    regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                    // The crate's message draws the pattern over several lines; its last line says what is wrong.
                    e => e.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
                }
            })?;
        Ok(Self { written, regex })
    }

    /// Whether words match.
    pub fn matches(&self, words: &str) -> bool {
        self.regex.is_match(words)
    }

    /// As it is read back.
    pub fn written(&self) -> &str {
        &self.written
    }
}

const APOSTROPHES: [char; 4] = ['\'', '\u{2019}', '\u{2018}', '\u{2bc}'];

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || APOSTROPHES.contains(&c)
}

/// One word as an expression; an apostrophe within it may be any.
fn word(written: &str) -> String {
    let bare = written.trim_matches(APOSTROPHES);
    bare.chars()
        .map(|c| {
            if APOSTROPHES.contains(&c) {
                "['\u{2019}\u{2018}\u{2bc}]".to_owned()
            } else {
                regex::escape(&c.to_string())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stand_whole() {
        let p = TextPattern::plain("drop  it").unwrap();
        assert!(p.matches("Drop it! Drop the bar."));
        assert!(p.matches("so drop\nit"));
        assert!(!p.matches("backdrop its"));
        assert!(TextPattern::plain("stop!").unwrap().matches("Stop! Police"));
        let said = "Drop it, now! Police. Stop! Don\u{2019}t move. Hands-up. It\u{2019}s \"him\"";
        for words in ["drop it now", "police stop", "don't move", "hands up", "it's him", "now police"] {
            assert!(TextPattern::plain(words).unwrap().matches(said), "{words}");
        }
        for words in ["drop now", "don move", "stop it", "hand", "t move"] {
            assert!(!TextPattern::plain(words).unwrap().matches(said), "{words}");
        }
        assert!(TextPattern::plain("hands-up").unwrap().matches("hands up"));
        assert!(TextPattern::plain("!").is_err());
        assert!(TextPattern::plain("  ").is_err());
    }

    #[test]
    fn a_pattern_that_explodes_is_refused() {
        assert!(TextPattern::regular("(a{1000}){1000}", "").unwrap_err().contains("too large"));
        assert!(TextPattern::regular("a", "x").is_err());
        assert!(TextPattern::regular("(", "").is_err());
    }
}
