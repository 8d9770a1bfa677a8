import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReplies } from '../../lib/chat/replies.ts';
import { requireMessage } from '../../lib/store/messages.ts';
import { PATIENCE } from '../../native-host/begin-immediate.ts';
import { openDatabase } from '../../native-host/database.ts';
import { claimLock } from '../../native-host/locks.ts';
import { claimReply } from '../../native-host/reply-locks.ts';
import { takeStoreAlone } from '../../native-host/store-lock.ts';
import { assertSound } from '../support/assert-sound.ts';
import { builtProgram } from '../support/built-program.ts';
import { cleanUpHosts, type HostProcess, newHome, startHost } from '../support/host-process.ts';
import { type ModelServer, startModelServer } from '../support/model-server/start-model-server.ts';
import { killWorkers, workersOn } from '../support/reply-workers.ts';

const KEY = 'sk-a-key-that-must-not-be-seen';
const PIECES = 30;
const textOf = (pieces: number) => Array.from({ length: pieces }, (_, n) => `piece ${n}. `).join('');
const WHOLE = textOf(PIECES);

/** Text piece by piece, then tokens and cost. */
function stream(pieces: number, everyMs: number) {
  return async (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (body: object) => response.write(`data: ${JSON.stringify(body)}\n\n`);
    for (let n = 0; n < pieces && !response.destroyed; n++) {
      send({ choices: [{ index: 0, delta: { content: `piece ${n}. ` }, finish_reason: null }] });
      await sleep(everyMs);
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    send({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 60, total_tokens: 67, cost: 0.25 } });
    response.end('data: [DONE]\n\n');
  };
}

