//! Words made comparable.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Without spaces at the ends and with single spaces within. What needs nothing is not copied.
pub fn tidy(text: &str) -> std::borrow::Cow<'_, str> {
    let trimmed = text.trim();
    let clean = !trimmed.contains("  ") && trimmed.chars().all(|c| c == ' ' || !c.is_whitespace());
    if clean {
        return std::borrow::Cow::Borrowed(trimmed);
    }
    std::borrow::Cow::Owned(trimmed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Lower case, without accents and punctuation, with single spaces: two spellings of one place are often one then.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |c: char| match c {
        // Within words: O'Fallon, Sheriff's, St.
        '\'' | '’' | '`' | '.' => {}
        '&' => out.push_str(" and "),
        c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
        _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
        _ => {}
    };
    if text.is_ascii() {
        text.chars().for_each(&mut push);
    } else {
        text.nfd().filter(|c| !is_combining_mark(*c)).for_each(&mut push);
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    if out.contains("  ") { out.split_whitespace().collect::<Vec<_>>().join(" ") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_place_become_one() {
        assert_eq!(normal("  Doña  Ana "), "dona ana");
        assert_eq!(normal("Sheriff's Dept. & Jail"), "sheriffs dept and jail");
        assert_eq!(normal("St. Louis"), normal("St Louis"));
        assert_eq!(tidy(" a \n b  c "), "a b c");
        assert_eq!(normal("…"), "");
    }
}
