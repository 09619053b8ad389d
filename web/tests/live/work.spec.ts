// What a reviewer does on the served page, and what it leaves in the case's own files.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loaded, state } from '../page';
import { expect, open, test, time, tool } from './serve';

const NAME = 'reviewer-a';

test('plays, seeks, zooms, and jumps from a finding', async ({ page, served }) => {
  await open(page, served, { name: NAME });
  await loaded(page);
  const lane = page.locator('.lane .draw[data-drag=pan]').nth(1);
  await lane.scrollIntoViewIfNeeded();
  const box = await lane.boundingBox();
  if (!box) throw new Error('no lane');
  await page.mouse.click(box.x + box.width * 0.5, box.y + 10);
  const { view, time: there } = await state(page);
  expect(Math.abs(there - (view.from + view.to) / 2)).toBeLessThan((view.to - view.from) * 0.01);
  await page.keyboard.press('k');
  await expect.poll(async () => (await state(page)).time, { timeout: 10_000 }).toBeGreaterThan(there + 1);
  await page.keyboard.press('k');
  await page.keyboard.press('+');
  const nearer = (await state(page)).view;
  expect(nearer.to - nearer.from).toBeLessThan(view.to - view.from);
  await page.keyboard.press('w');
  const link = page.locator('#statement-st-3 .play').first();
  await link.click();
  await expect.poll(async () => (await state(page)).playing && !(await state(page)).gathering, { timeout: 10_000 }).toBe(true);
  await page.keyboard.press('k');
});

test('a mark: two ends, what depends on it, saved once it is on the disk, undone by a line', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  await loaded(page);
  const before = served.marks().length;
  await page.keyboard.press('m');
  const form = page.locator('#mark');
  await form.getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await time(page, '#mark', /^Latest/, '1:40.10');
  await time(page, '#mark', /^Earliest/, '1:40.00');
  await expect(form.locator('pre.line')).toContainText('"span":["1:40.00","1:40.10"]');
  // Both pictures are of that recording, each at its own moment.
  const at = await form.locator('video').evaluateAll((all) => all.map((v) => (v as HTMLVideoElement).currentTime));
  expect(at[0]).toBeCloseTo(100, 1);
  expect(at[1]).toBeCloseTo(100.1, 1);
  const five = form.locator('[data-finding=st-6]');
  await expect(five).toContainText('I counted five shots.');
  await expect(five).toContainText('Before: contradicted');
  await expect(five.locator('.verdict')).toContainText('Supported');
  // It moves by pictures, from the keyboard and by hand, and the line with it.
  await form.getByRole('slider', { name: 'Earliest' }).press('ArrowLeft');
  await expect(form.locator('pre.line')).not.toContainText('"1:40.00"');
  await form.getByRole('slider', { name: 'Latest' }).press('Shift+ArrowRight');
  await expect(form.locator('pre.line')).not.toContainText('"1:40.10"');
  const handle = await form.getByRole('slider', { name: 'Latest' }).boundingBox();
  if (!handle) throw new Error('no handle');
  const was = await form.getByRole('slider', { name: 'Latest' }).getAttribute('aria-valuenow');
  await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(handle.x + handle.width / 2 + 60, handle.y + handle.height / 2, { steps: 4 });
  await page.mouse.up();
  expect(Number(await form.getByRole('slider', { name: 'Latest' }).getAttribute('aria-valuenow'))).toBeGreaterThan(Number(was));
  await time(page, '#mark', /^Latest/, '1:40.10');
  await time(page, '#mark', /^Earliest/, '1:40.00');
  expect(served.marks()).toHaveLength(before);

  await form.getByLabel('In your words').fill('a bang behind the container');
  await form.getByRole('combobox', { name: 'Whose act' }).selectOption('officer-2');
  await form.getByRole('button', { name: 'Save mark' }).click();
  await expect(form.getByTestId('saved')).toContainText('Saved');
  const line = served.lastMark();
  expect(line).toMatchObject({ do: 'mark', by: NAME, source: 'camera-1', kind: 'shot', span: ['1:40.00', '1:40.10'], words: 'a bang behind the container', subject: 'officer-2' });
  await expect(page.getByTestId('last-saved')).toBeVisible();
  // The findings follow without the page being loaded again.
  await expect(page.locator('#statement-st-6')).toContainText('Supported');

  await page.locator('#history').getByRole('button', { name: 'Undo my last' }).click();
  await expect(page.locator('#statement-st-6')).toContainText('Contradicted');
  expect(served.lastMark()).toMatchObject({ do: 'undo', target: line['id'], by: NAME });
  expect(served.marks()).toHaveLength(before + 2);
});

