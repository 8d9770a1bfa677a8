import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHostFiles, runtimeName } from '../../native-host/install/host-files.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { HOST_PROGRAMS } from '../build.ts';
import { HOST, ROOT } from '../repository.ts';
import { type ArchiveFile, textFile } from './archive-file.ts';
import { bundledPackages } from './bundled-packages.ts';
import { newestGlibc } from './newest-glibc.ts';
import { noticesOf } from './notices.ts';
import { sumsOf } from './sums.ts';
import { unusedFiles } from './unused-files.ts';

export interface HostArchive {
  /** Without an ending; also of the folder in it. */
  readonly name: string;
  /** Their paths begin with that folder. */
  readonly files: readonly ArchiveFile[];
}

/** What is packed, and for which machine; the built host, with the Node that runs this, unless others are named. */
export interface HostToPack {
  readonly folder?: string;
  readonly node?: string;
  readonly version?: string;
}

const { platform, arch } = process;

/**
 * The host for machines like this one, with what installs it where there is no Node. Errors: where nothing is built, or a file is used
 * by none.
 */
export function hostArchive(toPack: HostToPack = {}): HostArchive {
  const { folder = HOST, node = process.execPath, version = packageJson.version } = toPack;
  const name = `holdfast-host-${version}-${platform}-${arch}`;
  const runtime = runtimeName();
  const host = Object.keys(readHostFiles({ folder, node, version }).files).map((path) => ({
    path: `host/${path}`,
    bytes: readFileSync(path === runtime ? node : join(folder, path)),
    isProgram: path === runtime,
  }));
  const unused = unusedFiles(host, rootsOf(runtime));
  if (unused.length > 0) throw new Error(`The host has files that it does not use: ${unused.join(', ')}`);
  const script = platform === 'win32' ? 'install.cmd' : 'install';
  const papers = [
    { ...fromTemplate(script, version, host), isProgram: true },
    fromTemplate('README.txt', version, host),
    { path: 'LICENSE', bytes: readFileSync(join(ROOT, 'LICENSE')) },
    textFile('THIRD-PARTY-NOTICES.txt', noticesOf([...bundledPackages('host'), 'better-sqlite3'], node)),
  ];
  const files = [...host, ...papers];
  const all = [...files, textFile('SHA256SUMS', sumsOf(files))];
  return { name, files: all.map((file) => ({ ...file, path: `${name}/${file.path}` })) };
}

/** What a file of the archive is for, in the report of sizes. */
export function partOfHost(path: string): string {
  if (path.endsWith(`/host/${runtimeName()}`)) return 'Node';
  if (path.includes('/better-sqlite3/')) return 'SQLite';
  return path.includes('/host/') ? 'programs' : 'papers and scripts';
}

function rootsOf(runtime: string): string[] {
  const sqlite = 'node_modules/better-sqlite3';
  return [
    runtime,
    ...HOST_PROGRAMS.map((name) => `${name}.mjs`),
    ...['package.json', 'LICENSE', `prebuilds/${platform}-${arch}.node`].map((path) => `${sqlite}/${path}`),
  ].map((path) => `host/${path}`);
}

function fromTemplate(path: string, version: string, host: readonly ArchiveFile[]): ArchiveFile {
  const text = readFileSync(join(import.meta.dirname, 'archive', path), 'utf8')
    .replaceAll('@GLIBC@', platform === 'linux' ? newestGlibc(host.map(({ bytes }) => bytes)) : '')
    .replaceAll('@VERSION@', version)
    .replaceAll('@PLATFORM@', platform)
    .replaceAll('@ARCH@', arch)
    .replaceAll('@COMMAND@', platform === 'win32' ? '.\\install' : './install')
    .replaceAll('@TOOL@', TOOLS[platform] ?? '~/.local/share/holdfast/host/holdfast');
  return textFile(path, platform === 'win32' ? text.replaceAll('\n', '\r\n') : text);
}

/** Where a person finds the tool that is installed, as typed into a terminal. */
const TOOLS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '~/Library/"Application Support"/holdfast/host/holdfast',
  win32: '"%LOCALAPPDATA%\\holdfast\\host\\holdfast"',
};
