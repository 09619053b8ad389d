//! Recordings on one clock, without a case: as JSON and as text. `docs/align-format.md` names every key.

use std::fmt::Write;
use unmuted_case::align::odds_in_words;

use serde::Serialize;

use super::text::{clock_time, seconds};
use crate::names::shown;

/// The version of the format: it rises when a key changes its meaning or goes; new keys may come without.
pub const VERSION: u32 = 2;

/// How a recording's own time becomes its group's.
pub const FORMULA: &str = "incident seconds = t0_s + local seconds x (1 + drift_ppm x 1e-6); local seconds count from \
    the first presented picture, or from the first sound where there is no picture; each group has its own incident clock";

/// What `unmuted align --json` prints.
#[derive(Serialize)]
pub struct Document {
    pub format: &'static str,
    pub version: u32,
    /// The method that compared the sound, with its version.
    pub method: &'static str,
    /// The largest distance between two microphones that was assumed, metres.
    pub max_distance_m: f64,
    pub formula: &'static str,
    /// In the order typed.
    pub recordings: Vec<Recording>,
    pub pairs: Vec<Pair>,
    pub cycles: Vec<Cycle>,
    pub claimed_clocks: Vec<ClaimedClock>,
    pub claimed_ties: Vec<ClaimedTie>,
    pub hand_anchors: Vec<HandAnchor>,
    /// Wall time at the zero of each clock that was tied by `--anchor`; `null` where nothing was.
    pub wall: Option<Vec<Wall>>,
}

/// One recording.
#[derive(Serialize)]
pub struct Recording {
    /// As typed.
    pub file: String,
    pub placed: bool,
    /// Its group, from 1; `null` where not placed.
    pub group: Option<u32>,
    /// Its own clock's zero on its group's clock.
    pub t0_s: Option<f64>,
    /// The estimator's 95 % interval of that; sound's way comes on top.
    pub t0_interval_s: Option<[f64; 2]>,
    pub drift_ppm: Option<f64>,
    /// The 95 % interval of that.
    pub drift_interval_ppm: Option<[f64; 2]>,
    /// One standard deviation of the estimator at the pivot.
    pub sigma_s: Option<f64>,
    /// Own time at which the place is known best.
    pub pivot_s: Option<f64>,
    /// Half-width of the estimator's 95 % interval at the pivot.
    pub estimator_95_s: Option<f64>,
    /// Half-width of its 99.9 % bound there.
    pub estimator_bound_s: Option<f64>,
    /// Worst case of sound's travel time, on top.
    pub travel_bound_s: Option<f64>,
    pub grade: String,
    /// How it is placed, or why not.
    pub words: String,
    pub supported_by: Vec<String>,
    /// What its file says of when it was made, in words.
    pub claims: Vec<String>,
    /// Why it could not be read; empty where it could.
    pub error: String,
}

/// Two recordings, compared.
#[derive(Serialize)]
pub struct Pair {
    pub a: String,
    pub b: String,
    pub accepted: bool,
    pub words: String,
    pub offset_s: Option<f64>,
    pub windows: Vec<Window>,
    pub windows_agree: u32,
    pub scatter_s: Option<f64>,
    /// Odds for the offset against chance; a power of ten.
    pub odds_log10: Option<f64>,
    /// The same without the best moment; a power of ten.
    pub rest_log10: Option<f64>,
    /// By what power of ten the offset is likelier than the next best.
    pub margin: Option<f64>,
    /// Whether other stretches of the two fit at the rival's offset, clearly enough to decide by themselves.
    pub second_place: bool,
    pub rival_offset_s: Option<f64>,
    pub residual_s: Option<f64>,
    pub estimator_95_s: Option<f64>,
    pub travel_bound_s: Option<f64>,
    pub loops: u32,
    pub shared_s: Option<f64>,
    pub between: Option<Between>,
}

/// One window of about 2 s.
#[derive(Serialize)]
pub struct Window {
    pub at_a_s: f64,
    pub at_b_s: f64,
    pub off_s: f64,
    pub height: f64,
    pub used: bool,
}

/// Two recordings of one clock against each other.
#[derive(Serialize)]
pub struct Between {
    pub at_a_s: f64,
    pub at_b_s: f64,
    pub estimator_95_s: f64,
    pub travel_bound_s: f64,
}

/// A loop of pairs.
#[derive(Serialize)]
pub struct Cycle {
    pub recordings: Vec<String>,
    pub residual_s: f64,
    pub estimator_95_s: f64,
    pub travel_bound_s: f64,
    /// Whether what is left over is within what the windows and sound's way allow.
    pub closes: bool,
}

