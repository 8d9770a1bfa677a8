import type { Page } from '@playwright/test';
import { messageField, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';

const status = (page: Page) => page.getByRole('status').filter({ hasText: /Saved|Undone/ });

test('keys are changed by pressing others, and hold in the panel at once', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  const page = await holdfast.context.newPage();
  await page.goto(`chrome-extension://${holdfast.extensionId}/options.html#keyboard`);
  await expect(page.getByText('Open or close the panel').locator('..')).toContainText(/Ctrl\+Shift\+Y|Not set/);

  // By keyboard alone: to the key of an action, another key, one that is taken, and the choice.
  await page.getByRole('button', { name: 'New session: Alt+N' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Ctrl+C is needed by the browser or for typing.')).toBeVisible();
  expect(await brokenRules(page)).toEqual({});
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'New session: Alt+N' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+m');
  await expect(page.getByText('is already used by “Choose a model”.')).toBeVisible();
  expect(await brokenRules(page)).toEqual({});
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'New session: Alt+N' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Alt+m');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'New session: Alt+M' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Choose a model: Add' })).toBeVisible();
  await expect(status(page)).toContainText('Saved: “New session” has Alt+M, “Choose a model” has none');
  expect(await brokenRules(page)).toEqual({});

  await messageField(panel).fill('Stays in the field');
  await messageField(panel).press('Alt+m');
  await expect(panel.getByRole('dialog')).toHaveCount(0);
  await messageField(panel).press('Control+k');
  await panel.getByRole('option').first().waitFor();
  await panel.keyboard.type('new sess');
  await expect(panel.getByRole('option').first()).toHaveText('New sessionAlt+M');
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('button', { name: 'Reset the key of New session' }).click();
  await expect(page.getByRole('button', { name: 'New session: Alt+N' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Backspace');
  await expect(page.getByRole('button', { name: 'New session: Add' })).toBeVisible();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(page.getByRole('button', { name: 'New session: Alt+N' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose a model: Alt+M' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'New session: Add' })).toBeVisible();

  await page.getByRole('radio', { name: 'Ctrl+Enter sends' }).check();
  // The panel hears of it a moment later; until then Enter sends.
  await expect(async () => {
    await messageField(panel).fill('Stays in the field');
    await messageField(panel).press('Enter');
    await expect(messageField(panel)).toHaveValue('Stays in the field\n', { timeout: 500 });
  }).toPass();
});

test('it fits into 360 px', async ({ holdfast }) => {
  const page = await holdfast.context.newPage();
  await page.setViewportSize({ width: 360, height: 700 });
  await page.goto(`chrome-extension://${holdfast.extensionId}/options.html#keyboard`);
  await page.getByRole('button', { name: 'New session: Alt+N' }).click();
  await page.keyboard.press('Alt+m');
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
});
