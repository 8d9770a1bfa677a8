import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isLauncher, launcherText, startedBy, writeLauncher } from '../../../native-host/install/launcher.ts';

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

  it('sets a default where whoever starts it has set nothing', () => {
    mkdirSync(folder, { recursive: true });
    const program = join(folder, 'print.mjs');
    writeFileSync(program, 'process.stdout.write(process.env.HOLDFAST_HOME);');
    const launcher = join(folder, 'launcher');
    writeLauncher(launcher, { node: process.execPath, program, defaults: { HOLDFAST_HOME: "/it's" } });
    const started = (HOLDFAST_HOME: string) =>
      spawnSync(launcher, { encoding: 'utf8', env: { ...process.env, HOLDFAST_HOME } }).stdout;
    expect([started(''), started('/other')]).toEqual(["/it's", '/other']);
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
  it('has Windows read letters of every script, and keeps what is set already', () => {
    const text = launcherText({ node: 'C:\\ä\\node.exe', program: 'p', defaults: { HOLDFAST_HOME: 'D:\\ü' } }, 'win32');
    expect(text).toContain('\r\nchcp 65001 >nul\r\n');
    expect(text).toContain('\r\nif not defined HOLDFAST_HOME set "HOLDFAST_HOME=D:\\ü"\r\n');
  });

  it('clears what would load foreign code, on Windows too', () => {
    const launcher = { node: 'C:\\Program Files\\node.exe', program: 'C:\\100%\\main.mjs', environment: { A: 'b' } };
    expect(launcherText(launcher, 'win32').split('\r\n')).toEqual([
      '@echo off',
      'rem Holdfast native messaging host',
      'setlocal DisableDelayedExpansion',
      'set "NODE_OPTIONS="',
      'set "NODE_PATH="',
      'set "NODE_EXTRA_CA_CERTS="',
      'set "LD_PRELOAD="',
      'set "A=b"',
      '("C:\\Program Files\\node.exe" "C:\\100%%\\main.mjs" %*) & exit /b',
      '',
    ]);
  });
});

describe('startedBy', () => {
  it.each(['linux', 'win32'] as const)('reads back what a launcher was made for on %s', (platform) => {
    const launcher = { node: "C:\\it's\\node", program: 'C:\\100%\\ä main.mjs', defaults: { HOLDFAST_HOME: '/x y' } };
    expect(startedBy(launcherText(launcher, platform))).toEqual([launcher.node, launcher.program]);
  });

  it('is empty for anything else', () => {
    expect(startedBy('#!/bin/sh\necho hello\n')).toEqual([]);
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
