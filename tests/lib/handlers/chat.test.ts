import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Params } from '../../../lib/protocol/methods.ts';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { getDraft, setDraft } from '../../../lib/store/drafts.ts';
import {
  appendMessage,
  findMessage,
  listMessages,
  requireMessage,
  updateMessage,
} from '../../../lib/store/messages.ts';
import { listSessions, requireSession, trashSession } from '../../../lib/store/sessions.ts';
import { addMessage, addSession, at, withCode } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { startTestHost, type TestHost, type TestHostOptions } from '../../support/test-host.ts';
import { BASE_URL, id } from './samples.ts';

const provider = { baseUrl: BASE_URL, model: 'a model' };
const SEND: Params<'chat/send'> = {
  sessionId: id(1),
  userMessage: { id: id(11), content: 'Question?' },
  replyId: id(12),
  provider,
};
const ALL = { limit: 200, archived: false, deleted: false };

/** A host with a session, and a key for the server. */
async function startWithKey(options?: TestHostOptions): Promise<TestHost> {
  const host = startTestHost(options);
  addSession(host.db, id(1));
  await setKey(host);
  return host;
}

async function setKey(host: TestHost, baseUrl: string = BASE_URL): Promise<void> {
  await host.client.call('credentials/set', { baseUrl, apiKey: 'a key' });
  await settle();
}

const messagesOf = (host: TestHost, sessionId = id(1)) => listMessages(host.db, { sessionId, limit: 200 }).messages;
const replyOf = (host: TestHost, replyId = id(12)) => requireMessage(host.db, replyId);
const promptOf = (host: TestHost) => host.provider.last.request.messages.map(({ role, content }) => [role, content]);

/** Adds a reply that is over, with its question before it. */
function addReply(host: TestHost, status: Message['status'], content: string): void {
  addMessage(host.db, id(1), id(11), { content: 'Question?' });
  const message = { role: 'assistant', status, content, model: 'old model', provider: { baseUrl: BASE_URL } } as const;
  addMessage(host.db, id(1), id(12), message);
}

