import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { migrate, write } from '../../lib/store/migrate.ts';
import { createSearchIndex } from '../../lib/store/search-index.ts';
import { deleteSessionForever, trashSession } from '../../lib/store/sessions.ts';
import { createSnapshot } from '../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { DELETED_FOREVER, listSweeps } from '../../lib/store/sweeps.ts';
import { openDatabase, openReadOnly } from '../../native-host/database.ts';
import { runJob } from '../../native-host/jobs.ts';
import { claimLock } from '../../native-host/locks.ts';
import type { JobParams } from '../../native-host/maintenance-jobs.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { createWorkplace, type Workplace } from '../../native-host/workplace.ts';
import { addMessage, addSession, withCode } from '../contract/rows.ts';
import { assertSound } from '../support/assert-sound.ts';
import { openStoreAt, temporaryFolder } from '../support/temporary-store.ts';

const DAY_MS = 24 * 3600 * 1000;
const NOW_MS = Date.UTC(2026, 5, 30, 12);
const LONG_AGO = formatTimestamp(NOW_MS - 100 * DAY_MS);
/** Letters that stand nowhere else, and in no order that text has by chance. */
const MARKER = 'Qzjx7Wvkq9Hbf3Zgp';

/** A data folder with an empty store of this version, closed. */
function newStore(fill: (db: SqlDatabase) => void): DataPaths {
  const paths = dataPaths({ HOLDFAST_HOME: temporaryFolder() }, process.platform, '');
  ensureDataFolders(paths);
  const db = openDatabase(paths.database);
  migrate(db);
  write(db, () => createSearchIndex(db));
  fill(db);
  db.close();
  return paths;
}

function workplace(paths: DataPaths, changes: Partial<Workplace> = {}): Workplace {
  const place = createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false });
  return { ...place, now: () => NOW_MS, ...changes };
}

const sweepIn = (place: Workplace, params: Partial<JobParams<'sweep'>> = {}) =>
  runJob('sweep', { reason: 'test', confirmClock: true, ...params }, place);

/** Three letters that stand nowhere else: a term of the search index, which holds it in one piece. */
const TERM = '㐂㐄㐅';

/** Everything that stands in the store's file and in its log. */
function bytesOf({ database }: DataPaths): string {
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false }) ? readFileSync(`${database}-wal`, 'latin1') : '';
  return readFileSync(database, 'latin1') + log;
}

function fillWithTrash(db: SqlDatabase): void {
  for (const id of ['gone', 'stays']) {
    addSession(db, id, { createdAt: LONG_AGO, title: `Title ${id === 'gone' ? MARKER : ''}` });
    const text = id === 'gone' ? `${MARKER} ${TERM}` : 'Text';
    // Together, and few: the search index then has so few segments that it merges none by itself.
    db.transaction(() => {
      for (let index = 0; index < 60; index++) {
        addMessage(db, id, `${id} ${index}`, { content: `${text} ${'word '.repeat(200)}` });
      }
    });
  }
  const snapshot = { type: 'auto', trigger: { type: 'test' }, starred: false, sessionId: null } as const;
  createSnapshot(db, { ...snapshot, id: 'x', timestamp: LONG_AGO, ui: { draft: `${MARKER} in a snapshot` } });
  trashSession(db, 'gone', LONG_AGO);
}

