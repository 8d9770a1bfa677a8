import { statSync } from 'node:fs';
import { type Entry, openPromise } from 'yauzl';
import type { ZipEntry, ZipReader } from '../../lib/transfer/zip.ts';

interface FileEntry extends ZipEntry {
  readonly entry: Entry;
}

/**
 * Opens a zip file of any size. The library refuses more or fewer bytes than an entry says it has, and unpacks only what is
 * asked for. Rejects when there is none.
 */
export async function openZip(file: string): Promise<ZipReader<FileEntry>> {
  const zip = await openPromise(file, { autoClose: false });
  zip.on('error', () => {});
  return {
    fileBytes: statSync(file).size,
    entryCount: zip.entryCount,
    async *entries() {
      for await (const entry of zip.eachEntry()) {
        yield { entry, name: entry.fileName, bytes: entry.uncompressedSize, crc32: entry.crc32 };
      }
    },
    async *read({ entry }) {
      const stream = await zip.openReadStreamPromise(entry);
      try {
        for await (const chunk of stream) yield chunk;
      } finally {
        stream.destroy();
      }
    },
    close: () => zip.close(),
  };
}
