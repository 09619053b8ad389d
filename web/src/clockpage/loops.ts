// Loops of three recordings: what is missing when one comes back to where one started. Pure.

import type { Clock } from '../generated/Clock';
import type { Cycle } from '../generated/Cycle';
import type { Recording } from '../generated/Recording';
import { aboutZero, type ZeroAxis } from './axis';
import { joins } from './pairs';
import { signedMs, withHalf } from './words';

export interface Loop {
  cycle: Cycle;
  /** `+7 ms ±21`. */
  words: string;
  /** `closes`, `does not close`; empty where no interval was given. */
  verdict: string;
  closes: boolean | null;
  /** What the pairs leave over, in the order walked: `+4 ms, +6 ms, −3 ms`; empty where they do not add up. */
  terms: string;
  axis: ZeroAxis;
}

/** Loops that are drawn; all others are in a table. */
export const DRAWN = 8;

export function loopsOf(clock: Clock): Loop[] {
  const reach = (c: Cycle) => Math.max(Math.abs(c.residual_ns) + c.estimator_95_ns, c.travel_bound_ns, 1e6) / 1e6;
  const sorted = clock.cycles.length > DRAWN ? [...clock.cycles].sort((x, y) => excess(y) - excess(x)) : clock.cycles;
  const drawn = sorted.slice(0, DRAWN);
  return sorted.map((cycle, i) => {
    const closes = closesOf(cycle);
    // Loops of like reach share an axis, so that two can be compared by eye.
    const near = drawn.filter((c) => reach(c) <= 5 * reach(cycle) && reach(cycle) <= 5 * reach(c));
    return {
      cycle,
      words: withHalf(cycle.residual_ns, cycle.estimator_95_ns),
      closes,
      verdict: closes === null ? '' : closes ? 'closes' : 'does not close',
      terms: i < DRAWN ? termsOf(cycle, clock) : '',
      axis: aboutZero(Math.max(reach(cycle), ...near.map(reach)) * 1.08),
    };
  });
}

const excess = (c: Cycle) => Math.abs(c.residual_ns) - c.estimator_95_ns - c.travel_bound_ns;

/** It closes where the windows' interval and distance together can leave that much; unsaid where neither is given. */
export const closesOf = (c: Cycle): boolean | null => (c.estimator_95_ns === 0 && c.travel_bound_ns === 0 ? null : excess(c) <= 0);

/** Each pair's left-over as walked, where these add up to what the loop has left. */
function termsOf(cycle: Cycle, clock: Clock): string {
  const ring = cycle.recordings;
  const steps = ring.map((from, i) => {
    const to = ring[(i + 1) % ring.length] ?? '';
    const pair = clock.pairs.find((p) => joins(p, from, to));
    return pair?.residual_ns == null ? null : pair.a === from ? pair.residual_ns : -pair.residual_ns;
  });
  if (steps.some((s) => s === null)) return '';
  const sum = steps.reduce<number>((t, s) => t + (s ?? 0), 0);
  return Math.abs(sum - cycle.residual_ns) <= 1000 ? steps.map((s) => signedMs(s ?? 0)).join(', ') : '';
}

export interface Untested {
  recording: Recording;
  /** The recordings on whose pairs it hangs. */
  by: string[];
}

/** Placed recordings that are in no loop, and what each hangs on. */
export function untested(clock: Clock, recordings: Recording[]): Untested[] {
  return recordings
    .filter((r) => r.placement.placed && clock.pairs.some((p) => p.accepted && (p.a === r.id || p.b === r.id)) && !clock.cycles.some((c) => c.recordings.includes(r.id)))
    .map((recording) => ({ recording, by: clock.pairs.filter((p) => p.accepted && (p.a === recording.id || p.b === recording.id)).map((p) => (p.a === recording.id ? p.b : p.a)) }));
}
