import { AppError } from '../../../lib/protocol/errors.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { asAppError } from '../../sidepanel/models/remote.ts';
import type { SlicedFile } from './file-kind.ts';

/** Bytes of a part: few ways to the host, and its text in base64 is joined and parsed in no time that anybody notices. */
export const PART_BYTES = 4 * 1024 * 1024;

/** A part waits for the disk, and perhaps for another job on it. */
const PART_TIMEOUT_MS = 60_000;

interface Sending {
  readonly client: Pick<Client, 'call'>;
  /** Of the upload. */
  readonly id: string;
  /** Bytes that the host has already. */
  readonly from: number;
  readonly signal: AbortSignal;
  /** Told how many bytes the host has. */
  readonly onSent: (bytes: number) => void;
}

/**
 * Sends a file to the host in parts, one after the other. Errors: those of `uploads/put`, `cancelled`, `invalid` when the file
 * cannot be read any more. What was sent until then stays there, and can be gone on from.
 */
export async function sendFile(file: SlicedFile, { client, id, from, signal, onSent }: Sending): Promise<void> {
  let [offset, wasSentBack] = [from, false];
  while (offset < file.size) {
    if (signal.aborted) throw new AppError('cancelled', 'The file is not sent any further.');
    const part = await readPart(file, offset);
    try {
      const params = { id, offset, base64: part.toBase64() };
      const { bytes } = await client.call('uploads/put', params, { timeoutMs: PART_TIMEOUT_MS, signal });
      if (bytes !== offset + part.length) throw new AppError('internal', `The host has ${bytes} bytes of the file.`);
      offset = bytes;
    } catch (error) {
      const there = missingFrom(error, file.size);
      if (there === undefined || wasSentBack) throw error;
      [offset, wasSentBack] = [there, true];
    }
    onSent(offset);
  }
}

async function readPart(file: SlicedFile, offset: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(offset, offset + PART_BYTES).arrayBuffer());
  } catch (error) {
    throw new AppError('invalid', 'The file cannot be read. It may be a folder, or was changed, moved or removed.', {
      cause: error,
    });
  }
}

/** Where the host wants the file from, when it has less of it than was thought. */
function missingFrom(error: unknown, size: number): number | undefined {
  const { code, details } = asAppError(error);
  const bytes = details['bytes'];
  return code === 'conflict' && typeof bytes === 'number' && bytes < size ? bytes : undefined;
}
