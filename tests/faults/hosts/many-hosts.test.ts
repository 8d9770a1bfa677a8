import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../native-host/database.ts';
import { isLongRun, recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../../support/host-process.ts';
import { createRandom, faultSeed, type Random, rounds } from '../../support/rounds.ts';
import { createAckLog, type Recorded } from './ack-log.ts';
import { checkKept, createSession, sleep, whenReady } from './store-under-load.ts';

const LONG_SECONDS = Number(process.env['HOLDFAST_FAULT_SECONDS'] ?? 240);

/** No request waits longer while others make progress. */
const MAX_WAIT_MS = 5000;

afterEach(cleanUpHosts);

/** Writes through `host` and those after it until `endMs`; each is killed after a random while. */
async function writeAndBeKilled(
  home: string,
  first: HostProcess,
  log: Recorded,
  random: Random,
  endMs: number,
): Promise<number> {
  let kills = 0;
  for (let host = first; performance.now() < endMs; host = startHost({ home })) {
    await whenReady(host);
    const killer = setTimeout(() => host.kill(), 200 + random.next() * 2000);
    await writeUntil(host, log, endMs);
    clearTimeout(killer);
    kills++;
    host.kill();
    await host.exited;
  }
  const last = startHost({ home });
  await whenReady(last);
  await log.resend(last.client);
  last.endInput();
  await last.exited;
  return kills;
}

async function writeUntil(host: HostProcess, log: Recorded, endMs: number): Promise<void> {
  try {
    await log.resend(host.client);
    while (performance.now() < endMs) await log.append(host.client);
  } catch (error) {
    // Above all not `busy`.
    expect(error).toMatchObject({ code: 'disconnected' });
  }
}

/** Empties the write-ahead log again and again, as no host does by itself. */
async function checkpointUntil(home: string, endMs: number): Promise<void> {
  const db = openDatabase(join(home, 'holdfast.db'));
  db.exec('PRAGMA busy_timeout = 0');
  while (performance.now() < endMs) {
    db.all('PRAGMA wal_checkpoint(TRUNCATE)');
    await sleep(50);
  }
  db.close();
}

describe('several hosts on one store', () => {
  it.each([
    { hosts: 2, testSeconds: 2 },
    { hosts: 8, testSeconds: 3 },
  ])(
    '$hosts write, checkpoint and are killed, and nothing is lost',
    { timeout: 4_000_000 },
    async ({ hosts, testSeconds }) => {
      const seconds = rounds(`${hosts} hosts`, { test: testSeconds, faults: LONG_SECONDS / 2 });
      const home = newHome();
      const first = startHost({ home });
      await whenReady(first);
      const sessionId = await createSession(first.client);
      const logs = Array.from({ length: hosts }, () => createAckLog(sessionId));
      const others = logs.map((log) => ({ log, host: startHost({ home }) }));
      // Eight starts take longer than the writing when the machine is busy.
      await Promise.all(others.map(({ host }) => whenReady(host)));
      const endMs = performance.now() + seconds * 1000;
      const writers = others.map(({ host, log }, index) =>
        writeAndBeKilled(home, host, log, createRandom(faultSeed, hosts, 'hosts', index), endMs),
      );
      const [kills] = await Promise.all([Promise.all(writers), checkpointUntil(home, endMs)]);
      first.kill();
      await first.exited;

      const losses = checkKept(home, logs);
      const slowestMs = Math.max(...logs.map((log) => log.slowestMs()));
      const counts = logs.map((log) => log.acknowledgedCount());
      const killCount = kills.reduce((sum, count) => sum + count, 0);
      expect(slowestMs).toBeLessThan(MAX_WAIT_MS);
      expect(Math.min(...counts)).toBeGreaterThan(0);
      const note = `${killCount} kills; longest wait ${Math.round(slowestMs)} ms; ${Math.min(...counts)} to ${Math.max(...counts)} writes a client`;
      if (!isLongRun) console.log(`${hosts} hosts: ${note}`);
      recordFigures(`${hosts} hosts`, {
        fault: `${hosts} hosts write to one store, checkpoint it and are killed at random, for ${seconds} s.`,
        rounds: killCount,
        acknowledged: counts.reduce((sum, count) => sum + count, 0),
        ...losses,
        note,
      });
    },
  );
});
