import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Sweep } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { BEING_PURGED } from '../../lib/store/purge.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { getStoreFact, setStoreFact } from '../../lib/store/store-info.ts';
import type { RunMaintenance } from '../../native-host/maintenance-process.ts';
import { createUpkeep } from '../../native-host/upkeep.ts';
import { addSession } from '../contract/rows.ts';
import { createFakeTimers, settled } from '../support/fake-timers.ts';
import { silentLog } from '../support/silent-log.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';

const HOUR_MS = 3600 * 1000;
const START_MS = Date.UTC(2026, 5, 30, 12);
const SWEEP = { outcome: 'done', startedAt: formatTimestamp(START_MS + 365 * 24 * HOUR_MS) } as Sweep;

/** A host's upkeep on a store, with runs that do what this says. */
function start(
  db: SqlDatabase,
  work: (kind: string, params: object) => Promise<unknown> = async () => ({ sweep: SWEEP }),
) {
  const timers = createFakeTimers(START_MS);
  const runs: [string, object][] = [];
  const said: [string, unknown][] = [];
  let removals = 0;
  const upkeep = createUpkeep({
    db: () => db,
    run: (async (kind: string, params: object) => {
      runs.push([kind, params]);
      return work(kind, params);
    }) as RunMaintenance,
    removeOldUploads: () => {
      removals += 1;
    },
    announce: (name, params) => said.push([name, params]),
    timers,
    now: timers.now,
    log: silentLog,
  });
  upkeep.start();
  return { upkeep, timers, runs, said, removals: () => removals };
}

/** What a run of each kind leaves behind. */
function doneBy(db: SqlDatabase, nowMs: () => number) {
  return async (kind: string): Promise<unknown> => {
    const now = formatTimestamp(nowMs());
    if (kind === 'backup') setStoreFact(db, 'lastVerifiedBackupAt', now);
    else db.run("INSERT INTO sweeps (started_at, reason, outcome) VALUES (?, 'scheduled', 'done')", [now]);
    return { sweep: SWEEP };
  };
}

function usedStore(): SqlDatabase {
  const db = openTemporaryStore();
  addSession(db, 's', { createdAt: formatTimestamp(START_MS) });
  return db;
}

