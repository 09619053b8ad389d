//! Evidence, reasons, coverage rows: what turns a truth value into something that a person can check.

use super::Test;
use super::found::{Doubt, Item, places};
use super::outcome::Outcome;
use super::record::{MUTED, Mark, MarkedAt, SILENCE};
use super::span::{Asked, Gaps, When, as_frame, asked_on};
use crate::language::ast::Pattern;
use crate::language::finding::{Coverage, Evidence};
use crate::language::reason::{Reason, Stretch, ids};
use crate::language::words::{described, noun};
use crate::timeline::{Bounds, ClockId, FrameClock, Standing};
use unmuted_model::{
    Extent, Interval, ObservationId, RecordingClock, RecordingTime, Sense, Span, SpanSet, Time, Truth,
};

/// Shorter than this is no stretch of time that anybody could be asked to review.
const SLIVER: i64 = 200_000_000;

/// How many leads an answer tells before it counts the rest.
const LEADS_TOLD: usize = 2;

/// How many stretches of one recording an answer names before it stops.
const STRETCHES: usize = 4;

impl Test<'_, '_> {
    fn name_of(&self, recording: usize) -> String {
        self.record.timeline.recordings.get(recording).map_or_else(String::new, |r| r.name.clone())
    }

    pub(super) fn stretch(&self, recording: usize, span: Span<RecordingClock>) -> Option<Stretch> {
        let r = self.record.timeline.recordings.get(recording)?;
        let from = self.clockface.recording(&r.id, span.start());
        let to = self.clockface.recording(&r.id, span.end());
        Some(Stretch {
            recording: r.id.clone(),
            name: r.name.clone(),
            from: span.start(),
            to: span.end(),
            words: format!("{from} to {to}"),
        })
    }

    /// Why a stretch in which something could be has nobody who could have observed it.
    pub(super) fn gap_reasons(&self, pattern: &Pattern, gaps: &Gaps, asked: &Asked) -> Vec<Reason> {
        let mut out = Vec::new();
        let what = described(pattern, self.record.timeline);
        let noun = noun(&pattern.kind, self.record.timeline);
        for (clock, missing) in &gaps.missing {
            let mut somewhere = SpanSet::<FrameClock>::empty();
            let throughout = self.silent_throughout(pattern, &noun, *clock, missing, asked);
            let told: SpanSet<FrameClock> = throughout.iter().map(|(span, _)| *span).collect();
            out.extend(throughout.into_iter().map(|(_, reason)| reason));
            let missing = &missing.minus(&told);
            if missing.is_empty() {
                continue;
            }
            for r in 0..self.record.timeline.recordings.len() {
                if places(pattern, self.record).is_some_and(|p| !p.contains(&r)) {
                    continue;
                }
                let Some(open) = self.open_on(r, *clock, missing, asked) else { continue };
                somewhere = somewhere.union(&self.record.clocks.carry_inner(&open, r, *clock));
                self.why_open(pattern, &what, &noun, r, &open, &mut out);
            }
            let nobody = missing.minus(&somewhere);
            let known: Vec<_> =
                nobody.spans().iter().filter(|s| s.start() > Time::MIN && s.end() < Time::MAX).collect();
            let total: i64 = known.iter().fold(0, |sum, s| sum.saturating_add(s.len().get()));
            if total >= SLIVER && !matches!(clock, ClockId::Recording(_)) || out.is_empty() {
                let length = if known.is_empty() {
                    "part".to_owned()
                } else {
                    format!("{} s", crate::language::words::seconds(total, 1, false))
                };
                out.push(Reason::NoRecording { what: noun.clone(), length });
            }
        }
        // The reader who can act is the one who can review; then comes what cannot be helped.
        out.sort_by_key(|r| match r {
            Reason::CauseNotEstablished { .. } | Reason::SilentThroughout { .. } => 0,
            Reason::NotReviewed { .. } | Reason::NotExamined { .. } => 1,
            Reason::Silent { .. } => 2,
            _ => 3,
        });
        out
    }

