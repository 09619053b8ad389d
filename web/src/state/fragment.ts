// What is seen is in the address: a link restores the moment, the zoom, whose sound is heard, which recordings are
// shown, what is played again and again. One table says how each part is written and read back.

export type Grouping = 'device' | 'none';

export interface Seen {
  /** Incident time in seconds. */
  t: number;
  from: number;
  to: number;
  hear: string;
  /** The enlarged recording. */
  large: string;
  /** Recordings that are hidden. */
  hide?: string[] | undefined;
  /** The stretch that is played again and again. */
  loop?: readonly [number, number] | undefined;
  /** It is set, and switched off. */
  once?: boolean;
  speed?: number;
  /** How many lanes are grouped, and which groups are folded. */
  group?: Grouping;
  fold?: string[] | undefined;
}

export const SPEEDS = [0.25, 0.5, 1, 2, 4];

const seconds = (s: number) => s.toFixed(3).replace(/\.?0+$/, '');
const names = (list: string[]) => list.map(encodeURIComponent).join(',');

export function write(seen: Seen, whole: { from: number; to: number }, first: string): string {
  const out = [`t=${seconds(seen.t)}`];
  if (seen.from > whole.from + 0.0005 || seen.to < whole.to - 0.0005) out.push(`from=${seconds(seen.from)}`, `to=${seconds(seen.to)}`);
  if (seen.hear !== 'auto') out.push(`hear=${encodeURIComponent(seen.hear)}`);
  if (seen.large !== first) out.push(`large=${encodeURIComponent(seen.large)}`);
  if (seen.hide?.length) out.push(`hide=${names(seen.hide)}`);
  if (seen.loop) out.push(`loop=${seconds(seen.loop[0])},${seconds(seen.loop[1])}`, ...(seen.once ? ['once=1'] : []));
  if (seen.speed !== undefined && seen.speed !== 1) out.push(`speed=${seen.speed}`);
  if (seen.group === 'none') out.push('group=none');
  if (seen.fold?.length) out.push(`fold=${names(seen.fold)}`);
  return `#${out.join('&')}`;
}

type Reader = (raw: string) => Partial<Seen>;
const list = (raw: string) => raw.split(',').map(decodeURIComponent).filter(Boolean);
const READERS: Record<string, Reader> = {
  t: (raw) => number('t', raw),
  from: (raw) => number('from', raw),
  to: (raw) => number('to', raw),
  hear: (raw) => ({ hear: decodeURIComponent(raw) }),
  large: (raw) => ({ large: decodeURIComponent(raw) }),
  hide: (raw) => ({ hide: list(raw) }),
  loop: (raw) => {
    const [a, b] = raw.split(',').map(Number);
    return a !== undefined && b !== undefined && Number.isFinite(a) && b > a ? { loop: [a, b] } : {};
  },
  once: () => ({ once: true }),
  speed: (raw) => (SPEEDS.includes(Number(raw)) ? { speed: Number(raw) } : {}),
  group: (raw) => (raw === 'none' || raw === 'device' ? { group: raw } : {}),
  fold: (raw) => ({ fold: list(raw) }),
};
const number = (key: 't' | 'from' | 'to', raw: string): Partial<Seen> => (Number.isFinite(Number(raw)) ? { [key]: Number(raw) } : {});

/** The parts that are there and make sense; a fragment that is the id of a section gives none. */
export function read(fragment: string): Partial<Seen> {
  let seen: Partial<Seen> = {};
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const [key, raw] = part.split('=', 2);
    if (!key || !raw || !Object.hasOwn(READERS, key)) continue;
    try {
      seen = { ...seen, ...READERS[key]?.(raw) };
    } catch {
      // A link cut in the middle of an escape says nothing about this part.
    }
  }
  return seen;
}
