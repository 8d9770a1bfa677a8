import { AppError } from '../protocol/errors.ts';
import type { Damage, RetentionPolicy } from '../protocol/keeping-shapes.ts';
import type { SqlDatabase } from './sql-database.ts';

/** The facts a store keeps about itself, and the form of each. */
interface StoreFacts {
  /** UUID, made when the store is. */
  readonly id: string;
  readonly lastVerifiedBackupAt: string;
  readonly retention: RetentionPolicy;
  /** When a process last found the clock to be right. */
  readonly lastSeenAt: string;
  /** Texts were taken out of the search index whose letters its segments still hold; all of them are being merged away. */
  readonly searchIndexHoldsDeleted: true | 'until merged';
  /** What became of the store when it was last found damaged. */
  readonly damage: Damage;
  /**
   * While the search index is being filled: the last row of `messages` that it has; later rows are added when filling comes
   * to them. Absent = it has all. Of this file only: no copy of single rows may take it along.
   */
  readonly searchIndexedTo: number;
}

/** A fact, or undefined when the store does not hold it. Errors: `store-corrupt` when what is there cannot be read. */
export function getStoreFact<Key extends keyof StoreFacts>(db: SqlDatabase, key: Key): StoreFacts[Key] | undefined {
  const row = db.get<{ value_json: string }>('SELECT value_json FROM store_info WHERE key = ?', [key]);
  return row && (parse(key, row.value_json) as StoreFacts[Key]);
}

function parse(key: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new AppError('store-corrupt', `The store is damaged: what it holds as “${key}” cannot be read.`, { cause });
  }
}

/** Keeps a fact. Runs inside the caller's transaction. */
export function setStoreFact<Key extends keyof StoreFacts>(db: SqlDatabase, key: Key, value: StoreFacts[Key]): void {
  db.run(
    'INSERT INTO store_info (key, value_json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json',
    [key, JSON.stringify(value)],
  );
}

/** Forgets a fact. Runs inside the caller's transaction. */
export function clearStoreFact(db: SqlDatabase, key: keyof StoreFacts): void {
  db.run('DELETE FROM store_info WHERE key = ?', [key]);
}

/** Gives the store its id if it has none yet, and returns it. Runs inside the caller's transaction. */
export function ensureStoreId(db: SqlDatabase, newId: () => string): string {
  const existing = getStoreFact(db, 'id');
  if (existing !== undefined) return existing;
  const id = newId();
  setStoreFact(db, 'id', id);
  return id;
}
