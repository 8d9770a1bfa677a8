import type { Page } from '@playwright/test';
import { openSession, questions, replies, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

test('the toolbar button opens the side panel and closes it', async ({ holdfast }) => {
  await holdfast.openPanel();
  expect(await holdfast.countPanels()).toBe(1);
  await holdfast.triggerAction();
  await expect.poll(holdfast.countPanels).toBe(0);
  await holdfast.triggerAction();
  await expect.poll(holdfast.countPanels).toBe(1);
});

test('the panel has the size the browser gives it and takes the focus', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await expect(panel.getByRole('textbox', { name: 'Message' })).toBeFocused();
  const overflow = await panel.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});

test('the side panel is told from the same page in a tab', async ({ holdfast }) => {
  const tab = await holdfast.openPanelTab();
  const side = await holdfast.openPanel();
  const isInTab = 'chrome.tabs.getCurrent().then((found) => found !== undefined)';
  expect([await tab.evaluate(isInTab), await side.evaluate(isInTab)]).toEqual([true, false]);
});

test('two panels show the same, whichever is written in', async ({ holdfast, modelServer }) => {
  const side = await holdfast.openPanel();
  await setUpProvider(side, modelServer);
  await send(side, 'Asked beside the page');
  await expect(side.getByRole('button', { name: 'Copy reply' })).toBeVisible();

  const tab = await holdfast.openPanelTab();
  await openSession(tab, 'Asked beside the page');
  await expect(questions(tab)).toContainText(['Asked beside the page']);

  await send(tab, 'Asked in the tab');
  await expect(questions(side)).toContainText(['Asked beside the page', 'Asked in the tab']);
  const texts = (panel: Page) => replies(panel).locator('.markdown').allInnerTexts();
  await expect(tab.getByRole('button', { name: 'Copy reply' })).toHaveCount(2);
  await expect.poll(() => texts(side)).toEqual(await texts(tab));
  await expect(replies(side)).toHaveCount(2);

  // What is set in one holds in the other.
  await tab.getByRole('button', { name: 'Settings', exact: true }).click();
  await tab.getByRole('radio', { name: 'Light' }).check();
  await expect(side.locator('html')).toHaveAttribute('data-theme', 'light');
  await tab.getByRole('button', { name: 'Settings', exact: true }).click();
  await tab.keyboard.press('Alt+m');
  await tab
    .getByRole('dialog')
    .getByRole('option', { name: /no use/ })
    .click();
  await expect(side.getByRole('button', { name: /^Model: / })).toHaveText('Scripted demo model (tells no use)');
});
