// A server that goes away while somebody works: nothing is called saved that is not, nothing is lost, and nothing is
// written twice.
import { expect, open, test } from './serve';

const NAME = 'reviewer-a';

test('killed while marking: the line waits, survives a reload, and is sent once', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  await page.keyboard.press('m');
  const form = page.locator('#mark');
  await form.getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await form.getByLabel('In your words').fill('while it was gone');
  await served.kill();
  await form.getByRole('button', { name: 'Save mark' }).click();
  await expect(form.getByTestId('waiting')).toContainText('Not saved yet');
  const bar = page.getByTestId('gone');
  await expect(bar).toContainText('The server has not answered since');
  await expect(bar).toContainText('One line is waiting and not saved');
  await expect(page.getByTestId('last-saved')).toHaveCount(0);
  // Playing and reading go on.
  await expect(page.locator('#findings')).toBeVisible();
  await bar.getByRole('button', { name: 'Copy the line' }).click();
  await expect(bar.locator('pre.line')).toContainText('while it was gone');

  await served.start();
  await bar.getByRole('button', { name: 'Try now' }).click();
  await expect(form.getByTestId('saved')).toBeVisible({ timeout: 20_000 });
  await expect(bar).toBeHidden();
  expect(served.marks().filter((m) => m['words'] === 'while it was gone')).toHaveLength(1);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('unmuted-waiting')))).toEqual([]);
});

test('a line that waited in a closed window is sent when the page is opened again', async ({ page, served, context }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  await page.keyboard.press('m');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByLabel('In your words').fill('left behind');
  await served.kill();
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await expect(page.locator('#mark').getByTestId('waiting')).toBeVisible();
  await page.close();
  expect(served.marks().filter((m) => m['words'] === 'left behind')).toHaveLength(0);
  await served.start();
  const again = await context.newPage();
  await open(again, served, { name: NAME });
  await expect.poll(() => served.marks().filter((m) => m['words'] === 'left behind').length, { timeout: 20_000 }).toBe(1);
  await expect(again.getByTestId('last-saved')).toBeVisible();
});

test('an answer that is lost on its way does not write the line twice', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  let lost = 0;
  await page.route('**/lines', async (route) => {
    if (lost++ > 0) return route.continue();
    // It reaches the server and is written; only its answer does not come back.
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.keyboard.press('m');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByLabel('In your words').fill('said once');
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible({ timeout: 20_000 });
  expect(lost).toBeGreaterThan(1);
  expect(served.marks().filter((m) => m['words'] === 'said once')).toHaveLength(1);
});

test('a server that cannot write says why, and the line waits', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  let full = true;
  await page.route('**/lines', (route) => (full ? route.fulfill({ status: 500, json: { what: 'marks.jsonl cannot be written: no space left', remedy: 'Make room on the disk.' } }) : route.continue()));
  await page.keyboard.press('m');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByLabel('In your words').fill('on a full disk');
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await expect(page.getByTestId('failed')).toContainText('no space left');
  await expect(page.locator('#mark').getByTestId('waiting')).toBeVisible();
  full = false;
  await page.getByTestId('failed').getByRole('button', { name: 'Try now' }).click();
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible();
  await expect(page.getByTestId('failed')).toBeHidden();
  expect(served.marks().filter((m) => m['words'] === 'on a full disk')).toHaveLength(1);
});

/** How often; more where the figure is taken. */
const KILLS = Number(process.env['UNMUTED_KILLS'] ?? 10);

test(`killed ${KILLS} times: what was called saved is there, and every line once`, async ({ page, served }) => {
  test.setTimeout(60_000 + KILLS * 15_000);
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  const form = page.locator('#mark');
  let called = 0;
  for (let i = 0; i < KILLS; i++) {
    const words = `kill ${i}`;
    const there = () => served.marks().filter((m) => m['words'] === words).length;
    await page.locator('h1').click();
    await page.keyboard.press('m');
    await form.getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
    await form.getByLabel('In your words').fill(words);
    await form.getByRole('button', { name: 'Save mark' }).click();
    // Now before, now while, now after the answer.
    if (i % 2 === 0) await expect(form.getByTestId('saved')).toBeVisible({ timeout: 20_000 });
    else await page.waitForTimeout((i * 7) % 40);
    const saved = await form.getByTestId('saved').isVisible();
    await served.kill();
    if (saved) {
      called++;
      expect(there()).toBe(1);
    }
    await served.start();
    await expect(page.getByTestId('gone')).toBeHidden({ timeout: 20_000 });
    await expect(form.getByTestId('saved')).toBeVisible({ timeout: 20_000 });
    expect(there()).toBe(1);
  }
  console.log(`${KILLS} kills, ${called} of them after a line was called saved: none lost, none twice`);
});
