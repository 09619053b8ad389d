// Times, lengths and dates as words. Wall time is shown only where an anchor ties the incident clock to it; else
// the incident clock itself is shown, marked with T.

import type { Wall } from '../generated/Wall';

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/** Shows incident times as somebody at the place would have read them off a clock, or as T plus. */
export interface Clockface {
  /** Whether there is a tie to wall time. */
  wall: boolean;
  /** `14:03:28.2`, or `T+1:28.2`, with that many decimals. */
  time(incidentS: number, decimals?: number): string;
  /** Two times, the second without what it shares where that is safe: both are written in full. */
  span(fromS: number, toS: number, decimals?: number): string;
  /** Where a tick must stand so that it falls on a round time: seconds to add before rounding to a step. */
  phaseS: number;
  /** ` ±0.4 s`, or empty. */
  plusMinus: string;
}

export function clockface(wall: Wall | null): Clockface {
  const zeroS = wall ? wall.at_zero_unix_ms / 1000 + wall.utc_offset_minutes * 60 : 0;
  const dayS = ((zeroS % 86400) + 86400) % 86400;
  const time = (incidentS: number, decimals = 1) =>
    wall ? timeOfDay(dayS + incidentS, decimals) : `T${sign(incidentS)}${stopwatch(Math.abs(incidentS), decimals)}`;
  return {
    wall: wall !== null,
    time,
    span: (a, b, d = 1) => `${time(a, d)} to ${time(b, d)}`,
    phaseS: dayS,
    plusMinus: wall ? ` ${plusMinus(wall.plus_minus_ns * 1e-9)}` : '',
  };
}

const sign = (n: number) => (n < 0 ? '−' : '+');

function timeOfDay(s: number, decimals: number): string {
  const unit = 10 ** decimals;
  const day = 86400 * unit;
  const n = ((Math.round(s * unit) % day) + day) % day;
  const whole = Math.floor(n / unit);
  const text = `${pad(Math.floor(whole / 3600))}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return decimals > 0 ? `${text}.${pad(n % unit, decimals)}` : text;
}

/** `1:28.2`, `1:02:03.0`: a time on a clock that starts at zero. Never negative. */
export function stopwatch(s: number, decimals = 1): string {
  const unit = 10 ** decimals;
  const n = Math.round(Math.max(0, s) * unit);
  const whole = Math.floor(n / unit);
  const [h, m, sec] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const text = h > 0 ? `${h}:${pad(m)}:${pad(sec)}` : `${m}:${pad(sec)}`;
  return decimals > 0 ? `${text}.${pad(n % unit, decimals)}` : text;
}

/** A length: `41.6 s`; three decimals under a second, as the program's own text prints it. */
export function seconds(s: number): string {
  const a = Math.abs(s);
  const text = a < 1 && a > 0 ? trimZeros(s.toFixed(3)) : s.toFixed(1);
  return `${text.replace('-', '−')} s`;
}

const trimZeros = (text: string) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);

/** A half-width: `±0.7 s`, `±0.054 s`. Two digits, rounded up, because a bound that is said must hold. */
export function plusMinus(s: number): string {
  const a = Math.abs(s);
  if (a === 0) return '±0 s';
  const unit = 10 ** (Math.floor(Math.log10(a)) - 1);
  const up = Math.ceil(a / unit - 1e-6) * unit;
  return `±${trimZeros(up.toFixed(Math.max(0, Math.min(6, -Math.round(Math.log10(unit))))))} s`;
}

/** A length with its sign: `+46.6 s`; nothing has no sign. */
export function signedSeconds(s: number, decimals = 1): string {
  const text = Math.abs(s).toFixed(decimals);
  return `${Number(text) === 0 ? '' : sign(s)}${text} s`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2026-05-14` as `14 May 2026`; anything else as it stands. */
export function date(iso: string): string {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const month = m && MONTHS[Number(m[2]) - 1];
  return m && month ? `${Number(m[3])} ${month} ${m[1]}` : iso;
}

/** `2026-05-14` as `14 May`. */
export const dayAndMonth = (iso: string) => date(iso).replace(/ \d{4}$/, '');

/** A day after another, as `YYYY-MM-DD`. */
export function dayAfter(iso: string, days: number): string {
  const at = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return iso;
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** `nine`, `13`. */
export const numeral = (n: number) => NUMBERS[n] ?? String(n);

/** `one statement`, `13 statements`. */
export const count = (n: number, one: string, many = `${one}s`) => `${numeral(n)} ${n === 1 ? one : many}`;

export const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `a, b and c`. */
export const list = (items: string[]) =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;

/** `48,211 bytes`. */
export const bytes = (n: number) => `${String(n).replace(/\B(?=(\d{3})+$)/g, ',')} bytes`;

/** A digest in groups of four, so that two can be compared by eye. */
export const digest = (hex: string) => hex.replace(/(.{4})(?=.)/g, '$1 ');

const NBSP = '\u00a0';

/** `Cameras 1, 2 and 3`, `Camera 1 and Dispatch`: names that differ in a last number stand together, on one line;
 * of many the line may break. */
export function together(names: string[]): string {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const m = /^(.*\D) (\d+)$/.exec(name);
    const key = m?.[1] ?? name;
    groups.set(key, [...(groups.get(key) ?? []), ...(m?.[2] ? [m[2]] : [])]);
  }
  return list(
    [...groups].map(([key, numbers]) => {
      if (numbers.length === 0) return key;
      const sorted = numbers.sort((a, b) => Number(a) - Number(b));
      const text = `${key}${sorted.length > 1 ? 's' : ''} ${list(sorted)}`;
      return sorted.length > 6 ? text : text.replace(/ /g, NBSP);
    }),
  );
}
