import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { announceRunning } from '../../../native-host/running-programs.ts';
import { builtProgram } from '../../support/built-program.ts';
import { cleanUpHosts, startHost } from '../../support/host-process.ts';
import { aRuntime } from '../../support/install-places.ts';
import { temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';

afterEach(cleanUpHosts);

const MANIFEST = 'NativeMessagingHosts/app.holdfast.host.json';

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly node?: string;
}

/** A user with an empty home, whose path has a space and letters beyond ASCII. */
function aUser(home = join(temporaryFolder(), 'ho me ä')) {
  mkdirSync(home, { recursive: true });
  const isMac = process.platform === 'darwin';
  const settings = join(home, isMac ? 'Library/Application Support' : '.config');
  const data = join(home, isMac ? 'Library/Application Support/holdfast' : '.local/share/holdfast');
  const names = isMac
    ? { chromium: 'Chromium', edge: 'Microsoft Edge' }
    : { chromium: 'chromium', edge: 'microsoft-edge' };
  return {
    home,
    data,
    manifest: (browser: keyof typeof names) => join(settings, names[browser], MANIFEST),
    uses: (browser: keyof typeof names) => void mkdirSync(join(settings, names[browser]), { recursive: true }),
    /** By default with a runtime of a few bytes, which is what it copies. */
    holdfast(args: readonly string[], { env = {}, input = '', node = aRuntime(temporaryFolder()) }: Surroundings = {}) {
      const { stdout, stderr, status } = spawnSync(node, [builtProgram('cli'), ...args], {
        encoding: 'utf8',
        env: { HOME: home, PATH: '/nowhere', ...env },
        input,
      });
      return { stdout, stderr, status };
    },
  };
}

describe.skipIf(process.platform === 'win32')('holdfast install and uninstall', { timeout: 60_000 }, () => {
  it('installs for every browser of this user, says what and why not, and takes all of it back', () => {
    const user = aUser();
    user.uses('chromium');
    user.uses('edge');
    const done = user.holdfast(['install']);
    expect(done.status).toBe(0);
    expect(done.stdout).toContain(`host      ${join(user.data, 'host', '0.1.0')}\n`);
    expect(done.stdout).toMatch(/^answers {3}version [\d.]+, SQLite [\d.]+$/m);
    for (const browser of ['chromium', 'edge'] as const) {
      expect(done.stdout).toContain(`${browser}: ${user.manifest(browser)}\n`);
      expect(JSON.parse(readFileSync(user.manifest(browser), 'utf8'))).toMatchObject({
        name: 'app.holdfast.host',
        path: join(user.data, 'host', '0.1.0', 'holdfast-host'),
        allowed_origins: ['chrome-extension://bjjlfblfefnpdjmjfhinaoclhjjcpbod/'],
      });
    }
    expect(done.stdout).toMatch(/^vivaldi: skipped; not on this machine: /m);
    expect(user.holdfast(['install']).stdout).toContain(`edge: ${user.manifest('edge')} (as it was)\n`);

    const part = user.holdfast(['uninstall', '--browser', 'edge']);
    expect(part).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`edge: removed ${user.manifest('edge')}\n`),
    });
    expect([user.manifest('chromium'), user.manifest('edge')].map((file) => existsSync(file))).toEqual([true, false]);
    const all = user.holdfast(['uninstall']);
    expect(all).toMatchObject({ status: 0, stdout: expect.stringMatching(/^host {6}removed$/m) });
    expect(existsSync(user.data)).toBe(false);
  });

  it('is found again where a profile was named, and has the tool go on from any folder, by a copy of its Node', () => {
    const user = aUser();
    const profile = join(user.home, 'my profile');
    expect(user.holdfast(['install', '--profile', profile], { node: process.execPath }).status).toBe(0);
    expect(statSync(join(user.data, 'host', '0.1.0', 'node')).size).toBe(statSync(process.execPath).size);
    const tool = spawnSync(join(user.data, 'host', 'holdfast'), ['stats', '--json'], {
      cwd: '/',
      encoding: 'utf8',
      env: { HOME: user.home, PATH: '/nowhere' },
    });
    expect({ status: tool.status, stderr: tool.stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining(join(user.data, 'holdfast.db')),
    });
    const { stdout } = user.holdfast(['uninstall']);
    expect(stdout).toContain(`${profile}: removed ${join(profile, MANIFEST)}\n`);
    expect(readdirSync(user.home)).not.toContain('my profile');
  });

  it('keeps in the launcher where the data was said to be', () => {
    const user = aUser();
    const elsewhere = join(user.home, 'else where');
    const profile = join(user.home, 'profile');
    const done = user.holdfast(['install', '--profile', profile], { env: { HOLDFAST_HOME: elsewhere } });
    expect(done.stdout).toContain(`host      ${join(elsewhere, 'host', '0.1.0')}\n`);
    const { stderr } = spawnSync(join(elsewhere, 'host', 'holdfast'), ['stats'], {
      encoding: 'utf8',
      env: { HOME: user.home, PATH: '/nowhere' },
    });
    expect(stderr).toContain(join(elsewhere, 'holdfast.db'));
  });

  it('leaves the conversations behind of no other data folder, unless it is told where to go', () => {
    const user = aUser();
    user.uses('chromium');
    const elsewhere = join(user.home, 'else where');
    user.holdfast(['install'], { env: { HOLDFAST_HOME: elsewhere } });
    const before = readFileSync(user.manifest('chromium'), 'utf8');
    const refused = user.holdfast(['install']);
    expect(refused).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining(`Set HOLDFAST_HOME to ${elsewhere} to update`),
    });
    expect(existsSync(user.data)).toBe(false);
    // Nor does it take back what is not its own.
    expect(user.holdfast(['uninstall'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(
        `chromium: left alone; ${user.manifest('chromium')} names the host of another data folder`,
      ),
    });
    expect(readFileSync(user.manifest('chromium'), 'utf8')).toBe(before);
    expect(user.holdfast(['install'], { env: { HOLDFAST_HOME: user.data } }).status).toBe(0);
    expect(JSON.parse(readFileSync(user.manifest('chromium'), 'utf8')).path).toContain(user.data);
  });

  it.each([
    ['no browser', ['install', '--browser', 'vivaldi'], 'No browser was found that can start the host'],
    ['two places at once', ['install', '--browser', 'chrome', '--profile', '.'], 'cannot be used with'],
    ['an unknown browser', ['install', '--browser', 'netscape'], 'Allowed choices are chrome'],
    ['data of one browser', ['uninstall', '--purge', '--browser', 'edge'], '--purge deletes everything'],
  ])('installs and removes nothing for %s', (_, args, words) => {
    const user = aUser();
    const { stdout, stderr, status } = user.holdfast(args);
    expect({ stdout, isWrong: status === 1 || status === 2, words: stderr.includes(words) }).toEqual({
      stdout: '',
      isWrong: true,
      words: true,
    });
    expect(readdirSync(user.home)).toEqual([]);
  });

  it('makes no home that is not there', () => {
    const user = aUser();
    const missing = join(user.home, 'gone');
    const { stderr, status } = user.holdfast(['install', '--profile', join(user.home, 'p')], {
      env: { HOME: missing },
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`${missing} does not exist`) });
    expect(readdirSync(user.home)).toEqual([]);
  });

  it('leaves the manifest of another program alone, tells it, and ends with 1', () => {
    const user = aUser();
    user.uses('chromium');
    user.uses('edge');
    const manifest = user.manifest('edge');
    mkdirSync(join(manifest, '..'), { recursive: true });
    writeFileSync(manifest, '{"path":"/other"}');
    const done = user.holdfast(['install']);
    expect(done).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`edge: left alone; ${manifest} belongs to another program (/other).`),
    });
    expect(existsSync(user.manifest('chromium'))).toBe(true);
    expect(user.holdfast(['uninstall']).status).toBe(1);
    expect(readFileSync(manifest, 'utf8')).toBe('{"path":"/other"}');
  });
});

