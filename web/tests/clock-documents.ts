// Invented reviews for the part of the page that shows why each recording is where it is: one with everything in it,
// one of two recordings, one of forty. Everything in them is fictional.
import type { ClaimedClock } from '../src/generated/ClaimedClock';
import type { Cycle } from '../src/generated/Cycle';
import type { HandAnchor } from '../src/generated/HandAnchor';
import type { Pair } from '../src/generated/Pair';
import type { PairWindow } from '../src/generated/PairWindow';
import type { Placement } from '../src/generated/Placement';
import type { Recording } from '../src/generated/Recording';
import type { Review } from '../src/generated/Review';
import { empty, ns, silence, span, told } from './documents';

const ms = (v: number) => Math.round(v * 1e6);
/** The same numbers each time. */
function chance(seed: number): () => number {
  let s = seed * 2654435761 + 1;
  return () => {
    s = (s * 1664525 + 1013904223) % 4294967296;
    return s / 4294967296;
  };
}

const placed = (group: number, startS: number, over: Partial<Placement>): Placement => ({
  placed: true, group, words: `starts at ${startS.toFixed(3)} s`, grade: 'confirmed_by_loop', offset_ns: ns(startS), drift_ppb: 0, drift_bound_ppb: 40_000, pivot_ns: ns(80), drift_95_ppb: 24_000,
  estimator_95_ns: ms(9), estimator_bound_ns: ms(16), travel_bound_ns: ms(44), supported_by: [], ...over,
});
const recording = (id: string, name: string, lengthS: number, placement: Placement, silences: Recording['silences'] = [], over: Partial<Recording> = {}): Recording => ({
  ...told(id, name, 0, lengthS, silences, { media_words: 'M4A, AAC-LC 16 kHz mono', shows: 'video' }), placement, ...over,
});

const recordings: Recording[] = [
  recording('dispatch', 'Dispatch', 192, placed(1, 0, { supported_by: ['camera-1', 'camera-3'], drift_ppb: 1_200, drift_95_ppb: 14_000, estimator_95_ns: ms(14) }), [], { shows: 'audio' }),
  recording('camera-1', 'Camera 1', 184, placed(1, 4, { grade: 'reference', drift_95_ppb: 0, estimator_95_ns: 0, estimator_bound_ns: 0, travel_bound_ns: 0, words: 'reference' }), [silence('camera-1/silence-1', 'digital_silence', 'digital silence', 114, 156)]),
  recording('camera-2', 'Camera 2', 180, placed(1, 12, { drift_ppb: 11_000, drift_95_ppb: 8_000 }), [silence('camera-2/silence-1', 'pre_event', 'pre-event buffer', 0.1, 30), silence('camera-2/silence-2', 'dropped', 'dropped', 80, 83.7)]),
  recording('camera-3', 'Camera 3', 132, placed(1, 58, { drift_ppb: -4_100, drift_95_ppb: 22_000, estimator_95_ns: ms(12) }), [silence('camera-3/silence-1', 'track_ends_early', 'track ends early', 114, 132)]),
  recording('phone', 'Phone, bystander', 75, placed(1, 83.31, { grade: 'single_pair', supported_by: ['camera-2'], drift_ppb: -9_000, drift_95_ppb: 110_000, estimator_95_ns: ms(41), estimator_bound_ns: ms(46) })),
  recording('camera-4', 'Camera 4', 62, { ...placed(1, 0, {}), placed: false, group: null, words: '12 s of shared sound, 15 needed', grade: 'not_placed' }),
  recording('doorbell', 'Doorbell, number 12', 240, placed(2, 0, { grade: 'reference', drift_95_ppb: 0 })),
  recording('garage', 'Garage camera', 200, placed(2, 21.4, { grade: 'single_pair', drift_ppb: 31_000, drift_95_ppb: 19_000 }), [silence('garage/silence-1', 'low_level', 'low level, cause unknown', 60, 84)]),
];
const startOf = (id: string) => (recordings.find((r) => r.id === id)?.placement.offset_ns ?? 0) / 1e9;

