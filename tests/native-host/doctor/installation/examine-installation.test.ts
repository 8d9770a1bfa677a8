import { describe, expect, it } from 'vitest';
import {
  examineInstallation,
  INSTALLATION_CHECKS,
  type Line,
} from '../../../../native-host/doctor/installation/examine-installation.ts';
import { INSTALL, INSTALL_ANEW } from '../../../../native-host/doctor/installation/fault.ts';
import { launcherText } from '../../../../native-host/install/launcher.ts';
import { hostManifest } from '../../../../native-host/install/manifest.ts';
import { EXTENSION_ID, type System, siteOf, type World, wellWorld } from './well-site.ts';

async function examine(world: World): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of examineInstallation(siteOf(world))) lines.push(line);
  return lines;
}

const notOk = async (world: World) => (await examine(world)).filter(({ verdict }) => verdict !== 'ok');

interface Case {
  readonly on?: System;
  readonly spoil: (world: World) => void;
  /** The lines that are not ok then. */
  readonly told: (world: World) => readonly Line[];
}

const wrong = (name: string, evidence: string, cure: string): Line => ({ name, verdict: 'wrong', evidence, cure });
const note = (name: string, evidence: string, cure: string): Line => ({ name, verdict: 'note', evidence, cure });

const logLine = (fields: object) => `${JSON.stringify({ level: 30, pid: 7, ...fields })}\n`;
const STARTED = logLine({ time: '2026-01-31T10:00:00.000Z', msg: 'host started' });
const logOf = ({ home, join }: World) => join(home, 'logs', 'host.log');
const withChoice = (world: World, choice: World['hosts']['choice']) => {
  world.hosts = { ...world.hosts, choice };
};
const withoutHost = (world: World) => {
  world.hosts = { ...world.hosts, names: [], choice: undefined };
};
const ourLauncher = (node: string) => launcherText({ node, program: `${node}.mjs` }, 'linux');
const manifestFor = (launcher: string) => JSON.stringify(hostManifest(launcher, EXTENSION_ID));
const MOVE_AWAY = 'Move that file away. Then run: holdfast install';
const AWAY = 'move the data folder to a disk of this computer, and install again with HOLDFAST_HOME set to it.';
const otherHome = (home: string) =>
  `To look at that one: unset HOLDFAST_HOME, or set it to that folder. To have this one: set it to ${home}, and run: holdfast install`;

