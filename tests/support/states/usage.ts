import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openDatabase } from '../../../native-host/database.ts';
import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import { USED_MODELS, writeUsage } from '../write-usage.ts';
import type { Journey } from './journey.ts';
import { TITLES } from './talks.ts';
import { writeSession } from './write-session.ts';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'host-with-venice.ts');
const VENICE = 'https://api.venice.ai/api/v1';
const DAY_MS = 24 * 3_600_000;

/** Weeks of use, and what is left. */
export const usage: Journey = {
  name: 'Usage',
  states: {
    'usage-empty': 'Nothing was used yet.',
    usage: 'What 30 days cost, by day and by model.',
    'usage-session': 'How long the replies of one session took.',
    'usage-numbers': 'The numbers of the chart.',
    'usage-balance': 'What is left, and for how long.',
    'usage-away': 'The host is gone; the numbers were read before.',
  },

  async walk({ profile, server }, visit) {
    const lastMs = Date.now() - DAY_MS;
    for (const title of TITLES.slice(0, 5)) {
      writeSession(profile.database, { title, texts: ['A question', 'An answer'], lastMs, apartMs: 1000 });
    }
    profile.registerHost({ program: PROGRAM, environment: { VENICE_URL: server.baseUrl } });
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, { baseUrl: VENICE, apiKey: 'a-key' });
    await panel.keyboard.press('Alt+U');
    await visit(panel, 'usage-empty', () => panel.getByText('No usage yet').waitFor());

    const db = openDatabase(profile.database);
    const sessions = db.all<{ id: string }>('SELECT id FROM sessions ORDER BY title').map(({ id }) => id);
    const toMs = Date.now();
    writeUsage(db, { fromMs: toMs - 85 * DAY_MS, toMs, events: 2400, sessions, models: USED_MODELS, balanceUsd: 62.4 });
    db.close();
    await visit(panel, 'usage', async () => {
      await scrollUsage(panel, 0);
      await panel.getByRole('slider', { name: 'Cost, over time' }).locator('canvas').waitFor();
    });

    await panel.getByRole('radio', { name: 'By session' }).check();
    const first = panel.getByRole('list', { name: 'Sessions' }).last().getByRole('button').first();
    await first.click();
    await panel.getByRole('radio', { name: 'Time' }).check();
    await visit(panel, 'usage-session', async () => {
      const chart = panel.getByRole('slider', { name: /^Time: / });
      await chart.press('End');
      for (let step = 0; step < 4; step += 1) await chart.press('ArrowLeft');
      await scrollUsage(panel, '.usage-totals');
      await panel.locator('.chart-words').first().getByText(':').waitFor();
    });

    await panel.getByRole('button', { name: 'Show all' }).click();
    await panel.getByRole('radio', { name: 'Tokens' }).check();
    await panel.getByRole('radio', { name: '7 d' }).check();
    await visit(panel, 'usage-numbers', async () => {
      const table = panel.getByRole('table', { name: 'Tokens, over time' });
      if (!(await table.isVisible())) await panel.getByText('As a table').first().click();
      await scrollUsage(panel, '.usage-part');
      await table.waitFor();
    });

    await panel.getByText('As a table').first().click();
    await panel.getByRole('radio', { name: '90 d' }).check();
    await visit(panel, 'usage-balance', async () => {
      await scrollUsage(panel, 'h2');
      await panel.getByText(/it lasts until about/).waitFor();
      await panel.getByText(/^The next DIEM epoch begins /).waitFor();
    });

    await scrollUsage(panel, 0);
    profile.unregisterHost();
    process.kill(runningHost(browser.pid()), 'SIGKILL');
    await visit(panel, 'usage-away', () => panel.getByRole('alert').getByText('No connection to the store').waitFor());
  },
};

/** To its start, or to the first of what is looked for. As text: scripts know no browser's types. */
async function scrollUsage(panel: Page, to: 0 | string): Promise<void> {
  await panel.evaluate(
    to === 0
      ? `document.querySelector('.usage').scrollTo(0, 0)`
      : `document.querySelector('.usage ${to}').scrollIntoView({ block: 'start' })`,
  );
}
