import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isLongRun, recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts } from '../../support/host-process.ts';
import { createRandom, eachRound, faultSeed, rounds } from '../../support/rounds.ts';
import { canTrace, type Fault, traceProgram } from '../hosts/failing-calls.ts';
import { JOBS, type KeepingJob, newKeptHome, programOf, rowsIn } from './kept-store.ts';

const needsStrace = canTrace() ? '' : ' (skipped: needs strace on Linux)';

afterEach(cleanUpHosts);

/** Does a job in a process in which one call fails, or none. */
async function run(home: string, job: KeepingJob, fault?: Fault) {
  const { args, env } = programOf(home, job);
  return traceProgram(args, env, fault).ended;
}

describe.skipIf(needsStrace)(`calls of the system that fail during maintenance${needsStrace}`, () => {
  it.each(Object.entries(JOBS))(
    'leave the store sound, and the next run does its work: %s',
    { timeout: 36_000_000 },
    async (name, job) => {
      const whole = await newKeptHome();
      job.prepare?.(whole);
      const before = rowsIn(whole);
      const { exitCode, faults } = await run(whole, job);
      expect(exitCode).toBe(0);
      await job.check(whole, before, rowsIn(whole));
      const known = job.known ?? [];
      const count = known.length + rounds(name, { test: 3, faults: faults.length });
      const isComplete = isLongRun && count === known.length + faults.length;
      await eachRound(count, async (round) => {
        const random = createRandom(faultSeed, name, round);
        const fault = [...known, ...(isComplete ? faults : [])][round] ?? random.pick(faults);
        const home = await newKeptHome();
        job.prepare?.(home);
        try {
          await run(home, job, fault);
          await job.checkInterrupted(home, before, rowsIn(home));
          await job.prepareAgain?.(home);
          expect((await run(home, job)).exitCode).toBe(0);
          await job.check(home, before, rowsIn(home));
        } catch (cause) {
          throw new Error(`${name}, round ${round}: ${JSON.stringify(fault)}`, { cause });
        }
        rmSync(home, { recursive: true });
      });
      recordFigures(`failing calls, ${name}`, {
        fault: `A call of the system fails, or kills, during ${name}; then it is done again.`,
        rounds: count,
        acknowledged: count * (before['messages']?.length ?? 0),
        lost: 0,
        duplicated: 0,
      });
    },
  );
});
