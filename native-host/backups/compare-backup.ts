import { join } from 'node:path';
import type { StoreCounts } from '../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { type Workplace, withStore } from '../workplace.ts';
import { type TablePair, withAttached } from './attached-backup.ts';
import { requireBackup } from './list-backups.ts';
import { withCurrent } from './readable-copy.ts';
import { refuseOlderStore } from './refuse-version.ts';
import type { RestoredTable } from './restore-rules.ts';

type Difference = Result<'backups/compare'>['sessions'];

/** What a restore of a backup would change. Writes nothing. Errors: `not-found`, as `withCurrent` and `withAttached`. */
export function compareBackup(name: string, place: Workplace): Promise<Result<'backups/compare'>> {
  return withStore(place, async (db) => {
    requireBackup(place.paths.backups, name);
    refuseOlderStore(db);
    place.onProgress(0, 'opening the backup');
    return withCurrent(join(place.paths.backups, name), place, (file) =>
      withAttached(db, file, async (tables) => {
        await place.pause();
        place.onProgress(0.3, 'comparing');
        return inOneState(db, () => compare(db, tables));
      }),
    );
  });
}

function compare(db: SqlDatabase, tables: ReadonlyMap<RestoredTable, TablePair>): Result<'backups/compare'> {
  return {
    store: count(db, 'main'),
    backup: count(db, 'backup'),
    sessions: differenceOf(db, tables.get('sessions')),
    messages: differenceOf(db, tables.get('messages')),
  };
}

/** How many rows only one of the two has, and how many are in both and not the same. Reads both tables wholly. */
export function differenceOf(db: SqlDatabase, table: TablePair | undefined): Difference {
  if (!table) return { onlyInBackup: 0, onlyInStore: 0, changed: 0 };
  const { name, source, isSame, differs } = table;
  const rows = (sql: string) => db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${sql}`)?.rows ?? 0;
  return {
    onlyInBackup: rows(`${source} AS b WHERE NOT EXISTS (SELECT 1 FROM main.${name} AS m WHERE ${isSame})`),
    onlyInStore: rows(`main.${name} AS m WHERE NOT EXISTS (SELECT 1 FROM backup.${name} AS b WHERE ${isSame})`),
    changed: rows(`main.${name} AS m JOIN ${source} AS b ON ${isSame} WHERE ${differs}`),
  };
}

function count(db: SqlDatabase, schema: 'main' | 'backup'): StoreCounts {
  const counts = db.get<StoreCounts>(
    `SELECT (SELECT count(*) FROM ${schema}.sessions) AS sessions, (SELECT count(*) FROM ${schema}.messages) AS messages,
       (SELECT max(updated_at) FROM ${schema}.sessions) AS newest`,
  );
  return counts ?? { sessions: 0, messages: 0, newest: null };
}

/** All of it sees one moment of the store, and nobody who writes waits. */
function inOneState<Value>(db: SqlDatabase, read: () => Value): Value {
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    db.exec('ROLLBACK');
  }
}
