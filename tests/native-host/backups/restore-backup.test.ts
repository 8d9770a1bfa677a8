import { copyFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { setDraft } from '../../../lib/store/drafts.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { SCHEMA_VERSION, write } from '../../../lib/store/migrate.ts';
import { appendEvents } from '../../../lib/store/recording-events.ts';
import { startRecording, stopRecording } from '../../../lib/store/recordings.ts';
import { isSearchIndexComplete, resetSearchIndex } from '../../../lib/store/search-index.ts';
import { deleteSessionForever, trashSession, updateSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { restoreBackup } from '../../../native-host/backups/restore-backup.ts';
import { ruleOf } from '../../../native-host/backups/restore-rules.ts';
import { openDatabase, openReadOnly } from '../../../native-host/database.ts';
import type { Workplace } from '../../../native-host/workplace.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { createOlderStore, rowsOf } from '../../migrations/older-stores.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { runProgram } from '../../support/programs/run-program.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';
import { pathsAround, placeAt } from '../../support/transfer-places.ts';
import { filesIn, startWithStore } from './kept-store.ts';

const NAME = '2026-01-31T12-00-00.000Z-manual.db';
const OLDER = { version: 3, schema: 'printed', record: 'schema_version' } as const;

/** What a restore makes equal to the backup. */
function replacedRows(db: SqlDatabase): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(allRows(db)).filter(([table]) => ruleOf(table) === 'replaced'));
}

/** A safety copy may have been made, which the store knows of. */
function withoutFacts({ store_info, ...rest }: Record<string, unknown[]>): Record<string, unknown[]> {
  return rest;
}

/** Of each table one row changed, one removed and one added, where that can be. */
function changeEverything(db: SqlDatabase): void {
  updateSession(db, 'talk', { title: 'Another title' });
  db.run("UPDATE messages SET provider_json = '{}' WHERE id = 'question'");
  addMessage(db, 'talk', 'later');
  deleteSessionForever(db, 'other');
  addSession(db, 'new', { parentSessionId: 'talk', branchPoint: 1 });
  addMessage(db, 'new', 'in new');
  db.exec(`
    DELETE FROM snapshots;
    UPDATE recordings SET title = 'Other';
    INSERT INTO analytics (timestamp, event_type) VALUES ('${at(2)}', 'closed');
    DELETE FROM balance_history;
    DELETE FROM requests;
    INSERT INTO requests VALUES ('later request', '${at(2)}');
    INSERT INTO sweeps (started_at, reason, outcome) VALUES ('${at(2)}', 'due', 'done');
  `);
}

