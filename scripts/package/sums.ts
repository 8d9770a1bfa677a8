import { createHash } from 'node:crypto';
import { type ArchiveFile, inOrder } from './archive-file.ts';

/** SHA-256 of each file, as `sha256sum -c` and `shasum -c` read it. */
export function sumsOf(files: readonly ArchiveFile[]): string {
  return inOrder(files)
    .map(({ path, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`)
    .join('');
}
