import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledPackages } from '../../../scripts/package/bundled-packages.ts';
import { noticesOf } from '../../../scripts/package/notices.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

describe('noticesOf', () => {
  const named = (text: string) => [...text.matchAll(/^ {2}(\S.*?) \((.*?)\) {2}(\S+)$/gm)].map(([, name]) => name);

  it('has the licence of each package and of what is compiled into it, with the address of its source', () => {
    const text = noticesOf(['uuid', 'better-sqlite3']);
    expect(text).toMatch(/^ {2}uuid [\d.]+ \(MIT\) {2}https:\/\/github\.com\/uuidjs\/uuid$/m);
    expect(named(text).map((name) => name?.split(' ')[0])).toEqual([
      'better-sqlite3',
      'node-addon-api',
      'SQLite',
      'uuid',
    ]);
    expect(text).toContain('Copyright (c) 2017 Joshua Wise');
    expect(text).toContain('May you do good and not evil.');
  });

  it('can tell all of what is in the extension and in the host, each with a licence that lets it be given away', () => {
    const text = noticesOf([...bundledPackages('extension'), ...bundledPackages('host'), 'better-sqlite3']);
    const licences = new Set([...text.matchAll(/^ {2}\S.*? \((.*?)\) {2}https:\/\//gm)].map(([, licence]) => licence));
    expect([...licences].sort()).toEqual(['BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'public domain']);
  });

  it('has the licence of this Node with those of its parts', () => {
    const text = noticesOf([], process.execPath);
    for (const part of ['libuv', 'OpenSSL', 'ICU', 'V8']) expect(text).toContain(part);
    expect(named(text)).toEqual([`Node.js ${process.version}`]);
  });

  it('refuses a Node without its licence', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'LICENSE'), 'Something else');
    expect(() => noticesOf([], join(folder, 'bin/node'))).toThrow('The licence of Node is not beside');
  });

  it('is the same for the same packages in whatever order', () => {
    expect(noticesOf(['uuid', 'pino', 'pino'])).toBe(noticesOf(['pino', 'uuid']));
  });
});
