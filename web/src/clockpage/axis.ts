// A number line about zero: how far it reaches and where its labels are. Pure.

export interface ZeroAxis {
  min: number;
  max: number;
  step: number;
}

/** Round steps of 1, 2, 3 or 5 times a power of ten. */
export function niceStep(range: number, parts: number): number {
  const raw = Math.max(range, 1e-9) / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 3, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999) ?? 10 * power;
}

/** The same reach on both sides. */
export function aboutZero(reach: number, parts = 4): ZeroAxis {
  const step = niceStep(Math.max(reach, 1e-9) * 2, parts);
  const n = Math.max(1, Math.ceil(reach / step - 1e-9));
  return { min: -n * step, max: n * step, step };
}

/** From the lowest to the highest, zero within. */
export function around(low: number, high: number, parts = 6): ZeroAxis {
  const [a, b] = [Math.min(0, low), Math.max(0, high)];
  const step = niceStep(b - a, parts);
  return { min: Math.floor(a / step + 1e-9) * step, max: Math.max(step, Math.ceil(b / step - 1e-9) * step), step };
}

export function ticksOf(axis: ZeroAxis): number[] {
  const n = Math.round((axis.max - axis.min) / axis.step);
  return Array.from({ length: n + 1 }, (_, i) => {
    const v = axis.min + i * axis.step;
    return Math.abs(v) < axis.step * 1e-6 ? 0 : v;
  });
}

/** Pixels from values, held inside the drawing. */
export const scale = (axis: ZeroAxis, left: number, right: number) => (v: number) => left + ((Math.min(axis.max, Math.max(axis.min, v)) - axis.min) / (axis.max - axis.min)) * (right - left);

/** `−50`, `0`, `+50`. */
export const signed = (v: number) => {
  const n = Math.round(v * 1000) / 1000;
  return n === 0 ? '0' : `${n < 0 ? '−' : '+'}${Math.abs(n)}`;
};