describe('createUpkeep', () => {
  it('has old uploads removed at every look, also when nothing else is due', async () => {
    const db = usedStore();
    let nowMs = () => START_MS;
    const { timers, runs, removals } = start(db, (kind) => doneBy(db, nowMs)(kind));
    nowMs = timers.now;
    await timers.advance(3000);
    expect([runs.length, removals()]).toEqual([2, 1]);
    await timers.advance(5 * HOUR_MS);
    expect([runs.length, removals()]).toEqual([2, 6]);
  });

  it('has the backup made and then the sweep done soon after the start, and again a day later', async () => {
    const db = usedStore();
    let nowMs = () => START_MS;
    const { timers, runs, said } = start(db, (kind) => doneBy(db, nowMs)(kind));
    nowMs = timers.now;
    await timers.advance(3000);
    expect(runs).toEqual([
      ['backup', { reason: 'daily' }],
      ['sweep', { reason: 'scheduled', onlyIfDue: true }],
    ]);
    expect(said).toEqual([['sweep/done', { sweep: SWEEP }]]);
    await timers.advance(23 * HOUR_MS);
    expect(runs).toHaveLength(2);
    await timers.advance(2 * HOUR_MS);
    expect(runs.map(([kind]) => kind)).toEqual(['backup', 'sweep', 'backup', 'sweep']);
  });

  it('copies no store in which there is nothing', async () => {
    const { timers, runs } = start(openTemporaryStore());
    await timers.advance(3000);
    expect(runs.map(([kind]) => kind)).toEqual(['sweep']);
  });

  it('keeps every hour that the clock was right, unless it is not', async () => {
    const db = usedStore();
    const { timers } = start(db, (kind) => doneBy(db, timers.now)(kind));
    await timers.advance(3000 + HOUR_MS);
    expect(getStoreFact(db, 'lastSeenAt')).toBe(formatTimestamp(START_MS + 3000 + HOUR_MS));
    const ahead = formatTimestamp(START_MS + 100 * HOUR_MS);
    setStoreFact(db, 'lastSeenAt', ahead);
    await timers.advance(HOUR_MS);
    expect(getStoreFact(db, 'lastSeenAt')).toBe(ahead);
  });

  it('tells of a backup that failed, and sweeps all the same', async () => {
    const failing = async (kind: string) => {
      if (kind === 'backup') throw new AppError('disk-full', 'No room.');
      return { sweep: SWEEP };
    };
    const { timers, said } = start(usedStore(), failing);
    await timers.advance(3000);
    expect(said.map(([name]) => name)).toEqual(['backup/failed', 'sweep/done']);
    expect(said[0]).toEqual(['backup/failed', { code: 'disk-full', message: 'No room.' }]);
  });

  it('leaves it to another host to tell of the run that this one found done', async () => {
    const startedAt = formatTimestamp(START_MS);
    const { timers, said } = start(usedStore(), async () => ({ sweep: { ...SWEEP, startedAt } }));
    await timers.advance(3000);
    expect(said).toEqual([]);
  });

  it('says nothing when another run is under way, and looks again an hour later', async () => {
    const busy = async () => {
      throw new AppError('busy', 'Another one.');
    };
    const { timers, said, runs } = start(usedStore(), busy);
    await timers.advance(3000);
    expect(said).toEqual([]);
    await timers.advance(HOUR_MS);
    expect(runs).toHaveLength(4);
  });

  it('begins nothing while something it began goes on', async () => {
    const { timers, runs } = start(usedStore(), () => new Promise(() => {}));
    await timers.advance(3000 + 5 * HOUR_MS);
    expect(runs).toHaveLength(1);
  });

  it('looks again when the store could not be used', async () => {
    const broken = {
      get() {
        throw new AppError('busy', 'Given away.');
      },
    } as unknown as SqlDatabase;
    const { timers, runs } = start(broken);
    await timers.advance(3000 + HOUR_MS);
    expect(runs).toEqual([]);
    expect(timers.count()).toBe(1);
  });

  it('finishes together what was deleted for ever one after the other', async () => {
    const { upkeep, timers, runs } = start(usedStore());
    upkeep.finishDeleting();
    await timers.advance(1900);
    upkeep.finishDeleting();
    await timers.advance(1900);
    const asked = () => runs.filter(([, params]) => 'reason' in params && params.reason === 'deleted forever');
    expect(asked()).toEqual([]);
    await timers.advance(100);
    expect(asked()).toEqual([['sweep', { reason: 'deleted forever' }]]);
  });

  it('finishes first what was deleted for ever where the host before ended too early, whatever the clock says', async () => {
    const db = usedStore();
    db.run("UPDATE sessions SET deleted_at = ? WHERE id = 's'", [BEING_PURGED]);
    const done = doneBy(db, () => START_MS);
    const { timers, runs } = start(db, async (kind) => {
      if (kind === 'sweep') db.run('DELETE FROM sessions WHERE deleted_at = ?', [BEING_PURGED]);
      return done(kind);
    });
    setStoreFact(db, 'lastSeenAt', formatTimestamp(START_MS + 100 * HOUR_MS));
    await timers.advance(3000);
    expect(runs[0]).toEqual(['sweep', { reason: 'deleted forever' }]);
    await timers.advance(2 * HOUR_MS);
    expect(runs.filter(([, params]) => 'reason' in params && params.reason === 'deleted forever')).toHaveLength(1);
  });

  it('does nothing any more when it is stopped, not even when the store opens again', async () => {
    const { upkeep, timers, runs } = start(usedStore());
    upkeep.finishDeleting();
    upkeep.stop();
    upkeep.start();
    await timers.advance(30 * HOUR_MS);
    await settled();
    expect(runs).toEqual([]);
  });
});
