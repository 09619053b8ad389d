import { describe, expect, test } from 'vitest';
import type { Event } from '../generated/Event';
import type { Recording } from '../generated/Recording';
import type { Review } from '../generated/Review';
import { read, write } from '../state/fragment';
import { later } from './arrivals';
import { groupsOf } from './groups';
import { load } from './load';
import { happeningsOf, instantsOf, marksOf, zeroOf } from './marks';
import { missingOf } from './missing';
import { gaps, nowOf, shortNames, type Track, tracksOf } from './tracks';

const ns = (s: number) => Math.round(s * 1e9);
const silence = (a: [number, number], b: [number, number], cls = 'digital_silence') => ({ id: 's', class: cls, words: cls, start_ns: a.map(ns), end_ns: b.map(ns) });
const recording = (over: object): Recording =>
  ({
    id: 'c1', name: 'Camera 1', wearer: 'o1', shows: 'video', start_ns: 0, end_ns: ns(100), examined: true, audible_ns: [], silences: [],
    placement: { placed: true, group: 1, offset_ns: ns(8), drift_ppb: 20_000, estimator_bound_ns: ns(0.005), travel_bound_ns: ns(0.02) },
    ...over,
  }) as unknown as Recording;
const review = (over: object): Review =>
  ({ clock: { main_group: 1 }, case: { people: [{ id: 'o1', name: 'Officer 1' }], kinds: [] }, recordings: [], events: [], statements: [], rules: [], ...over }) as unknown as Review;

describe('tracks', () => {
  test('a placed recording is on the incident clock, one that is not on its own', () => {
    const [a, b] = tracksOf(review({ recordings: [recording({}), recording({ id: 'c2', placement: { ...recording({}).placement, group: 2 } })] }));
    expect(a?.startS).toBeCloseTo(8, 9);
    expect(a?.endS).toBeCloseTo(108.002, 6);
    expect(a?.who).toBe('Officer 1');
    expect(b?.placed).toBe(false);
    expect(b?.startS).toBe(0);
  });
  test('certain and possible parts of a silence', () => {
    const [t] = tracksOf(review({ recordings: [recording({ silences: [silence([9.9, 10.1], [19.8, 20.2])], audible_ns: [[0, ns(9.9)], [ns(20.2), ns(100)]] })] }));
    const s = t?.silences[0];
    expect(s?.lengthS).toBeCloseTo(9.7, 6);
    expect((s?.outer[1] ?? 0) - (s?.outer[0] ?? 0)).toBeGreaterThan(s?.lengthS ?? 0);
    if (!t) throw new Error('no track');
    expect(nowOf(t, 20).is).toBe('silent');
    expect(nowOf(t, 5).is).toBe('before');
    expect(nowOf(t, 50).is).toBe('heard');
    expect(nowOf(t, 120).is).toBe('after');
  });
  test('what nobody examined is neither heard nor silent', () => {
    const [t] = tracksOf(review({ recordings: [recording({ examined: false, audible_ns: [[0, ns(60)]], silences: [silence([60, 60], [70, 70])] })] }));
    expect(t?.unexamined.length).toBe(1);
    expect(t && nowOf(t, 8 + 90).is).toBe('unexamined');
  });
  test('gaps', () => expect(gaps([[2, 3], [2.5, 4], [9, 9.5]], 0, 9.55)).toEqual([[0, 2], [4, 9]]));
  test('short names', () => expect(shortNames(['Camera 1', 'Body camera 2', 'Dispatch', 'Camera 1b'])).toEqual(['1', '2', 'Dispatch', 'Camera 1b']));
  test('two cameras of one number keep their names', () => expect(shortNames(['Camera 1', 'Dash camera 1'])).toEqual(['Camera 1', 'Dash camera 1']));
});

let n = 0;
const event = (kind: string, at: number, over: object = {}): Event =>
  ({ id: `m${n++}`, kind, kind_words: `a ${kind}`, source: 'c1', standing: 'confirmed', event: '', local_start_ns: [0, 0], local_end_ns: [0, 0], start_ns: [ns(at), ns(at + 0.05)], end_ns: [ns(at), ns(at + 0.05)], ...over }) as unknown as Event;