    /// The stretches in which several recordings run, and those that somebody reviewed have no sound: told once,
    /// and not for each recording.
    fn silent_throughout(
        &self,
        pattern: &Pattern,
        noun: &str,
        clock: ClockId,
        missing: &SpanSet<FrameClock>,
        asked: &Asked,
    ) -> Vec<(Span<FrameClock>, Reason)> {
        if places(pattern, self.record).is_some() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for span in missing.spans().iter().take(STRETCHES) {
            out.extend(self.silent_through(pattern, noun, clock, *span, asked).map(|reason| (*span, reason)));
        }
        out
    }

    /// One stretch in which every recording that runs is silent throughout, or was reviewed by nobody; `None` where
    /// one of them is silent in a part of it only, or only one runs.
    fn silent_through(
        &self,
        pattern: &Pattern,
        noun: &str,
        clock: ClockId,
        span: Span<FrameClock>,
        asked: &Asked,
    ) -> Option<Reason> {
        let (mut silent, mut unreviewed, mut stretch) = (Vec::new(), Vec::new(), None);
        for (number, r) in self.record.timeline.recordings.iter().enumerate() {
            let Some(open) = self.open_on(number, clock, &SpanSet::from_iter([span]), asked) else { continue };
            let soundless = self.record.soundless(number);
            let (without, with) = (open.intersection(&soundless), open.minus(&soundless));
            if !self.only_heard(pattern, number) || without.is_empty() {
                unreviewed.push(r.name.clone());
                continue;
            }
            // What placements leave open at its two ends, there and back, is no part with sound.
            if with.total().get() > self.widest_bound().saturating_mul(4).saturating_add(SLIVER) {
                return None;
            }
            silent.push(r.name.clone());
            stretch = stretch.or_else(|| {
                let (a, b) = (without.spans().first()?, without.spans().last()?);
                self.stretch(number, Span::between(a.start(), b.end()))
            });
        }
        let words = stretch.filter(|_| silent.len() + unreviewed.len() > 1)?.words;
        Some(Reason::SilentThroughout { what: noun.to_owned(), words, silent, unreviewed })
    }

    /// The widest placement of any recording at either end.
    fn widest_bound(&self) -> i64 {
        let each = self.record.timeline.recordings.iter().enumerate().filter_map(|(i, r)| {
            let t = self.record.clocks.transform(i)?;
            Some(t.bound_at(r.extent.start()).max(t.bound_at(r.extent.end())).get())
        });
        each.max().unwrap_or(0)
    }

    /// Whether a kind can only be heard on a recording.
    fn only_heard(&self, pattern: &Pattern, recording: usize) -> bool {
        let picture = self.record.timeline.recordings.get(recording).is_some_and(|r| r.has_picture);
        match self.record.meaning(&pattern.kind).map(|m| m.sense) {
            Some(Sense::Sound) => true,
            Some(Sense::Either) => !picture,
            _ => false,
        }
    }

    /// What of a recording lies in the missing stretches, at the widest.
    fn open_on(
        &self,
        recording: usize,
        clock: ClockId,
        missing: &SpanSet<FrameClock>,
        asked: &Asked,
    ) -> Option<SpanSet<RecordingClock>> {
        let r = self.record.timeline.recordings.get(recording)?;
        let own = ClockId::Recording(recording);
        let carried: SpanSet<RecordingClock> = missing
            .spans()
            .iter()
            .filter_map(|s| {
                let there = self.record.clocks.carry(Bounds::new(s.start().ns(), s.end().ns()), clock, own)?;
                Some(Span::between(RecordingTime::from_ns(there.lo), RecordingTime::from_ns(there.hi)))
            })
            .collect();
        let open = carried.intersection(&SpanSet::from_iter([r.extent])).intersection(&asked_on(
            recording,
            asked,
            self.record,
        ));
        // Slivers are the clocks' doubt at the edges of what was reviewed; they are named only where nothing else is.
        let whole: SpanSet<RecordingClock> = open.spans().iter().copied().filter(|s| s.len().get() >= SLIVER).collect();
        let open = if whole.is_empty() { open } else { whole };
        (!open.is_empty()).then_some(open)
    }

