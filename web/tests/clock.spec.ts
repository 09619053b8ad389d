// Why each recording is where it is: the graph and the table say the same, a pair that is chosen is drawn window by
// window, and what has no place, no loop or a contradiction says so.
import axe from 'axe-core';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Review } from '../src/generated/Review';
import { clocked, forty, two } from './clock-documents';
import { writeReport } from './documents';
import { expect, test } from './page';

// Kept, so that `node tests/shots.mjs sample/out/clocked` can look at them.
const out = join(dirname(fileURLToPath(import.meta.url)), '../sample/out');
const documents = { clocked, two, forty };
const addresses: Record<string, string> = {};
test.beforeAll(() => {
  for (const [name, review] of Object.entries(documents)) addresses[name] = writeReport(join(out, name), review);
});
const open = async (page: Page, which: keyof typeof documents) => {
  await page.goto(addresses[which] ?? '');
  await page.locator('h1').waitFor();
};
async function other(page: Page, name: string, review: Review) {
  await page.goto(writeReport(join(out, name), review));
  await page.locator('h1').waitFor();
}
const strip = (page: Page) => page.locator('#clock .strip');
const row = (page: Page, key: string) => page.locator(`#clock tr[data-pair="${key}"]`);

test('the graph has the numbers of the table', async ({ page }) => {
  await open(page, 'clocked');
  const lines = page.locator('#clock .graph path.line');
  await expect(lines).toHaveCount(9);
  for (const kind of ['tested', 'alone', 'unused']) {
    const keys = await page.locator(`#clock .graph path.line.${kind}`).evaluateAll((all) => all.map((e) => (e as SVGElement).dataset['pair'] ?? ''));
    for (const key of keys) {
      const text = await row(page, key).innerText();
      if (kind === 'unused') expect(text).toContain('not used');
      else expect(/none$/.test(text.trim())).toBe(kind === 'alone');
    }
  }
  for (const word of await page.locator('#clock .graph text.word').allTextContents()) {
    const m = /^(\d+), ([+−]?[\d.]+ ms)$/.exec(word);
    if (m) await expect(page.locator('#clock tbody tr', { hasText: `${m[1]} of ` }).filter({ hasText: m[2] ?? '' })).toHaveCount(1);
    else expect(word).toMatch(/^(\d+ windows|by hand(, contradicts)?)$/);
  }
  await expect(row(page, 'camera-1 camera-2')).toContainText('13 of 15');
  await expect(row(page, 'camera-1 camera-2')).toContainText('+4 ms ±12');
  await expect(row(page, 'camera-1 camera-2').locator('.win rect')).toHaveCount(15);
  await expect(row(page, 'camera-1 camera-2').locator('.win rect[fill="none"]')).toHaveCount(2);
});

test('choosing a pair changes the windows that are drawn: by pointer, in the graph, by keyboard', async ({ page }) => {
  await open(page, 'clocked');
  await expect(strip(page).locator('h4')).toHaveText('Camera 1, camera 2: offset +8.004 s, window by window');
  await expect(strip(page).locator('rect.window')).toHaveCount(15);
  await expect(strip(page).locator('rect.window.used')).toHaveCount(13);
  await row(page, 'camera-2 phone').click();
  await expect(strip(page).locator('h4')).toContainText('Camera 2, phone, bystander');
  await expect(strip(page).locator('rect.window')).toHaveCount(9);
  await page.locator('#clock .graph path.hit').first().dispatchEvent('click');
  await expect(strip(page).locator('h4')).not.toContainText('phone, bystander');
  // One stop for the keyboard; arrows choose, and the page's own keys still work afterwards.
  await row(page, 'camera-1 camera-2').locator('input').focus();
  await page.keyboard.press('ArrowDown');
  await expect(strip(page).locator('h4')).toContainText('Camera 1, camera 3');
  await expect(row(page, 'camera-1 camera-3').locator('input')).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(strip(page).locator('h4')).toContainText('Camera 1, dispatch');
});

test('each window is in the table below, used or not', async ({ page }) => {
  await open(page, 'clocked');
  await row(page, 'camera-1 dispatch').click();
  await strip(page).locator('summary').click();
  const rows = strip(page).locator('tbody tr');
  await expect(rows).toHaveCount(17);
  await expect(rows.filter({ hasText: /yes$/ })).toHaveCount(11);
  await expect(strip(page).locator('svg[role=img]')).toHaveAttribute('aria-label', /11 windows used, 6 not; the pair’s own offset lies \+9 ms/);
});

