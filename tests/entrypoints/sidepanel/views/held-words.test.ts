import { describe, expect, it } from 'vitest';
import { ready } from '../../../../entrypoints/sidepanel/models/remote.ts';
import { heldWords } from '../../../../entrypoints/sidepanel/views/held-words.ts';

describe('heldWords', () => {
  it.each([
    [null, 0, /^No backup contains it\.$/],
    [null, 1, /^1 backup you made may contain it until you remove it\.$/],
    [null, 2, /^2 backups you made may contain it until you remove them\.$/],
    ['2027-05-02T12:00:00.000Z', 0, /^Backups may contain it until [^,]*2[^,]*, 2027\.$/],
    ['2027-05-02T12:00:00.000Z', 2, /2027, and 2 you made until you remove them\.$/],
  ])('until %s, %d by hand', (heldUntil, keptByHand, words) => {
    expect(heldWords(ready({ heldUntil, keptByHand }))).toMatch(words);
  });
});
