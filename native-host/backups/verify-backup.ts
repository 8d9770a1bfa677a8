import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Backup } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { runWithPauses, type Stretch } from '../../lib/steps.ts';
import { readSchemaVersion } from '../../lib/store/migrate.ts';
import { openReadOnly } from '../database.ts';
import type { Workplace } from '../workplace.ts';
import { type BackupFacts, forgetFacts, writeFacts } from './backup-facts.ts';
import { requireBackup } from './list-backups.ts';
import { type Proof, proveDatabase } from './prove-database.ts';
import { withReadable } from './readable-copy.ts';
import { refuseNewerBackup } from './refuse-version.ts';

/**
 * Opens a backup again, checks all of it, and writes down what was found; the store is not looked at, which may be damaged.
 * Errors: `not-found`, `store-newer-than-host`; `store-corrupt` when it is not whole, and then it no longer counts as verified.
 */
export async function verifyBackup(name: string, place: Workplace, stretch: Stretch): Promise<Backup> {
  const { backups: folder } = place.paths;
  requireBackup(folder, name);
  const file = join(folder, name);
  const { bytes } = requireBackup(folder, name);
  const proof = await prove(file, place, stretch);
  if (proof.problem !== undefined) {
    forgetFacts(file);
    throw new AppError(
      'store-corrupt',
      `The backup ${name} is damaged: ${proof.problem}. It was left as it is; use another one.`,
    );
  }
  const { counts, schemaVersion } = proof;
  const facts: BackupFacts = { counts, schemaVersion, bytes, verifiedAt: formatTimestamp(place.now()) };
  // Facts are of a file of this size: it may not have been changed meanwhile.
  if (statSync(file).size === bytes) writeFacts(file, facts);
  return requireBackup(folder, name);
}

async function prove(file: string, place: Workplace, stretch: Stretch): Promise<Proof> {
  try {
    return await withReadable(file, async (readable) => {
      const db = openReadOnly(readable);
      try {
        refuseNewerBackup(readSchemaVersion(db));
        return await runWithPauses(proveDatabase(db), place, stretch);
      } finally {
        db.close();
      }
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'store-corrupt')
      return { problem: 'it cannot be read as a database' };
    throw error;
  }
}
