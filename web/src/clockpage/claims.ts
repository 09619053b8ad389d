// Clocks that recordings claim, beside what the others of their group say. Pure.

import type { ClaimedClock } from '../generated/ClaimedClock';
import { around, type ZeroAxis } from './axis';
import { betweenSeconds } from './words';

export interface ClaimRow {
  claim: ClaimedClock;
  /** Seconds; null where nothing else speaks. */
  low: number | null;
  high: number | null;
  words: string;
  /** Beyond the drawing: an arrow stands at that side. */
  beyond: -1 | 0 | 1;
}
export interface ClaimsDrawn {
  rows: ClaimRow[];
  axis: ZeroAxis;
  disagree: ClaimedClock[];
}

/** What lies this many times further off than the rest, and a minute or more, is drawn as an arrow with its number. */
const FAR = 60;

export function claimsOf(claimed: ClaimedClock[]): ClaimsDrawn {
  const rows = claimed.map((claim): ClaimRow => {
    if (claim.off_ns === null) return { claim, low: null, high: null, words: 'nothing else to test it against', beyond: 0 };
    return { claim, low: (claim.off_ns - claim.off_bound_ns) / 1e9, high: (claim.off_ns + claim.off_bound_ns) / 1e9, words: betweenSeconds(claim.off_ns, claim.off_bound_ns), beyond: 0 };
  });
  const tested = rows.filter((r) => r.low !== null && r.high !== null) as (ClaimRow & { low: number; high: number })[];
  const reach = (r: { low: number; high: number }) => Math.max(Math.abs(r.low), Math.abs(r.high));
  const near = tested.filter((r) => r.claim.agrees !== false);
  const limit = Math.max(60, FAR * (near.length > 0 ? Math.max(...near.map(reach)) : 0.5));
  const shown = tested.filter((r) => reach(r) <= limit);
  for (const r of tested) if (reach(r) > limit) r.beyond = r.high > 0 ? 1 : -1;
  const axis = around(Math.min(-1, ...shown.map((r) => r.low)), Math.max(1, ...shown.map((r) => r.high)), 5);
  return { rows, axis, disagree: claimed.filter((c) => c.agrees === false) };
}
