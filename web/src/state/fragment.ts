// What is seen is in the address: a link restores the moment, the zoom, and whose sound is heard.
// One table says how each part is written and read back.

export interface Seen {
  /** Incident time in seconds. */
  t: number;
  from: number;
  to: number;
  hear: string;
  /** The enlarged recording. */
  large: string;
}

const seconds = (s: number) => s.toFixed(3).replace(/\.?0+$/, '');

export function write(seen: Seen, whole: { from: number; to: number }, first: string): string {
  const out = [`t=${seconds(seen.t)}`];
  if (seen.from > whole.from + 0.0005 || seen.to < whole.to - 0.0005) out.push(`from=${seconds(seen.from)}`, `to=${seconds(seen.to)}`);
  if (seen.hear !== 'auto') out.push(`hear=${encodeURIComponent(seen.hear)}`);
  if (seen.large !== first) out.push(`large=${encodeURIComponent(seen.large)}`);
  return `#${out.join('&')}`;
}

/** The parts that are there and make sense; a fragment that is the id of a section gives none. */
export function read(fragment: string): Partial<Seen> {
  const seen: Partial<Seen> = {};
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const [key, raw] = part.split('=', 2);
    if (!raw) continue;
    if (key === 't' || key === 'from' || key === 'to') {
      const n = Number(raw);
      if (Number.isFinite(n)) seen[key] = n;
    } else if (key === 'hear' || key === 'large') {
      try {
        seen[key] = decodeURIComponent(raw);
      } catch {
        // A link cut in the middle of an escape says nothing about this part.
      }
    }
  }
  return seen;
}
