import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataPaths } from '../../native-host/paths.ts';
import { putUpload, removeOldUploads, requireUpload, stagingName } from '../../native-host/uploads.ts';
import { withCode } from '../contract/rows.ts';
import { pathsAround } from '../support/transfer.ts';

const ID = '01234567-89ab-7cde-8f01-23456789abcd';
const [OLD, NEW] = ['76543210-89ab-7cde-8f01-23456789abcd', '76543211-89ab-7cde-8f01-23456789abcd'];
const put = (paths: DataPaths, offset: number, text: string) =>
  putUpload(paths, { id: ID, offset, base64: Buffer.from(text).toString('base64') }).bytes;

describe('putUpload', () => {
  it('joins parts in a file that its owner alone reads', () => {
    const paths = pathsAround();
    expect([put(paths, 0, 'abc'), put(paths, 3, 'de')]).toEqual([3, 5]);
    const file = requireUpload(paths, ID.toUpperCase());
    expect(readFileSync(file, 'utf8')).toBe('abcde');
    if (process.platform !== 'win32') expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  it('takes the last part twice, and begins anew at 0', () => {
    const paths = pathsAround();
    put(paths, 0, 'abc');
    put(paths, 3, 'def');
    expect(put(paths, 3, 'def')).toBe(6);
    expect(put(paths, 0, 'xy')).toBe(2);
    expect(readFileSync(requireUpload(paths, ID), 'utf8')).toBe('xy');
  });

  it('refuses parts that do not follow, and leaves the file as it was', () => {
    const paths = pathsAround();
    expect(() => put(paths, 3, 'x')).toThrow(withCode('conflict') as Error);
    expect(readdirSync(paths.uploads)).toEqual([]);
    put(paths, 0, 'abc');
    for (const [offset, text] of [
      [5, 'x'],
      [2, 'xyz'],
      [2, 'x'],
    ] as const) {
      expect(() => put(paths, offset, text)).toThrow(withCode('conflict') as Error);
    }
    expect(readFileSync(requireUpload(paths, ID), 'utf8')).toBe('abc');
  });

  it('refuses parts and files that are too large', () => {
    const paths = pathsAround();
    const large = Buffer.alloc(16 * 1024 * 1024 + 1).toString('base64');
    expect(() => putUpload(paths, { id: ID, offset: 0, base64: large })).toThrow(withCode('too-large') as Error);
    expect(() => put(paths, 8 * 1024 ** 3, 'x')).toThrow(withCode('too-large') as Error);
    expect(readdirSync(paths.uploads)).toEqual([]);
  });

  it('removes what was uploaded more than a day ago, and what processes that died left; of others nothing', () => {
    const paths = pathsAround();
    for (const [name, hours] of [
      [OLD, 25],
      [NEW, 23],
      ['thesis.odt', 1000],
      [stagingName('mine'), 1],
      // No system gives this number.
      ['staging-999999999-left', 1],
    ] as const) {
      writeFileSync(join(paths.uploads, name), '');
      const at = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(paths.uploads, name), at, at);
    }
    put(paths, 0, 'abc');
    expect(readdirSync(paths.uploads).toSorted()).toEqual([ID, NEW, stagingName('mine'), 'thesis.odt']);
    removeOldUploads(paths, Date.now() + 2 * 3_600_000);
    expect(readdirSync(paths.uploads).toSorted()).toEqual([ID, stagingName('mine'), 'thesis.odt']);
  });
});

describe('requireUpload', () => {
  it('finds none that is gone', () => {
    expect(() => requireUpload(pathsAround(), ID)).toThrow(withCode('not-found') as Error);
  });
});