describe('chat/send', () => {
  it('commits question and reply before the server is asked', async () => {
    const host = await startWithKey();
    const other = startTestHost({ path: host.path });
    let seen: unknown;
    host.provider.onAsked = () => {
      seen = other.db.all('SELECT id, role, content, status FROM messages ORDER BY sequence');
    };
    const result = await host.client.change('chat/send', SEND);
    await settle();
    expect(seen).toEqual([
      { id: id(11), role: 'user', content: 'Question?', status: 'complete' },
      { id: id(12), role: 'assistant', content: '', status: 'streaming' },
    ]);
    expect(result).toEqual({ userMessage: requireMessage(host.db, id(11)), reply: replyOf(host) });
    expect(host.provider.last.request).toMatchObject({
      ...provider,
      apiKey: 'a key',
      sessionId: id(1),
      messages: [{ role: 'user', content: 'Question?' }],
    });
    assertSound(host.db);
  });

  it('asks nobody when the question could not be committed', async () => {
    let full = false;
    const host = await startWithKey({
      wrap: (db) => ({
        ...db,
        run(sql, params) {
          if (full && sql.includes('INSERT INTO messages')) throw new AppError('disk-full', 'No room.');
          return db.run(sql, params);
        },
      }),
    });
    setDraft(host.db, { sessionId: id(1), content: 'Question?', updatedAt: at(0) });
    const before = allRows(host.db);
    full = true;
    await expect(host.client.change('chat/send', { ...SEND, clearsDraft: true })).rejects.toThrow(
      withCode('disk-full'),
    );
    await settle();
    expect(allRows(host.db)).toEqual(before);
    expect(host.provider.asked).toEqual([]);
    full = false;
    await host.client.change('chat/send', SEND);
    await settle();
    expect(host.provider.asked).toHaveLength(1);
  });

  it('clears the draft in the same transaction, if it is told to', async () => {
    const host = await startWithKey();
    for (const sessionId of [id(1), null]) setDraft(host.db, { sessionId, content: 'Question?', updatedAt: at(0) });
    const statements: string[] = [];
    const other = startTestHost({ path: host.path });
    host.provider.onAsked = () => statements.push(getDraft(other.db, id(1)).content, getDraft(other.db, null).content);
    await host.client.change('chat/send', { ...SEND, clearsDraft: true });
    await settle();
    expect(statements).toEqual(['', '']);
  });

  it('leaves the draft alone otherwise', async () => {
    const host = await startWithKey();
    setDraft(host.db, { sessionId: id(1), content: 'Question?', updatedAt: at(0) });
    await host.client.change('chat/send', SEND);
    expect(getDraft(host.db, id(1)).content).toBe('Question?');
  });

  it('makes one reply at a time in a session', async () => {
    const host = await startWithKey();
    addSession(host.db, id(2));
    await host.client.change('chat/send', SEND);
    const second = { ...SEND, userMessage: { id: id(21), content: 'Again' }, replyId: id(22) };
    const before = allRows(host.db);
    await expect(host.client.change('chat/send', second)).rejects.toThrow(withCode('busy'));
    expect(allRows(host.db)).toEqual(before);
    await host.client.change('chat/send', { ...second, sessionId: id(2) });
    await settle();
    expect(host.provider.asked).toHaveLength(2);
    await host.provider.asked[0]?.end();
    const third = { ...SEND, userMessage: { id: id(31), content: 'Again' }, replyId: id(32) };
    expect((await host.client.change('chat/send', third)).reply.status).toBe('streaming');
  });

  it('answers a resent question with the rows as they are, and asks only once', async () => {
    const host = await startWithKey();
    const options = { requestId: id(99) };
    await host.client.change('chat/send', SEND, options);
    await settle();
    expect((await host.client.change('chat/send', SEND, options)).reply.status).toBe('streaming');
    host.provider.last.say('Answer');
    await host.provider.last.end();
    expect((await host.client.change('chat/send', SEND, options)).reply).toMatchObject({
      status: 'complete',
      content: 'Answer',
    });
    await settle();
    expect(host.provider.asked).toHaveLength(1);
    expect(messagesOf(host)).toHaveLength(2);
  });

  it('refuses a session in the trash', async () => {
    const host = await startWithKey();
    trashSession(host.db, id(1), at(1));
    await expect(host.client.change('chat/send', SEND)).rejects.toThrow(withCode('conflict'));
  });

  it('sends the conversation so far', async () => {
    const host = await startWithKey();
    addMessage(host.db, id(1), 's', { role: 'system', content: 'Be brief.' });
    addReply(host, 'complete', 'Answer');
    await host.client.change('chat/send', { ...SEND, userMessage: { id: id(21), content: 'More?' }, replyId: id(22) });
    await settle();
    expect(promptOf(host)).toEqual([
      ['system', 'Be brief.'],
      ['user', 'Question?'],
      ['assistant', 'Answer'],
      ['user', 'More?'],
    ]);
  });
});

