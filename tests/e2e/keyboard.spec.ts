import type { Locator, Page } from '@playwright/test';
import {
  conversation,
  messageField,
  questions,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { frames } from '../support/browser/log-probe.ts';
import { pasteText } from '../support/browser/paste-text.ts';

const palette = (panel: Page) => panel.getByRole('dialog', { name: 'Find an action, a session or a model' });

test('the main job is done by keyboard alone', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);

  await panel.keyboard.type('First question');
  await panel.keyboard.press('Shift+Enter');
  await panel.keyboard.type('on two lines');
  await panel.keyboard.press('Enter');
  await expect(questions(panel)).toContainText(['First question\non two lines']);
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();

  await panel.keyboard.press('Alt+n');
  await expect(panel.getByRole('heading', { name: 'New session' })).toBeVisible();
  await panel.keyboard.type('Second question');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await expect(saveStatus(panel)).toHaveText('Saved');

  await panel.keyboard.press('Alt+ArrowDown');
  await expect(questions(panel)).toContainText(['First question']);
  await expect(messageField(panel)).toBeFocused();
  await panel.keyboard.press('ArrowUp');
  await expect(messageField(panel)).toHaveValue('First question\non two lines');
  await panel.keyboard.press('ArrowDown');
  await expect(messageField(panel)).toHaveValue('');

  await panel.keyboard.press('Control+k');
  await expect(palette(panel)).toBeVisible();
  await panel.keyboard.type('second');
  await expect(palette(panel).getByRole('option')).toHaveText([/Second question/]);
  await panel.keyboard.press('Enter');
  await expect(palette(panel)).toBeHidden();
  await expect(questions(panel)).toContainText(['Second question']);
  await expect(messageField(panel)).toBeFocused();

  await panel.keyboard.press('Control+k');
  await panel.keyboard.type('no such thing');
  await expect(palette(panel)).toContainText('Nothing is called “no such thing”.');
  await panel.keyboard.press('Escape');
  await expect(palette(panel)).toBeHidden();
  await expect(messageField(panel)).toBeFocused();
});

test('another model is chosen by keyboard, and answers', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await panel.keyboard.press('Alt+m');
  const models = panel.getByRole('dialog', { name: 'Choose a model' });
  await expect(models.getByRole('option').first()).toBeVisible();
  await panel.keyboard.type('no use');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: /^Model: / })).toHaveText('Scripted demo model (tells no use)');
  await panel.keyboard.type('Who are you?');
  await panel.keyboard.press('Enter');
  await expect(conversation(panel)).toContainText('Scripted demo model (tells no use)');
});

test('what the palette opens stays open', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  for (const [words, name] of [
    ['keys', 'Keys'],
    ['choose a model', 'Choose a model'],
  ] as const) {
    await panel.keyboard.press('Control+k');
    await expect(palette(panel)).toBeVisible();
    await panel.keyboard.type(words);
    await panel.keyboard.press('Enter');
    await expect(panel.getByRole('dialog', { name })).toBeVisible();
    await expect(palette(panel)).toBeHidden();
    // What a dialog tells when it is gone comes a moment later.
    await frames(panel);
    await expect(panel.getByRole('dialog', { name })).toBeVisible();
    await panel.keyboard.press('Escape');
    await expect(panel.getByRole('dialog')).toHaveCount(0);
  }
  // What was chosen last comes first the next time.
  await panel.keyboard.press('Control+k');
  await expect(palette(panel).getByRole('option').nth(0)).toContainText('Choose a model');
  await expect(palette(panel).getByRole('option').nth(1)).toContainText('Show the keys');
  // Nothing is offered that there is nothing of.
  await expect(palette(panel).getByRole('option', { name: 'Delete the draft' })).toHaveCount(0);
});

