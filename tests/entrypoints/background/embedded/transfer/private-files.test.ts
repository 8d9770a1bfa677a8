import { describe, expect, it } from 'vitest';
import { type Folder, openPrivateFolder } from '../../../../../entrypoints/background/embedded/folder.ts';
import { write } from '../../../../../lib/store/migrate.ts';
import { TABLE_NAMES } from '../../../../../lib/transfer/tables.ts';
import { addMessage, addSession } from '../../../../contract/rows.ts';
import { openBytesTransfer } from '../../../../support/embedded/bytes-transfer.ts';
import { createMemoryFolder } from '../../../../support/embedded/memory-folder.ts';

const ROOT = 'document' in globalThis ? () => navigator.storage.getDirectory() : undefined;

/** In a browser the browser's own. */
async function openFolder(name: string): Promise<Folder> {
  const folder = ROOT ? openPrivateFolder(ROOT, name) : createMemoryFolder();
  for (const left of await folder.names()) await folder.remove(left);
  return folder;
}

async function openTransfer(name: string) {
  const [exports, uploads] = await Promise.all([openFolder(`${name} exports`), openFolder(`${name} uploads`)]);
  return openBytesTransfer({ exports, uploads, partBytes: 50_000 });
}

const rowsOf = ({ db }: Awaited<ReturnType<typeof openTransfer>>) =>
  TABLE_NAMES.map((table) => db.all(`SELECT * FROM ${table} ORDER BY rowid`));

describe('files of exports and imports', () => {
  it.each(['bundle', 'json'] as const)('bring a store to another one: %s', async (format) => {
    const [from, into] = [await openTransfer('from'), await openTransfer('into')];
    write(from.db, () => {
      for (const id of ['s1', 's2']) {
        addSession(from.db, id, { title: `Tides ${id}` });
        for (let index = 0; index < 400; index++) {
          addMessage(from.db, id, `${id} ${index}`, { content: `${index} é ${'text '.repeat((index * 7) % 400)}` });
        }
      }
    });
    const { name, bytes } = await from.export(format);
    const file = await from.exports.read(name);
    expect(file?.length).toBe(bytes);
    const uploadId = await into.send(file ?? new Uint8Array());
    expect(await into.handlers['imports/analyze']({ uploadId }, into.context)).toEqual({
      format,
      counts: { sessions: 2, messages: 800 },
      existing: {},
      problems: [],
    });
    await into.handlers['data/import']({ uploadId, resolution: 'skip' }, into.context);
    if (format === 'bundle') expect(rowsOf(into)).toEqual(rowsOf(from));
    expect(into.db.all('SELECT id, content FROM messages')).toEqual(from.db.all('SELECT id, content FROM messages'));
    expect(await into.uploads.names()).toEqual([]);
  });

  it('are as they were when what is written breaks off', async () => {
    const folder = await openFolder('broken');
    await folder.write('a', new Uint8Array([1]));
    async function* breaking() {
      yield new Uint8Array([2]);
      throw new Error('met');
    }
    await expect(folder.write('a', breaking())).rejects.toThrow('met');
    expect(await folder.read('a')).toEqual(new Uint8Array([1]));
    async function* parts() {
      for (const byte of [2, 3, 4]) yield new Uint8Array([byte]);
    }
    await folder.write('a', parts());
    expect(await folder.read('a')).toEqual(new Uint8Array([2, 3, 4]));
  });
});
