// The served page's tie to its server: what is saved, what waits, who else is here, which review is shown. "Saved" is
// said only after the server's answer; until then a line waits, also across a reload, and is sent again.

import { SvelteMap } from 'svelte/reactivity';
import { count } from '../clock/format';
import type { Changed } from '../generated/live/Changed';
import type { Checked } from '../generated/live/Checked';
import type { Here } from '../generated/live/Here';
import type { History } from '../generated/live/History';
import type { Live } from '../generated/live/Live';
import type { NewLine } from '../generated/live/NewLine';
import type { NewStatement } from '../generated/live/NewStatement';
import type { Refused } from '../generated/live/Refused';
import type { Working } from '../generated/live/Working';
import type { Written } from '../generated/live/Written';
import type { Event } from '../generated/Event';
import type { Review } from '../generated/Review';
import type { PageState } from '../state/page.svelte';
import { ask, caseAddress, type Reply } from './api';
import { Played } from './played.svelte';
import { drop, keep, kept, type Kept, onceWord, shelf, type Waiting } from './waiting';

export type Outcome = { is: 'saved'; written: Written } | { is: 'waiting'; once: string } | { is: 'refused'; refused: Refused } | { is: 'cancelled' };

/** A finding that is older than this against a change is drawn as old; a quicker computation shows nothing. */
const STALE_MS = 300;
/** How soon a line is sent again that the server could not write. */
const AGAIN_MS = 8000;
const RETRY_MS = [1000, 2000, 4000, 8000];
/** How often it is looked whether others should be told where this person is. */
const TELL_MS = 4000;
const NAME_KEY = 'unmuted-name';

export class LiveState {
  readonly page: PageState;
  readonly accounts: boolean;
  readonly askWords: string;
  readonly leftOut: boolean;
  readonly played: Played;
  readonly role: Live['role'];
  /** Who is here; empty until a name was said. */
  name = $state('');
  /** Others who have the page open. */
  others = $state.raw<Here[]>([]);
  /** What is being computed, for longer than a moment. */
  working = $state.raw<Working | null>(null);
  /** Why the last review could not be made: what is shown is the one before. */
  uncomputed = $state.raw<Refused | null>(null);
  /** Since when the server has not answered, or null. */
  gone = $state<Date | null>(null);
  signedOut = $state<Date | null>(null);
  /** Why the server could not write what waits, or null. */
  failed = $state.raw<Refused | null>(null);
  waiting = $state.raw<Waiting[]>([]);
  /** The last line that is on the disk. */
  saved = $state.raw<Written | null>(null);
  /** What is said to a screen reader. */
  said = $state('');
  history = $state.raw<History>({ lines: [], conflicts: [] });
  /** Asking for a name; the answer goes to whoever waits for it. */
  asking = $state.raw<((name: string) => void) | null>(null);
  /** Opens the form of a mark at a moment of a recording, or with one's own mark in it; set by whoever holds it. */
  onMarkAt: ((localS: number, source: string) => Promise<void>) | undefined;
  onChange: ((mark: Event) => Promise<void>) | undefined;
  /** Answers of lines that were sent again later, for the form that waits. */
  readonly outcomes = new SvelteMap<string, Outcome>();

  private version: number;
  private readonly base: string;
  private readonly caseName: string;
  private source: EventSource | null = null;
  private retry = 0;
  private retryTimer = 0;
  private staleTimer = 0;
  private againTimer = 0;
  private tellTimer = 0;
  private told = { at: NaN, ms: 0 };
  private catching: Promise<void> | null = null;
  private behind = false;

  constructor(page: PageState, live: Live) {
    this.page = page;
    this.accounts = live.accounts;
    this.askWords = live.ask;
    this.leftOut = live.left_out;
    this.role = live.role;
    this.caseName = live.case;
    this.version = live.version;
    this.base = caseAddress(location.href);
    this.name = live.accounts ? live.name : (this.remembered() ?? live.name);
    this.waiting = kept(shelf(), this.caseName);
    this.played = new Played(page);
  }

  /** Whether marks and statements may be written. */
  get writes(): boolean {
    return this.role !== 'reader';
  }

  /** Waiting lines that go out in this person's name; those of another wait for that person. */
  get mine(): Waiting[] {
    return this.waiting.filter((w) => w.by === this.name);
  }

  start(): () => void {
    // A copy of a served page in a folder has nobody to ask.
    if (location.protocol === 'file:') return () => undefined;
    this.listen();
    this.tellTimer = setInterval(() => this.tell(), TELL_MS) as unknown as number;
    const stopPlayed = this.played.start();
    return () => {
      this.source?.close();
      clearTimeout(this.retryTimer);
      clearTimeout(this.staleTimer);
      clearTimeout(this.againTimer);
      clearInterval(this.tellTimer);
      stopPlayed();
    };
  }

