// Lines that somebody saved and that the server has not said are on the disk. They are kept here, in the browser, and
// sent again with the same word (`once`), so that a line whose answer was lost is not written twice. One entry for each
// line: two windows of one browser do not overwrite each other's.

import type { NewLine } from '../generated/live/NewLine';
import type { NewStatement } from '../generated/live/NewStatement';

export type Kept = { to: 'lines'; body: NewLine } | { to: 'statements'; body: NewStatement };

export type Waiting = Kept & {
  once: string;
  /** What it says, for people. */
  words: string;
  /** Who saved it: it is never sent in another person's name. */
  by: string;
  /** When it was saved here, milliseconds of Unix time. */
  since: number;
};

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = (caseName: string) => `unmuted-waiting:${caseName}:`;

export function keep(shelf: Shelf | null, caseName: string, item: Waiting): void {
  try {
    shelf?.setItem(prefix(caseName) + item.once, JSON.stringify(item));
  } catch {
    // A full or forbidden shelf: the line is still kept for as long as the page is open.
  }
}

export function drop(shelf: Shelf | null, caseName: string, once: string): void {
  try {
    shelf?.removeItem(prefix(caseName) + once);
  } catch {
    // As above.
  }
}

/** What an earlier visit left, oldest first. */
export function kept(shelf: Shelf | null, caseName: string): Waiting[] {
  const out: Waiting[] = [];
  if (!shelf) return out;
  for (let i = 0; i < shelf.length; i++) {
    const key = shelf.key(i);
    if (!key?.startsWith(prefix(caseName))) continue;
    try {
      const item = JSON.parse(shelf.getItem(key) ?? '') as Waiting;
      if (item.once && item.body && (item.to === 'lines' || item.to === 'statements')) out.push(item);
    } catch {
      // Not one of ours.
    }
  }
  return out.sort((a, b) => a.since - b.since);
}

/** A word that no other line has. */
export function onceWord(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/** The browser's own shelf, where there is one. */
export function shelf(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
