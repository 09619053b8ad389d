// A track is a recording as the page needs it: every time in seconds on one clock, so that lanes, players and
// findings do no conversions of their own. A recording that is on the main clock has its track on that clock;
// one that is not has its track on its own, and `placed` says which.

import { type RecordingClock, incidentFromLocal, OWN_CLOCK } from '../clock/transform';
import type { Recording } from '../generated/Recording';
import type { Review } from '../generated/Review';
import type { Silence } from '../generated/Silence';

/** Start and end in seconds. */
export type Span = readonly [number, number];

export interface SilentSpan {
  silence: Silence;
  recordingName: string;
  /** From the latest start to the earliest end: silent for certain. Empty (start ≥ end) where nothing is certain. */
  inner: Span;
  /** From the earliest start to the latest end: silent at most. */
  outer: Span;
  /** Length of the certain part, as the program prints it. */
  lengthS: number;
}

export interface Track {
  id: string;
  name: string;
  /** What stands on a small button: the number of a camera, else the name. */
  short: string;
  /** Name of the wearer, or empty. */
  who: string;
  recording: Recording;
  placed: boolean;
  clock: RecordingClock;
  startS: number;
  endS: number;
  silences: SilentSpan[];
  /** Where sound could be heard. */
  audible: Span[];
  /** Neither heard nor silent: nobody looked. Drawn blank, with words. */
  unexamined: Span[];
  /** Half-width of the placement, in seconds, at its best. */
  placementS: number;
}

const S = 1e-9;

export function tracksOf(review: Review): Track[] {
  const people = new Map(review.case.people.map((p) => [p.id, p.name]));
  const shorts = shortNames(review.recordings.map((r) => r.name));
  return review.recordings.map((recording, i) => {
    const p = recording.placement;
    const placed = p.placed && p.group === review.clock.main_group;
    const clock = placed ? { offsetS: p.offset_ns * S, rate: 1 + p.drift_ppb * 1e-9 } : OWN_CLOCK;
    const at = (ns: number) => incidentFromLocal(clock, ns * S);
    const span = (b: readonly [number, number]): Span => [at(b[0]), at(b[1])];
    const silences = recording.silences.map((silence) => {
      const inner: Span = [at(silence.start_ns[1]), at(silence.end_ns[0])];
      const lengthS = Math.max(0, (silence.end_ns[0] - silence.start_ns[1]) * S);
      return { silence, recordingName: recording.name, inner, outer: [at(silence.start_ns[0]), at(silence.end_ns[1])] as Span, lengthS };
    });
    const startS = at(recording.start_ns);
    const endS = at(recording.end_ns);
    const audible = recording.audible_ns.map(span);
    const known = [...audible, ...silences.map((s) => s.outer)];
    return {
      id: recording.id,
      name: recording.name,
      short: shorts[i] ?? recording.name,
      who: people.get(recording.wearer) ?? recording.wearer,
      recording,
      placed,
      clock,
      startS,
      endS,
      silences,
      audible,
      unexamined: recording.examined ? [] : gaps(known, startS, endS),
      placementS: (p.estimator_bound_ns + p.travel_bound_ns) * S,
    };
  });
}

/** Whether a recording is described in words and has no media: there is nothing to play, and no file to check. */
export const isDescribed = (track: Pick<Track, 'recording'>) => track.recording.media === null && /^described in words/i.test(track.recording.media_words);

/** "Camera 3" becomes "3" where every such number is used once; other names stay. */
export function shortNames(names: string[]): string[] {
  const number = (name: string) => /^\D*?(?:camera|cam)\D*(\d+)$/i.exec(name)?.[1];
  const used = new Map<string, number>();
  for (const name of names) {
    const n = number(name);
    if (n) used.set(n, (used.get(n) ?? 0) + 1);
  }
  return names.map((name) => {
    const n = number(name);
    return n && used.get(n) === 1 ? n : name;
  });
}

/** What of `[from, to]` no span covers; slivers under a tenth of a second are left out. */
export function gaps(spans: Span[], from: number, to: number, least = 0.1): Span[] {
  const out: Span[] = [];
  let at = from;
  for (const [a, b] of [...spans].sort((x, y) => x[0] - y[0])) {
    if (a - at > least) out.push([at, Math.min(a, to)]);
    at = Math.max(at, b);
  }
  if (to - at > least) out.push([at, to]);
  return out;
}

export const inside = (spans: readonly Span[], t: number) => spans.some(([a, b]) => a <= t && t < b);

/** What a track is at a moment; each a different thing to see. */
export type Now =
  | { is: 'heard' }
  | { is: 'silent'; span: SilentSpan }
  | { is: 'unexamined' }
  | { is: 'before' }
  | { is: 'after' };

export function nowOf(track: Track, t: number): Now {
  if (t < track.startS) return { is: 'before' };
  if (t >= track.endS) return { is: 'after' };
  const span = track.silences.find((s) => s.outer[0] <= t && t < s.outer[1]);
  if (span) return { is: 'silent', span };
  return inside(track.unexamined, t) ? { is: 'unexamined' } : { is: 'heard' };
}
