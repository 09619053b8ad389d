// Figures of the clock as words: milliseconds where they are small, seconds where they are not. A half-width is
// rounded up, because a bound that is said must hold. Pure.

import { plusMinus, signedSeconds } from '../clock/format';

const MS = 1e-6;
const S = 1e-9;

/** One decimal below 10 ms, none above; no needless zero. */
const shown = (ms: number, round: (v: number) => number) => {
  const unit = ms < 9.95 ? 10 : 1;
  return String(round(ms * unit) / unit);
};

/** `+4 ms`, `−7.3 ms`, `0 ms`; from a second up `+2.40 s`. */
export function signedMs(ns: number): string {
  if (Math.abs(ns) >= 1e9) return signedSeconds(ns * S, 2);
  const text = shown(Math.abs(ns) * MS, Math.round);
  return `${text === '0' ? '' : ns < 0 ? '−' : '+'}${text} ms`;
}

/** `±12 ms`; from a second up `±1.3 s`. */
export function halfMs(ns: number): string {
  return Math.abs(ns) >= 1e9 ? plusMinus(ns * S) : `±${shown(Math.abs(ns) * MS, (v) => Math.ceil(v - 1e-6))} ms`;
}

/** `+4 ms ±12`: a value with its half-width; nothing after it where no half-width is known. */
export function withHalf(ns: number, halfNs: number | null): string {
  if (!halfNs) return signedMs(ns);
  const half = halfMs(halfNs);
  return `${signedMs(ns)} ${Math.abs(ns) < 1e9 ? half.replace(/ ms$/, '') : half}`;
}

/** A length without sign: `44 ms`, `1.3 s`; rounded up. */
export const lengthMs = (ns: number) => halfMs(ns).slice(1);

/** `+11 ppm`, `0 ppm`, of parts per billion; one decimal below 10. */
export function ppm(ppb: number): string {
  const text = shown(Math.abs(ppb) / 1000, Math.round);
  return `${text === '0' ? '' : ppb < 0 ? '−' : '+'}${text} ppm`;
}

/** `±8 ppm`, rounded up. */
export const halfPpm = (ppb: number) => `±${shown(Math.abs(ppb) / 1000, (v) => Math.ceil(v - 1e-6))} ppm`;

/** An interval of seconds around a value, rounded outward: `+46.9 to +47.4 s`; hours, where it is that much. */
export function betweenSeconds(ns: number, halfNs: number): string {
  const [low, high] = [ns - halfNs, ns + halfNs];
  if (Math.min(Math.abs(low), Math.abs(high)) >= 600e9) return `${longSpan(ns)} ${plusMinus(halfNs * S)}`;
  const decimals = halfNs < 0.1e9 ? 2 : 1;
  const unit = 10 ** decimals;
  const out = (v: number, round: (x: number) => number) => {
    const r = round(v * S * unit) / unit;
    return `${r < 0 ? '−' : r > 0 ? '+' : ''}${Math.abs(r).toFixed(decimals)}`;
  };
  return `${out(low, (x) => Math.floor(x + 1e-6))} to ${out(high, (x) => Math.ceil(x - 1e-6))} s`;
}

/** `+1 h 0 min 2.4 s`: much more than a minute. */
export function longSpan(ns: number): string {
  const tenths = Math.round(Math.abs(ns) / 1e8);
  const [h, m, s] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  return `${ns < 0 ? '−' : '+'}${h > 0 ? `${h} h ` : ''}${m} min ${s.toFixed(1)} s`;
}

/** `Camera 1, camera 2`: the second in small letters where its name is a common word with a number. */
export const pairName = (a: string, b: string) => `${a}, ${/^(Camera|Phone|Dispatch|Radio|Drone|Helicopter|Bystander)\b/.test(b) ? b.charAt(0).toLowerCase() + b.slice(1) : b}`;
