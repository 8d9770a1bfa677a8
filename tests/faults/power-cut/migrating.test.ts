import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { migrate, SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { openDatabase, openReadOnly } from '../../../native-host/database.ts';
import { lookAtStore } from '../../../native-host/look-at-store.ts';
import { isUnfinished, migrateStore } from '../../../native-host/migrate-store.ts';
import { holdStore } from '../../../native-host/store-lock.ts';
import { FIRST_ROWS, insert, migrateTo } from '../../migrations/at-version.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { cutPower } from './cut-power.ts';
import type { FileImages, Recording } from './disk-events.ts';
import type { FurtherLook } from './judge.ts';
import { recordHost } from './record-host.ts';
import { expectNoneBad, recordOrLoad } from './replay.ts';
import { createStateFolder, layOut, readStore } from './store-state.ts';
import { whyNoTrace } from './strace.ts';
import { sum } from './sum.ts';
import { createWorkload } from './workload.ts';

const reason = whyNoTrace();
const unless = reason ? ` (${reason})` : '';
afterEach(cleanUpHosts);

const ROUNDS_PER_RECORDING = 2500;
const OLD_VERSION = 3;
const OLD_MESSAGES = 20;

/** A migration that begins anew in a state costs as much as twenty states looked at. */
const MIGRATE_EVERY = 20;

/** A host that finds an old store, has it migrated by its maintenance process and then takes a few changes. */
function record(name: string): Promise<Recording> {
  const home = newHome();
  createOldStore(join(home, 'holdfast.db'));
  return recordHost({ name, home }, createWorkload(createRandom(faultSeed, name), 5));
}

/** A store as programs before version 4 left it: right sums, times in two forms, a journal instead of a write-ahead log. */
function createOldStore(path: string): void {
  const db = openDatabase(path);
  migrateTo(db, OLD_VERSION);
  db.transaction(() => {
    insert(db, 'sessions', { ...FIRST_ROWS.sessions, prompt_tokens: OLD_MESSAGES, completion_tokens: 0, cost: 0 });
    for (let sequence = 1; sequence <= OLD_MESSAGES; sequence++) {
      const created_at = sequence % 2 ? '2026-01-31 12:00:00' : '2026-01-31T12:00:00.000Z';
      const content = `text ${sequence} ${'and so on '.repeat(sequence * 10)}`;
      const changes = { id: `m${sequence}`, sequence, content, created_at, prompt_tokens: 1, completion_tokens: 0 };
      insert(db, 'messages', { ...FIRST_ROWS.messages, ...changes });
    }
  });
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
}

/** What must hold beyond the store itself: the copy, and that the migration goes on from here by itself. */
function lookFurther({ initial }: Recording): FurtherLook {
  const { original, migrated } = before(initial);
  let looks = 0;
  return (home) => {
    const copies = readdirSync(join(home, 'backups')).filter((name) => name.endsWith('.db'));
    // A copy of WAL mode would be changed by being read here.
    for (const name of copies) expect(fingerprintOfCopy(home, name), name).toBe(original);
    const { schemaVersion } = lookAtStore(join(home, 'holdfast.db'));
    if (schemaVersion > OLD_VERSION) expect(copies).toHaveLength(1);
    if (schemaVersion < SCHEMA_VERSION && looks++ % MIGRATE_EVERY > 0) return;
    const rows = goOn(home);
    if (schemaVersion < SCHEMA_VERSION) expect(rows).toEqual(migrated);
  };
}

/** The old store as it reads, and its rows after a migration that nothing cut. */
function before(initial: FileImages) {
  const { home, remove } = createStateFolder();
  try {
    layOut(home, initial);
    const migrated = goOn(home);
    layOut(home, initial);
    return { original: readStore(home).fingerprint, migrated };
  } finally {
    remove();
  }
}

function fingerprintOfCopy(home: string, name: string): string {
  const place = join(home, 'copy');
  copyFileSync(join(home, 'backups', name), `${place}.db`);
  assertOpens(`${place}.db`);
  return readStore(home, 'copy.db').fingerprint;
}

function assertOpens(path: string): void {
  const db = openReadOnly(path);
  expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  db.close();
}

/** What the next host does. The rows of the conversations it then has. */
function goOn(home: string): Record<string, unknown[]> {
  const [database, backups, locks] = ['holdfast.db', 'backups', 'locks'].map((name) => join(home, name)) as Place;
  const isOld = lookAtStore(database).schemaVersion < SCHEMA_VERSION;
  if (isOld || isUnfinished(database)) migrateStore({ database, backups, locks }, 0, () => {});
  const letGo = holdStore(locks);
  expect(letGo).toBeTypeOf('function');
  const db = openDatabase(database);
  try {
    assertSound(db);
    expect(db.get(WITHOUT_HASH)).toBeUndefined();
    const { sessions = [], messages = [], snapshots = [], recordings = [], analytics = [] } = allRows(db);
    return { sessions, messages, snapshots, recordings, analytics };
  } finally {
    db.close();
    letGo?.();
  }
}

/** The hashes are written after the last step, so a cut between the two leaves them to the next host. */
const WITHOUT_HASH = "SELECT 1 FROM messages WHERE status = 'complete' AND content_hash IS NULL";

type Place = [database: string, backups: string, locks: string];

describe('a power cut while an old store is migrated', () => {
  it.skipIf(reason)(
    `leaves every row, the verified copy, and a store that can be migrated further${unless}`,
    async () => {
      const count = rounds('power cut while migrating', { test: 10, faults: 20_000 });
      const recordings = Math.ceil(count / ROUNDS_PER_RECORDING);
      const results = [];
      for (let number = 0; number < recordings; number++) {
        const recording = await recordOrLoad(`migrating-${number}`, record);
        if (!recording) continue;
        const furtherLook = lookFurther(recording);
        const result = cutPower(recording, { seed: faultSeed, rounds: Math.ceil(count / recordings), furtherLook });
        expectNoneBad(recording, result);
        results.push(result);
      }
      recordFigures('power cut while migrating', {
        fault: 'Power cut while an old store is copied, verified and migrated, then used',
        ...sum(results),
      });
    },
  );

  it('leaves no message without its hash once a host has run again', () => {
    const { home, remove } = createStateFolder();
    onTestFinished(remove);
    layOut(home, new Map());
    createOldStore(join(home, 'holdfast.db'));
    // The state in question: every step done, no message hashed.
    const db = openDatabase(join(home, 'holdfast.db'));
    migrate(db);
    db.close();
    goOn(home);
  });
});
