import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { anyStore, fillStore } from '../../support/any-store.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { analyzed, dataOf, exported, imported, pathsAround, using } from '../../support/transfer.ts';

/** Printed by fast-check when the property fails, with the path to the smallest store. */
const SEED = 20_261_125;
const RUNS = isLongRun ? 1000 : 25;

describe('a complete bundle', { timeout: 3_600_000 }, () => {
  it('makes an empty store equal to the one it was made of, row for row, and changes nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, async (content) => {
        const from = pathsAround(temporaryStorePath());
        using(from.database, (db) => fillStore(db, content));
        const file = await exported(from);
        const into = pathsAround(temporaryStorePath());
        const { counts, problems } = await imported(into, file);
        expect(problems).toEqual([]);
        const [before, after] = [from, into].map(({ database }) => using(database, dataOf));
        expect(after).toEqual(before);
        expect(counts.replaced).toEqual({});
        using(into.database, assertSound);
        for (const resolution of ['skip', 'replace', 'both', 'merge', 'move'] as const) {
          const again = await imported(into, file, resolution);
          expect({ ...again, counts: { ...again.counts, skipped: {} } }).toEqual({
            counts: { added: {}, replaced: {}, skipped: {} },
            problems: [],
            safetyBackup: null,
          });
        }
        expect(using(into.database, dataOf)).toEqual(before);
        const { counts: found, existing } = await analyzed(into, file);
        expect(existing).toEqual(found);
        expect(readdirSync(into.uploads)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

describe('a bundle of another store', { timeout: 3_600_000 }, () => {
  it('comes to any store by any resolution, leaves it sound, and changes nothing the second time', async () => {
    const resolutions = fc.constantFrom('skip', 'replace', 'both', 'merge', 'move');
    await fc.assert(
      fc.asyncProperty(anyStore, anyStore, resolutions, async (here, there, resolution) => {
        const [into, from] = [here, there].map((content) => {
          const paths = pathsAround(temporaryStorePath());
          using(paths.database, (db) => {
            createSearchIndex(db);
            fillStore(db, content);
            db.exec("INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')");
          });
          return paths;
        }) as [DataPaths, DataPaths];
        const file = await exported(from);
        const before = using(into.database, dataOf);
        await imported(into, file, resolution);
        const after = using(into.database, (db) => {
          assertSound(db);
          return dataOf(db);
        });
        for (const table of ['sessions', 'messages', 'drafts', 'snapshots'] as const) {
          if (resolution === 'skip') expect(after[table]).toEqual(expect.arrayContaining(before[table] ?? []));
        }
        const again = await imported(into, file, resolution);
        expect(again.counts).toMatchObject({ added: {}, replaced: {} });
        expect(using(into.database, dataOf)).toEqual(after);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

interface Said {
  readonly role: string;
  readonly content: string;
  readonly status: string;
}

/** Whether what was said is there; what broke off may have been gone on with. */
function isSaid({ role, content, status }: Said, there: readonly Said[]): boolean {
  return there.some(
    (other) =>
      other.role === role && (status === 'complete' ? other.content === content : other.content.startsWith(content)),
  );
}

describe('a store that moves', { timeout: 3_600_000 }, () => {
  it('into any other loses nothing that was said on either side', async () => {
    await fc.assert(
      fc.asyncProperty(anyStore, anyStore, async (here, there) => {
        const [into, from] = [here, there].map((content) => {
          const paths = pathsAround(temporaryStorePath());
          using(paths.database, (db) => fillStore(db, content));
          return paths;
        }) as [DataPaths, DataPaths];
        const said = (paths: DataPaths) =>
          using(paths.database, (db) => db.all<Said>('SELECT role, content, status FROM messages'));
        const before = [...said(into), ...said(from)];
        await imported(into, await exported(from), 'move');
        const after = said(into);
        expect(before.filter((one) => !isSaid(one, after))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
