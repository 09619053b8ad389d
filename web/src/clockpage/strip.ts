// The windows of one pair, drawn over time: where each lies from the solved clock, and where there can be none. Pure.

import type { Clockface } from '../clock/format';
import { stopwatch } from '../clock/format';
import type { Track } from '../data/tracks';
import type { Pair } from '../generated/Pair';
import { aboutZero, type ZeroAxis } from './axis';

const S = 1e-9;
const MS = 1e-6;

export interface StripWindow {
  /** Its middle, seconds on the strip's clock. */
  t: number;
  /** Milliseconds from the solved clock. */
  off: number;
  used: boolean;
}
/** A stretch in which one of the two has no sound. */
export interface Deaf {
  recording: string;
  cls: string;
  words: string;
  inner: readonly [number, number];
  outer: readonly [number, number];
}
export interface Strip {
  from: number;
  to: number;
  windows: StripWindow[];
  deaf: Deaf[];
  axis: ZeroAxis;
  /** Half-widths about zero, ms: what the windows leave open, and that with distance on top; null where not solved. */
  band: { inner: number; outer: number } | null;
  /** The pair's own offset: middle and half-width, ms. */
  own: { at: number; half: number } | null;
  /** Whose clock is along the bottom. */
  clockWords: string;
  /** Time on that clock as words. */
  time(t: number, decimals?: number): string;
  phaseS: number;
}

/** On the incident's clock where both are on it, else on the first recording's own. */
export function stripOf(pair: Pair, a: Track, b: Track, face: Clockface): Strip {
  const onClock = a.placed && b.placed;
  const fromA = (local: number) => (onClock ? a.clock.offsetS + local * a.clock.rate : local);
  const offset = (pair.offset_ns ?? 0) * S;
  const fromB = (local: number) => (onClock ? b.clock.offsetS + local * b.clock.rate : local + offset);
  const windows = pair.looked_at.map((w) => ({ t: fromA(w.at_a_ns * S), off: w.off_ns * MS, used: w.used }));

  const span = (r: Track, at: (local: number) => number) => [at(r.recording.start_ns * S), at(r.recording.end_ns * S)] as const;
  const [sa, sb] = [span(a, fromA), span(b, fromB)];
  const known = pair.offset_ns !== null || onClock;
  let from = known ? Math.max(sa[0], sb[0]) : sa[0];
  let to = known ? Math.min(sa[1], sb[1]) : sa[1];
  if (windows.length > 0) {
    from = Math.min(from, ...windows.map((w) => w.t - 1));
    to = Math.max(to, ...windows.map((w) => w.t + 1));
  }
  if (!(to > from)) [from, to] = [sa[0], Math.max(sa[1], sa[0] + 1)];

  const deaf = ([[a, fromA], [b, fromB]] as const).flatMap(([r, at]) =>
    r === b && !known
      ? []
      : r.recording.silences
          .map((s): Deaf => ({ recording: r.name, cls: s.class, words: s.words, inner: [at(s.start_ns[1] * S), at(s.end_ns[0] * S)], outer: [at(s.start_ns[0] * S), at(s.end_ns[1] * S)] }))
          .filter((d) => d.outer[1] > from && d.outer[0] < to),
  );

  const solved = pair.between;
  const inner = solved?.estimator_95_ns ?? pair.estimator_95_ns;
  const travel = solved?.travel_bound_ns ?? pair.travel_bound_ns;
  const band = inner !== null && travel !== null ? { inner: inner * MS, outer: (inner + travel) * MS } : null;
  const own = pair.accepted && pair.residual_ns !== null ? { at: pair.residual_ns * MS, half: (pair.estimator_95_ns ?? 0) * MS } : null;
  const reach = Math.max(20, ...windows.map((w) => Math.abs(w.off) * 1.12), own ? (Math.abs(own.at) + own.half) * 1.1 : 0, band ? Math.min(band.outer, 400) * 1.12 : 0);
  return {
    from,
    to,
    windows,
    deaf,
    axis: tight(reach),
    band,
    own,
    clockWords: onClock ? (face.wall ? 'wall time' : 'incident time') : `${a.name}’s own clock`,
    time: (t, d = 0) => (onClock ? face.time(t, d) : stopwatch(t, d)),
    phaseS: onClock ? face.phaseS : 0,
  };
}

/** An axis that ends where the drawing ends and has labels on round values inside. */
function tight(reach: number): ZeroAxis {
  const a = aboutZero(reach, 4);
  return { min: -reach, max: reach, step: a.step > reach * 0.95 ? a.step / 2 : a.step };
}

export function stripTicks(axis: ZeroAxis): number[] {
  const n = Math.floor(axis.max / axis.step + 1e-9);
  return Array.from({ length: 2 * n + 1 }, (_, i) => (i - n) * axis.step);
}
