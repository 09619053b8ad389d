// How one player is kept on the incident clock: a small error is worked off by playing slightly faster or slower,
// a large one by a seek. Pure, so that it can be tested without a browser.

/** Errors under this are left alone: a third of a picture, and less than a media clock jitters. */
export const HOLD_S = 0.012;
/** Errors above this are not worth waiting for. */
export const SEEK_S = 0.4;
/** How long a small error may take to go. */
const WORK_OFF_S = 0.45;
/** Most by which a player may run fast or slow. It is not heard: the clock follows the one that is. */
const MOST = 0.25;

export type Correction = { do: 'rate'; rate: number } | { do: 'seek' };

/** What to do about a player that is `errorS` ahead of where it should be (behind where negative).
 * `base` is the rate at which it keeps pace. */
export function correction(errorS: number, base: number, was: number): Correction {
  const size = Math.abs(errorS);
  if (size > SEEK_S * Math.max(1, base)) return { do: 'seek' };
  // Once a player is being nudged it is nudged to the middle, not to the edge of what is let be.
  const nudged = Math.abs(was / base - 1) > 0.002;
  if (size <= (nudged ? HOLD_S / 4 : HOLD_S)) return { do: 'rate', rate: base };
  const share = Math.max(-MOST, Math.min(MOST, -errorS / (WORK_OFF_S * base)));
  return { do: 'rate', rate: base * (1 + share) };
}

/** By how much the clock moves towards its leader in a frame of `dtS`: an eighth of a second to close most of a gap,
 * so that the others do not chase a clock that is about to be called back; a leader that stalls holds the clock. */
export function slew(errorS: number, dtS: number): number {
  return errorS * Math.min(0.5, dtS * 8);
}
