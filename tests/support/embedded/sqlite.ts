import initSqlJs from 'sql.js';

/** SQLite as WebAssembly, a new one. */
export const loadSqlite = () => initSqlJs();

/** One for all tests of a file that do no harm to it. */
export const sqlite = await loadSqlite();
