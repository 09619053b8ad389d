// Which stretch of the clock the lanes show. Pure: every change of view is a function from a view to a view.

export interface View {
  from: number;
  to: number;
}

/** The narrowest stretch that can be shown, in seconds. */
export const LEAST_S = 0.2;

/** A view inside `whole`, of at least the least length, moved rather than cut where it sticks out. */
export function contained(view: View, whole: View): View {
  const all = Math.max(LEAST_S, whole.to - whole.from);
  const length = Math.min(all, Math.max(LEAST_S, view.to - view.from));
  const from = Math.min(Math.max(view.from, whole.from), whole.from + all - length);
  return { from, to: from + length };
}

/** Zooms by `factor` (under 1 is nearer) so that `at` stays where it is. */
export function zoomed(view: View, factor: number, at: number, whole: View): View {
  const share = (at - view.from) / (view.to - view.from);
  const length = Math.min(whole.to - whole.from, Math.max(LEAST_S, (view.to - view.from) * factor));
  return contained({ from: at - share * length, to: at + (1 - share) * length }, whole);
}

export const panned = (view: View, byS: number, whole: View) => contained({ from: view.from + byS, to: view.to + byS }, whole);

/** The view, moved if need be so that `t` is in it: centred when it was outside. */
export function showing(view: View, t: number, whole: View): View {
  if (t >= view.from && t <= view.to) return view;
  const half = (view.to - view.from) / 2;
  return contained({ from: t - half, to: t + half }, whole);
}

/** A view round `[a, b]` with some room on both sides. */
export function around(a: number, b: number, whole: View, room = 0.15): View {
  const length = Math.max(LEAST_S, b - a);
  return contained({ from: a - length * room, to: b + length * room }, whole);
}

export interface Scale {
  view: View;
  width: number;
  pxPerS: number;
  /** Pixels from the left of a moment. */
  x(t: number): number;
  /** The moment at a pixel. */
  t(x: number): number;
  /** Whether any of `[a, b]` is in view. */
  shows(a: number, b: number): boolean;
}

export function scale(view: View, width: number): Scale {
  const pxPerS = width / (view.to - view.from);
  return {
    view,
    width,
    pxPerS,
    x: (t) => (t - view.from) * pxPerS,
    t: (x) => view.from + x / pxPerS,
    shows: (a, b) => b >= view.from && a <= view.to,
  };
}

/** Under so many seconds lanes are nearer: one of many is a little higher. */
export const NEAR_S = 40;
/** Under so many it can be seen when the sound of one thing reached each recording. */
export const ARRIVALS_S = 2;
