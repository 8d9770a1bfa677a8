import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addMessage, addSession } from '../../contract/rows.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { exported, pathsAround, using } from '../../support/transfer.ts';

const PROGRAM = join(import.meta.dirname, '../../support/programs/transfer.ts');

/** Megabytes of text: more than all caches hold, and so much more that it would show if it were in memory. */
const SMALL_MB = 20;
const LARGE_MB = 80;
const MAX_GROWTH_MB = 40;

/** A store with a megabyte of text for each of `megabytes`. */
function storeOf(megabytes: number): string {
  const path = temporaryStorePath();
  using(path, (db) =>
    db.transaction(() => {
      for (let session = 0; session < megabytes; session++) {
        addSession(db, `s${session}`);
        for (let index = 0; index < 50; index++) {
          addMessage(db, `s${session}`, `s${session} m${index}`, { content: `${index} `.padEnd(20_000, 'text ') });
        }
      }
    }),
  );
  return path;
}

/** The most memory, in megabytes, of a process that does this, as the maintenance process is started, and the file that it wrote. */
function measured(work: 'export' | 'import', database: string, what: string): { maxRssMb: number; file?: string } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-semi-space-size=2', PROGRAM, work, database, what], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the memory of an export and an import', { timeout: 120_000 }, () => {
  const stores = () => [storeOf(SMALL_MB), storeOf(LARGE_MB)] as const;

  it('does not grow with the store', async () => {
    const [small, large] = stores();
    const files: Record<string, (string | undefined)[]> = {};
    for (const format of isLongRun ? (['bundle', 'json', 'markdown'] as const) : (['bundle'] as const)) {
      const [one, other] = [measured('export', small, format), measured('export', large, format)];
      expect([format, other.maxRssMb - one.maxRssMb < MAX_GROWTH_MB]).toEqual([format, true]);
      files[format] = [one.file, other.file];
    }
    for (const format of ['bundle', 'json'] as const) {
      files[format] ??= await Promise.all([small, large].map((path) => exported(pathsAround(path), format)));
      const [one, other] = files[format].map((file = '') => measured('import', temporaryStorePath(), file).maxRssMb);
      expect([format, Number(other) - Number(one) < MAX_GROWTH_MB]).toEqual([format, true]);
    }
  });
});
