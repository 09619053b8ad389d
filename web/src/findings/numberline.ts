// The number line under a finding: shaded is what was said or required, filled is what the record allows.
// Findings in the same unit share one axis, so that two answers can be compared by eye. Pure.

import type { NumberLine } from '../generated/NumberLine';

export interface Axis {
  min: number;
  max: number;
  step: number;
  /** What the last label carries. */
  unit: string;
}

/** Round steps of 1, 2, 3 or 5 times a power of ten (3 so that minutes fall on 30 and 60 seconds). */
function niceStep(range: number, whole: boolean): number {
  const raw = range / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 3, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999) ?? 10 * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** One axis for all lines of a unit, from zero unless something lies below it. */
export function axisFor(lines: NumberLine[], unit: string): Axis {
  const values = lines.flatMap((l) => [l.claimed, l.measured_low, l.measured_high]).filter((v): v is number => v !== null && Number.isFinite(v));
  const high = Math.max(1e-9, ...values);
  const low = Math.min(0, ...values);
  const whole = wholeNumbers(unit);
  const range = (high - low) * 1.25 || 1;
  const step = niceStep(Math.max(range, whole ? 4 : 0), whole);
  return { min: Math.floor(low / step) * step, max: Math.ceil((high + (high - low) * 0.12) / step) * step, step, unit };
}

/** The axes of a set of findings by unit. A line that would be squeezed to nothing by a far larger neighbour gets an
 * axis of its own. */
export function axes(lines: NumberLine[]): (line: NumberLine) => Axis {
  const reach = (l: NumberLine) => Math.max(Math.abs(l.claimed), Math.abs(l.measured_low ?? 0), Math.abs(l.measured_high ?? 0));
  const made = new Map<string, Axis>();
  return (line) => {
    const near = lines.filter((l) => l.unit === line.unit && reach(l) <= reach(line) * 8 && reach(line) <= reach(l) * 8);
    const key = near.map((l) => lines.indexOf(l)).join(',');
    let axis = made.get(key);
    if (!axis) {
      axis = axisFor(near.length > 0 ? near : [line], line.unit);
      made.set(key, axis);
    }
    return axis;
  };
}

export interface Drawn {
  claimX: number;
  /** The shaded stretch. */
  wanted: [number, number];
  /** The filled stretch; null where nothing bounds it on either side. */
  measured: [number, number] | null;
  /** Whether the record leaves that side open. */
  openLow: boolean;
  openHigh: boolean;
  ticks: { x: number; label: string; last: boolean }[];
  x: (v: number) => number;
}

const EDGE = 8;

export function draw(line: NumberLine, axis: Axis, width: number): Drawn {
  const x = (v: number) => EDGE + ((Math.min(axis.max, Math.max(axis.min, v)) - axis.min) / (axis.max - axis.min)) * (width - 2 * EDGE);
  const claimX = x(line.claimed);
  const half = Math.max(2, (width / (axis.max - axis.min)) * (wholeNumbers(axis.unit) ? 0.3 : 0));
  const wanted: [number, number] =
    line.comparison === '=' ? [claimX - half, claimX + half] : line.comparison.startsWith('<') ? [x(axis.min), claimX] : [claimX, x(axis.max)];
  const openLow = line.measured_low === null;
  const openHigh = line.measured_high === null;
  const a = x(line.measured_low ?? axis.min);
  const b = x(line.measured_high ?? axis.max);
  const measured: [number, number] | null = openLow && openHigh ? null : [Math.min(a, b - 3), Math.max(b, a + 3)];
  const ticks = [];
  const n = Math.round((axis.max - axis.min) / axis.step);
  for (let i = 0; i <= n; i++) {
    const v = axis.min + i * axis.step;
    ticks.push({ x: x(v), label: number(v), last: i === n });
  }
  return { claimX, wanted, measured, openLow, openHigh, ticks, x };
}

/** A number without needless zeros, with a true minus. */
export const number = (v: number) => String(Math.round(v * 1000) / 1000).replace('-', '−');

/** Units of measure, which stand beside their number; anything else is what was counted. */
const MEASURES = ['mm', 'cm', 'm', 'km', 'in', 'ft', 'yd', 'mi', 'g', 'kg', 'lb', 'ms', 's', 'min', 'h', 'days', 'business days', 'weeks', 'm/s', 'km/h', 'mph', 'ft/s', 'deg', '%'];
const isMeasure = (unit: string) => MEASURES.includes(unit);
/** Days and what is counted come in whole numbers. */
const wholeNumbers = (unit: string) => unit.endsWith('days') || !isMeasure(unit);

/** A unit beside a number. What is counted has its words once, under the axis (`countedWords`). */
export function unitWords(unit: string, n: number): string {
  if (!isMeasure(unit)) return '';
  return n === 1 ? unit.replace(/(day|week)s$/, '$1') : unit;
}

/** What is counted, under the end of the axis. The words are the case's own and in the singular; nothing here knows
 * their plural. */
export const countedWords = (unit: string) => (isMeasure(unit) || unit === '' ? '' : `${unit}, counted`);

const withUnit = (text: string, unit: string, n: number) => [text, unitWords(unit, n)].filter(Boolean).join(' ');

/** What was measured, in words. */
export function measuredWords(line: NumberLine): string {
  const unit = line.unit;
  const { measured_low: low, measured_high: high } = line;
  // Bounds are rounded outward, as the program's own words are: a bound that is said must hold.
  const tenths = (v: number, outward: (x: number) => number) => (Number.isInteger(v) ? number(v) : (outward(v * 10) / 10).toFixed(1).replace('-', '−'));
  const least = (v: number) => (unit === 's' ? tenths(v, (x) => Math.floor(x + 1e-6)) : number(v));
  const most = (v: number) => (unit === 's' ? tenths(v, (x) => Math.ceil(x - 1e-6)) : number(v));
  if (low === null && high === null) return 'not bounded by the record';
  if (low === null) return `at most ${withUnit(most(high ?? 0), unit, high ?? 0)}`;
  if (high === null) return `at least ${withUnit(least(low), unit, low)}`;
  return least(low) === most(high) ? withUnit(least(low), unit, low) : withUnit(`${least(low)} to ${most(high)}`, unit, high);
}

/** What was said or required, in words. */
export function wantedWords(line: NumberLine, required: boolean): string {
  const v = withUnit(number(line.claimed), line.unit, line.claimed);
  const words: Record<string, string> = { '<=': `at most ${v}`, '<': `less than ${v}`, '>=': `at least ${v}`, '>': `more than ${v}`, '=': v };
  return `${required ? 'required' : 'stated'}: ${words[line.comparison] ?? `${line.comparison} ${v}`}`;
}

export interface Placed {
  x: number;
  anchor: 'start' | 'middle' | 'end';
}

/** Where the measured words go: beside the bar, within the drawing, and not across the claim's line. */
export function besides(bar: [number, number], claimX: number, wordsWidth: number, width: number): Placed {
  const gap = 7;
  const across = (a: number, b: number) => a < claimX + 3 && b > claimX - 3;
  // Like the last label of the axis, words may reach a little beyond the edge.
  const fits = (a: number) => a >= 0 && a + wordsWidth <= width + EDGE && !across(a, a + wordsWidth);
  const starts = [bar[0] - gap - wordsWidth, bar[1] + gap, Math.max(bar[1], claimX) + gap, Math.min(bar[0], claimX) - gap - wordsWidth];
  const at = starts.find(fits);
  return at === undefined ? { x: width / 2, anchor: 'middle' } : { x: at, anchor: 'start' };
}
