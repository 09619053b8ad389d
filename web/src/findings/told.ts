// How a finding is put into words on the page, from what the program says: one sentence that answers, the other
// reasons after it, and each thing once. Pure.

import { list } from '../clock/format';
import type { Evidence } from '../generated/Evidence';
import type { Finding } from '../generated/Finding';
import type { Rule } from '../generated/Rule';
import type { Tested } from '../generated/Tested';

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

/** What several recordings show at one moment, in one role; or what one document says. */
export interface Proof {
  /** The first one's id. */
  id: string;
  role: string;
  sources: string[];
  /** What a document says, and on which page. */
  says: string;
  page: string;
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
    const same = out.find(
      (p) => p.role === e.role && p.says === e.says && at !== null && p.at !== null && Math.abs(p.at - at) < ONE_MOMENT_S && !p.sources.includes(e.source),
    );
    if (same && same.at !== null && at !== null) {
      same.sources.push(e.source);
      same.at = Math.min(same.at, at);
    } else out.push({ id: e.id, role: e.role, sources: [e.source], says: e.says, page: e.page, at, localS: e.local_ns ? e.local_ns[0] * 1e-9 : null });
  }
  // Roles in the order in which the program names them; within a role, in order of time.
  const roles = [...new Set(out.map((p) => p.role))];
  return out.sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role) || (a.at ?? 1e12) - (b.at ?? 1e12));
}

/** Each source with its digest, once; a source that is not held has none. */
export function digests(evidence: Evidence[]): { source: string; sha256: string }[] {
  const held = evidence.filter((e) => e.sha256);
  return [...new Map(held.map((e) => [e.source, e.sha256]))].map(([source, sha256]) => ({ source, sha256 }));
}

/** The verdict's word; where it is known by how much the answer is missed, with that: "Undetermined by 0.4 s". */
export const verdictWords = (verdict: string, words: string, by: string) => (verdict === 'undetermined' && by ? `${words} by ${by}` : words);

/** Of rules that were not in force, how each would stand as if it had been; without those for which that was not
 * asked. */
export const asIf = (rules: Pick<Rule, 'as_if_verdict' | 'as_if_words'>[]) =>
  rules.filter((r) => r.as_if_verdict).map((r) => ({ verdict: r.as_if_verdict, verdict_words: r.as_if_words }));

/** How statements and rules were tested, where that was not the default: each a sentence. */
export function testedWords(t: Tested): string[] {
  return [
    t.as_if
      ? 'Rules that were not in force on the day were also run as if they had been. Each such result is labelled “as if in force”; the verdict stays “not in force”, and the rule bound nobody.'
      : '',
    t.by.length > 0 ? `Only what ${list(t.by)} marked and reviewed was used; the marks of others were set aside.` : '',
    t.confirmed_only ? 'Only confirmed material was used; what is unconfirmed or disputed was set aside.' : '',
  ].filter(Boolean);
}

const ORDER = ['supported', 'met', 'contradicted', 'not_met', 'exception_claimed', 'undetermined', 'not_testable', 'not_in_force'];

/** How many of each verdict, in one order whatever the order of the findings. */
export function tally(items: { verdict: string; verdict_words: string }[]): { words: string; count: number }[] {
  const kinds = [...new Set(items.map((i) => i.verdict))].sort((a, b) => place(a) - place(b));
  return kinds.map((k) => ({ words: items.find((i) => i.verdict === k)?.verdict_words ?? k, count: items.filter((i) => i.verdict === k).length }));
}

const place = (verdict: string) => (ORDER.indexOf(verdict) + ORDER.length + 1) % (ORDER.length + 1);
