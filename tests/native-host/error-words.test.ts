import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { errorInWords } from '../../native-host/error-words.ts';

describe('errorInWords', () => {
  it.each([
    ['a file that is not there', join(import.meta.dirname, 'none'), 'it is not there. Look at how it is written.'],
    ['a folder', import.meta.dirname, 'it is a folder. Name a file.'],
    ['a file as a folder', join(import.meta.filename, 'none'), 'a part of its path is a file, not a folder. Choose'],
  ])('tells of %s what it is and what to do', (_, path, words) => {
    // Node does not say which file it was where it had opened it.
    const error = Object.assign(
      errorOf(() => readFileSync(path)),
      { path },
    );
    expect(errorInWords(error)).toContain(`${path} cannot be used: ${words}`);
  });

  it.each([
    [
      'our own words',
      new AppError('busy', 'Another process works on the store.'),
      'Another process works on the store.',
    ],
    [
      'a code it has no words for',
      Object.assign(new Error('EMFILE: too many'), { code: 'EMFILE', path: '/x' }),
      'EMFILE: too many',
    ],
    ['what is no error', 'words', 'words'],
  ])('leaves %s as it is', (_, error, words) => {
    expect(errorInWords(error)).toBe(words);
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown.');
}
