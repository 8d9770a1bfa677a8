import { expect } from '@playwright/test';
import { openSession, saveStatus, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { hostProcess } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { openList, showShelf } from './places.ts';
import { TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

/** Longer than the panel waits for an answer. */
const TOLD = { timeout: 60_000 };

/** The host is there and does not answer; what waited for it is read and saved when it goes on. */
export const silentHost: Journey = {
  name: 'A host that does not answer',
  states: {
    'store-silent': 'A question is queued, with the reason.',
    'conversation-loading': 'Another session takes longer than one would notice.',
    'sessions-loading': 'So does another shelf of the list.',
    'sessions-failed': 'The list gave up waiting, and can try again.',
    'conversation-failed': 'So did the conversation.',
  },

  async walk({ profile, server }, visit) {
    const times = { lastMs: Date.now() - 60_000, apartMs: 60_000 };
    writeSession(profile.database, { title: 'Letter to the landlord', texts: TIDE_TABLE.slice(0, 4), ...times });
    writeSession(profile.database, { title: 'Where to keep the tide table', texts: TIDE_TABLE, ...times });
    profile.registerHost();
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Letter to the landlord');
    await panel.getByText('And how large may it become?').waitFor();
    const pid = hostProcess(browser.pid());
    const list = panel.locator('.session-scroll');
    if (pid === undefined) throw new Error('the browser has started no host');

    process.kill(pid, 'SIGSTOP');
    try {
      await send(panel, 'What does it cost to read it?');
      await visit(panel, 'store-silent', () => saveStatus(panel).getByText('The host does not answer').waitFor(TOLD));
      await openSession(panel, 'Where to keep the tide table');
      await visit(panel, 'conversation-loading', async () => {
        // On a slow machine it gives up before it was looked at in every width.
        const again = panel.locator('.conversation').getByRole('button', { name: 'Try again' });
        if (await again.isVisible()) await again.click();
        await panel.getByRole('img', { name: 'Loading the conversation' }).waitFor();
      });
      await visit(panel, 'sessions-loading', async () => {
        // For the same reason it is begun anew.
        await showShelf(panel, 'Trash');
        await showShelf(panel, 'Archived');
        await panel.getByText('Loading sessions').waitFor({ state: 'attached' });
      });
      await visit(panel, 'sessions-failed', async () => {
        await openList(panel);
        await list.getByText('No answer in time.').waitFor(TOLD);
      });
      await visit(panel, 'conversation-failed', () =>
        panel.getByText('The conversation could not be read').waitFor(TOLD),
      );
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await openList(panel);
    const again = list.getByRole('button', { name: 'Try again' });
    await expect(async () => {
      // It may be read by itself just then.
      if (await again.isVisible()) await again.click({ timeout: 500 });
      await list.getByText('Nothing is archived.').waitFor({ timeout: 1000 });
    }).toPass(TOLD);
  },
};
