// When the sound of one thing that happened reached each recording, for when the zoom is near enough to see it.
// The difference is as wide as both marks and both places on the clock leave it, so distance is said only where the
// difference is more than that.

import type { Happening, Mark } from './marks';
import type { Span } from './tracks';

/** Metres in a second. */
const SOUND = 343;

export interface Arrival {
  mark: Mark;
  at: Span;
  /** "first", "+93 ms, 26 to 38 m further"; empty where several things happened and it would be unclear of which. */
  words: string;
}

/** What lies in `[from, to]`, by recording. */
export function arrivalsOf(happenings: Happening[], from: number, to: number): Map<string, Arrival[]> {
  const seen = happenings.filter((h) => h.marks.some((m) => m.start && m.start[1] >= from && m.start[0] <= to));
  const out = new Map<string, Arrival[]>();
  for (const h of seen) {
    const marks = h.marks.flatMap((m) => (m.start ? [{ mark: m, at: m.start }] : [])).sort((a, b) => middle(a.at) - middle(b.at));
    const [first] = marks;
    for (const { mark, at } of marks) {
      const words = seen.length === 1 && marks.length > 1 && first ? (mark === first.mark ? 'first' : later(first.at, at)) : '';
      out.set(mark.event.source, [...(out.get(mark.event.source) ?? []), { mark, at, words }]);
    }
  }
  return out;
}

const middle = (s: Span) => (s[0] + s[1]) / 2;

export function later(first: Span, at: Span): string {
  const [low, high] = [at[0] - first[1], at[1] - first[0]];
  const ms = Math.round(((low + high) / 2) * 1000);
  const half = Math.ceil(((high - low) / 2) * 1000 - 1e-6);
  if (low <= 0) return `+${ms} ms ±${half}, not to be told apart`;
  return `+${ms} ms ±${half}, ${Math.floor(low * SOUND)} to ${Math.ceil(high * SOUND)} m further`;
}
