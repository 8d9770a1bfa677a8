import { openSession, saveStatus, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { openList, showShelf } from './places.ts';
import { MANY_TURNS, TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

/** The host is there and does not answer; what waited for it is read and saved when it goes on. */
export const silentHost: Journey = {
  name: 'A host that does not answer',
  isBrief: true,
  states: {
    'conversation-loading': 'Another session takes longer than one would notice.',
    'conversation-failed': 'It gave up waiting, and can try again.',
    'sessions-loading': 'Another shelf of the list takes longer than one would notice.',
    'sessions-failed': 'It gave up waiting, and can try again.',
    'store-silent': 'A question is queued, with the reason.',
  },

  async walk({ profile, server }, visit) {
    const times = { lastMs: Date.now() - 60_000, apartMs: 60_000 };
    writeSession(profile.database, { title: 'Letter to the landlord', texts: TIDE_TABLE.slice(0, 4), ...times });
    writeSession(profile.database, { title: 'Where to keep the tide table', texts: TIDE_TABLE, ...times });
    writeSession(profile.database, { title: 'Checkpoints, page by page', texts: MANY_TURNS, ...times });
    profile.registerHost();
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Letter to the landlord');
    await panel.getByText('And how large may it become?').waitFor();
    const pid = runningHost(browser.pid());
    /** Not for long: a host that stays silent is given up, and another one started. */
    const whileSilent = async (act: () => Promise<void>) => {
      process.kill(pid, 'SIGSTOP');
      await act().finally(() => process.kill(pid, 'SIGCONT'));
    };

    await whileSilent(async () => {
      await openSession(panel, 'Where to keep the tide table');
      await visit(panel, 'conversation-loading', () =>
        panel.getByRole('img', { name: 'Loading the conversation' }).waitFor(),
      );
    });
    await panel.getByText('Which columns would you begin with?').waitFor();
    await whileSilent(async () => {
      await openSession(panel, 'Checkpoints, page by page');
      const failed = panel.getByText('The conversation could not be read');
      await failed.waitFor();
      await visit(panel, 'conversation-failed', () => failed.waitFor());
    });
    await panel.getByRole('button', { name: 'Try again' }).click();
    await panel.getByText('Question 30').first().waitFor();
    await whileSilent(async () => {
      await visit(panel, 'sessions-loading', async () => {
        await showShelf(panel, 'Archived');
        await panel.getByText('Loading sessions').waitFor({ state: 'attached' });
      });
    });
    const list = panel.locator('.session-scroll');
    await openList(panel);
    await list.getByText('No archived sessions.').waitFor();
    await whileSilent(async () => {
      await showShelf(panel, 'Trash');
      await list.getByText('No answer in time.').waitFor();
      await visit(panel, 'sessions-failed', async () => {
        await openList(panel);
        await list.getByText('No answer in time.').waitFor();
      });
    });
    await openList(panel);
    await list.getByRole('button', { name: 'Try again' }).click();
    await list.getByText('The trash is empty.').waitFor();
    await panel.keyboard.press('Escape');
    await whileSilent(async () => {
      await send(panel, 'What does it cost to read it?');
      const reason = saveStatus(panel).getByText('The store does not answer');
      await reason.waitFor();
      await visit(panel, 'store-silent', () => reason.waitFor());
    });
    await panel.getByRole('button', { name: 'Copy reply' }).last().waitFor();
  },
};
