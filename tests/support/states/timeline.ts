import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import { type WrittenSnapshot, writeSnapshots } from '../browser/write-snapshots.ts';
import type { Journey } from './journey.ts';
import { MANY_TURNS, TIDE_TABLE } from './talks.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TALK = 'Where to keep the tide table';

/** Going back in time. */
export const timeline: Journey = {
  name: 'Timeline',
  states: {
    'timeline-empty': 'No snapshots yet.',
    timeline: 'The last day: what is chosen, and what is different since.',
    'timeline-compare': 'Two snapshots side by side.',
    'timeline-describe': 'One is given a name.',
    'timeline-view': 'The session as it was.',
    'timeline-deleted': 'One was deleted, with the way back.',
    'timeline-away': 'Without the host, what is there can be read on.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    const empty = await first.openPanel();
    await setUpProvider(empty, server);
    await openTimeline(empty);
    await empty.getByRole('button', { name: 'Show all' }).click();
    await visit(empty, 'timeline-empty', () => empty.getByText('No snapshots yet').waitFor());
    await first.close();

    writeDay(profile.database, Date.now());
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await openSession(panel, TALK);
    await panel.getByText('Which columns would you begin with?').waitFor();
    await openTimeline(panel);
    const line = panel.getByRole('slider', { name: 'Snapshots in time' });
    await line.press('Home');
    for (let step = 0; step < 5; step += 1) await line.press('ArrowRight');
    await visit(panel, 'timeline', () => panel.getByText('Messages').first().waitFor());

    await panel.getByRole('button', { name: 'Compare' }).first().click();
    await line.press('End');
    await visit(panel, 'timeline-compare', () => panel.getByText('Tokens out').waitFor());
    await panel.getByRole('button', { name: 'Compare with now' }).click();

    await line.focus();
    await visit(panel, 'timeline-describe', async () => {
      const field = panel.getByRole('textbox', { name: 'Name of the snapshot' });
      if (!(await field.isVisible())) await line.press('F2');
      await field.fill('Before the columns were chosen');
    });
    await panel.keyboard.press('Escape');

    await line.press('v');
    const dialog = panel.getByRole('dialog', { name: 'As it was' });
    await visit(panel, 'timeline-view', () => dialog.getByRole('article').last().waitFor());
    await panel.keyboard.press('Escape');

    await visit(panel, 'timeline-deleted', async () => {
      if (!(await panel.getByText('Snapshot deleted').isVisible())) await line.press('Delete');
      await panel.getByText('Snapshot deleted').waitFor();
    });
    const dismiss = panel.locator('.notice').getByRole('button', { name: 'Dismiss' });
    // It goes by itself after some seconds.
    if (await dismiss.isVisible()) await dismiss.click();

    profile.unregisterHost();
    process.kill(runningHost(browser.pid()), 'SIGKILL');
    await visit(panel, 'timeline-away', () => panel.locator('.banner').waitFor());
  },
};

/** By its key, as somebody does who is in the conversation. */
async function openTimeline(panel: Page): Promise<void> {
  await panel.keyboard.press('Alt+T');
  await panel.getByRole('region', { name: 'Timeline' }).waitFor();
}

/** A day of work in two sessions. */
function writeDay(database: string, nowMs: number): void {
  const auto = (hours: number, after: number, trigger: WrittenSnapshot['trigger']): WrittenSnapshot => ({
    ...{ atMs: nowMs - hours * HOUR_MS, after, type: 'auto', trigger },
  });
  const interval = { type: 'interval', minutes: 5 };
  writeSnapshots(database, {
    title: 'Checkpoints, page by page',
    texts: MANY_TURNS,
    startMs: nowMs - 20 * HOUR_MS,
    snapshots: Array.from({ length: 40 }, (_, index) =>
      auto(
        20 - index * 0.21,
        Math.min(index, MANY_TURNS.length),
        index % 5 === 4 ? { type: 'replies', count: 5 } : interval,
      ),
    ),
  });
  writeSnapshots(database, {
    title: TALK,
    texts: TIDE_TABLE,
    startMs: nowMs - 8 * HOUR_MS,
    draft: 'And what of the wind?',
    snapshots: [
      auto(7.9, 0, { type: 'session_created' }),
      { ...auto(6.2, 2, { type: 'manual' }), type: 'manual', description: 'SQLite it is', starred: true },
      {
        ...auto(5.5, 2, interval),
        draft: 'And how large may it become, if every station of the coast writes into it once a minute for ten years?',
      },
      auto(4.1, 4, interval),
      { ...auto(3, 4, { type: 'before_restore', snapshotId: 'x' }), type: 'system' },
      auto(2.4, 6, { type: 'proof_changed' }),
      auto(1.1, 6, { type: 'balance_low', usd: 0.8 }),
      auto(0.6, 6, { type: 'of_a_later_version' }),
      auto(0.2, 8, { type: 'replies', count: 5 }),
    ],
  });
}
