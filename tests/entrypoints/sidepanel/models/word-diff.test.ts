import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffTexts, MAX_COMPARED_LENGTH, type TextDiff } from '../../../../entrypoints/sidepanel/models/word-diff.ts';

/** `[-…-]` only in the first, `[+…+]` only in the second. */
function marked(diff: TextDiff): string {
  if (diff.kind !== 'words') return diff.kind;
  return diff.pieces
    .map(({ kind, text }) => (kind === 'both' ? text : kind === 'first' ? `[-${text}-]` : `[+${text}+]`))
    .join('');
}

describe('diffTexts', () => {
  it.each([
    ['One file, one backup.', 'One file and one backup.', 'One file[-,-] [+and +]one backup.'],
    // Words that were replaced are read one after the other.
    [
      'A reader never sees half a table.',
      'Nobody ever sees half a table.',
      '[-A reader never-][+Nobody ever+] sees half a table.',
    ],
    // Without spaces between words.
    ['今日は天気がいいです', '今日は天気が悪いです', '今日は天気が[-いい-][+悪い+]です'],
    ['same', 'same', 'same'],
    ['', 'Something', 'anew'],
    ['Nothing of this', 'was ever there before', 'anew'],
  ])('marks whole words: %s', (first, second, expected) => {
    expect(marked(diffTexts(first, second))).toBe(expected);
  });

  it('does not compare texts that are too long', () => {
    const long = 'word '.repeat(MAX_COMPARED_LENGTH / 5);
    expect(diffTexts(long, `${long.slice(5)}other`).kind).toBe('words');
    expect(diffTexts(long, `${long}x`)).toEqual({ kind: 'too-long' });
  });

  it('gives both texts back, whatever they are', () => {
    const word = fc.oneof(fc.constantFrom('a', 'b', ' ', '\n', ', ', 'word', '漢字', '👩‍👩‍👧', 'e\u0301'), fc.string());
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, text, (start, one, other) => {
        const [first, second] = [start + one + start, start + other + start];
        const diff = diffTexts(first, second);
        if (diff.kind !== 'words') return;
        const sideOf = (side: 'first' | 'second') =>
          diff.pieces.flatMap(({ kind, text: piece }) => (kind === 'both' || kind === side ? piece : [])).join('');
        expect([sideOf('first'), sideOf('second')]).toEqual([first, second]);
        expect(diff.pieces.every(({ text: piece }) => piece !== '')).toBe(true);
      }),
      { seed: 10, numRuns: 400 },
    );
  });
});
