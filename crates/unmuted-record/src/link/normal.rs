//! Words as lists write them, made comparable: case, accents, punctuation, suffixes, abbreviations. The source's own
//! word is kept elsewhere; what stands here is only compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents and apostrophes; every other sign that is no letter and no digit is a space.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| match c {
        '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' | '.' => {}
        c if c.is_alphanumeric() => {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        }
        _ => gap = true,
    };
    if text.is_ascii() {
        text.chars().for_each(&mut push);
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).for_each(&mut push);
    }
    out
}

/// Tokens of a person's name. Empty where the words say that the name is not known. Suffixes and titles are dropped:
/// lists disagree on them more often than they tell two persons apart.
pub fn name(text: &str) -> Vec<Box<str>> {
    // "Also known as" and names in brackets are further tokens of the same person.
    let plain = plain(text);
    // "20s or 30s", "Suspect 2b": a description. A number alone is an age that slipped into the name.
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if unnamed(&plain) || plain.split(' ').any(|t| !digits(t) && t.bytes().any(|b| b.is_ascii_digit())) {
        return Vec::new();
    }
    let mut tokens: Vec<Box<str>> = Vec::new();
    for token in plain.split(' ').filter(|t| !t.is_empty() && !digits(t)) {
        let dropped = matches!(
            token,
            "jr" | "sr" | "ii" | "iii" | "iv" | "mr" | "mrs" | "ms" | "dr" | "aka" | "the" | "unknown" | "unnamed"
        );
        if !dropped && !tokens.iter().any(|t| **t == *token) {
            tokens.push(token.into());
        }
    }
    tokens
}

/// Whether the words, made plain, stand in place of a name.
fn unnamed(plain: &str) -> bool {
    const WORDS: [&str; 12] = [
        "withheld",
        "unidentified",
        "unnamed",
        "undisclosed",
        "unreleased",
        "not released",
        "not identified",
        "unknown",
        "name not",
        "pending identification",
        "no name",
        "to be determined",
    ];
    matches!(
        plain,
        "" | "tk" | "tk tk" | "tba" | "tbd" | "na" | "n a" | "none" | "john doe" | "jane doe" | "missing" | "pregnant"
    ) || WORDS.iter().any(|w| {
        plain.find(w).is_some_and(|at| {
            let before = plain[..at].ends_with(' ') || at == 0;
            let after = plain[at + w.len()..].starts_with(' ') || at + w.len() == plain.len();
            before && after
        })
    })
}

