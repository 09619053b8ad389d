// Everything that the parts of the page share: the data as they need it, the clock, and which stretch is shown.
// Parts get it by context, so that none is handed what it only passes on.

import { getContext, setContext, tick } from 'svelte';
import { clockface, type Clockface, together } from '../clock/format';
import { bursts, type Burst, type Happening, type Mark, marksOf, type Zero, zeroOf } from '../data/marks';
import { isDescribed, type Track, tracksOf } from '../data/tracks';
import type { Review } from '../generated/Review';
import type { WaveformFile } from '../generated/WaveformFile';
import { measurer, type Measure } from '../lanes/measure';
import { around, contained, panned, showing, type View, zoomed } from '../lanes/view';
import { pyramid, type Pyramid } from '../lanes/waveform';
import { Conductor } from '../players/conductor.svelte';
import { read, write } from './fragment';
import { opening } from './opening';

const S = 1e-9;

export class PageState {
  readonly review: Review;
  readonly tracks: Track[];
  readonly placed: Track[];
  readonly unplaced: Track[];
  readonly face: Clockface;
  readonly marks: Mark[];
  readonly bursts: Burst[];
  /** What happened that is in no burst, in order of time. */
  readonly happenings: Happening[];
  readonly zero: Zero | null;
  readonly conductor: Conductor;
  /** Whether any recording on the clock has something to play. */
  readonly playable: boolean;
  /** Whether every recording is described in words, without media. */
  readonly described: boolean;
  readonly whole: View;
  readonly measure: Measure;
  readonly measureFinding: Measure;
  view = $state<View>({ from: 0, to: 1 });
  /** What is said to a screen reader when the clock comes to rest. */
  announced = $state('');
  singleKeys = $state(true);

  /** What statements and rules are tested against. */
  readonly against: string;

  private readonly waves = new Map<string, Pyramid>();
  private readonly names: Map<string, string>;
  private readonly places: Set<string>;
  private writing = 0;

  constructor(review: Review, waveforms: WaveformFile[]) {
    this.review = review;
    this.tracks = tracksOf(review);
    this.placed = this.tracks.filter((t) => t.placed);
    this.unplaced = this.tracks.filter((t) => !t.placed);
    this.playable = this.placed.some((t) => t.recording.media !== null);
    this.described = this.tracks.length > 0 && this.tracks.every(isDescribed);
    this.against = this.tracks.length === 0 ? 'what sources state' : this.described ? 'the recordings as they are described' : 'the available footage';
    this.face = clockface(review.clock.wall);
    const order = this.tracks.map((t) => t.id);
    this.marks = marksOf(review);
    const onClock = this.marks.filter((m) => m.start && this.placed.some((t) => t.id === m.event.source));
    const sorted = bursts(onClock, order);
    this.bursts = sorted.bursts;
    this.happenings = sorted.rest;
    this.zero = zeroOf(review, onClock);
    this.names = new Map([...review.recordings, ...review.documents].map((s) => [s.id, s.name]));
    this.places = new Set([...review.attributes.flatMap((a) => a.values.map((v) => v.id)), ...review.outcomes.map((o) => `outcome-${o.id}`)]);
    for (const file of waveforms) this.waves.set(file.recording, pyramid(file));
    const [from, to] = extent(this.placed, review);
    this.whole = { from, to };
    this.view = { from, to };
    this.conductor = new Conductor(this.tracks, from, to, opening(this.zero, review.clock.scope_ns[0] * S, this.placed));
    this.measure = measurer(11);
    this.measureFinding = measurer(11.5);
    this.conductor.onRest = () => this.rested();
    this.restore();
    addEventListener('hashchange', () => this.restore());
  }

  waveform(id: string): Pyramid | undefined {
    return this.waves.get(id);
  }

  /** The name of a source, or its id where the review does not list it. */
  nameOf(source: string): string {
    return this.names.get(source) ?? source;
  }

  /** The id of the place on this page where an outcome or a source's value stands, or empty. */
  placeOf(id: string): string {
    return [id, `outcome-${id}`].find((place) => this.places.has(place)) ?? '';
  }

  /** Which stretch is shown. */
  show(view: View): void {
    this.view = contained(view, this.whole);
    this.remember();
  }
  showAll(): void {
    this.show(this.whole);
  }
  showAround(a: number, b: number): void {
    this.show(around(a, b, this.whole));
  }
  zoom(factor: number, at = this.anchor()): void {
    this.view = zoomed(this.view, factor, at, this.whole);
    this.remember();
  }
  pan(byS: number): void {
    this.view = panned(this.view, byS, this.whole);
    this.remember();
  }

  /** Zoom goes to the moment if it is in view, else to the middle. */
  private anchor(): number {
    const t = this.conductor.time;
    return t >= this.view.from && t <= this.view.to ? t : (this.view.from + this.view.to) / 2;
  }

