// What followed, in words: done after so many days, or open for so many. Overdue is said only where a limit stands
// with its source.

import { count } from '../clock/format';
import type { Outcome } from '../generated/Outcome';

const days = (n: number) => (n === 1 ? '1 day' : `${n} days`);

export const state = (o: Outcome) => (o.date === null ? `open for ${days(o.days)}` : `done after ${days(o.days)}`);

/** The limit, and whether it is past. */
export function limit(o: Outcome, named = true): string {
  if (o.limit_days === null) return 'no limit set';
  const past = o.days - o.limit_days;
  const words = `limit ${days(o.limit_days)}`;
  const source = named && o.limit_source ? ` (${o.limit_source})` : '';
  if (past <= 0) return `${words}${source}`;
  return o.limit_source ? `${words}${source}; ${count(past, 'day')} past it` : words;
}
