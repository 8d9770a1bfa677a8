import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { HOST } from '../../scripts/repository.ts';
import { copyBrokenHost } from '../support/broken-host.ts';
import { cleanUpHosts, newHome, startHost } from '../support/host-process.ts';

const HELLO = { protocol: 1, client: { name: 'test', version: '1' } };

afterEach(cleanUpHosts);

/** A host in a folder of its own, without its SQLite. */
function copyOfHost() {
  const folder = newHome();
  const program = copyBrokenHost(folder);
  const sqlite = join(folder, 'node_modules', 'better-sqlite3');
  const binding = join(sqlite, 'prebuilds', `${process.platform}-${process.arch}.node`);
  return {
    program,
    binding,
    installSqlite: () => cpSync(join(HOST, 'node_modules', 'better-sqlite3'), sqlite, { recursive: true }),
  };
}

function lastLine(home: string): Record<string, unknown> {
  const lines = readFileSync(join(home, 'logs', 'host.log'), 'utf8')
    .trim()
    .split('\n');
  return JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
}

const toldBy = async (host: ReturnType<typeof startHost>) => (await host.client.call('hello', HELLO)).host.lastFailure;

describe('the host, when it cannot be loaded', () => {
  it('says so in its log and ends with 70; the next good start tells of it, the one after that does not', async () => {
    const home = newHome();
    const { program, installSqlite } = copyOfHost();
    const broken = startHost({ home, program });
    expect(await broken.exited).toMatchObject({ code: 70, strayBytes: 0 });
    expect(broken.messages).toEqual([]);
    expect(lastLine(home)).toMatchObject({
      level: 60,
      pid: broken.pid,
      msg: 'host could not start',
      words: 'a part of it is missing (better-sqlite3)',
      err: { code: 'ERR_MODULE_NOT_FOUND' },
    });

    installSqlite();
    const mended = startHost({ home, program });
    const failure = {
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      message: 'a part of it is missing (better-sqlite3)',
      wasRunning: false,
    };
    expect([await toldBy(mended), await toldBy(mended)]).toEqual([failure, failure]);
    mended.endInput();
    await mended.exited;
    expect(await toldBy(startHost({ home, program }))).toBeUndefined();
  });

  it('takes a native part that cannot be loaded for the same', async () => {
    const home = newHome();
    const { program, installSqlite, binding } = copyOfHost();
    installSqlite();
    truncateSync(binding, 100);
    expect(await startHost({ home, program }).exited).toMatchObject({ code: 70 });
    expect(lastLine(home)).toMatchObject({
      msg: 'host could not start',
      words: expect.stringMatching(/^SQLite could not be loaded \(.+\)$/),
      err: { code: 'ERR_DLOPEN_FAILED' },
    });
    rmSync(binding);
    expect(await startHost({ home, program }).exited).toMatchObject({ code: 70 });
    expect(lastLine(home)).toMatchObject({ words: expect.stringContaining('a part of it is missing') });
  });

  it('says so on stderr where the data folder cannot be used either', async () => {
    const home = join(newHome(), 'file');
    writeFileSync(home, '');
    const { code, stderr } = await startHost({ home, program: copyOfHost().program }).exited;
    expect(code).toBe(70);
    expect(stderr).toContain('host could not start');
  });
});

describe('the host, in a browser’s sandbox', () => {
  it.each([
    ['a flatpak', { FLATPAK_ID: 'org.chromium.Chromium' }, 'flatpak'],
    ['a snap', { FLATPAK_ID: '', SNAP: '/snap/chromium/1' }, 'snap'],
  ])('that keeps it from its data folder, says that and the way out: %s', async (_, env, name) => {
    const home = join(newHome(), 'file');
    writeFileSync(home, '');
    const host = startHost({ home, env });
    const { params } = (await host.waitFor(({ method }) => method === 'store/state')) as { params?: unknown };
    expect(params).toEqual({
      state: 'failed',
      detail: expect.stringMatching(new RegExp(`sandbox \\(${name}\\).*${home}.*\\.deb or \\.rpm`)),
      code: 'read-only',
    });
    expect((await host.client.call('hello', HELLO)).store.state).toBe('failed');
  });

  it('works where the sandbox lets it', async () => {
    const host = startHost({ home: newHome(), env: { FLATPAK_ID: 'org.chromium.Chromium' } });
    expect((await host.client.call('hello', HELLO)).store.state).toBe('ready');
  });
});

describe('the host, after one that failed when it was running', () => {
  it('tells of it', async () => {
    const home = newHome();
    const first = startHost({ home, nodeOptions: ['--import', `data:text/javascript,${THROWS_LATER}`] });
    await first.client.call('hello', HELLO);
    expect(await first.exited).toMatchObject({ code: 70 });
    expect(await toldBy(startHost({ home }))).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      message: 'broke in the middle',
      wasRunning: true,
    });
  });
});

/** Something of the host’s own that fails when nobody waits for it. */
const THROWS_LATER = encodeURIComponent(`
  process.stdin.once('data', () => setTimeout(() => { throw new Error('broke in the middle'); }, 200));
`);