/** By check and fault. */
const CASES: Readonly<Record<string, Case>> = {
  'installed none': {
    spoil(world) {
      withoutHost(world);
      world.files.delete(world.manifest);
    },
    told: ({ hosts }) => [
      note(
        'installed',
        `no host is installed in ${hosts.folder}; without one, browsers keep your history in themselves`,
        'To have one: run install in the unpacked archive of the host, or npm run host -- install in a checkout.',
      ),
    ],
  },
  'installed unchosen': {
    spoil: (world) => withChoice(world, undefined),
    told: ({ hosts, manifest }) => [
      wrong(
        'installed',
        `${hosts.folder} has hosts, and installed.json there does not say which one browsers start`,
        INSTALL,
      ),
      wrong('chrome', `${manifest} names ${hosts.chosen.launcher}, which is not the host that is installed`, INSTALL),
    ],
  },
  'installed gone': {
    spoil(world) {
      world.hosts = { ...world.hosts, names: [], chosen: { ...world.hosts.chosen, facts: undefined } };
    },
    told: ({ hosts }) => [
      wrong('installed', `browsers are to start ${hosts.chosen.folder}, which is not a whole host`, INSTALL_ANEW),
    ],
  },
  'installed other': {
    spoil(world) {
      world.version = '0.2.0';
    },
    told: ({ hosts }) => [
      note(
        'installed',
        `version 0.1.0, in ${hosts.chosen.folder}; this doctor is of version 0.2.0`,
        'To have the same: run install of this version.',
      ),
    ],
  },
  'launcher gone': {
    spoil: ({ files, hosts }) => void files.delete(hosts.chosen.launcher),
    told: ({ hosts: { chosen }, manifest }) => [
      wrong('launcher', `${chosen.launcher} is not there`, INSTALL),
      wrong('chrome', `${manifest} names ${chosen.launcher}, which is not there`, INSTALL),
    ],
  },
  'launcher foreign': {
    spoil: ({ write, hosts }) => write(hosts.chosen.launcher, '#!/bin/sh\nexec something\n'),
    told: ({ hosts: { chosen }, manifest }) => [
      wrong('launcher', `${chosen.launcher} is not what Holdfast wrote`, INSTALL),
      wrong(
        'chrome',
        `${manifest} belongs to another program (${chosen.launcher})`,
        'Move that file away, if you do not need that program here. Then run: holdfast install',
      ),
    ],
  },
  'launcher closed': {
    spoil({ files, hosts }) {
      const file = files.get(hosts.chosen.launcher);
      if (file) file.mayStart = false;
    },
    told: ({ hosts }) => [wrong('launcher', `${hosts.chosen.launcher} may not be executed`, INSTALL)],
  },
  'launcher nowhere': {
    spoil: ({ files, hosts, join }) => void files.delete(join(hosts.chosen.folder, 'main.mjs')),
    told: ({ hosts, join }) => [
      wrong('launcher', `it starts ${join(hosts.chosen.folder, 'main.mjs')}, which is not there`, INSTALL),
    ],
  },
  'launcher elsewhere': {
    spoil({ write, hosts, files }) {
      write(hosts.chosen.launcher, ourLauncher('/old/node'));
      for (const file of ['/old/node', '/old/node.mjs']) files.set(file, {});
    },
    told: () => [wrong('launcher', 'it starts /old/node, which is not of its own host', INSTALL)],
  },
  'files damaged': {
    spoil(world) {
      world.damage = ['main.mjs'];
    },
    told: () => [wrong('files', '1 of 2 files missing or changed: main.mjs', INSTALL_ANEW)],
  },
  'runtime fails': {
    spoil: ({ answers, hosts }) =>
      void answers.set(`${hosts.chosen.node} --version`, { problem: 'spawn node ENOEXEC' }),
    told: ({ hosts }) => [wrong('runtime', `${hosts.chosen.node} does not run: spawn node ENOEXEC`, INSTALL_ANEW)],
  },
  'native module fails': {
    spoil: ({ answers, hosts }) =>
      void answers.set(`${hosts.chosen.node} -e`, { problem: 'Error: invalid ELF header' }),
    told: () => [wrong('native module', 'it cannot be loaded: Error: invalid ELF header', INSTALL_ANEW)],
  },
  'answer silent': {
    spoil(world) {
      world.greeting = new Error('the launcher ended (1) before it answered.');
    },
    told: () => [
      wrong(
        'answer',
        'it does not greet: the launcher ended (1) before it answered.',
        `First put right what is wrong above. Else: ${INSTALL_ANEW}`,
      ),
    ],
  },
  'browsers untold': {
    spoil({ files, manifest, settings, join }) {
      files.delete(manifest);
      files.set(join(settings, 'Profile 1'), { isFolder: true });
      files.set(join(settings, 'Profile 1', 'IndexedDB', `chrome-extension_${EXTENSION_ID}_0.indexeddb.leveldb`), {});
    },
    told: ({ manifest }) => [
      wrong('chrome', `it is not told of the host, though the extension ran in it: ${manifest} is not there`, INSTALL),
    ],
  },
  'browsers lost': {
    spoil: (world) => withChoice(world, { folder: '0.1.0', previous: null, profiles: ['/media/profile'] }),
    told: () => [
      wrong(
        'profile',
        'it was named when installing, and /media/profile/NativeMessagingHosts/app.holdfast.host.json is not there',
        'Run: holdfast install',
      ),
    ],
  },
  'browsers unused': {
    spoil: ({ files }) => void files.set('/usr/bin/vivaldi', {}),
    told: () => [note('vivaldi', 'it is not told of the host, and the extension never ran in it', INSTALL)],
  },
  'browsers unreadable': {
    spoil: ({ write, manifest }) => write(manifest, '{"name": '),
    told: ({ manifest }) => [wrong('chrome', `${manifest} is not the JSON that a browser can read`, MOVE_AWAY)],
  },
  'browsers foreign': {
    spoil({ write, manifest, files }) {
      write(manifest, '{"name":"app.holdfast.host","path":"/opt/other","allowed_origins":["chrome-extension://x/"]}');
      files.set('/opt/other', { text: 'another program' });
    },
    told: ({ manifest }) => [
      wrong(
        'chrome',
        `${manifest} belongs to another program (/opt/other)`,
        'Move that file away, if you do not need that program here. Then run: holdfast install',
      ),
    ],
  },
  'browsers gone': {
    spoil: ({ write, manifest }) => write(manifest, manifestFor('/gone/holdfast-host')),
    told: ({ manifest }) => [wrong('chrome', `${manifest} names /gone/holdfast-host, which is not there`, INSTALL)],
  },
  'browsers left': {
    spoil(world) {
      withoutHost(world);
      world.hosts = { ...world.hosts, choice: undefined };
      world.files.delete(world.hosts.chosen.launcher);
    },
    told: ({ hosts, manifest }) => [
      note('installed', expect.stringContaining('no host is installed'), expect.any(String)),
      wrong(
        'chrome',
        `${manifest} still names ${hosts.chosen.launcher}, which is not there, and no host is installed here`,
        INSTALL_ANEW,
      ),
    ],
  },
  'browsers old': {
    spoil({ write, manifest, hosts, join }) {
      const older = join(hosts.folder, '0.0.9', 'holdfast-host');
      write(older, ourLauncher('/n'));
      write(manifest, manifestFor(older));
    },
    told: ({ manifest, hosts, join }) => [
      wrong(
        'chrome',
        `${manifest} names ${join(hosts.folder, '0.0.9', 'holdfast-host')}, which is not the host that is installed`,
        INSTALL,
      ),
    ],
  },
  'browsers elsewhere': {
    spoil({ write, manifest }) {
      write('/media/disk/host/0.1.0/holdfast-host', ourLauncher('/n'));
      write(manifest, manifestFor('/media/disk/host/0.1.0/holdfast-host'));
    },
    told: ({ home }) => [
      note(
        'chrome',
        'it starts the host of another data folder, /media/disk/host/0.1.0/holdfast-host',
        otherHome(home),
      ),
    ],
  },
  'browsers unregistered': {
    on: 'win32',
    spoil: ({ registry }) => registry.clear(),
    told: ({ manifest }) => [
      wrong(
        'chrome',
        `the registry key HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\app.holdfast.host does not name ${manifest}`,
        INSTALL,
      ),
    ],
  },
  'browsers nobody': {
    spoil: ({ files, settings }) => void files.delete(settings),
    told: () => [
      note(
        'browsers',
        'no browser was found that can start a host, and no profile was named',
        'Install Chrome, Chromium, Edge, Brave or Vivaldi, or name a profile folder: holdfast install --profile …',
      ),
    ],
  },
  'origin other': {
    spoil: ({ write, manifest, hosts }) =>
      write(manifest, JSON.stringify(hostManifest(hosts.chosen.launcher, 'a'.repeat(32)))),
    told: ({ manifest }) => [
      wrong(
        'origin',
        `${manifest} lets chrome-extension://${'a'.repeat(32)}/ start the host, and not the extension ${EXTENSION_ID} alone`,
        'Run: holdfast install. If the panel still finds no host, remove the extension and load it again.',
      ),
    ],
  },
  'confined only': {
    spoil({ files, settings }) {
      files.delete(settings);
      files.set('/snap/bin/chromium', {});
    },
    told: () => [
      note('browsers', expect.stringContaining('no browser was found'), expect.any(String)),
      wrong(
        'confined',
        'chromium is here only as a snap (/snap/bin/chromium), and no browser can start the host',
        'A snap cannot start programs outside of itself. Install chromium as a package of your system (.deb, .rpm, pacman), or use another browser.',
      ),
    ],
  },
  'confined also': {
    spoil: ({ files }) => void files.set('/var/lib/flatpak/app/com.brave.Browser', {}),
    told: () => [
      note(
        'confined',
        'brave is here as a flatpak (/var/lib/flatpak/app/com.brave.Browser)',
        'A flatpak cannot start programs outside of itself. Install brave as a package of your system (.deb, .rpm, pacman), or use another browser.',
      ),
    ],
  },
  'data folder absent': {
    spoil: (world) => {
      withoutHost(world);
      for (const path of [world.home, world.manifest]) world.files.delete(path);
    },
    told: ({ home }) => [
      note('installed', expect.stringContaining('no host is installed'), expect.any(String)),
      note(
        'data folder',
        `${home} is not there yet`,
        'holdfast install makes it, and so does the host when a panel opens.',
      ),
    ],
  },
  'data folder noFolder': {
    spoil: ({ files, home }) => void files.set(home, { isFolder: false }),
    told: ({ home }) => [wrong('data folder', `${home} is not a folder`, 'Move that file away.')],
  },
  'data folder foreign': {
    spoil: ({ files, home }) => void files.set(home, { isFolder: true, uid: 0 }),
    told: ({ home }) => [
      wrong(
        'data folder',
        `${home} belongs to another user (number 0; you are 1000)`,
        `Give it back to yourself, as after commands with sudo: sudo chown -R "$USER" "${home}"`,
      ),
    ],
  },
  'data folder closed': {
    spoil: ({ files, home }) => void files.set(home, { isFolder: true, mayWrite: false }),
    told: ({ home }) => [
      wrong(
        'data folder',
        `${home} cannot be written`,
        'Let yourself write it, or move it to a disk that is not read-only.',
      ),
    ],
  },
  'file system network': {
    spoil: ({ files, home }) => void files.set(home, { isFolder: true, type: 0x6969 }),
    told: ({ home }) => [
      wrong(
        'file system',
        `${home} lies on another computer (nfs), where SQLite can lose what it has written`,
        `Close the browsers, ${AWAY}`,
      ),
    ],
  },
  'file system program': {
    spoil: ({ files, home }) => void files.set(home, { isFolder: true, type: 0x65735546 }),
    told: ({ home }) => [
      note(
        'file system',
        `${home} is served by a program (FUSE), which may bring it from another computer, as sshfs does`,
        `If it does, ${AWAY}`,
      ),
    ],
  },
  'running older': {
    spoil(world) {
      world.running = [
        { work: 'host', pid: 12, folder: '0.0.9' },
        { work: 'host', pid: 13, folder: undefined },
        { work: 'reply', pid: 14, folder: '0.0.8' },
      ];
    },
    told: () => [
      note(
        'running',
        '2 hosts run: process 12 (0.0.9), process 13 (of a checkout); a reply is being made (process 14): not all are the one that is installed, since they were started before it',
        'They end with their browsers. To have the new one now, restart the browser.',
      ),
    ],
  },
  'host log failed': {
    spoil: (world) =>
      world.write(
        logOf(world),
        STARTED +
          logLine({
            level: 60,
            time: '2026-02-01T11:00:00.000Z',
            msg: 'unexpected error',
            err: { message: 'It broke' },
          }),
      ),
    told: (world) => [
      wrong(
        'host log',
        'the last host failed, 2026-02-01T11:00:00.000Z, and none has started since: unexpected error: It broke',
        `First put right what is wrong above, then open the panel. All of it is in ${logOf(world)}`,
      ),
    ],
  },
  'host log errors': {
    spoil: (world) =>
      world.write(
        logOf(world),
        logLine({ level: 50, time: '2026-01-01T10:00:00.000Z', msg: 'long ago' }) +
          logLine({ level: 60, time: '2026-01-31T09:00:00.000Z', msg: 'unexpected error' }) +
          STARTED +
          'no line of a log\n' +
          logLine({ level: 60, time: '2026-01-31T10:00:01.000Z', msg: 'of a worker', replyId: 'r' }) +
          logLine({ level: 50, time: '2026-01-31T10:00:02.000Z', msg: 'request\u001b[2J failed', err: {} }),
      ),
    told: (world) => [
      note(
        'host log',
        '3 errors in the last 7 days; the newest, 2026-01-31T10:00:02.000Z: request [2J failed',
        `All of it is in ${logOf(world)}`,
      ),
    ],
  },
};

