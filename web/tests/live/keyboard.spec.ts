// The same work without a pointer: every step is a key.
import type { Page } from '@playwright/test';
import { loaded, state } from '../page';
import { expect, open, test } from './serve';

/** Presses Tab until what has the focus fits; a keyboard that cannot reach it fails. */
async function tabTo(page: Page, fits: string, back = false): Promise<void> {
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, fits)) return;
  }
  throw new Error(`Tab never reached ${fits}`);
}

test('marks, writes a sentence and undoes, by keys alone', async ({ page, served }) => {
  await open(page, served, { name: 'reviewer-a', fragment: '#t=112&large=camera-1' });
  await loaded(page);
  await page.keyboard.press('k');
  await expect.poll(async () => (await state(page)).time, { timeout: 10_000 }).toBeGreaterThan(112.3);
  await page.keyboard.press('k');
  await page.keyboard.press('.');
  await page.keyboard.press('m');
  await expect(page.locator('#mark select').first()).toBeFocused();
  await page.keyboard.type('shot');
  await expect(page.locator('#mark select').first()).toHaveValue('shot');
  await tabTo(page, '#mark input.code');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await tabTo(page, '#mark textarea');
  await page.keyboard.type('by keys');
  await tabTo(page, '#mark button[type=submit]');
  await page.keyboard.press('Enter');
  await expect(page.locator('#mark').getByTestId('saved')).toBeVisible();
  const mark = served.lastMark();
  expect(mark).toMatchObject({ do: 'mark', kind: 'shot', words: 'by keys' });

  // The ends are set at the clock's moment while the form is open and not in a field.
  await expect(page.getByRole('button', { name: 'Mark another' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#mark select').first()).toBeFocused();
  await tabTo(page, '#mark [role=slider]', true);
  const was = await page.locator('#mark [role=slider]').last().getAttribute('aria-valuenow');
  for (let i = 0; i < 5; i++) await page.keyboard.press('.');
  await page.keyboard.press('o');
  await expect.poll(() => page.locator('#mark [role=slider]').last().getAttribute('aria-valuenow')).not.toBe(was);

  await tabTo(page, '.tools [data-form=write]', true);
  await page.keyboard.press('Enter');
  await expect(page.locator('#write textarea')).toBeFocused();
  await page.keyboard.type('I heard four.');
  await tabTo(page, '#write input[list=write-people]');
  await page.keyboard.type('Observer');
  await tabTo(page, '#write [role=combobox]');
  await page.keyboard.type('count of shto = 4');
  const list = page.locator('#write [role=listbox]');
  await expect(list).toBeVisible();
  const option = list.getByRole('option', { name: /^shot/ });
  while ((await option.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.locator('#write [role=combobox]')).toHaveValue(/count of shot = 4/);
  await expect(page.locator('#write .back')).toBeVisible();
  // Escape closes the list, and then Tab leaves the field.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await tabTo(page, '#write button[type=submit]');
  await page.keyboard.press('Enter');
  await expect(page.locator('#write').getByTestId('saved')).toBeVisible();
  expect(served.statements()).toContain('I heard four.');

  await tabTo(page, '#history button');
  await page.keyboard.press('Enter');
  await expect.poll(() => served.lastMark()).toMatchObject({ do: 'undo', target: mark['id'] });
});
