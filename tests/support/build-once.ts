import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT, ROOT } from '../../scripts/repository.ts';

/**
 * Before the first test: the programs that tests start are those of the source as it is now. In a process without the test runner's
 * variables, of which bundlers make a build for tests.
 */
export function setup(): void {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST.*|TEST)$/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/build.ts')], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
  keepCompiled();
}

/** Hundreds of processes compile the same files: of one that is started from its source, that is half of what it costs. */
function keepCompiled(): void {
  const folder = join(OUTPUT, 'compiled');
  // Also of what was started in folders that are gone.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.env['NODE_COMPILE_CACHE'] = folder;
}
