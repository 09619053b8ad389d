// One recording's lane on a canvas: its waveform, where it has no sound and of which class, what is not known, who
// reviewed it, and, near enough, when things reached it.

import { seconds } from '../../clock/format';
import type { Arrival } from '../../data/arrivals';
import type { SilentSpan, Span, Track } from '../../data/tracks';
import type { Pen } from '../../draw/pen';
import { drawSilence } from '../../draw/silence';
import { plates } from '../labels';
import type { Measure } from '../measure';
import { drawWave } from '../raster';
import type { ReviewLine, Stretch } from '../reviewed';
import type { Scale } from '../view';
import type { Pyramid } from '../waveform';

export interface RecordingPicture {
  track: Track;
  s: Scale;
  /** Of the waveform's part, in pixels; reviews stand under it. */
  height: number;
  narrow: boolean;
  dense: boolean;
  pyramid: Pyramid | undefined;
  /** Waveforms are still being read. */
  reading: boolean;
  /** Where it has sound is what a document says. */
  told: boolean;
  reviews: ReviewLine[];
  /** Empty where the lanes are too low for words. */
  stretches: Stretch[];
  arrivals: Arrival[];
  measure: Measure;
}

/** Height of a line of one who reviewed. */
export const reviewStep = (dense: boolean) => (dense ? 3 : 4);
/** Nothing is drawn further outside than this, so that edges of what is cut off are not seen. */
const OUTSIDE = 20;
/** Least width of an event. */
export const LEAST_PX = 2;
const HEARD = 'sound, as described';

export function paintRecording(pen: Pen, r: RecordingPicture): void {
  const { track, s, height, dense } = r;
  const middle = height / 2;
  const edge = (t: number) => Math.max(-OUTSIDE, Math.min(s.width + OUTSIDE, s.x(t)));
  const inset = dense ? 2 : 3;
  if (s.shows(track.startS, track.endS)) {
    const [a, b] = [edge(track.startS), edge(track.endS)];
    if (r.pyramid && !r.told) drawWave(pen, r.pyramid, track.clock, s, Math.max(track.startS, s.view.from), Math.min(track.endS, s.view.to), middle, middle - inset);
    pen.g.globalCompositeOperation = 'destination-over';
    pen.rect(a, middle - 0.5, b - a, 1, 'rule-2');
    pen.g.globalCompositeOperation = 'source-over';
    if (r.told) told(pen, r, edge, middle);
    else if (!r.pyramid && r.reading) note(pen, r, Math.max(a, 0) + 8, middle, 'reading its waveform');
    else if (!r.pyramid && track.recording.silences.length === 0 && track.audible.length === 0) note(pen, r, Math.max(a, 0) + 8, middle, 'sound not read');
    pen.lines('ink', [[a, 2, a, height - 2], [b, 2, b, height - 2]], { width: 1.5 });
  }
  beside(pen, r, middle);
  for (const [from, to] of track.unexamined) blank(pen, r, edge(from), edge(to), middle);
  silences(pen, r, edge, middle);
  for (const at of r.arrivals) arrival(pen, r, at, height, middle);
  reviews(pen, r, edge);
}

/** Words on the lane, on a plate so that what is drawn under them does not run through them. */
function note(pen: Pen, r: RecordingPicture, x: number, middle: number, words: string): void {
  pen.rect(x - 4, middle - 8, r.measure(words) + 8, 16, 'sheet');
  pen.text(words, x, middle + 4, { ink: 'ink-3' });
}

/** Described in words: outlines, as a document's are. */
function told(pen: Pen, r: RecordingPicture, edge: (t: number) => number, middle: number): void {
  const half = Math.min(9, middle - 3);
  for (const [from, to] of r.track.audible) {
    if (!r.s.shows(from, to)) continue;
    const x = edge(from);
    const width = Math.max(1, edge(to) - x);
    pen.rect(x, middle - half, width, 2 * half, 'document-wash');
    pen.frame(x, middle - half, width, 2 * half, 'document', { dash: [4, 3] });
    if (width > r.measure(HEARD) + 16) pen.text(HEARD, Math.max(0, x) + 8, middle + 4, { ink: 'ink-2' });
  }
}

/** Not recording is neither sound nor silence: plain words on an empty lane. */
function beside(pen: Pen, { track, s, dense, narrow }: RecordingPicture, middle: number): void {
  const least = dense || narrow ? 150 : 130;
  if (!track.placed) return;
  if (s.x(track.startS) > least) pen.text('not yet recording', Math.min(s.x(track.startS), s.width) - 8, middle + 4, { ink: 'ink-3', anchor: 'end' });
  if (s.x(track.endS) < s.width - least) pen.text('recording has ended', Math.max(s.x(track.endS), 0) + 8, middle + 4, { ink: 'ink-3' });
}