describe('backups/restore', () => {
  it('makes the sessions and all that belongs to them those of the backup, after a copy of what was there', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    const before = replacedRows(host.db);
    changeEverything(host.db);
    const changed = allRows(host.db);
    const compared = await host.client.call('backups/compare', { name: NAME });
    expect(compared).toEqual({
      store: { sessions: 2, messages: 4, newest: '2026-01-31T12:00:00.000Z' },
      backup: { sessions: 2, messages: 3, newest: '2026-01-31T12:00:00.000Z' },
      sessions: { onlyInBackup: 1, onlyInStore: 1, changed: 1 },
      messages: { onlyInBackup: 1, onlyInStore: 2, changed: 1 },
    });
    expect(allRows(host.db)).toEqual(changed);

    host.clock.set(host.clock.now() + 1000);
    const restored = await host.client.call('backups/restore', { name: NAME });
    const safetyBackup = '2026-01-31T12-00-01.000Z-before-restore.db';
    expect(restored).toEqual({ safetyBackup, sessions: compared.sessions, messages: compared.messages });
    const safety = openReadOnly(join(host.folder, safetyBackup));
    expect(replacedRows(safety)).toEqual(
      Object.fromEntries(Object.entries(changed).filter(([table]) => ruleOf(table) === 'replaced')),
    );
    safety.close();

    const half = { id: 'half', status: 'interrupted' };
    const expected = {
      ...before,
      messages: before['messages']?.map((row) =>
        (row as { id: string }).id === 'half' ? { ...(row as object), ...half } : row,
      ),
    };
    expect(replacedRows(host.db)).toEqual(expected);
    assertSound(host.db);
    expect(filesIn(host.folder).filter((name) => name.includes('.partial'))).toEqual([]);
    const again = await host.client.call('backups/compare', { name: NAME });
    const none = { onlyInBackup: 0, onlyInStore: 0, changed: 0 };
    expect([again.sessions, again.messages]).toEqual([none, none]);
  });

  it('keeps what recordings of the backup have got since, and nothing of recordings that began after it', async () => {
    const { db, client } = startWithStore();
    const start = (id: string) => startRecording(db, { id, sessionId: 'talk', title: id, createdAt: at(1) });
    const append = (id: string, ordinal: number) =>
      appendEvents(db, id, [{ ordinal, atMs: ordinal, type: 'x', data: { of: id } }]);
    start('running');
    append('running', 0);
    await client.call('backups/create', {});
    append('running', 1);
    start('later');
    append('later', 0);
    await client.call('backups/restore', { name: NAME });
    expect(db.all('SELECT recording_id, ordinal FROM recording_events')).toEqual([
      { recording_id: 'running', ordinal: 0 },
      { recording_id: 'running', ordinal: 1 },
    ]);
    expect(stopRecording(db, 'running', {}).state).toBe('stopped');
  });

  it('keeps what the store knows of itself, and every request that was applied', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    changeEverything(host.db);
    const { sweeps } = allRows(host.db);
    host.clock.set(host.clock.now() + 1000);
    await host.client.call('backups/restore', { name: NAME });
    const after = allRows(host.db);
    expect(after['sweeps']).toEqual(sweeps);
    expect(after['requests']).toEqual([
      { id: 'later request', applied_at: at(2) },
      { id: 'request', applied_at: at(1) },
    ]);
    expect(after['store_info']).toContainEqual({
      key: 'lastVerifiedBackupAt',
      value_json: '"2026-01-31T12:00:01.000Z"',
    });
  });

  it('keeps the newer of two drafts and of two preferences', async () => {
    const host = startWithStore();
    setDraft(host.db, { sessionId: 'other', content: 'Of the backup', updatedAt: at(9) });
    host.db.run("INSERT INTO preferences VALUES ('profile', 'sidepanel.ui', '1', ?)", [at(9)]);
    await host.client.call('backups/create', {});
    host.db.run('UPDATE drafts SET content = ?, updated_at = ?', ['Typed since', at(5)]);
    host.db.run('UPDATE preferences SET value_json = \'"light"\', updated_at = ?', [at(5)]);
    await host.client.call('backups/restore', { name: NAME });
    expect(host.db.all('SELECT * FROM drafts ORDER BY session_id')).toEqual([
      { session_id: 'other', content: 'Of the backup', updated_at: at(9) },
      { session_id: 'talk', content: 'Typed since', updated_at: at(5) },
    ]);
    expect(host.db.all('SELECT key, value_json FROM preferences ORDER BY key')).toEqual([
      { key: 'sidepanel.theme', value_json: '"light"' },
      { key: 'sidepanel.ui', value_json: '1' },
    ]);
  });

  it('keeps what was typed in a session that the backup does not have', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    addSession(host.db, 'new');
    setDraft(host.db, { sessionId: null, content: 'For no session', updatedAt: at(3) });
    setDraft(host.db, { sessionId: 'new', content: 'Typed in new', updatedAt: at(5) });
    await host.client.call('backups/restore', { name: NAME });
    expect(host.db.all('SELECT * FROM drafts ORDER BY session_id')).toEqual([
      { session_id: '', content: 'For no session\n\nTyped in new', updated_at: at(5) },
      { session_id: 'talk', content: 'Not sent', updated_at: at(1) },
    ]);
  });

  it('restores places that were exchanged, and sources', async () => {
    const host = startWithStore();
    host.db.exec("UPDATE sessions SET source = 'x', source_id = CASE id WHEN 'talk' THEN '1' ELSE '2' END");
    await host.client.call('backups/create', {});
    const before = replacedRows(host.db);
    host.db.exec(`
      UPDATE messages SET sequence = 9 WHERE id = 'question';
      UPDATE messages SET sequence = 1 WHERE id = 'answer';
      UPDATE messages SET sequence = 2 WHERE id = 'question';
      UPDATE sessions SET source_id = NULL;
      UPDATE sessions SET source_id = CASE id WHEN 'talk' THEN '2' ELSE '1' END;
    `);
    updateMessage(host.db, 'half', { status: 'interrupted' }, at(0));
    await host.client.call('backups/restore', { name: NAME });
    expect(replacedRows(host.db)['sessions']).toEqual(before['sessions']);
    expect(host.db.all('SELECT id, sequence FROM messages ORDER BY session_id, sequence')).toEqual([
      { id: 'half', sequence: 1 },
      { id: 'question', sequence: 1 },
      { id: 'answer', sequence: 2 },
    ]);
    assertSound(host.db);
  });

  it('brings a backup of an older version up to date in passing', async () => {
    const host = startWithStore();
    const file = join(host.folder, 'mine.db');
    createOlderStore(file, OLDER);
    const before = readFileSync(file);
    const { backup } = await host.client.call('backups/compare', { name: 'mine.db' });
    expect(backup.messages).toBe(33);
    await host.client.call('backups/restore', { name: 'mine.db' });
    expect(allRows(host.db)['messages']).toHaveLength(rowsOf(OLDER, 'upgraded').messages.length);
    expect(readFileSync(file)).toEqual(before);
    expect(filesIn(host.folder).filter((name) => name.includes('partial'))).toEqual([]);
    expect(host.db.all('PRAGMA foreign_key_check')).toEqual([]);
  });

  it('restores a copy of a living store with its log', async () => {
    const host = startWithStore();
    const before = replacedRows(host.db);
    for (const suffix of ['', '-wal']) copyFileSync(host.path + suffix, join(host.folder, `mine.db${suffix}`));
    deleteSessionForever(host.db, 'talk');
    await host.client.call('backups/restore', { name: 'mine.db' });
    expect(replacedRows(host.db)['snapshots']).toEqual(before['snapshots']);
    assertSound(host.db);
  });

  it('refuses a newer one and one that is no store, and changes nothing', async () => {
    const host = startWithStore();
    const newer = openDatabase(join(host.folder, 'newer.db'));
    newer.exec('CREATE TABLE sessions (id); CREATE TABLE messages (id); PRAGMA user_version = 900');
    newer.close();
    const other = openDatabase(join(host.folder, 'other.db'));
    other.exec('CREATE TABLE notes (id)');
    other.close();
    const odd = openDatabase(join(host.folder, 'odd.db'));
    odd.exec(
      `CREATE TABLE sessions (id); CREATE TABLE messages (id, status, content_hash); PRAGMA user_version = ${SCHEMA_VERSION}`,
    );
    odd.close();
    const before = allRows(host.db);
    for (const [name, code] of [
      ['newer.db', 'store-newer-than-host'],
      ['other.db', 'invalid'],
      ['odd.db', 'store-corrupt'],
    ] as const) {
      await expect(host.client.call('backups/compare', { name })).rejects.toMatchObject({ code });
      await expect(host.client.call('backups/restore', { name })).rejects.toMatchObject({ code });
    }
    expect(allRows(host.db)).toEqual(before);
  });

  it('does not let the backup go that it restores', async () => {
    const host = startWithStore();
    const name = '2025-01-31T12-00-00.000Z-daily.db';
    await host.client.call('backups/create', {});
    copyFileSync(join(host.folder, NAME), join(host.folder, name));
    for (const day of [1, 2, 3]) {
      copyFileSync(join(host.folder, NAME), join(host.folder, `2025-01-31T12-00-00.00${day}Z-daily.db`));
    }
    await host.client.call('backups/restore', { name });
    const left = filesIn(host.folder).filter((file) => file.startsWith('2025') && file.endsWith('.db'));
    // The room for all of them has gone long before.
    expect(left).toEqual([name]);
  });

  it('leaves the store as it was when it is cancelled', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    trashSession(host.db, 'talk', at(2));
    const before = allRows(host.db);
    const controller = new AbortController();
    const call = host.client.call(
      'backups/restore',
      { name: NAME },
      {
        signal: controller.signal,
        onProgress: (value) => (value as { step: string }).step.startsWith('copying') && controller.abort(),
      },
    );
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => filesIn(host.folder).filter((name) => name.includes('partial'))).toEqual([]);
    expect(allRows(host.db)).toEqual(before);
  });

  it('is done when its rows are there, whoever ends the filling of the search index after that', async () => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    trashSession(host.db, 'talk', at(2));
    // More than one slice fills, as after a restore of very many messages.
    for (let number = 0; number < 600; number++) addMessage(host.db, 'other', `later ${number}`);
    await host.client.call('backups/create', {});
    const [newer = ''] = filesIn(host.folder).filter((name) => name.endsWith('.db') && name !== NAME);
    write(host.db, () => resetSearchIndex(host.db));
    let isIndexing = false;
    const place: Workplace = {
      ...placeAt(pathsAround(host.path)),
      onProgress: (_, step) => {
        isIndexing ||= step.includes('index');
      },
      async pause() {
        if (isIndexing) throw new AppError('cancelled', 'Cancelled; nothing half done is left.');
      },
    };
    updateSession(host.db, 'other', { title: 'Another title' });
    expect(await restoreBackup(newer, place)).toMatchObject({ sessions: { changed: 1 } });
    expect(isIndexing).toBe(true);
    expect(host.db.get("SELECT title FROM sessions WHERE id = 'other'")).not.toEqual({ title: 'Another title' });
    expect(isSearchIndexComplete(host.db)).toBe(false);
  });

  it.each([
    'checking the backup',
    'copying the store as it is',
    'restoring sessions',
    'restoring messages',
    'restoring snapshots',
    'restoring balance_history',
  ])('leaves the store as it was when its process is killed while %s', async (step) => {
    const host = startWithStore();
    await host.client.call('backups/create', {});
    changeEverything(host.db);
    const before = withoutFacts(allRows(host.db));
    const program = runProgram('restore-backup', [dirname(host.path), NAME, step]);
    await program.printed(step);
    program.child.kill('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');
    expect(withoutFacts(allRows(host.db))).toEqual(before);
    assertSound(host.db);
    // Whatever it left behind is gone after the next one, which comes to its end.
    host.clock.set(host.clock.now() + 1000);
    await host.client.call('backups/restore', { name: NAME });
    expect((await host.client.call('backups/compare', { name: NAME })).messages).toEqual({
      onlyInBackup: 0,
      onlyInStore: 0,
      changed: 0,
    });
    expect(filesIn(host.folder).filter((file) => file.includes('partial'))).toEqual([]);
  });

  it('restores any store from a backup of any other', async () => {
    const change = fc.record({ table: fc.nat(5), row: fc.nat(9), kind: fc.nat(2) });
    const seed = 20_260_131;
    const property = fc.asyncProperty(
      fc.array(change, { maxLength: 25 }),
      fc.array(change, { maxLength: 25 }),
      async (first, then) => {
        const host = startWithStore();
        for (const one of first) makeChange(host.db, one);
        updateMessage(host.db, 'half', { status: 'interrupted' }, at(0));
        await host.client.call('backups/create', {});
        const before = replacedRows(host.db);
        for (const one of then) makeChange(host.db, one);
        host.clock.set(host.clock.now() + 1000);
        await host.client.call('backups/restore', { name: NAME });
        expect(replacedRows(host.db)).toEqual(before);
        assertSound(host.db);
      },
    );
    await fc.assert(property, { seed, numRuns: 15 });
  });
});

