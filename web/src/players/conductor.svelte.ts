// The one clock. It runs by itself, at the rate that was chosen, through gaps and past recordings that do not play;
// while a recording is heard, the clock follows that recording, so that sound is never bent, and all others follow
// the clock. After a jump nobody starts until everybody stands where they should.

import { incidentFromLocal, localFromIncident } from '../clock/transform';
import type { Track } from '../data/tracks';
import { slew } from './follow';
import { type Hear, heardAt } from './hear';
import { Player } from './player.svelte';

/** How long a jump waits for a slow player before the others start without it. */
const GATHER_MS = 4000;
/** How long the clock waits, once everybody has been started, for the one that it follows to move. */
const START_MS = 700;
/** How long after a start nobody is corrected: a player first says that it moves, and moves a little later. */
const SETTLE_MS = 350;
/** How often running players are corrected. */
const CORRECT_MS = 120;
/** How often players are placed while the clock runs backwards, which browsers cannot play. */
const BACKWARDS_MS = 160;
/** Shuttle speeds, each press of J or L one further. */
const MOST_SHUTTLE = 4;
/** A player that a new review has moved by more than this is sent to its place at once; less is worked off by rate. */
const MOVED_S = 0.1;
/** Recordings that a new review moves by the same to within this have moved together: the clock's zero is another. */
const TOGETHER_S = 0.001;
/** How far into a picture a step goes, of its length. */
const INTO = 0.2;

export class Conductor {
  /** One for each recording on the clock; a recording keeps its player for as long as it is on it. */
  players = $state.raw<Player[]>([]);
  startS = $state(0);
  endS = $state(0);
  /** Incident time, in seconds. */
  time = $state(0);
  playing = $state(false);
  /** The speed that was chosen. */
  speed = $state(1);
  /** What J and L make of it: 1, 2, 4, or negative for backwards. */
  shuttle = $state(1);
  hear = $state<Hear>('auto');
  heard = $state<string | null>(null);
  volume = $state(1);
  large = $state('');
  /** Recordings that somebody hid: they do not play and are not heard. */
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  /** Waiting until every player stands where it should. */
  gathering = $state(false);
  loop = $state<{ from: number | null; to: number | null; on: boolean }>({ from: null, to: null, on: false });
  /** Length of one picture of the enlarged recording, as far as it has been seen; for stepping. */
  pictureS = 1 / 30;
  /** When the picture that it shows begins, as far as the browser says. */
  private pictureAtS: number | null = null;
  private pictureKnown = false;
  /** Called when the clock stops or jumps: for what is announced and written to the address. */
  onRest: () => void = () => undefined;

  /** Called when anything changes that the address holds. */
  onChange: () => void = () => undefined;

  private tracks: Track[];
  private frame = 0;
  private lastMs = 0;
  private correctedMs = 0;
  private gatherSince = 0;
  /** Since when players have been started and the clock waits for the first to move; 0 while it does not. */
  private startedMs = 0;

  constructor(tracks: Track[], startS: number, endS: number, openS = startS) {
    this.tracks = tracks.filter((t) => t.placed);
    this.players = this.tracks.map((t) => new Player(t));
    this.startS = startS;
    this.endS = endS;
    this.large = this.firstLarge();
    this.place(openS);
  }

  /** The recordings that are shown, and their players. */
  private get shown(): Track[] {
    return this.tracks.filter((t) => !this.hidden.has(t.id));
  }
  private get present(): Player[] {
    return this.players.filter((p) => !this.hidden.has(p.track.id));
  }

  private firstLarge(): string {
    return (this.shown.find((t) => t.recording.shows === 'video') ?? this.shown[0])?.id ?? '';
  }

  /** Hides these recordings and no others. One that comes back joins where the clock is. */
  hide(ids: ReadonlySet<string>): void {
    this.hidden = ids;
    this.players.filter((p) => ids.has(p.track.id)).forEach((p) => p.pause());
    if (ids.has(this.large)) this.large = this.firstLarge();
    if (ids.has(this.hear)) this.hear = 'auto';
    if (!this.playing) this.place(this.time);
    else this.chooseSound();
    this.onChange();
  }

