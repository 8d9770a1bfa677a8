import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SECTIONS } from '../../entrypoints/options/sections.ts';
import { STORAGE_CAPACITY } from '../../lib/preferences/storage-usage.ts';
import { alteredExtension } from '../../scripts/browser/altered-extension.ts';
import { send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';

const stored = (page: Page, key: string) => page.evaluate<string | null>(`localStorage.getItem('sidepanel.${key}')`);
const status = (page: Page) => page.locator('.page > [role="status"]');
const notice = (page: Page) => page.locator('.notice');

function settingsFile(values: object) {
  const text = JSON.stringify({ format: 'holdfast-settings', version: 1, values });
  return { name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(text) };
}

test('a panel leads to the options, and follows what is chosen there', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await panel.getByRole('button', { name: 'All settings' }).click();
  // The browser takes an empty tab for it, where there is one.
  const found = () => holdfast.context.pages().find((page) => page.url().endsWith('/options.html'));
  await expect.poll(found).toBeDefined();
  const page = found() as Page;
  await page.getByRole('radio', { name: 'Light' }).check();
  await expect(status(page)).toHaveText('Saved');
  await expect(panel.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('radio', { name: 'Reduced' }).check();
  await expect(panel.locator('html')).toHaveAttribute('data-motion', 'reduced');
  expect(await panel.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--turn')")).toMatch(
    /^0m?s$/,
  );

  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Scripted demo model (tells no use)' });
  await expect(panel.getByRole('button', { name: /^Model: / })).toHaveText('Scripted demo model (tells no use)');

  await page.getByRole('radio', { name: 'New session' }).check();
  await send(panel, 'Something to come back to');
  await expect(panel.getByRole('heading', { level: 1 })).toHaveText('Something to come back to');
  await panel.reload();
  await expect(panel.getByRole('heading', { level: 1 })).toHaveText('New session');
});

// That none breaks a rule of axe or is too wide: states.spec.ts.
test('each section has its address', async ({ holdfast }) => {
  for (const { id, title } of SECTIONS) {
    const page = await openOptions(holdfast, id);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByRole('link', { name: title, exact: true })).toHaveAttribute('aria-current', 'page');
    await expect(page).toHaveTitle(`${title} · Holdfast settings`);
    await page.close();
  }
});

test('everything is reached and changed by keyboard', async ({ holdfast }) => {
  const page = await openOptions(holdfast);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'General' })).toBeFocused();
  for (let times = 0; times < SECTIONS.length; times += 1) await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'System' }).first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await stored(page, 'theme')).toBe('"dark"');

  await page.getByRole('link', { name: 'Notifications' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('switch', { name: 'The balance is low' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('switch', { name: 'The balance is low' })).not.toBeChecked();
  expect(JSON.parse((await stored(page, 'settings')) ?? '')).toMatchObject({ notifications: { balanceLow: false } });
});

test('the first picture has the colours that were chosen', async ({ profile }, testInfo) => {
  const before = await profile.launch();
  await (await openOptions(before)).getByRole('radio', { name: 'Dark' }).check();
  await before.close();
  // Pages as they are before their program runs.
  const folder = alteredExtension(testInfo.outputPath('without-programs'), (manifest) => manifest);
  for (const name of ['sidepanel.html', 'options.html']) {
    const file = join(folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/<script type="module"[^>]*><\/script>/, ''));
  }
  const { context, extensionId } = await profile.launch({ extension: folder });
  for (const name of ['sidepanel.html', 'options.html']) {
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`chrome-extension://${extensionId}/${name}`);
    expect(await page.evaluate('document.body.children.length')).toBe(1);
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const parts = ground.match(/\d+/g)?.map(Number) ?? [];
    expect(Math.max(...parts.slice(0, 3)), `${name}: ${ground}`).toBeLessThan(64);
  }
});

