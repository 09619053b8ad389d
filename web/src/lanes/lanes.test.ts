import { describe, expect, test } from 'vitest';
import { crowded, flags, plates, stacked } from './labels';
import { roughly } from './measure';
import { around, contained, LEAST_S, panned, scale, showing, zoomed } from './view';
import { columns, decodeBase64, height, levelFor, path, pyramid } from './waveform';

const whole = { from: 0, to: 192 };

describe('view', () => {
  test('zoom keeps the moment where it is', () => {
    const v = zoomed(whole, 0.5, 48, whole);
    expect(v).toEqual({ from: 24, to: 120 });
    expect(scale(v, 1000).x(48)).toBeCloseTo(scale(whole, 1000).x(48), 9);
  });
  test('never outside, never too narrow', () => {
    expect(contained({ from: -10, to: 20 }, whole)).toEqual({ from: 0, to: 30 });
    expect(panned({ from: 180, to: 190 }, 50, whole)).toEqual({ from: 182, to: 192 });
    let v = whole;
    for (let i = 0; i < 60; i++) v = zoomed(v, 0.5, 100, whole);
    expect(v.to - v.from).toBeCloseTo(LEAST_S, 9);
    for (let i = 0; i < 60; i++) v = zoomed(v, 1.6, 100, whole);
    expect(v).toEqual(whole);
  });
  test('a moment outside is brought in; one inside moves nothing', () => {
    const v = { from: 10, to: 20 };
    expect(showing(v, 15, whole)).toBe(v);
    expect(showing(v, 100, whole)).toEqual({ from: 95, to: 105 });
    expect(around(84, 88, whole).from).toBeLessThan(84);
  });
});

const file = (bytes: number[]) => ({ recording: 'c', bins_per_second: 100, start_ns: 0, levels: levels(bytes) });
function levels(bytes: number[]) {
  const out = [];
  let at = bytes;
  for (;;) {
    const text = btoa(String.fromCharCode(...at));
    out.push({ peak: text, rms: text });
    if (at.length <= 4) return out;
    at = Array.from({ length: Math.ceil(at.length / 4) }, (_, i) => Math.max(...at.slice(i * 4, i * 4 + 4)));
  }
}

describe('waveform', () => {
  test('base64 as bytes', () => expect([...decodeBase64('AAH/')]).toEqual([0, 1, 255]));
  test('one loud bin in a long recording stays visible at every zoom', () => {
    const bytes = new Array<number>(20_000).fill(40);
    bytes[12_345] = 255;
    const p = pyramid(file(bytes));
    for (const width of [60, 300, 1000, 5000]) {
      const cols = columns(p, { offsetS: 3, rate: 1 }, scale({ from: 0, to: 210 }, width), 3, 203);
      expect(Math.max(...cols.map((c) => c.peak))).toBe(255);
    }
  });
  test('the level follows the zoom, and columns cover few bins', () => {
    const p = pyramid(file(new Array<number>(20_000).fill(1)));
    expect(levelFor(p, 0.005)?.binS).toBe(0.01);
    expect(levelFor(p, 0.2)?.binS).toBeCloseTo(0.16, 9);
  });
  test('digital zero draws nothing; full scale draws all', () => {
    expect(height(0)).toBe(0);
    expect(height(255)).toBe(1);
    expect(path([{ x: 1, peak: 0, rms: 0 }], 'peak', 24, 20)).toBe('');
  });
  test('nothing is drawn before a recording starts', () => {
    const p = pyramid(file(new Array<number>(500).fill(200)));
    const cols = columns(p, { offsetS: 10, rate: 1 }, scale({ from: 0, to: 20 }, 1000), 10, 15);
    expect(Math.min(...cols.map((c) => c.x))).toBeGreaterThanOrEqual(500);
    expect(Math.max(...cols.map((c) => c.x))).toBeLessThanOrEqual(752);
  });
});

describe('labels', () => {
  const span = (a: number, b: number) => ({ a, b, word: 'digital silence', length: '41.6 s' });
  test('full text, then the word, then the length, then beside', () => {
    const at = (w: number) => plates([span(100, 100 + w)], 1000, roughly)[0];
    expect(at(200)?.text).toBe('digital silence, 41.6 s');
    expect(at(120)?.text).toBe('digital silence');
    expect(at(60)?.text).toBe('41.6 s');
    expect(at(20)).toMatchObject({ text: 'digital silence, 41.6 s', inside: false });
  });
  test('beside only where there is room, and never over a neighbour', () => {
    const [first] = plates([span(100, 110), span(130, 140)], 1000, roughly);
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBeLessThanOrEqual(100);
    expect(plates([span(2, 10)], 60, roughly)[0]).toBeNull();
  });
  test('flags do not overlap where rows can avoid it', () => {
    const items = [100, 120, 140, 160].map((a) => ({ a, b: a + 3, text: 'aid requested' }));
    const out = flags(items, 1000, roughly, 4);
    const boxes = out.flatMap((f) => (f.textX === null ? [] : [[f.row, f.anchor === 'start' ? f.textX : f.textX - roughly(f.text), f.anchor === 'start' ? f.textX + roughly(f.text) : f.textX] as const]));
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(a[0] !== b[0] || a[2] <= b[1] || b[2] <= a[1]).toBe(true);
  });
  test('what has no room for its words stands where it hides none', () => {
    const close = Array.from({ length: 40 }, (_, i) => ({ a: 100 + i * 8, b: 103 + i * 8, text: 'unit at the gate' }));
    const out = crowded(close, 600, roughly, 3);
    expect(out.some((f) => f.textX !== null)).toBe(true);
    for (const f of out) expect(f.row === 2).toBe(f.textX === null);
  });
  test('a lane that is silent all along says so once', () => {
    expect(plates([{ a: 0, b: 500, word: 'no audio track', length: 'no audio track' }], 500, roughly, true)[0]?.text).toBe('no audio track');
  });
  test('rows are added until every flag has its words, and no further', () => {
    const close = [100, 110, 120].map((a) => ({ a, b: a + 3, text: 'time spoken by control' }));
    const few = stacked(close, 1000, roughly, 4);
    expect(few.every((f) => f.textX !== null)).toBe(true);
    expect(stacked(close.slice(0, 1), 1000, roughly, 4)[0]?.row).toBe(0);
    expect(Math.max(...stacked(close, 110, roughly, 2).map((f) => f.row))).toBeLessThan(2);
  });
});
