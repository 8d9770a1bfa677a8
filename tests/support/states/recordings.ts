import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { TIDE_TABLE, TITLES } from './talks.ts';
import { writeRecording } from './write-recording.ts';

const HOUR_MS = 3_600_000;

/** Sessions as they happened: kept, found and played. */
export const recordings: Journey = {
  name: 'Recordings',
  states: {
    'recordings-empty': 'No recording yet.',
    'recording-runs': 'A session is recorded: a red dot and the time in the footer.',
    recordings: 'The library: names, tags, how long each is and what it cost; one of them runs, one broke off.',
    'recording-menu': 'What can be done with a recording.',
    'recording-player':
      'In the middle of the last reply, with what happened when on the slider; no message follows, a tool call does.',
    'recording-markers': 'At the end, with the markers of a person.',
    'recordings-nothing-found': 'No recording has it.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    const empty = await first.openPanel();
    await setUpProvider(empty, server);
    await visit(empty, 'recordings-empty', async () => {
      await openLibrary(empty);
      await empty.getByText('No recordings yet.').waitFor();
    });
    await first.close();

    const texts = TIDE_TABLE.slice(0, 4);
    const long = 'A session with a name that is much longer than what fits beside everything else in a narrow panel';
    for (const [index, title] of [...TITLES, long].entries()) {
      writeRecording(profile.database, {
        ...{ title, texts, startMs: Date.now() - (30 - 2 * index) * HOUR_MS },
        tags:
          index % 4 === 0 ? ['tides', 'to show at the review', 'a longer tag than most'].slice(0, 1 + (index % 3)) : [],
        end: index === 5 ? 'torn' : 'stopped',
        markers: [
          { atMs: 6000, label: 'It begins to count' },
          { atMs: 31_000, label: '' },
        ],
      });
    }
    const panel = await (await profile.launch()).openPanel();
    await openSession(panel, TITLES[0] ?? '');
    await act(panel, 'Record this session or stop');
    await visit(panel, 'recording-runs', () => panel.getByRole('button', { name: /^Recording \d/ }).waitFor());

    const rows = panel.getByRole('list', { name: 'Recordings' });
    await visit(panel, 'recordings', async () => {
      await openLibrary(panel);
      await rows.getByText('Interrupted').waitFor();
      await rows.getByText('Recording ·').waitFor();
    });
    await visit(panel, 'recording-menu', async () => {
      const item = panel.getByRole('menuitem', { name: 'Rename' });
      if (!(await item.isVisible())) await rows.getByRole('button', { name: long }).first().press('Shift+F10');
      await item.waitFor();
    });
    await panel.keyboard.press('Escape');
    await rows.getByRole('button', { name: long }).first().press('Enter');
    const slider = panel.getByRole('slider', { name: 'Time' });
    await visit(panel, 'recording-player', async () => {
      await slider.waitFor();
      await slider.fill('28000');
      await panel.locator('.played-log .streaming').waitFor();
    });
    await panel.getByText('2 markers').click();
    await visit(panel, 'recording-markers', async () => {
      await slider.fill('40000');
      await panel.getByRole('list', { name: 'Markers' }).waitFor();
      await panel.locator('.played-log .streaming').waitFor({ state: 'hidden' });
    });
    await panel.getByRole('button', { name: 'Back to all recordings' }).click();
    await panel.getByRole('searchbox', { name: 'Search recordings' }).fill('no such thing');
    await visit(panel, 'recordings-nothing-found', () => panel.getByText('No recording has').waitFor());
  },
};

/** Does something by its name, as in the palette. */
async function act(panel: Page, title: string): Promise<void> {
  await panel.keyboard.press('ControlOrMeta+k');
  await panel.getByRole('combobox').fill(title);
  await panel.getByRole('option', { name: title }).waitFor();
  await panel.keyboard.press('Enter');
}

async function openLibrary(panel: Page): Promise<void> {
  const search = panel.getByRole('searchbox', { name: 'Search recordings' });
  if (!(await search.isVisible())) await act(panel, 'Recordings');
  await search.waitFor();
}
