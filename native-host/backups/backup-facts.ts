import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { storeCounts } from '../../lib/protocol/keeping-shapes.ts';
import { writeAtomically } from '../install/write-atomically.ts';
import { translateFileError } from '../verified-copy.ts';

const facts = v.object({
  verifiedAt: v.string(),
  counts: storeCounts,
  schemaVersion: v.number(),
  bytes: v.number(),
});

/** What was found in a backup when it was last opened, checked and found whole; kept in a file beside it. */
export type BackupFacts = v.InferOutput<typeof facts>;

/** The file that holds the facts of a backup, by the backup's path. */
function factsFile(backup: string): string {
  return backup.replace(/\.db$/, '.json');
}

/** Readable by their owner only. Errors: `disk-full`, `read-only`. */
export function writeFacts(backup: string, found: BackupFacts): void {
  try {
    writeAtomically(factsFile(backup), `${JSON.stringify(found, null, 2)}\n`, 0o600);
  } catch (error) {
    throw translateFileError(error, dirname(backup));
  }
}

/** Undefined where there are none, or none that can be read, or those of a file of another size: they were not of this one. */
export function readFacts(backup: string, bytes: number): BackupFacts | undefined {
  try {
    const found = v.safeParse(facts, JSON.parse(readFileSync(factsFile(backup), 'utf8')));
    return found.success && found.output.bytes === bytes ? found.output : undefined;
  } catch {
    return undefined;
  }
}

/** From here on nobody has looked into that backup. */
export function forgetFacts(backup: string): void {
  rmSync(factsFile(backup), { force: true });
}
