// Every form in light and dark, wide and narrow: no serious fault, nothing that scrolls sideways, no word that accuses.
import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { expect, open, test, tool } from './serve';

async function openAll(page: Page): Promise<void> {
  await page.keyboard.press('m');
  await page.locator('#mark select').first().selectOption('aid.begun');
  await page.waitForTimeout(500);
  await tool(page, 'write');
  await page.locator('#write [role=combobox]').fill('count of shto = 4');
  await page.locator('#write .err').waitFor();
  for (const form of ['reviewed', 'anchor', 'exhibit']) await tool(page, form);
  // One is open at a time; all are checked.
  await page.evaluate(() => {
    for (const form of document.querySelectorAll<HTMLElement>('[hidden]:has(> section.work)')) form.hidden = false;
  });
}

async function faults(page: Page) {
  // From the top, where no docked bar lies over the lanes.
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(300);
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const checker = (window as unknown as { axe: typeof import('axe-core') }).axe;
    const result = await checker.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return result.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary ?? ''} ${n.any.flatMap((a) => a.relatedNodes ?? []).map((r) => r.html.slice(0, 120)).join(' & ')}`).slice(0, 3).join(' | ')}`);
  });
}

for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']] as const)
  test(`forms at ${width}, ${scheme}`, async ({ page, served }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await open(page, served, { name: 'reviewer-a', fragment: '#t=112&large=camera-1' });
    await openAll(page);
    const found = await faults(page);
    for (const f of found) console.log(f);
    expect(found.filter((f) => /^(serious|critical)/.test(f))).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    const words = (await page.locator('body').innerText()).toLowerCase();
    for (const word of ['proves', 'cover-up', 'tampering', 'failed to', 'admitted', 'lied', 'lying']) expect(words).not.toContain(word);
  });