describe('credentials/set', () => {
  it('starts the replies that wait for this server, and no others', async () => {
    const claims = new Set<string>();
    const host = startTestHost({ claims });
    for (const n of [1, 2]) addSession(host.db, id(n));
    const elsewhere = { baseUrl: 'https://other.example', model: 'm' };
    const queued = await host.client.change('chat/send', SEND);
    await host.client.change('chat/send', {
      sessionId: id(2),
      userMessage: { id: id(21), content: 'Q' },
      replyId: id(22),
      provider: elsewhere,
    });
    await settle();
    expect(queued.reply.status).toBe('queued');
    expect(host.provider.asked).toEqual([]);

    await host.client.call('credentials/set', { baseUrl: `${BASE_URL}/`, apiKey: 'a key' });
    await settle();
    expect([replyOf(host).status, replyOf(host, id(22)).status]).toEqual(['streaming', 'queued']);
    expect(host.provider.asked.map(({ request }) => [request.baseUrl, request.apiKey])).toEqual([[BASE_URL, 'a key']]);
    expect(claims).toEqual(new Set([id(12)]));
    await host.provider.last.end();
    expect(claims).toEqual(new Set());
    expect(replyOf(host).status).toBe('complete');
    await setKey(host);
    expect(host.provider.asked).toHaveLength(1);
  });

  it.each([
    [10 * 60_000, 'streaming'],
    [10 * 60_000 + 1, 'error'],
  ])('takes up a reply that waited %i ms as %s', async (ms, status) => {
    const host = startTestHost();
    addSession(host.db, id(1));
    await host.client.change('chat/send', SEND);
    await host.clock.advance(ms);
    await setKey(host);
    const reply = replyOf(host);
    expect(reply.status).toBe(status);
    expect(reply.error?.code).toBe(status === 'error' ? 'timeout' : undefined);
    expect(host.provider.asked).toHaveLength(status === 'error' ? 0 : 1);
    if (status === 'error') {
      await host.client.change('chat/retry', { replyId: id(12), newReplyId: id(13), branchId: id(2), provider });
      await settle();
      expect(replyOf(host).status).toBe('streaming');
    }
  });

  it('is taken while the store takes nothing, and the queue starts as soon as it does', async () => {
    let isBusy = false;
    const host = startTestHost({
      wrap: (db) => ({
        ...db,
        transaction(work) {
          if (isBusy) throw new AppError('busy', 'Held.');
          return db.transaction(work);
        },
      }),
    });
    addSession(host.db, id(1));
    await host.client.change('chat/send', SEND);
    isBusy = true;
    await setKey(host);
    await setKey(host);
    expect(host.provider.asked).toEqual([]);
    isBusy = false;
    await host.clock.advance(1000);
    expect(host.provider.asked).toHaveLength(1);
    expect(replyOf(host).status).toBe('streaming');
  });

  it('leaves a reply to the process that has it', async () => {
    const claims = new Set([id(12)]);
    const host = startTestHost({ claims });
    addSession(host.db, id(1));
    await host.client.change('chat/send', SEND);
    await setKey(host);
    expect([replyOf(host).status, host.provider.asked.length]).toEqual(['queued', 0]);
    claims.clear();
    await setKey(host);
    expect(host.provider.asked).toHaveLength(1);
  });
});