/// A clock that something claims.
#[derive(Serialize)]
pub struct ClaimedClock {
    pub id: String,
    pub file: String,
    pub what: String,
    pub local_s: f64,
    pub wall: String,
    pub plus_minus_s: f64,
    pub group: Option<u32>,
    pub off_s: Option<f64>,
    pub off_bound_s: f64,
    pub agrees: Option<bool>,
    pub words: String,
}

/// What claimed clocks say of clocks that share no sound.
#[derive(Serialize)]
pub struct ClaimedTie {
    pub a: Vec<String>,
    pub b: Vec<String>,
    pub shift_s: f64,
    pub plus_minus_s: f64,
    pub by: Vec<String>,
    pub words: String,
}

/// One place heard in two recordings.
#[derive(Serialize)]
pub struct HandAnchor {
    pub id: String,
    pub a: String,
    pub at_a_s: f64,
    pub b: String,
    pub at_b_s: f64,
    pub plus_minus_s: f64,
    pub used: bool,
    pub residual_s: Option<f64>,
    pub sound_s: Option<f64>,
    pub agrees: bool,
    pub words: String,
}

/// Where a clock meets wall time.
#[derive(Serialize)]
pub struct Wall {
    /// The group; `null` for a recording on no clock but its own.
    pub group: Option<u32>,
    pub recordings: Vec<String>,
    /// Wall time at the clock's zero, best value.
    pub at_zero: String,
    /// Half-width of what the anchors leave open there.
    pub plus_minus_s: f64,
    /// The anchors that agree.
    pub by: Vec<String>,
}

/// Nanoseconds as seconds. A number of nanoseconds as large as any recording's survives the way there and back.
pub fn s(ns: i64) -> f64 {
    ns as f64 / 1e9
}

impl Document {
    /// Whether anything disagrees or is not on the first clock.
    pub fn has_findings(&self) -> bool {
        let off = self.recordings.iter().any(|r| r.error.is_empty() && r.group != Some(1));
        off || self.claimed_clocks.iter().any(|c| c.agrees == Some(false))
            || self.hand_anchors.iter().any(|h| !h.agrees)
            || self.pairs.iter().any(|p| p.accepted && p.second_place)
    }

    /// As text, without a line break at the end.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let _ = self.write(&mut out);
        out.truncate(out.trim_end().len());
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        for r in &self.recordings {
            writeln!(out, "{}", shown(&r.file))?;
            match (&r.error, r.group) {
                (error, _) if !error.is_empty() => writeln!(out, "  could not be read: {}", shown(error))?,
                (_, Some(group)) => writeln!(out, "  group {group}, {}", shown(&r.words))?,
                _ => writeln!(out, "  not placed: {}", shown(&r.words))?,
            }
        }
        if !self.pairs.is_empty() {
            writeln!(out, "\nPairs")?;
        }
        for p in &self.pairs {
            writeln!(out, "  {} and {}\n    {}", shown(&p.a), shown(&p.b), shown(&pair_words(p)))?;
        }
        if !self.cycles.is_empty() {
            writeln!(out, "\nLoops: what is left over when their pairs are walked round")?;
        }
        for c in &self.cycles {
            let closes = if c.closes { "closes" } else { "does not close" };
            writeln!(
                out,
                "  {}\n    {closes}: {:+.3} s left, {:.3} s allowed by the windows and {:.3} s by sound's way",
                shown(&c.recordings.join(", ")),
                c.residual_s,
                c.estimator_95_s,
                c.travel_bound_s
            )?;
        }
        if !self.hand_anchors.is_empty() {
            writeln!(out, "\nPlaces given by hand")?;
        }
        for h in &self.hand_anchors {
            writeln!(
                out,
                "  {}: {} of {} is {} of {}, ±{}\n    {}",
                h.id,
                at(h.at_a_s),
                shown(&h.a),
                at(h.at_b_s),
                shown(&h.b),
                seconds(ns(h.plus_minus_s)),
                shown(&h.words)
            )?;
        }
        if !self.claimed_clocks.is_empty() || self.recordings.iter().any(|r| !r.claims.is_empty()) {
            writeln!(out, "\nClaimed clocks, which place nothing")?;
        }
        for c in &self.claimed_clocks {
            let disagrees = if c.agrees == Some(false) { "disagrees: " } else { "" };
            let here = if c.local_s == 0.0 { String::new() } else { format!(" at {}", at(c.local_s)) };
            writeln!(
                out,
                "  {}{here}: {} ({})\n    {disagrees}{}",
                shown(&c.file),
                shown(&c.wall),
                shown(&c.what),
                shown(&c.words)
            )?;
        }
        // What a file says and what is no claim is told too.
        for r in self.recordings.iter().filter(|r| !self.claimed_clocks.iter().any(|c| c.is_file_of(r))) {
            r.claims.iter().try_for_each(|c| writeln!(out, "  {}: {}", shown(&r.file), shown(c)))?;
        }
        for t in &self.claimed_ties {
            writeln!(out, "  {}", shown(&t.words))?;
        }
        if let Some(wall) = &self.wall {
            writeln!(out, "\nWall time")?;
            for w in wall {
                let clock = match w.group {
                    Some(group) => format!("zero of group {group}"),
                    None => format!("zero of {}", shown(&w.recordings.join(", "))),
                };
                writeln!(out, "  {clock}: {} ±{}, by {}", w.at_zero, seconds(ns(w.plus_minus_s)), w.by.join(", "))?;
            }
        }
        Ok(())
    }
}

