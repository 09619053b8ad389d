import { describe, expect, test } from 'vitest';
import { clockface } from '../clock/format';
import { tracksOf } from '../data/tracks';
import type { ClaimedClock } from '../generated/ClaimedClock';
import { roughly } from '../lanes/measure';
import { clocked, forty, two } from '../../tests/clock-documents';
import { aboutZero, around, ticksOf } from './axis';
import { claimsOf } from './claims';
import { driftOf } from './drift';
import { layOut, ordered, passes, thickness, wordsOn, type Box, type Line, type Node } from './graph';
import { handOf } from './hand';
import { closesOf, loopsOf, untested } from './loops';
import { nothingShared, rowsOf } from './pairs';
import { stripOf, stripTicks } from './strip';
import { betweenSeconds, halfMs, longSpan, pairName, ppm, signedMs, withHalf } from './words';

describe('words', () => {
  test('milliseconds where small, seconds where not; half-widths rounded up', () => {
    expect([signedMs(4e6), signedMs(-7.26e6), signedMs(0), signedMs(-12.4e6), signedMs(2.4e9)]).toEqual(['+4 ms', '−7.3 ms', '0 ms', '−12 ms', '+2.40 s']);
    expect([halfMs(12.1e6), halfMs(7.51e6), halfMs(1.21e9)]).toEqual(['±13 ms', '±7.6 ms', '±1.3 s']);
    expect([withHalf(4e6, 12e6), withHalf(4e6, null), withHalf(4e6, 0)]).toEqual(['+4 ms ±12', '+4 ms', '+4 ms']);
    expect([ppm(11_000), ppm(-4_120), ppm(0)]).toEqual(['+11 ppm', '−4.1 ppm', '0 ppm']);
    // Two signs of nothing are no sign.
    expect(signedMs(-20)).toBe('0 ms');
  });
  test('an interval of seconds is rounded outward; hours are hours', () => {
    expect(betweenSeconds(47.15e9, 0.25e9)).toBe('+46.9 to +47.4 s');
    expect(betweenSeconds(-0.15e9, 0.45e9)).toBe('−0.6 to +0.3 s');
    expect(betweenSeconds(-3599.6e9, 1.1e9)).toBe('−59 min 59.6 s ±1.1 s');
    expect(longSpan(3602.4e9)).toBe('+1 h 0 min 2.4 s');
  });
  test('the second name in small letters only where it is a common word', () => {
    expect(pairName('Camera 1', 'Camera 2')).toBe('Camera 1, camera 2');
    expect(pairName('Camera 1', 'GoPro of a neighbour')).toBe('Camera 1, GoPro of a neighbour');
  });
});

describe('axes', () => {
  test('round steps, zero within', () => {
    for (const reach of [0.4, 7, 44, 61, 480, 12_345]) {
      const a = aboutZero(reach);
      expect(a.max).toBeGreaterThanOrEqual(reach);
      expect(ticksOf(a)).toContain(0);
      expect(ticksOf(a).length).toBeLessThanOrEqual(9);
    }
    expect(ticksOf(around(-0.6, 47.4, 5))).toEqual([-10, 0, 10, 20, 30, 40, 50]);
  });
});

const overlaps = (boxes: Box[]) => boxes.flatMap((p, i) => boxes.slice(i + 1).filter((q) => Math.abs(p.x - q.x) < (p.w + q.w) / 2 && Math.abs(p.y - q.y) < (p.h + q.h) / 2).map((q) => `${p.id} on ${q.id}`));
const every = (ids: string[]): Line[] => ids.flatMap((a, i) => ids.slice(i + 1).map((b) => ({ a, b })));

