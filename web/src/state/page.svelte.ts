// Everything that the parts of the page share: the data as they need it, the clock, and which stretch is shown.
// Parts get it by context, so that none is handed what it only passes on.

import { getContext, setContext, tick } from 'svelte';
import { clockface, type Clockface, together } from '../clock/format';
import { type Group, groupsOf, MANY } from '../data/groups';
import { type Burst, type Happening, happeningsOf, type Instants, instantsOf, type Mark, marksOf, type Zero, zeroOf } from '../data/marks';
import type { Live } from '../data/live';
import { complete } from '../data/load';
import { isDescribed, type Track, tracksOf } from '../data/tracks';
import type { Review } from '../generated/Review';
import type { WaveformFile } from '../generated/WaveformFile';
import { measurer, type Measure } from '../lanes/measure';
import { around, contained, panned, showing, type View, zoomed } from '../lanes/view';
import { pyramid, type Pyramid, readAhead } from '../lanes/waveform';
import { Conductor } from '../players/conductor.svelte';
import { type Grouping, read, write } from './fragment';
import { layout } from './layout.svelte';
import { opening } from './opening';

const S = 1e-9;

export class PageState {
  /** What is shown. Replaced as a whole, never changed in place; everything below it follows. */
  review: Review = $state.raw() as Review;
  readonly tracks: Track[] = $derived(tracksOf(this.review));
  readonly placed: Track[] = $derived(this.tracks.filter((t) => t.placed));
  readonly unplaced: Track[] = $derived(this.tracks.filter((t) => !t.placed));
  readonly face: Clockface = $derived(clockface(this.review.clock.wall));
  readonly marks: Mark[] = $derived(marksOf(this.review));
  private readonly placedMarks: Mark[] = $derived(this.marks.filter((m) => m.start && this.placed.some((t) => t.id === m.event.source)));
  /** All that happened, in order of time. */
  readonly onClock: Happening[] = $derived(happeningsOf(this.placedMarks));
  private readonly sorted = $derived(instantsOf(this.onClock, this.tracks.map((t) => t.id)));
  /** Kinds with a lane of their own. */
  readonly instants: Instants[] = $derived(this.sorted.instants);
  readonly bursts: Burst[] = $derived(this.instants.flatMap((k) => k.bursts));
  /** What happened of all other kinds, in order of time. */
  readonly happenings: Happening[] = $derived(this.sorted.rest);
  readonly zero: Zero | null = $derived(zeroOf(this.review, this.placedMarks));
  /** Whether any recording on the clock has something to play. */
  readonly playable: boolean = $derived(this.placed.some((t) => t.recording.media !== null));
  /** Whether every recording is described in words, without media. */
  readonly described: boolean = $derived(this.tracks.length > 0 && this.tracks.every(isDescribed));
  /** What statements and rules are tested against. */
  readonly against: string = $derived(
    this.tracks.length === 0 ? 'what sources state' : this.described ? 'the recordings as they are described' : 'the available footage',
  );
  readonly whole: View = $derived(extent(this.placed, this.review));
  readonly conductor: Conductor;
  readonly measure: Measure = measurer(11);
  readonly measureFinding: Measure = measurer(11.5);
  view = $state<View>({ from: 0, to: 1 });
  /** What is said to a screen reader when the clock comes to rest. */
  announced = $state('');
  singleKeys = $state(true);

  /** What the server said when it served this page; `null` for the copy in a folder. */
  readonly live: Live | null;
  /** What the keys M and A do; set by whoever takes marks and anchors in, on the served page only. */
  onMark: (() => void) | undefined;
  onAnchor: (() => void) | undefined;
  /** Opens the form that corrects a line of a transcript; set as these two are. */
  onCorrect: ((line: string) => void) | undefined = $state.raw();

  /** Recordings on the clock that nobody hid; on paper all are there. */
  readonly shown: Track[] = $derived(layout.print ? this.placed : this.placed.filter((t) => !this.conductor.hidden.has(t.id)));
  /** So many lanes that each is low, with a map above them. */
  readonly dense: boolean = $derived(this.shown.length > MANY);
  readonly groups: Group[] = $derived(groupsOf(this.shown));
  /** Whether there is anything to group. */
  readonly grouped: boolean = $derived(this.dense && this.groups.length > 1 && this.groups.length < this.shown.length);
  grouping = $state<Grouping>('device');
  /** Groups that are folded into one strip. */
  folded = $state.raw<ReadonlySet<string>>(new Set());
  /** Waveforms lie in a file of their own, which is read after the page is drawn. */
  readingWaveforms = $state(false);

  private waves = $state.raw(new Map<string, Pyramid>());
  private readonly names = $derived(new Map([...this.review.recordings, ...this.review.documents].map((s) => [s.id, s.name])));
  private readonly places = $derived(
    new Set([...this.review.attributes.flatMap((a) => a.values.map((v) => v.id)), ...this.review.outcomes.map((o) => `outcome-${o.id}`)]),
  );
  private writing = 0;

