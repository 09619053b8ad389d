//! `marks.jsonl` as those see it who may not see what is privileged: without those lines, and without every line that
//! hangs on one of them. Left out before anything is read, so that nothing of them can get into a message, a count or
//! a standing; each leaves an empty line, so that the numbers of the others stay.

use std::collections::BTreeSet;

use serde_json::Value;

/// The file's bytes without its privileged lines, and how many these are. `of_source`: whether a source is privileged.
///
/// A line is privileged that says so (whatever it says under that key but `false`), that speaks of a privileged source
/// or of a line of one, or that supersedes, decides about or takes back a privileged line. What can be read of a line
/// that is otherwise wrong counts.
pub fn without_privileged(bytes: &[u8], of_source: impl Fn(&str) -> bool) -> (Vec<u8>, usize) {
    let lines: Vec<(&[u8], Option<Value>)> =
        bytes.split_inclusive(|b| *b == b'\n').map(|raw| (raw, serde_json::from_slice(raw).ok())).collect();
    let mut left_out: BTreeSet<usize> = BTreeSet::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    // A line may be about one that stands below it; such a line is wrong, and must not tell either.
    loop {
        let before = left_out.len();
        for (i, (_, line)) in lines.iter().enumerate() {
            let Some(line) = line.as_ref().filter(|_| !left_out.contains(&i)) else { continue };
            let text = |key: &str| line.get(key).and_then(Value::as_str);
            let says_so = line.get("privileged").is_some_and(|p| !matches!(p, Value::Bool(false) | Value::Null));
            let speaks_of = ["source", "other"].iter().filter_map(|k| text(k)).any(&of_source);
            let hangs_on = ["supersedes", "target"].iter().filter_map(|k| text(k)).any(|about| {
                // `transcript-1#4`, and of a device's log `camera-1/audit-log#3-4`.
                let mut sources = about.split_once('#').into_iter().flat_map(|(of, _)| of.split('/'));
                ids.contains(about) || sources.any(&of_source)
            });
            if says_so || speaks_of || hangs_on {
                left_out.insert(i);
                ids.extend(text("id"));
            }
        }
        if left_out.len() == before {
            break;
        }
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (i, (raw, _)) in lines.iter().enumerate() {
        if left_out.contains(&i) {
            out.extend(raw.ends_with(b"\n").then_some(b'\n'));
        } else {
            out.extend_from_slice(raw);
        }
    }
    (out, left_out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_hangs_on_a_privileged_line_is_left() {
        let lines = [
            r#"{"id":"m1","do":"mark","source":"camera-1","words":"open"}"#,
            r#"{"id":"m2","do":"mark","source":"camera-1","words":"SECRET","privileged":true}"#,
            r#"{"id":"m3","do":"mark","source":"camera-1","words":"SECRET","supersedes":"m2"}"#,
            r#"{"id":"m4","do":"reject","target":"m3","words":"SECRET"}"#,
            r#"{"id":"m5","do":"undo","target":"m4","words":"SECRET"}"#,
            r#"{"id":"m6","do":"mark","source":"camera-9","words":"SECRET"}"#,
            r#"{"id":"m7","do":"confirm","target":"notes#3","words":"SECRET"}"#,
            r#"{"id":"m8","do":"confirm","target":"camera-1/notes#3-4","words":"SECRET"}"#,
            r#"{"id":"m9","do":"mark","kind":"SECRET","privileged":"yes"}"#,
            r#"{"id":"m10","do":"reject","target":"m1","privileged":false}"#,
        ];
        let text = format!("{}\n", lines.join("\n"));
        let (public, n) = without_privileged(text.as_bytes(), |s| matches!(s, "camera-9" | "notes"));
        let public = String::from_utf8(public).unwrap();
        assert!(!public.contains("SECRET"), "{public}");
        assert_eq!((n, public.lines().count()), (8, 10));
        assert!(public.starts_with(lines[0]) && public.ends_with(&format!("{}\n", lines[9])));
    }
}
