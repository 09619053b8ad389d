//! From bytes to text. UTF-8 and, where a byte order mark says so, UTF-16; anything else is a problem that says
//! where the first foreign byte stands, because a guessed encoding changes what a witness is quoted as saying.

use crate::case_files::{FileText, Problem};

/// The longest text file that is read into memory. A day of dispatch entries is a few hundred kilobytes; a file
/// that claims to be a log and is larger would only exhaust memory.
pub const MAX_BYTES: u64 = 64 << 20;

/// Decodes the bytes of the file `name` (its name within the case).
///
/// # Errors
/// The bytes are in no encoding that is read, or there are too many.
pub fn decode(name: &str, bytes: &[u8]) -> Result<FileText, Box<Problem>> {
    let fail = |what: String, remedy: &str| Err(Box::new(Problem::of_file(name, what, remedy)));
    if u64::try_from(bytes.len()).is_ok_and(|n| n > MAX_BYTES) {
        return fail(
            format!("the file has {} bytes, and at most {MAX_BYTES} are read", bytes.len()),
            "check whether it is a text file; split it if it is",
        );
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(name, rest);
    }
    let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| -> Option<Vec<u16>> {
        let (pairs, odd) = rest.as_chunks::<2>();
        odd.is_empty().then(|| pairs.iter().copied().map(unit).collect())
    };
    let (rest, encoding, unit): (_, _, fn([u8; 2]) -> u16) = if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        (rest, "UTF-16 (little endian)", u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        (rest, "UTF-16 (big endian)", u16::from_be_bytes)
    } else {
        return utf8(name, bytes);
    };
    match units(rest, unit).and_then(|u| String::from_utf16(&u).ok()) {
        Some(text) => Ok(FileText::new(name, &text)),
        None => fail(
            format!("the file says that it is {encoding}, but its bytes are not"),
            "save a copy as UTF-8, compare it with the original, and add that copy as a source of its own",
        ),
    }
}

fn utf8(name: &str, bytes: &[u8]) -> Result<FileText, Box<Problem>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(FileText::new(name, text)),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = good.iter().filter(|b| **b == b'\n').count() + 1;
            let likely = if bytes.iter().take(4096).filter(|b| **b == 0).count() > 8 {
                "it may be UTF-16 without a byte order mark, or no text"
            } else {
                "it may be Windows-1252 or Latin-1"
            };
            Err(Box::new(Problem::of_file(
                name,
                format!("the text is not UTF-8 (first at byte {}, line {line}); {likely}", error.valid_up_to()),
                "save a copy as UTF-8, compare it with the original, and add that copy as a source of its own",
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode("x", b"\xEF\xBB\xBFa").unwrap().text(), "a");
        assert_eq!(decode("x", b"\xFF\xFEa\0\xE9\0").unwrap().text(), "aé");
        assert_eq!(decode("x", b"\xFE\xFF\0a").unwrap().text(), "a");
        assert!(decode("x", b"\xFF\xFEa").unwrap_err().what.contains("UTF-16"));
        assert!(decode("x", b"a\ncaf\xE9").unwrap_err().what.contains("line 2"));
    }
}