describe('graph', () => {
  for (const width of [300, 358, 410])
    test(`from 2 to 40 recordings no box lies on another or leaves the drawing, at ${width}`, () => {
      for (let n = 2; n <= 40; n++)
        for (const apart of [0, 1, 3]) {
          const ids = Array.from({ length: n }, (_, i) => `r${i}`);
          const nodes: Node[] = ids.map((id, i) => ({ id, width: n > 12 ? 26 : 58 + ((i * 37) % 50), group: i >= n - apart ? null : 1 }));
          const layout = layOut(nodes, every(ids), [1], width);
          const boxes = [...layout.boxes.values()];
          expect(boxes).toHaveLength(n);
          expect(overlaps(boxes)).toEqual([]);
          for (const b of boxes) {
            expect(b.x - b.w / 2).toBeGreaterThanOrEqual(-0.5);
            expect(b.x + b.w / 2).toBeLessThanOrEqual(width + 0.5);
            expect(b.y + b.h / 2).toBeLessThanOrEqual(layout.height);
            expect(b.y - b.h / 2).toBeGreaterThanOrEqual(0);
          }
        }
    });

  test('several groups, each apart; the same each time', () => {
    const nodes: Node[] = [...'abcdefgh'].map((id, i) => ({ id, width: 80, group: i < 4 ? 1 : i < 6 ? 2 : i < 7 ? 3 : null }));
    const lines = [{ a: 'a', b: 'b' }, { a: 'e', b: 'f' }, { a: 'h', b: 'c' }];
    const made = layOut(nodes, lines, [1, 2, 3], 410);
    expect(overlaps([...made.boxes.values()])).toEqual([]);
    expect(made.dividers.map((d) => d.group)).toEqual([null, 2, 3]);
    expect(layOut(nodes, lines, [1, 2, 3], 410)).toEqual(made);
  });

  test('lines between recordings of a group pass no third box', () => {
    for (const n of [3, 4, 5, 6, 7, 8]) {
      const ids = Array.from({ length: n }, (_, i) => `r${i}`);
      const { boxes } = layOut(ids.map((id) => ({ id, width: 70, group: 1 })), every(ids), [1], 410);
      for (const l of every(ids)) {
        const [p, q] = [boxes.get(l.a) as Box, boxes.get(l.b) as Box];
        for (const k of boxes.values()) if (k !== p && k !== q) expect(`${n}: ${l.a} ${l.b} ${passes([p.x, p.y, q.x, q.y], k, 0) ? k.id : ''}`).toBe(`${n}: ${l.a} ${l.b} `);
      }
    }
  });

  test('a ring is drawn as a ring, and an order without reason is kept', () => {
    const ring = ordered(['a', 'b', 'c', 'd'], [{ a: 'a', b: 'c' }, { a: 'c', b: 'b' }, { a: 'b', b: 'd' }, { a: 'd', b: 'a' }]);
    const at = (id: string) => ring.indexOf(id);
    for (const [x, y] of ['ac', 'cb', 'bd', 'da']) expect([1, 3]).toContain(Math.abs(at(x as string) - at(y as string)));
    expect(ordered(['a', 'b', 'c'], [])).toEqual(['a', 'b', 'c']);
  });

  test('words lie on no box and on no other words', () => {
    const ids = Array.from({ length: 6 }, (_, i) => `r${i}`);
    const layout = layOut(ids.map((id) => ({ id, width: 80, group: 1 })), every(ids), [1], 410);
    const words = wordsOn(every(ids).map((l) => ({ key: `${l.a} ${l.b}`, text: '13, +4 ms', ...l })), layout, roughly, 'r0 r3');
    expect(words.length).toBeGreaterThan(6);
    expect(words.some((w) => w.key === 'r0 r3')).toBe(true);
    expect(overlaps([...layout.boxes.values(), ...words.map((w) => ({ id: w.key, x: w.x, y: w.y, w: w.w, h: 17 }))])).toEqual([]);
  });

  test('as thick as the windows', () => {
    expect(thickness(120, 120)).toBe(9);
    expect(thickness(60, 120)).toBe(4.5);
    expect(thickness(1, 120)).toBe(1.5);
  });
});

describe('pairs', () => {
  test('those that support the clock first; each with its words', () => {
    const rows = rowsOf(clocked.clock);
    expect(rows).toHaveLength(9);
    expect(rows.map((r) => r.standing)).toEqual(['tested', 'tested', 'tested', 'tested', 'alone', 'tested', 'alone', 'unused', 'unused']);
    expect(rows[0]).toMatchObject({ windowsWords: '13 of 15', rivalAt: '+31.24 s', rivalMargin: '10,000 to 1', left: '+4 ms ±12', label: '13, +4 ms', byHand: 1 });
    expect(rows[3]).toMatchObject({ rivalAt: '', rivalMargin: 'more than a million to 1' });
    expect(nothingShared(clocked.clock)).toHaveLength(19);
  });
  test('where windows were not kept, only those that agree are counted', () => {
    const [pair] = two.clock.pairs;
    if (!pair) throw new Error('no pair');
    const [row] = rowsOf({ ...two.clock, pairs: [{ ...pair, looked_at: [], margin: null, rival_offset_ns: null, estimator_95_ns: null }] });
    expect(row).toMatchObject({ windowsWords: '13', of: 13, rivalMargin: 'none found', left: '+4 ms' });
  });
});

