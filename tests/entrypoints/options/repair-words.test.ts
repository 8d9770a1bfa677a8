import { describe, expect, it } from 'vitest';
import { repairWords } from '../../../entrypoints/options/repair-words.ts';

const failed = (name: string) => ({ name, ok: false, detail: 'x' });
const good = (name: string) => ({ name, ok: true, detail: 'x' });

describe('repairWords', () => {
  it.each(['store', 'schema', 'integrity', 'content hashes'])('tells what becomes of a damaged file: %s', (name) => {
    const words = repairWords([failed('totals'), failed(name)], false);
    expect(words).toMatch(/sets it aside .* newest verified backup .* are lost\.$/);
    expect(words).not.toContain('does not touch messages');
  });

  it('promises to touch no message where the file is whole, or there is none', () => {
    for (const words of [
      repairWords([failed('totals'), good('integrity')], false),
      repairWords([failed('content hashes')], true),
    ]) {
      expect(words).toMatch(/the list, the totals and the search index\. It does not touch messages\.$/);
    }
  });
});
