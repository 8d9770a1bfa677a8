import { AppError } from '../protocol/errors.ts';

/** Bytes of one part: a request has 64 MiB, and base64 takes a third more than it carries. */
const MAX_PART_BYTES = 16 * 1024 * 1024;

/** What nobody has imported in a day is not wanted any more. */
export const UPLOAD_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** Errors: `too-large` for a part that is too long. */
export function requireModestPart(bytes: Uint8Array): void {
  if (bytes.length <= MAX_PART_BYTES) return;
  throw new AppError('too-large', `A part of a file has at most ${MAX_PART_BYTES} bytes. Send smaller ones.`);
}

/** What is said of a part for `offset` of a file of `size` bytes; `details.bytes`: from where to send it. */
export function outOfOrder(offset: number, size: number): AppError {
  return new AppError(
    'conflict',
    `A part for byte ${offset} came, but the file has ${size} bytes. Send it from there.`,
    { details: { bytes: size } },
  );
}

/** What is said of an upload that is not there. */
export function uploadGone(): AppError {
  return new AppError('not-found', 'The uploaded file is gone: uploads are kept for a day. Choose the file again.');
}
