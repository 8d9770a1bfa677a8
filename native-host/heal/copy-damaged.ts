import { constants, copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { translateFileError } from '../verified-copy.ts';

/** Copies a database that may be damaged with its log, byte for byte, without looking into it; one that is gone as an empty file. Errors: `disk-full`, `read-only`. */
export function copyDamaged(from: string, to: string): void {
  try {
    if (!existsSync(from)) writeFileSync(to, '', { mode: 0o600 });
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix, constants.COPYFILE_FICLONE);
    }
  } catch (error) {
    throw translateFileError(error, dirname(to));
  }
}
