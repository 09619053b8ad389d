// What the browser tests share: opening the page, and reading the clock and the players.
import { expect, test as base, type Page } from '@playwright/test';
import { address } from './report';

export interface PlayerState {
  id: string;
  media: string;
  covers: boolean;
  paused: boolean;
  seeking: boolean;
  muted: boolean;
  rate: number;
  mediaTime: number | null;
  target: number;
  incident: number | null;
}

export interface State {
  time: number;
  playing: boolean;
  gathering: boolean;
  rate: number;
  heard: string | null;
  view: { from: number; to: number };
  players: PlayerState[];
}

/** Opens the report; any error on the console, and any request that leaves the folder, fails the test. */
export const test = base.extend<{ errors: string[] }>({
  errors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (m) => {
        if (m.type() === 'error' || m.type() === 'warning') errors.push(m.text());
      });
      page.on('pageerror', (e) => errors.push(e.message));
      page.on('request', (r) => {
        if (!/^(file|data|blob):/.test(r.url())) errors.push(`asked for ${r.url()}`);
      });
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function open(page: Page, fragment = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address + fragment);
  await page.locator('h1').waitFor();
}

export const state = (page: Page) =>
  page.evaluate(() => (window as unknown as { unmutedState: () => unknown }).unmutedState()) as Promise<State>;

/** Waits until every player that has something to play knows its length. */
export async function loaded(page: Page): Promise<void> {
  await expect
    .poll(async () => (await state(page)).players.filter((p) => p.media === 'loading').length, { timeout: 15_000 })
    .toBe(0);
}

/** Players that should be playing now and do. */
export const running = (s: State) => s.players.filter((p) => p.covers && p.media === 'ready' && !p.paused && p.incident !== null);

/** Largest difference between the moments that the running players show, in seconds. */
export function spread(s: State): number {
  const at = running(s).map((p) => p.incident ?? 0);
  return at.length < 2 ? 0 : Math.max(...at) - Math.min(...at);
}

/** A moment at which the most recordings run, well inside all of them. */
export async function busiest(page: Page): Promise<number> {
  return page.evaluate(() => {
    const review = (window as unknown as { UNMUTED_REVIEW: import('../src/generated/Review').Review }).UNMUTED_REVIEW;
    const spans = review.recordings
      .filter((r) => r.placement.placed && r.placement.group === review.clock.main_group && r.media !== null)
      .map((r) => [r.placement.offset_ns / 1e9, (r.placement.offset_ns + r.end_ns) / 1e9] as const);
    const starts = Math.max(...spans.map((s) => s[0]));
    const ends = Math.min(...spans.map((s) => s[1]));
    return starts < ends ? starts + Math.min(2, (ends - starts) / 4) : (review.clock.start_ns + review.clock.end_ns) / 2e9;
  });
}
