import { describe, expect, test } from 'vitest';
import type { Evidence } from '../generated/Evidence';
import type { Finding } from '../generated/Finding';
import type { Rule } from '../generated/Rule';
import { amount, figures } from './parameters';
import { asIf, digests, proofs, tally, testedWords, told, verdictWords } from './told';
import { axes, axisFor, besides, countedWords, draw, measuredWords, wantedWords } from './numberline';

const line = (comparison: string, claimed: number, low: number | null, high: number | null, unit = 's') => ({ unit, comparison, claimed, measured_low: low, measured_high: high });

describe('number line', () => {
  test('findings in one unit share an axis; one far larger has its own', () => {
    const a = line('<=', 60, 58.3, 60.9);
    const b = line('<=', 30, 24.2, 24.5);
    const far = line('<=', 3600, 100, 5000);
    const axis = axes([a, b, far]);
    expect(axis(a)).toEqual(axis(b));
    expect(axis(far).max).toBeGreaterThan(4000);
    expect(axis(a).max).toBeLessThan(120);
  });
  test('what was required is shaded on its side, what was measured is filled', () => {
    const l = line('<=', 60, 58.3, 60.9);
    const axis = axisFor([l], 's');
    const d = draw(l, axis, 340);
    expect(d.wanted[0]).toBe(8);
    expect(d.wanted[1]).toBe(d.claimX);
    expect(d.measured?.[0]).toBeLessThan(d.claimX);
    expect(d.measured?.[1]).toBeGreaterThan(d.claimX);
    expect(draw(line('>', 60, 58.3, 60.9), axis, 340).wanted[0]).toBe(d.claimX);
  });
  test('open ends are said and drawn', () => {
    const l = line('<=', 60, 20, null);
    const d = draw(l, axisFor([l], 's'), 340);
    expect(d.openHigh).toBe(true);
    expect(measuredWords(l)).toBe('at least 20 s');
    expect(measuredWords(line('<=', 60, null, null))).toBe('not bounded by the record');
    expect(draw(line('<=', 60, null, null), axisFor([l], 's'), 340).measured).toBeNull();
  });
  test('an exact count is never thinner than can be seen', () => {
    const l = line('=', 7, 7, 7, 'shots');
    const d = draw(l, axisFor([l], 'shots'), 340);
    expect((d.measured?.[1] ?? 0) - (d.measured?.[0] ?? 0)).toBeGreaterThanOrEqual(3);
    expect(measuredWords(l)).toBe('7');
    expect(countedWords('shot')).toBe('shot, counted');
    expect(countedWords('s')).toBe('');
  });
  test('a unit of measure stands beside its number; what is counted under the axis', () => {
    expect(measuredWords(line('<=', 15, 10.5, 20, 'ft'))).toBe('10.5 to 20 ft');
    expect(countedWords('ft')).toBe('');
    expect(wantedWords(line('<=', 1, 1, 1, 'business days'), true)).toBe('required: at most 1 business day');
    expect(countedWords('wounds')).toBe('wounds, counted');
    expect(measuredWords(line('=', 8, 7, 8, ''))).toBe('7 to 8');
  });
  test('axes of counts have whole steps; negative times have room', () => {
    expect(axisFor([line('=', 1, 0, 2, 'shots')], 'shots').step).toBe(1);
    expect(axisFor([line('<=', 30, -4, 2)], 's').min).toBeLessThanOrEqual(-4);
  });
  test('bounds that are said are rounded outward', () => {
    expect(measuredWords(line('<=', 60, 68.349, 71.351))).toBe('68.3 to 71.4 s');
    expect(measuredWords(line('<=', 60, 47.86, null))).toBe('at least 47.8 s');
  });
  test('words stand beside the bar and not across the line of what was said', () => {
    for (const [bar, claim] of [[[210, 218], 180], [[60, 64], 90], [[8, 150], 160], [[170, 190], 180]] as [[number, number], number][]) {
      const at = besides(bar, claim, 70, 340);
      expect(at.anchor).toBe('start');
      expect(at.x + 70 < claim || at.x > claim).toBe(true);
      expect(at.x + 70 <= bar[0] || at.x >= bar[1]).toBe(true);
    }
  });
  test('words', () => {
    expect(wantedWords(line('<=', 60, 1, 2), true)).toBe('required: at most 60 s');
    expect(wantedWords(line('>', 60, 1, 2), false)).toBe('stated: more than 60 s');
    expect(measuredWords(line('<=', 60, 58.3, 60.9))).toBe('58.3 to 60.9 s');
  });
});

const finding = (over: Partial<Finding>): Finding => ({ reading: '', answer: '', reasons: [], would_change: [], margin: '', undetermined_by: '', bound: '', number_line: null, coverage: [], asked_ns: null, evidence: [], leads: [], as_if: '', ...over });

