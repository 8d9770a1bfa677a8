import { readdirSync } from 'node:fs';
import { counted, type Finding } from '../../lib/store/checks/check.ts';
import { isLockHeld } from '../locks.ts';
import { isStoreWanted } from '../store-lock.ts';
import type { FolderCheck } from './doctor-check.ts';

/** The locks between processes work, which this run has shown by taking its own, and none is held for ever. */
export const locks: FolderCheck = {
  name: 'locks',
  step: 'looking at locks',
  examine: ({ paths }) => judgeLocks(paths.locks),
};

function judgeLocks(folder: string): Finding {
  const held = readdirSync(folder)
    .filter((name) => /^(reply|worker)-.+\.db$/.test(name))
    .filter((name) => isLockHeld(folder, decodeURIComponent(name.slice(0, -'.db'.length))));
  if (isStoreWanted(folder)) {
    return { ok: false, detail: 'a process asks for the store alone and does not get it. Close the other browsers.' };
  }
  return { ok: true, detail: `they can be taken; ${counted(held.length, 'is', 'are')} held for replies` };
}
