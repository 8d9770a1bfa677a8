import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChanges, createdPatch, patchBetween } from '../../../lib/patches/make-patch.ts';
import { type DiffLine, readPatch, sideBySide } from '../../../lib/patches/read-patch.ts';

const PATCH = `--- a
+++ b
@@ -1,3 +1,4 @@
 same
-let x = 1;
+let x = 2;
+more
 end
\\ No newline at end of file
`;

const shown = ({ kind, oldLine, newLine, pieces }: DiffLine) =>
  `${kind} ${oldLine ?? '-'} ${newLine ?? '-'} ${pieces.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join('')}`;

describe('readPatch', () => {
  it('tells lines with their numbers, and what the diff says of itself', () => {
    const [hunk] = readPatch(PATCH) ?? [];
    expect(hunk?.header).toBe('@@ -1,3 +1,4 @@');
    expect(readPatch(createdPatch('a', 'x\n'))?.[0]?.header).toBe('@@ -0,0 +1,1 @@');
    expect(hunk?.lines.map(shown)).toEqual([
      ...['same 1 1 same', 'removed 2 - let x = 1;', 'added - 2 let x = 2;', 'added - 3 more', 'same 3 4 end'],
      'note - - No newline at end of file',
    ]);
  });

  it('marks words where a line took the place of another, unless they have nothing in common', () => {
    const lines = (before: string, after: string) =>
      readPatch(patchBetween('a', before, after) ?? '')?.[0]
        ?.lines.filter(({ kind }) => kind !== 'note')
        .map(shown);
    expect(lines('let x = 1;', 'let x = 23;')).toEqual(['removed 1 - let x = [1];', 'added - 1 let x = [23];']);
    expect(lines('apples', 'pears')).toEqual(['removed 1 - apples', 'added - 1 pears']);
  });

  it('is undefined for what is no diff', () => {
    for (const text of ['', 'Binary files differ', '@@ -1,9 +1,9 @@\n x', '{"a":1}'])
      expect(readPatch(text)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => void readPatch(text)),
      { seed: 20_261_126, numRuns: 200 },
    );
  });
});

describe('sideBySide', () => {
  it('sets what was removed beside what was added in its place', () => {
    const [hunk] = readPatch(PATCH) ?? [];
    const pairs = sideBySide(hunk?.lines ?? []).map(({ left, right }) => [left && shown(left), right && shown(right)]);
    expect(pairs.slice(0, 3)).toEqual([
      ['same 1 1 same', 'same 1 1 same'],
      ['removed 2 - let x = 1;', 'added - 2 let x = 2;'],
      [undefined, 'added - 3 more'],
    ]);
  });
});

describe('countChanges', () => {
  it('counts the lines of the diff alone', () => {
    expect(countChanges(PATCH)).toEqual({ additions: 2, deletions: 1 });
    expect(countChanges(createdPatch('a', 'x\n--- y\n+++ z'))).toEqual({ additions: 3, deletions: 0 });
    expect(countChanges('+ no diff')).toEqual({ additions: 0, deletions: 0 });
  });
});
