import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import type { ArchiveFile } from '../../../scripts/package/archive-file.ts';
import { archiveTime } from '../../../scripts/package/archive-time.ts';
import { hostArchive } from '../../../scripts/package/host-archive.ts';
import { packTarGz } from '../../../scripts/package/pack-tar.ts';
import { sumsOf } from '../../../scripts/package/sums.ts';
import { HOST, ROOT } from '../../../scripts/repository.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

describe('hostArchive', () => {
  let node: string;
  let name: string;
  let files: readonly ArchiveFile[];
  beforeEach(() => {
    node = aSmallNode();
    ({ name, files } = hostArchive({ node }));
  });
  const textOf = (path: string) => `${Buffer.from(files.find((file) => file.path === `${name}/${path}`)?.bytes ?? [])}`;

  it('is one folder of its name, with the host, Node, what installs it, and papers', () => {
    expect(name).toBe(`holdfast-host-${packageJson.version}-${process.platform}-${process.arch}`);
    const inFolder = files.map(({ path }) => posix.relative(name, path)).filter((path) => !path.startsWith('host/'));
    const papers = ['LICENSE', 'README.txt', 'SHA256SUMS', 'THIRD-PARTY-NOTICES.txt', 'install'];
    expect(inFolder.sort()).toEqual(papers);
    expect(files.filter(({ isProgram }) => isProgram).map(({ path }) => posix.relative(name, path))).toEqual([
      'host/node',
      'install',
    ]);
  });

  it('has the sum of every other file', () => {
    const others = files.filter(({ path }) => posix.basename(path) !== 'SHA256SUMS');
    expect(textOf('SHA256SUMS')).toBe(sumsOf(others).replaceAll(`  ${name}/`, '  '));
  });

  it('has nothing of this checkout in it: neither its path nor what is started there', () => {
    expect(files.filter(({ bytes }) => Buffer.from(bytes).includes(ROOT)).map(({ path }) => path)).toEqual([]);
    expect(files.filter(({ path }) => /holdfast(-host)?(\.bat)?$/.test(path))).toEqual([]);
  });

  it('has no word left that stands for another in what a person reads and starts', () => {
    for (const path of ['install', 'README.txt']) expect(textOf(path)).not.toMatch(/@[A-Z]+@/);
    expect(textOf('install')).toContain(`version='${packageJson.version}'\n`);
  });

  it('gives the same bytes from another folder, made at another time', async () => {
    const folder = join(temporaryFolder(), 'anderswo');
    cpSync(HOST, folder, { recursive: true });
    const options = { time: archiveTime({}), level: 6 } as const;
    const again = hostArchive({ folder, node }).files;
    expect(sumsOf(again)).toBe(sumsOf(files));
    const hashOf = async (all: readonly ArchiveFile[]) =>
      sumsOf([{ path: name, bytes: await packTarGz(all, options) }]);
    expect(await hashOf(again)).toBe(await hashOf(files));
  });

  it('is refused when a file of it is not used', () => {
    const folder = join(temporaryFolder(), 'host');
    cpSync(HOST, folder, { recursive: true });
    writeFileSync(join(folder, 'chunks/forgotten-1.mjs'), '');
    expect(() => hostArchive({ folder, node })).toThrow('files that it does not use: host/chunks/forgotten-1.mjs');
  });
});

/** A few bytes in place of Node, which is 150 MB, beside its licence. */
function aSmallNode(): string {
  const folder = temporaryFolder();
  copyFileSync(join(dirname(dirname(process.execPath)), 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'node'), 'Node');
  return join(folder, 'node');
}