    fn why_open(
        &self,
        pattern: &Pattern,
        what: &str,
        noun: &str,
        recording: usize,
        open: &SpanSet<RecordingClock>,
        out: &mut Vec<Reason>,
    ) {
        let Some(r) = self.record.timeline.recordings.get(recording) else { return };
        let kind = pattern.kind.as_str();
        let reviewed = self.record.reviewed(recording, &pattern.kind, None);
        let mut left = open.minus(&self.record.covered(recording, &pattern.kind, None));
        if kind == SILENCE || kind == MUTED {
            for s in &r.silences {
                let meets = open.intersection(&SpanSet::from_iter([s.extent.outer()]));
                if kind == SILENCE || meets.is_empty() {
                    continue;
                }
                left = left.minus(&SpanSet::from_iter([s.extent.outer()]));
                if let Some(stretch) = self.stretch(recording, s.extent.outer()) {
                    let causes = s.class.possible_causes().to_vec();
                    out.push(Reason::CauseNotEstablished { stretch, class: s.class, causes });
                }
            }
            for span in left.spans().iter().take(STRETCHES) {
                out.extend(self.stretch(recording, *span).map(|stretch| Reason::NotExamined { stretch }));
            }
            return;
        }
        if self.only_heard(pattern, recording) {
            for s in &r.silences {
                let meets = open.intersection(&SpanSet::from_iter([s.extent.outer()]));
                if meets.is_empty() {
                    continue;
                }
                let reviewed = !meets.intersection(&reviewed).is_empty();
                if let Some(stretch) = self.stretch(recording, s.extent.outer()) {
                    out.push(Reason::Silent { what: noun.to_owned(), stretch, class: s.class, reviewed });
                }
                left = left.minus(&SpanSet::from_iter([s.extent.outer()]));
            }
        }
        for span in left.minus(&reviewed).spans().iter().take(STRETCHES) {
            out.extend(
                self.stretch(recording, *span).map(|stretch| Reason::NotReviewed { what: what.to_owned(), stretch }),
            );
        }
    }

