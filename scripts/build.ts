import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build as bundle, normalizePath } from 'vite';
import { launcherFileName, launcherText, writeLauncher } from '../native-host/install/launcher.ts';
import { notePackages } from './package/bundled-packages.ts';
import { EXTENSION, HOST, OUTPUT, ROOT } from './repository.ts';
import { runTool } from './run-tool.ts';

const STAMP = join(OUTPUT, 'build.json');
const INPUTS = [
  '{entrypoints,lib,native-host,migrations,public}/**/*',
  '{wxt.config.ts,package.json,package-lock.json,tsconfig.base.json,scripts/build.ts,scripts/package/bundled-packages.ts}',
];
/** What the browser starts, the host that it loads, what that starts, and what a person starts. */
export const HOST_PROGRAMS = ['main', 'host', 'maintenance', 'damage-reader', 'reply-worker', 'store-reader', 'cli'];

/** Builds the extension and the host unless both are up to date. Returns the milliseconds it took, undefined when there was nothing to do. */
export async function build(): Promise<number | undefined> {
  const startedAt = performance.now();
  const stamp = stampOfInputs();
  if (isBuilt(stamp)) return undefined;
  rmSync(STAMP, { force: true });
  const extension = await runTool('wxt', ['build'], { env: { NODE_ENV: 'production' } });
  if (!extension.ok) throw new Error(`The extension could not be built:\n${extension.output}`);
  await buildHost();
  writeFileSync(STAMP, stamp);
  return Math.round(performance.now() - startedAt);
}

async function buildHost(): Promise<void> {
  const programs = HOST_PROGRAMS.map((name) => [name, join(ROOT, 'native-host', `${name}.ts`)] as const);
  const built = await bundle({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [versionAlone],
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
        output: {
          format: 'es',
          entryFileNames: '[name].mjs',
          chunkFileNames: 'chunks/[name]-[hash].mjs',
          // A quarter of the host: they are in the source, and licences in the notices of the archive.
          comments: false,
        },
      },
    },
  });
  notePackages(
    'host',
    [built].flat().flatMap((result) => ('output' in result ? result.output : [])),
  );
  copySqlite();
  writeLauncher(join(HOST, launcherFileName(process.platform)), launcher());
}

/** The programs tell their version; all else that stands in the file is of no use to them. */
const versionAlone = {
  name: 'version-alone',
  enforce: 'pre' as const,
  load(id: string) {
    const file = join(ROOT, 'package.json');
    return id === normalizePath(file)
      ? JSON.stringify({ version: JSON.parse(readFileSync(file, 'utf8')).version })
      : null;
  },
};

/** For bundlers that want one platform's native part; the package finds its own. */
const ENTRY_OF_PLATFORM = /[\\/]lib[\\/](?:darwin|linux|linuxmusl|win32)-[a-z0-9]+\.js$/;

/** Of SQLite's package what runs on this platform: its other parts are twelve times as much. */
function copySqlite(): void {
  const [from, to] = [ROOT, HOST].map((folder) => join(folder, 'node_modules', 'better-sqlite3')) as [string, string];
  const native = `prebuilds/${process.platform}-${process.arch}.node`;
  for (const path of ['package.json', 'LICENSE', 'lib', native]) {
    cpSync(join(from, path), join(to, path), { recursive: true, filter: (file) => !ENTRY_OF_PLATFORM.test(file) });
  }
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
