// Runs a TypeScript program of this repository on a fresh clone: `node scripts/with-setup.mjs <script.ts> [args…]`.
// The only file that runs on the Node that happens to be installed: plain JavaScript, no dependency, Node 20 or later.
// Says what it does on stderr: stdout belongs to the program (`npm run --silent host -- launcher-path`).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.holdfast-setup.json');

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  stop(
    `Holdfast needs Node ${OLDEST_NODE} or later to set itself up; this is ${process.version}. Get one from https://nodejs.org`,
  );
}
const [script, ...args] = process.argv.slice(2);
if (!script) stop('Usage: node scripts/with-setup.mjs <script.ts> [arguments]', 2);

const stamp = JSON.stringify({
  lock: createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex'),
  system: `${process.platform}-${process.arch}`,
});
if (!isSetUp()) setUp();
run(
  findNode() ?? stop('npm installed no Node for this system; run `npm ci --include=optional` and look at what it says'),
);

function isSetUp() {
  return readText(stampFile) === stamp && findNode() !== undefined;
}

function setUp() {
  const reason = whyStale();
  if (reason !== undefined) {
    say(`${reason}: npm ci`);
    const startedAt = Date.now();
    // dev and optional are named: NODE_ENV=production or a user's `omit` would leave out the tools or the pinned Node.
    const npm = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    // npm is a batch file on Windows, which only a shell starts.
    const { status, error } = spawnSync('npm', npm, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (error) stop(`npm could not be started (${error.message}). It comes with Node: https://nodejs.org`);
    if (status !== 0) {
      stop(
        `npm ci failed (exit code ${status}); what it says stands above.\n` +
          '  Without a network: connect and run this again; nothing else is needed once it has worked.\n' +
          '  Behind a proxy or a registry of your own: `npm config set proxy …` or `npm config set registry …`.',
      );
    }
    say(`dependencies installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  const node = findNode();
  if (node === undefined) return;
  const { status, error } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    stop(
      `The pinned Node does not run here (${error?.message ?? `exit code ${status}`}): ${node}\n  On Linux it needs glibc; on a musl system (Alpine) install Node 26 and try again.`,
    );
  }
  writeFileSync(stampFile, stamp);
}

/** Compares what npm noted about node_modules with the lockfile, so that a person's own `npm ci` counts. */
function whyStale() {
  const installed = readText(join(modules, '.package-lock.json'));
  if (installed === undefined) return 'no dependencies yet';
  if (findNode() === undefined) return `dependencies are of another system than ${process.platform}-${process.arch}`;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(installed).packages;
  for (const [place, { version, integrity, optional }] of Object.entries(locked)) {
    if (place === '') continue;
    const found = present[place];
    if (found === undefined ? !optional : found.version !== version || found.integrity !== integrity) {
      return `${place} is not the locked ${version}`;
    }
  }
  return undefined;
}

/** The Node of the platform package for this system, else the running one when it is as new. */
function findNode() {
  const pinned = Object.entries(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies ?? {},
  );
  for (const [name] of pinned) {
    const described = readText(join(modules, name, 'package.json'));
    if (described === undefined) continue;
    const { os, cpu, bin } = JSON.parse(described);
    if (![os].flat().includes(process.platform) || ![cpu].flat().includes(process.arch)) continue;
    const binary = join(modules, name, typeof bin === 'string' ? bin : bin.node);
    if (existsSync(binary)) return binary;
  }
  const oldestMajor = Math.min(...pinned.map(([, version]) => Number.parseInt(version, 10)));
  return Number.parseInt(process.versions.node, 10) >= oldestMajor && existsSync(modules)
    ? process.execPath
    : undefined;
}

function run(node) {
  process.env.PATH = join(modules, '.bin') + delimiter + process.env.PATH;
  const child = spawn(node, [script, ...args], { cwd: root, stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  // Ctrl+C reaches the whole foreground group by itself; a second SIGINT would read as "stop at once".
  process.on('SIGINT', process.stdin.isTTY ? () => {} : pass);
  child.on('error', (error) => stop(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

function stop(text, code = 1) {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
