import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { mendHeader } from './mend-header.ts';

/** A row as a damaged file has it: any column may hold anything, or be missing. */
export type DamagedRow = Readonly<Record<string, unknown>>;

/** Reads of one table that fail before the rest of it is given up. Each costs some 50 µs. */
const MAX_FAILURES = 5000;

/** The largest row number that is looked for where the last one cannot be read. */
const MAX_ROWID = 2 ** 40;

/**
 * Every row of a table that can be read from a copy of a damaged store, some of them twice; none where nothing can. The copy is
 * mended as far as that helps. Reads around what is broken, row by row, and ends in any case.
 */
export function* readDamaged(file: string, table: string): Generator<DamagedRow> {
  const db = openDamaged(file);
  if (!db) return;
  try {
    yield* hasRowid(db, table) ? readByRowid(db, table) : fromBothEnds(db, `SELECT * FROM "${table}"`, ['1']);
  } finally {
    db.close();
  }
}

/** Where messages are or were, from an index that says so a second time: {session_id, sequence}. */
export function* readPlaces(file: string): Generator<DamagedRow> {
  const db = openDamaged(file);
  if (!db) return;
  try {
    const select = 'SELECT session_id, sequence FROM messages INDEXED BY idx_messages_place';
    yield* fromBothEnds(db, select, ['session_id', 'sequence']);
  } finally {
    db.close();
  }
}

/** Each way is tried after the one before it found no tables: as it is, with a mended header, without its log. */
function openDamaged(file: string): Database.Database | undefined {
  const ways = [() => {}, () => mendHeader(file), () => withoutLog(file)];
  for (const prepare of ways) {
    prepare();
    const db = tryToOpen(file);
    if (db) return db;
  }
  return undefined;
}

function withoutLog(file: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
  mendHeader(file);
}

function tryToOpen(file: string): Database.Database | undefined {
  let db: Database.Database | undefined;
  try {
    // Not the reading connection of the store: this one must read on where that one stops at the first doubt.
    db = new Database(file).unsafeMode();
    db.exec('PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    if (hasTable(db, 'messages') || hasTable(db, 'sessions')) return db;
    db.close();
    return undefined;
  } catch {
    db?.close();
    return undefined;
  }
}

function hasTable(db: Database.Database, name: string): boolean {
  try {
    db.prepare(`SELECT 1 FROM ${name} LIMIT 0`).all();
    return true;
  } catch {
    return false;
  }
}

function hasRowid(db: Database.Database, table: string): boolean {
  try {
    db.prepare(`SELECT rowid FROM "${table}" LIMIT 0`).all();
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a read fails, it goes on behind: one number further, then two, four, …, since what is broken is a page with many rows, or
 * a page of pages. What was passed over is looked at again, nearer and nearer, as long as there are failures left to spend.
 */
function* readByRowid(db: Database.Database, table: string): Generator<DamagedRow> {
  const sql = `SELECT rowid AS " row", * FROM "${table}" NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid`;
  const rows = db.prepare(sql);
  const ranges: [number, number][] = [[0, lastRowid(db, table)]];
  let failures = 0;
  for (let range = ranges.shift(); range; range = ranges.shift()) {
    let [next, last] = range;
    for (let step = 1; next <= last && failures < MAX_FAILURES; ) {
      try {
        for (const row of rows.iterate(next, last) as Iterable<DamagedRow>) {
          const { ' row': rowid, ...columns } = row;
          // A page that is not what it was may have any numbers; to follow them could be to go round in circles.
          if (Number(rowid) < next || Number(rowid) > last) throw new RangeError('A row is not where it should be.');
          next = Number(rowid) + 1;
          step = 1;
          yield columns;
        }
        break;
      } catch {
        failures++;
        if (step > 1) ranges.push([next + 1, Math.min(next + step - 1, last)]);
        next += step;
        step *= 2;
      }
    }
  }
}

function lastRowid(db: Database.Database, table: string): number {
  try {
    const { last } = db.prepare(`SELECT max(rowid) AS last FROM "${table}" NOT INDEXED`).get() as {
      last: number | null;
    };
    return Math.min(last ?? 0, Number.MAX_SAFE_INTEGER);
  } catch {
    return MAX_ROWID;
  }
}

/** For what has no number to go by; what lies between two errors stays unread. */
function* fromBothEnds(db: Database.Database, select: string, order: readonly string[]): Generator<DamagedRow> {
  const isWhole = yield* upToTheFirstError(db, `${select} ORDER BY ${order.join(', ')}`);
  if (!isWhole) yield* upToTheFirstError(db, `${select} ORDER BY ${order.join(' DESC, ')} DESC`);
}

/** Returns whether there was none. A table that is not there has no rows. */
function* upToTheFirstError(db: Database.Database, sql: string): Generator<DamagedRow, boolean> {
  try {
    yield* db.prepare(sql).iterate() as Iterable<DamagedRow>;
    return true;
  } catch {
    return false;
  }
}
