import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { byFile, FileChangesModel } from '../../../../entrypoints/sidepanel/models/file-changes-model.ts';
import { NoticeModel } from '../../../../entrypoints/sidepanel/models/notice-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { FileChange } from '../../../../lib/protocol/work-shapes.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const change = (id: string, path: string, changes: Partial<FileChange> = {}): FileChange => ({
  ...{ id, sessionId: 's1', messageId: null, path, oldPath: null, status: 'modified', additions: 1, deletions: 2 },
  createdAt: '2026-01-31T12:00:00.000Z',
  ...changes,
});

function openModel() {
  const host = createFakeClient();
  const clock = createFakeClock();
  const env = { client: host.client, now: clock.now, timers: clock.timers, newId: () => 'id' };
  const sessionId = signal<string | null>('s1');
  const notices = new NoticeModel(clock.timers);
  const model = new FileChangesModel({ env, isReady: signal(true), sessionId, notices });
  return { host, clock, sessionId, notices, model, [Symbol.dispose]: () => model[Symbol.dispose]() };
}

describe('FileChangesModel', () => {
  it('reads all pages without patches, and the patches of a file when it is opened, once', async () => {
    using opened = openModel();
    const { host, sessionId, model } = opened;
    host.answer('file-changes/list', ({ cursor, path }) =>
      path === undefined
        ? { fileChanges: [change(cursor ?? 'a', `${cursor ?? 'a'}.ts`)], nextCursor: cursor ? null : 'b' }
        : { fileChanges: [change('a', path, { patch: 'P' })], nextCursor: null },
    );
    sessionId.value = 's2';
    await vi.waitFor(() => expect(model.files.value.map(({ path }) => path)).toEqual(['a.ts', 'b.ts']));
    host.calls.length = 0;
    await Promise.all([model.open('a.ts'), model.open('a.ts')]);
    await model.open('a.ts');
    expect(host.paramsOf('file-changes/list')).toEqual([{ sessionId: 's2', limit: 50, path: 'a.ts' }]);
    const read = model.patches.value.get('a.ts');
    expect(read).toEqual({ state: 'ready', value: [change('a', 'a.ts', { patch: 'P' })] });
  });

  it('reads again when the session changed, forgets another one, and tells what failed', async () => {
    using opened = openModel();
    const { host, clock, sessionId, model } = opened;
    let count = 0;
    host.answer('file-changes/list', () => {
      count += 1;
      if (count === 3) throw new AppError('version-mismatch', 'The host does not know this.');
      return { fileChanges: [change(`c${count}`, `c${count}.ts`)], nextCursor: null };
    });
    model.again();
    await vi.waitFor(() => expect(model.files.value[0]?.path).toBe('c1.ts'));
    host.emit('changed', { tables: ['messages'], sessionIds: ['s1'] });
    host.emit('changed', { tables: ['file_changes'], sessionIds: ['s2'] });
    await clock.advance(1000);
    expect(count).toBe(1);
    host.emit('changed', { tables: ['file_changes'], sessionIds: ['s1'] });
    await clock.advance(1000);
    expect(model.files.value[0]?.path).toBe('c2.ts');
    sessionId.value = 's3';
    await vi.waitFor(() => expect(model.rows.value).toMatchObject({ state: 'failed' }));
    sessionId.value = null;
    await vi.waitFor(() => expect(model.rows.value).toEqual({ state: 'ready', value: [] }));
    expect(count).toBe(3);
  });

  it('says so when there is nothing that git could apply', async () => {
    using opened = openModel();
    const { host, notices, model } = opened;
    host.answer('file-changes/list', () => ({
      fileChanges: [change('a', 'a.ts', { patch: 'no diff' })],
      nextCursor: null,
    }));
    await model.saveAll('Title');
    expect(notices.notice.value?.text).toBe('None of these changes has a diff that git can apply.');
    expect(model.isSaving.value).toBe(false);
  });
});

describe('byFile', () => {
  it('says of each file what became of it in the end', () => {
    const files = byFile([
      change('1', 'b.ts', { status: 'created' }),
      change('2', 'b.ts'),
      change('3', 'a.ts', { status: 'created' }),
      change('4', 'a.ts', { status: 'deleted' }),
      change('5', 'c.ts', { status: 'renamed', oldPath: 'd.ts' }),
      change('6', 'c.ts'),
    ]);
    expect(files.map(({ path, status, additions, deletions }) => [path, status, additions, deletions])).toEqual([
      ['a.ts', 'deleted', 2, 4],
      ['b.ts', 'created', 2, 4],
      ['c.ts', 'renamed', 2, 4],
    ]);
    expect(files[1]?.changes.map(({ id }) => id)).toEqual(['1', '2']);
  });
});
