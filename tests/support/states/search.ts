import type { Page } from '@playwright/test';
import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';
import { MANY_TURNS, TIDE_TABLE } from './talks.ts';
import { writeSession } from './write-session.ts';

const DAY_MS = 86_400_000;

/** Looking for something in everything that was ever written. */
export const search: Journey = {
  name: 'Search',
  states: {
    search: 'Before anything is typed: what can be found, and what was looked for before.',
    'search-found': 'Messages and titles, with what was found marked.',
    'search-filters': 'What narrows it.',
    'search-nothing-found': 'Nothing has it.',
    'search-opened': 'A message that was found, in its session.',
    'search-away': 'The host is away: it is asked when it is back.',
  },

  async walk({ profile, server }, visit) {
    const write = (title: string, texts: readonly string[], daysAgo: number) =>
      writeSession(profile.database, { title, texts, apartMs: 60_000, lastMs: Date.now() - daysAgo * DAY_MS });
    write('Letter to the landlord about a page', ['Make it shorter.', 'It is on one page now.'], 400);
    write('Checkpoints, page by page', MANY_TURNS, 9);
    write('Where to keep the tide table', TIDE_TABLE, 2);
    profile.registerHost();
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    const field = panel.getByRole('combobox', { name: 'Search everything' });
    for (const text of ['tide sqlite', 'קורה']) {
      await openSearch(panel);
      await field.fill(text);
      await panel.getByText(/^\d+ found$/).waitFor();
      await field.press('Enter');
      await field.waitFor({ state: 'detached' });
    }
    await visit(panel, 'search', async () => {
      await openSearch(panel);
      await field.fill('');
      await panel.getByText('Recent searches', { exact: true }).waitFor();
    });
    await visit(panel, 'search-found', async () => {
      await field.fill('page log');
      await panel.getByText(/^\d+ found/).waitFor();
      await field.fill('page');
      await panel.getByRole('option').nth(20).waitFor();
      await field.press('ArrowDown');
    });
    await panel.getByRole('button', { name: 'Filters' }).click();
    await visit(panel, 'search-filters', async () => {
      await panel.getByRole('combobox', { name: 'When' }).selectOption('between');
      await panel.getByRole('combobox', { name: 'Written by' }).selectOption('assistant');
      await panel.getByText(/^\d+ found/).waitFor();
    });
    await panel.getByRole('button', { name: 'Clear filters' }).click();
    await panel.getByRole('button', { name: 'Filters' }).click();
    await visit(panel, 'search-nothing-found', async () => {
      await field.fill('lighthouse keeper');
      await panel.getByText('No message or title').waitFor();
    });
    await visit(panel, 'search-opened', async () => {
      await openSearch(panel);
      await field.fill('page 12');
      await panel.getByText(/^\d+ found/).waitFor();
      await panel.getByRole('option', { name: 'Question 12' }).click();
      await panel.locator('[data-found]').waitFor();
    });
    profile.unregisterHost();
    process.kill(runningHost(browser.pid()), 'SIGKILL');
    await panel.locator('.banner').waitFor();
    await openSearch(panel);
    await field.fill('checkpoint');
    await visit(panel, 'search-away', () => panel.getByText('The search continues').waitFor());
  },
};

async function openSearch(panel: Page): Promise<void> {
  const field = panel.getByRole('combobox', { name: 'Search everything' });
  if (!(await field.isVisible())) await panel.keyboard.press('ControlOrMeta+Shift+F');
  await field.waitFor();
}
