import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordingsModel } from '../../../../entrypoints/sidepanel/models/recordings-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';
import { recordingRow } from '../../../support/recording-row.ts';

async function openLibrary(ids = ['r1', 'r2']) {
  const { panel, fake, ...harness } = openPanel();
  const rows = ids.map((id) => recordingRow({ id }));
  fake.answer('recordings/list', () => ({ recordings: rows, nextCursor: null }));
  fake.answer('recordings/update', ({ id, title, tags }) => ({
    recording: recordingRow({ id, ...(title !== undefined && { title }), ...(tags && { tags }) }),
  }));
  fake.answer('recordings/delete', () => ({}));
  const library = panel.modelOf(RecordingsModel);
  void library.read();
  await settle();
  const shown = () => library.rows.value.map(({ id }) => id);
  return { ...{ panel, fake, library, rows, shown }, [Symbol.dispose]: harness[Symbol.dispose] };
}

describe('RecordingsModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads again when recordings change or other words are looked for, several at once', async () => {
    using opened = await openLibrary();
    const { fake, library, rows, shown } = opened;
    rows.push(recordingRow({ id: 'r3' }));
    fake.emit('changed', { tables: ['recordings'], sessionIds: [] });
    library.setQuery('ti');
    library.setQuery('tides');
    await vi.advanceTimersByTimeAsync(300);
    expect(fake.paramsOf('recordings/list').map(({ query }) => query)).toEqual(['', 'tides']);
    expect([shown(), library.foundFor.value]).toEqual([['r1', 'r2', 'r3'], 'tides']);
  });

  it('reads further pages', async () => {
    using opened = await openLibrary();
    const { fake, library, rows, shown } = opened;
    fake.answer('recordings/list', ({ cursor }) =>
      cursor === undefined
        ? { recordings: rows, nextCursor: 'c' }
        : { recordings: [recordingRow({ id: 'r9' })], nextCursor: null },
    );
    await library.read();
    await Promise.all([library.readMore(), library.readMore()]);
    await library.readMore();
    expect(shown()).toEqual(['r1', 'r2', 'r9']);
  });

  it('names and tags', async () => {
    using opened = await openLibrary();
    const { fake, library } = opened;
    library.rename('r1', '  Tides ');
    library.rename('r1', ' ');
    library.setTags('r2', ' a,b  c ,, ');
    await settle();
    expect(fake.paramsOf('recordings/update')).toEqual([
      { id: 'r1', title: 'Tides' },
      { id: 'r2', tags: ['a', 'b c'] },
    ]);
    expect(library.rows.value.map(({ title, tags }) => [title, tags])).toEqual([
      ['Tides', []],
      ['Title of r2', ['a', 'b c']],
    ]);
  });

  it('deletes when the way back is gone, and not before', async () => {
    using opened = await openLibrary();
    const { panel, fake, library, rows, shown } = opened;
    const [first, second] = rows;
    if (!first || !second) throw new Error('There are two.');
    library.play('r1');
    library.remove(first);
    expect([shown(), library.playing.value, panel.notices.notice.value?.text]).toEqual([
      ...[['r2'], undefined, 'Recording deleted'],
    ]);
    panel.notices.act();
    expect(shown()).toEqual(['r1', 'r2']);
    library.remove(second);
    await vi.advanceTimersByTimeAsync(7900);
    expect(fake.paramsOf('recordings/delete')).toEqual([]);
    rows.pop();
    await vi.advanceTimersByTimeAsync(200);
    expect([fake.paramsOf('recordings/delete'), shown()]).toEqual([[{ id: 'r2' }], ['r1']]);
  });

  it('says why it cannot be read, and keeps what was', async () => {
    using opened = await openLibrary();
    const { fake, library, shown } = opened;
    fake.answer('recordings/list', () => Promise.reject(new AppError('version-mismatch', 'Old.')));
    await library.read();
    expect(shown()).toEqual(['r1', 'r2']);
    library.again();
    await settle();
    expect(library.page.value).toMatchObject({ state: 'failed', error: { code: 'version-mismatch' } });
  });
});
