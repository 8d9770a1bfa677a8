import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { resetSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { getStoreFact } from '../../../lib/store/store-info.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { claimLock } from '../../../native-host/locks.ts';
import type { DataPaths } from '../../../native-host/paths.ts';
import { workerLockName } from '../../../native-host/reply-locks.ts';
import { addMessage, withCode } from '../../contract/rows.ts';
import { createOlderStore } from '../../migrations/older-stores.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { openStoreAt, temporaryFolder } from '../../support/temporary-store.ts';
import { everythingIn, examine, inStore, NOW_MS, pathsIn, wellHome } from './ailing-store.ts';

const DAY_MS = 24 * 3600 * 1000;

interface Ailment {
  readonly what: string;
  /** The one check that fails. */
  readonly check: string;
  readonly spoil: (paths: DataPaths, db: SqlDatabase) => void;
  readonly detail: RegExp;
  /** What a repair says that it did; absent where it can do nothing. */
  readonly repaired?: unknown;
}

const MADE_ANEW = expect.stringMatching(
  /^made the store anew: 10 rows from .+-manual\.db, 0 from the damaged file, 0 lost; the damaged file is in .+$/,
);

const sql = (text: string) => (_: DataPaths, db: SqlDatabase) => db.exec(text);

/** Changes what only FTS5 may, in a file that nobody else has open. */
function unsafely(path: string, text: string): void {
  const raw = new Database(path);
  raw.unsafeMode();
  raw.exec(text);
  raw.close();
}

const AILMENTS: Ailment[] = [
  {
    what: 'a page that is no longer one',
    check: 'integrity',
    spoil({ database }, db) {
      const page = db.get<{ rootpage: number }>(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'idx_analytics_session'",
      );
      db.get('PRAGMA wal_checkpoint(TRUNCATE)');
      const file = openSync(database, 'r+');
      writeSync(file, Buffer.alloc(4096), 0, 4096, ((page?.rootpage ?? 0) - 1) * 4096);
      closeSync(file);
    },
    detail:
      /^SQLite finds \d+ problems? in the file; the first: ".+"\. Repair it in Health, or with holdfast doctor --repair\.$/,
    repaired: MADE_ANEW,
  },
  {
    what: 'messages without their session, and a branch without its parent',
    check: 'foreign keys',
    spoil: sql(
      "PRAGMA foreign_keys = OFF; DELETE FROM drafts; UPDATE snapshots SET session_id = NULL; DELETE FROM sessions WHERE id IN ('s2', 's3')",
    ),
    detail:
      /^rows refer to what is not there: 2 rows of messages to sessions, 1 row of sessions to sessions\. Repair it/,
    repaired: 'made 1 session anew for messages that had none, let 1 branch stand alone whose parent is gone',
  },
  {
    what: 'sums that are not those of the messages',
    check: 'totals',
    spoil: sql("UPDATE sessions SET message_count = 9 WHERE id = 's2'; UPDATE sessions SET cost = 7 WHERE id = 's1'"),
    detail: /^the sums of 2 sessions are not those of their messages: "Title of s1", "Title of s2"\. Repair it/,
    repaired: 'added up 2 sessions anew',
  },
  {
    what: 'a message before the first place',
    check: 'places',
    spoil: sql("UPDATE messages SET sequence = 0 WHERE id = 'm3'"),
    detail: /^messages stand at places below 1, where none is looked for: m3\. Restore a backup\.$/,
  },
  {
    what: 'a text that changed on the disk',
    check: 'content hashes',
    spoil: sql(
      "UPDATE messages SET content_hash = replace(content_hash, substr(content_hash, 1, 1), 'x') WHERE id = 'm1'",
    ),
    detail: /^1 message does not have the text as it was written: m1\. Repair it/,
    repaired: MADE_ANEW,
  },
  {
    what: 'a status that changed on the disk',
    check: 'content hashes',
    spoil: sql("UPDATE messages SET status = 'comp1ete' WHERE id = 'm1'"),
    detail: /^1 message has a hash, and a status that none with a hash has\. Repair it/,
    repaired: MADE_ANEW,
  },
  {
    what: 'complete messages without a hash',
    check: 'content hashes',
    spoil: sql("UPDATE messages SET content_hash = NULL WHERE session_id = 's1'"),
    detail: /^2 complete messages have no hash that would show damage\. Repair it/,
    repaired: 'gave 2 messages the hash of the text as it is now',
  },
  {
    what: 'a search index that lost its entries',
    check: 'search index',
    spoil: sql("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')"),
    detail: /^it does not hold what the messages say\. Repair it/,
    repaired: 'filled it anew from the messages',
  },
  {
    what: 'no search index',
    check: 'search index',
    spoil: sql('DROP TABLE messages_fts'),
    detail: /^there is none, so that nothing is found\. Repair it/,
    repaired: 'filled it anew from the messages',
  },
  {
    what: 'a search index that was not filled to its end',
    check: 'search index',
    spoil: (_, db) => db.transaction(() => resetSearchIndex(db)),
    detail: /^it was not filled to its end, so that not everything is found\. Repair it/,
    repaired: 'filled it anew from the messages',
  },
  {
    what: 'a damaged search index',
    check: 'search index',
    spoil({ database }, db) {
      db.close();
      unsafely(database, "UPDATE messages_fts_data SET block = x'00000000ffffffffffff' WHERE id > 10");
    },
    detail: /^it is damaged; the messages are not\. Repair it/,
    repaired: 'filled it anew from the messages',
  },
  {
    what: 'a draft and a snapshot of sessions that are gone',
    check: 'left behind',
    spoil: sql("UPDATE drafts SET session_id = 'gone'; UPDATE snapshots SET session_id = 'gone'"),
    detail: /^1 text that was typed and 1 snapshot of sessions that are gone\. Repair it/,
    repaired: 'put 1 text into the draft of a new session, kept 1 snapshot as of no session',
  },
  {
    what: 'a reply that nobody makes',
    check: 'replies',
    spoil: (_, db) => void addMessage(db, 's3', 'lost', { role: 'assistant', content: 'Half', status: 'streaming' }),
    detail: /^nobody makes 1 reply: lost\. Repair it/,
    repaired: 'called 1 reply interrupted; its text stays',
  },
  {
    what: 'two records of the version that disagree',
    check: 'schema',
    spoil: sql('PRAGMA user_version = 3'),
    detail: new RegExp(`^The store says that its schema is version ${SCHEMA_VERSION} in one place and 3 in another\\.`),
    repaired: MADE_ANEW,
  },
  {
    what: 'a newer store',
    check: 'schema',
    spoil: sql('PRAGMA user_version = 900; UPDATE schema_version SET version = 900'),
    detail: new RegExp(
      `^version 900 is newer than this program, which knows ${SCHEMA_VERSION} and leaves the store alone\\. Update the host\\.$`,
    ),
  },
  {
    what: 'no backup',
    check: 'backups',
    spoil: ({ backups }) => rmSync(backups, { recursive: true }),
    detail: /^there is none that was found whole\. Make one/,
  },
  {
    what: 'a clean-up that failed',
    check: 'sweep',
    spoil: sql(
      "INSERT INTO sweeps (started_at, reason, outcome, detail) VALUES ('2026-01-31T12:00:00.000Z', 'due', 'failed', 'Full.')",
    ),
    detail: /^the last one, 2026-01-31T12:00:00\.000Z, failed: Full\.$/,
  },
  {
    what: 'a clean-up that was refused',
    check: 'sweep',
    spoil: sql(
      "INSERT INTO sweeps (started_at, reason, outcome, detail) VALUES ('2026-01-31T12:00:00.000Z', 'due', 'refused', 'Odd.')",
    ),
    detail: /^the last one, 2026-01-31T12:00:00\.000Z, was refused: Odd\. Set the clock/,
  },
  {
    what: 'a log that nobody empties',
    check: 'log',
    spoil({ database }, db) {
      db.close();
      writeFileSync(`${database}-wal`, '', { mode: 0o600 });
      truncateSync(`${database}-wal`, 70_000_000);
    },
    detail: /^66.8 MB beside the store, more than it should keep/,
  },
];

if (process.platform !== 'win32') {
  AILMENTS.push({
    what: 'files that others can read',
    check: 'permissions',
    spoil({ database, logs }) {
      chmodSync(database, 0o644);
      chmodSync(logs, 0o755);
    },
    detail: /^others may use 2 files and folders: .+\/holdfast\.db, .+\/logs\. Repair it/,
    repaired: 'closed 2 files and folders to others',
  });
}

async function ill({ spoil }: Ailment): Promise<DataPaths> {
  const paths = await wellHome();
  inStore(paths, (db) => spoil(paths, db));
  return paths;
}

describe('runDoctor', () => {
  it('finds nothing wrong in a store that is as it should be, and says what it looked at', async () => {
    const paths = await wellHome();
    const checks = await examine(paths);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(Object.fromEntries(checks.map(({ name, detail }) => [name, detail]))).toEqual({
      store: expect.stringMatching(/^.+holdfast\.db, \d+ KB$/),
      schema: `version ${SCHEMA_VERSION}, the one of this program`,
      integrity: expect.stringMatching(/^SQLite finds nothing wrong in \d+ pages$/),
      'foreign keys': 'every row refers to one that is there',
      SQLite: expect.stringMatching(/^3\.\d+\.\d+$/),
      settings: expect.stringContaining('journal_mode wal, synchronous 2, foreign_keys 1'),
      replies: '0 being made, 0 waiting for a key or their turn',
      totals: 'the sums of 4 sessions are right',
      places: 'messages are numbered from 1 without a gap',
      'content hashes': '3 texts as they were written',
      'search index': 'it holds what 4 messages say',
      'left behind': 'every draft and snapshot has its session, or is of none',
      backups: expect.stringMatching(/^the newest verified one is 0 minutes old; 1 copy, \d+ KB$/),
      sweep: 'none yet',
      permissions: expect.any(String),
      'free space': expect.stringMatching(/free; the store has \d+ KB$/),
      log: expect.stringMatching(/^\d+ k?B beside the store$/),
      quarantine: 'empty: no store was found damaged or replaced',
    });
  });

  describe.each(AILMENTS)('with $what', (ailment) => {
    it('tells it by one check, and changes nothing', async () => {
      const paths = await ill(ailment);
      const before = everythingIn(paths);
      const failed = (await examine(paths)).filter(({ ok }) => !ok);
      expect(failed).toEqual([{ name: ailment.check, ok: false, detail: expect.stringMatching(ailment.detail) }]);
      expect(everythingIn(paths)).toEqual(before);
    });

    it(
      ailment.repaired ? 'repairs it, and then has nothing to repair' : 'repairs nothing, since it cannot',
      async () => {
        const paths = await ill(ailment);
        const repaired = (await examine(paths, true)).filter((check) => !check.ok || check.repaired !== undefined);
        expect(repaired).toEqual([
          ailment.repaired
            ? { name: ailment.check, ok: true, detail: expect.any(String), repaired: ailment.repaired }
            : { name: ailment.check, ok: false, detail: expect.stringMatching(ailment.detail) },
        ]);
        const before = everythingIn(paths);
        const again = await examine(paths, true);
        expect(again.filter((check) => check.repaired !== undefined)).toEqual([]);
        if (!ailment.repaired) return;
        expect(again.filter(({ ok }) => !ok)).toEqual([]);
        expect(everythingIn(paths)).toEqual(before);
        assertSound(openStoreAt(paths.database));
      },
    );
  });

  it('repairs several things at once, in the order in which they follow from each other', async () => {
    const paths = await wellHome();
    inStore(paths, (db) =>
      db.exec(`
        PRAGMA foreign_keys = OFF;
        DELETE FROM sessions WHERE id = 's2';
        INSERT INTO messages_fts (messages_fts) VALUES ('delete-all');
        UPDATE messages SET content_hash = NULL;
      `),
    );
    const checks = await examine(paths, true);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.flatMap(({ name, repaired }) => (repaired ? [name] : []))).toEqual([
      'foreign keys',
      'content hashes',
      'search index',
    ]);
    const db = openStoreAt(paths.database);
    expect(db.get("SELECT title, message_count, updated_at FROM sessions WHERE id = 's2'")).toEqual({
      title: 'Recovered conversation',
      message_count: 2,
      updated_at: '2026-01-31T12:00:00.000Z',
    });
    assertSound(db);
  });

  it('ends a reply that nobody makes although the search index was damaged, which ending it needs', async () => {
    const paths = await wellHome();
    inStore(paths, (db) => {
      addMessage(db, 's3', 'lost', { role: 'assistant', content: 'Half', status: 'streaming' });
      db.exec("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')");
    });
    unsafely(paths.database, "UPDATE messages_fts_data SET block = x'00000000ffffffffffff'");
    const checks = await examine(paths, true);
    expect(checks.flatMap(({ name, ok, repaired }) => (repaired ? [[name, ok]] : []))).toEqual([
      ['search index', true],
      ['replies', true],
    ]);
    assertSound(openStoreAt(paths.database));
  });

  it('makes the store anew where the file itself is damaged, and keeps that file', async () => {
    const [page] = AILMENTS;
    const paths = await wellHome();
    inStore(paths, (db) => {
      db.exec("UPDATE sessions SET message_count = 9 WHERE id = 's2'");
      page?.spoil(paths, db);
    });
    const before = readFileSync(paths.database);
    const checks = await examine(paths, true);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.flatMap(({ name, repaired }) => (repaired ? [name] : []))).toEqual(['integrity']);
    const [folder = ''] = readdirSync(paths.quarantine);
    expect(readFileSync(join(paths.quarantine, folder, 'holdfast.db'))).toEqual(before);
    assertSound(openStoreAt(paths.database));
  });

  it('keeps the counts of sessions whose messages have none: a program of before had them by session', async () => {
    const paths = await wellHome();
    inStore(paths, (db) => db.exec("UPDATE sessions SET prompt_tokens = 1000, cost = 3.5 WHERE id = 's2'"));
    expect((await examine(paths, true)).filter((check) => !check.ok || check.repaired)).toEqual([]);
    inStore(paths, (db) => db.exec("UPDATE sessions SET message_count = 0 WHERE id = 's2'"));
    await examine(paths, true);
    const db = openStoreAt(paths.database);
    expect(
      db.get("SELECT message_count, prompt_tokens, completion_tokens, cost FROM sessions WHERE id = 's2'"),
    ).toEqual({
      ...{ message_count: 2, prompt_tokens: 1000, completion_tokens: 0, cost: 3.5 },
    });
  });

  it('never gives a changed text a new hash, beside messages that get theirs', async () => {
    const paths = await wellHome();
    const right = inStore(paths, (db) => db.get("SELECT content_hash FROM messages WHERE id = 'm1'"));
    inStore(paths, (db) =>
      db.exec(
        "UPDATE messages SET content_hash = 'other' WHERE id = 'm1'; UPDATE messages SET content_hash = NULL WHERE id = 'm2'",
      ),
    );
    const check = (await examine(paths, true)).find(({ name }) => name === 'content hashes');
    expect(check).toEqual({
      ...{ name: 'content hashes', ok: true, repaired: MADE_ANEW },
      detail: '3 texts as they were written',
    });
    // That of the backup, with its text.
    expect(openStoreAt(paths.database).get("SELECT content_hash FROM messages WHERE id = 'm1'")).toEqual(right);
  });

  it('leaves a reply alone that a process makes, and tells of gaps that mean nothing', async () => {
    const paths = await wellHome();
    inStore(paths, (db) => {
      addMessage(db, 's3', 'made', { role: 'assistant', content: 'Half', status: 'streaming' });
      addMessage(db, 's3', 'queued', { role: 'assistant', content: '', status: 'queued' });
      db.exec("UPDATE messages SET sequence = 7 WHERE id = 'm4'");
    });
    onTestFinished(claimLock(paths.locks, workerLockName('made')) ?? (() => {}));
    const checks = await examine(paths, true);
    expect(checks.filter((check) => !check.ok || check.repaired)).toEqual([]);
    expect(checks.find(({ name }) => name === 'replies')?.detail).toBe(
      '1 being made, 1 waiting for a key or their turn',
    );
    expect(checks.find(({ name }) => name === 'places')?.detail).toBe(
      'messages are numbered from 1; gaps in 1 session, as older programs and imports leave them',
    );
  });

  it('tells when the last verified backup is a week old, and what was moved away', async () => {
    const paths = await wellHome();
    writeFileSync(join(paths.quarantine, 'damaged.db'), 'x'.repeat(5000), { mode: 0o600 });
    const late = await examine(paths, false, { now: () => NOW_MS + 8 * DAY_MS });
    expect(late.filter(({ ok }) => !ok)).toEqual([
      {
        ...{ name: 'backups', ok: false },
        detail: expect.stringMatching(/^the newest verified one is 8 days old; 1 copy, \d+ KB\. Make one/),
      },
    ]);
    expect(late.find(({ name }) => name === 'quarantine')?.detail).toBe(
      `1 damaged or replaced store kept, 4.88 KB, in ${paths.quarantine}`,
    );
  });

  it('tells in later runs what became of the rows of a damaged store, also when nothing of it is kept', async () => {
    const [page] = AILMENTS;
    const paths = await wellHome();
    inStore(paths, (db) => page?.spoil(paths, db));
    await examine(paths, true);
    const damage = inStore(paths, (db) => getStoreFact(db, 'damage'));
    const told = async () => (await examine(paths)).find(({ name }) => name === 'quarantine')?.detail;
    const rows = `the last damage, 2026-02-01T12:00:00.000Z: ${damage?.restored} rows restored, ${damage?.salvaged} salvaged, 0 lost`;
    expect(damage?.restored).toBeGreaterThan(0);
    expect(await told()).toMatch(/^1 damaged or replaced store kept, [\d.]+ KB, in .+; the last damage/);
    expect(await told()).toContain(rows);
    rmSync(paths.quarantine, { recursive: true });
    expect(await told()).toBe(`empty; ${rows}`);
  });

  it.each([
    ['text', 'This is a diary, and no database, but long enough to be taken for one. '.repeat(20)],
    ['a header with nothing behind it', `SQLite format 3\0${'x'.repeat(5000)}`],
  ])('tells of a store that is %s, and looks at the rest', async (_, bytes) => {
    const paths = await wellHome();
    writeFileSync(paths.database, bytes);
    const checks = await examine(paths);
    expect(checks.map(({ name }) => name)).toEqual(['store', 'permissions', 'free space', 'log', 'quarantine']);
    expect(checks[0]).toEqual({
      ...{ name: 'store', ok: false },
      detail: expect.stringMatching(
        /holdfast\.db: The store is (not a database|damaged)\. Nothing was deleted\. Repair it in Health, or with holdfast doctor --repair\.$/,
      ),
    });
    expect(readFileSync(paths.database, 'latin1')).toBe(bytes);
    const repaired = await examine(paths, true);
    expect(repaired.filter((check) => !check.ok || check.repaired)).toEqual([
      { name: 'store', ok: true, detail: expect.any(String), repaired: MADE_ANEW },
    ]);
  });

  it('looks at a store of an older version as far as that goes, and leaves it as it is', async () => {
    const paths = await wellHome();
    rmSync(paths.database);
    createOlderStore(paths.database, { version: 3, schema: 'printed', record: 'schema_version' });
    chmodSync(paths.database, 0o600);
    const before = everythingIn(paths);
    const checks = await examine(paths, true);
    expect(checks.map(({ name }) => name).slice(0, 6)).toEqual([
      ...['store', 'schema', 'integrity', 'foreign keys', 'SQLite', 'settings'],
    ]);
    expect(checks[1]?.detail).toMatch(new RegExp(`^version 3; it becomes ${SCHEMA_VERSION} when a panel opens`));
    expect(everythingIn(paths)).toEqual(before);
  });

  it('says where a store would be, and that backups are there when it is gone', async () => {
    const nowhere = pathsIn(join(temporaryFolder(), 'none'));
    expect(await examine(nowhere, true)).toEqual([
      { name: 'store', ok: true, detail: `none at ${nowhere.database} yet; open the panel once to make one` },
    ]);
    const paths = await wellHome();
    rmSync(paths.database);
    expect((await examine(paths))[0]).toEqual({
      ...{ name: 'store', ok: false },
      detail: expect.stringMatching(
        /^none at .+, but 1 backup\. Repair it in Health, or with holdfast doctor --repair\.$/,
      ),
    });
    expect((await examine(paths, true))[0]).toMatchObject({
      ...{ name: 'store', ok: true, repaired: expect.stringMatching(/^made the store anew: \d+ rows from /) },
    });
  });

  it('runs beside a host that writes, and waits for no other than a run of maintenance', async () => {
    const paths = await wellHome();
    const host = openDatabase(paths.database);
    onTestFinished(() => host.close());
    let written = 0;
    const pause = async () => void addMessage(host, 's3', `late ${++written}`);
    expect((await examine(paths, true, { pause })).filter((check) => !check.ok || check.repaired)).toEqual([]);
    expect(written).toBeGreaterThan(10);
    assertSound(host);
    expect(allRows(host)['messages']).toHaveLength(4 + written);
  });

  it('ends when it is cancelled, and gives way to a process that needs the store alone', async () => {
    const paths = await wellHome();
    const stop = { pause: () => Promise.reject(Object.assign(new Error(), { name: 'stopped' })) };
    await expect(examine(paths, false, stop)).rejects.toMatchObject({ name: 'stopped' });
    onTestFinished(claimLock(paths.locks, 'store') ?? (() => {}));
    await expect(examine(paths)).rejects.toEqual(withCode('busy'));
  });
});