test('settings go into a file and come out of it, seen before they hold, and can be taken back', async ({
  holdfast,
  modelServer,
}) => {
  await setUpProvider(await holdfast.openPanelTab(), { ...modelServer, apiKey: 'a-secret-key' });
  const page = await openOptions(holdfast, 'data');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export settings' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^holdfast-settings-\d{4}-\d{2}-\d{2}\.json$/);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toContain(modelServer.baseUrl);
  expect(text).not.toContain('a-secret-key');
  await page.getByRole('checkbox', { name: 'Include keys of model servers' }).check();
  await expect(page.getByText('Anyone with the file can use your keys.')).toBeVisible();

  await page.evaluate(`localStorage.setItem('sidepanel.theme', '"dark"')`);
  await page.locator('input[type="file"]').setInputFiles(await file.path());
  // Nothing else was changed since.
  await expect(page.getByText('changes nothing.')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();

  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['{"format":"holdfast-set'], 'cut.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }`);
  await expect(page.getByRole('alert')).toHaveText('cut.json: The file is not valid JSON. It may be cut off.');
  await page.getByRole('button', { name: 'Close' }).click();

  const values = {
    'sidepanel.theme': 'light',
    'sidepanel.settings': { version: 1, defaultModel: 'other', provider: { baseUrl: 'https://there.example/v1' } },
    'sidepanel.ui': 'not a layout',
    'sidepanel.unheard': 1,
    'sidepanel.auth.token': 'a-secret-key-of-there',
  };
  await page.locator('input[type="file"]').setInputFiles(settingsFile(values));
  const preview = page.getByRole('region', { name: 'What mine.json changes' });
  await expect(preview.locator('.setting-changes')).toContainText('https://there.example/v1');
  await expect(preview.locator('.setting-changes')).toContainText('light');
  const problems = preview.locator('.problems li');
  await expect(problems).toContainText(['The value is not usable', 'has no such setting', 'only if you choose to']);
  await preview.getByRole('checkbox', { name: 'Include keys of model servers' }).check();
  await expect(problems).toHaveCount(2);
  await expect(page.locator('body')).not.toContainText('secret');
  await preview.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await stored(page, 'auth.token')).toBe('"a-secret-key-of-there"');
  expect(JSON.parse((await stored(page, 'auth.tokens')) ?? '')).toEqual({ [modelServer.baseUrl]: 'a-secret-key' });
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await stored(page, 'auth.token')).toBe('"a-secret-key"');
});

test('a storage that is full to the last unit is told, and the page goes on', async ({ holdfast }) => {
  const page = await openOptions(holdfast);
  // Also shows that what Chrome takes is what is told as its capacity.
  const length = await page.evaluate<number>(`{
    const used = () => Object.keys(localStorage).reduce((sum, key) => sum + key.length + localStorage[key].length, 0);
    localStorage.setItem('filling', 'x'.repeat(${STORAGE_CAPACITY} - 'filling'.length - used()));
    used();
  }`);
  expect(length).toBe(STORAGE_CAPACITY);
  await page.getByRole('radio', { name: 'Reduced' }).check();
  await expect(status(page)).toContainText('Not saved: the browser has no room left');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await expect(page.getByText('10 MB of 10 MB')).toBeVisible();
  await page.getByRole('link', { name: 'Advanced' }).click();
  await page.getByRole('button', { name: 'Show all hints again' }).click();
  await expect(status(page)).toContainText('Not saved');
  await page.evaluate("localStorage.removeItem('filling')");
  await page.getByRole('button', { name: 'Show all hints again' }).click();
  await expect(status(page)).toHaveText('Saved');
});

