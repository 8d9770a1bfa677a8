import { describe, expect, it } from 'vitest';
import { requireCurrentStore, requireStore } from '../../../native-host/commands/require-store.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';

describe('requireStore', () => {
  it('looks at a store of any version', () => {
    expect(requireStore(temporaryStorePath(3))).toEqual({ schemaVersion: 3, isEmpty: false });
  });

  it('takes a file that was only just created for none', () => {
    const file = temporaryStorePath(0);
    expect(() => requireStore(file)).toThrow(`There is no store at ${file} yet. Open the panel once to make one.`);
  });
});

describe('requireCurrentStore', () => {
  it('refuses an older store, and says how it is brought up to date', () => {
    expect(() => requireCurrentStore(temporaryStorePath(3))).toThrow(
      /is of an older Holdfast \(version 3, not \d+\)\. Open the panel/,
    );
  });

  it('leaves one of this version to the work', () => {
    expect(() => requireCurrentStore(temporaryStorePath())).not.toThrow();
  });
});
