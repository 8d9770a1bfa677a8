import initSqlJs from 'sql.js';
import wasm from 'sql.js/dist/sql-wasm-browser.wasm?url';

/** SQLite as WebAssembly, a new one: in Node as its package finds it, in a browser from where the tests are served. */
export const loadSqlite = () => initSqlJs('document' in globalThis ? { locateFile: () => wasm } : {});

/** One for all tests of a file that do no harm to it. */
export const sqlite = await loadSqlite();
