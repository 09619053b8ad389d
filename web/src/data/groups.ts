// Recordings of one kind of device together, for when there are many. The kind is what the device is called without
// its number: "Body camera A-12" is a body camera.

import type { Track } from './tracks';

export interface Group {
  /** What its folding is remembered by. */
  key: string;
  /** "Body cameras, 4". */
  words: string;
  tracks: Track[];
  /** "1 without sound", or empty. */
  note: string;
}

/** How many lanes make a page dense: a map above, lanes of one line. */
export const MANY = 6;

export function kindOf(track: Track): string {
  const { device, wearer, shows } = track.recording;
  const words = device.split(/[,;(]/)[0]?.trim().split(/\s+/) ?? [];
  const number = words.findIndex((w) => /\d/.test(w));
  const stem = (number < 0 ? words : words.slice(0, number)).join(' ');
  if (stem) return stem;
  return shows !== 'video' ? 'Sound only' : wearer ? 'Worn camera' : 'Other camera';
}

const plural = (words: string, n: number) => (n === 1 || /s$|only$/i.test(words) ? words : `${words}s`);
const hasSound = (track: Track) => track.audible.length > 0;

/** Groups in the order of their first recordings; one of each kind makes none. */
export function groupsOf(tracks: Track[]): Group[] {
  const by = new Map<string, Track[]>();
  for (const track of tracks) by.set(kindOf(track), [...(by.get(kindOf(track)) ?? []), track]);
  return [...by].map(([kind, mine]) => {
    const without = mine.filter((t) => !hasSound(t)).length;
    return {
      key: kind.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      words: `${plural(kind, mine.length)}, ${mine.length}`,
      tracks: mine,
      note: without === 0 ? '' : without === mine.length ? 'without sound' : `${without} without sound`,
    };
  });
}
