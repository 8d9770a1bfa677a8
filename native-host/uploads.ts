import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';
import type { ParsedParams, Result } from '../lib/protocol/methods.ts';
import { outOfOrder, requireModestPart, UPLOAD_MAX_AGE_MS, uploadGone } from '../lib/transfer/upload-rules.ts';
import { fileError } from './file-errors.ts';
import { isRunning } from './is-running.ts';
import { ourNames } from './our-files.ts';
import type { DataPaths } from './paths.ts';

const MAX_UPLOAD_BYTES = 8 * 1024 ** 3;

type Uploads = Pick<DataPaths, 'uploads'>;

/**
 * Adds a part to an uploaded file and returns how long that is now. Offset 0 begins anew; the last part sent a second time
 * changes nothing. Errors: `conflict` when parts are missing before it, `too-large`, `disk-full`, `read-only`; then the file
 * is as it was.
 */
export function putUpload(
  { uploads }: Uploads,
  { id, offset, base64 }: ParsedParams<'uploads/put'>,
): Result<'uploads/put'> {
  const bytes = Buffer.from(base64, 'base64');
  requireModestPart(bytes);
  if (offset + bytes.length > MAX_UPLOAD_BYTES) {
    throw new AppError('too-large', 'The file has more than 8 GiB. Import it with: holdfast import FILE');
  }
  try {
    if (offset === 0) removeOldUploads({ uploads }, Date.now());
    const file = openSync(uploadFile({ uploads }, id), offset === 0 ? 'w+' : 'r+', 0o600);
    try {
      return { bytes: putPart(file, offset, bytes) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isAbsence(error)) throw outOfOrder(offset, 0);
    throw fileError(error, uploads);
  }
}

/** Where an uploaded file is. The id is a UUID, so it leads nowhere else. */
function uploadFile({ uploads }: Uploads, id: string): string {
  return join(uploads, id.toLowerCase());
}

/** The file of an upload that is there. Errors: `not-found`. */
export function requireUpload(paths: Uploads, id: string): string {
  const file = uploadFile(paths, id);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw uploadGone();
}

/** A name for what is unpacked by this process; it goes when the process is gone. */
export function stagingName(id: string): string {
  return `staging-${process.pid}-${id}`;
}

/** Removes what was uploaded more than a day ago, since who did it has gone, and what processes that died unpacked. */
export function removeOldUploads(paths: Uploads, nowMs: number): void {
  for (const name of ourNames(paths, 'uploads')) {
    const file = join(paths.uploads, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: nowMs };
    const owner = /^staging-(\d+)-/.exec(name)?.[1];
    const isLeft = owner !== undefined && !isRunning(Number(owner));
    if (isLeft || nowMs - mtimeMs > UPLOAD_MAX_AGE_MS) rmSync(file, { force: true });
  }
}

function putPart(file: number, offset: number, bytes: Buffer): number {
  const { size } = fstatSync(file);
  if (offset !== size) {
    if (offset + bytes.length === size && hasAt(file, offset, bytes)) return size;
    throw outOfOrder(offset, size);
  }
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(file, bytes, written, bytes.length - written, offset + written);
    }
  } catch (error) {
    ftruncateSync(file, offset);
    throw error;
  }
  return offset + bytes.length;
}

function hasAt(file: number, offset: number, bytes: Buffer): boolean {
  const there = Buffer.alloc(bytes.length);
  return readSync(file, there, 0, there.length, offset) === there.length && there.equals(bytes);
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
