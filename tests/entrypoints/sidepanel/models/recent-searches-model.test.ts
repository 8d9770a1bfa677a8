import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { RecentSearchesModel } from '../../../../entrypoints/sidepanel/models/recent-searches-model.ts';
import type { SessionFilterModel } from '../../../../entrypoints/sidepanel/models/session-filter-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

function open() {
  const text = signal('');
  const hits = signal<readonly unknown[]>([{}]);
  const isOn = signal(true);
  const preferences = createPreferences(memoryStorage());
  const searches = new RecentSearchesModel(preferences, { text, rows: hits, isOn } as unknown as SessionFilterModel);
  const use = (next: string, minLength?: number) => {
    text.value = next;
    isOn.value = next.trim() !== '';
    searches.remember(minLength);
  };
  return { searches, hits, use, [Symbol.dispose]: () => searches[Symbol.dispose]() };
}

describe('RecentSearchesModel', () => {
  it('remembers what was used and had hits, newest first, each once', () => {
    using page = open();
    page.use(' wal ');
    page.use('a', 2);
    page.use('ab', 2);
    page.use('  ');
    page.use('w');
    page.use('wal');
    page.hits.value = [];
    page.use('no such title');
    expect(page.searches.offered.value).toEqual(['wal', 'w', 'ab']);
  });

  it('offers the last five, and forgets all of them when told to', () => {
    using page = open();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) page.use(text);
    expect(page.searches.offered.value).toEqual(['g', 'f', 'e', 'd', 'c']);
    page.searches.clear();
    expect(page.searches.offered.value).toEqual([]);
  });
});
