//! Bytes as published → text: unpacked, decoded, without NUL.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::problem::{Problem, What};
use crate::Error;

/// More unpacked bytes than any list has.
const LONGEST: u64 = 1 << 30;

/// A file's text, and what was wrong with its bytes.
pub struct Text {
    pub text: String,
    pub problems: Vec<Problem>,
}

/// Reads bytes as text: gzip is unpacked, a byte order mark is followed, and otherwise the named encoding or UTF-8.
/// Where they are not in that encoding, they are read as Windows-1252, which has a sign for nearly every byte, and the
/// lines are reported.
pub fn text(bytes: &[u8], encoding: Option<&str>) -> Result<Text, Error> {
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = unpack(bytes)?;
        &unpacked
    } else {
        bytes
    };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Error::new(
            "this is a workbook, and a list is read from CSV",
            "save the sheet as CSV (UTF-8), and give that file; its bytes are kept as they are",
        ));
    }
    let wanted = encoding.and_then(|e| Encoding::for_label(e.as_bytes())).unwrap_or(UTF_8);
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((found, length)) => (found, bytes.get(length..).unwrap_or_default()),
        None => (wanted, bytes),
    };
    let mut problems = Vec::new();
    let mut text = match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => text.into_owned(),
        None if encoding == UTF_8 => mixed(bytes, &mut problems),
        None => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            for (line, _) in text.split('\n').zip(1_u64..).filter(|(t, _)| t.contains('\u{fffd}')).map(|(t, l)| (l, t))
            {
                problems.push(bad_line(line, encoding.name(), "they are shown as \u{fffd}"));
            }
            text.into_owned()
        }
    };
    if text.contains('\0') {
        for (line, number) in text.split('\n').zip(1_u64..) {
            if line.contains('\0') {
                let words = format!("{} NUL byte(s), shown as ␀", line.matches('\0').count());
                problems.push(Problem { row: None, line: Some(number), column: None, what: What::Nul, words });
            }
        }
        text = text.replace('\0', "␀");
    }
    Ok(Text { text, problems })
}

/// UTF-8 with other lines in between: each line by itself, so that one stray byte does not garble the rest.
fn mixed(bytes: &[u8], problems: &mut Vec<Problem>) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    for (line, number) in bytes.split_inclusive(|b| *b == b'\n').zip(1_u64..) {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => {
                let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(line);
                text.push_str(&decoded);
                problems.push(bad_line(number, UTF_8.name(), "the line is read as windows-1252"));
            }
        }
    }
    text
}

fn bad_line(line: u64, encoding: &str, so: &str) -> Problem {
    let words = format!("bytes that are not {encoding}; {so}");
    Problem { row: None, line: Some(line), column: None, what: What::Encoding, words }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(LONGEST + 1).read_to_end(&mut unpacked);
    match read {
        Err(e) => Err(Error::new(
            format!("it is packed by gzip and cannot be unpacked: {e}"),
            "is the file complete? Fetch it again",
        )),
        Ok(n) if n as u64 > LONGEST => Err(Error::new(
            format!("it unpacks to more than {LONGEST} bytes"),
            "unpack it yourself and look at what it is",
        )),
        Ok(_) => Ok(unpacked),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn utf8_with_one_stray_line_keeps_the_others() {
        let t = text("name\nJosé\n".as_bytes(), None).unwrap();
        assert_eq!((t.text.as_str(), t.problems.len()), ("name\nJosé\n", 0));
        let t = text(b"Jos\xc3\xa9\nJos\xe9\nx\n", None).unwrap();
        assert_eq!(t.text, "José\nJosé\nx\n");
        assert_eq!(t.problems[0].line, Some(2));
    }

    #[test]
    fn a_named_encoding_and_a_mark_are_followed() {
        assert_eq!(text(b"\x8e", Some("macintosh")).unwrap().text, "é");
        assert_eq!(text(b"\xff\xfea\x00", Some("macintosh")).unwrap().text, "a");
        assert_eq!(text(b"\xef\xbb\xbfa", None).unwrap().text, "a");
    }

    #[test]
    fn gzip_nul_and_workbooks() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"a\0b\n").unwrap();
        let packed = gz.finish().unwrap();
        let t = text(&packed, None).unwrap();
        assert_eq!(t.text, "a␀b\n");
        assert_eq!(t.problems[0].what, What::Nul);
        assert!(text(&packed[..packed.len() - 6], None).is_err());
        assert!(text(b"PK\x03\x04rest", None).is_err_and(|e| e.what.contains("workbook")));
    }
}
