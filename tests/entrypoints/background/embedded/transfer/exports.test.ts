import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { write } from '../../../../../lib/store/migrate.ts';
import { addMessage, addSession, withCode } from '../../../../contract/rows.ts';
import { openEmbeddedTransfer } from '../../../../support/embedded/transfer.ts';
import { temporaryFolder } from '../../../../support/temporary-store.ts';
import { dataOf } from '../../../../support/transfer.ts';

const MINUTE_MS = 60_000;

function opened(options: Parameters<typeof openEmbeddedTransfer>[0] = {}, messages = 2) {
  const side = openEmbeddedTransfer(options);
  write(side.db, () => {
    addSession(side.db, 's1', { title: 'One' });
    addSession(side.db, 's2', { title: 'Two' });
    for (let index = 0; index < messages; index++)
      addMessage(side.db, 's1', `m${index}`, { content: 'x'.repeat(1000) });
  });
  return side;
}

describe('createExports', () => {
  it.each([
    ['bundle', undefined, 'holdfast-2026-11-25-213000.holdfast', { sessions: 2, messages: 2 }],
    ['json', undefined, 'holdfast-2026-11-25-213000.json', { sessions: 2, messages: 2 }],
    ['markdown', undefined, 'holdfast-2026-11-25-213000.zip', { sessions: 2, messages: 2 }],
    ['markdown', ['s1'], '2026-01-31-One.md', { sessions: 1, messages: 2 }],
  ] as const)('writes a file for a page to fetch: %s of %j', async (format, ids, name, counts) => {
    const side = opened();
    const done = await side.export(format, ids && [...ids]);
    const bytes = side.exports.files.get(name) ?? new Uint8Array();
    expect(done).toEqual({
      ...{ name, folder: '', counts, bytes: bytes.length },
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(bytes.length).toBeGreaterThan(100);
    expect(side.steps.at(-1)).toEqual({ progress: 1, step: 'writing' });
  });

  it('has everything as it was at one moment, while others write, and tells the log nothing', async () => {
    let wrote = 0;
    const side = opened(
      {
        isCancelled() {
          write(side.db, () => addMessage(side.db, 's2', `late ${++wrote}`));
          return false;
        },
      },
      2500,
    );
    const before = dataOf(side.db);
    const logged = side.kept();
    const { name } = await side.export('bundle');
    expect(wrote).toBeGreaterThan(1);
    expect(side.kept()).toEqual({ logged: logged.logged + wrote, keptWhole: 0 });
    const into = openEmbeddedTransfer();
    const file = join(temporaryFolder(), name);
    writeFileSync(file, side.exports.files.get(name) ?? '');
    expect((await into.imported(file)).problems).toEqual([]);
    expect(dataOf(into.db)).toEqual(before);
  });

  it('leaves nothing when it is stopped, finds no session, or there is no more room', async () => {
    let isCancelled = false;
    const side = opened({ isCancelled: () => isCancelled }, 3000);
    await expect(side.export('json', ['s1', 'none'])).rejects.toEqual(withCode('not-found'));
    const { write: writeFile } = side.exports;
    side.exports.write = async () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    await expect(side.export('json')).rejects.toEqual(withCode('disk-full'));
    side.exports.write = writeFile;
    isCancelled = true;
    for (const format of ['bundle', 'json', 'markdown'] as const) {
      await expect(side.export(format)).rejects.toEqual(withCode('cancelled'));
    }
    expect([...side.exports.files]).toEqual([]);
  });

  it('removes what no page fetched, but not what one is about to', async () => {
    const side = opened();
    side.exports.files.set('of an earlier worker.json', new Uint8Array());
    const first = await side.export('json');
    expect([...side.exports.files.keys()]).toEqual([first.name]);
    const second = await side.export('json', ['s1']);
    expect([...side.exports.files.keys()]).toEqual([first.name, second.name]);
    side.pass(MINUTE_MS + 1);
    const third = await side.export('bundle');
    expect([...side.exports.files.keys()]).toEqual([third.name]);
  });
});
