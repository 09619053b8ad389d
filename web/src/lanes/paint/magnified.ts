// A burst, enlarged under its lane: one row for each recording, each mark as wide as it is known.

import type { Burst } from '../../data/marks';
import type { Pen } from '../../draw/pen';
import type { Measure } from '../measure';
import type { Scale } from '../view';
import { bar } from './flags';

export interface Magnified {
  height: number;
  /** Where it lies in the lane: the burst's own edges, and the box below. */
  from: readonly [number, number];
  box: readonly [number, number];
  rows: { name: string; y: number; bars: { x: number; width: number; lead: boolean }[] }[];
  numbers: { x: number; text: string }[];
  notes: { x: number; words: string[] } | null;
  named: boolean;
}

interface Context {
  narrow: boolean;
  measure: Measure;
  nameOf: (id: string) => string;
  numberOf: (id: string) => number;
  notes: string[];
}

const ROW = 18;
const TOP = 58;

export function magnified(burst: Burst, s: Scale, { narrow, measure, nameOf, numberOf, notes }: Context): Magnified {
  const room = (burst.to - burst.from) * 0.12 + 0.05;
  const [from, to] = [burst.from - room, burst.to + room];
  const width = narrow ? s.width - 8 : Math.min(s.width * 0.86, 560);
  const left = Math.min(Math.max(4, s.x((burst.from + burst.to) / 2) - width * 0.4), s.width - width - 4);
  const inset = narrow ? 0 : Math.max(...burst.sources.map((id) => measure(nameOf(id)))) + 18;
  const X = (t: number) => left + inset + ((t - from) / (to - from)) * (width - inset);
  const numbers: { x: number; text: string }[] = [];
  for (const h of burst.happenings) {
    // Numbers that would touch are pushed apart.
    const last = numbers[numbers.length - 1];
    numbers.push({ x: Math.max(last ? last.x + 10 : -Infinity, X((h.at[0] + h.at[1]) / 2)), text: String(numberOf(h.id)) });
  }
  const aside = s.width - left - width > 236 ? left + width + 10 : left > 240 ? left - 236 : null;
  return {
    height: TOP + burst.sources.length * ROW + 10,
    from: [s.x(from), s.x(to)],
    box: [left, left + width],
    named: !narrow,
    numbers,
    notes: !narrow && s.width > 900 && aside !== null ? { x: aside, words: notes } : null,
    rows: burst.sources.map((id, r) => ({
      name: nameOf(id),
      y: TOP + r * ROW,
      bars: burst.happenings.flatMap((h) =>
        h.marks.filter((m) => m.event.source === id).flatMap((m) => (m.start ? [{ x: X(m.start[0]), width: Math.max(3, X(m.start[1]) - X(m.start[0])), lead: m.lead }] : [])),
      ),
    })),
  };
}

export function paintMagnified(pen: Pen, m: Magnified): void {
  const [a, b] = m.box;
  const foot = m.height - 6;
  const outline = [m.from[0], 24, a, 36, a, foot, b, foot, b, 36, m.from[1], 24, m.from[0], 24];
  pen.shape('paper', outline, false);
  pen.line('rule-2', outline);
  for (const row of m.rows) {
    pen.line('rule', [a + 4, row.y + 12.5, b - 4, row.y + 12.5]);
    if (m.named) pen.text(row.name, a + 6, row.y + 10, { ink: 'ink-2' });
    for (const k of row.bars) bar(pen, k.x, row.y, k.width, 12, k.lead);
  }
  for (const n of m.numbers) pen.text(n.text, n.x, 52, { anchor: 'middle' });
  m.notes?.words.forEach((words, i) => pen.text(words, m.notes?.x ?? 0, 52 + i * 15, { ink: i ? 'ink-2' : 'ink' }));
}
