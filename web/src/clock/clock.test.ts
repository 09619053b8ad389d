import { describe, expect, test } from 'vitest';
import { clockface, count, date, dayAfter, digest, bytes, list, plusMinus, seconds, signedSeconds, stopwatch, together } from './format';
import { ticks } from './ticks';
import { incidentFromLocal, localFromIncident } from './transform';

describe('transform', () => {
  test('there and back, with drift', () => {
    const clock = { offsetS: 54, rate: 1 - 60e-6 };
    expect(localFromIncident(clock, incidentFromLocal(clock, 100))).toBeCloseTo(100, 9);
    expect(incidentFromLocal(clock, 100)).toBeCloseTo(153.994, 6);
  });
});

describe('format', () => {
  const wall = { at_zero: '2026-05-14T14:02:00+02:00', at_zero_unix_ms: 1778760120000, utc_offset_minutes: 120, plus_minus_ns: 400_000_000 };
  test('wall time in the zone of the place', () => {
    const face = clockface(wall);
    expect(face.time(88.14)).toBe('14:03:28.1');
    expect(face.time(-0.04, 0)).toBe('14:02:00');
    expect(face.time(59.96)).toBe('14:03:00.0');
    expect(face.plusMinus).toBe(' ±0.4 s');
  });
  test('past midnight', () => {
    const face = clockface({ ...wall, at_zero_unix_ms: Date.UTC(2026, 4, 14, 21, 59, 30) });
    expect(face.time(45, 0)).toBe('00:00:15');
    expect(face.time(-86400, 0)).toBe('23:59:30');
  });
  test('without a tie to wall time', () => {
    const face = clockface(null);
    expect(face.time(46.2)).toBe('T+0:46.2');
    expect(face.time(-2.5)).toBe('T−0:02.5');
    expect(face.wall).toBe(false);
  });
  test('lengths', () => {
    expect(seconds(41.6)).toBe('41.6 s');
    expect(seconds(0.4)).toBe('0.4 s');
    expect(seconds(0.0254)).toBe('0.025 s');
    expect(seconds(0)).toBe('0.0 s');
    expect(signedSeconds(-0.25, 2)).toBe('−0.25 s');
    expect(signedSeconds(-0.0002, 3)).toBe('0.000 s');
    expect([0.697, 0.054, 0.4, 0.0251, 12.3, 0].map(plusMinus)).toEqual(['±0.7 s', '±0.054 s', '±0.4 s', '±0.026 s', '±13 s', '±0 s']);
    expect(stopwatch(3723.04, 1)).toBe('1:02:03.0');
    expect(stopwatch(59.99, 1)).toBe('1:00.0');
  });
  test('dates and words', () => {
    expect(date('2026-05-14')).toBe('14 May 2026');
    expect(date('May 2026')).toBe('May 2026');
    expect(dayAfter('2026-11-20', -190)).toBe('2026-05-14');
    expect(count(1, 'line')).toBe('one line');
    expect(count(17, 'line')).toBe('17 lines');
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(together(['Camera 2', 'Dispatch', 'Camera 1', 'Camera 10']).replace(/\u00a0/g, ' ')).toBe('Cameras 1, 2 and 10 and Dispatch');
    expect(bytes(1234567)).toBe('1,234,567 bytes');
    expect(digest('0123456789ab')).toBe('0123 4567 89ab');
  });
});

describe('ticks', () => {
  test('fall on round wall times and keep their distance', () => {
    const t = ticks(0, 192, 5, 78, 14 * 3600 + 125);
    expect(t.stepS).toBe(30);
    expect(t.at[0]).toBe(25);
    expect(t.decimals).toBe(0);
  });
  test('fine zoom needs decimals', () => {
    expect(ticks(10, 10.4, 2500, 78).decimals).toBe(2);
    expect(ticks(10, 12, 500, 78).decimals).toBe(1);
  });
});
