// A waveform as pixels: for each column the loudest at half strength, the typical in full. Written byte by byte,
// because with every step of a zoom all columns of all lanes are new. A column takes in what lies under two pixels,
// so that one shot in two hours is two pixels wide.

import { pixel } from '../draw/inks';
import type { Pen } from '../draw/pen';
import { type RecordingClock, localFromIncident } from '../clock/transform';
import type { Scale } from './view';
import { height, levelFor, type Pyramid } from './waveform';

/** Least width of anything loud, in CSS pixels. */
const LEAST_PX = 2;
/** Width of a column, in pixels of the canvas. */
const STEP = 2;
/** Half the height of what is not quite nothing. */
const LEAST_HALF = 0.6;

const HEIGHTS = Float32Array.from({ length: 256 }, (_, byte) => height(byte));
const scratch = new Map<string, ImageData>();

/** An empty picture of that size, of which only the next asked for is used: it is the same one each time. */
export function blank(width: number, height: number): ImageData {
  const key = `${width} ${height}`;
  let image = scratch.get(key);
  if (!image) {
    if (scratch.size > 12) scratch.clear();
    image = new ImageData(width, height);
    scratch.set(key, image);
  } else new Uint32Array(image.data.buffer).fill(0);
  return image;
}

/** Draws what lies in `[fromS, toS]` of the incident clock about `middle`, at most `half` high, in CSS pixels. It
 * replaces what is there, so it comes first. */
export function drawWave(pen: Pen, p: Pyramid, clock: RecordingClock, s: Scale, fromS: number, toS: number, middle: number, half: number): void {
  const { fine } = pen;
  const level = levelFor(p, LEAST_PX / s.pxPerS / clock.rate);
  if (!level) return;
  const left = Math.max(0, Math.floor(s.x(fromS) * fine));
  const right = Math.min(Math.round(s.width * fine), Math.ceil(s.x(toS) * fine));
  const rows = Math.ceil(2 * half * fine) + 2;
  if (right <= left) return;
  // As wide as the canvas, whatever part of it is filled, so that one picture serves every step; a whole number of
  // columns, so that the last has its second pixel.
  const width = Math.ceil((s.width * fine) / STEP) * STEP + STEP;
  const image = blank(width, rows);
  const out = new Uint32Array(image.data.buffer);
  const [loud, typical] = [pixel(pen.inks.wave, 0.55), pixel(pen.inks.wave)];
  const { peak, rms } = level;
  const binsPerPx = 1 / (s.pxPerS * fine * clock.rate * level.binS);
  const first = (localFromIncident(clock, s.t(left / fine)) - p.startS) / level.binS;
  const reach = binsPerPx * LEAST_PX * fine;
  const centre = rows / 2;
  for (let x = left; x < right; x += STEP) {
    const at = first + (x - left) * binsPerPx;
    const a = Math.max(0, Math.floor(at));
    const b = Math.min(peak.length, Math.max(a + 1, Math.ceil(at + reach)));
    let hi = 0;
    let mean = 0;
    for (let i = a; i < b; i++) {
      const q = peak[i] as number;
      if (q > hi) hi = q;
      const r = rms[i] as number;
      if (r > mean) mean = r;
    }
    column(out, width, x, centre, hi, half * fine, loud);
    column(out, width, x, centre, mean, half * fine, typical);
  }
  pen.g.putImageData(image, 0, Math.round(middle * fine - centre), left, 0, right - left, rows);
}

function column(out: Uint32Array, width: number, x: number, centre: number, byte: number, half: number, colour: number): void {
  const h = (HEIGHTS[byte] as number) * half;
  if (h <= 0) return;
  const reach = Math.max(LEAST_HALF, h);
  const end = Math.ceil(centre + reach) * width + x;
  for (let i = Math.floor(centre - reach) * width + x; i < end; i += width) {
    out[i] = colour;
    out[i + 1] = colour;
  }
}