describe('marks', () => {
  const kinds = [{ kind: 'aid.begun', words: 'aid begun', is: 'instant' }, { kind: 'shot', words: 'a shot', is: 'instant' }, { kind: 'talk', words: 'talk', is: 'span' }];
  const base = { case: { people: [], kinds }, statements: [{ sentence: 'count of shot = 3' }], rules: [{ sentence: 'time from last shot to first aid.begun <= 60 s' }] };
  test('superseded and rejected marks are not drawn', () => {
    const marks = marksOf(review({ ...base, events: [event('shot', 1, { standing: 'superseded' }), event('shot', 2, { standing: 'rejected' }), event('shot', 3)] }));
    expect(marks.length).toBe(1);
  });
  test('marks tied as one event are one happening, where all of them leave it open', () => {
    const events = [1, 2, 3].flatMap((i) => [event('shot', i, { event: `e${i}` }), event('shot', i + 0.02, { event: `e${i}`, source: 'c2' })]);
    const { instants, rest } = instantsOf(happeningsOf(marksOf(review({ ...base, events }))), ['c1', 'c2']);
    const found = instants.flatMap((k) => k.bursts);
    expect(rest.length).toBe(0);
    expect(found[0]?.happenings.length).toBe(3);
    expect(found[0]?.happenings[0]?.at[0]).toBeCloseTo(1.02, 6);
    expect(found[0]?.happenings[0]?.at[1]).toBeCloseTo(1.05, 6);
    expect(found[0]?.sources).toEqual(['c1', 'c2']);
  });
  test('few or far apart is no burst', () => {
    expect(instantsOf(happeningsOf(marksOf(review({ ...base, events: [event('shot', 1), event('shot', 2)] }))), []).instants.length).toBe(0);
    expect(instantsOf(happeningsOf(marksOf(review({ ...base, events: [1, 30, 90].map((t) => event('shot', t)) }))), []).instants.length).toBe(0);
  });
  test('a kind with a burst has a lane of its own, with its other bursts and what happened alone', () => {
    const events = [1, 2, 3, 100, 101, 102, 103, 400].map((t) => event('shot', t)).concat(event('aid.begun', 50));
    const { instants, rest } = instantsOf(happeningsOf(marksOf(review({ ...base, events }))), []);
    expect(instants.map((k) => [k.happenings.length, k.bursts.map((b) => b.happenings.length)])).toEqual([[8, [3, 4]]]);
    expect(rest.map((h) => h.kind)).toEqual(['aid.begun']);
  });
  test('what somebody confirmed says when; a lead beside it does not', () => {
    const events = [event('shot', 1, { event: 'e' }), event('shot', 1.5, { event: 'e', source: 'c2', standing: 'lead' })];
    const [h] = instantsOf(happeningsOf(marksOf(review({ ...base, events }))), []).rest;
    expect(h?.marks.length).toBe(2);
    expect(h?.lead).toBe(false);
    expect(h?.at[1]).toBeCloseTo(1.05, 6);
  });
  test('time is counted from the first confirmed instant that most sentences name', () => {
    const r = review({ ...base, events: [event('shot', 5, { standing: 'lead' }), event('shot', 7), event('aid.begun', 3)] });
    const zero = zeroOf(r, marksOf(r));
    expect(zero?.words).toBe('first shot');
    expect(zero?.at[0]).toBeCloseTo(7, 6);
    expect(zeroOf(review(base), [])).toBeNull();
  });
});

describe('address', () => {
  const whole = { from: 0, to: 192 };
  test('what is written is read back', () => {
    const seen = { t: 131.2, from: 76, to: 104.25, hear: 'camera-1', large: 'camera 3&x', hide: ['a,b', 'c'], loop: [12, 14.5] as [number, number], once: true, speed: 0.25, group: 'none' as const, fold: ['cars'] };
    expect(read(write(seen, whole, 'camera-1'))).toEqual(seen);
  });
  test('what is as it starts is not written', () => expect(write({ t: 0, ...whole, hear: 'auto', large: 'a' }, whole, 'a')).toBe('#t=0'));
  test('nonsense is ignored', () => expect(read('#t=abc&from=&hear=%E0%A4%A&findings')).toEqual({}));
});

describe('load', () => {
  test('a review that was written before a key came is shown without it', () => {
    const loaded = load({ UNMUTED_REVIEW: { format: 'unmuted-review', version: 1 } as unknown as Review });
    expect(loaded).toMatchObject({ notice: null, review: { accountability: [], agreement: [], tested: { as_if: false } } });
  });
  test('says what is missing', () => expect(load({})).toHaveProperty('fault'));
  test('a newer format is shown with a notice', () =>
    expect(load({ UNMUTED_REVIEW: { format: 'unmuted-review', version: 99 } as unknown as Review })).toHaveProperty('notice.found'));
});

describe('what is not here', () => {
  test('a review without the key has none; items stand under their headings', () => {
    expect(missingOf({})).toEqual([]);
    expect(missingOf({ missing: 'soon' })).toEqual([]);
    const items = [{ kind: 'gap', heading: 'Time between two files', what: 'Ten minutes of Camera 1', why: 'The log names it.' }, { kind: 'steps', what: 'A finding' }, { kind: 'gap', heading: 'Time between two files', what: 'One minute of Camera 2' }, { nothing: 1 }];
    expect(missingOf({ missing: items }).map((g) => [g.heading, g.items.length])).toEqual([['Time between two files', 2], ['steps', 1]]);
  });
});

describe('groups and arrivals', () => {
  const track = (device: string, over: object = {}): Track => ({ id: device, audible: [[0, 1]], recording: { device, wearer: '', shows: 'video', ...over } }) as unknown as Track;
  test('the kind of a device is its name without its number', () => {
    const groups = groupsOf([track('Body camera A-12'), track('Body camera A-15'), track('Logging recorder, channel 7', { shows: 'audio' }), track('', { wearer: 'o1' })]);
    expect(groups.map((g) => g.words)).toEqual(['Body cameras, 2', 'Logging recorder, 1', 'Worn camera, 1']);
    expect(groupsOf([{ ...track('Car 1'), audible: [] }, track('Car 2')])[0]?.note).toBe('1 without sound');
  });
  test('a later arrival is as wide as both, and distance is said only where it is certain', () => {
    expect(later([1, 1.01], [1.1, 1.11])).toBe('+100 ms ±10, 30 to 38 m further');
    expect(later([1, 1.05], [1.02, 1.06])).toContain('not to be told apart');
  });
});