/// A town, made comparable: usual abbreviations written out.
pub fn town(text: &str) -> Option<Box<str>> {
    let plain = plain(text);
    let words: Vec<&str> = plain
        .split(' ')
        .map(|w| match w {
            "st" => "saint",
            "ste" => "sainte",
            "ft" => "fort",
            "mt" => "mount",
            "twp" => "township",
            "hts" => "heights",
            "spgs" => "springs",
            w => w,
        })
        .collect();
    let words = match words.as_slice() {
        [rest @ .., "township" | "village" | "borough"] if !rest.is_empty() => rest,
        [rest @ .., "charter"] if !rest.is_empty() => rest,
        ["unincorporated", rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    known(&words.join(" "))
}

/// A county, without the word for it.
pub fn county(text: &str) -> Option<Box<str>> {
    let town = town(text)?;
    let words: Vec<&str> = town.split(' ').collect();
    let words = match words.as_slice() {
        [rest @ .., "city", "and", "borough"] | [rest @ .., "census", "area"] if !rest.is_empty() => rest,
        [rest @ .., "county" | "parish" | "borough" | "municipality"] if !rest.is_empty() => rest,
        all => all,
    };
    known(&words.join(" "))
}

/// Tokens of the names of one or several agencies, without what most of them have in common.
pub fn agency(text: &str) -> Vec<Box<str>> {
    let mut tokens: Vec<Box<str>> = Vec::new();
    for word in plain(text).split(' ') {
        let word = match word {
            "" | "police" | "department" | "dept" | "pd" | "office" | "of" | "the" | "and" | "county" | "city"
            | "us" | "unknown" => continue,
            "sheriffs" => "sheriff",
            "st" => "saint",
            "ft" => "fort",
            "mt" => "mount",
            "troopers" | "trooper" => "patrol",
            w => w,
        };
        if !tokens.iter().any(|t| **t == *word) {
            tokens.push(word.into());
        }
    }
    tokens.truncate(32);
    tokens
}

/// Any words, made plain; none where nothing is left.
pub fn words(text: &str) -> Option<Box<str>> {
    known(&plain(text))
}

/// A ZIP code of the United States: its first five digits.
pub fn zip(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    let text = text.strip_suffix(".0").unwrap_or(text);
    let digits = text.split('-').next().unwrap_or_default().trim();
    if !(3..=5).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Spreadsheets drop leading noughts.
    Some(format!("{digits:0>5}").into())
}

/// An age, both ends included: `23`, `23.0`, `[20,25)`, `20-24`, `40s`, `65+`. None for anything else.
pub fn age(text: &str) -> Option<(f32, f32)> {
    let text = text.trim();
    let number = |t: &str| t.trim().parse::<f32>().ok().filter(|v| (0.0..=120.0).contains(v));
    if let Some(v) = number(text) {
        return Some((v, v));
    }
    if let Some(band) = text.strip_prefix('[').and_then(|t| t.strip_suffix(')')) {
        let (from, to) = band.split_once(',')?;
        let from = number(from)?;
        let to = if to.trim().eq_ignore_ascii_case("inf") { 121.0 } else { number(to)? };
        return (from < to).then_some((from, to - 1.0));
    }
    if let Some(from) = text.strip_suffix("0s").and_then(number) {
        return Some((from * 10.0, from * 10.0 + 9.0));
    }
    if let Some(from) = text.strip_suffix('+').and_then(number) {
        return Some((from, 120.0));
    }
    let (from, to) = text.split_once('-')?;
    let (from, to) = (number(from)?, number(to)?);
    (from <= to).then_some((from, to))
}

fn known(text: &str) -> Option<Box<str>> {
    match text {
        "" | "unknown" | "na" | "n a" | "none" | "missing" | "not available" | "undetermined" => None,
        text => Some(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        name(text).join(" ")
    }

    #[test]
    fn names_become_tokens() {
        assert_eq!(tokens("Stephon Clark"), "stephon clark");
        assert_eq!(tokens("José  O’Neil-Peña, Jr."), "jose oneil pena");
        assert_eq!(tokens("William \"Bill\" A. Smith III"), "william bill a smith");
        assert_eq!(tokens("Name withheld by police"), "");
        assert_eq!(tokens("TK TK"), "");
        assert_eq!(tokens("20s or 30s"), "");
        assert_eq!(tokens("20-25"), "");
        assert_eq!(tokens("John Harding, 63"), "john harding");
        assert_eq!(tokens("An unidentified man"), "");
        assert_eq!(tokens("Jonathan Knownan"), "jonathan knownan");
    }

    #[test]
    fn places_lose_what_lists_write_differently() {
        assert_eq!(town("St. Paul").as_deref(), Some("saint paul"));
        assert_eq!(town("Clinton Township").as_deref(), Some("clinton"));
        assert_eq!(county("Orleans Parish").as_deref(), Some("orleans"));
        assert_eq!(county("Unknown"), None);
        assert_eq!(agency("Los Angeles County Sheriff's Department").join(" "), "los angeles sheriff");
        assert_eq!(zip("2139").as_deref(), Some("02139"));
        assert_eq!(zip("95822-1234").as_deref(), Some("95822"));
        assert_eq!(zip("n/a"), None);
    }

    #[test]
    fn ages_are_intervals() {
        assert_eq!(age("23"), Some((23.0, 23.0)));
        assert_eq!(age("[20,25)"), Some((20.0, 24.0)));
        assert_eq!(age("[85,Inf)"), Some((85.0, 120.0)));
        assert_eq!(age("40s"), Some((40.0, 49.0)));
        assert_eq!(age("1900"), None);
        assert_eq!(age("Unknown"), None);
    }
}
