// Twelve invented recordings over two hours, to measure the page with and to look at: no media, waveforms in the
// program's own form (`crates/unmuted-media/src/listen/waveform.rs`), hundreds of marks, silent spans, thousands of
// lines. The same numbers every time. Everything in it is fictional.

import type { Event } from '../src/generated/Event';
import type { Recording } from '../src/generated/Recording';
import type { Review } from '../src/generated/Review';
import type { Silence } from '../src/generated/Silence';
import type { TranscriptLine } from '../src/generated/TranscriptLine';
import type { WaveformFile } from '../src/generated/WaveformFile';
import { empty, ns, span, told } from '../tests/documents';

export const LENGTH_S = 7200;
const BINS = 100;
/** Metres that sound travels in a second. */
const SOUND = 343;

interface Made {
  id: string;
  name: string;
  device: string;
  shows: 'video' | 'audio';
  /** When it runs, and where it has no sound, on the incident clock. */
  runs: [number, number];
  silent: [string, number, number][];
  loud: number;
  /** Metres from where the shots are. */
  metres: number;
  /** Radio: quiet but for transmissions. */
  radio?: boolean;
}

const WORDS: Record<string, string> = { pre_event: 'pre-event buffer', digital_silence: 'digital silence', dropped: 'dropped', track_absent: 'no audio track', track_ends_early: 'track ends early', low_level: 'low level, cause unknown' };
const whole: [number, number] = [0, LENGTH_S];
const RECORDINGS: Made[] = [
  { id: 'body-12-1', name: 'Body 12-1', device: 'Body camera A-121', shows: 'video', runs: [2380, 5210], silent: [['pre_event', 2380, 2410], ['digital_silence', 3542, 4388]], loud: 0.5, metres: 6 },
  { id: 'body-12-2', name: 'Body 12-2', device: 'Body camera A-122', shows: 'video', runs: [2420, 5180], silent: [['pre_event', 2420, 2450], ['dropped', 3300, 3321], ['digital_silence', 3561, 4120]], loud: 0.5, metres: 11 },
  { id: 'body-14-1', name: 'Body 14-1', device: 'Body camera A-141', shows: 'video', runs: [2950, 6010], silent: [['pre_event', 2950, 2980], ['digital_silence', 3590, 4302]], loud: 0.42, metres: 38 },
  { id: 'body-14-2', name: 'Body 14-2', device: 'Body camera A-142', shows: 'video', runs: [3222, 5990], silent: [['pre_event', 3222, 3252]], loud: 0.42, metres: 52 },
  { id: 'car-12', name: 'Car 12, front', device: 'Car camera 12', shows: 'video', runs: [2310, 5400], silent: [], loud: 0.2, metres: 90 },
  { id: 'car-14', name: 'Car 14, front', device: 'Car camera 14', shows: 'video', runs: [2900, 6200], silent: [['digital_silence', 4020, 4200]], loud: 0.2, metres: 110 },
  { id: 'car-14-rear', name: 'Car 14, rear', device: 'Car camera 14', shows: 'video', runs: [2900, 6200], silent: [['track_absent', 2900, 6200]], loud: 0, metres: 110 },
  { id: 'gate', name: 'Gate', device: 'Fixed camera 3', shows: 'video', runs: whole, silent: [], loud: 0.14, metres: 150 },
  { id: 'yard', name: 'Yard, north', device: 'Fixed camera 4', shows: 'video', runs: whole, silent: [['track_absent', 0, LENGTH_S]], loud: 0, metres: 160 },
  { id: 'phone-a', name: 'Phone A', device: 'Phone', shows: 'video', runs: [3090, 3720], silent: [['low_level', 3340, 3402]], loud: 0.55, metres: 28 },
  { id: 'phone-b', name: 'Phone B', device: 'Phone', shows: 'video', runs: [3455, 4010], silent: [], loud: 0.5, metres: 74 },
  { id: 'dispatch', name: 'Dispatch 1', device: 'Logging recorder, channel 1', shows: 'audio', runs: whole, silent: [], loud: 0.1, metres: 0, radio: true },
];
/** Nine close together, one alone. */
const SHOTS = [3150.4, 3150.9, 3151.3, 3151.8, 3152.9, 3153.5, 3154.8, 3155.2, 3156.6, 3461.42];