  // What people ask for.

  /** The name under which lines are written; asked once, where there are no accounts. */
  async named(): Promise<string> {
    if (this.name !== '') return this.name;
    if (this.accounts) return '';
    const name = await new Promise<string>((answer) => (this.asking = answer));
    this.asking = null;
    if (name !== '') this.rename(name);
    return name;
  }

  rename(name: string): void {
    this.name = name;
    try {
      shelf()?.setItem(NAME_KEY, name);
    } catch {
      // It is asked again at the next visit.
    }
    void this.refreshHistory();
  }

  saveLine(body: NewLine, words: string): Promise<Outcome> {
    return this.save({ to: 'lines', body }, words);
  }
  saveStatement(body: NewStatement, words: string): Promise<Outcome> {
    return this.save({ to: 'statements', body }, words);
  }
  undo(target: string, words: string): Promise<Outcome> {
    return this.saveLine({ do: 'undo', target }, words);
  }

  private async save(what: Kept, words: string): Promise<Outcome> {
    const by = await this.named();
    if (by === '') return { is: 'cancelled' };
    const once = onceWord();
    const sign = this.accounts ? {} : { by };
    const item: Waiting =
      what.to === 'lines'
        ? { ...what, body: { ...what.body, ...sign, once }, once, words, by, since: Date.now() }
        : { ...what, body: { ...what.body, ...(this.accounts ? {} : { written_by: by }), once }, once, words, by, since: Date.now() };
    keep(shelf(), this.caseName, item);
    this.waiting = [...this.waiting, item];
    return this.deliver(item);
  }

  private async deliver(item: Waiting): Promise<Outcome> {
    const reply = await this.post<Written>(item.to, item.body);
    if (reply.is === 'answer' || reply.is === 'refused') {
      drop(shelf(), this.caseName, item.once);
      this.waiting = this.waiting.filter((w) => w.once !== item.once);
    }
    const outcome = this.outcomeOf(reply, item);
    if (outcome.is !== 'waiting') this.outcomes.set(item.once, outcome);
    return outcome;
  }

  private outcomeOf(reply: Reply<Written>, item: Waiting): Outcome {
    this.failed = reply.is === 'failed' ? reply.refused : null;
    if (reply.is === 'answer') {
      this.saved = reply.value;
      this.say(`Saved: ${item.words}. ${reply.value.conflict}`);
      void this.refreshHistory();
      return { is: 'saved', written: reply.value };
    }
    if (reply.is === 'refused') {
      this.say(`Not saved: ${reply.refused.what} ${reply.refused.remedy}`);
      return { is: 'refused', refused: reply.refused };
    }
    if (reply.is === 'failed') {
      clearTimeout(this.againTimer);
      this.againTimer = setTimeout(() => void this.sendWaiting(), AGAIN_MS) as unknown as number;
      this.say(`Not saved yet: ${reply.refused.what} ${reply.refused.remedy} It is kept and sent again.`);
    } else this.say(reply.is === 'gone' ? `Not saved yet: the server has not answered. It is kept and sent again: ${item.words}.` : `Not saved yet: sign in again, and it is sent: ${item.words}.`);
    return { is: 'waiting', once: item.once };
  }

  /** What became of a line by now: one that waited may have been sent. */
  resolved(outcome: Outcome | null): Outcome | null {
    return outcome?.is === 'waiting' ? (this.outcomes.get(outcome.once) ?? outcome) : outcome;
  }

  /** A waiting line is given up: it was never saved. */
  giveUp(once: string): void {
    drop(shelf(), this.caseName, once);
    this.waiting = this.waiting.filter((w) => w.once !== once);
    this.say('Given up. It was not saved.');
  }

  check(body: NewLine): Promise<Reply<Checked>> {
    return this.post('check', this.accounts ? body : { ...body, by: this.name || 'your name' });
  }
  /** Anything else that is asked of the case. */
  post<T>(what: string, body: unknown): Promise<Reply<T>> {
    return this.noticed(ask<T>(this.base + what, body));
  }

  async signIn(name: string, password: string): Promise<string> {
    const reply = await ask<null>(new URL('/sign-in/again', this.base).href, { name, password });
    if (reply.is === 'gone') return 'The server does not answer.';
    if (reply.is === 'refused') return `${reply.refused.what} ${reply.refused.remedy}`;
    if (reply.is === 'signed_out') return 'That name and that password do not belong together.';
    // Another person has other lines and another role: the page begins again for them.
    if (name !== this.name) {
      location.reload();
      return '';
    }
    this.signedOut = null;
    this.listen();
    return '';
  }

