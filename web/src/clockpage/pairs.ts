// Each pair of recordings as the table and the graph show it; both take their words from here. Pure.

import { signedSeconds } from '../clock/format';
import type { Clock } from '../generated/Clock';
import type { Pair } from '../generated/Pair';
import { signedMs, withHalf } from './words';

/** Odds given as a power of ten, rounded down to one figure, as the program words them. */
export const oddsWords = (power: number): string => {
  if (power < 0.301) return 'no better than even';
  if (power > 6) return 'more than a million to 1';
  const step = 10 ** Math.floor(power);
  return `${(Math.floor(10 ** (power + 1e-9) / step) * step).toLocaleString('en-US')} to 1`;
};

/** Supports the clock and a loop tests it; supports it and none does; was compared and does not support it. */
export type Standing = 'tested' | 'alone' | 'unused';

export interface PairRow {
  key: string;
  pair: Pair;
  standing: Standing;
  /** Windows that agree, of those looked at; the two are the same where the rest were not kept. */
  agree: number;
  of: number;
  windowsWords: string;
  /** The next best offset, `+31.24 s`, and how much less speaks for it, or that there is none. */
  rivalAt: string;
  rivalMargin: string;
  /** `+4 ms ±12`, or empty. */
  left: string;
  loops: number;
  loopsWords: string;
  /** On a line of the graph. */
  label: string;
  /** Places set by hand between the two. */
  byHand: number;
}

const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

export const keyOf = (a: string, b: string) => `${a} ${b}`;
export const joins = (p: { a: string; b: string }, x: string, y: string) => (p.a === x && p.b === y) || (p.a === y && p.b === x);

/** Pairs that support the clock first, each part in the order of the review; then the others that have windows. */
export function rowsOf(clock: Clock): PairRow[] {
  const rows = clock.pairs.filter((p) => p.accepted || p.windows > 0 || p.looked_at.length > 0).map((p) => rowOf(p, clock));
  return [...rows.filter((r) => r.pair.accepted), ...rows.filter((r) => !r.pair.accepted)];
}

/** Pairs in which nothing in common was found: no line, no row, one sentence. */
export const nothingShared = (clock: Clock) => clock.pairs.filter((p) => !p.accepted && p.windows === 0 && p.looked_at.length === 0);

function rowOf(pair: Pair, clock: Clock): PairRow {
  const loops = Math.max(pair.loops, clock.cycles.filter((c) => c.recordings.includes(pair.a) && c.recordings.includes(pair.b)).length);
  const agree = pair.windows;
  const of = Math.max(agree, pair.looked_at.length);
  const left = pair.accepted && pair.residual_ns !== null ? withHalf(pair.residual_ns, pair.estimator_95_ns) : '';
  return {
    key: keyOf(pair.a, pair.b),
    pair,
    standing: !pair.accepted ? 'unused' : loops > 0 ? 'tested' : 'alone',
    agree,
    of,
    windowsWords: pair.looked_at.length > 0 ? `${agree} of ${of}` : String(agree),
    rivalAt: pair.rival_offset_ns === null ? '' : signedSeconds(pair.rival_offset_ns * 1e-9, Math.abs(pair.rival_offset_ns) < 100e9 ? 2 : 1),
    rivalMargin: pair.margin !== null ? oddsWords(pair.margin) : pair.rival_offset_ns === null ? 'none found' : '',
    left,
    loops,
    loopsWords: pair.accepted ? (NUMBERS[loops] ?? String(loops)) : '',
    label: pair.accepted ? [String(agree), pair.residual_ns === null ? '' : signedMs(pair.residual_ns)].filter(Boolean).join(', ') : `${agree} ${agree === 1 ? 'window' : 'windows'}`,
    byHand: clock.by_hand.filter((h) => joins(h, pair.a, pair.b)).length,
  };
}
