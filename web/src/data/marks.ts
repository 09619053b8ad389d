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

/** Marks that are drawn: those superseded or rejected are not. */
export function marksOf(review: Review): Mark[] {
  const stretches = new Set(review.case.kinds.filter((k) => k.is === 'span').map((k) => k.kind));
  const span = (b: readonly [number, number]): Span => [b[0] * S, b[1] * S];
  return review.events
    .filter((e) => e.standing !== 'superseded' && e.standing !== 'rejected')
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
  marks: Mark[];
  /** The part that all its marks leave open; where they do not meet, all that they span. */
  at: Span;
  lead: boolean;
}

export interface Burst {
  kind: string;
  words: string;
  happenings: Happening[];
  /** Recordings on which it was marked, in the page's order. */
  sources: string[];
  from: number;
  to: number;
}

/** How many instants, within how many seconds, make a burst. */
const LEAST = 3;
const WITHIN_S = 30;

/** Bursts, and the marks that belong to none. */
export function bursts(marks: Mark[], order: string[]): { bursts: Burst[]; rest: Mark[] } {
  const found: Burst[] = [];
  const taken = new Set<Mark>();
  const kinds = [...new Set(marks.map((m) => m.event.kind))];
  for (const kind of kinds) {
    const mine = marks.filter((m) => m.event.kind === kind && !m.stretch && m.start);
    const happenings = happeningsOf(mine);
    const first = happenings[0];
    const last = happenings[happenings.length - 1];
    if (!first || !last || happenings.length < LEAST || last.at[1] - first.at[0] > WITHIN_S) continue;
    mine.forEach((m) => taken.add(m));
    const on = new Set(mine.map((m) => m.event.source));
    found.push({
      kind,
      words: mine[0]?.words ?? kind,
      happenings,
      sources: order.filter((id) => on.has(id)),
      from: Math.min(...mine.map((m) => m.start?.[0] ?? first.at[0])),
      to: Math.max(...mine.map((m) => m.start?.[1] ?? last.at[1])),
    });
  }
  return { bursts: found, rest: marks.filter((m) => !taken.has(m)) };
}

function happeningsOf(marks: Mark[]): Happening[] {
  const ties = new Map<string, Mark[]>();
  for (const m of marks) {
    const tie = m.event.event || `\u0000${m.event.id}`;
    ties.set(tie, [...(ties.get(tie) ?? []), m]);
  }
  return [...ties.values()]
    .map((tied) => {
      const spans = tied.map((m) => m.start).filter((s): s is Span => s !== null);
      const a = Math.max(...spans.map((s) => s[0]));
      const b = Math.min(...spans.map((s) => s[1]));
      const at: Span = a <= b ? [a, b] : [Math.min(...spans.map((s) => s[0])), Math.max(...spans.map((s) => s[1]))];
      return { marks: tied, at, lead: tied.every((m) => m.lead) };
    })
    .sort((x, y) => x.at[0] - y.at[0]);
}

/** The first confirmed instant of the kind that most sentences name: what the ruler counts from. */
export interface Zero {
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
    if (!best || named > best.named) best = { zero: { words: `first ${withoutArticle(kind.words)}`, at: first.start }, named };
  }
  return best?.zero ?? null;
}

function namesKind(sentence: string, kind: string): boolean {
  const escaped = kind.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w.-])${escaped}($|[^\\w.-])`).test(sentence);
}
