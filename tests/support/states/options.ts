import type { Page } from '@playwright/test';
import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey } from './journey.ts';
import { writeTalk } from './open-talk.ts';

const FILE = {
  'sidepanel.theme': 'light',
  'sidepanel.settings': {
    ...{ version: 1, defaultModel: 'llama3.3', startView: 'new' },
    provider: { baseUrl: 'http://127.0.0.1:11434/v1' },
  },
  'sidepanel.ui': 'not a layout',
  'sidepanel.auth.token': 'secret',
};

/** Every section of the options page, and what can be found in some. */
export const options: Journey = {
  name: 'The options page',
  widths: [320, 1100],
  states: {
    'options-general': 'General.',
    'options-provider': 'Model provider, with an address that was tried.',
    'options-notifications': 'Notifications.',
    'options-refused': 'Notifications, after the browser said no.',
    'options-keyboard': 'Keyboard.',
    'options-data': 'Data.',
    'options-import': 'Data, with a file that is about to be imported.',
    'options-privacy': 'Privacy.',
    'options-advanced': 'Advanced.',
    'options-set-aside': 'Advanced, with a value that was set aside and the debug log.',
  },

  async walk({ profile, server }, visit) {
    writeTalk({ profile, server });
    profile.registerHost();
    const browser = await profile.launch();
    const page = await openOptions(browser, 'data', async (opened) => {
      await opened.addInitScript('(globalThis.browser ?? chrome).permissions.request = async () => false');
    });
    const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    const goTo = async (title: string) => {
      await page.getByRole('link', { name: title, exact: true }).click();
      await heading(title);
    };
    await setUpProvider(await browser.openPanel(), server);
    await page.bringToFront();

    await goTo('General');
    await visit(page, 'options-general', () => heading('General'));
    await goTo('Model provider');
    await page.getByRole('button', { name: 'Test address and key' }).click();
    await visit(page, 'options-provider', () => page.getByText(/^The address works/).waitFor());
    await goTo('Notifications');
    await visit(page, 'options-notifications', () =>
      page.getByRole('button', { name: 'Allow notifications' }).waitFor(),
    );
    await page.getByRole('switch', { name: 'A reply is done' }).check();
    await visit(page, 'options-refused', () => page.getByRole('button', { name: 'Ask again' }).waitFor());
    await goTo('Keyboard');
    await visit(page, 'options-keyboard', () => heading('Keyboard'));
    await goTo('Data');
    await visit(page, 'options-data', () => page.locator('.facts').waitFor());
    await choose(page, FILE);
    await visit(page, 'options-import', () => page.getByRole('button', { name: 'Apply' }).waitFor());
    await page.getByRole('button', { name: 'Cancel' }).click();
    await goTo('Privacy');
    await visit(page, 'options-privacy', () => heading('Privacy'));
    await goTo('Advanced');
    await visit(page, 'options-advanced', () => heading('Advanced'));

    await page.evaluate(`localStorage.setItem('sidepanel.quarantine.sidepanel.recent.searches', '["wal","checkp')`);
    await page.getByRole('switch', { name: /Log what passes/ }).check();
    await page.getByRole('button', { name: 'Show all hints again' }).click();
    await visit(page, 'options-set-aside', async () => {
      await page.getByRole('region', { name: 'Recent searches' }).waitFor();
      await page.getByRole('region', { name: 'Debug log' }).waitFor();
    });
  },
};

async function choose(page: Page, values: object): Promise<void> {
  const text = JSON.stringify({ format: 'holdfast-settings', version: 1, values });
  const file = { name: 'holdfast-settings-2026-11-20.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.locator('input[type="file"]').setInputFiles(file);
}
