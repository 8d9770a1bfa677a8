import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file of an archive. */
export interface ArchiveFile {
  /** Within the archive, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Started by its name. */
  readonly isProgram?: boolean;
}

/** Every file of a folder and of those in it. */
export function readFiles(folder: string): ArchiveFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(folder, file).split(sep).join('/'), bytes: readFileSync(file) }));
}

/** A file of text. */
export function textFile(path: string, text: string): ArchiveFile {
  return { path, bytes: Buffer.from(text) };
}

/** The same order on every disk. */
export function inOrder(files: readonly ArchiveFile[]): ArchiveFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
