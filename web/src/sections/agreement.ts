// How far two reviewers agree, as a table for each two. Pure.

import type { Agreement } from '../generated/Agreement';

/** Rows by pair of reviewers, in the order of the review. */
export function pairs(all: Agreement[]): { a: string; b: string; rows: Agreement[] }[] {
  const out: { a: string; b: string; rows: Agreement[] }[] = [];
  for (const row of all) {
    const pair = out.find((p) => p.a === row.a && p.b === row.b);
    if (pair) pair.rows.push(row);
    else out.push({ a: row.a, b: row.b, rows: [row] });
  }
  return out;
}

/** `0.86`, or words where there is none. */
export const share = (n: number | null, none: string) => (n === null ? none : n.toFixed(2).replace('-', '−'));