/** Windows every so often in what both heard; those that agree lie about `left`, the others anywhere. */
function windows(a: string, b: string, agree: number, of: number, left: number, scatter: number, at: [number, number], offsetS = startOf(b) - startOf(a)): PairWindow[] {
  const g = chance(a.length * 31 + b.charCodeAt(b.length - 1) * 7 + of);
  const silent = recordings.flatMap((r) => (r.id === a ? r.silences.map((s) => [s.start_ns[0] / 1e9, s.end_ns[1] / 1e9]) : r.id === b ? r.silences.map((s) => [s.start_ns[0] / 1e9 + offsetS, s.end_ns[1] / 1e9 + offsetS]) : [])) as [number, number][];
  const spots: number[] = [];
  for (let t = at[0]; t < at[1]; t += 0.5) if (!silent.some(([x, y]) => t + 1 > x && t - 1 < y)) spots.push(t);
  return Array.from({ length: of }, (_, i): PairWindow => {
    const t = spots[Math.floor(((i + 0.5) * spots.length) / of)] ?? at[0];
    const used = Math.floor(((i + 1) * agree) / of) > Math.floor((i * agree) / of);
    const off = used ? left + (g() - 0.5) * 2 * scatter : (g() < 0.5 ? -1 : 1) * (48 + g() * 55);
    return { at_a_ns: ns(t), at_b_ns: ns(t - offsetS + off / 1000), off_ns: ms(off), height: used ? 6 + g() * 9 : 3 + g() * 2, used };
  });
}
const pair = (a: string, b: string, agree: number, of: number, left: number, half: number, at: [number, number], over: Partial<Pair> = {}): Pair => ({
  a, b, accepted: true, words: `${agree} windows of 2 s agree`, offset_ns: ns(startOf(b) - startOf(a)) + ms(left), windows: agree, scatter_ns: ms(half * 0.6), odds_log10: 12.4, rest_log10: 5.2, margin: 4.1, second_place: false, shared_s: 88.5, rival_offset_ns: ns(31.24), residual_ns: ms(left),
  estimator_95_ns: ms(half), travel_bound_ns: ms(44), loops: 1, looked_at: windows(a, b, agree, of, left, half * 0.7, at),
  between: { at_a_ns: ns((at[0] + at[1]) / 2), at_b_ns: ns((at[0] + at[1]) / 2 - startOf(b) + startOf(a)), estimator_95_ns: ms(half * 0.8), travel_bound_ns: ms(44) }, ...over,
});
const unused = (a: string, b: string, agree: number, of: number, words: string, offsetS: number, at: [number, number]): Pair => ({
  ...pair(a, b, agree, of, 0, 20, at), accepted: false, words, offset_ns: ns(offsetS), margin: 1.2, rival_offset_ns: ns(offsetS - 17.3), residual_ns: null, estimator_95_ns: null, travel_bound_ns: null, loops: 0, between: null,
  looked_at: windows(a, b, agree, of, 0, 16, at, offsetS),
});
const apart = (a: string, b: string): Pair => ({
  a, b, accepted: false, words: 'no shared sound was found', offset_ns: null, windows: 0, scatter_ns: null, odds_log10: null, rest_log10: null, margin: null, second_place: false, shared_s: null, rival_offset_ns: null, residual_ns: null, estimator_95_ns: null, travel_bound_ns: null, loops: 0, looked_at: [], between: null,
});

const pairs: Pair[] = [
  pair('camera-1', 'camera-2', 13, 15, 4, 12, [40, 180]),
  pair('camera-1', 'camera-3', 9, 11, -7, 18, [55, 167], { loops: 2, margin: 6.3, rival_offset_ns: ns(-12.5) }),
  pair('camera-1', 'dispatch', 11, 17, 9, 22, [2, 182], { margin: 2.6, rival_offset_ns: ns(9.82) }),
  pair('camera-2', 'camera-3', 10, 12, 6, 16, [48, 158], { margin: 8.2, rival_offset_ns: null }),
  pair('camera-2', 'phone', 6, 9, 0, 41, [72, 145], { loops: 0, margin: 2.7, rival_offset_ns: ns(-40.1) }),
  unused('camera-3', 'camera-4', 3, 4, 'not used: the same sound at 3 separate moments in 12 s together, 6 needed', 39.6, [42, 96]),
  pair('camera-3', 'dispatch', 6, 12, -11, 24, [2, 112], { margin: 3.1, rival_offset_ns: ns(4.4) }),
  pair('doorbell', 'garage', 19, 26, -2.4, 7.5, [24, 220], { loops: 0, margin: 11, rival_offset_ns: null }),
  unused('camera-2', 'garage', 2, 5, 'not used: two places fit alike: the better has 1.2 times the evidence of the next, 2.5 needed', -18.2, [5, 120]),
];
const all = recordings.map((r) => r.id).sort();
const nothing = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const)).filter(([a, b]) => !pairs.some((p) => p.a === a && p.b === b)).map(([a, b]) => apart(a, b));

const cycles: Cycle[] = [
  { recordings: ['camera-1', 'camera-2', 'camera-3'], residual_ns: ms(17), estimator_95_ns: ms(21), travel_bound_ns: ms(44) },
  { recordings: ['camera-1', 'camera-3', 'dispatch'], residual_ns: ms(-27), estimator_95_ns: ms(33), travel_bound_ns: ms(44) },
];