    /// What would close the gaps that reasons name.
    pub(super) fn remedies(&self, reasons: &[Reason]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for r in reasons {
            let remedy = match r {
                Reason::NobodyMarked { what } => format!("A mark of {what}, if one can be seen or heard."),
                Reason::NotReviewed { what, stretch } => {
                    format!("A review of {} for {what}, {}.", stretch.name, stretch.words)
                }
                Reason::NotExamined { stretch } => format!("An examination of {}, {}.", stretch.name, stretch.words),
                Reason::Silent { stretch, .. } => {
                    format!("Another recording with sound of {}, or the original if it has sound there.", stretch.words)
                }
                Reason::NoRecording { .. } => "A recording that runs at that time.".to_owned(),
                Reason::CauseNotEstablished { stretch, .. } => {
                    format!(
                        "The device\u{2019}s own log, or a person\u{2019}s mark of the cause, for {}, {}.",
                        stretch.name, stretch.words
                    )
                }
                Reason::NotComparable { .. } => {
                    "Shared sound, or a wall-clock anchor on each side, that puts both on one clock.".to_owned()
                }
                Reason::NothingToMeasureFrom { what } => format!("A mark of the {what}, if it can be seen or heard."),
                Reason::PossiblyTheSame { marks, .. } => {
                    format!("One event word on those marks that are of one event: {}.", ids(marks))
                }
                Reason::Disputed { marks, .. } => format!("Agreement of the reviewers on {}.", ids(marks)),
                Reason::OnlyLeads { leads, .. }
                    if leads.iter().all(|id| self.record.marks.iter().any(|m| m.id == id && m.class.is_some())) =>
                {
                    format!("An examination that settles the class of {}.", ids(leads))
                }
                Reason::OnlyLeads { leads, .. } => {
                    format!("A person\u{2019}s confirmation or rejection of {}.", ids(leads))
                }
                Reason::AtTheEdge { marks, .. } => format!("Narrower marks, or a better placement: {}.", ids(marks)),
                Reason::NotStated { what, marks } => format!("A mark that says {what}: {}.", ids(marks)),
                Reason::NotRead { .. } => {
                    "The part that could not be read, mended; the problems list says how.".to_owned()
                }
                Reason::MutedHasSound { marks } => {
                    format!("A correction of {}, or an examination that settles whether there is sound.", ids(marks))
                }
                Reason::WhoDiffers { marks, .. } => {
                    format!(
                        "Agreement of the reviewers on whose act it is, or one event word for each event: {}.",
                        ids(marks)
                    )
                }
                Reason::NoSuchRecording => "A recording of that sort.".to_owned(),
                Reason::NoCommonClock { .. } => {
                    "Shared sound, or wall-clock anchors, that put them on one clock; or a sentence about one of them."
                        .to_owned()
                }
                Reason::ComesBefore { .. } => {
                    "A sentence that says which one is meant, such as \u{201c}some ... within ... after ...\u{201d}."
                        .to_owned()
                }
                Reason::MarksContradict { marks } => format!("A correction of one of {}.", ids(marks)),
                Reason::RedactedCopy { name } => format!("The unredacted original of {name}."),
                Reason::NotEntered { kind } => {
                    format!(
                        "An entry in outcomes.toml of the {kind}: its day, or the day as of which it had not happened."
                    )
                }
                Reason::StillOpen { what, .. } => {
                    format!(
                        "The day on which it happened, or a newer day as of which it had not: {}.",
                        what.trim_end_matches('.')
                    )
                }
                Reason::KnownUntil { kind, .. } => format!("A newer state of what is known of the {kind}."),
                Reason::DaysDiffer { what, .. } => format!("A source that settles the day of the {what}."),
                Reason::HolidaysNotStated => "The holidays of the place, under `holidays` in case.toml.".to_owned(),
                Reason::SourcesDiffer { name, .. } => {
                    format!("A source that settles {name}, or agreement of those that give it.")
                }
                Reason::ValueNotExact { name, .. } => format!("An exact value of {name}."),
                Reason::OnlySaid { name, .. } => {
                    format!("A measurement, a forensic finding or a document that gives {name}.")
                }
                Reason::NoValueThen { name, at } => format!("A source that gives {name} at {at}."),
                Reason::NoNumber { parameter, .. } => {
                    format!("A number for {parameter}, set by whoever applies the rule.")
                }
                Reason::PlacedTo { name, .. } => format!("A better placement of {name}."),
                Reason::SilentThroughout { what, words, unreviewed, .. } => {
                    let names: Vec<&str> = unreviewed.iter().map(String::as_str).collect();
                    match names.as_slice() {
                        [] => format!("Another recording with sound of {words}, or an original that has sound there."),
                        names => {
                            let names = crate::language::words::listed(names, "and");
                            format!("A review of {names} for {what}, {words}.")
                        }
                    }
                }
                Reason::RangeCrosses { .. }
                | Reason::Unbounded { .. }
                | Reason::MayNotBeTheOne { .. }
                | Reason::EmptySpan
                | Reason::FirstDayNotKnown
                | Reason::StillInForceNotKnown { .. }
                | Reason::MoreThanOne { .. }
                | Reason::NothingToTest { .. } => continue,
            };
            if !out.contains(&remedy) {
                out.push(remedy);
            }
        }
        out
    }

    /// What is doubtful about items that are not sure.
    pub(super) fn doubtful(&self, pattern: &Pattern, items: &[&Item]) -> Reason {
        let what = described(pattern, self.record.timeline);
        let marks = |d: Option<Doubt>| -> Vec<ObservationId> {
            items
                .iter()
                .filter(|i| d.is_none() || i.doubt == d)
                .flat_map(|i| self.marks_of(i))
                .map(|m| m.id.clone())
                .collect()
        };
        let has = |d: Doubt| items.iter().any(|i| i.doubt == Some(d));
        if has(Doubt::HasSound) {
            Reason::MutedHasSound { marks: marks(Some(Doubt::HasSound)) }
        } else if has(Doubt::WhoDiffers) {
            Reason::WhoDiffers { what, marks: marks(Some(Doubt::WhoDiffers)) }
        } else if has(Doubt::Disputed) {
            Reason::Disputed { what, marks: marks(Some(Doubt::Disputed)) }
        } else if has(Doubt::Lead) {
            let leads = marks(Some(Doubt::Lead));
            let first = items.iter().filter(|i| i.doubt == Some(Doubt::Lead)).flat_map(|i| self.marks_of(i));
            let told = first.take(LEADS_TOLD).map(|m| self.told_with_words(m)).collect();
            Reason::OnlyLeads { what, leads, told }
        } else if has(Doubt::WhoNotStated) {
            Reason::NotStated { what: "whose act it is".to_owned(), marks: marks(Some(Doubt::WhoNotStated)) }
        } else if has(Doubt::WordsNotStated) {
            Reason::NotStated { what: "the words".to_owned(), marks: marks(Some(Doubt::WordsNotStated)) }
        } else {
            Reason::AtTheEdge { what, marks: marks(None) }
        }
    }

