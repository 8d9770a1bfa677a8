import { Zip, ZipDeflate } from 'fflate';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { ZipWriter } from '../../../../lib/transfer/zip.ts';

/** The lengths and places in it have 32 bits, and the library writes no others; some are left for the list at the end. */
const MAX_BYTES = 2 ** 32 - 2 ** 24;

/** Readable by its owner alone where it is unpacked, as the system of such an owner writes it. */
const UNIX = 3;
const MODE = (0o100600 << 16) >>> 0;

/** A zip file that is never in memory as a whole. Its bytes reject with `too-large` past 4 GiB, packed or not. */
export function createZip(maxBytes = MAX_BYTES): ZipWriter {
  const entries: { readonly name: string; readonly bytes: () => AsyncIterable<Uint8Array> }[] = [];
  let ready: Uint8Array[] = [];
  let writtenBytes = 0;
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });

  function* written(): Generator<Uint8Array> {
    const chunks = ready;
    ready = [];
    for (const chunk of chunks) {
      writtenBytes += chunk.length;
      refuseLarge(writtenBytes);
      yield chunk;
    }
  }

  function refuseLarge(bytes: number): void {
    if (bytes <= maxBytes) return;
    throw new AppError('too-large', 'The file would have more than 4 GB. Export fewer sessions, or install the host.');
  }

  async function* pack(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const file = Object.assign(new ZipDeflate(name), { os: UNIX, attrs: MODE });
    zip.add(file);
    let readBytes = 0;
    for await (const chunk of bytes) {
      readBytes += chunk.length;
      refuseLarge(readBytes);
      file.push(chunk);
      yield* written();
    }
    file.push(new Uint8Array(), true);
    yield* written();
  }

  return {
    add: (name, bytes) => void entries.push({ name, bytes }),
    async *bytes() {
      for (const { name, bytes } of entries) yield* pack(name, bytes());
      zip.end();
      yield* written();
    },
  };
}
