import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { schemaText } from '../../scripts/schema.ts';
import { schemaOf } from '../migrations/schema-of.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';

describe('schemaText', () => {
  it('is what migrations/schema.sql holds', () => {
    const file = join(import.meta.dirname, '../../migrations/schema.sql');
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(schemaText());
  });

  it('makes the schema of a fresh store', () => {
    const database = new Database(':memory:');
    database.exec(schemaText());
    const all = <Row>(sql: string, params: readonly unknown[] = []) => database.prepare(sql).all(...params) as Row[];
    expect(schemaOf({ all } as SqlDatabase)).toEqual(schemaOf(openTemporaryStore()));
    database.close();
  });
});
