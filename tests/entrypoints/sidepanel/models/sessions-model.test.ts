import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeModel } from '../../../../entrypoints/sidepanel/models/notice-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { SessionsModel } from '../../../../entrypoints/sidepanel/models/sessions-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Session } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, type FakeClient, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

describe('SessionsModel', () => {
  const isReady = signal(true);
  let fake: FakeClient;
  let rows: Session[];
  let save: SaveModel;
  let notices: NoticeModel;
  let sessions: SessionsModel;

  beforeEach(() => {
    vi.useFakeTimers();
    isReady.value = true;
    fake = createFakeClient();
    rows = Array.from({ length: 60 }, (_, index) =>
      sessionRow({ id: `s${index}`, updatedAt: `2026-01-31T12:00:${String(59 - index).padStart(2, '0')}.000Z` }),
    );
    fake.answer('sessions/list', ({ limit = 50, cursor, archived = false, deleted = false }) => {
      const found = rows.filter((row) =>
        deleted ? row.deletedAt !== null : row.deletedAt === null && row.isArchived === archived,
      );
      const start = cursor ? Number(cursor) : 0;
      const end = start + limit;
      return { sessions: found.slice(start, end), nextCursor: end < found.length ? String(end) : null };
    });
    fake.answer('sessions/get', ({ id }) => {
      const session = rows.find((row) => row.id === id);
      if (!session) throw new AppError('not-found', 'gone');
      return { session };
    });
    fake.answer('sessions/update', ({ id, ...fields }) => ({ session: change(id, fields as Partial<Session>) }));
    fake.answer('sessions/delete', ({ id, forever }) => {
      if (forever)
        rows.splice(
          rows.findIndex((row) => row.id === id),
          1,
        );
      else change(id, { deletedAt: '2026-02-01T00:00:00.000Z' });
      return {};
    });
    fake.answer('sessions/restore', ({ id }) => ({ session: change(id, { deletedAt: null }) }));
  });
  afterEach(() => {
    for (const model of [sessions, save, notices]) model[Symbol.dispose]();
    vi.useRealTimers();
  });

  async function start(openFirst: string | null = null): Promise<void> {
    const env = panelEnvironment(fake.client);
    notices = new NoticeModel(env.timers);
    save = new SaveModel(env);
    sessions = new SessionsModel({ env, save, notices, isReady, openFirst });
    await settle();
  }

  function change(id: string, fields: Partial<Session>): Session {
    const index = rows.findIndex((row) => row.id === id);
    rows[index] = { ...(rows[index] ?? sessionRow({ id })), ...fields };
    return rows[index];
  }

  const ids = () =>
    sessions.list.value.state === 'ready' ? sessions.list.value.value.sessions.map(({ id }) => id) : undefined;

  it('lists 50 and then the rest', async () => {
    await start();
    expect(ids()).toEqual(rows.slice(0, 50).map(({ id }) => id));
    await sessions.loadMore();
    expect(ids()).toEqual(rows.map(({ id }) => id));
    expect(sessions.list.value).toMatchObject({ value: { nextCursor: null } });
  });

  it('reads again what another process changed, as far as it is shown, and keeps rows that are the same', async () => {
    await start();
    await sessions.loadMore();
    const before = sessions.list.value.state === 'ready' ? sessions.list.value.value.sessions[1] : undefined;
    change('s0', { title: 'renamed elsewhere' });
    fake.emit('changed', { tables: ['sessions'], sessionIds: ['s0'] });
    await vi.advanceTimersByTimeAsync(200);
    expect(ids()?.length).toBe(60);
    expect(sessions.list.value).toMatchObject({ value: { sessions: { 0: { title: 'renamed elsewhere' } } } });
    expect(sessions.list.value.state === 'ready' && sessions.list.value.value.sessions[1]).toBe(before);
  });

  it('puts what was made elsewhere in its place, and drops what is gone, without reading the list', async () => {
    await start();
    rows.unshift(sessionRow({ id: 'new', updatedAt: '2026-01-31T12:00:58.500Z' }));
    const gone = rows.splice(3, 1)[0];
    fake.emit('changed', { tables: ['sessions'], sessionIds: ['new', gone?.id ?? ''] });
    await vi.advanceTimersByTimeAsync(200);
    expect(ids()?.slice(0, 4)).toEqual(['s0', 'new', 's1', 's3']);
    expect(fake.paramsOf('sessions/list').length).toBe(1);
  });

  it('reads the list when many or unknown sessions changed', async () => {
    await start();
    fake.emit('changed', { tables: ['sessions'], sessionIds: rows.slice(0, 20).map(({ id }) => id) });
    await vi.advanceTimersByTimeAsync(200);
    fake.emit('changed', { tables: null, sessionIds: null });
    fake.emit('changed', { tables: ['sessions'], sessionIds: ['s1'] });
    await vi.advanceTimersByTimeAsync(200);
    expect([fake.paramsOf('sessions/list').length, fake.paramsOf('sessions/get').length]).toEqual([3, 0]);
  });

  it('reads one page at a time, and leaves a failure to a person', async () => {
    await start();
    fake.answer('sessions/list', () => {
      throw new AppError('busy', 'busy');
    });
    await Promise.all([sessions.loadMore(), sessions.loadMore()]);
    expect([sessions.more.value, ids()?.length, fake.paramsOf('sessions/list').length]).toEqual(['failed', 50, 2]);
  });

  it.each(['another shelf', 'the shelf read anew'])('does not join a page to %s', async (other) => {
    await start();
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = { sessions: [sessionRow({ id: 'late' })], nextCursor: null };
    fake.answer('sessions/list', () => promise.then(() => late));
    const more = sessions.loadMore();
    // On another shelf even the same cursor means another place.
    const nextCursor = other === 'another shelf' ? '50' : '7';
    fake.answer('sessions/list', () => ({ sessions: [sessionRow({ id: 'fresh' })], nextCursor }));
    if (other === 'another shelf') sessions.showShelf('archived');
    else sessions.reload();
    await settle();
    resolve();
    await more;
    expect([ids(), sessions.more.value]).toEqual([['fresh'], 'idle']);
  });

  it('tells a failure, and reads again', async () => {
    const list = vi.fn(() => {
      throw new AppError('busy', 'busy');
    });
    fake.answer('sessions/list', list);
    await start();
    expect(sessions.list.value).toMatchObject({ state: 'failed', error: { code: 'busy' } });
    fake.answer('sessions/list', () => ({ sessions: [], nextCursor: null }));
    sessions.reload();
    await settle();
    expect(ids()).toEqual([]);
  });

  it('reopens the last session; when it is gone, the new one', async () => {
    await start('s59');
    expect([sessions.currentId.value, sessions.title.value]).toEqual(['s59', 'Title of s59']);
    for (const model of [sessions, save, notices]) model[Symbol.dispose]();
    await start('unknown');
    expect([sessions.currentId.value, sessions.title.value]).toEqual([null, 'New session']);
  });

  it('knows the title also while another shelf is read', async () => {
    await start('s3');
    fake.answer('sessions/get', () => new Promise(() => {}));
    fake.answer('sessions/list', () => new Promise(() => {}));
    sessions.showShelf('trash');
    await settle();
    expect([sessions.list.value.state, sessions.title.value]).toEqual(['loading', 'Title of s3']);
  });

  it('renames, but not to nothing', async () => {
    await start('s1');
    sessions.rename('s1', '   ');
    sessions.rename('s1', '  New name ');
    await settle();
    expect(fake.paramsOf('sessions/update')).toEqual([{ id: 's1', title: 'New name' }]);
    expect(sessions.title.value).toBe('New name');
  });

  it('archives, and takes that back', async () => {
    await start();
    sessions.setArchived('s0', true);
    await settle();
    expect([ids()?.includes('s0'), notices.notice.value?.text]).toEqual([false, 'Archived']);
    notices.act();
    await settle();
    expect(ids()?.[0]).toBe('s0');
  });

  it('moves to the trash and back, and opens again what was open', async () => {
    await start('s3');
    sessions.remove('s3');
    await settle();
    expect([ids()?.includes('s3'), sessions.currentId.value]).toEqual([false, null]);
    notices.act();
    await settle();
    expect([ids()?.includes('s3'), sessions.currentId.value]).toEqual([true, 's3']);
  });

  it('deletes forever what is in the trash, and shows it no longer', async () => {
    change('s1', { deletedAt: '2026-02-01T00:00:00.000Z' });
    await start('s1');
    sessions.showShelf('trash');
    await settle();
    sessions.removeForever('s1');
    await settle();
    expect(fake.paramsOf('sessions/delete')).toEqual([{ id: 's1', forever: true }]);
    expect([ids(), sessions.currentId.value, notices.notice.value?.text]).toEqual([[], null, 'Deleted forever']);
  });

  it('leaves the row where it is when the trash did not take it', async () => {
    await start();
    fake.answer('sessions/delete', () => {
      throw new AppError('disk-full', 'full');
    });
    sessions.remove('s0');
    await settle();
    expect([ids()?.[0], save.state.value.kind, notices.notice.value]).toEqual(['s0', 'unsaved', undefined]);
  });

  it('shows the archive and the trash', async () => {
    change('s1', { isArchived: true });
    change('s2', { deletedAt: '2026-02-01T00:00:00.000Z' });
    await start();
    sessions.showShelf('archived');
    await settle();
    expect(ids()).toEqual(['s1']);
    sessions.showShelf('trash');
    await settle();
    expect(ids()).toEqual(['s2']);
  });

  it('shows a session before its row is acknowledged', async () => {
    await start();
    sessions.create('new', 'First line\nsecond line', 'm', 'http://server.example/v1');
    expect(sessions.title.value).toBe('First line');
  });
});
