import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { unindexMessagesOf } from '../../../lib/store/search-index.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { dropFiles, fileAt } from '../browser/drop-file.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey, Setting } from './journey.ts';
import { writeTalk } from './open-talk.ts';
import { TIDE_TABLE, TITLES } from './talks.ts';
import { writeSession } from './write-session.ts';

/** What was exported, and has changed in the store since. */
export const transfer: Journey = {
  name: 'Export and import on the options page',
  widths: [320, 1100],
  states: {
    'export-done': 'Everything is written: where the file is, and what is in it.',
    'import-asked': 'What a dropped file holds, how much of it is here already, and what shall become of that.',
    'import-refused': 'A file that was cut off.',
    'import-done': 'What was replaced, and how to go back.',
    'import-again': 'The same file once more: nothing was left to do.',
  },

  async walk(setting, visit) {
    const { profile, server } = setting;
    writeTalks(setting);
    profile.registerHost({ environment: { HOLDFAST_DOWNLOADS: downloadsOf(setting) } });
    const browser = await profile.launch();
    await setUpProvider(await browser.openPanel(), server);
    const page = await openOptions(browser, 'data');
    await page.getByRole('button', { name: 'Export everything' }).click();
    await visit(page, 'export-done', () => page.getByText(/\.holdfast was written\.$/).waitFor());

    const bundle = exportedBy(setting);
    changeStore(profile.database);
    await dropFiles(page, bundle);
    await visit(page, 'import-asked', () => page.getByRole('button', { name: 'Import', exact: true }).waitFor());
    await dropFiles(page, { name: bundle.name, bytes: bundle.bytes.subarray(0, bundle.bytes.length / 2) });
    await visit(page, 'import-refused', () => page.getByText('cut off or was altered').waitFor());
    await page.getByRole('button', { name: 'Close' }).click();

    await dropFiles(page, bundle);
    await page.getByRole('radio', { name: 'Replace what is here' }).check();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await visit(page, 'import-done', () => page.getByText(/was imported\.$/).waitFor());
    await page.getByRole('button', { name: 'Done' }).click();
    await dropFiles(page, bundle);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await visit(page, 'import-again', () => page.getByText('was already here').waitFor());
  },
};

/** A few talks, in a store that no host has open. */
export function writeTalks(setting: Setting): void {
  writeTalk(setting);
  for (const [index, title] of TITLES.slice(0, 3).entries()) {
    const lastMs = Date.now() - (index + 1) * 3_600_000;
    writeSession(setting.profile.database, { title, texts: TIDE_TABLE.slice(0, 2), lastMs, apartMs: 60_000 });
  }
}

/** Where the host of a journey writes files to. */
export function downloadsOf({ profile }: Setting): string {
  return join(profile.home, '..', 'Downloads');
}

/** The one file that was exported. */
export function exportedBy(setting: Setting) {
  const [name = ''] = readdirSync(downloadsOf(setting));
  return fileAt(join(downloadsOf(setting), name));
}

/** One session has another name, and one is gone. */
export function changeStore(database: string): void {
  const db = openDatabase(database);
  db.run('UPDATE sessions SET title = ? WHERE title = ?', ['Another name', TITLES[0] ?? '']);
  const gone = db.get<{ id: string }>('SELECT id FROM sessions WHERE title = ?', [TITLES[1] ?? '']);
  if (gone) {
    unindexMessagesOf(db, gone.id, Number.MAX_SAFE_INTEGER);
    db.run('DELETE FROM sessions WHERE id = ?', [gone.id]);
  }
  db.close();
}

/** The panel's dialog about a file. */
export function importDialog(panel: Page) {
  return panel.getByRole('dialog', { name: 'Import' });
}
