import { statSync } from 'node:fs';
import { formatBytes } from '../../lib/format-size.ts';
import { freeBytes } from '../backups/list-backups.ts';
import type { FolderCheck } from './doctor-check.ts';

/** Besides a copy of the store: for the log and what is written next. */
const SPARE_BYTES = 200_000_000;

/** As large as SQLite lets the log stay (`journal_size_limit`): a larger one has not been emptied for long. */
const MAX_LOG_BYTES = 67_108_864;

/** A backup and what is written next have room. */
export const room: FolderCheck = {
  name: 'free space',
  step: 'looking at the disk',
  examine: ({ paths }) => judgeRoom(freeBytes(paths.home), sizeOf(paths.database)),
};

/** Whether `free` bytes are enough for a store of `store` bytes; undefined: the system does not say. */
export function judgeRoom(free: number | undefined, store: number): ReturnType<FolderCheck['examine']> {
  if (free === undefined) return { ok: true, detail: 'the disk does not say how much it has' };
  const detail = `${formatBytes(free)} free; the store has ${formatBytes(store)}`;
  if (free >= store + SPARE_BYTES) return { ok: true, detail };
  return { ok: false, detail: `${detail}: too little for a backup`, cure: 'Free some space on this disk.' };
}

/** What was committed comes into the store's file now and then. */
export const log: FolderCheck = {
  name: 'log',
  step: 'looking at the log',
  examine({ paths }) {
    const bytes = sizeOf(`${paths.database}-wal`);
    const detail = `${formatBytes(bytes)} beside the store`;
    if (bytes <= MAX_LOG_BYTES) return { ok: true, detail };
    return {
      ok: false,
      detail: `${detail}, more than it should keep; some program reads the store without an end`,
      cure: 'Restart the browsers.',
    };
  },
};

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
