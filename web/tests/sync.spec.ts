// Three and more players on one clock: within 40 ms of each other after a minute, and after every jump.
// A machine that is busy with other work makes players stumble; each stumble is to be worked off at once. So a moment
// is given for that, and what was seen without it is printed.
import { busiest, expect, loaded, open, running, spread, state, test } from './page';

const LIMIT_S = 0.04;
const ms = (x: number | undefined) => `${((x ?? 0) * 1000).toFixed(1)} ms`;
const median = (xs: number[]) => [...xs].sort((a, b) => a - b)[xs.length >> 1] ?? 0;

test('a minute of playing keeps every player within 40 ms', async ({ page }) => {
  await open(page);
  await loaded(page);
  const from = await busiest(page);
  await page.evaluate((t) => (location.hash = `#t=${t}`), from);
  await page.waitForTimeout(1500);
  const was = await state(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(3000);
  const soon: number[] = [];
  let most = 0;
  const end = Date.now() + 57_000;
  while (Date.now() < end) {
    const s = await state(page);
    if (!s.playing) break;
    soon.push(spread(s));
    most = Math.max(most, running(s).length);
    await page.waitForTimeout(250);
  }
  const s = await state(page);
  const late = median(soon.slice(-20));
  const sorted = [...soon].sort((a, b) => a - b);
  console.log(
    `played ${(s.time - was.time).toFixed(1)} s; most players at once ${most}; ${soon.length} samples: median ${ms(median(soon))}, 95 % ${ms(sorted[Math.floor(sorted.length * 0.95)])}, worst ${ms(sorted.at(-1))}; last five seconds ${ms(late)}`,
  );
  expect(s.time - was.time).toBeGreaterThan(30);
  expect(most).toBeGreaterThanOrEqual(3);
  expect(median(soon)).toBeLessThan(LIMIT_S);
  expect(late).toBeLessThan(LIMIT_S);
  // Never so far apart that a word would be heard twice.
  expect(sorted[Math.floor(sorted.length * 0.95)] ?? 1).toBeLessThan(0.12);
});

test('twenty jumps, each followed by players within 40 ms', async ({ page }) => {
  await open(page);
  await loaded(page);
  const start = await busiest(page);
  const { view } = await state(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  // Places that do not repeat, spread by the golden ratio over what all recordings cover.
  const places = Array.from({ length: 20 }, (_, i) => start + ((i * 0.618033989) % 1) * Math.min(40, (view.to - start) * 0.5));
  const after: number[] = [];
  for (const place of places) {
    await page.evaluate((t) => (location.hash = `#t=${t.toFixed(3)}`), place);
    await expect.poll(async () => (await state(page)).gathering, { timeout: 8000, intervals: [50] }).toBe(false);
    await page.waitForTimeout(1200);
    const s = await state(page);
    expect(running(s).length).toBeGreaterThanOrEqual(2);
    expect(s.time).toBeGreaterThan(place);
    expect(s.time).toBeLessThan(place + 5);
    after.push(spread(s));
    await expect.poll(async () => spread(await state(page)), { timeout: 3000, intervals: [100] }).toBeLessThan(LIMIT_S);
  }
  after.sort((a, b) => a - b);
  console.log(`1.2 s after each of 20 jumps: median ${ms(median(after))}, worst ${ms(after.at(-1))}; ${after.filter((x) => x < LIMIT_S).length} of 20 under 40 ms`);
  expect(median(after)).toBeLessThan(LIMIT_S);
});

test('paused players stand exactly where the clock is', async ({ page }) => {
  await open(page);
  await loaded(page);
  const t = await busiest(page);
  for (const place of [t, t + 7.5, t + 3.2]) {
    await page.evaluate((p) => (location.hash = `#t=${p}`), place);
    await expect
      .poll(async () => {
        const s = await state(page);
        return Math.max(...s.players.filter((p) => p.covers && p.media === 'ready').map((p) => Math.abs((p.mediaTime ?? 0) - p.target) + (p.seeking ? 1 : 0)));
      })
      .toBeLessThan(0.005);
  }
});
