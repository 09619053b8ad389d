// What followed, step by step: the lines of the drawing, the words beside them, and where the words of each outcome
// go. "Past" is said only where the review says it, with the rule that sets the limit. Pure.

import { date } from '../clock/format';
import type { Limit } from '../generated/Limit';
import type { Outcome } from '../generated/Outcome';
import type { Review } from '../generated/Review';
import type { Step } from '../generated/Step';
import type { Measure } from '../lanes/measure';

export const days = (n: number) => (n === 1 ? '1 day' : `${n} days`);

/** One outcome on its step's line. */
export interface Tick {
  outcome: Outcome;
  /** Days from the incident: where sources differ, the first and the last that they give. Open ones end at `as_of`. */
  low: number;
  high: number;
  open: boolean;
}

/** One kind of step. */
export interface Row {
  kind: string;
  state: string;
  words: string;
  /** The main line's end: the first that was done, or how long it has been open. */
  low: number | null;
  high: number | null;
  limit: Limit | null;
  ticks: Tick[];
  /** Those that are drawn: an entry that gives one of the days of an outcome that is drawn over all of them is not
   * drawn a second time. It stands in the table, with its source. */
  drawn: Tick[];
}

const dayNumber = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

function tick(outcome: Outcome): Tick {
  const more = outcome.date && outcome.date_last ? dayNumber(outcome.date_last) - dayNumber(outcome.date) : 0;
  return { outcome, low: outcome.days, high: outcome.days + (more > 0 ? more : 0), open: outcome.date === null };
}

/** Steps in the clock's order; then outcomes of kinds that are no step, each kind on its own line. */
export function rowsOf(review: Pick<Review, 'accountability' | 'outcomes'>): Row[] {
  const { accountability, outcomes } = review;
  const hung = new Set(accountability.flatMap((s) => s.outcomes));
  const rest = outcomes.filter((o) => !hung.has(o.id));
  const ticksOf = (of: Outcome[]) => of.map(tick).sort((a, b) => Number(a.open) - Number(b.open) || a.low - b.low || a.high - b.high);
  const steps = accountability.map((s): Row => {
    const ticks = ticksOf(outcomes.filter((o) => s.outcomes.includes(o.id)));
    return { kind: s.kind, state: s.state, words: stepWords(s), low: s.state === 'open' ? s.open_days : s.days_low, high: s.days_high, limit: s.limit, ticks, drawn: undoubled(ticks) };
  });
  const others = [...new Set(rest.map((o) => o.kind))].map((kind): Row => {
    const ticks = ticksOf(rest.filter((o) => o.kind === kind));
    const first = ticks[0];
    const open = first?.open ?? true;
    const words = first ? (open ? `open for ${days(first.low)} as of ${date(first.outcome.as_of)}` : `done after ${between(first.low, first.high)}`) : '';
    const limited = ticks.find((t) => t.outcome.limit_days !== null)?.outcome;
    // Whether such a limit is past is not the page's to say: the review does, of steps.
    const limit = limited?.limit_days ? { days: limited.limit_days, counted_in: 'calendar', rule: '', citation: limited.limit_source, state: '' } : null;
    return { kind, state: open ? 'open' : 'done', words, low: first?.low ?? null, high: first?.high ?? null, limit, ticks, drawn: undoubled(ticks) };
  });
  return [...steps, ...others];
}

/** Whether another entry of the same words spans this one's day. */
const within = (t: Tick, all: Tick[]) => all.some((o) => o !== t && !o.open && !t.open && o.outcome.what === t.outcome.what && o.high > o.low && o.low <= t.low && t.high <= o.high && t.high === t.low);
const undoubled = (ticks: Tick[]) => ticks.filter((t) => !within(t, ticks));

const between = (low: number, high: number) => (low === high ? days(low) : `${low} to ${days(high)}`);

/** The review's own words; an age says as of which day. */
function stepWords(s: Step): string {
  return s.state === 'open' && s.as_of && !s.words.includes('as of') ? `${s.words} as of ${date(s.as_of)}` : s.words;
}

/** `limit 30 days`, `limit 10 business days`. */
export const limitWords = (l: Pick<Limit, 'days' | 'counted_in'>) =>
  `limit ${l.counted_in === 'business' ? `${l.days} business ${l.days === 1 ? 'day' : 'days'}` : days(l.days)}`;

const HELD: Record<string, string> = { within: 'within it', past: 'past it', open: 'whether it is kept cannot be told yet' };

/** What the review says of the step and its limit. */
export const heldWords = (l: Pick<Limit, 'state'>) => HELD[l.state] ?? '';

/** When one outcome was: `day 29`, `day 29 to 31`, `open on day 190`. */
export const dayWords = (t: Tick) => (t.open ? `open on day ${t.low}` : t.low === t.high ? `day ${t.low}` : `day ${t.low} to ${t.high}`);

