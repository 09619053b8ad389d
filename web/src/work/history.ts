// Lines of the case's file put together by what they are about: one history for each mark, one stack for each thing
// that two people see differently. Pure.

import type { Contested } from '../generated/live/Contested';
import type { History } from '../generated/live/History';
import type { HistoryLine } from '../generated/live/HistoryLine';
import type { Event } from '../generated/Event';
import type { Review } from '../generated/Review';

export interface Thread {
  root: string;
  lines: HistoryLine[];
  /** Its newest line's number. */
  newest: number;
}

/** One thread for each root, the one that was added to last first; within it in the order of the file. */
export function threads(history: History): Thread[] {
  const by = new Map<string, HistoryLine[]>();
  for (const line of history.lines) {
    const root = line.root || line.id || `line-${line.number}`;
    by.set(root, [...(by.get(root) ?? []), line]);
  }
  return [...by]
    .map(([root, lines]) => ({ root, lines, newest: Math.max(...lines.map((l) => l.number)) }))
    .sort((a, b) => b.newest - a.newest);
}

/** Whether a line counts no longer. */
export const isOld = (line: HistoryLine) => ['superseded', 'undone', 'rejected'].includes(line.standing);

/** The words that a line itself carries, which `words` may tell with what it does. */
export function ownWords(line: HistoryLine): string {
  try {
    const raw = JSON.parse(line.raw) as { words?: unknown };
    return typeof raw.words === 'string' ? raw.words : '';
  } catch {
    return '';
  }
}

/** The last line of somebody's own that may be undone; asked again, the one before it, and not its undo. */
export const lastOfMine = (history: History, name: string) =>
  [...history.lines].reverse().find((l) => l.can_undo && l.by === name && l.do !== 'undo');

export interface Side {
  line: HistoryLine | null;
  by: string;
  at: string;
  head: string;
  words: string;
  event: Event | null;
}

export interface Disagreement {
  id: string;
  head: string;
  why: string;
  /** Where words stand, on the incident clock in seconds; null for marks, which play themselves. */
  at: number | null;
  sides: Side[];
}

/** Where people see one thing differently, side by side: marked and rejected; other words for one line of a
 * transcript; one event marked where the two intervals do not meet. */
export function disagreements(history: History, review: Review, ends: (e: Event) => string): Disagreement[] {
  const out: Disagreement[] = [];
  const about = (id: string) => history.lines.filter((l) => l.about === id && !isOld(l) && (l.do === 'confirm' || l.do === 'reject'));
  const sideOf = (l: HistoryLine): Side => ({ line: l, by: l.by, at: l.at, head: l.do === 'reject' ? 'Rejected' : ownWords(l) ? 'Heard' : 'Confirmed', words: ownWords(l), event: null });
  for (const e of review.events.filter((e) => e.standing === 'disputed'))
    out.push({
      id: e.id,
      head: e.kind_words,
      at: null,
      why: 'One person marked it and another rejects it: it may have happened and may not.',
      sides: [{ line: history.lines.find((l) => l.id === e.id) ?? null, by: e.by, at: e.at, head: ends(e), words: e.words, event: e }, ...about(e.id).filter((l) => l.by !== e.by).map(sideOf)],
    });
  for (const t of review.transcript.filter((t) => t.standing === 'disputed'))
    out.push({
      id: t.id,
      head: `“${t.original || t.text}”, as the transcript has it`,
      at: t.incident_ns ? t.incident_ns[0] * 1e-9 : null,
      why: 'Two people hear it differently. A sentence that needs these words is undetermined.',
      sides: about(t.id).map(sideOf),
    });
  const marks = review.events.filter((e) => e.standing === 'confirmed' && e.event !== '');
  marks.forEach((a, i) => {
    for (const b of marks.slice(i + 1))
      if (a.kind === b.kind && a.event === b.event && a.source === b.source && a.by !== b.by && (a.local_end_ns[1] < b.local_start_ns[0] || b.local_end_ns[1] < a.local_start_ns[0]))
        out.push({
          id: `${a.id}-${b.id}`,
          head: a.kind_words,
          at: null,
          why: 'The two intervals do not touch: they cannot both hold the same instant.',
          sides: [a, b].map((e) => ({ line: history.lines.find((l) => l.id === e.id) ?? null, by: e.by, at: e.at, head: ends(e), words: e.words, event: e })),
        });
  });
  return out.filter((d) => d.sides.length > 1);
}

/** What each choice would undo, in a conflict. */
export function choices(contested: Contested, history: History, name: string) {
  const lines = contested.lines.flatMap((id) => history.lines.find((l) => l.id === id) ?? []);
  return lines.map((line) => {
    const others = lines.filter((l) => l.id !== line.id);
    return { line, mine: line.by === name, undo: others, can: others.every((l) => l.can_undo) };
  });
}