describe.skipIf(process.platform === 'win32')('holdfast uninstall --purge', { timeout: 60_000 }, () => {
  /** With a store, of which a last copy can be made. */
  function aUserWithData() {
    const user = aUser();
    mkdirSync(user.data, { recursive: true });
    copyFileSync(temporaryStorePath(), join(user.data, 'holdfast.db'));
    return user;
  }

  it('deletes nothing unless the words are typed', () => {
    const user = aUserWithData();
    const { stderr, status } = user.holdfast(['uninstall', '--purge'], { input: 'n\nyes\n' });
    expect({ status, said: stderr.includes('Nothing was deleted') }).toEqual({ status: 1, said: true });
    expect(user.holdfast(['uninstall', '--purge']).status).toBe(1);
    expect(existsSync(join(user.data, 'holdfast.db'))).toBe(true);
  });

  it('writes a last copy first, and then deletes everything', () => {
    const user = aUserWithData();
    const { stdout, status } = user.holdfast(['uninstall', '--purge'], { input: '\ndelete everything\n' });
    expect(status).toBe(0);
    expect(stdout).toContain(`deleted: ${user.data}\n`);
    expect(existsSync(user.data)).toBe(false);
    expect(readdirSync(join(user.home, 'Downloads'))).toEqual([expect.stringMatching(/\.holdfast$/)]);
  });

  it('deletes nothing while a reply is being made, which would write it anew', () => {
    const user = aUserWithData();
    const locks = join(user.data, 'locks');
    mkdirSync(locks);
    onTestFinished(announceRunning(locks, 'reply', '/reply-worker.mjs', user.data));
    const { stderr, status } = user.holdfast(['uninstall', '--purge'], { input: 'n\ndelete everything\n' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `holdfast: Nothing was deleted: a reply is being made (process ${process.pid}). It ends by itself; do this again then.\n`,
    });
    expect(existsSync(join(user.data, 'holdfast.db'))).toBe(true);
  });

  it('deletes nothing while a host runs', async () => {
    const user = aUserWithData();
    const host = startHost({ home: user.data });
    await host.waitFor((message) => JSON.stringify(message).includes('"ready"'));
    const { stderr, status } = user.holdfast(['uninstall', '--purge'], { input: 'n\ndelete everything\n' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`process ${host.pid}`) });
    expect(existsSync(join(user.data, 'holdfast.db'))).toBe(true);
  });
});
