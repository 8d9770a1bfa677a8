import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { FAILURE, registerRefusing } from './refusing-host.ts';
import { TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

const TITLE = 'Where to keep the tide table';
const READS = ['messages/search', 'sessions/branches', 'snapshots/marks', 'recordings/list', 'analytics/summary'];

/** Why a view is not there. */
export const viewsUnread: Journey = {
  name: 'Views that cannot be read',
  states: {
    'search-failed': 'The search was refused.',
    'branches-failed': 'The branches could not be read.',
    'timeline-failed': 'The same of the timeline.',
    'recordings-failed': 'The same of recordings.',
    'usage-failed': 'The same of usage.',
  },

  async walk({ profile, server }, visit) {
    writeSession(profile.database, { title: TITLE, texts: TIDE_TABLE, lastMs: Date.now(), apartMs: 60_000 });
    registerRefusing(profile, READS, FAILURE);
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, TITLE);
    const failure = panel.getByText('Reading failed').first();
    for (const [view, state] of [
      ['Search everything', 'search-failed'],
      ['Branches', 'branches-failed'],
      ['Timeline', 'timeline-failed'],
      ['Recordings', 'recordings-failed'],
      ['Usage', 'usage-failed'],
    ] as const) {
      await panel.keyboard.press('ControlOrMeta+k');
      await panel.getByRole('combobox').fill(view);
      await panel.getByRole('option', { name: view }).first().waitFor();
      await panel.keyboard.press('Enter');
      if (state === 'search-failed') await panel.getByRole('combobox').fill('tide');
      await visit(panel, state, () => failure.waitFor());
      await panel.keyboard.press('Escape');
      await failure.waitFor({ state: 'hidden' });
    }
  },
};
