// How fast each recorder's clock ran against the reference's, as an interval. Pure.

import type { Clock } from '../generated/Clock';
import type { Recording } from '../generated/Recording';
import { around, type ZeroAxis } from './axis';
import { halfPpm, lengthMs, ppm } from './words';

export interface DriftRow {
  recording: Recording;
  reference: boolean;
  /** Parts per million; null for the reference and where no interval is given. */
  low: number | null;
  high: number | null;
  /** Whether the interval leaves zero out. */
  clear: boolean;
  words: string;
}
export interface DriftGroup {
  number: number;
  rows: DriftRow[];
}

export function driftOf(clock: Clock, recordings: Recording[]): DriftGroup[] {
  const order = [...clock.groups].sort((x, y) => Number(y.number === clock.main_group) - Number(x.number === clock.main_group) || x.number - y.number);
  return order
    .map((g) => ({ number: g.number, rows: recordings.filter((r) => r.placement.placed && r.placement.group === g.number).map((r) => rowOf(r, r.id === g.reference)) }))
    .filter((g) => g.rows.length > 1 && g.rows.some((r) => r.low !== null));
}

function rowOf(recording: Recording, reference: boolean): DriftRow {
  const p = recording.placement;
  if (reference) return { recording, reference, low: null, high: null, clear: false, words: 'reference: the others are measured against it' };
  if (p.drift_95_ppb === 0) return { recording, reference, low: null, high: null, clear: false, words: p.drift_ppb === 0 ? 'not fitted' : `${ppm(p.drift_ppb)}, no interval given` };
  const [low, high] = [(p.drift_ppb - p.drift_95_ppb) / 1000, (p.drift_ppb + p.drift_95_ppb) / 1000];
  const clear = low > 0 || high < 0;
  const over = Math.abs(p.drift_ppb) * 1e-9 * (recording.end_ns - recording.start_ns);
  if (p.drift_ppb === 0) return { recording, reference, low, high, clear, words: `none found; ${halfPpm(p.drift_95_ppb)} is left open` };
  const value = `${ppm(p.drift_ppb)} ${halfPpm(p.drift_95_ppb).replace(/ ppm$/, '')}`;
  return { recording, reference, low, high, clear, words: `${value}${clear ? '' : ', zero is within'}; ${lengthMs(over)} over its length` };
}

export function driftAxis(groups: DriftGroup[]): ZeroAxis {
  const all = groups.flatMap((g) => g.rows).flatMap((r) => [r.low ?? 0, r.high ?? 0]);
  return around(Math.min(...all, -5), Math.max(...all, 5));
}
