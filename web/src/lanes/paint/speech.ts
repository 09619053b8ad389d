// Thousands of lines of speech: what lies closer than can be seen apart is one bar, so that no zoom draws more bars
// than there are pixels.

import { pixel } from '../../draw/inks';
import type { Pen } from '../../draw/pen';
import { blank } from '../raster';
import type { Scale } from '../view';
import { DASHED_PX, PALE } from './flags';

export interface Spoken {
  from: number;
  to: number;
  /** Nobody has confirmed it. */
  lead: boolean;
}

export interface Bar {
  x: number;
  width: number;
  lead: boolean;
}

/** Narrower than this, hollow and filled look the same. */
const LEAST = 2;
/** Where the first row begins, in pixels. */
const TOP = 6;

/** One recording's lines in order of their starts, and the length of the longest. */
export interface Row {
  lines: readonly Spoken[];
  longest: number;
}

export const rowOf = (lines: Spoken[]): Row => ({ lines: [...lines].sort((a, b) => a.from - b.from), longest: Math.max(0, ...lines.map((l) => l.to - l.from)) });

/** Bars for what is in view. */
export function barsOf({ lines, longest }: Row, s: Scale): Bar[] {
  const out: Bar[] = [];
  let last: Bar | undefined;
  for (let i = firstFrom(lines, s.view.from - longest); i < lines.length; i++) {
    const l = lines[i];
    if (!l || l.from > s.view.to) break;
    if (l.to < s.view.from) continue;
    const x = s.x(l.from);
    const width = Math.max(LEAST, (l.to - l.from) * s.pxPerS);
    if (last && last.lead === l.lead && x - (last.x + last.width) < 1) last.width = Math.max(last.width, x + width - last.x);
    else {
      last = { x, width, lead: l.lead };
      out.push(last);
    }
  }
  return out;
}

/** The first that starts at `t` or later. */
function firstFrom(lines: readonly Spoken[], t: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.from ?? Infinity) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bars as pixels, because there may be as many as columns; what is wide enough to be hollow is an outline. */
export function paintSpeech(pen: Pen, s: Scale, rows: readonly Row[], step: number): void {
  const { fine } = pen;
  const high = Math.min(4, step - 1);
  const [width, height] = [Math.ceil(s.width * fine), Math.ceil((TOP + rows.length * step) * fine)];
  const image = blank(width, height);
  const out = new Uint32Array(image.data.buffer);
  const [sure, pale] = [pixel(pen.inks.measured), pixel(pen.inks.measured, PALE)];
  const hollow: { x: number; y: number; width: number }[] = [];
  rows.forEach((row, r) => {
    const y = TOP + r * step;
    const [top, foot] = [Math.round(y * fine), Math.round((y + high) * fine)];
    for (const b of barsOf(row, s)) {
      if (b.lead && b.width >= DASHED_PX) {
        hollow.push({ x: b.x, y, width: b.width });
        continue;
      }
      const [from, to] = [Math.max(0, Math.round(b.x * fine)), Math.min(width, Math.round((b.x + b.width) * fine))];
      for (let at = top; at < foot; at++) out.fill(b.lead ? pale : sure, at * width + from, at * width + Math.max(from, to));
    }
  });
  pen.g.putImageData(image, 0, 0);
  for (const h of hollow) pen.frame(h.x + 0.5, h.y + 0.5, h.width - 1, high - 1, 'measured', { dash: [2, 1.5] });
}