/** Numbers between 0 and 1 that are the same every time. */
function chance(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let x = Math.imul(s ^ (s >>> 15), 1 | s);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** As much as a long night brings, for measuring: every recording runs all the time and has many silent spans. */
export interface Size {
  full: boolean;
  /** Silent spans on each recording, and how many marks and transcript lines there are; as many log entries as marks. */
  silences: number;
  marks: number;
  lines: number;
  /** What a recording plays, or null. */
  media: (id: string) => string | null;
}
export const PLAIN: Size = { full: false, silences: 0, marks: 40, lines: 300, media: () => null };
export const MUCH: Size = { full: true, silences: 12, marks: 400, lines: 3000, media: () => null };

function made(size: Size): Made[] {
  if (!size.full) return RECORDINGS;
  const kinds = ['digital_silence', 'dropped', 'low_level', 'digital_silence'];
  return RECORDINGS.map((r, i) => {
    const any = chance(i + 40);
    const silent = Array.from({ length: size.silences }, (_, k): [string, number, number] => {
      const from = ((k + 0.1 + 0.5 * any()) * LENGTH_S) / size.silences;
      return [kinds[k % kinds.length] ?? 'dropped', from, from + 3 + any() * 90];
    });
    return { ...r, runs: whole, loud: r.loud || 0.2, silent };
  });
}

export function twoHours(size: Size): Review {
  const all = made(size);
  const any = chance(7);
  const recordings: Recording[] = all.map((r) => {
    const start = r.runs[0];
    const silences: Silence[] = r.silent.map(([cls, a, b], k) => ({
      id: `${r.id}/silence-${k + 1}`, class: cls, words: WORDS[cls] ?? cls, start_ns: span(a - start, a - start + 0.02), end_ns: span(b - start - 0.02, b - start), method: 'packets', evidence: 'invented', possible_causes: ['a device fault'], cause: '', device_log: [],
    }));
    const media = size.media(r.id);
    const base = told(r.id, r.name, start, r.runs[1] - start, silences, { shows: r.shows, device: r.device, wearer: r.device.startsWith('Body') ? `officer-${r.id.slice(5)}` : '', media, media_words: 'MP4, H.264 640x360, AAC-LC 16 kHz mono', sha256: '0'.repeat(64), size: 1, file: `${r.id}.mp4` });
    return { ...base, placement: { ...base.placement, words: r.radio ? 'reference' : '±0.03 s', estimator_bound_ns: ns(0.006), travel_bound_ns: r.radio ? 0 : ns(0.004) } };
  });
  const hearing = all.filter((r) => r.loud > 0 && !r.radio);
  const hears = (r: Made, t: number) => r.runs[0] <= t && t < r.runs[1] && !r.silent.some(([, a, b]) => a <= t && t < b);
  const events: Event[] = [];
  const mark = (kind: string, words: string, on: Made, at: number, wide: number, event: string, over: Partial<Event> = {}): void => {
    const local = at - on.runs[0];
    events.push({
      id: `m${events.length + 1}`, kind, kind_words: words, source: on.id, standing: 'confirmed', by: events.length % 3 ? 'reviewer-a' : 'reviewer-b', at: '2026-11-17T10:00:00Z', subject: '', words: '', event,
      local_start_ns: span(local, local + wide), local_end_ns: span(local, local + wide), start_ns: span(at, at + wide), end_ns: span(at, at + wide), ...over,
    });
  };
  SHOTS.forEach((t, i) => hearing.forEach((r) => {
    const at = t + r.metres / SOUND;
    if (hears(r, at)) mark('shot', 'a shot', r, at, 0.012 + 0.0001 * r.metres, `shot-${i + 1}`, i === 7 ? { standing: 'lead' } : {});
  }));
  const sorts = [['order.given', 'an order given'], ['aid.requested', 'aid requested'], ['unit.arrives', 'a unit arrives'], ['activity.ended', 'activity ended']] as const;
  for (let i = 0; i < size.marks; i++) {
    const [kind, words] = sorts[i % sorts.length] ?? sorts[0];
    const on = all[Math.floor(any() * all.length)] ?? all[0];
    const at = (on?.runs[0] ?? 0) + any() * ((on?.runs[1] ?? 1) - (on?.runs[0] ?? 0) - 20);
    if (on) mark(kind, words, on, at, 0.2 + any(), '', { standing: i % 9 === 4 ? 'lead' : 'confirmed' });
  }
  const transcript: TranscriptLine[] = Array.from({ length: size.lines }, (_, i) => {
    const on = all[i % all.length] ?? all[0];
    const [from, to] = on?.runs ?? whole;
    const at = from + ((i + any()) / size.lines) * (to - from - 4);
    const local: [number, number] = span(at - from, at - from + 1 + 2 * any());
    return {
      id: `transcript-1#${i + 1}`, source: 'words', recording: on?.id ?? '', speaker: `Speaker ${(i % 7) + 1}`, text: `Line ${i + 1} of what is said, as long as such a line is when somebody speaks on the radio.`, original: '', standing: i % 4 ? 'confirmed' : 'lead', by: i % 4 ? ['reviewer-a'] : [],
      local_ns: local, incident_ns: [local[0] + ns(from), local[1] + ns(from)],
    } as TranscriptLine;
  });
  const log = Array.from({ length: size.marks }, (_, i) => {
    const at = 20 + ((i + any() * 0.8) / size.marks) * (LENGTH_S - 80);
    const minute = Math.floor(at / 60);
    const typed = `${String(20 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const exact = i % 3 !== 0;
    return { id: `log#${i + 1}`, source: 'log', typed: exact ? `${typed}:${String(Math.floor(at % 60)).padStart(2, '0')}` : typed, unit: `${12 + (i % 3)}`, text: `Entry ${i + 1}: unit at the gate`, incident_ns: exact ? span(Math.floor(at), Math.floor(at) + 1) : span(minute * 60, minute * 60 + 60) };
  });
  const reviewed = all.flatMap((r, i) =>
    (['reviewer-a', 'reviewer-b'] as const).flatMap((by, k) => {
      if (k === 1 && i % 3 === 2) return [];
      const [a, b] = [r.runs[0] + 100 * i + k * 60, Math.min(r.runs[1] - 1, r.runs[0] + 2600 + 200 * i)];
      return b > a ? [{ id: `v${i}-${k}`, by, source: r.id, local_ns: span(a - r.runs[0], b - r.runs[0]), incident_ns: span(a, b), kinds: ['shot', 'aid.requested'] }] : [];
    }),
  );
  events.sort((a, b) => (a.start_ns?.[0] ?? 0) - (b.start_ns?.[0] ?? 0));
  const base = empty({});
  return empty({
    case: {
      ...base.case, id: 'exercise-15', title: 'Exercise 15, twelve recordings over two hours', summary: 'Made up to see how the page bears a long night with many cameras.', date: '2026-11-17', reviewers: ['reviewer-a', 'reviewer-b'],
      people: all.filter((r) => r.device.startsWith('Body')).map((r) => ({ id: `officer-${r.id.slice(5)}`, role: 'officer', name: `Officer ${r.id.slice(5)}` })),
      kinds: [{ kind: 'shot', words: 'a shot', is: 'instant', sense: 'sound' }, ...sorts.map(([kind, words]) => ({ kind, words, is: 'instant', sense: 'sound' }))],
    },
    clock: {
      ...base.clock, groups: [{ number: 1, reference: 'dispatch', recordings: all.map((r) => r.id) }], end_ns: ns(LENGTH_S), scope_ns: span(0, LENGTH_S), widest_ns: ns(0.03),
      wall: { at_zero: '2026-11-17T20:00:00+01:00', at_zero_unix_ms: Date.UTC(2026, 10, 17, 19), utc_offset_minutes: 60, plus_minus_ns: ns(0.4) },
      anchors: [2400, 5200].map((s, i) => ({ id: `a${i}`, source: 'dispatch', local_ns: span(s, s), incident_ns: span(s, s), wall: i ? '21:26:40' : '20:40:00', plus_minus_ns: ns(0.5), residual_ns: ns(i ? -0.1 : 0.1), agrees: true, basis: 'time spoken by control', by: 'reviewer-a' })),
    },
    recordings, events, transcript, log, reviewed,
    totals: { ...base.totals, recordings: all.length, placed: all.length, silences: recordings.reduce((n, r) => n + r.silences.length, 0) },
  });
}

/** Waveforms as the program writes them: 100 bins a second, each coarser level the loudest of four. */
export function waveforms(size: Size): WaveformFile[] {
  return made(size).map((r, k) => {
    const n = (r.runs[1] - r.runs[0]) * BINS;
    const any = chance(k * 977 + 3);
    let peak = new Uint8Array(n);
    let mean = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      const t = r.runs[0] + i / BINS;
      const slow = 0.35 + 0.65 * (0.5 + 0.5 * Math.sin(t / 97 + k * 2)) * (0.5 + 0.5 * Math.sin(t / 23 + k));
      const talks = r.radio ? (Math.sin(t / 31) > 0.8 ? 0.5 : 0.002) : r.loud * slow * (0.4 + 0.6 * Math.abs(Math.sin(t * 4.1 + k)));
      let a = talks * (0.5 + 0.5 * any());
      if (!r.radio && r.loud > 0)
        for (const s of SHOTS) {
          const d = t - s - r.metres / SOUND;
          if (d > -0.006 && d < 0.6) a = Math.max(a, (r.metres > 60 ? 0.6 : 1) * Math.exp(-Math.max(0, d) * 9) * (0.6 + 0.4 * any()));
        }
      const silent = r.loud === 0 || r.silent.some(([cls, x, y]) => cls !== 'low_level' && x <= t && t < y);
      peak[i] = silent ? 0 : onScale(Math.min(1, a));
      mean[i] = silent ? 0 : (a * 0.4) ** 2;
    }
    const levels: { peak: string; rms: string }[] = [];
    for (;;) {
      levels.push({ peak: base64(peak), rms: base64(Uint8Array.from(mean, (m) => onScale(Math.sqrt(m)))) });
      if (peak.length <= 256) break;
      const m = Math.ceil(peak.length / 4);
      const [p, q] = [new Uint8Array(m), new Float32Array(m)];
      for (let i = 0; i < m; i++) {
        const four = Math.min(4, peak.length - i * 4);
        let sum = 0;
        for (let j = 0; j < four; j++) {
          p[i] = Math.max(p[i] ?? 0, peak[i * 4 + j] ?? 0);
          sum += mean[i * 4 + j] ?? 0;
        }
        q[i] = sum / four;
      }
      [peak, mean] = [p, q];
    }
    return { recording: r.id, bins_per_second: BINS, start_ns: 0, levels };
  });
}

const onScale = (a: number) => (a <= 0 ? 0 : Math.min(255, Math.max(1, Math.round(1 + ((20 * Math.log10(Math.max(a, 1e-9)) + 96) / 96) * 254))));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