test('? shows the keys, and what sends can be changed', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await messageField(panel).press('?');
  await expect(messageField(panel)).toHaveValue('?');
  await messageField(panel).fill('');
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await panel.getByRole('radio', { name: 'Ctrl+Enter sends' }).check();
  await panel.getByRole('heading', { name: 'Model server' }).click();
  await panel.keyboard.press('?');
  const keys = panel.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toContainText('Ctrl+Enter');
  await panel.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  await panel.keyboard.press('Control+,');
  await messageField(panel).fill('One');
  await messageField(panel).press('Enter');
  await panel.keyboard.type('two');
  await expect(messageField(panel)).toHaveValue('One\ntwo');
  await panel.keyboard.press('Control+Enter');
  await expect(questions(panel)).toContainText(['One\ntwo']);
});

test('keys that are changed in another page hold at once, and are shown', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'First question');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  const other = await holdfast.openPanelTab();
  await storeKeys(other, {
    'new-session': 'Alt+j',
    'show-keys': 'Alt+K',
    'filter-sessions': null,
    'choose-model': 'Alt+N',
  });
  // `Alt+j` is no way to write a key, so the action has the one it came with; but that was chosen for another one.
  const models = panel.getByRole('dialog', { name: 'Choose a model' });
  await pressUntil(panel, 'Alt+n', models);
  await panel.keyboard.press('Escape');
  await expect(models).toBeHidden();

  await storeKeys(other, { 'new-session': 'Alt+J', 'show-keys': 'Alt+K', 'filter-sessions': null });
  await pressUntil(panel, 'Alt+j', panel.getByRole('heading', { name: 'New session' }));
  await messageField(panel).press('Alt+k');
  const keys = panel.getByRole('dialog', { name: 'Keys' });
  await expect(keys.getByText('New session').locator('..')).toContainText('Alt+J');
  await expect(keys.getByText('Choose a model').locator('..')).toContainText('Alt+M');
  await expect(keys.getByText('Filter the sessions')).toHaveCount(0);
  await panel.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await panel.getByRole('button', { name: 'Settings', exact: true }).focus();
  for (const old of ['?', '/']) await panel.keyboard.press(old);
  await frames(panel);
  await expect(panel.getByRole('dialog')).toHaveCount(0);
  await panel.keyboard.press('Control+k');
  await panel.keyboard.type('new sess');
  await expect(palette(panel).getByRole('option').first()).toHaveText('New sessionAlt+J');
});

test('a long pasted text stands beside the message, and is sent with it', async ({
  profile,
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  const pasted = Array.from({ length: 80 }, (_, line) => `Line ${line}`).join('\n');
  await messageField(panel).focus();
  await pasteText(panel, pasted);
  await expect(panel.getByRole('list', { name: 'Pasted texts' })).toContainText('80 lines');
  await panel.keyboard.type('What is in it?');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('list', { name: 'Pasted texts' })).toBeHidden();
  await expect
    .poll(() => profile.messages()[0]?.content)
    .toBe(`What is in it?\n\n<pasted-text>\n${pasted}\n</pasted-text>`);
  await expect(questions(panel)).toHaveText(/What is in it\?Pasted text, 80 lines/);
  await questions(panel).getByText('Pasted text, 80 lines').click();
  await expect(questions(panel).getByText('Line 79')).toBeVisible();
});

/** Another page's word comes a moment later. */
async function pressUntil(panel: Page, keys: string, sign: Locator): Promise<void> {
  await expect(async () => {
    await messageField(panel).press(keys);
    await expect(sign).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** What the options page does: the settings with other keys. */
async function storeKeys(page: Page, keys: Readonly<Record<string, string | null>>): Promise<void> {
  await page.evaluate((stored) => {
    const settings = JSON.parse(localStorage.getItem('sidepanel.settings') ?? '{}');
    const keyboard = { ...settings.keyboard, keys: stored };
    localStorage.setItem('sidepanel.settings', JSON.stringify({ ...settings, keyboard }));
  }, keys);
}
