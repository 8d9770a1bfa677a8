import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { v7 as newId } from 'uuid';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { openReadOnly } from '../../native-host/database.ts';
import { type ModelServer, startModelServer } from '../support/model-server/start-model-server.ts';
import { workersOn } from '../support/reply-workers.ts';
import { type BenchHost, launcherFor, startBenchHost } from './bench-host.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { canReadProcessUse, readProcessUse } from './process-use.ts';
import { compare, interleave, median } from './statistics.ts';
import { type StreamedReply, writeReply } from './streamed-reply.ts';

/** 1 MiB of text in 65,536 events of 16 letters: about 12 MiB on the wire. */
const FULL: StreamedReply = { eventCount: 65_536, lettersPerEvent: 16, durationMs: 5000 };
const SMOKE: StreamedReply = { eventCount: 500, lettersPerEvent: 16, durationMs: 50 };

/** Commits are further apart than this. */
const LOOK_EVERY_MS = 40;

/** What a long reply costs the host while it streams. */
export const streaming: Benchmark = {
  name: 'streaming',
  method: `**Streaming a reply of 1 MiB**: 65,536 events of 16 letters within 5 s, written by a scripted model server as a network
would bring them, every 5 ms. The figure is the processor time of the whole host and of the worker that makes the reply, its
start included, from the question to the worker's end (Linux). Floor: a Node program that receives the same answer with \`fetch\` and does nothing with it. The second line has as
its floor one that also decodes, splits and parses it. The host parses an event only when it differs from one before in more
than its text, as the events of most servers do not; where all of them do, a reply takes about 0.1 s more. It besides commits
what arrived every 200 ms and tells the panel every 30 ms; each commit writes the whole text so far, since SQLite keeps a row
in one piece.`,
  reason: `a process is started for each reply, and it compiles anew what a host that makes its second or third reply has compiled: host
and worker together take twice what a warm host alone took (0.66 against 0.32 s). Most of the rest is receiving, by the same \`fetch\`. On top come: 36 ms for 25 commits of a growing
row, about half of it in the kernel; 9 ms for the last one, with its hash; 15 ms to decode, split and recognise events; 15 ms
frames for the panel; and up to 27 ms garbage collection.`,

  async run({ hostProgram, folder, effort }) {
    if (!canReadProcessUse) return { rows: [], parts: [] };
    const reply = effort === 'full' ? FULL : SMOKE;
    const server = await startModelServer({
      scripts: { bench: (_request, response) => void writeReply(response, reply) },
    });
    const home = join(folder, 'home');
    mkdirSync(home);
    const host = startBenchHost(launcherFor(folder, hostProgram, home));
    const receiver = startReceiver(`${server.baseUrl}/chat/completions`);
    await host.hello();
    const db = openReadOnly(join(home, 'holdfast.db'));
    try {
      const commitsPerSecond: number[] = [];
      const writtenMiB: number[] = [];
      const sampleHost = async () => {
        const sample = await streamOnce(host, server, db, home);
        commitsPerSecond.push(sample.commitCount / sample.seconds);
        writtenMiB.push(sample.writtenMiB);
        return sample.cpuSeconds;
      };
      const taken = await interleave(
        { host: sampleHost, receive: () => receiver.sample('receive'), parse: () => receiver.sample('parse') },
        { count: countFor(effort, { full: 5, quick: 1, smoke: 1 }), warmUpCount: effort === 'full' ? 1 : 0 },
      );
      return {
        rows: [
          compare('streaming 1 MiB, processor time of host and worker', taken.host, taken.receive, {
            unit: 's',
            maxRatio: 2,
          }),
          compare('the same beside receiving and parsing', taken.host, taken.parse, { unit: 's', maxRatio: null }),
        ],
        parts: [
          { what: 'commits of the growing reply', value: median(commitsPerSecond), unit: 'commits/s' },
          { what: 'handed to the disk for a reply of 1 MiB', value: median(writtenMiB), unit: 'MiB' },
        ],
      };
    } finally {
      db.close();
      receiver.child.kill();
      await host.end();
      await server.close();
    }
  },
};

interface StreamSample {
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly commitCount: number;
  readonly writtenMiB: number;
}

async function streamOnce(
  { client, pid }: BenchHost,
  { baseUrl }: ModelServer,
  db: SqlDatabase,
  home: string,
): Promise<StreamSample> {
  const [sessionId, replyId] = [newId(), newId()];
  await client.call('credentials/set', { baseUrl, apiKey: null });
  await client.change('sessions/create', { id: sessionId, title: 'Long', model: 'bench' });
  const done = new Promise<void>((resolve, reject) => {
    client.on('chat/done', ({ reply }) => reply.id === replyId && resolve());
    client.on('chat/failed', ({ error }) => reject(new Error(error.message)));
  });
  const commits = countCommits(db);
  const before = readProcessUse(pid);
  const startedAt = performance.now();
  await client.change('chat/send', {
    sessionId,
    userMessage: { id: newId(), content: 'Go on.' },
    replyId,
    provider: { baseUrl, model: 'bench' },
  });
  const written = watchWritten(workersOn(home)[0]);
  await done;
  const seconds = (performance.now() - startedAt) / 1000;
  const [commitCount, writtenMiB] = [commits.end(), written.end()];
  // A worker's time is counted with the host once the host has seen its end.
  const hasEnded = () => readProcessUse(pid).endedChildrenCpuSeconds > before.endedChildrenCpuSeconds;
  for (let waitedMs = 0; waitedMs < 2000 && !hasEnded(); waitedMs += 20) await sleep(20);
  const after = readProcessUse(pid);
  const own = after.cpuSeconds - before.cpuSeconds;
  const workers = after.endedChildrenCpuSeconds - before.endedChildrenCpuSeconds;
  return { cpuSeconds: own + workers, seconds, commitCount, writtenMiB };
}

/** What a worker handed to the disk, as far as it was seen before its end. */
function watchWritten(worker: number | undefined): { end(): number } {
  let writtenMiB = 0;
  const look = () => {
    try {
      if (worker !== undefined) writtenMiB = readProcessUse(worker).writtenMiB;
    } catch {
      // It has ended.
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      look();
      return writtenMiB;
    },
  };
}

/** Seen from outside: SQLite changes this number for a connection when another one has committed. */
function countCommits(db: SqlDatabase): { end(): number } {
  const version = () => db.get<{ data_version: number }>('PRAGMA data_version')?.data_version;
  let last = version();
  let count = 0;
  const look = () => {
    const seen = version();
    if (seen !== last) count++;
    last = seen;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      look();
      return count;
    },
  };
}

function startReceiver(url: string): { child: ChildProcess; sample(how: 'receive' | 'parse'): Promise<number> } {
  const program = fileURLToPath(import.meta.resolve('./programs/receive.ts'));
  const child = spawn(process.execPath, [program, url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    async sample(how) {
      child.stdin.write(`${how}\n`);
      const [seconds] = await once(lines, 'line');
      return Number(seconds);
    },
  };
}