impl ClaimedClock {
    /// Whether it is what the recording's own file claims.
    fn is_file_of(&self, r: &Recording) -> bool {
        self.file == r.file && self.id == crate::review::claimed::of_file_id(&r.file)
    }
}

/// `12 windows of 2 s agree, scatter 0.010 s, 100,000 to 1 against the next best offset; 0.004 s off the one clock`.
fn pair_words(p: &Pair) -> String {
    let mut words = p.words.clone();
    if let Some(scatter) = p.scatter_s.filter(|_| p.windows_agree > 0) {
        let _ = write!(words, ", scatter {}", seconds(ns(scatter)));
    }
    if let Some(margin) = p.margin {
        let _ = write!(words, ", {} against the next best offset", odds_in_words(margin));
    }
    if let Some(residual) = p.residual_s {
        let _ = write!(words, "; {:.3} s off the one clock", residual.abs());
    }
    if p.accepted {
        let tested = match p.loops {
            0 => "no loop tests it".to_owned(),
            1 => "tested by 1 loop".to_owned(),
            n => format!("tested by {n} loops"),
        };
        let _ = write!(words, "; {tested}");
    }
    words
}

fn at(s: f64) -> String {
    clock_time(ns(s))
}

fn ns(s: f64) -> i64 {
    (s * 1e9).round() as i64
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A document in which everything stands that can.
    fn full() -> Document {
        let own = || "a.wav".to_owned();
        Document {
            format: "unmuted-align",
            version: VERSION,
            method: "m",
            max_distance_m: 15.0,
            formula: FORMULA,
            recordings: vec![Recording {
                file: own(),
                placed: true,
                group: Some(1),
                t0_s: Some(0.25),
                t0_interval_s: Some([0.2, 0.3]),
                drift_ppm: Some(1.5),
                drift_interval_ppm: Some([1.0, 2.0]),
                sigma_s: Some(0.001),
                pivot_s: Some(30.0),
                estimator_95_s: Some(0.002),
                estimator_bound_s: Some(0.004),
                travel_bound_s: Some(0.044),
                grade: "reference".into(),
                words: "starts at 0.250 s".into(),
                supported_by: vec!["b.wav".into()],
                claims: vec!["the origination date says nothing".into()],
                error: String::new(),
            }],
            pairs: vec![Pair {
                a: own(),
                b: "b.wav".into(),
                accepted: true,
                words: "12 windows of 2 s agree".into(),
                offset_s: Some(1.0),
                windows: vec![Window { at_a_s: 1.0, at_b_s: 2.0, off_s: 0.001, height: 9.0, used: true }],
                windows_agree: 12,
                scatter_s: Some(0.01),
                odds_log10: Some(9.0),
                rest_log10: Some(4.0),
                margin: Some(5.2),
                second_place: false,
                rival_offset_s: Some(9.0),
                residual_s: Some(-0.004),
                estimator_95_s: Some(0.002),
                travel_bound_s: Some(0.044),
                loops: 1,
                shared_s: Some(60.0),
                between: Some(Between { at_a_s: 1.0, at_b_s: 2.0, estimator_95_s: 0.1, travel_bound_s: 0.1 }),
            }],
            cycles: vec![Cycle {
                recordings: vec![own(), "b.wav".into(), "c.wav".into()],
                residual_s: -0.02,
                estimator_95_s: 0.005,
                travel_bound_s: 0.13,
                closes: true,
            }],
            claimed_clocks: vec![ClaimedClock {
                id: "a.wav/created".into(),
                file: own(),
                what: "file, creation time".into(),
                local_s: 0.0,
                wall: "2026-05-14T14:02:12Z".into(),
                plus_minus_s: 2.0,
                group: Some(1),
                off_s: Some(3600.0),
                off_bound_s: 2.1,
                agrees: Some(false),
                words: "1 h later".into(),
            }],
            claimed_ties: vec![ClaimedTie {
                a: vec![own()],
                b: vec!["d.wav".into()],
                shift_s: 30.0,
                plus_minus_s: 2.0,
                by: vec!["--anchor 1".into()],
                words: "if the claims are right".into(),
            }],
            hand_anchors: vec![HandAnchor {
                id: "--tie 1".into(),
                a: own(),
                at_a_s: 1.0,
                b: "b.wav".into(),
                at_b_s: 2.0,
                plus_minus_s: 0.05,
                used: true,
                residual_s: Some(0.0),
                sound_s: Some(0.1),
                agrees: true,
                words: "used".into(),
            }],
            wall: Some(vec![Wall {
                group: Some(1),
                recordings: vec![own()],
                at_zero: "2026-05-14T14:02:12Z".into(),
                plus_minus_s: 1.0,
                by: vec!["--anchor 1".into()],
            }]),
        }
    }

    /// Every key of a JSON value, at any depth.
    pub fn keys(value: &serde_json::Value, into: &mut std::collections::BTreeSet<String>) {
        match value {
            serde_json::Value::Object(o) => o.iter().for_each(|(k, v)| {
                into.insert(k.clone());
                keys(v, into);
            }),
            serde_json::Value::Array(a) => a.iter().for_each(|v| keys(v, into)),
            _ => {}
        }
    }

    #[test]
    fn the_documentation_names_every_key_and_no_other() {
        let docs = include_str!("../../../../docs/align-format.md");
        let mut all = std::collections::BTreeSet::new();
        keys(&serde_json::to_value(full()).unwrap(), &mut all);
        for key in &all {
            assert!(docs.contains(&format!("`{key}`")), "docs/align-format.md does not name {key}");
        }
        for line in docs.lines() {
            let named = line.strip_prefix("| `").and_then(|l| l.split_once('`')).map(|(key, _)| key);
            if let Some(key) = named {
                assert!(all.contains(key), "docs/align-format.md names {key}, which is no key");
            }
        }
    }

    #[test]
    fn no_name_forges_a_line() {
        let mut document = full();
        let forged = "a\n  group 1, reference\u{1b}[2K.wav".to_owned();
        let (r, p, h) = (&mut document.recordings[0], &mut document.pairs[0], &mut document.hand_anchors[0]);
        let c = &mut document.claimed_clocks[0];
        for name in [&mut r.file, &mut r.words, &mut p.a, &mut p.b, &mut h.a, &mut h.b, &mut h.words, &mut c.file] {
            name.clone_from(&forged);
        }
        document.cycles[0].recordings[1].clone_from(&forged);
        document.claimed_ties[0].words.clone_from(&forged);
        if let Some(wall) = &mut document.wall {
            (wall[0].group, wall[0].recordings) = (None, vec![forged.clone()]);
        }
        let (lines, text) = (full().text().lines().count(), document.text());
        assert_eq!(text.lines().count(), lines + 1, "a claim of the file that is no longer the clock's: {text}");
        assert!(!text.contains('\u{1b}') && text.contains("a\\u{a}  group 1, reference\\u{1b}[2K.wav"), "{text}");
    }

    #[test]
    fn the_text_says_what_disagrees_and_what_loops_leave() {
        let text = full().text();
        for part in [
            "a.wav\n  group 1, starts at 0.250 s",
            "12 windows of 2 s agree, scatter 0.010 s, 100,000 to 1 against the next best offset; 0.004 s off the one clock; tested by 1 loop",
            "closes: -0.020 s left, 0.005 s allowed by the windows and 0.130 s by sound's way",
            "disagrees: 1 h later",
            "--tie 1: 0:01.00 of a.wav is 0:02.00 of b.wav",
            "zero of group 1: 2026-05-14T14:02:12Z ±1.0 s, by --anchor 1",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
        assert!(full().has_findings());
    }
}
