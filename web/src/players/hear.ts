// Whose sound is heard. Automatic: stay with the recording that is heard for as long as it can be; when it falls
// silent, take the enlarged one, else the first in the page's order whose sound can be heard.

import { inside, type Track } from '../data/tracks';

/** `auto`, `none`, or a recording's id. */
export type Hear = string;

export function heardAt(tracks: readonly Track[], t: number, hear: Hear, large: string, was: string | null): string | null {
  if (hear === 'none') return null;
  if (hear !== 'auto') return hear;
  const can = (id: string | null) => tracks.some((k) => k.id === id && k.placed && inside(k.audible, t));
  if (can(large)) return large;
  if (was && can(was)) return was;
  const worn = tracks.filter((k) => k.recording.shows === 'video');
  return [...worn, ...tracks].find((k) => can(k.id))?.id ?? null;
}
