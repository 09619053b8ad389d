// Twelve recordings of two hours: what a step of panning or zooming costs, and how soon there is something to see.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { MUCH, twoHours, waveforms } from '../sample/two_hours';
import { writeReport } from '../tests/documents';
import { meter, share, type Work } from './steps';

const out = join(dirname(fileURLToPath(import.meta.url)), '../sample/out/two-hours');
const STEPS = Number(process.env["STEPS"] ?? 120);
let address = '';
test.beforeAll(() => {
  address = writeReport(out, twoHours(MUCH), waveforms(MUCH));
});

const frames = (page: Page) => page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
const table = (name: string, works: Work[]) => {
  const row = (k: keyof Work) => `${k} ${share(works.map((w) => w[k]), 0.5).toFixed(1)} / ${share(works.map((w) => w[k]), 0.95).toFixed(1)} / ${Math.max(...works.map((w) => w[k])).toFixed(1)}`;
  console.log(`${name}, ${works.length} steps, ms of the main thread, median / 95 % / most: ${(['task', 'script', 'style', 'layout'] as const).map(row).join('; ')}`);
};

const view = (page: Page) => page.evaluate(() => JSON.stringify((window as unknown as { unmutedState: () => { view: unknown } }).unmutedState().view));

async function steps(page: Page, one: (i: number) => Promise<unknown>): Promise<Work[]> {
  const read = await meter(page);
  const works: Work[] = [];
  let was = await view(page);
  let moved = 0;
  for (let i = 0; i < STEPS; i++) {
    await frames(page);
    await read();
    await one(i);
    await frames(page);
    const work = await read();
    const now = await view(page);
    if (now !== was) moved++;
    was = now;
    works.push(work);
  }
  console.log(`   ${moved} of ${STEPS} steps changed what is shown`);
  return works;
}

test('a step of panning or zooming over twelve recordings of two hours', async ({ page }) => {
  await page.goto(address);
  await page.locator('.lane').first().waitFor();
  await page.waitForTimeout(2500);
  await page.locator('#timeline').evaluate((e) => e.scrollIntoView());
  await page.waitForTimeout(300);
  const box = await page.locator('.lane .draw[data-drag=pan]').nth(3).boundingBox();
  if (!box) throw new Error('no lane');
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height / 2);
  // What asking costs, and what pressing a key costs that zooming needs.
  const idle = await steps(page, () => Promise.resolve());
  const keyed = await steps(page, async () => {
    await page.keyboard.down('Control');
    await page.keyboard.up('Control');
  });
  const zoom = await steps(page, async (i) => {
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, i % 40 < 20 ? -150 : 150);
    await page.keyboard.up('Control');
  });
  const spans: Work[] = [];
  for (const near of [4, 8, 14]) {
    for (let k = 0; k < near; k++) await page.keyboard.press('+');
    spans.push(...(await steps(page, (i) => page.mouse.wheel(i % 60 < 30 ? 40 : -40, 0))).slice(1));
    await page.keyboard.press('w');
  }
  table('asking alone', idle);
  table('asking, and pressing control', keyed);
  table('zooming', zoom);
  table('panning', spans);
  const net = (works: Work[], without: Work[], q: number) => share(works.map((w) => w.task), q) - share(without.map((w) => w.task), 0.5);
  console.log(`asking taken off, ms of the main thread, median and 95 %: zooming ${net(zoom, keyed, 0.5).toFixed(1)}, ${net(zoom, keyed, 0.95).toFixed(1)}; panning ${net(spans, idle, 0.5).toFixed(1)}, ${net(spans, idle, 0.95).toFixed(1)}`);
  // How fast this machine is just now: a fixed loop, in the same thread time, so that two runs can be compared.
  const read = await meter(page);
  await read();
  await page.evaluate(() => {
    let s = 0;
    for (let i = 0; i < 5e7; i++) s = (s * 31 + i) | 0;
    return s;
  });
  console.log(`a loop of 50 million turns takes ${(await read()).task.toFixed(0)} ms here`);
  expect(net(zoom, keyed, 0.95)).toBeLessThan(8);
  expect(net(spans, idle, 0.95)).toBeLessThan(8);
});
