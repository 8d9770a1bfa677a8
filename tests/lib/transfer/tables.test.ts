import { describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { columnsOf, isSecretPreference, TABLE_NAMES, TABLES, TABLES_THAT_STAY } from '../../../lib/transfer/tables.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

/** Every table of a store with everything that a host makes in it. */
function storeTables(): string[] {
  const db = openTemporaryStore();
  createSearchIndex(db);
  const rows = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return rows.map(({ name }) => name).filter((name) => !name.startsWith('messages_fts_'));
}

describe('TABLES and TABLES_THAT_STAY', () => {
  it('say of every table of a store whether its rows are exported', () => {
    const known = [...TABLE_NAMES, ...Object.keys(TABLES_THAT_STAY)];
    expect(storeTables().filter((name) => !known.includes(name))).toEqual([]);
    expect(known.toSorted()).toEqual([...new Set(known)].toSorted());
    expect(known.filter((name) => !storeTables().includes(name))).toEqual([]);
  });

  it.each(TABLE_NAMES)('name every column of %s in the order of the schema, and which may be null', (table) => {
    const db = openTemporaryStore();
    const columns = db.all<{ name: string; notnull: number; pk: number }>(
      'SELECT name, "notnull", pk FROM pragma_table_info(?) ORDER BY cid',
      [table],
    );
    expect(columnsOf(table)).toEqual(columns.map(({ name }) => name));
    const nullable = Object.entries(TABLES[table].columns).filter(([, column]) => column.endsWith('?'));
    expect(nullable.map(([name]) => name)).toEqual(
      columns.filter(({ notnull, pk }) => !notnull && !pk).map(({ name }) => name),
    );
  });
});

describe('isSecretPreference', () => {
  it.each([
    ['sidepanel.auth.token', true],
    ['sidepanel.auth.tokens', true],
    ['sidepanel.crash.recovery', true],
    ['sidepanel.quarantine.settings', true],
    ['something.else', true],
    ['sidepanel.settings', false],
    ['sidepanel.ui', false],
  ])('of %s is %s', (key, isSecret) => expect(isSecretPreference(key)).toBe(isSecret));
});
