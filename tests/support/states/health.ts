import { chmodSync } from 'node:fs';
import { setStoreFact } from '../../../lib/store/store-info.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey, Setting } from './journey.ts';
import { leaveBackup } from './leave-backup.ts';
import { writeTalk } from './open-talk.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Whether everything holds that must hold of the store. */
export const health: Journey = {
  name: 'Health',
  widths: [320, 1100],
  states: {
    health: 'Before anything was looked at, of a store that was never damaged.',
    'health-found': 'Something does not hold: what, and what can be done.',
    'health-repaired': 'After it was put right.',
    'health-damage': 'Everything holds; and what became of a store that was damaged.',
  },

  async walk(setting, visit) {
    writeTalk(setting);
    leaveBackup(setting.profile, 0.5);
    spoilTotals(setting);
    setting.profile.registerHost();
    const browser = await setting.profile.launch();
    const page = await openOptions(browser, 'health');
    const check = page.getByRole('button', { name: 'Check now' });
    await visit(page, 'health', () => page.getByText('No damage has ever been found in this store.').waitFor());
    await check.click();
    const repair = page.getByRole('button', { name: 'Repair' });
    await visit(page, 'health-found', () => repair.waitFor());
    await repair.click();
    await visit(page, 'health-repaired', () => page.getByText('All checks pass again').waitFor());
    await browser.close();

    tellOfDamage(setting);
    const later = await openOptions(await setting.profile.launch(), 'health');
    await later.getByRole('button', { name: 'Check now' }).click();
    await visit(later, 'health-damage', async () => {
      await later.getByText('All checks pass', { exact: true }).waitFor();
      await later.getByText('The store was damaged and repaired').waitFor();
    });
  },
};

/** The list then says other than the messages. */
function spoilTotals({ profile }: Setting): void {
  const db = openDatabase(profile.database);
  db.run('UPDATE sessions SET prompt_tokens = prompt_tokens + 12, message_count = message_count + 1');
  db.close();
  // As a host makes it.
  chmodSync(profile.database, 0o600);
}

/** Leaves in the store what a host writes that found it damaged. */
export function tellOfDamage({ profile }: Setting): void {
  const db = openDatabase(profile.database);
  setStoreFact(db, 'damage', {
    at: new Date(Date.now() - 2 * DAY_MS).toISOString(),
    cause: 'database disk image is malformed',
    quarantine: `${profile.home}/quarantine/2026-11-23T08-12-04.511Z-9f2c`,
    backup: '2026-11-23T02-00-00.000Z-daily.db',
    ...{ restored: 4210, salvaged: 37, lost: 2 },
  });
  db.close();
}
