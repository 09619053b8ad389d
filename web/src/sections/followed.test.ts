import { describe, expect, test } from 'vitest';
import type { Outcome } from '../generated/Outcome';
import type { Step } from '../generated/Step';
import { roughly } from '../lanes/measure';
import { pairs, share } from './agreement';
import { cut, dateWords, dayTicks, dayWords, draw, drawnLimit, extent, heldWords, type Label, labelled, limitWords, type Named, rowsOf } from './followed';

const outcome = (id: string, over: Partial<Outcome> = {}): Outcome => ({
  id, kind: 'release of video', what: `What ${id}`, date: '2026-05-17', date_last: null, as_of: '2026-11-20', days: 3, limit_days: null, limit_source: '', source: 's', page: '', note: '', ...over,
});
const step = (over: Partial<Step>): Step => ({ kind: 'release of video', state: 'done', words: 'done after 3 days', outcomes: [], days_low: 3, days_high: 3, open_days: null, as_of: '2026-11-20', limit: null, ...over });
const limit = (over: object = {}) => ({ days: 30, counted_in: 'calendar', rule: 'r1', citation: 'Standard 9', state: 'within', ...over });

describe('what followed', () => {
  test('outcomes hang under their step, dated ones first and in order', () => {
    const outcomes = [outcome('c', { date: null, days: 190 }), outcome('b', { days: 29 }), outcome('a')];
    const [row] = rowsOf({ accountability: [step({ outcomes: ['a', 'b', 'c'] })], outcomes });
    expect(row?.ticks.map((t) => t.outcome.id)).toEqual(['a', 'b', 'c']);
    expect(row?.ticks.map(dayWords)).toEqual(['day 3', 'day 29', 'open on day 190']);
  });
  test('an age says as of which day; the review’s own words are kept', () => {
    const rows = rowsOf({
      accountability: [step({}), step({ state: 'open', words: 'open for 190 days', open_days: 190, days_low: null }), step({ state: 'not_recorded', words: 'not recorded in the sources held', days_low: null })],
      outcomes: [],
    });
    expect(rows.map((r) => r.words)).toEqual(['done after 3 days', 'open for 190 days as of 20 November 2026', 'not recorded in the sources held']);
    expect(rows.map((r) => r.low)).toEqual([3, 190, null]);
  });
  test('where sources differ a day is an interval', () => {
    const [row] = rowsOf({ accountability: [step({ outcomes: ['a'], days_low: 3, days_high: 5 })], outcomes: [outcome('a', { date_last: '2026-05-19' })] });
    expect([row?.ticks[0]?.low, row?.ticks[0]?.high]).toEqual([3, 5]);
    expect(row?.ticks[0] && dayWords(row.ticks[0])).toBe('day 3 to 5');
    expect(dateWords(outcome('a', { date_last: '2026-05-19' }))).toBe('17 May 2026 to 19 May 2026');
    expect(dateWords(outcome('a', { date: null }))).toBe('as of 20 November 2026');
  });
  test('entries that give the days of one outcome are drawn once, over all of them', () => {
    const outcomes = [outcome('a', { what: 'An order', date_last: '2026-05-19' }), outcome('b', { what: 'An order', days: 5 }), outcome('c', { what: 'Another order', days: 4 })];
    const [row] = rowsOf({ accountability: [step({ outcomes: ['a', 'b', 'c'] })], outcomes });
    expect(row?.ticks.map((t) => t.outcome.id)).toEqual(['a', 'c', 'b']);
    expect(row?.drawn.map((t) => t.outcome.id)).toEqual(['a', 'c']);
  });
  test('kinds that are no step have a line of their own', () => {
    const rows = rowsOf({ accountability: [step({ outcomes: ['a'] })], outcomes: [outcome('a'), outcome('x', { kind: 'training', date: null, days: 190, limit_days: 180, limit_source: 'Standard 9' })] });
    expect(rows.map((r) => r.kind)).toEqual(['release of video', 'training']);
    expect(rows[1]).toMatchObject({ state: 'open', words: 'open for 190 days as of 20 November 2026', limit: { days: 180, citation: 'Standard 9', state: '' } });
  });
  test('past is said only where the review says it', () => {
    expect(limitWords(limit())).toBe('limit 30 days');
    expect(limitWords(limit({ days: 1, counted_in: 'business' }))).toBe('limit 1 business day');
    expect(heldWords(limit({ state: 'past' }))).toBe('past it');
    expect(heldWords(limit({ state: 'within' }))).toBe('within it');
    for (const state of ['open', '', 'anything']) expect(heldWords(limit({ state }))).not.toContain('past');
    // However long it took, the page does not count for itself.
    const [row] = rowsOf({ accountability: [step({ days_low: 96, days_high: 96, limit: limit({ state: 'open' }) })], outcomes: [outcome('a', { days: 96, limit_days: 30 })] });
    expect(row?.limit && heldWords(row.limit)).not.toContain('past');
  });
  test('the drawing reaches from the first to the last day of anything on it', () => {
    const rows = rowsOf({ accountability: [step({ outcomes: ['a', 'b'], limit: limit({ days: 2000 }) })], outcomes: [outcome('a', { days: -4 }), outcome('b', { days: 1608 })] });
    expect(extent(rows)).toEqual([-4, 2000]);
    expect(drawnLimit(rows[0]!)).toBe(2000);
    // Which days are holidays is not the page's to know, so business days have words only.
    expect(drawnLimit(rowsOf({ accountability: [step({ limit: limit({ counted_in: 'business' }) })], outcomes: [] })[0]!)).toBeNull();
    expect(extent([])).toEqual([0, 1]);
  });
  test('the axis has round days, or years', () => {
    expect(dayTicks(0, 190, 4, 76).map((t) => t.label)).toEqual(['incident', 'day 30', 'day 60', 'day 90', 'day 120', 'day 150', 'day 180']);
    expect(dayTicks(-40, 3169, 0.3, 76).map((t) => t.label)).toEqual(['incident', '1 year', '2 years', '3 years', '4 years', '5 years', '6 years', '7 years', '8 years']);
    expect(dayTicks(0, 1627, 0.55, 76).map((t) => t.label)).toEqual(['incident', '1 year', '2 years', '3 years', '4 years']);
    expect(dayTicks(0, 12, 80, 76).length).toBe(13);
  });
});

