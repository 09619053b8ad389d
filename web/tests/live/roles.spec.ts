// With accounts: what each role may do is what each can do, by requests as well as by buttons.
import { type Account, current, expect, open, type Served, signIn, test, tool } from './serve';
import type { Page } from '@playwright/test';

const OWNER: Account = { name: 'drill-office', password: 'correct horse battery', role: 'owner' };
const REVIEWER: Account = { name: 'reviewer-a', password: 'staple of the north', role: 'reviewer' };
const READER: Account = { name: 'defender', password: 'quiet river stones', role: 'reader' };
test.use({ accounts: [[OWNER, REVIEWER, READER], { scope: 'test' }] });

const post = (page: Page, served: Served, what: string, data: unknown, headers: Record<string, string> = { 'x-unmuted': '1', origin: served.origin }) =>
  page.context().request.post(served.address + what, { headers, data: data as object });
const MARK = { do: 'mark', source: 'camera-1', kind: 'shot', span: ['1:40.00', '1:40.10'] };

test('nobody: nothing is read or written', async ({ page, served }) => {
  for (const what of ['report/data/review.json', 'report/data/review.js', 'report/data/live.js', 'history', 'events', 'evidence/camera-1.mp4']) {
    const reply = await page.context().request.get(served.address + what, { maxRedirects: 0 });
    expect(reply.status(), what).not.toBe(200);
  }
  for (const [what, data] of [['lines', MARK], ['check', MARK], ['ask', { sentence: 'count of shot = 4', cursor: null }], ['here', { at_s: 1 }]] as const)
    expect((await post(page, served, what, data)).status(), what).toBe(401);
  expect(served.marks()).toHaveLength(51);
});

test('a reader reads, plays and takes exhibits; writing is neither drawn nor done', async ({ page, served }) => {
  await signIn(page, served, READER);
  await open(page, served);
  await expect(page.getByTestId('live')).toContainText('defender');
  await expect(page.getByTestId('live')).toContainText(`ask`);
  await expect(page.locator('.tools button')).toHaveText([/exhibit/]);
  await page.keyboard.press('m');
  await page.keyboard.press('a');
  await expect(page.locator('#mark, #anchor')).toHaveCount(0);
  await expect(page.locator('#leads .act, #history button:has-text("Undo"), #history button:has-text("Answer"), .correct')).toHaveCount(0);
  for (const [what, data] of [
    ['lines', MARK],
    ['check', MARK],
    ['lines', { do: 'undo', target: 'm1' }],
    ['lines', { do: 'confirm', target: 'transcript-1#1' }],
    ['statements', { by: 'x', quote: 'y', said: '', setting: '', watched_video_first: '', found_source: '', found_page: '', sentence: '', not_testable: 'belief' }],
  ] as const)
    expect((await post(page, served, what, data)).status(), what).toBe(403);
  expect(served.marks()).toHaveLength(51);
  expect((await post(page, served, 'ask', { sentence: 'count of shot = 4', cursor: null })).ok()).toBe(true);
});

test('a reviewer writes under the signed-in name, whatever the request says', async ({ page, served }) => {
  await signIn(page, served, REVIEWER);
  await open(page, served, { fragment: '#t=112&large=camera-1' });
  await expect(page.locator('.tools button')).toHaveCount(5);
  await tool(page, 'mark');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible();
  expect(served.lastMark()['by']).toBe('reviewer-a');
  await post(page, served, 'lines', { ...MARK, by: 'reviewer-b' });
  expect(served.marks().slice(51).every((m) => m['by'] === 'reviewer-a')).toBe(true);
  // Another's line is not undone.
  const n = served.marks().length;
  expect((await post(page, served, 'lines', { do: 'undo', target: 'm30' })).status()).toBeGreaterThanOrEqual(400);
  expect(served.marks()).toHaveLength(n);
});

test('what another site sends is refused', async ({ page, served }) => {
  await signIn(page, served, REVIEWER);
  const n = served.marks().length;
  expect((await post(page, served, 'lines', MARK, {})).status()).toBeGreaterThanOrEqual(400);
  expect((await post(page, served, 'lines', MARK, { 'x-unmuted': '1', origin: 'http://elsewhere.example' })).status()).toBeGreaterThanOrEqual(400);
  expect(served.marks()).toHaveLength(n);
});

test('two browsers with different roles see one another’s work at once', async ({ page, served, browser }) => {
  await signIn(page, served, REVIEWER);
  await open(page, served, { fragment: '#t=112&large=camera-1' });
  const other = await (await browser.newContext()).newPage();
  await current(other.context());
  await signIn(other, served, READER);
  await open(other, served);
  await tool(page, 'mark');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByLabel('In your words').fill('seen by a reader');
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible();
  await expect(other.locator('#history')).toContainText('seen by a reader', { timeout: 20_000 });
  await other.context().close();
});

test('signed out while working: what was written stays, and is sent after signing in again', async ({ page, served }) => {
  await signIn(page, served, REVIEWER);
  await open(page, served, { fragment: '#t=112&large=camera-1' });
  await tool(page, 'mark');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByLabel('In your words').fill('kept through a sign-out');
  await page.context().clearCookies();
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  const bar = page.getByTestId('signed-out');
  await expect(bar).toContainText('One line is waiting and not saved');
  expect(served.marks()).toHaveLength(51);
  await bar.getByLabel('Password').fill('wrong');
  await bar.getByRole('button', { name: 'Sign in' }).click();
  await expect(bar).toContainText('do not belong together');
  await bar.getByLabel('Password').fill(REVIEWER.password);
  await bar.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible({ timeout: 20_000 });
  await expect(bar).toBeHidden();
  expect(served.lastMark()).toMatchObject({ words: 'kept through a sign-out', by: 'reviewer-a' });
});

test('one signs in and out by forms, and comes to the page that was asked for', async ({ page, served }) => {
  await page.goto(`${served.report}#t=112`);
  await page.getByLabel('Name').fill(READER.name);
  await page.getByLabel('Password').fill('a mistaken password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('do not belong together');
  await page.getByLabel('Password').fill(READER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('h1')).toContainText('Exercise', { timeout: 30_000 });
  expect(page.url()).toContain('/report/');
  await page.goto(`${served.origin}/`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
