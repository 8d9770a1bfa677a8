import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import type { ByteSource } from '../../lib/transfer/byte-source.ts';
import type { ImportSource } from '../../lib/transfer/import-source.ts';
import { openSource, START_BYTES } from '../../lib/transfer/open-source.ts';
import { openBundle } from '../../lib/transfer/read-bundle.ts';
import { openZip } from './open-zip.ts';
import { openStoreFile, type StoreFileOptions } from './read-store-file.ts';
import { createHasher } from './sha-256.ts';

/** Bytes read at once. */
const CHUNK_BYTES = 256 * 1024;

/** Opens a file by what it begins with, whatever it is called; the options are those of a store's. Errors: `invalid`. */
export function openFile(file: string, options: StoreFileOptions): Promise<ImportSource> {
  return openSource(startOf(file), sourceOf(file), {
    bundle: () => openBundle(openZip(file), createHasher),
    store: () => openStoreFile(file, options),
  });
}

function startOf(file: string): Uint8Array {
  const descriptor = openForReading(file);
  try {
    const bytes = new Uint8Array(START_BYTES);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch (cause) {
    throw new AppError('invalid', `${file} is no file that can be read.`, { cause });
  } finally {
    closeSync(descriptor);
  }
}

function openForReading(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new AppError('not-found', `${file} is not there, or may not be read.`, { cause });
  }
}

function sourceOf(file: string): ByteSource {
  return { size: statSync(file).size, bytes: () => createReadStream(file, { highWaterMark: CHUNK_BYTES }) };
}
