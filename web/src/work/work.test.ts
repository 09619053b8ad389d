import { describe, expect, it } from 'vitest';
import type { Event } from '../generated/Event';
import type { History } from '../generated/live/History';
import type { HistoryLine } from '../generated/live/HistoryLine';
import type { Review } from '../generated/Review';
import { empty } from '../../tests/documents';
import { moved, ownTime, pushed, readOwnTime, stepped, window as windowOf } from './ends';
import { choices, disagreements, isOld, lastOfMine, ownWords, threads } from './history';
import { leadsOf, shortened } from './leads';
import { taken, under } from './sentence';
import { when } from './when';

describe('times on a recording', () => {
  it('are written as case files write them, and read back', () => {
    expect(ownTime(84.6)).toBe('1:24.60');
    expect(ownTime(84.633)).toBe('1:24.633');
    expect(ownTime(3723.045)).toBe('1:02:03.045');
    expect(ownTime(0)).toBe('0:00.00');
    expect(ownTime(-0.2)).toBe('-0:00.20');
    expect(ownTime(59.9996)).toBe('1:00.00');
    for (const s of [0, 0.04, 59.999, 84.6, 3723.045, -1.5]) expect(readOwnTime(ownTime(s))).toBeCloseTo(s, 6);
    expect(readOwnTime('84.6 s')).toBe(84.6);
    expect(readOwnTime('0:01:24.6')).toBe(84.6);
    expect(readOwnTime('90')).toBe(90);
  });
  it('are refused where they are something else', () => {
    for (const text of ['', 'x', '1:75', '1:75:00', '1:2:3:4', '1,5', '10:42:02.5-07:00']) expect(readOwnTime(text)).toBeNull();
  });
});

describe('the two ends of a mark', () => {
  const ends = { a: 10, b: 12 };
  it('stay in order and on the recording', () => {
    expect(moved(ends, 'a', 13, 0, 60)).toEqual({ a: 12, b: 12 });
    expect(moved(ends, 'b', 9, 0, 60)).toEqual({ a: 10, b: 10 });
    expect(moved(ends, 'a', -5, 0, 60)).toEqual({ a: 0, b: 12 });
    expect(moved(ends, 'b', 99, 0, 60)).toEqual({ a: 10, b: 60 });
  });
  it('give way where a time is typed', () => {
    expect(pushed(ends, 'a', 13, 0, 60)).toEqual({ a: 13, b: 13 });
    expect(pushed(ends, 'b', 9, 0, 60)).toEqual({ a: 9, b: 9 });
    expect(pushed(ends, 'b', 99, 0, 60)).toEqual({ a: 10, b: 60 });
  });
  it('move by pictures from the picture that is shown', () => {
    expect(stepped(ends, 'a', 1, 0.04, 9.98, 0, 60).a).toBeCloseTo(10.02, 6);
    expect(stepped(ends, 'a', -10, 0.04, null, 0, 60).a).toBeCloseTo(9.6, 6);
    // A player that still shows another place has no say.
    expect(stepped(ends, 'a', 1, 0.04, 3, 0, 60).a).toBeCloseTo(10.04, 6);
  });
  it('are drawn in a stretch that stays while they move inside it', () => {
    const first = windowOf(ends, null, 6);
    expect(first).toEqual({ a: 5, b: 17 });
    expect(windowOf({ a: 11, b: 12 }, first, 6)).toBe(first);
    expect(windowOf({ a: 5.1, b: 12 }, first, 6)).not.toBe(first);
  });
});

const line = (over: Partial<HistoryLine>): HistoryLine => ({ number: 1, id: 'm1', do: 'mark', by: 'a', at: '2026-05-20T10:00:00Z', about: '', root: '', words: '', standing: 'in_force', can_undo: false, raw: '{}', ...over });
const event = (over: Partial<Event>): Event => ({
  id: 'm1', kind: 'shot', kind_words: 'a shot', source: 'camera-1', standing: 'confirmed', by: 'a', at: '2026-05-20T10:00:00Z', subject: '', words: '', event: '', local_start_ns: [1e9, 2e9], local_end_ns: [1e9, 2e9], start_ns: [1e9, 2e9], end_ns: [1e9, 2e9], ...over,
});