describe('what a finding says', () => {
  test('each thing once: reasons that the answer repeats are not said twice', () => {
    const t = told(finding({ answer: 'At least 4 counted. Camera 1 has no sound.', reasons: ['Camera 1 has no sound.', 'Nobody marked it.'] }), 'undetermined');
    expect(t).toEqual({ lead: 'At least 4 counted.', rest: ['Camera 1 has no sound.', 'Nobody marked it.'], margin: '' });
  });
  test('an answer made of reasons leads with the first', () => {
    const t = told(finding({ answer: 'A. B.', reasons: ['A.', 'B.', 'C.', 'C.'] }), 'undetermined');
    expect(t).toMatchObject({ lead: 'A.', rest: ['B.', 'C.'] });
  });
  test('margin and bound where they decide', () => {
    expect(told(finding({ answer: 'Yes.', margin: '5.5 s', bound: 'worst case' }), 'met').margin).toBe('Margin: 5.5 s (worst case)');
    expect(told(finding({ answer: 'Yes. Margin: 5.5 s.', margin: '5.5 s', bound: 'worst case' }), 'met').margin).toBe('Margin: 5.5 s (worst case)');
    expect(told(finding({ answer: 'Yes. Margin: 5.5 s.', margin: '5.5 s', bound: 'worst case' }), 'met').lead).toBe('Yes.');
    expect(told(finding({ answer: '4 counted: 1 fewer than 5.', margin: '1', bound: 'worst case' }), 'met').margin).toBe('Bounds: worst case');
    expect(told(finding({ answer: 'Between 20.1 and 20.5 s.', margin: '1', bound: '' }), 'met').margin).toBe('Margin: 1');
    expect(told(finding({ answer: 'No.', bound: 'worst case' }), 'undetermined').margin).toBe('');
  });
  const at = (source: string, s: number | null, role = 'last shot'): Evidence => ({ id: source, source, sha256: '', page: '', role, says: '', local_ns: s === null ? null : [0, 0], incident_ns: s === null ? null : [s * 1e9, s * 1e9] });
  test('one moment on several recordings is one press', () => {
    const list = proofs([at('c1', 10), at('c2', 10.02), at('c1', 12, 'aid'), at('c3', 10.1), at('log', null)]);
    expect(list.map((p) => [p.role, p.sources.join(' ')])).toEqual([['last shot', 'c1 c2 c3'], ['last shot', 'log'], ['aid', 'c1']]);
  });
  test('two moments on one recording stay two, in order of time', () => {
    const [first, second] = proofs([at('c1', 10.2), at('c1', 10)]);
    expect(first?.at).toBeCloseTo(10, 6);
    expect(second?.at).toBeCloseTo(10.2, 6);
  });
  test('verdicts are counted in one order', () => {
    const v = (verdict: string) => ({ verdict, verdict_words: verdict });
    expect(tally([v('undetermined'), v('met'), v('new'), v('undetermined')]).map((t) => `${t.words} ${t.count}`)).toEqual(['met 1', 'undetermined 2', 'new 1']);
  });
  test('what documents say stays apart, with its page', () => {
    const doc = (says: string, page: string): Evidence => ({ ...at('report', null, 'wounds'), says, page });
    expect(proofs([doc('8', '3'), doc('7', '5')]).map((p) => [p.says, p.page, p.at, p.localS])).toEqual([['8', '3', null, null], ['7', '5', null, null]]);
  });
  test('a digest for each source once, none for what is not held', () => {
    const e = (source: string, sha256: string): Evidence => ({ ...at(source, 1), sha256 });
    expect(digests([e('c1', 'aa'), e('c1', 'aa'), e('bee', ''), e('c2', 'bb')])).toEqual([{ source: 'c1', sha256: 'aa' }, { source: 'c2', sha256: 'bb' }]);
  });
  test('by how much it is undetermined stands with the word, and with no other verdict', () => {
    expect(verdictWords('undetermined', 'Undetermined', '0.4 s')).toBe('Undetermined by 0.4 s');
    expect(verdictWords('undetermined', 'Undetermined', '')).toBe('Undetermined');
    expect(verdictWords('not_in_force', 'Not in force', '0.4 s')).toBe('Not in force');
  });
  test('as if in force is counted only where it was asked for', () => {
    const rule = (as_if_verdict: string) => ({ as_if_verdict, as_if_words: as_if_verdict }) as Rule;
    expect(tally(asIf([rule(''), rule('met'), rule('met')])).map((t) => `${t.words} ${t.count}`)).toEqual(['met 2']);
    expect(asIf([rule('')])).toEqual([]);
  });
  test('how it was tested is said only where it was not the default', () => {
    expect(testedWords({ as_if: false, by: [], confirmed_only: false })).toEqual([]);
    const all = testedWords({ as_if: true, by: ['reviewer-a', 'reviewer-b'], confirmed_only: true });
    expect(all.length).toBe(3);
    expect(all[0]).toContain('as if in force');
    expect(all[1]).toContain('reviewer-a and reviewer-b');
  });
});

describe('numbers that a rule leaves open', () => {
  const parameter = (value: string, published: string[], is_default = false) => ({ name: 'limit', wording: 'promptly', value, is_default, note: '', published: published.map((v) => ({ value: v, who: `who ${v}` })) });
  test('amounts are read as far as they are numbers', () => {
    expect(amount('5 min')).toEqual({ kind: 'time', low: 300, high: 300 });
    expect(amount('5 to 8 min')).toEqual({ kind: 'time', low: 300, high: 480 });
    expect(amount('10 business days')).toEqual({ kind: 'business days', low: 10, high: 10 });
    expect(amount('as soon as practicable')).toBeNull();
  });
  test('the user’s value stands first, beside what is published, to one scale', () => {
    const f = figures(parameter('3 min', ['5 min', '5 to 10 min']));
    expect(f.map((x) => [x.text, x.set])).toEqual([['3 min', true], ['5 min', false], ['5 to 10 min', false]]);
    expect(f[0]?.at).toEqual([0.3, 0.3]);
    expect(f[2]?.at).toEqual([0.5, 1]);
    expect(figures(parameter('15 s', [], true))[0]?.who).toContain('default');
  });
  test('what cannot be compared is listed and not drawn', () => {
    expect(figures(parameter('3 min', ['10 business days'])).every((x) => x.at === null)).toBe(true);
    expect(figures(parameter('3 min', ['at once'])).every((x) => x.at === null)).toBe(true);
    expect(figures(parameter('3 s', ['45 days'])).every((x) => x.at === null)).toBe(true);
    expect(figures(parameter('', []))).toEqual([]);
  });
});
