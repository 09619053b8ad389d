// Watches the players and keeps what each has shown, and what of it was heard, at 1× or slower. Kept for the visit only.

import { localFromIncident } from '../clock/transform';
import type { Span } from '../data/tracks';
import type { PageState } from '../state/page.svelte';
import { added } from './played';

const LOOK_MS = 100;
/** Between two looks nothing plays further than this; more is a jump, or a window that was not in view. */
const MOST_S = 0.5;

export class Played {
  /** Spans by recording, on its own clock. */
  shown = $state.raw<Record<string, Span[]>>({});
  heard = $state.raw<Record<string, Span[]>>({});
  private readonly page: PageState;
  private readonly last = new Map<string, number>();

  constructor(page: PageState) {
    this.page = page;
  }

  start(): () => void {
    const timer = setInterval(() => this.look(), LOOK_MS);
    return () => clearInterval(timer);
  }

  private look(): void {
    const c = this.page.conductor;
    const now = new Map<string, { at: number; heard: boolean }>();
    if (c.playing && !c.gathering && c.rate > 0 && c.rate <= 1)
      for (const p of c.players) if (p.covers(c.time) && p.running) now.set(p.track.id, { at: localFromIncident(p.track.clock, c.time), heard: c.heard === p.track.id && c.volume > 0 });
    for (const [id, e] of this.page.alone) {
      const track = this.page.unplaced.find((t) => t.id === id);
      if (track && !e.paused && !e.seeking && e.playbackRate <= 1) now.set(id, { at: e.currentTime + track.startS, heard: !e.muted && e.volume > 0 });
    }
    let shown = this.shown;
    let heard = this.heard;
    for (const [id, { at, heard: ear }] of now) {
      const was = this.last.get(id);
      if (was === undefined || at <= was || at - was > MOST_S) continue;
      shown = { ...shown, [id]: added(shown[id] ?? [], [was, at]) };
      if (ear) heard = { ...heard, [id]: added(heard[id] ?? [], [was, at]) };
    }
    this.shown = shown;
    this.heard = heard;
    this.last.clear();
    for (const [id, { at }] of now) this.last.set(id, at);
  }
}