/** Its date: `16 April 2018`, `16 April 2018 to 18 April 2018`; while open, as of when that is known. */
export function dateWords(o: Outcome): string {
  if (o.date === null) return `as of ${date(o.as_of)}`;
  return o.date_last && o.date_last !== o.date ? `${date(o.date)} to ${date(o.date_last)}` : date(o.date);
}

/** First and last day that the drawing shows. */
export function extent(rows: Row[]): [number, number] {
  const all = rows.flatMap((r) => [r.low ?? 0, r.high ?? 0, ...r.ticks.flatMap((t) => [t.low, t.high]), ...(drawnLimit(r) === null ? [] : [r.limit?.days ?? 0])]);
  return [Math.min(0, ...all), Math.max(1, ...all)];
}

/** Where a limit is drawn: business days are said, not drawn, because which days are holidays is the case's to know. */
export const drawnLimit = (r: Row) => (r.limit && r.limit.counted_in !== 'business' && r.state !== 'not_recorded' ? r.limit.days : null);

const STEPS = [1, 2, 7, 14, 30, 60, 90, 180];
const YEAR = 365.25;

/** Lines of the axis at least `leastPx` apart: round days, or, beyond two years, years. The incident is day 0. */
export function dayTicks(low: number, high: number, pxPerDay: number, leastPx: number): { day: number; label: string }[] {
  const step = high - low > 2 * YEAR ? undefined : STEPS.find((s) => s * pxPerDay >= leastPx);
  const years = [1, 2, 5, 10, 20].find((y) => y * YEAR * pxPerDay >= leastPx) ?? 50;
  const by = step ?? years * YEAR;
  const out = [];
  for (let i = Math.ceil(low / by - 1e-9); i * by <= high + 1e-9; i++) {
    const n = step ? i * by : i * years;
    out.push({ day: i * by, label: i === 0 ? 'incident' : step ? `day ${n}` : n === 1 ? '1 year' : `${n} years` });
  }
  return out;
}

/** Words that stand at a place on a line. */
export interface Named {
  x: number;
  text: string;
}

export interface Label {
  /** 0 is on the line itself, beyond its end; 1 and more are below, tied to the place by an upright. */
  row: number;
  x: number;
  anchor: 'start' | 'end';
  text: string;
}

/** From a place to its words; between words on one row; between words and an upright. */
const GAP = 7;
const APART = 12;
const NEAR = 3;

/** Where the words of several places on one line go, so that none lies on another, nor, where room allows, on
 * another's upright. Words run
 * to the right of their place, else to the left, and are cut only where neither side has room. The last one's stand on
 * the line itself where the line ends there and no limit is in their way. */
export function labelled(at: Named[], width: number, measure: Measure, lineEnd = 0, limit: number | null = null): Label[] {
  const out = new Array<Label | undefined>(at.length);
  const placed: { row: number; from: number; to: number; x: number }[] = [];
  const order = at.map((_, i) => i).sort((a, b) => (at[b]?.x ?? 0) - (at[a]?.x ?? 0) || b - a);
  const fitted = at.map((n) => {
    const [right, left] = [width - n.x - GAP, n.x - GAP];
    const wide = measure(n.text);
    const anchor = wide <= right || right >= left ? ('start' as const) : ('end' as const);
    const text = cut(n.text, anchor === 'start' ? right : left, measure);
    const w = measure(text);
    return { text, anchor, from: anchor === 'start' ? n.x + GAP : n.x - GAP - w, to: anchor === 'start' ? n.x + GAP + w : n.x - GAP };
  });
  const free = (row: number, from: number, to: number) => placed.every((p) => p.row !== row || p.to + APART <= from || p.from - APART >= to);
  const clear = (row: number, x: number, from: number, to: number) =>
    free(row, from, to) &&
    placed.every((p) => {
      // Its upright goes through this row, or mine through its.
      if (p.row > row && p.x > from - NEAR && p.x < to + NEAR) return false;
      return !(p.row < row && p.row > 0 && x > p.from - NEAR && x < p.to + NEAR);
    });
  const rows = Array.from({ length: at.length + 1 }, (_, i) => i);
  // Those that run to the right from the last to the first, each under the one after it; then the others outwards.
  const sides = [...order.filter((i) => fitted[i]?.anchor === 'start'), ...order.filter((i) => fitted[i]?.anchor === 'end').reverse()];
  for (const i of sides) {
    const f = fitted[i];
    const x = at[i]?.x ?? 0;
    if (!f) continue;
    const last = x >= lineEnd - 0.5 && at.every((n, k) => k === i || n.x < x - 0.5);
    const beside = f.anchor === 'start' && last && !(limit !== null && limit > x - NEAR && limit < f.to + NEAR);
    const from = rows.slice(beside ? 0 : 1);
    const row = from.find((r) => clear(r, x, f.from, f.to)) ?? from.find((r) => free(r, f.from, f.to)) ?? at.length;
    placed.push({ row, from: f.from, to: f.to, x });
    out[i] = { row, x: f.anchor === 'start' ? x + GAP : x - GAP, anchor: f.anchor, text: f.text };
  }
  return out.filter((l): l is Label => l !== undefined);
}

