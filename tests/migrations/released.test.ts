import { describe, expect, it } from 'vitest';
import { migrationHashes, releasedMigrations, withRelease } from '../../scripts/released-migrations.ts';

describe('released.json', () => {
  it('has the hash of every migration that was released: none was edited, renamed or removed since', () => {
    const released = Object.assign({}, ...Object.values(releasedMigrations())) as Record<string, string>;
    expect(Object.keys(released)).not.toEqual([]);
    expect(migrationHashes()).toMatchObject(released);
  });
});

describe('withRelease', () => {
  it('adds what no release had before, and leaves theirs as it is, whatever has become of it', () => {
    const first = withRelease({}, '1.0.0', { '0001-a.ts': 'a' });
    expect(first).toEqual({ '1.0.0': { '0001-a.ts': 'a' } });
    const second = withRelease(first, '1.1.0', { '0001-a.ts': 'edited', '0002-b.ts': 'b' });
    expect(second).toEqual({ '1.0.0': { '0001-a.ts': 'a' }, '1.1.0': { '0002-b.ts': 'b' } });
  });

  it('writes those of the same release anew', () => {
    expect(withRelease({ '1.0.0': { '0001-a.ts': 'a' } }, '1.0.0', { '0001-a.ts': 'changed' })).toEqual({
      '1.0.0': { '0001-a.ts': 'changed' },
    });
  });
});
