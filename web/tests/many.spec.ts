// Many recordings over hours: a map, low lanes, groups that fold, and everything of it in the address. The small twin
// of `bench/lanes.spec.ts`, without any timing.
import axe from 'axe-core';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { MUCH, PLAIN, twoHours, waveforms } from '../sample/two_hours';
import { writeReport } from './documents';
import { expect, state, test } from './page';

const out = join(dirname(fileURLToPath(import.meta.url)), '../sample/out');
const addresses = { plain: '', much: '' };
test.beforeAll(() => {
  addresses.plain = writeReport(join(out, 'hours'), twoHours(PLAIN), waveforms(PLAIN));
  addresses.much = writeReport(join(out, 'many'), twoHours({ ...MUCH, lines: 600 }), waveforms(PLAIN));
});
const open = async (page: Page, which: keyof typeof addresses, fragment = '') => {
  await page.goto('about:blank');
  await page.goto(addresses[which] + fragment);
  await page.locator('.lane').first().waitFor();
};
const lanes = (page: Page) => page.locator('#timeline .lane');
const lane = (page: Page, name: string) => page.getByRole('list', { name, exact: true });
/** Colours of a canvas's pixels in a column, top to bottom, as opaque or not. */
const filled = (page: Page, name: string, share: number, width = 1) =>
  page.locator('#timeline .lane', { has: page.locator('b', { hasText: new RegExp(`^${name}$`) }) }).locator('canvas').evaluate(
    (c: HTMLCanvasElement, [at, w]) => {
      const g = c.getContext('2d');
      const d = g?.getImageData(Math.round(c.width * (at ?? 0)), 0, w ?? 1, c.height).data ?? new Uint8ClampedArray();
      let n = 0;
      for (let i = 3; i < d.length; i += 4) if ((d[i] ?? 0) > 100) n++;
      return n;
    },
    [share, width] as const,
  );

test('more than six lanes are low, under a map that shows what they show', async ({ page }) => {
  await open(page, 'plain');
  await expect(page.getByRole('slider', { name: /^Map/ })).toBeVisible();
  await expect(lane(page, 'Body 12-1')).toBeAttached();
  const high = await page.locator('#timeline .lane', { has: page.locator('b', { hasText: /^Phone A$/ }) }).locator('canvas').evaluate((c) => c.clientHeight);
  expect(high).toBeLessThanOrEqual(30);
  // The map's bracket moves with the view and moves it.
  const whole = (await state(page)).view;
  for (let i = 0; i < 6; i++) await page.keyboard.press('+');
  const map = page.getByRole('slider', { name: /^Map/ });
  await map.focus();
  const before = (await state(page)).view;
  await page.keyboard.press('PageUp');
  const after = (await state(page)).view;
  expect(after.from - before.from).toBeCloseTo(before.to - before.from, 3);
  const box = await map.boundingBox();
  if (!box) throw new Error('no map');
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
  const there = (await state(page)).view;
  expect((there.from + there.to) / 2).toBeCloseTo(whole.from + (whole.to - whole.from) * 0.75, -2);
});

test('a shot in two hours is two pixels wide at least, on its lane and in the map', async ({ page }) => {
  await open(page, 'plain');
  await page.waitForTimeout(800);
  // The single one, at 3461.42 s of 7200: more of it than beside it, on the lane of a camera that was always on.
  const share = 3461.42 / 7200;
  const at = await Promise.all([0, 1].map((px) => filled(page, 'Gate', share + px / 1084)));
  const beside = await filled(page, 'Gate', share + 12 / 1084);
  expect(Math.max(...at)).toBeGreaterThan(beside + 3);
  const wide = await page.locator('.map canvas').evaluate((c: HTMLCanvasElement, at) => {
    const d = c.getContext('2d')?.getImageData(0, c.height - 3, c.width, 1).data ?? new Uint8ClampedArray();
    let n = 0;
    for (let x = Math.round(c.width * at) - 4; x < Math.round(c.width * at) + 6; x++) if ((d[x * 4 + 3] ?? 0) > 60) n++;
    return n;
  }, share);
  expect(wide).toBeGreaterThanOrEqual(2);
});

