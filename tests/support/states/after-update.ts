import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { migrations } from '../../../migrations/index.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { claimLock } from '../../../native-host/locks.ts';
import { saveStatus, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';

const PROGRAMS = join(import.meta.dirname, '..', 'programs');
const OLDER_HOST = join(PROGRAMS, 'older-host.ts');
const NEWER_HOST = join(PROGRAMS, 'newer-host.ts');

/** The version of the store's file that is found, and how far it has come when it is seen. */
const FOUND = 1;
const ON_THE_WAY = 5;

/** Several times as long as it pauses between two looks. */
const LOOKED_AFTER_MS = 300;

/** What an update of one part finds of the others. */
export const afterUpdate: Journey = {
  name: 'After an update',
  states: {
    'store-migrating': 'The file of an earlier version is brought up to date.',
    'host-older': 'The host was not updated with the extension: which one to install.',
    'extension-older': 'The extension was not updated with the host: how to update it.',
    'no-update-yet': 'The browser was asked for one.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    await setUpProvider(await first.openPanel(), server);
    await first.close();

    rmSync(profile.database);
    migrateTo(profile.database, FOUND);
    // As another browser's host that does it: this one's waits, and tells how far the other is.
    const letGo = claimLock(join(profile.home, 'locks'), 'maintenance');
    const second = await profile.launch();
    const panel = await second.openPanel();
    await panel.getByRole('heading', { name: 'Updating your conversations' }).waitFor();
    const progress = panel.locator('progress[value]:not([value="0"])');
    // It tells of steps since its first look, and when that is nobody knows.
    for (let version = FOUND + 1; version < SCHEMA_VERSION && !(await progress.isVisible()); version += 1) {
      migrateTo(profile.database, version);
      await panel.waitForTimeout(LOOKED_AFTER_MS);
    }
    migrateTo(profile.database, ON_THE_WAY);
    await visit(panel, 'store-migrating', () => progress.waitFor());
    letGo?.();
    await saveStatus(panel).getByText('Saved').waitFor();
    await second.close();

    profile.registerHost({ program: OLDER_HOST });
    const older = await profile.launch();
    const later = await older.openPanel();
    await visit(later, 'host-older', () =>
      later.getByRole('heading', { name: 'The host is older than the extension' }).waitFor(),
    );
    await older.close();

    profile.registerHost({ program: NEWER_HOST });
    const last = await (await profile.launch()).openPanel();
    const update = last.getByRole('button', { name: 'Update the extension' });
    await visit(last, 'extension-older', () => update.waitFor());
    await update.click();
    await visit(last, 'no-update-yet', () => last.getByRole('status').filter({ hasText: 'The browser' }).waitFor());
  },
};

function migrateTo(database: string, version: number): void {
  const db = openDatabase(database);
  migrate(db, { steps: migrations.slice(0, version) });
  db.close();
}