describe('windows of a pair', () => {
  const tracks = tracksOf(clocked);
  const track = (id: string) => tracks.find((t) => t.id === id) as (typeof tracks)[number];
  const strip = (a: string, b: string) => {
    const pair = clocked.clock.pairs.find((p) => p.a === a && p.b === b);
    if (!pair) throw new Error('no such pair');
    return stripOf(pair, track(a), track(b), clockface(clocked.clock.wall));
  };
  test('on the incident’s clock where both are on it', () => {
    const s = strip('camera-1', 'camera-2');
    expect(s.clockWords).toBe('wall time');
    expect(s.from).toBeCloseTo(12, 1);
    expect(s.to).toBeCloseTo(188, 1);
    expect(s.windows).toHaveLength(15);
    expect(s.windows.filter((w) => w.used)).toHaveLength(13);
    expect(s.deaf.map((d) => d.cls).sort()).toEqual(['digital_silence', 'dropped', 'pre_event']);
    expect(s.own).toEqual({ at: 4, half: 12 });
    for (const w of s.windows) expect(Math.abs(w.off)).toBeLessThanOrEqual(s.axis.max);
    // No window lies where one of the two has no sound.
    for (const w of s.windows) for (const d of s.deaf) expect(w.t > d.inner[0] && w.t < d.inner[1]).toBe(false);
    expect(stripTicks(s.axis)).toContain(0);
  });
  test('on the first one’s own clock where they are not', () => {
    const s = strip('camera-3', 'camera-4');
    expect(s.clockWords).toBe('Camera 3’s own clock');
    expect(s.time(75)).toBe('1:15');
    expect(s.band).toBeNull();
    expect(s.own).toBeNull();
    expect(strip('doorbell', 'garage').clockWords).toContain('own clock');
  });
});

describe('loops', () => {
  test('what is missing, whether it closes, and what the pairs leave over', () => {
    const [one, other] = loopsOf(clocked.clock);
    expect(one).toMatchObject({ words: '+17 ms ±21', verdict: 'closes', terms: '+4 ms, +6 ms, +7 ms' });
    expect(other).toMatchObject({ words: '−27 ms ±33', terms: '−7 ms, −11 ms, −9 ms' });
    expect(untested(clocked.clock, clocked.recordings).map((u) => u.recording.id)).toEqual(['phone', 'doorbell', 'garage']);
  });
  test('figures that do not add up are not shown as if they did; without intervals nothing is said', () => {
    const [cycle] = clocked.clock.cycles;
    if (!cycle) throw new Error('no loop');
    const [loop] = loopsOf({ ...clocked.clock, cycles: [{ ...cycle, residual_ns: 40e6 }] });
    expect(loop?.terms).toBe('');
    expect(closesOf({ ...cycle, residual_ns: 66e6 })).toBe(false);
    expect(closesOf({ ...cycle, residual_ns: 64e6 })).toBe(true);
    expect(closesOf({ ...cycle, estimator_95_ns: 0, travel_bound_ns: 0 })).toBeNull();
  });
  test('of many, those that close least well come first', () => {
    const loops = loopsOf(forty.clock);
    expect(loops[0]?.verdict).toBe('does not close');
    expect(loops.length).toBe(forty.clock.cycles.length);
  });
});

describe('drift', () => {
  test('clear of zero or not, by group', () => {
    const groups = driftOf(clocked.clock, clocked.recordings);
    expect(groups.map((g) => g.number)).toEqual([1, 2]);
    expect(groups[0]?.rows.map((r) => [r.recording.id, r.clear])).toEqual([['dispatch', false], ['camera-1', false], ['camera-2', true], ['camera-3', false], ['phone', false]]);
    expect(groups[0]?.rows[2]?.words).toBe('+11 ppm ±8; 2 ms over its length');
    expect(groups[0]?.rows[3]?.words).toContain('zero is within');
  });
});

describe('claimed clocks', () => {
  test('near ones on the line, an hour as an arrow, and untested ones said so', () => {
    const d = claimsOf(clocked.clock.claimed);
    expect(d.axis).toMatchObject({ min: -10, max: 50 });
    expect(d.rows.map((r) => r.beyond)).toEqual([0, 0, 0, -1, 0, 0]);
    expect(d.rows[5]?.words).toBe('nothing else to test it against');
    expect(d.disagree.map((c) => c.id)).toEqual(['c-3', 'c-4']);
  });
  test('only far ones: still an axis', () => {
    const far = clocked.clock.claimed.filter((c) => c.id === 'c-4') as ClaimedClock[];
    expect(claimsOf(far).axis.max).toBeGreaterThan(0);
    expect(claimsOf([]).rows).toEqual([]);
  });
});

test('a place set by hand reaches as far as what speaks against it', () => {
  const [near, far] = clocked.clock.by_hand.map(handOf);
  expect(near).toMatchObject({ unit: 'ms', half: 60, sound: null, solved: 22 });
  expect(far).toMatchObject({ unit: 's', sound: -1.24 });
  expect(far?.axis.min).toBeLessThanOrEqual(-1.24);
});
