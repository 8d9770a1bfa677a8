import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ZipWriter } from '../../lib/transfer/zip.ts';

/** A zip file that is never in memory as a whole, of any size. */
export function createZip(): ZipWriter {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error));
  return {
    add(name, bytes) {
      zip.addReadStreamLazy(name, { mode: 0o100600 }, (callback) => {
        const input = Readable.from(bytes(), { objectMode: false });
        // The library pipes, and a pipe does not pass errors on.
        input.on('error', (error) => output.destroy(error));
        callback(null, input);
      });
    },
    bytes() {
      zip.end();
      return output;
    },
  };
}
