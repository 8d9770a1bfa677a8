import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isLauncher, launcherText, writeLauncher } from '../../../native-host/install/launcher.ts';

const folder = mkdtempSync(join(tmpdir(), 'launcher-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('writeLauncher', () => {
  it('starts the program from a folder with spaces, quotes, a dollar and a newline in its name', () => {
    const odd = join(folder, `it's "a" $HOME \`date\`\nfolder`);
    mkdirSync(odd, { recursive: true });
    const node = join(odd, 'node');
    symlinkSync(process.execPath, node);
    const program = join(odd, 'main.mjs');
    writeFileSync(
      program,
      `const { NODE_OPTIONS, NODE_PATH, NODE_EXTRA_CA_CERTS, LD_PRELOAD, HOLDFAST_HOME } = process.env;
       console.log(JSON.stringify({ args: process.argv.slice(2), HOLDFAST_HOME, cleared: [NODE_OPTIONS, NODE_PATH, NODE_EXTRA_CA_CERTS, LD_PRELOAD].every((value) => value === undefined) }));`,
    );
    const launcher = join(odd, 'launcher');
    writeLauncher(launcher, { node, program, environment: { HOLDFAST_HOME: odd } });

    const { stdout, stderr, status } = spawnSync(launcher, ['chrome-extension://a b/', '$x'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '--no-such-option', NODE_PATH: '/x', NODE_EXTRA_CA_CERTS: '/x' },
    });

    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout)).toEqual({ args: ['chrome-extension://a b/', '$x'], HOLDFAST_HOME: odd, cleared: true });
  });

  it('is executable, replaces what was there, and leaves nothing beside it', () => {
    const launcher = join(folder, 'launcher');
    writeLauncher(launcher, { node: '/node', program: '/old' });
    writeLauncher(launcher, { node: '/node', program: '/new' });
    expect((statSync(launcher).mode & 0o777).toString(8)).toBe('755');
    expect(readdirSync(folder)).toEqual(['launcher']);
  });
});

describe('launcherText', () => {
  it('clears what would load foreign code, on Windows too', () => {
    const launcher = { node: 'C:\\Program Files\\node.exe', program: 'C:\\100%\\main.mjs', environment: { A: 'b' } };
    expect(launcherText(launcher, 'win32').split('\r\n')).toEqual([
      '@echo off',
      'rem Holdfast native messaging host',
      'set "NODE_OPTIONS="',
      'set "NODE_PATH="',
      'set "NODE_EXTRA_CA_CERTS="',
      'set "LD_PRELOAD="',
      'set "A=b"',
      '"C:\\Program Files\\node.exe" "C:\\100%%\\main.mjs" %*',
      '',
    ]);
  });
});

describe('isLauncher', () => {
  it.each(['linux', 'win32'] as const)('tells ours from other programs on %s', (platform) => {
    mkdirSync(folder, { recursive: true });
    const ours = join(folder, 'ours');
    writeFileSync(ours, launcherText({ node: '/n', program: '/p' }, platform));
    expect([ours, process.execPath, join(folder, 'gone')].map(isLauncher)).toEqual([true, false, undefined]);
  });
});
