import type { Page } from '@playwright/test';
import { messageField, questions, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { pasteText } from '../browser/paste-text.ts';
import type { Journey } from './journey.ts';
import { scrollSettings } from './places.ts';

const LINES = Array.from({ length: 80 }, (_, line) => `2026-03-01T12:00:${line} checkpoint: ${line * 7} pages`).join(
  '\n',
);

/** What one writes with, what is found by name, and what can be set. */
export const hands: Journey = {
  name: 'Writing, finding, setting',
  states: {
    'pasted-texts': 'Long pasted texts stand beside the message.',
    'pasted-sent': 'The same after it was sent, one of them opened.',
    'long-draft': 'A message of many lines leaves the conversation its room.',
    models: 'Another model is chosen by name.',
    palette: 'Every action, session and model by name.',
    'palette-nothing-found': 'Nothing is called that.',
    keys: 'What keys do.',
    settings: 'The settings, from their start.',
    'settings-end': 'Their end: appearance and keys.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    for (const question of ['How do WAL files keep a commit?', 'Words for a calm error message']) {
      await panel.keyboard.press('Alt+n');
      await send(panel, question);
      await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    }
    await messageField(panel).fill('What is slow in these two, and why?');
    await pasteText(panel, LINES);
    await pasteText(panel, `at open (database.ts:12)\n${LINES}`);
    await visit(panel, 'pasted-texts', () => panel.getByRole('list', { name: 'Pasted texts' }).waitFor());
    await messageField(panel).press('Enter');
    await questions(panel).getByText('Pasted text, 80 lines').click();
    await panel.getByRole('button', { name: 'Copy reply' }).nth(1).waitFor();
    await visit(panel, 'pasted-sent', () => questions(panel).last().scrollIntoViewIfNeeded());
    const words = 'What I would like to know, and what I have tried so far.';
    await messageField(panel).fill(Array.from({ length: 24 }, (_, line) => `${line + 1}. ${words}`).join('\n'));
    await visit(panel, 'long-draft', async () => {
      await messageField(panel).press('Control+Home');
      await messageField(panel).press('Control+End');
    });
    await messageField(panel).fill('');

    await inDialog(panel, 'Alt+m', 'Choose a model', (show) => visit(panel, 'models', show));
    await inDialog(panel, 'Control+k', PALETTE, async (show) => {
      await visit(panel, 'palette', show);
      await panel.keyboard.type('no such thing');
      await visit(panel, 'palette-nothing-found', () => panel.getByText('Nothing found for').waitFor());
    });
    await panel.getByRole('button', { name: 'Settings', exact: true }).click();
    await panel.getByRole('heading', { name: 'Appearance' }).click();
    await inDialog(panel, '?', 'Keys', (show) => visit(panel, 'keys', show));
    await visit(panel, 'settings', () => scrollSettings(panel, 'start'));
    await visit(panel, 'settings-end', () => scrollSettings(panel, 'end'));
  },
};

const PALETTE = 'Find an action, a session or a model';

async function inDialog(
  panel: Page,
  keys: string,
  name: string,
  act: (show: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const dialog = panel.getByRole('dialog', { name });
  await panel.keyboard.press(keys);
  await act(() => dialog.waitFor());
  await panel.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}
