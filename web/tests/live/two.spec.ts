// Two reviewers at once: both are there, both lines stay, and where they differ both are shown.
import { expect, history, open, Served, test, time } from './serve';
import type { Page } from '@playwright/test';

async function mark(page: Page, words: string, from: string, to: string): Promise<void> {
  await page.locator('h1').click();
  await page.keyboard.press('m');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByRole('combobox', { name: 'Seen or heard on' }).selectOption('camera-1');
  await time(page, '#mark', /^Latest/, to);
  await time(page, '#mark', /^Earliest/, from);
  await page.locator('#mark').getByLabel('In your words').fill(words);
}
const save = (page: Page) => page.locator('#mark').getByRole('button', { name: /^Save/ }).click();
const saved = (page: Page) => expect(page.locator('#mark').getByTestId('saved')).toBeVisible({ timeout: 20_000 });

async function two(page: Page, served: Served): Promise<Page> {
  await open(page, served, { name: 'reviewer-a', fragment: '#t=112&large=camera-1' });
  const other = await (await page.context().browser()!.newContext()).newPage();
  await open(other, served, { name: 'reviewer-b', fragment: '#t=120&large=camera-1' });
  return other;
}

test('each sees that the other is here, and both lines of one moment stay', async ({ page, served }) => {
  const other = await two(page, served);
  await expect(page.getByTestId('here')).toContainText('reviewer-b, at', { timeout: 20_000 });
  await expect(other.getByTestId('here')).toContainText('reviewer-a, at', { timeout: 20_000 });
  await mark(page, 'as A hears it', '1:40.00', '1:40.10');
  await mark(other, 'as B hears it', '1:40.02', '1:40.08');
  await Promise.all([save(page), save(other)]);
  await Promise.all([saved(page), saved(other)]);
  const added = served.marks().slice(51);
  expect(added.map((m) => m['words']).sort()).toEqual(['as A hears it', 'as B hears it']);
  expect(new Set(served.marks().map((m) => m['id'])).size).toBe(served.marks().length);
  // Each page follows the other's line.
  for (const p of [page, other]) {
    await expect(p.locator('#history')).toContainText('as A hears it');
    await expect(p.locator('#history')).toContainText('as B hears it');
  }
  await other.context().close();
});

test('another’s mark is answered and not undone; what one marks and another rejects is shown side by side', async ({ page, served }) => {
  const other = await two(page, served);
  await mark(page, 'a disputed bang', '1:40.00', '1:40.10');
  await save(page);
  await saved(page);
  const id = String(served.lastMark()['id']);
  const theirs = other.locator('#history li', { hasText: 'a disputed bang' });
  await expect(theirs.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await theirs.getByRole('button', { name: `Answer ${id}` }).click();
  await other.locator('.answer').getByLabel('Why').fill('an echo');
  await other.locator('.answer').getByRole('button', { name: 'Reject' }).click();
  await expect.poll(() => served.lastMark()).toMatchObject({ do: 'reject', target: id, by: 'reviewer-b', words: 'an echo' });
  for (const p of [page, other]) {
    await expect(p.locator('#disagree')).toContainText('a disputed bang');
    await expect(p.locator('#disagree')).toContainText('an echo');
  }
  // And by request: another person's line is refused.
  const reply = await other.context().request.post(`${served.address}lines`, { headers: { 'x-unmuted': '1', origin: served.origin }, data: { do: 'undo', target: id, by: 'reviewer-b' } });
  expect(reply.status()).toBeGreaterThanOrEqual(400);
  await other.context().close();
});

test('two who hear other words: both stand', async ({ page, served }) => {
  const other = await two(page, served);
  for (const [p, words] of [[page, 'Seize fire.'], [other, 'Cease firing.']] as const) {
    await p.locator('#transcript .ln', { hasText: /Cease fire. Cease fire.|Seize fire/ }).first().click();
    await p.locator('#transcript').getByRole('button', { name: /^Correct ?:/ }).first().click();
    await p.locator('#correct').getByLabel('What you hear').fill(words);
    await p.locator('#correct').getByRole('button', { name: 'Save these words' }).click();
    await expect(p.locator('#correct').getByTestId('saved')).toBeVisible();
  }
  await expect(page.locator('#disagree')).toContainText('Seize fire.', { timeout: 20_000 });
  await expect(page.locator('#disagree')).toContainText('Cease firing.');
  await other.context().close();
});

test('one line changed in two windows is a conflict: nothing chosen until somebody chooses', async ({ page, served }) => {
  await open(page, served, { name: 'reviewer-a', fragment: '#t=112&large=camera-1' });
  await mark(page, 'from two windows', '1:40.00', '1:40.10');
  await save(page);
  await saved(page);
  const id = String(served.lastMark()['id']);
  // By requests, as two windows would send that both show the same line.
  const send = (span: [string, string], once: string) =>
    page.context().request.post(`${served.address}lines`, {
      headers: { 'x-unmuted': '1', origin: served.origin },
      data: { do: 'mark', by: 'reviewer-a', source: 'camera-1', kind: 'shot', span, words: once, supersedes: id, once },
    });
  const replies = [await send(['1:40.01', '1:40.05'], 'one'), await send(['1:40.04', '1:40.09'], 'two')];
  for (const r of replies) expect(r.ok()).toBe(true);
  expect(((await replies[1]!.json()) as { conflict: string }).conflict).not.toBe('');
  const box = page.locator('#conflicts');
  await expect(box.locator('.per')).toHaveCount(2);
  expect((await history(page, served, 'reviewer-a')).filter((l) => l.standing === 'contested')).toHaveLength(2);
  await box.getByRole('button', { name: /^Keep this one/ }).first().click();
  await expect(box).toBeHidden({ timeout: 20_000 });
  expect(served.lastMark()['do']).toBe('undo');
});