  constructor(review: Review, waveforms: WaveformFile[], live: Live | null = null) {
    this.review = review;
    this.live = live;
    this.waves = pyramids(waveforms);
    this.view = this.whole;
    this.conductor = new Conductor(this.tracks, this.whole.from, this.whole.to, opening(this.zero, review.clock.scope_ns[0] * S, this.placed));
    this.conductor.onRest = () => this.rested();
    this.conductor.onChange = () => this.remember();
    readAhead(this.waves.values());
    this.restore();
    addEventListener('hashchange', () => this.restore());
  }

  /** Shows another review of the same case in place: what plays goes on, what is open, focused or half typed stays.
   * Waveforms that are not given stay as they are. */
  replace(review: Review, waveforms?: WaveformFile[]): void {
    const all = this.view.from <= this.whole.from && this.view.to >= this.whole.to;
    this.review = complete(review);
    if (waveforms) this.takeWaveforms(waveforms);
    const moved = this.conductor.update(this.tracks, this.whole.from, this.whole.to);
    this.view = all ? this.whole : contained({ from: this.view.from + moved, to: this.view.to + moved }, this.whole);
  }

  /** Waveforms that come after the page, or anew. */
  takeWaveforms(waveforms: WaveformFile[]): void {
    this.waves = pyramids(waveforms);
    this.readingWaveforms = false;
    readAhead(this.waves.values());
  }

  /** Hides a recording from wall and lanes, or brings it back. */
  hide(id: string, hidden: boolean): void {
    const next = new Set(this.conductor.hidden);
    if (hidden) next.add(id);
    else next.delete(id);
    if (next.size < this.placed.length) this.conductor.hide(next);
  }
  hideNone(): void {
    this.conductor.hide(new Set());
  }

  group(grouping: Grouping): void {
    this.grouping = grouping;
    this.remember();
  }
  fold(key: string): void {
    const next = new Set(this.folded);
    if (!next.delete(key)) next.add(key);
    this.folded = next;
    this.remember();
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
    this.look(contained(view, this.whole));
  }
  /** A view that is the same draws nothing again. */
  private look(view: View): void {
    if (view.from === this.view.from && view.to === this.view.to) return;
    this.view = view;
    this.remember();
  }
  showAll(): void {
    this.show(this.whole);
  }
  showAround(a: number, b: number): void {
    this.show(around(a, b, this.whole));
  }
  zoom(factor: number, at = this.anchor()): void {
    this.look(zoomed(this.view, factor, at, this.whole));
  }
  pan(byS: number): void {
    this.look(panned(this.view, byS, this.whole));
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
    const marks = this.onClock.map((h) => h.at[0]);
    const silent = this.shown.flatMap((t) => t.silences.map((s) => s.inner[0]));
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
      const seen = {
        t: c.time,
        ...this.view,
        hear: c.hear,
        large: c.large,
        hide: [...c.hidden],
        loop: c.loop.from !== null && c.loop.to !== null ? ([c.loop.from, c.loop.to] as const) : undefined,
        once: !c.loop.on,
        speed: c.speed,
        group: this.grouping,
        fold: [...this.folded],
      };
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
    if (seen.hide) c.hide(new Set(seen.hide.filter((id) => this.placed.some((t) => t.id === id)).slice(0, this.placed.length - 1)));
    if (seen.loop) c.loop = { from: seen.loop[0], to: seen.loop[1], on: !seen.once };
    if (seen.speed) c.setSpeed(seen.speed);
    if (seen.group) this.grouping = seen.group;
    if (seen.fold) this.folded = new Set(seen.fold);
    if (seen.t !== undefined) c.seek(seen.t);
  }

  /** After the page is drawn, a link to a section is followed: the browser looked for it before it was there. */
  async followSection(): Promise<void> {
    await tick();
    const id = decodeURIComponent(location.hash.slice(1));
    if (id && !id.includes('=')) document.getElementById(id)?.scrollIntoView();
  }
}

const pyramids = (waveforms: WaveformFile[]) => new Map(waveforms.map((file) => [file.recording, pyramid(file)]));

/** The stretch that the page shows: what the review says, and every recording that is on the clock. */
function extent(placed: Track[], review: Review): View {
  const from = Math.min(review.clock.start_ns * S, ...placed.map((t) => t.startS));
  const to = Math.max(review.clock.end_ns * S, ...placed.map((t) => t.endS));
  return { from, to: to > from ? to : from + 1 };
}

const KEY = Symbol('page');

export const providePage = (page: PageState) => setContext(KEY, page);
export const usePage = () => getContext<PageState>(KEY);
