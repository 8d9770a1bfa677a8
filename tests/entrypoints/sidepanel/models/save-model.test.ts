import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { reasonOf } from '../../../../entrypoints/sidepanel/models/unsaved-change.ts';
import { AppError, type ErrorCode } from '../../../../lib/protocol/errors.ts';
import type { Draft, UnsentChange } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, deferred, type FakeClient, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const SESSION_ID = '0190b1c2-0000-7000-8000-000000000001';
const MESSAGE_ID = '0190b1c2-0000-7000-8000-000000000002';
const REPLY_ID = '0190b1c2-0000-7000-8000-000000000003';
const PROVIDER = { baseUrl: 'http://server.example/v1', model: 'm' };
const NO_HOST = { code: 'disconnected', message: 'No host.' };

describe('SaveModel', () => {
  let fake: FakeClient;
  let save: SaveModel;

  beforeEach(() => {
    vi.useFakeTimers();
    fake = createFakeClient();
    fake.answer('unsent/resolve', () => ({}));
    save = new SaveModel(panelEnvironment(fake.client));
  });
  afterEach(() => {
    save[Symbol.dispose]();
    vi.useRealTimers();
  });

  const rename = (id: string, title: string, onSaved?: () => void) =>
    save.submit({ method: 'sessions/update', params: { id, title }, ...(onSaved && { onSaved }) });
  const draft = (content: string, sessionId = 's') =>
    save.submitSoon({ method: 'drafts/set', params: { sessionId, content, updatedAt: '' } }, 250);
  const create = () =>
    save.submit({ method: 'sessions/create', params: { id: SESSION_ID, title: 'First', model: 'm' } });
  const ask = () => save.submit({ method: 'chat/send', params: questionParams('First?') });
  const acceptRenames = () => fake.answer('sessions/update', ({ id }) => ({ session: sessionRow({ id }) }));
  const acceptDrafts = () => fake.answer('drafts/set', (kept) => ({ draft: kept as Draft }));
  const refuse = (method: 'sessions/update' | 'sessions/create' | 'chat/send' | 'drafts/set', code: ErrorCode) =>
    fake.answer(method, () => {
      throw new AppError(code, code);
    });
  /** Answers lists with what stands in `changes` at that time. */
  const list = (changes: UnsentChange[]) => fake.answer('unsent/list', () => ({ changes: [...changes] }));
  const connect = () => fake.emit('store/state', { state: 'connecting', detail: null });
  const changeUnsent = () => fake.emit('changed', { tables: ['unsent'], sessionIds: [] });
  const changesSent = () =>
    fake.calls.filter(({ requestId }) => requestId !== undefined).map(({ requestId }) => requestId);

  it('says saved only after the acknowledgement', async () => {
    const answer = deferred<{ session: ReturnType<typeof sessionRow> }>();
    fake.answer('sessions/update', () => answer.promise);
    expect(save.state.value).toEqual({ kind: 'saved' });
    const onSaved = vi.fn();
    rename('a', 'A', onSaved);
    expect(save.state.value).toEqual({ kind: 'saving' });
    await settle();
    expect([save.state.value.kind, onSaved.mock.calls.length]).toEqual(['saving', 0]);
    answer.resolve({ session: sessionRow({ id: 'a' }) });
    await settle();
    expect([save.state.value.kind, onSaved.mock.calls.length]).toEqual(['saved', 1]);
  });

  it('sends everything at once, in order', () => {
    const ids = [rename('a', 'first'), rename('a', 'second'), rename('b', 'other')];
    expect(changesSent()).toEqual(ids);
    expect(fake.paramsOf('sessions/update').map(({ title }) => title)).toEqual(['first', 'second', 'other']);
  });

  it('calls nothing unsaved where all that waits is an emptied draft that is held', () => {
    const draft = { sessionId: null, updatedAt: '2026-01-31T12:00:00.000Z' };
    save.submitSoon({ method: 'drafts/set', params: { ...draft, content: '' } }, 200, true);
    expect(save.state.value).toEqual({ kind: 'saved' });
    save.submitSoon({ method: 'drafts/set', params: { ...draft, content: 'text' } }, 200, true);
    expect(save.state.value).toEqual({ kind: 'saving' });
  });

  describe('on the way', () => {
    it('says queued only after the journal has it and 400 ms have passed', async () => {
      const id = rename('a', 'A');
      fake.progress(id, { queued: true, reason: null });
      await vi.advanceTimersByTimeAsync(399);
      expect(save.state.value).toEqual({ kind: 'saving' });
      await vi.advanceTimersByTimeAsync(1);
      expect(save.state.value).toEqual({ kind: 'queued', error: undefined });
    });

    it('says queued at once when it is known why it has to wait', () => {
      const id = rename('a', 'A');
      fake.progress(id, { queued: true, reason: NO_HOST });
      expect(save.state.value).toMatchObject({ kind: 'queued', error: { code: 'disconnected' } });
    });

    it('never says queued without the journal, however long it takes', async () => {
      const id = rename('a', 'A');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(save.state.value).toEqual({ kind: 'saving' });
      fake.progress(id, { queued: true, reason: null });
      expect(save.state.value.kind).toBe('queued');
    });

    it('says not saved when it has to wait and the journal does not have it', async () => {
      const id = rename('a', 'A');
      fake.progress(id, { queued: false, reason: { code: 'disk-full', message: 'Full.' } });
      await vi.advanceTimersByTimeAsync(1000);
      expect(save.state.value).toMatchObject({ kind: 'unsaved', error: { code: 'disk-full' }, isSentAgain: true });
      expect(save.unsent.value).toEqual([]);
    });

    it('forgets the reason once it is gone', () => {
      const id = rename('a', 'A');
      fake.progress(id, { queued: false, reason: NO_HOST });
      fake.progress(id, { queued: false, reason: null });
      expect(save.state.value).toEqual({ kind: 'saving' });
    });

    it.each([null, 'queued', { queued: 1, reason: null }, { queued: true, reason: { code: 'later', message: '' } }])(
      'does not mind progress it does not understand: %j',
      (value) => {
        fake.progress(rename('a', 'A'), value);
        expect(save.state.value).toEqual({ kind: 'saving' });
      },
    );
  });

  describe('what was refused', () => {
    it('is kept with its reason, and holds nothing else back', async () => {
      fake.answer('sessions/update', ({ id, title }) => {
        if (title === 'bad') throw new AppError('invalid', 'invalid');
        return { session: sessionRow({ id }) };
      });
      const bad = rename('a', 'bad');
      rename('b', 'good');
      await settle();
      expect(save.unsent.value).toMatchObject([{ requestId: bad, status: 'failed', error: { code: 'invalid' } }]);
      expect(save.state.value).toMatchObject({ kind: 'unsaved', count: 1, isSentAgain: false });
    });

    it('is sent again on request: first released, then with the id it had', async () => {
      refuse('sessions/update', 'invalid');
      const id = rename('a', 'A');
      await settle();
      acceptRenames();
      void save.retry(id);
      expect(save.state.value).toEqual({ kind: 'saving' });
      await settle();
      expect(save.state.value).toEqual({ kind: 'saved' });
      expect(fake.calls).toEqual([
        { method: 'sessions/update', params: { id: 'a', title: 'A' }, requestId: id },
        { method: 'unsent/resolve', params: { requestId: id, action: 'retry' } },
        { method: 'sessions/update', params: { id: 'a', title: 'A' }, requestId: id },
      ]);
    });

    it('is sent again also when the background does not know it any more', async () => {
      refuse('sessions/update', 'invalid');
      const id = rename('a', 'A');
      await settle();
      acceptRenames();
      fake.answer('unsent/resolve', () => {
        throw new AppError('not-found', 'gone');
      });
      await save.retry(id);
      await settle();
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('is given up on request', async () => {
      refuse('sessions/update', 'invalid');
      const id = rename('a', 'A');
      await settle();
      save.discard(id);
      expect(save.unsaved.value).toEqual([]);
      expect(fake.calls.at(-1)).toEqual({
        method: 'unsent/resolve',
        params: { requestId: id, action: 'discard' },
      });
    });

    it('stays when it was not refused: what is on its way cannot be given up or sent twice', async () => {
      const id = rename('a', 'A');
      save.discard(id);
      await save.retry(id);
      expect(fake.calls.length).toBe(1);
      expect(save.unsaved.value.length).toBe(1);
    });

    it('comes back when it could not be given up', async () => {
      list([unsent('sessions/update', { id: 'a', title: 'A' })]);
      connect();
      await settle();
      fake.answer('unsent/resolve', () => {
        throw new AppError('timeout', 'no answer');
      });
      save.discard('unsent-1');
      expect(save.unsent.value).toEqual([]);
      await settle();
      expect(save.unsent.value).toMatchObject([{ requestId: 'unsent-1' }]);
    });

    it('takes the making of a session and its first question as one', async () => {
      refuse('sessions/create', 'read-only');
      refuse('chat/send', 'conflict');
      const ids = [create(), ask()];
      await settle();
      const [question] = save.unsent.value;
      expect(save.unsent.value.map(({ requestId }) => requestId)).toEqual([ids[1]]);
      expect(question && reasonOf(question, save.unsaved.value)?.code).toBe('read-only');
      expect(save.state.value).toMatchObject({ kind: 'unsaved', count: 1, error: { code: 'read-only' } });

      await save.retry(ids[1] ?? '');
      expect(changesSent()).toEqual([...ids, ...ids]);
      await settle();

      save.discard(ids[1] ?? '');
      expect(save.unsaved.value).toEqual([]);
      const resolved = fake.paramsOf('unsent/resolve').map(({ requestId, action }) => [requestId, action]);
      expect(resolved).toEqual([...ids.map((id) => [id, 'retry']), [ids[1], 'discard'], [ids[0], 'discard']]);
    });

    it('keeps its own reason when nothing of its session was refused before', async () => {
      refuse('chat/send', 'conflict');
      ask();
      await settle();
      expect(save.state.value).toMatchObject({ kind: 'unsaved', error: { code: 'conflict' } });
    });
  });

  describe('when the background is lost', () => {
    it('sends everything again after 250 ms, in order, with the same ids', async () => {
      refuse('sessions/update', 'disconnected');
      const ids = [rename('a', 'first'), rename('b', 'second')];
      await settle();
      expect(save.state.value).toEqual({ kind: 'saving' });
      acceptRenames();
      await vi.advanceTimersByTimeAsync(249);
      expect(changesSent()).toEqual(ids);
      await vi.advanceTimersByTimeAsync(1);
      expect(changesSent()).toEqual([...ids, ...ids]);
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('lets nothing overtake what is sent again', async () => {
      refuse('sessions/update', 'disconnected');
      const first = rename('a', 'first');
      await settle();
      acceptRenames();
      const second = rename('a', 'second');
      await vi.advanceTimersByTimeAsync(250);
      expect(changesSent()).toEqual([first, first, second]);
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('tries until it is there, and goes on saying what is queued', async () => {
      const answers = [deferred<never>(), deferred<never>(), deferred<never>()];
      fake.answer('sessions/update', () => answers[changesSent().length - 1]?.promise ?? Promise.reject());
      const id = rename('a', 'A');
      fake.progress(id, { queued: true, reason: NO_HOST });
      const queued = save.state.value;
      for (const answer of answers.slice(0, 2)) {
        answer.reject(new AppError('disconnected', 'lost'));
        await vi.advanceTimersByTimeAsync(250);
      }
      await vi.advanceTimersByTimeAsync(1000);
      expect(changesSent()).toEqual([id, id, id]);
      expect(save.state.value).toEqual(queued);
    });
  });

  describe('changes of earlier panels', () => {
    const question = unsent('chat/send', questionParams('First?'), 'timeout');

    it('are shown as soon as the background is there, and go on from there', async () => {
      list([question]);
      expect(save.unsent.value).toEqual([]);
      connect();
      await settle();
      expect(save.unsent.value).toEqual([
        {
          requestId: 'unsent-1',
          change: { method: 'chat/send', params: questionParams('First?') },
          isHeld: false,
          status: 'failed',
          error: new AppError('timeout', 'refused'),
        },
      ]);
      await save.retry('unsent-1');
      expect(fake.calls.slice(-2)).toEqual([
        { method: 'unsent/resolve', params: { requestId: 'unsent-1', action: 'retry' } },
        { method: 'chat/send', params: questionParams('First?'), requestId: 'unsent-1' },
      ]);
    });

    it('are waited for when they are still on their way, under the id they have', async () => {
      list([{ ...question, error: null }]);
      const answer = deferred<never>();
      fake.answer('chat/send', () => answer.promise);
      connect();
      await settle();
      expect(save.state.value).toEqual({ kind: 'saving' });
      expect(changesSent()).toEqual(['unsent-1']);
      fake.progress('unsent-1', { queued: true, reason: NO_HOST });
      expect(save.state.value).toMatchObject({ kind: 'queued', error: { code: 'disconnected' } });
      changeUnsent();
      await settle();
      expect(changesSent()).toEqual(['unsent-1']);
      answer.resolve(undefined as never);
      await settle();
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('leave those of a later version that need nobody to the background', async () => {
      list([{ ...question, method: 'sessions/pin', error: null }]);
      connect();
      await settle();
      expect([save.state.value, changesSent()]).toEqual([{ kind: 'saved' }, []]);
    });

    it('are gone when another page gave them up', async () => {
      list([{ ...question, error: null }]);
      refuse('chat/send', 'cancelled');
      connect();
      await settle();
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('are asked for once per background, and again when the list has changed', async () => {
      list([]);
      connect();
      connect();
      await settle();
      expect(fake.paramsOf('unsent/list').length).toBe(1);
      changeUnsent();
      fake.emit('changed', { tables: ['messages'], sessionIds: null });
      expect(fake.paramsOf('unsent/list').length).toBe(2);
      fake.emit('store/state', { state: 'disconnected', detail: 'lost' });
      expect(fake.paramsOf('unsent/list').length).toBe(3);
    });

    it('are asked for again when that failed', async () => {
      fake.answer('unsent/list', () => {
        throw new AppError('disconnected', 'lost');
      });
      connect();
      await settle();
      list([question]);
      connect();
      await settle();
      expect(save.unsent.value.length).toBe(1);
    });

    it('appear in the order of the list and disappear when they were resolved elsewhere', async () => {
      const changes = [unsent('sessions/update', { id: 'a', title: 'A' })];
      list(changes);
      connect();
      await settle();
      changes.unshift({ ...question, requestId: 'unsent-0' });
      changeUnsent();
      await settle();
      expect(save.unsent.value.map(({ requestId }) => requestId)).toEqual(['unsent-0', 'unsent-1']);
      changes.length = 0;
      changeUnsent();
      await settle();
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('does not forget a refused change of this page because a list does not have it', async () => {
      list([]);
      connect();
      refuse('sessions/update', 'invalid');
      const id = rename('a', 'A');
      changeUnsent();
      await settle();
      expect(save.unsent.value.map(({ requestId }) => requestId)).toEqual([id]);
    });

    it('does not forget one because another background has no list of it', async () => {
      const changes = [question];
      list(changes);
      connect();
      await settle();
      changes.length = 0;
      fake.emit('store/state', { state: 'disconnected', detail: 'lost' });
      await settle();
      expect(save.unsent.value.length).toBe(1);
    });

    it('are the same entries as those that this page made', async () => {
      const changes: UnsentChange[] = [];
      list(changes);
      refuse('sessions/update', 'invalid');
      const onSaved = vi.fn();
      const id = rename('a', 'A', onSaved);
      await settle();
      changes.push({ ...unsent('sessions/update', { id: 'a', title: 'A' }), requestId: id });
      changeUnsent();
      await settle();
      expect(save.unsent.value.length).toBe(1);
      acceptRenames();
      changes.length = 0;
      await save.retry(id);
      await settle();
      expect([save.state.value.kind, onSaved.mock.calls.length]).toEqual(['saved', 1]);
    });

    it.each([
      ['an unknown method', unsent('sessions/paint', { id: 'a', title: 'A' })],
      ['a method of the object', unsent('constructor', {})],
      ['a read', unsent('sessions/get', { id: 'a' })],
      ['parameters that were refused', unsent('chat/send', { sessionId: 'a', userMessage: null })],
      ['an unknown code', { ...unsent('sessions/paint', {}), error: { code: 'later', message: 'refused' } }],
    ])('are shown although this version cannot read them: %s', async (_, change) => {
      const changes = [change];
      list(changes);
      connect();
      await settle();
      expect(save.unsent.value).toMatchObject([{ requestId: 'unsent-1', change: { method: 'unknown' } }]);
      fake.answer('unsent/resolve', ({ action }) => {
        if (action === 'retry') changes.length = 0;
        return {};
      });
      await save.retry('unsent-1');
      expect(changesSent()).toEqual([]);
      expect(save.state.value).toEqual({ kind: 'saved' });
    });
  });

  describe('drafts', () => {
    it('are saving from the first keystroke that is put off', async () => {
      acceptDrafts();
      draft('a');
      expect(save.state.value).toEqual({ kind: 'saving' });
      await vi.advanceTimersByTimeAsync(250);
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('are saved every 250 ms while one types steadily, the newest text only', async () => {
      acceptDrafts();
      for (let index = 1; index <= 10; index += 1) {
        draft('x'.repeat(index));
        await vi.advanceTimersByTimeAsync(100);
      }
      await vi.advanceTimersByTimeAsync(250);
      expect(fake.paramsOf('drafts/set').map(({ content }) => content.length)).toEqual([3, 6, 9, 10]);
      expect(save.state.value.kind).toBe('saved');
    });

    it('wait for their time, also when the one before is saved earlier', async () => {
      const answer = deferred<void>();
      fake.answer('drafts/set', async (params) => {
        await answer.promise;
        return { draft: params as Draft };
      });
      draft('a');
      await vi.advanceTimersByTimeAsync(250);
      draft('ab');
      answer.resolve();
      await settle();
      expect(fake.paramsOf('drafts/set').length).toBe(1);
      draft('abc');
      await vi.advanceTimersByTimeAsync(250);
      expect(fake.paramsOf('drafts/set').map(({ content }) => content)).toEqual(['a', 'abc']);
    });

    it('are one change however long they are typed without a host, and stay queued meanwhile', async () => {
      const kinds = new Set<string>();
      for (const content of ['a', 'ab', 'abc']) {
        draft(content);
        await vi.advanceTimersByTimeAsync(250);
        kinds.add(save.state.value.kind);
        fake.progress(changesSent().at(-1) ?? '', { queued: true, reason: NO_HOST });
        expect([save.state.value.kind, save.unsaved.value.length]).toEqual(['queued', 1]);
      }
      draft('for another', 'other');
      await vi.advanceTimersByTimeAsync(250);
      fake.progress(changesSent().at(-1) ?? '', { queued: true, reason: NO_HOST });
      expect([save.state.value.kind, save.unsaved.value.length]).toEqual(['queued', 2]);
      expect([...kinds]).toEqual(['saving', 'queued']);
    });

    it('replace one of theirs that was refused', async () => {
      refuse('drafts/set', 'too-large');
      draft('far too long');
      await vi.advanceTimersByTimeAsync(250);
      expect(save.state.value).toMatchObject({ kind: 'unsaved', count: 1, error: { code: 'too-large' } });
      const [refused] = changesSent();
      acceptDrafts();
      draft('short');
      expect(save.state.value).toEqual({ kind: 'saving' });
      expect(fake.paramsOf('unsent/resolve')).toEqual([{ requestId: refused, action: 'discard' }]);
      await vi.advanceTimersByTimeAsync(250);
      expect(save.state.value).toEqual({ kind: 'saved' });
    });

    it('give one up that was refused after a newer one had taken its place', async () => {
      const answers = [deferred<never>(), deferred<never>()];
      fake.answer('drafts/set', () => answers[changesSent().length - 1]?.promise ?? Promise.reject());
      for (const content of ['a', 'ab']) {
        draft(content);
        await vi.advanceTimersByTimeAsync(250);
      }
      const [older, newer] = changesSent();
      fake.progress(newer ?? '', { queued: true, reason: NO_HOST });
      answers[0]?.reject(new AppError('too-large', 'too-large'));
      await settle();
      expect(fake.paramsOf('unsent/resolve')).toEqual([{ requestId: older, action: 'discard' }]);
      expect(save.state.value.kind).toBe('queued');
    });

    it('leave the text of an earlier panel alone: it is nowhere else', async () => {
      list([unsent('drafts/set', { sessionId: 's', content: 'long ago', updatedAt: '2026-01-01T00:00:00.000Z' })]);
      connect();
      await settle();
      acceptDrafts();
      draft('new');
      await vi.advanceTimersByTimeAsync(250);
      expect(save.unsent.value).toMatchObject([{ change: { params: { content: 'long ago' } } }]);
    });
  });
});

function questionParams(content: string) {
  return { sessionId: SESSION_ID, userMessage: { id: MESSAGE_ID, content }, replyId: REPLY_ID, provider: PROVIDER };
}

function unsent(method: string, params: Record<string, unknown>, code = 'invalid'): UnsentChange {
  return {
    requestId: 'unsent-1',
    method,
    params: { ...params, _meta: { requestId: 'unsent-1' } },
    queuedAt: '2026-01-31T12:00:00.000Z',
    error: { code, message: 'refused' },
  };
}