  /** Sources by name, cameras of one name together: "Cameras 1, 2 and Dispatch". */
  namesOf(sources: string[]): string {
    return together([...new Set(sources)].map((s) => this.nameOf(s)));
  }

  /** A person's name, or the word itself. */
  personOf(id: string): string {
    return this.review.case.people.find((p) => p.id === id)?.name ?? id;
  }

  /** Goes to a moment, and shows it. */
  go(incidentS: number): void {
    this.conductor.seek(incidentS);
    this.view = showing(this.view, this.conductor.time, this.whole);
  }

  /** Goes to a moment and plays, every player with it; where nothing can be played, shows it in the lanes. */
  play(incidentS: number): void {
    if (!this.playable) {
      this.go(incidentS);
      document.getElementById('timeline')?.scrollIntoView({ block: 'center' });
      return;
    }
    this.conductor.playFrom(incidentS);
    this.view = showing(this.view, this.conductor.time, this.whole);
  }

  /** Players of recordings that are not on the clock; each moves alone. */
  readonly alone = new Map<string, HTMLMediaElement>();

  canPlayAlone(source: string): boolean {
    return this.unplaced.some((t) => t.id === source && t.recording.media !== null);
  }

  /** Plays one recording that is not on the clock, from a moment on its own. */
  playAlone(source: string, localS: number): void {
    const track = this.unplaced.find((t) => t.id === source);
    const element = this.alone.get(source);
    if (!track || !element) return;
    this.conductor.stop();
    for (const other of this.alone.values()) if (other !== element) other.pause();
    element.currentTime = Math.max(0, localS - track.startS);
    element.scrollIntoView({ block: 'center' });
    element.play().catch(() => undefined);
  }

  /** Moments that `[` and `]` go to: starts of marks and of silent spans on the clock. */
  moments(): number[] {
    const marks = [...this.happenings, ...this.bursts.flatMap((b) => b.happenings)].map((h) => h.at[0]);
    const silent = this.placed.flatMap((t) => t.silences.map((s) => s.inner[0]));
    return [...new Set([...marks, ...silent].filter((t) => t >= this.whole.from && t <= this.whole.to))].sort((a, b) => a - b);
  }

  stepMoment(direction: 1 | -1): void {
    const t = this.conductor.time;
    const all = this.moments();
    const next = direction > 0 ? all.find((m) => m > t + 0.005) : all.reverse().find((m) => m < t - 0.005);
    if (next !== undefined) this.go(next);
  }

  private rested(): void {
    const t = this.conductor.time;
    const here = this.placed
      .filter((k) => k.silences.some((s) => s.inner[0] <= t && t < s.inner[1]))
      .map((k) => `${k.name} has no sound`);
    this.announced = [this.face.time(t), ...here].join('. ');
    this.remember();
  }

  /** Writes the address, soon; often asked for while something is dragged. */
  private remember(): void {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      const c = this.conductor;
      const first = (this.placed.find((t) => t.recording.shows === 'video') ?? this.placed[0])?.id ?? '';
      const seen = { t: c.time, ...this.view, hear: c.hear, large: c.large };
      try {
        history.replaceState(null, '', write(seen, this.whole, first));
      } catch {
        // A browser that allows no address to be written under file:// still plays.
      }
    }, 250) as unknown as number;
  }

  private restore(): void {
    const seen = read(location.hash);
    const c = this.conductor;
    if (seen.from !== undefined && seen.to !== undefined && seen.to > seen.from)
      this.view = contained({ from: seen.from, to: seen.to }, this.whole);
    if (seen.large !== undefined && this.placed.some((t) => t.id === seen.large)) c.enlarge(seen.large);
    if (seen.hear !== undefined && (['auto', 'none'].includes(seen.hear) || this.placed.some((t) => t.id === seen.hear)))
      c.listenTo(seen.hear);
    if (seen.t !== undefined) c.seek(seen.t);
  }

  /** After the page is drawn, a link to a section is followed: the browser looked for it before it was there. */
  async followSection(): Promise<void> {
    await tick();
    const id = decodeURIComponent(location.hash.slice(1));
    if (id && !id.includes('=')) document.getElementById(id)?.scrollIntoView();
  }
}

/** The stretch that the page shows: what the review says, and every recording that is on the clock. */
function extent(placed: Track[], review: Review): [number, number] {
  const from = Math.min(review.clock.start_ns * S, ...placed.map((t) => t.startS));
  const to = Math.max(review.clock.end_ns * S, ...placed.map((t) => t.endS));
  return to > from ? [from, to] : [from, from + 1];
}

const KEY = Symbol('page');

export const providePage = (page: PageState) => setContext(KEY, page);
export const usePage = () => getContext<PageState>(KEY);
