// How soon there is something to see, from disk, in a browser that has nothing cached: the first contentful paint, and
// when the waveforms were in. And how much script there is.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test, type Browser } from '@playwright/test';
import { MUCH, twoHours, waveforms } from '../sample/two_hours';
import { writeReport } from '../tests/documents';
import { address } from '../tests/report';
import { share } from './steps';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '../sample/out/two-hours');

async function paints(browser: Browser, url: string, name: string): Promise<number> {
  const first: number[] = [];
  const whole: number[] = [];
  for (let i = 0; i < 7; i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0 && document.querySelector('.lane canvas') !== null);
    first.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0));
    await page.waitForFunction(() => (window as unknown as { UNMUTED_WAVEFORMS?: unknown }).UNMUTED_WAVEFORMS !== undefined);
    whole.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
  console.log(`${name}: first contentful paint ${share(first, 0.5).toFixed(0)} ms (median of 7, most ${Math.max(...first).toFixed(0)}); waveforms read by ${share(whole, 0.5).toFixed(0)} ms`);
  return share(first, 0.5);
}

test('first paint from disk', async ({ browser }) => {
  expect(await paints(browser, address, 'the report')).toBeLessThan(1000);
  expect(await paints(browser, writeReport(out, twoHours(MUCH), waveforms(MUCH)), 'twelve recordings of two hours')).toBeLessThan(1000);
});

test('script under 200 KB', () => {
  const script = gzipSync(readFileSync(join(here, '../../crates/unmuted/assets/page/page.js'))).length;
  console.log(`page.js is ${(script / 1000).toFixed(1)} kB with gzip`);
  expect(script).toBeLessThan(200_000);
});
