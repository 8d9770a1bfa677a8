import { describe, expect, it } from 'vitest';
import { write } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { exported, imported, pathsAround, using } from '../../support/transfer.ts';

function fill(db: SqlDatabase, patch: string): void {
  addSession(db, 's1');
  addMessage(db, 's1', 'm1');
  db.exec(`INSERT INTO file_changes VALUES ('c1', 's1', 'm1', 'a.txt', NULL, 'created', 1, 0, '${patch}', '${at(1)}');
    INSERT INTO proofs VALUES ('p1', 's1', 'm1', 'A.lean', 1, NULL, 'open', '[]', '[]', '${at(1)}');
    INSERT INTO originals VALUES ('o1', 's1', 'opencode', '{"of":"${patch}"}')`);
}

/** A store with a session that did something, and a file of one that says otherwise of the same. */
async function here() {
  const [into, from] = [pathsAround(), pathsAround()];
  using(from.database, (db) => write(db, () => fill(db, 'theirs')));
  using(into.database, (db) =>
    write(db, () => {
      fill(db, 'ours');
      addMessage(db, 's1', 'm2', { content: 'Since' });
      db.exec(`INSERT INTO file_changes VALUES ('c2', 's1', 'm2', 'b.txt', NULL, 'deleted', 0, 1, '', '${at(2)}')`);
    }),
  );
  return { into, file: await exported(from) };
}

describe('applyBelongings', () => {
  it.each([
    [
      'skip',
      [
        ['c1', 's1', 'ours', 'm1'],
        ['c2', 's1', '', 'm2'],
      ],
    ],
    [
      'merge',
      [
        ['c1', 's1', 'ours', 'm1'],
        ['c2', 's1', '', 'm2'],
      ],
    ],
    ['replace', [['c1', 's1', 'theirs', 'm1']]],
  ] as const)('lets what sessions did follow them (%s), also the second time', async (resolution, expected) => {
    const { into, file } = await here();
    for (const _ of ['once', 'twice']) {
      await imported(into, file, resolution);
      const rows = using(into.database, (db) =>
        db.all<object>('SELECT id, session_id, patch, message_id FROM file_changes ORDER BY id'),
      );
      expect(rows.map((row) => Object.values(row))).toEqual(expected);
      using(into.database, assertSound);
    }
  });

  it('gives a copy what it did, with messages of its own', async () => {
    const { into, file } = await here();
    await imported(into, file, 'both');
    const copied = using(into.database, (db) =>
      db.all(`SELECT patch, content, sessions.title FROM file_changes JOIN messages ON messages.id = message_id
        JOIN sessions ON sessions.id = file_changes.session_id AND sessions.id = messages.session_id ORDER BY patch`),
    );
    expect(copied).toEqual([
      { patch: '', content: 'Since', title: 'Title of s1' },
      { patch: 'ours', content: 'Text of m1', title: 'Title of s1' },
      { patch: 'theirs', content: 'Text of m1', title: 'Title of s1 (imported)' },
    ]);
    const counts = using(into.database, (db) =>
      ['proofs', 'originals'].map((table) => db.all(`SELECT 1 FROM ${table}`).length),
    );
    expect(counts).toEqual([2, 2]);
  });
});
