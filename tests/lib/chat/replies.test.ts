import { describe, expect, it } from 'vitest';
import type { MakeReply, ReplyJob } from '../../../lib/chat/make-reply.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { Model } from '../../../lib/protocol/shapes.ts';
import { requireMessage, updateMessage } from '../../../lib/store/messages.ts';
import { addMessage, addSession, at, withCode } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { settle } from '../../support/fake-clock.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { startTestHost, type TestHost, type TestHostOptions } from '../../support/test-host.ts';

const BASE_URL = 'https://models.example';
const CREDENTIALS = { baseUrl: BASE_URL, apiKey: 'a key' };
const MODELS: Model[] = [
  { id: 'a model', name: 'A', contextTokens: 50, pricing: { inputPerMillion: 0, outputPerMillion: 1e6 } },
];

/** Adds a session with a reply as a dead process left it. */
function addReply(host: TestHost, name: string, status: 'streaming' | 'queued' | 'complete', content = 'Half'): void {
  addSession(host.db, `s ${name}`);
  addMessage(host.db, `s ${name}`, name, {
    role: 'assistant',
    status,
    content,
    model: 'a model',
    provider: { baseUrl: BASE_URL },
  });
}

/** Starts a reply that streams. */
async function startReply(host: TestHost, name: string): Promise<{ readonly released: string[] }> {
  addReply(host, name, 'streaming', '');
  const released: string[] = [];
  host.replies.start(requireMessage(host.db, name), BASE_URL, () => released.push(name));
  await settle();
  return { released };
}

const statusOf = (host: TestHost, name: string) => requireMessage(host.db, name).status;

function hostWithKey(options?: TestHostOptions): TestHost {
  const host = startTestHost(options);
  host.replies.setCredentials(CREDENTIALS);
  return host;
}

/** The usage events. */
function eventsOf({ db }: TestHost) {
  const rows = db.all<{ event_type: string; metadata_json: string }>('SELECT event_type, metadata_json FROM analytics');
  return rows.map(({ event_type, metadata_json }) => ({ event_type, metadata: JSON.parse(metadata_json) }));
}

