import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build as bundle } from 'vite';
import { launcherFileName, launcherText, writeLauncher } from '../native-host/install/launcher.ts';
import { EXTENSION, HOST, OUTPUT, ROOT } from './repository.ts';
import { runTool } from './run-tool.ts';

const STAMP = join(OUTPUT, 'build.json');
const INPUTS = [
  '{entrypoints,lib,native-host,migrations,public}/**/*',
  '{wxt.config.ts,package.json,package-lock.json,tsconfig.base.json,scripts/build.ts}',
];
/** What the browser starts, the host that it loads, what that starts, and what a person starts. */
const HOST_PROGRAMS = ['main', 'host', 'maintenance', 'damage-reader', 'reply-worker', 'store-reader', 'cli'];

/** Builds the extension and the host unless both are up to date. Returns the milliseconds it took, undefined when there was nothing to do. */
export async function build(): Promise<number | undefined> {
  const startedAt = performance.now();
  const stamp = stampOfInputs();
  if (isBuilt(stamp)) return undefined;
  rmSync(STAMP, { force: true });
  const extension = await runTool('wxt', ['build']);
  if (!extension.ok) throw new Error(`The extension could not be built:\n${extension.output}`);
  await buildHost();
  writeFileSync(STAMP, stamp);
  return Math.round(performance.now() - startedAt);
}

async function buildHost(): Promise<void> {
  const programs = HOST_PROGRAMS.map((name) => [name, join(ROOT, 'native-host', `${name}.ts`)] as const);
  await bundle({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    // Bundled, so that an installed host is a handful of files; SQLite's native part stays in its package.
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      target: 'esnext',
      outDir: HOST,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(programs),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  });
  writeLauncher(join(HOST, launcherFileName(process.platform)), launcher());
}

/** The interpreter is the pinned Node that runs this. */
function launcher() {
  return { node: process.execPath, program: join(HOST, 'main.mjs') };
}

function isBuilt(stamp: string): boolean {
  const needed = [
    join(EXTENSION, 'manifest.json'),
    join(HOST, 'main.mjs'),
    join(HOST, launcherFileName(process.platform)),
  ];
  return needed.every((file) => existsSync(file)) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
}

/** The launcher counts as an input: its absolute paths change when the checkout is moved. */
function stampOfInputs(): string {
  const hash = createHash('sha256').update(launcherText(launcher(), process.platform));
  for (const pattern of INPUTS) {
    for (const file of globSync(pattern, { cwd: ROOT }).sort()) {
      const path = join(ROOT, file);
      if (statSync(path).isFile()) hash.update(`\0${relative(ROOT, path)}\0`).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  const durationMs = await build();
  console.log(durationMs === undefined ? 'build: up to date' : `build: ${durationMs} ms`);
}
