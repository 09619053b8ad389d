//! Names from files, shown so that none can pass for something else.

use std::borrow::Cow;

/// A name, or words with names in them, as text for a terminal: what would begin a line, move the cursor, colour or
/// turn round the text after it is written as `\u{...}`. JSON and tables keep names as they are.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// The name of somebody who writes lines in cases, or what a name must be.
///
/// # Errors
/// It is empty or long, or holds what cannot be seen.
pub fn of_a_person(name: &str) -> Result<&str, &'static str> {
    let invisible =
        |c: char| is_hidden(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{feff}');
    if name.is_empty() || name.chars().count() > 100 || name.contains(invisible) {
        return Err("a name has 1 to 100 characters, all of them visible");
    }
    Ok(name)
}

/// Control characters (C0, delete, C1: line breaks, escape sequences), line and paragraph separators, and marks that
/// set the direction of text.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_forges_a_line() {
        for name in ["u1/a b.mp4", "Ünït/日本.mp4", "a\\x41.mp4", "שלום.mp4"] {
            assert!(matches!(shown(name), Cow::Borrowed(n) if n == name), "{name}");
        }
        assert_eq!(shown("a\n  help: b\r\t"), "a\\u{a}  help: b\\u{d}\\u{9}");
        assert_eq!(shown("\u{1b}[31mred\u{7f}\u{9b}1m"), "\\u{1b}[31mred\\u{7f}\\u{9b}1m");
        for mark in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain(['\u{200e}', '\u{200f}', '\u{2028}'])
        {
            let name = format!("x{mark}4pm.exe");
            assert_eq!(shown(&name), format!("x\\u{{{:x}}}4pm.exe", mark as u32));
        }
    }
}
