import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openZip } from '../../../../../entrypoints/background/embedded/transfer/open-zip.ts';
import { withCode } from '../../../../contract/rows.ts';
import { bytesOf, fileOf } from '../../../../support/embedded/file-of.ts';

const TEXT = 'Text '.repeat(100);

interface Options {
  readonly compress?: boolean;
  readonly comment?: string;
  readonly forceZip64Format?: boolean;
}

/** As the host's library writes it. */
async function made({ compress = true, comment = '', forceZip64Format = false }: Options = {}): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(TEXT), 'a.txt', { compress, forceZip64Format });
  zip.end({ comment, forceZip64Format });
  return bytesOf(zip.outputStream as Readable);
}

async function read(bytes: Uint8Array): Promise<string[]> {
  const zip = await openZip(fileOf(bytes));
  const texts: string[] = [];
  for await (const entry of zip.entries()) {
    texts.push(entry.name, (await bytesOf(zip.read(entry))).toString());
  }
  return texts;
}

/** Where the list of entries begins, and the end. */
const listOf = (bytes: Buffer) => bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
const endOf = (bytes: Buffer) => bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));

function changed(bytes: Buffer, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

describe('openZip', () => {
  it.each<[string, Options]>([
    ['packed', {}],
    ['as it is', { compress: false }],
    ['with a comment', { comment: 'made by hand' }],
  ])('reads what another program wrote: %s', async (_, options) => {
    expect(await read(await made(options))).toEqual(['a.txt', TEXT]);
  });

  it('says so of one in the form for more than 4 GiB, and takes none of it for another', async () => {
    await expect(read(await made({ forceZip64Format: true }))).rejects.toEqual(withCode('too-large'));
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['without an end', (bytes) => bytes.subarray(0, -1), /its list of entries is missing/],
    ['with nothing but an end', (bytes) => bytes.subarray(-22), /elsewhere/],
    ['in several parts', (bytes) => changed(bytes, (it) => it.writeUInt16LE(1, endOf(it) + 4)), /a part of several/],
    ['with a shorter list', (bytes) => changed(bytes, (it) => it.writeUInt32LE(20, endOf(it) + 12)), /broken off/],
    ['with a longer name', (bytes) => changed(bytes, (it) => it.writeUInt16LE(999, listOf(it) + 28)), /broken off/],
    ['with a password', (bytes) => changed(bytes, (it) => it.writeUInt16LE(1, listOf(it) + 8)), /packed in a way/],
    ['packed otherwise', (bytes) => changed(bytes, (it) => it.writeUInt16LE(12, listOf(it) + 10)), /packed in a way/],
    ['with an entry elsewhere', (bytes) => changed(bytes, (it) => it.writeUInt32LE(5, listOf(it) + 42)), /its place/],
    ['past its end', (bytes) => changed(bytes, (it) => it.writeUInt32LE(9999, listOf(it) + 20)), /broken off/],
    ['with fewer bytes', (bytes) => changed(bytes, (it) => it.writeUInt32LE(999, listOf(it) + 24)), /too few bytes/],
    ['with more bytes', (bytes) => changed(bytes, (it) => it.writeUInt32LE(9, listOf(it) + 24)), /too many bytes/],
    ['half packed', (bytes) => changed(bytes, (it) => it.writeUInt32LE(4, listOf(it) + 20)), /./],
    ['with nonsense', (bytes) => changed(bytes, (it) => it.fill(0xff, 40, 45)), /./],
  ])('refuses one %s', async (_, change, words) => {
    await expect(read(change(await made()))).rejects.toThrow(words);
  });
});
