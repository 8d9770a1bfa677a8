import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cleanUpHosts, type HostMessage, type HostProcess, newHome, startHost } from '../support/host-process.ts';
import { type ModelServer, startModelServer } from '../support/model-server/start-model-server.ts';
import { killWorkers, workersOn } from '../support/reply-workers.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterEach(cleanUpHosts);
afterAll(() => server.close());

/** Asks a model that streams for a minute, and waits until some of its text is in the store. */
async function startReply(home: string) {
  const host = startHost({ home });
  const { baseUrl } = server;
  await host.client.call('credentials/set', { baseUrl, apiKey: null });
  const { session } = await host.client.change('sessions/create', { id: newId(), title: 'A talk', model: 'm' });
  const { reply } = await host.client.change('chat/send', {
    sessionId: session.id,
    userMessage: { id: newId(), content: 'Tell me at length.' },
    replyId: newId(),
    provider: { baseUrl, model: 'demo-slow-40' },
  });
  await expect.poll(() => stored(home, reply.id).content.length, { timeout: 5000 }).toBeGreaterThan(10);
  return { host, sessionId: session.id, replyId: reply.id };
}

/** The reply's row, read by another process than the host. */
function stored(home: string, id: string): { status: string; content: string } {
  const db = new Database(join(home, 'holdfast.db'), { readonly: true });
  try {
    return db.prepare('SELECT status, content FROM messages WHERE id = ?').get(id) as never;
  } finally {
    db.close();
  }
}

/** What panels were told of a reply's text so far. */
function toldText(host: HostProcess, replyId: string): string {
  const deltas = host.messages
    .filter(({ method }) => method === 'chat/delta')
    .map(({ params }) => params as { replyId: string; offset: number; text: string })
    .filter((delta) => delta.replyId === replyId);
  let text = '';
  for (const delta of deltas) text = text.slice(0, delta.offset) + delta.text;
  return text;
}

const isForeignChange = ({ method, params }: HostMessage) =>
  method === 'changed' && (params as { tables: unknown }).tables === null;

describe('the host, with a reply under way', () => {
  it('exits in time when the input ends, and leaves the reply to its worker', async () => {
    const home = newHome();
    const { host, replyId } = await startReply(home);
    const startMs = performance.now();
    host.endInput();
    expect(await host.exited).toMatchObject({ code: 0, strayBytes: 0 });
    expect(performance.now() - startMs).toBeLessThan(1500);
    await goesOn(home, host, replyId);

    const locks = readdirSync(join(home, 'locks')).map(decodeURIComponent);
    expect(locks.sort()).toEqual([`reply ${workersOn(home)[0]} .db`, 'store.db', `worker-${replyId}.db`]);
  });

  it('leaves it to its worker also when the input breaks off', async () => {
    const home = newHome();
    const { host, replyId } = await startReply(home);
    host.write(Buffer.alloc(4));
    expect(await host.exited).toMatchObject({ code: 65, strayBytes: 0 });
    await goesOn(home, host, replyId);
  });

  it('leaves it alone while a worker makes it for another host, and interrupts it when host and worker were killed', async () => {
    const home = newHome();
    const { host, sessionId, replyId } = await startReply(home);

    const second = startHost({ home });
    const list = (asked: HostProcess) => asked.client.call('messages/list', { sessionId });
    expect((await list(second)).messages.at(-1)).toMatchObject({ id: replyId, status: 'streaming' });
    host.kill();
    await host.exited;
    await goesOn(home, host, replyId);

    const kept = stored(home, replyId).content;
    expect(killWorkers(home)).toBe(1);
    const third = startHost({ home });
    const reply = (await list(third)).messages.at(-1);
    expect(reply).toMatchObject({ id: replyId, status: 'interrupted', error: null });
    expect(reply?.content.startsWith(kept)).toBe(true);
    const byName = { jsonrpc: '2.0', method: 'changed', params: { tables: ['messages'], sessionIds: null } };
    const told = [...second.messages, ...third.messages];
    expect(told).toContainEqual(byName);
    await second.waitFor(isForeignChange);
  });
});

/** What panels were told is in the store, and more comes. */
async function goesOn(home: string, host: HostProcess, replyId: string): Promise<void> {
  const told = toldText(host, replyId);
  const seen = stored(home, replyId).content;
  const content = () => stored(home, replyId).content;
  await expect.poll(() => content().length, { timeout: 3000 }).toBeGreaterThan(Math.max(told.length, seen.length));
  expect(content().startsWith(told)).toBe(true);
  expect(content()).toContain('Scripted demo model');
  expect(stored(home, replyId).status).toBe('streaming');
}

/** Two hosts that begin at once in an empty data folder: one may see what the other makes as an older store. */
async function startTwo(): Promise<readonly [HostProcess, HostProcess]> {
  const home = newHome();
  const hosts = [startHost({ home }), startHost({ home })] as const;
  const isReady = ({ params }: HostMessage) => (params as { state?: string } | undefined)?.state === 'ready';
  await Promise.all(hosts.map((host) => host.waitFor(isReady)));
  return hosts;
}

describe('two hosts on one store', () => {
  it('both add to one session at once: every message is there, in places of its own', async () => {
    const [first, second] = await startTwo();
    const { session } = await first.client.change('sessions/create', { id: newId(), title: 'Shared', model: 'm' });
    const append = async (host: HostProcess, content: string) => {
      const message = { id: newId(), sessionId: session.id, role: 'user' as const, content };
      return (await host.client.change('messages/append', message)).message;
    };
    const appended = await Promise.all(
      Array.from({ length: 20 }, (_, n) => [append(first, `first ${n}`), append(second, `second ${n}`)]).flat(),
    );

    const { messages } = await second.client.call('messages/list', { sessionId: session.id, limit: 200 });
    expect(messages).toEqual(appended.toSorted((a, b) => a.sequence - b.sequence));
    expect(messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect((await first.client.call('sessions/get', { id: session.id })).session.messageCount).toBe(40);
  });

  it('each hears of what the other wrote since it was last asked, and of its own changes by name', async () => {
    const [first, second] = await startTwo();
    expect((await second.client.call('sessions/list', {})).sessions).toEqual([]);
    const { session } = await first.client.change('sessions/create', { id: newId(), title: 'New', model: 'm' });
    await second.waitFor(isForeignChange);
    expect(first.messages.filter(({ method }) => method === 'changed').map(({ params }) => params)).toContainEqual({
      tables: ['sessions'],
      sessionIds: [session.id],
    });
  });
});
