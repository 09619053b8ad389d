// Pictures of the page for looking at: `node tests/shots.mjs REPORT FOLDER [FRAGMENT]`. Not a test.
// With `sections=followed,differ` as a further argument each of these is a picture of its own as well.
import { chromium } from '@playwright/test';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { mkdirSync } from 'node:fs';

const args = process.argv.slice(2);
const sections = args.find((a) => a.startsWith('sections='))?.slice(9).split(',') ?? [];
const [report = 'sample/out/report', out = 'test-results/shots', fragment = ''] = args.filter((a) => !a.startsWith('sections='));
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, width, height, scheme] of [
  ['1280', 1280, 900, 'light'],
  ['dark', 1280, 900, 'dark'],
  ['820', 820, 1100, 'light'],
  ['390', 390, 844, 'light'],
  ['390-dark', 390, 844, 'dark'],
]) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  page.on('console', (m) => console.log(name, m.type(), m.text()));
  page.on('pageerror', (e) => console.log(name, 'error', e.message));
  await page.goto(`${pathToFileURL(resolve(report, 'index.html')).href}${fragment}`);
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
  for (const id of sections) {
    const part = page.locator(`#${id}`);
    if (await part.count()) await part.screenshot({ path: `${out}/${name}-${id}.png` });
  }
  if (name === '1280') {
    await page.evaluate(() => document.getElementById('findings')?.scrollIntoView());
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${out}/docked.png` });
    await page.emulateMedia({ media: 'print' });
    await page.pdf({ path: `${out}/print.pdf`, format: 'A4' });
  }
  await page.close();
}
await browser.close();
