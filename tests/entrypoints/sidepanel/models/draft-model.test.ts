import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DraftModel } from '../../../../entrypoints/sidepanel/models/draft-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Draft } from '../../../../lib/protocol/shapes.ts';
import { formatTimestamp } from '../../../../lib/protocol/timestamp.ts';
import { createFakeClient, deferred, type FakeClient } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const START = Date.parse('2026-01-31T12:00:00.000Z');

describe('DraftModel', () => {
  const isReady = signal(true);
  const current = signal<string | null>('a');
  let fake: FakeClient;
  let save: SaveModel;
  let drafts: DraftModel;
  let stored: Map<string | null, Draft>;

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    isReady.value = true;
    current.value = 'a';
    stored = new Map();
    fake = createFakeClient();
    fake.answer('drafts/get', ({ sessionId }) => ({ draft: storedDraft(sessionId) }));
    fake.answer('drafts/set', (draft) => {
      if (draft.updatedAt >= storedDraft(draft.sessionId).updatedAt) stored.set(draft.sessionId, draft);
      return { draft: storedDraft(draft.sessionId) };
    });
    const env = panelEnvironment(fake.client);
    save = new SaveModel(env);
    drafts = new DraftModel(env, save, current, isReady);
  });
  afterEach(() => {
    drafts[Symbol.dispose]();
    save[Symbol.dispose]();
    vi.useRealTimers();
  });

  const storedDraft = (sessionId: string | null): Draft =>
    stored.get(sessionId) ?? { sessionId, content: '', updatedAt: '1970-01-01T00:00:00.000Z' };
  const text = () => (drafts.draft.value.state === 'ready' ? drafts.draft.value.text : undefined);

  it('shows what is kept, and nothing before it is read', async () => {
    stored.set('b', { sessionId: 'b', content: 'kept', updatedAt: '2026-01-30T00:00:00.000Z' });
    current.value = 'b';
    expect(text()).toBeUndefined();
    await settle();
    expect(text()).toBe('kept');
  });

  it('keeps the text 200 ms after it was typed, so that 250 ms later it is safe', async () => {
    await settle();
    drafts.edit('hello');
    await vi.advanceTimersByTimeAsync(199);
    expect(fake.paramsOf('drafts/set')).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(fake.paramsOf('drafts/set')).toEqual([
      { sessionId: 'a', content: 'hello', updatedAt: '2026-01-31T12:00:00.000Z' },
    ]);
  });

  it('keeps each session its own text, also when switching at once', async () => {
    await settle();
    drafts.edit('for a');
    current.value = 'b';
    await settle();
    expect(stored.get('a')?.content).toBe('for a');
    drafts.edit('for b');
    current.value = null;
    await settle();
    drafts.edit('for a new one');
    current.value = 'a';
    await settle();
    expect(text()).toBe('for a');
    expect([...stored].map(([id, { content }]) => [id, content])).toEqual([
      ['a', 'for a'],
      ['b', 'for b'],
      [null, 'for a new one'],
    ]);
  });

  it('does not take a late answer over what was typed meanwhile', async () => {
    await settle();
    const late = deferred<{ draft: Draft }>();
    fake.answer('drafts/get', () => late.promise);
    current.value = 'b';
    current.value = 'a';
    await settle();
    drafts.edit('typed');
    late.resolve({ draft: { sessionId: 'a', content: 'old', updatedAt: '2026-01-30T00:00:00.000Z' } });
    await settle();
    expect(text()).toBe('typed');
  });

  it('stays unread without a connection, and is read with the next one', async () => {
    fake.answer('drafts/get', () => {
      isReady.value = false;
      throw new AppError('disconnected', 'gone');
    });
    current.value = 'b';
    await settle();
    expect(text()).toBeUndefined();
    stored.set('b', { sessionId: 'b', content: 'kept', updatedAt: '2026-01-30T00:00:00.000Z' });
    fake.answer('drafts/get', ({ sessionId }) => ({ draft: storedDraft(sessionId) }));
    isReady.value = true;
    await settle();
    expect(text()).toBe('kept');
  });

  it('keeps the text although the clock was set back', async () => {
    stored.set('a', { sessionId: 'a', content: 'old', updatedAt: '2030-01-01T00:00:00.000Z' });
    current.value = 'b';
    current.value = 'a';
    await settle();
    drafts.edit('new');
    await vi.advanceTimersByTimeAsync(250);
    expect(stored.get('a')?.content).toBe('new');
  });

  it('goes past a newer version from elsewhere with what stands on the screen', async () => {
    await settle();
    drafts.edit('mine');
    stored.set('a', { sessionId: 'a', content: 'theirs', updatedAt: '2026-01-31T12:00:01.000Z' });
    await vi.advanceTimersByTimeAsync(1000);
    expect([text(), stored.get('a')?.content]).toEqual(['mine', 'mine']);
  });

  it('empties the field when the text is sent, keeps the whole of it until the message is saved, and does not bring it back', async () => {
    await settle();
    drafts.edit('whole text');
    drafts.clear('a', 'a');
    expect(text()).toBe('');
    await settle();
    expect(stored.get('a')?.content).toBe('whole text');
    current.value = 'b';
    current.value = 'a';
    await settle();
    expect(text()).toBe('');
  });

  /** Asks what the field holds in session `askedIn`, as the conversation does. Returns what the store then says. */
  const ask = (key: string | null, askedIn: string, content: string) => {
    const answer = deferred<never>();
    fake.answer('chat/send', () => answer.promise);
    drafts.clear(key, askedIn);
    const provider = { baseUrl: 'http://server.example/v1', model: 'm' };
    const userMessage = { id: `question-${askedIn}`, content };
    const params = { sessionId: askedIn, userMessage, replyId: `reply-${askedIn}`, provider, clearsDraft: true };
    return { ...answer, requestId: save.submit({ method: 'chat/send', params }) };
  };

  it('keeps what was typed while the message waited', async () => {
    await settle();
    drafts.edit('sent');
    const { resolve } = ask('a', 'a', 'sent');
    drafts.edit('typed since');
    await vi.advanceTimersByTimeAsync(250);
    resolve({} as never);
    await settle();
    expect([text(), stored.get('a')?.content]).toEqual(['typed since', 'typed since']);
  });

  it('reads what is kept again once the message is saved', async () => {
    await settle();
    drafts.edit('sent');
    const { resolve } = ask('a', 'a', 'sent');
    await settle();
    stored.set('a', { sessionId: 'a', content: 'from another window', updatedAt: '2026-01-31T12:00:05.000Z' });
    expect(text()).toBe('');
    resolve({} as never);
    await settle();
    expect(text()).toBe('from another window');
  });

  it('shows what is kept again when the question was discarded', async () => {
    current.value = null;
    await settle();
    drafts.edit('sent');
    const { reject, requestId } = ask(null, 'new', 'sent');
    reject(new AppError('too-large', 'too large'));
    await settle();
    expect(text()).toBe('');
    fake.answer('unsent/resolve', () => ({}));
    save.discard(requestId);
    await settle();
    expect(text()).toBe('sent');
  });

  it('empties the field when a question of an earlier panel is saved', async () => {
    stored.set('a', { sessionId: 'a', content: 'asked', updatedAt: '2026-01-31T11:00:00.000Z' });
    const answer = deferred<never>();
    fake.answer('chat/send', () => answer.promise);
    const provider = { baseUrl: 'http://server.example/v1', model: 'm' };
    const userMessage = { id: crypto.randomUUID(), content: 'asked' };
    const params = { sessionId: 'a', userMessage, replyId: crypto.randomUUID(), provider, clearsDraft: true };
    const change = {
      requestId: 'waiting-1',
      method: 'chat/send',
      params,
      queuedAt: formatTimestamp(START),
      error: null,
    };
    fake.answer('unsent/list', () => ({ changes: [change] }));
    fake.emit('store/state', { state: 'ready', detail: null });
    current.value = 'b';
    current.value = 'a';
    await settle();
    expect(text()).toBe('asked');
    stored.clear();
    answer.resolve({} as never);
    await settle();
    expect(text()).toBe('');
  });

  it('keeps a text that was refused, also when another session was looked at', async () => {
    await settle();
    stored.set('a', { sessionId: 'a', content: 'before', updatedAt: '2026-01-31T11:00:00.000Z' });
    fake.answer('drafts/set', () => {
      throw new AppError('too-large', 'too large');
    });
    fake.answer('unsent/resolve', () => ({}));
    drafts.edit('very long');
    current.value = 'b';
    await settle();
    current.value = 'a';
    await settle();
    expect(text()).toBe('very long');
  });

  it('does not read a known draft again with each connection', async () => {
    await settle();
    drafts.edit('mine');
    await vi.advanceTimersByTimeAsync(250);
    stored.clear();
    isReady.value = false;
    isReady.value = true;
    await settle();
    expect(text()).toBe('mine');
  });

  it('puts a message that was not saved before what was typed since', async () => {
    await settle();
    drafts.edit('later');
    drafts.takeBack('a', 'sent');
    expect(text()).toBe('sent\n\nlater');
  });

  describe('while the store cannot be read', () => {
    /** What the background would do with a held draft: keep it, and answer when a later one of its key is answered. */
    const held: string[] = [];
    beforeEach(() => {
      held.length = 0;
      const inner = fake.client.change;
      fake.client.change = ((method: 'drafts/set', params: Draft, options: { isHeld?: boolean }) => {
        if (!options.isHeld) return inner(method, params, options);
        held.push(params.content);
        return new Promise(() => {});
      }) as typeof inner;
      isReady.value = false;
      current.value = 'b';
    });
    const keep = (content: string) =>
      stored.set('b', { sessionId: 'b', content, updatedAt: '2026-01-30T00:00:00.000Z' });

    it.each([
      ['nothing', '', 'typed', 'typed'],
      ['another text', 'kept', 'typed', 'kept\n\ntyped'],
      ['its beginning', 'ty', 'typed', 'typed'],
      ['more of it', 'typed before', 'typed', 'typed before'],
    ])('holds what is typed, and joins it with what is kept later: %s', async (_, kept, typed, joined) => {
      keep(kept);
      expect(drafts.draft.value).toEqual({ state: 'loading' });
      drafts.edit(typed);
      await vi.advanceTimersByTimeAsync(200);
      expect([held, stored.get('b')?.content]).toEqual([[typed], kept]);
      isReady.value = true;
      await vi.advanceTimersByTimeAsync(0);
      expect([text(), stored.get('b')?.content]).toEqual([joined, joined]);
      drafts.edit(`${joined}!`);
      await vi.advanceTimersByTimeAsync(200);
      expect([held.length, stored.get('b')?.content]).toEqual([1, `${joined}!`]);
    });

    it('joins drafts of sessions that are not shown any more', async () => {
      keep('kept');
      drafts.edit('typed');
      current.value = 'c';
      isReady.value = true;
      await vi.advanceTimersByTimeAsync(0);
      expect(stored.get('b')?.content).toBe('kept\n\ntyped');
    });

    it('joins with the next keystroke when the store answered late', async () => {
      keep('kept');
      drafts.edit('typed');
      fake.answer('drafts/get', () => {
        throw new AppError('timeout', 'late');
      });
      isReady.value = true;
      await vi.advanceTimersByTimeAsync(200);
      expect([text(), stored.get('b')?.content]).toEqual(['typed', 'kept']);
      fake.answer('drafts/get', ({ sessionId }) => ({ draft: storedDraft(sessionId) }));
      drafts.edit('typed on');
      await vi.advanceTimersByTimeAsync(0);
      expect([text(), stored.get('b')?.content]).toEqual(['kept\n\ntyped on', 'kept\n\ntyped on']);
    });

    it('does not bring back what was sent, and shows what is kept besides', async () => {
      keep('kept');
      drafts.edit('sent');
      const { resolve } = ask('b', 'b', 'sent');
      isReady.value = true;
      await vi.advanceTimersByTimeAsync(0);
      expect([text(), held]).toEqual(['', ['sent', '']]);
      resolve({} as never);
      await vi.advanceTimersByTimeAsync(0);
      expect([text(), stored.get('b')?.content]).toEqual(['kept', 'kept']);
    });
  });

  describe('what an earlier panel left on its way', () => {
    const waiting = (content: string, meta = {}) =>
      fake.answer('unsent/list', () => ({
        changes: [
          {
            requestId: 'waiting-1',
            method: 'drafts/set',
            params: { sessionId: 'b', content, updatedAt: '2026-01-31T11:59:00.000Z', _meta: meta },
            queuedAt: '2026-01-31T11:59:00.000Z',
            error: null,
          },
        ],
      }));
    beforeEach(() => {
      isReady.value = false;
      current.value = 'b';
    });

    it('is shown without the store, and read again once it arrived', async () => {
      waiting('on its way');
      const arrived = deferred<{ draft: Draft }>();
      fake.answer('drafts/set', () => arrived.promise);
      fake.emit('store/state', { state: 'connecting', detail: null });
      await settle();
      expect(text()).toBe('on its way');
      isReady.value = true;
      stored.set('b', { sessionId: 'b', content: '', updatedAt: '2026-01-31T12:00:00.000Z' });
      arrived.resolve({ draft: storedDraft('b') });
      await settle();
      expect(text()).toBe('');
    });

    it('is joined with what is kept when it was written blindly', async () => {
      waiting('typed', { held: true });
      fake.answer('drafts/set', (draft) => {
        stored.set(draft.sessionId, draft);
        return { draft };
      });
      fake.emit('store/state', { state: 'connecting', detail: null });
      await settle();
      expect(text()).toBe('typed');
      stored.set('b', { sessionId: 'b', content: 'kept', updatedAt: '2026-01-30T00:00:00.000Z' });
      isReady.value = true;
      await settle();
      expect(text()).toBe('kept\n\ntyped');
    });

    it('does not replace what was typed here since', async () => {
      drafts.edit('typed here');
      waiting('older');
      fake.emit('store/state', { state: 'connecting', detail: null });
      await settle();
      expect(text()).toBe('typed here');
    });
  });

  it('reads what is kept although a draft of an earlier panel was refused', async () => {
    fake.answer('unsent/list', () => ({
      changes: [
        {
          requestId: 'unsent-1',
          method: 'drafts/set',
          params: { sessionId: 'b', content: 'refused', updatedAt: '2026-01-30T00:00:00.000Z' },
          queuedAt: '2026-01-30T00:00:00.000Z',
          error: { code: 'too-large', message: 'Too large.' },
        },
      ],
    }));
    fake.emit('store/state', { state: 'ready', detail: null });
    await settle();
    current.value = 'b';
    await settle();
    expect(text()).toBe('');
  });

  it('gives up the draft of a session that is not made', async () => {
    await settle();
    drafts.edit('typed');
    expect(drafts.abandon('a')).toBe('typed');
    await vi.advanceTimersByTimeAsync(250);
    expect([drafts.draft.value, fake.paramsOf('drafts/set')]).toEqual([{ state: 'loading' }, []]);
  });
});
