import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { type JournalEntry, openJournal } from '../../../entrypoints/background/journal.ts';

const entry = (order: number, method = 'sessions/update'): JournalEntry => ({
  order,
  requestId: `request-${order}`,
  method,
  params: { id: 'a', title: `Title ${order}`, _meta: { requestId: `request-${order}` } },
  queuedAt: 1000 + order,
});

describe('openJournal', () => {
  afterEach(async () => {
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('holdfast').onsuccess = resolve;
    });
  });

  it('gives back in order what an earlier worker wrote', async () => {
    const first = openJournal();
    await first.write([entry(2)]);
    await first.write([entry(10)]);
    await first.write([entry(1)]);
    expect(await openJournal().load()).toEqual([entry(1), entry(2), entry(10)]);
  });

  it('replaces in one step', async () => {
    const journal = openJournal();
    await journal.write([entry(1), entry(2)]);
    await journal.write([entry(3)], [entry(1)]);
    expect(await journal.load()).toEqual([entry(2), entry(3)]);
  });

  it('writes nothing of what cannot be written whole', async () => {
    const journal = openJournal();
    const unwritable = { ...entry(2), params: { run: () => {} } };
    await expect(journal.write([entry(1), unwritable])).rejects.toThrow();
    expect(await journal.load()).toEqual([]);
  });

  it('lets go when another version wants to change the database, and opens it anew', async () => {
    const journal = openJournal();
    await journal.write([entry(1)]);
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('holdfast').onsuccess = resolve;
    });
    await journal.write([entry(2)]);
    expect(await journal.load()).toEqual([entry(2)]);
  });
});
