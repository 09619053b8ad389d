// The data lie beside the page as values that two classic scripts have set, because browsers forbid fetch under
// file://. This is the one place that reads them, and that says what is wrong where they are missing or too new.

import { type Live, liveOf } from './live';
import type { Review } from '../generated/Review';
import type { WaveformFile } from '../generated/WaveformFile';

declare global {
  interface Window {
    UNMUTED_REVIEW?: Review;
    UNMUTED_WAVEFORMS?: WaveformFile[];
    /** Only where a server gave the page. */
    UNMUTED_LIVE?: unknown;
  }
}

/** The version of `review.json` that this page was written for (`review/document.rs`, `VERSION`). */
export const KNOWN_VERSION = 1;

/** What a review of this version may lack, because it was written before the key came. */
const LATER: Pick<Review, 'accountability' | 'agreement' | 'tested'> = { accountability: [], agreement: [], tested: { as_if: false, by: [], confirmed_only: false } };

/** The review with everything that this version has. */
export const complete = (review: Review): Review => ({ ...LATER, ...review });

/** What was wanted, what was found, what to do. */
export interface LoadFault {
  wanted: string;
  found: string;
  todo: string;
}

/** Waveforms that lie beside the page and have not been read; they are many bytes, and the page is drawn before them. */
export const WAVEFORMS = 'data/waveforms.js';

export type Loaded = { review: Review; waveforms: WaveformFile[] | null; notice: LoadFault | null; live: Live | null } | { fault: LoadFault };

export function load(from: Pick<Window, 'UNMUTED_REVIEW' | 'UNMUTED_WAVEFORMS' | 'UNMUTED_LIVE'>): Loaded {
  const review = from.UNMUTED_REVIEW;
  if (!review || review.format !== 'unmuted-review') {
    return {
      fault: {
        wanted: 'The review should lie beside this page as data/review.js.',
        found: review ? 'That file holds something else.' : 'It was not found there, or could not be read.',
        todo: 'Copy the whole report folder, not this file alone, or run “unmuted review” on the case again.',
      },
    };
  }
  const notice =
    review.version > KNOWN_VERSION
      ? {
          wanted: `This page reads version ${KNOWN_VERSION} of the review format.`,
          found: `The review beside it is of version ${review.version}.`,
          todo: 'Some of it may be shown wrongly. Run “unmuted review” again, so that page and review are of one version.',
        }
      : null;
  return { review: complete(review), waveforms: from.UNMUTED_WAVEFORMS ?? null, notice, live: liveOf(from.UNMUTED_LIVE) };
}

/** Reads the waveforms after the page is drawn, as a classic script, because browsers forbid fetch under file://. Calls
 * back with what it set, or with none where it is not there. */
export function loadWaveforms(then: (waveforms: WaveformFile[]) => void): void {
  const done = () => then(window.UNMUTED_WAVEFORMS ?? []);
  const read = () => {
    const script = document.createElement('script');
    script.src = WAVEFORMS;
    script.onload = script.onerror = done;
    document.head.append(script);
  };
  // After the first picture: a frame is asked for, and what comes after it.
  requestAnimationFrame(() => setTimeout(read));
}
