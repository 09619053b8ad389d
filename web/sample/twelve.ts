// Twelve players from the media of a report that is there: each recording again under other names and at other places
// on the clock, so that twelve files play at once.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Review } from '../src/generated/Review';

/** The review of the report in `folder` with `n` cameras, for a report that will lie in `to`. */
export function several(folder: string, to: string, n: number): Review {
  const text = readFileSync(join(folder, 'data/review.js'), 'utf8');
  const review = JSON.parse(text.slice(text.indexOf('=') + 1, text.lastIndexOf(';'))) as Review;
  const playing = review.recordings.filter((r) => r.media !== null && r.shows === 'video' && r.placement.placed && r.placement.group === review.clock.main_group);
  const recordings = Array.from({ length: n }, (_, i) => {
    const from = playing[i % playing.length];
    if (!from) throw new Error(`no recording in ${folder} can be played`);
    const round = Math.floor(i / playing.length);
    return {
      ...from,
      id: `camera-${i + 1}`,
      name: `Camera ${i + 1}`,
      media: relative(to, join(folder, from.media ?? '')),
      silences: from.silences.map((s) => ({ ...s, id: `camera-${i + 1}/${s.id}` })),
      placement: { ...from.placement, offset_ns: from.placement.offset_ns + round * 370_000_000 },
    };
  });
  return { ...review, recordings, events: [], reviewed: [], transcript: [], statements: [], rules: [], clock: { ...review.clock, pairs: [], cycles: [], anchors: [], claimed: [], claimed_ties: [], by_hand: [] } };
}
