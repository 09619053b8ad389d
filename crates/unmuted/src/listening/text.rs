//! The same as text, for a person.

use std::fmt::Write;

use super::document::{Fault, Line, Recording, Span};
use crate::names::shown;
use crate::report::text::clock_time;

/// The lines of one recording as text, without a line break at the end.
pub fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut spans = 0;
    for line in lines {
        // Writing into a string does not fail.
        let _ = match line {
            Line::Recording(r) => head(&mut out, r),
            Line::Span(s) => {
                spans += 1;
                span(&mut out, s)
            }
            Line::Fault(f) => fault(&mut out, f),
            Line::End(_) => Ok(()),
        };
    }
    if let Some(Line::Recording(r)) = lines.first() {
        let _ = foot(&mut out, r, spans);
    }
    out.truncate(out.trim_end().len());
    out
}

fn head(out: &mut String, r: &Recording) -> std::fmt::Result {
    writeln!(out, "{}", shown(&r.file))?;
    let video = r.video.as_ref().map_or(String::from("no picture"), |v| shown(&v.codec).into_owned());
    write!(out, "  {}, {}, {video}", shown(&r.container), clock_time(ns(r.duration_s)))?;
    for t in &r.tracks {
        write!(out, "; track {}: {}, {} Hz, {} ch", t.track, shown(&t.codec), t.rate_hz, t.channels)?;
    }
    if r.tracks.is_empty() {
        write!(out, "; no audio track")?;
    }
    writeln!(out)
}

fn span(out: &mut String, s: &Span) -> std::fmt::Result {
    let channel = s.channel.map_or(String::new(), |c| format!(" channel {c}"));
    let track = s.track.filter(|&t| t > 0).map_or(String::new(), |t| format!(" track {t}"));
    writeln!(
        out,
        "  {} to {}  {:>9.3} s  {}{track}{channel}",
        clock_time(ns(s.start_s)),
        clock_time(ns(s.end_s)),
        s.end_s - s.start_s,
        s.words,
    )?;
    let wide = |b: [f64; 2]| (b[1] - b[0]) * 1e3;
    let mut notes = vec![format!(
        "true start at most {:.0} ms earlier, true end at most {:.0} ms later",
        wide(s.start_bounds_s),
        wide(s.end_bounds_s)
    )];
    let e = &s.evidence;
    if e.packets > 0 {
        notes.push(format!("{} of {} packets shown to be silent", e.proven_packets, e.packets));
    }
    if let Some(level) = e.level_dbfs {
        notes.push(format!("steady at {level:.1} dBFS"));
    }
    if let Some(n) = e.near_buffer_s {
        notes.push(format!("near the usual buffer of {n} s"));
    }
    for (hz, at) in [(e.tone_before_hz, "before"), (e.tone_after_hz, "after")] {
        if let Some(hz) = hz {
            notes.push(format!("a tone of {hz} Hz just {at} it"));
        }
    }
    for (click, at) in [(e.click_before, "before"), (e.click_after, "after")] {
        if click {
            notes.push(format!("a click just {at} it"));
        }
    }
    writeln!(out, "      {}", notes.join("; "))?;
    for l in &s.log {
        let lines = if l.lines.is_empty() { String::new() } else { format!(" (lines {})", list(&l.lines)) };
        writeln!(out, "      device log: {}{}{lines}", if l.certain { "" } else { "possibly " }, shown(l.words))?;
    }
    if s.muted_by.is_some() {
        return writeln!(out, "      muted, as the device's log says; the log does not say who or why");
    }
    writeln!(out, "      could be: {}", s.could_be.join(", "))
}

fn fault(out: &mut String, f: &Fault) -> std::fmt::Result {
    if f.unreadable {
        writeln!(out, "{}\n  could not be read: {}", shown(&f.file), shown(&f.what))?;
    } else {
        writeln!(out, "  {}: {}", f.blame.replace('_', " "), shown(&f.what))?;
    }
    if !f.place.is_empty() {
        writeln!(out, "      {}", shown(&f.place))?;
    }
    if !f.remedy.is_empty() {
        writeln!(out, "      help: {}", shown(&f.remedy))?;
    }
    Ok(())
}

fn list(lines: &[u64]) -> String {
    lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

fn foot(out: &mut String, r: &Recording, spans: usize) -> std::fmt::Result {
    if spans == 0 {
        writeln!(out, "  no silence found in what was examined")?;
    }
    writeln!(
        out,
        "  {:.1} % may have sound; {:.1} % examined; read {} of {} bytes in {} reads",
        100.0 * r.covered_share,
        100.0 * r.examined_share,
        r.bytes_read,
        r.size,
        r.requests
    )?;
    if let Some(log) = &r.log {
        let device = log.device.as_deref().unwrap_or("no device");
        writeln!(out, "  compared with {} ({}; its clock from {})", shown(&log.log), shown(device), shown(log.clock))?;
        for l in log.results.iter().filter(|l| l.result == "logged_not_silent" || l.result == "not_examined") {
            writeln!(
                out,
                "      {}{}: {} to {} (lines {})",
                if l.certain { "" } else { "possibly " },
                shown(l.words),
                clock_time(ns(l.start_bounds_s[0])),
                clock_time(ns(l.end_bounds_s[1])),
                list(&l.lines)
            )?;
        }
    }
    for words in &r.not_looked_at {
        writeln!(out, "  not looked at: {}", shown(words))?;
    }
    Ok(())
}

fn ns(seconds: f64) -> i64 {
    (seconds * 1e9).round() as i64
}
