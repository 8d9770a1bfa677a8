import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { findMessage } from '../../../lib/store/messages.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome, startHost } from '../../support/host-process.ts';
import { startModelServer } from '../../support/model-server/start-model-server.ts';
import { killWorkers, workersOn } from '../../support/reply-workers.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep, whenReady } from './store-under-load.ts';

const PIECES = 40;
const TEXT = Array.from({ length: PIECES }, (_, n) => `piece ${n}. `).join('');

/** From the death of its worker until a host has seen that nobody makes a reply. */
const SEEN_WITHIN_MS = 5000;

afterEach(cleanUpHosts);

async function speak(_: unknown, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (body: object) => response.write(`data: ${JSON.stringify(body)}\n\n`);
  for (let n = 0; n < PIECES && !response.destroyed; n++) {
    send({ choices: [{ index: 0, delta: { content: `piece ${n}. ` }, finish_reason: null }] });
    await sleep(25);
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  send({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 80, total_tokens: 87 } });
  response.end('data: [DONE]\n\n');
}

// Nothing there kills a process without its being asked.
describe.skipIf(process.platform === 'win32')('a host killed while it has replies made', () => {
  it('costs no reply that has its worker; one whose worker died keeps its text', { timeout: 1_800_000 }, async () => {
    const count = rounds('host killed in mid-reply', { test: 6, faults: 200 });
    const server = await startModelServer({ scripts: { m: speak } });
    onTestFinished(() => server.close());
    const home = newHome();
    const other = startHost({ home });
    await whenReady(other);
    const db = openDatabase(join(home, 'holdfast.db'));
    onTestFinished(() => db.close());
    const counts = { complete: 0, interrupted: 0 };
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'host killed in mid-reply', round);
      const { replyId, killedBeforeWorker } = await askAndKillHost(home, server.baseUrl, random.next() * 1200);
      const killsWorker = random.chance(0.3);
      const kept = findMessage(db, replyId)?.content ?? '';
      if (killsWorker) killWorkers(home);
      const reply = await whenOver(db, replyId, SEEN_WITHIN_MS + 5000);
      expect(reply.content.startsWith(kept), `round ${round}: text that was there`).toBe(true);
      expect(TEXT.startsWith(reply.content)).toBe(true);
      if (!killsWorker && !killedBeforeWorker) expect(reply.status, `round ${round}`).toBe('complete');
      if (reply.status === 'complete')
        expect(reply).toMatchObject({ content: TEXT, completionTokens: 80, error: null });
      else expect(reply.status).toBe('interrupted');
      counts[reply.status === 'complete' ? 'complete' : 'interrupted']++;
      assertSound(db);
      await expect.poll(() => workersOn(home), { timeout: 5000 }).toEqual([]);
    }
    const asked = server.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
    expect(asked).toBeLessThanOrEqual(count);
    recordFigures('host killed in mid-reply', {
      fault: 'The host is killed at a random moment of a reply, in a third of the rounds its worker as well.',
      rounds: count,
      acknowledged: count,
      ...{ lost: 0, duplicated: 0 },
      note: `${counts.complete} replies complete with tokens, ${counts.interrupted} interrupted with their text`,
    });
  });
});

/** Whether the host died before a worker had the reply, which no request had left for then. */
async function askAndKillHost(home: string, baseUrl: string, afterMs: number) {
  const host = startHost({ home });
  await host.client.call('credentials/set', { baseUrl, apiKey: null });
  const [sessionId, replyId] = [newId(), newId()];
  await host.client.change('sessions/create', { id: sessionId, title: 'A talk', model: 'm' });
  const userMessage = { id: newId(), content: 'Tell me.' };
  await host.client.change('chat/send', { sessionId, userMessage, replyId, provider: { baseUrl, model: 'm' } });
  await sleep(afterMs);
  const isMade = host.messages.some(({ method }) => method === 'chat/delta');
  host.kill();
  await host.exited;
  return { replyId, killedBeforeWorker: !isMade };
}

async function whenOver(db: SqlDatabase, replyId: string, timeout: number): Promise<Message> {
  const reply = () => findMessage(db, replyId);
  await expect.poll(() => reply()?.status, { timeout, interval: 20 }).not.toBe('streaming');
  const found = reply();
  if (!found) throw new Error('The reply is not there.');
  return found;
}
