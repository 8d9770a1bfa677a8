import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import type { Client } from '../../lib/rpc/client.ts';
import { write } from '../../lib/store/migrate.ts';
import { openDatabase } from '../../native-host/database.ts';
import { launcherFor, startBenchHost } from './bench-host.ts';
import { type Benchmark, countFor, type Effort, type Figures, type Part, type Row } from './benchmark.ts';
import { filledStore } from './filled-store.ts';
import { MOMENT, sampleText } from './samples.ts';
import { median, percentile, timedAsync } from './statistics.ts';

/** Nobody waits longer for a message to be saved, whatever goes on. */
const LONGEST_MS = 50;

/** Three times what eight replies at once, each kept four times a second, make a host write. */
const APPENDS_PER_SECOND = 100;

/** What writing costs while the store is swept, copied and exported. */
export const upkeep: Benchmark = {
  name: 'upkeep',
  method: `**Appends while the store is looked after**: a host on a store of 300 MB takes ${APPENDS_PER_SECOND} \`messages/append\` a second, each asked and
acknowledged through its pipe before the next, while it is left alone (the floor), then during a sweep (a tenth of its messages, 20,000 snapshots and
100,000 events go), during a backup, and during an export of everything. The target is that no append waits longer than
${LONGEST_MS} ms; the longest of all stands under the table, beside how long each work took.`,

  async run({ hostProgram, kept, folder, effort }) {
    const home = join(folder, 'home');
    cpSync(filledStore(kept, storeOf(effort)).home, home, { recursive: true });
    addExpired(join(home, 'holdfast.db'), effort);
    const downloads = join(folder, 'downloads');
    mkdirSync(downloads);
    process.env['HOLDFAST_DOWNLOADS'] = downloads;
    const host = startBenchHost(launcherFor(folder, hostProgram, home));
    const sessionId = newId();
    await host.client.change('sessions/create', { id: sessionId, title: 'Written to', model: 'm' });
    const quietMs = countFor(effort, { full: 10_000, quick: 2000, smoke: 50 });
    const works: Readonly<Record<string, () => Promise<unknown>>> = {
      'nothing else': () => new Promise((resolve) => setTimeout(resolve, quietMs)),
      'a sweep': () => host.client.call('retention/sweep', { reason: 'bench', confirmClock: true }, PATIENT),
      'a backup': () => host.client.call('backups/create', {}, PATIENT),
      'an export': () => host.client.call('data/export', { format: 'bundle' }, PATIENT),
    };
    const taken: Taken[] = [];
    for (const [what, work] of Object.entries(works))
      taken.push(await appendDuring(host.client, sessionId, what, work));
    await host.end();
    return figuresOf(taken);
  },
};

const PATIENT = { timeoutMs: 600_000 };

function storeOf(effort: Effort): number[] {
  const sessions = countFor(effort, { full: 600, quick: 60, smoke: 10 });
  return Array(sessions).fill(effort === 'smoke' ? 20 : 1000);
}

/** A tenth of the sessions goes to the trash of long ago; snapshots and events are as old as all else. */
function addExpired(path: string, effort: Effort): void {
  const db = openDatabase(path);
  const count = countFor(effort, { full: 20_000, quick: 2000, smoke: 20 });
  write(db, () => {
    db.run("UPDATE sessions SET deleted_at = ? WHERE id LIKE 'session-%5'", [MOMENT]);
    for (let index = 0; index < count; index++) {
      const state = JSON.stringify({ ui: { draft: sampleText(index) }, session: null });
      db.run(
        `INSERT INTO snapshots (id, timestamp, type, trigger, size_bytes, state_json, summary_json)
         VALUES (?, ?, 'auto', '{"type":"bench"}', ?, ?, '{}')`,
        [newId(), MOMENT, state.length, state],
      );
    }
    for (let index = 0; index < 5 * count; index++) {
      db.run("INSERT INTO analytics (timestamp, event_type, model) VALUES (?, 'reply', 'm')", [MOMENT]);
    }
  });
  db.close();
}

interface Taken {
  readonly what: string;
  readonly appendsMs: readonly number[];
  readonly workMs: number;
}

/** Appends messages at an even pace until the work is done; one that is late is followed at once. */
async function appendDuring(
  client: Client,
  sessionId: string,
  what: string,
  work: () => Promise<unknown>,
): Promise<Taken> {
  const appendsMs: number[] = [];
  let isDone = false;
  let workMs = 0;
  const working = timedAsync(work).then((ms) => {
    workMs = ms;
  });
  const settled = working.finally(() => {
    isDone = true;
  });
  // It may fail before it is awaited.
  settled.catch(() => {});
  const startedAt = performance.now();
  while (!isDone) {
    const dueMs = startedAt + (appendsMs.length * 1000) / APPENDS_PER_SECOND - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const content = sampleText(appendsMs.length);
    const message = { id: newId(), sessionId, role: 'user' as const, content };
    appendsMs.push(await timedAsync(() => client.change('messages/append', message, PATIENT)));
  }
  await settled;
  return { what, appendsMs, workMs };
}

function figuresOf([quiet, ...others]: readonly Taken[]): Figures {
  const floor = median(quiet?.appendsMs ?? []);
  const rows = others.map(({ what, appendsMs }): Row => {
    const value = median(appendsMs);
    return {
      ...{ what: `append during ${what}`, unit: 'ms', median: value, p95: percentile(appendsMs, 95) },
      ...{ floor, ratio: value / floor, maxRatio: null },
    };
  });
  const parts = [quiet, ...others].flatMap((taken): Part[] =>
    taken
      ? [
          {
            what: `the longest append during ${taken.what}`,
            value: Math.max(...taken.appendsMs),
            unit: 'ms',
            ...(taken !== quiet && { most: LONGEST_MS }),
          },
          {
            what: `${taken.what}, with ${taken.appendsMs.length} appends beside it`,
            value: taken.workMs / 1000,
            unit: 's',
          },
        ]
      : [],
  );
  return { rows, parts };
}
