import { chmodSync, type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { counted, firstOf, REPAIR } from '../../lib/store/checks/check.ts';
import type { DataPaths } from '../paths.ts';
import type { FolderCheck } from './doctor-check.ts';

/** What is for the owner alone: no right of the group and of others. */
const FOREIGN_RIGHTS = 0o077;

/** Nobody else on this computer can read the conversations. */
export const permissions: FolderCheck = {
  name: 'permissions',
  step: 'looking at permissions',
  examine({ paths }) {
    if (process.platform === 'win32') {
      return { ok: true, detail: 'the data folder has those of your own folder, as Windows gives them' };
    }
    const open = findOpen(paths);
    if (open.length === 0) return { ok: true, detail: 'only you can read the data folder and the files in it' };
    const which = firstOf(open.map(({ path }) => path));
    return {
      ok: false,
      detail: `others may use ${counted(open.length, 'file or folder', 'files and folders')}: ${which}`,
      cure: REPAIR,
    };
  },
  repair({ paths }) {
    if (process.platform === 'win32') return undefined;
    const open = findOpen(paths);
    for (const { path, mode } of open) chmodSync(path, mode & ~FOREIGN_RIGHTS & 0o777);
    return open.length > 0
      ? `closed ${counted(open.length, 'file or folder', 'files and folders')} to others`
      : undefined;
  },
};

interface OpenFile {
  readonly path: string;
  readonly mode: number;
}

/** Of what the host keeps; the installed program is no secret. */
function findOpen({ home, database, backups, quarantine, locks, logs, uploads }: DataPaths): OpenFile[] {
  const files = ['', '-wal', '-shm'].map((suffix) => database + suffix);
  const inside = [backups, quarantine, locks, logs, uploads].flatMap((folder) => [folder, ...below(folder)]);
  return [home, ...files, ...inside].flatMap((path) => {
    const mode = look(path)?.mode ?? 0;
    return (mode & FOREIGN_RIGHTS) === 0 ? [] : [{ path, mode }];
  });
}

function below(folder: string): string[] {
  return entries(folder)
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

/** Files come and go while this looks. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
