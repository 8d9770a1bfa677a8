import { diffArrays } from 'diff';

/** A run of text that both have, or only the first or only the second. */
export interface DiffPiece {
  readonly kind: 'both' | 'first' | 'second';
  readonly text: string;
}

/**
 * How two texts differ. `anew`: they have so little in common that marks would be noise; `too-long`: they are not compared.
 */
export type TextDiff =
  | { readonly kind: 'same' | 'anew' | 'too-long' }
  | { readonly kind: 'words'; readonly pieces: readonly DiffPiece[] };

/** Longer texts are shown as they are, in UTF-16 units: they take seconds to compare, and nobody reads the marks. */
export const MAX_COMPARED_LENGTH = 200_000;

/** Nobody waits longer for marks. */
const MAX_MS = 400;

/** Below this share of words in common, most of what is marked is chance. */
const MIN_SHARED = 0.25;

/** Compares word by word, in scripts without spaces too. The pieces put together give each of the texts back. */
export function diffTexts(first: string, second: string): TextDiff {
  if (first === second) return { kind: 'same' };
  if (Math.max(first.length, second.length) > MAX_COMPARED_LENGTH) return { kind: 'too-long' };
  const runs = diffArrays(wordsOf(first), wordsOf(second), { timeout: MAX_MS });
  if (!runs) return { kind: 'too-long' };
  const pieces = runs.map(({ value, added, removed }): DiffPiece => {
    return { kind: added ? 'second' : removed ? 'first' : 'both', text: value.join('') };
  });
  return sharedOf(pieces) < MIN_SHARED ? { kind: 'anew' } : { kind: 'words', pieces: joinRuns(pieces) };
}

/** What is changed on both sides of a space is one change: words that were replaced are read one after the other. */
function joinRuns(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const joined: DiffPiece[] = [];
  let [first, second, space] = ['', '', ''];
  function end(): void {
    const tail = /\s*$/.exec(first)?.[0] ?? '';
    if (tail !== '' && second.endsWith(tail)) {
      [first, second, space] = [first.slice(0, -tail.length), second.slice(0, -tail.length), tail + space];
    }
    if (first !== '') joined.push({ kind: 'first', text: first });
    if (second !== '') joined.push({ kind: 'second', text: second });
    if (space !== '') joined.push({ kind: 'both', text: space });
    [first, second, space] = ['', '', ''];
  }
  for (const { kind, text } of pieces) {
    const isInside = first !== '' && second !== '';
    if (kind === 'both' && isInside && text.trim() === '') space += text;
    else if (kind === 'both') {
      end();
      joined.push({ kind, text });
    } else {
      [first, second, space] = [first + space, second + space, ''];
      if (kind === 'first') first += text;
      else second += text;
    }
  }
  end();
  return joined;
}

/** Words, signs and spaces, each by itself; together they are the text. */
function wordsOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;

/** How much of the longer one is in both, from 0 to 1; spaces do not count. */
function sharedOf(pieces: readonly DiffPiece[]): number {
  const lengthOf = (...kinds: DiffPiece['kind'][]) =>
    pieces.reduce((sum, { kind, text }) => sum + (kinds.includes(kind) ? text.replace(/\s/g, '').length : 0), 0);
  return lengthOf('both') / Math.max(lengthOf('both', 'first'), lengthOf('both', 'second'), 1);
}
