import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exportData } from '../../native-host/transfer/export-data.ts';
import { openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { type DraggedFile, dropFiles, fileAt } from '../support/browser/drop-file.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { openOptions } from '../support/browser/open-options.ts';
import { createProfile, type Profile } from '../support/browser/profile.ts';
import { importInto } from '../support/import-into.ts';
import { writeSession } from '../support/states/write-session.ts';
import { pathsAround, placeAt } from '../support/transfer-places.ts';

test.use({ hostIsRegistered: false });

const TEXTS = [
  'How high is the tide in **Saint-Malo**?',
  'Up to 12 m:\n\n```ts\nconst high = 12;\n```',
  'And in Fundy?',
  '16 m.',
];

/** A profile whose host writes files into a folder of its own. */
function prepare(profile: Profile): string {
  const downloads = join(profile.home, '..', 'Downloads');
  profile.registerHost({ environment: { HOLDFAST_DOWNLOADS: downloads } });
  return downloads;
}

function writeTides(profile: Profile): void {
  for (const title of ['Tides', 'Currents']) {
    writeSession(profile.database, { title, texts: TEXTS, lastMs: Date.now() - 60_000, apartMs: 1000 });
  }
}

function onlyFileIn(folder: string): DraggedFile {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return fileAt(join(folder, names[0] ?? ''));
}

/** What the host tells moves what stands below it: whoever clicks before may click beside. */
async function openData(profile: Profile): Promise<Page> {
  const page = await openOptions(await profile.launch(), 'data');
  await expect(page.getByText(profile.database)).toBeVisible();
  return page;
}

const importDialog = (panel: Page) => panel.getByRole('dialog', { name: 'Import' });
const importIt = (place: Page | ReturnType<typeof importDialog>) =>
  place.getByRole('button', { name: 'Import', exact: true }).click();

test('everything goes into a file, and comes out of it in another browser; twice changes nothing', async ({
  profile,
  modelServer,
}) => {
  writeTides(profile);
  const downloads = prepare(profile);
  const page = await openData(profile);
  await page.getByRole('button', { name: 'Export everything' }).click();
  await expect(page.getByText(/^.+: 2 sessions and 8 messages\.$/)).toBeVisible();
  const bundle = onlyFileIn(downloads);
  await expect(page.locator('.exported .path').first()).toHaveText(join(downloads, bundle.name));

  const other = createProfile();
  try {
    prepare(other);
    const panel = await (await other.launch()).openPanel();
    await setUpProvider(panel, modelServer);
    const cut = { name: bundle.name, bytes: bundle.bytes.subarray(0, bundle.bytes.length - 50) };
    await dropFiles(panel, cut);
    await expect(importDialog(panel).getByRole('alert')).toContainText('The bundle is cut off or was altered');
    expect(other.messages()).toEqual([]);

    await dropFiles(panel, bundle);
    const question = panel.getByRole('region', { name: `What is in ${bundle.name}` });
    await expect(question).toContainText('is a Holdfast bundle');
    await expect(question.getByRole('row', { name: 'Messages' })).toHaveText('Messages80');
    await expect(question.getByRole('radio')).toHaveCount(0);
    await importIt(question);
    await expect(importDialog(panel).getByRole('status')).toContainText('Added: 2 sessions and 8 messages.');
    await panel.keyboard.press('Escape');
    await openSession(panel, 'Tides');
    await expect(panel.getByText('Up to 12 m:')).toBeVisible();
    const texts = (of: Profile) => of.messages().map(({ content }) => content);
    expect(texts(other).toSorted()).toEqual(texts(profile).toSorted());

    await dropFiles(panel, bundle);
    await expect(question.getByRole('radio', { name: 'Keep what is here' })).toBeChecked();
    await importIt(question);
    await expect(importDialog(panel).getByRole('status')).toContainText('was already here. Nothing was changed.');
  } finally {
    await other.dispose();
  }
});

test('without the host it comes out of a file as well, and goes into one among the downloads', async ({
  profile,
  modelServer,
}, testInfo) => {
  const there = testInfo.outputPath('there', 'holdfast.db');
  writeSession(there, { title: 'Tides', texts: TEXTS, lastMs: Date.now() - 60_000, apartMs: 1000 });
  const paths = pathsAround(there);
  const { folder, name } = await exportData({ format: 'bundle' }, placeAt(paths));
  const bundle = fileAt(join(folder, name));

  const browser = await profile.launch();
  const panel = await browser.openPanelTab();
  await setUpProvider(panel, modelServer);
  await dropFiles(panel, { name, bytes: bundle.bytes.subarray(0, bundle.bytes.length - 50) });
  await expect(importDialog(panel).getByRole('alert')).toContainText('The bundle is cut off or was altered');
  await dropFiles(panel, bundle);
  const question = panel.getByRole('region', { name: `What is in ${name}` });
  await expect(question.getByRole('row', { name: 'Messages' })).toHaveText('Messages40');
  await importIt(question);
  await expect(importDialog(panel).getByRole('status')).toContainText('Added: 1 session and 4 messages.');
  await panel.keyboard.press('Escape');
  await openSession(panel, 'Tides');
  await expect(panel.getByText('Up to 12 m:')).toBeVisible();

  const page = await openOptions(browser, 'data');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const saved = await download;
  await expect(page.getByText(/: 1 session, 4 messages(,| and) /)).toBeVisible();
  await expect.poll(() => page.evaluate(LEFT_FILES)).toEqual([]);
  const file = testInfo.outputPath(saved.suggestedFilename());
  await saved.saveAs(file);
  await importInto(profile.database, [file]);
  expect(profile.messages().map(({ content }) => content)).toEqual(TEXTS);
});

/** Names of what lies in the browser's own files for a download. */
const LEFT_FILES = `(async () => {
  const root = await navigator.storage.getDirectory();
  const names = [];
  for await (const name of (await root.getDirectoryHandle('exports')).keys()) names.push(name);
  return names;
})()`;

test('what is here already is replaced, with a backup of before, from a file dropped on any section', async ({
  profile,
}) => {
  writeTides(profile);
  const downloads = prepare(profile);
  const page = await openData(profile);
  await page.getByRole('radio', { name: 'JSON' }).check();
  await page.getByRole('button', { name: 'Export sessions' }).click();
  await expect(page.getByText(/\.json was written\.$/)).toBeVisible();
  const file = onlyFileIn(downloads);
  const changed = Buffer.from(file.bytes).toString().replace('"Tides"', '"High tides"');

  await page.getByRole('link', { name: 'General' }).click();
  await dropFiles(page, { name: file.name, bytes: Buffer.from(changed) });
  const question = page.getByRole('region', { name: `What is in ${file.name}` });
  await expect(question).toBeInViewport();
  // By keyboard from here.
  await question.getByRole('radio', { name: 'Keep what is here' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(question.getByRole('radio', { name: 'Replace what is here' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Replaced: 1 session and 4 messages.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Done' })).toBeFocused();
  await page.getByRole('link', { name: 'Open Backups' }).click();
  await expect(page.getByRole('list', { name: 'Backups' })).toContainText('Before an import');
});

test('a file is gone on with where the host was lost', async ({ profile }) => {
  prepare(profile);
  const browser = await profile.launch();
  const page = await openOptions(browser, 'data');
  await holdThirdPart(page);
  const times = { createdAt: '2026-01-31T12:00:00.000Z' };
  const messages = Array.from({ length: 12 }, (_, index) => ({
    ...{ role: 'user', content: `${index}${'x'.repeat(1024 * 1024)}`, ...times },
  }));
  const sessions = [{ id: 'long', title: 'Long', ...times, messages }];
  const text = JSON.stringify({ format: 'holdfast-json', formatVersion: 1, exportedAt: times.createdAt, sessions });
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'long.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect.poll(() => page.evaluate('globalThis.wasAsked')).toBe(true);
  // It has the third part when it dies, and has not answered.
  const host = runningHost(browser.pid());
  process.kill(host, 'SIGSTOP');
  await page.evaluate('globalThis.letGo()');
  await page.waitForTimeout(500);
  process.kill(host, 'SIGKILL');
  await expect(
    page.getByText(/^The connection to the store was lost\. 8 MB of 12 MB were sent; you can continue/),
  ).toBeVisible();
  const question = page.getByRole('region', { name: 'What is in long.json' });
  await expect(async () => {
    const again = page.getByRole('button', { name: 'Continue' });
    if (await again.isVisible()) await again.click();
    await expect(question.getByRole('row', { name: 'Messages' })).toHaveText('Messages120', { timeout: 5000 });
  }).toPass();
});

test('a session is copied as Markdown, and written to a file, from its menu', async ({ profile, modelServer }) => {
  writeTides(profile);
  const downloads = prepare(profile);
  const browser = await profile.launch();
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const panel = await browser.openPanelTab();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Tides');
  const menuItem = async (name: string) => {
    const list = panel.getByRole('list', { name: 'Sessions' });
    if (!(await list.isVisible())) await panel.getByRole('button', { name: 'Show sessions' }).click();
    await list
      .getByRole('button', { name: /^Tides/ })
      .first()
      .press('Shift+F10');
    await panel.getByRole('menuitem', { name }).click();
  };
  await menuItem('Copy as Markdown');
  await expect(panel.locator('.notice').first()).toHaveText('Copied as Markdown');
  const copied = await panel.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toMatch(/^# Tides\n/);
  for (const text of TEXTS) expect(copied).toContain(text);

  await menuItem('Export…');
  const dialog = panel.getByRole('dialog', { name: 'Export the session' });
  await expect(dialog.getByRole('radio', { name: 'Markdown' })).toBeFocused();
  await panel.keyboard.press('Enter');
  await expect(panel.locator('.notice').first()).toContainText(`is in ${downloads}`);
  const file = onlyFileIn(downloads);
  expect(file.name).toMatch(/^\d{4}-\d\d-\d\d-Tides\.md$/);
  expect(Buffer.from(file.bytes).toString().trimEnd()).toBe(copied.trimEnd());
});

/** The page reads no further than 8 MiB into a file until `letGo` is called in it. */
function holdThirdPart(page: Page): Promise<void> {
  return page.evaluate(`{
    const { slice } = Blob.prototype;
    const isFree = new Promise((free) => { globalThis.letGo = free; });
    Blob.prototype.slice = function (start, end) {
      const part = slice.call(this, start, end);
      if (start !== 8 * 1024 * 1024) return part;
      globalThis.wasAsked = true;
      return { arrayBuffer: () => isFree.then(() => part.arrayBuffer()) };
    };
  }`);
}
