import { afterEach, describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { createAckLog, type Recorded } from './ack-log.ts';
import { checkKept, createSession, sleep, whenReady } from './store-under-load.ts';

/** A client waits for one acknowledgement at a time; three at once leave a longer tail to a dying host. */
const AT_ONCE = 3;

afterEach(cleanUpHosts);

/** Appends until the host is gone. */
async function writeUntilGone(host: HostProcess, log: Recorded): Promise<void> {
  try {
    for (;;) await log.append(host.client);
  } catch (error) {
    expect(error).toMatchObject({ code: 'disconnected' });
  }
}

describe('a host killed under load', () => {
  it('has lost nothing it acknowledged, and takes what it did not once', { timeout: 1_800_000 }, async () => {
    const count = rounds('host killed under load', { test: 20, faults: 300 });
    const home = newHome();
    let host = startHost({ home });
    await whenReady(host);
    const log = createAckLog(await createSession(host.client), (n) => `${n} ${'x'.repeat((n * 997) % 20_000)}`);
    let losses = { lost: 0, duplicated: 0 };
    let resent = 0;
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'killed host', round);
      const writing = Array.from({ length: AT_ONCE }, () => writeUntilGone(host, log));
      await sleep(random.next() * 60);
      host.kill();
      await host.exited;
      await Promise.all(writing);
      if (random.chance(0.2)) checkKept(home, [log]);

      host = startHost({ home });
      if (random.chance(0.2)) {
        // Killed while it opens what the one before left behind.
        await sleep(random.next() * 150);
        host.kill();
        host = startHost({ home });
      }
      await whenReady(host);
      resent += log.tailCount();
      await log.resend(host.client);
      expect(log.tailCount()).toBe(0);
      losses = checkKept(home, [log]);
    }
    recordFigures('host killed under load', {
      fault: 'The host is killed at a random moment while three changes at a time are written.',
      rounds: count,
      acknowledged: log.acknowledgedCount(),
      ...losses,
      note: `${resent} changes without acknowledgement were sent again`,
    });
    expect(log.acknowledgedCount()).toBeGreaterThan(count);
  });
});
