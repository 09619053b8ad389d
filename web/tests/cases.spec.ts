// Cases without media: one that holds no recording and has much that followed, one whose recordings are described in
// words. What the accountability clock, rules, values, sources and reviewers' agreement look like there.
import axe from 'axe-core';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Review } from '../src/generated/Review';
import { described, long, writeReport } from './documents';
import { expect, test } from './page';

// Kept, so that `node tests/shots.mjs sample/out/long` can look at them.
const out = join(dirname(fileURLToPath(import.meta.url)), '../sample/out');
const addresses = { long: '', described: '' };
test.beforeAll(() => {
  addresses.long = writeReport(join(out, 'long'), long);
  addresses.described = writeReport(join(out, 'described'), described);
});
const open = async (page: Page, which: keyof typeof addresses, fragment = '') => {
  await page.goto(addresses[which] + fragment);
  await page.locator('h1').waitFor();
};
async function other(page: Page, name: string, review: Review) {
  await page.goto(writeReport(join(out, name), review));
  await page.locator('h1').waitFor();
}

test.describe('without a recording', () => {
  test('says that nothing was measured, and has no players, lanes or clock', async ({ page }) => {
    await open(page, 'long');
    await expect(page.locator('body > div header').first()).toContainText('Nothing here was measured');
    for (const id of ['desk', 'timeline', 'silences', 'clock', 'agreement']) await expect(page.locator(`#${id}`)).toHaveCount(0);
    for (const id of ['findings', 'differ', 'followed', 'sources']) await expect(page.locator(`#${id}`)).toBeVisible();
    const text = await page.locator('body').innerText();
    expect(text).not.toContain('available footage');
    expect(text).not.toMatch(/No recording is on a clock|nobody yet/);
    // A key that plays has nothing to play.
    await page.keyboard.press('k');
    expect(await page.evaluate(() => (window as unknown as { unmutedState: () => { playing: boolean } }).unmutedState().playing)).toBe(false);
  });

  test('the clock of what followed: done, open, not recorded, with limits', async ({ page }) => {
    await open(page, 'long');
    const section = page.locator('#followed');
    const step = (name: string) => section.locator('ol > li').filter({ has: page.getByRole('heading', { name, exact: true }) });
    await expect(section.locator('ol > li')).toHaveCount(long.accountability.length + 1);
    await expect(step('Release of video')).toContainText('done after 3 days');
    await expect(step('Release of video')).toContainText('within it');
    await expect(step('Release of video').getByRole('link', { name: 'Harborview Council Resolution 4' })).toHaveAttribute('href', '#rule-release-30');
    await expect(step('Notification')).toContainText('Limit 2 business days');
    await expect(step('Discipline')).toContainText('open for 3169 days as of 20 November 2026');
    await expect(step('Discipline')).toContainText('cannot be told yet');
    await expect(step('Complaint')).toContainText('not recorded in the sources held');
    await expect(step('Complaint').locator('svg')).toHaveCount(0);
    // A kind that is no step of the clock still has its line.
    await expect(step('Release of records')).toContainText('done after 352 days');
    // Past is said of one step only: the one of which the review says it.
    expect((await section.innerText()).match(/past it/g)).toHaveLength(1);
    await expect(step('Investigation closed')).toContainText('past it');
    // Each drawing is a sentence; the table has everything, each with its source.
    await expect(step('Prosecutor decision').locator('svg')).toHaveAttribute('aria-label', /day 349, District attorney: no charges, 61 pages; day 352 to 353, Attorney general/);
    await section.locator('summary').click();
    await expect(section.locator('tbody tr')).toHaveCount(long.outcomes.length);
    await expect(section.locator('#outcome-o4')).toContainText('16 April 2018 to 18 April 2018');
    await expect(section.locator('#outcome-o9')).toContainText('County examination, page 12');
  });

  for (const width of [390, 820, 1280])
    test(`what followed can be read at ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await open(page, 'long');
      await page.waitForTimeout(200);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      const section = page.locator('#followed');
      const words = section.locator(width < 640 ? 'ol ul span' : 'ol svg .word');
      await expect(words).toHaveCount(long.outcomes.length);
      // No words lie on others, and none leaves the drawing.
      const clash = await words.evaluateAll((all) => {
        const right = document.documentElement.clientWidth;
        const boxes = all.map((e) => ({ b: e.getBoundingClientRect(), t: e.textContent }));
        return boxes.flatMap((p, i) => [
          ...(p.b.right > right + 1 || p.b.left < 0 ? [`${p.t} leaves the page`] : []),
          ...boxes.slice(i + 1).flatMap((q) => (p.b.left < q.b.right - 1 && q.b.left < p.b.right - 1 && p.b.top + 2 < q.b.bottom - 2 && q.b.top + 2 < p.b.bottom - 2 ? [`${p.t} on ${q.t}`] : [])),
        ]);
      });
      expect(clash).toEqual([]);
    });

  test('as if in force is a second line and in the count, never the verdict', async ({ page }) => {
    await open(page, 'long');
    const mute = page.locator('#rule-mute-2018');
    await expect(mute.locator('.verdict')).toHaveText('Not in force');
    await expect(mute.locator('.asif')).toHaveText('As if in force: Met');
    await expect(page.locator('#rule-aid-prompt .asif')).toHaveText('As if in force: Undetermined by 1 min');
    await expect(page.locator('#rule-release-30 .asif')).toHaveCount(0);
    const head = page.locator('#findings > header');
    await expect(head).toContainText('two not in force');
    await expect(head).toContainText('As if in force, two rules that were not: one met and one undetermined.');
    await expect(head.locator('.how')).toContainText('as if they had been');
    await page.emulateMedia({ media: 'print' });
    await expect(mute.locator('.asif')).toBeVisible();
    // Where nobody asked, nothing says it.
    await page.emulateMedia({ media: 'screen' });
    await other(page, 'plain', { ...long, tested: { as_if: false, by: [], confirmed_only: false }, rules: long.rules.map((r) => ({ ...r, as_if_verdict: '', as_if_words: '' })) });
    expect(await page.locator('#findings').innerText()).not.toContain('As if in force');
    await expect(page.locator('#findings .how')).toHaveCount(0);
  });

  test('a rule’s version, wording, checking, open points and numbers', async ({ page }) => {
    await open(page, 'long');
    const mute = page.locator('#rule-mute-2018');
    await expect(mute).toContainText('In force on the day: Training of 2016');
    await expect(mute.getByRole('link', { name: 'Training of 2016' })).toHaveAttribute('href', '#rule-mute-2016');
    await expect(mute.locator('blockquote')).not.toContainText('“');
    await expect(mute).toContainText('Paraphrase');
    await expect(mute).toContainText('Verified at its source in part. Two papers quote it');
    await expect(mute).toContainText('What the rule leaves open');
    await expect(mute).toContainText('From the library of rules.');
    await expect(page.locator('#rule-release-30 blockquote')).toContainText('“');
    await expect(page.locator('#rule-mute-2016')).toContainText('Not verified at its source. Known from one paper.');
    const aid = page.locator('#rule-aid-prompt');
    await expect(aid).toContainText('“promptly” is not a number');
    await expect(aid.locator('tr')).toHaveCount(5);
    await expect(aid.locator('tr').first()).toContainText('3 min');
    await expect(aid.locator('tr').first()).toContainText('set by this case');
    await expect(aid.locator('tr').nth(1)).toContainText('published: Gazette');
    await expect(aid.locator('tr').last()).toContainText('not set');
    await expect(aid).toContainText('it is {distance} in the sentence');
  });

  test('evidence of documents: what it says, page and digest, and nothing that plays', async ({ page }) => {
    await open(page, 'long');
    const finding = page.locator('#statement-s1');
    await expect(finding.locator('.play')).toHaveCount(0);
    await expect(finding.locator('.ev h4')).toHaveText('Evidence');
    await expect(finding.locator('.ev')).toContainText('7 wounds');
    await expect(finding.locator('.ev')).toContainText('page 11');
    const digest = long.documents[0]?.sha256 ?? '';
    const short = finding.locator('.hex');
    await expect(short).toHaveCount(1);
    await expect(short.locator('.short')).toHaveText(digest.slice(0, 12));
    await expect(short.locator('.full')).toBeHidden();
    await short.focus();
    await expect(short.locator('.full')).toBeVisible();
    expect((await short.locator('.full').innerText()).replace(/\s/g, '')).toBe(digest);
    await short.blur();
    await page.emulateMedia({ media: 'print' });
    await expect(short.locator('.full')).toBeVisible();
    await page.emulateMedia({ media: 'screen' });
    // It leads to the value, and an outcome to its line in the table.
    await finding.getByRole('link', { name: '7 wounds', exact: true }).click();
    await expect(page.locator('#attribute-2')).toBeInViewport();
    await page.locator('#rule-release-30 .ev a').click();
    await expect(page.locator('#outcome-o3')).toBeInViewport();
  });

  test('values keep the case’s order, and say what repeats what', async ({ page }) => {
    await open(page, 'long');
    const differ = page.locator('#differ');
    expect(await differ.locator('.d h3 .mono').allInnerTexts()).toEqual(long.attributes.map((a) => a.name));
    const wounds = differ.locator('.d').first();
    await expect(wounds).toContainText('4 values, 3 independent origins');
    expect(await wounds.locator('.val b').allInnerTexts()).toEqual(['8 wounds', '7 wounds', 'at least 7 wounds', '8 wounds']);
    await expect(wounds.locator('.val').nth(3)).toContainText('repeats Harborview Gazette');
    await expect(differ.locator('.d').nth(2)).toContainText('at first shot');
    await expect(differ).not.toContainText('at at');
    await expect(differ.locator('.d').nth(1)).toContainText('1 value, 1 independent origin');
  });

  test('publications that are cited have no digest', async ({ page }) => {
    await open(page, 'long');
    const row = page.locator('#sources tr').filter({ hasText: 'Bay Herald, same text' });
    await expect(row).toContainText('cited, not held');
    await expect(row).toContainText('18 April 2018');
    await expect(row).toContainText('Harborview Gazette');
    await expect(row.locator('.hash')).toHaveCount(0);
    await expect(page.locator('#sources tr').filter({ hasText: 'County examination' }).first().locator('.hash')).toBeVisible();
    expect(await page.locator('#sources').innerText()).not.toContain('the file is missing');
  });
});

test.describe('described in words', () => {
  test('lanes, and a sentence that there is nothing to play', async ({ page }) => {
    await open(page, 'described');
    await expect(page.locator('main')).toContainText('There is nothing to play. Cameras 1 and 2 are described in words, no media.');
    await expect(page.locator('.tile')).toHaveCount(0);
    await expect(page.locator('.bar')).toHaveCount(0);
    await expect(page.getByRole('list', { name: 'Camera 1', exact: true })).toHaveCount(1);
    await expect(page.locator('.unplaced')).toContainText('There is nothing to play');
    expect(await page.locator('body').innerText()).not.toMatch(/file is missing|No copy of|sound not read/);
    await expect(page.locator('#clock')).toContainText('nothing about it was measured');
    // Evidence shows its moment in the lanes instead of playing it.
    await page.locator('#rule-aid-60 .play').first().click();
    await expect(page.locator('#timeline')).toBeInViewport();
    const s = await page.evaluate(() => (window as unknown as { unmutedState: () => { playing: boolean; time: number } }).unmutedState());
    expect(s.playing).toBe(false);
    expect(s.time).toBeCloseTo(84, 3);
    await page.keyboard.press(' ');
    await page.keyboard.press(']');
    expect(await page.evaluate(() => (window as unknown as { unmutedState: () => { playing: boolean } }).unmutedState().playing)).toBe(false);
  });

  test('by how much it is undetermined, and how it was tested', async ({ page }) => {
    await open(page, 'described');
    await expect(page.locator('#rule-aid-60 .verdict')).toHaveText('Undetermined by 0.4 s');
    const how = page.locator('#findings .how');
    await expect(how).toHaveCount(2);
    await expect(how.first()).toContainText('reviewer-a and reviewer-b');
    await expect(how.last()).toContainText('Only confirmed material');
  });

  test('two reviewers, alone', async ({ page }) => {
    await open(page, 'described');
    const section = page.locator('#agreement');
    await expect(section.getByRole('heading')).toHaveText('Two reviewers, alone');
    await expect(section).toContainText('A is reviewer-a, B is reviewer-b');
    await expect(section.locator('tbody tr')).toHaveCount(3);
    await expect(section.locator('tbody tr').first()).toContainText('0.86');
    await expect(section.locator('tbody tr').nth(1)).toContainText('0.81');
    await expect(section.locator('tbody tr').nth(2)).toContainText('nobody marked any');
  });
});

for (const which of ['long', 'described'] as const) {
  for (const width of [390, 820, 1280])
    test(`no sideways scrolling, ${which} at ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await open(page, which);
      await page.waitForTimeout(200);
      for (const d of await page.locator('summary').all()) await d.click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    });
  for (const scheme of ['light', 'dark'] as const)
    test(`axe finds no fault, ${which}, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await open(page, which);
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const checker = (window as unknown as { axe: typeof import('axe-core') }).axe;
        const result = await checker.run(document, { preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return result.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)) }));
      });
      expect(faults).toEqual([]);
    });
  test(`print keeps everything, ${which}`, async ({ page }) => {
    await open(page, which);
    await page.emulateMedia({ media: 'print' });
    await page.waitForTimeout(200);
    await expect(page.locator('#findings')).toBeVisible();
    if (which === 'long') {
      await expect(page.locator('#followed tbody tr').first()).toBeVisible();
      await expect(page.locator('#followed ol svg .word').first()).toBeVisible();
    } else await expect(page.locator('#agreement table')).toBeVisible();
  });
}

test('wording keeps to what is known', async ({ page }) => {
  for (const which of ['long', 'described'] as const) {
    await open(page, which);
    const text = (await page.locator('body').innerText()).toLowerCase();
    for (const word of ['proves', 'cover-up', 'tampering', 'failed to', 'admitted', 'overdue by', 'lied']) expect(text).not.toContain(word);
  }
});
