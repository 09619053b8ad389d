// What was played in this visit. Pure: spans are in seconds on one recording's own clock.

import type { Span } from '../data/tracks';

/** The spans with another one added, in order, none touching. */
export function added(spans: readonly Span[], span: Span): Span[] {
  const out: Span[] = [];
  let [a, b] = span;
  for (const s of spans) {
    if (s[1] < a - 1e-3 || s[0] > b + 1e-3) out.push(s);
    else {
      a = Math.min(a, s[0]);
      b = Math.max(b, s[1]);
    }
  }
  out.push([a, b]);
  return out.sort((x, y) => x[0] - y[0]);
}

/** How much of `[from, to]` the spans cover, in seconds. */
export const covered = (spans: readonly Span[], from: number, to: number): number =>
  spans.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0);

/** What lies in both. */
export const both = (spans: readonly Span[], from: number, to: number): Span[] =>
  spans.flatMap(([a, b]): Span[] => (Math.min(b, to) > Math.max(a, from) ? [[Math.max(a, from), Math.min(b, to)]] : []));

/** How much of a thing must have been played before it is decided: nearly all, for where a player starts is not exact. */
const ENOUGH = 0.8;
/** An instant is played with what is round it. */
const ROUND_S = 0.1;

export function wasPlayed(spans: readonly Span[], from: number, to: number): boolean {
  const [a, b] = to - from < 2 * ROUND_S ? [from - ROUND_S, to + ROUND_S] : [from, to];
  return covered(spans, Math.max(0, a), b) >= ENOUGH * (b - Math.max(0, a));
}