test('very many windows are two shapes, and the table has the first', async ({ page }) => {
  const [pair] = two.clock.pairs;
  const window = pair?.looked_at[3];
  if (!pair || !window) throw new Error('no window');
  const many = Array.from({ length: 1500 }, (_, i) => ({ ...window, at_a_ns: window.at_a_ns + i * 5e7, at_b_ns: window.at_b_ns + i * 5e7, used: i % 5 > 0 }));
  await other(page, 'many-windows', { ...two, clock: { ...two.clock, pairs: [{ ...pair, windows: 1200, looked_at: many }] } });
  await expect(strip(page).locator('path.windows')).toHaveCount(2);
  await expect(strip(page).locator('rect.window')).toHaveCount(0);
  await strip(page).locator('summary').click();
  await expect(strip(page).locator('tbody tr')).toHaveCount(600);
  await expect(strip(page).locator('summary')).toHaveText('1500 windows as a table, the first 600');
  await expect(row(page, 'camera-1 camera-2')).toContainText('1200 of 1500');
});

test('what has no place is dashed, says why, and its pair is drawn on its own clock', async ({ page }) => {
  await open(page, 'clocked');
  await expect(page.locator('#clock .graph .node.unplaced')).toHaveText('Camera 4');
  await expect(page.locator('#clock .graph .node.unplaced rect')).toHaveAttribute('stroke-dasharray', '3 3');
  await expect(page.locator('#clock-pairs')).toContainText('Not on the clock: Camera 4: 12 s of shared sound, 15 needed.');
  await row(page, 'camera-3 camera-4').click();
  await expect(strip(page)).toContainText('Camera 3’s own clock');
  await expect(strip(page)).toContainText('This pair is not used: the same sound at 3 separate moments');
  await expect(strip(page).locator('rect.estimator')).toHaveCount(0);
});

test('loops close or not, and what is in none says what that means', async ({ page }) => {
  await open(page, 'clocked');
  const loops = page.locator('#clock-loops');
  await expect(loops.locator('h4')).toHaveText(['Camera 1, 2, 3 and back: +17 ms ±21, closes', 'Camera 1, 3, Dispatch and back: −27 ms ±33, closes']);
  await expect(loops).toContainText('Phone, bystander (one pair only, with Camera 2) and Doorbell, number 12 and Garage camera (one pair only, with each other) are in no loop.');
  const [cycle] = clocked.clock.cycles;
  if (!cycle) throw new Error('no loop');
  await other(page, 'open-loop', { ...clocked, clock: { ...clocked.clock, cycles: [{ ...cycle, residual_ns: 180e6 }] } });
  await expect(page.locator('#clock-loops h4')).toContainText('does not close');
});

test('drift: filled only where zero is outside', async ({ page }) => {
  await open(page, 'clocked');
  const drift = page.locator('#clock-drift');
  await expect(drift.locator('rect.interval')).toHaveCount(5);
  await expect(drift.locator('rect.interval.clear')).toHaveCount(2);
  await expect(drift.locator('svg').first()).toHaveAttribute('aria-label', /Camera 2: \+11 ppm ±8; 2 ms over its length/);
});

test('claimed clocks: outlines, an arrow for an hour, words for each, and nothing where nothing claims', async ({ page }) => {
  await open(page, 'clocked');
  const claimed = page.locator('#clock-claimed');
  await expect(claimed.locator('rect.claim')).toHaveCount(4);
  await expect(claimed.locator('path.arrow')).toHaveCount(1);
  await expect(claimed.locator('.found')).toHaveCount(2);
  await expect(claimed.locator('.found').first()).toContainText('Camera 3 (clock seen in the picture) is 46.9 to 47.4 s ahead of what');
  await expect(claimed.locator('.found').last()).toContainText('59 min 59.6 s ±1.1 s behind what');
  await expect(claimed.locator('.ties')).toContainText('−41.60 s ±1.9 s on the clock of Camera 1');
  await claimed.locator('summary').click();
  await expect(claimed.locator('tbody tr')).toHaveCount(6);
  await open(page, 'two');
  await expect(page.locator('#clock-claimed')).toHaveCount(0);
  await expect(page.locator('#clock-by-hand')).toHaveCount(0);
});

