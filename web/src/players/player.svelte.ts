// One recording's media element, told where to be. It knows nothing of the other players.

import { incidentFromLocal, localFromIncident } from '../clock/transform';
import type { Track } from '../data/tracks';
import { correction } from './follow';

/** Least time between two seeks that correct a running player, so that a slow disk is not asked for ever more. */
const SEEK_REST_MS = 1500;

export class Player {
  /** What it plays, and where that is on the clock; a new review may place it elsewhere. */
  track: Track;
  /** `none`: nothing to play; `loading`; `ready`: its length is known; `failed`: the browser cannot play it. */
  media = $state<'none' | 'loading' | 'ready' | 'failed'>('none');
  /** The element's own error, for the tile. */
  why = $state('');
  private element: HTMLMediaElement | null = null;
  /** Where the element stood when it had loaded: zero, but for files whose first track does not start at zero. */
  private beginS = 0;
  /** The incident time that it was last told to go to and has not gone to yet. */
  private wantedS: number | null = null;
  private lastSeekMs = -1e9;

  constructor(track: Track) {
    this.track = track;
    if (track.recording.media !== null) this.media = 'loading';
  }

  /** Takes what a new review says of its recording: another place on the clock, another file to play. */
  take(track: Track): void {
    const file = track.recording.media !== this.track.recording.media;
    this.track = track;
    if (!file) return;
    this.media = track.recording.media === null ? 'none' : 'loading';
    this.why = '';
  }

  attach(element: HTMLMediaElement): () => void {
    this.element = element;
    const ready = () => {
      if (this.media !== 'ready') {
        this.beginS = element.currentTime;
        this.media = 'ready';
      }
      this.applyWanted();
    };
    const failed = () => {
      this.media = 'failed';
      this.why = element.error?.message ?? '';
    };
    const seeked = () => this.applyWanted();
    element.addEventListener('loadedmetadata', ready);
    element.addEventListener('error', failed);
    element.addEventListener('seeked', seeked);
    if (element.readyState >= 1) ready();
    if (element.error) failed();
    return () => {
      element.removeEventListener('loadedmetadata', ready);
      element.removeEventListener('error', failed);
      element.removeEventListener('seeked', seeked);
      this.element = null;
    };
  }

  covers(incidentS: number): boolean {
    return this.track.startS <= incidentS && incidentS < this.track.endS;
  }

  /** The element's time at the recording's zero. An element's timeline begins with the earliest track, the
   * recording's clock with the first picture; `Recording.start_ns` is the one on the other. */
  private get zeroS(): number {
    return this.beginS - this.track.recording.start_ns * 1e-9;
  }

  /** Where the element should be, in its own seconds. */
  targetS(incidentS: number): number {
    return localFromIncident(this.track.clock, incidentS) + this.zeroS;
  }

  /** The incident time that the element shows, or null where it shows none. */
  incidentS(): number | null {
    if (!this.element || this.media !== 'ready') return null;
    return this.incidentAt(this.element.currentTime);
  }

  /** The incident time of a moment in the element's own seconds. */
  incidentAt(mediaS: number): number {
    return incidentFromLocal(this.track.clock, mediaS - this.zeroS);
  }

  /** Rate at which it keeps pace with a clock that runs at `rate`. */
  private base(rate: number): number {
    return rate / this.track.clock.rate;
  }

  get usable(): boolean {
    return this.element !== null && this.media === 'ready';
  }

  get running(): boolean {
    return this.usable && this.element?.paused === false && !this.element.seeking && this.element.readyState >= 2;
  }

  /** Whether it stands where it was told to and can start at once. */
  get settled(): boolean {
    return !this.usable || (this.element?.seeking === false && this.wantedS === null && this.element.readyState >= 2);
  }

  /** Goes to an incident time; to its nearest end where it does not cover it. Asked again while still seeking, it
   * goes on to the last place asked for. */
  seek(incidentS: number): void {
    this.wantedS = incidentS;
    this.applyWanted();
  }

  private applyWanted(): void {
    const e = this.element;
    if (!e || this.wantedS === null || this.media !== 'ready' || e.seeking) return;
    const end = Number.isFinite(e.duration) ? Math.max(0, e.duration - 0.001) : Infinity;
    const wanted = Math.min(Math.max(this.beginS, this.targetS(this.wantedS)), end);
    this.wantedS = null;
    if (Math.abs(e.currentTime - wanted) > 0.001) {
      this.lastSeekMs = performance.now();
      e.currentTime = wanted;
    }
  }

  hear(on: boolean, volume: number): void {
    if (!this.element) return;
    if (this.element.muted === on) this.element.muted = !on;
    if (this.element.volume !== volume) this.element.volume = volume;
  }

  pause(): void {
    if (this.element && !this.element.paused) this.element.pause();
  }

  play(rate: number): void {
    const e = this.element;
    if (!e || this.media !== 'ready') return;
    this.setRate(this.base(rate));
    // A refused start (a browser that wants a gesture first) leaves the tile as it is; the clock goes on.
    if (e.paused) e.play().catch(() => undefined);
  }

  private setRate(rate: number): void {
    const e = this.element;
    const r = Math.min(16, Math.max(0.0625, rate));
    if (e && Math.abs(e.playbackRate - r) > 0.0004) e.playbackRate = r;
  }

  /** Works off what it is ahead or behind. `leads`: the clock follows this one, so it is left to run. */
  follow(incidentS: number, rate: number, leads: boolean): void {
    const e = this.element;
    if (!e || !this.running || this.wantedS !== null) return;
    const base = this.base(rate);
    const errorS = e.currentTime - this.targetS(incidentS);
    const c = correction(errorS, base, e.playbackRate);
    if (c.do === 'seek') {
      const now = performance.now();
      if (now - this.lastSeekMs < SEEK_REST_MS) return;
      this.seek(incidentS + 0.1 * rate);
    } else {
      this.setRate(leads ? base : c.rate);
    }
  }

  report(incidentS: number) {
    const e = this.element;
    const targetS = this.targetS(incidentS);
    return {
      id: this.track.id,
      media: this.media,
      covers: this.covers(incidentS),
      paused: e?.paused ?? true,
      seeking: e?.seeking ?? false,
      muted: e?.muted ?? true,
      rate: e?.playbackRate ?? 0,
      mediaTime: e?.currentTime ?? null,
      target: targetS,
      incident: this.incidentS(),
    };
  }
}
