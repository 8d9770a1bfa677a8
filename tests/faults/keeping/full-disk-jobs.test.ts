import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts } from '../../support/host-process.ts';
import { createRandom, eachRound, faultSeed, rounds } from '../../support/rounds.ts';
import { canMount, mountTmpfs } from '../hosts/small-disks.ts';
import { JOBS, type KeepingJob, newKeptHome, programOf, rowsIn } from './kept-store.ts';

const needsRoot = canMount() ? '' : ' (skipped: needs root on Linux, to mount)';

/** Room for the folder and for what the largest job writes. */
const MEGABYTES = 16;

afterEach(cleanUpHosts);

/** Does a job in a process of its own. Returns whether it was done. */
async function run(home: string, job: KeepingJob): Promise<boolean> {
  const { args, env } = programOf(home, job);
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const [code] = await once(child, 'close');
  return code === 0;
}

describe.skipIf(needsRoot)(`maintenance on a disk that gets full${needsRoot}`, () => {
  it.each(Object.entries(JOBS))(
    'leaves the store sound, and does its work when there is room: %s',
    { timeout: 3_600_000 },
    async (name, job) => {
      const count = rounds(`full disk, ${name}`, { test: 2, faults: 100 });
      let messages = 0;
      let refused = 0;
      await eachRound(count, async (round) => {
        const random = createRandom(faultSeed, 'full disk', name, round);
        const disk = mountTmpfs(MEGABYTES);
        onTestFinished(() => {
          if (existsSync(disk.folder)) disk.unmount();
        });
        const home = await newKeptHome(disk.folder);
        job.prepare?.(home);
        const before = rowsIn(home);
        messages += before['messages']?.length ?? 0;
        // Mostly less than any of them needs.
        const empty = disk.fill(round === 0 ? 0 : random.below(2 ** (10 + random.below(12))));
        try {
          if (!(await run(home, job))) refused += 1;
          empty();
          await job.checkInterrupted(home, before, rowsIn(home));
          await job.prepareAgain?.(home);
          expect(await run(home, job)).toBe(true);
          await job.check(home, before, rowsIn(home));
        } catch (cause) {
          throw new Error(`${name}, round ${round}`, { cause });
        }
        disk.unmount();
      });
      expect(refused).toBeGreaterThan(0);
      recordFigures(`full disk, ${name}`, {
        fault: `The disk gets full during ${name}; then there is room, and it is done again.`,
        rounds: count,
        acknowledged: messages,
        lost: 0,
        duplicated: 0,
        note: `${refused} times it could not be done`,
      });
    },
  );
});
