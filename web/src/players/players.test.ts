import { describe, expect, test } from 'vitest';
import type { Track } from '../data/tracks';
import { arrange } from './arrange';
import { correction, slew } from './follow';
import { opening } from '../state/opening';
import { heardAt } from './hear';

describe('follow', () => {
  test('small errors are worked off within two seconds, without ever running more than a quarter off pace', () => {
    for (const start of [-0.3, -0.08, 0.05, 0.2]) {
      let error = start;
      let rate = 1;
      for (let s = 0; s < 2; s += 0.12) {
        const c = correction(error, 1, rate);
        expect(c.do).toBe('rate');
        if (c.do === 'rate') rate = c.rate;
        expect(Math.abs(rate - 1)).toBeLessThanOrEqual(0.25 + 1e-9);
        error += (rate - 1) * 0.12;
      }
      expect(Math.abs(error)).toBeLessThan(0.02);
    }
  });
  test('large errors seek', () => expect(correction(1.2, 1, 1)).toEqual({ do: 'seek' }));
  test('drift is part of the pace', () => expect(correction(0.001, 1.00006, 1.00006)).toEqual({ do: 'rate', rate: 1.00006 }));
  test('a leader that stands still holds the clock', () => {
    let clock = 10;
    for (let i = 0; i < 600; i++) {
      clock += 1 / 60;
      clock += slew(10 - clock, 1 / 60);
    }
    expect(clock - 10).toBeLessThan(0.4);
  });
});

const track = (id: string, shows: string, audible: [number, number][], placed = true) => ({ id, placed, audible, recording: { shows } }) as unknown as Track;

describe('hear', () => {
  const tracks = [track('dispatch', 'audio', [[0, 100]]), track('c1', 'video', [[0, 40], [60, 100]]), track('c2', 'video', [[30, 100]]), track('c3', 'video', [[0, 100]], false)];
  test('the enlarged one while it can be heard, else one that can', () => {
    expect(heardAt(tracks, 10, 'auto', 'c1', null)).toBe('c1');
    expect(heardAt(tracks, 50, 'auto', 'c1', 'c1')).toBe('c2');
    expect(heardAt(tracks, 70, 'auto', 'c1', 'c2')).toBe('c1');
  });
  test('worn recordings before others; none where none can be heard', () => {
    expect(heardAt(tracks, 10, 'auto', 'c2', null)).toBe('c1');
    expect(heardAt(tracks, 150, 'auto', 'c1', 'c1')).toBeNull();
  });
  test('one that is not on the clock is never chosen', () => expect(heardAt(tracks.slice(3), 10, 'auto', 'c3', 'c3')).toBeNull());
  test('what was asked for is kept, silent or not', () => {
    expect(heardAt(tracks, 50, 'c1', 'c2', null)).toBe('c1');
    expect(heardAt(tracks, 50, 'none', 'c2', 'c1')).toBeNull();
  });
});

describe('where the page opens', () => {
  const track = (startS: number, endS: number, shows = 'video') => ({ startS, endS, recording: { shows } }) as unknown as Track;
  const zero = (s: number) => ({ kind: 'shot', words: 'first shot', at: [s, s + 0.1] as [number, number] });
  test('shortly before the event that the ruler counts from', () => expect(opening(zero(96), 37, [track(5, 190)])).toBe(94));
  test('at that event where pictures begin just before it', () => expect(opening(zero(96), 37, [track(95, 190)])).toBe(96));
  test('at the start of what is covered, else of the pictures', () => {
    expect(opening(null, 37, [track(5, 190)])).toBe(37);
    expect(opening(null, 0, [track(5, 190), track(0, 198, 'audio')])).toBe(5);
    expect(opening(null, 3, [track(0, 198, 'audio')])).toBe(3);
  });
});

describe('the wall', () => {
  const ids = (n: number) => Array.from({ length: n }, (_, i) => `c${i + 2}`);
  test('no player stands on another or on the enlarged one, for 1 to 12', () => {
    for (let n = 1; n <= 12; n++)
      for (const sounds of [0, 1, 2]) {
        const a = arrange(ids(n - 1), ids(sounds).map((s) => `s${s}`));
        const taken = new Set<string>();
        for (let r = 1; r <= a.big.rows; r++) for (let c = 1; c <= a.big.columns; c++) taken.add(`${r} ${c}`);
        for (const { row, column } of a.cells.values()) {
          expect(taken.has(`${row} ${column}`)).toBe(false);
          taken.add(`${row} ${column}`);
        }
        expect(a.cells.size).toBe(n - 1 + sounds);
      }
  });
});
