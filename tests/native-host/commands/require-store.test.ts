import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { requireCurrentStore, requireStore } from '../../../native-host/commands/require-store.ts';
import { openStoreAt, temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';

/** A store that says it is of a version. */
function storeOf(version: number): string {
  const path = temporaryStorePath();
  openStoreAt(path).exec(`PRAGMA user_version = ${version}`);
  return path;
}

describe('requireStore', () => {
  it('looks at a store of any version', () => {
    expect(requireStore(storeOf(3))).toEqual({ schemaVersion: 3, isEmpty: false });
  });

  it('takes a file that was only just created for none', () => {
    const file = join(temporaryFolder(), 'holdfast.db');
    writeFileSync(file, '');
    expect(() => requireStore(file)).toThrow(`There is no store at ${file} yet. Open the panel once to make one.`);
  });
});

describe('requireCurrentStore', () => {
  it('refuses an older store, and says how it is brought up to date', () => {
    expect(() => requireCurrentStore(storeOf(3))).toThrow(
      /is of an older Holdfast \(version 3, not \d+\)\. Open the panel/,
    );
  });

  it('leaves the refusal of a newer one to those who open it', () => {
    expect(() => requireCurrentStore(storeOf(SCHEMA_VERSION))).not.toThrow();
    expect(() => requireCurrentStore(storeOf(SCHEMA_VERSION + 1))).not.toThrow();
  });
});