describe('sweepStore', () => {
  it('leaves nothing of what it removed in the file and its log, and gives the room back', async () => {
    const paths = newStore(fillWithTrash);
    const bytesBefore = statSync(paths.database).size;
    expect(bytesOf(paths)).toContain(MARKER);
    // Somebody else has the store open, as a host has: its log is not emptied by closing.
    const host = openStoreAt(paths.database);
    const { sweep } = await sweepIn(workplace(paths));
    expect(sweep).toMatchObject({ outcome: 'done', sessionsPurged: 1, snapshotsDeleted: 1 });
    expect(bytesOf(paths)).not.toContain(MARKER);
    // The log holds nothing but the page on which it stands that the run is done.
    expect(statSync(`${paths.database}-wal`).size).toBe(32 + 24 + 4096);
    expect(host.get('PRAGMA freelist_count')).toEqual({ freelist_count: 0 });
    expect(statSync(paths.database).size).toBe(bytesBefore - sweep.bytesFreed);
    expect(sweep.bytesFreed).toBeGreaterThan(60_000);
    assertSound(host);
  });

  it('takes the log in before whoever saves a message would have to', async () => {
    const paths = newStore((db) => {
      for (let index = 0; index < 500; index++) {
        const snapshot = { type: 'auto', trigger: { type: 'test' }, starred: false, sessionId: null } as const;
        createSnapshot(db, { ...snapshot, id: `${index}`, timestamp: LONG_AGO, ui: { draft: 'x'.repeat(20_000) } });
      }
    });
    const host = openStoreAt(paths.database);
    const waiting: number[] = [];
    const pause = async () => {
      const state = host.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
      waiting.push(state ? state.log - state.checkpointed : Number.NaN);
    };
    await sweepIn(workplace(paths, { pause }));
    // Two snapshots a slice, and each time the log is taken in before it is longer than what it is taken in at and one more.
    expect(waiting.filter((pages) => pages >= 250).length).toBeGreaterThan(3);
    expect(Math.max(...waiting)).toBeLessThan(400);
  });

  it('leaves no letters of what it removed in the search index', async () => {
    const paths = newStore(fillWithTrash);
    const host = openStoreAt(paths.database);
    const inFile = () => bytesOf(paths).includes(Buffer.from(TERM).toString('latin1'));
    const found = () => host.all('SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?', [`"${TERM}"`]).length;
    expect([found(), inFile()]).toEqual([60, true]);
    // A run that was cut off before it came to the index.
    await expect(
      sweepIn(workplace(paths, { pause: () => Promise.reject(new AppError('busy', 'Cut off.')) })),
    ).rejects.toEqual(withCode('busy'));
    await sweepIn(workplace(paths));
    expect([found(), inFile()]).toEqual([0, false]);
    const terms = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'messages_fts', 'row')";
    host.exec(terms);
    expect(host.all("SELECT term FROM terms WHERE term IN ('qzj', 'zgp', ?)", [TERM])).toEqual([]);
    expect(host.get("SELECT term FROM terms WHERE term = 'wor'")).toEqual({ term: 'wor' });
    assertSound(host);
  });

  it('leaves the index as it found it when it is cancelled in the middle of a merge', async () => {
    const paths = newStore((db) => {
      fillWithTrash(db);
      db.transaction(() => {
        for (let n = 0; n < 400; n++) {
          const words = Array.from({ length: 60 }, (_, i) => ((n + 7) * (i + 11) * 7919).toString(36));
          addMessage(db, 'stays', `long ${n}`, { content: words.join(' ') });
        }
      });
    });
    const host = openStoreAt(paths.database);
    const automerge = () => host.get("SELECT v FROM messages_fts_config WHERE k = 'automerge'");
    const pause = async () => {
      if (Object.values(automerge() ?? {})[0] === 0) throw new AppError('cancelled', 'Cancelled.');
    };
    const { sweep } = await sweepIn(workplace(paths, { pause }));
    expect(sweep).toMatchObject({ outcome: 'cancelled', sessionsPurged: 1 });
    expect(automerge()).toEqual({ v: 4 });
  });

  it('takes out what was deleted for ever, once a host asks for it', async () => {
    const paths = newStore(fillWithTrash);
    const host = openStoreAt(paths.database);
    host.transaction(() => deleteSessionForever(host, 'gone'));
    host.run("DELETE FROM snapshots WHERE id = 'x'");
    expect(bytesOf(paths)).toContain(MARKER);
    await sweepIn(workplace(paths), { reason: DELETED_FOREVER, confirmClock: false });
    expect(host.all("SELECT id FROM sessions WHERE id = 'gone'")).toEqual([]);
    // The snapshot was deleted by other means.
    expect(bytesOf(paths).split(MARKER).length - 1).toBeLessThanOrEqual(1);
  });

  it('ends all the same while somebody reads what was there before', async () => {
    const paths = newStore(fillWithTrash);
    const reader = openReadOnly(paths.database);
    reader.exec('BEGIN');
    reader.get('SELECT count(*) FROM messages');
    let waitedMs = 0;
    const place = workplace(paths, {
      async pause(ms = 0) {
        waitedMs += ms;
      },
    });
    expect((await sweepIn(place)).sweep.outcome).toBe('done');
    expect(waitedMs).toBeGreaterThan(1000);
    reader.close();
    await sweepIn(workplace(paths));
    expect(bytesOf(paths)).not.toContain(MARKER);
  });

  it('waits for another run, says so, and gives up when told to', async () => {
    const paths = newStore(fillWithTrash);
    const release = claimLock(paths.locks, 'maintenance');
    const steps: string[] = [];
    let pauses = 0;
    const place = workplace(paths, {
      onProgress: (_, step) => steps.push(step),
      async pause() {
        if (++pauses === 3) release?.();
      },
    });
    expect((await sweepIn(place)).sweep.outcome).toBe('done');
    expect(steps[0]).toBe('waiting for another run');
    const other = claimLock(paths.locks, 'maintenance');
    const impatient = workplace(paths, { pause: async () => {} });
    await expect(sweepIn(impatient)).rejects.toEqual(withCode('busy'));
    other?.();
  });

  it('stops for a process that needs the store alone', async () => {
    const paths = newStore(fillWithTrash);
    const place = workplace(paths);
    const asking: unknown[] = [];
    const interrupted = sweepIn({
      ...place,
      async pause(ms) {
        asking.push(claimLock(paths.locks, 'store-wanted'));
        writeFileSync(`${paths.locks}/store.wanted`, '');
        await place.pause(ms);
      },
    });
    await expect(interrupted).rejects.toEqual(withCode('busy'));
    const db = openReadOnly(paths.database);
    expect(listSweeps(db, { limit: 1 }).sweeps).toMatchObject([{ outcome: 'failed' }]);
    db.close();
  });
});
