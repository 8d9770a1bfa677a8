import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome, startHost } from '../../support/host-process.ts';
import { rounds } from '../../support/rounds.ts';
import { createAckLog } from './ack-log.ts';
import { checkKept, codeOf, createSession, sleep, whenReady } from './store-under-load.ts';

/** The fault is gone, and within this time the next change is acknowledged. */
const BACK_WITHIN_MS = 5000;

/** A host that waits for the lock answers late, but before its client gives up. */
const ANSWERED_WITHIN_MS = 10_000;

/** Longer than any wait for the lock. */
const LONG_HOLD_MS = 30_000;

afterEach(cleanUpHosts);

/** Another program holds the store's write lock for `holdMs`, while a client goes on asking. */
async function lockWhileAsking(holdMs: number) {
  const home = newHome();
  const host = startHost({ home });
  await whenReady(host);
  const log = createAckLog(await createSession(host.client));
  await log.append(host.client);

  const other = new Database(join(home, 'holdfast.db'));
  other.exec('BEGIN EXCLUSIVE');
  const released = sleep(holdMs).then(() => other.close());
  const endMs = performance.now() + holdMs;
  const codes = new Set<string | undefined>();
  while (performance.now() < endMs) {
    codes.add(log.tailCount() === 0 ? await codeOf(log.append(host.client)) : await codeOf(log.resend(host.client)));
    const readMs = performance.now();
    await host.client.call('sessions/list', {});
    expect(performance.now() - readMs).toBeLessThan(ANSWERED_WITHIN_MS);
  }
  await released;
  const releasedMs = performance.now();
  await log.resend(host.client);
  await log.append(host.client);
  const backMs = performance.now() - releasedMs;
  host.endInput();
  await host.exited;
  return { codes: [...codes], backMs, log, losses: checkKept(home, [log]) };
}

describe('a store that another program locks', () => {
  it('answers late or busy, never wrongly, and is back when the lock is gone', { timeout: 600_000 }, async () => {
    const count = rounds('locked store', { test: 1, faults: 10 });
    let acknowledged = 0;
    let slowestBackMs = 0;
    for (let round = 0; round < count; round++) {
      const [short, long] = await Promise.all([lockWhileAsking(1000), lockWhileAsking(LONG_HOLD_MS)]);
      expect(short.codes).toEqual([undefined]);
      expect(long.codes.filter((code) => code !== undefined)).toEqual(['busy']);
      for (const { backMs, log } of [short, long]) {
        expect(backMs).toBeLessThan(BACK_WITHIN_MS);
        slowestBackMs = Math.max(slowestBackMs, backMs);
        acknowledged += log.acknowledgedCount();
      }
    }
    recordFigures('locked store', {
      fault: `Another program holds the write lock for 1 s and for ${LONG_HOLD_MS / 1000} s.`,
      rounds: count * 2,
      acknowledged,
      lost: 0,
      duplicated: 0,
      note: `back ${Math.round(slowestBackMs)} ms after the release at the latest`,
    });
  });
});
