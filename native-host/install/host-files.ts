import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import * as v from 'valibot';
import { launcherFileName, toolFileName } from './launcher.ts';

/** What is copied to install a host. */
export interface HostFiles {
  /** The folder of the built programs. */
  readonly folder: string;
  /** The Node that runs them. */
  readonly node: string;
  readonly version: string;
}

/** What a whole installed host says of itself; written last. */
const hostFacts = v.object({ version: v.string(), files: v.record(v.string(), v.string()) });
export type HostFacts = v.InferOutput<typeof hostFacts>;

const FACTS_FILE = 'install.json';

/** The programs, SQLite and the runtime; of a checkout also what was made there, which is made anew. */
export function readHostFiles({ folder, node, version }: HostFiles): HostFacts {
  const made = [
    FACTS_FILE,
    ...(['linux', 'win32'] as const).flatMap((each) => [launcherFileName(each), toolFileName(each)]),
  ];
  const runtime = runtimeName();
  const files = listFiles(folder).filter((path) => !made.includes(path) && path !== runtime);
  const hashes = [
    ...files.map((path) => [path, hashOf(join(folder, path))] as const),
    [runtime, hashOf(node)] as const,
  ];
  return { version, files: Object.fromEntries(hashes.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/**
 * Copies a host into a folder of its own, which appears whole or not at all. Errors: those of the file system; nothing is left
 * then.
 */
export function copyHost(from: HostFiles, facts: HostFacts, to: string): void {
  const staged = join(dirname(to), `.new-${process.pid}`);
  rmSync(staged, { recursive: true, force: true });
  try {
    for (const path of Object.keys(facts.files)) {
      const target = join(staged, path);
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      copyFileSync(path === runtimeName() ? from.node : join(from.folder, path), target, constants.COPYFILE_FICLONE);
      // Not as in the archive: what was unpacked as read-only could not be synced.
      chmodSync(target, path === runtimeName() ? 0o755 : 0o644);
      sync(target);
    }
    const file = join(staged, FACTS_FILE);
    writeFileSync(file, `${JSON.stringify(facts, null, 2)}\n`);
    sync(file);
    renameSync(staged, to);
  } catch (error) {
    rmSync(staged, { recursive: true, force: true });
    throw error;
  }
}

/** Whether a folder holds exactly this host, every byte of it. */
export function isWhole(folder: string, facts: HostFacts): boolean {
  const there = readFacts(folder);
  return there !== undefined && idOf(there) === idOf(facts) && damageOf(folder, there).length === 0;
}

/** What an installed host says of itself; undefined where no whole one was ever put. */
export function readFacts(folder: string): HostFacts | undefined {
  try {
    return v.parse(hostFacts, JSON.parse(readFileSync(join(folder, FACTS_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Files of an installed host that are missing, or not as they were. */
export function damageOf(folder: string, { files }: HostFacts): string[] {
  return Object.entries(files)
    .filter(([path, hash]) => hashIfThere(join(folder, path)) !== hash)
    .map(([path]) => path);
}

/** The same for the same files, whatever they lie in: 64 hexadecimal digits. */
export function idOf({ files }: HostFacts): string {
  const hash = createHash('sha256');
  for (const [path, digest] of Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${digest}\n`);
  }
  return hash.digest('hex');
}

/** The name of the runtime beside the programs. */
export function runtimeName(platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? 'node.exe' : 'node';
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function hashIfThere(file: string): string | undefined {
  try {
    return hashOf(file);
  } catch {
    return undefined;
  }
}

/** A power cut right after an installation leaves no half of it. */
function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
