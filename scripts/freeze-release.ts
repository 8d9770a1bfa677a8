import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import packageJson from '../package.json' with { type: 'json' };
import { cleanUpHosts, startHost } from '../tests/support/host-process.ts';
import { fillReleaseStore } from '../tests/support/releases/fill-release-store.ts';
import { FROZEN_FILES, RELEASES } from '../tests/support/releases/frozen-releases.ts';
import { whatIsSeen } from '../tests/support/releases/what-is-seen.ts';
import { build } from './build.ts';
import { noteReleasedMigrations } from './released-migrations.ts';
import { HOST, ROOT } from './repository.ts';

/** Times in archives: nobody needs others, and the same input makes the same bytes. */
const LONG_AGO = '1980-01-01T00:00:00';

/**
 * Writes into `folder` what later versions are held to: a store as this one leaves it, what a person sees of it, and the built host.
 * The same sources make the same bytes. Errors: a folder that is there, unless `isAgain`.
 */
export async function freezeRelease(folder: string, isAgain: boolean): Promise<void> {
  if (existsSync(folder) && !isAgain) {
    throw new Error(
      `${relative(ROOT, folder)} is there: what was released is never written anew. ` +
        'If this version is not released yet: npm run freeze-release -- --again. Else give package.json the next version.',
    );
  }
  await build();
  const home = mkdtempSync(join(tmpdir(), 'holdfast-release-'));
  try {
    const store = readFileSync(await fillReleaseStore(home));
    const seen = await seenBy(home);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, FROZEN_FILES.store), gzipSync(store, { level: 9 }));
    writeFileSync(join(folder, FROZEN_FILES.seen), `${JSON.stringify(seen, undefined, 2)}\n`);
    writeFileSync(join(folder, FROZEN_FILES.host), zippedHost());
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** As the built host tells it, which writes into the store as well: the file was read before. */
async function seenBy(home: string): Promise<unknown> {
  try {
    const host = startHost({ home });
    await host.waitFor(({ method, params }) => method === 'store/state' && stateOf(params) === 'ready');
    return await whatIsSeen(host.client);
  } finally {
    await cleanUpHosts();
  }
}

function stateOf(params: unknown): unknown {
  return (params as { state?: unknown }).state;
}

/** What is ours of it: neither the launcher, whose paths are those of this checkout, nor what is of one system only. */
function zippedHost(): Uint8Array {
  const files = globSync('**/*.mjs', { cwd: HOST }).sort();
  const entries = files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(HOST, file))] as const);
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: LONG_AGO });
}

if (import.meta.main) await freezeThisVersion(process.argv.slice(2));

async function freezeThisVersion(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => arg !== '--again');
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(' ')}. Usage: npm run freeze-release [-- --again]`);
    process.exit(2);
  }
  const { version } = packageJson;
  const folder = join(RELEASES, version);
  try {
    await freezeRelease(folder, args.includes('--again'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  noteReleasedMigrations(version);
  for (const name of Object.values(FROZEN_FILES)) {
    const file = join(folder, name);
    console.log(`written: ${relative(ROOT, file)} (${Math.ceil(statSync(file).size / 1000)} kB)`);
  }
  console.log('written: migrations/released.json');
}
