// A place that a person set in two recordings, beside what the sound says and what was solved. Pure.

import type { HandAnchor } from '../generated/HandAnchor';
import { aboutZero, type ZeroAxis } from './axis';

export interface HandDrawn {
  /** Milliseconds or seconds: how many nanoseconds one is. */
  unit: 'ms' | 's';
  perUnit: number;
  axis: ZeroAxis;
  half: number;
  sound: number | null;
  solved: number | null;
}

export function handOf(h: HandAnchor): HandDrawn {
  const reach = Math.max(h.plus_minus_ns, Math.abs(h.sound_ns ?? 0), Math.abs(h.residual_ns ?? 0), 1e6);
  const unit = reach >= 1e9 ? 's' : 'ms';
  const perUnit = unit === 's' ? 1e9 : 1e6;
  return {
    unit,
    perUnit,
    axis: aboutZero((reach / perUnit) * 1.15),
    half: h.plus_minus_ns / perUnit,
    sound: h.sound_ns === null ? null : h.sound_ns / perUnit,
    solved: h.residual_ns === null ? null : h.residual_ns / perUnit,
  };
}
