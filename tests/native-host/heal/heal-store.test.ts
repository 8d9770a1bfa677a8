import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setDraft } from '../../../lib/store/drafts.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { deleteSessionForever, trashSession, updateSession } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { getStoreFact, setStoreFact } from '../../../lib/store/store-info.ts';
import { backUp } from '../../../native-host/backups/back-up.ts';
import { healStore } from '../../../native-host/heal/heal-store.ts';
import { isDecided, SALVAGE_RULES } from '../../../native-host/heal/salvage-rules.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { holdStore } from '../../../native-host/store-lock.ts';
import { createWorkplace, type Workplace } from '../../../native-host/workplace.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { NOON_MS } from '../../support/fake-clock.ts';
import { runProgram } from '../../support/programs/run-program.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';

/** A data folder with a store of one talk. */
function startHome() {
  const path = temporaryStorePath();
  const paths = dataPaths({ HOLDFAST_HOME: dirname(path) }, process.platform, '');
  ensureDataFolders(paths);
  const db = openStoreAt(path);
  setStoreFact(db, 'id', 'the id of this store');
  addSession(db, 'talk');
  for (let n = 1; n <= 40; n++)
    addMessage(db, 'talk', `message ${n}`, { content: `${n} `.repeat(200), promptTokens: n });
  const place: Workplace = {
    ...createWorkplace({ paths, onProgress: () => {}, isCancelled: () => false }),
    now: () => NOON_MS,
  };
  return { paths, db, place };
}