describe('chat/retry', () => {
  const RETRY: Params<'chat/retry'> = { replyId: id(12), newReplyId: id(13), branchId: id(2), provider };

  it('takes up an empty failed reply in place', async () => {
    const clock = createFakeClock();
    const host = await startWithKey({ clock });
    addReply(host, 'error', '');
    updateMessage(host.db, id(12), { error: { code: 'timeout', message: 'No.', retryable: true } }, at(0));
    await clock.advance(60_000);
    const { session, reply } = await host.client.change('chat/retry', RETRY);
    expect(session.id).toBe(id(1));
    expect(reply).toMatchObject({ id: id(12), status: 'streaming', error: null, model: 'a model', createdAt: at(1) });
    await settle();
    expect(promptOf(host)).toEqual([['user', 'Question?']]);
    host.provider.last.say('Answer');
    await host.provider.last.end();
    expect(messagesOf(host).map(({ content }) => content)).toEqual(['Question?', 'Answer']);
    expect(listSessions(host.db, ALL).sessions).toHaveLength(1);
    assertSound(host.db);
  });

  it.each([
    ['complete', 'Answer'],
    ['interrupted', 'Half'],
    ['error', 'Half'],
    ['complete', ''],
  ] as const)('asks again beside a reply that is %s and says %j, in a branch', async (status, content) => {
    const host = await startWithKey();
    addReply(host, status, content);
    const before = { session: requireSession(host.db, id(1)), messages: messagesOf(host) };
    const { session, reply } = await host.client.change('chat/retry', RETRY);
    expect(session).toMatchObject({
      id: id(2),
      parentSessionId: id(1),
      branchPoint: 1,
      branchName: 'retry',
      messageCount: 2,
    });
    expect(reply).toMatchObject({ id: id(13), sessionId: id(2), status: 'streaming', content: '', sequence: 2 });
    await settle();
    expect(promptOf(host)).toEqual([['user', 'Question?']]);
    await host.provider.last.end();
    expect({ session: requireSession(host.db, id(1)), messages: messagesOf(host) }).toEqual(before);
    assertSound(host.db);
  });

  it('branches at an empty failed reply after which the conversation went on', async () => {
    const host = await startWithKey();
    addReply(host, 'error', '');
    addMessage(host.db, id(1), id(20));
    const { session } = await host.client.change('chat/retry', RETRY);
    expect(session).toMatchObject({ id: id(2), messageCount: 2 });
    expect(replyOf(host).status).toBe('error');
  });

  it.each(['', 'Half'])('is harmless when it is sent again, in place or not (%j)', async (content) => {
    const host = await startWithKey();
    addReply(host, 'interrupted', content);
    const options = { requestId: id(99) };
    const first = await host.client.change('chat/retry', RETRY, options);
    await settle();
    expect(await host.client.change('chat/retry', RETRY, options)).toEqual(first);
    host.provider.last.say('Answer');
    await host.provider.last.end();
    const later = await host.client.change('chat/retry', RETRY, options);
    expect(later.reply).toMatchObject({ id: first.reply.id, status: 'complete', content: 'Answer' });
    expect(later.session.id).toBe(first.session.id);
    await settle();
    expect(host.provider.asked).toHaveLength(1);
    assertSound(host.db);
  });

  it('waits for a key as a question does', async () => {
    const host = startTestHost();
    addSession(host.db, id(1));
    addReply(host, 'error', '');
    expect((await host.client.change('chat/retry', RETRY)).reply.status).toBe('queued');
    expect((await host.client.change('chat/retry', RETRY)).reply.status).toBe('queued');
    await setKey(host);
    expect(host.provider.asked).toHaveLength(1);
  });

  it('refuses while another reply is made, and anything that is no reply', async () => {
    const host = await startWithKey();
    addReply(host, 'interrupted', 'Half');
    await expect(host.client.change('chat/retry', { ...RETRY, replyId: id(11) })).rejects.toThrow(withCode('invalid'));
    await host.client.change('chat/send', { ...SEND, userMessage: { id: id(21), content: 'Q' }, replyId: id(22) });
    const before = allRows(host.db);
    await expect(host.client.change('chat/retry', RETRY)).rejects.toThrow(withCode('busy'));
    await expect(host.client.change('chat/retry', { ...RETRY, replyId: id(22) })).rejects.toThrow(withCode('busy'));
    expect(allRows(host.db)).toEqual(before);
  });

  it('waits for the last text of a reply that was just stopped, and then asks beside it', async () => {
    const claims = new Set([id(12)]);
    const host = await startWithKey({ claims });
    addReply(host, 'interrupted', '');
    const asked = host.client.change('chat/retry', RETRY);
    await host.clock.advance(100);
    updateMessage(host.db, id(12), { content: 'Half' }, at(0));
    claims.clear();
    await host.clock.advance(20);
    expect((await asked).session.id).toBe(id(2));
    expect(requireMessage(host.db, id(12)).content).toBe('Half');
  });

  it('is refused after a moment, not left waiting, while another process still ends the same reply', async () => {
    const claims = new Set<string>();
    const host = await startWithKey({ claims });
    addReply(host, 'interrupted', '');
    claims.add(id(12));
    const before = allRows(host.db);
    const refused = expect(host.client.change('chat/retry', RETRY)).rejects.toThrow(withCode('busy'));
    await host.clock.advance(1000);
    await refused;
    expect(allRows(host.db)).toEqual(before);
    claims.clear();
    expect((await host.client.change('chat/retry', RETRY)).reply.status).toBe('streaming');
  });

  it('refuses a session in the trash', async () => {
    const host = await startWithKey();
    addReply(host, 'error', '');
    trashSession(host.db, id(1), at(1));
    await expect(host.client.change('chat/retry', RETRY)).rejects.toThrow(withCode('conflict'));
    await settle();
    expect(host.provider.asked).toEqual([]);
  });
});

