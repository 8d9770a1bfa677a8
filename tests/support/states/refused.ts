import { openFile } from '../../../native-host/database.ts';
import { conversation, openSession, send, setUpProvider, startSession } from '../../../scripts/browser/drive-panel.ts';
import { hostProcess } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { scrollLog } from './places.ts';
import { TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

/** What the store does not take: it waits until a person decides. */
export const refused: Journey = {
  name: 'Refused changes',
  states: {
    'question-refused': 'Another program moved the session to the trash just then: why, and what can be done.',
    'refused-elsewhere': 'The same seen from another session.',
  },

  async walk({ profile, server }, visit) {
    const times = { lastMs: Date.now() - 60_000, apartMs: 60_000 };
    writeSession(profile.database, { title: 'Where to keep the tide table', texts: TIDE_TABLE.slice(0, 4), ...times });
    profile.registerHost();
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Where to keep the tide table');
    await panel.getByText('And how large may it become?').waitFor();

    const pid = hostProcess(browser.pid());
    if (pid === undefined) throw new Error('the browser has started no host');
    process.kill(pid, 'SIGSTOP');
    try {
      await send(panel, 'Which columns would you begin with?');
      const db = openFile(profile.database, {});
      db.prepare('UPDATE sessions SET deleted_at = ?').run(new Date().toISOString());
      db.close();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await visit(panel, 'question-refused', async () => {
      await conversation(panel).getByRole('button', { name: 'Retry' }).waitFor();
      await scrollLog(panel, 'end');
    });
    await startSession(panel);
    await visit(panel, 'refused-elsewhere', () => panel.getByRole('list', { name: 'Unsent changes' }).waitFor());
  },
};
