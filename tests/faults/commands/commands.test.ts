import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLongRun, recordFigures } from '../../support/fault-figures.ts';
import { faultSeed, rounds } from '../../support/rounds.ts';
import { temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';
import { COMMANDS } from './commands.ts';
import type { Model } from './model.ts';
import { createWorld, type World } from './world.ts';

const MAX_COMMANDS = isLongRun ? 100 : 50;

describe('two clients and their hosts on one store', () => {
  it('come to what a model of them comes to, whatever is done and whichever host crashes', {
    timeout: 7_200_000,
  }, async () => {
    const count = rounds('random commands', { test: 200, faults: 20_000 });
    const empty = temporaryStorePath();
    const path = join(temporaryFolder(), 'holdfast.db');
    const total = { acknowledged: 0, commands: 0, crashes: 0, resent: 0 };

    async function run(commands: Iterable<fc.AsyncCommand<Model, World>>): Promise<void> {
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      copyFileSync(empty, path);
      const world = createWorld(path);
      try {
        await world.begin();
        await fc.asyncModelRun(() => ({ model: world.model, real: world }), commands);
        await world.finish();
      } finally {
        world.close();
      }
      total.acknowledged += world.acknowledged.length;
      for (const key of ['commands', 'crashes', 'resent'] as const) total[key] += world.tally[key];
    }

    const commands = fc.commands(COMMANDS, { maxCommands: MAX_COMMANDS, size: 'max' });
    await fc.assert(fc.asyncProperty(commands, run), { seed: faultSeed | 0, numRuns: count });
    // A handful of runs may happen to be without a crash.
    if (count >= 100) expect(Math.min(...Object.values(total))).toBeGreaterThan(0);
    recordFigures('random commands', {
      fault: `Two clients send up to ${MAX_COMMANDS} random commands through hosts that crash before and after commits; a model says what is right.`,
      rounds: count,
      acknowledged: total.acknowledged,
      lost: 0,
      duplicated: 0,
      note: `${total.commands.toLocaleString('en-US')} commands; ${total.crashes.toLocaleString('en-US')} crashes; ${total.resent.toLocaleString('en-US')} changes sent again`,
    });
  });
});
