// One silent span on a canvas: its class as a pattern, the certain part solid, the doubtful ends at a third of the
// strength. The twin of `lanes/SilentShape.svelte`, which draws the same where there are few.

import { isPatterned } from './patterns';
import type { Pen } from './pen';

const DOUBT = 0.35;
/** A lane lower than this has its edges drawn finer. */
const LOW = 20;
/** A span narrower than this has plain edges. */
const NARROW = 8;

/** `inner` and `outer` are edges in pixels: of the certain part, and of all that may be silent. */
export function drawSilence(pen: Pen, cls: string, inner: readonly [number, number], outer: readonly [number, number], y: number, height: number): void {
  const certain = inner[1] > inner[0];
  const a = certain ? inner[0] : outer[0];
  const b = certain ? inner[1] : outer[1];
  const width = Math.max(2, b - a);
  const patterned = isPatterned(cls);
  const ground = (x: number, w: number, share: number) => (patterned ? pen.fill(cls, x, y, w, height, share) : pen.rect(x, y, w, height, 'pat-bg', share));
  if (certain) {
    if (a > outer[0]) ground(outer[0], a - outer[0], DOUBT);
    if (outer[1] > b) ground(b, outer[1] - b, DOUBT);
  }
  const share = certain ? 1 : DOUBT;
  ground(a, width, share);
  // Too narrow for its edges to be told apart: the pattern and a line say that something is there.
  if (width < NARROW) {
    pen.rect(a, y, 1, height, cls === 'dropped' || cls === 'track_ends_early' ? 'ink' : 'pat', share);
    pen.rect(a + width - 1, y, 1, height, cls === 'dropped' ? 'ink' : 'pat', share);
    return;
  }
  const low = height < LOW;
  if (cls === 'digital_silence') pen.frame(a, y, width, height, 'pat', { share });
  else if (cls === 'pre_event') pen.lines('pat', [[a, y, a, y + height], [a + width, y, a + width, y + height]], { dash: [1.5, 2.5], share });
  else if (cls === 'dropped') pen.lines('ink', [torn(a, y, height, low), torn(a + width, y, height, low)], { width: low ? 1.2 : 1.6, share });
  else if (cls === 'track_ends_early') pen.line('ink', low ? [a, y, a, y + height] : [a, y - 4, a, y + height + 4], { width: low ? 3 : 4, share });
  else if (cls === 'low_level') {
    pen.line('pat', [a, y + height / 2, a + width, y + height / 2], { share });
    pen.frame(a, y, width, height, 'pat', { dash: [4, 3], share });
  } else if (!patterned) {
    pen.frame(a, y, width, height, 'pat', { dash: [4, 3], share });
    for (let x = a + 20; x < b - 4; x += 40) pen.text('?', x, y + height / 2 + 4, { anchor: 'middle' });
  }
}

/** A torn edge: what came before and after does not join. */
function torn(x: number, y: number, height: number, low: boolean): number[] {
  const [over, wide, step] = low ? [0, 2, 3] : [3, 3, 4];
  const points = [x, y - over];
  for (let at = y - over, i = 0; at < y + height + over - 1; at += step, i++) points.push(i % 2 ? x : x + wide, at + step);
  return points;
}
