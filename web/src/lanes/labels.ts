// Where the words of a silent span go: full text on a plate inside it if it fits, then the word, then the length,
// then beside it. Pure; the width of a text is measured by a function that is given.

import type { Measure } from './measure';

export interface LabelSpan {
  /** Left and right edge in pixels, within the lane. */
  a: number;
  b: number;
  word: string;
  length: string;
}

export interface Plate {
  text: string;
  /** Left edge and width of the plate. */
  x: number;
  width: number;
  inside: boolean;
}

const PAD = 7;
/** In less than this not even a length fits. */
const LEAST_ROOM = 26;

/** One plate, or none, for each span. `spans` are in order; `shortFirst` prefers the length (narrow lanes). */
export function plates(spans: LabelSpan[], laneWidth: number, measure: Measure, shortFirst = false): (Plate | null)[] {
  return spans.map((span, i) => {
    const room = span.b - span.a;
    if (shortFirst && room < LEAST_ROOM) return null;
    const full = span.word === span.length ? span.word : `${span.word}, ${span.length}`;
    const order = shortFirst ? [full, span.length] : [full, span.word, span.length];
    for (const text of order) {
      const width = measure(text) + 2 * PAD;
      if (width + 4 <= room) return { text, x: span.a + (room - width) / 2, width, inside: true };
    }
    if (shortFirst) return null;
    const width = measure(full) + 2 * 3;
    const right = spans[i + 1]?.a ?? laneWidth;
    const left = spans[i - 1]?.b ?? 0;
    if (span.b + 6 + width <= right) return { text: full, x: span.b + 4, width, inside: false };
    if (span.a - 6 - width >= left) return { text: full, x: span.a - 4 - width, width, inside: false };
    return null;
  });
}

export interface FlagInput {
  /** Left and right edge in pixels. */
  a: number;
  b: number;
  text: string;
}

export interface Flag extends FlagInput {
  row: number;
  /** Where the words start, and which way they run; null where there is no room for them. */
  textX: number | null;
  anchor: 'start' | 'end';
}

/** Rows and word places for flags in order of time, so that no words overlap where up to `rows` rows can avoid it. */
export function flags(items: FlagInput[], laneWidth: number, measure: Measure, rows = 2): Flag[] {
  const ends = new Array<number>(rows).fill(-1e9);
  return items.map((item, i) => {
    const width = measure(item.text) + 8;
    const nextA = (row: number) => (row === 0 && rows === 1 ? (items[i + 1]?.a ?? 1e9) : 1e9);
    for (let row = 0; row < rows; row++) {
      const end = ends[row] ?? -1e9;
      const fitsRight = item.b + 10 + width <= laneWidth && item.a >= end && item.b + 10 + width <= nextA(row);
      if (fitsRight) {
        ends[row] = item.b + 10 + width;
        return { ...item, row, textX: item.b + 11, anchor: 'start' as const };
      }
      const fitsLeft = item.a - 6 - width >= Math.max(end, 0);
      if (fitsLeft) {
        ends[row] = item.b + 10;
        return { ...item, row, textX: item.a - 6, anchor: 'end' as const };
      }
    }
    const row = ends.findIndex((end) => item.a >= end);
    const free = row < 0 ? 0 : row;
    ends[free] = Math.max(ends[free] ?? 0, item.b + 10);
    return { ...item, row: free, textX: null, anchor: 'start' as const };
  });
}

/** Flags in that many rows; where some have no room for their words, these stand in the last row, which has no words
 * that they could hide. */
export function crowded(items: FlagInput[], laneWidth: number, measure: Measure, rows: number): Flag[] {
  const all = flags(items, laneWidth, measure, rows);
  if (rows < 2 || all.every((f) => f.textX !== null)) return all;
  return flags(items, laneWidth, measure, rows - 1).map((f) => (f.textX === null ? { ...f, row: rows - 1 } : f));
}

/** Flags in as few rows as give every one its words, at most `most`. */
export function stacked(items: FlagInput[], laneWidth: number, measure: Measure, most: number): Flag[] {
  const best = crowded(items, laneWidth, measure, most);
  // Where the most rows are too few, fewer are.
  if (best.some((f) => f.textX === null)) return best;
  for (let rows = 1; rows < most; rows++) {
    const tried = flags(items, laneWidth, measure, rows);
    if (tried.every((f) => f.textX !== null)) return tried;
  }
  return best;
}
