// How a finding is put into words on the page, from what the program says: one sentence that answers, the other
// reasons after it, and each thing once. Pure.

import type { Evidence } from '../generated/Evidence';
import type { Finding } from '../generated/Finding';

export interface Told {
  /** The answer; where the program has no other, the first reason. */
  lead: string;
  /** Reasons that the lead does not hold. */
  rest: string[];
  /** Margin and bound; the margin is said here alone. */
  margin: string;
}

const DECISIVE = ['supported', 'contradicted', 'met', 'not_met', 'exception_claimed', 'not_in_force'];

export function told(f: Finding, verdict: string): Told {
  const reasons = [...new Set(f.reasons)];
  // The margin has a line of its own, with its bound.
  let lead = f.margin === '' ? f.answer : f.answer.replace(`Margin: ${f.margin}.`, '');
  for (const r of reasons) lead = lead.replace(r, '');
  lead = lead.replace(/\s+/g, ' ').trim();
  const rest = lead === '' ? reasons.slice(1) : reasons;
  if (lead === '') lead = reasons[0] ?? f.answer;
  const bound = f.bound && (f.number_line !== null || DECISIVE.includes(verdict)) ? f.bound : '';
  const apart = f.margin !== '' && !says(lead, f.margin);
  const margin = apart ? `Margin: ${f.margin}${bound ? ` (${bound})` : ''}` : bound ? `Bounds: ${bound}` : '';
  return { lead, rest, margin };
}

/** Whether a sentence already gives this length or number, and not only its digits within another. */
function says(sentence: string, margin: string): boolean {
  const escaped = margin.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\d.])${escaped}(?!\\d|\\.\\d)`).test(sentence);
}

/** What several recordings show at one moment, in one role. */
export interface Proof {
  role: string;
  sources: string[];
  /** Where the page goes; null where it is on no clock. */
  at: number | null;
  /** On its own clock, where it is not on the common one; null for a document. */
  localS: number | null;
}

/** Moments nearer than this are one moment to a reader: all players go there anyway. */
const ONE_MOMENT_S = 0.35;

export function proofs(evidence: Evidence[]): Proof[] {
  const out: Proof[] = [];
  for (const e of evidence) {
    const at = e.incident_ns ? e.incident_ns[0] * 1e-9 : null;
    const same = out.find((p) => p.role === e.role && at !== null && p.at !== null && Math.abs(p.at - at) < ONE_MOMENT_S && !p.sources.includes(e.source));
    if (same && same.at !== null && at !== null) {
      same.sources.push(e.source);
      same.at = Math.min(same.at, at);
    } else out.push({ role: e.role, sources: [e.source], at, localS: e.local_ns ? e.local_ns[0] * 1e-9 : null });
  }
  // Roles in the order in which the program names them; within a role, in order of time.
  const roles = [...new Set(out.map((p) => p.role))];
  return out.sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || (a.at ?? 1e12) - (b.at ?? 1e12));
}

const ORDER = ['supported', 'met', 'contradicted', 'not_met', 'exception_claimed', 'undetermined', 'not_testable', 'not_in_force'];

/** How many of each verdict, in one order whatever the order of the findings. */
export function tally(items: { verdict: string; verdict_words: string }[]): { words: string; count: number }[] {
  const kinds = [...new Set(items.map((i) => i.verdict))].sort((a, b) => place(a) - place(b));
  return kinds.map((k) => ({ words: items.find((i) => i.verdict === k)?.verdict_words ?? k, count: items.filter((i) => i.verdict === k).length }));
}

const place = (verdict: string) => (ORDER.indexOf(verdict) + ORDER.length + 1) % (ORDER.length + 1);