describe('examineInstallation', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('finds nothing wrong where all is well, on %s', async (system) => {
    const world = wellWorld(system);
    expect(await examine(world)).toEqual(
      [
        ['installed', `version 0.1.0, in ${world.hosts.chosen.folder}`],
        ['launcher', world.hosts.chosen.launcher],
        ['files', '2 files as installed'],
        ['runtime', 'Node 26.10.0'],
        ['native module', 'SQLite 3.54.1'],
        ['answer', 'version 0.1.0 greets, and has opened a store with SQLite 3.54.1'],
        ['chrome', world.manifest],
        ['origin', `only the extension ${EXTENSION_ID}`],
        ['data folder', world.home],
        ['file system', 'a disk of this computer'],
        ['running', 'no host runs'],
        ['host log', 'no error in the last 7 days'],
      ].map(([name, evidence]) => ({ name, verdict: 'ok', evidence })),
    );
  });

  it.each(Object.entries(CASES))('tells of %s, and of nothing else', async (_, { on = 'linux', spoil, told }) => {
    const world = wellWorld(on);
    spoil(world);
    expect(await notOk(world)).toEqual(told(world));
  });

  it('has a case here for everything that it can tell', () => {
    const declared = INSTALLATION_CHECKS.flatMap(({ name, faults }) =>
      Object.keys(faults).map((fault) => `${name} ${fault}`),
    );
    expect(Object.keys(CASES).toSorted()).toEqual(declared.toSorted());
  });

  it('is content with a profile folder that has what a browser has', async () => {
    const world = wellWorld('linux');
    withChoice(world, { folder: '0.1.0', previous: null, profiles: ['/media/profile'] });
    const file = '/media/profile/NativeMessagingHosts/app.holdfast.host.json';
    world.write(file, manifestFor(world.hosts.chosen.launcher));
    expect(await notOk(world)).toEqual([]);
  });

  it('tells which data folder it looks at, where that is not the usual one', async () => {
    const world = wellWorld('linux');
    world.env['HOLDFAST_HOME'] = '/media/disk';
    world.files.set('/media/disk', { isFolder: true });
    expect((await examine(world)).find(({ name }) => name === 'data folder')?.evidence).toBe(
      '/media/disk, by HOLDFAST_HOME; usual is /home/ada/.local/share/holdfast',
    );
  });

  it.each([
    ['//ada@server/share on /Users/ada (smbfs, nodev, nosuid, mounted by ada)', 'smbfs'],
    ['map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)', undefined],
    ['server:/exports/home on /Users/ada/Library (nfs, asynchronous)', 'nfs'],
    ['/dev/disk5s1 on /Users/ada (apfs, local, nodev)', undefined],
  ])('tells a network drive of macOS by what mount prints: %s', async (line, kind) => {
    const world = wellWorld('darwin');
    world.answers.set('/sbin/mount ', {
      output: `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n${line}\n`,
    });
    const told = (await notOk(world)).map(({ evidence }) => evidence);
    expect(told).toEqual(kind === undefined ? [] : [expect.stringContaining(`another computer (${kind})`)]);
  });

  it.each([
    ['\\\\server\\share\\ada', true],
    ['\\\\?\\UNC\\server\\share\\ada', true],
    ['C:\\Users\\ada', false],
    ['\\\\?\\C:\\Users\\ada', false],
  ])('tells a shared folder of Windows by where its path leads: %s', async (realPath, isAway) => {
    const world = wellWorld('win32');
    world.files.set(world.home, { isFolder: true, realPath });
    expect((await notOk(world)).map(({ name }) => name)).toEqual(isAway ? ['file system'] : []);
  });

  it('says of a cut log that there may be more errors, and reads on in the one before a short one', async () => {
    const world = wellWorld('linux');
    const error = logLine({ level: 50, time: '2026-02-01T10:00:00.000Z', msg: 'request failed' });
    world.write(logOf(world), error.repeat(100));
    expect((await notOk(world))[0]?.evidence).toMatch(/^at least \d+ errors in the last 7 days/);
    world.write(logOf(world), STARTED);
    world.write(`${logOf(world)}.1`, error);
    expect((await notOk(world))[0]?.evidence).toMatch(/^1 error in the last 7 days/);
  });

  it('leaves out which hosts run where SQLite cannot be loaded', async () => {
    const world = wellWorld('linux');
    world.running = new Error('Cannot find module');
    const names = (await examine(world)).map(({ name }) => name);
    expect(names).not.toContain('running');
    expect(names).toContain('host log');
  });
});
