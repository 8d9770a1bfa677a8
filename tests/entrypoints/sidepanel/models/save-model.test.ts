import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient, deferred, type FakeClient, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

describe('SaveModel', () => {
  let fake: FakeClient;
  let save: SaveModel;
  const isReady = signal(true);

  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    fake = createFakeClient();
    save = new SaveModel(panelEnvironment(fake.client), isReady);
  });
  afterEach(() => {
    save[Symbol.dispose]();
    vi.useRealTimers();
  });

  const rename = (id: string, title: string, onSaved?: () => void) =>
    save.submit({ method: 'sessions/update', params: { id, title }, lane: id, ...(onSaved && { onSaved }) });
  const draft = (content: string) =>
    save.submitSoon({ method: 'drafts/set', params: { sessionId: 's', content, updatedAt: '' }, lane: 'draft:s' }, 250);

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

  it('is saving from the first keystroke that is put off, and not saved when that failed', async () => {
    fake.answer('drafts/set', () => {
      throw new AppError('disk-full', 'full');
    });
    draft('a');
    expect(save.state.value).toEqual({ kind: 'saving' });
    await vi.advanceTimersByTimeAsync(250);
    expect(save.state.value).toMatchObject({ kind: 'unsaved', count: 1, error: { code: 'disk-full' } });
    draft('ab');
    expect(save.state.value).toEqual({ kind: 'saving' });
  });

  it('sends one lane in order and holds the later ones back after a failure; other lanes go on', async () => {
    fake.answer('sessions/update', ({ id, title }) => {
      if (title === 'bad') throw new AppError('busy', 'busy');
      return { session: sessionRow({ id }) };
    });
    rename('a', 'bad');
    rename('a', 'second');
    rename('b', 'other');
    await settle();
    expect(fake.paramsOf('sessions/update')).toEqual([
      { id: 'a', title: 'bad' },
      { id: 'b', title: 'other' },
    ]);
    rename('a', 'third');
    await settle();
    expect(fake.paramsOf('sessions/update').length).toBe(2);
    expect(save.state.value).toMatchObject({ kind: 'unsaved', count: 3 });
  });

  it('lets what is put off wait for its time, also when the one before is saved earlier', async () => {
    const answer = deferred<void>();
    fake.answer('drafts/set', async (params) => {
      await answer.promise;
      return { draft: params };
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

  it('retries what failed, in order, each with the id it had', async () => {
    let isFull = true;
    fake.answer('sessions/update', ({ id }) => {
      if (isFull) throw new AppError('disk-full', 'full');
      return { session: sessionRow({ id }) };
    });
    const ids = [rename('a', 'first'), rename('a', 'second')];
    await settle();
    isFull = false;
    save.retryAll();
    await settle();
    expect(save.state.value).toEqual({ kind: 'saved' });
    expect(fake.calls.map(({ requestId }) => requestId)).toEqual([ids[0], ids[0], ids[1]]);
  });

  it('retries by itself when the connection is back', async () => {
    fake.answer('sessions/update', () => {
      throw new AppError('disconnected', 'gone');
    });
    const id = rename('a', 'A');
    await settle();
    isReady.value = false;
    fake.answer('sessions/update', () => ({ session: sessionRow({ id: 'a' }) }));
    expect(save.state.value.kind).toBe('unsaved');
    isReady.value = true;
    await settle();
    expect(save.state.value.kind).toBe('saved');
    expect(fake.calls.map(({ requestId }) => requestId)).toEqual([id, id]);
  });

  it('saves steady typing every 250 ms, the newest text only', async () => {
    fake.answer('drafts/set', ({ content, sessionId, updatedAt }) => ({ draft: { content, sessionId, updatedAt } }));
    for (let index = 1; index <= 10; index += 1) {
      draft('x'.repeat(index));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(fake.paramsOf('drafts/set').map(({ content }) => content.length)).toEqual([3, 6, 9, 10]);
    expect(save.state.value.kind).toBe('saved');
  });

  it('discards one change and goes on with those behind it', async () => {
    fake.answer('sessions/update', ({ id, title }) => {
      if (title === 'bad') throw new AppError('invalid', 'invalid');
      return { session: sessionRow({ id }) };
    });
    const bad = rename('a', 'bad');
    rename('a', 'good');
    await settle();
    save.discard(bad);
    await settle();
    expect(save.state.value).toEqual({ kind: 'saved' });
    expect(fake.paramsOf('sessions/update').at(-1)).toEqual({ id: 'a', title: 'good' });
  });
});