    pub(super) fn marks_of(&self, item: &Item) -> impl Iterator<Item = &Mark<'_>> {
        let marks = self.record.happenings.get(item.happening).map_or(&[][..], |h| h.marks.as_slice());
        marks.iter().filter_map(|&m| self.record.marks.get(m))
    }

    pub(super) fn evidence(&self, item: &Item, role: &str) -> Vec<Evidence> {
        self.marks_of(item).map(|m| self.evidence_of(m, role)).collect()
    }

    fn evidence_of(&self, m: &Mark<'_>, role: &str) -> Evidence {
        let role = m.class.map_or_else(|| role.to_owned(), |c| c.words().to_owned());
        let (on_recording, on_wall) = match m.when {
            MarkedAt::Recording(e) => (Some(e), None),
            MarkedAt::Wall(at) => (None, Some(at)),
        };
        let in_incident = m
            .recording
            .and_then(|r| self.record.clocks.transform(r))
            .zip(on_recording)
            .map(|(t, e): (_, Extent<RecordingClock>)| t.extent(e));
        let (says, page) = (String::new(), String::new());
        Evidence { id: m.id.clone(), source: m.source.clone(), role, says, page, on_recording, on_wall, in_incident }
    }

    /// "10:43:20.1, Camera 3, “voices” (m23)".
    fn told_with_words(&self, mark: &Mark<'_>) -> String {
        let words = mark.words.map(|w| format!(", \u{201c}{}\u{201d}", w.trim())).unwrap_or_default();
        format!("{}{words} ({})", self.told_mark(mark), mark.id)
    }

    /// When it was, as it is told: on the recording on which it was first marked.
    pub(super) fn told(&self, item: &Item) -> String {
        self.marks_of(item).next().map(|mark| self.told_mark(mark)).unwrap_or_default()
    }

    fn told_mark(&self, mark: &Mark<'_>) -> String {
        match mark.when {
            MarkedAt::Recording(e) => {
                let at = self.clockface.recording(mark.source, e.start().middle());
                let name = mark.recording.map(|r| self.name_of(r)).unwrap_or_else(|| mark.source.to_string());
                format!("{at}, {name}")
            }
            MarkedAt::Wall(at) => format!("{}, {}", self.clockface.wall(at.middle()), mark.source),
        }
    }

    /// The recordings on which an item was observed.
    pub(super) fn recordings_of(&self, item: &Item) -> Vec<usize> {
        // A doubtful mark beside a certain one carries nothing.
        let certain = self.record.happenings.get(item.happening).is_some_and(|h| h.certain);
        let carries = |m: &&Mark<'_>| !certain || m.standing == Standing::Decisive;
        self.marks_of(item).filter(carries).filter_map(|m| m.recording).collect()
    }

    /// Where each recording could have shown it, over the spans asked.
    pub(super) fn coverage_rows(&self, pattern: &Pattern, asked: &[Asked]) -> Vec<Coverage> {
        let wanted = places(pattern, self.record);
        let mut out = Vec::new();
        for (number, r) in self.record.timeline.recordings.iter().enumerate() {
            if wanted.as_ref().is_some_and(|w| !w.contains(&number)) {
                continue;
            }
            let mut within = SpanSet::empty();
            for a in asked {
                within = within.union(&asked_on(number, a, self.record));
            }
            if within.is_empty() {
                continue;
            }
            let silent = r
                .silences
                .iter()
                .filter(|s| !within.intersection(&SpanSet::from_iter([s.extent.outer()])).is_empty())
                .map(|s| (s.class, s.extent))
                .collect();
            let covered = self.record.covered(number, &pattern.kind, None).intersection(&within);
            out.push(Coverage { recording: r.id.clone(), asked: within, covered, silent });
        }
        out
    }

    /// An outcome that rests on nobody having observed anything where somebody could have.
    pub(super) fn covered_outcome(&self, pattern: &Pattern, asked: &[Asked], truth: Truth) -> Outcome {
        let mut out = Outcome::new(truth, String::new());
        out.coverage = self.coverage_rows(pattern, asked);
        let by_machine = matches!(pattern.kind.as_str(), SILENCE | MUTED);
        for (number, r) in self.record.timeline.recordings.iter().enumerate() {
            let Some(row) = out.coverage.iter().find(|c| c.recording == r.id && !c.covered.is_empty()) else {
                continue;
            };
            // Where one recording that covers a moment is enough, one that nothing ties to the span asked is none.
            let tied = asked.iter().any(|a| a.widest(ClockId::Recording(number), self.record) != Bounds::UNKNOWN);
            if !tied && places(pattern, self.record).is_none() {
                continue;
            }
            out.rests_on.insert(number);
            if by_machine {
                continue;
            }
            for v in &self.record.timeline.reviewed {
                let meets = SpanSet::from_iter([v.span]).intersection(&row.asked);
                if v.source == r.id && v.kinds.contains(&pattern.kind) && !meets.is_empty() {
                    out.evidence.push(Evidence {
                        id: v.id.clone(),
                        source: v.source.clone(),
                        role: format!("reviewed for {} by {}", noun(&pattern.kind, self.record.timeline), v.by),
                        says: String::new(),
                        page: String::new(),
                        on_recording: Some(Extent::new(
                            Interval::exactly(v.span.start()),
                            Interval::exactly(v.span.end()),
                        )),
                        on_wall: None,
                        in_incident: self.record.clocks.transform(number).map(|t| t.extent(Extent::exactly(v.span))),
                    });
                }
            }
        }
        out
    }

    /// Why a moment of the sentence is not certain.
    pub(super) fn moment_reasons(&self, name: &str, when: &When, pattern: Option<&Pattern>) -> Vec<Reason> {
        let mut out = Vec::new();
        let what = name.trim_start_matches("the ").to_owned();
        if let (Some(p), false, true) = (pattern, when.exists, when.items.is_empty()) {
            out.push(Reason::NobodyMarked { what: described(p, self.record.timeline) });
        }
        let unsure: Vec<&Item> = when.items.iter().filter(|i| !i.sure).collect();
        if let (Some(p), false) = (pattern, unsure.is_empty()) {
            out.push(self.doubtful(p, &unsure));
        }
        if let (Some(p), Some(gaps)) = (pattern, &when.gaps) {
            if when.exists {
                out.push(Reason::MayNotBeTheOne { what });
            }
            let scope = super::span::scope(Some(p), self.record);
            out.extend(self.gap_reasons(p, gaps, &scope));
        }
        for item in when.items.iter() {
            if self.record.happenings.get(item.happening).is_some_and(|h| h.contradictory) {
                out.push(Reason::MarksContradict { marks: self.marks_of(item).map(|m| m.id.clone()).collect() });
            }
        }
        out
    }

    /// The silent spans that a gap rests on, as evidence beside it.
    pub(super) fn silent_in(&self, gaps: &Gaps, asked: &[Asked]) -> Vec<Evidence> {
        let mut out = Vec::new();
        for item in self.record.marks.iter().filter(|m| m.class.is_some()) {
            let (Some(r), MarkedAt::Recording(e)) = (item.recording, item.when) else { continue };
            let own = ClockId::Recording(r);
            let meets =
                |set: &SpanSet<FrameClock>| !set.intersection(&as_frame(&SpanSet::from_iter([e.outer()]))).is_empty();
            let in_gap = gaps.missing.iter().any(|(clock, set)| *clock == own && meets(set));
            if in_gap
                && asked
                    .iter()
                    .any(|a| !asked_on(r, a, self.record).intersection(&SpanSet::from_iter([e.outer()])).is_empty())
            {
                out.push(self.evidence_of(item, "silence"));
            }
        }
        out
    }
}
