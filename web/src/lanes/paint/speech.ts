// Thousands of lines of speech: what lies closer than can be seen apart is one bar, so that no zoom draws more bars
// than there are pixels.

import type { Pen } from '../../draw/pen';
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

export function paintSpeech(pen: Pen, s: Scale, rows: readonly Row[], step: number): void {
  const high = Math.min(4, step - 1);
  rows.forEach((lines, row) => {
    const y = 6 + row * step;
    for (const b of barsOf(lines, s)) {
      if (!b.lead) pen.rect(b.x, y, b.width, high, 'measured');
      else if (b.width < DASHED_PX) pen.rect(b.x, y, b.width, high, 'measured', PALE);
      else pen.frame(b.x + 0.5, y + 0.5, b.width - 1, high - 1, 'measured', { dash: [2, 1.5] });
    }
  });
}
