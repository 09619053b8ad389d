//! Requests as a Markdown draft, and how it is written so that nothing a person wrote is lost.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};
use unmuted_case::missing::{Cite, Request, RequestKind};

use crate::case_files::write::replace;
use crate::report::table::wrapped;
use crate::review::document::Review;

/// The draft's name in the case's folder.
pub const FILE: &str = "requests.md";

/// The last line of a draft: by it the program knows one that nobody has edited.
const MARK: &str = "<!-- Written by unmuted. Text above, SHA-256: ";
const MARK_END: &str = " -->";

/// Lines are at most so long.
const WIDTH: usize = 100;
/// So many places are listed for one request; all of them are in the JSON.
const CITES: usize = 6;

/// A draft.
pub struct Draft(String);

impl Draft {
    /// Of a review and its requests.
    pub fn of(review: &Review, requests: &[Request]) -> Self {
        let mut out = String::new();
        let _ = head(&mut out, review);
        if requests.is_empty() {
            out.push_str("\nNothing was found to ask for.\n");
        }
        let mut number = 0;
        for kind in RequestKind::ALL {
            let mut of = requests.iter().filter(|r| r.kind == kind).peekable();
            if of.peek().is_some() {
                let _ = writeln!(out, "\n## {}", kind.heading());
            }
            for request in of {
                number += 1;
                let _ = item(&mut out, review, number, request);
            }
        }
        Self(out)
    }

    /// The text as a person reads it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text as it is written.
    fn file(&self) -> String {
        format!("{}\n{MARK}{}{MARK_END}\n", self.0, digest(&self.0))
    }
}

fn head(out: &mut String, review: &Review) -> std::fmt::Result {
    let case = &review.case;
    writeln!(out, "# Requests: {}\n\nDraft, to be edited and sent by a person.", one_line(&case.title))?;
    if let Some(fictional) = &case.fictional {
        writeln!(out, "\n{}", one_line(fictional))?;
    }
    writeln!(out)?;
    let place = if case.place.is_empty() { String::new() } else { format!(", {}", one_line(&case.place)) };
    writeln!(out, "- Incident: {}{place}", case.date)?;
    if !case.agency.is_empty() {
        writeln!(out, "- Agency: {}", one_line(&case.agency))?;
    }
    writeln!(out, "- As of: {}", case.as_of)?;
    writeln!(out, "- Case: {}", case.id)?;
    writeln!(
        out,
        "\nWhat is asked for here is not among the sources that this case holds.\nNothing here says that it exists, or why \
         it is not here."
    )
}

fn item(out: &mut String, review: &Review, number: usize, r: &Request) -> std::fmt::Result {
    let first = format!("{number}. ");
    let margin = " ".repeat(first.len());
    let mut paragraphs = vec![one_line(&r.what), format!("Why: {}", one_line(&r.why))];
    if !r.cites.is_empty() {
        let mut cites: Vec<String> = r.cites.iter().take(CITES).map(|c| cite(review, c)).collect();
        if r.cites.len() > CITES {
            cites.push(format!("and {} more", r.cites.len() - CITES));
        }
        paragraphs.push(format!("Rests on: {}.", cites.join("; ")));
    }
    writeln!(out)?;
    for (i, paragraph) in paragraphs.iter().enumerate() {
        for (j, line) in wrapped(paragraph, WIDTH - margin.len()).iter().enumerate() {
            let margin = if i == 0 && j == 0 { &first } else { &margin };
            writeln!(out, "{margin}{line}")?;
        }
        // A line break in Markdown, so that the parts stand apart.
        if i + 1 < paragraphs.len() {
            out.truncate(out.trim_end_matches('\n').len());
            out.push_str("\\\n");
        }
    }
    Ok(())
}

