import type { Locator, Page } from '@playwright/test';
import {
  conversation,
  messageField,
  openSession,
  questions,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { fillSessions } from '../support/browser/fill-sessions.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { frames } from '../support/browser/log-probe.ts';
import { pasteText } from '../support/browser/paste-text.ts';
import { openList, sessionRow, showShelf } from '../support/states/places.ts';

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
  await expect(palette(panel)).toContainText('Nothing found for “no such thing”.');
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

test('the palette offers what was shown lately, as far as it is still there', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  for (const question of ['Asked first', 'Asked second', 'Asked third']) {
    await panel.keyboard.press('Alt+n');
    await send(panel, question);
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  }
  await openSession(panel, 'Asked first');
  await panel.keyboard.press('Alt+n');
  await openList(panel);
  await sessionRow(panel, 'Asked third').press('Delete');
  await expect(panel.getByText('Moved to the trash')).toBeVisible();
  // The list has nothing but the trash now.
  await showShelf(panel, 'Trash');
  await panel.keyboard.press('Control+k');
  await palette(panel).waitFor();
  await panel.keyboard.type('settings');
  await panel.keyboard.press('Enter');
  await palette(panel).waitFor({ state: 'hidden' });
  await panel.keyboard.press('Control+k');
  await expect(palette(panel).getByRole('option')).toContainText([
    'Settings',
    'Asked first',
    'Asked second',
    'New session',
  ]);
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('Enter');
  await expect(questions(panel)).toContainText(['Asked first']);
});

test('what was looked for is offered again, by keyboard and by click', async ({ profile, modelServer }) => {
  const titles = ['Tide table', 'Tide in Zürich', 'Letter to the landlord'];
  fillSessions(profile.database, { count: titles.length, newestMs: Date.now(), title: (index) => titles[index] ?? '' });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openList(panel);
  const field = panel.getByRole('searchbox', { name: 'Filter sessions' });
  const recent = panel.getByRole('group', { name: 'Recent searches' });
  await field.focus();
  await frames(panel);
  await expect(recent).toHaveCount(0);

  // What is left behind is remembered when it had hits, and so is what a session was opened from.
  await field.fill('t');
  await field.press('ArrowDown');
  await expect(sessionRow(panel, 'Tide table')).toBeFocused();
  await field.fill('nothing like it');
  await panel.getByRole('radio', { name: 'Active' }).focus();
  await field.fill('land');
  await panel.getByRole('radio', { name: 'Active' }).focus();
  await field.fill('tide');
  await field.press('ArrowDown');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('heading', { name: 'Tide table' })).toBeVisible();

  await openList(panel);
  await field.fill('');
  await expect(recent.getByRole('button')).toHaveText(['tide', 'land', 'Clear recent searches']);
  await field.press('ArrowDown');
  await panel.keyboard.press('ArrowDown');
  await expect(recent.getByRole('button', { name: 'land' })).toBeFocused();
  await panel.keyboard.press('Enter');
  await expect(field).toHaveValue('land');
  await expect(field).toBeFocused();
  await expect(recent).toBeHidden();
  await field.fill('');
  await recent.getByRole('button', { name: 'tide' }).click();
  await expect(field).toHaveValue('tide');
  await field.fill('');
  await field.press('ArrowDown');
  await panel.keyboard.press('ArrowUp');
  await expect(field).toBeFocused();

  // The last step down goes into the list, and Esc back to the field.
  for (const _ of ['land', 'tide', 'clear', 'list']) await panel.keyboard.press('ArrowDown');
  await expect(sessionRow(panel, 'Tide table')).toBeFocused();
  await field.focus();
  await field.press('ArrowDown');
  await panel.keyboard.press('Escape');
  await expect(field).toBeFocused();
  await recent.getByRole('button', { name: 'Clear recent searches' }).click();
  await expect(recent).toBeHidden();
  await expect(field).toBeFocused();
});

test('what is good to know is told once, and again when asked for', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  const tour = panel.getByRole('region', { name: 'Good to know' });
  await setUpProvider(panel, modelServer);
  await expect(tour).toContainText('Ctrl+K finds every session');
  await tour.getByRole('button', { name: 'Got it' }).click();
  await expect(tour).toBeHidden();
  await expect(messageField(panel)).toBeFocused();

  const other = await holdfast.openPanelTab();
  await other.evaluate(() => localStorage.setItem('sidepanel.tour.completed', 'false'));
  await expect(tour).toBeVisible();
  await send(panel, 'First question');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await panel.keyboard.press('Alt+n');
  await expect(panel.getByText('Ask Scripted demo model')).toBeVisible();
  await frames(panel);
  await expect(tour).toBeHidden();

  await pasteText(panel, 'line\n'.repeat(80));
  const hint = panel.getByText('Long texts are sent with the message');
  await expect(hint).toBeVisible();
  await panel.getByRole('button', { name: 'Do not show this hint again' }).click();
  await expect(hint).toBeHidden();
  await expect(messageField(panel)).toBeFocused();
  await pasteText(panel, 'line\n'.repeat(80));
  await expect(panel.getByRole('list', { name: 'Pasted texts' }).getByRole('listitem')).toHaveCount(2);
  await expect(hint).toBeHidden();
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
