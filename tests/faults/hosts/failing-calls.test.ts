import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../../native-host/database.ts';
import { migrateStore } from '../../../native-host/migrate-store.ts';
import { createOlderStore } from '../../migrations/older-stores.ts';
import { allRows } from '../../support/assert-sound.ts';
import { NOON_MS } from '../../support/fake-clock.ts';
import { isLongRun, recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { createAckLog, type Recorded } from './ack-log.ts';
import { canTrace, type Fault, injectFault, limitFileSize, listFaults, startWithFault } from './failing-calls.ts';
import { checkKept, codeOf, createSession, whenReady } from './store-under-load.ts';

const needsStrace = canTrace() ? '' : ' (skipped: needs strace on Linux)';

/** What the client writes. `textBytes`: of each message. */
const LOADS = {
  /** Every call can be made to fail; the log is emptied when the host ends. */
  small: { appends: 8, textBytes: 2000 },
  /** The log is emptied in between: 4 MB, SQLite's own threshold. */
  large: { appends: 24, textBytes: 200_000 },
} as const;
type Load = keyof typeof LOADS;

const OLDER = { version: 3, schema: 'printed', record: 'schema_version' } as const;

/** Tried so often while a sticky fault lasts. */
const ATTEMPTS = 3;

afterEach(cleanUpHosts);

async function begin(load: Load): Promise<{ home: string; host: HostProcess; log: Recorded }> {
  const home = newHome();
  const host = startHost({ home });
  await whenReady(host);
  const log = createAckLog(await createSession(host.client), (n) => `${n} ${'x'.repeat(LOADS[load].textBytes)}`);
  await log.append(host.client);
  return { home, host, log };
}

/** Every fault that this load can meet. */
async function faultsUnder(load: Load): Promise<Fault[]> {
  const { home, host, log } = await begin(load);
  const list = await listFaults(host.pid, home);
  for (let n = 0; n < LOADS[load].appends; n++) await log.append(host.client);
  host.endInput();
  await host.exited;
  return list();
}

/** Writes until the fault has been met, then without it; what the client was told meanwhile. */
async function writeThrough(load: Load, fault: Fault): Promise<{ codes: string[]; log: Recorded }> {
  const { home, host, log } = await begin(load);
  const stop = await injectFault(host.pid, home, fault);
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < LOADS[load].appends; n++) {
    codes.push(await codeOf(log.append(host.client)));
    for (let attempt = 0; attempt < ATTEMPTS && log.tailCount() > 0; attempt++) {
      codes.push(await codeOf(log.resend(host.client)));
    }
    if (log.tailCount() > 0) break;
  }
  if (log.tailCount() > 0 && fault.outcome !== 'kill') {
    expect(fault.isSticky).toBe(true);
    await stop();
    // The same host, without anybody's doing.
    await log.resend(host.client);
    await log.append(host.client);
  }
  host.endInput();
  const { code, signal, strayBytes } = await host.exited;
  await stop();
  const ends = fault.outcome === 'kill' ? ['SIGKILL', 0] : [0];
  expect(ends).toContain(code ?? signal);
  expect(strayBytes).toBe(0);
  if (log.tailCount() > 0) await resendToNext(home, log);
  checkKept(home, [log]);
  // A long run would fill the disk.
  rmSync(home, { recursive: true });
  return { codes: codes.filter((code) => code !== undefined), log };
}

async function resendToNext(home: string, log: Recorded): Promise<void> {
  const next = startHost({ home });
  await whenReady(next);
  await log.resend(next.client);
  next.endInput();
  await next.exited;
}

/** Two at a time: each waits for processes more than it works. */
async function eachRound(count: number, run: (round: number) => Promise<void>): Promise<void> {
  const rounds = Array.from({ length: count }, (_, round) => round).values();
  const lane = async () => {
    for (const round of rounds) await run(round);
  };
  await Promise.all([lane(), lane()]);
}

