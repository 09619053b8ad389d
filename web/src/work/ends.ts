// The two ends of a mark: earliest and latest of an instant, start and end of what lasts. Pure; in seconds on the
// recording's own clock, written as case files write them.

export interface Ends {
  a: number;
  b: number;
}
export type End = 'a' | 'b';

/** `1:24.60`, `1:02:03.045`: a time on a recording, to the millisecond, with two decimals at least. */
export function ownTime(s: number): string {
  const ms = Math.round(Math.abs(s) * 1000);
  const whole = Math.floor(ms / 1000);
  const pad = (n: number) => String(n).padStart(2, '0');
  const [h, m] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const fraction = String(ms % 1000).padStart(3, '0').replace(/0$/, '');
  return `${s < 0 && ms > 0 ? '-' : ''}${h > 0 ? `${h}:${pad(m)}` : m}:${pad(whole % 60)}.${fraction}`;
}

/** Reads what `ownTime` writes, with fewer or more decimals, and plain seconds; null where it is none of these. */
export function readOwnTime(text: string): number | null {
  const m = /^([-−]?)(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d*)?)\s*s?$/.exec(text.trim());
  if (!m) return null;
  const [, sign, h, min, sec] = m;
  const seconds = Number(sec);
  if ((min !== undefined && seconds >= 60) || (h !== undefined && Number(min) >= 60)) return null;
  return (sign ? -1 : 1) * (Number(h ?? 0) * 3600 + Number(min ?? 0) * 60 + seconds);
}

const milli = (s: number) => Math.round(s * 1000) / 1000;

/** One end somewhere else: on the recording, and not beyond the other end. */
export function moved(ends: Ends, end: End, to: number, from: number, until: number): Ends {
  const at = milli(Math.min(until, Math.max(from, to)));
  return end === 'a' ? { a: Math.min(at, ends.b), b: ends.b } : { a: ends.a, b: Math.max(at, ends.a) };
}

/** One end somewhere else, and the other with it where they would cross. */
export function pushed(ends: Ends, end: End, to: number, from: number, until: number): Ends {
  const at = milli(Math.min(until, Math.max(from, to)));
  return end === 'a' ? { a: at, b: Math.max(at, ends.b) } : { a: Math.min(at, ends.a), b: at };
}

/** One end so many pictures on; from the picture's own time where that is known. */
export function stepped(ends: Ends, end: End, pictures: number, pictureS: number, shownS: number | null, from: number, until: number): Ends {
  const at = ends[end];
  const base = shownS !== null && Math.abs(shownS - at) < pictureS * 1.01 ? shownS : at;
  return moved(ends, end, base + pictures * pictureS, from, until);
}

/** A stretch to draw round the ends, kept as it is for as long as both lie well inside it. */
export function window(ends: Ends, was: Ends | null, reach: number): Ends {
  const length = ends.b - ends.a;
  if (was) {
    const w = was.b - was.a;
    const edge = w * 0.06;
    if (ends.a > was.a + edge && ends.b < was.b - edge && length > w / 60) return was;
  }
  const half = Math.max(reach, length * 1.1);
  const middle = (ends.a + ends.b) / 2;
  return { a: middle - half, b: middle + half };
}
