import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeModel } from '../../../../entrypoints/sidepanel/models/notice-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { SessionFilterModel } from '../../../../entrypoints/sidepanel/models/session-filter-model.ts';
import { SessionsModel } from '../../../../entrypoints/sidepanel/models/sessions-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { createFakeClient, type FakeClient, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const COUNT = 1000;
const LAST = COUNT - 1;

describe('SessionFilterModel', () => {
  let fake: FakeClient;
  let sessions: SessionsModel;
  let filter: SessionFilterModel;
  let models: { [Symbol.dispose](): void }[];

  beforeEach(async () => {
    vi.useFakeTimers();
    fake = createFakeClient();
    answerWith((index) => (index === LAST ? 'The oldest' : index % 2 === 0 ? 'Even' : 'Odd'));
    const env = panelEnvironment(fake.client);
    const notices = new NoticeModel(env.timers);
    const save = new SaveModel(env);
    sessions = new SessionsModel({ env, save, notices, isReady: signal(true), openFirst: null });
    filter = new SessionFilterModel(sessions, env.timers);
    models = [filter, sessions, save, notices];
    await settle();
  });
  afterEach(() => {
    for (const model of models) model[Symbol.dispose]();
    vi.useRealTimers();
  });

  function answerWith(title: (index: number) => string): void {
    const rows = Array.from({ length: COUNT }, (_, index) =>
      sessionRow({ id: `s${index}`, title: title(index), updatedAt: new Date(1e12 - index * 1000).toISOString() }),
    );
    fake.answer('sessions/list', ({ limit = 50, cursor }) => {
      const start = Number(cursor ?? 0);
      const end = start + limit;
      return { sessions: rows.slice(start, end), nextCursor: end < COUNT ? String(end) : null };
    });
  }

  const readCount = () => fake.paramsOf('sessions/list').length;

  it('shows everything, as far as it is read, while nothing is typed', () => {
    expect([filter.isOn.value, filter.rows.value.length, readCount()]).toEqual([false, 50, 1]);
  });

  it('finds at once in what is read, and reads further until there are enough', async () => {
    filter.setText('even');
    expect([filter.rows.value.length, filter.isLooking.value, readCount()]).toEqual([25, true, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect([filter.rows.value.length, filter.isLooking.value, readCount()]).toEqual([125, false, 2]);
    expect(sessions.rows.value.length).toBe(250);
  });

  it('looks to the end for what is rare', async () => {
    filter.setText('oldest');
    await vi.advanceTimersByTimeAsync(200);
    expect(filter.rows.value.map(({ id }) => id)).toEqual([`s${LAST}`]);
    expect([filter.isLooking.value, sessions.hasMore.value]).toEqual([false, false]);
  });

  it('stops when the text changes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const page = { sessions: [sessionRow({ id: 'one', title: 'Even' })], nextCursor: 'next' };
    fake.answer('sessions/list', () => promise.then(() => page));
    filter.setText('oldest');
    await vi.advanceTimersByTimeAsync(200);
    expect(readCount()).toBe(2);
    filter.clear();
    resolve();
    await vi.advanceTimersByTimeAsync(1000);
    expect(readCount()).toBe(2);
  });

  it('pauses again for another text, whatever was looked for before', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const page = { sessions: [sessionRow({ id: 'one', title: 'Even' })], nextCursor: 'next' };
    fake.answer('sessions/list', () => promise.then(() => page));
    filter.setText('oldest');
    await vi.advanceTimersByTimeAsync(200);
    answerWith(() => 'Other');
    filter.setText('older');
    resolve();
    await settle();
    expect(readCount()).toBe(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(readCount()).toBeGreaterThan(2);
  });

  it('does not read for each letter', async () => {
    for (const text of ['o', 'ol', 'old']) {
      filter.setText(text);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(readCount()).toBe(1);
  });

  it('reads on when the end of the hits comes near', async () => {
    filter.setText('even');
    await vi.advanceTimersByTimeAsync(200);
    filter.showMore();
    await settle();
    expect([filter.rows.value.length, readCount()]).toEqual([225, 3]);
  });

  it('stops at a failure, and goes on when told to', async () => {
    const answered = fake.client.call('sessions/list', { limit: 1 });
    await answered;
    fake.answer('sessions/list', () => {
      throw new AppError('busy', 'busy');
    });
    filter.setText('oldest');
    await vi.advanceTimersByTimeAsync(200);
    const failedAt = readCount();
    expect([sessions.more.value, filter.isLooking.value]).toEqual(['failed', false]);
    filter.showMore();
    await vi.advanceTimersByTimeAsync(1000);
    expect(readCount()).toBe(failedAt);

    answerWith((index) => (index === LAST ? 'The oldest' : 'Other'));
    filter.tryAgain();
    await settle();
    expect([filter.rows.value.map(({ id }) => id), sessions.more.value]).toEqual([[`s${LAST}`], 'idle']);
  });

  it('looks in the shelf that is shown', async () => {
    filter.setText('oldest');
    await vi.advanceTimersByTimeAsync(200);
    sessions.showShelf('trash');
    expect(filter.rows.value).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(fake.paramsOf('sessions/list').at(-1)).toMatchObject({ deleted: true, cursor: '850' });
  });
});
