import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchModel } from '../../../../entrypoints/sidepanel/models/search-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import type { SearchHit } from '../../../../lib/protocol/search-shapes.ts';
import { deferred } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';
import { openPanel } from '../../../support/panel-harness.ts';

type Page = Result<'messages/search'>;

function hits(count: number, first = 0): SearchHit[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ messageId: `m${first + index}`, sessionId: 's', sessionTitle: 'Title', sequence: 1, role: 'user' as const },
    snippet: [{ text: 'word', match: true }],
    createdAt: '2026-01-31T12:00:00.000Z',
  }));
}

/** `left`: the store goes on further back. */
function page(found: readonly SearchHit[], left: string | null = null): Page {
  return { hits: [...found], nextCursor: left, searchedBackTo: left };
}

function openSearch() {
  const { panel, fake, ...harness } = openPanel();
  const search = panel.modelOf(SearchModel);
  const asked = () => fake.paramsOf('messages/search');
  const shown = () => search.found.value?.hits.map(({ messageId }) => messageId);
  return { ...{ panel, fake, search, asked, shown }, [Symbol.dispose]: harness[Symbol.dispose] };
}

/** Types and waits until that is over. */
async function type({ search }: ReturnType<typeof openSearch>, text: string): Promise<void> {
  search.setText(text);
  await vi.advanceTimersByTimeAsync(150);
}

describe('SearchModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks when somebody stops typing, with what is chosen, and nothing for white space', async () => {
    using opened = openSearch();
    const { fake, search, asked } = opened;
    fake.answer('messages/search', () => page(hits(2)));
    search.setText('w');
    await vi.advanceTimersByTimeAsync(50);
    await type(opened, ' word ');
    search.choose({ role: 'user' });
    await vi.advanceTimersByTimeAsync(150);
    await type(opened, '  ');
    expect(asked()).toEqual([{ query: 'word' }, { query: 'word', role: 'user' }]);
    expect([search.isOn.value, search.found.value, search.isLooking.value]).toEqual([false, undefined, false]);
  });

  it('cancels a question that is no longer asked, and shows what was there until the answer', async () => {
    using opened = openSearch();
    const { fake, search, shown } = opened;
    fake.answer('messages/search', () => page(hits(1)));
    await type(opened, 'one');
    const slow = deferred<Page>();
    fake.answer('messages/search', () => slow.promise);
    await type(opened, 'two');
    const { signal } = fake.optionsOf('messages/search');
    expect([shown(), search.isLooking.value, signal?.aborted]).toEqual([['m0'], true, false]);
    search.setText('three');
    expect(signal?.aborted).toBe(true);
    fake.answer('messages/search', () => page(hits(1, 3)));
    await vi.advanceTimersByTimeAsync(150);
    slow.resolve(page(hits(1, 2)));
    await settle();
    expect([shown(), search.isLooking.value, search.trouble.value]).toEqual([['m3'], false, undefined]);
  });

  it('looks further back by itself until the screen is full, and then when asked', async () => {
    using opened = openSearch();
    const { fake, search, asked, shown } = opened;
    let answers = 0;
    fake.answer('messages/search', () => page(hits(10, 10 * answers), `${++answers}`));
    await type(opened, 'word');
    expect([shown()?.length, asked().map(({ cursor }) => cursor)]).toEqual([50, [undefined, '1', '2', '3', '4']]);
    search.goTo(49);
    await settle();
    expect([shown()?.length, search.activeIndex.value]).toEqual([100, 49]);
    expect(new Set(shown()).size).toBe(100);
    expect(search.isPaused.value).toBe(false);
  });

  it('goes so far back and no further without a hit, and stops when told', async () => {
    using opened = openSearch();
    const { fake, search, asked } = opened;
    fake.answer('messages/search', () => page([], '2025'));
    await type(opened, 'word');
    expect([asked().length, search.isLooking.value, search.found.value?.searchedBackTo]).toEqual([60, false, '2025']);
    expect(search.isPaused.value).toBe(true);
    fake.answer('messages/search', () => new Promise(() => {}));
    search.goOn();
    expect(search.isPaused.value).toBe(false);
    expect(search.isLooking.value).toBe(true);
    search.stop();
    await settle();
    expect([search.isLooking.value, search.trouble.value, asked().length]).toEqual([false, undefined, 61]);
    expect(search.isPaused.value).toBe(true);
  });

  it('tells what failed, and takes up where it was', async () => {
    using opened = openSearch();
    const { fake, search, asked, shown } = opened;
    fake.answer('messages/search', () => page(hits(50), 'c1'));
    await type(opened, 'word');
    fake.answer('messages/search', () => {
      throw new AppError('disconnected', 'Gone.');
    });
    search.goOn();
    await settle();
    expect([search.trouble.value?.code, shown()?.length]).toEqual(['disconnected', 50]);
    fake.answer('messages/search', () => page(hits(1, 50)));
    search.refresh();
    await settle();
    expect([search.trouble.value, shown()?.length, asked().at(-1)?.cursor]).toEqual([undefined, 51, 'c1']);
  });

  it('shows nothing of another question where one failed', async () => {
    using opened = openSearch();
    const { fake, search, asked } = opened;
    fake.answer('messages/search', () => page(hits(50), 'c1'));
    await type(opened, 'word');
    fake.answer('messages/search', () => {
      throw new AppError('timeout', 'Slow.');
    });
    await type(opened, 'other');
    expect([search.trouble.value?.code, search.found.value]).toEqual(['timeout', undefined]);
    fake.answer('messages/search', () => page(hits(1)));
    search.refresh();
    await settle();
    expect([asked().at(-1), search.found.value?.hits.length]).toEqual([{ query: 'other' }, 1]);
  });

  it('asks again for whoever comes back after something was written, and only then', async () => {
    using opened = openSearch();
    const { fake, search, asked } = opened;
    fake.answer('messages/search', () => page(hits(1)));
    await type(opened, 'word');
    search.refresh();
    fake.emit('changed', { tables: ['drafts'], sessionIds: null });
    search.refresh();
    expect(asked().length).toBe(1);
    fake.emit('changed', { tables: ['messages'], sessionIds: ['s'] });
    search.refresh();
    await settle();
    search.refresh();
    expect(asked().length).toBe(2);
  });

  it('remembers what was used, the newest first', async () => {
    using opened = openSearch();
    const { search } = opened;
    search.remember();
    for (const text of ['one', ' two ', 'one']) {
      search.setText(text);
      search.remember();
    }
    expect(search.recents.values.value).toEqual(['one', 'two']);
  });
});
