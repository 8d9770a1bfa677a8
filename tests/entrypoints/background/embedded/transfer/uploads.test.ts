import { describe, expect, it } from 'vitest';
import { createUploads } from '../../../../../entrypoints/background/embedded/transfer/uploads.ts';
import { withCode } from '../../../../contract/rows.ts';
import { createMemoryFolder } from '../../../../support/embedded/memory-folder.ts';

const ID = '01234567-89ab-7cde-8f01-23456789abcd';
const OTHER = '11234567-89ab-7cde-8f01-23456789abcd';
const HOUR_MS = 3_600_000;

function open() {
  const folder = createMemoryFolder();
  const clock = { ms: 1_000_000 };
  const uploads = createUploads(folder, () => clock.ms);
  const put = async (offset: number, text: string, id = ID) =>
    (await uploads.put({ id, offset, base64: Buffer.from(text).toString('base64') })).bytes;
  const read = async (id = ID) => {
    const file = await uploads.open(id);
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.bytes()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  return { folder, clock, uploads, put, read };
}

describe('createUploads', () => {
  it('joins parts, and gives any stretch of them', async () => {
    const { uploads, put, read } = open();
    expect([await put(0, 'abc'), await put(3, 'de'), await put(5, 'fgh')]).toEqual([3, 5, 8]);
    expect(await read(ID.toUpperCase())).toBe('abcdefgh');
    const file = await uploads.open(ID);
    expect(file.size).toBe(8);
    for (const [from, end] of [
      [0, 8],
      [2, 6],
      [3, 5],
      [4, 4],
      [6, 99],
      [8, 9],
    ] as const) {
      expect(Buffer.from(await file.slice(from, end)).toString()).toBe('abcdefgh'.slice(from, end));
    }
  });

  it('takes the last part twice, and begins anew at 0', async () => {
    const { put, read } = open();
    await put(0, 'abc');
    await put(3, 'def');
    expect(await put(3, 'def')).toBe(6);
    expect(await put(0, 'xy')).toBe(2);
    expect(await read()).toBe('xy');
  });

  it('refuses parts that do not follow, says from where, and leaves the file as it was', async () => {
    const { folder, put, read } = open();
    await expect(put(3, 'x')).rejects.toEqual(withCode('conflict'));
    expect([...folder.files]).toEqual([]);
    await put(0, 'abc');
    for (const [offset, text] of [
      [5, 'x'],
      [2, 'xyz'],
      [2, 'x'],
      [0, ''],
    ] as const) {
      if (offset > 0)
        await expect(put(offset, text)).rejects.toMatchObject({ code: 'conflict', details: { bytes: 3 } });
    }
    expect(await read()).toBe('abc');
  });

  it('refuses parts and files that are too large', async () => {
    const { folder, uploads, put } = open();
    const base64 = Buffer.alloc(16 * 1024 * 1024 + 1).toString('base64');
    await expect(uploads.put({ id: ID, offset: 0, base64 })).rejects.toEqual(withCode('too-large'));
    await expect(put(1024 ** 3, 'x')).rejects.toEqual(withCode('too-large'));
    expect([...folder.files]).toEqual([]);
  });

  it('says that there is no more room, and leaves the file as it was', async () => {
    const { folder, put, read } = open();
    await put(0, 'abc');
    const { write } = folder;
    folder.write = async () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    await expect(put(3, 'def')).rejects.toEqual(withCode('disk-full'));
    folder.write = write;
    expect(await put(3, 'def')).toBe(6);
    expect(await read()).toBe('abcdef');
  });

  it('removes what was sent more than a day ago when another file begins', async () => {
    const { folder, clock, put, read } = open();
    await put(0, 'old');
    clock.ms += 23 * HOUR_MS;
    await put(0, 'new', OTHER);
    expect(await read()).toBe('old');
    clock.ms += 2 * HOUR_MS;
    await put(0, 'newer', '21234567-89ab-7cde-8f01-23456789abcd');
    await expect(read()).rejects.toEqual(withCode('not-found'));
    expect(await read(OTHER)).toBe('new');
    expect(folder.files.size).toBe(2);
  });

  it('has no file that was removed, that never came, or of which a part is gone', async () => {
    const { folder, uploads, put, read } = open();
    await expect(uploads.open(ID)).rejects.toEqual(withCode('not-found'));
    await put(0, 'abc');
    const file = await uploads.open(ID);
    await uploads.remove(ID);
    expect([...folder.files]).toEqual([]);
    await expect(file.slice(0, 1)).rejects.toEqual(withCode('not-found'));
    await expect(read()).rejects.toEqual(withCode('not-found'));
  });
});
