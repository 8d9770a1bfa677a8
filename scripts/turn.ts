import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { ROOT } from './repository.ts';

/** Milliseconds to start and end a process here, the middle one of five: what browsers and hosts take goes with it. */
export function processStartMs(): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - startedAt;
  });
  return times.sort((a, b) => a - b)[2] ?? 0;
}

/**
 * In how many parts the longest tests (faults, browsers) are run. Where a process takes 140 ms, all of them took 20 minutes, beside
 * nine for the rest: `npm test` is to stay near ten.
 */
export function partsFor(startMs: number): number {
  if (startMs < 80) return 1;
  return startMs < 120 ? 3 : 4;
}

/** The same commit has the same turn everywhere, so that what failed fails again; the next one has another. */
export function commitNumber(): number {
  const { stdout, status } = spawnSync('git', ['rev-parse', '--short=8', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout, 16) : 0;
}
