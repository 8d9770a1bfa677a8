import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, startHost } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { createAckLog } from './ack-log.ts';
import { canMount, mountTmpfs, type Tmpfs } from './small-disks.ts';
import { checkKept, codeOf, createSession, whenReady } from './store-under-load.ts';

/** The fault is gone, and within this time the store is usable again. */
const BACK_WITHIN_MS = 5000;

const needsRoot = canMount() ? '' : ' (skipped: needs root on Linux, to mount)';

function diskOf(megabytes: number): Tmpfs {
  const disk = mountTmpfs(megabytes);
  onTestFinished(async () => {
    await cleanUpHosts();
    disk.unmount();
  });
  return disk;
}

afterEach(cleanUpHosts);

describe.skipIf(needsRoot)(`a full disk${needsRoot}`, () => {
  it('refuses with disk-full, keeps what was acknowledged, and goes on by itself', { timeout: 300_000 }, async () => {
    const count = rounds('full disk', { test: 2, faults: 10 });
    const disk = diskOf(16);
    const host = startHost({ home: disk.folder });
    await whenReady(host);
    const log = createAckLog(await createSession(host.client), (n) => `${n} ${'x'.repeat((n * 7919) % 60_000)}`);
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'full disk', round);
      for (let n = random.below(5); n >= 0; n--) await log.append(host.client);
      const empty = disk.fill();
      // What the log file has room for is still taken.
      let code: string | undefined;
      while (code === undefined) code = await codeOf(log.append(host.client));
      expect(code).toBe('disk-full');
      expect(await codeOf(log.resend(host.client))).toBe('disk-full');
      await host.client.call('sessions/list', {});
      empty();
      await log.resend(host.client);
      await log.append(host.client);
    }
    host.endInput();
    await host.exited;
    const losses = checkKept(disk.folder, [log]);
    recordFigures('full disk', {
      fault: 'The disk is full while changes are written, then freed.',
      rounds: count,
      acknowledged: log.acknowledgedCount(),
      ...losses,
    });
  });

  it('is said at the start, and the store opens by itself when there is room', async () => {
    const disk = diskOf(4);
    const empty = disk.fill();
    const host = startHost({ home: disk.folder });
    const failed = await host.waitFor(({ method }) => method === 'store/state');
    expect(failed['params']).toMatchObject({ state: 'failed' });
    expect(await codeOf(host.client.call('sessions/list', {}))).toBe('disk-full');
    empty();
    const freedMs = performance.now();
    await whenReady(host);
    expect(performance.now() - freedMs).toBeLessThan(BACK_WITHIN_MS);
    await createSession(host.client);
  });
});