test('notifications are asked for in the click, and a refusal is told', async ({ holdfast }) => {
  const refuse = async (page: Page) => {
    await page.addInitScript(
      '(globalThis.browser ?? chrome).permissions.request = async () => (globalThis.asked = true, false)',
    );
  };
  const page = await openOptions(holdfast, 'notifications', refuse);
  await expect(page.getByRole('button', { name: 'Allow notifications' })).toBeVisible();
  await page.getByRole('switch', { name: 'The balance is low' }).uncheck();
  expect(await page.evaluate('globalThis.asked')).toBeUndefined();
  await page.getByRole('switch', { name: 'A reply is done' }).check();
  await expect(page.getByText('The browser does not let Holdfast show notifications')).toBeVisible();
  await expect(page.getByRole('switch', { name: 'A reply is done' })).toBeChecked();
  await page.getByRole('switch', { name: 'The balance is low' }).check();
  await page.getByRole('spinbutton').fill('2.50');
  await page.getByRole('spinbutton').press('Enter');
  await expect.poll(() => stored(page, 'settings')).toContain('"balanceLowUsd":2.5');
});

test.describe('with a server that asks for a key', () => {
  test.use({ modelServerOptions: { requireKey: 'the-right-key', keyForModels: true } });

  test('the provider is tried before it is saved, and panels follow', async ({ holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    const page = await openOptions(holdfast, 'provider');
    const run = page.getByRole('button', { name: 'Test address and key' });
    const words = page.getByRole('status');
    await page.getByRole('textbox', { name: 'Base URL' }).fill('http://127.0.0.1:9/v1');
    await run.click();
    await expect(words.getByText('No server answers at this address.').or(words)).toContainText(['No server answers']);
    await page.getByRole('textbox', { name: 'Base URL' }).fill(modelServer.baseUrl);
    await page.getByRole('textbox', { name: 'API key' }).fill('another-key');
    await run.click();
    await expect(page.getByText('The address works, but the key was refused.')).toBeVisible();
    await page.getByRole('textbox', { name: 'API key' }).fill('the-right-key');
    await run.click();
    await expect(
      page.getByText(/^The address works: \d+ models\. The server did not object to the key\.$/),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(status(page)).toHaveText('Saved');
    await expect(panel.getByRole('button', { name: /^Model: / })).toBeVisible();
  });
});

test('the data section tells of the store, and the debug log of what passes', async ({
  holdfast,
  modelServer,
  profile,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  const page = await openOptions(holdfast, 'data');
  await expect(page.locator('.facts')).toContainText(profile.database);
  const messages = page.locator('.facts > div', { hasText: 'Messages' });
  await expect(messages).toHaveText('Messages0');
  await page.getByRole('link', { name: 'Advanced' }).click();
  await page.getByRole('switch', { name: /Log what passes/ }).check();
  await send(panel, 'A very private question');
  const log = page.getByRole('region', { name: 'Debug log' });
  await expect(log.getByRole('row').filter({ hasText: 'chat/send' }).first()).toContainText(/panel.*ok/);
  await expect(log).toContainText('⇠ changed');
  await expect(log).not.toContainText('private');
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await expect(messages).toHaveText('Messages2');
});

test('what could not be read waits in the quarantine, and settings are reset with a way back', async ({ holdfast }) => {
  const page = await openOptions(holdfast, 'advanced');
  await page.evaluate(`{
    localStorage.setItem('sidepanel.quarantine.sidepanel.theme', '"dark"');
    localStorage.setItem('sidepanel.ui', '{"cut');
  }`);
  await page.reload();
  await holdfast.openPanel();
  await page.getByRole('link', { name: 'General' }).click();
  await page.getByRole('link', { name: 'Advanced' }).click();
  const broken = page.getByRole('region', { name: 'Sidebar and view' });
  await expect(broken).toContainText('{"cut');
  await expect(broken.getByRole('button', { name: 'Restore' })).toBeDisabled();
  await broken.getByRole('button', { name: 'Delete' }).click();
  await expect(broken).toBeHidden();
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(broken).toBeVisible();
  await page.getByRole('region', { name: 'Appearance' }).getByRole('button', { name: 'Restore' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Reset settings' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