/** Three times what a worker keeps of its words for a host that takes none, and more than any pipe holds. */
async function flood(_: unknown, response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const content = 'A paragraph of a very long reply. '.repeat(30);
  for (let sent = 0; sent < 3 * 1024 * 1024; sent += content.length) {
    const body = { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
    if (!response.write(`data: ${JSON.stringify(body)}\n\n`)) await once(response, 'drain');
  }
  response.end('data: [DONE]\n\n');
}

let server: ModelServer;
beforeAll(async () => {
  const scripts = { quick: stream(PIECES, 0), steady: stream(PIECES, 80), long: stream(600, 100), flood };
  server = await startModelServer({ scripts });
});
afterEach(cleanUpHosts);
afterAll(() => server.close());

const listRequests = () => server.requests.filter(({ path }) => path.endsWith('/models')).length;

async function startWithKey(home: string): Promise<HostProcess> {
  const host = startHost({ home });
  await host.client.call('credentials/set', { baseUrl: server.baseUrl, apiKey: KEY });
  return host;
}

async function ask(host: HostProcess, model: string): Promise<{ sessionId: string; replyId: string; status: string }> {
  const [sessionId, replyId] = [newId(), newId()];
  await host.client.change('sessions/create', { id: sessionId, title: 'A talk', model: 'm' });
  const { reply } = await host.client.change('chat/send', {
    ...{ sessionId, replyId, userMessage: { id: newId(), content: 'Tell me.' } },
    provider: { baseUrl: server.baseUrl, model },
  });
  return { sessionId, replyId, status: reply.status };
}

/** A reply of which some text is in the store. */
async function askAndSee(home: string, host: HostProcess, model: string) {
  const asked = await ask(host, model);
  await expect.poll(() => stored(home, asked.replyId).content.length, { timeout: 10_000 }).toBeGreaterThan(10);
  return asked;
}

/** The reply's row, read beside the host. */
function stored(home: string, replyId: string) {
  return reading(home, (db) => requireMessage(db, replyId));
}

function reading<Result>(home: string, use: (db: ReturnType<typeof openDatabase>) => Result): Result {
  const db = openDatabase(join(home, 'holdfast.db'));
  try {
    return use(db);
  } finally {
    db.close();
  }
}

function logLines(home: string): Record<string, unknown>[] {
  const file = join(home, 'logs', 'host.log');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function becomes(home: string, replyId: string, status: string, timeout: number): Promise<void> {
  const db = openDatabase(join(home, 'holdfast.db'));
  try {
    await expect.poll(() => requireMessage(db, replyId).status, { timeout, interval: 20 }).toBe(status);
  } finally {
    db.close();
  }
}
const whenGone = (home: string, timeout: number) =>
  expect.poll(() => workersOn(home), { timeout, interval: 20 }).toEqual([]);

// A worker takes a quarter of a second to start from source, and several seconds on a busy machine.
/** Without those by which programs tell that they run: one that was killed has left its own. */
function locksBesideHosts(home: string): string[] {
  return readdirSync(join(home, 'locks'))
    .filter((name) => !/^(host|reply)%20/.test(name))
    .sort();
}

describe('makeRepliesInWorkers', { timeout: 60_000 }, () => {
  it('finishes a reply whose host was killed, with tokens, cost and one event', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'steady');
    host.kill();
    await host.exited;
    expect(stored(home, replyId).status).toBe('streaming');
    await becomes(home, replyId, 'complete', 6000);
    expect(stored(home, replyId)).toMatchObject({
      ...{ content: WHOLE, promptTokens: 7, completionTokens: 60, cost: 0.25, error: null },
    });
    reading(home, (db) => {
      expect(db.all('SELECT event_type, completion_tokens FROM analytics')).toEqual([
        { event_type: 'reply', completion_tokens: 60 },
      ]);
      assertSound(db);
    });
    await whenGone(home, 2000);
    expect(locksBesideHosts(home)).toEqual(['store.db']);
  });

  it('relays what the worker says, and says no more of the same reply', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { sessionId, replyId } = await ask(host, 'steady');
    await host.waitFor(({ method }) => method === 'chat/done');
    const deltas = host.messages.filter(({ method }) => method === 'chat/delta');
    const text = deltas.map(({ params }) => (params as { text: string }).text).join('');
    expect(text).toBe(WHOLE);
    await whenGone(home, 2000);
    const count = host.messages.length;
    await sleep(1200);
    const after = host.messages.slice(count).filter(({ method }) => method === 'changed');
    expect(after.length).toBeLessThanOrEqual(1);
    expect(stored(home, replyId)).toMatchObject({ sessionId, status: 'complete' });
    const own = logLines(home).filter((line) => line['replyId'] === replyId);
    expect(own).toMatchObject([{ msg: 'reply worker started' }, { msg: 'reply worker ended', ms: expect.any(Number) }]);
    expect(JSON.stringify(logLines(home))).not.toMatch(/piece|Tell me|sk-a-key/);
  });

  it('makes the worker of its own session, which shows the key to nobody', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'long');
    expect(locksBesideHosts(home)).toEqual(['store.db', `worker-${replyId}.db`]);
    const [pid] = workersOn(home);
    const sessionOf = (id = 0) => execFileSync('ps', ['-o', 'sid=', '-p', String(id)], { encoding: 'utf8' }).trim();
    expect(sessionOf(pid)).toBe(String(pid));
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
    if (process.platform === 'linux') {
      for (const file of ['cmdline', 'environ'])
        expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain('sk-');
      const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map((pair) => pair.split('=')[0] ?? '');
      expect(names.filter((name) => !/^(|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|.*PROXY)$/i.test(name))).toEqual([]);
    }
    expect(readFilesOf(home)).not.toContain('sk-a-key');
  });

  it('interrupts a reply whose worker was killed, within 5 s', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'long');
    const { content } = stored(home, replyId);
    expect(killWorkers(home)).toBe(1);
    await becomes(home, replyId, 'interrupted', 5000);
    expect(stored(home, replyId).content.startsWith(content)).toBe(true);
  });

  it('interrupts it also when only another host is there', async () => {
    const home = newHome();
    const [host, other] = [await startWithKey(home), startHost({ home })];
    const { replyId } = await askAndSee(home, host, 'long');
    host.kill();
    await host.exited;
    killWorkers(home);
    await becomes(home, replyId, 'interrupted', 5000);
    await other.waitFor(({ method, params }) => {
      return method === 'changed' && (params as { tables: string[] | null }).tables?.[0] === 'messages';
    });
  });

  it('is stopped from another host within half a second; what had come and what it used are kept', async () => {
    const home = newHome();
    const [host, other] = [await startWithKey(home), startHost({ home })];
    const { sessionId, replyId } = await askAndSee(home, host, 'steady');
    await other.client.call('chat/cancel', { replyId });
    expect(stored(home, replyId).status).toBe('interrupted');
    await whenGone(home, 1000);
    const { status, content, completionTokens } = stored(home, replyId);
    const told = host.messages.filter(({ method }) => method === 'chat/delta');
    const last = told.at(-1)?.['params'] as { offset: number; text: string };
    expect(status).toBe('interrupted');
    expect(content.length).toBeGreaterThanOrEqual(last.offset + last.text.length);
    expect(WHOLE.startsWith(content)).toBe(true);
    expect(completionTokens).toBeGreaterThan(0);
    await host.waitFor(({ method, params }) => {
      return method === 'changed' && (params as { sessionIds: string[] | null }).sessionIds?.[0] === sessionId;
    });
    reading(home, assertSound);
  });

  it('asks for the list of models once for all replies of a host', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const listsBefore = listRequests();
    for (const model of ['quick', 'demo-usage', 'quick', 'demo-usage']) {
      const { replyId } = await ask(host, model);
      await becomes(home, replyId, 'complete', 5000);
    }
    // One for each model: the second is in the list as the first asked for it, in another process.
    expect(listRequests() - listsBefore).toBe(2);
  });

  it('finishes a reply while its host is stopped and takes nothing', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'flood');
    process.kill(host.pid, 'SIGSTOP');
    await becomes(home, replyId, 'complete', 15_000);
    await whenGone(home, 3000);
    process.kill(host.pid, 'SIGCONT');
    await host.waitFor(({ method, params }) => {
      return method === 'changed' && (params as { sessionIds: string[] | null }).sessionIds !== null;
    });
  });

  it('is stopped while its model is silent', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await ask(host, 'demo-silence');
    await expect.poll(() => server.requests.at(-1)?.body, { timeout: 10_000 }).toMatchObject({ model: 'demo-silence' });
    await host.client.call('chat/cancel', { replyId });
    await whenGone(home, 1000);
    expect(stored(home, replyId)).toMatchObject({ status: 'interrupted', content: '' });
  });

  it('continues a reply right after it was stopped', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'long');
    await host.client.call('chat/cancel', { replyId });
    await host.client.call('chat/continue', { replyId, provider: { baseUrl: server.baseUrl, model: 'quick' } });
    await becomes(home, replyId, 'complete', 5000);
    const { content } = stored(home, replyId);
    expect(content.endsWith(WHOLE)).toBe(true);
    expect(WHOLE.startsWith(content.slice(0, -WHOLE.length))).toBe(true);
  });

  it('makes eight at once over two hosts; the ninth waits and is made when there is room', async () => {
    const home = newHome();
    const hosts = [await startWithKey(home), await startWithKey(home)] as const;
    const all = [];
    for (let n = 0; n < 8; n++) all.push(await ask(hosts[n % 2] as HostProcess, 'long'));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill('streaming'));
    const ninth = await ask(hosts[0], 'quick');
    expect(ninth.status).toBe('queued');
    await expect.poll(() => workersOn(home).length, { timeout: 10_000 }).toBe(8);
    await sleep(2200);
    expect(stored(home, ninth.replyId).status).toBe('queued');
    // Of the other host: nobody but the store tells the one that has the question.
    await hosts[1].client.call('chat/cancel', { replyId: all[1]?.replyId ?? '' });
    await becomes(home, ninth.replyId, 'complete', 6000);
  }, 60_000);

  it('is never interrupted by one who looks for orphans while the worker takes over', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    await ask(host, 'quick');
    const db = openDatabase(join(home, 'holdfast.db'));
    let looks = 0;
    const looking = setInterval(() => {
      looks++;
      lookForOrphans(db, home);
    }, 1);
    const replyIds: string[] = [];
    while (replyIds.length < 50) {
      const asked = await Promise.all(Array.from({ length: 5 }, () => ask(host, 'quick')));
      replyIds.push(...asked.map(({ replyId }) => replyId));
      const areOver = () => asked.every(({ replyId }) => requireMessage(db, replyId).status !== 'streaming');
      await expect.poll(areOver, { timeout: 15_000, interval: 5 }).toBe(true);
    }
    clearInterval(looking);
    expect(replyIds.filter((id) => requireMessage(db, id).status !== 'complete')).toEqual([]);
    expect(looks).toBeGreaterThan(500);
    db.close();
  }, 120_000);
});