/** The box of a label's words, and its upright. */
const box = (l: Label) => ({ from: l.anchor === 'start' ? l.x : l.x - roughly(l.text), to: l.anchor === 'start' ? l.x + roughly(l.text) : l.x });
function crossings(at: Named[], labels: Label[]): [number, number] {
  let [n, over] = [0, 0];
  labels.forEach((a, i) =>
    labels.forEach((b, j) => {
      if (i === j) return;
      const [p, q] = [box(a), box(b)];
      if (a.row === b.row && p.from < q.to && q.from < p.to) over++;
      // Words of b lie across a's upright.
      const x = at[i]?.x ?? 0;
      if (b.row > 0 && b.row < a.row && x > q.from && x < q.to) n++;
    }),
  );
  return [over, n];
}

describe('words of outcomes', () => {
  const named = (xs: number[], length = 30) => xs.map((x, i) => ({ x, text: `${i} ${'w'.repeat(length - 2)}` }));
  test('one stands on the line; several stand below, each under the one after it', () => {
    expect(labelled(named([100]), 800, roughly)[0]).toMatchObject({ row: 0, x: 107, anchor: 'start' });
    const l = labelled(named([10, 14, 20]), 800, roughly);
    expect(l.map((k) => k.row)).toEqual([2, 1, 0]);
  });
  test('words that end before the next place stay in the first row', () => expect(labelled(named([10, 400, 600], 12), 800, roughly).map((l) => l.row)).toEqual([1, 1, 0]));
  test('words do not run across a limit or the end of an open line', () => {
    expect(labelled(named([100]), 800, roughly, 0, 180)[0]?.row).toBe(1);
    expect(labelled(named([100]), 800, roughly, 700)[0]?.row).toBe(1);
    expect(labelled(named([100]), 800, roughly, 100, 60)[0]?.row).toBe(0);
  });
  test('at the right edge they run to the left, and long ones are cut', () => {
    expect(labelled(named([780]), 800, roughly)[0]).toMatchObject({ anchor: 'end', x: 773 });
    const [long] = labelled([{ x: 200, text: 'w'.repeat(400) }], 500, roughly);
    expect(long?.text.endsWith('…')).toBe(true);
    expect(roughly(long?.text ?? '')).toBeLessThanOrEqual(293);
    expect(cut('short', 100, roughly)).toBe('short');
  });
  test('over five years no words lie on others, at the widths of a screen and of paper', () => {
    const all = [1, 3, 12, 17, 17, 29, 30, 102, 130, 221, 349, 352, 352, 536, 557, 557, 654, 900, 1300, 1608];
    const steps = [all, [3, 29], [17, 130, 654], [349, 352, 557], [536, 1608], [29, 349, 352, 352, 557, 1608], [1, 3, 12, 17, 17, 29, 30]];
    for (const width of [490, 580, 940])
      for (const daysOf of steps) {
        const at = daysOf.map((d, i) => ({ x: 3 + (d / 1608) * (width - 29), text: `day ${d}  What happened here as number ${i}` }));
        const labels = labelled(at, width, roughly);
        expect(labels.length).toBe(daysOf.length);
        const [over, across] = crossings(at, labels);
        expect(over, `${daysOf.length} at ${width}`).toBe(0);
        // Twenty on one line cannot all keep clear of each other's uprights; as many as one step has can.
        if (daysOf !== all) expect(across, `${daysOf.length} at ${width}`).toBe(0);
        for (const l of labels) {
          expect(box(l).from).toBeGreaterThanOrEqual(0);
          expect(box(l).to).toBeLessThanOrEqual(width + 0.5);
        }
      }
  });
});