/** One change of one row; what cannot be done is passed over. */
function makeChange(db: SqlDatabase, { table, row, kind }: { table: number; row: number; kind: number }): void {
  const session = row % 3 === 0 ? 'talk' : `session ${row % 3}`;
  const attempt = [
    () =>
      kind === 0
        ? addSession(db, session)
        : kind === 1
          ? updateSession(db, session, { title: `Title ${row}` })
          : deleteSessionForever(db, session),
    () =>
      kind === 2
        ? trashSession(db, session, at(row))
        : addMessage(db, session, `message ${row} ${kind}`, { content: `Text ${row}`, promptTokens: row }),
    () =>
      addMessage(db, session, `reply ${row}`, {
        role: 'assistant',
        status: kind === 0 ? 'interrupted' : 'complete',
        cost: row / 4,
      }),
    () => db.run('UPDATE messages SET duration_ms = ? WHERE id = ?', [row, `message ${row} 0`]),
    () => db.run('DELETE FROM snapshots'),
    () => db.run("INSERT INTO analytics (timestamp, event_type) VALUES (?, 'x')", [at(row)]),
  ][table];
  try {
    attempt?.();
  } catch {
    // Not there, or there already.
  }
}

describe('ruleOf', () => {
  it('has decided about every table of the store', () => {
    const tables = openStoreAt(temporaryStorePath()).all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    expect(tables.filter(({ name }) => ruleOf(name) === undefined)).toEqual([]);
    expect(tables.length).toBeGreaterThan(10);
  });
});
