import Database from 'better-sqlite3';

/**
 * Loads SQLite's native part, which would otherwise wait for the first file. A host without it ends at its start, where the browser
 * starts it again and again until it is put right; one with a store that failed would stay as it is. Throws what loading met.
 */
export function loadSqlite(): void {
  new Database(':memory:').close();
}