test('groups of one kind of device fold, and the address keeps it', async ({ page }) => {
  await open(page, 'plain');
  const before = await lanes(page).count();
  await page.getByRole('button', { name: 'Body cameras, 4' }).click();
  await expect(lane(page, 'Body 12-1')).toHaveCount(0);
  await expect(lanes(page)).toHaveCount(before - 3);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('fold=body-camera');
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await expect(lane(page, 'Body 12-1')).toBeAttached();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('group=none');
  await open(page, 'plain', '#fold=body-camera');
  await expect(lane(page, 'Body 12-1')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Body cameras, 4' })).toHaveAttribute('aria-expanded', 'false');
});

test('hidden recordings are gone from the lanes, and come back', async ({ page }) => {
  await open(page, 'plain');
  await page.getByText('All 12 recordings').click();
  await page.getByRole('checkbox', { name: 'Gate' }).uncheck();
  await page.getByRole('checkbox', { name: 'Yard, north' }).uncheck();
  await expect(lane(page, 'Gate')).toHaveCount(0);
  await expect(page.locator('.tlhead')).toContainText('Gate, Yard, north hidden');
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('hide=gate,yard');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('checkbox', { name: 'Gate' })).toBeHidden();
  await open(page, 'plain', '#t=3150&hide=gate,yard,nobody');
  await expect(lane(page, 'Gate')).toHaveCount(0);
  await expect(page.getByText('10 of 12 recordings')).toBeVisible();
  // On paper everything is there.
  await page.emulateMedia({ media: 'print' });
  await expect(lane(page, 'Gate')).toHaveCount(1);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(lane(page, 'Gate')).toHaveCount(1);
});

test('“Body 12-2, 20:57:41, near enough to see when it was heard” is a link', async ({ page }) => {
  await open(page, 'plain', '#t=3461.45&from=3461.2&to=3461.95&large=body-12-2');
  const s = await state(page);
  expect(s.time).toBeCloseTo(3461.45, 3);
  expect(s.view).toEqual({ from: 3461.2, to: 3461.95 });
  await expect(page.locator('.tlhead')).toContainText('When the sound reached each');
  await expect(page.locator('[data-testid=view]')).toHaveText('20:57:41.20 to 20:57:41.95');
  // Each lane has its bar, later where it is further away.
  const first = async (name: string) =>
    page.locator('#timeline .lane', { has: page.locator('b', { hasText: new RegExp(`^${name}$`) }) }).locator('canvas').evaluate((c: HTMLCanvasElement) => {
      const g = c.getContext('2d');
      const d = g?.getImageData(0, 3, c.width, 1).data ?? new Uint8ClampedArray();
      // The colour of what a person marked: more red than green.
      for (let x = 0; x < c.width; x++) if ((d[x * 4 + 3] ?? 0) > 60 && (d[x * 4] ?? 0) > (d[x * 4 + 1] ?? 0) + 30) return x / c.width;
      return -1;
    });
  const [near, far] = [await first('Body 12-2'), await first('Phone B')];
  expect(near).toBeGreaterThan(0);
  expect(far).toBeGreaterThan(near + 0.1);
});

test('thousands of things: lists are walked by keys to their ends', async ({ page }) => {
  await open(page, 'much');
  const speech = lane(page, 'Speech');
  // Those about the current one are in the page; how many there are is said.
  expect(await speech.getByRole('listitem').count()).toBeLessThan(200);
  await expect(speech.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '600');
  await speech.locator('button[tabindex="0"]').focus();
  await page.keyboard.press('End');
  await expect(page.locator('.lane ul button:focus')).toContainText('Line');
  await expect(page.locator('.lane ul li:has(button:focus)')).toHaveAttribute('aria-posinset', '600');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.lane ul li:has(button:focus)')).toHaveAttribute('aria-posinset', '599');
  // The one that is focused has a ring where it is drawn.
  await expect(page.locator('.lane .ring')).toHaveCount(1);
  // All lines of the transcript are in the page in the end, so that the browser finds words in them.
  await expect.poll(() => page.locator('#transcript .ln.is-said').count(), { timeout: 15_000 }).toBe(600);
});

test('the shots have a list that follows', async ({ page }) => {
  await open(page, 'plain', '#t=3151.85');
  const list = page.getByRole('list', { name: 'Shot', exact: true }).last();
  await expect(list.getByRole('listitem')).toHaveCount(10);
  await expect(list.locator('[aria-current=true]')).toContainText('20:52:31.82');
  await list.getByRole('button').last().click();
  expect((await state(page)).time).toBeCloseTo(3461.4375, 2);
  await expect(list.locator('[aria-current=true]')).toContainText('20:57:41');
});

for (const scheme of ['light', 'dark'] as const)
  for (const width of [390, 1280])
    test(`axe finds no fault, ${scheme}, ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, 'plain', '#hide=gate');
      await page.getByText('11 of 12 recordings').click();
      await page.waitForTimeout(500);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const checker = (window as unknown as { axe: typeof import('axe-core') }).axe;
        const result = await checker.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return result.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)) }));
      });
      expect(faults).toEqual([]);
    });