describe('chat/continue', () => {
  const CONTINUE: Params<'chat/continue'> = { replyId: id(12), provider };

  it('sends the partial reply and adds to it', async () => {
    const host = await startWithKey();
    addReply(host, 'interrupted', 'Half an ');
    updateMessage(host.db, id(12), { promptTokens: 10, completionTokens: 2, cost: 0.5, durationMs: 100 }, at(0));
    const { reply } = await host.client.call('chat/continue', CONTINUE);
    expect(reply).toMatchObject({ id: id(12), status: 'streaming', content: 'Half an ' });
    await settle();
    expect(promptOf(host)).toEqual([
      ['user', 'Question?'],
      ['assistant', 'Half an '],
    ]);
    host.provider.last.say('answer');
    await host.clock.advance(250);
    expect(replyOf(host).content).toBe('Half an answer');
    expect(host.said.filter(({ name }) => name === 'chat/delta')).toEqual([
      { name: 'chat/delta', params: { replyId: id(12), offset: 8, text: 'answer' } },
    ]);
    await host.provider.last.end({ promptTokens: 12, completionTokens: 1, cost: 0.25 });
    expect(replyOf(host)).toMatchObject({
      content: 'Half an answer',
      status: 'complete',
      promptTokens: 22,
      completionTokens: 3,
      cost: 0.75,
      durationMs: 350,
    });
    assertSound(host.db);
  });

  it('continues a reply that failed in the middle', async () => {
    const host = await startWithKey();
    addReply(host, 'error', 'Half');
    expect((await host.client.call('chat/continue', CONTINUE)).reply).toMatchObject({
      status: 'streaming',
      error: null,
    });
  });

  it('refuses a complete reply, one that is not the last, and one for which there is no key', async () => {
    const host = await startWithKey();
    addReply(host, 'interrupted', 'Half');
    const elsewhere = { replyId: id(12), provider: { baseUrl: 'https://other.example', model: 'm' } };
    await expect(host.client.call('chat/continue', elsewhere)).rejects.toThrow(withCode('provider-unauthorized'));
    addMessage(host.db, id(1), id(20));
    await expect(host.client.call('chat/continue', CONTINUE)).rejects.toThrow(withCode('conflict'));
    host.db.run('DELETE FROM messages WHERE id = ?', [id(20)]);
    updateMessage(host.db, id(12), { status: 'complete' }, at(0));
    await expect(host.client.call('chat/continue', CONTINUE)).rejects.toThrow(withCode('conflict'));
    await expect(host.client.call('chat/continue', { ...CONTINUE, replyId: id(11) })).rejects.toThrow(
      withCode('invalid'),
    );
    expect(host.provider.asked).toEqual([]);
  });

  it('waits a moment for the process that was stopped', async () => {
    const claims = new Set([id(12)]);
    const host = await startWithKey({ claims });
    addReply(host, 'interrupted', 'Half');
    const continued = host.client.call('chat/continue', { replyId: id(12), provider });
    await host.clock.advance(100);
    expect(host.provider.asked).toEqual([]);
    claims.clear();
    await host.clock.advance(100);
    expect((await continued).reply).toMatchObject({ status: 'streaming', content: 'Half' });
  });

  it('refuses one while there is no room, since it would have waited for too long already', async () => {
    const host = await startWithKey({ maxAtOnce: 0 });
    addReply(host, 'interrupted', 'Half');
    const before = allRows(host.db);
    await expect(host.client.call('chat/continue', { replyId: id(12), provider })).rejects.toThrow(withCode('busy'));
    expect(allRows(host.db)).toEqual(before);
  });

  it('refuses one that is being made', async () => {
    const host = await startWithKey();
    await host.client.change('chat/send', SEND);
    await expect(host.client.call('chat/continue', CONTINUE)).rejects.toThrow(withCode('busy'));
  });
});

