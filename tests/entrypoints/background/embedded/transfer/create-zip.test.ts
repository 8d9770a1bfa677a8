import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, fromBufferPromise } from 'yauzl';
import { createZip } from '../../../../../entrypoints/background/embedded/transfer/create-zip.ts';
import { openZip } from '../../../../../entrypoints/background/embedded/transfer/open-zip.ts';
import { withCode } from '../../../../contract/rows.ts';
import { bytesOf, fileOf } from '../../../../support/embedded/file-of.ts';

type Entries = readonly (readonly [name: string, chunks: readonly Uint8Array[]])[];

async function zipped(entries: Entries, maxBytes?: number): Promise<Buffer> {
  const zip = createZip(maxBytes);
  for (const [name, chunks] of entries) {
    zip.add(name, async function* () {
      yield* chunks;
    });
  }
  return bytesOf(zip.bytes());
}

/** As the host's library has it. */
async function unzippedByHost(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(bytes);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  const found: Record<string, string> = {};
  for (const entry of entries) {
    found[entry.fileName] = (await bytesOf(await zip.openReadStreamPromise(entry))).toString('hex');
  }
  return found;
}

async function unzippedHere(bytes: Uint8Array): Promise<Record<string, string>> {
  const zip = await openZip(fileOf(bytes));
  const found: Record<string, string> = {};
  for await (const entry of zip.entries()) {
    found[entry.name] = (await bytesOf(zip.read(entry))).toString('hex');
  }
  return found;
}

const anyEntries = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom('a.md', 'tables/é 漢.jsonl', 'b', '2026-01-31-Talk.md'),
    fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(9).map((byte) => new Uint8Array(100_000).fill(byte)),
      ),
      {
        maxLength: 4,
      },
    ),
  ),
  { selector: ([name]) => name },
);

describe('createZip', () => {
  it('makes files that both programs unpack to what was put in', async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, async (entries) => {
        const bytes = await zipped(entries);
        const expected = Object.fromEntries(
          entries.map(([name, chunks]) => [name, Buffer.concat(chunks).toString('hex')]),
        );
        expect(await unzippedByHost(bytes)).toEqual(expected);
        expect(await unzippedHere(bytes)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('asks for the bytes of an entry when those before it are written', async () => {
    const order: string[] = [];
    const zip = createZip();
    for (const name of ['one', 'two']) {
      zip.add(name, async function* () {
        order.push(name);
        yield new Uint8Array(10);
      });
    }
    const bytes = zip.bytes()[Symbol.asyncIterator]();
    await bytes.next();
    expect(order).toEqual(['one']);
  });

  it('rejects with what the bytes of an entry met', async () => {
    const zip = createZip();
    zip.add('a', async function* () {
      yield new Uint8Array(10);
      throw new Error('met');
    });
    await expect(bytesOf(zip.bytes())).rejects.toThrow('met');
  });

  it('ends rather than write more than its numbers can tell, packed or not', async () => {
    const random = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251);
    await expect(zipped([['a', [new Uint8Array(3000)]]], 2000)).rejects.toEqual(withCode('too-large'));
    await expect(
      zipped(
        [
          ['a', [random.subarray(0, 1500)]],
          ['b', [random.subarray(1500)]],
        ],
        500,
      ),
    ).rejects.toEqual(withCode('too-large'));
    await expect(zipped([['a', [new Uint8Array(1900)]]], 2000)).resolves.toBeInstanceOf(Buffer);
  });
});
