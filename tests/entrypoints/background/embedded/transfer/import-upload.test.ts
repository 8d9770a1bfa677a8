import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../lib/protocol/errors.ts';
import { write } from '../../../../../lib/store/migrate.ts';
import { addMessage, addSession, withCode } from '../../../../contract/rows.ts';
import { allRows } from '../../../../support/assert-sound.ts';
import { openEmbeddedTransfer } from '../../../../support/embedded/transfer.ts';
import { dataOf, exported, pathsAround, using } from '../../../../support/transfer.ts';

/** A bundle of the host with two sessions. */
async function bundle(title = 'There'): Promise<{ file: string; data: unknown; database: string }> {
  const { database, ...paths } = pathsAround();
  using(database, (db) =>
    write(db, () => {
      for (const id of ['s1', 's2']) {
        addSession(db, id, { title });
        for (let index = 0; index < 40; index++) addMessage(db, id, `${id} ${index}`, { content: 'x'.repeat(3000) });
      }
    }),
  );
  return { file: await exported({ database, ...paths }), data: using(database, dataOf), database };
}

const attached = (side: ReturnType<typeof openEmbeddedTransfer>) =>
  side.db.all("SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')");

describe('importUpload', () => {
  it('takes a file in that came in small parts, keeps it as a whole, and removes what was sent', async () => {
    const { file, data } = await bundle();
    const side = openEmbeddedTransfer({ partBytes: 1000 });
    expect(await side.imported(file)).toEqual({
      counts: { added: { sessions: 2, messages: 80 }, replaced: {}, skipped: {} },
      problems: [],
      safetyBackup: null,
    });
    expect(dataOf(side.db)).toEqual(data);
    expect(side.kept()).toEqual({ logged: 0, keptWhole: 1 });
    expect([...side.uploads.files]).toEqual([]);
    expect(attached(side)).toEqual([]);
    expect(side.announced).toEqual([['changed', { tables: null, sessionIds: null }]]);
  });

  it('replaces without a safety backup, since there is none here', async () => {
    const side = openEmbeddedTransfer();
    await side.imported((await bundle()).file);
    const { counts, safetyBackup } = await side.imported((await bundle('Since')).file, 'replace');
    expect([counts.replaced, safetyBackup]).toEqual([{ sessions: 2, messages: 80 }, null]);
    expect(side.db.all('SELECT DISTINCT title FROM sessions')).toEqual([{ title: 'Since' }]);
  });

  it('leaves the store as it was, and the file for another try, when it cannot be kept or is stopped', async () => {
    const { file } = await bundle();
    let isCancelled = false;
    const side = openEmbeddedTransfer({ isCancelled: () => isCancelled });
    const before = allRows(side.db);
    side.fail(new AppError('disk-full', 'Full.'));
    await expect(side.imported(file)).rejects.toEqual(withCode('disk-full'));
    isCancelled = true;
    await expect(side.imported(file)).rejects.toEqual(withCode('cancelled'));
    expect(allRows(side.db)).toEqual(before);
    expect(side.uploads.files.size).toBe(1);
    expect(attached(side)).toEqual([]);
    expect(side.kept()).toEqual({ logged: 0, keptWhole: 0 });
    expect(side.announced).toEqual([]);
  });

  it('leaves the store as it was when bringing it in fails half way', async () => {
    const { file } = await bundle();
    const side = openEmbeddedTransfer();
    side.db.exec("CREATE TRIGGER refuse BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'refused'); END");
    const before = allRows(side.db);
    await expect(side.imported(file)).rejects.toThrow('refused');
    expect(allRows(side.db)).toEqual(before);
    expect(attached(side)).toEqual([]);
  });

  it('says that only the host reads the file of a store', async () => {
    const { database } = await bundle();
    const side = openEmbeddedTransfer();
    for (const attempt of [side.analyzed(database), side.imported(database)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('host') });
    }
  });

  it('finds nothing of a file that was never sent', async () => {
    const { handlers, context } = openEmbeddedTransfer();
    const uploadId = '31234567-89ab-7cde-8f01-23456789abcd';
    await expect(handlers['imports/analyze']({ uploadId }, context)).rejects.toEqual(withCode('not-found'));
    await expect(handlers['data/import']({ uploadId, resolution: 'skip' }, context)).rejects.toEqual(
      withCode('not-found'),
    );
  });
});