  /** Takes the recordings as a new review places them, while everything runs on: a recording keeps its player, one
   * whose place changed is corrected, new ones join and those no longer on the clock leave. Where all have moved by
   * the same, the clock counts from another zero, and the moment moves with them. Returns by how much it did. */
  update(tracks: Track[], startS: number, endS: number): number {
    const placed = tracks.filter((t) => t.placed);
    const next = new Map(placed.map((t) => [t.id, t]));
    const was = new Map(this.players.map((p) => [p.track.id, p]));
    const shifts = [...was].flatMap(([id, p]) => {
      const track = next.get(id);
      return track ? [incidentFromLocal(track.clock, localFromIncident(p.track.clock, this.time)) - this.time] : [];
    });
    const [first = 0] = shifts;
    const moved = shifts.every((s) => Math.abs(s - first) <= TOGETHER_S) && Math.abs(first) > TOGETHER_S ? first : 0;
    for (const [id, p] of was) if (!next.has(id)) p.pause();
    this.tracks = placed;
    [this.startS, this.endS] = [startS, endS];
    this.time = Math.min(endS, Math.max(startS, this.time + moved));
    if (moved !== 0) {
      const shifted = (t: number | null) => (t === null ? null : t + moved);
      this.loop = { ...this.loop, from: shifted(this.loop.from), to: shifted(this.loop.to) };
    }
    this.players = placed.map((track) => {
      const p = was.get(track.id) ?? new Player(track);
      p.take(track);
      const at = p.incidentS();
      const runs = this.playing && this.rate > 0 && was.has(track.id) && !this.gathering;
      // One that runs is sent a little ahead of the clock, which goes on while it seeks.
      if (!runs) p.seek(this.time);
      else if (at !== null && p.covers(this.time) && Math.abs(at - this.time) > MOVED_S) p.seek(this.time + 0.1 * this.rate);
      return p;
    });
    if (!next.has(this.large) || this.hidden.has(this.large)) this.large = this.firstLarge();
    if (!['auto', 'none'].includes(this.hear) && !next.has(this.hear)) this.hear = 'auto';
    this.chooseSound();
    return moved;
  }

  get rate(): number {
    return this.speed * this.shuttle;
  }

  player(id: string): Player | undefined {
    return this.players.find((p) => p.track.id === id);
  }

  // What a person asks for.

  toggle(): void {
    if (this.playing) this.stop();
    else this.start(1);
  }

  start(shuttle: number): void {
    if (this.time >= this.endS - 0.01 && shuttle > 0) this.place(this.startS);
    this.shuttle = shuttle;
    const was = this.playing;
    this.playing = true;
    if (this.rate < 0) this.players.forEach((p) => p.pause());
    else this.gather();
    if (!was) this.run();
  }

  stop(): void {
    if (!this.playing) return;
    this.playing = false;
    this.gathering = false;
    this.startedMs = 0;
    this.shuttle = 1;
    cancelAnimationFrame(this.frame);
    this.players.forEach((p) => p.pause());
    this.place(this.time);
    this.onRest();
  }

