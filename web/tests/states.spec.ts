// What stands where something is missing: an empty case, media that is gone, a copy without its data, no tie to wall
// time. Each says what is so and what to do, and the rest of the page works.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import type { Review } from '../src/generated/Review';
import { folder } from './report';

const root = join(tmpdir(), `unmuted-states-${process.pid}`);
test.afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Opens a copy of the report without its media, with the review changed; returns errors other than missing media. */
async function variant(page: Page, name: string, change: (r: Review) => unknown): Promise<string[]> {
  const to = join(root, name);
  mkdirSync(to, { recursive: true });
  for (const part of ['index.html', 'assets', 'data']) cpSync(join(folder, part), join(to, part), { recursive: true });
  const text = readFileSync(join(folder, 'data/review.js'), 'utf8');
  const review = JSON.parse(text.slice(text.indexOf('=') + 1, text.lastIndexOf(';'))) as Review;
  const changed = change(review);
  writeFileSync(join(to, 'data/review.js'), changed === null ? '' : `window.UNMUTED_REVIEW = ${JSON.stringify(changed)};`);
  const errors: string[] = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('ERR_FILE_NOT_FOUND')) errors.push(m.text());
  });
  await page.goto(pathToFileURL(join(to, 'index.html')).href);
  return errors;
}

test('a copy without its data says so', async ({ page }) => {
  const errors = await variant(page, 'nodata', () => null);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This review cannot be shown');
  await expect(page.locator('body')).toContainText('Copy the whole report folder');
  expect(errors).toEqual([]);
});

test('a case with nothing in it', async ({ page }) => {
  const errors = await variant(page, 'empty', (r) => ({
    ...r,
    recordings: [],
    documents: [],
    events: [],
    reviewed: [],
    log: [],
    transcript: [],
    statements: [],
    rules: [],
    attributes: [],
    outcomes: [],
    problems: [],
    clock: { ...r.clock, groups: [], anchors: [], pairs: [], cycles: [], wall: null, start_ns: 0, end_ns: 0, scope_ns: [0, 0] },
    totals: { ...r.totals, recordings: 0, placed: 0, silences: 0, unread: 0 },
  }));
  await expect(page.locator('body')).toContainText('Add recordings');
  await expect(page.locator('#findings')).toContainText('Nothing has been said or required in this case yet');
  expect(errors).toEqual([]);
});

test('media that is gone: the tile says so, the clock runs all the same', async ({ page }) => {
  const errors = await variant(page, 'nomedia', (r) => r);
  await expect(page.locator('.tile .cannot').first()).toContainText('This browser cannot play it');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const time = () => page.evaluate(() => (window as unknown as { unmutedState: () => { time: number } }).unmutedState().time);
  const was = await time();
  await expect.poll(time).toBeGreaterThan(was + 0.5);
  expect(errors).toEqual([]);
});

test('nothing to play, no tie to wall time, nothing on one clock', async ({ page }) => {
  const errors = await variant(page, 'alone', (r) => ({
    ...r,
    clock: { ...r.clock, wall: null, anchors: [] },
    recordings: r.recordings.map((k) => ({ ...k, media: null, placement: { ...k.placement, placed: false, group: null, words: '12 s of shared sound, 15 needed' } })),
    totals: { ...r.totals, placed: 0 },
  }));
  await expect(page.locator('body')).toContainText('No recording is on a clock');
  await expect(page.locator('body')).toContainText('no tie to wall time');
  await expect(page.locator('body')).toContainText('15 needed');
  expect(errors).toEqual([]);
});

test('one recording described in words among others: its tile says so, the others play', async ({ page }) => {
  const errors = await variant(page, 'mixed', (r) => ({
    ...r,
    recordings: r.recordings.map((k) => (k.id === r.recordings.at(-2)?.id ? { ...k, media: null, media_words: 'described in words, no media', sha256: '', size: 0, file: '' } : k)),
  }));
  await expect(page.locator('.tile .cannot', { hasText: 'Nothing to play' })).toContainText('Described in words, no media.');
  await expect(page.locator('.bar')).toBeVisible();
  await expect(page.locator('.lane', { hasText: 'described in words' })).toHaveCount(1);
  expect(errors).toEqual([]);
});

test('a newer format is shown with a notice', async ({ page }) => {
  const errors = await variant(page, 'newer', (r) => ({ ...r, version: 99 }));
  await expect(page.getByRole('alert')).toContainText('version 99');
  await expect(page.locator('#findings')).toBeVisible();
  expect(errors).toEqual([]);
});

test('without scripts the plain files are named', () => {
  const shell = readFileSync(join(folder, 'index.html'), 'utf8');
  const aside = /<noscript>([\s\S]*)<\/noscript>/.exec(shell)?.[1] ?? '';
  expect(aside).toContain('review.json');
  expect(aside).toContain('timeline.csv');
  // Nothing runs that does not lie in the folder, and nothing stands in the page itself.
  expect(shell).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(shell).not.toMatch(/https?:/);
});
