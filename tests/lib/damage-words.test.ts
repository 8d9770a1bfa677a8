import { describe, expect, it } from 'vitest';
import { damagedRows } from '../../lib/damage-words.ts';

describe('damagedRows', () => {
  it('tells what was restored, salvaged and lost', () => {
    const damage = { at: '2026-11-25T12:00:00.000Z', cause: 'page 7 is damaged', quarantine: '/q', backup: 'b.db' };
    expect(damagedRows({ ...damage, restored: 1200, salvaged: 4, lost: 0 })).toBe(
      '1\u202f200 rows restored, 4 salvaged, 0 lost',
    );
  });
});