describe('agreement', () => {
  const row = (a: string, b: string, kind: string) => ({ kind, kind_words: kind, recording: 'c', a, b, reviewed_s: 10, both: 1, only_a: 0, only_b: 0, positive: 1, kappa: null, words: '' });
  test('a table for each two reviewers', () => {
    expect(pairs([row('a', 'b', 'shot'), row('a', 'c', 'shot'), row('a', 'b', 'aid')]).map((p) => [p.a, p.b, p.rows.length])).toEqual([['a', 'b', 2], ['a', 'c', 1]]);
    expect(pairs([])).toEqual([]);
  });
  test('a share, or words where there is none', () => {
    expect(share(0.8571, 'none')).toBe('0.86');
    expect(share(-0.1, 'none')).toBe('−0.10');
    expect(share(null, 'none')).toBe('none');
  });
});

describe('the drawing of a step', () => {
  const x = (day: number) => 3 + day * 0.5;
  const drawn = (s: Partial<Step>, outcomes: Outcome[], narrow = false) => {
    const [row] = rowsOf({ accountability: [step({ outcomes: outcomes.map((o) => o.id), ...s })], outcomes });
    if (!row) throw new Error('no row');
    return draw(row, x, 900, narrow, roughly);
  };
  test('done is a solid line to its day, and thin to what came after', () => {
    const d = drawn({ days_low: 30, days_high: 30 }, [outcome('a', { days: 30 }), outcome('b', { days: 100 })]);
    expect(d.strokes.find((s) => s.width === 4)?.d).toBe('M3 17H18');
    expect(d.strokes.some((s) => s.width === 1 && s.d === 'M3 17H53')).toBe(true);
    expect(d.strokes.some((s) => s.dash)).toBe(false);
    expect(d.words.map((w) => [w.day, w.text])).toEqual([['day 30', 'What a'], ['day 100', 'What b']]);
  });
  test('where sources differ it is solid to the first day and hatched to the last', () => {
    const d = drawn({ days_low: 30, days_high: 60 }, []);
    expect(d.strokes.find((s) => s.width === 4)?.d).toBe('M3 17H18');
    expect(d.between).toEqual([[18, 33]]);
  });
  test('open is dashed with an open end, and what it is stands under it', () => {
    const d = drawn({ state: 'open', days_low: null, days_high: null, open_days: 190 }, [outcome('a', { date: null, days: 190 })]);
    expect(d.strokes.find((s) => s.dash)?.d).toBe('M3 17H98');
    expect(d.strokes.some((s) => s.width === 4)).toBe(false);
    expect(d.words).toMatchObject([{ day: 'open', text: 'What a', x: 3 }]);
    expect(d.words[0]?.y).toBeGreaterThan(30);
  });
  test('one that is open under a step that was done goes on dashed', () => {
    const d = drawn({}, [outcome('a'), outcome('b', { date: null, days: 190 })]);
    expect(d.strokes.find((s) => s.dash)?.d).toBe('M4.5 17H98');
    expect(d.words.at(-1)).toMatchObject({ day: 'open', text: 'What b', x: 4.5 });
  });
  test('narrow: the line alone, the words stand in a list', () => {
    const d = drawn({ limit: limit() }, [outcome('a'), outcome('b', { days: 40 })], true);
    expect(d.words).toEqual([]);
    expect(d.height).toBe(30);
    expect(d.limitX).toBe(18);
  });
});
