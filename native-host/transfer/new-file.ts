import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import { fileError } from '../file-errors.ts';
import { isRunning } from '../is-running.ts';
import { syncFolder } from '../verified-copy.ts';

/** Where a file goes, and what it would like to be called; `ending` with its point. */
export interface NewFile {
  readonly folder: string;
  readonly name: string;
  readonly ending: string;
  /** This name or none; otherwise one that is taken gets `-2`. */
  readonly isExact?: boolean;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes a file that its owner alone can read, under a name that nothing had. Until the last byte is on disk it is called
 * `….partial`; when anything fails, it is gone. Errors: those of `content`, `disk-full`, `read-only`, `conflict`.
 */
export async function writeNewFile(target: NewFile, content: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
  const partial = join(target.folder, `${target.name}${target.ending}.${process.pid}.partial`);
  try {
    mkdirSync(target.folder, { recursive: true });
    removeLeftParts(target.folder);
    const written = await writeAndSync(partial, content);
    const name = publish(partial, target);
    syncFolder(target.folder);
    return { name, ...written };
  } catch (error) {
    removeQuietly(partial);
    throw fileError(error, target.folder);
  }
}

/** What is left must not hide why it is left. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder is none, or cannot be written.
  }
}

/** What exports left that were killed. */
function removeLeftParts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /\.(?:holdfast|json|md|zip)\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeQuietly(join(folder, name));
  }
}

/** Left to the end, all of it would go to the disk at once, and whoever wants a message saved in that moment would wait for it. */
const SYNC_BYTES = 1024 * 1024;

async function writeAndSync(path: string, content: AsyncIterable<Uint8Array>): Promise<Omit<WrittenFile, 'name'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  let syncedBytes = 0;
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
      if (bytes - syncedBytes < SYNC_BYTES) continue;
      await file.datasync();
      syncedBytes = bytes;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Gives the file its name, the first one that is free, and returns it. */
function publish(partial: string, { folder, name, ending, isExact = false }: NewFile): string {
  for (let number = 1; ; number++) {
    const free = `${number === 1 ? name : `${name}-${number}`}${ending}`;
    if (moveIfFree(partial, join(folder, free))) return free;
    if (isExact) throw new AppError('conflict', `${join(folder, free)} exists already. Choose another name.`);
  }
}

/** A rename would replace what is there. */
function moveIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    // Some file systems have no second names, as those of most memory sticks.
    if (existsSync(to)) return false;
    renameSync(from, to);
    return true;
  }
  // It has its name; one that it cannot lose goes with the next export.
  removeQuietly(from);
  return true;
}
