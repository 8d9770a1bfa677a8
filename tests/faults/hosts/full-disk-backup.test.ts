import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { filesIn } from '../../native-host/backups/kept-store.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { startTestHost } from '../../support/test-host.ts';
import { canMount, mountTmpfs } from './small-disks.ts';

const needsRoot = canMount() ? '' : ' (skipped: needs root on Linux, to mount)';
const MEGABYTES = 24;

/** A host whose store of some megabytes is on a small disk. */
function startOnSmallDisk() {
  const disk = mountTmpfs(MEGABYTES);
  onTestFinished(() => disk.unmount());
  const path = join(disk.folder, 'holdfast.db');
  copyFileSync(temporaryStorePath(), path);
  const host = startTestHost({ path });
  addSession(host.db, 'talk');
  for (let n = 0; n < 60; n++) addMessage(host.db, 'talk', `message ${n}`, { content: `${n} ${'x'.repeat(60_000)}` });
  host.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const folder = join(disk.folder, 'backups');
  return { disk, host, folder, storeBytes: statSync(path).size };
}

const hasFacts = (folder: string) => (name: string) =>
  existsSync(join(folder, name.replace(/\.(db|json)$/, '.json'))) &&
  existsSync(join(folder, name.replace(/\.(db|json)$/, '.db')));

describe.skipIf(needsRoot)(`a backup on a full disk${needsRoot}`, () => {
  it('is whole or not there, the store goes on, and so does the next backup when there is room', async () => {
    const { disk, host, folder, storeBytes } = startOnSmallDisk();
    const count = rounds('backup on a full disk', { test: 8, faults: 200 });
    const outcomes = new Set<string>();
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'backup on a full disk', round);
      const method = random.pick(['backups/create', 'backups/restore'] as const);
      host.clock.set(host.clock.now() + 1000);
      const { backup } = await host.client.call('backups/create', {});
      const before = allRows(host.db);
      const room = round === 0 ? 0 : round === 1 ? Math.round(storeBytes * 1.02) : random.below(storeBytes * 2);
      const empty = disk.fill(room);
      host.clock.set(host.clock.now() + 1000);
      const outcome = await host.client.call(method, { name: backup.name }).then(
        () => 'done',
        (error: unknown) => (error instanceof AppError ? error.code : String(error)),
      );
      outcomes.add(outcome);
      empty();
      expect(filesIn(folder).filter((name) => !hasFacts(folder)(name))).toEqual([]);
      const { store_info, ...rest } = allRows(host.db);
      expect({ ...rest, store_info: before['store_info'] }).toEqual(before);
      assertSound(host.db);
      for (const name of filesIn(folder)) rmSync(join(folder, name));
    }
    expect([...outcomes].sort()).toEqual(['disk-full', 'done']);
    await host.client.call('backups/create', {});
  });

  it('says how much room it needs and how much there is', async () => {
    const { disk, host } = startOnSmallDisk();
    const empty = disk.fill(1_000_000);
    const error = await host.client.call('backups/create', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/^A copy of the store needs \d+\.\d+ MB and the disk of .* has 9\d\d KB left/),
    });
    empty();
  });
});
