// A number that a rule leaves to its user, beside published figures: as much of their texts as can be drawn on one
// line. What cannot be read as a number of one kind is listed and not drawn. Pure.

import type { Parameter } from '../generated/Parameter';

const S: Record<string, number> = { s: 1, sec: 1, second: 1, min: 60, minute: 60, h: 3600, hour: 3600, d: 86_400, day: 86_400, week: 604_800 };

interface Amount {
  /** `time` in seconds, `business days`, or the unit as written. */
  kind: string;
  low: number;
  high: number;
}

/** `5 min`, `5 to 8 min`, `10 business days`, `3`; null for words. */
export function amount(text: string): Amount | null {
  const m = /^(\d+(?:\.\d+)?)(?:\s*(?:to|-|–)\s*(\d+(?:\.\d+)?))?\s*([a-z ]*)$/i.exec(text.trim());
  if (!m) return null;
  const [low, high] = [Number(m[1]), Number(m[2] ?? m[1])];
  const unit = (m[3] ?? '').trim().toLowerCase();
  const seconds = S[unit] ?? S[unit.replace(/s$/, '')];
  const by = seconds ?? 1;
  return { kind: seconds ? 'time' : unit, low: low * by, high: high * by };
}

export interface Figure {
  text: string;
  who: string;
  /** Whether it is what this case sets, rather than published. */
  set: boolean;
  /** From and to, as shares of the line; null where nothing is drawn. */
  at: [number, number] | null;
}

/** The case's value first, then the published ones in their order. Drawn only if all are of one kind and near enough
 * that none is squeezed to nothing. */
export function figures(p: Parameter): Figure[] {
  const given = [
    ...(p.value ? [{ text: p.value, who: p.is_default ? 'the library’s default' : 'set by this case', set: true }] : []),
    ...p.published.map((f) => ({ text: f.value, who: f.who, set: false })),
  ];
  const amounts = given.map((g) => amount(g.text));
  const [first] = amounts;
  const most = Math.max(0, ...amounts.map((a) => a?.high ?? 0));
  const least = Math.min(...amounts.map((a) => a?.low ?? 0));
  const one = amounts.length > 1 && amounts.every((a) => a !== null && a.kind === first?.kind) && most > 0 && least > 0 && most / least <= 100;
  return given.map((g, i) => ({ ...g, at: one ? [(amounts[i]?.low ?? 0) / most, (amounts[i]?.high ?? 0) / most] : null }));
}
