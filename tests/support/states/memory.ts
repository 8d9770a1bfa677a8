import { messageField, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { pasteText } from '../browser/paste-text.ts';
import type { Journey } from './journey.ts';
import { openList, sessionRow, showShelf } from './places.ts';

const QUESTIONS = ['How do WAL files keep a commit?', 'Words for a calm error message', 'Where to keep the tide table'];

/** What is told to whoever is new, what is remembered, and keys that were changed. */
export const memory: Journey = {
  name: 'Told and remembered',
  states: {
    tour: 'What is good to know on the first day, in the place of the first conversation.',
    'hint-pasted': 'A hint at the first long text.',
    'hint-trash': 'A hint in the trash.',
    'recent-searches': 'What was looked for before, below the empty field.',
    'recent-searches-chosen': 'One of them is about to be chosen by keyboard.',
    'palette-recent': 'What was done and shown lately comes first.',
    'keys-changed': 'Keys as they were changed; what has none is not listed.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await visit(panel, 'tour', () => panel.getByRole('region', { name: 'Good to know' }).waitFor());
    await panel.getByRole('button', { name: 'Got it' }).click();
    await messageField(panel).focus();
    await pasteText(panel, 'checkpoint: 7 pages\n'.repeat(80));
    await visit(panel, 'hint-pasted', () => panel.getByText('Long texts are sent').waitFor());
    await panel.getByRole('button', { name: 'Do not show this hint again' }).click();
    await panel.getByRole('button', { name: 'Remove the pasted text' }).click();

    for (const question of QUESTIONS) {
      await panel.keyboard.press('Alt+n');
      await send(panel, question);
      await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    }
    await openList(panel);
    await sessionRow(panel, 'Where to keep').press('Delete');
    await panel.getByText('Moved to the trash').waitFor();
    await panel.locator('.notice').getByRole('button', { name: 'Dismiss' }).click();
    await visit(panel, 'hint-trash', async () => {
      await showShelf(panel, 'Trash');
      await panel.getByText('Open a session to read').waitFor();
    });
    await showShelf(panel, 'Active');
    const field = panel.getByRole('searchbox', { name: 'Filter sessions' });
    for (const text of ['wal', 'commit files', 'calm']) {
      await field.fill(text);
      await panel.getByText('1 of 2').waitFor();
      await field.press('ArrowDown');
    }
    const searches = panel.getByRole('group', { name: 'Recent searches' });
    await visit(panel, 'recent-searches', async () => {
      await openList(panel);
      await field.fill('');
      await field.focus();
      await searches.waitFor();
    });
    await visit(panel, 'recent-searches-chosen', async () => {
      await openList(panel);
      await field.focus();
      await searches.waitFor();
      await field.press('ArrowDown');
      await panel.keyboard.press('ArrowDown');
    });
    await panel.keyboard.press('Escape');
    const hide = panel.getByRole('button', { name: 'Hide sessions' });
    if (await hide.isVisible()) await hide.click();

    const palette = panel.getByRole('dialog', { name: 'Find an action' });
    const keys = panel.getByRole('dialog', { name: 'Keys' });
    await messageField(panel).press('Control+k');
    await palette.getByText('New session').waitFor();
    await panel.keyboard.type('show the keys');
    await panel.keyboard.press('Enter');
    await keys.waitFor();
    await panel.evaluate(CHANGE_KEYS);
    await panel.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
    await panel.keyboard.press('Control+k');
    await visit(panel, 'palette-recent', () => palette.getByText('Show the keys').waitFor());
    await panel.keyboard.press('Enter');
    await visit(panel, 'keys-changed', () => keys.getByText('Ctrl+J').waitFor());
  },
};

/** What another page stores, and what the browser tells this one of it. As text: scripts know no browser's types. */
const CHANGE_KEYS = `{
  const settings = JSON.parse(localStorage.getItem('sidepanel.settings'));
  settings.keyboard.keys = { 'new-session': 'Mod+J', 'show-trash': 'Alt+Shift+T', 'copy-reply': null };
  localStorage.setItem('sidepanel.settings', JSON.stringify(settings));
  dispatchEvent(new StorageEvent('storage', { key: 'sidepanel.settings' }));
}`;
