// Another review comes while somebody works on the page: nothing that runs, is open, focused or half typed is lost.
import type { Review } from '../src/generated/Review';
import { busiest, expect, loaded, open, running, spread, state, test } from './page';

test('a new review is shown in place while it plays', async ({ page }) => {
  await open(page);
  await loaded(page);
  const from = await busiest(page);
  await page.evaluate((t) => (location.hash = `#t=${t}`), from);
  await page.waitForTimeout(600);
  // Somebody has opened a list of reasons, and stands in a lane.
  const details = page.locator('#findings details').first();
  await details.evaluate((d: HTMLDetailsElement) => (d.open = true));
  await page.evaluate(() => document.querySelectorAll('video, audio').forEach((e) => ((e as HTMLElement).dataset['kept'] = 'yes')));
  await page.locator('.lane ul button[tabindex="0"]').first().focus();
  await page.keyboard.press('k');
  await expect.poll(async () => (await state(page)).time, { timeout: 8000 }).toBeGreaterThan(from + 1);

  const changed = await page.evaluate((t) => {
    const w = window as unknown as { UNMUTED_REVIEW: Review; unmutedReplace: (r: Review) => void };
    const review = structuredClone(w.UNMUTED_REVIEW);
    const on = review.recordings.filter((r) => r.placement.placed && r.placement.group === review.clock.main_group && r.media !== null);
    const [first, second] = on;
    if (!first || !second) throw new Error('two recordings are needed');
    second.placement.offset_ns += 300_000_000;
    const at = Math.round((t + 3) * 1e9);
    const local = at - first.placement.offset_ns;
    review.events.push({
      id: 'new-mark', kind: 'new.thing', kind_words: 'a new thing', source: first.id, standing: 'confirmed', by: 'reviewer-b', at: '2026-05-15T10:00:00Z', subject: '', words: 'just now', event: '',
      local_start_ns: [local, local + 50_000_000], local_end_ns: [local, local + 50_000_000], start_ns: [at, at + 50_000_000], end_ns: [at, at + 50_000_000],
    });
    const told = review.statements[0] ?? review.rules[0];
    if (told) [told.verdict, told.verdict_words] = ['not_testable', 'Not testable'];
    w.unmutedReplace(review);
    return { id: second.id, told: review.statements[0] ? `statement-${review.statements[0].id}` : `rule-${review.rules[0]?.id}` };
  }, from);

  await page.waitForTimeout(3000);
  const s = await state(page);
  expect(s.playing).toBe(true);
  expect(running(s).map((p) => p.id)).toContain(changed.id);
  await expect.poll(async () => spread(await state(page)), { timeout: 5000, intervals: [100] }).toBeLessThan(0.04);
  // It is where the new clock wants it.
  const p = (await state(page)).players.find((k) => k.id === changed.id);
  expect(Math.abs((p?.mediaTime ?? 0) - (p?.target ?? 1))).toBeLessThan(0.08);
  // The same elements play on.
  expect(await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.wall video, .wall audio')].every((e) => e.dataset['kept'] === 'yes'))).toBe(true);
  // The new mark is drawn, the new verdict is said, what was open is open and what was focused is focused.
  await expect(page.getByRole('list', { name: 'Marks' }).getByRole('button', { name: /^new thing/ })).toBeAttached();
  await expect(page.locator(`[id="${changed.told}"] .verdict`)).toHaveText('Not testable');
  expect(await details.evaluate((d: HTMLDetailsElement) => d.open)).toBe(true);
  expect(await page.locator('.lane ul button:focus').count()).toBe(1);
});

test('recordings that change places, leave or join keep the others playing', async ({ page }) => {
  await open(page);
  await loaded(page);
  const from = await busiest(page);
  await page.evaluate((t) => (location.hash = `#t=${t}`), from);
  await page.waitForTimeout(600);
  await page.keyboard.press('k');
  await expect.poll(async () => (await state(page)).time, { timeout: 8000 }).toBeGreaterThan(from + 1);
  const ids = (await state(page)).players.map((p) => p.id);
  await page.evaluate(() => {
    const w = window as unknown as { UNMUTED_REVIEW: Review; unmutedReplace: (r: Review) => void };
    const review = structuredClone(w.UNMUTED_REVIEW);
    w.unmutedReplace({ ...review, recordings: review.recordings.reverse() });
  });
  await page.waitForTimeout(500);
  let s = await state(page);
  expect(s.playing).toBe(true);
  expect(s.players.map((p) => p.id)).toEqual([...ids].reverse());
  expect(s.players.filter((p) => p.covers && p.media === 'ready').every((p) => !p.paused)).toBe(true);
  // One leaves, and comes back.
  await page.evaluate(() => {
    const w = window as unknown as { UNMUTED_REVIEW: Review; unmutedReplace: (r: Review) => void };
    const review = structuredClone(w.UNMUTED_REVIEW);
    const last = review.recordings.filter((r) => r.placement.placed).at(-1);
    if (last) last.placement = { ...last.placement, placed: false, group: null };
    w.unmutedReplace(review);
  });
  expect((await state(page)).players.length).toBe(ids.length - 1);
  await page.evaluate(() => {
    const w = window as unknown as { UNMUTED_REVIEW: Review; unmutedReplace: (r: Review) => void };
    w.unmutedReplace(w.UNMUTED_REVIEW);
  });
  await expect.poll(async () => (await state(page)).players.filter((p) => p.covers && p.media === 'ready' && p.paused).length, { timeout: 8000 }).toBe(0);
  s = await state(page);
  expect(s.playing).toBe(true);
  expect(s.players.map((p) => p.id)).toEqual(ids);
});

test('only a served page has the keys M and A', async ({ page }) => {
  await open(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).not.toContainText('mark this moment');
  await page.addInitScript(() => ((window as unknown as { UNMUTED_LIVE: unknown }).UNMUTED_LIVE = { case: 'drill', role: 'reviewer' }));
  await open(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('mark this moment');
});
