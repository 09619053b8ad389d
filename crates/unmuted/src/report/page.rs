//! The page: `index.html`, one classic script, one style sheet, and the data as values in two more scripts.
//! The built files of `web/` are embedded, so that `cargo` alone suffices.

use miette::miette;

use super::files::Writing;
use crate::review::document::Review;
use crate::review::waveform::WaveformFile;

const SHELL: &str = include_str!("../../assets/page/index.html");
pub const SCRIPT: &str = include_str!("../../assets/page/page.js");
pub const STYLE: &str = include_str!("../../assets/page/page.css");

/// Writes the page's files.
pub fn write(writing: &Writing, review: &Review, waveforms: &[WaveformFile]) -> miette::Result<()> {
    writing.put("assets/page.js", SCRIPT.as_bytes())?;
    writing.put("assets/page.css", STYLE.as_bytes())?;
    writing.put("data/review.js", assignment("UNMUTED_REVIEW", review)?.as_bytes())?;
    writing.put("data/waveforms.js", assignment("UNMUTED_WAVEFORMS", &waveforms)?.as_bytes())?;
    writing.put("index.html", shell(&review.case.title).as_bytes())
}

fn shell(title: &str) -> String {
    let title = escape(&format!("{title} · unmuted"));
    SHELL.replace("{{lang}}", "en").replace("{{title}}", &title)
}

/// The page's frame as a server gives it: with what the page knows of the server, and without the policy of the page
/// on a memory stick, because the server sends its own.
#[cfg(feature = "serve")]
pub fn live_shell(title: &str) -> String {
    let lines = shell(title);
    let lines = lines.lines().filter(|l| !l.contains("http-equiv=\"Content-Security-Policy\""));
    let mut out = String::new();
    for line in lines {
        if line.contains("assets/page.js") {
            out.push_str("<script src=\"data/live.js\"></script>\n");
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// `window.NAME = JSON;` JSON is JavaScript since ECMAScript 2019; a separate file needs no escape for markup.
pub fn assignment(name: &str, value: &impl serde::Serialize) -> miette::Result<String> {
    let json = serde_json::to_string(value).map_err(|e| miette!("cannot write the page's data: {e}"))?;
    Ok(format!("window.{name} = {json};\n"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
