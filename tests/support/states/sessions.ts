import { send, setUpProvider, startSession } from '../../../scripts/browser/drive-panel.ts';
import { fillSessions } from '../browser/fill-sessions.ts';
import type { Journey } from './journey.ts';
import { leaveBackup } from './leave-backup.ts';
import { openList, sessionRow, showShelf } from './places.ts';
import { TITLES } from './talks.ts';

const HOUR_MS = 3_600_000;

/** The list, and everything that can be done in it. */
export const sessions: Journey = {
  name: 'Sessions',
  states: {
    sessions: 'Weeks of work, by days.',
    'sidebar-hidden': 'Put away in a wide panel, with the way back to it.',
    'sessions-marks': 'A reply that is coming and one that is not read, while another session is shown.',
    'session-menu': 'What can be done with a session.',
    'session-rename': 'Its name is being changed, in its place.',
    'sessions-filtered': 'Titles that have what was typed.',
    'sessions-nothing-found': 'No title has it.',
    'sessions-archived': 'The archive.',
    'session-undo': 'Moved to the trash, with the way back.',
    'sessions-trash': 'The trash.',
    'session-delete-forever': 'One question before something is gone for good, in its place.',
  },
  server: { tokensPerSecond: 120 },

  async walk({ profile, server }, visit) {
    fillSessions(profile.database, {
      count: 120,
      newestMs: Date.now() - 20 * HOUR_MS,
      apartMs: 7 * HOUR_MS,
      title: (index) => TITLES[index % TITLES.length] ?? '',
    });
    leaveBackup(profile, 0.5);
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    const [first = '', second = '', third = '', fourth = ''] = TITLES;
    await setUpProvider(panel, server);
    await visit(panel, 'sessions', async () => {
      await openList(panel);
      await sessionRow(panel, first).waitFor();
    });

    await visit(panel, 'sidebar-hidden', async () => {
      const hide = panel.getByRole('button', { name: 'Hide sessions' });
      if (await hide.isVisible()) await hide.click();
      await panel.getByRole('button', { name: 'Show sessions' }).waitFor();
    });

    await startSession(panel);
    await send(panel, 'How do WAL files keep a commit?');
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await setUpProvider(panel, { ...server, model: 'demo-slow' });
    await startSession(panel);
    await send(panel, 'Words for a calm error message');
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await startSession(panel);
    await visit(panel, 'sessions-marks', async () => {
      await openList(panel);
      await panel.getByText('New reply').waitFor();
      await panel.getByText('Replying').waitFor();
    });

    await visit(panel, 'session-menu', async () => {
      await openList(panel);
      const item = panel.getByRole('menuitem', { name: 'Rename' });
      if (!(await item.isVisible())) await sessionRow(panel, first).press('Shift+F10');
      await item.waitFor();
    });
    await visit(panel, 'session-rename', async () => {
      await openList(panel);
      const field = panel.getByRole('textbox', { name: 'Session name' });
      if (!(await field.isVisible())) await sessionRow(panel, second).press('F2');
      await field.waitFor();
    });
    await openList(panel);
    await panel.getByRole('textbox', { name: 'Session name' }).press('Escape');

    const filter = panel.getByRole('searchbox', { name: 'Filter sessions' });
    await visit(panel, 'sessions-filtered', async () => {
      await openList(panel);
      await filter.fill('zuri');
      await panel.getByText(/^\d+ of 122$/).waitFor();
    });
    await visit(panel, 'sessions-nothing-found', async () => {
      await openList(panel);
      await filter.fill('no such title');
      await panel.getByText('No title has').waitFor();
    });
    await openList(panel);
    await filter.fill('');

    for (const title of [third, fourth]) {
      await sessionRow(panel, title).press('Shift+F10');
      await panel.getByRole('menuitem', { name: 'Archive' }).press('Enter');
      await panel.getByRole('menuitem', { name: 'Archive' }).waitFor({ state: 'hidden' });
    }
    const dismiss = panel.locator('.notice').getByRole('button', { name: 'Dismiss' });
    await dismiss.click();
    await visit(panel, 'sessions-archived', async () => {
      await showShelf(panel, 'Archived');
      await sessionRow(panel, third).waitFor();
      await sessionRow(panel, fourth).waitFor();
    });

    await showShelf(panel, 'Active');
    await sessionRow(panel, second).press('Delete');
    await panel.getByText('Moved to the trash').waitFor();
    await visit(panel, 'session-undo', async () => {
      await openList(panel);
      // It goes by itself, sooner than a slow machine looks at it in every width.
      if (!(await panel.getByText('Moved to the trash').isVisible())) await sessionRow(panel, first).press('Delete');
      await panel.getByText('Moved to the trash').waitFor();
    });
    await dismiss.click();
    await visit(panel, 'sessions-trash', async () => {
      await showShelf(panel, 'Trash');
      await sessionRow(panel, second).waitFor();
    });
    await visit(panel, 'session-delete-forever', async () => {
      await showShelf(panel, 'Trash');
      const question = panel.getByRole('button', { name: 'Delete forever' });
      if (!(await question.isVisible())) await sessionRow(panel, second).press('Delete');
      await question.waitFor();
    });
  },
};
