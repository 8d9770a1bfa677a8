import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimLock } from '../../../native-host/locks.ts';

// contend-for-lock <folder> <count>: claims and lets go so often; fails when another process is within the lock as well.
const [folder = '', count] = process.argv.slice(2);
const inside = join(folder, 'inside');
for (let held = 0; held < Number(count); ) {
  const release = claimLock(folder, 'a');
  if (!release) continue;
  writeFileSync(inside, '', { flag: 'wx' });
  rmSync(inside);
  release();
  held++;
}