test('a mark of what lasts, a lead, and a change of one’s own', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=150&large=camera-3' });
  await page.keyboard.press('m');
  const form = page.locator('#mark');
  await form.getByRole('combobox', { name: 'What', exact: true }).selectOption('officers.conferring');
  await time(page, '#mark', /^End/, '1:50');
  await time(page, '#mark', /^Start/, '1:40');
  await form.getByLabel('Each end may be off by').fill('0.5');
  await form.getByLabel(/not sure/).check();
  await form.getByRole('button', { name: 'Save mark' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  const first = served.lastMark();
  expect(first).toMatchObject({ kind: 'officers.conferring', span: ['1:40.00', '1:50.00'], plus_minus: '0.5 s', sure: false });

  await page.locator('#history').getByRole('button', { name: `Change ${String(first['id'])}` }).click();
  await expect(form.getByRole('heading', { name: 'Change your mark' })).toBeVisible();
  await time(page, '#mark', /^End/, '1:51');
  await form.getByRole('button', { name: 'Save change' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  expect(served.lastMark()).toMatchObject({ supersedes: first['id'], span: ['1:40.00', '1:51.00'], plus_minus: '0.5 s', sure: false });
  // The one before stays, struck.
  const old = page.locator('#history li.old').first();
  await expect(old.locator('.w')).toHaveCSS('text-decoration-line', 'line-through');
});

test('what is refused says why, and nothing is written', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=112&large=camera-1' });
  const before = served.marks().length;
  await page.keyboard.press('m');
  const form = page.locator('#mark');
  await form.getByRole('combobox', { name: 'What', exact: true }).selectOption('officers.conferring');
  await form.getByLabel('Each end may be off by').fill('so');
  await expect(form.locator('.refused')).toBeVisible();
  await form.getByRole('button', { name: 'Save mark' }).click();
  await expect(form.getByTestId('refused')).toContainText('Not saved');
  expect(served.marks()).toHaveLength(before);
});

test('a lead is decided only after it was played, and undone', async ({ page, served }) => {
  await open(page, served, { name: NAME });
  await loaded(page);
  const before = served.marks().length;
  const lead = page.locator('[data-lead="transcript-2#3"]');
  const hear = lead.getByRole('button', { name: /^I hear “/ });
  await expect(hear).toHaveAttribute('aria-disabled', 'true');
  await hear.click({ force: true });
  await page.waitForTimeout(300);
  expect(served.marks()).toHaveLength(before);
  await lead.locator('.play').click();
  await expect(hear).toHaveAttribute('aria-disabled', 'false', { timeout: 30_000 });
  await page.keyboard.press('k');
  await hear.click();
  await expect(lead).toContainText('You decided');
  await expect(lead).toContainText(NAME);
  expect(served.lastMark()).toMatchObject({ do: 'confirm', target: 'transcript-2#3', by: NAME });
  await lead.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => served.lastMark()['do']).toBe('undo');
  await expect(hear).toBeVisible();
  // What cannot be told writes nothing, and is remembered for the visit.
  await lead.getByRole('button', { name: 'I cannot tell' }).click();
  await expect(lead).toContainText('You cannot tell');
  expect(served.marks()).toHaveLength(before + 2);
});

test('words of a transcript are corrected, and the correction stands in it', async ({ page, served }) => {
  await open(page, served, { name: NAME });
  const line = page.locator('#transcript .ln', { hasText: 'Cease fire. Cease fire.' }).first();
  await line.click();
  await page.locator('#transcript').getByRole('button', { name: /^Correct ?: Cease fire/ }).first().click();
  const form = page.locator('#correct');
  await form.getByLabel('What you hear').fill('Cease fire! Cease fire now!');
  await form.getByRole('button', { name: 'Save these words' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  expect(served.lastMark()).toMatchObject({ do: 'confirm', words: 'Cease fire! Cease fire now!' });
  await expect(page.locator('#transcript')).toContainText('Cease fire! Cease fire now!');
});

test('says what was reviewed, with what was played and what was not', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=60&large=camera-2' });
  await loaded(page);
  await page.keyboard.press('k');
  await expect.poll(async () => (await state(page)).time, { timeout: 15_000 }).toBeGreaterThan(62);
  await page.keyboard.press('k');
  await tool(page, 'reviewed');
  const form = page.locator('#reviewed');
  await time(page, '#reviewed', /^from/, '0:31');
  await time(page, '#reviewed', /^to/, '2:30');
  await expect(form).toContainText(/You played [1-9]\d*\.\d s of these 119\.0 s/);
  await expect(form.locator('.play').first()).toBeVisible();
  await expect(form).toContainText('Camera 2 has no sound');
  const say = form.getByRole('button', { name: 'Say so' });
  await expect(say).toBeDisabled();
  await form.getByLabel('a shot').check();
  await say.click();
  await expect(form.getByTestId('saved')).toBeVisible();
  expect(served.lastMark()).toMatchObject({ do: 'reviewed', source: 'camera-2', span: ['0:31.00', '2:30.00'], kinds: ['shot'] });
});

test('an anchor by hand: one instant in two recordings, and the clock is solved again', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=96&large=camera-1' });
  await page.keyboard.press('a');
  const form = page.locator('#anchor');
  await form.getByRole('group', { name: /^And here/ }).getByRole('combobox', { name: 'Recording' }).selectOption('camera-2');
  await time(page, '#anchor', /^Camera 1/, '1:30.165');
  await time(page, '#anchor', /^Camera 2/, '1:23.70');
  await form.getByLabel('What it is').fill('the first shot');
  await expect(form.locator('pre.line')).toContainText('"other_time":"1:23.70"');
  await form.getByRole('button', { name: 'Save anchor' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  const line = served.lastMark();
  expect(line).toMatchObject({ do: 'anchor', source: 'camera-1', time: '1:30.165', other: 'camera-2', other_time: '1:23.70', plus_minus: '0.05 s', words: 'the first shot' });
  await expect(page.locator(`[id="by-hand-${String(line['id'])}"]`)).toBeVisible({ timeout: 20_000 });
});

test('a statement: an error under its word, a completion taken, read back, its verdict as it is typed', async ({ page, served }) => {
  await open(page, served, { name: NAME });
  await tool(page, 'write');
  const form = page.locator('#write');
  await form.getByLabel('Their words').fill('I heard four.');
  await form.getByLabel('Said by').fill('Observer');
  await form.getByRole('combobox', { name: 'Found in' }).selectOption('interviews');
  await form.getByLabel('Page', { exact: true }).fill('4');
  const sentence = form.getByRole('combobox', { name: /sentence/ });
  await sentence.fill('count of shto = 4');
  await expect(form.locator('.under i')).toHaveText('shto');
  await expect(form.locator('.err')).toContainText('shto');
  await expect(form.getByRole('button', { name: 'Add the statement' })).toBeDisabled();
  // The mark stands under the word: as far from the left as the letters before it are wide.
  const [mark, field] = await Promise.all([form.locator('.under i').boundingBox(), sentence.boundingBox()]);
  expect((mark?.x ?? 0) - (field?.x ?? 0)).toBeGreaterThan(9 * 6);
  const option = form.getByRole('option', { name: /^shot/ });
  await expect(option).toBeVisible();
  await expect(sentence).toHaveAttribute('aria-expanded', 'true');
  while ((await option.getAttribute('aria-selected')) !== 'true') await sentence.press('ArrowDown');
  await sentence.press('Tab');
  await expect(sentence).toHaveValue(/^count of shot = 4/);
  await expect(sentence).toBeFocused();
  await expect(form.locator('.back')).toContainText(/shot/i);
  await expect(form.locator('.verdict')).toContainText('Supported');
  await sentence.fill('count of shot = 5');
  await expect(form.locator('.verdict')).toContainText('Contradicted');
  await sentence.fill('count of shot = 4');
  await expect(form.locator('.verdict')).toContainText('Supported');
  await form.getByRole('button', { name: 'Add the statement' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  expect(served.statements()).toContain('I heard four.');
  expect(served.statements()).toContain('count of shot = 4');
  await expect(page.locator('#findings')).toContainText('I heard four.');
});

test('a belief stands as said, without a sentence', async ({ page, served }) => {
  await open(page, served, { name: NAME });
  await tool(page, 'write');
  const form = page.locator('#write');
  await form.getByLabel('Their words').fill('I thought it was over.');
  await form.getByLabel('Said by').fill('A neighbour');
  await form.getByRole('combobox', { name: 'Can it be tested' }).selectOption('belief');
  await form.getByRole('button', { name: 'Add it as not testable' }).click();
  await expect(form.getByTestId('saved')).toBeVisible();
  expect(served.statements()).toMatch(/not_testable\s*=\s*"belief"/);
  await expect(page.locator('#findings')).toContainText('I thought it was over.');
});

test('an exhibit of what the timeline shows', async ({ page, served }) => {
  await open(page, served, { name: NAME, fragment: '#t=96&from=95&to=101' });
  await tool(page, 'exhibit');
  const form = page.locator('#exhibit');
  await expect(form).toContainText('6.0 s');
  await form.getByRole('button', { name: 'Take the exhibit' }).click();
  const made = form.getByTestId('exhibit');
  await expect(made).toBeVisible({ timeout: 60_000 });
  const folder = (await made.locator('.mono').innerText()).trim();
  expect(existsSync(join(served.case, folder))).toBe(true);
  const link = await made.getByRole('link', { name: 'Its page' }).getAttribute('href');
  const reply = await page.context().request.get(new URL(link ?? '', served.report).href);
  expect(reply.ok()).toBe(true);
});

test('a name is asked for once, before the first line', async ({ page, served }) => {
  await open(page, served);
  await expect(page.getByTestId('live')).toContainText('No name yet');
  await page.keyboard.press('m');
  await page.locator('#mark').getByRole('combobox', { name: 'What', exact: true }).selectOption('shot');
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  const dialog = page.getByRole('dialog', { name: 'Under which name?' });
  await dialog.getByRole('button', { name: 'Not now' }).click();
  expect(served.marks()).toHaveLength(51);
  await page.locator('#mark').getByRole('button', { name: 'Save mark' }).click();
  await dialog.getByRole('textbox').fill('reviewer-c');
  await dialog.getByRole('textbox').press('Enter');
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible();
  expect(served.lastMark()['by']).toBe('reviewer-c');
  await page.reload();
  await expect(page.getByTestId('live')).toContainText('reviewer-c');
});
