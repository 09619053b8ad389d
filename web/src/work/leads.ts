// What nobody has decided yet: marks that their maker was not sure of, unconfirmed words that a finding would rest on,
// and what a method found where a finding looks. Pure.

import { sentenceCase } from '../clock/format';
import { withoutArticle } from '../data/marks';
import type { Finding } from '../generated/Finding';
import type { Review } from '../generated/Review';

export interface Lead {
  /** The line's or mark's id; what a decision names. */
  id: string;
  is: 'mark' | 'said' | 'typed' | 'found';
  head: string;
  /** Who or what it comes from. */
  from: string;
  /** What was said or written there, or empty. */
  words: string;
  source: string;
  /** On its recording, in seconds; null for what is on none. */
  local: [number, number] | null;
  /** On the incident clock, in seconds; null where it is not on it. */
  at: [number, number] | null;
  /** Findings that name it as a lead. */
  bearsOn: string[];
  yes: string;
  no: string;
}

const S = 1e-9;
const span = (v: readonly [number, number]): [number, number] => [v[0] * S, v[1] * S];

export function leadsOf(review: Review): Lead[] {
  const bears = new Map<string, string[]>();
  const found = new Map<string, Finding['leads'][number]>();
  const name = (finding: Finding, words: string) => {
    for (const lead of finding.leads) {
      bears.set(lead.id, [...(bears.get(lead.id) ?? []), words]);
      found.set(lead.id, lead);
    }
  };
  for (const s of review.statements) name(s.finding, `“${s.quote}”`);
  for (const r of review.rules) name(r.finding, r.title || r.citation || r.id);
  const bearsOn = (id: string) => [...new Set(bears.get(id) ?? [])];

  const leads: Lead[] = [];
  for (const e of review.events) {
    found.delete(e.id);
    if (e.standing !== 'lead') continue;
    const kind = withoutArticle(e.kind_words);
    leads.push({
      id: e.id, is: 'mark', head: `${sentenceCase(kind)}, or something else?`, from: `Marked by ${e.by}, who was not sure`, words: e.words, source: e.source,
      local: [e.local_start_ns[0] * S, e.local_end_ns[1] * S], at: e.start_ns && e.end_ns && [e.start_ns[0] * S, e.end_ns[1] * S],
      bearsOn: bearsOn(e.id), yes: sentenceCase(e.kind_words), no: 'Something else, or nothing',
    });
  }
  for (const line of review.transcript) {
    const named = found.delete(line.id);
    if (!named || line.standing !== 'lead') continue;
    leads.push({
      id: line.id, is: 'said', head: 'Words that nobody has confirmed', from: `${line.speaker || 'Unclear who'}, as the transcript has it`, words: line.text, source: line.recording,
      local: span(line.local_ns), at: line.incident_ns && span(line.incident_ns),
      bearsOn: bearsOn(line.id), yes: `I hear “${shortened(line.text)}”`, no: 'I hear something else',
    });
  }
  for (const entry of review.log) {
    if (!found.delete(entry.id)) continue;
    leads.push({
      id: entry.id, is: 'typed', head: 'An entry that nobody has confirmed', from: `Typed at ${entry.typed}${entry.unit ? `, ${entry.unit}` : ''}`, words: entry.text, source: entry.source,
      local: null, at: entry.incident_ns && span(entry.incident_ns),
      bearsOn: bearsOn(entry.id), yes: 'It is so', no: 'It is not so',
    });
  }
  for (const lead of found.values())
    leads.push({
      id: lead.id, is: 'found', head: sentenceCase(lead.role), from: 'Found by a method', words: lead.says, source: lead.source,
      local: lead.local_ns && span(lead.local_ns), at: lead.incident_ns && span(lead.incident_ns), bearsOn: bearsOn(lead.id), yes: '', no: '',
    });
  return leads.sort((x, y) => (x.at?.[0] ?? 1e12) - (y.at?.[0] ?? 1e12));
}

/** The first words, so that a button stays a button. */
export function shortened(text: string, most = 5): string {
  const words = text.split(/\s+/).filter(Boolean);
  return words.length <= most ? words.join(' ').replace(/[.,;:]$/, '') : `${words.slice(0, most).join(' ').replace(/[.,;:]$/, '')} …`;
}
