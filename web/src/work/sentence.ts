// What taking a completion makes of a sentence, and where the mark under a wrong word stands. Pure; places are in
// UTF-16 units, as the server's are.

import type { Completion } from '../generated/live/Completion';
import type { WordError } from '../generated/live/WordError';

export interface Typed {
  sentence: string;
  cursor: number;
}

/** The completion in its place, with a space after it where none follows, and the cursor behind that. */
export function taken(sentence: string, c: Completion): Typed {
  const before = sentence.slice(0, c.from);
  const after = sentence.slice(c.to);
  const join = before !== '' && !/[\s("/]$/.test(before) && c.from === c.to ? ' ' : '';
  const space = after.startsWith(' ') ? '' : ' ';
  const head = `${before}${join}${c.word}`;
  return { sentence: `${head}${space}${after}`, cursor: head.length + 1 };
}

/** The sentence in three: before the wrong word, the word, and nothing more. At the end a mark has a width too. */
export function under(sentence: string, error: WordError | null): [string, string] | null {
  if (!error) return null;
  const word = sentence.slice(error.from, error.to);
  return [sentence.slice(0, error.from), word === '' ? '\u00a0\u00a0' : word];
}
