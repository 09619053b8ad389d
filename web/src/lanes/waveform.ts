// A recording's waveform at the zoom that is shown. The program has computed a pyramid (`review/waveform.rs`); here
// a level is chosen so that a column of the drawing covers few bins, and the loudest of them is kept, so that one
// shot in two hours stays visible.

import type { WaveformFile } from '../generated/WaveformFile';
import { type RecordingClock, localFromIncident } from '../clock/transform';
import type { Scale } from './view';

export interface Level {
  /** Seconds of the recording in each bin. */
  binS: number;
  /** Read from its text when it is first asked for: the finest level of a long recording is only drawn when near. */
  readonly peak: Uint8Array;
  readonly rms: Uint8Array;
}

export interface Pyramid {
  startS: number;
  levels: Level[];
}

export function decodeBase64(text: string): Uint8Array {
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

class Read implements Level {
  private readPeak: Uint8Array | undefined;
  private readRms: Uint8Array | undefined;
  constructor(
    readonly binS: number,
    private readonly level: { peak: string; rms: string },
  ) {}
  get peak(): Uint8Array {
    return (this.readPeak ??= decodeBase64(this.level.peak));
  }
  get rms(): Uint8Array {
    return (this.readRms ??= decodeBase64(this.level.rms));
  }
}

export function pyramid(file: WaveformFile): Pyramid {
  return { startS: file.start_ns * 1e-9, levels: file.levels.map((level, i) => new Read(4 ** i / file.bins_per_second, level)) };
}

/** Reads levels ahead, coarsest first, a little whenever the browser has nothing else to do, so that no step of a zoom
 * has to wait for one. Returns what stops it. */
export function readAhead(pyramids: Iterable<Pyramid>): () => void {
  const all = [...pyramids];
  const most = Math.max(0, ...all.map((p) => p.levels.length));
  const todo = Array.from({ length: most }, (_, up) => all.flatMap((p) => p.levels[p.levels.length - 1 - up] ?? [])).flat();
  if (typeof requestIdleCallback === 'undefined') return () => undefined;
  let handle = 0;
  const some = (left: IdleDeadline) => {
    do {
      const level = todo.shift();
      if (!level) return;
      void [level.peak, level.rms];
    } while (left.timeRemaining() > 8);
    handle = requestIdleCallback(some);
  };
  handle = requestIdleCallback(some);
  return () => cancelIdleCallback(handle);
}

/** The coarsest level whose bins are no longer than `columnS`; the finest where none is. */
export function levelFor(p: Pyramid, columnS: number): Level | undefined {
  let best = p.levels[0];
  for (const level of p.levels) if (level.binS <= columnS) best = level;
  return best;
}

/** Share of half the lane's height for a byte: 0 where every sample is zero, 1 at full scale. Quadratic in decibels
 * over 60 dB, so that speech stands out and a quiet bed stays visible as a line. */
export function height(byte: number): number {
  if (byte === 0) return 0;
  const db = ((byte - 1) / 254) * 96 - 96;
  const share = Math.max(0, (db + 60) / 60);
  return share * share;
}

export interface Column {
  x: number;
  peak: number;
  rms: number;
}

/** Loudest peak and loudest mean in each column of `step` pixels, 0 to 255; columns without data are left out. */
export function columns(p: Pyramid, clock: RecordingClock, s: Scale, fromS: number, toS: number, step = 2): Column[] {
  const level = levelFor(p, step / s.pxPerS / clock.rate);
  if (!level) return [];
  const out: Column[] = [];
  const first = Math.floor(Math.max(0, s.x(fromS)) / step) * step;
  const last = Math.min(s.width, s.x(toS));
  const bin = (x: number) => (localFromIncident(clock, s.t(x)) - p.startS) / level.binS;
  for (let x = first; x < last; x += step) {
    const a = Math.max(0, Math.floor(bin(x)));
    const b = Math.min(level.peak.length, Math.max(a + 1, Math.ceil(bin(x + step))));
    if (a >= b) continue;
    let peak = 0;
    let rms = 0;
    for (let i = a; i < b; i++) {
      peak = Math.max(peak, level.peak[i] ?? 0);
      rms = Math.max(rms, level.rms[i] ?? 0);
    }
    out.push({ x: x + step / 2, peak, rms });
  }
  return out;
}

/** Columns as an SVG path of upright strokes about the middle. */
export function path(cols: Column[], which: 'peak' | 'rms', middle: number, half: number): string {
  let d = '';
  for (const c of cols) {
    const h = height(c[which]) * half;
    if (h <= 0) continue;
    const y = Math.max(0.6, h);
    d += `M${c.x} ${(middle - y).toFixed(1)}v${(2 * y).toFixed(1)}`;
  }
  return d;
}
