//! The page: `index.html`, one classic script, one style sheet, and the data as values in two more scripts.
//! The built files of `web/` are embedded, so that `cargo` alone suffices.

use miette::miette;

use super::files::Writing;
use crate::review::document::Review;
use crate::review::waveform::WaveformFile;

const SHELL: &str = include_str!("../../assets/page/index.html");
const SCRIPT: &str = include_str!("../../assets/page/page.js");
const STYLE: &str = include_str!("../../assets/page/page.css");

/// Writes the page's files.
pub fn write(writing: &Writing, review: &Review, waveforms: &[WaveformFile]) -> miette::Result<()> {
    writing.put("assets/page.js", SCRIPT.as_bytes())?;
    writing.put("assets/page.css", STYLE.as_bytes())?;
    writing.put("data/review.js", assignment("UNMUTED_REVIEW", review)?.as_bytes())?;
    writing.put("data/waveforms.js", assignment("UNMUTED_WAVEFORMS", &waveforms)?.as_bytes())?;
    let title = escape(&format!("{} · unmuted", review.case.title));
    writing.put("index.html", SHELL.replace("{{lang}}", "en").replace("{{title}}", &title).as_bytes())
}

/// `window.NAME = JSON;` JSON is JavaScript since ECMAScript 2019; a separate file needs no escape for markup.
fn assignment(name: &str, value: &impl serde::Serialize) -> miette::Result<String> {
    let json = serde_json::to_string(value).map_err(|e| miette!("cannot write the page's data: {e}"))?;
    Ok(format!("window.{name} = {json};\n"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
