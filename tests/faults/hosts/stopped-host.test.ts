import { afterEach, describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome, startHost } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { createAckLog } from './ack-log.ts';
import { checkKept, codeOf, createSession, sleep, whenReady } from './store-under-load.ts';

afterEach(cleanUpHosts);

describe.skipIf(process.platform === 'win32')('a host that is stopped (SIGSTOP) and goes on', () => {
  it('makes one row of the late commit and the change sent again', { timeout: 120_000 }, async () => {
    const count = rounds('stopped host', { test: 1, faults: 10 });
    const home = newHome();
    const [host, other] = [startHost({ home }), startHost({ home })];
    await Promise.all([whenReady(host), whenReady(other)]);
    const log = createAckLog(await createSession(host.client));
    let losses = { lost: 0, duplicated: 0 };
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'stopped host', round);
      // Between two frames, or in the middle of a request; one that stops within a commit keeps the write lock.
      const inTheMiddle = log.append(host.client, 600);
      const outcome = codeOf(inTheMiddle);
      await sleep(random.next() * 3);
      process.kill(host.pid, 'SIGSTOP');
      expect(await codeOf(log.append(host.client, 300))).toBe('timeout');
      expect([undefined, 'timeout']).toContain(await outcome);
      // By the same host as soon as it goes on, or first by another.
      const byAnother = random.chance(0.5) && (await codeOf(log.resend(other.client))) === undefined;
      process.kill(host.pid, 'SIGCONT');
      if (!byAnother) await log.resend(host.client);
      await log.append(host.client);
      losses = checkKept(home, [log]);
      expect(log.tailCount()).toBe(0);
    }
    recordFigures('stopped host', {
      fault: 'The host is stopped for longer than its client waits, then goes on.',
      rounds: count,
      acknowledged: log.acknowledgedCount(),
      ...losses,
    });
  });
});
