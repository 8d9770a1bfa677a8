import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { lookAtStore } from '../../native-host/look-at-store.ts';
import { createOlderStore } from '../migrations/older-stores.ts';
import { temporaryFolder, temporaryStorePath } from '../support/temporary-store.ts';

describe('lookAtStore', () => {
  it('tells the version of a store without changing a byte of it', () => {
    const older = join(temporaryFolder(), 'holdfast.db');
    createOlderStore(older, { version: 2, schema: 'stepped', record: 'schema_version' });
    for (const [path, schemaVersion] of [
      [older, 2],
      [temporaryStorePath(), SCHEMA_VERSION],
    ] as const) {
      const before = readFileSync(path);
      expect(lookAtStore(path)).toEqual({ schemaVersion, isEmpty: false });
      expect(readFileSync(path)).toEqual(before);
    }
  });

  it('knows a file without tables', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    writeFileSync(path, '');
    expect(lookAtStore(path)).toEqual({ schemaVersion: 0, isEmpty: true });
  });

  it('refuses what is no database', () => {
    const path = join(temporaryFolder(), 'holdfast.db');
    writeFileSync(path, 'x'.repeat(5000));
    expect(() => lookAtStore(path)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  });
});
