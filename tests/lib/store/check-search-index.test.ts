import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSearchIndex, isSearchIndexPlausible } from '../../../lib/store/check-search-index.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { createSearchIndex, fillSearchIndex, resetSearchIndex } from '../../../lib/store/search-index.ts';
import { deleteSessionForever } from '../../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import {
  openStoreAt,
  openStoreWithoutSearchIndex,
  openTemporaryStore,
  temporaryFolder,
  temporaryStorePath,
} from '../../support/temporary-store.ts';

/** Thirty messages, one of which grows. */
function fillStore(db: SqlDatabase): SqlDatabase {
  addSession(db, 's1');
  for (let n = 1; n <= 29; n++)
    addMessage(db, 's1', `m${n}`, { content: `the text ${n * 7919} of message ${n}, 漢字` });
  addMessage(db, 's1', 'growing', { content: 'half a rep', status: 'streaming' });
  return db;
}

/** What the comparison says, after all its steps. */
function compare(db: SqlDatabase): boolean {
  const steps = compareSearchIndex(db);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Scripts, folded letters, quotes, what is short, NUL, and characters of four bytes. */
const ANY_TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('a', 'É', 'ß', '"', "'", '漢', '\u{1F469}', '\u0301', ' ', '\0', 'İ', 'Σ'),
    maxLength: 30,
  }),
);

const CORRUPT_VTAB = expect.objectContaining({ details: { sqliteCode: 'SQLITE_CORRUPT_VTAB' } });

/** Ways in which an index is no longer that of its messages. */
const WRONG: Record<string, (db: SqlDatabase) => void> = {
  'a message was never added': (db) => {
    db.exec(
      "INSERT INTO messages (id, session_id, role, content, created_at, sequence) VALUES ('x', 's1', 'user', 'new text', '', 99)",
    );
  },
  'a message was deleted behind its back': (db) => db.exec("DELETE FROM messages WHERE id = 'm7'"),
  'a text was changed behind its back': (db) => db.exec("UPDATE messages SET content = 'other' WHERE id = 'm7'"),
  'the rows have got other numbers': (db) => db.exec('UPDATE messages SET rowid = rowid + 1000'),
  'two rows have changed places': (db) =>
    db.exec(`
      UPDATE messages SET rowid = 1000 WHERE id = 'm1';
      UPDATE messages SET rowid = 1 WHERE id = 'm2';
      UPDATE messages SET rowid = 2 WHERE id = 'm1';
    `),
  'a reply was added while it grew': (db) =>
    db.exec("INSERT INTO messages_fts (rowid, content) SELECT rowid, content FROM messages WHERE id = 'growing'"),
  'it is empty': (db) => db.exec("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')"),
};

