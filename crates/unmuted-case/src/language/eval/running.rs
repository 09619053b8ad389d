//! `recording on camera-1 at A`.

use super::Test;
use super::found::{Item, named};
use super::outcome::{Outcome, said};
use super::span::{When, resolve};
use crate::language::ast::{Edge, Moment, MomentOf, On, Running};
use crate::language::reason::Reason;
use crate::language::words::moment;
use unmuted_model::Truth;

impl Test<'_, '_> {
    pub(super) fn running(&self, r: &Running, bound: Option<&Item>) -> Outcome {
        let when = resolve(&r.at, bound, self.record);
        let name = moment(&r.at, self.record.timeline);
        let recordings = named(&r.on, self.record).unwrap_or_default();
        let parts: Vec<Outcome> = recordings.iter().map(|&n| self.one_running(n, &name, &when, &r.at)).collect();
        if parts.is_empty() {
            return Outcome::unknown(Reason::NothingToMeasureFrom { what: "such recording".to_owned() });
        }
        let mut out = if matches!(r.on, On::Any(_)) { Outcome::any(parts) } else { Outcome::all(parts) };
        if let Some(item) = when.items.first().filter(|i| i.sure) {
            out.evidence = self.evidence(item, name.trim_start_matches("the "));
            out.rests_on.extend(self.recordings_of(item));
        }
        out
    }

    fn one_running(&self, recording: usize, name: &str, when: &When, at: &Moment) -> Outcome {
        let Some(r) = self.record.timeline.recordings.get(recording) else {
            return Outcome::unknown(Reason::NothingToMeasureFrom { what: "such recording".to_owned() });
        };
        if !when.exists {
            let what = name.trim_start_matches("the ").to_owned();
            return Outcome::unknown(Reason::NothingToMeasureFrom { what });
        }
        let edge = |edge: Edge| {
            let of = MomentOf::Recording { id: r.id.clone(), edge };
            resolve(&Moment { of, span: 0..0 }, None, self.record)
        };
        // Its first instant belongs to a recording, the instant at which it ends does not.
        let since_start = edge(Edge::Start).to_when(when, self.record, &self.used);
        let until_end = when.to_when(&edge(Edge::End), self.record, &self.used);
        let truth = if since_start.lo >= 0 && until_end.lo > 0 {
            Truth::True
        } else if since_start.hi < 0 || until_end.hi <= 0 {
            Truth::False
        } else {
            Truth::Unknown
        };
        let mut out = Outcome::new(truth, String::new());
        out.rests_on.insert(recording);
        out.answer = match truth {
            Truth::True => format!("{} runs at {name}.", r.name),
            Truth::False if since_start.hi < 0 => format!("{} starts after {name}.", r.name),
            Truth::False => format!("{} ends before {name}.", r.name),
            Truth::Unknown => {
                let pattern = match &at.of {
                    MomentOf::Event { pattern, .. } => Some(pattern),
                    _ => None,
                };
                let mut reasons = self.moment_reasons(name, when, pattern);
                if reasons.is_empty() {
                    reasons.push(if self.record.clocks.group(recording).is_some() {
                        let how = format!(
                            "Whether {} runs at {name} cannot be told from what is known of the clocks.",
                            r.name
                        );
                        Reason::RangeCrosses { how }
                    } else {
                        Reason::NotComparable { a: r.name.clone(), b: name.to_owned() }
                    });
                }
                out.would_change = self.remedies(&reasons);
                out.reasons = reasons;
                said(&out.reasons)
            }
        };
        out
    }
}
