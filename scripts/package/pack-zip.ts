import { type Zippable, zipSync } from 'fflate';
import { type ArchiveFile, inOrder } from './archive-file.ts';
import type { PackOptions } from './pack-tar.ts';

const MADE_ON_UNIX = 3;

/** A zip of files, the same bytes for the same files on every machine. */
export function packZip(files: readonly ArchiveFile[], { time, level }: PackOptions): Uint8Array {
  const entries: Zippable = {};
  for (const { path, bytes, isProgram = false } of inOrder(files)) {
    // The upper half of a zip's attributes is the mode that Unix gives to a file.
    entries[path] = [bytes, { attrs: ((isProgram ? 0o100755 : 0o100644) << 16) >>> 0 }];
  }
  return zipSync(entries, { level, os: MADE_ON_UNIX, mtime: asIfHere(time) });
}

/** A zip has local times: what the clock says in Greenwich is written in every time zone. */
function asIfHere(time: Date): Date {
  return new Date(
    time.getUTCFullYear(),
    time.getUTCMonth(),
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
  );
}
