import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { PATIENCE } from '../../native-host/begin-immediate.ts';
import { INSTALL_LOCK } from '../../native-host/install/install-host.ts';
import { claimLock } from '../../native-host/locks.ts';
import { ourNames } from '../../native-host/our-files.ts';
import { claimReply, workerLockName } from '../../native-host/reply-locks.ts';
import { WORKS, type Work } from '../../native-host/running-in-words.ts';
import { announceRunning } from '../../native-host/running-programs.ts';
import { HEALING, holdStore, takeStoreAlone } from '../../native-host/store-lock.ts';
import { MAINTENANCE_LOCK } from '../../native-host/workplace.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

it('ourNames knows every lock that there is', () => {
  const [locks, alone] = [temporaryFolder(), temporaryFolder()];
  const held = [
    ...[MAINTENANCE_LOCK, INSTALL_LOCK, workerLockName(newId())].map((name) => claimLock(locks, name)),
    ...Object.keys(WORKS).map((work) => announceRunning(locks, work as Work, '/home/host/0.1.0/main.mjs', '/home')),
    claimReply(locks, newId()),
    holdStore(locks),
    takeStoreAlone(alone, 1000, PATIENCE),
  ];
  writeFileSync(join(locks, HEALING), '{}');
  for (const folder of [locks, alone]) {
    expect(readdirSync(folder).length).toBeGreaterThan(0);
    expect(ourNames({ locks: folder }, 'locks').toSorted()).toEqual(readdirSync(folder).toSorted());
  }
  for (const letGo of held) letGo?.();
});
