import type { Page } from '@playwright/test';
import { messageField, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { createProfile } from '../support/browser/profile.ts';

async function openSettings(panel: Page): Promise<void> {
  const settings = panel.getByRole('button', { name: 'Settings', exact: true });
  if ((await settings.getAttribute('aria-pressed')) !== 'true') await settings.click();
}

const theme = (panel: Page) => panel.locator('html').getAttribute('data-theme');

test('a setting changed 3 s before the browser is killed is there again', async ({ profile, modelServer }) => {
  const first = await profile.launch();
  const before = await first.openPanel();
  await setUpProvider(before, modelServer);
  await openSettings(before);
  await before.getByRole('radio', { name: 'Dark' }).check();
  await before.waitForTimeout(3000);

  await first.kill();

  const panel = await (await profile.launch()).openPanel();
  await expect.poll(() => theme(panel)).toBe('dark');
  await expect(messageField(panel)).toBeVisible();
  await openSettings(panel);
  await expect(panel.getByRole('textbox', { name: 'Base URL' })).toHaveValue(modelServer.baseUrl);
});

test('a new installation is offered the settings that the host has kept, with what would change', async ({
  profile,
  modelServer,
}) => {
  const old = await profile.launch();
  const before = await old.openPanel();
  await setUpProvider(before, { ...modelServer, apiKey: 'a-secret-key' });
  await openSettings(before);
  await before.getByRole('radio', { name: 'Dark' }).check();
  await before.waitForTimeout(1000);
  await old.close();

  const fresh = createProfile({ home: profile.home });
  try {
    fresh.registerHost();
    const panel = await (await fresh.launch()).openPanel();
    await panel.getByText('What would change').click();
    const changes = panel.locator('.setting-changes');
    await expect(changes).toContainText(modelServer.baseUrl);
    await expect(changes).toContainText('Appearance');
    await expect(panel.locator('body')).not.toContainText('a-secret-key');
    expect(await theme(panel)).toBe('system');

    await panel.getByRole('button', { name: 'Use the settings kept by your host' }).click();

    await expect.poll(() => theme(panel)).toBe('dark');
    await expect(panel.getByRole('textbox', { name: 'Base URL' })).toHaveValue(modelServer.baseUrl);
    await expect(panel.getByRole('textbox', { name: 'API key' })).toBeFocused();
    await expect(panel.getByRole('textbox', { name: 'API key' })).toHaveValue('');
    await expect(panel.getByText('Welcome back')).toBeHidden();
  } finally {
    await fresh.dispose();
  }
});

test('settings that are cleared while the panel is open come back, and the panel says so', async ({
  profile,
  modelServer,
}) => {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await panel.waitForTimeout(1000);
  const other = await panel.context().newPage();
  await other.goto(panel.url());
  await other.evaluate('localStorage.clear()');
  await expect(panel.getByText('Your settings are back from the store')).toBeVisible();
  await expect(messageField(panel)).toBeVisible();
});

test('a setting changed while the storage is full to the last byte holds, and is kept with the sessions', async ({
  profile,
  modelServer,
}) => {
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSettings(panel);
  await panel.evaluate(FILL);
  await panel.getByRole('radio', { name: 'Dark' }).check();
  await expect(panel.getByText('no room left for settings')).toBeVisible();
  expect(await theme(panel)).toBe('dark');
  await panel.waitForTimeout(1000);
  await panel.evaluate('localStorage.clear()');
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await panel.reload();
  await expect(messageField(panel)).toBeVisible();
  await expect.poll(() => theme(panel)).toBe('dark');
});

// As text: the tests are compiled without the browser's types.
const FILL = `
  for (let size = 2 ** 22, name = 0; size >= 1; ) {
    try {
      localStorage.setItem('filler' + name++, 'x'.repeat(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  for (let name = 'y'; ; name += 'y') {
    try {
      localStorage.setItem(name, '');
    } catch {
      break;
    }
  }
`;
