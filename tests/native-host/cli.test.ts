import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { builtProgram } from '../support/built-program.ts';

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function holdfast(...args: string[]) {
  return holdfastIn(join(folder, 'store'), ...args);
}

function holdfastIn(home: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [builtProgram('cli'), ...args], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: '', HOLDFAST_HOME: home },
  });
  return { stdout, stderr, status };
}

describe('holdfast', () => {
  it('prints its version', () => {
    expect(holdfast('--version')).toEqual({ stdout: `${packageJson.version}\n`, stderr: '', status: 0 });
  });

  it('runs from its source as it does when built', () => {
    const { stdout, status } = spawnSync(process.execPath, ['native-host/cli.ts', 'launcher-path'], {
      cwd: repository,
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: holdfast('launcher-path').stdout, status: 0 });
  });

  it('shows every command and examples in its help', () => {
    const { stdout, status } = holdfast('--help');
    expect(status).toBe(0);
    for (const text of ['launcher-path', 'install', 'uninstall', 'stats', 'sweep', 'doctor', 'Examples:'])
      expect(stdout).toContain(text);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown browser', ['install', '--browser', 'netscape']],
    ['two places at once', ['install', '--browser', 'chrome', '--profile', '.']],
  ])('ends with 2 on wrong usage: %s', (_, args) => {
    const { stdout, stderr, status } = holdfast(...args);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toMatch(/Usage|^holdfast: /);
  });

  it.each([
    ['a command', ['bakup'], "unknown command 'bakup'", 'backup', 'holdfast'],
    ['an option', ['stats', '--jsno'], "unknown option '--jsno'", '--json', 'holdfast stats'],
  ])('suggests what was meant by %s', (_, args, what, meant, command) => {
    expect(holdfast(...args)).toEqual({
      stdout: '',
      stderr: `holdfast: ${what}\n(Did you mean ${meant}?)\n(${command} --help shows how)\n`,
      status: 2,
    });
  });

  it('refuses words that no command takes', () => {
    const { stderr, status } = holdfast('backup', 'extra');
    expect([status, stderr.split('\n')[0]]).toEqual([
      2,
      "holdfast: too many arguments for 'backup'. Expected 0 arguments but got 1: extra.",
    ]);
  });

  it('says what is in the way of its data folder, and what to do', () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    expect(holdfastIn(file, 'import', file)).toEqual({
      stdout: '',
      stderr: `holdfast: ${file} cannot be used: something else is in its place. Choose another place, or move that away.\n`,
      status: 1,
    });
  });

  it('has no colour when piped, in what was asked for and in errors', () => {
    const [help, error] = [holdfast('--help').stdout, holdfast('stats').stderr];
    expect([help.includes('\x1b'), error.includes('\x1b')]).toEqual([false, false]);
    expect([help, error]).not.toContain('');
  });

  it.skipIf(process.platform === 'win32')('ends quietly when its reader leaves', () => {
    const shell = 'set -o pipefail; "$0" "$1" --help | true';
    // The reader is gone before the program has started.
    const { stderr, status } = spawnSync('bash', ['-c', shell, process.execPath, builtProgram('cli')], {
      cwd: repository,
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it.skipIf(process.platform !== 'linux')('does not call done what could not be written', () => {
    const shell = '"$0" "$1" launcher-path > /dev/full';
    const { stderr, status } = spawnSync('bash', ['-c', shell, process.execPath, builtProgram('cli')], {
      cwd: repository,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^holdfast: The output could not be written: ENOSPC.*\n$/),
    ]);
  });

  it('says where it looked when there is no store yet', () => {
    const { stdout, stderr, status } = holdfast('stats');
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toContain(join(folder, 'store', 'holdfast.db'));
  });

  it('tells what is going on where nothing is yet', () => {
    const { stdout, status } = holdfast('doctor');
    expect({ status, hasWords: stdout.includes('none yet at') }).toEqual({ status: 0, hasWords: true });
    expect(JSON.parse(holdfast('doctor', '--json').stdout)).toMatchObject({ exists: false, replies: [] });
  });

  it('prints the launcher of this checkout', () => {
    expect(existsSync(holdfast('launcher-path').stdout.trim())).toBe(true);
  });
});
