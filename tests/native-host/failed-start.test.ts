import { describe, expect, it } from 'vitest';
import { failureWords } from '../../native-host/failed-start.ts';

const withCode = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('failureWords', () => {
  it.each([
    [
      withCode('ERR_MODULE_NOT_FOUND', "Cannot find package 'better-sqlite3' imported from /home/me/host.mjs"),
      'a part of it is missing (better-sqlite3)',
    ],
    [
      withCode('MODULE_NOT_FOUND', "Cannot find module '/home/me/x/better_sqlite3.node'\nRequire stack:\n- /a.js"),
      'a part of it is missing (better_sqlite3.node)',
    ],
    [withCode('ERR_MODULE_NOT_FOUND', 'Something else.'), 'a part of it is missing'],
    [
      withCode('ERR_DLOPEN_FAILED', '/home/me/linux-x64.node: invalid ELF header'),
      'SQLite could not be loaded (invalid ELF header)',
    ],
    [new TypeError('x is not a function'), 'x is not a function'],
    [new SyntaxError(''), 'SyntaxError'],
    [new Error(`${'long '.repeat(100)}`), 'long '.repeat(40)],
    ['thrown text', 'for no reason that was told'],
  ])('says of %s what it means', (error, words) => {
    expect(failureWords(error)).toBe(words);
  });
});
