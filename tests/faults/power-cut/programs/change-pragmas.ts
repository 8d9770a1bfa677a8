import type SqliteDatabase from 'better-sqlite3';
import { Database } from '../../../support/host-sqlite.ts';

// --import: the program runs with pragmas it did not choose, HOLDFAST_TEST_PRAGMAS='{"synchronous":"OFF"}', and does not see it.
const changed: Record<string, string> = JSON.parse(process.env['HOLDFAST_TEST_PRAGMAS'] ?? '{}');
const { pragma } = Database.prototype;
const wanted = new WeakMap<SqliteDatabase.Database, Map<string, unknown>>();

/** What the program would read back, had its own value been taken. */
const CODES: Readonly<Record<string, unknown>> = { OFF: 0, NORMAL: 1, FULL: 2, EXTRA: 3 };

Database.prototype.pragma = function (
  this: SqliteDatabase.Database,
  source: string,
  options?: SqliteDatabase.PragmaOptions,
) {
  const [name = '', value] = source.split('=').map((part) => part.trim());
  if (name === 'journal_mode' && value !== undefined) {
    const result = pragma.call(this, source, options);
    for (const [other, instead] of Object.entries(changed)) pragma.call(this, `${other} = ${instead}`);
    return result;
  }
  if (!(name in changed)) return pragma.call(this, source, options);
  const values = wanted.get(this) ?? new Map<string, unknown>();
  wanted.set(this, values);
  if (value === undefined) return values.has(name) ? values.get(name) : pragma.call(this, source, options);
  values.set(name, CODES[value] ?? Number(value));
  return undefined;
};
