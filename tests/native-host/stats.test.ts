import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { readStats } from '../../native-host/stats.ts';
import { insertFirstRows } from '../migrations/at-version.ts';
import { createOlderStore } from '../migrations/older-stores.ts';
import { openStoreAt, temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

describe('readStats', () => {
  it('counts what a store holds, while others have it open', () => {
    const path = temporaryStorePath();
    const db = openStoreAt(path);
    insertFirstRows(db);
    db.exec(`
      UPDATE sessions SET updated_at = '2026-02-01T00:00:00.000Z';
      INSERT INTO drafts VALUES ('s1', 'Not sent', '2026-01-31T12:00:00.000Z'), ('', '', '2026-01-31T12:00:00.000Z')
    `);
    expect(readStats(path)).toEqual({
      path,
      bytes: statSync(path).size + statSync(`${path}-wal`).size,
      schemaVersion: SCHEMA_VERSION,
      sessions: 1,
      messages: 1,
      drafts: 1,
      oldest: '2026-01-31T12:00:00.000Z',
      newest: '2026-02-01T00:00:00.000Z',
    });
  });

  it('reads a store of before, and a newer one', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    createOlderStore(path, { version: 1, schema: 'stepped', record: 'schema_version' });
    expect(readStats(path)).toMatchObject({ schemaVersion: 1, drafts: 0, messages: 33 });
    const newer = temporaryStorePath();
    openStoreAt(newer).exec('PRAGMA user_version = 900; UPDATE schema_version SET version = 900');
    expect(readStats(newer)).toMatchObject({ schemaVersion: 900, sessions: 0, oldest: null, newest: null });
  });

  it('finds nothing in an empty file', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    writeFileSync(path, '');
    expect(readStats(path)).toMatchObject({ bytes: 0, schemaVersion: 0, sessions: 0, messages: 0, drafts: 0 });
  });

  it('says where it looked', () => {
    expect(() => readStats('/no/holdfast.db')).toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringContaining('/no/holdfast.db') }),
    );
  });
});