  /** J or L: starts that way, or doubles when it already runs that way. */
  shuttleBy(direction: 1 | -1): void {
    const runs = this.playing && Math.sign(this.shuttle) === direction;
    this.start(runs ? Math.max(-MOST_SHUTTLE, Math.min(MOST_SHUTTLE, this.shuttle * 2)) : direction);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.playing && this.rate > 0) this.players.filter((p) => p.running).forEach((p) => p.play(this.rate));
    this.onChange();
  }

  seek(incidentS: number): void {
    this.place(incidentS);
    if (this.playing && this.rate > 0) this.gather();
    else this.onRest();
  }

  /** Goes there and plays: what every piece of evidence does. */
  playFrom(incidentS: number): void {
    this.place(incidentS);
    this.start(1);
    this.onRest();
  }

  /** Goes a little into a picture, so that no rounding shows its neighbour. */
  step(pictures: number): void {
    if (this.playing) this.stop();
    const at = this.pictureAtS;
    // Asked again before the last one is shown, it goes on from where that one will be.
    // How long a picture lasts is not known before two have been seen: until then the clock moves on by a guess.
    const shown = at !== null && this.pictureKnown && this.time >= at - this.pictureS / 8 && this.time < at + this.pictureS * 1.25;
    this.seek(shown ? at + (pictures + INTO) * this.pictureS : this.time + pictures * this.pictureS);
  }

  /** The enlarged recording shows a picture that begins then, as long as the shortest that has been seen. */
  shows(incidentS: number, pictureS: number): void {
    this.pictureAtS = incidentS;
    this.pictureKnown = Number.isFinite(pictureS);
    if (this.pictureKnown) this.pictureS = pictureS;
  }

  listenTo(hear: Hear): void {
    if (this.hidden.has(hear)) return;
    this.hear = hear;
    this.chooseSound();
    this.onRest();
  }

  enlarge(id: string): void {
    if (!this.player(id) || this.hidden.has(id)) return;
    if (this.large !== id) this.pictureAtS = null;
    this.large = id;
    this.chooseSound();
    this.onRest();
  }

  setVolume(volume: number): void {
    this.volume = volume;
    this.chooseSound();
  }

  setLoop(end: 'from' | 'to'): void {
    const next = { ...this.loop, [end]: this.time };
    const { from, to } = next;
    // A loop that would end before it starts gives up its other end.
    if (from !== null && to !== null && to - from < 0.1) next[end === 'from' ? 'to' : 'from'] = null;
    next.on = next.from !== null && next.to !== null;
    this.loop = next;
    this.onChange();
  }

  toggleLoop(): void {
    this.loop = { ...this.loop, on: !this.loop.on && this.loop.from !== null && this.loop.to !== null };
    this.onChange();
  }

  // How it is done.

  private place(incidentS: number): void {
    this.time = Math.min(this.endS, Math.max(this.startS, incidentS));
    this.present.forEach((p) => p.seek(this.time));
    this.chooseSound();
  }

  /** Everybody stops, goes to where the clock is, and waits for the last. */
  private gather(): void {
    this.gathering = true;
    this.startedMs = 0;
    this.gatherSince = performance.now();
    this.present.forEach((p) => {
      p.pause();
      p.seek(this.time);
    });
  }

  private gathered(now: number): boolean {
    const waited = now - this.gatherSince > GATHER_MS;
    const all = this.present.every((p) => !p.covers(this.time) || p.settled);
    if (!all && !waited) return false;
    this.gathering = false;
    this.startedMs = now;
    this.present.filter((p) => p.covers(this.time)).forEach((p) => p.play(this.rate));
    return true;
  }

  /** A player needs a moment from being told to play until it moves. Were the clock to run ahead meanwhile, all would
   * chase it; so it waits, and starts where the one that it follows is. */
  private moved(now: number): boolean {
    if (this.startedMs === 0) return true;
    const expected = this.present.some((p) => p.covers(this.time) && p.usable);
    const at = this.leader()?.incidentS() ?? null;
    const moves = at !== null && at > this.time + 0.004 && at < this.time + 1;
    if (expected && !moves && now - this.startedMs < START_MS) return false;
    if (moves && at !== null) this.time = at;
    this.startedMs = 0;
    this.correctedMs = now + SETTLE_MS - CORRECT_MS;
    return true;
  }

  private run(): void {
    this.lastMs = performance.now();
    const tick = () => {
      if (!this.playing) return;
      this.tick(performance.now());
      if (this.playing) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  private tick(now: number): void {
    const dtS = Math.max(0, now - this.lastMs) / 1000;
    this.lastMs = now;
    if (this.rate > 0 && ((this.gathering && !this.gathered(now)) || !this.moved(now))) return;
    let t = this.time + dtS * this.rate;
    const leader = this.rate > 0 ? this.leader() : undefined;
    const led = leader?.incidentS();
    if (led !== null && led !== undefined) t += slew(led - t, dtS);
    const { from, to, on } = this.loop;
    if (on && from !== null && to !== null && this.rate > 0 && t >= to) {
      this.place(from);
      this.gather();
      return;
    }
    if (t >= this.endS || t <= this.startS) {
      const end = t >= this.endS ? this.endS : this.startS;
      this.time = end;
      if ((this.rate > 0) === (end === this.endS)) return this.stop();
    }
    this.time = t;
    this.chooseSound();
    if (this.rate > 0) this.forwards(now, leader);
    else this.backwards(now);
  }

  private forwards(now: number, leader: Player | undefined): void {
    const correct = now - this.correctedMs >= CORRECT_MS;
    if (correct) this.correctedMs = now;
    for (const p of this.present) {
      if (!p.covers(this.time)) p.pause();
      else if (p.settled && !p.running) {
        // It has just come into its recording, or was late for the start.
        const at = p.incidentS();
        if (at !== null && Math.abs(at - this.time) > 0.25 * Math.max(1, this.rate)) p.seek(this.time + 0.1 * this.rate);
        p.play(this.rate);
      } else if (correct) p.follow(this.time, this.rate, p === leader);
    }
  }

  private backwards(now: number): void {
    if (now - this.correctedMs < BACKWARDS_MS) return;
    this.correctedMs = now;
    this.present.forEach((p) => p.seek(this.time));
  }

  /** Whom the clock follows: the recording that is heard, else the enlarged one, else any that runs. */
  private leader(): Player | undefined {
    const order = [this.heard, this.large];
    const runs = this.present.filter((p) => p.covers(this.time) && p.running);
    return order.map((id) => runs.find((p) => p.track.id === id)).find((p) => p !== undefined) ?? runs[0];
  }

  private chooseSound(): void {
    const heard = heardAt(this.shown, this.time, this.hear, this.large, this.heard);
    if (heard !== this.heard) this.heard = heard;
    this.players.forEach((p) => p.hear(p.track.id === heard, this.volume));
  }

  /** The clock and every player at this instant; what the browser tests read. */
  state() {
    const live = this.playing && !this.gathering && this.startedMs === 0 ? this.time + ((performance.now() - this.lastMs) / 1000) * this.rate : this.time;
    return {
      time: live,
      playing: this.playing,
      gathering: this.gathering || this.startedMs > 0,
      rate: this.rate,
      heard: this.heard,
      players: this.players.map((p) => p.report(live)),
    };
  }
}
