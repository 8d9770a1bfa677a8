import { describe, expect, it } from 'vitest';
import { bundledPackages, packageOf } from '../../../scripts/package/bundled-packages.ts';

describe('packageOf', () => {
  it.each([
    ['/x/node_modules/uuid/dist/v7.js', 'uuid'],
    ['/x/node_modules/@noble/hashes/sha2.js', '@noble/hashes'],
    ['/x/node_modules/a/node_modules/@s/b/index.js', 'a/node_modules/@s/b'],
    ['C:\\x\\node_modules\\pend\\index.js', 'pend'],
    ['\0/x/node_modules/pino/pino.js?commonjs-es-import', 'pino'],
    ['/x/node_modules/uplot', 'uplot'],
    ['\0rolldown/runtime.js', 'rolldown'],
    ['/x/lib/chat/replies.ts', undefined],
    ['\0vite/preload-helper.js', undefined],
  ])('of %j is %j', (id, name) => {
    expect(packageOf(id)).toBe(name);
  });
});

describe('bundledPackages', () => {
  it('is what the build put into the host, and not what it left outside or needs itself', () => {
    const packages = bundledPackages('host');
    expect(packages).toEqual(expect.arrayContaining(['commander', 'pino', 'valibot', 'yazl']));
    expect(packages.filter((name) => ['better-sqlite3', 'preact', 'sql.js', 'vite', 'wxt'].includes(name))).toEqual([]);
  });

  it('is what all programs of the extension have in them', () => {
    const packages = bundledPackages('extension');
    expect(packages).toEqual(expect.arrayContaining(['preact', 'sql.js', 'valibot', 'webextension-polyfill']));
    expect(packages.filter((name) => ['better-sqlite3', 'commander', 'pino', 'vite'].includes(name))).toEqual([]);
  });
});
