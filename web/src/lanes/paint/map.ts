// All of the incident in a strip: a bar for each recording, its silent spans, and what happened across all of them.

import type { Happening } from '../../data/marks';
import type { Track } from '../../data/tracks';
import type { Pen } from '../../draw/pen';
import { drawSilence } from '../../draw/silence';
import type { Scale } from '../view';
import { LEAST_PX } from './recording';

export function paintMap(pen: Pen, s: Scale, tracks: readonly Track[], crossing: readonly Happening[], aside: readonly Happening[], step: number, height: number): void {
  const high = Math.max(1.5, step - 2);
  tracks.forEach((track, i) => {
    const y = 4 + i * step;
    pen.rect(s.x(track.startS), y, Math.max(1, s.x(track.endS) - s.x(track.startS)), high, 'measured-wash');
    for (const g of track.silences) drawSilence(pen, g.silence.class, [s.x(g.inner[0]), s.x(g.inner[1])], [s.x(g.outer[0]), s.x(g.outer[1])], y, high);
  });
  for (const h of aside) pen.rect(s.x(h.at[0]), height - 6, Math.max(LEAST_PX, (h.at[1] - h.at[0]) * s.pxPerS), 4, 'person', 0.8);
  for (const h of crossing) pen.rect(s.x(h.at[0]), 1, Math.max(LEAST_PX, (h.at[1] - h.at[0]) * s.pxPerS), height - 2, 'ink', h.lead ? 0.4 : 1);
}