describe('compareSearchIndex', () => {
  it('finds an index right that holds what it should, whole or being filled', () => {
    const db = fillStore(openTemporaryStore());
    expect(compare(db)).toBe(true);
    updateMessage(db, 'growing', { status: 'interrupted' }, at(1));
    expect(compare(db)).toBe(true);
    db.transaction(() => resetSearchIndex(db));
    db.transaction(() => fillSearchIndex(db, { rows: 7, bytes: 1e9 }));
    expect(compare(db)).toBe(true);
    deleteSessionForever(db, 's1');
    expect(compare(db)).toBe(true);
  });

  it.each(Object.entries(WRONG))('tells when %s', (_, spoil) => {
    const db = fillStore(openTemporaryStore());
    spoil(db);
    expect(() => assertSound(db)).toThrow();
    expect(compare(db)).toBe(false);
  });

  it('agrees with FTS5 about any text', () => {
    fc.assert(
      fc.property(fc.array(ANY_TEXT, { maxLength: 8 }), (texts) => {
        const db = openTemporaryStore();
        addSession(db, 's1');
        texts.forEach((content, n) => void addMessage(db, 's1', `m${n}`, { content }));
        assertSound(db);
        expect([compare(db), isSearchIndexPlausible(db)]).toEqual([true, true]);
        db.close();
      }),
      { numRuns: 60 },
    );
  });

  it('goes in steps, sees one moment of the store, and lets others write', () => {
    const path = temporaryStorePath();
    const writer = openStoreAt(path);
    addSession(writer, 's1');
    writer.transaction(() => {
      for (let n = 1; n <= 1100; n++) addMessage(writer, 's1', `m${n}`, { content: `text ${n}` });
    });
    const steps = compareSearchIndex(openStoreAt(path));
    const told: number[] = [];
    for (;;) {
      const step = steps.next();
      if (step.done) {
        expect(step.value).toBe(true);
        break;
      }
      told.push(step.value);
      addMessage(writer, 's1', `late ${told.length}`);
    }
    expect(told).toEqual([expect.closeTo(0.6 * (500 / 1100)), expect.closeTo(0.6 * (1000 / 1100)), 0.6, 1]);
  });

  it('sees what another connection wrote since it last looked', () => {
    const path = temporaryStorePath();
    const writer = fillStore(openStoreAt(path));
    const reader = openStoreAt(path);
    expect(reader.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    writer.transaction(() => resetSearchIndex(writer));
    while (writer.transaction(() => fillSearchIndex(writer, { rows: 5, bytes: 1e9 })) !== undefined);
    expect(compare(reader)).toBe(true);
  });

  it('leaves nothing behind when it is not gone through to its end', () => {
    const db = fillStore(openTemporaryStore());
    for (const _ of compareSearchIndex(db)) break;
    expect(db.all('SELECT name FROM temp.sqlite_schema')).toEqual([]);
    addMessage(db, 's1', 'late');
    expect(compare(db)).toBe(true);
  });

  it('says of a damaged index that it is the index', () => {
    const path = temporaryStorePath();
    const healthy = fillStore(openStoreAt(path));
    healthy.close();
    const raw = new Database(path);
    raw.unsafeMode();
    raw.exec("UPDATE messages_fts_data SET block = x'00000000ffffffffffff' WHERE id > 10");
    raw.close();
    const db = openStoreAt(path);
    expect(() => compare(db)).toThrow(CORRUPT_VTAB);
    expect(isSearchIndexPlausible(db)).toBe(false);
    db.transaction(() => resetSearchIndex(db));
    while (db.transaction(() => fillSearchIndex(db)) !== undefined);
    assertSound(db);
  });

  it('has nothing to say against a store without an index', () => {
    const db = fillStore(openStoreWithoutSearchIndex());
    expect([compare(db), isSearchIndexPlausible(db)]).toEqual([true, true]);
  });
});

describe('isSearchIndexPlausible', () => {
  it('finds a right index plausible, whole or being filled', () => {
    const db = fillStore(openTemporaryStore());
    expect(isSearchIndexPlausible(db)).toBe(true);
    db.transaction(() => resetSearchIndex(db));
    expect(isSearchIndexPlausible(db)).toBe(true);
    db.transaction(() => fillSearchIndex(db, { rows: 7, bytes: 1e9 }));
    expect(isSearchIndexPlausible(db)).toBe(true);
  });

  it.each(['the rows have got other numbers', 'it is empty'])('does not when %s', (how) => {
    const db = fillStore(openTemporaryStore());
    WRONG[how]?.(db);
    expect(isSearchIndexPlausible(db)).toBe(false);
  });
});

describe("the rows' numbers", () => {
  it('are kept by VACUUM and VACUUM INTO, so that the index of a copy is right', () => {
    const db = fillStore(openTemporaryStore());
    // Gaps, which numbers given anew would close.
    addSession(db, 's2');
    addMessage(db, 's2', 'x');
    addMessage(db, 's1', 'y');
    deleteSessionForever(db, 's2');
    const copy = join(temporaryFolder(), 'copy.db');
    const numbers = (store: SqlDatabase) => store.all('SELECT rowid, id FROM messages ORDER BY rowid');
    const before = numbers(db);
    db.run('VACUUM INTO ?', [copy]);
    const copied = openStoreAt(copy);
    expect(numbers(copied)).toEqual(before);
    assertSound(copied);
    db.exec('VACUUM');
    expect(numbers(db)).toEqual(before);
    assertSound(db);
  });

  it('change when a dump is read in again: the index is then filled anew', () => {
    const db = fillStore(openTemporaryStore());
    db.exec('CREATE TEMP TABLE dump AS SELECT * FROM messages ORDER BY rowid DESC');
    db.exec('DELETE FROM messages; INSERT INTO messages SELECT * FROM temp.dump');
    expect(isSearchIndexPlausible(db)).toBe(false);
    db.transaction(() => resetSearchIndex(db));
    while (db.transaction(() => fillSearchIndex(db)) !== undefined);
    expect(isSearchIndexPlausible(db)).toBe(true);
    assertSound(db);
    db.transaction(() => createSearchIndex(db));
    assertSound(db);
  });

  it('ends where the terms of a damaged index come again and again', () => {
    const db = openTemporaryStore();
    addSession(db, 'talk');
    addMessage(db, 'talk', 'one', { content: 'Some text' });
    const circling: SqlDatabase = {
      ...db,
      all: (sql, params) => db.all(sql, sql.includes('FROM temp.index_terms') ? [''] : params),
    };
    const steps = compareSearchIndex(circling);
    for (let step = steps.next(); ; step = steps.next()) {
      if (!step.done) continue;
      expect(step.value).toBe(false);
      return;
    }
  });
});