describe('createReplies', () => {
  it('asks with the key of the server, and lets go at the end', async () => {
    const host = hostWithKey();
    const { released } = await startReply(host, 'r1');
    expect(host.provider.last.request).toMatchObject(CREDENTIALS);
    expect(released).toEqual([]);
    await host.provider.last.end();
    expect(released).toEqual(['r1']);
    expect(statusOf(host, 'r1')).toBe('complete');
  });

  it('takes window and price from the list of models, which it asks for once', async () => {
    const host = hostWithKey();
    let lists = 0;
    Object.defineProperty(host.provider, 'models', {
      get() {
        lists++;
        return Promise.resolve(MODELS);
      },
    });
    addSession(host.db, 's');
    addMessage(host.db, 's', 'long', { content: 'x'.repeat(300) });
    addMessage(host.db, 's', 'short', { content: 'Question?' });
    for (const name of ['r1', 'r2']) {
      const reply = addMessage(host.db, 's', name, {
        role: 'assistant',
        status: 'streaming',
        content: '',
        model: 'a model',
      });
      host.replies.start(reply, BASE_URL, () => {});
      await settle();
      await host.provider.last.end({ promptTokens: 1, completionTokens: 2 });
    }
    expect(lists).toBe(1);
    expect(host.provider.last.request.messages).toEqual([{ role: 'user', content: 'Question?' }]);
    expect(requireMessage(host.db, 'r2').cost).toBe(2);
  });

  it.each([
    ['fails', () => Promise.reject(new AppError('provider-failed', 'No.'))],
    ['does not come', () => new Promise<never>(() => {})],
  ])('goes on without a list of models that %s', async (_, list) => {
    const host = hostWithKey();
    host.provider.models = list();
    await startReply(host, 'r1');
    await host.clock.advance(3000);
    expect(host.provider.asked).toHaveLength(1);
    host.provider.last.say('Answer');
    await host.provider.last.end();
    expect(statusOf(host, 'r1')).toBe('complete');
  });

  it('remembers keys by server, the last one told', () => {
    const host = startTestHost();
    expect([host.replies.statusFor(BASE_URL), host.replies.credentialsFor(BASE_URL)]).toEqual(['queued', undefined]);
    host.replies.setCredentials({ baseUrl: BASE_URL, apiKey: null });
    host.replies.setCredentials(CREDENTIALS);
    expect([host.replies.statusFor(BASE_URL), host.replies.credentialsFor(BASE_URL)]).toEqual([
      'streaming',
      CREDENTIALS,
    ]);
    expect(host.replies.statusFor('https://other.example')).toBe('queued');
  });

  describe('with another way to make replies', () => {
    function withMaker(options: TestHostOptions = {}) {
      const jobs: { readonly job: ReplyJob; readonly end: () => Promise<void> }[] = [];
      const make: MakeReply = (job) => {
        let end = () => {};
        const done = new Promise<void>((resolve) => {
          end = resolve;
        });
        jobs.push({
          job,
          async end() {
            updateMessage(host.db, job.reply.id, { status: 'complete' }, at(1));
            job.release();
            end();
            await settle();
          },
        });
        return { done };
      };
      const host = hostWithKey({ make, ...options });
      return { host, jobs };
    }

    it('hands over everything that is needed, and what lets go', async () => {
      const { host, jobs } = withMaker();
      host.provider.models = Promise.resolve(MODELS);
      await host.replies.listModels(CREDENTIALS, new AbortController().signal);
      const { released } = await startReply(host, 'r1');
      expect(jobs.map(({ job }) => job)).toMatchObject([
        { reply: requireMessage(host.db, 'r1'), credentials: CREDENTIALS, knownModel: MODELS[0] },
      ]);
      expect([released, host.replies.runningCount]).toEqual([[], 1]);
      await jobs[0]?.end();
      expect([released, host.replies.runningCount]).toEqual([['r1'], 0]);
    });

    it('stops one through the store, and leaves it alone when this process ends', async () => {
      const { host } = withMaker();
      await startReply(host, 'r1');
      host.replies.stop();
      expect(statusOf(host, 'r1')).toBe('streaming');
      host.replies.cancel('r1');
      expect(statusOf(host, 'r1')).toBe('interrupted');
      expect(host.said.at(-1)).toMatchObject({ name: 'chat/done', params: { reply: { status: 'interrupted' } } });
    });

    it('lets as many wait as there is no room for, and makes the oldest when one ends', async () => {
      const { host, jobs } = withMaker({ maxAtOnce: 2 });
      await startReply(host, 'r1');
      addReply(host, 'of another process', 'streaming', '');
      for (const name of ['second', 'first']) addReply(host, name, 'queued', '');
      host.db.run('UPDATE messages SET created_at = ? WHERE id = ?', [at(-1), 'first']);
      expect(host.replies.statusFor(BASE_URL)).toBe('queued');
      host.replies.startQueued();
      expect(['first', 'second'].map((name) => statusOf(host, name))).toEqual(['queued', 'queued']);
      await jobs[0]?.end();
      expect(['first', 'second'].map((name) => statusOf(host, name))).toEqual(['streaming', 'queued']);
      expect(jobs).toHaveLength(2);
      updateMessage(host.db, 'of another process', { status: 'complete' }, at(1));
      host.replies.startQueued();
      expect(statusOf(host, 'second')).toBe('streaming');
    });

    it('does not send by itself what waited for its turn for too long', async () => {
      const { host, jobs } = withMaker({ maxAtOnce: 1 });
      await startReply(host, 'r1');
      addReply(host, 'waiting', 'queued', '');
      await host.clock.advance(10 * 60_000 + 1);
      await jobs[0]?.end();
      host.replies.startQueued();
      expect(requireMessage(host.db, 'waiting')).toMatchObject({ status: 'error', error: { code: 'timeout' } });
      expect(jobs).toHaveLength(1);
      expect(eventsOf(host)).toEqual([
        {
          event_type: 'error',
          metadata: { replyId: 'waiting', status: 'error', costSource: 'none', error: 'timeout' },
        },
      ]);
    });
  });

  describe('interruptOrphans', () => {
    it('interrupts replies without a living owner, keeps their text, and leaves the others', () => {
      const claims = new Set(['living']);
      const host = startTestHost({ claims });
      for (const name of ['living', 'dead']) addReply(host, name, 'streaming');
      addReply(host, 'waiting', 'queued', '');
      addReply(host, 'over', 'complete');
      expect(host.replies.interruptOrphans()).toEqual(['dead']);
      expect(['living', 'dead', 'waiting', 'over'].map((name) => statusOf(host, name))).toEqual([
        'streaming',
        'interrupted',
        'queued',
        'complete',
      ]);
      expect(requireMessage(host.db, 'dead').content).toBe('Half');
      expect(claims).toEqual(new Set(['living']));
      expect(host.replies.interruptOrphans()).toEqual([]);
      expect(eventsOf(host)).toEqual([
        { event_type: 'reply', metadata: { replyId: 'dead', status: 'interrupted', costSource: 'none' } },
      ]);
      assertSound(host.db);
    });

    it('lets go of what it claimed when the store refuses', () => {
      const claims = new Set<string>();
      const refuse = () => {
        throw new AppError('disk-full', 'No room.');
      };
      const [path, full] = [temporaryStorePath(), { wrap: (db: TestHost['db']) => ({ ...db, transaction: refuse }) }];
      addReply(startTestHost({ path }), 'dead', 'streaming');
      const host = startTestHost({ path, claims, ...full });
      expect(() => host.replies.interruptOrphans()).toThrow(withCode('disk-full'));
      expect(claims).toEqual(new Set());
    });
  });

  describe('setCredentials', () => {
    it('goes on with the queue after a store that was not open yet', async () => {
      const path = temporaryStorePath();
      addReply(startTestHost({ path }), 'waiting', 'queued', '');
      let isOpen = false;
      const host = startTestHost({
        path,
        wrap: (db) => ({
          ...db,
          all(sql, params) {
            if (!isOpen) throw new AppError('busy', 'Opening.');
            return db.all(sql, params);
          },
        }),
      });
      host.replies.setCredentials(CREDENTIALS);
      await host.clock.advance(5000);
      isOpen = true;
      // The reply was made at noon, as the clock began.
      await host.clock.advance(1000);
      expect(host.provider.asked).toHaveLength(1);
    });

    it('takes a key also when the store cannot be used at all', () => {
      const host = startTestHost({
        wrap: (db) => ({
          ...db,
          all() {
            throw new AppError('store-corrupt', 'Damaged.');
          },
        }),
      });
      host.replies.setCredentials(CREDENTIALS);
      expect(host.replies.statusFor(BASE_URL)).toBe('streaming');
      expect(host.clock.pendingCount).toBe(0);
    });
  });

  describe('stop', () => {
    it('interrupts every reply at once, also when the store refuses one of them', async () => {
      let refused: string | undefined;
      const host = hostWithKey({
        wrap: (db) => ({
          ...db,
          run(sql, params) {
            if (refused !== undefined && params?.includes(refused)) throw new AppError('disk-full', 'No room.');
            return db.run(sql, params);
          },
        }),
      });
      for (const name of ['r1', 'r2', 'r3']) {
        await startReply(host, name);
        host.provider.last.say('Half');
      }
      refused = 'r2';
      expect(() => host.replies.stop()).toThrow(withCode('disk-full'));
      expect(['r1', 'r2', 'r3'].map((name) => statusOf(host, name))).toEqual([
        'interrupted',
        'streaming',
        'interrupted',
      ]);
      refused = undefined;
      host.replies.stop();
      expect(requireMessage(host.db, 'r2')).toMatchObject({ status: 'interrupted', content: 'Half' });
      await settle();
      expect(host.clock.pendingCount).toBe(0);
      assertSound(host.db);
    });
  });
});
