// What people marked, as the lanes draw it. Many instants of one kind close together are a burst and get a lane of
// their own with an enlarged drawing; everything else is a flag on the lane of marks.

import type { Event } from '../generated/Event';
import type { Review } from '../generated/Review';
import type { Span } from './tracks';

const S = 1e-9;

export interface Mark {
  event: Event;
  /** Start and end in seconds on the incident clock, or null where its recording is not on it. */
  start: Span | null;
  end: Span | null;
  /** On its recording's own clock. */
  localStart: Span;
  localEnd: Span;
  /** Nobody has confirmed it. */
  lead: boolean;
  disputed: boolean;
  /** A stretch rather than an instant. */
  stretch: boolean;
  words: string;
}

/** Marks that are drawn: those superseded, contested or rejected are not in force. */
export function marksOf(review: Review): Mark[] {
  const stretches = new Set(review.case.kinds.filter((k) => k.is === 'span').map((k) => k.kind));
  const span = (b: readonly [number, number]): Span => [b[0] * S, b[1] * S];
  return review.events
    .filter((e) => !['superseded', 'contested', 'rejected'].includes(e.standing))
    .map((event) => ({
      event,
      start: event.start_ns && span(event.start_ns),
      end: event.end_ns && span(event.end_ns),
      localStart: span(event.local_start_ns),
      localEnd: span(event.local_end_ns),
      lead: event.standing === 'lead',
      disputed: event.standing === 'disputed',
      stretch: stretches.has(event.kind),
      words: withoutArticle(event.kind_words),
    }));
}

export const withoutArticle = (words: string) => words.replace(/^(an?|the) /, '');

/** One thing that happened, marked on one or several recordings. */
export interface Happening {
  id: string;
  kind: string;
  words: string;
  marks: Mark[];
  /** When it began: what all its marks leave open; where they do not meet, all that they span. */
  at: Span;
  /** When it ended, likewise. */
  end: Span;
  stretch: boolean;
  /** Nobody has confirmed it on any recording. */
  lead: boolean;
  /** Disputed wherever it was marked. */
  disputed: boolean;
}

/** What happened, in order of time: marks that are tied as one event, and marks that stand alone. */
export function happeningsOf(marks: Mark[]): Happening[] {
  const ties = new Map<string, Mark[]>();
  for (const m of marks) {
    if (!m.start || !m.end) continue;
    const tie = `${m.event.kind} ${m.event.event || `\u0000${m.event.id}`}`;
    ties.set(tie, [...(ties.get(tie) ?? []), m]);
  }
  return [...ties.values()]
    .flatMap((tied): Happening[] => {
      const first = tied[0];
      if (!first) return [];
      // What somebody confirmed says when; leads say it only where nobody did.
      const sure = tied.filter((m) => !m.lead && !m.disputed);
      const telling = sure.length > 0 ? sure : tied;
      return [
        {
          id: first.event.id,
          kind: first.event.kind,
          words: first.words,
          marks: tied,
          at: common(telling.flatMap((m) => (m.start ? [m.start] : []))),
          end: common(telling.flatMap((m) => (m.end ? [m.end] : []))),
          stretch: first.stretch,
          lead: tied.every((m) => m.lead),
          disputed: sure.length === 0 && tied.some((m) => m.disputed),
        },
      ];
    })
    .sort((x, y) => x.at[0] - y.at[0]);
}

function common(spans: Span[]): Span {
  const a = Math.max(...spans.map((s) => s[0]));
  const b = Math.min(...spans.map((s) => s[1]));
  return a <= b ? [a, b] : [Math.min(...spans.map((s) => s[0])), Math.max(...spans.map((s) => s[1]))];
}

/** Many instants of one kind close together. */
export interface Burst {
  id: string;
  kind: string;
  words: string;
  happenings: Happening[];
  /** Recordings on which it was marked, in the page's order. */
  sources: string[];
  from: number;
  to: number;
}

/** A kind that has a lane of its own, because it has a burst: all its instants, and which of them are in bursts. */
export interface Instants {
  kind: string;
  words: string;
  happenings: Happening[];
  bursts: Burst[];
}

/** How many instants, within how many seconds, make a burst. */
const LEAST = 3;
const WITHIN_S = 10;

/** Kinds with bursts, and what happened of all others. */
export function instantsOf(all: Happening[], order: string[]): { instants: Instants[]; rest: Happening[] } {
  const instants: Instants[] = [];
  for (const kind of new Set(all.map((h) => h.kind))) {
    const happenings = all.filter((h) => h.kind === kind && !h.stretch);
    const bursts = burstsOf(happenings, order);
    if (bursts.length > 0) instants.push({ kind, words: bursts[0]?.words ?? kind, happenings, bursts });
  }
  const taken = new Set(instants.flatMap((k) => k.happenings));
  return { instants, rest: all.filter((h) => !taken.has(h)) };
}

/** Bursts among instants of one kind in order of time, from the first on; each as long as `WITHIN_S` lets it. */
function burstsOf(happenings: Happening[], order: string[]): Burst[] {
  const found: Burst[] = [];
  for (let i = 0; i < happenings.length; ) {
    const first = happenings[i];
    if (!first) break;
    let end = i + 1;
    while ((happenings[end]?.at[1] ?? Infinity) - first.at[0] <= WITHIN_S) end++;
    if (end - i < LEAST) {
      i++;
      continue;
    }
    const mine = happenings.slice(i, end);
    const marks = mine.flatMap((h) => h.marks);
    const starts = marks.flatMap((m) => (m.start ? [m.start] : []));
    const on = new Set(marks.map((m) => m.event.source));
    found.push({
      id: `${first.kind}-${found.length + 1}`,
      kind: first.kind,
      words: first.words,
      happenings: mine,
      sources: order.filter((id) => on.has(id)),
      from: Math.min(...starts.map((s) => s[0])),
      to: Math.max(...starts.map((s) => s[1])),
    });
    i = end;
  }
  return found;
}

/** The first confirmed instant of the kind that most sentences name: what the ruler counts from. */
export interface Zero {
  kind: string;
  words: string;
  at: Span;
}

export function zeroOf(review: Review, marks: Mark[]): Zero | null {
  const sentences = [...review.statements, ...review.rules].map((x) => x.sentence);
  const instants = review.case.kinds.filter((k) => k.is === 'instant');
  let best: { zero: Zero; named: number } | null = null;
  for (const kind of instants) {
    const first = marks
      .filter((m) => m.event.kind === kind.kind && m.event.standing === 'confirmed' && m.start)
      .sort((x, y) => (x.start?.[0] ?? 0) - (y.start?.[0] ?? 0))[0];
    if (!first?.start) continue;
    const named = sentences.filter((s) => namesKind(s, kind.kind)).length;
    if (!best || named > best.named) best = { zero: { kind: kind.kind, words: `first ${withoutArticle(kind.words)}`, at: first.start }, named };
  }
  return best?.zero ?? null;
}

function namesKind(sentence: string, kind: string): boolean {
  const escaped = kind.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w.-])${escaped}($|[^\\w.-])`).test(sentence);
}
