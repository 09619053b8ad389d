// How far players are from each other, by their own media times: for a minute, and after twenty jumps; with the report's
// own players, and with twelve.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import { several } from '../sample/twelve';
import { writeReport } from '../tests/documents';
import { busiest, expect, loaded, running, spread, state } from '../tests/page';
import { address, folder } from '../tests/report';
import { share } from './steps';

const LIMIT_S = 0.04;
const out = join(dirname(fileURLToPath(import.meta.url)), '../sample/out/twelve');
const ms = (s: number) => `${(s * 1000).toFixed(1)} ms`;

async function start(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.locator('h1').waitFor();
  await loaded(page);
  const from = await busiest(page);
  await page.evaluate((t) => (location.hash = `#t=${t}`), from);
  await page.waitForTimeout(1500);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  return from;
}

async function minute(page: Page, url: string, name: string): Promise<void> {
  await start(page, url);
  await page.waitForTimeout(3000);
  const seen: number[] = [];
  let most = 0;
  const end = Date.now() + 57_000;
  while (Date.now() < end) {
    const s = await state(page);
    if (!s.playing) break;
    seen.push(spread(s));
    most = Math.max(most, running(s).length);
    await page.waitForTimeout(100);
  }
  const last = spread(await state(page));
  console.log(`${name}: ${most} players at once, worst pair in ${seen.length} samples over a minute: median ${ms(share(seen, 0.5))}, 95 % ${ms(share(seen, 0.95))}, most ${ms(Math.max(...seen))}; after 60 s ${ms(last)}; ${seen.filter((x) => x < LIMIT_S).length} under 40 ms`);
}

async function jumps(page: Page, url: string, name: string): Promise<void> {
  const from = await start(page, url);
  const { view } = await state(page);
  const after: number[] = [];
  const waited: number[] = [];
  for (let i = 0; i < 20; i++) {
    const place = from + ((i * 0.618033989) % 1) * Math.min(40, (view.to - from) * 0.5);
    const began = Date.now();
    await page.evaluate((t) => (location.hash = `#t=${t.toFixed(3)}`), place);
    await expect.poll(async () => (await state(page)).gathering, { timeout: 15_000, intervals: [50] }).toBe(false);
    waited.push((Date.now() - began) / 1000);
    await page.waitForTimeout(1200);
    after.push(spread(await state(page)));
  }
  console.log(`${name}: worst pair 1.2 s after each of 20 jumps: median ${ms(share(after, 0.5))}, most ${ms(Math.max(...after))}, ${after.filter((x) => x < LIMIT_S).length} of 20 under 40 ms; all started after ${share(waited, 0.5).toFixed(2)} s (median), ${Math.max(...waited).toFixed(2)} s (most)`);
}

test('the report’s own players for a minute', ({ page }) => minute(page, address, 'own'));
test('the report’s own players after twenty jumps', ({ page }) => jumps(page, address, 'own'));
test('twelve players for a minute', ({ page }) => minute(page, writeReport(out, several(folder, out, 12)), 'twelve'));
test('twelve players after twenty jumps', ({ page }) => jumps(page, writeReport(out, several(folder, out, 12)), 'twelve'));
