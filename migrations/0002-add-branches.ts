import type { Migration } from './migration.ts';

const COLUMNS: readonly (readonly [name: string, declaration: string])[] = [
  ['branch_name', "TEXT DEFAULT 'main'"],
  ['parent_session_id', 'TEXT REFERENCES sessions(id) ON DELETE SET NULL'],
  ['branch_point', 'INTEGER'],
];

/** Where a session starts at a point of another. Stores made from the printed schema have these columns already. */
export const addBranches: Migration = {
  version: 2,
  name: 'add-branches',
  up(db) {
    const present = db.all<{ name: string }>("SELECT name FROM pragma_table_info('sessions')").map((row) => row.name);
    for (const [name, declaration] of COLUMNS) {
      if (!present.includes(name)) db.exec(`ALTER TABLE sessions ADD COLUMN ${name} ${declaration}`);
    }
  },
};