/** Words cut to a width, with an ellipsis; in full they stand in the table. */
export function cut(text: string, px: number, measure: Measure): string {
  if (measure(text) <= px) return text;
  let out = text;
  while (out.length > 1 && measure(`${out}…`) > px) out = out.slice(0, -1);
  return `${out.trimEnd()}…`;
}

/** One stroke of a step's drawing. */
export interface Stroke {
  d: string;
  colour: string;
  width: number;
  dash?: string;
}

export interface Drawing {
  height: number;
  strokes: Stroke[];
  /** From where to where a day lies of which sources give several: hatched. */
  between: [number, number][];
  limitX: number | null;
  words: { day: string; text: string; x: number; y: number; anchor: 'start' | 'end' }[];
}

/** Where the line of a step lies in its drawing, and how far apart the rows of words under it are. */
export const LINE_Y = 17;
const ROW = 16;

/** The drawing of one step. `x` is where a day stands; where it is `narrow` the words stand in a list instead. */
export function draw(r: Row, x: (day: number) => number, width: number, narrow: boolean, measure: Measure): Drawing {
  const dated = r.drawn.filter((t) => !t.open);
  const open = r.drawn.filter((t) => t.open);
  const day = drawnLimit(r);
  const limitX = day === null ? null : x(day);
  const zero = x(0);
  const lastX = Math.max(zero, ...dated.map((t) => x(t.high)));
  const strokes: Stroke[] = [];
  const between: [number, number][] = [];
  const arrow = (b: number) => `M${b - 1} ${LINE_Y - 5}l7 5l-7 5`;

  const at = dated.map((t) => ({ x: x(t.high), text: `${dayWords(t)}\u2003${t.outcome.what}` }));
  const ends = r.state !== 'open' && open.length === 0;
  const labels = narrow ? [] : labelled(at, width, measure, ends ? 0 : width, limitX);
  const uprights = labels.flatMap((l, i) => (l.row > 0 ? [`M${at[i]?.x} ${LINE_Y}V${LINE_Y + l.row * ROW}h${l.anchor === 'start' ? 4 : -4}`] : []));
  strokes.push({ d: uprights.join(''), colour: 'rule-2', width: 1 });

  if (r.low !== null && r.state === 'open') {
    strokes.push({ d: `M${zero} ${LINE_Y}H${x(r.low)}`, colour: 'ink', width: 2, dash: '5 4' }, { d: arrow(x(r.low)), colour: 'ink', width: 2 });
  } else {
    // What came after the first is tied to it by a thin line; what is still open, by a dashed one.
    const lastOpen = Math.max(lastX, ...open.map((t) => x(t.high)));
    strokes.push({ d: `M${zero} ${LINE_Y}H${lastX}`, colour: 'ink-2', width: 1 });
    if (lastOpen > lastX) strokes.push({ d: `M${lastX} ${LINE_Y}H${lastOpen}`, colour: 'ink-2', width: 1, dash: '5 4' }, { d: arrow(lastOpen), colour: 'ink-2', width: 1 });
    if (r.low !== null) {
      strokes.push({ d: `M${zero} ${LINE_Y}H${x(r.low)}`, colour: 'ink', width: 4 });
      if (r.high !== null && r.high > r.low) between.push([x(r.low), x(r.high)]);
    }
  }
  for (const t of dated) if (t.high > t.low) between.push([x(t.low), x(t.high)]);
  strokes.push({ d: dated.filter((t) => t.high === t.low).map((t) => `M${x(t.low)} ${LINE_Y - 7}v14`).join(''), colour: 'ink', width: 3 });

  const below = Math.max(0, ...labels.map((l) => l.row));
  const feet = narrow ? [] : open;
  const words: Drawing['words'] = labels.map((l) => {
    const [first = '', rest] = l.text.split('\u2003');
    return { day: rest === undefined ? '' : first, text: rest ?? first, x: l.x, y: LINE_Y + 4 + l.row * ROW, anchor: l.anchor };
  });
  // What is open stands where its dashes begin, under all else.
  feet.forEach((t, i) => {
    const text = cut(`open\u2003${t.outcome.what}`, width - zero, measure).slice(5);
    const from = r.state === 'open' ? zero : lastX;
    words.push({ day: 'open', text, x: Math.max(zero, Math.min(from, width - measure(`open\u2003${text}`))), y: LINE_Y + 4 + (below + 1 + i) * ROW, anchor: 'start' });
  });
  return { height: LINE_Y + 13 + (below + feet.length) * ROW, strokes, between, limitX, words };
}
