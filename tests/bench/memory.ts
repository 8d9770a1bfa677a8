import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_LIST_LIMIT } from '../../lib/protocol/limits.ts';
import { type BenchHost, launcherFor, startBenchHost } from './bench-host.ts';
import type { Benchmark, Row } from './benchmark.ts';
import { filledStore, millionMessages } from './filled-store.ts';
import { canReadProcessUse, readProcessUse } from './process-use.ts';

const SETTLE_MS = 1000;

/** What the host holds in memory, before and after everything was read once. */
export const memory: Benchmark = {
  name: 'memory',
  method: `**Memory of the host** (resident set, Linux): a second after \`hello\` on the store of 1,000,000 messages, and a second after
every message of it was asked for, 200 at a time, through the pipe.`,

  async run({ hostProgram, kept, folder, effort }) {
    if (!canReadProcessUse) return { rows: [], parts: [] };
    const messageCounts = millionMessages(effort !== 'full');
    const { home } = filledStore(kept, messageCounts);
    const host = startBenchHost(launcherFor(folder, hostProgram, home));
    await host.hello();
    const settleMs = effort === 'smoke' ? 0 : SETTLE_MS;
    await sleep(settleMs);
    const idle = readProcessUse(host.pid);
    const startedAt = performance.now();
    for (const session of messageCounts.keys()) await readSession(host, `session-${session}`);
    const seconds = (performance.now() - startedAt) / 1000;
    await sleep(settleMs);
    const after = readProcessUse(host.pid);
    await host.end();
    return {
      rows: [
        plain('host memory, idle', idle.residentMiB),
        plain('host memory after paging through 1,000,000 messages', after.residentMiB),
      ],
      parts: [
        { what: 'the most it ever was', value: after.peakResidentMiB, unit: 'MiB' },
        { what: 'time to page through', value: seconds, unit: 's' },
        { what: 'processor time of the host for it', value: after.cpuSeconds - idle.cpuSeconds, unit: 's' },
      ],
    };
  },
};

async function readSession({ client }: BenchHost, sessionId: string): Promise<void> {
  for (let before: number | undefined, hasMore = true; hasMore; ) {
    const page = await client.call('messages/list', {
      sessionId,
      limit: MAX_LIST_LIMIT,
      ...(before !== undefined && { before }),
    });
    before = page.messages[0]?.sequence;
    hasMore = page.hasMore;
  }
}

function plain(what: string, median: number): Row {
  return { what, unit: 'MiB', median, p95: null, floor: null, ratio: null, maxRatio: null };
}
