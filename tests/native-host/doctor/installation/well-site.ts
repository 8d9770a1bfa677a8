import { posix, win32 } from 'node:path';
import { EXTENSION_KEY } from '../../../../lib/protocol/extension-key.ts';
import type { Disk, Hosts, Ran, Site } from '../../../../native-host/doctor/installation/site.ts';
import { extensionIdOfKey } from '../../../../native-host/install/extension-id.ts';
import { type Files, findBrowsers } from '../../../../native-host/install/find-browsers.ts';
import { launcherFileName, launcherText } from '../../../../native-host/install/launcher.ts';
import { hostManifest, MANIFEST_FILE_NAME } from '../../../../native-host/install/manifest.ts';
import { dataPaths } from '../../../../native-host/paths.ts';
import type { RunningProgram } from '../../../../native-host/running-programs.ts';

export type System = 'linux' | 'darwin' | 'win32';

const NOW_MS = Date.UTC(2026, 1, 1, 12);
export const EXTENSION_ID = extensionIdOfKey(EXTENSION_KEY);
const UID = 1000;

interface MemoryFile {
  text?: string;
  isFolder?: boolean;
  uid?: number;
  mayWrite?: boolean;
  mayStart?: boolean;
  /** Linux's number of the file system. */
  type?: number;
  realPath?: string;
}

/** A machine on which Holdfast is installed for Chrome; what a test changes of it, the doctor finds. */
export interface World {
  readonly system: System;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly files: Map<string, MemoryFile>;
  readonly registry: Map<string, string>;
  /** What programs answer, by their path. */
  readonly answers: Map<string, Ran>;
  hosts: Hosts & { readonly chosen: NonNullable<Hosts['chosen']> };
  damage: readonly string[];
  greeting: string | Error;
  running: readonly RunningProgram[] | Error;
  version: string;
  readonly manifest: string;
  readonly settings: string;
  readonly join: (...parts: string[]) => string;
  readonly write: (path: string, text: string) => void;
}

const HOMES = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\ada' } as const;
const SETTINGS = {
  linux: '/home/ada/.config/google-chrome',
  darwin: '/Users/ada/Library/Application Support/Google/Chrome',
  win32: 'C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\User Data',
} as const;

export function wellWorld(system: System): World {
  const { join } = system === 'win32' ? win32 : posix;
  const { home } = dataPaths({}, system, HOMES[system]);
  const folder = join(home, 'host', '0.1.0');
  const node = join(folder, system === 'win32' ? 'node.exe' : 'node');
  const launcher = join(folder, launcherFileName(system));
  const facts = { version: '0.1.0', files: { 'main.mjs': 'a', node: 'b' } };
  const manifestFolder =
    system === 'win32'
      ? join(HOMES.win32, 'AppData', 'Local', 'holdfast', 'manifests', 'Google', 'Chrome')
      : join(SETTINGS[system], 'NativeMessagingHosts');
  const manifest = join(manifestFolder, MANIFEST_FILE_NAME);
  const files = new Map<string, MemoryFile>([
    [home, { isFolder: true }],
    [SETTINGS[system], { isFolder: true }],
    [node, { mayStart: true }],
    [join(folder, 'main.mjs'), {}],
    [launcher, { text: launcherText({ node, program: join(folder, 'main.mjs') }, system), mayStart: true }],
    [manifest, { text: JSON.stringify(hostManifest(launcher, EXTENSION_ID)) }],
  ]);
  const key = 'HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\app.holdfast.host';
  return {
    ...{ system, home, files, manifest, join, version: '0.1.0', env: {}, damage: [], running: [] },
    settings: SETTINGS[system],
    registry: new Map(system === 'win32' ? [[key, manifest]] : []),
    answers: new Map<string, Ran>([
      [`${node} --version`, { output: 'v26.10.0\n' }],
      [`${node} -e`, { output: '3.54.1' }],
      ['/sbin/mount ', { output: '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n' }],
    ]),
    hosts: {
      folder: join(home, 'host'),
      names: ['0.1.0'],
      choice: { folder: '0.1.0', previous: null, profiles: [] },
      chosen: { folder, launcher, node, facts },
    },
    greeting: '0.1.0',
    write: (path, text) => void files.set(path, { ...files.get(path), text }),
  };
}

export function siteOf(world: World): Site {
  const { system, env, files, registry, answers, greeting, running } = world;
  const machine = { env, platform: system, homedir: HOMES[system] };
  const known: Files = {
    exists: (path) => files.has(path),
    realPath: (path) => files.get(path)?.realPath ?? path,
    text: (path) => files.get(path)?.text ?? '',
  };
  return {
    machine,
    uid: system === 'win32' ? undefined : UID,
    paths: dataPaths(env, system, HOMES[system]),
    hosts: { ...world.hosts, chosen: world.hosts.choice && world.hosts.chosen },
    extensionId: EXTENSION_ID,
    version: world.version,
    browsers: findBrowsers(machine, known),
    disk: diskOf(world),
    registry: {
      read: (key) => registry.get(key),
      add: (key, value) => void registry.set(key, value),
      remove: (key) => void registry.delete(key),
    },
    now: () => NOW_MS,
    run: async (program, [first = '']) => answers.get(`${program} ${first}`) ?? { problem: `spawn ${program} ENOENT` },
    async greet() {
      if (greeting instanceof Error) throw greeting;
      return { host: { version: greeting }, store: { sqliteVersion: '3.54.1' } };
    },
    async running() {
      if (running instanceof Error) throw running;
      return running;
    },
  };
}

function diskOf({ files, damage, system }: World): Disk {
  const { dirname, basename } = system === 'win32' ? win32 : posix;
  return {
    look(path) {
      const file = files.get(path);
      return file && { isFolder: file.isFolder ?? false, uid: file.uid ?? UID };
    },
    text: (path) => files.get(path)?.text,
    tail(path) {
      const text = files.get(path)?.text;
      return text === undefined ? undefined : { text: text.slice(-TAIL_LENGTH), isWhole: text.length <= TAIL_LENGTH };
    },
    names: (folder) => [...files.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
    realPath: (path) => files.get(path)?.realPath ?? path,
    mayWrite: (path) => files.get(path)?.mayWrite ?? true,
    mayStart: (path) => files.get(path)?.mayStart ?? false,
    fileSystemType: (path) => files.get(path)?.type ?? 0xef53,
    damage: () => damage,
  };
}

/** As little as fits a test. */
const TAIL_LENGTH = 2000;
