import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { profilePlace } from '../../../native-host/install/browsers.ts';
import { INSTALL_LOCK, type Installation, installHost } from '../../../native-host/install/install-host.ts';
import { hostsFolder, readChoice } from '../../../native-host/install/installed-hosts.ts';
import { launcherFileName, startedBy } from '../../../native-host/install/launcher.ts';
import { MANIFEST_FILE_NAME } from '../../../native-host/install/manifest.ts';
import { launcherToldAt } from '../../../native-host/install/register.ts';
import { claimLock } from '../../../native-host/locks.ts';
import { dataPaths } from '../../../native-host/paths.ts';
import { runningPrograms } from '../../../native-host/running-programs.ts';
import { MAINTENANCE_LOCK } from '../../../native-host/workplace.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { cleanUpHosts, startHost } from '../../support/host-process.ts';
import { aGreeter, anInstallation } from '../../support/install-places.ts';
import { startModelServer } from '../../support/model-server/start-model-server.ts';
import { killWorkers, workersOn } from '../../support/reply-workers.ts';

afterEach(cleanUpHosts);

const hostsOf = ({ paths }: Installation) => join(paths.home, 'host');

function manifestOf({ places: [place] }: Installation) {
  return JSON.parse(readFileSync(join(place?.manifestFolder ?? '', MANIFEST_FILE_NAME), 'utf8'));
}

/** Another build. */
function aChangedHost(version: string, change = (main: string) => appendFileSync(main, `\n// ${version}\n`)) {
  const host = aGreeter(version);
  change(join(host.folder, 'main.mjs'));
  return host;
}

