import { conversation, openSession, send, setUpProvider, startSession } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { openList, scrollLog } from './places.ts';
import { MANY_TURNS } from './talks.ts';
import { writeSession } from './write-session.ts';

const HOUR_MS = 3_600_000;

/** The host goes away while the panel is open, and stays away when the browser is started again. */
export const withoutHost: Journey = {
  name: 'Without the host',
  states: {
    'host-lost': 'What is there can be read on; it is tried again. After a while there is another way on.',
    'host-gone-choice': 'What it means to go on in the browser meanwhile.',
    'earlier-later': 'What was not read yet waits for the host.',
    queued: 'A question asked meanwhile is on the disk, and asked once when the store is back.',
    'queued-elsewhere': 'The same seen from another session.',
    'question-discarded': 'Discarded there: nothing of it waits, and there is a way back.',
    'sessions-away': 'The list of a panel that has just been opened.',
    'host-missing': 'A panel that has just been opened says what is missing, and one can write.',
    'queued-new': 'The first question of a session that the store does not know yet.',
  },

  async walk({ profile, server }, visit) {
    const texts = [...MANY_TURNS, ...MANY_TURNS, ...MANY_TURNS, ...MANY_TURNS];
    const lastMs = Date.now() - HOUR_MS;
    writeSession(profile.database, { title: 'Checkpoints, page by page', texts, lastMs, apartMs: 60_000 });
    profile.registerHost();
    const first = await profile.launch();
    const panel = await first.openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Checkpoints, page by page');
    await conversation(panel).getByText('Question 30').first().waitFor();
    profile.unregisterHost();
    process.kill(runningHost(first.pid()), 'SIGKILL');
    const choice = panel.getByRole('button', { name: 'What you can do' });
    await visit(panel, 'host-lost', () => choice.waitFor());
    await choice.click();
    await visit(panel, 'host-gone-choice', () => panel.getByRole('button', { name: 'Use this browser' }).waitFor());
    await panel.keyboard.press('Escape');
    await visit(panel, 'earlier-later', async () => {
      await conversation(panel).focus();
      const note = panel.getByText('Earlier messages appear when the store is back.');
      for (let presses = 0; presses < 40 && !(await note.isVisible()); presses += 1) {
        await panel.keyboard.press('Home');
        await panel.waitForTimeout(50);
      }
      await note.waitFor();
    });
    await send(panel, 'Is anybody there?');
    await visit(panel, 'queued', async () => {
      await panel.getByText('Queued, asked as soon as it is saved').waitFor();
      await scrollLog(panel, 'end');
    });
    await startSession(panel);
    await visit(panel, 'queued-elsewhere', () => panel.getByText('Question, queued').waitFor());
    const discard = panel.getByRole('button', { name: 'Discard' });
    await visit(panel, 'question-discarded', async () => {
      const told = panel.getByText('Question discarded');
      // It goes by itself, sooner than a slow machine looks at it in every width.
      if (!(await told.isVisible()) && !(await discard.isVisible())) {
        await send(panel, 'Is anybody there?');
        await panel.getByText('Queued, asked as soon as it is saved').waitFor();
        await startSession(panel);
      }
      if (await discard.isVisible()) await discard.click();
      await told.waitFor();
    });
    await first.close();

    const later = await (await profile.launch()).openPanel();
    await visit(later, 'sessions-away', async () => {
      await openList(later);
      await later.getByText('Your sessions appear here as soon as they can be read.').waitFor();
    });
    await later.keyboard.press('Escape');
    await visit(later, 'host-missing', () =>
      later.getByRole('button', { name: 'Use a store in this browser for now' }).waitFor(),
    );
    await send(later, 'Where does the tide table come from?');
    await visit(later, 'queued-new', () => later.getByText('Queued, asked as soon as it is saved').waitFor());
  },
};
