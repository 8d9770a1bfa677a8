import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, type HostProcess, startHost } from '../../support/host-process.ts';
import { rounds } from '../../support/rounds.ts';
import { createAckLog, type Recorded } from './ack-log.ts';
import { canMount, canMountExt4, mountExt4, mountTmpfs, type SmallDisk } from './small-disks.ts';
import { checkKept, codeOf, createSession, whenReady } from './store-under-load.ts';

/** The fault is gone, and within this time the store is usable again. */
const BACK_WITHIN_MS = 5000;

const needsRoot = canMount() ? '' : ' (skipped: needs root on Linux, to mount)';
const needsExt4 = canMountExt4() ? '' : ' (skipped: needs root on Linux, loop devices and mkfs.ext4)';

afterEach(cleanUpHosts);

/** A host with a session on a disk, which is there until the test is over. */
async function beginOn(disk: SmallDisk): Promise<{ host: HostProcess; log: Recorded }> {
  onTestFinished(async () => {
    await cleanUpHosts();
    disk.unmount();
  });
  const host = startHost({ home: disk.folder });
  await whenReady(host);
  return { host, log: createAckLog(await createSession(host.client)) };
}

describe.skipIf(needsRoot)(`a disk that is read-only when the host starts${needsRoot}`, () => {
  it('is said, and the store opens by itself when it may be written', { timeout: 300_000 }, async () => {
    const count = rounds('read-only disk', { test: 1, faults: 10 });
    const disk = mountTmpfs(4);
    const { host: first, log } = await beginOn(disk);
    first.endInput();
    await first.exited;
    let losses = { lost: 0, duplicated: 0 };
    for (let round = 0; round < count; round++) {
      disk.setReadOnly(true);
      const host = startHost({ home: disk.folder });
      const failed = await host.waitFor(({ method }) => method === 'store/state');
      expect(failed['params']).toMatchObject({ state: 'failed' });
      expect(await codeOf(log.append(host.client))).toBe('read-only');
      disk.setReadOnly(false);
      const writableMs = performance.now();
      await whenReady(host);
      expect(performance.now() - writableMs).toBeLessThan(BACK_WITHIN_MS);
      await log.resend(host.client);
      await log.append(host.client);
      host.endInput();
      await host.exited;
      losses = checkKept(disk.folder, [log]);
    }
    recordFigures('read-only disk', {
      fault: 'The disk is read-only when the host starts, then writable.',
      rounds: count,
      acknowledged: log.acknowledgedCount(),
      ...losses,
    });
  });
});

describe.skipIf(needsExt4)(`a disk that turns read-only under a running host${needsExt4}`, () => {
  it('is said in those words, can still be read, and has everything that was acknowledged', async () => {
    const count = rounds('disk turns read-only', { test: 1, faults: 10 });
    const disk = mountExt4(16);
    const { host: first, log } = await beginOn(disk);
    let host = first;
    let losses = { lost: 0, duplicated: 0 };
    for (let round = 0; round < count; round++) {
      await log.append(host.client);
      disk.fail();
      expect(await codeOf(log.append(host.client))).toBe('read-only');
      expect(await codeOf(log.resend(host.client))).toBe('read-only');
      expect((await host.client.call('sessions/list', {})).sessions.length).toBe(1);
      // Such a disk is only given back to who lets go of it.
      host.kill();
      await host.exited;
      disk.repair();
      host = startHost({ home: disk.folder });
      await whenReady(host);
      await log.resend(host.client);
      await log.append(host.client);
    }
    host.endInput();
    await host.exited;
    losses = checkKept(disk.folder, [log]);
    recordFigures('disk turns read-only', {
      fault:
        'The system makes the disk read-only under a running host, as after an error; it is repaired and mounted again.',
      rounds: count,
      acknowledged: log.acknowledgedCount(),
      ...losses,
    });
  });
});