describe.skipIf(process.platform === 'win32')('installHost', { timeout: 60_000 }, () => {
  it('copies the host, has it answer, and tells the browser; again, it changes nothing', async () => {
    const installation = anInstallation();
    const first = await installHost(installation);
    const folder = join(hostsOf(installation), '0.1.0');
    const launcher = join(folder, launcherFileName(process.platform));
    expect({ ...first, greeting: first.greeting.host.version }).toEqual({
      folder,
      wasThere: false,
      tool: join(hostsOf(installation), 'holdfast'),
      greeting: packageJson.version,
      registered: [{ outcome: 'registered', manifestFile: expect.stringContaining(MANIFEST_FILE_NAME) }],
      removed: [],
      running: 0,
    });
    expect(manifestOf(installation).path).toBe(launcher);
    expect(startedBy(readFileSync(launcher, 'utf8'))).toEqual([join(folder, 'node'), join(folder, 'main.mjs')]);
    expect((statSync(hostsOf(installation)).mode & 0o777).toString(8)).toBe('700');
    const times = () => readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);
    const before = times();
    const second = await installHost(installation);
    expect(second).toMatchObject({ folder, wasThere: true, registered: [{ outcome: 'unchanged' }], removed: [] });
    // The launcher is written again, as it was.
    expect(times().filter((time, index) => time !== before[index]).length).toBeLessThanOrEqual(1);
    expect(readdirSync(hostsOf(installation)).toSorted()).toEqual(['0.1.0', 'holdfast', 'installed.json']);
  });

  it('copies files that were unpacked as read-only, and a runtime that may not be executed, as files of its own', async () => {
    const from = aGreeter();
    for (const name of readdirSync(from.folder)) chmodSync(join(from.folder, name), 0o444);
    chmodSync(from.node, 0o444);
    const { folder } = await installHost(anInstallation({ from }));
    const modeOf = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
    expect({ node: modeOf('node'), program: modeOf('main.mjs') }).toEqual({ node: '755', program: '644' });
  });

  it('starts nothing on the store of the user while it tries the host', async () => {
    const installation = anInstallation();
    await installHost(installation);
    expect(existsSync(installation.paths.database)).toBe(false);
  });

  it('keeps the one before, and removes those before it', async () => {
    const installation = anInstallation({ from: aGreeter() });
    await installHost(installation);
    const second = await installHost({ ...installation, from: aChangedHost('0.2.0') });
    expect(second).toMatchObject({ wasThere: false, registered: [{ outcome: 'replaced' }], removed: [] });
    const third = await installHost({ ...installation, from: aChangedHost('0.3.0') });
    expect(third.removed).toEqual(['0.1.0']);
    expect(readdirSync(hostsOf(installation)).toSorted()).toEqual(['0.2.0', '0.3.0', 'holdfast', 'installed.json']);
    expect(basename(join(manifestOf(installation).path, '..'))).toBe('0.3.0');
    // Back to the one before.
    const back = await installHost({ ...installation, from: aChangedHost('0.2.0') });
    expect({ folder: basename(back.folder), wasThere: back.wasThere }).toEqual({ folder: '0.2.0', wasThere: true });
  });

  it('puts another build of one version beside it, since that one may be running', async () => {
    const installation = anInstallation({ from: aGreeter() });
    await installHost(installation);
    const { folder } = await installHost({ ...installation, from: aChangedHost('0.1.0') });
    expect(basename(folder)).toMatch(/^0\.1\.0\+[0-9a-f]{8}$/);
    expect(existsSync(join(hostsOf(installation), '0.1.0', 'main.mjs'))).toBe(true);
  });

  it('leaves everything as it was where the new host does not work', async () => {
    const installation = anInstallation({ from: aGreeter() });
    await installHost(installation);
    const before = manifestOf(installation);
    const broken = aChangedHost('0.2.0', (main) => writeFileSync(main, 'throw new Error("no SQLite");'));
    await expect(installHost({ ...installation, from: broken })).rejects.toThrow(
      /ended \(1\) before it answered.*no SQLite/,
    );
    expect(manifestOf(installation)).toEqual(before);
    expect(readdirSync(hostsOf(installation)).toSorted()).toEqual(['0.1.0', 'holdfast', 'installed.json']);
  });

  it.each([
    ['a part of an old installation', (folder: string) => rmSync(join(folder, 'install.json'))],
    ['a file that is gone', (folder: string) => rmSync(join(folder, 'maintenance.mjs'))],
    ['a file that was changed', (folder: string) => appendFileSync(join(folder, 'cli.mjs'), ' ')],
    ['a runtime that is a part of itself', (folder: string) => writeFileSync(join(folder, 'node'), '')],
  ])('makes a whole one beside what is damaged: %s', async (_, damage) => {
    const installation = anInstallation({ from: aGreeter() });
    const { folder } = await installHost(installation);
    damage(folder);
    const again = await installHost(installation);
    expect(again).toMatchObject({ wasThere: false, registered: [{ outcome: 'replaced' }] });
    expect(again.folder).not.toBe(folder);
    expect(manifestOf(installation).path).toBe(join(again.folder, launcherFileName(process.platform)));
    expect((await installHost(installation)).wasThere).toBe(true);
  });

  it('installs from an installed host, but copies no damage', async () => {
    const { folder } = await installHost(anInstallation());
    const from = { folder, node: join(folder, 'node'), version: '0.1.0' };
    await expect(installHost(anInstallation({ from }))).resolves.toMatchObject({ wasThere: false });
    appendFileSync(join(folder, 'cli.mjs'), ' ');
    const installation = anInstallation({ from });
    await expect(installHost(installation)).rejects.toThrow(`The host in ${folder} is damaged (cli.mjs)`);
    expect(readdirSync(hostsOf(installation))).toEqual([]);
  });

  it('forgets profiles that are gone', async () => {
    const installation = anInstallation({ from: aGreeter() });
    await installHost(installation);
    for (const profile of installation.profiles) rmSync(profile, { recursive: true });
    await installHost({ ...installation, places: [], profiles: [] });
    expect(readChoice(hostsFolder(installation.paths.home))?.profiles).toEqual([]);
  });

  it('removes what an installation left that was broken off', async () => {
    const installation = anInstallation({ from: aGreeter() });
    mkdirSync(join(hostsOf(installation), '.new-1', 'chunks'), { recursive: true });
    await installHost(installation);
    expect(readdirSync(hostsOf(installation))).not.toContain('.new-1');
  });

  it('keeps what a browser starts that was not told of the newer ones', async () => {
    const installation = anInstallation();
    const other = profilePlace(join(installation.paths.home, '..', 'other'));
    const known = [...installation.places, other];
    await installHost({ ...installation, places: known, known });
    const update = (version: string) => installHost({ ...installation, known, from: aChangedHost(version) });
    expect((await update('0.2.0')).removed).toEqual([]);
    expect((await update('0.3.0')).removed).toEqual([]);
    expect(existsSync(launcherToldAt(other) ?? '')).toBe(true);
    expect((await installHost({ ...installation, places: known, known, from: aChangedHost('0.3.0') })).removed).toEqual(
      ['0.1.0'],
    );
  });

  it('lets hosts that run finish on what they were started from', async () => {
    const installation = anInstallation();
    const { folder } = await installHost(installation);
    const host = startHost({ home: installation.paths.home, program: join(folder, 'main.mjs') });
    await host.request('hello', { protocol: 1, client: { name: 'test', version: '1' } }, { timeoutMs: 30_000 });
    await installHost({ ...installation, from: aChangedHost('0.2.0') });
    const third = await installHost({ ...installation, from: aChangedHost('0.3.0') });
    expect({ removed: third.removed, running: third.running }).toEqual({ removed: [], running: 1 });
    // A part of it that it loads only now.
    await expect(host.request('doctor/run', {}, { timeoutMs: 30_000 })).resolves.toMatchObject({
      checks: expect.any(Array),
    });
    host.endInput();
    await host.exited;
    const { removed, running } = await installHost({ ...installation, from: aChangedHost('0.3.0') });
    expect({ removed, running }).toEqual({ removed: ['0.1.0'], running: 0 });
  });

  it('keeps what a reply goes on from when its host has ended', async () => {
    const server = await startModelServer({
      scripts: {
        async slow(_, response) {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          const timer = setInterval(() => response.write('data: {"choices":[{"delta":{"content":"a "}}]}\n\n'), 50);
          await once(response, 'close');
          clearInterval(timer);
        },
      },
    });
    onTestFinished(() => server.close());
    const installation = anInstallation();
    const { home, locks } = installation.paths;
    onTestFinished(() => void killWorkers(home));
    const { folder } = await installHost(installation);
    const host = startHost({ home, program: join(folder, 'main.mjs') });
    await host.client.call('credentials/set', { baseUrl: server.baseUrl, apiKey: 'sk-1' });
    const [sessionId, replyId] = [newId(), newId()];
    await host.client.change('sessions/create', { id: sessionId, title: 'A talk', model: 'm' });
    await host.client.change('chat/send', {
      ...{ sessionId, replyId, userMessage: { id: newId(), content: 'Tell me.' } },
      provider: { baseUrl: server.baseUrl, model: 'slow' },
    });
    await expect.poll(() => workersOn(home), { timeout: 10_000 }).toHaveLength(1);
    await expect.poll(() => runningPrograms(locks), { timeout: 10_000 }).toHaveLength(2);
    host.endInput();
    await host.exited;
    expect(runningPrograms(locks)).toEqual([{ work: 'reply', pid: workersOn(home)[0], folder: '0.1.0' }]);
    await installHost({ ...installation, from: aChangedHost('0.2.0') });
    const { removed, running } = await installHost({ ...installation, from: aChangedHost('0.3.0') });
    expect({ removed, running }).toEqual({ removed: [], running: 0 });
  });

  it('keeps what maintenance goes on from when its host has ended', async () => {
    const installation = anInstallation();
    const { home, locks } = installation.paths;
    const { folder } = await installHost(installation);
    const host = startHost({ home, program: join(folder, 'main.mjs') });
    await host.waitFor((message) => JSON.stringify(message).includes('"ready"'));
    // It waits for another run to end.
    const letGo = claimLock(locks, MAINTENANCE_LOCK);
    onTestFinished(() => letGo?.());
    void host.request('backups/create', {}, { timeoutMs: 60_000 }).catch(() => {});
    const works = () => runningPrograms(locks).map(({ work }) => work);
    await expect.poll(() => works().toSorted(), { timeout: 10_000 }).toEqual(['host', 'maintenance']);
    host.endInput();
    await host.exited;
    await installHost({ ...installation, from: aChangedHost('0.2.0') });
    expect((await installHost({ ...installation, from: aChangedHost('0.3.0') })).removed).toEqual([]);
    letGo?.();
    await expect.poll(works, { timeout: 10_000 }).toEqual([]);
  });

  it('leaves the manifest of another program alone, and tells the other browsers', async () => {
    const other = anInstallation({ from: aGreeter() });
    const [foreign] = other.places;
    const manifest = join(foreign?.manifestFolder ?? '', MANIFEST_FILE_NAME);
    mkdirSync(foreign?.manifestFolder ?? '', { recursive: true });
    writeFileSync(manifest, '{"path":"/other"}');
    const mine = profilePlace(join(other.paths.home, '..', 'second'));
    const { registered } = await installHost({ ...other, places: [...other.places, mine] });
    expect(registered.map(({ outcome }) => outcome)).toEqual(['foreign', 'registered']);
    expect(readFileSync(manifest, 'utf8')).toBe('{"path":"/other"}');
  });

  it('says of a browser that cannot be told why, and tells the others', async () => {
    const installation = anInstallation({ from: aGreeter() });
    const file = join(installation.paths.home, '..', 'file');
    writeFileSync(file, '');
    const { registered } = await installHost({
      ...installation,
      places: [profilePlace(file), ...installation.places],
    });
    expect(registered).toEqual([
      { outcome: 'failed', why: expect.stringContaining('cannot be written to') },
      { outcome: 'registered', manifestFile: expect.any(String) },
    ]);
  });

  it('refuses a second one at the same time, and changes nothing', async () => {
    const installation = anInstallation({ from: aGreeter() });
    mkdirSync(installation.paths.locks, { recursive: true });
    const letGo = claimLock(installation.paths.locks, INSTALL_LOCK);
    onTestFinished(() => letGo?.());
    await expect(installHost(installation)).rejects.toMatchObject({ code: 'busy' });
    expect(existsSync(hostsOf(installation))).toBe(false);
    letGo?.();
    await expect(installHost(installation)).resolves.toMatchObject({ wasThere: false });
  });

  it('is done once where two are begun at once', async () => {
    const installation = anInstallation({ from: aGreeter() });
    const both = await Promise.allSettled([installHost(installation), installHost(installation)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  // For the administrator, too.
  it.skipIf(process.platform !== 'linux')('says what to do where the data folder cannot be written', async () => {
    const home = '/sys/holdfast';
    const installation = anInstallation({ paths: dataPaths({ HOLDFAST_HOME: home }, 'linux', home) });
    await expect(installHost(installation)).rejects.toMatchObject({
      code: 'read-only',
      message: `${home} cannot be written to. Change its permissions, or choose another folder.`,
    });
  });
});
