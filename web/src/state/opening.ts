// Where the page opens when its address names no moment: where the case begins to speak, with pictures in view. The
// start of the clock is often a stretch in which no camera records yet. Pure.

import type { Zero } from '../data/marks';
import type { Track } from '../data/tracks';

/** How long before the first event, so that a reader who presses play sees it come. */
const BEFORE_S = 2;

/** The first of these at which some recording has a picture: shortly before the event that the ruler counts from,
 * that event, the start of what the review covers, the start of the first picture. Without any picture, the first. */
export function opening(zero: Zero | null, scopeS: number, placed: Track[]): number {
  const pictures = placed.filter((t) => t.recording.shows === 'video');
  const first = pictures.length > 0 ? [Math.min(...pictures.map((t) => t.startS))] : [];
  const moments = [...(zero ? [zero.at[0] - BEFORE_S, zero.at[0]] : []), scopeS, ...first];
  return moments.find((m) => pictures.some((t) => t.startS <= m && m < t.endS)) ?? moments[0] ?? scopeS;
}
