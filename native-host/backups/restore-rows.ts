import type { Result } from '../../lib/protocol/methods.ts';
import { keepStrandedDrafts } from '../../lib/store/keep-stranded-drafts.ts';
import { indexMessage, resetSearchIndex, unindexMessage } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import type { TablePair } from './attached-backup.ts';
import { differenceOf } from './compare-backup.ts';
import { type RestoredTable, tablesWith } from './restore-rules.ts';

type Changes = Pick<Result<'backups/restore'>, 'sessions' | 'messages'>;

/** With more messages than this, the index is made anew afterwards, so that nobody waits for it to write. */
const INDEXED_AT_ONCE = 20_000;

/**
 * Makes the rows of the store those of the attached backup, as the rules of each table say, by changing only what differs.
 * Sessions that refer to each other come in one statement, at whose end SQLite looks at keys. To run in a transaction;
 * `onTable` is told what is worked on. Returns what was different.
 */
export function restoreRows(
  db: SqlDatabase,
  tables: ReadonlyMap<RestoredTable, TablePair>,
  onTable: (table: RestoredTable) => void,
): Changes {
  const pairs = [...tables.values()];
  const rowsOf = (name: RestoredTable) => pairs.find((pair) => pair.name === name);
  onTable('sessions');
  const sessions = differenceOf(db, rowsOf('sessions'));
  onTable('messages');
  const gone = takeOut(db, rowsOf('messages'));
  restoreSessions(db, rowsOf('sessions'));
  const messages = { ...gone, onlyInBackup: putIn(db, rowsOf('messages')) - gone.changed };
  for (const name of tablesWith('replaced')) {
    if (name === 'sessions' || name === 'messages') continue;
    onTable(name);
    takeOut(db, rowsOf(name));
    putIn(db, rowsOf(name));
  }
  for (const name of tablesWith('newer')) takeNewer(db, rowsOf(name));
  for (const name of tablesWith('joined')) join(db, rowsOf(name));
  keepStrandedDrafts(db);
  // Of recordings that began after the backup, which are gone with everything else of then.
  db.exec('DELETE FROM main.recording_events WHERE recording_id NOT IN (SELECT id FROM main.recordings)');
  return { sessions, messages };
}

/** Removes the rows that the backup lacks or has otherwise. How many of each kind there were. */
function takeOut(db: SqlDatabase, pair: TablePair | undefined): { onlyInStore: number; changed: number } {
  if (!pair) return { onlyInStore: 0, changed: 0 };
  const { name, source, key, isSame, differs } = pair;
  db.exec(`
    DROP TABLE IF EXISTS temp.gone;
    CREATE TEMP TABLE gone (row INTEGER PRIMARY KEY, is_changed INTEGER NOT NULL);
    INSERT INTO temp.gone SELECT m.rowid, b.${key[0]} IS NOT NULL FROM main.${name} AS m
      LEFT JOIN ${source} AS b ON ${isSame} WHERE b.${key[0]} IS NULL OR ${differs};
  `);
  if (name === 'messages') unindexGone(db);
  db.exec(`DELETE FROM main.${name} WHERE rowid IN (SELECT row FROM temp.gone)`);
  const counts = db.get<{ onlyInStore: number; changed: number }>(
    'SELECT count(*) - coalesce(sum(is_changed), 0) AS onlyInStore, coalesce(sum(is_changed), 0) AS changed FROM temp.gone',
  );
  db.exec('DROP TABLE temp.gone');
  return counts ?? { onlyInStore: 0, changed: 0 };
}

/** Adds the rows that the store lacks, in the order in which the backup has them. How many there were. */
function putIn(db: SqlDatabase, pair: TablePair | undefined): number {
  if (!pair) return 0;
  const { name, columns, source, isSame } = pair;
  const list = columns.join(', ');
  const isMissing = `NOT EXISTS (SELECT 1 FROM main.${name} AS m WHERE ${isSame})`;
  if (name === 'messages') {
    db.exec(`
      DROP TABLE IF EXISTS temp.added;
      CREATE TEMP TABLE added AS SELECT b.id AS id FROM ${source} AS b WHERE ${isMissing};
    `);
  }
  const { changes } = db.run(
    `INSERT INTO main.${name} (${list}) SELECT ${list} FROM ${source} AS b WHERE ${isMissing}`,
  );
  if (name === 'messages') {
    indexAdded(db);
    db.exec('DROP TABLE temp.added');
  }
  return changes;
}

/** In place: with a row that is deleted go its messages. */
function restoreSessions(db: SqlDatabase, pair: TablePair | undefined): void {
  if (!pair) return;
  const { columns, source, isSame, differs } = pair;
  const values = columns.filter((column) => column !== '"id"').map((column) => `${column} = excluded.${column}`);
  db.exec(`
    DELETE FROM main.sessions AS m WHERE NOT EXISTS (SELECT 1 FROM backup.sessions AS b WHERE ${isSame});
    -- Two sessions may have exchanged what they were imported from, which is unique.
    UPDATE main.sessions AS m SET source_id = NULL
      WHERE source_id IS NOT NULL AND EXISTS (SELECT 1 FROM ${source} AS b WHERE ${isSame} AND (${differs}));
    INSERT INTO main.sessions (${columns.join(', ')})
      SELECT ${columns.map((column) => `b.${column}`).join(', ')} FROM ${source} AS b LEFT JOIN main.sessions AS m ON ${isSame}
      WHERE m.id IS NULL OR ${differs}
      ON CONFLICT (id) DO UPDATE SET ${values.join(', ')};
  `);
}

function takeNewer(db: SqlDatabase, pair: TablePair | undefined): void {
  if (!pair) return;
  const { name, columns, key, source } = pair;
  const values = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  db.exec(`
    INSERT INTO main.${name} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${source} WHERE true
      ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${values.join(', ')} WHERE excluded.updated_at > ${name}.updated_at
  `);
}

function join(db: SqlDatabase, pair: TablePair | undefined): void {
  if (!pair) return;
  const { name, columns, source } = pair;
  const list = columns.join(', ');
  db.exec(`INSERT INTO main.${name} (${list}) SELECT ${list} FROM ${source} WHERE true ON CONFLICT DO NOTHING`);
}

/** The index forgets a text only while its row is there. */
function unindexGone(db: SqlDatabase): void {
  const ids = db.all<{ id: string }>('SELECT id FROM main.messages WHERE rowid IN (SELECT row FROM temp.gone)');
  if (ids.length > INDEXED_AT_ONCE) resetSearchIndex(db);
  else for (const { id } of ids) unindexMessage(db, id);
}

function indexAdded(db: SqlDatabase): void {
  const ids = db.all<{ id: string }>('SELECT id FROM temp.added');
  if (ids.length > INDEXED_AT_ONCE) resetSearchIndex(db);
  else for (const { id } of ids) indexMessage(db, id);
}
