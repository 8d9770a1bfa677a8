import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launcherFor, startBenchHost } from './bench-host.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { compare, interleave, timedAsync } from './statistics.ts';

/** How soon a started host answers. */
export const hello: Benchmark = {
  name: 'hello',
  method: `**\`hello\` after spawn**: from starting the launcher to the answer, on a store that exists. Floor: the same Node doing
nothing (\`node -e 0\`), from spawn to exit.`,

  async run({ hostProgram, folder, effort }) {
    const home = join(folder, 'home');
    mkdirSync(home);
    const launcher = launcherFor(folder, hostProgram, home);
    const samples = {
      host: async () => {
        const startedAt = performance.now();
        const host = startBenchHost(launcher);
        await host.hello();
        const durationMs = performance.now() - startedAt;
        await host.end();
        return durationMs;
      },
      node: () => timedAsync(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')),
    };
    const taken = await interleave(samples, {
      count: countFor(effort, { full: 40, quick: 5, smoke: 1 }),
      warmUpCount: countFor(effort, { full: 3, quick: 1, smoke: 0 }),
    });
    return { rows: [compare('`hello` after spawn', taken.host, taken.node, { maxRatio: 3 })], parts: [] };
  },
};
