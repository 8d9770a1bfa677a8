import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sumsOf } from '../../../../scripts/package/sums.ts';
import { ROOT } from '../../../../scripts/repository.ts';
import { pathWithoutNode } from '../../../support/path-without-node.ts';
import { temporaryFolder } from '../../../support/temporary-store.ts';

const TEMPLATE = readFileSync(join(ROOT, 'scripts/package/archive/install'), 'utf8');
/** Tells what it is given, a word in each line. */
const NODE = '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n';
const SHELLS = [['/bin/sh'], ['/usr/bin/dash'], ['/usr/bin/bash', '--posix'], ['/usr/bin/busybox', 'sh']].filter(
  ([program = '']) => existsSync(program),
);

describe.skipIf(process.platform === 'win32')('install', () => {
  let folder: string;
  let bin: string;
  beforeEach(() => {
    const place = temporaryFolder();
    folder = join(place, 'ein  Ordner äöü $HOME');
    bin = pathWithoutNode(join(place, 'bin'));
    mkdirSync(join(folder, 'host'), { recursive: true });
    pack();
  });

  /** What the script needs to be there, for this machine unless another is named. */
  function pack(changes: Readonly<Record<string, string>> = {}): void {
    const values = { VERSION: '1.2.3', PLATFORM: process.platform, ARCH: process.arch, GLIBC: '2.17', ...changes };
    const text = Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`@${name}@`, value), TEMPLATE);
    const files = [
      { path: 'install', bytes: Buffer.from(text) },
      { path: 'host/node', bytes: Buffer.from(NODE) },
      { path: 'host/cli.mjs', bytes: Buffer.from('') },
    ];
    for (const { path, bytes } of files) writeFileSync(join(folder, path), bytes);
    for (const path of ['install', 'host/node']) chmodSync(join(folder, path), 0o755);
    writeFileSync(join(folder, 'SHA256SUMS'), sumsOf(files));
  }

  function program(name: string, lines: string): void {
    const file = join(bin, name);
    rmSync(file, { force: true });
    writeFileSync(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  }

  function install(
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    shell: readonly string[] = [],
  ) {
    const [first = '', ...rest] = [...shell, join(folder, 'install'), ...args];
    const options = { cwd: '/', encoding: 'utf8', env: { PATH: bin, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(first, rest, options);
    return { status, stdout, stderr };
  }

  it.each(SHELLS)('starts the host’s own Node with every word as it was given, under %s', (...shell) => {
    const args = ['--profile', 'mein Profil ü', '', '*', "it's"];
    const stdout = [join(folder, 'host/cli.mjs'), 'install', ...args, ''].join('\n');
    expect(install(args, {}, shell)).toEqual({ status: 0, stdout, stderr: 'checking the files…\n' });
  });

  it('can be started in its folder by its name', () => {
    const { status, stdout } = spawnSync('sh', ['install'], { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${join(folder, 'host/cli.mjs')}\ninstall\n` });
  });

  it('ends as the host ends', () => {
    // The first start only asks for the version.
    writeFileSync(join(folder, 'host/node'), `#!/bin/sh\n[ "$1" = --version ] || exit 7\n`);
    rmSync(join(bin, 'sha256sum'), { force: true });
    rmSync(join(bin, 'shasum'), { force: true });
    expect(install()).toEqual({ status: 7, stdout: '', stderr: expect.stringContaining('not checked') });
  });

  it.each([
    [
      'another system',
      { PLATFORM: 'sunos' },
      /This archive is for sunos-\w+, and this machine is \w+-\w+\. Nothing was/,
    ],
    [
      'another processor',
      { ARCH: 'mips' },
      /is for \w+-mips, and .*\n.*holdfast-host-1\.2\.3-\w+-\w+, if there is one/,
    ],
  ])('says that it is for %s', (_, changes, words) => {
    pack(changes);
    expect(install()).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(words) });
  });

  it('names the file that is not as it was packed, and starts nothing', () => {
    writeFileSync(join(folder, 'host/cli.mjs'), 'changed');
    const { status, stdout, stderr } = install([], { LANG: 'de_DE.UTF-8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(
      'The archive is damaged. Nothing was installed. Download it again.\nhost/cli.mjs: FAILED\n',
    );
    expect(stderr).not.toContain('host/node');
  });

  it.each(['host/node', 'host/cli.mjs', 'SHA256SUMS'])('says that files are missing when %s is', (path) => {
    rmSync(join(folder, path));
    expect(install()).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining('Unpack the whole archive') });
  });

  it('says what a program that does not start says itself', () => {
    pack();
    const node = '#!/bin/sh\necho "no such library" >&2\nexit 127\n';
    writeFileSync(join(folder, 'host/node'), node);
    for (const name of ['sha256sum', 'shasum']) rmSync(join(bin, name), { force: true });
    const { status, stderr } = install();
    expect(status).toBe(1);
    expect(stderr).toMatch(/host\/node does not start here\. Nothing was installed\.\nno such library\n.*musl/);
  });

  it.skipIf(process.platform !== 'linux').each([
    ['2.16', '2.17', 1],
    ['2.17', '2.17', 0],
    ['2.9', '2.17', 1],
    ['2.100', '2.17', 0],
    ['3.0', '2.17', 0],
    ['1.99', '2.17', 1],
    ['stable', '2.17', 0],
  ])('with glibc %s where %s is needed it ends with %i', (there, needed, status) => {
    pack({ GLIBC: needed });
    program('getconf', `echo 'glibc ${there}'`);
    const done = install();
    expect(done.status).toBe(status);
    if (status === 1) expect(done.stderr).toContain(`has glibc ${there}, and the host needs ${needed} or later`);
  });

  it('refuses to install for the administrator instead of the person', () => {
    program('id', 'echo 0');
    expect(install([], { SUDO_USER: 'jo' })).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('Run this again without sudo.'),
    });
    expect(install().status).toBe(0);
  });

  it('starts Node without what would load foreign code into it', () => {
    writeFileSync(join(folder, 'host/node'), '#!/bin/sh\n[ "$1" = --version ] || set | grep ^NODE_OPTIONS=\nexit 0\n');
    for (const name of ['sha256sum', 'shasum']) rmSync(join(bin, name), { force: true });
    const { stdout, status } = install([], { NODE_OPTIONS: '--require ./evil.cjs' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
