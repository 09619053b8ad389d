import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, caseAddress } from './api';
import { added, both, covered, wasPlayed } from './played';
import { drop, keep, kept, type Waiting } from './waiting';

/** As a browser's storage, with entries in memory. */
function memory(): Storage {
  const all = new Map<string, string>();
  return {
    get length() {
      return all.size;
    },
    key: (i) => [...all.keys()][i] ?? null,
    getItem: (k) => all.get(k) ?? null,
    setItem: (k, v) => void all.set(k, v),
    removeItem: (k) => void all.delete(k),
    clear: () => all.clear(),
  };
}

describe('lines that wait', () => {
  const item = (once: string, since: number): Waiting => ({ to: 'lines', body: { do: 'mark' }, once, words: 'a mark', by: 'a', since });
  it('outlive the page, oldest first, and are dropped once saved', () => {
    const shelf = memory();
    keep(shelf, 'case', item('two', 2));
    keep(shelf, 'case', item('one', 1));
    keep(shelf, 'other', item('three', 3));
    shelf.setItem('unmuted-waiting:case:broken', '{');
    expect(kept(shelf, 'case').map((w) => w.once)).toEqual(['one', 'two']);
    drop(shelf, 'case', 'one');
    expect(kept(shelf, 'case').map((w) => w.once)).toEqual(['two']);
  });
  it('do without a shelf', () => {
    keep(null, 'case', item('one', 1));
    expect(kept(null, 'case')).toEqual([]);
  });
});

describe('what was played', () => {
  it('grows together', () => {
    let spans = added([], [10, 11]);
    spans = added(spans, [14, 15]);
    spans = added(spans, [11, 12]);
    expect(spans).toEqual([[10, 12], [14, 15]]);
    expect(added(spans, [9, 20])).toEqual([[9, 20]]);
    expect(covered(spans, 11, 14.5)).toBeCloseTo(1.5);
    expect(both(spans, 11, 14.5)).toEqual([[11, 12], [14, 14.5]]);
  });
  it('is enough for a decision only where nearly all of it ran', () => {
    expect(wasPlayed([[10, 12]], 10, 12.2)).toBe(true);
    expect(wasPlayed([[10, 11]], 10, 12.2)).toBe(false);
    expect(wasPlayed([[9, 12]], 10.5, 10.5)).toBe(true);
    expect(wasPlayed([], 10.5, 10.5)).toBe(false);
  });
});

describe('what a server can say', () => {
  afterEach(() => vi.unstubAllGlobals());
  const says = (status: number, body: string, headers: Record<string, string> = {}) =>
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status, headers })));
  it('an answer, with its version', async () => {
    says(200, '{"a":1}', { 'x-unmuted-version': '7' });
    expect(await ask('x')).toEqual({ is: 'answer', value: { a: 1 }, version: 7 });
  });
  it('a refusal, with its reason or its number', async () => {
    says(422, '{"what":"no such kind","remedy":"shot"}');
    expect(await ask('x', {})).toEqual({ is: 'refused', refused: { what: 'no such kind', remedy: 'shot' } });
    says(404, 'nothing');
    expect(await ask('x', {})).toMatchObject({ is: 'refused' });
  });
  it('that nobody is signed in', async () => {
    says(401, '{}');
    expect(await ask('x', {})).toEqual({ is: 'signed_out' });
  });
  it('that it could not be done, which is no refusal of the line', async () => {
    says(500, '{"what":"marks.jsonl cannot be written","remedy":"make room"}');
    expect(await ask('x', {})).toEqual({ is: 'failed', refused: { what: 'marks.jsonl cannot be written', remedy: 'make room' } });
    says(502, 'a proxy');
    expect(await ask('x', {})).toMatchObject({ is: 'failed' });
  });
  it('nothing: a server that is away has not refused the line', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no connection')));
    expect(await ask('x', {})).toEqual({ is: 'gone' });
    says(200, 'half an ans');
    expect(await ask('x', {})).toEqual({ is: 'gone' });
  });
  it('below the case, whatever the page’s own name', () => {
    expect(caseAddress('http://127.0.0.1:1/cases/x/report/#t=1')).toBe('http://127.0.0.1:1/cases/x/');
    expect(caseAddress('http://127.0.0.1:1/cases/x/report/index.html')).toBe('http://127.0.0.1:1/cases/x/');
  });
});
