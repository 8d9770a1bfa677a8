import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { searchMessages } from '../../../lib/store/search.ts';
import { fillSearchIndex, isSearchIndexComplete, resetSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { openStoreAt, openTemporaryStore, temporaryStorePath } from '../../support/temporary-store.ts';

/** Nothing is found by a first look. */
const BY_INDEX = { rows: 1000, bytes: 1_000_000, firstRows: 0, candidates: 5, reach: 1000 };

function withMessages(db: SqlDatabase): SqlDatabase {
  addSession(db, 's1', { title: '' });
  for (let index = 0; index < 9; index++) addMessage(db, 's1', `m${index}`, { createdAt: at(index), content: 'otter' });
  return db;
}

const found = (db: SqlDatabase, limits = BY_INDEX) =>
  searchMessages(db, { query: 'otter', limit: 20 }, limits).hits.map(({ messageId }) => messageId);
const ALL = ['m8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0'];

describe('searchMessages', () => {
  it('asks the index', () => {
    const db = withMessages(openTemporaryStore());
    // A message that the index does not know shows who was asked.
    db.run("UPDATE messages SET content = 'otter, otter' WHERE id = 'm3'");
    db.run("INSERT INTO messages_fts (messages_fts) VALUES ('delete-all')");
    expect(found(db)).toEqual([]);
    expect(found(db, { ...BY_INDEX, firstRows: 100 })).toEqual(ALL);
  });

  it('finds what the index has and what it has not yet, while it is being filled', () => {
    const db = withMessages(openTemporaryStore());
    db.transaction(() => resetSearchIndex(db));
    expect(found(db)).toEqual(ALL);
    db.transaction(() => fillSearchIndex(db, { rows: 4, bytes: 1000 }));
    expect(isSearchIndexComplete(db)).toBe(false);
    expect(found(db)).toEqual(ALL);
  });

  it('reads the messages themselves where the index is damaged', () => {
    const path = temporaryStorePath();
    const db = withMessages(openStoreAt(path));
    const raw = new Database(path);
    raw.unsafeMode();
    raw.exec("UPDATE messages_fts_data SET block = x'00000002' WHERE id > 10");
    raw.close();
    expect(() => db.all("SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'ott'")).toThrow('damaged');
    expect(found(db)).toEqual(ALL);
  });

  it('looks through the newest where the index has too many', () => {
    const db = withMessages(openTemporaryStore());
    const limits = { ...BY_INDEX, rows: 6, candidates: 3 };
    expect(found(db, limits)).toEqual(ALL.slice(0, 6));
    expect(found(db, { ...limits, candidates: 9 })).toEqual(ALL.slice(0, 6));
  });

  it('passes over what has none of it, back to the newest of what many have', () => {
    const db = withMessages(openTemporaryStore());
    for (let index = 9; index < 40; index++)
      addMessage(db, 's1', `m${index}`, { createdAt: at(index), content: 'heron' });
    const limits = { rows: 8, bytes: 1000, firstRows: 0, candidates: 4, reach: 100 };
    const first = searchMessages(db, { query: 'otter', limit: 20 }, limits);
    expect([first.hits.map(({ messageId }) => messageId), first.searchedBackTo]).toEqual([ALL.slice(0, 4), at(5)]);
    expect(searchMessages(db, { query: 'otter', limit: 20 }, { ...limits, reach: 25 })).toMatchObject({
      hits: [],
      searchedBackTo: at(15),
    });
  });

  it('finds imported messages in their time', () => {
    const db = openTemporaryStore();
    addSession(db, 's1', { title: '' });
    for (const [index, minute] of [5, 1, 9, 3].entries()) {
      addMessage(db, 's1', `m${index}`, { createdAt: at(minute), content: 'otter' });
    }
    expect(found(db)).toEqual(['m2', 'm0', 'm3', 'm1']);
  });
});
