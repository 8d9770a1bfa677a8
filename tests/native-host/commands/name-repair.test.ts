import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { namingRepair } from '../../../native-host/commands/name-repair.ts';
import { restoreByHand } from '../../../native-host/commands/restore.ts';
import { runJobHere } from '../../../native-host/commands/run-job-here.ts';
import { inStore, wellHome } from '../doctor/ailing-store.ts';

const CURE = ' To put the store right: holdfast doctor --repair';
const failing = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('namingRepair', () => {
  it('names the repair to a command that meets a damaged store', async () => {
    const paths = await wellHome();
    inStore(paths, (db) => db.exec("UPDATE messages SET content_hash = 'other' WHERE id = 'm1'"));
    expect(await failing(runJobHere('backup', { reason: 'manual' }, paths))).toMatch(
      new RegExp(`^A copy of the store could not be verified: .+${CURE}$`),
    );
    writeFileSync(paths.database, 'no database, but long enough to be taken for one. '.repeat(50));
    for (const work of [
      runJobHere('backup', { reason: 'manual' }, paths),
      runJobHere('export', { format: 'bundle' }, paths),
    ]) {
      expect(await failing(work)).toBe(`The store is not a database. Nothing was deleted.${CURE}`);
    }
  });

  it('does not where another file is damaged, and leaves other errors alone', async () => {
    const paths = await wellHome();
    const copy = `${paths.backups}/2026-01-31T12-00-00.000Z-daily.db`;
    writeFileSync(copy, 'no database, but long enough to be taken for one. '.repeat(50));
    expect(await failing(restoreByHand(paths, copy, true, () => {}))).not.toContain(CURE);
    const busy = new AppError('busy', 'Wait.');
    expect(namingRepair(busy, paths)).toBe(busy);
  });
});