test('a place set by hand: who, when, what is heard, and the contradiction', async ({ page }) => {
  await open(page, 'clocked');
  const [fits, not] = [page.locator('#by-hand-h-1'), page.locator('#by-hand-h-2')];
  await expect(fits).toContainText('A car door, then one bark.');
  await expect(fits).toContainText('reviewer-a, 18 November 2026, 09:12 UTC');
  await expect(fits).toContainText('0:57.208');
  await expect(fits.locator('svg').last()).toHaveAttribute('aria-label', /the sound of this pair decides nothing; the solved clock lies \+22 ms from it/);
  await expect(not.locator('.verdict')).toHaveText('Contradicted');
  await expect(not).toContainText('not part of the clock');
  await expect(not.locator('svg').last()).toHaveAttribute('aria-label', /the sound of this pair lies −1\.24 s from it/);
  await expect(page.locator('#clock .graph .hand')).toHaveCount(2);
  await expect(page.locator('#clock .graph .hand[stroke-dasharray]')).toHaveCount(1);
  await expect(row(page, 'camera-1 camera-2')).toContainText('a place set by hand too');
});

test('a recording that a person placed has a frame of its own', async ({ page }) => {
  await other(page, 'placed-by-hand', {
    ...clocked,
    clock: { ...clocked.clock, pairs: clocked.clock.pairs.filter((p) => p.b !== 'phone') },
    recordings: clocked.recordings.map((r) => (r.id === 'phone' ? { ...r, placement: { ...r.placement, grade: 'by_hand' } } : r)),
  });
  await expect(page.locator('#clock .graph .key')).toContainText('double frame: placed by hand');
  await expect(page.locator('#clock .graph .node', { hasText: 'Phone' }).locator('rect')).toHaveCount(2);
  await page.locator('#clock-pairs summary', { hasText: 'what each place rests on' }).click();
  await expect(page.locator('#clock-pairs tr', { hasText: 'Phone, bystander' }).last()).toContainText('placed by hand; the sound alone does not place it');
});

test('two recordings, and forty', async ({ page }) => {
  await open(page, 'two');
  await expect(page.locator('#clock .graph path.line')).toHaveCount(1);
  await expect(page.locator('#clock-loops')).toContainText('no loop tests any pair');
  await open(page, 'forty');
  await expect(page.locator('#clock .graph .node')).toHaveCount(40);
  await expect(page.locator('#clock .graph')).toContainText('With 40 recordings only the chosen pair has its numbers');
  await expect(page.locator('#clock-loops .loop')).toHaveCount(8);
  await expect(page.locator('#clock-loops h4').first()).toContainText('does not close');
});

for (const which of ['clocked', 'two', 'forty'] as const) {
  for (const width of [390, 820, 1280])
    test(`no sideways scrolling, and no words on others, ${which} at ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await open(page, which);
      await page.waitForTimeout(200);
      for (const d of await page.locator('#clock summary').all()) await d.click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      const clash = await page.locator('#clock svg').evaluateAll((drawings) =>
        drawings.flatMap((d) => {
          const boxes = [...d.querySelectorAll('text')].map((e) => ({ b: e.getBoundingClientRect(), t: e.textContent }));
          const right = document.documentElement.clientWidth;
          return boxes.flatMap((p, i) => [
            ...(p.b.right > right || p.b.left < 0 ? [`${p.t} leaves the page`] : []),
            ...boxes.slice(i + 1).flatMap((q) => (p.b.left < q.b.right - 1 && q.b.left < p.b.right - 1 && p.b.top + 2 < q.b.bottom - 2 && q.b.top + 2 < p.b.bottom - 2 ? [`${p.t} on ${q.t}`] : [])),
          ]);
        }),
      );
      expect(clash).toEqual([]);
    });
  for (const scheme of ['light', 'dark'] as const)
    test(`axe finds no fault, ${which}, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, which);
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const checker = (window as unknown as { axe: typeof import('axe-core') }).axe;
        const result = await checker.run('#clock', { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return result.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)) }));
      });
      expect(faults).toEqual([]);
    });
}

test('on paper every part stays, with its tables open', async ({ page }) => {
  await open(page, 'clocked');
  await page.emulateMedia({ media: 'print' });
  await page.waitForTimeout(200);
  for (const part of ['pairs', 'loops', 'drift', 'claimed', 'by-hand']) await expect(page.locator(`#clock-${part}`)).toBeVisible();
  await expect(strip(page).locator('tbody tr')).toHaveCount(15);
  await expect(strip(page).locator('tbody tr').first()).toBeVisible();
});

test('wording keeps to what is known', async ({ page }) => {
  for (const which of ['clocked', 'two', 'forty'] as const) {
    await open(page, which);
    const text = (await page.locator('#clock').innerText()).toLowerCase();
    expect(text).not.toMatch(/\b(proves|tamper|failed to|false clock|wrong clock|lied|manipulat)/);
  }
});