describe('history', () => {
  const history: History = {
    lines: [
      line({ number: 1, id: 'm1', root: 'm1', standing: 'superseded' }),
      line({ number: 2, id: 'm2', root: 'm2', by: 'b' }),
      line({ number: 3, id: 'm3', root: 'm1', about: 'm1', can_undo: true }),
      line({ number: 4, id: 'm4', root: 'm2', about: 'm2', do: 'reject', by: 'a', can_undo: true, raw: '{"words":"an echo"}' }),
      line({ number: 5, id: '', root: '', do: '', by: '', standing: 'unread', raw: '{' }),
    ],
    conflicts: [],
  };
  it('puts lines together by their root, newest first', () => {
    expect(threads(history).map((t) => [t.root, t.lines.map((l) => l.number)])).toEqual([['line-5', [5]], ['m2', [2, 4]], ['m1', [1, 3]]]);
    expect(isOld(history.lines[0] as HistoryLine)).toBe(true);
  });
  it('knows the last of one’s own', () => {
    expect(lastOfMine(history, 'a')?.number).toBe(4);
    expect(lastOfMine(history, 'b')).toBeUndefined();
  });
  it('takes a line’s own words from its bytes, and none from what cannot be read', () => {
    expect(ownWords(history.lines[3] as HistoryLine)).toBe('an echo');
    expect(ownWords(history.lines[4] as HistoryLine)).toBe('');
  });
  it('sets a mark and its rejection side by side', () => {
    const review = { ...empty({}), events: [event({ id: 'm2', by: 'b', standing: 'disputed' })] } as Review;
    const found = disagreements(history, review, () => '1:00');
    expect(found).toHaveLength(1);
    expect(found[0]?.sides.map((s) => [s.by, s.head, s.words])).toEqual([['b', '1:00', ''], ['a', 'Rejected', 'an echo']]);
  });
  it('sets two marks of one event side by side only where they do not meet', () => {
    const one = event({ id: 'm1', event: 'shot-1' });
    const apart = event({ id: 'm2', by: 'b', event: 'shot-1', local_start_ns: [5e9, 6e9], local_end_ns: [5e9, 6e9] });
    const of = (events: Event[]) => disagreements({ lines: [], conflicts: [] }, { ...empty({}), events } as Review, () => '');
    expect(of([one, apart])).toHaveLength(1);
    expect(of([one, { ...apart, local_start_ns: [1.5e9, 3e9], local_end_ns: [1.5e9, 3e9] }])).toHaveLength(0);
    expect(of([one, { ...apart, by: 'a' }])).toHaveLength(0);
  });
  it('offers in a conflict what may be undone', () => {
    const contested = { target: 'm1', lines: ['m3', 'm4'] };
    const both = choices(contested, { ...history, lines: history.lines.map((l) => (l.id === 'm4' ? { ...l, by: 'b', can_undo: false } : l)) }, 'a');
    expect(both.map((c) => [c.line.id, c.mine, c.can])).toEqual([['m3', true, false], ['m4', false, true]]);
  });
});

describe('leads', () => {
  it('are what nobody decided, with what rests on them', () => {
    const base = empty({});
    const finding = { ...({} as Review['statements'][number]['finding']), leads: [{ id: 't#1', source: 't', sha256: '', page: '', role: 'speech', says: '', local_ns: null, incident_ns: null }] };
    const review = {
      ...base,
      events: [event({ id: 'm1', standing: 'lead', by: 'b' }), event({ id: 'm2' })],
      transcript: [1, 2].map((n) => ({ id: `t#${n}`, source: 't', recording: 'camera-1', speaker: '', text: 'Put it down now, all of it, please.', original: '', standing: 'lead', by: [], local_ns: [0, 1e9], incident_ns: null })),
      statements: [{ ...({} as Review['statements'][number]), id: 's', quote: 'He was told.', finding }],
    } as Review;
    const leads = leadsOf(review);
    expect(leads.map((l) => [l.id, l.is])).toEqual([['m1', 'mark'], ['t#1', 'said']]);
    expect(leads[1]?.bearsOn).toEqual(['“He was told.”']);
    expect(leads[1]?.yes).toBe('I hear “Put it down now, all …”');
    expect(leads[0]?.yes).toBe('A shot');
  });
  it('have buttons of a few words', () => {
    expect(shortened('Gloves.')).toBe('Gloves');
    expect(shortened('one two three four five six')).toBe('one two three four five …');
  });
});

describe('a sentence being written', () => {
  const c = (word: string, from: number, to: number) => ({ word, what: '', how_many: '', from, to });
  it('takes a completion in place of a word, or at its end', () => {
    expect(taken('count of sho = 4', c('shot', 9, 12))).toEqual({ sentence: 'count of shot = 4', cursor: 14 });
    expect(taken('count of ', c('shot', 9, 9))).toEqual({ sentence: 'count of shot ', cursor: 14 });
    expect(taken('count of', c('shot', 8, 8))).toEqual({ sentence: 'count of shot ', cursor: 14 });
  });
  it('marks the wrong word, and its end where it stops', () => {
    expect(under('count of sho', { from: 9, to: 12, message: '', help: '' })).toEqual(['count of ', 'sho']);
    expect(under('count of', { from: 8, to: 8, message: '', help: '' })?.[1]).toHaveLength(2);
    expect(under('x', null)).toBeNull();
  });
});

it('says when: today without the day', () => {
  const now = new Date(2026, 10, 17, 15, 0, 0);
  expect(when(new Date(2026, 10, 17, 14, 32, 8).toISOString(), now)).toBe('14:32:08');
  expect(when(new Date(2026, 10, 16, 9, 5, 0).toISOString(), now)).toBe('16 November 2026, 09:05:00');
  expect(when('soon', now)).toBe('soon');
});
