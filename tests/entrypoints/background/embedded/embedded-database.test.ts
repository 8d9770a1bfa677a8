import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type EmbeddedDatabase,
  openEmbeddedDatabase,
} from '../../../../entrypoints/background/embedded/embedded-database.ts';
import type { LoggedChange } from '../../../../entrypoints/background/embedded/logged-change.ts';
import { migrate } from '../../../../lib/store/migrate.ts';
import { addMessage, addSession, withCode } from '../../../contract/rows.ts';
import { allRows } from '../../../support/assert-sound.ts';
import { sqlite } from '../../../support/embedded/sqlite.ts';

function open(image?: Uint8Array, maxBytes?: number) {
  const changes: LoggedChange[] = [];
  const db = openEmbeddedDatabase({
    sqlite,
    onChange: (change) => void changes.push(change),
    onBroken: () => {},
    ...(image && { image }),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  onTestFinished(() => db.close());
  return { db, changes };
}

function openNew(maxBytes?: number) {
  const { db, changes } = open(undefined, maxBytes);
  migrate(db);
  db.startLog();
  return { db, changes };
}

const everything = (db: EmbeddedDatabase) => ({ ...allRows(db), number: db.number });

describe('openEmbeddedDatabase', () => {
  it('tells every transaction with its statements, and nothing of one that was rolled back', () => {
    const { db, changes } = openNew();
    db.transaction(() => {
      db.run('INSERT INTO drafts VALUES (?, ?, ?)', ['a', 'text', 't']);
      db.get('SELECT 1');
      db.exec('DELETE FROM drafts');
    });
    const refused = () =>
      db.transaction(() => {
        db.exec('DELETE FROM sessions');
        throw new Error('no');
      });
    expect(refused).toThrow('no');
    db.run('INSERT INTO requests VALUES (?, ?)', ['r', 't']);
    expect(changes).toEqual([
      {
        number: 1,
        statements: [
          { sql: 'INSERT INTO drafts VALUES (?, ?, ?)', params: ['a', 'text', 't'] },
          { sql: 'DELETE FROM drafts' },
        ],
      },
      { number: 2, statements: [{ sql: 'INSERT INTO requests VALUES (?, ?)', params: ['r', 't'] }] },
    ]);
  });

  it('gives the same rows from an image and the changes since, each made once', () => {
    const { db, changes } = openNew();
    addSession(db, 's1');
    const image = db.image();
    addMessage(db, 's1', 'm1', { content: 'emoji 🙂, NUL \0 and “quotes”', cost: 0.1, promptTokens: 2 ** 40 });
    db.get('DELETE FROM drafts RETURNING session_id');
    const again = open(image).db;
    again.startLog();
    for (const change of [...changes, ...changes]) again.replay(change);
    expect(everything(again)).toEqual(everything(db));
  });

  it('refuses to go on where a change is missing', () => {
    const { db } = openNew();
    expect(() => db.replay({ number: 3, statements: [] })).toThrow(withCode('store-corrupt'));
  });

  it('numbers what is kept as a whole without telling it', () => {
    const { db, changes } = openNew();
    db.untold(() => db.transaction(() => db.run('INSERT INTO requests VALUES (?, ?)', ['r', 't'])));
    expect([db.number, changes]).toEqual([1, []]);
    const again = open(db.image()).db;
    again.startLog();
    expect(again.number).toBe(1);
  });

  it('says that there is no more room, and holds what it had', () => {
    const { db } = openNew(600 * 1024);
    addSession(db, 's1');
    const before = everything(db);
    const add = () => addMessage(db, 's1', 'large', { content: 'x'.repeat(600 * 1024) });
    expect(add).toThrow(withCode('disk-full'));
    expect(everything(db)).toEqual(before);
    addMessage(db, 's1', 'small');
  });

  it('tells a damaged image from a good one', () => {
    const { db } = openNew();
    const image = db.image();
    image.fill(1, 0, 200);
    expect(() => open(image)).toThrow(withCode('store-corrupt'));
  });

  it('opens with what keeps a store sound', () => {
    const { db } = openNew();
    const names = ['foreign_keys', 'trusted_schema', 'cell_size_check', 'secure_delete', 'auto_vacuum', 'page_size'];
    expect(names.map((name) => Object.values(db.get(`PRAGMA ${name}`) ?? {})[0])).toEqual([1, 0, 1, 2, 2, 4096]);
    db.image();
    expect(Object.values(db.get('PRAGMA foreign_keys') ?? {})).toEqual([1]);
  });

  it('lets another database of the same SQLite be attached', () => {
    const { db, changes } = openNew();
    const other = openNew().db;
    addSession(other, 's1');
    db.run('ATTACH ? AS incoming', [other.path]);
    expect(db.get('SELECT id FROM incoming.sessions')).toEqual({ id: 's1' });
    db.exec('DETACH incoming');
    expect(changes).toEqual([]);
  });
});