/** Not examined: blank with words, never a pattern. */
function blank(pen: Pen, { s, height }: RecordingPicture, x: number, end: number, middle: number): void {
  if (end < 0 || x > s.width) return;
  pen.rect(x, 1, end - x, height - 2, 'paper');
  pen.lines('ink-2', [[x, 2, x, height - 2], [end, 2, end, height - 2]], { width: 1.5, dash: [3, 3] });
  if (end - x > 90) pen.text('not examined', Math.max(0, x) + 8, middle + 4, { ink: 'ink-2' });
}

function silences(pen: Pen, r: RecordingPicture, edge: (t: number) => number, middle: number): void {
  const { s, height, dense, measure } = r;
  const shown = r.track.silences.filter((g) => s.shows(g.outer[0], g.outer[1]));
  const px = (span: Span) => [edge(span[0]), edge(span[1])] as const;
  const sure = (g: SilentSpan) => (g.inner[1] > g.inner[0] ? g.inner : g.outer);
  const inset = dense ? 3 : 5;
  const words = plates(
    shown.map((g) => {
      const [a, b] = px(sure(g));
      // A lane that is silent all along says so once, in words.
      const all = g.silence.class === 'track_absent';
      return { a: Math.max(0, a), b: Math.min(s.width, Math.max(b, a + LEAST_PX)), word: g.silence.words, length: all ? g.silence.words : lengthOf(g, dense) };
    }),
    s.width,
    measure,
    r.narrow || dense,
  );
  shown.forEach((g, i) => {
    drawSilence(pen, g.silence.class, px(g.inner), px(g.outer), inset, height - 2 * inset);
    const plate = words[i];
    if (!plate) return;
    const half = Math.min(9, middle - 2);
    pen.rect(plate.x, plate.inside ? middle - half : 1, plate.width, plate.inside ? 2 * half : 13, 'sheet');
    pen.text(plate.text, plate.x + plate.width / 2, plate.inside ? middle + 4 : 11, { anchor: 'middle' });
  });
}

/** In low lanes long spans are said in minutes. Kept, because it is asked with every step of a zoom. */
const lengths = new WeakMap<SilentSpan, [string, string]>();
function lengthOf(g: SilentSpan, dense: boolean): string {
  let both = lengths.get(g);
  if (!both) {
    both = [seconds(g.lengthS), g.lengthS >= 90 ? `${Math.round(g.lengthS / 60)} min` : seconds(g.lengthS)];
    lengths.set(g, both);
  }
  return both[dense ? 1 : 0];
}

function arrival(pen: Pen, r: RecordingPicture, at: Arrival, height: number, middle: number): void {
  const { s, measure } = r;
  const x = s.x(at.at[0]);
  const width = Math.max(LEAST_PX, (at.at[1] - at.at[0]) * s.pxPerS);
  const hollow = at.mark.lead || at.mark.disputed;
  if (!hollow) pen.rect(x, 2, width, height - 4, 'person', 0.32);
  pen.line('person', [x, 2, x, height - 2], { width: 1.5, ...(hollow ? { dash: [3, 2] as const } : {}) });
  if (hollow) pen.frame(x, 2, width, height - 4, 'person', { dash: [3, 2] });
  if (!at.words || s.width < 500) return;
  const long = measure(at.words);
  const left = x > s.width - long - 40;
  pen.rect(left ? 4 : s.width - long - 12, middle - 9, long + 8, 18, 'sheet');
  pen.text(at.words, left ? 8 : s.width - 8, middle + 4, { anchor: left ? 'start' : 'end' });
}

/** One line for each person; under them, where there is room, who, and where nobody did. */
function reviews(pen: Pen, r: RecordingPicture, edge: (t: number) => number): void {
  const step = reviewStep(r.dense);
  for (const l of r.reviews) if (r.s.shows(l.from, l.to)) pen.rect(edge(l.from), r.height + l.row * step, edge(l.to) - edge(l.from), 2, 'person');
  const y = r.height + (1 + Math.max(-1, ...r.reviews.map((l) => l.row))) * step + 9;
  for (const { at, words } of r.stretches) {
    const [a, b] = [Math.max(0, edge(at[0])), Math.min(r.s.width, edge(at[1]))];
    const fits = words.find((w) => r.measure(w) + 8 <= b - a);
    if (fits) pen.text(fits, a + 2, y, { ink: 'ink-3' });
  }
}