const hand = (id: string, over: Partial<HandAnchor>): HandAnchor => ({
  id, a: 'camera-3', at_a_ns: ns(41.208), b: 'camera-4', at_b_ns: ns(1.612), plus_minus_ns: ms(60), words: 'A car door, then one bark.', by: 'reviewer-a', at: '2026-11-18T09:12:00Z', used: false, residual_ns: null, sound_ns: null, agrees: true, verdict: '', ...over,
});
const claim = (id: string, source: string, what: string, offS: number | null, boundS: number, agrees: boolean | null, words: string, over: Partial<ClaimedClock> = {}): ClaimedClock => ({
  id, source, what, local_ns: 0, wall: '2026-05-14T14:02:08Z', plus_minus_ns: ns(0.5), group: 1, off_ns: offS === null ? null : ns(offS), off_bound_ns: ns(boundS), agrees, words, ...over,
});
const CAUSES = 'A clock set by hand, a missed synchronisation and a wrong setting at the dock all look like this. The recording does not say which, and its length and the order of what it shows are not affected.';

/** Eight recordings in two groups and one without a place; claims that disagree; places by hand, one contradicted. */
export const clocked: Review = empty({
  case: { ...empty({}).case, id: 'exercise-12', title: 'Exercise 12, with more recordings', date: '2026-05-14', place: 'Harborview Drill Ground (fictional)', agency: 'Harborview Drill Ground (fictional)', summary: 'Invented to show how a clock is made.', reviewers: ['reviewer-a'] },
  clock: {
    ...empty({}).clock,
    groups: [{ number: 1, reference: 'camera-1', recordings: ['camera-1', 'camera-2', 'camera-3', 'dispatch', 'phone'] }, { number: 2, reference: 'doorbell', recordings: ['doorbell', 'garage'] }],
    start_ns: 0, end_ns: ns(192), scope_ns: span(0, 192), widest_ns: ms(90),
    wall: { at_zero: '2026-05-14T14:02:00Z', at_zero_unix_ms: 1778767320000, utc_offset_minutes: 0, plus_minus_ns: ns(0.4) },
    anchors: [{ id: 'a-1', source: 'dispatch', local_ns: span(114, 114.4), incident_ns: span(114, 114.4), wall: '2026-05-14T14:03:54Z', plus_minus_ns: ns(0.5), residual_ns: ms(40), agrees: true, basis: 'time spoken by control', by: 'reviewer-a' }],
    pairs: [...pairs, ...nothing], cycles,
    by_hand: [
      hand('h-1', { a: 'camera-3', at_a_ns: ns(57.208), b: 'phone', at_b_ns: ns(31.92), used: true, residual_ns: ms(22), verdict: 'The sound of this pair decides nothing; the solved clock is within 22 ms of this place.' }),
      hand('h-2', { a: 'camera-1', at_a_ns: ns(63.4), b: 'camera-2', at_b_ns: ns(54.16), plus_minus_ns: ms(80), words: 'The second knock.', at: '2026-11-18T09:20:00Z', sound_ns: ms(-1240), residual_ns: ms(-1236), agrees: false, verdict: 'The sound of this pair lies 1.24 s earlier than this place says. Both are kept; the clock rests on the sound until one of the two is withdrawn.' }),
    ],
    claimed: [
      claim('c-1', 'camera-1', 'clock seen in the picture', -0.15, 0.45, true, 'Agrees with the others.'),
      claim('c-2', 'camera-2', 'clock seen in the picture', 0.85, 0.45, true, 'Agrees with the others.'),
      claim('c-3', 'camera-3', 'clock seen in the picture', 47.15, 0.25, false, `At 14:03:54 control says the time; the picture of camera 3 shows 14:04:41 then. ${CAUSES}`),
      claim('c-4', 'phone', 'file, creation time', -3599.6, 1.1, false, `A whole hour but for half a second: a clock that was not put forward or back, or a time written in another zone. ${CAUSES}`),
      claim('c-5', 'dispatch', 'dispatch entry', 0.2, 0.9, true, 'Agrees with the others.'),
      claim('c-6', 'garage', 'file, creation time', null, 1, null, 'Nothing else of its group claims a clock.', { group: 2 }),
    ],
    claimed_ties: [{ a: ['camera-1', 'camera-2', 'camera-3', 'dispatch', 'phone'], b: ['doorbell', 'garage'], shift_ns: ns(-41.6), plus_minus_ns: ns(1.9), by: ['c-1', 'c-6'], words: 'No sound tests this, and nothing is placed by it.' }],
  },
  recordings,
  totals: { recordings: 8, placed: 5, silences: 5, statements: [0, 0, 0, 0], rules: [0, 0, 0, 0, 0], unread: 0, privileged_left_out: 0 },
});

