import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { scrollLog, showShelf } from './places.ts';
import { HARD_TO_SET, LONG_REPLY, MANY_TURNS, MORE_THAN_A_WINDOW, TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What was said before, in sessions of every length and kind. */
export const history: Journey = {
  name: 'Conversations of before',
  states: {
    days: 'Days between the messages, and lines that run from right to left.',
    'long-conversation': 'Above the end of a long conversation: the way back to it.',
    'long-message': 'A message of a quarter of a megabyte is shown in part.',
    'hard-to-set': 'Words longer than a line, wide tables.',
    'other-directions': 'From right to left and back, with long numbers in lists.',
    'sends-a-part': 'The model cannot read all of it at once: how much it gets is told beside its name.',
    'in-the-trash': 'A session in the trash can be read, and nothing asked in it.',
  },

  async walk({ profile, server }, visit) {
    const write = (title: string, texts: readonly string[], apartMs: number, isInTrash = false) =>
      writeSession(profile.database, { title, texts, apartMs, isInTrash, lastMs: Date.now() - 5 * MINUTE_MS });
    write('Letter to the landlord', TIDE_TABLE.slice(0, 4), MINUTE_MS, true);
    write('Where to keep the tide table', TIDE_TABLE, DAY_MS);
    write('Checkpoints, page by page', MANY_TURNS, MINUTE_MS);
    write('All of write-ahead logging', LONG_REPLY, MINUTE_MS);
    write('Hard to set', HARD_TO_SET, MINUTE_MS);
    write('A log in eight parts', MORE_THAN_A_WINDOW, MINUTE_MS);
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);

    await open(panel, 'Where to keep the tide table');
    await visit(panel, 'days', () => scrollLog(panel, -240));
    await open(panel, 'Checkpoints, page by page');
    await visit(panel, 'long-conversation', async () => {
      await scrollLog(panel, -2000);
      await panel.getByRole('button', { name: 'Jump to latest' }).waitFor();
    });
    await open(panel, 'All of write-ahead logging');
    await panel.getByText(/of 2\d\d k characters are shown/).waitFor();
    await visit(panel, 'long-message', () => scrollLog(panel, 'end'));
    await open(panel, 'Hard to set');
    await visit(panel, 'hard-to-set', () => scrollLog(panel, 'start'));
    await visit(panel, 'other-directions', () => scrollLog(panel, 'end'));
    await open(panel, 'A log in eight parts');
    await visit(panel, 'sends-a-part', () => panel.getByText(/^Sends \d+ of 18/).waitFor());
    await showShelf(panel, 'Trash');
    await open(panel, 'Letter to the landlord');
    await visit(panel, 'in-the-trash', () => panel.getByText('This session is in the trash.').waitFor());
  },
};

async function open(panel: Page, title: string): Promise<void> {
  await openSession(panel, title);
  await panel.getByRole('heading', { level: 1, name: title }).waitFor();
}
