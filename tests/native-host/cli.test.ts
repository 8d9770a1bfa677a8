import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('says what to do when no browser is to be found', () => {
    const { stderr, status } = holdfast('uninstall');
    expect(status).toBe(1);
    expect(stderr).toContain('--browser');
  });
});

describe('holdfast install', () => {
  const profile = join(folder, 'my profile');
  const manifest = join(profile, 'NativeMessagingHosts', 'app.holdfast.host.json');

  it('registers the built launcher for a profile and takes it back', () => {
    const launcher = holdfast('launcher-path').stdout.trim();
    expect(existsSync(launcher)).toBe(true);

    expect(holdfast('install', '--profile', profile).stdout).toBe(`registered: ${manifest}\n`);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({
      name: 'app.holdfast.host',
      path: launcher,
      allowed_origins: ['chrome-extension://bjjlfblfefnpdjmjfhinaoclhjjcpbod/'],
    });
    expect(holdfast('install', '--profile', profile).stdout).toBe(`unchanged: ${manifest}\n`);

    expect(holdfast('uninstall', '--profile', profile).stdout).toBe(`removed: ${manifest}\n`);
    expect(existsSync(manifest)).toBe(false);
  });

  it('leaves the manifest of another program alone and says so', () => {
    mkdirSync(join(profile, 'NativeMessagingHosts'), { recursive: true });
    writeFileSync(manifest, '{"path":"/other"}');
    const { stderr, status } = holdfast('install', '--profile', profile);
    expect(status).toBe(1);
    expect(stderr).toContain('belongs to another program (/other)');
    expect(readFileSync(manifest, 'utf8')).toBe('{"path":"/other"}');
  });

  it('serves every browser this user has, when none is named', () => {
    const settings = join(folder, process.platform === 'darwin' ? 'Library/Application Support' : '.config');
    const names = process.platform === 'darwin' ? ['Chromium', 'Vivaldi'] : ['chromium', 'vivaldi'];
    for (const name of names) mkdirSync(join(settings, name), { recursive: true });
    const manifests = names.map((name) => join(settings, name, 'NativeMessagingHosts', 'app.holdfast.host.json'));
    expect(holdfast('install').stdout).toBe(manifests.map((file) => `registered: ${file}\n`).join(''));
    expect(holdfast('uninstall', '--browser', 'vivaldi').stdout).toBe(`removed: ${manifests[1]}\n`);
    expect(manifests.map((file) => existsSync(file))).toEqual([true, false]);
  });
});