function lookForOrphans(db: ReturnType<typeof openDatabase>, home: string): void {
  const fail = () => {
    throw new Error('Nothing is made here.');
  };
  createReplies({
    ...{ db: () => db, make: fail, models: { list: fail, known: fail, find: fail }, announce: () => {}, now: Date.now },
    timers: { set: fail, clear: () => {} },
    claim: (replyId) => claimReply(join(home, 'locks'), replyId),
    maxAtOnce: 8,
  }).interruptOrphans();
}

function readFilesOf(home: string): string {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('');
}

describe('the program of a reply worker', { timeout: 60_000 }, () => {
  async function run(home: string, input: string, act?: (pid: number) => Promise<void>) {
    const child = spawn(process.execPath, [builtProgram('reply-worker'), home], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {},
    });
    const closed = new Promise<{ code: number | null; said: string }>((resolve) => {
      let said = '';
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
      child.once('close', (code) => resolve({ code, said }));
    });
    child.stdin.end(input);
    await act?.(child.pid ?? 0);
    return closed;
  }

  /** A streaming reply that nobody makes, in a store that no host has open. */
  async function orphanedReply(home: string): Promise<string> {
    const host = await startWithKey(home);
    const { replyId } = await askAndSee(home, host, 'long');
    host.kill();
    await host.exited;
    killWorkers(home);
    await whenGone(home, 1000);
    return replyId;
  }

  const jobFor = (replyId: string) => JSON.stringify({ replyId, baseUrl: server.baseUrl, apiKey: KEY, model: null });

  it.each([
    ['no JSON', 'nonsense'],
    ['no job', '{"replyId":1}'],
    ['nothing', ''],
  ])('ends with a line in the log when it is given %s', async (_, input) => {
    const home = newHome();
    await startHost({ home }).waitFor(({ method }) => method === 'store/state');
    expect(await run(home, input)).toEqual({ code: 65, said: '' });
    expect(logLines(home).map(({ msg }) => msg)).toContain('a reply worker got no job');
  });

  it('leaves a reply alone that another worker makes, and one that is over', async () => {
    const home = newHome();
    const host = await startWithKey(home);
    const { replyId } = await ask(host, 'quick');
    await becomes(home, replyId, 'complete', 5000);
    await whenGone(home, 2000);
    expect(await run(home, jobFor(replyId))).toEqual({ code: 0, said: '{"owns":true}\n' });
    const release = claimLock(join(home, 'locks'), `worker-${replyId}`);
    expect(await run(home, jobFor(replyId))).toEqual({ code: 0, said: '' });
    release?.();
    expect(stored(home, replyId)).toMatchObject({ status: 'complete', content: WHOLE });
  });

  it('does not migrate: an older store makes it end', async () => {
    const home = newHome();
    const replyId = await orphanedReply(home);
    reading(home, (db) => db.exec('PRAGMA user_version = 7'));
    expect(await run(home, jobFor(replyId))).toMatchObject({ code: 75 });
    expect(reading(home, (db) => db.get('PRAGMA user_version'))).toEqual({ user_version: 7 });
  });

  it('interrupts its reply when it is told to end, and lets go of everything', async () => {
    const home = newHome();
    const replyId = await orphanedReply(home);
    const { length } = stored(home, replyId).content;
    const { code } = await run(home, jobFor(replyId), async (pid) => {
      await expect.poll(() => stored(home, replyId).content.length, { timeout: 8000 }).toBeGreaterThan(length);
      process.kill(pid, 'SIGTERM');
    });
    expect(code).toBe(0);
    expect(stored(home, replyId)).toMatchObject({ status: 'interrupted', completionTokens: expect.any(Number) });
    expect(readdirSync(join(home, 'locks'))).not.toContain(`worker-${replyId}.db`);
  });

  it('goes on while the store is given away for a moment', async () => {
    const home = newHome();
    const replyId = await orphanedReply(home);
    const giveAway = async () => {
      await expect.poll(() => logLines(home).at(-1)?.['msg'], { timeout: 5000 }).toBe('reply worker started');
      const giveBack = takeStoreAlone(join(home, 'locks'), 5000, PATIENCE);
      await sleep(500);
      giveBack();
      const { length } = stored(home, replyId).content;
      await expect.poll(() => stored(home, replyId).content.length, { timeout: 8000 }).toBeGreaterThan(length + 10);
      killWorkers(home);
    };
    await run(home, jobFor(replyId), giveAway);
    reading(home, assertSound);
  });
});
