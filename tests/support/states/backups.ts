import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimLock } from '../../../native-host/locks.ts';
import { MAINTENANCE_LOCK } from '../../../native-host/workplace.ts';
import { send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey } from './journey.ts';
import { writeTalk } from './open-talk.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A moment as file systems count, seconds since 1970. */
const OLD_S = Date.UTC(2026, 8, 3, 7, 40) / 1000;

/** The copies of the store, and the way back to one. */
export const backups: Journey = {
  name: 'Backups',
  widths: [320, 1100],
  states: {
    'backups-none': 'Before there is anything to be copied.',
    'backups-waiting': 'One that is being made; here it waits for other work on the store, and can be stopped.',
    'backups-made': 'Right after one was made by hand: it stands in the list with the others, verified or not.',
    'backups-compared': 'Before a restore: what comes back, what disappears, what changes.',
    'backups-restored': 'After it, with the way back.',
    'backups-damaged': 'A backup that is not whole any more.',
  },

  async walk(setting, visit) {
    const { profile, server } = setting;
    profile.registerHost();
    const first = await profile.launch();
    const empty = await openOptions(first, 'backups');
    await visit(empty, 'backups-none', () => empty.getByText('No backups yet').waitFor());
    await first.close();

    writeTalk(setting);
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    const page = await openOptions(browser, 'backups');
    const make = page.getByRole('button', { name: 'Back up now' });
    const list = page.getByRole('list', { name: 'Backups' });
    await make.click();
    await page.getByText(/^Backed up and verified/).waitFor();
    copyBackup(join(profile.home, 'backups'));
    const release = claimLock(join(profile.home, 'locks'), MAINTENANCE_LOCK);
    await make.click();
    await visit(page, 'backups-waiting', () => page.getByText('Waiting for another run').waitFor());
    release?.();
    await visit(page, 'backups-made', async () => {
      await page.getByText(/^Backed up and verified/).waitFor();
      await list.getByText('Never verified').first().waitFor();
    });
    await send(panel, 'Is this question in the backup?');
    await panel.getByRole('button', { name: 'Copy reply' }).last().waitFor();
    await list
      .getByRole('button', { name: /^Restore/ })
      .first()
      .click();
    const asked = page.getByRole('region', { name: /^Restore the backup/ });
    await visit(page, 'backups-compared', () => asked.waitFor());
    await asked.getByRole('button', { name: 'Restore it' }).click();
    await visit(page, 'backups-restored', () => page.getByText('Your sessions are as they were on').waitFor());
    await list
      .getByRole('button', { name: /^Verify/ })
      .last()
      .click();
    await visit(page, 'backups-damaged', () => list.getByText(/is damaged/).waitFor());
  },
};

/** Puts copies into the folder that nobody has verified: one of an import, and an old one of a person's, which is cut off. */
function copyBackup(folder: string): void {
  const name = readdirSync(folder).find((file) => file.endsWith('-manual.db'));
  if (name === undefined) throw new Error(`There is no backup in ${folder}`);
  const bytes = readFileSync(join(folder, name));
  const moment = new Date(Date.now() - 2 * DAY_MS).toISOString().replaceAll(':', '-');
  writeFileSync(join(folder, `${moment}-before-import.db`), bytes);
  const old = join(folder, 'from-my-laptop.db');
  writeFileSync(old, bytes.subarray(0, bytes.length / 2));
  utimesSync(old, OLD_S, OLD_S);
}