/** Ends the use of a store, as the host does before it is put right. */
function close(db: SqlDatabase): void {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Overwrites a page of a table's leaves, or its root: what stands there cannot be read any more. */
function damage({ database }: DataPaths, page: number): Buffer {
  const bytes = readFileSync(database);
  bytes.fill(0x41, page * 4096, (page + 1) * 4096);
  writeFileSync(database, bytes);
  return bytes;
}

/** The number, from 0, of a page that holds rows of a table in the middle of it. */
function pageOf(db: SqlDatabase, table: string): number {
  const pages = db.all<{ pageno: number }>(
    "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
    [table],
  );
  return (pages[Math.floor(pages.length / 2)]?.pageno ?? 0) - 1;
}

const idsIn = (db: SqlDatabase) => db.all<{ id: string }>('SELECT id FROM messages').map(({ id }) => id);

describe('healStore', () => {
  it('restores the newest backup, salvages what came after it, and keeps the damaged file as it was', async () => {
    const { paths, db, place } = startHome();
    const { backup } = await backUp('daily', place);
    addSession(db, 'later');
    addMessage(db, 'later', 'later message', { content: 'After the backup' });
    updateSession(db, 'talk', { title: 'Newer title' });
    setDraft(db, { sessionId: 'talk', content: 'Typed since', updatedAt: at(3) });
    const before = allRows(db);
    const page = pageOf(db, 'messages');
    close(db);
    const damaged = damage(paths, page);

    const healed = await healStore('it could not be read', place);
    const sha256 = createHash('sha256').update(damaged).digest('hex');
    const folder = join(paths.quarantine, `2026-01-31T12-00-00.000Z-${sha256.slice(0, 12)}`);
    expect(healed).toEqual({
      damage: {
        at: '2026-01-31T12:00:00.000Z',
        cause: 'it could not be read',
        quarantine: folder,
        backup: backup.name,
        // The messages of the talk; the talk itself has a newer title.
        restored: 40,
        salvaged: 4,
        lost: 0,
      },
    });
    expect(readFileSync(join(folder, 'holdfast.db'))).toEqual(damaged);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual({
      ...healed.damage,
      problem: expect.stringContaining('SQLite'),
      sha256,
      rows: { salvaged: { sessions: 2, messages: 1, drafts: 1 }, lost: {}, madeUp: 0 },
    });
    const after = openStoreAt(paths.database);
    const { store_info, ...rows } = allRows(after);
    const { store_info: factsBefore, ...rowsBefore } = before;
    expect(rows).toEqual(rowsBefore);
    expect(getStoreFact(after, 'id')).toBe('the id of this store');
    expect(getStoreFact(after, 'damage')).toEqual(healed.damage);
    assertSound(after);
    expect(readdirSync(paths.home).filter((name) => name.includes('healing'))).toEqual([]);
  });

  it('makes a store that is gone anew of its newest backup, and of its log', async () => {
    const { paths, db, place } = startHome();
    const { backup } = await backUp('daily', place);
    const before = allRows(db);
    close(db);
    rmSync(paths.database);
    writeFileSync(`${paths.database}-wal`, 'what is left of it');
    const { damage } = await healStore('it is not there', place);
    expect(damage).toMatchObject({ backup: backup.name, restored: 41, salvaged: 0, lost: 0 });
    expect(readdirSync(damage?.quarantine ?? '').toSorted()).toEqual(['holdfast.db-wal', 'report.json']);
    const after = openStoreAt(paths.database);
    expect(allRows(after)['messages']).toEqual(before['messages']);
    assertSound(after);
  });

  it('makes none where there never was one, whatever files a person has put beside it', async () => {
    const { paths, db, place } = startHome();
    close(db);
    renameSync(paths.database, join(paths.backups, 'of another machine.db'));
    expect(await healStore('it is not there', place)).toEqual({ damage: null });
    expect(existsSync(paths.database)).toBe(false);
  });

  it('keeps commits that stood in the log alone, and the log as it was', async () => {
    const { paths, db, place } = startHome();
    const { backup } = await backUp('daily', place);
    const page = pageOf(db, 'messages');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    addSession(db, 'later');
    addMessage(db, 'later', 'later message', { content: 'In the log alone' });
    // What a process leaves that was killed: whoever closes a store last takes its log in.
    const left = ['', '-wal', '-shm'].map(
      (suffix) => [paths.database + suffix, readFileSync(paths.database + suffix)] as const,
    );
    db.close();
    for (const [file, bytes] of left) writeFileSync(file, bytes);
    const damaged = damage(paths, page);
    expect(damaged.includes('In the log alone')).toBe(false);

    const { damage: report } = await healStore('x', place);
    expect(report).toMatchObject({ backup: backup.name, restored: 41, salvaged: 2, lost: 0 });
    const [, log, index] = left.map(([, bytes]) => bytes);
    const kept = (name: string) => readFileSync(join(report?.quarantine ?? '', name));
    expect(kept('holdfast.db')).toEqual(damaged);
    expect(kept('holdfast.db-wal')).toEqual(log);
    expect(kept('holdfast.db-shm')).toEqual(index);
    const after = openStoreAt(paths.database);
    expect(idsIn(after)).toContain('later message');
    assertSound(after);
  });

  it('tells how many messages are lost that were known to be there', async () => {
    const { paths, db, place } = startHome();
    const page = pageOf(db, 'messages');
    close(db);
    damage(paths, page);
    const { damage: report } = await healStore('x', place);
    const after = openStoreAt(paths.database);
    const present = idsIn(after);
    expect(present.length).toBeGreaterThan(20);
    expect(present.length).toBeLessThan(40);
    expect(report).toMatchObject({
      backup: null,
      restored: 0,
      salvaged: present.length + 1,
      lost: 40 - present.length,
    });
    expect(getStoreFact(after, 'id')).toBe('the id of this store');
    assertSound(after);
  });

  it('does not take a text over that is not what was written', async () => {
    const { paths, db, place } = startHome();
    close(db);
    const bytes = readFileSync(paths.database);
    bytes.write('7 8 7 7 ', bytes.indexOf('7 7 7 7 '), 'latin1');
    writeFileSync(paths.database, bytes);
    const { damage: report } = await healStore('a hash that is wrong', place);
    expect(report).toMatchObject({ salvaged: 40, lost: 1 });
    const after = openStoreAt(paths.database);
    expect(idsIn(after)).not.toContain('message 7');
    assertSound(after);
  });

  it('knows a message whose hash is right for complete, whatever its status says now', async () => {
    const { paths, db, place } = startHome();
    const before = allRows(db)['messages'];
    db.exec("UPDATE messages SET status = 'comp1ete' WHERE id = 'message 7'");
    close(db);
    expect(await healStore('x', place)).toMatchObject({ damage: { salvaged: 41, lost: 0 } });
    expect(allRows(openStoreAt(paths.database))['messages']).toEqual(before);
  });

  it('takes a reply that was broken off over with a mark, or as the backup has it', async () => {
    const { paths, db, place } = startHome();
    addMessage(db, 'talk', 'half', { role: 'assistant', status: 'interrupted', content: 'Half a reply' });
    addMessage(db, 'talk', 'growing', { role: 'assistant', status: 'streaming', content: 'Grow' });
    await backUp('daily', place);
    updateMessage(db, 'growing', { content: 'Growing' }, at(1));
    const page = pageOf(db, 'snapshots');
    close(db);
    damage(paths, page);
    await healStore('x', place);
    const after = openStoreAt(paths.database);
    expect(
      after.all(
        "SELECT id, content, status, error_json IS NULL AS isUnmarked FROM messages WHERE status <> 'complete' ORDER BY id",
      ),
    ).toEqual([
      { id: 'growing', content: 'Growing', status: 'interrupted', isUnmarked: 0 },
      { id: 'half', content: 'Half a reply', status: 'interrupted', isUnmarked: 1 },
    ]);
    assertSound(after);
  });

  it('keeps in the trash what was moved there after the backup, and gives messages without a session one', async () => {
    const { paths, db, place } = startHome();
    await backUp('daily', place);
    trashSession(db, 'talk', at(5));
    addSession(db, 'lonely', { title: 'x'.repeat(3000) });
    addMessage(db, 'lonely', 'lonely message');
    const page = pageOf(db, 'analytics');
    close(db);
    const bytes = readFileSync(paths.database);
    // The moment at which it was made is none any more.
    const title = bytes.indexOf('x'.repeat(3000));
    bytes.write('yyyy', title + 3000, 'latin1');
    writeFileSync(paths.database, bytes);
    damage(paths, page);
    await healStore('x', place);
    const after = openStoreAt(paths.database);
    expect(after.all('SELECT id, title, deleted_at FROM sessions ORDER BY id')).toEqual([
      { id: 'lonely', title: 'Recovered conversation', deleted_at: null },
      { id: 'talk', title: 'Title of talk', deleted_at: at(5) },
    ]);
    assertSound(after);
  });

  it('does nothing to a store with which nothing is wrong', async () => {
    const { paths, db, place } = startHome();
    close(db);
    const before = readFileSync(paths.database);
    expect(await healStore('a mistake', place)).toEqual({ damage: null });
    expect(readFileSync(paths.database)).toEqual(before);
    expect(readdirSync(paths.quarantine)).toEqual([]);
  });

  it('takes an older backup where the newest one is damaged too', async () => {
    const { paths, db, place } = startHome();
    const { backup: older } = await backUp('daily', { ...place, now: () => NOON_MS - 86_400_000 });
    const { backup: newer } = await backUp('daily', place);
    close(db);
    for (const file of [paths.database, join(paths.backups, newer.name)])
      writeFileSync(file, 'no database '.repeat(1000));
    const { damage: report } = await healStore('x', place);
    expect(report).toMatchObject({ backup: older.name, restored: 41, salvaged: 0, lost: 0 });
    assertSound(openStoreAt(paths.database));
  });

  it('does not put a file in the place of the store that a person put among the backups', async () => {
    const { paths, db, place } = startHome();
    db.run('VACUUM INTO ?', [join(paths.backups, 'of-another.db')]);
    deleteSessionForever(db, 'talk');
    close(db);
    writeFileSync(paths.database, 'no database '.repeat(1000));
    const { damage: report } = await healStore('x', place);
    expect(report).toMatchObject({ backup: null, restored: 0, salvaged: 0 });
  });

  it('reads the tables of a file whose header is gone', async () => {
    const { paths, db, place } = startHome();
    const before = allRows(db);
    close(db);
    const bytes = readFileSync(paths.database);
    bytes.fill(0xff, 0, 100);
    writeFileSync(paths.database, bytes);
    const { damage: report } = await healStore('x', place);
    expect(report).toMatchObject({ backup: null, salvaged: 41, lost: 0 });
    expect(allRows(openStoreAt(paths.database))['messages']).toEqual(before['messages']);
  });

  it('waits until everybody has let go', async () => {
    const { paths, db, place } = startHome();
    close(db);
    writeFileSync(paths.database, 'no database '.repeat(1000));
    const program = runProgram('hold-store', [paths.locks]);
    await program.printed('held');
    await healStore('x', place);
    await program.printed('let go');
    expect(existsSync(join(paths.locks, 'store.wanted'))).toBe(false);
  });

  it.each([
    'copying the damaged file',
    'looking what is wrong',
    'checking the newest backup',
    'reading messages',
    'moving the damaged file away',
  ])('leaves everything as it was when its process is killed while %s', async (step) => {
    const { paths, db, place } = startHome();
    await backUp('daily', place);
    const page = pageOf(db, 'messages');
    close(db);
    const damaged = damage(paths, page);
    const program = runProgram('heal-store', [paths.home, step]);
    await program.printed(step);
    program.child.kill('SIGKILL');
    await program.ended;
    expect(readFileSync(paths.database)).toEqual(damaged);
    expect(readdirSync(paths.quarantine)).toEqual([]);
    expect(await healStore('again', place)).toMatchObject({ damage: { restored: 41, salvaged: 0, lost: 0 } });
    expect(readdirSync(paths.home).filter((name) => name.includes('healing'))).toEqual([]);
    assertSound(openStoreAt(paths.database));
  });

  it.each(['moved', 'noted'])('is ended by the next one when its process dies after it has %s', async (moment) => {
    const { paths, db, place } = startHome();
    close(db);
    const damaged = damage(paths, 1);
    const work = join(paths.home, 'holdfast-healing-abc');
    mkdirSync(work);
    const other = startHome();
    close(other.db);
    writeFileSync(join(work, 'healed.db'), readFileSync(other.paths.database));
    const folder = join(paths.quarantine, 'a-folder');
    const note = {
      healed: join(work, 'healed.db'),
      work,
      damage: { at: at(0), cause: 'x', quarantine: folder, backup: null, restored: 1, salvaged: 2, lost: 3 },
      report: { problem: 'y' },
    };
    writeFileSync(join(paths.locks, 'healing.json'), JSON.stringify(note));
    if (moment === 'moved') {
      mkdirSync(folder);
      writeFileSync(join(folder, 'holdfast.db'), damaged);
      writeFileSync(paths.database, readFileSync(note.healed));
      rmSync(note.healed);
    }
    expect(holdStore(paths.locks)).toBeUndefined();
    expect(await healStore('again', place)).toEqual({ damage: note.damage });
    expect(readFileSync(join(folder, 'holdfast.db'))).toEqual(damaged);
    expect(readdirSync(paths.locks)).toEqual([]);
    expect(existsSync(work)).toBe(false);
    holdStore(paths.locks)?.();
    assertSound(openStoreAt(paths.database));
  });
});

describe('isDecided', () => {
  it('knows every table of the store', () => {
    const tables = openStoreAt(temporaryStorePath()).all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    expect(tables.filter(({ name }) => !isDecided(name))).toEqual([]);
  });
});

describe('SALVAGE_RULES', () => {
  it.each(Object.entries(SALVAGE_RULES))('has a rule for every column of %s', (table, { entries }) => {
    const columns = openStoreAt(temporaryStorePath()).all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [
      table,
    ]);
    expect(Object.keys(entries).sort()).toEqual(columns.map(({ name }) => name).sort());
  });
});
