// When a line was written, as a reader's own clock shows it. The file has it in UTC; the raw line stands beside it.

import { date } from '../clock/format';

const pad = (n: number) => String(n).padStart(2, '0');

/** `14:32:08`. */
export const clockOf = (at: Date) => `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;

/** `17 November 2026, 14:32:08`; today without the day; what cannot be read as it stands. */
export function when(rfc3339: string, now = new Date()): string {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  const today = at.toDateString() === now.toDateString();
  return today ? clockOf(at) : `${date(day)}, ${clockOf(at)}`;
}
