// Where the ruler has ticks: on round times of the clock that is shown, never closer than its labels need.

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

export interface Ticks {
  stepS: number;
  /** Decimals that the labels need. */
  decimals: number;
  at: number[];
}

/** Ticks in `[from, to]` seconds, at least `leastPx` apart at `pxPerS`; `phaseS` makes them fall on round times. */
export function ticks(from: number, to: number, pxPerS: number, leastPx: number, phaseS = 0): Ticks {
  const stepS = STEPS.find((s) => s * pxPerS >= leastPx) ?? 28800;
  const at: number[] = [];
  const first = Math.ceil((from + phaseS) / stepS - 1e-9);
  for (let i = first; i * stepS - phaseS <= to + 1e-9; i++) at.push(i * stepS - phaseS);
  return { stepS, decimals: stepS >= 1 ? 0 : stepS >= 0.1 ? 1 : 2, at };
}
