import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { chromium } from '@playwright/test';
import { browserPlace } from '../../../native-host/install/browsers.ts';
import { dataPaths } from '../../../native-host/paths.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { launchBrowser, type RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import type { ArchiveFile } from '../../../scripts/package/archive-file.ts';
import { pathWithoutNode } from '../path-without-node.ts';
import { killWorkers } from '../reply-workers.ts';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's home in which Chromium was started once, on a machine without Node; with foreign letters in every path. */
export interface SmallMachine {
  readonly home: string;
  /** Where things are downloaded to, outside of the home. */
  readonly downloads: string;
  /** Chromium's own place for its profiles in this home. */
  readonly userDataFolder: string;
  /** Where the host keeps its data by default. */
  readonly data: ReturnType<typeof dataPaths>;
  /** Runs a program in the root folder, with nothing in its environment but the home and a few of the system's programs. */
  run(program: string, args: readonly string[], input?: string): Ran;
  launch(extension: string): Promise<RunningBrowser>;
  /** Every file in the home but the browser's own. */
  files(): string[];
  dispose(): Promise<void>;
}

export function createSmallMachine(): SmallMachine {
  const folder = mkdtempSync(join(tmpdir(), 'kleine Maschine äöü '));
  const [home, downloads] = [join(folder, 'Jörg Müller'), join(folder, 'für später')];
  const machine = { env: {}, platform: process.platform, homedir: home };
  const userDataFolder = browserPlace('chromium', machine).settingsFolder;
  const data = dataPaths({}, process.platform, home);
  for (const each of [downloads, userDataFolder]) mkdirSync(each, { recursive: true });
  const env = { HOME: home, PATH: pathWithoutNode(join(folder, 'programs')) };
  const running: RunningBrowser[] = [];
  return {
    home,
    downloads,
    userDataFolder,
    data,
    run(program, args, input = '') {
      const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: '/', env, input, encoding: 'utf8' });
      if (error) throw error;
      return { code: status, stdout, stderr };
    },
    async launch(extension) {
      const { executable } = usedBrowser();
      const env = browserEnvironment(home, userDataFolder);
      const browser = await launchBrowser({ executable, extension, userDataFolder, env });
      running.push(browser);
      return browser;
    },
    files: () =>
      readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !file.startsWith(userDataFolder))
        .map((file) => relative(home, file))
        .toSorted(),
    async dispose() {
      for (const browser of running) await browser.close();
      killWorkers(data.home);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Puts files where an archive would be unpacked to. */
export function writeFiles(folder: string, files: readonly ArchiveFile[]): void {
  for (const { path, bytes, isProgram } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { mode: isProgram ? 0o755 : 0o644 });
  }
}

/** All of its own files in one place; the host that it starts does nothing by itself while a test looks at something else. */
function browserEnvironment(home: string, userDataFolder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(XDG_(?!RUNTIME)|HOLDFAST_)/.test(name));
  const XDG_CACHE_HOME = join(userDataFolder, 'cache');
  return { ...Object.fromEntries(own), HOME: home, XDG_CACHE_HOME, HOLDFAST_NO_UPKEEP: '1' };
}

function usedBrowser() {
  const { env, platform } = process;
  const found = findBrowser({ env, platform, homedir: homedir(), downloaded: chromium.executablePath() });
  if (found === undefined) throw new Error('No browser; `npm test` installs one where it can');
  return found;
}
