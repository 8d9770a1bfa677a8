import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { openLog } from '../../native-host/log.ts';

const MiB = 1024 * 1024;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name = 'host.log') => join(folder, name);
const lines = () =>
  readFileSync(file(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('openLog', () => {
  it('has every line in the file when the call returns, with process and time', () => {
    const log = openLog(folder);
    log.info({ exitCode: 0 }, 'host ended');
    expect(lines()).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        pid: process.pid,
        exitCode: 0,
        msg: 'host ended',
      },
    ]);
  });

  it('adds to a file that is not full', () => {
    openLog(folder).info('first');
    openLog(folder).info('second');
    expect(lines().map(({ msg }) => msg)).toEqual(['first', 'second']);
    expect(readdirSync(folder)).toEqual(['host.log']);
  });

  it('sets a full file aside and keeps the two before it', () => {
    for (const age of ['oldest', 'older', 'old']) {
      writeFileSync(file(), age.padEnd(MiB));
      openLog(folder).info('new');
    }
    writeFileSync(file(), 'latest'.padEnd(MiB - 1));
    openLog(folder);
    const starts = readdirSync(folder).map((name) => [name, readFileSync(file(name), 'utf8').slice(0, 6).trim()]);
    expect(Object.fromEntries(starts)).toEqual({ 'host.log': 'latest', 'host.log.1': 'old', 'host.log.2': 'older' });
  });

  it('goes on in the full file when it cannot be set aside', () => {
    mkdirSync(file('host.log.1'));
    writeFileSync(file('host.log.1/occupied'), '');
    mkdirSync(file('host.log.2'));
    writeFileSync(file('host.log.2/occupied'), '');
    writeFileSync(file(), `${' '.repeat(MiB)}\n`);
    openLog(folder).info('still here');
    expect(readFileSync(file(), 'utf8')).toContain('still here');
  });

  it.skipIf(!existsSync('/dev/full'))('loses a line, not the host, when the disk is full', () => {
    symlinkSync('/dev/full', file());
    const log = openLog(folder);
    for (let times = 0; times < 3; times++) expect(() => log.error({ err: new Error('x') }, 'failed')).not.toThrow();
  });

  it('describes an error by name, code and place, with its causes', () => {
    const cause = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    openLog(folder).error({ err: new AppError('internal', 'The store could not be opened.', { cause }) }, 'failed');
    expect(lines()[0]?.['err']).toEqual({
      name: 'AppError',
      code: 'internal',
      message: 'The store could not be opened.',
      stack: expect.arrayContaining([expect.stringMatching(/^ {4}at .*log\.test\.ts/)]),
      cause: {
        name: 'Error',
        code: 'SQLITE_IOERR',
        message: 'disk I/O error',
        stack: expect.arrayContaining([expect.stringMatching(/^ {4}at /)]),
      },
    });
  });

  it.each([
    ['what JSON.parse quotes', () => JSON.parse('MARKER is what I wrote')],
    ['what SQLite quotes', () => raise('near "MARKER": syntax error')],
    ['what fetch quotes', () => raise('Headers.append: "Bearer MARKER" is an invalid header value.')],
    ['what is quoted otherwise', () => raise("Cannot read properties of undefined (reading 'MARKER')")],
    ['what is quoted over lines', () => raise('`one\n    at MARKER\nthree`')],
    ['text that was thrown', () => raise('MARKER', (words) => words)],
    ['a circular chain of causes', () => raise('"MARKER"', circular)],
  ])('keeps out of the log: %s', (_, fail) => {
    try {
      fail();
      expect.unreachable();
    } catch (err) {
      openLog(folder).error({ err }, 'failed');
    }
    expect(lines()).toHaveLength(1);
    expect(readFileSync(file(), 'utf8')).not.toContain('MARKER');
  });
});

function raise(words: string, make: (words: string) => unknown = (text) => new Error(text)): never {
  throw make(words);
}

function circular(words: string): Error {
  const error = new Error(words);
  error.cause = error;
  return error;
}