describe('chat/cancel', () => {
  it('stops asking and keeps the text', async () => {
    const host = await startWithKey();
    await host.client.change('chat/send', SEND);
    await settle();
    host.provider.last.say('Half');
    await host.client.call('chat/cancel', { replyId: id(12) });
    await settle();
    expect(host.provider.last.request.signal.aborted).toBe(true);
    expect(replyOf(host)).toMatchObject({ status: 'interrupted', content: 'Half', error: null });
    expect(host.said.at(-1)).toEqual({ name: 'chat/done', params: { reply: replyOf(host) } });
    await host.client.call('chat/continue', { replyId: id(12), provider });
    await settle();
    expect(host.provider.asked).toHaveLength(2);
  });

  it('takes a waiting question back', async () => {
    const host = startTestHost();
    addSession(host.db, id(1));
    await host.client.change('chat/send', SEND);
    await host.client.call('chat/cancel', { replyId: id(12) });
    expect(replyOf(host).status).toBe('interrupted');
    await setKey(host);
    expect(host.provider.asked).toEqual([]);
  });

  it('stops before the server is asked, while the list of models is awaited', async () => {
    const host = await startWithKey();
    host.provider.models = new Promise(() => {});
    await host.client.change('chat/send', SEND);
    await settle();
    await host.client.call('chat/cancel', { replyId: id(12) });
    await host.clock.advance(3000);
    expect(host.provider.asked).toEqual([]);
    expect(replyOf(host).status).toBe('interrupted');
    const retry = { replyId: id(12), newReplyId: id(13), branchId: id(2), provider };
    expect((await host.client.change('chat/retry', retry)).reply.status).toBe('streaming');
  });

  it('reaches a reply that another process makes', async () => {
    const [path, claims] = [temporaryStorePath(), new Set<string>()];
    const maker = await startWithKey({ path, claims });
    const other = startTestHost({ path, claims });
    await maker.client.change('chat/send', SEND);
    await settle();
    maker.provider.last.say('Half');
    await maker.clock.advance(250);
    maker.provider.last.say(' and more');
    await other.client.call('chat/cancel', { replyId: id(12) });
    expect(other.said.at(-1)).toEqual({ name: 'chat/done', params: { reply: replyOf(other) } });
    await maker.clock.advance(250);
    expect(maker.provider.last.request.signal.aborted).toBe(true);
    expect(replyOf(maker)).toMatchObject({ status: 'interrupted', content: 'Half' });
    expect(claims).toEqual(new Set());
    assertSound(maker.db);
  });

  it('reaches it also while its server is silent', async () => {
    const [path, claims] = [temporaryStorePath(), new Set<string>()];
    const maker = await startWithKey({ path, claims });
    const other = startTestHost({ path, claims });
    await maker.client.change('chat/send', SEND);
    await settle();
    await other.client.call('chat/cancel', { replyId: id(12) });
    await maker.clock.advance(10_000);
    expect(maker.provider.last.request.signal.aborted).toBe(true);
    expect(claims).toEqual(new Set());
  });

  it('leaves a reply that is over as it is', async () => {
    const host = await startWithKey();
    addReply(host, 'complete', 'Answer');
    const before = allRows(host.db);
    await host.client.call('chat/cancel', { replyId: id(12) });
    expect(allRows(host.db)).toEqual(before);
  });
});

describe('sessions/delete of a session in which a reply is made', () => {
  it('ends the reply', async () => {
    const host = await startWithKey();
    await host.client.change('chat/send', SEND);
    await settle();
    host.provider.last.say('Half');
    await host.client.change('sessions/delete', { id: id(1), forever: true });
    await host.clock.advance(250);
    expect(host.provider.last.request.signal.aborted).toBe(true);
    expect(findMessage(host.db, id(12))).toBeUndefined();
    expect(host.clock.pendingCount).toBe(0);
    addSession(host.db, id(1));
    appendMessage(
      host.db,
      { id: id(12), sessionId: id(1), role: 'user', content: '', createdAt: at(0), status: 'complete' },
      at(0),
    );
    assertSound(host.db);
  });
});