/// `dispatch-log#5 (Dispatch log), 10:42`.
fn cite(review: &Review, c: &Cite) -> String {
    let id = c.id.split_once('#').map_or(c.id.as_str(), |(source, _)| source);
    let recording = review.recordings.iter().find(|r| r.id == id).map(|r| &r.name);
    let document = || review.documents.iter().find(|d| d.id == id).map(|d| &d.name);
    let value = || review.attributes.iter().find(|a| a.values.iter().any(|v| v.id == id)).map(|a| &a.name);
    let name = recording.or_else(document).or_else(value);
    let name = name.filter(|n| !n.eq_ignore_ascii_case(id)).map(|n| format!(" ({})", one_line(n))).unwrap_or_default();
    let place = match c.place.as_str() {
        "" => String::new(),
        page if page.chars().all(|c| c.is_ascii_digit()) => format!(", page {page}"),
        place => format!(", {}", one_line(place)),
    };
    format!("{}{name}{place}", c.id)
}

/// What a case's file says, on one line, and not as Markdown of its own.
fn one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether a file holds a draft as the program wrote it.
fn is_as_written(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some((above, mark)) = text.rsplit_once(MARK) else { return false };
    let (Some(above), Some(found)) = (above.strip_suffix('\n'), mark.trim_end().strip_suffix(MARK_END)) else {
        return false;
    };
    digest(above) == found
}

/// What was done with a draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrote {
    /// The file's name in the case's folder.
    pub file: String,
    /// Whether the file already held this draft.
    pub unchanged: bool,
    /// Drafts that a person has edited, and that were left as they are.
    pub edited: Vec<String>,
}

/// Writes a draft into a case's folder: over an earlier one that nobody has edited, else beside it under the next
/// number.
///
/// # Errors
/// Where a draft that is there cannot be read, or the new one cannot be written.
pub fn write(dir: &Path, draft: &Draft) -> io::Result<Wrote> {
    let file = draft.file();
    let mut edited = Vec::new();
    for n in 1_u32.. {
        let name = if n == 1 { FILE.to_owned() } else { FILE.replace(".md", &format!("-{n}.md")) };
        let path = dir.join(&name);
        match std::fs::read(&path) {
            Ok(there) if there == file.as_bytes() => return Ok(Wrote { file: name, unchanged: true, edited }),
            Ok(there) if !is_as_written(&there) => edited.push(name),
            Ok(_) => {
                replace(&path, file.as_bytes())?;
                return Ok(Wrote { file: name, unchanged: false, edited });
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                replace(&path, file.as_bytes())?;
                return Ok(Wrote { file: name, unchanged: false, edited });
            }
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::other("no name is left for a draft"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft(format!("# Requests\n\n{text}\n"))
    }

    #[test]
    fn a_draft_that_nobody_edited_is_replaced_and_an_edited_one_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        let wrote = |text: &str| write(dir.path(), &draft(text)).unwrap();
        assert_eq!(wrote("one").file, "requests.md");
        assert!(wrote("one").unchanged);
        assert_eq!(wrote("two"), Wrote { file: "requests.md".into(), unchanged: false, edited: Vec::new() });
        assert!(at("requests.md").contains("two"));

        let edited = at("requests.md").replace("two", "two, and a greeting");
        std::fs::write(dir.path().join("requests.md"), &edited).unwrap();
        let third = wrote("three");
        assert_eq!(third, Wrote { file: "requests-2.md".into(), unchanged: false, edited: vec!["requests.md".into()] });
        assert_eq!(at("requests.md"), edited);
        assert_eq!(wrote("four").file, "requests-2.md", "which nobody has edited");

        // Also one whose mark was taken out, one that is empty, and one in another encoding.
        for there in [&b"# My letter\n"[..], b"", &[0xff, 0xfe, 0x00]] {
            std::fs::write(dir.path().join("requests-2.md"), there).unwrap();
            assert_eq!(wrote("five").file, "requests-3.md");
            assert_eq!(std::fs::read(dir.path().join("requests-2.md")).unwrap(), there);
        }
    }

    #[test]
    fn a_line_added_after_the_mark_is_an_edit() {
        let file = draft("one").file();
        assert!(is_as_written(file.as_bytes()));
        assert!(!is_as_written(format!("{file}Dear all,\n").as_bytes()));
        assert!(!is_as_written(format!("{file}{MARK}").as_bytes()));
    }

    #[test]
    fn words_of_a_case_are_one_line_and_no_markdown() {
        assert_eq!(one_line("a *b*\n# c <d>"), "a \\*b\\* \\# c \\<d\\>");
    }
}