/** Two recordings, one pair, nothing else. */
export const two: Review = (() => {
  const mine = recordings.filter((r) => ['camera-1', 'camera-2'].includes(r.id));
  const only = pairs[0] as Pair;
  return empty({
    case: { ...clocked.case, id: 'two', title: 'Exercise 13, two recordings' },
    clock: { ...empty({}).clock, groups: [{ number: 1, reference: 'camera-1', recordings: ['camera-1', 'camera-2'] }], start_ns: ns(4), end_ns: ns(192), scope_ns: span(4, 192), widest_ns: ms(60), pairs: [{ ...only, loops: 0 }] },
    recordings: mine.map((r) => (r.id === 'camera-1' ? r : { ...r, placement: { ...r.placement, grade: 'single_pair' } })),
    totals: { ...clocked.totals, recordings: 2, placed: 2, silences: 3 },
  });
})();

/** Forty recordings round one place: each heard some of its neighbours; two have no place. */
export const forty: Review = (() => {
  const id = (i: number) => `camera-${String(i + 1).padStart(2, '0')}`;
  const g = chance(40);
  const many = Array.from({ length: 40 }, (_, i) =>
    recording(id(i), `Camera ${i + 1}`, 300 + Math.floor(g() * 200), i > 37 ? { ...placed(1, 0, {}), placed: false, group: null, words: 'no shared sound was found', grade: 'not_placed' } : placed(1, i * 7.5, { ...(i === 0 ? { grade: 'reference', estimator_95_ns: 0, estimator_bound_ns: 0, travel_bound_ns: 0 } : {}), drift_ppb: Math.round((g() - 0.5) * 30_000), drift_95_ppb: i === 0 ? 0 : 9_000 + Math.round(g() * 20_000) })),
  );
  const near = (i: number, j: number) => i < 38 && j < 38 && (j - i <= 3 || (i * 7 + j * 3) % 29 === 0);
  const compared = many.flatMap((_, i) =>
    many.slice(i + 1).map((__, k): Pair => {
      const j = i + 1 + k;
      if (!near(i, j)) return apart(id(i), id(j));
      const agree = 12 + Math.floor(g() * 60);
      const left = (g() - 0.5) * 24;
      const offset = (j - i) * 7.5;
      const looked = Array.from({ length: agree + 6 }, (_w, n): PairWindow => ({ at_a_ns: ns(offset + 4 + n * 3.3), at_b_ns: ns(4 + n * 3.3), off_ns: ms(n % 9 === 4 ? 60 + g() * 30 : left + (g() - 0.5) * 14), height: 5 + g() * 5, used: n % 9 !== 4 }));
      return { ...apart(id(i), id(j)), accepted: true, words: `${agree} windows of 2 s agree`, offset_ns: ns(offset), windows: looked.filter((w) => w.used).length, scatter_ns: ms(6), odds_log10: 14, rest_log10: 6, margin: 5 + g() * 9, second_place: false, shared_s: 200, residual_ns: ms(left), estimator_95_ns: ms(8), travel_bound_ns: ms(44), looked_at: looked, between: { at_a_ns: ns(90), at_b_ns: ns(90 - offset), estimator_95_ns: ms(6), travel_bound_ns: ms(44) } };
    }),
  );
  const good = new Set(compared.filter((p) => p.accepted).map((p) => `${p.a} ${p.b}`));
  const loops: Cycle[] = [];
  for (let i = 0; i < 38; i++) for (let j = i + 1; j < 38; j++) for (let k = j + 1; k < 38; k++) if (good.has(`${id(i)} ${id(j)}`) && good.has(`${id(j)} ${id(k)}`) && good.has(`${id(i)} ${id(k)}`)) loops.push({ recordings: [id(i), id(j), id(k)], residual_ns: ms((g() - 0.5) * (loops.length === 30 ? 900 : 60)), estimator_95_ns: ms(14), travel_bound_ns: ms(44) });
  return empty({
    case: { ...clocked.case, id: 'forty', title: 'Exercise 14, forty recordings' },
    clock: { ...empty({}).clock, groups: [{ number: 1, reference: id(0), recordings: many.filter((r) => r.placement.placed).map((r) => r.id) }], start_ns: 0, end_ns: ns(780), scope_ns: span(0, 780), widest_ns: ms(60), pairs: compared.map((p) => ({ ...p, loops: loops.filter((c) => c.recordings.includes(p.a) && c.recordings.includes(p.b)).length })), cycles: loops },
    recordings: many,
    totals: { ...clocked.totals, recordings: 40, placed: 38, silences: 0 },
  });
})();
