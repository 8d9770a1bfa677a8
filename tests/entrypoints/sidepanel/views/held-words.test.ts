import { describe, expect, it } from 'vitest';
import { ready } from '../../../../entrypoints/sidepanel/models/remote.ts';
import { heldWords } from '../../../../entrypoints/sidepanel/views/held-words.ts';

describe('heldWords', () => {
  it.each([
    [null, 0, /^No backup holds it\.$/],
    [null, 1, /^1 backup made by hand may hold it until you remove it\.$/],
    [null, 2, /^2 backups made by hand may hold it until you remove them\.$/],
    ['2027-05-02T12:00:00.000Z', 0, /^Backups may hold it until [^,]*2[^,]*, 2027\.$/],
    ['2027-05-02T12:00:00.000Z', 2, /2027, 2 made by hand until you remove them\.$/],
  ])('until %s, %d by hand', (heldUntil, keptByHand, words) => {
    expect(heldWords(ready({ heldUntil, keptByHand }))).toMatch(words);
  });
});
