// Who reviewed what of one recording: a line for each person, and words for each stretch that the same people reviewed.

import { list } from '../clock/format';
import type { Span, Track } from '../data/tracks';
import type { Reviewed } from '../generated/Reviewed';

export interface ReviewLine {
  id: string;
  by: string;
  row: number;
  from: number;
  to: number;
  kinds: string[];
}

export interface Stretch {
  at: Span;
  /** Longest first; none says that nobody reviewed anything. */
  words: string[];
}

const S = 1e-9;

export function linesOf(reviewed: Reviewed[], track: Track): ReviewLine[] {
  const mine = reviewed.filter((r) => r.source === track.id);
  const people = [...new Set(mine.map((r) => r.by))];
  return mine.flatMap((r) => {
    const at = track.placed ? r.incident_ns : r.local_ns;
    return at ? [{ id: r.id, row: people.indexOf(r.by), from: at[0] * S, to: at[1] * S, by: r.by, kinds: r.kinds }] : [];
  });
}

/** Stretches of `[from, to]` in which the same people reviewed, with words for each. */
export function stretches(lines: ReviewLine[], from: number, to: number): Stretch[] {
  const edges = [...new Set([from, to, ...lines.flatMap((l) => [l.from, l.to])])].filter((t) => t >= from && t <= to).sort((a, b) => a - b);
  const out: (Stretch & { who: string })[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [a, b] = [edges[i] as number, edges[i + 1] as number];
    const people = [...new Set(lines.filter((l) => l.from < b && l.to > a).map((l) => l.by))].sort();
    const who = people.join(' ');
    const last = out[out.length - 1];
    if (last && last.who === who) out[out.length - 1] = { ...last, at: [last.at[0], b] };
    else out.push({ at: [a, b], who, words: people.length === 0 ? ['not reviewed'] : [`reviewed by ${list(people)}`, list(people)] });
  }
  return out;
}
