import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function holdfast(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['native-host/cli.ts', ...args], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: '', HOLDFAST_HOME: join(folder, 'store') },
  });
  return { stdout, stderr, status };
}

describe('holdfast', () => {
  it('prints its version', () => {
    expect(holdfast('--version')).toEqual({ stdout: `${packageJson.version}\n`, stderr: '', status: 0 });
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
    expect(stderr).toMatch(/Usage|error/);
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
