import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { browserPlace, profilePlace } from '../../../native-host/install/browsers.ts';
import { installHost } from '../../../native-host/install/install-host.ts';
import { hostsFolder, readChoice } from '../../../native-host/install/installed-hosts.ts';
import { MANIFEST_FILE_NAME } from '../../../native-host/install/manifest.ts';
import { uninstallHost } from '../../../native-host/install/uninstall-host.ts';
import { cleanUpHosts, startHost } from '../../support/host-process.ts';
import { aGreeter, anInstallation } from '../../support/install-places.ts';

afterEach(cleanUpHosts);

describe.skipIf(process.platform === 'win32')('uninstallHost', { timeout: 60_000 }, () => {
  it('leaves nothing where nothing was written, and does it again', async () => {
    const { paths, places } = anInstallation();
    const folder = join(paths.home, '..');
    await installHost(anInstallation({ from: aGreeter(), paths, places }));
    expect(uninstallHost({ paths, places, isWhole: true })).toMatchObject({
      unregistered: [{ outcome: 'removed' }],
      program: 'removed',
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(uninstallHost({ paths, places, isWhole: true })).toMatchObject({
      unregistered: [{ outcome: 'absent' }],
      program: 'absent',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves the user's data, and nothing else", async () => {
    const { paths, places } = anInstallation();
    const { folder } = await installHost(anInstallation({ paths, places }));
    const host = startHost({ home: paths.home, program: join(folder, 'main.mjs') });
    await host.waitFor((message) => JSON.stringify(message).includes('"ready"'));
    host.endInput();
    await host.exited;
    writeFileSync(join(paths.backups, 'copy.db'), '');
    uninstallHost({ paths, places, isWhole: true });
    expect(readdirSync(paths.home).toSorted()).toEqual(['backups', 'holdfast.db']);
  });

  it('leaves what a person has in folders of the same names', async () => {
    const { paths, places } = anInstallation();
    await installHost(anInstallation({ paths, places }));
    const theirs = [join(paths.logs, 'router.log'), join(paths.uploads, 'holiday.zip'), join(paths.locks, 'doors.db')];
    for (const file of theirs) writeFileSync(file, '');
    uninstallHost({ paths, places, isWhole: true });
    expect(readdirSync(paths.home).toSorted()).toEqual(['locks', 'logs', 'uploads']);
    expect(theirs.map(existsSync)).toEqual([true, true, true]);
  });

  it('takes back only what is named; the host stays for the others', async () => {
    const { paths, places } = anInstallation();
    const other = profilePlace(join(paths.home, '..', 'other'));
    await installHost(anInstallation({ from: aGreeter(), paths, places: [...places, other] }));
    expect(uninstallHost({ paths, places: [other], isWhole: false })).toMatchObject({ program: 'kept' });
    expect(existsSync(join(paths.home, 'host', '0.1.0', 'main.mjs'))).toBe(true);
    expect([...places, other].map(({ manifestFolder }) => existsSync(manifestFolder))).toEqual([true, false]);
  });

  it('removes nothing that a person keeps in a folder of that name', async () => {
    const { paths, places } = anInstallation();
    const mine = join(paths.home, 'host', 'photos', 'cat.jpg');
    mkdirSync(dirname(mine), { recursive: true });
    writeFileSync(mine, '');
    const { removed } = await installHost(anInstallation({ paths, places }));
    expect({ removed, isThere: existsSync(mine) }).toEqual({ removed: [], isThere: true });
    expect(uninstallHost({ paths, places, isWhole: true })).toMatchObject({ program: 'removed' });
    expect(readdirSync(join(paths.home, 'host'))).toEqual(['photos']);
    expect(existsSync(mine)).toBe(true);
  });

  it('takes back the others where one cannot be told, and says why', async () => {
    const { paths, places } = anInstallation();
    await installHost(anInstallation({ paths, places }));
    const odd = profilePlace(join(paths.home, '..', 'odd'));
    // A folder where the manifest should be.
    mkdirSync(join(odd.manifestFolder, MANIFEST_FILE_NAME), { recursive: true });
    expect(uninstallHost({ paths, places: [odd, ...places], isWhole: true })).toMatchObject({
      unregistered: [{ outcome: 'failed', why: expect.stringContaining('EISDIR') }, { outcome: 'removed' }],
      program: 'removed',
    });
  });

  it('forgets the profiles that are taken back, and no other', async () => {
    const { paths, places, profiles } = anInstallation();
    const second = join(paths.home, '..', 'second');
    const other = profilePlace(second);
    const chosen = { paths, places: [...places, other], profiles: [...profiles, second] };
    await installHost(anInstallation({ from: aGreeter(), ...chosen }));
    const known = () => readChoice(hostsFolder(paths.home))?.profiles;
    uninstallHost({
      paths,
      places: [browserPlace('edge', { platform: 'linux', env: {}, homedir: '/nobody' })],
      isWhole: false,
    });
    expect(known()).toEqual([...profiles, second]);
    uninstallHost({ paths, places: [other], isWhole: false });
    expect(known()).toEqual(profiles);
  });

  it('keeps the program for a host that runs, and removes it when that has ended', async () => {
    const { paths, places } = anInstallation();
    const { folder } = await installHost(anInstallation({ paths, places }));
    const host = startHost({ home: paths.home, program: join(folder, 'main.mjs') });
    await host.waitFor((message) => JSON.stringify(message).includes('"ready"'));
    expect(uninstallHost({ paths, places, isWhole: true })).toMatchObject({
      unregistered: [{ outcome: 'removed' }],
      program: 'running',
      running: [{ work: 'host', pid: host.pid, folder: '0.1.0' }],
    });
    expect(existsSync(join(folder, 'main.mjs'))).toBe(true);
    host.endInput();
    await host.exited;
    expect(uninstallHost({ paths, places, isWhole: true })).toMatchObject({ program: 'removed', running: [] });
  });
});
