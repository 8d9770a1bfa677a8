import { openFile } from '../../../native-host/database.ts';
import { conversation, send, startSession } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { openTalk, writeTalk } from './open-talk.ts';
import { scrollLog } from './places.ts';

/** What the store does not take: it waits until a person decides. */
export const refused: Journey = {
  name: 'Refused changes',
  states: {
    'question-refused': 'Another program moved the session to the trash just then: why, and what can be done.',
    'refused-elsewhere': 'The same seen from another session.',
  },

  async walk(setting, visit) {
    const { profile } = setting;
    writeTalk(setting);
    profile.registerHost();
    const { browser, panel } = await openTalk(setting);

    const pid = runningHost(browser.pid());
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