  async signOut(): Promise<void> {
    await ask<null>(new URL('/sign-out', this.base).href, {}).catch(() => undefined);
    location.assign(new URL('/', this.base).href);
  }

  tryNow(): void {
    this.retry = 0;
    if (this.gone) this.listen();
    else void this.sendWaiting();
  }

  say(words: string): void {
    this.said = words.trim();
  }

  // How the server is followed.

  private remembered(): string | null {
    try {
      return shelf()?.getItem(NAME_KEY) ?? null;
    } catch {
      return null;
    }
  }

  /** What every answer, and its absence, says about the connection. */
  private async noticed<T>(asked: Promise<Reply<T>>): Promise<Reply<T>> {
    const reply = await asked;
    if (reply.is === 'gone') this.lost();
    else if (reply.is === 'signed_out') this.signedOut ??= new Date();
    else if (this.gone && this.source === null) this.listen();
    return reply;
  }

  private lost(): void {
    this.gone ??= new Date();
    this.source?.close();
    this.source = null;
    clearTimeout(this.retryTimer);
    if (this.signedOut) return;
    const wait = RETRY_MS[Math.min(this.retry++, RETRY_MS.length - 1)] ?? 8000;
    this.retryTimer = setTimeout(() => this.listen(), wait) as unknown as number;
  }

  private listen(): void {
    clearTimeout(this.retryTimer);
    this.source?.close();
    const source = new EventSource(`${this.base}events`);
    this.source = source;
    source.onopen = () => {
      if (this.gone) this.say('The server answers again.');
      this.gone = null;
      this.signedOut = null;
      this.retry = 0;
      void this.catchUp();
      void this.refreshHistory();
      void this.sendWaiting();
      this.told.at = NaN;
      this.tell();
    };
    source.onerror = () => {
      if (this.source !== source) return;
      source.close();
      this.source = null;
      // A refused stream says nothing of why; a question does.
      void ask<History>(`${this.base}history`).then((reply) => {
        if (reply.is === 'signed_out') this.signedOut ??= new Date();
        else this.lost();
      });
    };
    const on = <T>(name: string, then: (value: T) => void) =>
      source.addEventListener(name, (e) => {
        try {
          then(JSON.parse((e as MessageEvent<string>).data) as T);
        } catch {
          // An event that cannot be read changes nothing; the next one, or a reconnection, brings the same.
        }
      });
    on<Changed>('review', (changed) => {
      this.uncomputed = changed.failed;
      void this.catchUp();
      void this.refreshHistory();
    });
    on<Working>('working', (working) => {
      clearTimeout(this.staleTimer);
      this.staleTimer = setTimeout(() => (this.working = working), STALE_MS) as unknown as number;
    });
    on<Here[]>('here', (all) => (this.others = all.filter((h) => h.name !== '' && h.name !== this.name)));
  }

  /** Fetches the review where the server's is another than the one shown; asked meanwhile, once more after. */
  private catchUp(): Promise<void> {
    this.behind = true;
    this.catching ??= (async () => {
      while (this.behind) {
        this.behind = false;
        const reply = await this.noticed(ask<Review>(`${this.base}report/data/review.json`));
        if (reply.is !== 'answer') break;
        if (reply.version !== this.version || reply.version === null) {
          this.version = reply.version ?? this.version;
          this.page.replace(reply.value);
        }
        clearTimeout(this.staleTimer);
        this.working = null;
      }
      this.catching = null;
    })();
    return this.catching;
  }

  async refreshHistory(): Promise<void> {
    const reply = await this.noticed(ask<History>(`${this.base}history?by=${encodeURIComponent(this.name)}`));
    if (reply.is === 'answer') this.history = reply.value;
  }

  private async sendWaiting(): Promise<void> {
    for (const item of this.mine) if ((await this.deliver(item)).is === 'waiting') return;
  }

  private tell(): void {
    const at = this.page.conductor.time;
    const now = Date.now();
    if (this.name === '' || this.gone || this.signedOut || (at === this.told.at && now - this.told.ms < 30_000)) return;
    this.told = { at, ms: now };
    void this.post('here', this.accounts ? { at_s: at } : { name: this.name, at_s: at });
  }

  /** "One line is waiting and is not saved." */
  get waitingWords(): string {
    const n = this.mine.length;
    return n === 0 ? '' : `${count(n, 'line')} ${n === 1 ? 'is' : 'are'} waiting and not saved`;
  }
}

const made = new WeakMap<PageState, LiveState>();

/** The one tie of a served page; its parts share it. */
export function liveOf(page: PageState): LiveState {
  let live = made.get(page);
  if (!live) {
    if (!page.live) throw new Error('this page was not served');
    live = new LiveState(page, page.live);
    made.set(page, live);
  }
  return live;
}
