// Marks and anchors: flags with words beside them.

import type { Pen } from '../../draw/pen';

/** A pointed flag from `a` to `b`, as wide as the time in which it can have begun. */
export function flag(pen: Pen, a: number, b: number, y: number, hollow: boolean): void {
  pen.shape('person', [a, y, b, y, b + 6, y + 7, b, y + 14, a, y + 14], hollow, hollow ? { dash: [3, 2] } : {});
}

/** A stretch: its certain part solid, its doubtful ends at a third. */
export function stretch(pen: Pen, a: number, b: number, inner: readonly [number, number], y: number, hollow: boolean): void {
  if (!hollow) pen.rect(a, y + 2, Math.max(3, b - a), 10, 'person', 0.35);
  if (inner[1] <= inner[0]) {
    if (hollow) pen.frame(a, y + 2, Math.max(3, b - a), 10, 'person', { dash: [3, 2] });
    return;
  }
  if (hollow) pen.frame(inner[0], y + 2, inner[1] - inner[0], 10, 'person', { dash: [3, 2] });
  else pen.rect(inner[0], y + 2, inner[1] - inner[0], 10, 'person');
}

/** Narrower than this, dashes cannot be told from a line: what is hollow is pale instead. */
export const DASHED_PX = 6;
export const PALE = 0.45;

/** An instant as a bar, as wide as its interval and never under two pixels; hollow where nobody confirmed it. */
export function bar(pen: Pen, x: number, y: number, width: number, height: number, lead: boolean): void {
  const w = Math.max(2, width);
  if (lead && w < DASHED_PX) pen.rect(x, y, w, height, 'person', PALE);
  else if (lead) pen.frame(x, y, w, height, 'person', { width: 1.3, dash: [2.5, 1.5] });
  else pen.rect(x, y, w, height, 'person');
}
