import { describe, expect, it, vi } from 'vitest';
import { damageWords } from '../../../../entrypoints/sidepanel/views/keeping-notes.tsx';

vi.mock('../../../../entrypoints/sidepanel/views/keeping-notes.css', () => ({}));

const DAMAGE = {
  ...{ at: '2026-11-25T12:00:00.000Z', cause: 'page 7 is damaged', quarantine: '/q', backup: 'b.db' },
  ...{ restored: 1200, salvaged: 4, lost: 0 },
};

describe('damageWords', () => {
  it('tells of a file what was restored, salvaged and lost', () => {
    expect(damageWords(DAMAGE)).toMatch(/: 1\u202f200 rows restored, 4 salvaged, 0 lost\.$/);
  });

  it('tells of the store in the browser what its second copy had', () => {
    const inBrowser = { ...DAMAGE, quarantine: '', backup: 'the second copy in this browser', salvaged: 0 };
    expect(damageWords(inBrowser)).toMatch(
      /^The browser lost the store on .*: 1\u202f200 rows restored from the second copy, nothing is known to be lost\.$/,
    );
    expect(damageWords({ ...inBrowser, lost: 3 })).toMatch(/from the second copy, 3 lost\.$/);
    expect(damageWords({ ...inBrowser, backup: null, restored: 0, lost: 9 })).toMatch(
      /and its second copy: 9 rows are gone\.$/,
    );
  });
});