describe.skipIf(needsStrace)(`calls of the system that fail${needsStrace}`, () => {
  it('are never acknowledged, and the host goes on with the next change', { timeout: 36_000_000 }, async () => {
    const all = [
      ...(await faultsUnder('small')).map((fault) => ({ load: 'small' as const, fault })),
      ...(await faultsUnder('large')).map((fault) => ({ load: 'large' as const, fault })),
    ];
    // Of the large load's thousands of writes, each as likely as one sync.
    const isWrite = ({ load, fault }: (typeof all)[number]) => load === 'large' && fault.call === 'pwrite64';
    const [many, few] = [all.filter(isWrite), all.filter((item) => !isWrite(item))];
    const count = rounds('failing calls', { test: 30, faults: few.length + 400 });
    const told = new Map<string, number>();
    let acknowledged = 0;
    await eachRound(count, async (round) => {
      const random = createRandom(faultSeed, 'failing calls', round);
      const next = isLongRun && count > few.length ? few[round] : random.chance(0.8) ? random.pick(few) : undefined;
      const { load, fault } = next ?? random.pick(many);
      const { codes, log } = await writeThrough(load, fault).catch((cause) => {
        throw new Error(`round ${round}, ${load} load: ${JSON.stringify(fault)}`, { cause });
      });
      for (const code of codes) told.set(`${fault.outcome} ${code}`, (told.get(`${fault.outcome} ${code}`) ?? 0) + 1);
      acknowledged += log.acknowledgedCount();
    });
    const allowed = ['EIO internal', 'ENOSPC internal', 'ENOSPC disk-full', 'short disk-full', 'kill disconnected'];
    expect([...told.keys()].filter((key) => !allowed.includes(key))).toEqual([]);
    const note = `answers: ${[...told].map(([key, times]) => `${key} ${times}`).join(', ')}`;
    console.log(`${few.length} + ${many.length} faults; ${note}`);
    recordFigures('failing calls', {
      fault:
        'A write, a sync, a truncation or a removal fails with EIO or ENOSPC, once or from then on, or kills the host; or a write is short.',
      rounds: count,
      acknowledged,
      lost: 0,
      duplicated: 0,
      note,
    });
  });

  it('are never acknowledged when a part of a write reached the disk', { timeout: 36_000_000 }, async () => {
    const count = rounds('writes cut short', { test: 4, faults: 200 });
    let acknowledged = 0;
    await eachRound(count, async (round) => {
      const random = createRandom(faultSeed, 'writes cut short', round);
      const { home, host, log } = await begin('small');
      for (let n = random.below(LOADS.small.appends); n > 0; n--) await log.append(host.client);
      const { size } = statSync(join(home, 'holdfast.db-wal'));
      limitFileSize(host.pid, size + random.below(3 * LOADS.small.textBytes));
      const codes: (string | undefined)[] = [];
      while (log.tailCount() === 0) codes.push(await codeOf(log.append(host.client)));
      codes.push(await codeOf(log.resend(host.client)));
      expect([...new Set(codes)].filter((code) => code !== undefined)).toEqual(['internal']);
      limitFileSize(host.pid, undefined);
      if (random.chance(0.5)) {
        await log.resend(host.client);
        await log.append(host.client);
      }
      host.kill();
      await host.exited;
      if (log.tailCount() > 0) await resendToNext(home, log);
      checkKept(home, [log]);
      acknowledged += log.acknowledgedCount();
      rmSync(home, { recursive: true });
    });
    recordFigures('writes cut short', {
      fault: 'A write of the host is cut short: a part of it reaches the disk, the next one fails.',
      rounds: count,
      acknowledged,
      lost: 0,
      duplicated: 0,
    });
  });

  it.each(['a store that a killed host left behind', 'an older store'])(
    'leave %s whole when they meet the start of a host',
    { timeout: 36_000_000 },
    async (name) => {
      const all = await startWithFault((await storeOf(name)).home);
      const count = rounds(name, { test: 4, faults: all.length });
      let acknowledged = 0;
      await eachRound(count, async (round) => {
        const random = createRandom(faultSeed, name, round);
        const fault = (count === all.length ? all[round] : undefined) ?? random.pick(all);
        const { home, check } = await storeOf(name);
        await startWithFault(home, fault);
        const kept = await check().catch((cause) => {
          throw new Error(`round ${round}: ${JSON.stringify(fault)}`, { cause });
        });
        acknowledged += kept;
        rmSync(home, { recursive: true });
      });
      recordFigures(`failing calls, ${name}`, {
        fault: `A call of the system fails, or kills, while a host opens ${name}.`,
        rounds: count,
        acknowledged,
        lost: 0,
        duplicated: 0,
      });
    },
  );
});

/** A store to open, and what looks afterwards whether the next host finds all of it; that returns how much. */
async function storeOf(name: string): Promise<{ home: string; check: () => Promise<number> }> {
  if (name !== 'an older store') {
    const { home, host, log } = await begin('small');
    host.kill();
    await host.exited;
    return {
      home,
      async check() {
        const next = startHost({ home });
        await whenReady(next);
        await log.append(next.client);
        next.endInput();
        await next.exited;
        checkKept(home, [log]);
        return log.acknowledgedCount();
      },
    };
  }
  const home = newHome();
  createOlderStore(join(home, 'holdfast.db'), OLDER);
  return {
    home,
    async check() {
      const next = startHost({ home });
      await whenReady(next);
      const db = openReadOnly(join(home, 'holdfast.db'));
      const { sessions, messages } = allRows(db);
      expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      db.close();
      expect({ sessions, messages }).toEqual(migratedRows());
      await createSession(next.client);
      next.endInput();
      await next.exited;
      return messages?.length ?? 0;
    },
  };
}

/** The older store as it is when nothing failed. */
function migratedRows(): Record<string, unknown> {
  const path = join(newHome(), 'holdfast.db');
  createOlderStore(path, OLDER);
  const backups = newHome();
  migrateStore({ database: path, backups, locks: backups }, NOON_MS, () => {});
  const db = openReadOnly(path);
  const { sessions, messages } = allRows(db);
  db.close();
  return { sessions, messages };
}
